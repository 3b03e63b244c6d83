//! A rule as its author wrote it.

use serde::Serialize;

use super::condition::Condition;

/// One table of a rule file. Literals stand here as written; matching folds them.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    /// `<family>/<name>`, of a site rule `site.<host>/<name>`.
    pub id: String,
    /// Why the rule exists, for whoever gets the complaint.
    pub why: String,
    /// Which kind of thing it takes.
    pub pass: Family,
    /// How much it takes.
    pub scope: Scope,
    /// Of a span: which part of the line it is about, where that is not the words it matched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<Unit>,
    /// Whether it is in force.
    pub state: State,
    /// One of these words stands in the line.
    pub any: Vec<String>,
    /// All of these words stand in the line.
    pub all: Vec<String>,
    /// The line begins with one of these.
    pub starts: Vec<String>,
    /// The line ends with one of these.
    pub ends: Vec<String>,
    /// The line is one of these.
    pub equals: Vec<String>,
    /// Matches the folded line; the group `span`, else group 1, is what a span rule takes.
    pub regex: Option<String>,
    /// Of a site rule: CSS selectors. The line stands in an element that one of them names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub select: Vec<String>,
    /// All of these hold.
    pub needs: Vec<Need>,
    /// None of these holds.
    pub unless: Vec<Need>,
    /// A section goes on to a line that begins with one of these.
    pub end: Vec<String>,
    /// How far a section goes.
    pub extent: Extent,
    /// Share of the page's characters above which a section takes nothing.
    pub cap: f32,
    /// Page flags that a hit raises.
    pub flag: Vec<String>,
    /// Hosts whose pages the rule is for; none means all.
    pub sites: Vec<String>,
    /// Texts that the rule must hit.
    pub hit: Vec<Example>,
    /// Texts that the rule must not hit.
    pub miss: Vec<Example>,
    /// Where it is written.
    #[serde(skip)]
    pub origin: Origin,
}

/// An entry of `needs` or `unless`.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Need {
    /// As written.
    pub source: String,
    /// As checked.
    #[serde(skip)]
    pub condition: Condition,
}

/// A text that shows what a rule does: a line, or several lines of a text page.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Example {
    /// The words; `\n` parts lines. Of an example in HTML its source.
    pub text: String,
    /// The text is HTML.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub html: bool,
    /// Share of every line that stands in links.
    pub links: f32,
    /// Class, id and role of the container.
    pub tokens: String,
    /// Heading level of every line, 0 for none.
    pub heading: u8,
    /// Every line is kept from being seen.
    pub hidden: bool,
    /// What `<title>` says.
    pub title: String,
    /// Where it is written.
    #[serde(skip)]
    pub origin: Origin,
}

/// The place of a rule or an example.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The file as it was named.
    pub file: String,
    /// One-based.
    pub line: usize,
    /// One-based, in characters.
    pub column: usize,
    /// Characters of the first line of what stands there.
    pub width: usize,
    /// Compiled into the binary.
    pub builtin: bool,
}

/// Which kind of thing a rule takes; removals bear it as their pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Put in by somebody who broke into the site or farms pages.
    Spam,
    /// Wants the reader to do something else than read.
    Ads,
    /// The site's own furniture.
    Boilerplate,
    /// Says something about the article that a field holds.
    Fields,
}

/// How much a rule takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// The words it matched.
    Span,
    /// The line.
    Line,
    /// From the words it matched to the end of the line.
    RestOfLine,
    /// The line and what belongs to it below.
    Section,
    /// Nothing: it raises its flag.
    Page,
}

/// A part of a line that a rule may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// From the end of a sentence to the end of the next.
    Sentence,
    /// What stands between two brackets, with them.
    Bracket,
    /// An address of the web or a site's name, with the words of the rule's lexicon around it.
    Imprint,
    /// The site's own name.
    Name,
    /// A private number, with the clauses before it that hold words of the rule's lexicon.
    Offer,
}

/// Whether a rule is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Takes words away.
    Active,
    /// Is matched and reported, takes nothing.
    Trial,
    /// Is not there.
    Off,
}

/// How far a section goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Extent {
    /// While lines look like entries of a list: titles, links, and teasers below titles.
    List,
    /// To the `end` marker or the end of the page.
    Page,
    /// The links that stand together with it, where half of them hold words of the rule's lexicon.
    Farm,
}

impl Family {
    /// As written, and as removals name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Family::Spam => "spam",
            Family::Ads => "ads",
            Family::Boilerplate => "boilerplate",
            Family::Fields => "fields",
        }
    }
}

impl Scope {
    /// As written.
    pub fn as_str(self) -> &'static str {
        match self {
            Scope::Span => "span",
            Scope::Line => "line",
            Scope::RestOfLine => "rest-of-line",
            Scope::Section => "section",
            Scope::Page => "page",
        }
    }
}

impl State {
    /// As written.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Active => "active",
            State::Trial => "trial",
            State::Off => "off",
        }
    }
}

impl Rule {
    /// Whether it names words or a pattern. One that does not lives on the words of a lexicon, or on its selectors.
    pub fn has_anchor(&self) -> bool {
        self.regex.is_some()
            || [&self.any, &self.all, &self.starts, &self.ends, &self.equals].iter().any(|l| !l.is_empty())
    }

    /// Whether the rule is for pages of this host.
    pub fn is_for(&self, host: Option<&str>) -> bool {
        self.sites.is_empty()
            || host.is_some_and(|host| {
                self.sites.iter().any(|site| {
                    host.strip_suffix(site.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
                })
            })
    }
}
