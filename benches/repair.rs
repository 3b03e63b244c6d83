//! How fast `qingliu::repair` is: on clean Chinese, on damaged pages, and on hostile text of growing size, where the
//! time per MB has to stay what it was, whatever the size.
//!
//! ```text
//! cargo bench --bench repair                                # the sentences below, multiplied
//! QINGLIU_TEXTS=../texts cargo bench --bench repair         # clean pages: the *.txt of a folder, each a page
//! ```

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

const ROUNDS: usize = 7;
/// Clean Chinese passes at this rate on one core, or the gate is too slow.
const CLEAN_MB_PER_SECOND: f64 = 300.0;
/// A hostile text that takes this many times longer per MB at the largest size than at the smallest is not linear.
const GROWTH: f64 = 2.0;
/// Below this, in ms per MB, a ratio shows the machine's noise and no growth.
const NOISE: f64 = 2.0;

fn main() {
    let clean = std::env::var_os("QINGLIU_TEXTS").map_or_else(built_in, |folder| texts(Path::new(&folder)));
    assert!(!clean.is_empty(), "no *.txt in QINGLIU_TEXTS");
    let (check, gbk) = (checked(&clean), decoded(&clean));
    println!("{:28} {:>8} {:>10} {:>8}", "pages", "MB", "MB/s", "edits");
    let rate = report("clean", &clean);
    println!(
        "    {} {CLEAN_MB_PER_SECOND} MB/s",
        if rate >= CLEAN_MB_PER_SECOND { "at least" } else { "BELOW" }
    );
    println!("    {:.2} of a check for valid UTF-8, {:.2} of reading as GBK", rate / check, rate / gbk);
    for (name, was, now) in MARKINGS {
        report(name, &marked(was, now));
    }
    for (name, page) in DAMAGED {
        report(name, &pages(&[page], 50));
    }
    println!("\n{:28} {:>8} {:>8} {:>8}  ms per MB", "hostile", "1 MB", "4 MB", "16 MB");
    for (name, unit) in HOSTILE {
        let times: Vec<f64> = [1, 4, 16].map(|mb| milliseconds_per_mb(unit, mb)).into();
        let row: String = times.iter().map(|ms| format!(" {ms:8.1}")).collect();
        let growth = times[2] / times[0];
        println!(
            "{name:28}{row}  {}",
            if growth > GROWTH && times[2] > NOISE { format!("GROWS {growth:.1}x") } else { String::new() }
        );
    }
}

/// Sentences of a page as portals write them: news, a dialogue, a traditional one, a table, Latin names and numbers.
const SENTENCES: [&str; 8] = [
    "市交通局昨天宣布，跨江大桥的检修将在本月底以前完成，届时双向六车道恢复通行。",
    "“你什么时候回来？”他问。“说不准，”她笑了笑，“大概要等到秋天。”",
    "報告指出，今年前三季的出口總額較去年同期增加了百分之四點五，其中以電子零件最為突出。",
    "第二，居民可以在网上预约，也可以拨打热线电话：工作日上午九点到下午五点半。",
    "据介绍，这款手机采用6.7英寸屏幕，电池容量5000mAh，起售价2999元（含税）。",
    "老王在院子里种了三棵枣树、一架葡萄，夏天一到，满院子都是邻居家的孩子。",
    "法国作家雨果（Victor Hugo）在《悲惨世界》里写道：世界上最宽阔的是海洋，比海洋更宽阔的是天空。",
    "　　比赛的最后五分钟，主队连得九分，把比分追成了88比88平；加时赛里，客队再也没能领先。",
];

/// One in so many pages is damaged in the way named: what a dump looks like.
const MARKINGS: [(&str, &str, &str); 3] =
    [("readings put in", "較", "較(jiào)"), ("commas put in", "，", ",，"), ("full-width digits", "9", "９")];

/// Pages of one kind of damage throughout.
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

/// Pages of about 4 KB, the sentences in turn.
fn built_in() -> Vec<String> {
    pages(&SENTENCES, 2000)
}

fn pages(sentences: &[&str], count: usize) -> Vec<String> {
    let mut turn = sentences.iter().cycle();
    (0..count)
        .map(|_| {
            let mut page = String::new();
            while page.len() < 4000 {
                page.push_str(turn.next().expect("a cycle does not end"));
                page.push('\n');
            }
            page
        })
        .collect()
}

/// Clean pages, every twentieth with the marking.
fn marked(was: &str, now: &str) -> Vec<String> {
    let mark = |(index, page): (usize, String)| if index % 20 == 0 { page.replace(was, now) } else { page };
    built_in().into_iter().enumerate().map(mark).collect()
}

fn texts(folder: &Path) -> Vec<String> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    paths.sort();
    let is_text = |path: &&std::path::PathBuf| path.extension().is_some_and(|e| e == "txt");
    paths.iter().filter(is_text).filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}

/// Prints the best rate of the rounds, in MB of UTF-8 a second, and gives it.
fn report(name: &str, pages: &[String]) -> f64 {
    let bytes: usize = pages.iter().map(String::len).sum();
    let mut edits = 0;
    let mut seconds: Vec<f64> = (0..=ROUNDS)
        .map(|_| {
            let start = Instant::now();
            edits = pages.iter().map(|page| black_box(qingliu::repair(black_box(page))).edits.len()).sum();
            start.elapsed().as_secs_f64()
        })
        .collect();
    // The first round loads tables and warms caches. The best of the others is the one least disturbed.
    seconds.remove(0);
    let rate = mb(bytes) / seconds.iter().copied().fold(f64::INFINITY, f64::min);
    println!("{name:28} {:8.2} {rate:10.1} {edits:8}", mb(bytes));
    rate
}

/// MB/s of checking the same pages for valid UTF-8: what touching each byte once takes on this machine, now.
fn checked(pages: &[String]) -> f64 {
    fastest(pages, |page| black_box(std::str::from_utf8(black_box(page.as_bytes()))).is_ok())
}

/// MB/s of reading them from GBK, counted in UTF-8 as the others are.
fn decoded(pages: &[String]) -> f64 {
    let bytes: Vec<Vec<u8>> = pages.iter().map(|page| encoding_rs::GBK.encode(page).0.into_owned()).collect();
    let mut turn = bytes.iter().cycle();
    fastest(pages, |_| !black_box(encoding_rs::GBK.decode(turn.next().expect("a cycle does not end"))).2)
}

fn fastest(pages: &[String], mut work: impl FnMut(&String) -> bool) -> f64 {
    let bytes: usize = pages.iter().map(String::len).sum();
    let mut once = || {
        let start = Instant::now();
        assert!(pages.iter().all(&mut work));
        start.elapsed().as_secs_f64()
    };
    mb(bytes) / (0..ROUNDS).map(|_| once()).fold(f64::INFINITY, f64::min)
}

/// The best of three, so that a neighbour's load does not read as growth.
fn milliseconds_per_mb(unit: &str, megabytes: usize) -> f64 {
    let text = unit.repeat(megabytes * 1_000_000 / unit.len());
    let once = || {
        let start = Instant::now();
        black_box(qingliu::repair(black_box(&text)));
        start.elapsed().as_secs_f64()
    };
    (0..3).map(|_| once()).fold(f64::INFINITY, f64::min) * 1000.0 / mb(text.len())
}

fn mb(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
