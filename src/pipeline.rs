//! The way of a page, and the only file that knows its order.

use std::borrow::Cow;
use std::sync::Arc;

use crate::builder::CleanerBuilder;
use crate::convert::{self, Conversion};
use crate::decode::{self, Decoding};
use crate::document::{Document, Edit, Line, Spared};
use crate::extract::{Article, Form, Known};
use crate::page::{Content, Page};
use crate::record::{Record, RemovalRecord};
use crate::rules::Ruleset;
use crate::segment::Markup;
use crate::{extract, repair, segment, sweep};

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

/// What happens to a page before its record is written.
#[derive(Debug, Clone, Copy)]
enum Stage {
    /// Decodes and segments it.
    Read,
    Pass(Pass),
    /// Reads the fields from the document.
    Extract,
}

const STAGES: [Stage; 5] =
    [Stage::Read, Stage::Pass(PASSES[0]), Stage::Pass(PASSES[1]), Stage::Pass(PASSES[2]), Stage::Extract];

/// The last stage, behind all of [`STAGES`].
const RECORD: &str = "record";

impl Stage {
    fn name(self) -> &'static str {
        match self {
            Stage::Read => "read",
            Stage::Pass(pass) => pass.name,
            Stage::Extract => "extract",
        }
    }

    /// Whether it goes by the rules, or comes behind one that does.
    fn by_rules(self) -> bool {
        match self {
            Stage::Read => false,
            Stage::Pass(pass) => pass.by_rules,
            Stage::Extract => true,
        }
    }
}

/// What has become of a page so far.
#[derive(Debug, Clone, Default)]
struct Made {
    document: Document,
    charset: &'static str,
    article: Article,
}

impl Made {
    fn cleaned(self, page: &Page) -> Cleaned {
        let Made { document, charset, article } = self;
        let record = Record::new(page, charset, &document, &article);
        Cleaned { record, document, article }
    }
}

/// A page between two stages.
#[derive(Debug)]
pub(crate) struct Underway {
    page: Page,
    made: Made,
    stages: std::slice::Iter<'static, Stage>,
}

impl Underway {
    /// A page that nobody asks for afterwards.
    pub(crate) fn of(page: Page) -> Underway {
        Underway { page, made: Made::default(), stages: STAGES.iter() }
    }

    /// The stage that is next.
    pub(crate) fn next(&self) -> &'static str {
        self.stages.as_slice().first().map_or(RECORD, |stage| stage.name())
    }
}

/// Rules and models, loaded once and shared by threads.
#[derive(Debug, Clone)]
pub struct Cleaner {
    pub(crate) rules: Arc<Ruleset>,
    pub(crate) options: Options,
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

    /// The same cleaner under other rules.
    pub fn under(mut self, rules: Arc<Ruleset>) -> Cleaner {
        self.rules = rules;
        self
    }

    /// The rules in force.
    pub fn rules(&self) -> &Ruleset {
        &self.rules
    }

    /// The same rules, to keep.
    pub fn shared_rules(&self) -> Arc<Ruleset> {
        self.rules.clone()
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

    /// Cleans pages in less time than one by one: each stage does all of them before the next begins, and so finds its
    /// tables in the processor's cache. A dozen pages are enough for that. All are in memory at once, each with about
    /// eight times its size.
    pub fn clean_batch(&self, pages: Vec<Page>) -> Vec<Cleaned> {
        let mut batch: Vec<_> = pages.into_iter().map(Underway::of).collect();
        loop {
            let done: Vec<_> = batch.iter_mut().filter_map(|page| self.advance(page)).collect();
            if done.len() == batch.len() {
                return done;
            }
        }
    }

    /// Takes a page through its next stage; behind the last of them it is cleaned. Its content is let go of as soon as
    /// it has been read: that is a sixth of what a large page needs.
    pub(crate) fn advance(&self, underway: &mut Underway) -> Option<Cleaned> {
        let Underway { page, made, stages } = underway;
        let Some(stage) = stages.next() else { return Some(std::mem::take(made).cleaned(page)) };
        let content = Cow::Owned(std::mem::take(&mut page.content));
        self.run(*stage, page, content, &self.rules, made);
        None
    }

    /// Cleans a page and shows the document as every stage meets it; the first stage, which makes it, meets an
    /// empty one.
    pub fn clean_shown(&self, page: &Page, mut show: impl FnMut(&'static str, &Document)) -> Cleaned {
        let made = self.prepare(page, &self.rules, &mut show);
        self.finish(page, made, &self.rules, &mut show)
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
                let made = self.prepare(page, rules, &mut show);
                self.finish(page, made, rules, &mut show)
            });
        }
        let made = self.prepare(page, &self.rules, &mut show);
        rulesets.map(|rules| self.finish(page, made.clone(), rules, &mut show))
    }

    /// The page as the rules meet it: repaired and converted, nothing taken away.
    pub fn unswept(&self, page: &Page) -> Document {
        self.prepare(page, &self.rules, &mut |_, _| {}).document
    }

    fn prepare(&self, page: &Page, rules: &Ruleset, show: &mut dyn FnMut(&'static str, &Document)) -> Made {
        let mut made = Made::default();
        for stage in STAGES.into_iter().take_while(|stage| !stage.by_rules()) {
            show(stage.name(), &made.document);
            self.run(stage, page, Cow::Borrowed(&page.content), rules, &mut made);
        }
        made
    }

    fn finish(
        &self,
        page: &Page,
        mut made: Made,
        rules: &Ruleset,
        show: &mut dyn FnMut(&'static str, &Document),
    ) -> Cleaned {
        for stage in STAGES.into_iter().skip_while(|stage| !stage.by_rules()) {
            show(stage.name(), &made.document);
            self.run(stage, page, Cow::Borrowed(&page.content), rules, &mut made);
        }
        show(RECORD, &made.document);
        made.cleaned(page)
    }

    /// Runs a stage; the content is what the first one reads.
    fn run(&self, stage: Stage, page: &Page, content: Cow<'_, Content>, rules: &Ruleset, made: &mut Made) {
        let context = self.context(page, rules);
        let document = &mut made.document;
        match stage {
            Stage::Read => {
                (*document, made.charset) = read(page, content, rules, self.options.form.markup);
            }
            Stage::Pass(pass) => (pass.run)(document, &context),
            Stage::Extract => {
                made.article = extract::extract(document, context.known(), self.options.form);
                document.script = convert::script_of_article(document);
            }
        }
    }

    fn context<'a>(&'a self, page: &'a Page, rules: &'a Ruleset) -> Context<'a> {
        let reference_date = self.options.reference_date.or(page.fetched);
        Context { rules, options: &self.options, url: page.url.as_deref(), reference_date }
    }
}

/// Decodes and segments a page, marking what the selectors of `rules` pick. Content that is the reader's own is let go
/// of where it has been decoded.
fn read(page: &Page, content: Cow<'_, Content>, rules: &Ruleset, markup: Markup) -> (Document, &'static str) {
    let picks = rules.picks(page.url.as_deref());
    let (bytes, html) = match &*content {
        Content::Html(html) => return (segment::html_picking(html, &picks, markup), "utf-8"),
        Content::Text(text) => return (segment::text(text), "utf-8"),
        Content::Bytes(bytes) => (bytes, None),
        Content::HtmlBytes(bytes) => (bytes, Some(true)),
        Content::TextBytes(bytes) => (bytes, Some(false)),
    };
    let Decoding { text, charset, malformed, mixed, .. } = decode::decode(bytes, page.charset.as_deref());
    let segmented = |text: &str| match html.unwrap_or_else(|| segment::looks_like_html(text)) {
        true => segment::html_picking(text, &picks, markup),
        false => segment::text(text),
    };
    let mut document = match text {
        Cow::Borrowed(text) => segmented(text),
        Cow::Owned(text) => {
            drop(content);
            segmented(&text)
        }
    };
    let is_unsupported = decode::is_unsupported(charset);
    for (found, flag) in [
        (malformed, "encoding/malformed"),
        (mixed, "encoding/mixed"),
        (is_unsupported, "encoding/unsupported"),
    ] {
        if found {
            document.flag(flag);
        }
    }
    (document, charset)
}

impl Cleaned {
    /// Every removal with the words it took, in reading order.
    pub fn removals(&self) -> impl Iterator<Item = RemovalRecord> + '_ {
        self.lines().flat_map(move |line| {
            line.removals.iter().map(move |removal| RemovalRecord {
                id: self.record.id.clone(),
                line: line.birth.number,
                rule: removal.rule.clone(),
                pass: removal.pass.into(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_comes_out_as_its_pages_do_one_by_one() {
        let cleaner = Cleaner::builder().build().unwrap();
        let pages = [
            Page::html(
                "甲",
                "<title>早市_小城网</title><h1>早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p>",
            ),
            Page::text("乙", "早市\n\n　　天还没亮，卖菜的人已经把摊子支好了。"),
            Page::bytes("丙", *b"\xd4\xe7\xca\xd0").with_charset("gbk"),
            Page::default(),
        ];
        let batch = cleaner.clean_batch(pages.to_vec());
        let single: Vec<_> = pages.iter().map(|page| cleaner.clean(page)).collect();
        assert_eq!(batch.len(), single.len());
        for (batch, single) in batch.iter().zip(&single) {
            assert_eq!(batch.record, single.record);
        }
        assert_eq!(batch[0].record.title.as_deref(), Some("早市"));
        assert!(cleaner.clean_batch(Vec::new()).is_empty());
    }

    #[test]
    fn a_page_names_its_stages() {
        let cleaner = Cleaner::builder().build().unwrap();
        let mut page = Underway::of(Page::text("甲", "早市"));
        let mut stages = vec![page.next()];
        while cleaner.advance(&mut page).is_none() {
            stages.push(page.next());
        }
        let mut shown = Vec::new();
        cleaner.clean_watched(&Page::text("甲", "早市"), |stage| shown.push(stage));
        assert_eq!(stages, shown);
        assert_eq!(stages, ["read", "repair", "convert", "sweep", "extract", "record"]);
    }
}
