//! Where a line changes its encoding: the cheapest way to read it as UTF-8, GB18030 and Big5 in turn.

use super::charset::Charset;
use super::score::{BAD, Style, price};
use super::table::{self, Emit, Step};
use super::utf8;
use crate::lang::NAT;

/// What a change of encoding costs at the beginning of a line: less than the difference in price of one hanzi right
/// and wrong would be chance.
pub(super) const AT_LINE: u64 = 8 * NAT as u64;

/// The same within a line, each way. What a writer quotes of mojibake (浣犲ソ, three characters) stays below, four
/// hanzi of another encoding are above.
const WITHIN: u64 = 12 * NAT as u64;

/// What a character of a stretch may cost on average that stands in a line of another encoding: see
/// [`Cost::is_clearly_chinese`](super::score::Cost::is_clearly_chinese).
const CLEAR: u64 = 17 * NAT as u64 / 2;

/// The same of the main part of a line: between what right and wrong readings cost.
const FAIR: u64 = 10 * NAT as u64;

/// Room for the ways is taken for so many bytes at a time.
const CHUNK: usize = 1 << 15;

const CHARSETS: [Charset; 3] = [Charset::Utf8, Charset::Gb18030, Charset::Big5];

/// The cheapest way to have read everything up to a byte and to go on in a charset.
#[derive(Clone, Copy)]
struct Node {
    cost: u64,
    /// Bytes of the last step; none where the charset changed here.
    bytes: u8,
    /// The charset before the step.
    from: u8,
    /// What was read last.
    last: Option<char>,
    /// What the last step cost.
    price: u32,
}

const NEVER: Node = Node { cost: u64::MAX, bytes: 0, from: 0, last: None, price: 0 };

/// A stretch of one charset: where it ends, how many characters beyond ASCII it holds and what they cost.
struct Stretch {
    charset: Charset,
    end: usize,
    characters: u64,
    cost: u64,
}

/// Hands on the stretches of a line of a page that is `most` in the main, each with its charset and its end in the line.
/// Time is linear in the line, and room bounded.
pub(super) fn stretches(line: &[u8], most: Charset, mut take: impl FnMut(Charset, usize)) {
    // ASCII reads alike in all of them.
    let mut at = line.iter().position(|b| !b.is_ascii()).unwrap_or(line.len());
    let line = &line[..line.iter().rposition(|b| !b.is_ascii()).map_or(0, |n| (n + 2).min(line.len()))];
    while at < line.len() {
        let rest = &line[at..];
        // No second byte is below 0x30, so there is no character across such an end.
        let end = match rest.get(..CHUNK) {
            Some(chunk) => chunk.iter().rposition(|b| *b < 0x30).map_or(CHUNK, |n| n + 1),
            None => rest.len(),
        };
        for stretch in sound(cheapest(&rest[..end], most), most) {
            take(stretch.charset, at + stretch.end);
        }
        at += end;
    }
}

/// Without the stretches that are too short or too dear beside the rest of the line to be more than a chance.
fn sound(found: Vec<Stretch>, most: Charset) -> Vec<Stretch> {
    let main = found.iter().max_by_key(|s| s.characters).map_or(most, |s| s.charset);
    let of_main = || found.iter().filter(|s| s.charset == main);
    let (characters, cost) = of_main().fold((0, 0), |sum, s| (sum.0 + s.characters, sum.1 + s.cost));
    let main = if cost < characters * FAIR { main } else { most };
    let mut kept: Vec<Stretch> = Vec::with_capacity(found.len());
    for mut stretch in found {
        let is_clear = stretch.characters >= 2 && stretch.cost < stretch.characters * CLEAR;
        if stretch.charset != main && !is_clear {
            stretch.charset = main;
        }
        match kept.last_mut() {
            Some(last) if last.charset == stretch.charset => last.end = stretch.end,
            _ => kept.push(stretch),
        }
    }
    kept
}

fn cheapest(bytes: &[u8], most: Charset) -> Vec<Stretch> {
    let mut nodes = vec![[NEVER; CHARSETS.len()]; bytes.len() + 1];
    for (node, charset) in nodes[0].iter_mut().zip(CHARSETS) {
        node.cost = if charset == most { 0 } else { AT_LINE };
    }
    for at in 0..bytes.len() {
        change(&mut nodes[at]);
        for (n, charset) in CHARSETS.into_iter().enumerate() {
            let here = nodes[at][n];
            steps(charset, &bytes[at..], |step| {
                let (price, last) = match step.emit {
                    Emit::Char(c) => (price(Style::Chinese, here.last, c), Some(c)),
                    Emit::Bad | Emit::Nothing => (BAD, None),
                };
                let cost = here.cost + u64::from(price);
                let node = &mut nodes[at + step.bytes][n];
                if cost < node.cost {
                    *node = Node { cost, bytes: step.bytes as u8, from: n as u8, last, price };
                }
            });
        }
    }
    trace(&nodes)
}

/// Lets each charset be gone on in from the one that has been cheapest so far.
fn change(nodes: &mut [Node; CHARSETS.len()]) {
    let cheapest = (0..nodes.len()).min_by_key(|n| nodes[*n].cost).unwrap_or(0);
    let (cost, last) = (nodes[cheapest].cost.saturating_add(WITHIN), nodes[cheapest].last);
    for node in nodes.iter_mut().filter(|node| node.cost > cost) {
        *node = Node { cost, bytes: 0, from: cheapest as u8, last, price: 0 };
    }
}

fn trace(nodes: &[[Node; CHARSETS.len()]]) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    let mut at = nodes.len() - 1;
    let mut n = (0..CHARSETS.len()).min_by_key(|n| nodes[at][*n].cost).unwrap_or(0);
    let begin = |n: usize, end| Stretch { charset: CHARSETS[n], end, characters: 0, cost: 0 };
    found.push(begin(n, at));
    while at > 0 {
        let node = nodes[at][n];
        if node.bytes == 0 {
            n = usize::from(node.from);
            found.push(begin(n, at));
        } else {
            if let Some(stretch) = found.last_mut()
                && !node.last.is_some_and(|c| c.is_ascii())
            {
                stretch.characters += 1;
                stretch.cost += u64::from(node.price);
            }
            at -= usize::from(node.bytes);
        }
    }
    found.reverse();
    found
}

fn steps(charset: Charset, rest: &[u8], mut take: impl FnMut(Step)) {
    if rest[0].is_ascii() {
        return take(Step { bytes: 1, emit: Emit::Char(char::from(rest[0])) });
    }
    if let Some(pairs) = table::of(charset) {
        return pairs.steps(rest, take);
    }
    let (valid, invalid) = utf8::chunk(&rest[..rest.len().min(4)]);
    match valid.chars().next() {
        Some(c) => take(Step { bytes: c.len_utf8(), emit: Emit::Char(c) }),
        None => take(Step { bytes: invalid, emit: Emit::Bad }),
    }
}
