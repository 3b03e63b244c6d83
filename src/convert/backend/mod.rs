//! Who converts: OpenCC's tables in pure Rust, or OpenCC itself.

mod embedded;
#[cfg(feature = "opencc")]
mod handle;
mod ours;
#[cfg(feature = "opencc")]
mod reference;
mod table;

use std::borrow::Cow;

#[cfg(feature = "opencc")]
pub use self::reference::Reference;
use super::Conversion;

/// The text as `conversion` has it. What it is called by decides who converts, never how the program was built,
/// so that one name means one output.
pub(super) fn convert(text: &str, conversion: Conversion) -> Cow<'_, str> {
    match conversion {
        #[cfg(feature = "opencc")]
        Conversion::Reference(reference) => reference.convert(text).into(),
        conversion => match embedded::chain(conversion) {
            Some(chain) => chain.convert(text).into(),
            None => text.into(),
        },
    }
}
