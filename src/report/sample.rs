//! Which pages are shown of a dump that is read once: the worst ones, a random part, and of every bar of a chart one page
//! at least, as far as there is room.
//!
//! Every part of the sample is a list of the pages that rank first in it, ties broken by chance. So memory is bounded,
//! and the sample is the same for the same records and seed, whatever the number of threads.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use serde::Serialize;

use crate::tally::key;

/// A part of the sample.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum List {
    /// Rules took the largest share of the page.
    Removed,
    /// Repair left the most spots alone that it knew to be damaged.
    Unsure,
    /// The article outweighs what was left out by the least.
    Margin,
    /// Repair rewrote the most characters.
    Edited,
    /// Drawn by chance.
    Random,
    /// Stands for a bar of a chart: `flag:spam/mirror-kit`, `rule:ads/contact`.
    #[serde(untagged)]
    Bar(String),
}

/// The parts that say which pages are worst.
const WORST: [List; 4] = [List::Removed, List::Margin, List::Unsure, List::Edited];

/// Where a page stands.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// Its rank in each list that it is fit for; the smallest is first.
    pub ranks: Vec<(List, u64)>,
    /// What breaks ties, and its rank among the random ones.
    pub chance: u64,
}

/// What a page must be below to come into a list. Shared with those who would have to make its view.
#[derive(Debug, Default)]
pub struct Bounds(RwLock<HashMap<List, Bound>>);

#[derive(Debug)]
struct Bound {
    /// The rank and chance of the last page of a list that is full.
    last: (u64, u64),
    /// Of a list that has a page of each rank: the chances of those.
    held: BTreeMap<u64, u64>,
}

/// A sample that fills while records are read.
#[derive(Debug)]
pub struct Sample<V> {
    pages: usize,
    lists: BTreeMap<List, Shelf<V>>,
    bounds: Arc<Bounds>,
    offered: u64,
}

/// The pages of a list, in order.
#[derive(Debug)]
struct Shelf<V> {
    most: usize,
    met: u64,
    kept: BTreeMap<(u64, u64, u64), Arc<V>>,
}

/// A page of the sample.
#[derive(Debug)]
pub struct Chosen<V> {
    /// The parts of the sample that it stands in.
    pub lists: Vec<List>,
    /// The page.
    pub page: V,
}

impl List {
    /// Whether it is of the worst. A dump holds the same bad page a thousand times: of each rank one is enough.
    fn is_worst(&self) -> bool {
        WORST.contains(self)
    }
}

/// The chance of a page: the same in every run with this seed.
pub fn chance(seed: u64, id: &str, offset: u64) -> u64 {
    key(&format!("{seed}\n{offset}\n{id}"))
}

impl Standing {
    fn all(&self) -> impl Iterator<Item = (&List, (u64, u64))> {
        let ranks = self.ranks.iter().map(|(list, rank)| (list, (*rank, self.chance)));
        ranks.chain([(&List::Random, (self.chance, self.chance))])
    }
}

impl Bounds {
    /// Whether the page may come into the sample. What has been turned away once would never have come into it.
    pub fn want(&self, standing: &Standing) -> bool {
        let bounds = self.0.read().unwrap_or_else(PoisonError::into_inner);
        standing.all().any(|(list, (rank, chance))| match bounds.get(list) {
            None => true,
            Some(Bound { last, held }) => {
                held.get(&rank).map_or((rank, chance) < *last, |held| chance < *held)
            }
        })
    }

    fn set<V>(&self, list: &List, shelf: &Shelf<V>) {
        let last = shelf.kept.keys().nth(shelf.most - 1).map_or((u64::MAX, u64::MAX), |key| (key.0, key.1));
        let held = match list.is_worst() {
            true => shelf.kept.keys().map(|key| (key.0, key.1)).collect(),
            false => BTreeMap::new(),
        };
        let bound = Bound { last, held };
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(list.clone(), bound);
    }
}

impl<V> Sample<V> {
    /// An empty sample that will have so many pages at most.
    pub fn new(pages: usize) -> Sample<V> {
        Sample { pages, lists: BTreeMap::new(), bounds: Arc::default(), offered: 0 }
    }

    /// What pages must be below.
    pub fn bounds(&self) -> Arc<Bounds> {
        self.bounds.clone()
    }

    /// Takes note of the next page, in input order; `page` is there if [`Bounds::want`] asked for it.
    pub fn offer(&mut self, standing: &Standing, page: Option<V>) {
        self.offered += 1;
        let page = page.map(Arc::new);
        for (list, (rank, chance)) in standing.all() {
            if !self.lists.contains_key(list) {
                let most = most(list, self.pages);
                self.lists.insert(list.clone(), Shelf { most, met: 0, kept: BTreeMap::new() });
            }
            let Some(shelf) = self.lists.get_mut(list) else { continue };
            shelf.met += 1;
            let Some(page) = &page else { continue };
            let key = (rank, chance, self.offered);
            if list.is_worst()
                && let Some((same, _)) = shelf.kept.range((rank, 0, 0)..=(rank, u64::MAX, u64::MAX)).next()
            {
                let same = *same;
                if same <= key {
                    continue;
                }
                shelf.kept.remove(&same);
            }
            shelf.kept.insert(key, page.clone());
            let gone = if shelf.kept.len() > shelf.most { shelf.kept.pop_last() } else { None };
            if gone.is_none_or(|(gone, _)| gone != key) {
                self.bounds.set(list, shelf);
            }
        }
    }

    /// The sample: worst pages first, then random ones, then those of the rarest bars, then random ones again.
    pub fn finish(self) -> Vec<Chosen<V>> {
        let Sample { pages, lists, .. } = self;
        let empty = BTreeMap::new();
        let kept = |list: &List| lists.get(list).map_or(&empty, |shelf| &shelf.kept);
        let mut order = Vec::new();
        for place in 0..worst(pages) {
            let next = WORST.iter().filter_map(|list| kept(list).keys().nth(place).map(|key| (list, key.2)));
            order.extend(next);
        }
        let random = || kept(&List::Random).keys().map(|key| (&List::Random, key.2));
        order.extend(random().take(pages / 4));
        let mut bars: Vec<(&List, &Shelf<V>)> =
            lists.iter().filter(|(list, _)| matches!(list, List::Bar(_))).collect();
        bars.sort_by_key(|(list, shelf)| (shelf.met, *list));
        order.extend(bars.iter().flat_map(|(list, shelf)| shelf.kept.keys().map(|key| (*list, key.2))));
        order.extend(random());

        let mut chosen: Vec<(u64, BTreeSet<List>)> = Vec::new();
        for (list, number) in order {
            match chosen.iter().position(|(other, _)| *other == number) {
                Some(at) => drop(chosen[at].1.insert(list.clone())),
                None if chosen.len() < pages => chosen.push((number, BTreeSet::from([list.clone()]))),
                None => {}
            }
        }
        let shelves = lists.into_values().flat_map(|shelf| shelf.kept);
        let mut kept: HashMap<u64, Arc<V>> = shelves.map(|((_, _, number), page)| (number, page)).collect();
        let mut page = |number| kept.remove(&number).and_then(Arc::into_inner);
        chosen
            .into_iter()
            .filter_map(|(number, lists)| {
                Some(Chosen { lists: lists.into_iter().collect(), page: page(number)? })
            })
            .collect()
    }
}

/// So many pages come from each list of the worst.
fn worst(pages: usize) -> usize {
    (pages / 8).max(1)
}

fn most(list: &List, pages: usize) -> usize {
    match list {
        List::Random => pages,
        List::Bar(_) => 1,
        _ => worst(pages),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page is removed by its number's last digits, and its bar is its hundred.
    fn standing(number: u64) -> Standing {
        let ranks =
            vec![(List::Removed, 999 - number * 7 % 1000), (List::Bar(format!("flag:{}", number / 100)), 0)];
        Standing { ranks, chance: chance(1, &number.to_string(), 0) }
    }

    fn sampled(pages: usize, numbers: impl Iterator<Item = u64>) -> Vec<(u64, Vec<List>)> {
        let mut sample = Sample::new(pages);
        let bounds = sample.bounds();
        for number in numbers {
            let standing = standing(number);
            let view = bounds.want(&standing).then_some(number);
            sample.offer(&standing, view);
        }
        sample.finish().into_iter().map(|chosen| (chosen.page, chosen.lists)).collect()
    }

    #[test]
    fn the_sample_does_not_depend_on_the_order_in_which_pages_come() {
        let there = sampled(40, 0..1000);
        let mut back = sampled(40, (0..1000).rev());
        let mut sorted = there.clone();
        sorted.sort();
        back.sort();
        assert_eq!(sorted, back);
        assert_eq!(there.len(), 40);
        assert!(there[0].1.contains(&List::Removed), "{there:?}");
    }

    #[test]
    fn the_worst_come_first_and_every_bar_has_a_page() {
        let sampled = sampled(40, 0..1000);
        let worst: Vec<u64> =
            sampled.iter().filter(|s| s.1.contains(&List::Removed)).map(|s| s.0 * 7 % 1000).collect();
        assert_eq!(worst, [999, 998, 997, 996, 995]);
        for bar in 0..10 {
            assert!(sampled.iter().any(|(number, _)| number / 100 == bar), "{bar}: {sampled:?}");
        }
        assert!(sampled.iter().filter(|s| s.1.contains(&List::Random)).count() >= 10);
    }

    #[test]
    fn where_there_are_fewer_pages_than_asked_for_all_are_shown() {
        let mut numbers: Vec<u64> = sampled(40, 0..7).into_iter().map(|s| s.0).collect();
        numbers.sort();
        assert_eq!(numbers, (0..7).collect::<Vec<_>>());
    }

    #[test]
    fn copies_of_a_bad_page_take_one_place_and_ask_for_no_views() {
        let copy = |number: u64| Standing {
            ranks: vec![(List::Removed, if number.is_multiple_of(100) { number } else { 3 })],
            chance: chance(1, &number.to_string(), 0),
        };
        let mut sample = Sample::new(80);
        let bounds = sample.bounds();
        let mut made = 0;
        for number in 0..10_000 {
            let view = bounds.want(&copy(number)).then_some(number);
            made += usize::from(view.is_some());
            sample.offer(&copy(number), view);
        }
        assert!(made < 1000, "{made}");
        let worst = sample.finish().into_iter().filter(|chosen| chosen.lists.contains(&List::Removed));
        let worst: Vec<u64> = worst.map(|chosen| chosen.page).collect();
        assert_eq!(worst.len(), 10);
        assert_eq!(worst.iter().filter(|number| !number.is_multiple_of(100)).count(), 1, "{worst:?}");
    }

    #[test]
    fn few_views_are_asked_for() {
        let mut sample = Sample::new(40);
        let bounds = sample.bounds();
        let mut made = 0;
        for number in 0..20_000 {
            let standing = standing(number % 1000);
            let standing = Standing { chance: chance(1, &number.to_string(), 0), ..standing };
            let view = bounds.want(&standing).then_some(number);
            made += usize::from(view.is_some());
            sample.offer(&standing, view);
        }
        assert!(made < 1000, "{made}");
    }
}
