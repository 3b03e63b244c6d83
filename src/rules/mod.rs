//! Rules as data that proves itself: as written in TOML ([`Rule`]), and as compiled ([`Ruleset`]).
//!
//! The built-in rules are compiled into the binary. A folder of rules adds to them: `<family>.toml`,
//! `sites/<host>.toml` and `lexicons/<name>.txt`; a rule of the same id, a lexicon of the same name replaces.

mod account;
mod address;
mod backtrack;
mod builtin;
mod compile;
mod condition;
mod contact;
mod coverage;
mod examples;
mod expression;
mod facts;
mod fold;
mod fold_table;
mod imprint;
mod keys;
mod lexicon;
mod load;
mod matching;
mod names;
mod nfa;
mod outlook;
mod parse;
mod part;
mod pattern;
mod prove;
mod rule;
mod rule_bits;
mod runs;
mod said;
mod scan;
mod schema;
mod script_table;
mod seam;
mod site;
mod source;
mod subject;
mod suggest;
mod words;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::error::{Error, Problem};
use load::BuiltIn;

pub use account::{Account, Answer};
pub use compile::Matcher;
pub use condition::{Bound, Condition, Fact, Measure};
pub use facts::{LineView, PageView, has_date, has_sentence, is_prose};
pub use fold::{folded, is_word};
pub use lexicon::{Lexicon, Term};
pub use matching::Hit;
pub use rule::{Example, Extent, Family, Need, Origin, Rule, Scope, State, Unit};
pub use rule_bits::RuleBits;
pub use scan::Scratch;
pub use schema::schema;
pub use site::host;
pub use suggest::nearest;

/// The text of a built-in rule file: `ads.toml`.
pub fn builtin_file(name: &str) -> Option<&'static str> {
    builtin::FILES.iter().find(|(file, _)| *file == name).map(|(_, text)| *text)
}

/// The rules in force, compiled; read-only and shared. The default has no rules.
#[derive(Debug, Default)]
pub struct Ruleset {
    rules: Vec<Rule>,
    matcher: Arc<Matcher>,
    hash: OnceLock<String>,
}

impl Ruleset {
    /// The rules, those that are off among them: spam first, then ads, boilerplate, fields; of the rules that
    /// want one line, the first takes it.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of this id.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The id that somebody who mistyped one probably meant: its name alone, or with a letter or two wrong.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        let named = |rule: &&Rule| rule.id.rsplit('/').next() == id.rsplit('/').next();
        let ids = || self.rules.iter().map(|rule| rule.id.as_str());
        self.rules.iter().find(named).map(|rule| rule.id.as_str()).or_else(|| suggest::nearest(id, ids()))
    }

    /// The same rules with those of the trial rules in force that `which` picks.
    pub fn activated(&self, which: impl Fn(&Rule) -> bool) -> Ruleset {
        let mut rules = self.rules.clone();
        rules.iter_mut().filter(|rule| rule.state == State::Trial && which(rule)).for_each(|rule| {
            rule.state = State::Active;
        });
        Ruleset { rules, matcher: self.matcher.clone(), hash: OnceLock::new() }
    }

    /// What matches lines; a rule's index in [`Ruleset::rules`] is its index there.
    pub fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    /// The word lists.
    pub fn lexicons(&self) -> &[Lexicon] {
        &self.matcher.lexicons
    }

    /// Sixteen hexadecimal digits that change when a rule or a word list changes: FNV-1a over the rules as JSON
    /// in order and the lexicons. Where a rule is written does not count.
    pub fn hash(&self) -> &str {
        self.hash.get_or_init(|| hash(&self.rules, &self.matcher.lexicons))
    }
}

/// Collects the rule files that a [`Ruleset`] is compiled from.
#[derive(Debug, Default)]
pub struct RulesetBuilder {
    dirs: Vec<PathBuf>,
    texts: Vec<(PathBuf, String)>,
    no_builtin: bool,
    prove_builtin: bool,
}

impl RulesetBuilder {
    /// Leaves the built-in rules out. The built-in lexicons stay.
    pub fn without_builtin(mut self) -> Self {
        self.no_builtin = true;
        self
    }

    /// Adds the rules of a folder; the same id replaces an earlier rule.
    pub fn dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.dirs.push(dir.into());
        self
    }

    /// Reads `text` as if the file at `path` held it, whatever it holds, or even where there is none: for seeing
    /// that a rule is sound before it is written.
    pub fn text(mut self, path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        self.texts.push((path.into(), text.into()));
        self
    }

    /// Has the built-in rules prove themselves too, as `rules check` does.
    pub fn prove_builtin(mut self) -> Self {
        self.prove_builtin = true;
        self
    }

    fn builtin_rules(&self) -> BuiltIn {
        match (self.no_builtin, self.prove_builtin) {
            (true, _) => BuiltIn::Absent,
            (false, true) => BuiltIn::Examined,
            (false, false) => BuiltIn::Trusted,
        }
    }

    /// Loads and compiles, and has the rules of the folders prove themselves.
    ///
    /// # Errors
    /// [`Error::Rules`] with every mistake of every file at once, failing examples among them; [`Error::Io`] for
    /// a folder or file that cannot be read.
    pub fn build(self) -> Result<Ruleset, Error> {
        let mut problems = Vec::new();
        let loaded = load::load(&self.dirs, &self.texts, self.builtin_rules(), &mut problems)?;
        let matcher = Matcher::new(&loaded.rules, loaded.lexicons).map_err(|message| {
            let file = self.dirs.last().map_or_else(|| "rules".to_owned(), |dir| dir.display().to_string());
            Error::Rules(vec![Problem::new(file, message)])
        })?;
        // The built-in rules prove themselves in the tests; a start of the program need not repeat it.
        let whose = |rule: &Rule| self.prove_builtin || !rule.origin.builtin;
        prove::prove(&loaded.rules, &matcher, whose, &mut problems);
        if problems.is_empty() {
            Ok(Ruleset { rules: loaded.rules, matcher: Arc::new(matcher), hash: OnceLock::new() })
        } else {
            problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
            for problem in &mut problems {
                let text = loaded.texts.iter().find(|(file, _)| *file == problem.file).map(|(_, text)| text);
                let line = text.and_then(|text| text.lines().nth(problem.line.checked_sub(1)?));
                problem.excerpt = line.unwrap_or_default().to_owned();
            }
            Err(Error::Rules(problems))
        }
    }
}

fn hash(rules: &[Rule], lexicons: &[Lexicon]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut eat = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for rule in rules {
        eat(serde_json::to_string(rule).unwrap_or_default().as_bytes());
    }
    for lexicon in lexicons {
        eat(lexicon.name.as_bytes());
        for term in &lexicon.terms {
            eat(format!("\n{} {}", term.text, term.weight).as_bytes());
        }
    }
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_rules_prove_themselves() {
        let built = RulesetBuilder::default().prove_builtin().build();
        let ruleset = built.unwrap_or_else(|error| panic!("{error}"));
        for rule in ruleset.rules() {
            assert!(rule.hit.len() >= 2 && rule.miss.len() >= 2, "{} has too few examples", rule.id);
        }
    }

    #[test]
    fn the_worked_example_of_the_readme_loads() {
        let readme = include_str!("../../rules/README.md");
        let start = readme.find("        [share-corner]").unwrap();
        let end = start + readme[start..].find("\n\n").unwrap();
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("boilerplate.toml"), &readme[start..end]).unwrap();
        let ruleset =
            RulesetBuilder::default().dir(dir.path()).build().unwrap_or_else(|error| panic!("{error}"));
        assert!(ruleset.get("boilerplate/share-corner").is_some());
    }

    #[test]
    fn the_site_rule_of_the_readme_loads() {
        let readme = include_str!("../../rules/README.md");
        let start = readme.find("    # sites/www.example.com.toml").unwrap();
        let end = start + readme[start..].find("\n\n").unwrap();
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("sites")).unwrap();
        std::fs::write(dir.path().join("sites/www.example.com.toml"), &readme[start..end]).unwrap();
        let ruleset =
            RulesetBuilder::default().dir(dir.path()).build().unwrap_or_else(|error| panic!("{error}"));
        assert!(ruleset.get("site.www.example.com/more-list").is_some());
        assert_eq!(ruleset.picks(Some("http://www.example.com/a")).len(), 2);
        assert!(ruleset.picks(Some("http://example.org/")).is_empty() && ruleset.picks(None).is_empty());
    }

    #[test]
    fn a_later_folder_replaces_disables_and_is_named_in_its_mistakes() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("ads.toml");
        std::fs::write(&file, "[app-banner]\nstate = \"off\"\n").unwrap();
        let base = RulesetBuilder::default().build().unwrap();
        let ruleset = RulesetBuilder::default().dir(dir.path()).build().unwrap();
        assert_eq!(ruleset.get("ads/app-banner").unwrap().state, State::Off);
        assert_eq!(ruleset.rules().len(), base.rules().len());
        assert_ne!(ruleset.hash(), base.hash());

        let rule = "[tea]\nwhy = \"x\"\npass = \"ads\"\nscope = \"line\"\nany = [\"春茶\"]\nneeds = [\"chars <= 6\"]\n\
                    hit = [\"春茶上市，欲购从速\"]\nmiss = [\"春茶\"]\n";
        std::fs::write(&file, rule).unwrap();
        std::fs::write(dir.path().join("broken.toml"), "[a\n").unwrap();
        let Err(Error::Rules(problems)) = RulesetBuilder::default().dir(dir.path()).build() else {
            panic!("three mistakes pass");
        };
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 3, "{said:#?}");
        assert!(
            said[0].contains("ads.toml:7:8: ads/tea: does not fire")
                && said[0].contains("`chars <= 6` fails (it is 9")
        );
        assert!(said[1].contains("ads.toml:8:9: ads/tea: fires on its `miss`"));
        assert!(said[2].contains("broken.toml:1:"));
    }

    #[test]
    fn a_site_rule_is_for_its_host_and_the_hosts_below() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("sites")).unwrap();
        let rule = "[tea]\nwhy = \"x\"\npass = \"ads\"\nscope = \"line\"\nany = [\"春茶\"]\nhit = [\"春茶\"]\nmiss = [\"秋茶\"]\n";
        std::fs::write(dir.path().join("sites/example.com.toml"), rule).unwrap();
        let ruleset = RulesetBuilder::default().without_builtin().dir(dir.path()).build().unwrap();
        let rule = ruleset.get("site.example.com/tea").unwrap();
        assert!(rule.is_for(Some("www.example.com")) && rule.is_for(Some("example.com")));
        assert!(!rule.is_for(Some("badexample.com")) && !rule.is_for(None));
    }
}
