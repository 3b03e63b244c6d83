//! OpenCC itself beside the default converter, which has OpenCC's tables: `scripts/opencc cargo test --features opencc`.

mod conformance;
mod references;
mod tables;
