//! Files to rules: the built-in ones, then folder after folder.

use std::path::{Path, PathBuf};

use super::builtin;
use super::lexicon::{self, Lexicon};
use super::parse::parse;
use super::rule::Rule;
use super::source::Source;
use crate::error::{Error, Problem};

/// What was read.
pub struct Loaded {
    /// In the order of their families, of a family in the order of the files.
    pub rules: Vec<Rule>,
    /// In the order of their names.
    pub lexicons: Vec<Lexicon>,
    /// The files as problems name them, and their texts.
    pub texts: Vec<(String, String)>,
}

/// What becomes of the built-in rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuiltIn {
    /// They are not loaded.
    Absent,
    /// They are in order, by the tests: compiling each pattern only to see that it compiles would be most of a start.
    Trusted,
    /// They are looked at like anybody's.
    Examined,
}

/// A file of a rule folder.
struct File {
    path: PathBuf,
    text: String,
}

/// Reads the built-in files and the folders; mistakes are appended to `problems`. A text of `texts` stands for the
/// file at its path.
///
/// # Errors
/// A folder or a file that cannot be read.
pub fn load(
    dirs: &[PathBuf],
    texts: &[(PathBuf, String)],
    builtin_rules: BuiltIn,
    problems: &mut Vec<Problem>,
) -> Result<Loaded, Error> {
    let mut loaded = Loaded { rules: Vec::new(), lexicons: Vec::new(), texts: Vec::new() };
    for (name, text) in builtin::LEXICONS {
        loaded.lexicon(&format!("rules/lexicons/{name}"), stem(name), text, problems);
    }
    let mut files = Vec::new();
    for dir in dirs {
        let lexicons = read(&dir.join("lexicons"), "txt", false)?;
        let mut of_dir = read(dir, "toml", true)?;
        of_dir.extend(read(&dir.join("sites"), "toml", false)?);
        if of_dir.is_empty() && lexicons.is_empty() {
            return Err(Error::Usage(format!(
                "{}: no rules in this folder; it should hold FAMILY.toml, sites/HOST.toml or lexicons/NAME.txt",
                dir.display()
            )));
        }
        for File { path, text } in lexicons {
            loaded.lexicon(&path.display().to_string(), &file_stem(&path), &text, problems);
        }
        files.push(of_dir);
    }
    for (path, text) in texts {
        let text = text.clone();
        match files.iter_mut().flatten().find(|file| file.path == *path) {
            Some(file) => file.text = text,
            None => files.push(vec![File { path: path.clone(), text }]),
        }
    }
    lexicon::resolve(&mut loaded.lexicons, problems);
    if builtin_rules != BuiltIn::Absent {
        for (name, text) in builtin::FILES {
            let trusted = builtin_rules == BuiltIn::Trusted;
            let host = name.starts_with("sites/").then(|| stem(name));
            let family = family(stem(name), host);
            let file = format!("rules/{name}");
            loaded.rules(
                &Source { file: &file, family: &family, host, builtin: true, trusted, text },
                problems,
            );
        }
    }
    for File { path, text } in files.into_iter().flatten() {
        let stem = file_stem(&path);
        let host = path.parent().is_some_and(|parent| parent.ends_with("sites")).then_some(stem.as_str());
        let (file, family) = (path.display().to_string(), family(&stem, host));
        loaded.rules(
            &Source { file: &file, family: &family, host, builtin: false, trusted: false, text: &text },
            problems,
        );
    }
    loaded.rules.sort_by_key(|rule| rule.pass);
    Ok(loaded)
}

impl Loaded {
    fn lexicon(&mut self, file: &str, name: &str, text: &str, problems: &mut Vec<Problem>) {
        self.texts.push((file.to_owned(), text.to_owned()));
        let lexicon = Lexicon::read(name, file, text, problems);
        self.lexicons.retain(|known| known.name != lexicon.name);
        self.lexicons.push(lexicon);
        self.lexicons.sort_by(|a, b| a.name.cmp(&b.name));
    }

    fn rules(&mut self, source: &Source<'_>, problems: &mut Vec<Problem>) {
        self.texts.push((source.file.to_owned(), source.text.to_owned()));
        let names: Vec<String> = self.lexicons.iter().map(|l| l.name.clone()).collect();
        for rule in parse(source, &names, problems) {
            match self.rules.iter_mut().find(|known| known.id == rule.id) {
                Some(known) => *known = rule,
                None => self.rules.push(rule),
            }
        }
    }
}

fn family(stem: &str, host: Option<&str>) -> String {
    host.map_or_else(|| stem.to_owned(), |host| format!("site.{host}"))
}

/// The files of a folder with this extension, by name. A folder that need not be there may be missing.
fn read(dir: &Path, extension: &str, must_be: bool) -> Result<Vec<File>, Error> {
    let io = |path: &Path, source| Error::Io { path: path.to_owned(), source };
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !must_be => return Ok(Vec::new()),
        Err(error) => return Err(io(dir, error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| io(dir, error))?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if !hidden && path.extension().is_some_and(|e| e == extension) && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).map_err(|error| io(&path, error))?;
            Ok(File { path, text })
        })
        .collect()
}

fn file_stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn stem(name: &str) -> &str {
    let name = name.rsplit('/').next().unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
