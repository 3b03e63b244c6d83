//! The way of a page, and the only file that knows its order.

use std::sync::Arc;

use crate::convert::{self, Conversion};
use crate::document::{Document, Edit, Line, Spared};
use crate::error::Error;
use crate::extract::{Article, Form, Known, Threads};
use crate::page::{Content, Page};
use crate::record::{Record, RemovalRecord};
use crate::repair::Punctuation;
use crate::rules::{Ruleset, RulesetBuilder};
use crate::segment::Markup;
use crate::{decode, extract, repair, segment, sweep};

/// What every pass may look at.
#[derive(Debug)]
pub struct Context<'a> {
    /// The rules in force.
    pub rules: &'a Ruleset,
    /// What the caller asked for.
    pub options: &'a Options,
    /// Where the page was fetched from.
    pub url: Option<&'a str>,
    /// The day that 昨天 and its kin count from.
    pub reference_date: Option<jiff::civil::Date>,
}

impl<'a> Context<'a> {
    /// What extraction may know beside the document.
    pub fn known(&self) -> Known<'a> {
        Known { url: self.url, reference: self.reference_date }
    }
}

/// What a caller may ask for; the defaults are those of the command line.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Script conversion of every field.
    pub convert: Conversion,
    /// What repair is asked for beside what it always does.
    pub repair: repair::Options,
    /// The day that 昨天 and its kin count from, whatever a page's carrier says. Without either they are no dates.
    pub reference_date: Option<jiff::civil::Date>,
    /// How body and threads are written.
    pub form: Form,
}

/// A station between `segment` and `extract`.
#[derive(Debug, Clone, Copy)]
pub struct Pass {
    /// A verb, as removals and `explain` name it.
    pub name: &'static str,
    /// Whether it goes by the rules: what comes before is the same under all of them.
    pub by_rules: bool,
    /// Labels and rewrites lines; raises flags.
    pub run: fn(&mut Document, &Context<'_>),
}

/// The passes, in order. Repair runs before anything that drops private-use characters or folds width,
/// because those are its evidence; conversion runs before the rules, whose keywords are simplified.
pub const PASSES: [Pass; 3] = [
    Pass {
        name: "repair",
        by_rules: false,
        run: |document, context| repair::pass(document, context.options.repair),
    },
    Pass {
        name: "convert",
        by_rules: false,
        run: |document, context| convert::pass(document, context.options.convert),
    },
    Pass {
        name: "sweep",
        by_rules: true,
        run: |document, context| sweep::pass(document, context.rules, context.url),
    },
];

/// Rules and models, loaded once and shared by threads.
#[derive(Debug, Clone)]
pub struct Cleaner {
    rules: Arc<Ruleset>,
    options: Options,
}

/// A cleaned page.
#[derive(Debug, Clone)]
pub struct Cleaned {
    /// The JSON object.
    pub record: Record,
    /// The labelled document that the record was read from.
    pub document: Document,
    /// The fields, each with the rule that found it and the words it was read from.
    pub article: Article,
}

impl Cleaner {
    /// A cleaner with the built-in rules and default options.
    pub fn builder() -> CleanerBuilder {
        CleanerBuilder::default()
    }

    /// The same cleaner, writing the article in another form.
    pub fn writing(mut self, form: Form) -> Cleaner {
        self.options.form = form;
        self
    }

    /// The rules in force.
    pub fn rules(&self) -> &Ruleset {
        &self.rules
    }

    /// Cleans a page. Whatever is wrong with the page is said in the record.
    pub fn clean(&self, page: &Page) -> Cleaned {
        self.clean_watched(page, |_| {})
    }

    /// Cleans a page and names every stage before it begins, so that a caller can say where time went or
    /// where a fault of the program lies.
    pub fn clean_watched(&self, page: &Page, mut enter: impl FnMut(&'static str)) -> Cleaned {
        self.clean_shown(page, |stage, _| enter(stage))
    }

    /// Cleans a page and shows the document as every stage meets it; the first stage, which makes it, meets an
    /// empty one.
    pub fn clean_shown(&self, page: &Page, mut show: impl FnMut(&'static str, &Document)) -> Cleaned {
        let (document, charset) = self.prepare(page, &self.rules, &mut show);
        self.finish(page, document, charset, &self.rules, &mut show)
    }

    /// Cleans a page under several sets of rules instead of its own. What does not go by rules is done once.
    pub fn clean_under<const N: usize>(
        &self,
        page: &Page,
        rulesets: [&Ruleset; N],
        mut enter: impl FnMut(&'static str),
    ) -> [Cleaned; N] {
        let mut show = |stage, _: &Document| enter(stage);
        let url = page.url.as_deref();
        // Selectors mark lines while the page is parsed, each ruleset its own.
        if rulesets.iter().any(|rules| !rules.picks(url).is_empty()) {
            return rulesets.map(|rules| {
                let (document, charset) = self.prepare(page, rules, &mut show);
                self.finish(page, document, charset, rules, &mut show)
            });
        }
        let (document, charset) = self.prepare(page, &self.rules, &mut show);
        rulesets.map(|rules| self.finish(page, document.clone(), charset, rules, &mut show))
    }

    /// The page as the rules meet it: repaired and converted, nothing taken away.
    pub fn unswept(&self, page: &Page) -> Document {
        self.prepare(page, &self.rules, &mut |_, _| {}).0
    }

    fn prepare(
        &self,
        page: &Page,
        rules: &Ruleset,
        show: &mut dyn FnMut(&'static str, &Document),
    ) -> (Document, &'static str) {
        let context = self.context(page, rules);
        show("read", &Document::default());
        let (mut document, charset) = read(page, rules, self.options.form.markup);
        for pass in PASSES.iter().take_while(|pass| !pass.by_rules) {
            show(pass.name, &document);
            (pass.run)(&mut document, &context);
        }
        (document, charset)
    }

    fn finish(
        &self,
        page: &Page,
        mut document: Document,
        charset: &'static str,
        rules: &Ruleset,
        show: &mut dyn FnMut(&'static str, &Document),
    ) -> Cleaned {
        let context = self.context(page, rules);
        for pass in PASSES.iter().skip_while(|pass| !pass.by_rules) {
            show(pass.name, &document);
            (pass.run)(&mut document, &context);
        }
        show("extract", &document);
        let article = extract::extract(&mut document, context.known(), self.options.form);
        document.script = convert::script_of_article(&document);
        show("record", &document);
        let record = Record::new(page, charset, &document, &article);
        Cleaned { record, document, article }
    }

    fn context<'a>(&'a self, page: &'a Page, rules: &'a Ruleset) -> Context<'a> {
        let reference_date = self.options.reference_date.or(page.fetched);
        Context { rules, options: &self.options, url: page.url.as_deref(), reference_date }
    }
}

/// Decodes and segments a page, marking what the selectors of `rules` pick.
fn read(page: &Page, rules: &Ruleset, markup: Markup) -> (Document, &'static str) {
    let picks = rules.picks(page.url.as_deref());
    match &page.content {
        Content::Html(html) => (segment::html_picking(html, &picks, markup), "utf-8"),
        Content::Text(text) => (segment::text(text), "utf-8"),
        Content::Bytes(bytes) | Content::HtmlBytes(bytes) | Content::TextBytes(bytes) => {
            let decoding = decode::decode(bytes, page.charset.as_deref());
            let html = match page.content {
                Content::HtmlBytes(_) => true,
                Content::TextBytes(_) => false,
                _ => segment::looks_like_html(&decoding.text),
            };
            let mut document = if html {
                segment::html_picking(&decoding.text, &picks, markup)
            } else {
                segment::text(&decoding.text)
            };
            if decoding.malformed {
                document.flag("encoding/malformed");
            }
            if decoding.mixed {
                document.flag("encoding/mixed");
            }
            if decode::is_unsupported(decoding.charset) {
                document.flag("encoding/unsupported");
            }
            (document, decoding.charset)
        }
    }
}

impl Cleaned {
    /// Every removal with the words it took, in reading order.
    pub fn removals(&self) -> impl Iterator<Item = RemovalRecord> + '_ {
        self.lines().flat_map(move |line| {
            line.removals.iter().map(move |removal| RemovalRecord {
                id: self.record.id.clone(),
                line: line.birth.number,
                rule: removal.rule.clone(),
                pass: removal.pass,
                hit: line.text[removal.hit.clone()].to_owned(),
                text: line.text[removal.span.clone()].to_owned(),
            })
        })
    }

    /// What rules found and did not take, with the line it stands on, in reading order: those on trial, and sections
    /// that cannot be ones.
    pub fn spared(&self) -> impl Iterator<Item = (&Line, &Spared)> {
        self.lines().flat_map(|line| line.spared.iter().map(move |spared| (line, spared)))
    }

    /// Every edit with the number of the line it was made on, in reading order.
    pub fn edits(&self) -> impl Iterator<Item = (usize, &Edit)> {
        self.lines().flat_map(|line| line.edits.iter().map(move |edit| (line.birth.number, edit)))
    }

    fn lines(&self) -> impl Iterator<Item = &Line> {
        self.document.head.iter().map(|h| &h.line).chain(&self.document.lines)
    }
}

/// Collects what a [`Cleaner`] is made of.
#[derive(Debug, Default)]
pub struct CleanerBuilder {
    rules: RulesetBuilder,
    options: Options,
}

impl CleanerBuilder {
    /// Adds the rules of a folder to the built-in ones; the same id replaces.
    pub fn rules_dir(mut self, dir: impl Into<std::path::PathBuf>) -> Self {
        self.rules = self.rules.dir(dir);
        self
    }

    /// Uses the rules of a folder instead of the built-in ones.
    pub fn rules_only(mut self, dir: impl Into<std::path::PathBuf>) -> Self {
        self.rules = self.rules.without_builtin().dir(dir);
        self
    }

    /// Script conversion of every field; traditional to simplified unless told otherwise.
    pub fn convert(mut self, conversion: Conversion) -> Self {
        self.options.convert = conversion;
        self
    }

    /// What becomes of punctuation that was folded to ASCII; it stays unless told otherwise.
    pub fn punctuation(mut self, punctuation: Punctuation) -> Self {
        self.options.repair.punctuation = punctuation;
        self
    }

    /// Whether the record lists a thread's posts, each with its author and time; it does not unless told so.
    pub fn threads(mut self, threads: Threads) -> Self {
        self.options.form.threads = threads;
        self
    }

    /// Whether the body is Markdown; it is plain text unless told otherwise.
    pub fn markup(mut self, markup: Markup) -> Self {
        self.options.form.markup = markup;
        self
    }

    /// The day that 昨天 and its kin count from.
    pub fn reference_date(mut self, date: jiff::civil::Date) -> Self {
        self.options.reference_date = Some(date);
        self
    }

    /// Loads and compiles.
    ///
    /// # Errors
    /// [`Error::Rules`] with every mistake of every rule file; [`Error::Io`] for a folder that cannot be read.
    pub fn build(self) -> Result<Cleaner, Error> {
        Ok(Cleaner { rules: Arc::new(self.rules.build()?), options: self.options })
    }
}
