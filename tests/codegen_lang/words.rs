//! Makes `src/lang/words.bin`: words, what follows them, and the traditional forms of their characters.

use std::collections::BTreeMap;

use opencc_fmmseg::OpenCC;

use crate::number;

/// How much the adjacent words count beside the word list, in the price of a word.
const ADJACENT: f64 = 0.5;

/// What a character counts alone for each time it is seen in a longer word: names are spelled with it.
const SPELLED: f64 = 0.03;

/// How many words are kept, those that tell most over the shorter words in them, and how many pairs of words.
const WORDS: usize = 200_000;
const PAIRS: usize = 165_000;

/// Taken from the count of each pair for those that were not seen.
const DISCOUNT: f64 = 0.5;

/// The pairs of words were cut at a count of 4 and at half a million: what follows a word was seen at least this much
/// oftener than its pairs say, and the running text was this much longer than their sum.
const CUT: f64 = 1.6;
const LONGER: f64 = 2.4;

/// Longer words are left to their parts.
const LONGEST: usize = 8;

/// Prices are negative natural logarithms in quarters; those of a form and of a word's unknown successor in sixteenths.
const SCALE: f64 = 4.0;
const FINE: f64 = 16.0;

/// A form that nobody's table gives is still read, at this share.
const ODD: f64 = 0.002;

/// A simplified character that traditional text also has, in more than this share of its places, tells no script.
const BOTH: f64 = 0.2;

struct Word {
    text: String,
    chance: f64,
}

#[test]
fn the_words_are_what_their_sources_make() {
    let list = std::fs::read_to_string(crate::word_list()).expect("the word list is readable");
    let pairs = adjacent();
    let words = chosen(chances(&crate::counted(&list), &pairs));
    let mut made = Vec::new();
    forms(&words, &mut made);
    let prices = trie(&words, &mut made);
    followers(&words, &prices, &pairs, &mut made);
    crate::check("words.bin", &made);
}

fn hanzi(word: &str) -> bool {
    word.chars().count() <= LONGEST
        && word.chars().all(|c| ('\u{3400}'..='\u{9fff}').contains(&c) || c == '〇')
}

/// One word, the next, how often.
fn adjacent() -> Vec<(String, String, f64)> {
    let index =
        inputx_fsa::Fsa::new(inputx_pinyin_data_bigrams::EMBEDDED_BIGRAMS).expect("the index is sound");
    let mut pairs = Vec::new();
    index.prefix_for_each(b"", |key, count| {
        let key = std::str::from_utf8(key).expect("words are text");
        let (first, second) = key.split_once('\0').expect("two words");
        pairs.push((first.to_string(), second.to_string(), count as f64));
    });
    pairs
}

/// Words, characters and marks with how likely they are as the next word of running text.
fn chances(list: &[(&str, f64)], pairs: &[(String, String, f64)]) -> Vec<Word> {
    let mut chance: BTreeMap<&str, f64> = BTreeMap::new();
    let listed: f64 = list.iter().filter(|(word, _)| hanzi(word)).map(|(_, count)| count).sum();
    for (word, count) in list.iter().filter(|(word, _)| hanzi(word)) {
        *chance.entry(word).or_default() += count / listed;
    }
    let paired: f64 = pairs.iter().map(|(_, _, count)| count).sum();
    for (first, second, count) in pairs {
        for word in [first, second] {
            *chance.entry(word).or_default() += ADJACENT * count / 2.0 / paired;
        }
    }
    let mut chance: BTreeMap<String, f64> =
        chance.into_iter().map(|(word, p)| (word.to_string(), p)).collect();
    let mut spelled: BTreeMap<char, f64> = BTreeMap::new();
    for (word, p) in chance.iter().filter(|(word, _)| word.chars().count() > 1) {
        word.chars().for_each(|c| *spelled.entry(c).or_default() += p);
    }
    for (c, p) in spelled {
        *chance.entry(c.to_string()).or_default() += SPELLED * p;
    }
    let hanzi: f64 = chance.iter().map(|(word, p)| p * word.chars().count() as f64).sum();
    for (marks, share) in crate::MARKS {
        for mark in marks.chars() {
            chance.insert(mark.to_string(), hanzi * share / 1000.0);
        }
    }
    let total: f64 = chance.values().sum();
    chance.into_iter().map(|(text, p)| Word { text, chance: p / total }).collect()
}

/// Every character, and the [`WORDS`] that save most over being read as shorter words; in order of text.
fn chosen(words: Vec<Word>) -> Vec<Word> {
    let known: BTreeMap<&str, f64> =
        words.iter().map(|word| (word.text.as_str(), word.chance.ln())).collect();
    let saves = |word: &Word| {
        let cuts: Vec<usize> = word.text.char_indices().map(|(at, _)| at).chain([word.text.len()]).collect();
        if cuts.len() == 2 {
            return f64::INFINITY;
        }
        let mut apart = vec![f64::NEG_INFINITY; cuts.len()];
        apart[0] = 0.0;
        for to in 1..cuts.len() {
            for from in (0..to).filter(|from| to - from + 1 < cuts.len()) {
                let unknown = if to - from == 1 { -18.0 } else { f64::NEG_INFINITY };
                let part = known.get(&word.text[cuts[from]..cuts[to]]).copied().unwrap_or(unknown);
                apart[to] = apart[to].max(apart[from] + part);
            }
        }
        word.chance * (word.chance.ln() - apart[cuts.len() - 1])
    };
    let mut order: Vec<(f64, usize)> = words.iter().map(saves).zip(0..).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut keep = vec![false; words.len()];
    order.iter().take(WORDS).for_each(|&(_, at)| keep[at] = true);
    words.into_iter().zip(keep).filter_map(|(word, keep)| keep.then_some(word)).collect()
}

/// Count of forms; then, a column each: the form, the character it is looked up as, its price in its script, and
/// its script (0 either, 1 simplified, 2 traditional).
fn forms(words: &[Word], out: &mut Vec<u8>) {
    let opencc = OpenCC::new();
    let one = |text: String| text.chars().next().expect("one character stays one");
    let all = || (0x3400..0xa000u32).filter_map(char::from_u32);
    let machine: BTreeMap<char, char> =
        all().map(|c| (c, one(opencc.s2t(&c.to_string(), false)))).filter(|(c, form)| c != form).collect();
    let mut seen: BTreeMap<(char, char), f64> = machine.iter().map(|(&c, &form)| ((c, form), 1e-7)).collect();
    let column = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join("\n");
    for written in [opencc.s2t(&column, false), opencc.s2tw(&column, false)] {
        for (written, word) in written.lines().zip(words) {
            for pair in word.text.chars().zip(written.chars()) {
                *seen.entry(pair).or_default() += word.chance;
            }
        }
    }
    let mut whole: BTreeMap<char, f64> = BTreeMap::new();
    seen.iter().for_each(|(&(c, _), p)| *whole.entry(c).or_default() += p);
    let share = |c: char, form: char| seen.get(&(c, form)).map_or(0.0, |p| p / whole[&c]);

    let mut rows: Vec<(char, char, u8, u8)> = Vec::new();
    for form in all() {
        let c = one(opencc.t2s(&form.to_string(), false));
        if c != form {
            let made = if machine.get(&c) == Some(&form) { 1.0 } else { 0.0 };
            let p = f64::max((share(c, form) + made) / 2.0, ODD);
            rows.push((form, c, (-p.ln() * FINE).round() as u8, 2));
        } else if machine.contains_key(&c) {
            rows.push((c, c, 0, if share(c, c) > BOTH { 0 } else { 1 }));
        }
    }
    out.extend((rows.len() as u32).to_le_bytes());
    rows.iter().for_each(|row| out.extend((row.0 as u32 as u16).to_le_bytes()));
    rows.iter().for_each(|row| out.extend((row.1 as u32 as u16).to_le_bytes()));
    out.extend(rows.iter().map(|row| row.2));
    out.extend(rows.iter().map(|row| row.3));
}

/// A trie, level by level, the children of one node in order. Count of nodes; then, a column each: last characters,
/// price of the word that ends there (255: none), count of children (of the root, then of each node).
/// Gives the price of each word.
fn trie(words: &[Word], out: &mut Vec<u8>) -> Vec<u8> {
    let prices: Vec<u8> =
        words.iter().map(|word| (-word.chance.ln() * SCALE).round().clamp(0.0, 254.0) as u8).collect();
    let texts: Vec<Vec<char>> = words.iter().map(|word| word.text.chars().collect()).collect();
    let (mut labels, mut ends, mut children) = (Vec::new(), Vec::new(), Vec::new());
    let mut level: Vec<_> = std::iter::once(0..words.len()).collect();
    for depth in 0.. {
        let mut below = Vec::new();
        for node in level {
            let mut count = 0;
            let mut at = node.start;
            while at < node.end {
                let Some(&c) = texts[at].get(depth) else {
                    at += 1;
                    continue;
                };
                let length =
                    texts[at..node.end].iter().take_while(|text| text.get(depth) == Some(&c)).count();
                labels.extend((c as u32 as u16).to_le_bytes());
                ends.push(if texts[at].len() == depth + 1 { prices[at] } else { u8::MAX });
                below.push(at..at + length);
                at += length;
                count += 1;
            }
            number(count, &mut children);
        }
        if below.is_empty() {
            break;
        }
        level = below;
    }
    out.extend((ends.len() as u32).to_le_bytes());
    out.extend(labels);
    out.extend(ends);
    out.extend(children);
    prices
}

/// Words are numbered by price, then in the order of the trie. Count of the words up to the last that has followers,
/// and of followers; then, a column each: count of followers by word, price of following it unknown, followers (each as
/// the difference from the one before), their prices.
fn followers(words: &[Word], prices: &[u8], pairs: &[(String, String, f64)], out: &mut Vec<u8>) {
    let mut order: Vec<usize> = (0..words.len()).collect();
    order.sort_by_key(|&at| (prices[at], words[at].text.chars().count(), at));
    let number_of: BTreeMap<&str, usize> =
        order.iter().zip(0..).map(|(&at, n)| (words[at].text.as_str(), n)).collect();
    let chance: Vec<f64> = order.iter().map(|&at| (-f64::from(prices[at]) / SCALE).exp()).collect();

    let known: Vec<(usize, usize, f64)> = pairs
        .iter()
        .filter_map(|(first, second, count)| {
            Some((*number_of.get(first.as_str())?, *number_of.get(second.as_str())?, *count))
        })
        .collect();
    let mut followed = vec![0.0; words.len()];
    known.iter().for_each(|&(first, _, count)| followed[first] += count);
    let text = pairs.iter().map(|(_, _, count)| count).sum::<f64>() * LONGER;
    for (seen, chance) in followed.iter_mut().zip(&chance) {
        *seen = CUT * *seen + 0.5 * (chance * text - CUT * *seen).max(0.0) + 2.0;
    }
    let mut order: Vec<(f64, usize, usize, f64)> = known
        .iter()
        .filter_map(|&(first, second, count)| {
            let p = (count - DISCOUNT) / followed[first];
            let tells = count * ((p + 0.6 * chance[second]) / chance[second]).ln();
            (tells > 0.0).then_some((tells, first, second, p))
        })
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    order.truncate(PAIRS);

    let mut rest = vec![1.0; words.len()];
    order.iter().for_each(|&(_, first, _, p)| rest[first] -= p);
    rest.iter_mut().for_each(|rest| *rest = f64::max(*rest, 0.05));
    let mut rows: BTreeMap<(usize, usize), u8> = BTreeMap::new();
    for &(_, first, second, p) in &order {
        let price = -(p + rest[first] * chance[second]).ln() * SCALE;
        rows.insert((first, second), price.round().clamp(0.0, 255.0) as u8);
    }
    let last = rows.keys().next_back().map_or(0, |row| row.0 + 1);
    out.extend((last as u32).to_le_bytes());
    out.extend((rows.len() as u32).to_le_bytes());
    (0..last).for_each(|first| number(rows.range((first, 0)..(first + 1, 0)).count(), out));
    out.extend(rest[..last].iter().map(|rest| (-rest.ln() * FINE).round() as u8));
    let mut before = (0, 0);
    for &(first, second) in rows.keys() {
        number(if first == before.0 { second - before.1 } else { second }, out);
        before = (first, second);
    }
    out.extend(rows.values());
}
