//! The tables of `docs/performance.md`: what each stage costs beside what nothing of its kind can do without, how cost
//! grows with the size of pages, their number, the rules and the threads, and what a large crawl comes to.
//!
//! Every page is measured several times by itself, and the least time of each counts: so a machine that has other work
//! to do blurs the figures little.
//!
//! ```text
//! cargo bench --bench table                              # the pages under fixtures/
//! QINGLIU_PAGES=../pages cargo bench --bench table       # a folder of HTML pages
//! cargo bench --bench table -- stages size               # some of: stages size number rules threads
//! ```

mod common;

use std::hint::black_box;
use std::time::{Duration, Instant};

use common::{PORTAL_PAGE, Pages, SENTENCES, mb, portal_page};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use qingliu::io::{Format, Input, Pace, Run, Sources};
use qingliu::rules::RulesetBuilder;
use qingliu::{Cleaned, Cleaner, Context, Options, PASSES, Page, decode, extract, segment};

const ROUNDS: usize = 7;

/// As the runner takes them.
const BATCH: usize = 16;

/// How long a size is measured beyond its second round.
const CELL: Duration = Duration::from_millis(200);

/// Pages of Common Crawl's newest months, and a little.
const CRAWL: f64 = 3e9;

fn main() {
    let tables: [(&str, fn()); 5] = [
        ("stages", stages),
        ("size", by_size),
        ("number", by_number),
        ("rules", by_rules),
        ("threads", by_threads),
    ];
    // Cargo adds `--bench`.
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    for (name, table) in tables {
        if wanted.is_empty() || wanted.iter().any(|argument| argument == name) {
            table();
            println!();
        }
    }
}

/// What is measured of each page: a stage, and the limit it is held against.
const STEPS: [(&str, Option<usize>); 12] = [
    ("`encoding_rs` alone", None),
    ("html5ever's tokenizer alone", None),
    ("`memchr` over the lines", None),
    ("`scraper`'s parse", None),
    ("qingliu, bytes to the line of JSON", Some(PARSE)),
    ("the same, 16 pages at a time", Some(PARSE)),
    ("decode", Some(ENCODING)),
    ("segment", Some(TOKENIZER)),
    ("repair", Some(MEMCHR)),
    ("convert", Some(MEMCHR)),
    ("sweep", Some(MEMCHR)),
    ("extract", Some(MEMCHR)),
];
const ENCODING: usize = 0;
const TOKENIZER: usize = 1;
const MEMCHR: usize = 2;
const PARSE: usize = 3;
const WHOLE: usize = 4;
const BATCHED: usize = 5;
const DECODE: usize = 6;
const SEGMENT: usize = 7;
/// The first of the passes.
const PASS: usize = 8;
const EXTRACT: usize = STEPS.len() - 1;

fn stages() {
    let Pages { folder, pages } = Pages::find();
    let bytes: usize = pages.iter().map(Vec::len).sum();
    println!("{} HTML pages, {:.2} MB, below {}\n", pages.len(), mb(bytes), folder.display());
    let cleaner = cleaner();
    let mut total = [Duration::ZERO; STEPS.len()];
    for batch in pages.chunks(BATCH) {
        let mut least = vec![[Duration::MAX; STEPS.len()]; batch.len()];
        for _ in 0..ROUNDS {
            for (page, least) in batch.iter().zip(&mut least) {
                steps(&cleaner, page, least);
            }
            let batch = batch.iter().map(|page| Page::bytes("page", page.clone())).collect();
            time(&mut least[0][BATCHED], || {
                cleaner.clean_batch(batch).iter().map(|cleaned| json(cleaned).len()).sum::<usize>()
            });
        }
        least[1..].iter_mut().for_each(|least| least[BATCHED] = Duration::ZERO);
        for least in least {
            total.iter_mut().zip(least).for_each(|(total, least)| *total += least);
        }
    }
    let per_mb = |step: usize| total[step].as_secs_f64() * 1e3 / mb(bytes);
    println!("| | ms per MB of HTML | of the whole | limit | times the limit |");
    println!("| --- | ---: | ---: | --- | ---: |");
    for (step, (name, limit)) in STEPS.iter().enumerate() {
        let beside = limit.map_or_else(
            || " | ".to_owned(),
            |limit| format!("{} | {:.1}", STEPS[limit].0, per_mb(step) / per_mb(limit)),
        );
        println!("| {name} | {:.3} | {:.3} | {beside} |", per_mb(step), per_mb(step) / per_mb(WHOLE));
    }
    let seconds = total[BATCHED].as_secs_f64() / pages.len() as f64;
    println!("\n{:.0} pages a CPU second, {:.1} MB", 1.0 / seconds, mb(bytes) / total[BATCHED].as_secs_f64());
    println!("{CRAWL:e} such pages: {:.0} core-hours", seconds * CRAWL / 3600.0);
}

fn json(cleaned: &Cleaned) -> String {
    serde_json::to_string(&cleaned.record).expect("a record is JSON")
}

fn steps(cleaner: &Cleaner, page: &[u8], least: &mut [Duration; STEPS.len()]) {
    let options = Options::default();
    let context = Context { rules: cleaner.rules(), options: &options, url: None, reference_date: None };
    let whole = Page::bytes("page", page.to_vec());
    time(&mut least[WHOLE], || black_box(json(&cleaner.clean(&whole))).len());
    let decoded = time(&mut least[DECODE], || decode::decode(page, None));
    let encoding = encoding_rs::Encoding::for_label(decoded.charset.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    time(&mut least[ENCODING], || black_box(encoding.decode_without_bom_handling(black_box(page)).0.len()));
    time(&mut least[TOKENIZER], || tokenize(&decoded.text));
    time(&mut least[PARSE], || drop(black_box(scraper::Html::parse_document(&decoded.text))));
    let mut document = time(&mut least[SEGMENT], || segment::html(&decoded.text));
    // A byte that no text has: every line is looked at to its end.
    time(&mut least[MEMCHR], || {
        document
            .lines
            .iter()
            .filter(|line| memchr::memchr(0xff, black_box(line.text.as_bytes())).is_some())
            .count()
    });
    for (step, pass) in PASSES.iter().enumerate() {
        time(&mut least[PASS + step], || (pass.run)(&mut document, &context));
    }
    time(&mut least[EXTRACT], || {
        black_box(extract::extract(&mut document, context.known(), extract::Form::default()));
    });
}

fn time<T>(least: &mut Duration, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    *least = start.elapsed().min(*least);
    result
}

/// Tokens for nobody.
struct Nobody;

impl TokenSink for Nobody {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        black_box(token);
        TokenSinkResult::Continue
    }
}

fn tokenize(html: &str) {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Nobody, TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
}

/// Pages of the same kind from 1 KB to 16 MB, and damaged text of one kind: the time per MB has to stay what it was.
fn by_size() {
    const SIZES: [usize; 6] = [1_000, 10_000, 100_000, 1_000_000, 4_000_000, 16_000_000];
    let cleaner = cleaner();
    println!("| ms per MB, of a page of | {} |", SIZES.map(size).join(" | "));
    println!("| --- |{}", " ---: |".repeat(SIZES.len()));
    let clean = |page: &str| drop(black_box(cleaner.clean(&Page::html("page", page))));
    let repair = |text: &str| drop(black_box(qingliu::repair(text)));
    let row = |name: &str, make: &dyn Fn(usize) -> String, work: &dyn Fn(&str)| {
        let cells = SIZES.map(|bytes| {
            let page = make(bytes);
            let rounds = (1_000_000 / bytes).clamp(2, 200);
            let (mut least, since) = (Duration::MAX, Instant::now());
            for round in 0..rounds {
                time(&mut least, || work(&page));
                // What takes long is blurred little by what else the machine does.
                if round > 0 && since.elapsed() > CELL {
                    break;
                }
            }
            format!("{:.1}", least.as_secs_f64() * 1e3 / mb(page.len()))
        });
        println!("| {name} | {} |", cells.join(" | "));
    };
    row("a portal's page", &|bytes| portal_page(1, bytes), &clean);
    row(
        "paragraphs alone",
        &|bytes| repeated(&SENTENCES.map(|s| format!("<p>{s}</p>\n")).concat(), bytes),
        &clean,
    );
    for (name, unit) in DAMAGED.iter().chain(&HOSTILE) {
        row(&format!("repair: {name}"), &|bytes| repeated(unit, bytes), &repair);
    }
}

fn repeated(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes.div_ceil(unit.len()))
}

fn size(bytes: usize) -> String {
    if bytes < 1_000_000 { format!("{} KB", bytes / 1_000) } else { format!("{} MB", bytes / 1_000_000) }
}

/// Text of one kind of damage throughout.
const DAMAGED: [(&str, &str); 6] = [
    ("byte step", "他們?nèi)匀惶子昧宋⑸痰囊惶?。他們的增長(zhǎng)還在繼續,，規(guī)模也還在擴大,。\n"),
    ("UTF-8 read as GBK", "浠婂ぉ澶╂皵寰堝ソ锛屾垜浠竴璧峰幓鍏洯鏁ｆ鍚с€?\n"),
    ("UTF-8 read as CP1252", "ä»Šå¤©å¤©æ°”å¾ˆå¥½ï¼Œæˆ‘ä»¬ä¸€èµ·åŽ»å…¬å›\u{ad}æ•£æ\u{ad}¥å§ã€‚\n"),
    ("GBK read as Latin-1", "½ñÌìÌìÆøºÜºÃ£¬ÎÒÃÇÒ»ÆðÈ¥¹«Ô°É¢²½°É¡£\n"),
    ("escapes", "\\u4eca\\u5929\\u5929\\u6c14\\u5f88\\u597d &amp;#20170;&amp;#22825; %E4%BB%8A%E5%A4%A9\n"),
    ("zero-width in every word", "今\u{200b}天\u{200b}天\u{200b}气\u{200b}很\u{200b}好\u{200b}。\n"),
];

/// What nobody writes by the megabyte, without a line break.
const HOSTILE: [(&str, &str); 28] = [
    ("?", "?"),
    ("锛", "锛"),
    ("锛?", "锛?"),
    ("Ã", "Ã"),
    ("Ã©", "Ã©"),
    ("ä¸\u{ad}", "ä¸\u{ad}"),
    ("\\u4e2d", "\\u4e2d"),
    ("\\u", "\\u"),
    ("&amp;", "&amp;"),
    ("&amp;#20013;", "&amp;#20013;"),
    ("&", "&"),
    ("%E4", "%E4"),
    ("%", "%"),
    ("~{", "~{"),
    ("+Ti0", "+Ti0"),
    ("(lái)", "(lái)"),
    ("來(lái)", "來(lái)"),
    ("們?nèi)グ", "們?nèi)グ"),
    ("(", "("),
    ("(a)", "(a)"),
    ("zero-width", "\u{200b}"),
    (",，", ",，"),
    ("們?，", "們?，"),
    ("torn every nine", "市場裡人聲?nèi)\n"),
    ("UTF-8 as GBK, lossy", "甯備氦閫氬眬鏄ㄥぉ瀹ｅ竷锛岃法姹熷ぇ妗ョ殑妫?淇?灏嗗湪鏈?鏈堝簳浠ュ墠瀹屾垚\n"),
    ("Big5 as GBK, lossy", "?L?酞杭W??临?b膥尿砏家?]临?b耎?jぱ?皤堞nи?踏@癬?hそ堕床˙?a\n"),
    ("�", "\u{fffd}"),
    ("mixed", "?锛Ã\\u4e2d&amp;(lái),，\u{e000}們?%D6%D0~{\u{200b}"),
];

/// A page more costs what the one before it did: nothing is remembered but the rules.
fn by_number() {
    const NUMBERS: [usize; 4] = [1, 10, 100, 1_000];
    let page = portal_page(1, PORTAL_PAGE);
    println!("| pages cleaned | ms to load rules | ms per page |");
    println!("| ---: | ---: | ---: |");
    for pages in NUMBERS {
        let mut load = Duration::MAX;
        let cleaner = time(&mut load, cleaner);
        let since = Instant::now();
        (0..pages).for_each(|_| drop(black_box(cleaner.clean(&Page::html("page", &page)))));
        let each = since.elapsed().as_secs_f64() * 1e3 / pages as f64;
        println!("| {pages} | {:.1} | {each:.2} |", load.as_secs_f64() * 1e3);
    }
}

/// No rules, the built-in ones, and more of a kind that no page of these has.
fn by_rules() {
    let pages = Pages::find().pages;
    let bytes: usize = pages.iter().map(Vec::len).sum();
    println!("| rules | ms to load | ms per MB, sweep |");
    println!("| ---: | ---: | ---: |");
    let none = RulesetBuilder::default().without_builtin();
    let more = |count| RulesetBuilder::default().text("more.toml", generated(count));
    for builder in [none, RulesetBuilder::default(), more(1_000), more(10_000)] {
        let mut load = Duration::MAX;
        let rules = time(&mut load, || builder.build().expect("the rules load"));
        let options = Options::default();
        let context = Context { rules: &rules, options: &options, url: None, reference_date: None };
        let mut total = Duration::ZERO;
        for page in &pages {
            let mut least = Duration::MAX;
            for _ in 0..ROUNDS {
                let mut document = segment::html(&decode::decode(page, None).text);
                let (sweep, before) = PASSES.split_last().expect("there are passes");
                before.iter().for_each(|pass| (pass.run)(&mut document, &context));
                time(&mut least, || (sweep.run)(&mut document, &context));
            }
            total += least;
        }
        let (load, sweep) = (load.as_secs_f64() * 1e3, total.as_secs_f64() * 1e3 / mb(bytes));
        println!("| {} | {load:.0} | {sweep:.2} |", rules.rules().len());
    }
}

/// So many rules, each with two words of its own.
fn generated(count: usize) -> String {
    let word = |number: usize| -> String {
        // Four characters of the 20,000 most used, in an order that no text has.
        (0..4)
            .filter_map(|place| char::from_u32(0x4e00 + ((number * 7 + place * 4_919) % 20_000) as u32))
            .collect()
    };
    let rule = |number: usize| {
        let (one, other) = (word(2 * number), word(2 * number + 1));
        format!(
            "[word-{number}]\nwhy = \"One of many.\"\npass = \"ads\"\nscope = \"line\"\nany = [\"{one}\", \"{other}\"]\n\
             hit = [\"{one}\"]\nmiss = [\"早市\"]\n\n"
        )
    };
    (0..count).map(rule).collect()
}

/// The same pages by one thread, two and four: pages a second by the wall clock, which shows something where as many
/// processors are idle, and the CPU time that the threads took together, which shows what sharing costs.
fn by_threads() {
    const PAGES: usize = 2_000;
    let lines: String = (0..PAGES)
        .map(|number| {
            serde_json::json!({ "id": number, "html": portal_page(number, PORTAL_PAGE) }).to_string() + "\n"
        })
        .collect();
    println!("| threads | pages a second | CPU seconds | times one thread's pages a second |");
    println!("| ---: | ---: | ---: | ---: |");
    let mut one = None;
    for threads in [1, 2, 4] {
        let (mut wall, mut cpu) = (f64::MAX, f64::MAX);
        for _ in 0..3 {
            let (since, spent) = (Instant::now(), cpu_seconds());
            run(threads, &lines);
            wall = wall.min(since.elapsed().as_secs_f64());
            cpu = cpu.min(cpu_seconds() - spent);
        }
        let times = *one.get_or_insert(wall) / wall;
        println!("| {threads} | {:.0} | {cpu:.2} | {times:.2} |", PAGES as f64 / wall);
    }
}

fn run(threads: usize, lines: &str) {
    let sources = Sources::new(vec![Input::Stdin], Format::Jsonl).expect("one input");
    let run = Run {
        cleaner: cleaner(),
        columns: qingliu::io::Columns::default(),
        removals: false,
        facts: false,
        digests: false,
        require_chinese: false,
        url: None,
        charset: None,
    };
    let sources = sources.with_stdin(std::io::Cursor::new(lines.to_owned().into_bytes()));
    let ran = qingliu::io::run(sources, run, &Pace::of(threads), |written| {
        black_box(written);
        Ok::<(), qingliu::Error>(())
    });
    ran.expect("nothing ends the run");
}

/// What this program has spent so far, all threads together. Linux only; elsewhere it is not a number.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks =
        |field: usize| fields.get(field).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or(f64::NAN);
    // utime and stime, in hundredths of a second on every Linux there is.
    (ticks(11) + ticks(12)) / 100.0
}

fn cleaner() -> Cleaner {
    Cleaner::builder().build().expect("the built-in rules load")
}
