//! What each character folds to by itself.

use std::sync::LazyLock;

use super::fold::Single;
use super::script_table::SIMPLIFIED;

/// What a character of the basic plane folds to: itself, another, [`UNSEEN`] or [`DUST`]. One look here stands for
/// the questions of [`plain`], [`is_dust`] and [`is_unseen`], which would be asked of every character of every page.
pub(super) static TABLE: LazyLock<Box<[u16; PLANE]>> = LazyLock::new(|| {
    let mut table = Box::new([0; PLANE]);
    for (code, folded) in (0..=u16::MAX).zip(table.iter_mut()) {
        *folded = code;
        let Some(c) = char::from_u32(u32::from(code)) else { continue };
        *folded = match plain(c) {
            _ if is_unseen(c) => UNSEEN,
            plain if is_dust(plain) => DUST,
            plain => plain as u16,
        };
    }
    let mut hanzi = SIMPLIFIED.chars();
    while let (Some(from), Some(to)) = (hanzi.next(), hanzi.next()) {
        table[from as usize] = to as u16;
    }
    table
});

/// Characters of the basic plane.
pub(super) const PLANE: usize = 1 << 16;

/// In [`TABLE`]: leaves nothing. The control characters that these two codes are leave nothing either.
pub(super) const UNSEEN: u16 = 0;

/// In [`TABLE`]: dust.
pub(super) const DUST: u16 = 1;

#[inline]
pub(super) fn look_up(table: &[u16], c: char) -> Single {
    match table.get(c as usize) {
        Some(&UNSEEN) => Single::Unseen,
        Some(&DUST) => Single::Dust,
        Some(&code) => Single::Char(char::from_u32(u32::from(code)).unwrap_or(c)),
        None if is_dust(c) => Single::Dust,
        None => Single::Char(plain(c)),
    }
}

/// Beyond the basic plane nothing is unseen.
#[cold]
pub(super) fn beyond(code: u32) -> u32 {
    char::from_u32(code).map_or(code, |c| if is_dust(c) { u32::from(DUST) } else { plain(c) as u32 })
}

pub(super) fn is_dust(c: char) -> bool {
    match c {
        ' ' | '\t' | '.' | '*' | '_' | '-' | '|' | '~' | '^' | '`' | '\'' | '\\' => true,
        _ if c.is_ascii() => false,
        // The stroke, in place of a bar.
        '丨' => true,
        '\u{4e00}'..='\u{9fff}' => false,
        '·'
        | '•'
        | '・'
        | '‧'
        | '●'
        | '○'
        | '◆'
        | '■'
        | '★'
        | '☆'
        | '—'
        | '–'
        | '―'
        | '‑'
        | '│'
        | '┃'
        | '¦'
        | '※'
        | '§'
        | '¤'
        | '\u{2600}'..='\u{27bf}'
        | '\u{25a0}'..='\u{25ff}'
        | '\u{1f300}'..='\u{1faff}' => true,
        _ => c.is_whitespace(),
    }
}

pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20f0}' | '\u{180e}' | '\u{3164}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{0}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}')
}

/// Width, case and look-alikes of what is no hanzi.
pub(super) fn plain(c: char) -> char {
    match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        _ if c.is_ascii() => c,
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(c as u32 - 0xfee0).map_or(c, |ascii| ascii.to_ascii_lowercase())
        }
        '｡' => '。',
        '､' => '、',
        '〔' => '[',
        '〕' => ']',
        '∶' | '︰' => ':',
        '›' | '»' | '→' => '>',
        // Hanzi that only look like those they stand for.
        '夲' => '本',
        '旡' => '无',
        '婬' => '淫',
        '曰' => '日',
        '①'..='⑨' => char::from_u32(c as u32 - '①' as u32 + '1' as u32).unwrap_or(c),
        'Ⓐ'..='Ⓩ' => char::from_u32(c as u32 - 'Ⓐ' as u32 + 'a' as u32).unwrap_or(c),
        'ⓐ'..='ⓩ' => char::from_u32(c as u32 - 'ⓐ' as u32 + 'a' as u32).unwrap_or(c),
        // The mathematical alphabets, A to Z and a to z by turns.
        '\u{1d400}'..='\u{1d6a3}' => char::from_u32((c as u32 - 0x1d400) % 26 + 'a' as u32).unwrap_or(c),
        // The mathematical digits, 0 to 9 by turns.
        '\u{1d7ce}'..='\u{1d7ff}' => char::from_u32((c as u32 - 0x1d7ce) % 10 + '0' as u32).unwrap_or(c),
        '⓪' => '0',
        '⒜'..='⒵' => char::from_u32(c as u32 - '⒜' as u32 + 'a' as u32).unwrap_or(c),
        '🄰'..='🅉' => char::from_u32(c as u32 - '🄰' as u32 + 'a' as u32).unwrap_or(c),
        'à'..='å' | 'À'..='Å' | 'ɑ' | 'ᴀ' => 'a',
        'è'..='ë' | 'È'..='Ë' | 'ᴇ' => 'e',
        'ì'..='ï' | 'Ì'..='Ï' | 'ı' | 'ɪ' => 'i',
        'ò'..='ö' | 'Ò'..='Ö' | 'ᴏ' => 'o',
        'ù'..='ü' | 'Ù'..='Ü' | 'ᴜ' => 'u',
        'ѵ' | 'ⅴ' | 'Ⅴ' | 'ᴠ' => 'v',
        'ⅹ' | 'Ⅹ' => 'x',
        'ԁ' | 'ⅾ' | 'ᴅ' => 'd',
        'ʙ' => 'b',
        'ᴛ' => 't',
        'ɢ' => 'g',
        'ѡ' | 'ᴡ' => 'w',
        'ⅼ' | 'ӏ' | 'ʟ' => 'l',
        'ϳ' | 'ј' | 'Ј' => 'j',
        'α' | 'Α' | 'а' | 'А' => 'a',
        'β' | 'Β' | 'В' => 'b',
        'с' | 'С' | '℃' => 'c',
        'ε' | 'Ε' | 'е' | 'Е' => 'e',
        'Η' | 'Н' => 'h',
        'ι' | 'Ι' | 'і' | 'І' => 'i',
        'κ' | 'Κ' | 'к' | 'К' => 'k',
        'Μ' | 'М' | 'м' => 'm',
        'Ν' => 'n',
        'ο' | 'Ο' | 'о' | 'О' => 'o',
        'ρ' | 'Ρ' | 'р' | 'Р' => 'p',
        'ѕ' | 'Ѕ' => 's',
        'τ' | 'Τ' | 'Т' => 't',
        'υ' => 'u',
        'ν' => 'v',
        'ω' | 'ш' | 'Ш' | 'щ' | 'Щ' => 'w',
        'χ' | 'Χ' | 'х' | 'Х' => 'x',
        'Υ' | 'у' | 'У' => 'y',
        'Ζ' => 'z',
        _ => c,
    }
}
