//! Bytes that tell the parts of a tag apart.

/// White space.
pub const SPACE: u8 = 1;
/// `/`.
pub const SLASH: u8 = 2;
/// `>`.
pub const CLOSE: u8 = 4;
/// `=`.
pub const EQUALS: u8 = 8;
/// `"` and `'`.
pub const QUOTE: u8 = 16;

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let spaces = b" \t\n\r\x0c";
    let mut at = 0;
    while at < spaces.len() {
        classes[spaces[at] as usize] = SPACE;
        at += 1;
    }
    classes[b'/' as usize] = SLASH;
    classes[b'>' as usize] = CLOSE;
    classes[b'=' as usize] = EQUALS;
    classes[b'"' as usize] = QUOTE;
    classes[b'\'' as usize] = QUOTE;
    classes
};

/// Whether the byte is of one of the classes.
pub fn is(byte: u8, classes: u8) -> bool {
    CLASSES[usize::from(byte)] & classes != 0
}

/// The first byte from `from` on that is of one of the classes, or the end.
pub fn find(bytes: &[u8], from: usize, classes: u8) -> usize {
    bytes[from..].iter().position(|byte| is(*byte, classes)).map_or(bytes.len(), |step| from + step)
}

/// The first byte from `from` on that is of none of the classes, or the end.
pub fn skip(bytes: &[u8], from: usize, classes: u8) -> usize {
    bytes[from..].iter().position(|byte| !is(*byte, classes)).map_or(bytes.len(), |step| from + step)
}
