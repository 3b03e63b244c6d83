//! A folder of rules, as authors write to it: a rule is appended or takes the place of an earlier one, and no file is
//! written that does not load.

use std::fs;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use toml::Table;
use toml::de::DeTable;

use crate::error::Error;
use crate::io::Output;
use crate::rules::RulesetBuilder;

/// What becomes of a rule of the same name in the same file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    /// It stays, and nothing is written.
    Refuse,
    /// It gives way.
    Replace,
}

/// Whether there is anything in a folder that rules could be loaded from.
pub fn has_rules(dir: &Path) -> bool {
    let holds = |dir: &Path| {
        let entries = fs::read_dir(dir).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).any(|path| path.extension().is_some_and(|e| e == "toml"))
    };
    holds(dir) || holds(&dir.join("sites")) || dir.join("lexicons").is_dir()
}

/// Writes a rule to `DIR/FILE`, once it is known that the folder is sound with it; what else stands in the file stays as
/// it is. `file` is `FAMILY.toml` or `sites/HOST.toml`, and `rule` a table of it.
///
/// # Errors
/// [`Error::Usage`] for a file that is not of a rule folder, a text that is not one rule, or a name that is taken;
/// [`Error::Rules`] for a rule that does not load or hold its examples; [`Error::Io`].
pub fn save(dir: &Path, file: &Path, rule: &str, same: Same) -> Result<PathBuf, Error> {
    if !is_rule_file(file) {
        return Err(Error::Usage(format!(
            "{}: a rule file is FAMILY.toml or sites/HOST.toml",
            file.display()
        )));
    }
    let path = dir.join(file);
    let failed = |source| Error::Io { path: path.clone(), source };
    let before = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(failed(e)),
    };
    let name = only_name(rule)?;
    let text = match place(&before, &name) {
        Some(_) if same == Same::Refuse => {
            return Err(Error::Usage(format!("{}: there is a rule [{name}] already", path.display())));
        }
        Some(place) => replaced(&before, &name, place, rule).ok_or_else(|| {
            Error::Usage(format!("{}: [{name}] is not one table in a row; edit it there", path.display()))
        })?,
        None => appended(&before, rule),
    };
    let mut builder = RulesetBuilder::default();
    if has_rules(dir) {
        builder = builder.dir(dir);
    }
    builder.text(&path, &*text).build()?;
    fs::create_dir_all(path.parent().unwrap_or(dir)).map_err(failed)?;
    let mut output = Output::create(&path)?;
    output.write_all(text.as_bytes()).map_err(failed)?;
    output.commit()?;
    Ok(path)
}

/// The text of a rule in its file, from its header to its last line; `None` where it has no header.
pub fn table_of(file: &str, name: &str) -> Option<String> {
    place(file, name).map(|place| file[place].to_owned())
}

/// Whether a path names a rule file within its folder and nothing else.
pub fn is_rule_file(file: &Path) -> bool {
    let named = |part: Component<'_>| match part {
        Component::Normal(name) => name.to_str().map(str::to_owned),
        _ => None,
    };
    let parts: Option<Vec<String>> = file.components().map(named).collect();
    let sound = |name: &str| {
        let stem = name.strip_suffix(".toml").unwrap_or_default();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
        !stem.is_empty() && !stem.starts_with('.') && stem.chars().all(fits)
    };
    match parts.as_deref() {
        Some([file]) => sound(file),
        Some([folder, file]) => folder == "sites" && sound(file),
        _ => false,
    }
}

fn appended(before: &str, rule: &str) -> String {
    let mut text = before.to_owned();
    if !text.is_empty() {
        text += if text.ends_with('\n') { "\n" } else { "\n\n" };
    }
    text + rule.trim_end() + "\n"
}

/// The name of the one table that a text holds.
fn only_name(rule: &str) -> Result<String, Error> {
    let table: Table = rule.parse().map_err(|error| Error::Usage(format!("{error}")))?;
    match table.iter().collect::<Vec<_>>()[..] {
        [(name, toml::Value::Table(_))] => Ok(name.clone()),
        _ => Err(Error::Usage("one rule at a time: a header such as [app-banner], and its keys".into())),
    }
}

/// Where a rule stands in a file: from its header to the end of its last line. The blank lines and comments before the
/// next header belong to that.
fn place(text: &str, name: &str) -> Option<Range<usize>> {
    let (file, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return None;
    }
    let line_of = |at: usize| text[..at].rfind('\n').map_or(0, |end| end + 1);
    let mut starts = Vec::new();
    let mut own = None;
    for (key, _) in file.get_ref() {
        let start = line_of(key.span().start);
        starts.push(start);
        if key.get_ref().as_ref() == name {
            own = Some(start);
        }
    }
    let start = own.filter(|start| text[*start..].trim_start().starts_with('['))?;
    let next = starts.into_iter().filter(|other| *other > start).min().unwrap_or(text.len());
    let mut end = start;
    let mut at = start;
    for line in text[start..next].split_inclusive('\n') {
        at += line.len();
        if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            end = at;
        }
    }
    Some(start..end)
}

/// The file with another table in the place of one; `None` where that changes more than this one.
fn replaced(before: &str, name: &str, place: Range<usize>, rule: &str) -> Option<String> {
    let after = format!("{}{}\n{}", &before[..place.start], rule.trim_end(), &before[place.end..]);
    let others = |text: &str| {
        let mut table: Table = text.parse().ok()?;
        table.remove(name);
        Some(table)
    };
    (others(before)? == others(&after)?).then_some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "[tea]\nwhy = \"x\"\npass = \"ads\"\nscope = \"line\"\nstate = \"trial\"\nany = [\"春茶上市\"]\n\
                        hit = [\"春茶上市，欲购从速\"]\nmiss = [\"秋茶\"]\n";

    #[test]
    fn a_rule_is_appended_replaced_and_never_lost_silently() {
        let dir = tempfile::tempdir().unwrap();
        let (dir, file) = (dir.path(), Path::new("ads.toml"));
        let other = "# mine\r\n[ other ]   # odd\nstate='off'\n\n# of the last\n[last]\nstate = \"off\"\n";
        fs::write(dir.join(file), other).unwrap();
        let path = save(dir, file, RULE, Same::Refuse).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("{other}\n{RULE}"));
        let refused = save(dir, file, RULE, Same::Refuse).unwrap_err().to_string();
        assert!(refused.contains("there is a rule [tea] already"), "{refused}");
        let later = RULE.replace("秋茶", "冬茶");
        save(dir, file, &later, Same::Replace).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("{other}\n{later}"));
        // What stands behind it, with its comment, stays too.
        save(dir, file, "[other]\nstate = \"off\" # still", Same::Replace).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with("# mine\r\n[other]\nstate = \"off\" # still\n\n# of the last\n[last]"),
            "{text}"
        );
        assert_eq!(table_of(&text, "last").as_deref(), Some("[last]\nstate = \"off\"\n"));
    }

    #[test]
    fn what_does_not_load_is_not_written() {
        let dir = tempfile::tempdir().unwrap();
        let save = |file: &str, rule: &str| save(dir.path(), Path::new(file), rule, Same::Replace);
        assert!(matches!(save("ads.toml", &RULE.replace("[\"春茶上市\"]", "[]")), Err(Error::Rules(_))));
        assert!(matches!(save("ads.toml", &format!("{RULE}[two]\n")), Err(Error::Usage(_))));
        for file in ["../ads.toml", "/tmp/ads.toml", "ads.txt", "a/ads.toml", "sites/../ads.toml", ".toml"] {
            assert!(matches!(save(file, RULE), Err(Error::Usage(_))), "{file}");
        }
        assert!(fs::read_dir(dir.path()).unwrap().next().is_none());
        save("sites/www.example.com.toml", RULE).unwrap();
    }
}
