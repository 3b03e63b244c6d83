//! Credits below the text. They are no part of it, but fields are read from them, so they are pruned here and
//! removed by no rule. So with the line that dates a post.

use crate::document::{Document, Role};

use super::floors;
use super::measure::{Measure, is_digit};
use super::pattern::Pattern;

/// Visible characters that such a line has at most.
const LONGEST: usize = 80;

/// Marks credits below the first running text [`Role::Pruned`].
pub fn prune(document: &Document, measures: &[Measure], roles: &mut [(usize, Role)]) {
    let running = |role: &&(usize, Role)| role.1 == Role::Body && measures[role.0].is_long();
    let Some(first) = roles.iter().filter(running).map(|role| role.0).min() else { return };
    for (line, role) in roles.iter_mut().filter(|role| role.1 == Role::Body) {
        if measures[*line].chars > LONGEST {
            continue;
        }
        let text = document.lines[*line].kept();
        if *line > first && is_credit(&text) || floors::dates_post(&text) {
            *role = Role::Pruned;
        }
    }
}

/// What a credit begins with, unless brackets stand around it or it ends in a number or END.
const BEGIN: [&str; 16] = [
    "《",
    "（《",
    "(《",
    "本文",
    "文章",
    "来源",
    "稿源",
    "阅读",
    "浏览",
    "点击",
    "发布于",
    "编辑于",
    "发表于",
    "最后编辑于",
    "p",
    "P",
];

fn may_be_credit(text: &str) -> bool {
    BEGIN.iter().any(|words| text.starts_with(words))
        || text.starts_with(['[', '【', '(', '（']) && text.contains("编辑")
        || text.ends_with(is_digit) && text.contains('_')
        || holds_end(text)
}

fn holds_end(text: &str) -> bool {
    memchr::memchr_iter(b'D', text.as_bytes()).any(|at| text.as_bytes()[..at].ends_with(b"EN"))
}

fn is_credit(text: &str) -> bool {
    static CREDIT: Pattern = Pattern::new(
        concat!(
            // The page of a newspaper: 《小城日报》（2012年03月04日 05 版）
            r"^[（(]?《\s*[^《》]{2,24}\s*》\s*[（(,，]?\s*(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*[^）)。]{0,14}版?\s*[）)]{0,2}$",
            // NetEase signs with the editor's number.
            r"|^(?:本文|文章)?来源\s*[:：].{1,30}(?:责任|网络|值班)?编辑\s*[:：].{1,24}$",
            r"|^(?:本文来源|稿源)\s*[:：]\s*\S{1,24}$",
            r"|^[\[【(（]\s*(?:来源|作者)\s*[:：].*编辑\s*[:：].*[\]】)）]$",
            // Counters and dates that platforms print below an article.
            r"|^(?:阅读|浏览|点击)\s*(?:[(（]\s*[\d.,]+\s*[万wW]?\+?\s*[)）]|[:：]?\s*[\d.,]+\s*[万wW]?\+?)(?:[\s|]*(?:评论|推荐|转载|分享|赞|在看)\s*(?:[(（]\s*\d*\s*[)）])?)*$",
            r"|^(?:发布于|编辑于|发表于|最后编辑于)\s*(?:19|20)\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?\s*[\d:]*(?:\s*[・·,，]?\s*IP\s*属地.{0,10})?$",
            r"|(?:编辑|作者|来源)\s*[:：].{1,24}_[A-Z]{1,2}\d{2,6}$",
            // Blogs of cnblogs: posted @ 2012-03-04 10:11 张三 阅读(12) 评论(3)
            r"|^(?i:posted)\s*(?:@|on)\s*\d.*(?:阅读|评论|Views|编辑)",
            // Accounts close with END in capitals; who writes End means it.
            r"|^[^\p{L}\p{N}]*(?:THE )?END[^\p{L}\p{N}]*$",
        ),
        may_be_credit,
    );
    CREDIT.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_are_told_from_sentences() {
        for credit in [
            "《 小城日报 》（ 2012年03月04日 05 版）",
            "《小城日报》（2012年3月4日 第5版）",
            "本文来源：小城日报 责任编辑：张三_NN1234",
            "posted @ 2012-03-04 10:11 张三 阅读(12) 评论(3) 编辑 收藏",
            "—— END ——",
            "阅读 3021",
            "阅读(312)| 评论(4)",
            "发布于 2019-10-24 19:40",
            "[来源： 作者： 编辑：小满]",
            "- THE END -",
        ] {
            assert!(is_credit(credit), "{credit}");
        }
        for text in [
            "《小城日报》2012年3月4日报道了这件事。",
            "本文来源于一次采访，编辑：张三说。他又说了许多话，一直说到天黑",
            "-End-",
            "来源：小城日报",
            "阅读 3 本书",
            "发表于2012年的一篇文章",
            "END 是英文的“完”",
        ] {
            assert!(!is_credit(text), "{text}");
        }
    }
}
