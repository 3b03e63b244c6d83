//! The name of a draft: the one that is asked for, or the words it looks for in pinyin.

use pinyin::ToPinyin;

use super::draft::Draft;
use crate::error::Error;
use crate::rules::Ruleset;

/// Characters of a name that is made of pinyin.
const NAME: usize = 40;

/// The name that was asked for.
///
/// # Errors
/// It is none, or a rule has it already.
pub(super) fn check_name(name: &str, family: &str, rules: &Ruleset) -> Result<String, Error> {
    let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || !name.chars().all(sound) {
        return Err(Error::Usage(format!(
            "--name {name}: a name is of a-z, 0-9 and `-`, and says what is removed: app-banner"
        )));
    }
    if rules.get(&format!("{family}/{name}")).is_some() {
        return Err(Error::Usage(format!("there is a rule `{family}/{name}` already")));
    }
    Ok(name.to_owned())
}

/// A name made of the draft's words; no rule has it yet.
pub(super) fn name_of(draft: &Draft, rules: &Ruleset) -> String {
    let is_taken = |name: &str| rules.get(&format!("{}/{name}", draft.family)).is_some();
    let words = [&draft.starts, &draft.all, &draft.any, &draft.equals].into_iter().flatten();
    let mut name = String::new();
    for word in words {
        let plain: String = word
            .chars()
            .map(|c| match c.to_pinyin() {
                Some(pinyin) => pinyin.plain().to_owned(),
                None if c.is_ascii_alphanumeric() => c.to_ascii_lowercase().to_string(),
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
    std::iter::once(name.clone()).chain(numbered).find(|name| !is_taken(name)).unwrap_or(name)
}
