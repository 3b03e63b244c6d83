//! Site rules: whose pages they are for, and what their selectors pick there.

use super::Ruleset;
use super::rule::State;
use crate::segment::{Pick, Selector};

/// The selectors of a rule, and its index.
#[derive(Debug)]
pub(super) struct Selecting {
    pub(super) rule: usize,
    pub(super) selectors: Vec<Selector>,
}

impl Ruleset {
    /// What segmentation is to mark on a page from this address: nothing unless a rule for its host has selectors. The
    /// marks are indices of rules.
    pub fn picks(&self, url: Option<&str>) -> Vec<Pick<'_>> {
        let selecting = &self.matcher.selecting;
        if selecting.is_empty() {
            return Vec::new();
        }
        let host = url.and_then(host);
        let of_host = selecting.iter().filter(|s| {
            let rule = &self.rules[s.rule];
            rule.state != State::Off && rule.is_for(host.as_deref())
        });
        of_host.flat_map(Selecting::picks).collect()
    }
}

impl Selecting {
    pub(super) fn picks(&self) -> impl Iterator<Item = Pick<'_>> {
        self.selectors.iter().map(|selector| Pick { mark: self.rule as u32, selector })
    }
}

/// The host of an address, in lower case.
pub fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty()).then(|| host.to_ascii_lowercase())
}
