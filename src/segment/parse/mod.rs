//! A page's source to a tree, as the HTML standard has it and `scraper` does it, in a third of the time: no text and
//! no value is copied unless the page spells it otherwise, and no name is looked up twice.
//!
//! The grammar is that of a stripped page (see `super::strip`). Where markup of another grammar is left, `<svg>` or
//! `<frameset>`, nothing is made of the page here.

mod arena;
mod characters;
mod construct;
mod doctype;
mod formatting;
mod references;
mod rules;
mod tables;
mod tag;
#[cfg(test)]
mod tests;
mod tokens;

use super::tree::{CHUNK, MAX_DEPTH, MAX_NODES, Stopped};
pub use arena::Tree;
use construct::Construction;
pub use tag::{Tag, sets};
use tokens::{Step, Tokens};

/// Parses a source whose line feeds are bare. `None` if it is none of ours.
pub fn parse(source: &str) -> Option<(Tree<'_>, Option<Stopped>)> {
    if source.len() > (u32::MAX / 2) as usize {
        return None;
    }
    let mut tree = Construction::new(source);
    let mut tokens = Tokens::new(source);
    let mut stopped = None;
    let mut look = CHUNK;
    while tokens.at < source.len() {
        match tokens.step(&mut tree) {
            Step::On => {}
            Step::End => break,
            Step::Foreign => return None,
        }
        if tokens.at >= look {
            look = (tokens.at / CHUNK + 1) * CHUNK;
            stopped = over_limit(&tree.tree).map(|limit| Stopped { limit, at: tokens.at });
            if stopped.is_some() {
                break;
            }
        }
    }
    tokens.leave_raw(&mut tree);
    tree.finish();
    Some((tree.tree, stopped))
}

fn over_limit(tree: &Tree<'_>) -> Option<&'static str> {
    if tree.len() > MAX_NODES {
        return Some("limit/nodes");
    }
    // In a bomb the newest node is the deepest.
    (tree.depth_of_newest(MAX_DEPTH + 1) > MAX_DEPTH).then_some("limit/depth")
}
