//! What the head says the title is, and how much a line is like it.

use crate::document::Document;

/// What an anchor's likeness to a title comes to at least.
pub const ALIKE: f32 = 0.55;

/// What the head says the titles are.
pub struct Titles {
    titles: Vec<Title>,
    /// Characters of the shortest.
    shortest: Option<usize>,
    /// Which characters occur, by their lowest twelve bits: most lines share too few to be compared at all.
    chars: Box<[bool; 4096]>,
}

impl Titles {
    /// The titles of `<title>`, og:title and JSON-LD, as the sweep left them.
    pub fn of(document: &Document) -> Titles {
        let mut titles = Titles { titles: Vec::new(), shortest: None, chars: Box::new([false; 4096]) };
        for key in ["title", "meta:og:title", "ld:headline"] {
            let Some(line) = document.head_text(key) else { continue };
            let folded = fold(&line.kept());
            if !folded.is_empty() && titles.titles.iter().all(|title| title.text != folded) {
                folded.chars().for_each(|c| titles.chars[slot(c)] = true);
                titles.titles.push(Title::new(folded));
            }
        }
        titles.shortest = titles.titles.iter().map(|title| title.length).min();
        titles
    }

    /// How alike a text is to the title that is most like it; 0 below what an anchor needs.
    pub fn likeness(&self, text: &str) -> f32 {
        // Of a bigram that a title has too, both characters stand in a title.
        let known = bigrams(text).filter(|(one, other)| self.chars[slot(*one)] && self.chars[slot(*other)]);
        let (known, length) = (known.count(), text.chars().count());
        self.titles.iter().map(|title| likeness(text, length, known, title)).fold(0.0, f32::max)
    }

    /// 4: the title up to a separator; 3: its beginning; 2: inside it; 1: begins with its first part.
    pub fn rank(&self, text: &str) -> u8 {
        self.titles.iter().map(|title| rank(text, &title.text)).max().unwrap_or(0)
    }

    /// The line's text folded, if it shares as many characters with a title as any comparison here needs: half
    /// of its own or half of the title's.
    pub fn candidate(&self, text: &str) -> Option<String> {
        let shortest = self.shortest?;
        let (mut chars, mut shared) = (0, 0);
        for c in text.chars() {
            // Folds to itself.
            let folded = if matches!(c, '\u{4e00}'..='\u{9fff}') { Some(c) } else { fold_char(c).map(lower) };
            let Some(c) = folded else { continue };
            chars += 1;
            shared += usize::from(self.chars[slot(c)]);
        }
        (shared > 0 && shared * 2 >= chars.min(shortest)).then(|| fold(text))
    }
}

/// A title, folded for comparison.
struct Title {
    text: String,
    /// Its characters, counted.
    length: usize,
    /// Its bigrams, sorted.
    bigrams: Vec<Bigram>,
}

impl Title {
    fn new(text: String) -> Title {
        let (length, bigrams) = (text.chars().count(), sorted_bigrams(&text));
        Title { text, length, bigrams }
    }
}

/// What no cased script holds is most of a Chinese page.
fn lower(c: char) -> char {
    match c {
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        '\u{2e80}'..='\u{9fff}' => c,
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

fn slot(c: char) -> usize {
    c as usize & 4095
}

/// How alike a text of so many characters is to a title; `known` of its bigrams may stand there.
fn likeness(text: &str, length: usize, known: usize, title: &Title) -> f32 {
    let (n, m) = (length as f32, title.length as f32);
    let by_bigrams = |shared: usize| 0.9 * dice(shared, length, title.length);
    // What stands in both whole has bigrams that are known.
    let may_share = |length: usize| known + 1 >= length;
    if may_share(length) && title.text.contains(text) {
        0.6 + 0.4 * n / m
    } else if m >= 4.0 && may_share(title.length) && text.contains(&title.text) {
        0.9
    } else if n.min(m) / n.max(m) < 0.4 || by_bigrams(known) < ALIKE {
        // So unequal in length or in characters that their overlap cannot reach what an anchor needs.
        0.0
    } else {
        by_bigrams(shared(&sorted_bigrams(text), &title.bigrams))
    }
}

fn rank(text: &str, title: &str) -> u8 {
    let length = text.chars().count();
    if let Some(rest) = title.strip_prefix(text) {
        return match rest.chars().next() {
            None => 4,
            Some(c) if is_separator(c) && length >= 4 => 4,
            Some(_) if length >= 6 => 3,
            _ => 0,
        };
    }
    if length >= 6 && title.contains(text) {
        return 2;
    }
    let first = title.split(is_separator).next().unwrap_or(title);
    u8::from(first.chars().count() >= 6 && text.starts_with(first))
}

/// Two characters side by side.
type Bigram = (char, char);

fn bigrams(text: &str) -> impl Iterator<Item = Bigram> + '_ {
    text.chars().zip(text.chars().skip(1))
}

fn sorted_bigrams(text: &str) -> Vec<Bigram> {
    let mut bigrams: Vec<Bigram> = bigrams(text).collect();
    bigrams.sort_unstable();
    bigrams
}

/// Share of the bigrams of two texts, of so many characters each, that stand in both (Dice).
fn dice(shared: usize, one: usize, other: usize) -> f32 {
    match (one, other) {
        (0 | 1, _) | (_, 0 | 1) => 0.0,
        _ => 2.0 * shared as f32 / (one + other - 2) as f32,
    }
}

/// How many bigrams stand in both of two sorted lists.
fn shared(a: &[Bigram], b: &[Bigram]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                i += 1;
                j += 1;
            }
        }
    }
    shared
}

/// Half width, lower case, without white space and quotes: titles and headings differ in these alone.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().filter_map(fold_char) {
        match c {
            // What no cased script holds is most of a Chinese page.
            '\u{2e80}'..='\u{9fff}' => folded.push(c),
            _ => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

fn fold_char(c: char) -> Option<char> {
    match c {
        '"' | '“' | '”' | '‘' | '’' | '\'' | '「' | '」' | '『' | '』' => None,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        c if c.is_whitespace() => None,
        c => Some(c),
    }
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        '_' | '-'
            | '|'
            | '–'
            | '—'
            | '－'
            | '·'
            | '<'
            | '>'
            | '«'
            | '»'
            | '~'
            | '/'
            | '\\'
            | '【'
            | '['
            | '('
            | ','
            | ':'
    )
}
