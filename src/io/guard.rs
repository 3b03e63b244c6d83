//! A fault of the program on one page costs that page, never the run.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A panic that was caught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caught {
    /// The stage that was running.
    pub stage: &'static str,
    /// What the panic said, and where if that is known.
    pub message: String,
}

/// Runs `work`, which names every stage it enters, and catches a panic.
///
/// What `work` borrows is only read: a page that panicked leaves nothing half-written behind.
pub(crate) fn guard<T>(work: impl FnOnce(&dyn Fn(&'static str)) -> T) -> Result<T, Caught> {
    let stage = Cell::new("read");
    let before = GUARDED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(|| work(&|entered| stage.set(entered))));
    GUARDED.set(before);
    result.map_err(|payload| {
        let said = payload
            .downcast_ref::<&str>()
            .map(|s| (*s).to_owned())
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "panic".to_owned());
        let message = match PLACE.take() {
            Some(place) => format!("{said} ({place})"),
            None => said,
        };
        Caught { stage: stage.get(), message }
    })
}

/// Makes the process remember where a caught panic happened instead of printing it; any other panic is
/// reported as before. For programs: a library does not set the panic hook of its host.
pub fn silence_caught_panics() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if GUARDED.get() {
            PLACE.set(info.location().map(|l| format!("{}:{}", l.file(), l.line())));
        } else {
            before(info);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_caught_with_the_stage_it_happened_in() {
        let caught = guard(|enter| {
            enter("decode");
            enter("sweep");
            panic!("index {} out of range", 7)
        });
        let Err::<(), _>(caught) = caught else { panic!("it should have been caught") };
        assert_eq!(caught.stage, "sweep");
        assert!(caught.message.starts_with("index 7 out of range"), "{}", caught.message);
        assert_eq!(guard(|_| 5), Ok(5));
    }
}
