//! The imprint that a collecting site leaves in what it copies: its address or name, and what is said around it.

use std::ops::Range;

use super::address::Address;
use super::fold::is_word;
use super::matching::SPANS;
use super::part::ends_sentence;

/// Word characters that may stand between two words of an imprint: 请, 就来, 的.
const GAP: usize = 2;

/// Word characters of a site's name before its class: 飞扬 in 飞扬资讯网.
const NAME: usize = 4;

/// Where nothing parts a name from the sentence before it, it has so many: most names do.
const STUCK_NAME: usize = 2;

/// What sites of the collecting kind call themselves; names pile them up, as 小说网 does.
const CLASSES: [&str; 42] = [
    "网站", "网", "站", "吧", "屋", "阁", "楼", "坊", "馆", "库", "城", "轩", "居", "斋", "书院", "堂",
    "社区", "论坛", "小说", "文学", "中文", "资讯", "百科", "范文", "大全", "图书", "文库", "文摘", "读书",
    "阅读", "家园", "在线", "学堂", "作文", "新闻", "书", "信息", "科普", "生活", "故事", "文章", "之家",
];

/// What of a text is a site's imprint: an address or a name, and the words of the lexicon around it.
pub(super) struct Imprints<'a> {
    pub(super) text: &'a str,
    /// Where words of the lexicon stand, in order.
    pub(super) terms: Vec<Range<usize>>,
}

impl Imprints<'_> {
    /// The imprints around the addresses and names of the text, in order.
    pub(super) fn find(&self, addresses: &[Address]) -> Vec<Range<usize>> {
        let mut cores: Vec<Range<usize>> = addresses.iter().map(|address| address.span.clone()).collect();
        cores.extend(self.terms.iter().filter_map(|term| self.name_after(term.end)));
        cores.extend(self.terms.iter().filter_map(|term| self.name_of_bracket(term)));
        cores.sort_by_key(|core| core.start);
        let mut found: Vec<Range<usize>> = Vec::new();
        for core in cores.into_iter().take(SPANS) {
            if let Some(last) = found.last_mut().filter(|last| core.start < last.end) {
                last.end = last.end.max(core.end);
                continue;
            }
            let floor = found.last().map_or(0, |last| last.end);
            let span = self.left(floor, core.start)..self.right(core.end);
            match found.last_mut() {
                // The same again right behind is another.
                Some(last) if self.text[last.clone()] == self.text[span.clone()] => found.push(span),
                Some(last) if !self.text[last.end..span.start].contains(is_word) => last.end = span.end,
                _ => found.push(span),
            }
        }
        let mut floor = 0;
        for span in &mut found {
            *span = self.with_marks(floor, span.clone());
            floor = span.end;
        }
        found
    }

    /// The name of a site that stands right behind: in quotes or brackets, or with its class at its end.
    fn name_after(&self, at: usize) -> Option<Range<usize>> {
        let rest = &self.text[at..];
        let open = rest.trim_start_matches(|c| is_dust(c) || matches!(c, ':' | '：'));
        let start = at + rest.len() - open.len();
        if let Some(close) = open.chars().next().and_then(closing) {
            let length = open.char_indices().take(2 + 3 * NAME).find(|(_, c)| *c == close)?.0;
            return Some(start..start + length + close.len_utf8());
        }
        let word: Vec<(usize, char)> =
            open.char_indices().take_while(|(_, c)| is_word(*c)).take(4 * NAME).collect();
        let mut named = None;
        for (index, (at, c)) in word.iter().enumerate().skip(1) {
            let end = at + c.len_utf8();
            let class = class_before(&open[..end]);
            if class > 0 && index >= 2 && open[..end - class].chars().count() <= NAME + 2 {
                named = Some(start..start + end);
            } else if named.is_some()
                && word.get(index + 1).is_none_or(|(at, c)| class_before(&open[..at + c.len_utf8()]) == 0)
            {
                break;
            }
        }
        named
    }

    /// The name of a site right before a bracket that holds a word of the lexicon and nothing else: 小城阁<首发>.
    fn name_of_bracket(&self, term: &Range<usize>) -> Option<Range<usize>> {
        let before = &self.text[..term.start];
        let open = before.chars().next_back().filter(|c| is_opening(*c))?;
        let close = closing(open).filter(|close| self.text[term.end..].starts_with(*close))?;
        let name = &before[..before.len() - open.len_utf8()];
        let class = class_before(name);
        // Where nothing parts it from the sentence, a short name is the safe guess.
        let own = name[..name.len() - class].char_indices().rev().take_while(|(_, c)| is_word(*c));
        let start = own.take(STUCK_NAME).last().filter(|_| class > 0)?.0;
        Some(start..term.end + close.len_utf8())
    }

    /// Where the imprint begins that goes on at `at`.
    fn left(&self, floor: usize, mut at: usize) -> usize {
        let mut named = false;
        loop {
            let before = &self.text[floor..at];
            let bare = before.trim_end_matches(|c| {
                is_dust(c) || is_opening(c) || matches!(c, ':' | '：' | ',' | '，' | '、')
            });
            let end = floor + bare.len();
            // Behind a comma only the words of an imprint go on.
            let parted = before[bare.len()..].contains([',', '，', '、']);
            if let Some(term) = self.term_before(floor, end) {
                at = term;
            } else if let Some(name) = (!named && !parted).then(|| self.name_before(floor, end)).flatten() {
                (at, named) = (name, true);
            } else {
                return at;
            }
        }
    }

    /// Where a word of the lexicon begins that ends here, or a character or two before.
    fn term_before(&self, floor: usize, end: usize) -> Option<usize> {
        let gaps = self.text[floor..end].char_indices().rev().take_while(|(_, c)| is_word(*c)).take(GAP);
        let ends: Vec<usize> = std::iter::once(end).chain(gaps.map(|(at, _)| floor + at)).collect();
        // Two words may share characters: 记住本站 and 本站地址.
        let here = |term: &&Range<usize>| ends.contains(&term.end) || term.start < end && end < term.end;
        let terms = self.terms.iter().filter(|term| term.start >= floor).filter(here);
        terms.map(|term| term.start).min()
    }

    /// Where a site's name begins that ends here.
    fn name_before(&self, floor: usize, end: usize) -> Option<usize> {
        let class = class_before(&self.text[floor..end]);
        if class == 0 {
            return None;
        }
        let own = end - class;
        let mut start = own;
        for (count, (at, c)) in self.text[floor..own].char_indices().rev().enumerate() {
            let at = floor + at;
            let bound = !is_word(c) || self.terms.iter().any(|term| term.end == at + c.len_utf8());
            if bound && count > 0 {
                return Some(at + c.len_utf8());
            }
            if count == NAME {
                break;
            }
            if count < STUCK_NAME {
                start = at;
            }
        }
        let bound = self.text[floor..own].chars().count() <= NAME;
        Some(if bound { floor } else { start })
    }

    /// Where the imprint ends that has come to `at`.
    fn right(&self, mut at: usize) -> usize {
        loop {
            let rest = &self.text[at..];
            let bare = rest.trim_start_matches(|c| {
                is_dust(c) || is_closing(c) || matches!(c, ':' | '：' | ',' | '，' | '、')
            });
            let start = at + rest.len() - bare.len();
            let gaps = bare.char_indices().take_while(|(_, c)| is_word(*c)).take(GAP + 1);
            let starts: Vec<usize> = gaps.map(|(offset, _)| start + offset).collect();
            let here =
                |term: &&Range<usize>| starts.contains(&term.start) || term.start < start && start < term.end;
            let next = self.terms.iter().filter(here).map(|term| term.end).max();
            match next {
                Some(end) => at = end,
                None => return at,
            }
        }
    }

    /// The span with the marks, brackets and the full stop that are its own.
    fn with_marks(&self, floor: usize, span: Range<usize>) -> Range<usize> {
        let text = self.text;
        // A name that is strewn with marks may have begun a few characters before, behind the bracket.
        let near = text[floor..span.start].char_indices().rev().take(NAME + 1).find(|(_, c)| is_opening(*c));
        let close = text[span.end..].chars().next();
        let begun = near.filter(|(_, open)| close.is_some() && closing(*open) == close);
        let span = begun.map_or(span.clone(), |(at, open)| floor + at + open.len_utf8()..span.end);
        let open = text[floor..span.start].chars().next_back().filter(|c| is_opening(*c));
        let span = match open {
            Some(open) if closing(open) == close => {
                span.start - open.len_utf8()..span.end + close.map_or(0, char::len_utf8)
            }
            _ => span,
        };
        let mark = |c: char| is_dust(c) && !c.is_whitespace() && c != '-';
        let start = floor + text[floor..span.start].trim_end_matches(mark).len();
        let closed = balance(&text[span.clone()]);
        let mut end = span.end;
        for c in text[span.end..].chars() {
            if mark(c) && c != '—' || is_closing(c) && closed {
                end += c.len_utf8();
            } else {
                break;
            }
        }
        let begins =
            text[..start].trim_end().chars().next_back().is_none_or(|c| ends_sentence(&c.to_string()));
        let stop =
            text[end..].chars().next().filter(|c| matches!(c, '。' | '！' | '!' | '；' | ';' | '，' | ','));
        let joined =
            text[..start].ends_with(['，', ',', '、']) && stop.is_some_and(|c| matches!(c, '，' | ','));
        end += stop.filter(|_| begins || joined).map_or(0, char::len_utf8);
        start..end
    }
}

/// More brackets are opened than closed.
fn balance(text: &str) -> bool {
    text.chars().filter(|c| is_opening(*c)).count() > text.chars().filter(|c| is_closing(*c)).count()
}

/// Bits of the characters that classes of sites end with.
const CLASS_ENDS: u128 = {
    let (mut bits, mut at) = (0, 0);
    while at < CLASSES.len() {
        let class = CLASSES[at].as_bytes();
        bits |= 1 << (class[class.len() - 1] & 0x3f | (class[class.len() - 2] & 1) << 6);
        at += 1;
    }
    bits
};

/// Bytes of the classes of sites that a text ends with.
fn class_before(text: &str) -> usize {
    let mut rest = text;
    let may_end = |text: &str| matches!(text.as_bytes(), [.., before, last] if CLASS_ENDS >> (last & 0x3f | (before & 1) << 6) & 1 != 0);
    while may_end(rest)
        && let Some(shorter) =
            CLASSES.iter().filter_map(|class| rest.strip_suffix(class)).min_by_key(|r| r.len())
    {
        rest = shorter;
    }
    text.len() - rest.len()
}

fn is_dust(c: char) -> bool {
    c.is_whitespace()
        || is_mark(c)
        || matches!(
            c,
            '-' | '_' | '*' | '~' | '&' | '#' | '$' | '^' | '|' | '¤' | '·' | '—' | '→' | '➜' | '⇒'
        )
}

pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '※' | '§' | '♂' | '♀' | '\u{25a0}'..='\u{25ff}' | '\u{2600}'..='\u{27bf}')
}

fn is_opening(c: char) -> bool {
    matches!(
        c,
        '(' | '（' | '[' | '【' | '［' | '{' | '〖' | '〔' | '『' | '“' | '"' | '「' | '《' | '<' | '〈'
    )
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        ')' | '）' | ']' | '】' | '］' | '}' | '〗' | '〕' | '』' | '”' | '"' | '」' | '》' | '>' | '〉'
    )
}

fn closing(c: char) -> Option<char> {
    Some(match c {
        '(' => ')',
        '（' => '）',
        '[' => ']',
        '【' => '】',
        '［' => '］',
        '{' => '}',
        '〔' => '〕',
        '〖' => '〗',
        '『' => '』',
        '“' => '”',
        '「' => '」',
        '《' => '》',
        '<' => '>',
        '〈' => '〉',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::address::addresses;
    use super::*;

    /// The imprints of a text where `terms` are the words of the lexicon.
    fn imprints<'t>(text: &'t str, terms: &[&str]) -> Vec<&'t str> {
        let mut places: Vec<Range<usize>> =
            terms.iter().flat_map(|term| text.match_indices(term).map(|(at, t)| at..at + t.len())).collect();
        places.sort_by_key(|place| place.start);
        Imprints { text, terms: places }.find(&addresses(text)).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn an_imprint_is_an_address_with_the_names_and_words_around_it() {
        let terms = [
            "首发",
            "转载必究",
            "本文来自",
            "更多精彩",
            "请到",
            "记住",
            "本站地址",
            "提供",
            "手机用户请",
            "浏览",
        ];
        for (text, imprint) in [
            (
                "他走了，【小城文学屋首发，转载必究 www.t3a6k.com】又回来。",
                "【小城文学屋首发，转载必究 www.t3a6k.com】",
            ),
            (
                "他走了{更多精彩请到小城阅读网 www.a8b7c.net}又回来。",
                "{更多精彩请到小城阅读网 www.a8b7c.net}",
            ),
            ("他走了。记住本站地址：www.t3a6k.com", "记住本站地址：www.t3a6k.com"),
            ("他走了本文来自飞扬资讯网www.qh8zx.com又回来", "本文来自飞扬资讯网www.qh8zx.com"),
            ("他走了。青禾网(www.qh8zx.com)提供，又回来", "青禾网(www.qh8zx.com)提供，"),
            ("他走青禾网<首发>了，又回来", "青禾网<首发>"),
            ("他走了♂青禾论坛♂bbs.qh8.net♂又回来", "♂青禾论坛♂bbs.qh8.net♂"),
        ] {
            assert_eq!(imprints(text, &terms), [imprint]);
        }
    }
}
