//! What the words beside a date call it.

use std::sync::LazyLock;

use regex::Regex;

use crate::document::is_hanzi;
use crate::extract::narrow::{head, tail};
use crate::extract::words::Words;

/// What the words beside a date call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// 发布时间, 发表于, posted on.
    Published,
    /// 时间, 日期: the date of whatever stands there.
    Neutral,
    /// 更新时间, 最后修改, updated.
    Edited,
    /// 截止日期, 今天是, 注册时间: a date, but not of the article.
    Foreign,
}

/// How far a label may reach: the longest with its colon and a space, 最后一次修改时间: , is 30 bytes.
const REACH: usize = 48;

/// Words before the date, the first that fits wins. The label must touch the date but for a colon, brackets
/// and a weekday.
static BEFORE: LazyLock<[(Label, Regex); 4]> = LazyLock::new(|| {
    let glue =
        r"(?: ?\(?(?:于|於|在|为|是|on|at)\)?)?[ :\[(【|·>@]*(?:(?:周|星期)[一二三四五六日天][ ,]*)?\z";
    let pattern = |words: &str| Regex::new(&format!("(?i)(?:{words}){glue}")).expect("a constant pattern");
    [
        (
            Label::Foreign,
            pattern(
                "今天|今日|现在|现时|当地时间|本地时间|当前(?:时间|日期)?|推荐文章|截[止至](?:时间|日期)?|到期(?:时间|日期)?|报名(?:时间|日期)?|\
                 活动(?:时间|日期)|会议(?:时间|日期)|开[始庭幕](?:时间|日期)|结束(?:时间|日期)|出生(?:时间|日期|年月)?|生日|\
                 访问(?:时间|日期)|注册(?:时间|日期)?|登[录陆](?:时间|日期)?|回复(?:时间|日期)?|(?:最后|最近|最新)回复|评论(?:时间|日期)?|\
                 有效期至?|上映(?:时间|日期)?|成立(?:时间|日期)?|开播(?:时间|日期)?|公示期?|拍摄(?:时间|日期)?|\
                 采访(?:时间|日期)|下载(?:时间|日期)?|营业时间|招聘(?:时间|日期)|申请日期?|公开日|(?:\\A|[^来])自|从|由|至",
            ),
        ),
        (
            Label::Edited,
            pattern(
                "更新(?:时间|日期)?|修[改订](?:时间|日期)?|(?:最后|最近|本帖最后由[^ ]{1,12} ?)编辑(?:时间)?|编辑(?:时间|日期|于)|变更时间|\
                 updated?|modified|last[- ]edited",
            ),
        ),
        (
            Label::Published,
            pattern(
                "(?:发[布表稿文帖贴]|刊[发登]|出版|上[传线]|添加|录入|加入|入库|创建|推送|投稿|提交|首发|原载|收录|登出|播出)\
                 (?:时间|日期|时期|者[^:]{1,12})?|published?|posted(?: by [^ ]{1,20})?|created|release[d]?",
            ),
        ),
        (
            Label::Neutral,
            pattern(
                "(?:成文|印发|生成|新闻|文章|稿件|信息|公开)(?:时间|日期)|时间|日期|时 间|日 期|date|time",
            ),
        ),
    ]
});

/// One of these or a Latin letter stands in what [`BEFORE`] has words for.
const STEMS: &str = "今天|今日|现在|现时|当地|本地|当前|推荐文章|截止|截至|到期|报名|活动|会议|开始|开庭|开幕|结束|出生|生日|访问|注册|\
    登录|登陆|回复|评论|有效期|上映|成立|开播|公示|拍摄|采访|下载|营业|招聘|申请|公开|自|从|由|至|更新|修改|修订|编辑|变更|\
    发布|发表|发稿|发文|发帖|发贴|刊发|刊登|出版|上传|上线|添加|录入|加入|入库|创建|推送|投稿|提交|首发|原载|收录|登出|播出|\
    时间|日期|时 间|日 期";

fn may_be_named(before: &str) -> bool {
    static WORDS: LazyLock<Words> = LazyLock::new(|| Words::new(STEMS.split('|')));
    before.bytes().any(|byte| byte.is_ascii_alphabetic()) || WORDS.are_in(before)
}

/// Words after the date, behind brackets: `2011-05-03 06:40更新`.
const AFTER: [(Label, &[&str]); 3] = [
    (Label::Edited, &["更新", "修改", "编辑过", "最后更新", "最后修改", "最后编辑过"]),
    (Label::Published, &["发布", "发表", "发帖", "刊发", "刊登", "上传", "首发", "投稿"]),
    (Label::Foreign, &["前", "起", "截止", "以前", "之前", "以来", "至今", "回复", "注册"]),
];

/// 发 布 时 间：, as columns of facts are set, without its spaces; none of what is not spaced out.
fn closed_up(before: &str) -> Option<String> {
    let word = before.trim_end_matches([' ', ':']);
    let mut start = word.len();
    let mut pieces = 0;
    for piece in word.rsplit(' ') {
        let mut chars = piece.chars();
        if !(chars.next().is_some_and(is_hanzi) && chars.next().is_none()) {
            break;
        }
        start = piece.as_ptr().addr() - before.as_ptr().addr();
        pieces += 1;
    }
    let label: String = word[start..].chars().filter(|c| *c != ' ').collect();
    (pieces >= 3).then(|| format!("{}{label}{}", &before[..start], &before[word.len()..]))
}

/// The label of a date that stands between `before` and `after`, both narrowed.
pub fn label(before: &str, after: &str) -> Option<Label> {
    let spaced = closed_up(tail(before, REACH));
    let before = spaced.as_deref().unwrap_or(tail(before, REACH));
    let after = head(after, REACH).trim_start_matches([' ', ')', ']', '】']);
    // Nothing or no label stands before most dates.
    let patterns = if may_be_named(before) { &BEFORE[..] } else { &[][..] };
    debug_assert!(!patterns.is_empty() || !BEFORE.iter().any(|(_, pattern)| pattern.is_match(before)));
    let ahead = patterns.iter().find_map(|(label, pattern)| {
        let start = pattern.find(before)?.start();
        // 初试时间 and 开标日期 are dates of something that no list has room for.
        let longer = *label == Label::Neutral && before[..start].ends_with(is_hanzi);
        Some((!longer).then_some(*label))
    });
    let begins = |words: &[&str]| words.iter().any(|word| after.starts_with(word));
    let behind = || AFTER.iter().find(|(_, words)| begins(words)).map(|(label, _)| *label);
    ahead.flatten().or_else(behind)
}
