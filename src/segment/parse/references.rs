//! Character references, `&amp;` and `&#20013;`, as a browser reads them.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// Where a reference stands: in a value an unfinished one before a letter or `=` is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Text,
    Value,
}

/// What a reference stands for, and the bytes it takes.
pub struct Reference {
    first: char,
    second: Option<char>,
    pub length: usize,
}

impl Reference {
    /// Appends what it stands for.
    pub fn write(&self, out: &mut String) {
        out.push(self.first);
        out.extend(self.second);
    }
}

/// Those that pages are full of: the table of all is asked again at each letter.
const COMMON: [(&str, char); 6] =
    [("&nbsp;", '\u{a0}'), ("&gt;", '>'), ("&lt;", '<'), ("&amp;", '&'), ("&quot;", '"'), ("&middot;", '·')];

/// The reference whose `&` stands at the beginning, if it is one.
pub fn read(source: &str, place: Place) -> Option<Reference> {
    let bytes = source.as_bytes();
    match bytes.get(1)? {
        b'#' => numeric(bytes),
        first if first.is_ascii_alphanumeric() => common(source).or_else(|| named(source, place)),
        _ => None,
    }
}

fn common(source: &str) -> Option<Reference> {
    let (name, first) = COMMON.into_iter().find(|(name, _)| source.starts_with(name))?;
    Some(Reference { first, second: None, length: name.len() })
}

fn numeric(bytes: &[u8]) -> Option<Reference> {
    let (base, digits) = if matches!(bytes.get(2), Some(b'x' | b'X')) { (16, 3) } else { (10, 2) };
    let mut at = digits;
    let mut number = 0_u32;
    while let Some(digit) = bytes.get(at).and_then(|b| char::from(*b).to_digit(base)) {
        number = number.saturating_mul(base).saturating_add(digit);
        at += 1;
    }
    if at == digits {
        return None;
    }
    let length = at + usize::from(bytes.get(at) == Some(&b';'));
    let replaced = match number {
        0 => None,
        0x80..=0x9f => C1_REPLACEMENTS[number as usize - 0x80].or(char::from_u32(number)),
        _ => char::from_u32(number),
    };
    Some(Reference { first: replaced.unwrap_or('\u{fffd}'), second: None, length })
}

fn named(source: &str, place: Place) -> Option<Reference> {
    let bytes = source.as_bytes();
    let mut found = None;
    // The table holds the beginnings of names too, so that the first miss is the end.
    for end in 2..=bytes.len() {
        if !matches!(bytes[end - 1], b';' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z') {
            break;
        }
        match NAMED_ENTITIES.get(&source[1..end]) {
            Some((0, _)) => {}
            Some(chars) => found = Some((*chars, end)),
            None => break,
        }
    }
    let ((first, second), length) = found?;
    let open = place == Place::Value && bytes[length - 1] != b';';
    if open && bytes.get(length).is_some_and(|b| *b == b'=' || b.is_ascii_alphanumeric()) {
        return None;
    }
    Some(Reference {
        first: char::from_u32(first)?,
        second: char::from_u32(second).filter(|c| *c != '\0'),
        length,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_ones_are_what_the_table_says() {
        for (name, first) in COMMON {
            for place in [Place::Text, Place::Value] {
                let source = format!("{name}a");
                let found = named(&source, place).map(|found| (found.first, found.second, found.length));
                assert_eq!(found, Some((first, None, name.len())), "{name}");
            }
        }
    }
}
