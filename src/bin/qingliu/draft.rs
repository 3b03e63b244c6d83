//! `qingliu rules new`: a bad line in, a rule of it out, tested.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

use pinyin::ToPinyin;
use qingliu::author::{Bad, Draft, Near, Survey, Trials, guess};
use qingliu::document::{Document, visible_chars};
use qingliu::io::{self as qio, Format, Input, Output, Pace, Reading, Sources};
use qingliu::rules::{Family, Ruleset, RulesetBuilder, State};
use qingliu::{Cleaner, Error, Page, sweep};

use crate::Status;
use crate::args::{NewArgs, NewFamily};
use crate::terminal::{print, say, say_failure};

/// Bad lines that a draft is made of, their characters, and the bytes of all: they are all written down as `hit`.
const LINES: usize = 100;
const LONG: usize = 1000;
const INPUT: u64 = 1 << 20;

/// Near misses that a draft is given.
const MISSES: usize = 3;

/// Characters of a name that is made of pinyin.
const NAME: usize = 40;

pub fn run(args: &NewArgs) -> Result<Status, Error> {
    let mut cleaner = Cleaner::builder();
    if let Some(dir) = args.rules.as_deref().filter(|dir| has_rules(dir)) {
        cleaner = cleaner.rules_dir(dir);
    }
    let cleaner = cleaner.build()?;
    let bad = read(&cleaner)?;
    let honest = Honest { cleaner: &cleaner, args };

    let bad = Arc::new(bad);
    let shared = bad.clone();
    let (survey, errors) = honest.each(move |document| Survey::of(document, &shared), Survey::add)?;
    let mut draft = Draft::new(&bad, &survey);
    let (family, because) = family(args.family, &bad, cleaner.rules());
    draft.family = family.as_str().to_owned();
    draft.why = args.why.clone().filter(|why| !why.trim().is_empty()).unwrap_or_else(|| {
        format!(
            "Draft from {}; say why it must go.",
            if bad.lines.len() == 1 { "a bad line" } else { "bad lines" }
        )
    });
    draft.name = name(args, &draft, cleaner.rules())?;

    let trials = Trials::new(&draft)?;
    let shared = bad.clone();
    let (near, _): (Near, _) = honest.each(move |document| trials.of(document, &shared), Near::add)?;
    draft.miss = near.misses(&bad, 2 * MISSES);
    let id = format!("{}/{}", draft.family, draft.name);
    spare(&mut draft)?;

    say(format_args!("{id}: {because}"));
    if let Some(known) = known(&bad, &cleaner) {
        say(format_args!("note: {known} takes it already where it stands among other lines"));
    }
    let which =
        if args.clean.is_empty() { "honest lines: those that rules must spare" } else { "honest lines" };
    say(format_args!("hits {} of {} {which}", near.hits, survey.lines));
    near.hit.iter().for_each(|line| say(format_args!("  hits: {line}")));
    if near.hits > 0 {
        say(format_args!("narrow it before you promote it, or give more bad lines of its kind"));
    }
    let text = draft.toml();
    match &args.rules {
        Some(dir) => {
            let path = append(dir, &draft.family, &text)?;
            say(format_args!(
                "written to {}; see what it would take: qingliu diff --base builtin --rules {} DUMP",
                path.display(),
                dir.display()
            ));
        }
        None => say(format_args!(
            "to keep it: the same with --rules DIR, or put it into DIR/{}.toml",
            draft.family
        )),
    }
    print(&text)?;
    Ok(if errors > 0 { Status::Errors } else { Status::Done })
}

/// The bad lines as the rules would meet them: repaired and converted.
fn read(cleaner: &Cleaner) -> Result<Bad, Error> {
    let mut bytes = Vec::new();
    let failed = |source| Error::Io { path: "standard input".into(), source };
    io::stdin().lock().take(INPUT + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > INPUT {
        return Err(Error::Usage(too_much()));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Error::Usage("standard input is not UTF-8; `qingliu repair` makes it so".into()))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let lines: Vec<String> = lines
        .flat_map(|line| cleaner.unswept(&Page::text("-", line)).lines.into_iter().map(|line| line.text))
        .collect();
    if lines.len() > LINES || lines.iter().any(|line| line.chars().nth(LONG).is_some()) {
        return Err(Error::Usage(too_much()));
    }
    Bad::new(&lines).ok_or_else(|| {
        Error::Usage("there is no line with a word in it on standard input; pipe the bad line in".into())
    })
}

fn too_much() -> String {
    format!(
        "a rule is drafted from up to {LINES} lines of up to {LONG} characters; give some that show what must go"
    )
}

/// Honest text, to look at as often as needed.
struct Honest<'a> {
    cleaner: &'a Cleaner,
    args: &'a NewArgs,
}

impl Honest<'_> {
    /// Looks at every page and adds up what was seen, in order; how many pages could not be read comes with it.
    fn each<T: Default + Send + 'static>(
        &self,
        see: impl Fn(&Document) -> T + Send + Sync + 'static,
        add: impl Fn(&mut T, T),
    ) -> Result<(T, u64), Error> {
        let mut all = T::default();
        let mut errors = 0;
        // What rules must spare was written by people who thought of the nearest honest line.
        for miss in self.cleaner.rules().rules().iter().flat_map(|rule| &rule.miss) {
            add(&mut all, see(&self.cleaner.unswept(&Page::text("", &*miss.text))));
        }
        if self.args.clean.is_empty() {
            return Ok((all, 0));
        }
        qio::silence_caught_panics();
        let inputs: Vec<Input> = self.args.clean.iter().map(|name| Input::named(name)).collect();
        if inputs.contains(&Input::Stdin) {
            return Err(Error::Usage("--clean -: standard input is the bad line".into()));
        }
        let sources = Sources::new(inputs, Format::Auto)?;
        let cleaner = self.cleaner.clone();
        let look =
            move |loaded: &qio::Loaded, _: &dyn Fn(&'static str)| Ok(see(&cleaner.unswept(&loaded.page)));
        qio::each(sources, Reading::default(), &Pace::of(self.args.threads.number()), look, |pages| {
            for page in pages {
                match page {
                    Ok(seen) => add(&mut all, seen),
                    Err(failure) => {
                        errors += 1;
                        say_failure(&failure);
                    }
                }
            }
            Ok::<(), Error>(())
        })?;
        Ok((all, errors))
    }
}

fn family(asked: Option<NewFamily>, bad: &Bad, rules: &Ruleset) -> (Family, String) {
    match asked {
        Some(NewFamily::Spam) => (Family::Spam, "as asked".to_owned()),
        Some(NewFamily::Ads) => (Family::Ads, "as asked".to_owned()),
        Some(NewFamily::Boilerplate) => (Family::Boilerplate, "as asked".to_owned()),
        None => {
            let guess = guess(bad, rules);
            (guess.family, format!("the family is guessed: {}", guess.because))
        }
    }
}

/// The name that was asked for, or one made of the words; no rule has it yet.
fn name(args: &NewArgs, draft: &Draft, rules: &Ruleset) -> Result<String, Error> {
    let is_taken = |name: &str| rules.get(&format!("{}/{name}", draft.family)).is_some();
    if let Some(name) = &args.name {
        let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || !name.chars().all(sound) {
            return Err(Error::Usage(format!(
                "--name {name}: a name is of a-z, 0-9 and `-`, and says what is removed: app-banner"
            )));
        }
        if is_taken(name) {
            return Err(Error::Usage(format!("there is a rule `{}/{name}` already", draft.family)));
        }
        return Ok(name.clone());
    }
    let words = [&draft.starts, &draft.all, &draft.any, &draft.equals].into_iter().flatten();
    let mut name = String::new();
    for word in words {
        let plain: String = word
            .chars()
            .map(|c| match c.to_pinyin() {
                Some(pinyin) => pinyin.plain().to_owned(),
                None if c.is_ascii_alphanumeric() => c.to_string(),
                None => String::new(),
            })
            .collect();
        if !plain.is_empty() && name.len() + plain.len() < NAME {
            let joint = if name.is_empty() { "" } else { "-" };
            name += &format!("{joint}{plain}");
        }
    }
    let name = if name.is_empty() { "line".to_owned() } else { name.replace('ü', "v") };
    let numbered = (2..).map(|n| format!("{name}-{n}"));
    Ok(std::iter::once(name.clone()).chain(numbered).find(|name| !is_taken(name)).unwrap_or(name))
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
    let rules = cleaner.rules();
    // A page of one line is kept whole, and a page wants an article.
    let filler = "天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街，卖豆腐的老人在灯下数钱。";
    debug_assert!(visible_chars(filler) >= 40, "prose");
    bad.lines.iter().find_map(|line| {
        let document = cleaner.unswept(&Page::text("-", format!("{filler}\n{line}")));
        let findings = sweep::find(&document, rules, None);
        let rule =
            findings.iter().map(|finding| &rules.rules()[finding.rule]).find(|r| r.state == State::Active)?;
        Some(rule.id.clone())
    })
}

fn has_rules(dir: &Path) -> bool {
    let holds = |dir: &Path| {
        let entries = fs::read_dir(dir).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).any(|path| path.extension().is_some_and(|e| e == "toml"))
    };
    holds(dir) || holds(&dir.join("sites")) || dir.join("lexicons").is_dir()
}

/// Appends the rule to its family's file, once it is known that the file is sound with it.
fn append(dir: &Path, family: &str, rule: &str) -> Result<std::path::PathBuf, Error> {
    let path = dir.join(format!("{family}.toml"));
    let failed = |source| Error::Io { path: path.clone(), source };
    let mut text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(failed(e)),
    };
    if !text.is_empty() {
        text += if text.ends_with('\n') { "\n" } else { "\n\n" };
    }
    text += rule;
    let mut builder = RulesetBuilder::default();
    if has_rules(dir) {
        builder = builder.dir(dir);
    }
    builder.text(&path, &*text).build()?;
    fs::create_dir_all(dir).map_err(failed)?;
    let mut output = Output::create(&path)?;
    output.write_all(text.as_bytes()).map_err(failed)?;
    output.commit()?;
    Ok(path)
}
