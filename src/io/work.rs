//! What a thread does with every page.

use super::job::Loaded;
use crate::pipeline::{Cleaned, Cleaner, Underway};
use crate::stats::Stages;

/// What is done with every page, a stage at a time.
pub(super) trait Work: Send + Sync + 'static {
    /// A page between two stages.
    type Underway: Send;
    /// What comes of it.
    type Done: Send + 'static;

    /// A page that has been read.
    fn begin(&self, loaded: Loaded) -> Self::Underway;

    /// Takes a page through the next stage, which is named to `enter`, or through several.
    ///
    /// # Errors
    /// Of what cannot be written as JSON.
    fn advance(
        &self,
        page: Self::Underway,
        enter: &dyn Fn(&'static str),
    ) -> serde_json::Result<Step<Self::Underway, Self::Done>>;
}

/// What a stage came to.
#[derive(Debug)]
pub(super) enum Step<U, D> {
    /// There is another.
    On(U),
    /// That was the last.
    Done(D),
}

/// Work that is done in one stage.
pub(super) struct Whole<F>(pub F);

impl<T, F> Work for Whole<F>
where
    T: Send + 'static,
    F: Fn(Loaded, &dyn Fn(&'static str)) -> serde_json::Result<T> + Send + Sync + 'static,
{
    type Underway = Loaded;
    type Done = T;

    fn begin(&self, loaded: Loaded) -> Loaded {
        loaded
    }

    fn advance(&self, page: Loaded, enter: &dyn Fn(&'static str)) -> serde_json::Result<Step<Loaded, T>> {
        (self.0)(page, enter).map(Step::Done)
    }
}

/// A page through the stages of cleaning, and `finish` at the end of the last.
pub(super) struct Cleaning<F> {
    pub cleaner: Cleaner,
    /// Whether the time of each stage is wanted.
    pub timed: bool,
    pub finish: F,
}

/// What a page is while it is cleaned: what came with it, what it has become, and how long that took.
pub(super) struct Carried {
    loaded: Loaded,
    page: Underway,
    stages: Stages,
}

impl<T, F> Work for Cleaning<F>
where
    T: Send + 'static,
    F: Fn(Cleaned, &Loaded, Stages) -> serde_json::Result<T> + Send + Sync + 'static,
{
    type Underway = Carried;
    type Done = T;

    fn begin(&self, mut loaded: Loaded) -> Carried {
        let page = Underway::of(std::mem::take(&mut loaded.page));
        Carried { loaded, page, stages: Stages::default() }
    }

    fn advance(
        &self,
        mut carried: Carried,
        enter: &dyn Fn(&'static str),
    ) -> serde_json::Result<Step<Carried, T>> {
        let stage = carried.page.next();
        enter(stage);
        if self.timed {
            carried.stages.enter(stage);
        }
        if let Some(cleaned) = self.cleaner.advance(&mut carried.page) {
            return (self.finish)(cleaned, &carried.loaded, carried.stages).map(Step::Done);
        }
        carried.stages.leave();
        Ok(Step::On(carried))
    }
}
