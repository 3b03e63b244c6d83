//! The posts of a discussion: which lines one person wrote at a time, and the name and time beside them.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use crate::document::{BlockId, Document, Found, visible_chars};
use crate::segment::credit;

use super::classes::Classes;
use super::date::{Label, dates};
use super::thread::{is_furniture, make};
use super::zone::stands;

/// What somebody wrote, and what stands beside it.
#[derive(Debug, Clone, Default)]
pub struct Post {
    /// The name.
    pub author: Option<Found<String>>,
    /// The time, ISO 8601, as precise as the page has it.
    pub date: Option<Found<String>>,
    /// The lines of the body that are its.
    pub lines: Vec<usize>,
    /// Their text.
    pub text: String,
}

/// Lines between two posts that may bear the name and time of one: what software puts there has a dozen.
const REACH: usize = 24;

/// Characters of a name.
const LONGEST_NAME: usize = 20;

/// Words in class or id of a container that holds a name among other things.
const PEOPLE: [&str; 8] = ["user", "author", "name", "nick", "member", "poster", "avatar", "auth"];

/// Parts the lines of a discussion's body, and reads the name and time beside each part.
pub fn posts(
    document: &Document,
    classes: &Classes,
    body: &[usize],
    headline: Option<usize>,
    reference: Option<Date>,
) -> Vec<Post> {
    let parts = parts(document, classes, body);
    let names = names(document);
    let beside: Vec<Beside> = (0..parts.len()).map(|at| Beside::of(document, &parts, at, headline)).collect();
    // Where the first post has no time above it, and it or the last one has one below, so have the others.
    let dated = |range: &Range<usize>| time(document, range.clone(), reference).is_some();
    let below = beside
        .first()
        .zip(beside.last())
        .is_some_and(|(first, last)| !dated(&first.above) && (dated(&first.below) || dated(&last.below)));
    let mut posts = Vec::with_capacity(parts.len());
    for (lines, beside) in parts.into_iter().zip(beside) {
        let places = beside.places(below);
        let date = places.iter().find_map(|place| match place {
            Place::Near(range) => time(document, range.clone(), reference),
            Place::Far(range) => time(document, range.clone().rev(), reference),
        });
        let author = places.iter().find_map(|place| match place {
            Place::Near(range) => name(document, range.clone(), &names, reference),
            Place::Far(range) => name(document, range.clone().rev(), &names, reference),
        });
        posts.push(Post { author, date, lines, text: String::new() });
    }
    posts
}

/// Parts a discussion's lines where one post ends and the next begins.
fn parts(document: &Document, classes: &Classes, body: &[usize]) -> Vec<Vec<usize>> {
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for &line in body {
        match parts.last_mut() {
            Some(part) if !part.last().is_some_and(|&last| parted(document, classes, last, line)) => {
                part.push(line)
            }
            _ => parts.push(vec![line]),
        }
    }
    parts
}

/// Whether another post begins between two lines that follow each other in the body.
fn parted(document: &Document, classes: &Classes, above: usize, below: usize) -> bool {
    let block = |line: usize| document.lines[line].birth.block;
    let (one, other) =
        (classes.post_around(document, block(above)), classes.post_around(document, block(below)));
    if one.is_some() && one == other {
        return false;
    }
    // A question and its answers may stand without a word between them.
    let tokens = |post: Option<BlockId>| post.map_or("", |post| &*document.blocks[post].tokens);
    let has = |tokens: &str, words: &[&str]| words.iter().any(|word| tokens.contains(word));
    if has(tokens(one), &["question", "ask"]) && has(tokens(other), &["answer", "reply", "comment", "best-"])
    {
        return true;
    }
    let between = || document.lines[above + 1..below].iter().filter(|line| !line.birth.hidden);
    if between().any(|line| is_head(document, line.birth.block, &line.text)) {
        return true;
    }
    let Some((one, other)) = branches(document, block(above), block(below)) else { return false };
    let holder = &document.blocks[other];
    let alike = make(document, one) == make(document, other);
    match &*holder.tag {
        "li" | "article" | "tr" | "table" | "dl" | "section" => alike && !holder.tokens.is_empty(),
        "div" => alike && classes.post_around(document, block(below)).is_some_and(|post| post >= other),
        _ => false,
    }
}

/// Whether a line stands at the head or foot of a post.
fn is_head(document: &Document, block: BlockId, text: &str) -> bool {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^\W*(?:(?:最佳|推荐|满意|精彩|其他|其它|全部|热心|网友|专业|查看)*(?:答案|回答|回复|评论|跟帖|解答)(?:列表)?|\d+\s*[个条](?:回答|回复|评论))[\s\d()（）共条个]*\W*$",
        )
        .expect("a literal")
    });
    is_furniture(text)
        || (text.chars().count() <= 24 && LABEL.is_match(text))
        || (text.chars().count() <= LONGEST_NAME && speaks_of_people(document, block))
}

fn speaks_of_people(document: &Document, block: BlockId) -> bool {
    let has = |block: BlockId| PEOPLE.iter().any(|word| document.blocks[block].tokens.contains(word));
    has(block) || has(document.blocks[block].parent)
}

/// Below the container that both stand in, the containers of each; none where one stands in the other.
fn branches(document: &Document, one: BlockId, other: BlockId) -> Option<(BlockId, BlockId)> {
    let (mut a, mut b) = (one, other);
    let depth = |block: BlockId| document.blocks[block].depth;
    let parent = |block: BlockId| document.blocks[block].parent;
    while depth(a) > depth(b) + 1 {
        a = parent(a);
    }
    while depth(b) > depth(a) + 1 {
        b = parent(b);
    }
    if depth(a) > depth(b) {
        a = if parent(a) == b { return None } else { parent(a) };
    } else if depth(b) > depth(a) {
        b = if parent(b) == a { return None } else { parent(b) };
    }
    while a != b && parent(a) != parent(b) {
        (a, b) = (parent(a), parent(b));
    }
    (a != b).then_some((a, b))
}

/// Where the name and time of a post may stand.
#[derive(Debug)]
struct Beside {
    /// In the container that holds this post and no other, above and below its text.
    own_above: Range<usize>,
    own_below: Range<usize>,
    /// From the post before, and to the one behind.
    above: Range<usize>,
    below: Range<usize>,
}

enum Place {
    /// Of the post alone: the first that is found is its.
    Near(Range<usize>),
    /// Between two posts: the last one.
    Far(Range<usize>),
}

impl Beside {
    fn of(document: &Document, parts: &[Vec<usize>], at: usize, headline: Option<usize>) -> Beside {
        // The head of the opening post may stand above its headline: in the post's own container all that phpWind tells
        // of its author.
        const ABOVE_HEADLINE: usize = 4;
        const OWN_ABOVE_HEADLINE: usize = 16;
        let (first, last) = (parts[at][0], parts[at][parts[at].len() - 1]);
        let before = at.checked_sub(1).map(|at| parts[at][parts[at].len() - 1]);
        let behind = parts.get(at + 1).map(|part| part[0]);
        let floor = |reach: usize| {
            let opening = headline.filter(|h| *h < first).unwrap_or(first).saturating_sub(reach);
            before.map_or(opening, |line| line + 1).max(first.saturating_sub(REACH))
        };
        let above = floor(ABOVE_HEADLINE)..first;
        let around = floor(OWN_ABOVE_HEADLINE)..first;
        let below = last + 1..behind.unwrap_or(document.lines.len()).min(last + 1 + REACH);
        let unit = unit(document, first, last, before, behind);
        let deep = document.blocks[unit].depth;
        let own = |line: &usize| {
            let around = document.ancestors(document.lines[*line].birth.block);
            around.take_while(|&b| document.blocks[b].depth >= deep).any(|b| b == unit)
        };
        let own_above = around.clone().find(own).map_or(first..first, |from| from..first);
        let own_below = below.clone().rev().find(own).map_or(last + 1..last + 1, |to| last + 1..to + 1);
        Beside { own_above, own_below, above, below }
    }

    fn places(&self, below: bool) -> [Place; 3] {
        let far = if below { Place::Near(self.below.clone()) } else { Place::Far(self.above.clone()) };
        [Place::Near(self.own_above.clone()), Place::Near(self.own_below.clone()), far]
    }
}

/// The largest container that holds these lines and none of the posts before and behind.
fn unit(
    document: &Document,
    first: usize,
    last: usize,
    before: Option<usize>,
    behind: Option<usize>,
) -> BlockId {
    let block = |line: usize| document.lines[line].birth.block;
    let depth = |block: BlockId| document.blocks[block].depth;
    let own = document.shared(block(first), block(last));
    // A container that a neighbour shares is theirs, and so are those around it.
    let neighbours = [before, behind].into_iter().flatten();
    let foreign = neighbours.map(|line| depth(document.shared(own, block(line)))).max();
    let around = document.ancestors(own);
    around.take_while(|&b| foreign.is_none_or(|foreign| depth(b) > foreign)).last().unwrap_or(own)
}

/// The first time that is that of a post: not that of an edit, nor when its author came to the place.
fn time(
    document: &Document,
    lines: impl Iterator<Item = usize>,
    reference: Option<Date>,
) -> Option<Found<String>> {
    lines.filter(|&line| !document.lines[line].birth.hidden).find_map(|index| {
        let line = &document.lines[index];
        if line.text.len() > 400 {
            return None;
        }
        let hits = dates(&line.text, reference);
        let hit = hits.into_iter().find(|hit| {
            hit.value.year.is_some()
                && hit.value.day.is_some()
                && !matches!(hit.label, Some(Label::Edited))
                && !foreign(&line.text[..hit.span.start])
                && stands(line, &hit.span)
        })?;
        let value = hit.value.to_string();
        Some(Found { value, rule: "date/post".into(), at: Some((index, hit.span)) })
    })
}

/// Whether a date is that of the member and not of the post. 回复于 is foreign to an article, and here what is looked for.
fn foreign(before: &str) -> bool {
    let before = before.trim_end_matches(|c: char| !c.is_alphanumeric());
    ["注册", "註冊", "注册时间", "注册日期", "登录", "登录时间", "登陆", "编辑", "生日", "活动时间", "加入"]
        .iter()
        .any(|word| before.ends_with(word))
}

/// The names that elements of the page are classed as.
fn names(document: &Document) -> HashSet<&str> {
    let shown = |key: &str| matches!(key, "shown:name" | "shown:account" | "shown:author");
    let heads = document.head.iter().filter(|head| shown(&head.key));
    heads.map(|head| head.line.text.trim()).filter(|name| is_name(name)).collect()
}

/// The first name: of a container that is classed as one, of an element that is, or what stands before a time.
fn name(
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
    classed.or_else(marked).or_else(dated).or_else(linked)
}

/// A name without what software writes around it: 楼主：瓦片, 3楼 瓦片 发表于.
fn bare(text: &str) -> Range<usize> {
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:[\s#@|·:：,，\[【(（>»-]|第?\s*\d+\s*[楼樓#层層F]|沙发|板凳|地板|楼主|樓主|层主|作者|网友|網友|用户|会员|发表人|回答者|提问者|回复者|来自|by\s)+",
        )
        .expect("a literal")
    });
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?:[\s|·:：,，\])）】>»-]|的?(?:发表|發表|发布|发帖|回复|回覆|回答|评论|提问|写道)[于於]?|于|於|说|楼主|[(（\[](?:楼主|作者)|\[?只看该作者\]?|\d{1,3}\s*(?:秒|分钟|小时|天|周|个?月|年)前|我也去答题|访问个人页|\+?关注)+$",
        )
        .expect("a literal")
    });
    let start = BEFORE.find(text).map_or(0, |m| m.end());
    let end = BEHIND.find(&text[start..]).map_or(text.len(), |m| start + m.start());
    start..end
}

fn is_name(text: &str) -> bool {
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

    fn read(page: &str) -> Vec<(String, String, String)> {
        let document = crate::segment::html(page);
        let measures = crate::extract::measure::measure(&document);
        let thread = super::super::thread::read(&document, &measures, &Classes::of(&document), None);
        posts(&document, &Classes::of(&document), &thread.written, None, None)
            .into_iter()
            .map(|post| {
                let text: Vec<_> = post.lines.iter().map(|line| &*document.lines[*line].text).collect();
                let value = |found: Option<Found<String>>| found.map(|f| f.value).unwrap_or_default();
                (value(post.author), value(post.date), text.join("/"))
            })
            .collect()
    }

    fn owned(rows: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
        rows.iter().map(|(a, b, c)| ((*a).to_owned(), (*b).to_owned(), (*c).to_owned())).collect()
    }

    #[test]
    fn name_and_time_stand_in_the_container_of_the_post() {
        let post = |n: u32, name: &str, text: &str| {
            format!(
                "<div id=post_{n}><div class=authi><a href=u>{name}</a></div><p>注册时间 2009-1-1</p>\
                 <div class=authi><em>发表于 2012-3-{n} 08:15</em></div><div id=postmessage_{n}>{text}</div></div>"
            )
        };
        let page = [
            post(1, "茶客", "今年的春茶什么时候采？<br>山上的。"),
            post(2, "瓦片", "顶"),
            post(3, "山里人", "清明前就采完了，你来晚了。"),
        ]
        .concat();
        assert_eq!(
            read(&page),
            owned(&[
                ("茶客", "2012-03-01T08:15", "今年的春茶什么时候采？/山上的。"),
                ("瓦片", "2012-03-02T08:15", "顶"),
                ("山里人", "2012-03-03T08:15", "清明前就采完了，你来晚了。"),
            ])
        );
    }

    #[test]
    fn name_and_time_stand_in_a_row_above_each_post() {
        let post = |n: u32, name: &str, text: &str| {
            format!(
                "<div class=post-info>{n}楼 {name} 发表于 2012-03-0{n} 08:15</div><div class=post-content>{text}</div>"
            )
        };
        let page =
            [post(1, "茶客", "今年的春茶什么时候采？"), post(2, "山里人", "清明前就采完了。")].concat();
        assert_eq!(
            read(&page),
            owned(&[
                ("茶客", "2012-03-01T08:15", "今年的春茶什么时候采？"),
                ("山里人", "2012-03-02T08:15", "清明前就采完了。"),
            ])
        );
    }

    #[test]
    fn name_and_time_stand_below_each_post() {
        let post = |n: u32, name: &str, text: &str| {
            format!(
                "<div class=answer-content>{text}</div><p class=info><span class=nickname>{name}</span> <span>2012-03-0{n}</span></p>"
            )
        };
        let page = [post(1, "茶客", "用八十度的水。"), post(2, "山里人", "先温杯，再投茶。")].concat();
        assert_eq!(
            read(&page),
            owned(&[("茶客", "2012-03-01", "用八十度的水。"), ("山里人", "2012-03-02", "先温杯，再投茶。")])
        );
    }

    #[test]
    fn a_question_its_supplement_and_its_answers() {
        let page = "<div class=question-content><p>春茶什么时候采？</p></div><div class='question-content more'>问题补充：山上的。</div>\
                    <div class=answer-content><p>清明前。</p><p>早的三月中。</p></div><div class=who><a class=username>山里人</a> 2012-03-01 10:21 赞 3</div>\
                    <h3>其他回答（1）</h3><div class=answer-content>看天气。</div><div class=who><a class=username>茶客</a> 2012-03-02 07:05</div>";
        let texts: Vec<_> = read(page).into_iter().map(|(author, _, text)| (author, text)).collect();
        let owned: Vec<_> = [
            ("", "春茶什么时候采？/问题补充：山上的。"),
            ("山里人", "清明前。/早的三月中。"),
            ("茶客", "看天气。"),
        ]
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .into();
        assert_eq!(texts, owned);
    }

    #[test]
    fn a_name_is_bare_of_what_stands_around_it() {
        for (text, name) in [
            ("楼主：瓦片", "瓦片"),
            ("3楼 瓦片 发表于", "瓦片"),
            ("@瓦片", "瓦片"),
            ("瓦片 (楼主)10月前", "瓦片"),
            ("网友 瓦片 写道：", "瓦片"),
        ] {
            assert_eq!(text[bare(text)].trim(), name);
        }
        for text in
            ["注册时间", "发帖：12", "2012-03-01", "回复", "[作者]", "今天很冷，风也大", "来自Android客户端"]
        {
            assert!(!is_name(&text[bare(text)]), "{text}");
        }
    }

    #[test]
    fn what_a_post_says_of_others_parts_nothing() {
        let page = "<div id=postmessage_1><p>先说第一件事。</p><div class=quote>瓦片 发表于 2012-03-01 08:15</div>\
                    <p>再说第二件事。</p></div>";
        assert_eq!(read(page).len(), 1);
    }
}
