//! Discussions: forum threads, questions and answers. The opening post and the replies stand in containers of a make
//! that repeats, each beside a name, a time and buttons that are no text.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::{BlockId, Document, Line};

use super::classes::{Class, Classes};
use super::measure::{self, Measure};
use super::words::Words;

/// What forum software and question sites call the container of what somebody wrote.
pub const POST: [&str; 43] = [
    "postmessage",
    "post_content",
    "post-content",
    "postbody",
    "post-body",
    "post_body",
    "post-text",
    "posttext",
    "tpc_content",
    "t_f",
    "t_msgfont",
    "d_post_content",
    "lzl_content",
    "floor-content",
    "floor_content",
    "reply-content",
    "reply_content",
    "replycontent",
    "reply-text",
    "reply_text",
    "comment-content",
    "comment_content",
    "comments-content",
    "comment-text",
    "comment_text",
    "comment-body",
    "comment-detail",
    "comment-comment",
    "answer-text",
    "answer-content",
    "answer_content",
    "best-text",
    "best-content",
    "cooked",
    "article-content",
    "markdown-body",
    "content-body",
    "topic-content",
    "topic_content",
    "thread-content",
    "question-content",
    "ask-content",
    "rich-text",
];

/// Classes that only forums and question sites have.
pub const MADE: [&str; 12] = [
    "postmessage_",
    "tpc_content",
    "d_post_content",
    "bbs-post",
    "bbs_post",
    "topic_detail",
    "topic-detail",
    "question-detail",
    "question-title",
    "question_title",
    "answer-list",
    "answer-item",
];

/// What only discussions have on their buttons and labels.
const BUTTONS: [&str; 16] = [
    "只看楼主",
    "只看该作者",
    "只看樓主",
    "倒序浏览",
    "发新帖",
    "发表新帖",
    "回帖",
    "写回答",
    "关注问题",
    "邀请回答",
    "我来回答",
    "我来答",
    "最佳答案",
    "采纳",
    "条回答",
    "个回答",
];

/// What is about a discussion, in class or id: posts and what surrounds them.
pub const AROUND: [&str; 11] =
    ["comment", "reply", "answer", "post", "floor", "lzl", "pinglun", "huifu", "cmt", "message", "t_f"];

/// What is never of one.
pub const AWAY: [&str; 20] = [
    "side",
    "relat",
    "recom",
    "rank",
    "nav",
    "hot",
    "foot",
    "menu",
    "share",
    "push-",
    "modal",
    "dialog",
    "emoji",
    "toolbar",
    "editor",
    "login",
    "header",
    "popup",
    "advert",
    "copyright",
];

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
        let furniture = is_furniture(&document.lines[line].kept());
        // A time has marks as well: it makes no text of the names that stand in containers of the same make.
        group.texts += usize::from(!furniture && (measure.marks > 0 || measure.units >= 12));
        group.linked += usize::from(measure.links * 2 > measure.chars);
        group.furniture += usize::from(furniture);
        read.push((line, number, furniture));
    }
    let written = read
        .into_iter()
        .filter(|&(line, number, furniture)| {
            let is_post = around[document.lines[line].birth.block] == Some(Around::Post);
            groups[number].is_written(is_post)
                && (measures[line].links * 2 <= measures[line].chars || measures[line].sentence)
                && !furniture
        })
        .map(|(line, ..)| line)
        .collect();
    Thread { around, written }
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

/// A time, a floor, a button.
pub fn is_furniture(text: &str) -> bool {
    const LONGEST: usize = 60;
    static FURNITURE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^\W*(?:(?:(?:发表|發表|发布|回复|回覆|评论|编辑|更新)于\W*)?(?:\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}[:：]\d{2}(?::\d{2})?)?|\d{1,2}[-/月]\d{1,2}日?(?:\s*\d{1,2}:\d{2})?|\d{1,2}:\d{2}|\d+\s*(?:秒|分钟|小时|天|周|个月|月|年)前|昨天|前天|今天|刚刚)(?:\W*(?:来自|发布于|IP属地|回复|举报).{0,12})?|(?:第?\s*\d+\s*[楼樓#層层]|\d+\s*F|沙发|板凳|地板|楼主|樓主|层主)|(?:回复|回覆|评论|點評|点评|赞|点赞|支持|反对|踩|举报|分享|收藏|引用|只看该作者|倒序浏览|查看全部|展开全部|展开|收起|查看更多|加载更多|编辑|删除|关注|私信|打赏|追问|追答|采纳|有用|没用|已赞过|登录|注册|复制)(?:\W*\(?\d*\)?)?(?:\W+(?:回复|赞|举报|分享|收藏|收起|展开|\d+))*|(?:查看|展开|收起|共)?(?:全部|更多|剩余)?\s*\d+\s*条?(?:回复|评论|回答).{0,6}|(?:来自|IP属地)\W*.{2,8}|本帖最后由.{2,60}编辑|该?(?:用户|楼层).{0,10}(?:屏蔽|折叠|删除|封禁).{0,10}|该?楼层疑似违规已被系统折叠.{0,12}|(?:本版积分规则|回帖后跳转到最后一页|您需要登录后才可以).{0,24})\W*$",
        )
        .expect("a literal")
    });
    static DATED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\W*(?:(?:发表|發表|发布|回复|编辑|更新)[于於]\W*)?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}[^。！？!?]{0,50}$").expect("a literal")
    });
    static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[^。！？!?，,；;]{0,30}?(?:发表|發表|发布|发帖|回复|回覆|回答|评论|提问)[于於]?\W{0,4}(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}[^。！？!?，,]{0,24}$|^[^。！？!?，,；;：:]{0,20}\s(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}[^。！？!?，,]{0,30}$|^(?:注册|註冊|加入|最后登[录陆]|上次登[录陆]|最近登[录陆]|最后访问|在线|生日)(?:时间|日期)?\s*[:：]?\s*[\d(].{0,24}$").expect("a literal")
    });
    static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:\S{1,6}(?:数|量|分|帖|精华|威望|积分|金币|铜币|贡献|经验|声望)\s*[:：]?\s*[\d.]+万?\s*)+$",
        )
        .expect("a literal")
    });
    // The other three ask for a digit.
    let figured = || text.chars().any(measure::is_digit);
    text.len() <= 4 * LONGEST
        && text.chars().count() <= LONGEST
        && (FURNITURE.is_match(text)
            || figured() && [&*DATED, &*SIGNED, &*COUNTED].iter().any(|pattern| pattern.is_match(text)))
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
    fn a_page_is_a_discussion_by_its_name_not_by_its_subject() {
        let titled = |title: &str| crate::segment::html(&format!("<title>{title}</title><p>茶</p>"));
        let discussed = |title, url| is_discussion(&titled(title), &Classes::of(&titled(title)), url);
        assert!(discussed("春茶什么时候采 - 茶友论坛", None));
        assert!(!discussed("论坛开幕：春茶产业峰会 - 小城日报", None));
        assert!(discussed("春茶", Some("https://bbs.example.com/t/1")));
        assert!(!discussed("春茶", Some("https://news.example.com/bbs/1")));
    }
}
