//! The words that only a page's frame is made of, and the marks that part its links.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::{Document, Line, is_hanzi};
use crate::extract::byline::is_surnamed;
use crate::extract::measure::Measure;
use crate::extract::pattern::Pattern;
use crate::extract::prune;

/// What portals call their columns and buttons, in both scripts. Lines of several are no article's.
static FURNITURE: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let words = "\
    首页 网站首页 返回首页 设为首页 加入收藏 收藏 登录 注册 登录注册 新闻 新闻中心 国内 \
    国际 社会 时政 体育 财经 股票 基金 理财 娱乐 明星 电影 音乐 游戏 汽车 房产 家居 \
    科技 数码 手机 教育 旅游 健康 女性 时尚 文化 读书 历史 军事 评论 图片 视频 专题 \
    论坛 社区 博客 微博 搜索 更多 打印 关闭 分享 分享到 返回顶部 联系我们 关于我们 \
    网站地图 版权声明 广告服务 招聘信息 客户端 滚动 彩票 商城 购物 影音 电子报 部落格 \
    相簿 登入 会员登入 加入会员 即时新闻 \
    首頁 網站首頁 返回首頁 回首頁 設為首頁 登錄 註冊 新聞 國內 國際 社會 時政 體育 財經 產經 \
    理財 娛樂 電影 音樂 遊戲 汽車 房產 科技 數碼 手機 教育 旅遊 健康 時尚 文化 讀書 歷史 \
    軍事 評論 圖片 影片 專題 論壇 社區 部落格 搜尋 關閉 列印 友善列印 轉寄 返回頂部 聯絡我們 \
    關於我們 網站地圖 電子報 會員登入 加入會員 會員中心 登出 即時新聞 兩岸 地方 要聞 追星 行動 購物 \
    字號 數位閱讀 我要留言 相關新聞 相關文章 延伸閱讀 熱門新聞 隱私權政策 \
    相关新闻 相关文章 相关阅读 延伸阅读 热门文章 热门新闻 推荐阅读 网友评论 发表评论 我要评论 \
    打印本页 关闭窗口 设为主页 隐私政策 隐私保护 服务条款 意见反馈 帮助中心 友情链接 关于本站";
    words.split_whitespace().collect()
});

/// Whether a word of furniture begins with two characters that fall on this place.
static BEGINNINGS: LazyLock<Box<[bool; 4096]>> = LazyLock::new(|| {
    let mut begins = Box::new([false; 4096]);
    for word in FURNITURE.iter() {
        let mut chars = word.chars();
        if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
            begins[place(first, second)] = true;
        }
    }
    begins
});

fn place(first: char, second: char) -> usize {
    ((first as usize * 31) ^ second as usize) % 4096
}

/// Different signs of a page's frame that make a text a flattened page. With three, none of 278 clean texts loses
/// a word.
pub const SIGNS: usize = 3;

/// How many different signs of a page's frame a text shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signs {
    /// Furniture words, standing alone or in rows of their kind, beginnings of lists, the way from the first page,
    /// lists of dated entries; [`SIGNS`] at most.
    pub shown: usize,
    /// Rules that took whole lines of it as a page's foot or bars.
    pub taken: usize,
}

/// Counts the signs.
pub fn signs(document: &Document, measures: &[Measure]) -> Signs {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut taken: HashSet<&str> = HashSet::new();
    let (mut entries, mut steps) = (0, 0);
    for (line, measure) in document.lines.iter().zip(measures) {
        if measure.chars == 0 {
            if line.is_dropped() {
                let removals = line.removals.iter().filter(|removal| removal.pass == "boilerplate");
                taken.extend(removals.map(|removal| removal.rule.as_ref()));
            }
            continue;
        }
        entries += usize::from(is_stamped(&line.text));
        if entries == ENTRIES {
            seen.insert("@");
        }
        // Each word of the way from the first page may be a line, and so may each mark between them.
        steps += usize::from(matches!(line.text.as_str(), ">" | "＞" | "»" | ">>"));
        if steps == 2 {
            seen.insert(">");
        }
        if is_tail(&line.text, measure) {
            seen.insert(line.text.as_str());
        } else if is_path(&line.text, measure) {
            seen.insert(">");
        } else {
            seen.extend(furniture(line));
        }
        if seen.len() >= SIGNS {
            break;
        }
    }
    Signs { shown: seen.len().min(SIGNS), taken: taken.len() }
}

/// Furniture words of a line that holds nothing but short words, or words of furniture glued to each other.
fn furniture(line: &Line) -> impl Iterator<Item = &str> {
    // A row of more bytes is no row of a few words.
    const LONGEST: usize = 600;
    const WORD: usize = 6;
    let short = line.text.len() <= LONGEST;
    let row = short && has_words_within(&line.text, WORD);
    let plain = words(if row { &line.text } else { "" }).filter(|word| FURNITURE.contains(word));
    let glued = if short && !row { glued(&line.text) } else { Vec::new() };
    plain.chain(glued)
}

/// `首页新闻体育财经`: where tags fell away without a trace; empty unless most of the line is of such words.
fn glued(text: &str) -> Vec<&str> {
    // Sentences are none, and need not be searched.
    if text.contains(['，', '。', '、', '：']) {
        return Vec::new();
    }
    const LONGEST: usize = 6;
    let begins = &**BEGINNINGS;
    let (mut rest, mut found, mut covered, mut all) = (text, Vec::new(), 0, 0);
    while let Some(first) = rest.chars().next() {
        let behind = &rest[first.len_utf8()..];
        let may_begin = behind.chars().next().is_some_and(|second| begins[place(first, second)]);
        let word = may_begin.then(|| longest(rest, LONGEST)).flatten();
        if let Some((length, word)) = word {
            found.push(word);
            covered += length;
            all += length;
            rest = &rest[word.len()..];
        } else {
            all += 1;
            rest = behind;
        }
    }
    if found.len() >= 4 && covered * 2 >= all { found } else { Vec::new() }
}

/// The longest word of furniture of two characters or more that a text begins with, and how many it has.
fn longest(text: &str, most: usize) -> Option<(usize, &str)> {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(most);
    let words = (1..).zip(ends.map(|end| &text[..end])).skip(1);
    words.filter(|(_, word)| FURNITURE.contains(word)).last()
}

/// The way from the first page: `首页 > 新闻 > 正文`, or what is left of it where icons parted its steps: 首页生活随笔正文.
pub fn is_path(text: &str, measure: &Measure) -> bool {
    const STARTS: [&str; 8] =
        ["首页", "网站首页", "主页", "当前位置", "您的位置", "你的位置", "您现在的位置", "您当前的位置"];
    const ENDS: [&str; 5] = ["正文", "文章内容", "内容页", "详情", "详细内容"];
    let bare = measure.chars <= 40
        && !text.contains(['，', '。', '、', '？', '！'])
        && STARTS.iter().any(|start| text.starts_with(start))
        && ENDS.iter().any(|end| text.ends_with(end));
    if bare {
        return true;
    }
    let steps = || text.matches(['>', '＞', '»']).count();
    measure.chars <= 100 && !measure.sentence && !text.contains('<') && (2..=8).contains(&steps())
}

/// Whether a line is a button or the name of a column: at least half of its words are furniture.
pub fn is_furniture(text: &str) -> bool {
    let (mut all, mut known) = (0, 0);
    for word in words(text) {
        all += 1;
        known += usize::from(FURNITURE.contains(word));
    }
    (known > 0 && known * 2 >= all) || (text.len() <= 600 && !glued(text).is_empty())
}

/// What stands between the marks that part links.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(parts_links).filter(|word| !word.is_empty())
}

/// Whether none of the [`words`] of a text has more characters. Sentences are left at their beginning.
fn has_words_within(text: &str, most: usize) -> bool {
    let mut length = 0;
    text.chars().all(|c| {
        length = if parts_links(c) { 0 } else { length + 1 };
        length <= most
    })
}

fn parts_links(c: char) -> bool {
    c.is_whitespace()
        || c.is_ascii_punctuation()
        || matches!(c, '│' | '┊' | '·' | '•' | '→' | '»' | '›' | '｜' | '＞')
}

/// A row of links: `首页-国际-国内`, `影音│行动│理财`, and the cloud of a site's keywords.
pub fn is_row(text: &str) -> bool {
    let (mut count, mut longest, mut chars) = (0, 0, 0);
    for word in words(text) {
        let length = word.chars().count();
        count += 1;
        chars += length;
        longest = longest.max(length);
    }
    count >= 5 && chars <= count * 5 && longest <= 16
}

/// 欢迎光临某某网 今天是…: the first line of many a site.
pub fn is_greeting(text: &str) -> bool {
    text.starts_with("欢迎光临") || text.starts_with("歡迎光臨") || text.starts_with("今天是")
}

/// An ingredient with its measure: 料酒 2勺, 淀粉 适量.
pub fn is_measured(text: &str) -> bool {
    static MEASURED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^[^\d。，：:]{1,10}[ \u{3000}:：]?(?:(?:约|各|半|一|两|三|[\d.,/~～-])+ ?(?:克|千克|公斤|斤|两|g|kg|ml|毫升|升|个|只|片|块|条|根|棵|颗|粒|瓣|段|把|勺|大勺|小勺|汤匙|茶匙|匙|杯|碗|包|袋|盒|张|枚|滴|朵|头|节|cm|厘米)|适量|少许|若干|随意)(?:[(（][^)）]{1,8}[)）])?$",
        )
        .expect("a literal")
    });
    text.len() <= 60 && MEASURED.is_match(text)
}

/// A row of names, as notices list them: 王 蕾 李东升 赵一鸣.
pub fn is_names(text: &str) -> bool {
    const LEAST: usize = 3;
    if text.len() > 240 || text.contains(|c: char| !is_hanzi(c) && !matches!(c, ' ' | '\u{3000}' | '、')) {
        return false;
    }
    let (mut names, mut all, mut half) = (0, 0, String::new());
    for word in text.split([' ', '\u{3000}', '、']).filter(|word| !word.is_empty()) {
        // Two characters that were set apart.
        if word.chars().count() == 1 {
            half.push_str(word);
            if half.chars().count() < 2 {
                continue;
            }
        }
        let name = if half.is_empty() { word } else { half.as_str() };
        all += 1;
        names += usize::from(is_surnamed(name));
        half.clear();
    }
    names >= LEAST && names * 10 >= all * 7
}

/// Heads inside a recipe.
pub fn is_recipe_head(text: &str) -> bool {
    let word = text.trim_matches(|c: char| !c.is_alphanumeric());
    matches!(
        word,
        "用料"
            | "主料"
            | "辅料"
            | "配料"
            | "调料"
            | "食材"
            | "原料"
            | "材料"
            | "做法"
            | "步骤"
            | "做法步骤"
            | "制作步骤"
            | "烹饪步骤"
            | "食材明细"
            | "食材 用量"
            | "食材用量"
            | "小贴士"
            | "小窍门"
            | "烹饪技巧"
    )
}

/// A button with its count: 好问题 12. Or what a forum or a platform counts: 512 人赞同了该文章, 新手上路 积分 98.
pub fn is_counted(text: &str) -> bool {
    static COUNT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:人赞同了该|人觉得有用)(?:文章|回答)?$|(?:积分|威望|金币|金钱|铜币|帖子|主题|精华)[:：]? ?\d+").expect("a literal")
    });
    if COUNT.is_match(text) {
        return true;
    }
    const BUTTON: usize = 6;
    let words = text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')'));
    words.len() < text.len() && words.chars().count() <= BUTTON
}

/// So many lines with a day and a clock are comments or threads, whatever they say.
pub const ENTRIES: usize = 5;

/// A day and a clock, as every entry of a list of comments has them.
pub fn is_stamped(text: &str) -> bool {
    static STAMP: Pattern =
        Pattern::new(r"\d{1,2}[-/.月]\d{1,2}日?[\s\])】]{0,2}\d{1,2}[:：]\d{2}", |text| {
            text.contains(':') || text.contains('：')
        });
    text.len() <= 600 && STAMP.is_match(text)
}

/// Whether the page is a thread: its short lines say more than twice who opened it, whose post is alone to be
/// seen, or which floor a post is.
pub fn is_thread(document: &Document) -> bool {
    const LEAST: usize = 3;
    // Floors alone are comments under an article.
    static OWNER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"楼主|樓主|只看该作者|只看該作者|只看此人|倒序浏览").expect("a literal")
    });
    static FLOOR: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:沙发|板凳|地板|\d{1,4}\s*[楼樓#]|#\d{1,4}|第\s*\d{1,4}\s*[楼樓])$")
            .expect("a literal")
    });
    let short = || document.lines.iter().map(|line| line.text.as_str()).filter(|text| text.len() <= 120);
    let owner = short().filter(|text| OWNER.is_match(text)).count();
    owner > 0 && owner + short().filter(|text| FLOOR.is_match(text)).count() >= LEAST
}

/// When an article was published, as a whole line says it: with its day, `Jan 17, 2012`, or `3小时前` beside a name.
pub fn dates_article(text: &str, measure: &Measure) -> bool {
    static OTHER: Pattern = Pattern::new(
        r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s+\d{1,2},\s*20\d\d|(?:^|[-–—·|\s])\d{1,2}\s*(?:小时|小時|分钟|分鐘)前$",
        |text| text.ends_with('前') || text.contains(',') && text.contains("20"),
    );
    prune::is_dated(text) || measure.chars <= 30 && OTHER.is_match(text)
}

/// Where the page says that something other than its article begins.
pub fn is_tail(text: &str, measure: &Measure) -> bool {
    static MARKER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x) ^[\#*\s【\[（(■◆●▲▼>·•※▪|┊:：\d]*
            (?: (?:相关|相關|延伸|推荐|推薦|更多|热门|熱門|热点|熱點|精彩|最新|今日|其他|其它|本类|同类|猜你|大家都在|您可能|看过本文|网友|網友|读者|讀者|本周|一周|24小时|频道|图片|圖片|视频|视觉|猜您|为您|為您|编辑)
                (?:.{0,4})(?:新闻|新聞|文章|阅读|閱讀|推荐|推薦|报道|報導|報道|评论|評論|留言|内容|链接|連結|鏈接|资讯|資訊|专题|專題|帖子|话题|排行|看|喜欢|喜歡|感兴趣|头条|关注|精选|视频|点击|图文|图片|商讯|聚焦|导读|搜索|信息|资料|视界|回应|迴響)
              | 上一[篇条條则則页頁] | 下一[篇条條则則頁] | 发表评论 | 發表評論 | 发表您的 | 我要评论 | 我来说两句 | 我要留言 | 查看评论 | 全部评论 | 评论列表 | 最新评论 | 文章评论 | 用户评论
              | 免责声明 | 免責聲明 | 版权声明 | 版權聲明 | 版权与免责 | 特别声明 | 声明[:：] | 平台声明 | 责任编辑 | 責任編輯 | 责编
              | 标签[:：] | 标签：| Tags?[:：] | 关键[词字][:：] | 關鍵字[:：] | (?:.{0,4})排行榜 | 猜你喜欢 | 分享[到至：] | 分享给 | 转发到 | 转播到 | 返回搜狐 | 展开阅读全文 | 登录并评论 | 阅读剩余全文 | 阅读全文 | 您的评论 | Leave\ a\ Reply )",
        )
        .expect("a literal")
    });
    static HEADING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:推荐|推薦|排行榜?|导读|導讀|热点|熱點|要闻|要聞|精选|精選|热词|热门|热帖|热评|搜索|推广)[:：]?$").expect("a literal")
    });
    measure.chars < 30
        && !measure.sentence
        && (MARKER.is_match(text) || measure.chars <= 8 && measure.marks <= 1 && HEADING.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_of_a_row_is_found_without_its_words() {
        for text in [
            "首页 | 新闻中心",
            "首页新闻体育财经",
            "  ",
            "",
            "甲乙丙丁戊己·庚",
            "甲乙丙丁戊己庚",
            "中→国际要闻一二三",
        ] {
            for most in 0..8 {
                let longest = words(text).map(|word| word.chars().count()).max().unwrap_or(0);
                assert_eq!(has_words_within(text, most), longest <= most, "{text} {most}");
            }
        }
    }

    #[test]
    fn a_path_is_one_without_its_marks() {
        let path = |text: &str| {
            let document = crate::segment::text(text);
            is_path(text, &crate::extract::measure::measure(&document)[0])
        };
        for text in [
            "首页生活随笔正文",
            "首页 生活随笔 正文",
            "当前位置：首页新闻中心本地新闻详情",
            "首页 > 新闻 > 正文",
        ] {
            assert!(path(text), "{text}");
        }
        for text in ["首页改版之后，老读者找不到正文", "首页上的早市照片", "小城的早市正文"]
        {
            assert!(!path(text), "{text}");
        }
    }

    #[test]
    fn an_ingredient_has_its_measure() {
        for text in
            ["豆腐 500克", "姜 4片", "料酒2勺", "淀粉 适量", "葱花 少许", "鸡蛋 2个（约100克）", "盐 1/2茶匙"]
        {
            assert!(is_measured(text), "{text}");
        }
        for text in ["小城的早市", "早市开张，豆腐 500克", "2011-05-03", "3个", "回复 3"] {
            assert!(!is_measured(text), "{text}");
        }
    }

    #[test]
    fn a_row_of_names_is_no_row_of_links() {
        for text in ["王 蕾 李东升 赵一鸣 钱晓芸", "周小满、孙浩然、郑雨桐"] {
            assert!(is_names(text), "{text}");
        }
        for text in ["首页 新闻 体育 财经", "周刊 金融 高校", "周小满 孙浩然", "国际 国内 社会 时政"]
        {
            assert!(!is_names(text), "{text}");
        }
    }

    #[test]
    fn three_words_of_furniture_make_a_page() {
        let flattened = |text: &str| {
            let document = crate::segment::text(text);
            signs(&document, &crate::extract::measure::measure(&document)).shown >= SIGNS
        };
        assert!(flattened("首页 | 新闻\n论坛\n正文在这里。"));
        assert!(flattened("首頁 | 新聞\n論壇\n正文在這裡。"));
        assert!(flattened("首页新闻体育财经博客\n正文在这里。"));
        assert!(!flattened("论坛\n论坛\n论坛\n论坛\n正文在这里。"));
        assert!(!flattened("小城的新闻、体育、论坛和旅游都归他一个人管。"));
    }
}
