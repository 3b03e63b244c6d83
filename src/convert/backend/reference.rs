//! OpenCC itself, by its own configurations or the caller's: loaded once to say what is wrong with it, then once by
//! every thread that converts.

use std::cell::RefCell;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::{env, fmt, ptr};

use regex::{Captures, Regex};

use super::handle::Handle;
use crate::convert::Conversion;
use crate::convert::conversion::{ConversionError, JSON, REFERENCE, Reads};
use crate::document::Script;

/// A configuration that OpenCC itself carries out. Equal are those that came of one load.
#[derive(Clone, Copy)]
pub struct Reference(&'static Configuration);

/// Kept as long as the program runs: there are as many as the caller named.
struct Configuration {
    name: String,
    plan: String,
    reads: Reads,
    /// What the file said when it was loaded, with dictionaries found.
    text: String,
    /// For threads whose own would not open.
    spare: Mutex<Handle>,
}

thread_local! {
    static HANDLES: RefCell<Vec<(Reference, Option<Handle>)>> = const { RefCell::new(Vec::new()) };
}

static LOADED: Mutex<Vec<Reference>> = Mutex::new(Vec::new());

impl Reference {
    /// Loads `opencc:NAME`, `opencc:FILE.json` or `FILE.json`. The same name is loaded once.
    pub(in crate::convert) fn load(name: &str) -> Result<Reference, ConversionError> {
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(reference) = loaded.iter().find(|reference| reference.as_str() == name) {
            return Ok(*reference);
        }
        let configuration = Configuration::load(name)
            .map_err(|message| ConversionError::Load { name: name.to_owned(), message })?;
        let reference = Reference(Box::leak(Box::new(configuration)));
        loaded.push(reference);
        Ok(reference)
    }

    /// As the caller wrote it.
    pub(in crate::convert) const fn as_str(self) -> &'static str {
        self.0.name.as_str()
    }

    pub(in crate::convert) const fn plan(self) -> &'static str {
        self.0.plan.as_str()
    }

    pub(in crate::convert) fn reads(self) -> Reads {
        self.0.reads
    }

    /// The text as OpenCC has it.
    pub(super) fn convert(self, text: &str) -> String {
        let converted = HANDLES.with_borrow_mut(|handles| {
            let at = handles.iter().position(|(reference, _)| *reference == self).unwrap_or_else(|| {
                handles.push((self, open(&self.0.text).ok()));
                handles.len() - 1
            });
            match &mut handles[at].1 {
                Some(handle) => handle.convert(text),
                None => self.0.spare.lock().unwrap_or_else(PoisonError::into_inner).convert(text),
            }
        });
        converted.unwrap_or_else(|| text.to_owned())
    }
}

impl Configuration {
    fn load(name: &str) -> Result<Configuration, String> {
        let asked = name.strip_prefix(REFERENCE).unwrap_or(name);
        let data = data();
        let file = if asked.to_ascii_lowercase().ends_with(JSON) {
            PathBuf::from(asked)
        } else if asked.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
            let data = data
                .as_deref()
                .ok_or("OpenCC's data is not found: set OPENCC_DATA_DIR to the folder of t2s.json")?;
            let file = data.join(format!("{}{JSON}", asked.to_ascii_lowercase()));
            if !file.is_file() {
                return Err(format!("OpenCC has none of that name in {}", data.display()));
            }
            file
        } else {
            return Err("neither the name of a configuration nor a file that ends with .json".to_owned());
        };
        let text = fs::read_to_string(&file).map_err(|e| e.to_string())?;
        let beside = std::path::absolute(&file).map_err(|e| e.to_string())?;
        let (text, missing) = with_places(&text, beside.parent(), data.as_deref());
        let spare = open(&text).map_err(|message| match &missing[..] {
            [] => message,
            missing => format!("no dictionary {} beside it or in OPENCC_DATA_DIR", missing.join(", ")),
        })?;
        let shipped = Conversion::ALL.into_iter().find(|c| c.as_str().eq_ignore_ascii_case(asked));
        Ok(Configuration {
            name: name.to_owned(),
            plan: format!("convert/{}", file.file_name().map_or(name.into(), |name| name.to_string_lossy())),
            reads: shipped.map_or_else(|| reads(&text), Conversion::reads),
            text,
            spare: Mutex::new(spare),
        })
    }
}

/// A configuration that goes from OpenCC's characters of one script to the other is for lines in that script, like the
/// ones of OpenCC; any other is for all Chinese lines.
fn reads(text: &str) -> Reads {
    match (text.contains("TSCharacters"), text.contains("STCharacters")) {
        (true, false) => Reads::Script(Script::Traditional),
        (false, true) => Reads::Script(Script::Simplified),
        _ => Reads::Chinese,
    }
}

/// Where OpenCC's configurations and dictionaries are: the variable, what it was when this was built, the system's.
fn data() -> Option<PathBuf> {
    let set = env::var_os("OPENCC_DATA_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let built = option_env!("OPENCC_DATA_DIR").map(PathBuf::from);
    let system = ["/usr/local/share/opencc", "/usr/share/opencc"].map(PathBuf::from);
    set.or_else(|| built.into_iter().chain(system).find(|dir| dir.join("t2s.json").is_file()))
}

/// The configuration with every dictionary's place written out, beside the file or in OpenCC's data, and those that
/// are in neither. OpenCC alone looks for dictionaries where it was built.
fn with_places(text: &str, beside: Option<&Path>, data: Option<&Path>) -> (String, Vec<String>) {
    // OpenCC allows comments and trailing commas, so this is no JSON to parse.
    static FILE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"("file"\s*:\s*)"([^"\\]+)""#).expect("the expression compiles"));
    let mut missing = Vec::new();
    let placed = FILE.replace_all(text, |found: &Captures<'_>| {
        let place =
            [beside, data].into_iter().flatten().map(|dir| dir.join(&found[2])).find(|file| file.is_file());
        match place.as_ref().and_then(|place| serde_json::to_string(place).ok()) {
            Some(place) => format!("{}{place}", &found[1]),
            None => {
                missing.push(found[2].to_owned());
                found[0].to_owned()
            }
        }
    });
    (placed.into_owned(), missing)
}

/// OpenCC opens files alone, so the text is one for as long as it reads it.
fn open(text: &str) -> Result<Handle, String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let path = env::temp_dir().join(format!("qingliu-{}-{count}{JSON}", process::id()));
    let written = || -> io::Result<()> { File::create_new(&path)?.write_all(text.as_bytes()) };
    let opened = written().map_err(|e| format!("{}: {e}", path.display())).and_then(|()| Handle::open(&path));
    // Left behind it does no harm.
    let _ = fs::remove_file(&path);
    opened
}

impl PartialEq for Reference {
    fn eq(&self, other: &Reference) -> bool {
        ptr::eq(self.0, other.0)
    }
}

impl Eq for Reference {}

impl Hash for Reference {
    fn hash<H: Hasher>(&self, state: &mut H) {
        ptr::hash(self.0, state);
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Reference").field(&self.0.name).finish()
    }
}
