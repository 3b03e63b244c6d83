//! Whether a page speaks about encodings: what looks like damage there may be its subject.

use std::sync::LazyLock;

use memchr::memmem::Finder;

/// How many different words of the trade stand on the page.
pub(super) fn of_escapes(lines: &[&str]) -> usize {
    static TRADE_WORDS: LazyLock<Words> = LazyLock::new(|| finders(&TRADE));
    count(lines, &ENCODING_WORDS) + count(lines, &TRADE_WORDS)
}

/// Whether the page speaks about encodings and what becomes of text in the wrong one.
pub(super) fn of_encodings(lines: &[&str]) -> bool {
    lines.iter().any(|line| ENCODING_WORDS.iter().any(|word| word.find(line.as_bytes()).is_some()))
}

/// Words to look for: that is made ready once, for it takes longer than to look through a line.
type Words = Box<[Finder<'static>]>;

static ENCODING_WORDS: LazyLock<Words> = LazyLock::new(|| finders(&ENCODINGS));

fn finders(words: &[&'static str]) -> Words {
    words.iter().map(|word| Finder::new(*word)).collect()
}

fn count(lines: &[&str], words: &Words) -> usize {
    words.iter().filter(|word| lines.iter().any(|line| word.find(line.as_bytes()).is_some())).count()
}

const ENCODINGS: [&str; 10] =
    ["乱码", "亂碼", "编码", "編碼", "字符集", "字元集", "Unicode", "UTF-", "utf-", "GBK"];

const TRADE: [&str; 12] = [
    "转义",
    "轉義",
    "实体",
    "實體",
    "字符串",
    "正则",
    "代码",
    "代碼",
    "占位符",
    "HTML",
    "JavaScript",
    "JSON",
];
