//! The report as one file of HTML: style, scripts and data stand in it, and nothing else may be loaded or run.
//!
//! What the pages said is hostile. It stands in blocks that no browser runs, as JSON without a `<` and as base64, and the
//! scripts show it as text and never as markup. Should that fail, the policy of the page still runs nothing but the
//! scripts whose hashes it names.

use std::collections::BTreeMap;
use std::io::{self, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Chosen, Entry, Failures, List, Report, Source};
use crate::rules::{Ruleset, State};
use crate::stats::Stats;

const FRAME: &str = include_str!("page/index.html");

/// How everything looks that qingliu shows in a browser.
pub const STYLE: &str = include_str!("page/style.css");

/// The scripts that every page shares that qingliu shows, in the order in which they need each other.
pub const PARTS: [&str; 4] = [
    include_str!("page/dom.js"),
    include_str!("page/words.js"),
    include_str!("page/frame.js"),
    include_str!("page/view.js"),
];

/// Those of the report.
const SCRIPTS: [&str; 10] = [
    include_str!("page/vendor/diff/diff.min.js"),
    PARTS[0],
    PARTS[1],
    PARTS[2],
    PARTS[3],
    include_str!("page/charts.js"),
    include_str!("page/overview.js"),
    include_str!("page/doors.js"),
    include_str!("page/search.js"),
    include_str!("page/report.js"),
];

const LICENCES: &str = include_str!("page/vendor/diff/LICENSE");

/// What the first block of data holds.
#[derive(Serialize)]
struct Data<'a> {
    schema: &'static str,
    qingliu: &'static str,
    rules_hash: &'a str,
    run_rules: Option<&'a str>,
    source: Source,
    inputs: &'a [String],
    seed: u64,
    read: u64,
    stats: &'a Stats,
    failures: &'a Failures,
    rules: BTreeMap<&'a str, RuleData<'a>>,
    pages: Vec<PageData<'a>>,
}

/// What is told of a rule or stage.
#[derive(Debug, Serialize)]
pub struct RuleData<'a> {
    family: &'static str,
    why: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    trial: bool,
}

#[derive(Serialize)]
struct PageData<'a> {
    #[serde(flatten)]
    entry: &'a Entry,
    lists: Vec<&'a List>,
}

impl Report<'_> {
    /// Writes the page.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let policy = policy(&[STYLE], &SCRIPTS);
        let mut rest = FRAME;
        while let Some((before, (name, after))) = rest
            .split_once("<!--")
            .map(|(before, rest)| (before, rest.split_once("-->").unwrap_or((rest, ""))))
        {
            out.write_all(before.as_bytes())?;
            match name {
                "policy" => out.write_all(policy.as_bytes())?,
                "style" => write!(out, "<style>{STYLE}</style>")?,
                "scripts" => {
                    SCRIPTS.iter().try_for_each(|script| write!(out, "<script>{script}</script>"))?
                }
                "data" => self.write_data(out)?,
                _ => {}
            }
            rest = after;
        }
        out.write_all(rest.as_bytes())
    }

    fn write_data(&self, out: &mut impl Write) -> io::Result<()> {
        let data = Data {
            schema: "qingliu.report/1",
            qingliu: env!("CARGO_PKG_VERSION"),
            rules_hash: self.rules.hash(),
            run_rules: self.run_rules.as_deref(),
            source: self.source,
            inputs: &self.inputs,
            seed: self.seed,
            read: self.read,
            stats: self.stats,
            failures: self.failures,
            rules: rules(self.rules),
            pages: self
                .pages
                .iter()
                .map(|Chosen { lists, page }| PageData { entry: &page.entry, lists: lists.iter().collect() })
                .collect(),
        };
        block(out, "data", "application/json", &inert(&serde_json::to_string(&data)?))?;
        block(out, "licences", "text/plain", LICENCES)?;
        for (number, chosen) in self.pages.iter().enumerate() {
            block(out, &format!("view-{number}"), "text/plain", &chosen.page.view)?;
        }
        Ok(())
    }
}

/// What a page may do that holds these styles and scripts: use them, and nothing else.
pub fn policy(styles: &[&str], scripts: &[&str]) -> String {
    let hashes = |texts: &[&str]| {
        let hash = |text: &&str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
        texts.iter().map(hash).collect::<Vec<_>>().join(" ")
    };
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        hashes(styles),
        hashes(scripts)
    )
}

/// JSON that ends no block and begins no comment, whatever it says.
pub fn inert(json: &str) -> String {
    json.replace('<', "\\u003c")
}

fn block(out: &mut impl Write, id: &str, kind: &str, text: &str) -> io::Result<()> {
    writeln!(out, "<script type=\"{kind}\" id=\"{id}\">{text}</script>")
}

/// The rules in force, those on trial, and the stages that leave words out, by id.
pub fn rules(rules: &Ruleset) -> BTreeMap<&str, RuleData<'_>> {
    let data = |family, why, trial| RuleData { family, why, trial };
    let stages = ["extract/outside-body", "extract/pruned", "segment/hidden"];
    let of_stages =
        stages.into_iter().filter_map(|id| Some((id, data("stage", crate::explain::stage(id)?, false))));
    let all = rules.rules().iter().filter(|rule| rule.state != State::Off);
    all.map(|rule| (rule.id.as_str(), data(rule.pass.as_str(), &rule.why, rule.state == State::Trial)))
        .chain(of_stages)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_end_where_their_block_ends() {
        for script in SCRIPTS.iter().chain(&[STYLE]) {
            assert!(!script.contains("</script") && !script.contains("</style") && !script.contains("<!--"));
        }
    }

    #[test]
    fn scripts_never_make_markup_of_text() {
        for script in &SCRIPTS[1..] {
            for word in
                ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "DOMParser"]
            {
                assert!(!script.contains(word), "{word}");
            }
        }
    }

    #[test]
    fn the_code_is_small() {
        let size: usize = SCRIPTS.iter().chain(&[STYLE, FRAME, LICENCES]).map(|text| text.len()).sum();
        assert!(size < 256 << 10, "{size}");
    }
}
