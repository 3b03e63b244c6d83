//! Discussions: forum threads, questions and answers. The opening post and the replies stand in containers of a make
//! that repeats, each beside a name, a time and buttons that are no text.

mod furniture;
mod vocabulary;

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::{BlockId, Document, Line};

use super::classes::{Class, Classes};
use super::measure::{self, Measure};
use super::words::Words;
use furniture::names_device;
pub use furniture::{is_furniture, is_panel};
use vocabulary::BUTTONS;
pub use vocabulary::{AROUND, AWAY, MADE, OPENING, POST, REPLY};

static BUTTON_WORDS: LazyLock<Regex> = LazyLock::new(|| Regex::new(&BUTTONS.join("|")).expect("literals"));

/// Whether the page is a discussion, not an article with comments below it: by the software that made it, by how it
/// calls itself, or by its host.
pub fn is_discussion(document: &Document, classes: &Classes, url: Option<&str>) -> bool {
    static SOFTWARE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)discuz|phpwind|phpbb|discourse|flarum|nodebb|vbulletin|xenforo|xiuno|dvbbs|asklib|startbbs",
        )
        .expect("a literal")
    });
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)论坛|論壇|贴吧|貼吧|社区|社區|微博|问答|問答|百度知道|知乎|讨论区|討論區|讨论版|\bbbs\b|\bforum",
        )
        .expect("a literal")
    });
    static HOST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:https?:)?//[^/]*\b(?:bbs|forum|forums|club|tieba|zhidao|ask|wenda|luntan|question|zhihu|weibo)\b")
            .expect("a literal")
    });
    let head =
        |key: &str, pattern: &Regex| document.head_text(key).is_some_and(|line| pattern.is_match(&line.text));
    // The name of the place stands behind the headline; in the headline it may be what an article is about.
    let named = document.head_text("title").is_some_and(|line| {
        let parts: Vec<&str> = line.text.split(['_', '-', '|', '–', '—', '·']).collect();
        let places = if parts.len() > 1 { &parts[1..] } else { &parts[..] };
        let short = if parts.len() > 1 { 24 } else { 8 };
        places.iter().any(|part| part.trim().chars().count() <= short && NAME.is_match(part))
    });
    named
        || head("meta:generator", &SOFTWARE)
        || head("meta:og:site_name", &NAME)
        || url.is_some_and(|url| HOST.is_match(url))
        || classes.any(Class::Forum)
        || classes.any(Class::Opening) && classes.any(Class::Reply)
        || talks(document)
}

/// Whether the page asks for answers: two of the words that only discussions have on their buttons.
fn talks(document: &Document) -> bool {
    const LONGEST: usize = 12;
    static ANY: LazyLock<Words> = LazyLock::new(|| Words::new(BUTTONS));
    let short = |line: &&Line| {
        line.text.len() <= 4 * LONGEST && ANY.are_in(&line.text) && line.text.chars().count() <= LONGEST
    };
    let mut said = document.lines.iter().filter(short).flat_map(|line| BUTTON_WORDS.find_iter(&line.text));
    let Some(first) = said.next() else { return false };
    said.any(|other| other.as_str() != first.as_str())
}

/// The posts of a discussion.
#[derive(Debug, Default)]
pub struct Thread {
    around: Vec<Option<Around>>,
    /// The lines that somebody wrote, in order.
    pub written: Vec<usize>,
    /// Whether they stand in several containers that the software calls posts: then it does so with all.
    pub classed: bool,
}

impl Thread {
    /// Whether a line stands in or about a post.
    pub fn holds(&self, document: &Document, line: usize) -> bool {
        self.around[document.lines[line].birth.block].is_some()
    }
}

/// Finds the posts of a page that is a discussion.
pub fn read(document: &Document, measures: &[Measure], classes: &Classes, headline: Option<usize>) -> Thread {
    let around = around(document, classes);
    // Where the title is the forum's name, its likeness may stand in the footer.
    let above = headline.filter(|h| h * 2 < document.lines.len());
    let lines: Vec<usize> = (0..document.lines.len())
        .filter(|&line| above.is_none_or(|h| line > h))
        .filter(|&line| measures[line].chars > 0 && around[document.lines[line].birth.block].is_some())
        .filter(|&line| !document.lines[line].birth.hidden && !document.lines[line].birth.control)
        .filter(|&line| !names_device(&document.lines[line].text))
        .collect();
    // Lines of one container follow each other.
    let mut last: Option<(BlockId, usize)> = None;
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut read: Vec<(usize, usize, bool)> = Vec::with_capacity(lines.len());
    for line in lines {
        let block = document.lines[line].birth.block;
        let number = match last {
            Some((same, number)) if same == block => number,
            _ => {
                let next = groups.len();
                *numbers.entry(place(document, block)).or_insert(next)
            }
        };
        last = Some((block, number));
        if number == groups.len() {
            groups.push(Group::default());
        }
        let group = &mut groups[number];
        let measure = measures[line];
        if group.lines == 0 {
            group.first.clone_from(&document.lines[line].text);
        }
        group.lines += 1;
        group.alike += usize::from(group.first == document.lines[line].text);
        let kept = document.lines[line].kept();
        let named = measure.chars <= LONGEST_NAME
            && around[block] != Some(Around::Post)
            && document.blocks[block].tokens.split(' ').any(is_of_people);
        let furniture = named || is_furniture(&kept);
        // A time has marks as well: it makes no text of the names that stand in containers of the same make.
        group.texts += usize::from(!furniture && (measure.marks > 0 || measure.units >= 12));
        group.linked += usize::from(measure.links * 2 > measure.chars);
        group.furniture += usize::from(furniture);
        read.push((line, number, furniture));
    }
    let mut said: Vec<String> = headline.map(|h| subject(&document.lines[h].kept())).into_iter().collect();
    let written: Vec<usize> = read
        .into_iter()
        .filter(|&(line, number, furniture)| {
            let is_post = around[document.lines[line].birth.block] == Some(Around::Post);
            groups[number].is_written(is_post)
                && (measures[line].links * 2 <= measures[line].chars || measures[line].sentence)
                && !furniture
        })
        .map(|(line, ..)| line)
        .filter(|&line| {
            let words = subject(&document.lines[line].kept());
            // Old software prints the subject above each post, and what a post answers to inside it.
            let running = measures[line].is_long() || measures[line].sentence;
            let again = !running && said.first().filter(|_| headline.is_some()) == Some(&words)
                || is_quote(document, classes, document.lines[line].birth.block)
                    && words.chars().count() >= QUOTED
                    && said.iter().any(|said| said.contains(&words));
            said.push(words);
            !again
        })
        .collect();
    let block = |line: &usize| classes.post_around(document, document.lines[*line].birth.block);
    let first = written.first().and_then(block);
    let classed = first.is_some() && written.iter().any(|line| block(line).is_some_and(|b| Some(b) != first));
    Thread { around, written, classed }
}

/// Letters of a quotation that stand in an earlier post by no chance.
const QUOTED: usize = 5;

/// The words of a line, without marks and without what is put before the subject of a reply.
fn subject(text: &str) -> String {
    let bare = text.trim_start_matches("Re:").trim_start_matches("回复").trim_start_matches([':', '：', ' ']);
    bare.chars().filter(|c| measure::is_word(*c)).collect()
}

/// Whether a container inside a post holds what somebody else wrote.
fn is_quote(document: &Document, classes: &Classes, block: BlockId) -> bool {
    let quotes = |block: &BlockId| {
        let block = &document.blocks[*block];
        block.tokens.contains("quote")
    };
    let Some(quote) = document.ancestors(block).find(quotes) else { return false };
    let around = document.blocks[quote].parent;
    around != quote && classes.post_around(document, around).is_some()
}

/// Lines that stand in containers of one make.
#[derive(Debug, Default)]
struct Group {
    lines: usize,
    texts: usize,
    linked: usize,
    furniture: usize,
    /// The text of the first, and how many say the same.
    first: String,
    alike: usize,
}

impl Group {
    /// Names and buttons are short and unpunctuated wherever they stand.
    fn is_written(&self, is_post: bool) -> bool {
        let mostly = |count: usize| count * 2 > self.lines;
        // What stands below every post in the same words is the site's.
        let is_label = self.lines >= 3 && self.alike == self.lines;
        !is_label
            && !mostly(self.linked)
            && !mostly(self.furniture)
            && (is_post || self.texts * 2 >= self.lines)
    }
}

/// Where a block stands in a discussion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    /// In what somebody wrote.
    Post,
    /// Near it.
    Near,
}

/// By block, by its own class or id or that of a block around it.
fn around(document: &Document, classes: &Classes) -> Vec<Option<Around>> {
    let mut inside: Vec<(bool, Option<Around>)> = Vec::with_capacity(document.blocks.len());
    for (id, block) in document.blocks.iter().enumerate() {
        let (away, near) = inside.get(block.parent).copied().unwrap_or((false, None));
        let has = |class| classes.has(id, class);
        let here = match near {
            Some(Around::Post) => near,
            _ if has(Class::Post) => Some(Around::Post),
            _ if has(Class::Talk) => Some(Around::Near),
            _ => near,
        };
        // Replies may stand in what the software calls the foot of a post.
        let within = near.is_some() && has(Class::Talk);
        // What somebody puts below each of his posts.
        let signature =
            block.tokens.split(' ').any(|token| matches!(token, "sign" | "signature" | "sigline"));
        let away = (away || has(Class::Away) && !has(Class::Post)) && !within || signature;
        inside.push((away, here));
    }
    inside.into_iter().map(|(away, here)| here.filter(|_| !away)).collect()
}

/// Characters of a name with what software prints behind it.
const LONGEST_NAME: usize = 24;

/// Whether a class is that of the panel that tells who wrote a post.
fn is_of_people(token: &str) -> bool {
    matches!(token, "user" | "author" | "username" | "userinfo")
        || ["user-", "user_", "author-", "author_"].iter().any(|word| token.starts_with(word))
}

/// The make of a container and of that around it: class and id without numbers.
fn place(document: &Document, block: BlockId) -> String {
    let mut place = make(document, block);
    place.push('<');
    place + &make(document, document.blocks[block].parent)
}

/// Element, class and id of a container, without numbers.
pub fn make(document: &Document, block: BlockId) -> String {
    let block = &document.blocks[block];
    let mut make = block.tag.to_string();
    make.push('.');
    make.extend(block.tokens.chars().filter(|c| !c.is_ascii_digit()));
    make
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::measure::measure;

    fn texts(page: &str) -> Vec<String> {
        let document = crate::segment::html(page);
        let measures = measure(&document);
        read(&document, &measures, &Classes::of(&document), None)
            .written
            .into_iter()
            .map(|line| document.lines[line].text.clone())
            .collect()
    }

    #[test]
    fn names_times_and_buttons_are_not_what_somebody_wrote() {
        let post = |n: u32, text: &str| {
            format!(
                "<div id=post_{n}><div class=user><a href=u>茶客{n}</a></div><span class=time>2012-03-0{n} 08:15</span>\
                 <div id=postmessage_{n}>{text}</div><div class=bar><a href=r>回复</a> <a href=j>举报</a></div></div>"
            )
        };
        let page = [post(1, "今年的春茶什么时候采？"), post(2, "顶"), post(3, "清明前就采完了，你来晚了。")]
            .concat();
        assert_eq!(texts(&page), ["今年的春茶什么时候采？", "顶", "清明前就采完了，你来晚了。"]);
    }

    #[test]
    fn answers_without_a_known_class_are_told_by_their_punctuation() {
        let answer = |name: &str, text: &str| {
            format!(
                "<li class=answer-item><p class=name>{name}</p><p class=content>{text}</p><p class=date>3天前</p></li>"
            )
        };
        let page = [
            answer("山里人", "用八十度的水，泡一分钟。"),
            answer("老茶客", "先温杯，再投茶，水要沿着杯壁。"),
        ]
        .concat();
        assert_eq!(texts(&page), ["用八十度的水，泡一分钟。", "先温杯，再投茶，水要沿着杯壁。"]);
    }

    #[test]
    fn what_a_post_quotes_of_another_is_said_once() {
        let page = "<div id=postmessage_1>今年的春茶什么时候采？</div>\
                    <div id=postmessage_2><div class=quote>今年的春茶什么时候采？</div>清明前就采完了。</div>\
                    <div id=postmessage_3><div class=quote>别处有人说过的话。</div>你来晚了。</div>";
        assert_eq!(
            texts(page),
            ["今年的春茶什么时候采？", "清明前就采完了。", "别处有人说过的话。", "你来晚了。"]
        );
    }

    #[test]
    fn an_opening_post_and_replies_make_a_thread_whatever_its_title_says() {
        let discussed = |page: &str| {
            let document = crate::segment::html(page);
            is_discussion(&document, &Classes::of(&document), None)
        };
        assert!(discussed(
            "<title>春茶</title><div class=topic_content>茶</div><div class=reply_content>早采完了</div>"
        ));
        assert!(!discussed("<title>春茶</title><div class=topic_content>茶</div>"));
    }

    #[test]
    fn a_page_is_a_discussion_by_its_name_not_by_its_subject() {
        let titled = |title: &str| crate::segment::html(&format!("<title>{title}</title><p>茶</p>"));
        let discussed = |title, url| is_discussion(&titled(title), &Classes::of(&titled(title)), url);
        assert!(discussed("春茶什么时候采 - 茶友论坛", None));
        assert!(!discussed("论坛开幕：春茶产业峰会 - 小城日报", None));
        assert!(discussed("春茶", Some("https://bbs.example.com/t/1")));
        assert!(!discussed("春茶", Some("https://news.example.com/bbs/1")));
    }
}
