//! How much of a line stands in elements that somebody wants marked.

/// Marks, each with a count; a page has a handful.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<(u32, usize)>);

impl Marks {
    /// Counts each of these marks up.
    pub(super) fn add(&mut self, marks: impl IntoIterator<Item = u32>, count: usize) {
        for mark in marks {
            match self.0.iter_mut().find(|(known, _)| *known == mark) {
                Some((_, counted)) => *counted += count,
                None => self.0.push((mark, count)),
            }
        }
    }

    /// Counts each of these marks down by one, and forgets those that come to nothing.
    pub(super) fn take(&mut self, marks: &[u32]) {
        self.0.iter_mut().filter(|(known, _)| marks.contains(known)).for_each(|(_, count)| *count -= 1);
        self.0.retain(|(_, count)| *count > 0);
    }

    /// The marks.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().map(|(mark, _)| *mark)
    }

    /// The marks that were counted so often.
    pub(super) fn counted(&self, times: usize) -> Vec<u32> {
        self.0.iter().filter(|(_, count)| *count == times).map(|(mark, _)| *mark).collect()
    }
}
