//! The words of a line with their links and pictures, escaped.

use crate::document::{Document, Inline, Line, Picture, Target};
use crate::extract::address::resolve;

/// What addresses are relative to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Base<'a> {
    /// The page's, or what it declares instead.
    page: Option<&'a str>,
}

impl<'a> Base<'a> {
    pub(super) fn of(document: &'a Document, url: Option<&'a str>) -> Base<'a> {
        let declared = document.head_text("base").map(|line| line.text.as_str());
        Base { page: declared.filter(|base| base.contains("://")).or(url) }
    }

    /// An address as Markdown has it.
    fn address(self, reference: &str) -> Option<String> {
        let resolved = resolve(self.page, reference)?;
        let mut address = String::with_capacity(resolved.len());
        for c in resolved.chars() {
            match c {
                ' ' => address += "%20",
                '(' => address += "%28",
                ')' => address += "%29",
                '<' => address += "%3C",
                '>' => address += "%3E",
                '\\' => address += "%5C",
                '|' => address += "%7C",
                c if c.is_whitespace() => {}
                c => address.push(c),
            }
        }
        Some(address)
    }
}

/// Where the words go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// A paragraph.
    Flow,
    /// A cell of a table, which a bar would end.
    Cell,
}

/// What is left of a line.
pub(super) fn words(line: &Line, base: Base<'_>, style: Style) -> String {
    let mut out = String::with_capacity(line.text.len());
    let escaped = |text: &str, out: &mut String| escape(text, style, out);
    // A picture alone in a place that a rule took goes with it.
    let mut inlines = line.inlines.iter().peekable();
    // Characters and bytes of the text that have been passed.
    let (mut chars, mut bytes) = (0, 0);
    let mut byte_of = |char: usize| {
        let ahead = char.saturating_sub(chars);
        bytes += line.text[bytes..].char_indices().nth(ahead).map_or(line.text.len() - bytes, |(at, _)| at);
        chars = chars.max(char);
        bytes
    };
    let spans: Vec<(std::ops::Range<usize>, &Inline)> = std::iter::from_fn(|| {
        let inline = inlines.next()?;
        let start = byte_of(inline.span.start);
        Some((start..byte_of(inline.span.end), inline))
    })
    .collect();
    let mut next = spans.iter().peekable();
    for free in line.free_spans(0..line.text.len()) {
        let mut at = free.start;
        while let Some((span, inline)) = next.peek() {
            if span.start > free.end || (span.start == free.end && free.end < line.text.len()) {
                break;
            }
            let (start, end) = (span.start.max(at), span.end.min(free.end));
            match &inline.target {
                _ if span.end < at => {}
                Target::Image(image) => {
                    escaped(&line.text[at..start], &mut out);
                    out += &picture(image, base);
                    at = start;
                }
                Target::Link(address) if start < end => {
                    escaped(&line.text[at..start], &mut out);
                    let mut text = String::new();
                    escaped(&line.text[start..end], &mut text);
                    match base.address(address) {
                        Some(address) if !text.trim().is_empty() => {
                            out += &format!("[{}]({address})", text.trim());
                        }
                        _ => out += &text,
                    }
                    at = end;
                }
                Target::Link(_) => {}
            }
            if span.end > free.end {
                break;
            }
            next.next();
        }
        escaped(&line.text[at..free.end], &mut out);
    }
    out.trim().to_owned()
}

/// `![alt](address)`; nothing where there is no address.
pub(super) fn picture(picture: &Picture, base: Base<'_>) -> String {
    let Some(address) = base.address(&picture.source) else { return String::new() };
    let mut alt = String::new();
    escape(&picture.alt, Style::Cell, &mut alt);
    format!("![{alt}]({address})")
}

/// Appends text with a backslash before what Markdown would read as markup.
fn escape(text: &str, style: Style, out: &mut String) {
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let special = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' => true,
            '~' => rest.peek() == Some(&'~'),
            '&' => rest.peek().is_some_and(|c| c.is_ascii_alphabetic() || *c == '#'),
            '|' => style == Style::Cell,
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
    }
}

/// A paragraph that would begin as something else does not.
pub(super) fn escape_start(text: String) -> String {
    let first = text.chars().next();
    let behind = |at: usize| text[at..].chars().next();
    let special = match first {
        Some('#') => matches!(behind(text.len() - text.trim_start_matches('#').len()), None | Some(' ')),
        Some('-' | '+') => {
            matches!(behind(1), None | Some(' ')) || text.chars().all(|c| matches!(c, '-' | ' '))
        }
        Some('>') => true,
        Some('=') => text.chars().all(|c| c == '='),
        Some('|') => true,
        _ => false,
    };
    if special {
        return format!("\\{text}");
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let numbered = (1..=9).contains(&digits)
        && matches!(behind(digits), Some('.' | ')'))
        && matches!(behind(digits + 1), None | Some(' '));
    if numbered { format!("{}\\{}", &text[..digits], &text[digits..]) } else { text }
}
