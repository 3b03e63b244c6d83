//! What a run under `--resume` is to do, as its journal keeps it.

use std::collections::BTreeMap;

use crate::Error;
use crate::io::{Holding, Input, Plan, is_table};

use crate::cli::args::{CleanArgs, DedupBy, ThreadsAs};
use crate::cli::outputs;

/// The plan of a run, or why it cannot be taken up again.
pub fn plan(args: &CleanArgs, inputs: &[Input], rules: &str) -> Result<Plan, Error> {
    let mut holdings = Vec::new();
    for input in inputs {
        holdings.push(Holding::of(input)?.ok_or_else(|| cannot("an input is a pipe or a device"))?);
    }
    if holdings.is_empty() {
        return Err(cannot("standard input can be read only once"));
    }
    let side = [
        ("--removed", &args.removed),
        ("--errors", &args.errors),
        ("--rejects", &args.rejects),
        ("--duplicates", &args.duplicates),
    ];
    if args.output.as_deref().is_some_and(|path| path == "-" || outputs::is_device(path)) {
        return Err(cannot("-o must be a file"));
    }
    if let Some((option, _)) = side.iter().find(|(_, path)| path.as_deref().is_some_and(|path| path == "-")) {
        return Err(cannot(&format!("{option} must be a file")));
    }
    if let Some((option, path)) = outputs::named(args).find(|(_, path)| is_table(path)) {
        let path = path.display();
        return Err(cannot(&format!(
            "{option} {path}: Parquet is nothing before its end is written; write lines"
        )));
    }
    Ok(Plan {
        qingliu: env!("CARGO_PKG_VERSION").to_owned(),
        rules: rules.to_owned(),
        inputs: holdings,
        options: options(args),
    })
}

fn cannot(why: &str) -> Error {
    Error::Usage(format!("--resume: {why}"))
}

/// Every option that what is written depends on, and its value. Threads, messages and limits of time are none.
fn options(args: &CleanArgs) -> BTreeMap<String, String> {
    let CleanArgs { page, rules, form, .. } = args;
    let mut options = BTreeMap::new();
    let mut add = |option: &str, value: Option<String>| {
        if let Some(value) = value {
            options.insert(option.to_owned(), value);
        }
    };
    let given = |is: bool| is.then(|| "given".to_owned());
    let list = |list: &[String]| (!list.is_empty()).then(|| list.join(","));
    add("--from", Some(format!("{:?}", page.from).to_lowercase()));
    add("--column", list(&page.column));
    add("--max-record-bytes", Some(page.max_record_bytes.to_string()));
    add("--shard-size", args.shard_size.map(|size| format!("{size:?}").to_lowercase()));
    add("--url", page.url.clone());
    add("--charset", page.charset.clone());
    add("--convert", Some(rules.convert.to_string()));
    add("--punctuation", Some(format!("{:?}", rules.punctuation).to_lowercase()));
    add("--reference-date", rules.reference_date.map(|date| date.to_string()));
    add("--threads-as", (form.threads_as == ThreadsAs::Posts).then(|| "posts".to_owned()));
    add("--markdown", given(form.markdown));
    add("--fields", list(&args.fields));
    add("--carry", list(&args.carry));
    add("--require-chinese", given(args.require_chinese));
    add("--stats", given(args.stats.is_some()));
    add("--dedup", args.dedup.map(|DedupBy::Exact| "exact".to_owned()));
    add("--dedup-memory", args.dedup.map(|_| args.dedup_memory.to_string()));
    for (option, path) in outputs::named(args) {
        add(option, Some(path.display().to_string()));
    }
    options
}
