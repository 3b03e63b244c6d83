//! Who wrote a post: the name in the lines beside it.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::document::{BlockId, Document, Found, visible_chars};
use crate::extract::date::dates;
use crate::extract::thread::{is_furniture, is_panel};
use crate::extract::zone::stands;
use crate::segment::credit;

/// Characters of a name.
pub const LONGEST_NAME: usize = 20;

/// Words in class or id of a container that holds a name among other things.
const PEOPLE: [&str; 8] = ["user", "author", "name", "nick", "member", "poster", "avatar", "auth"];

/// Whether a container is classed as one that holds names.
pub fn speaks_of_people(document: &Document, block: BlockId) -> bool {
    let has = |block: BlockId| PEOPLE.iter().any(|word| document.blocks[block].tokens.contains(word));
    has(block) || has(document.blocks[block].parent)
}

/// The names that elements of the page are classed as.
pub fn names(document: &Document) -> HashSet<&str> {
    let shown = |key: &str| matches!(key, "shown:name" | "shown:account" | "shown:author");
    let heads = document.head.iter().filter(|head| shown(&head.key));
    heads.map(|head| head.line.text.trim()).filter(|name| is_name(name)).collect()
}

/// The first name: of a container that is classed as one, of an element that is, or what stands before a time.
pub fn name(
    document: &Document,
    lines: impl Iterator<Item = usize> + Clone,
    names: &HashSet<&str>,
    reference: Option<Date>,
) -> Option<Found<String>> {
    let seen = |line: &usize| {
        !document.lines[*line].birth.hidden && document.lines[*line].text.chars().count() <= 120
    };
    let found = |index: usize, span: Range<usize>| {
        let line = &document.lines[index];
        let value = line.text[span.clone()].to_owned();
        stands(line, &span).then(|| Found { value, rule: "author/post".into(), at: Some((index, span)) })
    };
    let classed = lines.clone().filter(seen).find_map(|index| {
        let line = &document.lines[index];
        let tokens = &document.blocks[line.birth.block].tokens;
        let classed = tokens
            .split(|c: char| !c.is_ascii_alphabetic())
            .any(|t| credit::key(t).is_some_and(|key| key != "shown:source"));
        let span = bare(&line.text);
        (classed && is_name(&line.text[span.clone()])).then(|| found(index, span)).flatten()
    });
    let marked = || {
        lines.clone().filter(seen).find_map(|index| {
            let text = &document.lines[index].text;
            // A name inside a longer word is another's.
            let part = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
            let mut words = text.split(part).chain([text.trim()]);
            let name = words.find(|word| names.contains(word))?;
            let at = name.as_ptr().addr() - text.as_ptr().addr();
            let span = at..at + name.len();
            found(index, span)
        })
    };
    let dated = || {
        lines.clone().filter(seen).find_map(|index| {
            let text = &document.lines[index].text;
            let day = dates(text, reference).into_iter().next()?.span.start;
            let span = bare(&text[..day]);
            is_name(&text[span.clone()]).then(|| found(index, span)).flatten()
        })
    };
    let linked = || {
        lines.clone().filter(seen).find_map(|index| {
            let line = &document.lines[index];
            let person = line.birth.links > 0 && speaks_of_people(document, line.birth.block);
            let span = bare(&line.text);
            (person && is_name(&line.text[span.clone()])).then(|| found(index, span)).flatten()
        })
    };
    // Or, where nothing is classed, what stands above the panel that tells of its bearer.
    let above_panel = || {
        lines.clone().filter(seen).find_map(|index| {
            let below = document.lines.get(index + 1)?;
            let line = &document.lines[index];
            let span = bare(&line.text);
            let fits = line.birth.block == below.birth.block && is_panel(&below.text);
            (fits && is_name(&line.text[span.clone()])).then(|| found(index, span)).flatten()
        })
    };
    classed.or_else(marked).or_else(dated).or_else(linked).or_else(above_panel)
}

/// A name without what software writes around it: 楼主：瓦片, 3楼 瓦片 发表于.
pub fn bare(text: &str) -> Range<usize> {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:[\s#@|·:：,，\[【(（>»-]|第?\s*\d+\s*[楼樓#层層F]|沙发|板凳|地板|楼主|樓主|层主|作者|网友|網友|用户|会员|发表人|回答者|提问者|回复者|来自|by\s)+",
        )
        .expect("a literal")
    });
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?:[\s|·:：,，\])）】>»-]|的?(?:发表|發表|发布|发帖|回复|回覆|回答|评论|提问|写道)[于於]?|写?于|於|说|楼主|(?:发[表帖贴布])?时间|\d{1,3}(?:,\d{3})+|发消息|发短消息|加好友|加为好友|[(（\[](?:楼主|作者)|\[?只看该作者\]?|\d{1,3}\s*(?:秒|分钟|小时|天|周|个?月|年)前|我也去答题|访问个人页|\+?关注)+$",
        )
        .expect("a literal")
    });
    let start = BEFORE.find(text).map_or(0, |m| m.end());
    let end = BEHIND.find(&text[start..]).map_or(text.len(), |m| start + m.start());
    start..end
}

/// Whether a text may be what somebody calls himself.
pub fn is_name(text: &str) -> bool {
    let text = text.trim();
    (1..=LONGEST_NAME).contains(&visible_chars(text))
        && text.chars().any(char::is_alphanumeric)
        && !text.contains(['。', '，', '？', '！', '：', ':', '；', '、', '|', '/', '>', '›'])
        && !text.chars().all(|c| c.is_ascii_digit())
        && !["时间", "日期", "注册", "登录", "登陆", "积分", "发帖", "回复", "最佳", "其他", "客户端", "来自"]
            .iter()
            .any(|word| text.contains(word))
        && !is_furniture(text)
        && dates(text, None).is_empty()
        && !matches!(text, "作者" | "楼主" | "博客" | "发表" | "来源" | "推荐答案" | "本回答" | "编辑")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_bare_of_what_stands_around_it() {
        for (text, name) in [
            ("楼主：瓦片", "瓦片"),
            ("3楼 瓦片 发表于", "瓦片"),
            ("@瓦片", "瓦片"),
            ("瓦片 (楼主)10月前", "瓦片"),
            ("网友 瓦片 写道：", "瓦片"),
            ("瓦片 写于", "瓦片"),
            ("瓦片1,203", "瓦片"),
            ("瓦片 时间：", "瓦片"),
            ("瓦片 发消息", "瓦片"),
        ] {
            assert_eq!(text[bare(text)].trim(), name);
        }
        for text in
            ["注册时间", "发帖：12", "2012-03-01", "回复", "[作者]", "今天很冷，风也大", "来自Android客户端"]
        {
            assert!(!is_name(&text[bare(text)]), "{text}");
        }
    }
}
