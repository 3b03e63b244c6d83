//! What `repair` is told.

use std::ffi::OsString;

use clap::Args;

use super::{PageArgs, Punctuation, ThreadArgs};

/// Repair text: undo damage to the characters and nothing else
///
/// Plain text comes out as plain text, JSONL as JSONL: an object a line with id, text, edits and unsure, in input
/// order. Several files of plain text come out one behind the other.
#[derive(Debug, Args)]
#[command(after_help = REPAIR_HELP)]
pub struct RepairArgs {
    /// Files, folders, or `-`, as `clean` reads them; none means standard input
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<OsString>,

    #[command(flatten)]
    pub page: PageArgs,

    /// Punctuation of Chinese prose that was folded to ASCII: , : ; ? ! and brackets; quotes stay
    #[arg(long, value_name = "WHAT", value_enum, default_value = "keep")]
    pub punctuation: Punctuation,

    #[command(flatten)]
    pub threads: ThreadArgs,
}

const REPAIR_HELP: &str = "\
Examples:
  qingliu repair damaged.txt > mended.txt
  zcat dump.jsonl.gz | qingliu repair | jq -c 'select(.edits != [])'
  qingliu repair --punctuation restore folded.txt

JSONL in: an object a line with exactly one of text (a string) or bytes (base64
of the raw text), and optionally id and charset.

Exit status: 3 when some texts could not be read; each is a line on standard error.";
