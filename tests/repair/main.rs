//! What a mirroring kit does to a page, and that repair undoes it.

mod damage;
mod properties;
mod step;
