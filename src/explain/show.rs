//! Page text on a terminal: nothing that would move the cursor, nothing longer than it needs to be.

/// The text with every character that shows nothing, or that a terminal would obey, written out.
pub(super) fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' | '\n' => out.push(' '),
            c if c.is_control() || is_unseen(c) => out += &format!("<U+{:04X}>", u32::from(c)),
            c => out.push(c),
        }
    }
    out
}

/// Private-use characters, zero-width and direction marks, byte order marks.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}' | '\u{f0000}'..)
}

/// The beginning of a text that is longer than `most` characters, and how long it is.
pub(super) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => shown(text),
        Some((end, _)) => format!("{}… ({} characters)", shown(&text[..end]), text.chars().count()),
    }
}

/// The text followed by blanks up to `width` columns of a terminal, where a hanzi takes two.
pub(super) fn pad(text: &str, width: usize) -> String {
    let columns: usize = text.chars().map(columns).sum();
    format!("{text}{}", " ".repeat(width.saturating_sub(columns)))
}

/// Columns that a character takes. Only used to align, so that the wide blocks in use on such pages do.
pub fn columns(c: char) -> usize {
    match c {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_cannot_drive_the_terminal() {
        assert_eq!(shown("早\u{1b}[31m市\u{202e}\u{e5d2}"), "早<U+001B>[31m市<U+202E><U+E5D2>");
    }

    #[test]
    fn long_texts_say_how_long_they_are() {
        assert_eq!(shortened("天还没亮", 2), "天还… (4 characters)");
        assert_eq!(shortened("天还", 2), "天还");
    }

    #[test]
    fn hanzi_take_two_columns() {
        assert_eq!(pad("早市", 6), "早市  ");
        assert_eq!(pad("早市", 2), "早市");
    }
}
