//! Makes the language models in `src/lang/` and checks that the committed files are what comes out.
//!
//! `QINGLIU_REGENERATE=1 cargo test --test codegen_lang` writes them.
//!
//! Sources, each pinned by `Cargo.lock`: `src/data/dict.txt` of the crate `jieba-rs` (MIT), words with their counts;
//! `inputx-pinyin-data-bigrams` (MIT OR Apache-2.0), how often one word follows another in the Chinese news and
//! Wikipedia sentences of the Leipzig Corpora Collection (CC BY 4.0); and `opencc-fmmseg` (MIT; OpenCC's
//! dictionaries, Apache-2.0) for the same words in traditional script.
//!
//! `chinese.bin` is made here, `words.bin` in `words`, `marks.bin` in `marks`.

mod marks;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Marks per thousand characters of running text, as counted over news and forum texts and rounded; a word list
/// has none.
const MARKS: [(&str, f64); 12] = [
    ("，", 55.0),
    ("。", 25.0),
    ("、", 8.0),
    ("：“”", 6.0),
    ("！？\u{3000}（）", 4.0),
    ("《》「」", 2.0),
    ("；…—", 1.5),
    ("【】‘’·『』", 0.5),
    ("０１２３４５６７８９．％－～│─━／", 0.15),
    ("①②③④⑤℃〇々〉〈→↓★☆●■◆○□△▲◎※×°", 0.05),
    ("ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ", 0.02),
    ("ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｜＿＋＝＆＠＃＊", 0.01),
];

/// The simplified words weigh one; their forms in OpenCC's own and in Taiwan's orthography share this.
const TRADITIONAL: f64 = 0.5;

/// A pair is kept where its words together count at least this, and only where it is at least [`TELLING`]
/// likelier than its two characters apart: 3 is the list's mark for "seen".
const SEEN: f64 = 4.0;

/// In natural logarithms.
const TELLING: f64 = 0.7;

/// Costs are negative natural logarithms in sixteenths.
const SCALE: f64 = 16.0;

#[derive(Default)]
struct Counts {
    total: f64,
    chars: BTreeMap<char, f64>,
    last: BTreeMap<char, f64>,
    pairs: BTreeMap<(char, char), f64>,
}

impl Counts {
    fn add(&mut self, word: &str, count: f64) {
        let mut before = None;
        for c in word.chars() {
            if !('\u{3400}'..='\u{9fff}').contains(&c) && c != '〇' {
                before = None;
                continue;
            }
            self.total += count;
            *self.chars.entry(c).or_default() += count;
            if let Some(before) = before {
                *self.pairs.entry((before, c)).or_default() += count;
            }
            before = Some(c);
        }
        if let Some(c) = before {
            *self.last.entry(c).or_default() += count;
        }
    }

    fn mark(&mut self, c: char, count: f64) {
        self.total += count;
        *self.chars.entry(c).or_default() += count;
        *self.last.entry(c).or_default() += count;
    }

    /// Characters stand in order of price. Count of characters and of pairs; then, a column each: characters,
    /// prices, the price of an unknown pair by first character, count of pairs by first character, second characters
    /// by their place (each as the difference from the one before), prices of the pairs.
    fn model(&self) -> Vec<u8> {
        let quantise = |p: f64| (-p.ln() * SCALE).round().clamp(0.0, 255.0) as u8;
        let chance = |c: char| self.chars[&c] / self.total;
        let mut order: Vec<char> = self.chars.keys().copied().collect();
        order.sort_by_key(|&c| (quantise(chance(c)), c));
        let place: BTreeMap<char, usize> = order.iter().copied().zip(0..).collect();
        let (mut apart, mut lengths, mut seconds, mut together) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for &c in &order {
            let count = self.chars[&c];
            let rest = (self.last.get(&c).copied().unwrap_or(0.0) + 0.02 * count) / (1.02 * count);
            apart.push(quantise(rest));
            let mut row = BTreeMap::new();
            for (&(_, second), &pair) in self.pairs.range((c, '\0')..=(c, char::MAX)) {
                let alone = rest * chance(second);
                let p = pair / (1.02 * count) + alone;
                if pair >= SEEN && (p / alone).ln() >= TELLING {
                    row.insert(place[&second], quantise(p));
                }
            }
            number(row.len(), &mut lengths);
            let mut before = 0;
            for (second, price) in row {
                number(second - before, &mut seconds);
                before = second;
                together.push(price);
            }
        }
        let mut out = Vec::new();
        out.extend((order.len() as u32).to_le_bytes());
        out.extend((together.len() as u32).to_le_bytes());
        out.extend(order.iter().flat_map(|&c| (c as u32 as u16).to_le_bytes()));
        out.extend(order.iter().map(|&c| quantise(chance(c))));
        [apart, lengths, seconds, together].iter().for_each(|part| out.extend(part));
        out
    }
}

#[test]
fn the_language_model_is_what_its_sources_make() {
    let list = std::fs::read_to_string(word_list()).expect("the word list is readable");
    let words = counted(&list);
    let column = words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join("\n");
    let opencc = opencc_fmmseg::OpenCC::new();

    let mut counts = Counts::default();
    for (column, weight) in [
        (column.clone(), 1.0),
        (opencc.s2t(&column, false), TRADITIONAL / 2.0),
        (opencc.s2tw(&column, false), TRADITIONAL / 2.0),
    ] {
        assert_eq!(column.lines().count(), words.len(), "conversion keeps the lines");
        for (word, (_, count)) in column.lines().zip(&words) {
            counts.add(word, count * weight);
        }
    }
    let hanzi = counts.total;
    for (marks, share) in MARKS {
        for mark in marks.chars() {
            counts.mark(mark, hanzi * share / 1000.0);
        }
    }

    check("chinese.bin", &counts.model());
}

/// Writes the file, packed, if that is asked for; and holds what is there, unpacked, against what was made.
fn check(name: &str, made: &[u8]) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lang").join(name);
    if std::env::var_os("QINGLIU_REGENERATE").is_some() {
        let packed = zstd::bulk::compress(made, 22).expect("the model can be packed");
        std::fs::write(&file, packed).expect("the model is writable");
    }
    let committed = std::fs::read(&file).expect("the model is there");
    let committed = zstd::stream::decode_all(&committed[..]).expect("the model can be unpacked");
    assert!(made == committed, "src/lang/{name} is not what its sources make; see the head of this test");
}

/// Seven bits a byte, the least first.
fn number(mut value: usize, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The words of the list with their counts.
fn counted(list: &str) -> Vec<(&str, f64)> {
    list.lines()
        .filter_map(|line| {
            let mut fields = line.split(' ');
            Some((fields.next()?, fields.next()?.parse().ok()?))
        })
        .collect()
}

/// Where cargo keeps the sources of the pinned `jieba-rs`.
fn word_list() -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--manifest-path"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let packages = metadata["packages"].as_array().expect("packages are listed");
    let package = packages.iter().find(|p| p["name"] == "jieba-rs").expect("jieba-rs is a dev-dependency");
    let manifest = package["manifest_path"].as_str().expect("a path is a string");
    Path::new(manifest).with_file_name("src/data/dict.txt")
}
