//! Whether a page speaks about encodings: what looks like damage there may be its subject.

/// How many different words of the trade stand on the page.
pub(super) fn of_encodings(lines: &[&str]) -> usize {
    WORDS.iter().filter(|word| lines.iter().any(|line| line.contains(**word))).count()
}

const WORDS: [&str; 24] = [
    "乱码",
    "亂碼",
    "编码",
    "編碼",
    "字符集",
    "字元集",
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
    "html",
    "Unicode",
    "unicode",
    "UTF-",
    "utf-",
    "GBK",
    "JavaScript",
    "JSON",
];
