//! Plain text to lines, including text that somebody flattened from HTML.

use crate::document::{Birth, Block, Document, Kind, Line};

/// A line longer than this, in characters, may be a whole page on one line.
const GIANT: usize = 400;

/// Segments plain text.
pub fn segment(source: &str) -> Document {
    let mut builder = Document { kind: Kind::Text, blocks: vec![Block::default()], ..Document::default() };
    let mut gap = true;
    let alone = source.lines().filter(|l| !l.trim().is_empty()).count() == 1;
    for line in lines(source) {
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

/// The lines of a text.
fn lines(source: &str) -> impl Iterator<Item = &str> {
    let mut before = ' ';
    let mut chars = source.char_indices().peekable();
    let mut start = Some(0);
    std::iter::from_fn(move || {
        let from = start?;
        while let Some((at, c)) = chars.next() {
            let after = chars.peek().map_or(' ', |next| next.1);
            let breaks = match c {
                '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => true,
                // Among the other bytes of text that was read as Latin-1 it is one more: `å\x85±` was 共.
                '\u{85}' => !(is_byte(before) && is_byte(after)),
                _ => false,
            };
            before = c;
            if breaks {
                start = Some(at + c.len_utf8());
                return Some(&source[from..at]);
            }
        }
        start = None;
        Some(&source[from..])
    })
}

/// White space within a line: a U+0085 that broke none is a byte.
fn is_space(c: char) -> bool {
    c.is_whitespace() && c != '\u{85}'
}

/// What a byte beyond ASCII reads as in Latin-1, white space aside.
fn is_byte(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{ff}') && !is_space(c)
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
        if is_space(c) {
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
    parts.retain(|part| !part.chars().all(is_space));
    parts
}

/// Latin words keep their spaces; the time of a byline ends where hanzi follow.
fn between_hanzi(line: &str, from: usize, to: usize) -> bool {
    let wide = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
    let before = &line[..from];
    let clock = matches!(before.as_bytes(), [.., b':', b'0'..=b'5', b'0'..=b'9']);
    (wide(before.chars().next_back()) || clock) && wide(line[to..].chars().next())
}

fn push(document: &mut Document, raw: &str, gap: bool) {
    let trimmed = raw.trim_matches(is_space);
    let indent = raw[..raw.len() - raw.trim_start_matches(is_space).len()]
        .chars()
        .map(|c| if c == '\u{3000}' { 2 } else { 1 })
        .sum();
    let birth = Birth {
        number: document.lines.len() + 1,
        bullet: is_bullet(trimmed),
        gap,
        indent,
        ..Birth::default()
    };
    let mut text = String::with_capacity(trimmed.len());
    for word in trimmed.split(is_space).filter(|word| !word.is_empty()) {
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

    fn segmented(text: &str) -> Vec<String> {
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
        assert_eq!(segmented(&page).len(), 4);
        assert_eq!(segmented("首页 新闻 小城的早市"), ["首页 新闻 小城的早市"]);
    }

    #[test]
    fn tags_in_text_are_text() {
        assert_eq!(segmented("甲<br />乙<script>"), ["甲<br />乙<script>"]);
    }

    #[test]
    fn a_next_line_among_bytes_read_as_latin_1_is_a_byte() {
        let damaged: String = "共同".bytes().map(char::from).collect();
        assert_eq!(segmented(&format!("{damaged}\n{damaged}")), [&*damaged, &*damaged]);
        assert_eq!(segmented("甲\u{85}乙\r\né\u{85} b\u{85}é"), ["甲", "乙", "é", "b", "é"]);
    }
}
