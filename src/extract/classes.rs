//! What class and id of the containers speak of: read once a page, in one pass over the words of all who ask.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use daachorse::DoubleArrayAhoCorasick;

use crate::document::{Block, BlockId, Document};

use super::{container, thread};

/// What a container may be, by a word in its class or id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Class {
    /// Anything but the article; a photo is not hot, and an inside is no side.
    Elsewhere,
    /// A comment section.
    Comments,
    /// What opens above the page when it is asked for: terms of use, forms of complaint.
    Window,
    /// A player of sounds or films.
    Player,
    /// What somebody wrote in a discussion.
    Post,
    /// Posts and what surrounds them.
    Talk,
    /// What is never of a discussion.
    Away,
    /// What only the software of forums and question sites has.
    Forum,
    /// An opening post.
    Opening,
    /// A reply.
    Reply,
    /// What somebody wrote, or all that a forum has between head and foot: a post where it holds no other.
    Board,
}

/// The words of each.
const WORDS: [(Class, &[&str]); 11] = [
    (Class::Elsewhere, &container::ELSEWHERE),
    (Class::Comments, &["comment", "pinglun", "cmt"]),
    (Class::Window, &["modal", "dialog", "popup", "popover"]),
    (Class::Player, &["player", "video"]),
    (Class::Post, &thread::POST),
    (Class::Talk, &thread::AROUND),
    (Class::Away, &thread::AWAY),
    (Class::Forum, &thread::MADE),
    (Class::Opening, &thread::OPENING),
    (Class::Reply, &thread::REPLY),
    (Class::Board, &["bbs-content", "bbs_content"]),
];

type Bits = u16;

fn bit(class: Class) -> Bits {
    1 << class as u8
}

/// What each container of a page speaks of.
#[derive(Debug, Clone)]
pub struct Classes(Vec<Bits>);

impl Classes {
    /// Reads class and id of every container.
    pub fn of<'d>(document: &'d Document) -> Classes {
        /// So many texts of class and id are remembered.
        const KNOWN: usize = 64;
        // The items of a list have one and the same class.
        let mut known = [("", 0); KNOWN];
        let read_once = |block: &'d Block| {
            let tokens = &*block.tokens;
            let last = tokens.as_bytes().last().map_or(0, |byte| usize::from(*byte));
            let slot = &mut known[(last ^ tokens.len()) % KNOWN];
            if slot.0 != tokens {
                *slot = (tokens, read(tokens));
            }
            slot.1
        };
        let mut bits: Vec<Bits> = document.blocks.iter().map(read_once).collect();
        let (post, board) = (bit(Class::Post), bit(Class::Board));
        if bits.iter().any(|bits| bits & board != 0) {
            // Children stand behind their parents.
            let mut holds = vec![false; bits.len()];
            for block in (1..bits.len()).rev() {
                if bits[block] & board != 0 && !holds[block] {
                    bits[block] |= post;
                }
                let parent = document.blocks[block].parent;
                holds[parent] |= holds[block] || bits[block] & post != 0;
            }
        }
        Classes(bits)
    }

    /// Whether the container's own class or id speaks of it.
    pub fn has(&self, block: BlockId, class: Class) -> bool {
        self.0[block] & bit(class) != 0
    }

    /// Whether that of any container does.
    pub fn any(&self, class: Class) -> bool {
        self.0.iter().any(|bits| bits & bit(class) != 0)
    }

    /// Which containers have it in their own class or id or in that of a container around them.
    pub fn inside(&self, document: &Document, class: Class) -> Vec<bool> {
        let mut inside: Vec<bool> = Vec::with_capacity(self.0.len());
        for (block, bits) in document.blocks.iter().zip(&self.0) {
            let around = inside.get(block.parent).copied().unwrap_or(false);
            inside.push(around || bits & bit(class) != 0);
        }
        inside
    }

    /// The innermost container of what somebody wrote.
    pub fn post_around(&self, document: &Document, block: BlockId) -> Option<BlockId> {
        document.ancestors(block).find(|block| self.has(*block, Class::Post))
    }
}

fn read(tokens: &str) -> Bits {
    static AUTOMATON: LazyLock<DoubleArrayAhoCorasick<u32>> = LazyLock::new(|| {
        let mut words: BTreeMap<&str, u32> = BTreeMap::new();
        for (class, texts) in WORDS {
            texts.iter().for_each(|word| *words.entry(word).or_default() |= u32::from(bit(class)));
        }
        DoubleArrayAhoCorasick::with_values(words).expect("words, each once")
    });
    if tokens.is_empty() {
        return 0;
    }
    let mut bits = 0;
    for hit in AUTOMATON.find_overlapping_iter(tokens) {
        let (ahead, word) = (&tokens[..hit.start()], &tokens[hit.start()..hit.end()]);
        let within = match word {
            "hot" => ahead.ends_with('p'),
            "side" => ahead.ends_with("in") || ahead.ends_with("out"),
            _ => false,
        };
        let said = Bits::try_from(hit.value()).expect("made of bits");
        bits |= if within { said & !bit(Class::Elsewhere) } else { said };
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_is_what_its_own_words_and_those_around_it_say() {
        let document = crate::segment::html(
            "<div class=comment-list><p>a</p><div class=photo>b</div></div><div id=hot-video>c</div><div class=inside>d</div>",
        );
        let classes = Classes::of(&document);
        let of = |text: &str| {
            let line = document.lines.iter().find(|line| line.text == text).expect("stands there");
            line.birth.block
        };
        let inside = classes.inside(&document, Class::Comments);
        assert!(inside[of("a")] && inside[of("b")] && !inside[of("c")]);
        assert!(classes.has(of("c"), Class::Elsewhere) && classes.has(of("c"), Class::Player));
        assert!(!classes.has(of("b"), Class::Elsewhere) && !classes.has(of("d"), Class::Elsewhere));
        assert!(classes.any(Class::Comments) && !classes.any(Class::Window));
    }

    #[test]
    fn what_holds_posts_is_none() {
        let posts = |page: &str| {
            let document = crate::segment::html(page);
            let classes = Classes::of(&document);
            (0..document.blocks.len()).filter(|block| classes.has(*block, Class::Post)).count()
        };
        assert_eq!(posts("<div class=bbs-content>a</div><div class=bbs-content>b</div>"), 2);
        assert_eq!(posts("<div class=bbs-content><p>a</p><div class=post-content>b</div></div>"), 1);
    }
}
