//! The names of the conversions, as `--convert` takes them.

use std::fmt;
use std::str::FromStr;

use crate::document::Script;

/// Which conversion a caller asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Conversion {
    /// Leave the script alone.
    None,
    /// Traditional to simplified; Taiwan's 著 becomes 着 where it is the particle.
    #[default]
    T2s,
    /// Taiwan's traditional to simplified.
    Tw2s,
    /// Taiwan's traditional to simplified with the mainland's words (軟體 → 软件). Rewrites words, so never
    /// a default.
    Tw2sp,
    /// Hong Kong's traditional to simplified.
    Hk2s,
    /// Simplified to traditional.
    S2t,
    /// Simplified to Taiwan's traditional.
    S2tw,
    /// Simplified to Taiwan's traditional with Taiwan's words.
    S2twp,
    /// Simplified to Hong Kong's traditional.
    S2hk,
    /// Traditional to Taiwan's forms.
    T2tw,
    /// Traditional to Hong Kong's forms.
    T2hk,
    /// Taiwan's forms to OpenCC's traditional.
    Tw2t,
    /// Hong Kong's forms to OpenCC's traditional.
    Hk2t,
}

/// A name that is none of [`Conversion::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown conversion \"{0}\": write one of {names}", names = Conversion::ALL.map(Conversion::as_str).join(", "))]
pub struct UnknownConversion(String);

impl Conversion {
    /// Every conversion, in the order that help shows them.
    pub const ALL: [Conversion; 13] = [
        Conversion::None,
        Conversion::T2s,
        Conversion::Tw2s,
        Conversion::Tw2sp,
        Conversion::Hk2s,
        Conversion::S2t,
        Conversion::S2tw,
        Conversion::S2twp,
        Conversion::S2hk,
        Conversion::T2tw,
        Conversion::T2hk,
        Conversion::Tw2t,
        Conversion::Hk2t,
    ];

    /// The name, as OpenCC and `--convert` spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Conversion::None => "none",
            Conversion::T2s => "t2s",
            Conversion::Tw2s => "tw2s",
            Conversion::Tw2sp => "tw2sp",
            Conversion::Hk2s => "hk2s",
            Conversion::S2t => "s2t",
            Conversion::S2tw => "s2tw",
            Conversion::S2twp => "s2twp",
            Conversion::S2hk => "s2hk",
            Conversion::T2tw => "t2tw",
            Conversion::T2hk => "t2hk",
            Conversion::Tw2t => "tw2t",
            Conversion::Hk2t => "hk2t",
        }
    }

    /// The id that its edits carry.
    pub(super) const fn plan(self) -> &'static str {
        match self {
            Conversion::None => "convert/none",
            Conversion::T2s => "convert/t2s",
            Conversion::Tw2s => "convert/tw2s",
            Conversion::Tw2sp => "convert/tw2sp",
            Conversion::Hk2s => "convert/hk2s",
            Conversion::S2t => "convert/s2t",
            Conversion::S2tw => "convert/s2tw",
            Conversion::S2twp => "convert/s2twp",
            Conversion::S2hk => "convert/s2hk",
            Conversion::T2tw => "convert/t2tw",
            Conversion::T2hk => "convert/t2hk",
            Conversion::Tw2t => "convert/tw2t",
            Conversion::Hk2t => "convert/hk2t",
        }
    }

    /// The script that it reads; [`Script::None`] for no conversion.
    pub(super) const fn source(self) -> Script {
        match self {
            Conversion::None => Script::None,
            Conversion::S2t | Conversion::S2tw | Conversion::S2twp | Conversion::S2hk => Script::Simplified,
            _ => Script::Traditional,
        }
    }
}

impl fmt::Display for Conversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Conversion {
    type Err = UnknownConversion;

    fn from_str(name: &str) -> Result<Conversion, UnknownConversion> {
        Conversion::ALL
            .into_iter()
            .find(|c| c.as_str().eq_ignore_ascii_case(name))
            .ok_or_else(|| UnknownConversion(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back_as_itself_and_an_unknown_one_is_answered_with_the_list() {
        for conversion in Conversion::ALL {
            assert_eq!(conversion.to_string().parse(), Ok(conversion));
            assert_eq!(conversion.plan().strip_prefix("convert/"), Some(conversion.as_str()));
        }
        let message = "t2x".parse::<Conversion>().map_err(|e| e.to_string());
        assert!(message.is_err_and(|m| m.contains("\"t2x\"") && m.contains("none, t2s, tw2s")));
    }
}
