//! Makes `opencc.zst` out of the dictionaries of OpenCC and holds the committed file to them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::conformance::data;

/// What the conversions read, in the order in which the file has them.
const DICTIONARIES: [&str; 22] = [
    "CJK_Compatibility_Ideographs",
    "HKPhrases",
    "HKPhrasesRev",
    "HKVariants",
    "HKVariantsPhrases",
    "HKVariantsRev",
    "HKVariantsRevPhrases",
    "JPShinjitaiCharacters",
    "JPShinjitaiCharactersRev",
    "JPShinjitaiPhrases",
    "STCharacters",
    "STPhrases",
    "STPhrases_GeneratedFromRegionalPhrases",
    "TSCharacters",
    "TSCharactersExt",
    "TSPhrases",
    "TWPhrases",
    "TWPhrasesRev",
    "TWVariants",
    "TWVariantsPhrases",
    "TWVariantsRev",
    "TWVariantsRevPhrases",
];

/// `QINGLIU_REGENERATE=1` writes the file. It is compared unpacked: each zstd packs in its own way.
#[test]
fn the_tables_are_the_dictionaries_of_opencc() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/convert/backend/opencc.zst");
    let made = make();
    if std::env::var_os("QINGLIU_REGENERATE").is_some() {
        let packed = zstd::encode_all(made.as_bytes(), 19).expect("memory is enough");
        std::fs::write(&file, packed).expect("the source folder can be written to");
    }
    let committed = std::fs::read(&file).expect("the file is in the repository");
    let committed = zstd::decode_all(&committed[..]).expect("it is compressed");
    assert!(committed == made.as_bytes(), "src/convert/backend/opencc.zst is not what its command makes");
}

fn make() -> String {
    let dictionaries = DICTIONARIES.map(|name| (name, entries(name)));
    let characters: HashMap<char, char> = dictionaries
        .iter()
        .filter(|(name, _)| *name == "STCharacters")
        .flat_map(|(_, entries)| entries)
        .map(|(word, becomes)| (only(word), only(becomes)))
        .collect();
    let mut out = String::new();
    for (name, entries) in &dictionaries {
        out += &format!("@{name}\n");
        for (word, becomes) in entries {
            let plain = word.chars().map(|c| characters.get(&c).copied().unwrap_or(c));
            match name.starts_with("STPhrases") && plain.eq(becomes.chars()) {
                true => out += &format!("{word}\n"),
                false => out += &format!("{word}\t{becomes}\n"),
            }
        }
    }
    out
}

/// Every word of every dictionary, one a line.
pub fn words() -> String {
    DICTIONARIES.iter().flat_map(|name| entries(name)).flat_map(|(word, becomes)| [word, becomes]).fold(
        String::new(),
        |mut words, word| {
            words += &word;
            words.push('\n');
            words
        },
    )
}

fn only(word: &str) -> char {
    let mut chars = word.chars();
    let (c, rest) = (chars.next().expect("no entry is empty"), chars.next());
    assert_eq!(rest, None, "{word}");
    c
}

/// The entries of a dictionary, sorted, each with the first of the forms that it may become.
fn entries(name: &str) -> Vec<(String, String)> {
    let made = tempfile::NamedTempFile::new().expect("there is a temporary folder");
    let status = Command::new(program("opencc_dict"))
        .arg("-i")
        .arg(data().join(format!("{name}.ocd2")))
        .arg("-o")
        .arg(made.path())
        .args(["-f", "ocd2", "-t", "text"])
        .status()
        .expect("opencc_dict runs");
    assert!(status.success(), "{name}");
    let text = std::fs::read_to_string(made.path()).expect("opencc_dict wrote text");
    let mut entries: Vec<(String, String)> = text
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (word, becomes) = line.split_once('\t').expect("an entry has a tab");
            (word.to_owned(), becomes.split(' ').next().unwrap_or(becomes).to_owned())
        })
        .collect();
    entries.sort();
    entries
}

/// A program of OpenCC's, which stands beside its data: `bin` beside `share/opencc`.
fn program(name: &str) -> PathBuf {
    data().join("../../bin").join(name)
}
