//! What conditions ask: where on the page a line stands, what shape its words have.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use memchr::memmem::Finder;

use super::compile::Matcher;
use super::condition::Fact;
use super::fold::{folded, is_word};
use super::lexicon::Coverage;
use super::said::Said;
use super::scan::{Scan, Scanned};
use super::subject::Subject;
use crate::document::{Document, Kind, Line, Script, is_hanzi, visible_chars};

/// Visible characters from which a line with a sentence in it counts as prose. Teasers, headlines and interface
/// texts of the pages that were looked at are mostly shorter, paragraphs mostly longer.
const PROSE: usize = 40;

/// Visible characters from which a line that `<title>` repeats is taken for the headline; shorter ones may be
/// a section's or the site's name.
const HEADLINE: usize = 6;

/// Characters before a semicolon that closes a clause: words of keyword strings are mostly shorter.
const CLAUSE: usize = 13;

/// The page as conditions see it; measured once.
#[derive(Debug)]
pub struct PageView<'a> {
    /// The page.
    pub document: &'a Document,
    /// Index of the first and of the last line of prose.
    prose: Option<(usize, usize)>,
    /// Index of the first line of the last fifth, by visible characters.
    tail: usize,
    /// Visible characters of all lines.
    pub visible: usize,
    /// The line that `<title>` repeats.
    pub headline: Option<usize>,
    /// An injected string was found on the page.
    pub polluted: bool,
    /// Indices of the lines that rules took as furniture of the site.
    pub gone: HashSet<usize>,
    /// Telling terms that stand on the page, each once, of the lists that rules ask of pages; `None` where nobody looked.
    pub telling: Option<Vec<u32>>,
    /// What word lists cover of the page, as far as a rule asked.
    pub(super) coverage: RefCell<Vec<(String, Coverage)>>,
    /// How often the page says each pair of hanzi, once a rule asked.
    pairs: OnceCell<HashMap<(char, char), u32>>,
    /// What the headline says, once a rule asked.
    subject: OnceCell<Subject>,
    /// What the site calls itself, once a rule asked.
    pub(super) names: OnceCell<Vec<Finder<'static>>>,
    /// The words of all lines, once a rule asked how often the page says some.
    said: OnceCell<Said>,
    /// The folded words of the prose, likewise.
    prose_said: OnceCell<Said>,
    /// The texts of the head and the lines, scanned.
    scan: Scan,
}

/// A line among those of its page.
#[derive(Debug, Clone, Copy)]
pub struct LineView<'a> {
    /// Its page.
    pub page: &'a PageView<'a>,
    /// The line.
    pub line: &'a Line,
    /// Its index; `None` for a text of the head.
    pub index: Option<usize>,
    /// What the rules see of it.
    pub(super) scanned: Scanned<'a>,
}

impl<'a> PageView<'a> {
    /// Measures a page and scans it.
    pub fn of(document: &'a Document, matcher: &Matcher) -> PageView<'a> {
        let mut prose: Option<(usize, usize)> = None;
        let visible: usize = document.lines.iter().map(|l| l.birth.visible).sum();
        let mut tail = document.lines.len();
        let mut before = 0;
        for (index, line) in document.lines.iter().enumerate() {
            if is_prose(line) {
                prose = Some((prose.map_or(index, |(first, _)| first), index));
            }
            if tail == document.lines.len() && before * 5 >= visible * 4 {
                tail = index;
            }
            before += line.birth.visible;
        }
        let headline = headline(document);
        let texts = || document.head.iter().map(|head| &head.line).chain(&document.lines);
        let bytes = texts().map(|line| line.text.len()).sum();
        let mut scan = Scan::with_capacity(texts().count(), bytes);
        texts().for_each(|line| matcher.scan(&line.text, &mut scan));
        PageView {
            document,
            prose,
            tail,
            visible,
            headline,
            polluted: false,
            gone: HashSet::new(),
            telling: None,
            coverage: RefCell::default(),
            pairs: OnceCell::new(),
            subject: OnceCell::new(),
            names: OnceCell::new(),
            said: OnceCell::new(),
            prose_said: OnceCell::new(),
            scan,
        }
    }

    /// A line of the page.
    pub fn line(&self, index: usize) -> LineView<'_> {
        let scanned = self.scan.text(self.document.head.len() + index);
        LineView { page: self, line: &self.document.lines[index], index: Some(index), scanned }
    }

    /// A text of the head.
    pub fn head(&self, index: usize) -> LineView<'_> {
        let scanned = self.scan.text(index);
        LineView { page: self, line: &self.document.head[index].line, index: None, scanned }
    }

    /// The lines that say one of the folded words, in order. A word must not begin as it ends.
    pub(super) fn saying(&self, words: &[&str]) -> impl Iterator<Item = &'a Line> {
        let (heads, lines) = (self.document.head.len(), &self.document.lines);
        let texts = self.scan.saying(words).into_iter();
        texts.filter_map(move |text| text.checked_sub(heads)).map(|index| &lines[index])
    }

    /// The lines in order.
    pub fn lines(&self) -> impl Iterator<Item = LineView<'_>> {
        (0..self.document.lines.len()).map(|index| self.line(index))
    }

    /// Before the first prose; on a page without prose, the first fifth of its lines.
    pub fn is_head(&self, index: usize) -> bool {
        match self.prose {
            Some((first, _)) => index < first,
            None => index * 5 <= self.document.lines.len(),
        }
    }

    /// After the last prose, or in the last fifth.
    pub fn is_tail(&self, index: usize) -> bool {
        index >= self.tail || self.prose.is_none_or(|(_, last)| index > last)
    }

    /// Whether prose stands before this line.
    pub fn prose_before(&self, index: usize) -> bool {
        self.prose.is_some_and(|(first, _)| first < index)
    }

    /// Whether sentences of the running text near a byte of a line use the words, twice or more: strings that were
    /// put in stand at the ends of lines, words of a text are followed by others.
    pub fn says_again(&self, words: &str, line: Option<usize>, byte: usize) -> bool {
        const TIMES: usize = 2;
        let prose = self.prose_said.get_or_init(|| {
            Said::of(self.lines().map(|view| is_prose(view.line).then_some(view.scanned.folded)))
        });
        let used = |behind: &&str| behind.starts_with(|c| is_word(c) || ",”》".contains(c));
        prose.behind(&folded(words), line, byte).filter(used).take(TIMES).count() == TIMES
    }

    /// How often the lines of the page say the words near a byte of a line.
    pub fn times(&self, words: &str, line: Option<usize>, byte: usize) -> usize {
        let words = words.trim_matches(|c: char| !is_word(c));
        let said = self
            .said
            .get_or_init(|| Said::of(self.document.lines.iter().map(|line| Some(line.text.as_str()))));
        said.behind(words, line, byte).count()
    }

    /// What the page's headline says.
    pub(super) fn subject(&self) -> &Subject {
        self.subject.get_or_init(|| Subject::of(self))
    }

    /// Share of the pairs of hanzi in a part of the page that the page says elsewhere too; 0 where there are none.
    pub fn echo(&self, part: &str) -> f32 {
        let all = self.pairs.get_or_init(|| {
            let mut all = HashMap::new();
            for line in &self.document.lines {
                pairs(&line.text).for_each(|pair| *all.entry(pair).or_default() += 1);
            }
            all
        });
        let mut own: HashMap<(char, char), u32> = HashMap::new();
        pairs(part).for_each(|pair| *own.entry(pair).or_default() += 1);
        let elsewhere =
            own.iter().filter(|(pair, count)| all.get(pair).is_some_and(|of_page| of_page > count));
        if own.is_empty() { 0.0 } else { elsewhere.count() as f32 / own.len() as f32 }
    }

    /// The lines that say what the page is about, as far as a line by itself shows that: neither links nor words
    /// alone, nor what a rule took as furniture.
    pub fn rest(&self) -> impl Iterator<Item = LineView<'_>> {
        /// Names of sections and buttons are shorter, sentences of an offer and lines of numbers to call longer.
        const WORDS: usize = 16;
        let says = |line: &Line| {
            line.birth.links * 2 < line.birth.visible.max(1)
                && (line.birth.visible >= WORDS || has_sentence(&line.text))
        };
        let stays = |view: &LineView<'_>| view.index.is_none_or(|index| !self.gone.contains(&index));
        self.lines().filter(move |view| stays(view) && says(view.line))
    }

    /// Whether a rule that needs this fact hits no line of the page.
    pub fn rules_out(&self, fact: Fact) -> bool {
        match fact {
            Fact::Text => !self.is_text(),
            Fact::Html => self.is_text(),
            Fact::Gap => self.document.script != Script::Traditional,
            _ => false,
        }
    }

    /// The page came as text.
    pub fn is_text(&self) -> bool {
        self.document.kind == Kind::Text
    }
}

impl<'a> LineView<'a> {
    /// Its words as the rules see them.
    pub fn folded(&self) -> &'a str {
        self.scanned.folded
    }

    /// Simplified on a traditional page.
    pub fn has_script_gap(&self) -> bool {
        self.page.document.script == Script::Traditional && self.line.script == Script::Simplified
    }

    /// Whether `<title>` says what stands before or behind the part, and not the part. The other way round proves
    /// nothing: `<title>` has the names of section and site, which no heading has.
    pub fn has_extra(&self, part: &Range<usize>) -> bool {
        if self.index.is_none() {
            return false;
        }
        let document = self.page.document;
        let text = self.line.text.as_str();
        let rest = match (text[..part.start].contains(is_word), text[part.end..].contains(is_word)) {
            (true, false) => folded(&text[..part.start]),
            (false, true) => folded(&text[part.end..]),
            _ => return false,
        };
        let rest = rest.trim_matches(|c| !is_word(c));
        if rest.chars().count() < HEADLINE {
            return false;
        }
        let words = folded(&text[part.clone()]);
        let says = |line: &Line| {
            let said = folded(&line.text);
            said.contains(rest) && !said.contains(words.as_str())
        };
        document.head_text("title").is_some_and(says)
    }

    /// A text of the head, a heading, or the line that `<title>` repeats.
    pub fn is_title(&self) -> bool {
        self.index.is_none_or(|index| self.page.headline == Some(index)) || self.line.birth.heading > 0
    }

    /// A container of the line bears the token, whole or as a part between `-` and `_`.
    pub fn stands_in(&self, token: &str) -> bool {
        let document = self.page.document;
        document.ancestors(self.line.birth.block).any(|block| {
            document.blocks[block]
                .tokens
                .split_whitespace()
                .any(|word| word == token || word.split(['-', '_']).any(|part| part == token))
        })
    }
}

/// The hanzi that stand side by side in a text.
fn pairs(text: &str) -> impl Iterator<Item = (char, char)> + '_ {
    text.chars().zip(text.chars().skip(1)).filter(|(one, other)| is_hanzi(*one) && is_hanzi(*other))
}

/// A long line that holds a sentence and does not consist of links.
pub fn is_prose(line: &Line) -> bool {
    line.birth.visible >= PROSE && line.birth.links * 2 < line.birth.visible && has_sentence(&line.text)
}

/// A sentence ends somewhere in the text. A semicolon closes a clause of one; behind fewer characters than
/// `CLAUSE` it parts the words of a list.
pub fn has_sentence(text: &str) -> bool {
    // By the first bytes of what ends a sentence: no hanzi and no part of one has them.
    let bytes = text.as_bytes();
    let is = |at: usize, end: &str| bytes.get(at..at + 3).is_some_and(|three| end.as_bytes() == three);
    // The characters since the last semicolon.
    let closes = |at: usize| {
        text[..at].rsplit(['；', ';']).next().is_some_and(|part| part.chars().nth(CLAUSE - 1).is_some())
    };
    memchr::memchr3_iter(0xe2, 0xe3, 0xef, bytes)
        .any(|at| ENDS.iter().any(|end| is(at, end)) || is(at, "；") && closes(at))
        || memchr::memchr3_iter(b'!', b'?', b';', bytes)
            .any(|at| at > 0 && !bytes[at - 1].is_ascii() && (bytes[at] != b';' || closes(at)))
}

/// What ends a sentence in full width, beside the semicolon.
const ENDS: [&str; 4] = ["。", "！", "？", "…"];

/// Whether a part of a line stands between quotation marks, or holds some itself.
pub fn is_quoted(line: &str, part: &Range<usize>) -> bool {
    let last = |marks: [char; 2]| line[..part.start].rfind(marks);
    let open = last(['“', '「']) > last(['”', '」']);
    open || line[part.clone()].contains(['“', '”', '「', '」'])
}

/// Whether a part begins its line, or stands right behind the end of a sentence.
pub fn is_at_edge(line: &str, part: &Range<usize>) -> bool {
    let before = line[..part.start].trim_end().chars().next_back();
    let ends_sentence =
        |c: char| matches!(c, '。' | '！' | '？' | '…' | '!' | '?' | '；' | '”' | '」' | ')' | '）' | '.');
    before.is_none_or(ends_sentence)
}

/// Whether a part begins its line or stands right behind a mark.
pub fn is_clause(line: &str, part: &Range<usize>) -> bool {
    let before = line[..part.start].trim_end().chars().next_back();
    before.is_none_or(|c| !is_word(c)) || line[part.clone()].starts_with(is_strewn_mark)
}

/// Whether words stand right behind a part that are no end of a list: `…等词`, `…之类`.
pub fn runs_on(line: &str, part: &Range<usize>) -> bool {
    const OF_LISTS: [&str; 14] =
        ["等", "之类", "这类", "这样", "这种", "这些", "一类", "的", "是", "在", "被", "也", "都", "和"];
    let after = &line[part.end..];
    after.starts_with(is_word) && !OF_LISTS.iter().any(|words| after.starts_with(words))
}

/// Whether marks that are no punctuation are strewn among the words of a part: two, one of them at its end.
pub fn is_strewn(line: &str, part: &Range<usize>) -> bool {
    let text = &line[part.clone()];
    text.ends_with(is_strewn_mark) && text.chars().filter(|c| is_strewn_mark(*c)).count() >= 2
}

/// Whether some part of a line may be strewn with marks.
pub fn has_strewn(line: &str) -> bool {
    line.chars().filter(|c| is_strewn_mark(*c)).take(2).count() == 2
}

/// The part from its first mark on, where it begins in the middle of a clause: `他说★某某网★www…`.
pub fn from_mark(line: &str, part: Range<usize>) -> Range<usize> {
    let text = &line[part.clone()];
    let first = text.find(is_strewn_mark).filter(|_| !is_clause(line, &part));
    let enough = text.chars().filter(|c| is_strewn_mark(*c)).count() >= 2;
    first.filter(|_| enough).map_or(part.clone(), |at| part.start + at..part.end)
}

/// The part with the marks at its ends that it is strewn with.
pub fn with_strewn(line: &str, part: Range<usize>) -> Range<usize> {
    let text = &line[part.clone()];
    let own = |c: char| is_strewn_mark(c) && text.contains(c);
    line[..part.start].trim_end_matches(own).len()
        ..line.len() - line[part.end..].trim_start_matches(own).len()
}

fn is_strewn_mark(c: char) -> bool {
    matches!(
        c,
        '※' | '§' | '¤' | '☆' | '★' | '@' | '#' | '$' | '&' | '^' | '~' | '*' | '\u{25a0}'..='\u{27bf}'
    )
}

/// Whether separators or the ends of the line stand on both sides of a part. The marks between the clauses of a
/// headline are no such separators.
pub fn is_apart(line: &str, part: &Range<usize>) -> bool {
    let parts = |c: char| {
        is_separator(c)
            && !matches!(
                c,
                ',' | '，' | '、' | ';' | '；' | '!' | '！' | '?' | '？' | '。' | '…' | '《' | '》'
            )
    };
    line[..part.start].chars().next_back().is_none_or(parts)
        && line[part.end..].chars().next().is_none_or(parts)
}

/// The first line whose words `<title>` repeats.
fn headline(document: &Document) -> Option<usize> {
    let title = document.head_text("title")?.text.as_str();
    document.lines.iter().position(|line| {
        line.birth.visible >= HEADLINE
            && line.birth.visible <= 100
            && line.text.chars().any(is_hanzi)
            && line.birth.links * 2 < line.birth.visible
            && title.contains(line.text.as_str())
    })
}

/// A year and what follows it in a date: `2011-05`, `2011年5`, `2011/5`, `2011.05`.
pub fn has_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(6).enumerate().any(|(at, window)| {
        let year =
            matches!(window[..2], [b'1', b'9'] | [b'2', b'0']) && window[2..4].iter().all(u8::is_ascii_digit);
        let alone = at == 0 || !bytes[at - 1].is_ascii_digit();
        year && alone
            && match window[4] {
                b'-' | b'/' | b'.' => window[5].is_ascii_digit(),
                _ => text.get(at + 4..).is_some_and(|rest| rest.starts_with('年')),
            }
    })
}

/// Three fragments or more, short ones, and no sentence.
pub fn is_list(text: &str) -> bool {
    let (mut count, mut chars) = (0, 0);
    for fragment in fragments(text) {
        count += 1;
        chars += visible_chars(&text[fragment]);
    }
    count >= 3 && chars <= count * 18 && !has_sentence(text)
}

/// The parts of a text between separators, as byte ranges.
pub fn fragments(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    text.char_indices()
        .map(|(at, c)| (at, at + c.len_utf8(), is_separator(c)))
        .chain(std::iter::once((text.len(), text.len(), true)))
        .filter_map(move |(at, after, separates)| {
            if !separates {
                return None;
            }
            let fragment = from..at;
            from = after;
            text[fragment.clone()].contains(is_word).then_some(fragment)
        })
}

/// What parts the fragments of a keyword string or of a headline with its appendices.
fn is_separator(c: char) -> bool {
    match c {
        ',' | '_' | '|' | ';' | '/' | '\\' | '-' | '~' | '(' | ')' | '[' | ']' | '>' | '<' | '!' | '?' => {
            true
        }
        '，' | '、' | '；' | '｜' | '丨' | '—' | '–' | '－' | '＿' | '～' | '·' | '•' | '。' | '！'
        | '？' | '【' | '】' | '（' | '）' | '《' | '》' | '»' | '…' => true,
        _ => c.is_whitespace(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_string_is_a_list_and_a_sentence_is_none() {
        assert!(is_list("春茶_夏茶_秋茶,冬茶"));
        assert!(!is_list("春茶、夏茶、秋茶都已上市。"));
        assert!(!is_list("春茶上市"));
    }

    #[test]
    fn a_date_is_a_year_with_a_month() {
        assert!(has_date("首页 > 新闻 2011-05-03") && has_date("2011年5月"));
        assert!(!has_date("2011 春茶") && !has_date("120115-3") && !has_date("1024-5"));
    }

    #[test]
    fn fragments_are_what_stands_between_separators() {
        let text = "茶事 - 春茶_夏茶，";
        let parts: Vec<_> = fragments(text).map(|r| &text[r]).collect();
        assert_eq!(parts, ["茶事", "春茶", "夏茶"]);
    }
}
