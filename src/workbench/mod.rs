//! A bench for whoever writes rules: a page with every line's verdict and the rules that came near, a rule in the making,
//! and at once what it would change.
//!
//! [`Workbench`] is what the browser asks, and knows nothing of it; [`Server`] answers the browser, on the loopback
//! interface and for whoever knows the token. What it says of a rule comes from the code behind `rules new`,
//! `rules check`, `rules promote`, `diff` and `explain`, so that the one never says what the other denies.

mod effect;
mod guard;
mod pool;
mod routes;
mod rule;
mod server;
mod show;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::author::{Honest, has_rules, spared};
use crate::document::Document;
use crate::error::Error;
use crate::pipeline::Cleaner;

pub use effect::{Effect, Seen, Sum};
pub use pool::{Group, Pool, Specimen};
pub use routes::PAGE;
pub use rule::{Checked, Saved, Written};
pub use server::Server;
pub use show::{Listed, Shown, Subject};

/// What the browser asks.
#[derive(Debug)]
pub struct Workbench {
    /// The folder of rules that is written to.
    dir: PathBuf,
    /// The pages that a rule is tried on.
    pool: Pool,
    /// Honest lines that drafts must spare.
    honest: Vec<Document>,
    base: Mutex<Option<Base>>,
}

/// The rules in force, as long as no file of them changes.
#[derive(Debug)]
struct Base {
    files: Vec<(PathBuf, Option<SystemTime>, u64)>,
    cleaner: Cleaner,
}

impl Workbench {
    /// A bench for the rules of a folder, which need not be there yet, and pages.
    ///
    /// # Errors
    /// [`Error::Rules`] for rules that do not load.
    pub fn new(dir: PathBuf, pool: Pool) -> Result<Workbench, Error> {
        let bench = Workbench { dir, pool, honest: Vec::new(), base: Mutex::new(None) };
        let base = bench.base()?;
        let of_rules = spared(&base).filter(|document| !document.lines.is_empty());
        let honest = of_rules.chain(bench.pool.honest()).collect();
        Ok(Workbench { honest, ..bench })
    }

    /// The pages that a rule is tried on.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// A cleaner with the rules in force: those of the folder on top of the built-in ones, as they are on the disk now.
    ///
    /// # Errors
    /// [`Error::Rules`] for rules that do not load.
    pub fn base(&self) -> Result<Cleaner, Error> {
        let files = self.files();
        let mut base = self.base.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = base.as_ref().filter(|known| known.files == files) {
            return Ok(known.cleaner.clone());
        }
        let mut builder = Cleaner::builder();
        if has_rules(&self.dir) {
            builder = builder.rules_dir(&self.dir);
        }
        let cleaner = builder.build()?;
        *base = Some(Base { files, cleaner: cleaner.clone() });
        Ok(cleaner)
    }

    /// The files of the folder, with what tells that one has changed.
    fn files(&self) -> Vec<(PathBuf, Option<SystemTime>, u64)> {
        let dirs = [self.dir.clone(), self.dir.join("sites"), self.dir.join("lexicons")];
        let entries = dirs.iter().flat_map(|dir| std::fs::read_dir(dir).into_iter().flatten().flatten());
        let mut files: Vec<_> = entries
            .filter_map(|entry| {
                let data = entry.metadata().ok()?;
                data.is_file().then(|| (entry.path(), data.modified().ok(), data.len()))
            })
            .collect();
        files.sort();
        files
    }
}

/// The honest lines at hand.
impl Honest for Arc<Workbench> {
    fn each<T: Default + Send + 'static>(
        &self,
        see: impl Fn(&Document) -> T + Send + Sync + 'static,
        add: impl Fn(&mut T, T),
    ) -> Result<T, Error> {
        let mut all = T::default();
        self.honest.iter().for_each(|document| add(&mut all, see(document)));
        Ok(all)
    }
}
