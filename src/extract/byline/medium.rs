//! Which words are the names of media, and where the name of a source ends.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::NEXT_FACT;
use crate::document::visible_chars;

/// Ends of names that publish: only such a name is believed without a label.
static MEDIA: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) \A[\p{Han}A-Za-z0-9·—-]{1,14}(?:网|報|报|社|网站|日报|晚报|晨报|早报|快报|时报|商报|都市报|周刊|周报|杂志|杂志社|电视台|广播电台|
          卫视|广播|广播网|频道|在线|客户端|传媒|观察者网|新闻|新闻网|财经|通讯社|新媒体)(?:\z|[\[(\ |/,-])",
    )
    .expect("a constant pattern")
});

/// The same at the beginning of a word that goes on with a name: 某某晚报张三.
static MEDIA_GLUED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\A[\p{Han}A-Za-z0-9·—-]{1,12}?(?:日报|晚报|晨报|早报|快报|时报|商报|都市报|周刊|周报|新闻网|电视台|质量网|在线|世纪网|网站)")
        .expect("a constant pattern")
});

/// Bytes of the medium's name that `text` begins with.
pub fn medium(text: &str) -> Option<usize> {
    // 国内新闻 is the section.
    const SECTIONS: [&str; 22] = [
        "国内", "国际", "社会", "体育", "娱乐", "科技", "军事", "时政", "本地", "图片", "视频", "财经",
        "综合", "热点", "最新", "行业", "公司", "企业", "今日", "教育", "健康", "汽车",
    ];
    let section = SECTIONS.iter().find_map(|s| text.strip_prefix(s));
    if section.is_some_and(|rest| rest.starts_with("新闻") || rest.starts_with("频道")) {
        return None;
    }
    // The kind of a paper is not its name.
    if ["数字报", "电子报", "手机报", "数字版", "电子版"].contains(&text) {
        return None;
    }
    // 发布于北京 is where a platform's author sat.
    if ["发布", "发表", "更新", "编辑", "来自", "听新闻", "手机看新闻", "查看新闻", "返回"]
        .iter()
        .any(|word| text.starts_with(word))
    {
        return None;
    }
    let word = text.find(' ').map_or(text, |end| &text[..end]);
    // 《某某》杂志
    if let Some(title) = word.strip_prefix('《') {
        let end = title.find('》').filter(|end| *end > 0)?;
        let behind = &title[end + '》'.len_utf8()..];
        let kind = ["杂志", "周刊", "报", "月刊"].contains(&behind)
            || behind.is_empty() && medium(&title[..end]) == Some(end);
        return (kind && visible_chars(title) <= 14).then_some(word.len());
    }
    let whole =
        MEDIA.find(word).map(|m| word[..m.end()].trim_end_matches(['[', '(', '|', '/', ',', '-']).len());
    whole.or_else(|| MEDIA_GLUED.find(word).map(|m| m.end())).filter(|len| *len <= 45)
}

/// Where the name that begins at `start` ends; none for what cannot be one: too long, an address, a number,
/// 未知. A space ends a name unless Latin letters stand on both sides.
pub fn name(text: &str, start: usize) -> Option<Range<usize>> {
    const LONGEST: usize = 24;
    let rest = &text[start..];
    let open = rest.len()
        - rest.trim_start_matches([' ', '[', '(', '【', '《', '「', '“', '"', '<', ':', '·', '/']).len();
    let start = start + open;
    let rest = &text[start..];
    let mut end = NEXT_FACT.find(rest).map_or(rest.len(), |m| m.start());
    let mut latin = false;
    for (at, c) in rest[..end].char_indices() {
        if c == ' ' && !(latin && rest[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic())) {
            end = at;
            break;
        }
        latin = c.is_ascii_alphabetic();
    }
    if rest[end..].starts_with('》') && rest[..end].contains('《') {
        end += '》'.len_utf8();
    }
    let value = rest[..end].trim_end_matches(['-', '、', '.', '/', '·', ' ', '”', '"']);
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let fits = (2..=LONGEST).contains(&visible_chars(value)) && letters >= 2;
    let empty = [
        "未知",
        "不详",
        "不明",
        "本文",
        "暂无",
        "null",
        "undefined",
        "www",
        "点击",
        "查看",
        "未注明",
        "来源于",
        "来自",
    ];
    let junk = empty.iter().any(|word| value.eq_ignore_ascii_case(word))
        || value.starts_with("www.")
        || value.starts_with("未知")
        || value.starts_with("http")
        || value.contains(".com")
        || value.contains('@');
    (fits && !junk).then_some(start..start + value.len())
}
