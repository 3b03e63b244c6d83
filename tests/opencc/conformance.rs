//! What the default converter does otherwise than OpenCC, by name: `differences.txt` lists all of it, no less and no
//! more.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use qingliu::convert::{Conversion, convert};
use serde_json::Value;

use super::tables;

/// Words that are hard to convert, written for this test: one form for several, names, regional words, 著 and 着.
const WORDS: &str = include_str!("words.txt");

/// A line each: the conversions, what we make, what OpenCC makes, why.
const DIFFERENCES: &str = include_str!("differences.txt");

/// Where OpenCC's configurations and dictionaries are.
pub fn data() -> PathBuf {
    PathBuf::from(std::env::var_os("OPENCC_DATA_DIR").expect("scripts/opencc sets it"))
}

/// What we make and what OpenCC makes, in which conversions.
type Differences = BTreeMap<(String, String), BTreeSet<&'static str>>;

/// Notes what is different in one text.
fn compare(text: &str, conversion: Conversion, differences: &mut Differences) {
    let reference: Conversion = format!("opencc:{conversion}").parse().expect("OpenCC has what we have");
    let ours = convert(text, conversion);
    let theirs = convert(text, reference);
    if ours == theirs {
        return;
    }
    assert_eq!(ours.lines().count(), theirs.lines().count());
    for (ours, theirs) in ours.lines().zip(theirs.lines()) {
        for pair in pairs(ours, theirs) {
            differences.entry(pair).or_default().insert(conversion.as_str());
        }
    }
}

/// The characters in which two lines differ; the whole run of them where one line is longer.
fn pairs(ours: &str, theirs: &str) -> Vec<(String, String)> {
    let (ours, theirs): (Vec<char>, Vec<char>) = (ours.chars().collect(), theirs.chars().collect());
    if ours.len() != theirs.len() {
        let head = ours.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
        let (ours, theirs) = (&ours[head..], &theirs[head..]);
        let tail = ours.iter().rev().zip(theirs.iter().rev()).take_while(|(a, b)| a == b).count();
        let run = |chars: &[char]| chars[..chars.len() - tail].iter().collect();
        return vec![(run(ours), run(theirs))];
    }
    let pairs = ours.into_iter().zip(theirs).filter(|(ours, theirs)| ours != theirs);
    pairs.map(|(ours, theirs)| (ours.into(), theirs.into())).collect()
}

/// The pages and expectations of every fixture that are UTF-8.
fn fixtures() -> String {
    let mut texts = String::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of fixtures") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(path) {
                texts += &text.replace('\0', "");
                texts.push('\n');
            }
        }
    }
    texts
}

/// Every hanzi of the planes that OpenCC's dictionaries reach, one a line.
fn characters() -> String {
    let blocks = ['\u{2E80}'..='\u{9FFF}', '\u{F900}'..='\u{FAFF}', '\u{20000}'..='\u{323AF}'];
    blocks.into_iter().flatten().flat_map(|c| [c, '\n']).collect()
}

/// Words of the dictionaries and pieces of them strung together, so that they overlap.
fn strung(words: &str) -> String {
    let words: Vec<&str> = words.lines().collect();
    let mut state = 88_172_645_463_325_252_u64;
    let mut below = |end: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % end as u64) as usize
    };
    let mut strung = String::new();
    for _ in 0..5000 {
        for _ in 0..12 {
            let word = words[below(words.len())];
            let at = word.char_indices().nth(below(word.chars().count())).map_or(0, |(at, _)| at);
            strung += [word, &word[..at], &word[at..]][below(3)];
        }
        strung.push('\n');
    }
    strung
}

#[test]
fn we_differ_from_opencc_where_the_list_says_so_and_nowhere_else() {
    let words = tables::words();
    let texts = [fixtures(), WORDS.to_owned(), characters(), strung(&words), words];
    assert!(texts.iter().all(|text| text.len() > 1000));
    let mut differences = Differences::new();
    for conversion in Conversion::ALL.into_iter().filter(|conversion| *conversion != Conversion::None) {
        for text in &texts {
            compare(text, conversion, &mut differences);
        }
    }
    let found: BTreeSet<String> = differences
        .iter()
        .map(|((ours, theirs), names)| {
            format!("{}\t{ours}\t{theirs}", names.iter().copied().collect::<Vec<_>>().join(" "))
        })
        .collect();
    let listed: BTreeSet<String> = DIFFERENCES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.rsplit_once('\t').expect("a reason stands behind the last tab").0.to_owned())
        .collect();
    let new: Vec<&String> = found.difference(&listed).collect();
    let gone: Vec<&String> = listed.difference(&found).collect();
    assert!(new.is_empty() && gone.is_empty(), "new: {new:#?}\ngone: {gone:#?}");
}

/// OpenCC's own cases, a JSON object a line with `config`, `input` and `expected`, where the variable names a file.
#[test]
fn both_do_the_cases_of_opencc() {
    let Some(file) = std::env::var_os("QINGLIU_OPENCC_CASES") else { return };
    let (mut cases, mut ours, mut theirs) = (0, 0, 0);
    for line in fs::read_to_string(file).expect("the cases are readable").lines() {
        let case: Value = serde_json::from_str(line).expect("a case is JSON");
        let [config, input, expected] =
            ["config", "input", "expected"].map(|key| case[key].as_str().expect(key));
        let conversion: Conversion = config.parse().expect("we have what OpenCC has");
        let reference: Conversion = format!("opencc:{config}").parse().expect("OpenCC has it");
        cases += 1;
        theirs += u32::from(convert(input, reference) == expected);
        match convert(input, conversion) {
            made if made == expected => ours += 1,
            made => println!("{config}: {input}\n  expected {expected}\n  made     {made}"),
        }
    }
    println!("{cases} cases, right: we {ours}, OpenCC {theirs}");
    assert_eq!(theirs, cases);
}
