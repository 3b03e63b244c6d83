//! Rules that nearly hit a line, or hit it in vain: for authors, who ask why nothing was taken.

use serde::Serialize;

use super::{Effort, Place, search};
use crate::document::{Document, Id, Kind};
use crate::rules::{Account, Family, PageView, Ruleset, Scope, Scratch, State, host};

/// Rules that are told of a line: the nearest. A word such as 微信 wakes dozens.
const RULES: usize = 6;

/// Things that may stand in the way of a rule that came near; with more it is of something else.
const LACKING: usize = 3;

/// A rule that has words of its own in a line and took nothing there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Near {
    /// The rule.
    pub rule: String,
    /// What stood in its way.
    #[serde(flatten)]
    pub distance: Distance,
    /// Its conditions.
    #[serde(flatten)]
    pub account: Account,
}

/// What stood in the way of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "because")]
pub enum Distance {
    /// Conditions that do not hold, or words that are not there.
    Conditions,
    /// Another rule took the words first.
    Late {
        /// Which.
        by: Id,
    },
    /// The line is a headline, or all there is of a page: only rules for spam are asked.
    Guarded,
    /// It would begin a section, and found none, or it is asked only on other pages.
    Context,
}

/// What nearly hit each of the first `most` lines. `unswept` is the page as the rules meet it, `swept` as they leave it.
pub fn near(
    unswept: &Document,
    swept: &Document,
    rules: &Ruleset,
    url: Option<&str>,
    most: usize,
) -> Vec<Vec<Near>> {
    let mut page = PageView::of(unswept, rules.matcher());
    let mut efforts = vec![Effort::default(); rules.rules().len()];
    let findings = search(&mut page, rules, url, Some(&mut efforts));
    let (host, matcher) = (url.and_then(host), rules.matcher());
    let single = unswept.lines.len() == 1 && unswept.kind == Kind::Text;
    let mut scratch = Scratch::default();
    let of_line = |at: usize| {
        let view = page.line(at);
        matcher.turn_to(view, &mut scratch);
        let became = &swept.lines[at];
        let mut all = Vec::new();
        for index in scratch.candidates().common(scratch.candidates()) {
            let rule = &rules.rules()[index];
            // What only raises a flag takes nothing of any line.
            if rule.state == State::Off || rule.scope == Scope::Page || !rule.is_for(host.as_deref()) {
                continue;
            }
            let takes = became.removals.iter().any(|removal| removal.rule == *rule.id);
            let spared = became.spared.iter().any(|spared| spared.rule == *rule.id);
            if takes || spared {
                continue;
            }
            let account = matcher.account(index, rule, view, &scratch);
            // Words of a list have woken it, and it asks for more than those.
            let woken = account.lacks.is_some() && account.words.is_empty();
            if woken || account.distance().0 > LACKING {
                continue;
            }
            let found = findings.iter().find(|f| f.rule == index && f.place == Place::Line(at));
            let distance = match found {
                Some(finding) => {
                    let over = |span: &std::ops::Range<usize>| {
                        span.start < finding.span.end && finding.span.start < span.end
                    };
                    match became.removals.iter().find(|removal| over(&removal.span)) {
                        Some(first) => Distance::Late { by: first.rule.clone() },
                        None => Distance::Context,
                    }
                }
                None if !account.hits => Distance::Conditions,
                None if (single || page.headline == Some(at)) && rule.pass != Family::Spam => {
                    Distance::Guarded
                }
                None => Distance::Context,
            };
            all.push(Near { rule: rule.id.clone(), distance, account });
        }
        all.sort_by_key(|near| near.account.distance());
        all.truncate(RULES);
        all
    };
    (0..unswept.lines.len().min(most)).map(of_line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RulesetBuilder;
    use crate::{Cleaner, Page};

    fn rule(name: &str, keys: &str) -> String {
        format!(
            "[{name}]\nwhy = \"x\"\npass = \"ads\"\nscope = \"line\"\n{keys}\nhit = [\"灯笼铺子开张，欢迎光临\"]\nmiss = [\"早市\"]\n"
        )
    }

    #[test]
    fn a_line_tells_who_came_near_and_who_came_late() {
        let text = [
            rule("first", "any = [\"灯笼铺子\"]"),
            rule("late", "any = [\"开张\"]"),
            rule("long", "any = [\"豆腐坊\", \"灯笼\"]\nunless = [\"热气\"]"),
        ];
        let rules = RulesetBuilder::default().without_builtin().text("ads.toml", text.join("\n"));
        let rules = rules.build().unwrap_or_else(|error| panic!("{error}"));
        let cleaner = Cleaner::builder().build().unwrap();
        let page = Page::text("a", "小城的早市\n灯笼铺子开张，欢迎光临\n豆腐坊的热气飘过半条街。");
        let unswept = cleaner.unswept(&page);
        let [swept] = cleaner.clean_under(&page, [&rules], |_| {});
        let near = near(&unswept, &swept.document, &rules, None, 3);
        assert!(near[0].is_empty());
        let told: Vec<_> = near[1].iter().map(|near| (near.rule.as_str(), &near.distance)).collect();
        let late = Distance::Late { by: "ads/first".into() };
        assert_eq!(told, [("ads/late", &late), ("ads/long", &late)]);
        assert_eq!((near[2][0].rule.as_str(), &near[2][0].distance), ("ads/long", &Distance::Conditions));
        assert_eq!(near[2][0].account.answers[0].met, Some(false));
    }
}
