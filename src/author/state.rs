//! The one word of a rule file that a promotion changes.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The file with the state of the rule `name` as `active`, and nothing else changed. `None` where there is no such
/// rule with a state.
pub fn promoted(text: &str, name: &str) -> Option<String> {
    let (file, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return None;
    }
    let (_, rule): (_, &Spanned<DeValue<'_>>) =
        file.get_ref().iter().find(|(key, _)| key.get_ref().as_ref() == name)?;
    let state = rule.get_ref().as_table()?.get("state")?.span();
    Some(format!("{}\"active\"{}", &text[..state.start], &text[state.end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_state_changes() {
        let text = "# head\r\n[a]\nstate = 'trial' # why\n[ \"b\" ]\n  state   =   \"trial\"   # so\nhit = [\"state = 'trial'\"]";
        let one = promoted(text, "b").unwrap();
        assert_eq!(one, text.replace("  state   =   \"trial\"", "  state   =   \"active\""));
        assert_eq!(promoted(text, "a").unwrap(), text.replacen("'trial' #", "\"active\" #", 1));
        assert_eq!(
            (promoted(text, "c"), promoted("[a", "a"), promoted("[a]\nhit = 1", "a")),
            (None, None, None)
        );
    }
}
