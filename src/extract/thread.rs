//! Forum threads: the opening post and the replies stand in containers of one make, which forum software names
//! by number: `postmessage_101`, `postmessage_102`.

use crate::document::{BlockId, Document};

/// What forum software and question sites call the container of a post.
const POST: [&str; 10] = [
    "postmessage",
    "post_content",
    "post-content",
    "postbody",
    "reply",
    "tpc_content",
    "floor",
    "answer",
    "message",
    "t_f",
];

/// The containers of all posts, if `container` holds one of several.
pub fn posts(document: &Document, container: BlockId) -> Vec<BlockId> {
    let make = make(document, container);
    if !POST.iter().any(|word| make.contains(word)) {
        return vec![container];
    }
    let block = &document.blocks[container];
    (0..document.blocks.len())
        .filter(|&other| {
            let candidate = &document.blocks[other];
            candidate.tag == block.tag
                && candidate.depth == block.depth
                && self::make(document, other) == make
        })
        .collect()
}

/// A block's class and id without numbers.
fn make(document: &Document, block: BlockId) -> String {
    document.blocks[block].tokens.chars().filter(|c| !c.is_ascii_digit()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_are_told_by_their_make_and_articles_stand_alone() {
        let page =
            "<div id=postmessage_1>甲</div><p>乙</p><div id=postmessage_22>丙</div><div class=text>丁</div>";
        let document = crate::segment::html(page);
        let find = |text: &str| document.lines.iter().find(|l| l.text == text).expect("a line").birth.block;
        assert_eq!(posts(&document, find("甲")), [find("甲"), find("丙")]);
        assert_eq!(posts(&document, find("丁")), [find("丁")]);
    }
}
