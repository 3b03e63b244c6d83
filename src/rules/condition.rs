//! The entries of `needs` and `unless`: facts about a line, measures with a bound, or plain literals.

use super::fold::folded;
use super::suggest::nearest;

/// A condition as it is checked.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// The folded line holds these words.
    Literal(String),
    /// Something the line or the page is.
    Fact(Fact),
    /// A container of the line bears this class, id or role, whole or as a part between `-` and `_`.
    Block(String),
    /// A measure within a bound.
    Bound(Measure, Bound),
}

/// Something that a line is or is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// Three fragments or more, parted by commas, bars, underscores or spaces, none a sentence.
    List,
    /// Ends a sentence somewhere: 。！？ or ；
    Sentence,
    /// The first or last fragment holds no word of the rule's lexicon: a string glued to honest words.
    Glued,
    /// Stands between quotation marks: somebody speaks of the words rather than with them.
    Quoted,
    /// At most 20 visible characters.
    Short,
    /// Bears a date: a year from 1900 to 2099 and what follows it in a date.
    Dated,
    /// Simplified on a traditional page: put in after the page was converted.
    Gap,
    /// Before the page's first long sentence.
    Head,
    /// After the page's last long sentence, or in its last fifth.
    Tail,
    /// Below the page's first long sentence.
    After,
    /// The page's first line.
    First,
    /// A list item.
    Bullet,
    /// Running text: the whole line holds a full stop.
    Prose,
    /// A heading.
    Heading,
    /// A button, option or label.
    Control,
    /// Not shown to a reader of the rendered page.
    Hidden,
    /// A text of the head, a heading, or the line that `<title>` repeats.
    Title,
    /// At the beginning of the line, or right behind the end of a sentence.
    Edge,
    /// Names one thing after another as a sentence does: 、
    Enumerated,
    /// The end of the line, behind the end of a sentence.
    Last,
    /// Begins the line or stands behind any mark of punctuation.
    Clause,
    /// Words follow right behind, with no mark between.
    RunsOn,
    /// Marks that are no punctuation stand among the words or at both ends: ★◎※.
    Strewn,
    /// Separators or the ends of the line stand on both sides: a word of its own.
    Apart,
    /// Bars or underscores stand between its words.
    Barred,
    /// `<title>` says the rest of the line and not this.
    Extra,
    /// The page's running text says the same words again and again.
    Repeated,
    /// An injected string was found elsewhere on the page.
    Polluted,
    /// The page came as HTML.
    Html,
    /// The page came as text.
    Text,
}

/// Something that is measured on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// Visible characters.
    Chars,
    /// Characters from the hit to the end of the line.
    Rest,
    /// Share of the characters that stand in links.
    Links,
    /// Links in the line.
    Anchors,
    /// Fragments between separators.
    Fragments,
    /// Share of the line that the words of a list cover.
    Lexicon(String),
    /// Different terms of weight 1 of a list.
    Terms(String),
    /// The same two of the page as a whole.
    PageLexicon(String),
    /// See [`Measure::PageLexicon`].
    PageTerms(String),
    /// Share of the page's sentences that a list covers by a quarter.
    PageSentences(String),
    /// Addresses of the web.
    Addresses,
    /// Those of them that are disguised.
    Disguised,
    /// Private numbers of telephones and messengers.
    Contacts,
    /// Share of its pairs of hanzi that the page says elsewhere too.
    Echo,
    /// How often the page says it.
    Times,
    /// How often it says what the page's headline says.
    Subject,
    /// Share of its letters and hanzi that are words of the headline.
    About,
    /// How much likelier the line reads without it, in natural logarithms.
    Seam,
}

/// At least or at most so much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// `>=`
    AtLeast(f32),
    /// `<=`
    AtMost(f32),
}

impl Bound {
    /// Whether a value lies within the bound.
    pub fn holds(self, value: f32) -> bool {
        match self {
            Bound::AtLeast(bound) => value >= bound,
            Bound::AtMost(bound) => value <= bound,
        }
    }
}

const FACTS: [(&str, Fact); 30] = [
    ("shape.list", Fact::List),
    ("shape.sentence", Fact::Sentence),
    ("shape.glued", Fact::Glued),
    ("shape.quoted", Fact::Quoted),
    ("shape.short", Fact::Short),
    ("shape.dated", Fact::Dated),
    ("script.gap", Fact::Gap),
    ("position.head", Fact::Head),
    ("position.tail", Fact::Tail),
    ("position.after", Fact::After),
    ("position.first", Fact::First),
    ("line.bullet", Fact::Bullet),
    ("line.prose", Fact::Prose),
    ("line.heading", Fact::Heading),
    ("line.control", Fact::Control),
    ("line.hidden", Fact::Hidden),
    ("line.title", Fact::Title),
    ("shape.edge", Fact::Edge),
    ("shape.enumerated", Fact::Enumerated),
    ("shape.last", Fact::Last),
    ("shape.clause", Fact::Clause),
    ("shape.runs-on", Fact::RunsOn),
    ("shape.strewn", Fact::Strewn),
    ("shape.apart", Fact::Apart),
    ("shape.barred", Fact::Barred),
    ("shape.extra", Fact::Extra),
    ("shape.repeated", Fact::Repeated),
    ("page.polluted", Fact::Polluted),
    ("page.html", Fact::Html),
    ("page.text", Fact::Text),
];
const MEASURES: [&str; 18] = [
    "chars",
    "rest",
    "links",
    "anchors",
    "fragments",
    "addresses",
    "disguised",
    "contacts",
    "echo",
    "times",
    "subject",
    "about",
    "seam",
    "lexicon.NAME",
    "terms.NAME",
    "page-lexicon.NAME",
    "page-terms.NAME",
    "page-sentences.NAME",
];

/// Words before a dot that make an entry a condition and no literal.
const NAMESPACES: [&str; 11] = [
    "shape",
    "script",
    "position",
    "line",
    "page",
    "block",
    "lexicon",
    "terms",
    "page-lexicon",
    "page-terms",
    "page-sentences",
];

impl Fact {
    /// Whether it is the same of every part of a line.
    pub(super) fn is_of_line(self) -> bool {
        use Fact::{
            After, Bullet, Control, First, Gap, Head, Heading, Hidden, Html, Polluted, Prose, Tail, Text,
            Title,
        };
        matches!(
            self,
            Gap | Head
                | Tail
                | After
                | First
                | Prose
                | Bullet
                | Heading
                | Control
                | Hidden
                | Title
                | Polluted
                | Html
                | Text
        )
    }
}

impl Condition {
    /// Whether it speaks of the words that were matched and would say nothing of the whole line.
    pub(super) fn is_of_part(&self) -> bool {
        use Fact::{Apart, Clause, Edge, Last, RunsOn, Strewn};
        matches!(
            self,
            Condition::Bound(Measure::Lexicon(_), _)
                | Condition::Bound(
                    Measure::Seam | Measure::Times | Measure::Echo | Measure::Subject | Measure::About,
                    _
                )
                | Condition::Fact(Apart | Clause | Edge | Last | RunsOn | Strewn)
        )
    }

    /// The list that it measures the page as a whole with.
    pub(super) fn page_lexicon(&self) -> Option<&str> {
        match self {
            Condition::Bound(
                Measure::PageLexicon(name) | Measure::PageTerms(name) | Measure::PageSentences(name),
                _,
            ) => Some(name),
            _ => None,
        }
    }

    /// Bytes that the answer takes of a text so long.
    pub(super) fn goes_over(&self, length: usize) -> usize {
        match self {
            Condition::Literal(_) => length,
            Condition::Fact(Fact::List | Fact::Sentence | Fact::Glued | Fact::Quoted | Fact::Short) => length,
            Condition::Fact(Fact::Dated | Fact::Prose) => length,
            Condition::Bound(Measure::Links | Measure::Anchors, _)
            | Condition::Fact(_)
            | Condition::Block(_) => 0,
            Condition::Bound(..) => length,
        }
    }

    /// Reads an entry of `needs` or `unless`.
    ///
    /// # Errors
    /// What is wrong with it and what to write instead.
    pub fn parse(entry: &str, lexicons: &[String]) -> Result<Condition, String> {
        let entry = entry.trim();
        if let Some((_, fact)) = FACTS.iter().find(|(name, _)| *name == entry) {
            return Ok(Condition::Fact(*fact));
        }
        if let Some(at) = entry.find(['<', '>', '=']).filter(|_| starts_like_a_measure(entry)) {
            return parse_bound(entry, at, lexicons);
        }
        match entry.split_once('.') {
            Some(("block", token)) if !token.is_empty() => Ok(Condition::Block(token.to_lowercase())),
            Some(("lexicon" | "terms" | "page-lexicon" | "page-terms" | "page-sentences", _)) => {
                Err(format!("condition `{entry}` lacks its bound; write `{entry} >= 0.4`"))
            }
            Some((space, _)) if NAMESPACES.contains(&space) => Err(unknown(entry)),
            _ if MEASURES.contains(&entry) => {
                Err(format!("condition `{entry}` lacks its bound; write `{entry} <= 40`"))
            }
            _ => literal(entry).map(Condition::Literal),
        }
    }
}

/// The folded form of a literal.
///
/// # Errors
/// Nothing of it is left in the folded view.
pub fn literal(words: &str) -> Result<String, String> {
    let text = folded(words);
    if text.chars().any(super::fold::is_word) {
        Ok(text)
    } else {
        Err(format!("`{words}` holds no letter, digit or hanzi; write words that the page says"))
    }
}

/// The names of all facts.
pub(super) fn facts() -> impl Iterator<Item = &'static str> {
    FACTS.iter().map(|(name, _)| *name)
}

/// A pattern of the entries that bound a measure.
pub(super) fn bound_pattern() -> String {
    let names = MEASURES.map(|name| name.replace(".NAME", r"\.[^\s<>=]+"));
    format!(r"^\s*(?:{})\s*(?:<=|>=)\s*[0-9]+(?:\.[0-9]+)?\s*$", names.join("|"))
}

/// A pattern of the entries that are no literals.
pub(super) fn reserved_pattern() -> String {
    format!(r"^\s*(?:(?:{})\.|(?:{})\s*$|[a-z]+\s*[<>=])", NAMESPACES.join("|"), MEASURES[..13].join("|"))
}

fn starts_like_a_measure(entry: &str) -> bool {
    let word = entry.split(['<', '>', '=', ' ']).next().unwrap_or_default();
    let space = word.split('.').next().unwrap_or_default();
    NAMESPACES.contains(&space) || word.chars().all(|c| c.is_ascii_lowercase()) && !word.is_empty()
}

fn parse_bound(entry: &str, at: usize, lexicons: &[String]) -> Result<Condition, String> {
    let (name, rest) = (entry[..at].trim(), &entry[at..]);
    let measure = match name.split_once('.') {
        None if name == "chars" => Measure::Chars,
        None if name == "rest" => Measure::Rest,
        None if name == "links" => Measure::Links,
        None if name == "anchors" => Measure::Anchors,
        None if name == "fragments" => Measure::Fragments,
        None if name == "addresses" => Measure::Addresses,
        None if name == "disguised" => Measure::Disguised,
        None if name == "contacts" => Measure::Contacts,
        None if name == "echo" => Measure::Echo,
        None if name == "times" => Measure::Times,
        None if name == "subject" => Measure::Subject,
        None if name == "about" => Measure::About,
        None if name == "seam" => Measure::Seam,
        Some((kind @ ("lexicon" | "terms" | "page-lexicon" | "page-terms" | "page-sentences"), list)) => {
            if !lexicons.iter().any(|known| known == list) {
                let hint = nearest(list, lexicons.iter().map(String::as_str)).map_or_else(
                    || format!("add lexicons/{list}.txt"),
                    |known| format!("write `{kind}.{known}`"),
                );
                return Err(format!("there is no lexicon `{list}`; {hint}"));
            }
            let list = list.to_owned();
            match kind {
                "lexicon" => Measure::Lexicon(list),
                "terms" => Measure::Terms(list),
                "page-lexicon" => Measure::PageLexicon(list),
                "page-sentences" => Measure::PageSentences(list),
                _ => Measure::PageTerms(list),
            }
        }
        _ => return Err(unknown(name)),
    };
    let number = |text: &str| {
        text.trim()
            .parse::<f32>()
            .map_err(|_| format!("`{}` is no number; write `{name} >= 0.4`", text.trim()))
    };
    let bound = if let Some(value) = rest.strip_prefix(">=") {
        Bound::AtLeast(number(value)?)
    } else if let Some(value) = rest.strip_prefix("<=") {
        Bound::AtMost(number(value)?)
    } else {
        return Err(format!("`{rest}` is no bound; write `{name} >= …` or `{name} <= …`"));
    };
    if matches!(measure, Measure::Rest) && matches!(bound, Bound::AtLeast(_)) {
        return Err("`rest` takes an upper bound; write `rest <= 40`".to_owned());
    }
    Ok(Condition::Bound(measure, bound))
}

fn unknown(name: &str) -> String {
    let known = FACTS.iter().map(|(name, _)| *name).chain(MEASURES);
    match nearest(name, known) {
        Some(known) => format!("unknown condition `{name}`; write `{known}`"),
        None => format!("unknown condition `{name}`; rules/README.md lists them"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_a_fact_a_bound_or_a_literal() {
        let lexicons = ["porn".to_owned()];
        let parse = |entry| Condition::parse(entry, &lexicons);
        assert_eq!(parse("shape.list"), Ok(Condition::Fact(Fact::List)));
        assert_eq!(parse("chars <= 40"), Ok(Condition::Bound(Measure::Chars, Bound::AtMost(40.0))));
        assert_eq!(
            parse("lexicon.porn >= 0.4"),
            Ok(Condition::Bound(Measure::Lexicon("porn".into()), Bound::AtLeast(0.4)))
        );
        assert_eq!(parse("ＡＰＰ 下載"), Ok(Condition::Literal("app下载".into())));
        assert_eq!(parse("block.Share"), Ok(Condition::Block("share".into())));
    }

    #[test]
    fn a_mistake_says_what_to_write_instead() {
        let wrong = |entry| Condition::parse(entry, &["porn".to_owned()]).unwrap_err();
        assert!(wrong("shape.lst").contains("write `shape.list`"));
        assert!(wrong("lexicon.pron >= 0.4").contains("write `lexicon.porn`"));
        assert!(wrong("chars < 40").contains("chars <= …"));
        assert!(wrong("chars <= many").contains("no number"));
        assert!(wrong("……").contains("no letter"));
    }
}
