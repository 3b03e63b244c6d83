//! Mojibake: text that was written in one encoding and read in another, once or several times, whole or in part.

mod again;
mod beam;
mod bound;
mod budget;
mod candidate;
mod gate;
mod lattice;
mod layer;
mod marks;
mod page;
mod price;
mod promise;
mod quote;
mod reader;
mod readings;
mod search;
mod short;
#[cfg(test)]
mod tests;
mod way;
mod writer;

pub(super) use self::gate::{SIGN, gate};
pub(super) use self::page::propose;
