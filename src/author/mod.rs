//! What the author of a rule is helped with: a draft of it from a bad line, and the gates to its being active.
//!
//! A draft is made in two looks at honest text. The first ([`Survey`]) counts which of the bad lines' words stand
//! together there, and the words are chosen that do not. The second ([`Trials`]) runs the draft, and the draft
//! without each of its conditions, as the rules that they are: what the whole draft hits is counted, and what only a
//! lesser one hits is a near miss.

mod draft;
mod drafted;
mod family;
mod folder;
mod gates;
mod name;
mod oracle;
mod state;
mod survey;
mod trials;
mod words;

pub use draft::Draft;
pub use drafted::{Drafted, Honest, Wanted, spared};
pub use family::{Guess, guess};
pub use folder::{Same, has_rules, is_rule_file, save, table_of};
pub use gates::{Gate, Measured, Needed, judge};
pub use oracle::{Oracle, is_negative, labelled, labelled_files};
pub use state::promoted;
pub use survey::Survey;
pub use trials::{Near, Trials};
pub use words::{Bad, Candidate};
