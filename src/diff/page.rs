//! The comparison of one page.

use std::borrow::Cow;
use std::ops::Range;

use super::{Change, FieldChange, Kind};
use crate::document::{Id, Line, Removal, Role, visible_chars};
use crate::pipeline::Cleaned;
use crate::sweep::Place;

/// What differs between two cleanings of one page.
#[derive(Debug)]
pub struct PageDiff<'a> {
    /// The page under the base.
    pub base: &'a Cleaned,
    /// The page under the new rules.
    pub now: &'a Cleaned,
    /// In reading order, the head's first.
    pub changes: Vec<Change>,
    /// Characters that another rule takes now: the rule of the base, the rule now, how many, on how many lines.
    pub moved: Vec<(Id, Id, u64, u64)>,
    /// Characters that went from the body to another field.
    pub to_fields: u64,
    /// Characters that went from another field to the body.
    pub from_fields: u64,
    /// Fields other than the body.
    pub fields: Vec<FieldChange>,
}

/// Where a character ends up.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate<'a> {
    Body,
    Field,
    /// A removal took it.
    Rule(&'a Removal),
    /// It stands in no field, and no rule took it.
    Rest(&'static str),
}

impl<'a> PageDiff<'a> {
    /// Compares two cleanings of the same page.
    pub fn of(base: &'a Cleaned, now: &'a Cleaned) -> PageDiff<'a> {
        let mut diff = PageDiff {
            base,
            now,
            changes: Vec::new(),
            moved: Vec::new(),
            to_fields: 0,
            from_fields: 0,
            fields: fields(base, now),
        };
        for (at, (was, is)) in base.document.head.iter().zip(&now.document.head).enumerate() {
            diff.line(Place::Head(at), (&was.line, &[]), (&is.line, &[]));
        }
        let (was, is) = (base.article.spans(), now.article.spans());
        let lines = base.document.lines.iter().zip(&now.document.lines);
        for (at, (before, after)) in lines.enumerate() {
            let on = |spans: &[(usize, Range<usize>)]| -> Vec<Range<usize>> {
                spans.iter().filter(|(line, _)| *line == at).map(|(_, span)| span.clone()).collect()
            };
            let (was, is) = (on(&was), on(&is));
            if before.role != after.role || before.removals != after.removals || was != is {
                diff.line(Place::Line(at), (before, &was), (after, &is));
            }
        }
        diff
    }

    /// Characters of the base's body that are in no field now, or of the body now that were in none.
    pub fn body(&self, kind: Kind) -> u64 {
        self.changes.iter().filter(|change| change.kind == kind).map(|change| change.body).sum()
    }

    /// The line as it reads under both.
    pub fn text(&self, change: &Change) -> &str {
        match change.at {
            Place::Line(at) => &self.now.document.lines[at].text,
            Place::Head(at) => &self.now.document.head[at].line.text,
        }
    }

    fn line(&mut self, at: Place, was: (&Line, &[Range<usize>]), now: (&Line, &[Range<usize>])) {
        let text = &was.0.text;
        let (base, new) = (fates(was.0, was.1), fates(now.0, now.1));
        let (mut b, mut n, mut from) = (0, 0, 0);
        let first = self.changes.len();
        let mut moved: Vec<(Id, Id)> = Vec::new();
        while let (Some((was_in, was_to)), Some((now_in, now_to))) = (base.get(b), new.get(n)) {
            let to = *was_to.min(now_to);
            let characters = visible_chars(&text[from..to]) as u64;
            match blame(was_in, now_in) {
                _ if characters == 0 => {}
                Blame::Change(change) => {
                    self.push(
                        first,
                        Change { at, line: was.0.birth.number, span: from..to, characters, ..change },
                    );
                }
                Blame::Moved(before, after) => {
                    let pair = (before, after);
                    let lines = u64::from(!moved.contains(&pair));
                    if lines > 0 {
                        moved.push(pair.clone());
                    }
                    self.moved.push((pair.0, pair.1, characters, lines));
                }
                Blame::ToField => self.to_fields += characters,
                Blame::FromField => self.from_fields += characters,
                Blame::None => {}
            }
            from = to;
            b += usize::from(*was_to == to);
            n += usize::from(*now_to == to);
        }
    }

    /// Appends a change of a line, to the one before where it goes on.
    fn push(&mut self, first: usize, mut change: Change) {
        change.body *= change.characters;
        change.fields *= change.characters;
        if let Some(last) = self.changes[first..].last_mut()
            && (last.kind, &last.by, &last.hit) == (change.kind, &change.by, &change.hit)
            && last.span.end == change.span.start
        {
            last.span.end = change.span.end;
            last.characters += change.characters;
            last.body += change.body;
            last.fields += change.fields;
            return;
        }
        self.changes.push(change);
    }
}

/// Who is to be blamed for what happened to a character.
enum Blame {
    None,
    ToField,
    FromField,
    Change(Change),
    Moved(Id, Id),
}

fn blame(was: &Fate<'_>, now: &Fate<'_>) -> Blame {
    use Fate::{Body, Field, Rest, Rule};
    // Each character counts as `body`, `fields` or neither; `push` multiplies.
    let change = |kind, by: Id, hit: &Range<usize>, kept: &Fate<'_>| {
        let (body, fields) = (u64::from(*kept == Body), u64::from(*kept == Field));
        let hit = hit.clone();
        Blame::Change(Change {
            kind,
            by,
            at: Place::Line(0),
            line: 0,
            span: 0..0,
            hit,
            characters: 0,
            body,
            fields,
        })
    };
    match (was, now) {
        (Rule(before), Rule(after)) if before.rule != after.rule => {
            Blame::Moved(before.rule.clone(), after.rule.clone())
        }
        (Body, Field) => Blame::ToField,
        (Field, Body) => Blame::FromField,
        (Rule(_), Rule(_)) | (Rest(_), Rest(_)) | (Body, Body) | (Field, Field) => Blame::None,
        (_, Rule(after)) => change(Kind::Removed, after.rule.clone(), &after.hit, was),
        (Rule(before), _) => change(Kind::Kept, before.rule.clone(), &before.hit, now),
        (_, Rest(rest)) => change(Kind::Removed, Cow::Borrowed(*rest), &(0..0), was),
        (Rest(rest), _) => change(Kind::Kept, Cow::Borrowed(*rest), &(0..0), now),
    }
}

/// What becomes of the whole line, each part with its end.
fn fates<'a>(line: &'a Line, fields: &[Range<usize>]) -> Vec<(Fate<'a>, usize)> {
    let mut fates = Vec::new();
    let mut from = 0;
    let free = |from: usize, to: usize, fates: &mut Vec<(Fate<'a>, usize)>| {
        let rest = match line.role {
            Role::Body => return fates.push((Fate::Body, to)),
            Role::Pruned => "extract/pruned",
            Role::Outside if line.birth.hidden => "segment/hidden",
            Role::Outside => "extract/outside-body",
        };
        let mut inside: Vec<Range<usize>> =
            fields.iter().map(|f| f.start.max(from)..f.end.min(to)).filter(|f| f.start < f.end).collect();
        inside.sort_by_key(|field| field.start);
        let mut at = from;
        for field in inside {
            if field.start > at {
                fates.push((Fate::Rest(rest), field.start));
            }
            if field.end > at {
                fates.push((Fate::Field, field.end));
                at = field.end;
            }
        }
        if at < to {
            fates.push((Fate::Rest(rest), to));
        }
    };
    for removal in &line.removals {
        if removal.span.start > from {
            free(from, removal.span.start, &mut fates);
        }
        if removal.span.end > from {
            fates.push((Fate::Rule(removal), removal.span.end));
            from = removal.span.end;
        }
    }
    if from < line.text.len() {
        free(from, line.text.len(), &mut fates);
    }
    fates
}

fn fields(base: &Cleaned, now: &Cleaned) -> Vec<FieldChange> {
    let (was, now) = (&base.record, &now.record);
    let heat = |heat: Option<u64>| heat.map(|heat| heat.to_string());
    let flags = |flags: &[Id]| (!flags.is_empty()).then(|| flags.join(" "));
    [
        ("title", was.title.clone(), now.title.clone()),
        ("date", was.date.clone(), now.date.clone()),
        ("heat", heat(was.heat), heat(now.heat)),
        ("source", was.source.clone(), now.source.clone()),
        ("author", was.author.clone(), now.author.clone()),
        ("verdict", Some(was.verdict.to_owned()), Some(now.verdict.to_owned())),
        ("flags", flags(&was.flags), flags(&now.flags)),
    ]
    .into_iter()
    .filter(|(_, was, now)| was != now)
    .map(|(field, was, now)| FieldChange { field, was, now })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Ruleset, RulesetBuilder};
    use crate::{Cleaner, Page};

    const TEXT: &str =
        "小城的早市\n天还没亮，卖菜的人已经把摊子支好了。灯笼铺子开张\n豆腐坊的热气飘过半条街。";

    fn rules(text: &str) -> Ruleset {
        let built = RulesetBuilder::default().without_builtin().text("ads.toml", text).build();
        built.unwrap_or_else(|error| panic!("{error}"))
    }

    fn rule(name: &str, key: &str, scope: &str) -> String {
        format!(
            "[{name}]\nwhy = \"x\"\npass = \"ads\"\nscope = \"{scope}\"\n{key}\nhit = [\"灯笼铺子开张\"]\nmiss = [\"早市\"]\n"
        )
    }

    fn changes(base: &str, now: &str) -> Vec<(Kind, String, u64, u64)> {
        let page = Page::text("a", TEXT);
        let cleaner = Cleaner::builder().build().unwrap();
        let [base, now] = cleaner.clean_under(&page, [&rules(base), &rules(now)], |_| {});
        let diff = PageDiff::of(&base, &now);
        diff.changes.iter().map(|c| (c.kind, c.by.to_string(), c.characters, c.body)).collect()
    }

    #[test]
    fn every_character_is_blamed_on_the_rule_that_takes_or_took_it() {
        let span = rule("lantern", "any = [\"灯笼铺子开张\"]", "span");
        let other = rule("shop", "any = [\"灯笼\"]", "span");
        assert_eq!(changes("", &span), [(Kind::Removed, "ads/lantern".to_owned(), 6, 6)]);
        assert_eq!(changes(&span, ""), [(Kind::Kept, "ads/lantern".to_owned(), 6, 6)]);
        assert_eq!(changes(&span, &span), []);
        // Two characters change hands, four are kept.
        assert_eq!(changes(&span, &other), [(Kind::Kept, "ads/lantern".to_owned(), 4, 4)]);
    }

    #[test]
    fn the_fates_of_a_line_cover_it_once() {
        let mut line = Line::new("甲乙丙丁戊", Default::default());
        line.cut("a/b", "ads", 3..6, 3..6);
        line.cut("c/d", "ads", 6..9, 6..9);
        let ends: Vec<usize> = fates(&line, &[9..12, 0..5]).into_iter().map(|(_, end)| end).collect();
        assert_eq!(ends, [3, 6, 9, 12, 15]);
    }
}
