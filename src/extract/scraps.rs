//! Scraps at the ends of the body: words of a few characters among what rules have taken there are chrome too.

use crate::document::{Document, Role};

use super::measure::Measure;

/// Longer than a button: above the text, where a kicker or an epigraph may stand too, and below it, where names and
/// counters do.
const ABOVE: usize = 4;
const BELOW: usize = 25;
/// Lines that rules must have taken below the text. A single one may be the copyright under an honest list.
const TAKEN: usize = 2;

/// Marks the scraps around the running text [`Role::Pruned`]: above it beside a line that rules have taken, below it
/// behind the first of several. A body without running text is left alone.
pub fn prune(
    document: &Document,
    measures: &[Measure],
    roles: &mut [(usize, Role)],
    headline: Option<usize>,
) {
    let running = |role: &&(usize, Role)| role.1 == Role::Body && measures[role.0].is_long();
    let Some(first) = roles.iter().filter(running).map(|role| role.0).min() else { return };
    let Some(last) = roles.iter().filter(running).map(|role| role.0).max() else { return };
    let end = roles.iter().filter(|role| role.1 == Role::Body).map(|role| role.0).max().unwrap_or(last);
    let taken = |line: &usize| document.lines[*line].is_dropped() && !document.lines[*line].birth.hidden;
    let top = headline.filter(|headline| *headline < first);
    let swept = top.is_some_and(|top| (top..first).any(|line| taken(&line)));
    let below: Vec<usize> = (last + 1..end).filter(taken).take(TAKEN).collect();
    for (line, role) in roles.iter_mut().filter(|role| role.1 == Role::Body) {
        let measure = measures[*line];
        let word = measure.marks == 0 && !document.lines[*line].birth.bullet;
        let above = swept && *line < first && measure.chars <= ABOVE && word;
        let foot = below.len() == TAKEN && *line > below[0] && measure.chars < BELOW && !measure.sentence;
        if above || foot {
            *role = Role::Pruned;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::measure::measure;

    const TEXT: &str = "天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。";

    fn kept(lines: &[&str], dropped: &[usize]) -> Vec<String> {
        let mut document = crate::segment::text(&lines.join("\n"));
        for line in dropped {
            document.lines[*line].drop_whole("boilerplate/x", "boilerplate", 0..3);
        }
        let measures = measure(&document);
        let mut roles: Vec<_> = (1..lines.len()).map(|line| (line, Role::Body)).collect();
        prune(&document, &measures, &mut roles, Some(0));
        let body = roles.into_iter().filter(|r| r.1 == Role::Body && !document.lines[r.0].is_dropped());
        body.map(|r| document.lines[r.0].text.clone()).collect()
    }

    #[test]
    fn scraps_go_only_where_rules_have_taken_their_neighbours() {
        let page = ["早市", "分享", "手机看", TEXT, "豆腐 三块", "收藏", "海报", "举报", "加关注"];
        assert_eq!(kept(&page, &[1, 5, 7]), [TEXT, "豆腐 三块"]);
        assert_eq!(kept(&page, &[]).len(), 8);
        assert_eq!(kept(&page, &[5]).len(), 7);
    }
}
