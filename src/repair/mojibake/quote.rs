//! Mojibake that somebody shows: an article about it, or a stretch in quotation marks.

/// Words of those who write about encodings.
const WORDS: [&str; 22] = [
    "乱码",
    "亂碼",
    "编码",
    "編碼",
    "解码",
    "解碼",
    "字节",
    "位元組",
    "字符集",
    "字元集",
    "代码页",
    "内码",
    "內碼",
    "mojibake",
    "utf-8",
    "utf8",
    "gbk",
    "gb2312",
    "big5",
    "iso-8859",
    "1252",
    "latin-1",
];

/// Whether a page speaks of encodings anywhere outside its damage.
pub(super) fn speaks_of_encodings(lines: &[&str]) -> bool {
    lines.iter().any(|line| {
        let line = line.to_ascii_lowercase();
        WORDS.iter().any(|word| line.contains(word))
    })
}

/// Whether a stretch is all that stands between two marks of quotation, with text around them.
pub(super) fn is_quoted(line: &str, start: usize, end: usize) -> bool {
    const MARKS: [(char, char); 10] = [
        ('“', '”'),
        ('‘', '’'),
        ('「', '」'),
        ('『', '』'),
        ('《', '》'),
        ('（', '）'),
        ('(', ')'),
        ('"', '"'),
        ('\'', '\''),
        ('`', '`'),
    ];
    let (before, after) = (&line[..start], &line[end..]);
    let outer = (before.chars().next_back(), after.chars().next());
    let has_text = |text: &str| text.chars().any(char::is_alphanumeric);
    MARKS.iter().any(|(open, close)| outer == (Some(*open), Some(*close)))
        && (has_text(before) || has_text(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_alone_between_marks_is_quoted() {
        let line = "他发来“鐨勬槸”两个字";
        let start = line.find('鐨').unwrap();
        assert!(is_quoted(line, start, start + "鐨勬槸".len()));
        assert!(!is_quoted(line, start, start + "鐨".len()));
        assert!(!is_quoted("“鐨勬槸”", 3, 12));
        assert!(speaks_of_encodings(&["打开文件全是乱码"]));
        assert!(!speaks_of_encodings(&["鐨勬槸"]));
    }
}
