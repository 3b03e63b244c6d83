//! Plain text to lines, including text that somebody flattened from HTML.

use crate::document::{Birth, Block, Document, Kind, Line};

/// A line longer than this, in characters, may be a whole page on one line.
const GIANT: usize = 400;

/// Segments plain text.
pub fn segment(source: &str) -> Document {
    let mut builder = Document { kind: Kind::Text, blocks: vec![Block::default()], ..Document::default() };
    let mut gap = true;
    let alone = source.lines().filter(|l| !l.trim().is_empty()).count() == 1;
    for line in source.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        if line.trim().is_empty() {
            gap = true;
            continue;
        }
        for part in parts(line, alone) {
            push(&mut builder, part, gap);
            gap = false;
        }
    }
    builder
}

/// Whether a text ends where a sentence does, closing quotes and brackets aside.
pub fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['”', '’', '」', '』', '）', ')', '"', '】', '》', ' '])
        .ends_with(['。', '！', '？', '；', '…', '：', '!', '?', ';', ':'])
}

/// A giant line comes apart at paragraph indents, tabs and wide gaps; a page that is nothing but one giant line
/// also at single spaces, which is what flattening left of its tags.
fn parts(line: &str, alone: bool) -> Vec<&str> {
    if line.chars().nth(GIANT).is_none() {
        return vec![line];
    }
    let mut parts = Vec::new();
    let mut start = 0;
    let mut space = None;
    for (at, c) in line.char_indices().chain([(line.len(), '\0')]) {
        if c.is_whitespace() {
            let (_, width) = space.get_or_insert((at, 0));
            *width += if c == '\u{3000}' || c == '\t' { 2 } else { 1 };
            continue;
        }
        if let Some((from, width)) = space.take()
            && (width >= 4 || (alone && between_hanzi(line, from, at)))
        {
            parts.push(&line[start..from]);
            start = at;
        }
    }
    parts.push(&line[start..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// Latin words keep their spaces; the time of a byline ends where hanzi follow.
fn between_hanzi(line: &str, from: usize, to: usize) -> bool {
    let wide = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
    let before = &line[..from];
    let clock = matches!(before.as_bytes(), [.., b':', b'0'..=b'5', b'0'..=b'9']);
    let behind = &line[to..];
    wide(before.chars().next_back()) && (wide(behind.chars().next()) || begins_date(behind))
        || clock && wide(behind.chars().next())
}

/// `2012-01-17`, `2012年1月`: where a byline begins.
fn begins_date(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let behind = text[digits..].trim_start_matches(['-', '/', '.', '年']);
    digits == 4
        && matches!(text.as_bytes()[..2], [b'1', b'9'] | [b'2', b'0'])
        && behind.len() < text.len() - digits
        && behind.starts_with(|c: char| c.is_ascii_digit())
}

fn push(document: &mut Document, raw: &str, gap: bool) {
    let trimmed = raw.trim();
    let indent =
        raw[..raw.len() - raw.trim_start().len()].chars().map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum();
    let birth = Birth {
        number: document.lines.len() + 1,
        bullet: is_bullet(trimmed),
        gap,
        indent,
        ..Birth::default()
    };
    let mut text = String::with_capacity(trimmed.len());
    for word in trimmed.split_whitespace() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    document.lines.push(Line::new(text, birth));
}

fn is_bullet(line: &str) -> bool {
    let mut chars = line.chars();
    matches!(
        chars.next(),
        Some(
            '•' | '·'
                | '●'
                | '○'
                | '■'
                | '□'
                | '◆'
                | '◇'
                | '▪'
                | '►'
                | '▶'
                | '*'
                | '-'
                | '–'
                | '※'
        )
    ) && chars.next().is_some_and(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        segment(text).lines.into_iter().map(|l| l.text).collect()
    }

    #[test]
    fn bullets_indents_and_blank_lines_are_remembered() {
        let document = segment("标题\n\n  • 第一条\r\n　　正文在这里。\n");
        let births: Vec<_> =
            document.lines.iter().map(|l| (l.birth.gap, l.birth.bullet, l.birth.indent)).collect();
        assert_eq!(births, [(true, false, 0), (true, true, 2), (true, false, 4)]);
    }

    #[test]
    fn a_page_on_one_line_comes_apart_at_its_spaces() {
        let sentence = "清早的市场里人声不断，卖菜的和买菜的都认得彼此。".repeat(20);
        let page = format!("首页 新闻 小城的早市 {sentence} Hello World 相关文章");
        assert_eq!(lines(&page).len(), 4);
        assert_eq!(lines("首页 新闻 小城的早市"), ["首页 新闻 小城的早市"]);
    }

    #[test]
    fn tags_in_text_are_text() {
        assert_eq!(lines("甲<br />乙<script>"), ["甲<br />乙<script>"]);
    }
}
