//! The tables behind [`super::convert`]. A second backend joins here, as one more [`Backend`] variant.

use std::borrow::Cow;
use std::sync::OnceLock;

use opencc_fmmseg::{OpenCC, OpenccConfig};

use super::Conversion;

/// Loaded by the first text that needs it, 35 ms once a process, and shared by all threads.
static EMBEDDED: OnceLock<OpenCC> = OnceLock::new();

/// Who converts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Backend {
    /// OpenCC's dictionaries in pure Rust.
    Embedded,
}

impl Backend {
    /// The backend in force.
    pub(super) const ACTIVE: Backend = Backend::Embedded;

    /// The text as `conversion` has it, punctuation left alone.
    pub(super) fn convert<'t>(self, text: &'t str, conversion: Conversion) -> Cow<'t, str> {
        match self {
            Backend::Embedded => match config(conversion) {
                Some(config) => embedded().convert_with_config(text, config, false).into(),
                None => text.into(),
            },
        }
    }
}

fn embedded() -> &'static OpenCC {
    EMBEDDED.get_or_init(|| {
        let mut opencc = OpenCC::new();
        // Pages are the unit of parallel work; threads inside a page would only fight over the cores.
        opencc.set_parallel(false);
        opencc
    })
}

fn config(conversion: Conversion) -> Option<OpenccConfig> {
    Some(match conversion {
        Conversion::None => return None,
        Conversion::T2s => OpenccConfig::T2s,
        Conversion::Tw2s => OpenccConfig::Tw2s,
        Conversion::Tw2sp => OpenccConfig::Tw2sp,
        Conversion::Hk2s => OpenccConfig::Hk2s,
        Conversion::S2t => OpenccConfig::S2t,
        Conversion::S2tw => OpenccConfig::S2tw,
        Conversion::S2twp => OpenccConfig::S2twp,
        Conversion::S2hk => OpenccConfig::S2hk,
        Conversion::T2tw => OpenccConfig::T2tw,
        Conversion::T2hk => OpenccConfig::T2hk,
        Conversion::Tw2t => OpenccConfig::Tw2t,
        Conversion::Hk2t => OpenccConfig::Hk2t,
    })
}
