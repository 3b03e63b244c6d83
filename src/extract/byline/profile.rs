//! The profile that WeChat prints below a headline, as it stands in a text: the writer, the account, its number, what it
//! says of itself. There the account's name stands in a line above 微信号.

use super::found_at;
use super::person::is_person;
use crate::document::{Document, Found, is_hanzi};
use crate::extract::zone::{Zone, stands};

/// Lines below the headline in which the profile stands.
const REACH: usize = 10;

/// Whether a line is of a profile: 微信号 abc, 功能介绍 ….
pub fn is_profile(text: &str) -> bool {
    let number = |rest: &str| {
        let rest = rest.trim_start_matches([' ', ':', '：', '\u{a0}', '\u{3000}']);
        rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && rest.is_ascii()
    };
    text.strip_prefix("微信号").or_else(|| text.strip_prefix("微信ID")).is_some_and(number)
        || text.starts_with("功能介绍")
}

/// The line above the profile, with the account's name.
fn account_line(document: &Document, zone: &Zone) -> Option<usize> {
    let from = zone.headline? + 1;
    let lines = from..(from + REACH).min(document.lines.len());
    let first = lines.clone().find(|&line| is_profile(&document.lines[line].text))?;
    let line = first.checked_sub(1).filter(|line| lines.contains(line))?;
    let name = &document.lines[line].text;
    let fits = (2..=20).contains(&name.chars().count()) && name.chars().any(is_hanzi) && !name.contains('。');
    (fits && stands(&document.lines[line], &(0..name.len()))).then_some(line)
}

/// The account.
pub fn source(document: &Document, zone: &Zone) -> Option<Found<String>> {
    let line = account_line(document, zone)?;
    let name = &document.lines[line].text;
    Some(found_at(name.clone(), "source/account", line, 0..name.len()))
}

/// The writer before the account: 原创周小满某某生活, 原创 周小满.
pub fn author(document: &Document, zone: &Zone) -> Option<Found<String>> {
    let account = account_line(document, zone)?;
    let named = &document.lines[account].text;
    (zone.headline? + 1..account).find_map(|index| {
        let line = &document.lines[index];
        // Each word may have a line of its own.
        let below = index > 0 && document.lines[index - 1].text == "原创" && line.text != *named;
        let original = if below { Some(line.text.as_str()) } else { line.text.strip_prefix("原创") };
        let rest = original.unwrap_or(&line.text);
        let name = match rest.strip_suffix(named.as_str()) {
            Some(name) => name.trim(),
            None if original.is_some() => rest.trim(),
            None => return None,
        };
        let start = line.text.find(name)?;
        let span = start..start + name.len();
        let letters = |c: char| is_hanzi(c) || c.is_ascii_alphanumeric() || c == '·';
        let fits = (2..=8).contains(&name.chars().count()) && name.chars().all(letters) && is_person(name);
        (fits && stands(line, &span)).then(|| found_at(name.to_owned(), "author/beside-account", index, span))
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::document;
    use super::*;

    #[test]
    fn a_profile_tells_writer_and_account() {
        let zone = Zone { headline: Some(0), body: None };
        for (lines, name) in [
            (&["原创周小满小城早市", "小城早市"][..], Some("周小满")),
            (&["原创 周小满 小城早市", "小城早市"], Some("周小满")),
            (&["原创 周小满", "小城早市"], Some("周小满")),
            (&["原创", "周小满", "小城早市"], Some("周小满")),
            (&["原创", "小城早市"], None),
            (&["原创小城早市", "小城早市"], None),
            (&["小城早市", "小城早市"], None),
        ] {
            let page =
                document(&[&["今年的春茶"], lines, &["微信号xczs_01", "功能介绍 小城的事"]].concat(), &[]);
            assert_eq!(author(&page, &zone).map(|f| f.value).as_deref(), name, "{lines:?}");
            assert_eq!(source(&page, &zone).map(|f| f.value).as_deref(), Some("小城早市"));
        }
        let page = document(&["今年的春茶", "小城早市", "微信号是什么"], &[]);
        assert_eq!(source(&page, &zone).map(|f| f.value), None);
    }
}
