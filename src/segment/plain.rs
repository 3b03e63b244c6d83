//! Plain text to lines, including text that somebody flattened from HTML.

use std::ops::Range;

use super::words;
use crate::document::{Birth, Block, Document, Kind, Line, is_hanzi};

/// A line longer than this, in characters, may be a whole page on one line.
const GIANT: usize = 400;

/// Segments plain text.
pub fn segment(source: &str) -> Document {
    let mut builder = Document { kind: Kind::Text, blocks: vec![Block::default()], ..Document::default() };
    let mut gap = true;
    let alone = source.lines().filter(|l| !l.trim().is_empty()).take(2).count() == 1;
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

/// The first bytes of what breaks a line.
static MAY_BREAK: [bool; 256] = {
    let mut may = [false; 256];
    let first = [b'\n', b'\r', 0x0b, 0x0c, 0xc2, 0xe2];
    let mut at = 0;
    while at < first.len() {
        may[first[at] as usize] = true;
        at += 1;
    }
    may
};

/// The lines of a text.
fn lines(source: &str) -> impl Iterator<Item = &str> {
    let bytes = source.as_bytes();
    let may_break = |byte: &u8| MAY_BREAK[usize::from(*byte)];
    let mut start = Some(0);
    std::iter::from_fn(move || {
        let from = start?;
        let mut at = from;
        while let Some(step) = bytes[at..].iter().position(may_break) {
            at += step;
            let length = match bytes[at..] {
                [0xc2, 0x85, ..] if !is_between_bytes(source, at) => 2,
                [0xe2, 0x80, 0xa8 | 0xa9, ..] => 3,
                [0xc2 | 0xe2, ..] => {
                    at += 1;
                    continue;
                }
                _ => 1,
            };
            start = Some(at + length);
            return Some(&source[from..at]);
        }
        start = None;
        Some(&source[from..])
    })
}

/// Whether the U+0085 here stands among the other bytes of text that was read as Latin-1: `å\x85±` was 共.
fn is_between_bytes(source: &str, at: usize) -> bool {
    let behind = &source[at + '\u{85}'.len_utf8()..];
    source[..at].chars().next_back().is_some_and(is_byte) && behind.chars().next().is_some_and(is_byte)
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
    if line.len() <= GIANT || line.chars().nth(GIANT).is_none() {
        return vec![line];
    }
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let mut space = None;
    for (at, c) in line.char_indices().chain([(line.len(), '\0')]) {
        if is_space(c) {
            let (_, width) = space.get_or_insert((at, 0));
            *width += if c == '\u{3000}' || c == '\t' { 2 } else { 1 };
            continue;
        }
        if let Some((from, width)) = space.take()
            && (width >= 4 || (alone && is_seam(&line[..from], &line[at..])))
        {
            parts.push(start..from);
            start = at;
        }
    }
    parts.push(start..line.len());
    parts.retain(|part| !line[part.clone()].chars().all(is_space));
    if alone {
        parts = join_headlines(line, &parts);
    }
    parts.into_iter().map(|part| &line[part]).collect()
}

/// Whether a space parts two lines. Latin words keep theirs; a byline begins at its date or address and its time
/// ends where hanzi follow; a bar or hyphen between spaces parts links; the way from the first page ends in 正文.
fn is_seam(before: &str, behind: &str) -> bool {
    let wide = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
    let (last, next) = (before.chars().next_back(), behind.chars().next());
    let time = before.strip_suffix(" am").or_else(|| before.strip_suffix(" pm")).unwrap_or(before);
    let clock = matches!(time.as_bytes(), [.., b':', b'0'..=b'5', b'0'..=b'9']);
    let mark = before.ends_with(" -")
        || before.ends_with(" |")
        || before.ends_with(" )")
        || before.strip_suffix(">>").is_some_and(|name| !name.ends_with(char::is_whitespace));
    let label = before.ends_with(['：', ':'])
        || ["时间", "時間", "日期", "发布", "發佈"].iter().any(|label| before.ends_with(label));
    let dated = !label && !last.is_some_and(|c| c.is_ascii_digit()) && begins_date(behind);
    dated
        || wide(last) && (wide(next) || behind.starts_with("http://"))
        || (clock || mark) && wide(next)
        || before.ends_with("正文")
}

/// Headlines hold spaces: two short parts above a byline are one line again.
fn join_headlines(line: &str, parts: &[Range<usize>]) -> Vec<Range<usize>> {
    let chars = |part: &Range<usize>| line[part.clone()].chars().filter(|c| !c.is_whitespace()).count();
    let publishes = |part: &Range<usize>| {
        const NAMES: [&str; 8] = ["报", "報", "网", "網", "频道", "頻道", "微博", "社"];
        NAMES.iter().any(|name| line[part.clone()].trim_end().ends_with(name))
    };
    let half = |part: &Range<usize>| {
        let text = &line[part.clone()];
        let other = text.contains(['>', '|', '。', '【', '╱', ':', '／']) || text.ends_with(['：', '，']);
        let ends = ["正文", "專區", "专区", "首页", "首頁"];
        (5..=16).contains(&chars(part))
            && text.chars().filter(|c| is_hanzi(*c)).count() * 2 >= chars(part)
            && !other
            && !begins_byline(text)
            && !publishes(part)
            && !ends.iter().any(|end| text.trim_end().ends_with(end))
    };
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(parts.len());
    for (at, part) in parts.iter().enumerate() {
        let next = parts.get(at + 1).map_or("", |next| &line[next.clone()]);
        // The writer's name or the site's may stand before the date.
        let named = chars(part) <= 3 || chars(part) <= 10 && publishes(part);
        let byline = begins_byline(&line[part.clone()]) || named && begins_byline(next);
        if byline
            && let [.., first, second] = &joined[..]
            && half(first)
            && half(second)
        {
            let whole = first.start..second.end;
            joined.truncate(joined.len() - 2);
            joined.push(whole);
        }
        joined.push(part.clone());
    }
    joined
}

/// A date among the first words, an address, a label, 某报╱记者张三, 〔编译李四／综合报道〕.
fn begins_byline(text: &str) -> bool {
    const LABELS: [&str; 12] = [
        "来源：",
        "來源：",
        "来源:",
        "作者：",
        "发布时间",
        "发布者",
        "发表时间",
        "时间：",
        "時間：",
        "日期：",
        "http://",
        "稿源：",
    ];
    const REACH: usize = 16;
    let mut beginning = text.char_indices().take(REACH);
    LABELS.iter().any(|label| text.starts_with(label))
        || beginning.clone().any(|(at, c)| c.is_ascii_digit() && begins_date(&text[at..]))
        || beginning.any(|(_, c)| matches!(c, '╱' | '／'))
        || text.strip_prefix('【').is_some_and(|clock| clock.starts_with(|c: char| c.is_ascii_digit()))
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
    let mut rest = trimmed;
    while !rest.is_empty() {
        let (word, behind) = rest.split_at(word_end(rest));
        text.push_str(word);
        rest = behind.trim_start_matches(is_space);
        text.push_str(if rest.is_empty() { "" } else { " " });
    }
    document.lines.push(Line::new(text, birth));
}

/// Where the first white space begins.
fn word_end(text: &str) -> usize {
    let mut end = words::word_end(text);
    while text[end..].starts_with('\u{85}') {
        end += '\u{85}'.len_utf8();
        end += words::word_end(&text[end..]);
    }
    end
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
    fn on_a_page_of_one_line_the_headline_keeps_its_space_and_the_byline_is_a_line() {
        let sentence = "清早的市场里人声不断，卖菜的和买菜的都认得彼此。".repeat(20);
        let page =
            format!("首页 > 新闻 > 正文 小城早市开张 豆腐先卖完 2012-01-17 08:15 某某网 {sentence} 分享");
        assert_eq!(segmented(&page)[1..3], ["小城早市开张 豆腐先卖完", "2012-01-17 08:15"]);
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
