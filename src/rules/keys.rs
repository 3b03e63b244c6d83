//! The keys of a rule file: what the parser knows, what the schema says, and what `rules/README.md` must explain.

use super::rule::{Extent, Family, Scope, State, Unit};

/// A key of a rule.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) takes: Takes,
    /// A sentence for whoever hovers over it in an editor.
    pub(super) about: &'static str,
}

/// What a key takes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Takes {
    Text,
    Choice(fn() -> Vec<&'static str>),
    /// A text or several.
    Texts,
    Pattern,
    Conditions,
    Share,
    Level,
    Flagged,
    Flag,
    Examples,
}

pub(super) const PASSES: [(&str, Family); 4] = [
    ("spam", Family::Spam),
    ("ads", Family::Ads),
    ("boilerplate", Family::Boilerplate),
    ("fields", Family::Fields),
];
pub(super) const SCOPES: [(&str, Scope); 5] = [
    ("span", Scope::Span),
    ("line", Scope::Line),
    ("rest-of-line", Scope::RestOfLine),
    ("section", Scope::Section),
    ("page", Scope::Page),
];
pub(super) const STATES: [(&str, State); 3] =
    [("active", State::Active), ("trial", State::Trial), ("off", State::Off)];
pub(super) const EXTENTS: [(&str, Extent); 3] =
    [("list", Extent::List), ("page", Extent::Page), ("farm", Extent::Farm)];
pub(super) const UNITS: [(&str, Unit); 5] = [
    ("sentence", Unit::Sentence),
    ("bracket", Unit::Bracket),
    ("imprint", Unit::Imprint),
    ("offer", Unit::Offer),
    ("name", Unit::Name),
];
pub(super) const FLAG_FAMILIES: [&str; 6] = ["spam", "repair", "encoding", "extract", "limit", "lang"];

/// Keys that only a section has.
pub(super) const OF_SECTIONS: [&str; 3] = ["end", "extent", "cap"];

/// Keys that every rule has, with an example of each.
pub(super) const REQUIRED: [(&str, &str); 5] = [
    ("why", "why = \"Portals append an install banner.\""),
    ("pass", "pass = \"ads\""),
    ("scope", "scope = \"line\""),
    ("hit", "hit = [\"…\"], a line that the rule must take"),
    ("miss", "miss = [\"…\"], the nearest honest line you can think of"),
];

const fn key(name: &'static str, takes: Takes, about: &'static str) -> Key {
    Key { name, takes, about }
}

pub(super) const KEYS: [Key; 21] = [
    key("why", Takes::Text, "Why the rule exists, for whoever gets the complaint."),
    key(
        "pass",
        Takes::Choice(|| names(&PASSES)),
        "What kind of thing the rule takes; removals bear it as their pass.",
    ),
    key(
        "scope",
        Takes::Choice(|| names(&SCOPES)),
        "How much it takes: the words matched, the line, from them to the end of the line, the line and what belongs to it below, or nothing but a flag of the page.",
    ),
    key(
        "part",
        Takes::Choice(|| names(&UNITS)),
        "Of a span: the part of the line that it takes and that its conditions speak of, around each word it matched: the sentence, the bracket, an address or name of a site with the lexicon's words around it, a private number with the clauses of the lexicon before it, or the site's own name.",
    ),
    key(
        "state",
        Takes::Choice(|| names(&STATES)),
        "In force, on trial (reported everywhere, takes nothing), or not there.",
    ),
    key("any", Takes::Texts, "One of these literals stands in the line."),
    key("all", Takes::Texts, "All of these literals stand in the line."),
    key("starts", Takes::Texts, "The line begins with one of these."),
    key("ends", Takes::Texts, "The line ends with one of these."),
    key("equals", Takes::Texts, "The line is one of these, but for brackets, bullets and colons around it."),
    key(
        "regex",
        Takes::Pattern,
        "A pattern on the folded line: simplified, half-width, lower case. Of a span rule the group `span`, else group 1, is taken.",
    ),
    key(
        "select",
        Takes::Texts,
        "Of a site rule: CSS selectors. The whole line stands in an element that one of them names.",
    ),
    key("needs", Takes::Conditions, "Conditions or literals that must all hold."),
    key("unless", Takes::Conditions, "Conditions or literals none of which may hold."),
    key(
        "end",
        Takes::Texts,
        "Of a section: it goes on to the line that begins with one of these, which stays.",
    ),
    key(
        "extent",
        Takes::Choice(|| names(&EXTENTS)),
        "Of a section: on while lines look like entries of a list, to `end` or the end of the page, or over neighbouring links that hold words of the rule's lexicon.",
    ),
    key(
        "cap",
        Takes::Share,
        "Of a section: share of the page's characters above which nothing is taken; 0.6 unless said otherwise.",
    ),
    key("flag", Takes::Flag, "The flag of the page, `family/name`, that a hit raises, or several."),
    key("sites", Takes::Texts, "Hosts whose pages, and those of the hosts below, the rule is for."),
    key("hit", Takes::Examples, "Texts that must fire: the proof that the rule does something."),
    key("miss", Takes::Examples, "Texts that must not fire: the nearest honest lines you can think of."),
];

/// The keys of an example that is a table.
pub(super) const EXAMPLE: [Key; 7] = [
    key("text", Takes::Text, "The words; `\\n` parts the lines of a page."),
    key("html", Takes::Text, "A piece of markup, for a rule with `select`; one of its lines must fire."),
    key("links", Takes::Share, "Share of every line that stands in links."),
    key("tokens", Takes::Text, "Class, id and role of the container."),
    key("title", Takes::Text, "What `<title>` says of the page."),
    key("heading", Takes::Level, "Level of the heading that every line is, 1 to 6."),
    key("hidden", Takes::Flagged, "Whether the lines are hidden from readers of the page."),
];

pub(super) fn names<T>(choices: &[(&'static str, T)]) -> Vec<&'static str> {
    choices.iter().map(|(name, _)| *name).collect()
}
