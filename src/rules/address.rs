//! Addresses of the web in running text, also where they are written so that no filter should find them: strewn with
//! marks, spelled out letter by letter, with a full stop or 点 for the dot, with a digit for a letter.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::fold::{Single, single};

/// An address in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// Where, in bytes of the line.
    pub(super) span: Range<usize>,
    /// It is written as nobody writes who wants to be found.
    pub(super) disguised: bool,
}

/// An address in a text of nothing but letters, digits and their marks. A zero may stand for the o of `com`.
static ADDRESS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let top = "(?:c[o0]m|net|org|cn|cc|xyz|top|vip|info|me|tv|club|site|online|biz|la|pw|us|co|wang|xin|fun|icu|shop|win|bet|ltd|asia|link|live|pro|store|mobi|name|ren|red|work|world|life|space|website|art|games?|app)";
    let path = "(?:/[a-z0-9./?=&%#_~-]*)?";
    let host = format!("[a-z0-9](?:[a-z0-9-]{{0,40}}[.]){{1,4}}{top}(?:[.]cn)?");
    Regex::new(&format!("(?:https?:/*)?{host}{path}")).ok()
});

/// Letters of the shortest address.
const LETTERS: usize = 2;

/// Whether a text may hold an address, told from its folded form.
pub(super) fn may_hold_address(folded: &str) -> bool {
    folded.bytes().filter(u8::is_ascii_lowercase).take(LETTERS).count() == LETTERS
}

/// The addresses of a line, in order.
pub(super) fn addresses(text: &str) -> Vec<Address> {
    let mut found = Vec::new();
    let mut run: Vec<Mark> = Vec::new();
    let mut words = Words::default();
    for (at, c) in text.char_indices() {
        let span = at..at + c.len_utf8();
        match Kind::of(c) {
            Some(kind) => run.push(Mark { kind, span }),
            None if run.is_empty() => {}
            None => {
                search(text, &run, &mut words, &mut found);
                run.clear();
            }
        }
    }
    search(text, &run, &mut words, &mut found);
    found.retain(|address| !is_ticker(&text[address.span.clone()]));
    found
}

/// Whether this is how a share is called at its exchange, as in TEA.US.
fn is_ticker(text: &str) -> bool {
    text.rsplit_once('.').is_some_and(|(name, market)| {
        market.eq_ignore_ascii_case("us") && name.len() <= 5 && name.bytes().all(|b| b.is_ascii_alphabetic())
    })
}

/// A character that may stand in an address.
#[derive(Debug, Clone)]
struct Mark {
    kind: Kind,
    span: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A letter, a digit or a mark of addresses.
    Own(char),
    /// What stands for the dot.
    Dot,
    Space,
    /// Strewn in, or unseen.
    Dust,
}

impl Kind {
    fn of(c: char) -> Option<Kind> {
        Some(match c {
            '.' | '．' => Kind::Own('.'),
            '-' | '_' | '~' => Kind::Own(c),
            '。' | '点' | '點' => Kind::Dot,
            // Most of a line: but for the one that is drawn like a bar none is a mark, and none stands for a letter.
            '\u{4e00}'..='\u{9fff}' if c != '丨' => return None,
            _ if c.is_whitespace() => Kind::Space,
            '◎' => Kind::Dust,
            _ => match single(c) {
                Single::Char(to) if to.is_ascii_alphanumeric() || "/:?=&%#".contains(to) => Kind::Own(to),
                Single::Char(_) => return None,
                Single::Dust | Single::Unseen => Kind::Dust,
            },
        })
    }
}

/// The addresses in a run of characters that may stand in one. `words` is room to work in.
fn search(text: &str, run: &[Mark], words: &mut Words, found: &mut Vec<Address>) {
    let is_dot = |mark: &Mark| matches!(mark.kind, Kind::Dot | Kind::Own('.'));
    let is_letter = |mark: &&Mark| matches!(mark.kind, Kind::Own(c) if c.is_ascii_alphabetic());
    // Most runs are a name or a number.
    if run.len() < 5
        || !run.iter().any(is_dot)
        || run.iter().filter(is_letter).take(LETTERS).count() < LETTERS
    {
        return;
    }
    // An address of mail is none of the web.
    let of_mail = run.first().is_some_and(|first| text[..first.span.start].ends_with(['@', '＠']));
    words.of_mail = of_mail;
    for (index, mark) in run.iter().enumerate() {
        match mark.kind {
            Kind::Own(c) => words.push(c, mark, text),
            // A full stop that ends a sentence is none.
            Kind::Dot if run.get(index + 1).is_some_and(|next| matches!(next.kind, Kind::Own(_))) => {
                words.odd = true;
                words.push('.', mark, text);
            }
            Kind::Dot => words.search(found),
            Kind::Dust => words.odd = true,
            // `.NET` stands behind a space in honest text, an address behind `www. ` in none.
            Kind::Space if spells(run, index) || words.compact.ends_with("www.") => words.odd = true,
            Kind::Space if words.compact.starts_with("www.") && run.get(index + 1).is_some_and(is_dot) => {}
            Kind::Space if words.compact.starts_with("www.") && words.compact.ends_with('.') => {
                words.odd = true
            }
            Kind::Space => words.search(found),
        }
    }
    words.search(found);
}

/// Whether the space at `index` stands inside a word that is spelled out: between single letters. Beside one alone it may
/// end a word: x.com is an address.
fn spells(run: &[Mark], index: usize) -> bool {
    let parts = |mark: &&Mark| matches!(mark.kind, Kind::Space | Kind::Dot | Kind::Own('.' | '/' | ':'));
    let count = |marks: &mut dyn Iterator<Item = &Mark>| {
        marks.take_while(|mark| !parts(mark)).filter(|mark| matches!(mark.kind, Kind::Own(_))).take(2).count()
    };
    count(&mut run[..index].iter().rev()) == 1 && count(&mut run[index + 1..].iter()) == 1
}

/// The characters of words that stand together, and where each stood.
#[derive(Debug, Default)]
struct Words {
    compact: String,
    /// Of each byte of `compact`, and whether something was left out before it or it stands for another.
    from: Vec<(Range<usize>, bool)>,
    /// Something was left out since the last.
    odd: bool,
    of_mail: bool,
}

impl Words {
    fn push(&mut self, c: char, mark: &Mark, text: &str) {
        let was = &text[mark.span.clone()];
        let wide = was.len() > 1 && c.is_ascii_alphanumeric();
        // A letter of another script, or a sign that looks like one.
        let alike = wide && !was.starts_with(|c| matches!(c, '\u{ff01}'..='\u{ff5e}'));
        // Letters of both widths in one word.
        let mixed = self.compact.ends_with(|last: char| last.is_ascii_alphanumeric())
            && c.is_ascii_alphanumeric()
            && self.from.last().is_some_and(|(span, _)| (span.len() > 1) != wide);
        self.compact.push(c);
        self.from.push((mark.span.clone(), std::mem::take(&mut self.odd) || mixed || alike));
    }

    fn search(&mut self, found: &mut Vec<Address>) {
        let Words { compact, from, odd, of_mail } = self;
        let pattern = if compact.contains('.') { ADDRESS.as_ref() } else { None };
        for address in pattern.iter().flat_map(|pattern| pattern.find_iter(compact)) {
            let goes_on = compact[address.end()..].starts_with(|c: char| c.is_ascii_alphanumeric());
            if goes_on || *of_mail && address.start() == 0 {
                continue;
            }
            let marks = &from[address.range()];
            let (Some(first), Some(last)) = (marks.first(), marks.last()) else { continue };
            let zero = address.as_str().ends_with(".c0m");
            let disguised = zero || marks[1..].iter().any(|(_, odd)| *odd);
            found.push(Address { span: first.0.start..last.0.end, disguised });
        }
        compact.clear();
        from.clear();
        (*odd, *of_mail) = (false, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<(&str, bool)> {
        addresses(text).into_iter().map(|a| (&text[a.span], a.disguised)).collect()
    }

    #[test]
    fn an_address_is_found_as_it_is_written() {
        assert_eq!(said("登录www.example.gov.cn查询"), [("www.example.gov.cn", false)]);
        assert_eq!(said("(http://m.t3a6k.com/a/1.html)"), [("http://m.t3a6k.com/a/1.html", false)]);
        assert_eq!(said("小城网 t3a6k.net 上说"), [("t3a6k.net", false)]);
        assert_eq!(said("(http://bbs.t3a.top/d/1#2_7)"), [("http://bbs.t3a.top/d/1#2_7", false)]);
        assert_eq!(said("网站：http://www.t3a6k.com/。他"), [("http://www.t3a6k.com/", false)]);
        assert_eq!(said("茶友 Facebook x.com 都在"), [("x.com", false)]);
        assert_eq!(said("ｗｗｗ．ｔ３ａ．ｃｃ"), [("ｗｗｗ．ｔ３ａ．ｃｃ", false)]);
    }

    #[test]
    fn no_hanzi_stands_for_a_letter() {
        for c in ('\u{4e00}'..='\u{9fff}').filter(|c| *c != '丨') {
            let is_mark = |to: char| to.is_ascii_alphanumeric() || "/:?=&%#".contains(to);
            assert!(matches!(single(c), Single::Char(to) if !is_mark(to)), "{c}");
        }
    }

    #[test]
    fn a_disguise_is_seen_through() {
        for text in [
            "w w w.t3a6k.c o m",
            "ww◎w.t3a6k.◎co◎m",
            "www。t3a6k。com",
            "t3a6k点com",
            "www.t3a6k.c0m",
            "ht§tp://ww§w.t3a6k.c§o§m",
            "ｗｗw.t3a6k.ｃom",
            "ω☆ω.t3a6k.℃om",
            "шшш.t3a6k.сом",
            "www. t3a6k. com",
        ] {
            assert_eq!(said(&format!("老人说{text}要趁早采")), [(text, true)]);
        }
    }

    #[test]
    fn mail_numbers_and_sentences_are_none() {
        for text in [
            "写信到tea@example.com",
            "3.14和2.718",
            "他说No.1。Come on",
            "版本1.2.3 beta",
            "学Visual Basic .NET的人",
            "A.B.C三组",
            "茶业股份(TEA.US)涨了",
        ] {
            assert!(addresses(text).is_empty(), "{text}: {:?}", said(text));
        }
    }
}
