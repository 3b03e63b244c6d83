//! Lines of programs, which stand between the sentences of who explains them.

use memchr::memchr3;

/// Whether a line is of a program or a command. What dates it is a value, and it is no scrap of the page's frame.
pub fn is_code(text: &str) -> bool {
    const MARKS: [&str; 10] = [" = ", "==", "=>", "();", ");", "{", "}", "&&", "'19", "'20"];
    const BEGIN: [&str; 13] = [
        "SELECT ",
        "FROM ",
        "WHERE ",
        "ORDER BY ",
        "INSERT ",
        "import ",
        "def ",
        "return ",
        "sudo ",
        "git ",
        "npm ",
        "pip ",
        "$ ",
    ];
    let bytes = text.as_bytes();
    // Most lines have none of what the marks are made of.
    let marked = memchr3(b'=', b';', b'{', bytes).or_else(|| memchr3(b'}', b'&', b'\'', bytes)).is_some();
    marked && (text.ends_with(';') || MARKS.iter().any(|mark| text.contains(mark)))
        || BEGIN.iter().any(|begin| text.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_told_from_bylines() {
        for code in [
            "WHERE day = '2020-06-18'",
            "for (i = 0; i < 9; i++) {",
            "AND day < '2020-06-18'",
            "git log --since 2020-06-18",
        ] {
            assert!(is_code(code), "{code}");
        }
        for other in [
            "2011-05-03 08:15 来源：小城网 (记者 张三)",
            "By John Smith 2011-05-03 (Reuters)",
            "首页 > 新闻 -> 正文",
            "posted @ 2012-09-02 18:32 老林 阅读(33) 评论(7)",
        ] {
            assert!(!is_code(other), "{other}");
        }
    }
}
