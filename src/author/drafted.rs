//! Bad lines in, a rule out that holds its examples: the way of a draft, whoever brings the honest text.

use std::sync::Arc;

use super::draft::Draft;
use super::family::guess;
use super::name::{check_name, name_of};
use super::survey::Survey;
use super::trials::{Near, Trials};
use super::words::Bad;
use crate::document::Document;
use crate::error::Error;
use crate::page::Page;
use crate::pipeline::Cleaner;
use crate::rules::{Family, RulesetBuilder, Scope, State};
use crate::sweep;

/// Bad lines that a draft is made of, and their characters: they are all written down as `hit`.
const LINES: usize = 100;
const LONG: usize = 1000;

/// Near misses that a draft is given.
const MISSES: usize = 3;

/// What somebody wants of a draft; what is not said is found out.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The name within the family.
    pub name: Option<String>,
    /// The family.
    pub family: Option<Family>,
    /// Why the lines must go.
    pub why: Option<String>,
    /// Words of the lines that alone must go, and not the lines.
    pub words: Option<String>,
}

/// Honest text, to look at as often as needed.
pub trait Honest {
    /// Looks at every page and adds up what was seen, in order.
    ///
    /// # Errors
    /// The text cannot be read at all.
    fn each<T: Default + Send + 'static>(
        &self,
        see: impl Fn(&Document) -> T + Send + Sync + 'static,
        add: impl Fn(&mut T, T),
    ) -> Result<T, Error>;
}

/// A draft, and what is to be said of it.
#[derive(Debug, Clone)]
pub struct Drafted {
    /// The rule, as `rules check` lets it pass.
    pub draft: Draft,
    /// Why it is of its family.
    pub because: String,
    /// Honest lines that were looked at.
    pub lines: u64,
    /// What it hits of them.
    pub near: Near,
    /// A rule in force that takes one of the lines already where it stands among others.
    pub known: Option<String>,
}

impl Drafted {
    /// Drafts a rule.
    ///
    /// # Errors
    /// [`Error::Usage`] where the name is none or taken, or no honest line is known that the draft spares;
    /// [`Error::Rules`] where the draft does not hold its examples.
    pub fn new(bad: Bad, wanted: &Wanted, cleaner: &Cleaner, honest: &impl Honest) -> Result<Drafted, Error> {
        let rules = cleaner.rules();
        let bad = Arc::new(bad);
        let shared = bad.clone();
        let survey = honest.each(move |document| Survey::of(document, &shared), Survey::add)?;
        let mut draft = match &wanted.words {
            Some(words) => Draft::of_words(words, &bad),
            None => Draft::new(&bad, &survey),
        };
        let (family, because) = match wanted.family {
            Some(family) => (family, "as asked".to_owned()),
            None => {
                // Where only some words must go, the rest of the line is honest and says nothing.
                let of_words = wanted.words.as_ref().and_then(|words| Bad::new(std::slice::from_ref(words)));
                let guess = guess(of_words.as_ref().unwrap_or(&bad), rules);
                (guess.family, format!("the family is guessed: {}", guess.because))
            }
        };
        draft.family = family.as_str().to_owned();
        draft.why = wanted.why.clone().filter(|why| !why.trim().is_empty()).unwrap_or_else(|| {
            format!(
                "Draft from {}; say why it must go.",
                if bad.lines.len() == 1 { "a bad line" } else { "bad lines" }
            )
        });
        draft.name = match &wanted.name {
            Some(name) => check_name(name, &draft.family, rules)?,
            None => name_of(&draft, rules),
        };
        let trials = Trials::new(&draft)?;
        let shared = bad.clone();
        let near: Near = honest.each(move |document| trials.of(document, &shared), Near::add)?;
        draft.miss = near.misses(&bad, 2 * MISSES);
        spare(&mut draft)?;
        let known = known(&bad, cleaner);
        Ok(Drafted { draft, because, lines: survey.lines, near, known })
    }
}

impl Bad {
    /// The bad lines of a text as the rules would meet them: repaired and converted.
    ///
    /// # Errors
    /// [`Error::Usage`] for more than a rule is made of, or nothing.
    pub fn read(text: &str, cleaner: &Cleaner) -> Result<Bad, Error> {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let lines: Vec<String> = lines
            .flat_map(|line| cleaner.unswept(&Page::text("-", line)).lines.into_iter().map(|line| line.text))
            .collect();
        if lines.len() > LINES || lines.iter().any(|line| line.chars().nth(LONG).is_some()) {
            return Err(Bad::too_much());
        }
        Bad::new(&lines).ok_or_else(|| Error::Usage("there is no line with a word in it".into()))
    }

    /// There is more than a rule is made of.
    pub fn too_much() -> Error {
        Error::Usage(format!(
            "a rule is drafted from up to {LINES} lines of up to {LONG} characters; give some that show what must go"
        ))
    }
}

/// What the rules of a cleaner must spare, each line as a page: it was written by people who thought of the nearest
/// honest line.
pub fn spared(cleaner: &Cleaner) -> impl Iterator<Item = Document> + '_ {
    let misses = cleaner.rules().rules().iter().flat_map(|rule| &rule.miss);
    misses.map(|miss| cleaner.unswept(&Page::text("", &*miss.text)))
}

/// Leaves the misses that the draft really spares, and proves the rest: it must load, hit and miss as it says.
fn spare(draft: &mut Draft) -> Result<(), Error> {
    let file = format!("{}.toml", draft.family);
    let proven = |draft: &Draft| {
        RulesetBuilder::default().without_builtin().text(&*file, draft.toml()).build().map(drop)
    };
    let misses = std::mem::take(&mut draft.miss);
    for miss in misses {
        let tried = Draft { miss: vec![miss.clone()], ..draft.clone() };
        if draft.miss.len() < MISSES && proven(&tried).is_ok() {
            draft.miss.push(miss);
        }
    }
    if draft.miss.is_empty() {
        return Err(Error::Usage(
            "no honest line was found that the draft spares; give honest text with --clean".into(),
        ));
    }
    proven(draft)
}

/// A rule in force that takes a bad line already.
fn known(bad: &Bad, cleaner: &Cleaner) -> Option<String> {
    /// A page of one line is kept whole, and a page wants an article.
    const FILLER: &str =
        "天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街，卖豆腐的老人在灯下数钱。";
    let rules = cleaner.rules();
    bad.lines.iter().find_map(|line| {
        let document = cleaner.unswept(&Page::text("-", format!("{FILLER}\n{line}")));
        let findings = sweep::find(&document, rules, None);
        let mut hit = findings.iter().map(|finding| &rules.rules()[finding.rule]);
        hit.find(|rule| rule.state == State::Active && rule.scope != Scope::Page).map(|rule| rule.id.clone())
    })
}
