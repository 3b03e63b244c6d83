//! Which words are the names of persons, and where they end.

use super::NEXT_FACT;
use super::row::is_interface;
use crate::document::{is_hanzi, visible_chars};

/// The names that begin at `start`, joined by a space, and where they end. 记者 and the like before a name go;
/// two single hanzi are one name that was spaced out. Four names at most; none where the first is no name.
pub fn people(text: &str, start: usize) -> Option<(String, usize)> {
    let rest = &text[start..];
    let mut facts = NEXT_FACT.find(rest).map_or(rest.len(), |m| m.start());
    // 某某(北京)管理公司 is a name that goes on.
    if rest[facts..].starts_with('(') {
        let behind = rest[facts..].find(')').and_then(|close| rest[facts + close + 1..].chars().next());
        if behind.is_some_and(is_hanzi) {
            return None;
        }
    }
    // A colon makes the word before it a label, whatever it says: 某某 状态：连载中.
    if rest[facts..].starts_with(':') {
        facts = rest[..facts].rfind(' ').unwrap_or(0);
    }
    let mut names: Vec<String> = Vec::new();
    let mut end = start;
    let mut at = 0;
    for word in rest[..facts].split_inclusive([' ', '、', '/', '&', ',']) {
        let begin = at;
        at += word.len();
        let bare = word.trim_end_matches([' ', '、', '/', '&', ',']);
        if bare.is_empty() {
            continue;
        }
        let title = ["本报", "实习", "见习"].iter().any(|title| bare.contains(title));
        let (ahead, person) = strip_office(bare);
        if !names.is_empty() && names.len() < 4 && ahead.chars().count() > 1 && is_name(ahead, false) {
            names.push(ahead.to_owned());
        }
        if person.is_empty() && (title || names.is_empty() && bare != person) {
            continue;
        }
        let latin = bare.is_ascii();
        let spaced_out = person.chars().count() == 1
            && names.last().is_some_and(|n| n.chars().count() == 1 && n.chars().all(is_hanzi));
        let next_of_latin = latin && names.last().is_some_and(|n| n.is_ascii());
        if spaced_out || next_of_latin {
            if let Some(last) = names.last_mut() {
                if next_of_latin {
                    last.push(' ');
                }
                last.push_str(person);
            }
        } else if names.len() == 4 || !is_name(person, names.is_empty()) {
            break;
        } else {
            names.push(person.to_owned());
        }
        end = start + begin + bare.len();
    }
    let value = names.join(" ");
    const NOBODY: [&str; 8] = ["佚名", "未知", "不详", "匿名", "admin", "null", "网络", "本站"];
    let known = names.first().is_some_and(|n| !NOBODY.iter().any(|w| n.eq_ignore_ascii_case(w)));
    (visible_chars(&value) >= 2 && known).then_some((value, end))
}

/// 见习编辑李琼 is 李琼; what stands before the office, a paper or another name, comes apart.
fn strip_office(word: &str) -> (&str, &str) {
    const OFFICES: [&str; 9] =
        ["特约记者", "记者", "記者", "实习生", "實習生", "通讯员", "見習編輯", "见习编辑", "特派员"];
    let found =
        OFFICES.iter().filter_map(|o| word.find(o).filter(|at| *at <= 30).map(|at| (at + o.len(), at)));
    match found.max() {
        Some((end, start)) => (&word[..start], word[end..].trim_start_matches([':', '/'])),
        None => ("", word),
    }
}

/// A first name may be a pen name of any kind up to fourteen characters; those behind it are told from
/// whatever follows by being names of two to four hanzi.
fn is_name(word: &str, first: bool) -> bool {
    // What stands behind a byline and has the length of a name.
    const INTERFACE: [&str; 24] = [
        "文",
        "图",
        "摄",
        "译",
        "打印",
        "分享",
        "评论",
        "收藏",
        "关闭",
        "字号",
        "字体",
        "大",
        "中",
        "小",
        "大中小",
        "举报",
        "点赞",
        "转发",
        "关注",
        "回复",
        "原创",
        "来源",
        "阅读",
        "浏览",
    ];
    let length = word.chars().count();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let hanzi = word.chars().all(|c| is_hanzi(c) || c == '·');
    let place =
        ["报导", "報導", "报道", "電", "编辑", "摄影", "来源", "报"].iter().any(|end| word.ends_with(end));
    if first {
        letters >= 1
            && length <= 14
            && !word.contains("http")
            && !word.contains('@')
            && !word.starts_with("www.")
    } else {
        hanzi && (1..=4).contains(&length) && !place && !INTERFACE.contains(&word) && !is_interface(word)
    }
}

/// A name in Latin letters as members of a platform bear: lazy_cat88.
pub fn is_handle(name: &str) -> bool {
    const NOBODY: [&str; 6] = ["admin", "administrator", "editor", "author", "webmaster", "guest"];
    (3..=20).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        && name.chars().filter(char::is_ascii_alphabetic).count() >= 2
        && !NOBODY.iter().any(|word| name.eq_ignore_ascii_case(word))
}

/// Of a name in the head, which is the site's as often as a person's.
pub fn is_person(name: &str) -> bool {
    const FIRMS: [&str; 18] = [
        "队", "馆", "社", "公司", "部", "中心", "集团", "站", "技术", "团队", "政府", "局", "院", "室", "处",
        "厅", "委", "办",
    ];
    const MEDIA_WORDS: [&str; 9] = ["网", "报", "电台", "电视", "新闻", "频道", "编辑", "在线", "杂志"];
    visible_chars(name) <= 12
        && name.chars().any(is_hanzi)
        && !FIRMS.iter().any(|end| name.ends_with(end))
        && !MEDIA_WORDS.iter().any(|word| name.contains(word))
}
