//! The names of the conversions, as `--convert` takes them.

use std::fmt;
use std::str::FromStr;

#[cfg(feature = "opencc")]
use super::backend::Reference;
use crate::document::Script;

/// Which conversion a caller asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
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
    /// Hong Kong's traditional to simplified with the mainland's words. Rewrites words, so never a default.
    Hk2sp,
    /// Simplified to traditional as OpenCC writes it (裏 爲 麪 喫), which is no region's; [`Conversion::S2tw`] and
    /// [`Conversion::S2hk`] are what people write.
    S2t,
    /// Simplified to Taiwan's traditional.
    S2tw,
    /// Simplified to Taiwan's traditional with Taiwan's words.
    S2twp,
    /// Simplified to Hong Kong's traditional.
    S2hk,
    /// Simplified to Hong Kong's traditional with Hong Kong's words.
    S2hkp,
    /// Traditional to Taiwan's forms.
    T2tw,
    /// Traditional to Hong Kong's forms.
    T2hk,
    /// Taiwan's forms to OpenCC's traditional.
    Tw2t,
    /// Hong Kong's forms to OpenCC's traditional.
    Hk2t,
    /// Traditional to Japan's new forms of the characters.
    T2jp,
    /// Japan's new forms of the characters to the old ones. The only one that converts Japanese.
    Jp2t,
    /// OpenCC itself: one of its configurations or a file of the caller's own.
    #[cfg(feature = "opencc")]
    Reference(Reference),
}

/// Why no conversion goes by a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConversionError {
    /// The name is none of [`Conversion::ALL`] and no file either.
    #[error(
        "unknown conversion \"{0}\": write one of {names}, or opencc:NAME or a FILE.json for OpenCC itself",
        names = Conversion::ALL.map(Conversion::as_str).join(", ")
    )]
    Unknown(String),
    /// The name asks for OpenCC itself, and this build is without it.
    #[error(
        "conversion \"{0}\" is for OpenCC itself, and this qingliu was built without it; \
         `scripts/opencc cargo build --release --locked --features opencc` builds one that has it"
    )]
    WithoutOpenCc(String),
    /// OpenCC does not load the configuration.
    #[error("conversion \"{name}\": {message}")]
    Load {
        /// As the caller wrote it.
        name: String,
        /// What is wrong with it.
        message: String,
    },
}

impl Conversion {
    /// Every conversion, in the order that help shows them.
    pub const ALL: [Conversion; 17] = [
        Conversion::None,
        Conversion::T2s,
        Conversion::Tw2s,
        Conversion::Tw2sp,
        Conversion::Hk2s,
        Conversion::Hk2sp,
        Conversion::S2t,
        Conversion::S2tw,
        Conversion::S2twp,
        Conversion::S2hk,
        Conversion::S2hkp,
        Conversion::T2tw,
        Conversion::T2hk,
        Conversion::Tw2t,
        Conversion::Hk2t,
        Conversion::T2jp,
        Conversion::Jp2t,
    ];

    /// The name, as OpenCC and `--convert` spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Conversion::None => "none",
            Conversion::T2s => "t2s",
            Conversion::Tw2s => "tw2s",
            Conversion::Tw2sp => "tw2sp",
            Conversion::Hk2s => "hk2s",
            Conversion::Hk2sp => "hk2sp",
            Conversion::S2t => "s2t",
            Conversion::S2tw => "s2tw",
            Conversion::S2twp => "s2twp",
            Conversion::S2hk => "s2hk",
            Conversion::S2hkp => "s2hkp",
            Conversion::T2tw => "t2tw",
            Conversion::T2hk => "t2hk",
            Conversion::Tw2t => "tw2t",
            Conversion::Hk2t => "hk2t",
            Conversion::T2jp => "t2jp",
            Conversion::Jp2t => "jp2t",
            #[cfg(feature = "opencc")]
            Conversion::Reference(reference) => reference.as_str(),
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
            Conversion::Hk2sp => "convert/hk2sp",
            Conversion::S2t => "convert/s2t",
            Conversion::S2tw => "convert/s2tw",
            Conversion::S2twp => "convert/s2twp",
            Conversion::S2hk => "convert/s2hk",
            Conversion::S2hkp => "convert/s2hkp",
            Conversion::T2tw => "convert/t2tw",
            Conversion::T2hk => "convert/t2hk",
            Conversion::Tw2t => "convert/tw2t",
            Conversion::Hk2t => "convert/hk2t",
            Conversion::T2jp => "convert/t2jp",
            Conversion::Jp2t => "convert/jp2t",
            #[cfg(feature = "opencc")]
            Conversion::Reference(reference) => reference.plan(),
        }
    }

    /// What it reads.
    pub(super) fn reads(self) -> Reads {
        match self {
            Conversion::None => Reads::Nothing,
            Conversion::S2t | Conversion::S2tw | Conversion::S2twp | Conversion::S2hk | Conversion::S2hkp => {
                Reads::Script(Script::Simplified)
            }
            Conversion::Jp2t => Reads::Japanese,
            #[cfg(feature = "opencc")]
            Conversion::Reference(reference) => reference.reads(),
            _ => Reads::Script(Script::Traditional),
        }
    }
}

/// The lines that a conversion is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reads {
    /// None.
    Nothing,
    /// Those in a script.
    Script(Script),
    /// All but Japanese ones.
    #[cfg_attr(
        not(feature = "opencc"),
        expect(dead_code, reason = "only a caller's own configuration reads all")
    )]
    Chinese,
    /// All.
    Japanese,
}

impl fmt::Display for Conversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Conversion {
    type Err = ConversionError;

    /// A name of [`Conversion::ALL`]; `opencc:NAME` for a configuration of OpenCC's by OpenCC itself; the path of a
    /// configuration file (`my.json`), which is read at once, so that what is wrong with it is said here.
    fn from_str(name: &str) -> Result<Conversion, ConversionError> {
        if let Some(conversion) = Conversion::ALL.into_iter().find(|c| c.as_str().eq_ignore_ascii_case(name))
        {
            return Ok(conversion);
        }
        let ending = name.len().checked_sub(JSON.len()).and_then(|at| name.get(at..));
        if !name.starts_with(REFERENCE) && !ending.is_some_and(|end| end.eq_ignore_ascii_case(JSON)) {
            return Err(ConversionError::Unknown(name.to_owned()));
        }
        #[cfg(feature = "opencc")]
        return Reference::load(name).map(Conversion::Reference);
        #[cfg(not(feature = "opencc"))]
        Err(ConversionError::WithoutOpenCc(name.to_owned()))
    }
}

/// Before the name of a configuration that OpenCC itself shall carry out.
pub(super) const REFERENCE: &str = "opencc:";

/// How the name of a configuration file ends.
pub(super) const JSON: &str = ".json";

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

    #[cfg(not(feature = "opencc"))]
    #[test]
    fn a_build_without_opencc_says_so_and_how_to_get_it() {
        for name in ["opencc:t2s", "my.json", "dir/My.JSON"] {
            let error = name.parse::<Conversion>().expect_err("needs OpenCC");
            assert_eq!(error, ConversionError::WithoutOpenCc(name.to_owned()));
            assert!(error.to_string().contains("--features opencc"));
        }
    }
}
