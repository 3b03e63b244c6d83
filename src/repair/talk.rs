//! Whether a page speaks about encodings: what looks like damage there may be its subject.

/// How many different words of the trade stand on the page.
pub(super) fn of_escapes(lines: &[&str]) -> usize {
    count(lines, &ENCODINGS) + count(lines, &TRADE)
}

/// Whether the page speaks about encodings and what becomes of text in the wrong one.
pub(super) fn of_encodings(lines: &[&str]) -> bool {
    count(lines, &ENCODINGS) > 0
}

fn count(lines: &[&str], words: &[&str]) -> usize {
    words.iter().filter(|word| lines.iter().any(|line| line.contains(**word))).count()
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
