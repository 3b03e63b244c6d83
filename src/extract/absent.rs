//! Pages without an article: what a server says in place of a page, and lists of links with teasers. A page is given up
//! only where it says so itself; short news among many links is still news.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::document::{Document, Kind, Line, Role};

use super::measure::Measure;
use super::{flattened, prune, thread};

/// Whether what was taken for the body is none. `headline` is the title's line; a `talk` of several people is no list,
/// however short its lines.
pub fn is_absent(
    document: &Document,
    measures: &[Measure],
    headline: Option<usize>,
    url: Option<&str>,
    discussed: bool,
    talk: bool,
) -> bool {
    let body: Vec<usize> =
        (0..document.lines.len()).filter(|&line| document.lines[line].role == Role::Body).collect();
    let visible = measures.iter().filter(|m| m.chars > 0).count();
    if body.is_empty() || (document.kind == Kind::Text && visible < 2) {
        return false;
    }
    is_notice(document, measures, &body, headline)
        || document.kind == Kind::Text && !talk && is_index(document, measures, headline, body[0])
        || document.kind == Kind::Html
            && !has_byline(document, measures, headline, body[0])
            && (!discussed && is_teasers(document, measures, &body, headline)
                || is_links(document, measures, &body, headline, url))
}

/// What a server says in place of a page.
static NOTICE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^[\W\d]*
        (?:(?:非常|很|十分|真的)?(?:抱歉|对不起|對不起|很遗憾)|sorry|哎呀|哎哟|糟糕|oops|温馨提示|系统提示|提示信息|错误|出错了?)?[\W啦了]*(?:
          (?:(?:404|403|410|50[0-4])\W*)?(?:(?:page\s)?not\sfound|forbidden|bad\sgateway|internal\sserver\serror|service\s(?:temporarily\s)?unavailable)
        | (?:您|你|我们|我們)?\s?(?:所|要|想|正在|无法|没有|未能|沒有)?\s?(?:访问|查看|请求|查找|寻找|浏览|打开|訪問|查看|瀏覽|找|看|指定)?(?:到|过)?的?(?:该|此|这个|当前|本|相关|您要访问的|要查看的|指定的)?
          (?:页面|网页|文章|内容|帖子|主题|信息|新闻|地址|链接|资源|文件|頁面|網頁|內容|貼子|网址|域名|网站|站点|页)
          [^。！!？?，,]{0,10}
          (?:不存在|未找到|找不到|没有找到|無法找到|无法找到|没找到|已?(?:经|經)?被?(?:管理员|作者|发布者|系统)?(?:删除|刪除|移除|下线|关闭|屏蔽|转移|隐藏)|已?(?:失效|过期|下架|丢失)|丢失了?|走丢了?|不见了|无法(?:显示|访问|打开)|暂时无法(?:显示|访问|打开)|正在审核|审核中|尚未发布|暂停服务|有误)
        | (?:没有|沒有|暂无|未|无法|找不到|暂时没有)(?:找到|查到|检索到|搜索到|搜到|发现)?[^。！!，,]{0,10}(?:相关|符合|匹配|内容|信息|数据|记录|结果|资料|文章|页面|帖子)
        | (?:请先|请您先|您?需要先?|您?必须先?|您还没有?|您还未|您?尚未|游客请?先?|您没有)(?:登录|登陆|登錄|注册)
        | (?:登录|登陆|登錄|注册)(?:会员)?[后後](?:才能|方可|才可|即可|可以?)(?:查看|浏览|阅读|访问|继续)
        | (?:您|你)[^。！!，,]{0,8}(?:没有|无|不具备|沒有)[^。！!，,]{0,6}权限
        | (?:正在|页面)?(?:加载|跳转|载入)中|正在(?:为您)?(?:跳转|加载|载入)
        | (?:您的|你的)?浏览器[^。！!，,]{0,12}(?:不支持|禁用|未启用|未开启|版本过低)
        | 请(?:开启|启用|打开)(?:浏览器的?)?\s?java\s?script
        | (?:服务器|系统|网络)[^。！!，,]{0,6}(?:繁忙|错误|异常|出错|维护|升级|超时)
        | (?:访问|操作)(?:过于频繁|出错|失败|受限|被拒绝)
        )",
    )
    .expect("a literal")
});

/// What stands below such words.
static HELP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^\W*(?:\d{1,3}\s*[.、)]?\s*)?(?:
          (?:请|您?可以|您?也?可|建议|尝试|试试|点击|或者?|返回|回到|重新|检查|刷新|联系|如果|如有|若|可能|原因|也许|系统将|页面将|将在|\d+\s*秒|立即|去首页|继续|以下|随便看看|登录|注册|忘记密码|用户名|密码|验证码|搜索|首页|网站首页|上一页|确定|关闭|帮助)
        | (?:网址|地址|链接|页面|该页面?|此页|文章|内容|信息|服务器|管理员|链接|输入)[^。]{0,20}(?:错误|有误|删除|移动|移走|更名|过期|失效|不存在|变更|维护|正确|恢复)
        )",
    )
    .expect("a literal")
});

/// A body in which every line is what a server says, or a button.
fn is_notice(document: &Document, measures: &[Measure], body: &[usize], headline: Option<usize>) -> bool {
    // More is a text about such pages.
    const MOST: usize = 300;
    const LONGEST: usize = 70;
    let chars: usize = body.iter().map(|&line| measures[line].chars).sum();
    if chars > MOST {
        return false;
    }
    let kept = |line: usize| document.lines[line].kept();
    let says = |line: usize| measures[line].chars <= LONGEST && NOTICE.is_match(&kept(line));
    let helps = |line: usize| {
        let measure = &measures[line];
        measure.links * 2 > measure.chars
            || measure.chars <= LONGEST && HELP.is_match(&kept(line))
            || measure.chars <= 8 && !measure.sentence
    };
    // What else stands in the line is of the same kind: 您访问的页面不存在，将返回首页。
    let all = |line: usize| (says(line) && one_thing(&kept(line))) || helps(line);
    let titled = headline.is_some_and(|line| is_notice_title(&kept(line)))
        || document.head_text("title").is_some_and(|line| is_notice_title(&line.kept()));
    // Its first line may stand above what was taken for the body.
    let above = body[0].saturating_sub(3)..body[0];
    body.iter().all(|&line| all(line)) && (titled || above.chain(body.iter().copied()).any(says))
}

/// Whether the clauses behind the first are help, too.
fn one_thing(text: &str) -> bool {
    let clauses =
        text.split(['。', '！', '!', '，', ',', '；', '~', '？']).map(str::trim).filter(|c| !c.is_empty());
    clauses.enumerate().all(|(at, clause)| {
        clause.chars().count() <= 6
            || NOTICE.is_match(clause)
            || HELP.is_match(clause)
            || (at == 0 && NOTICE.is_match(text))
    })
}

fn is_notice_title(text: &str) -> bool {
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^\W*(?:(?:404|403|410|50[0-4])(?:\W|$)|(?:出错|错误|系统|信息)提示|提示信息|系统发生错误|页面?(?:不存在|未找到|没有找到|找不到|出错)|(?:page )?not found|无法找到(?:该)?页|(?:用户)?登录\W*$|跳转提示)",
        )
        .expect("a literal")
    });
    TITLE.is_match(text)
}

/// A front page or a list of articles that somebody flattened: the furniture of a page, short lines without a full stop,
/// and no paragraph. Verse and tables have no furniture.
fn is_index(document: &Document, measures: &[Measure], headline: Option<usize>, first: usize) -> bool {
    const LEAST: usize = 24;
    const LINK: usize = 40;
    const PARAGRAPH: usize = 60;
    let seen = || document.lines.iter().zip(measures).filter(|(_, m)| m.chars > 0);
    let stopped = |(line, m): &(&Line, &Measure)| m.is_long() && line.text.contains('。');
    let running: usize = seen().filter(stopped).map(|(_, m)| m.chars).sum();
    let entries = seen().filter(|(_, m)| m.chars < LINK && !m.sentence).count();
    seen().count() >= LEAST
        && entries * 10 >= seen().count() * 9
        && running * 10 < seen().map(|(_, m)| m.chars).sum()
        && !seen().any(|(line, m)| m.chars >= PARAGRAPH && stopped(&(line, m)))
        && flattened::is_page(document, measures)
        && !has_byline(document, measures, headline, first)
}

/// Whether an article's head stands above the body: a headline that is no link, and a date or byline beside it.
fn has_byline(document: &Document, measures: &[Measure], headline: Option<usize>, first: usize) -> bool {
    const REACH: usize = 8;
    let Some(headline) = headline.filter(|&h| h <= first && measures[h].link_share() < 0.5) else {
        return false;
    };
    let near = headline.saturating_sub(3)..(headline + REACH).min(first + 1).min(document.lines.len());
    near.clone().any(|line| {
        line != headline
            && !document.lines[line].birth.hidden
            && measures[line].chars < 160
            && prune::is_byline(&document.lines[line].text)
            && !is_calendar(&document.lines[line])
    })
}

/// 今天是2012年3月4日 stands at the head of every page.
fn is_calendar(line: &Line) -> bool {
    ["今天是", "今日是", "现在是", "星期"].iter().any(|word| line.text.contains(word))
        && !["来源", "作者", "发布", "编辑", "记者"].iter().any(|word| line.text.contains(word))
}

/// Teasers: short texts, each below a link that bears its headline, in containers of one make.
fn is_teasers(document: &Document, measures: &[Measure], body: &[usize], headline: Option<usize>) -> bool {
    const LEAST: usize = 4;
    const LONGEST: usize = 220;
    // A link to the whole of it has at least so many characters; shorter ones are buttons.
    const LINK: usize = 6;
    let running: Vec<usize> = body.iter().copied().filter(|&line| measures[line].is_long()).collect();
    if running.len() < LEAST || running.iter().any(|&line| measures[line].chars > LONGEST * 2) {
        return false;
    }
    let linked = |line: usize| {
        let measure = &measures[line];
        measure.chars >= LINK && measure.links * 10 > measure.chars * 6 && !document.lines[line].birth.hidden
    };
    let make = |line: usize| {
        let block = document.lines[line].birth.block;
        let parent = document.blocks[block].parent;
        (thread::make(document, block), thread::make(document, parent))
    };
    let mut teasers: Vec<usize> = Vec::new();
    let mut from = headline.filter(|&h| h < running[0]).map_or(running[0].saturating_sub(4), |h| h + 1);
    for &line in &running {
        let start = from.max(line.saturating_sub(4));
        if measures[line].chars <= LONGEST && (start..line).any(linked) {
            teasers.push(line);
        }
        from = line + 1;
    }
    if teasers.len() < LEAST || teasers.len() * 10 < running.len() * 8 {
        return false;
    }
    let mut makes: HashMap<_, usize> = HashMap::new();
    teasers.iter().for_each(|&line| *makes.entry(make(line)).or_default() += 1);
    let most = makes.into_values().max().unwrap_or(0);
    // Questions with their answers may look the same; what is cut short, dated or leads on is a teaser.
    let ends = teasers.iter().skip(1).copied().chain([document.lines.len()]);
    let led = teasers.iter().zip(ends).filter(|(start, end)| leads_on(document, **start..*end)).count();
    most * 10 >= teasers.len() * 8 && led * 2 >= teasers.len()
}

/// Whether a short text ends as a teaser does: cut short, with a date, or with a link to the whole of it.
fn leads_on(document: &Document, lines: Range<usize>) -> bool {
    // Behind the text stand a date, a count and a link.
    const REACH: usize = 4;
    static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:详细|详情|全文|阅读更多|查看更多|更多|more)\W*$").expect("a literal")
    });
    document.lines[lines].iter().take(REACH).enumerate().any(|(at, line)| {
        let text = line.text.trim();
        at == 0 && text.ends_with(['…', '.']) && (text.ends_with('…') || text.ends_with(".."))
            || line.birth.links > 0 && WHOLE.is_match(text)
            || at > 0 && text.len() < 120 && prune::is_dated(text)
    })
}

/// A page of links in which some words of the site's were taken for an article.
fn is_links(
    document: &Document,
    measures: &[Measure],
    body: &[usize],
    headline: Option<usize>,
    url: Option<&str>,
) -> bool {
    const LEAST: usize = 30;
    const MOST: usize = 240;
    let seen = |line: &usize| !document.lines[*line].birth.hidden && measures[*line].chars > 0;
    let sum = |lines: &mut dyn Iterator<Item = usize>| {
        lines.fold((0, 0, 0), |(chars, links, rows), line| {
            let m = &measures[line];
            (chars + m.chars, links + m.links, rows + usize::from(m.links * 2 > m.chars))
        })
    };
    let (chars, links, rows) = sum(&mut (0..document.lines.len()).filter(seen));
    let (text, ..) = sum(&mut body.iter().copied());
    // A headline that is no link, and is long or right above the text, has an article below it.
    let headed = headline.is_some_and(|h| {
        measures[h].link_share() < 0.5 && (measures[h].chars >= 9 || (h + 1..=h + 3).contains(&body[0]))
    });
    !headed
        && rows >= LEAST
        && text <= MOST
        && text * 6 < chars
        && links * 2 > chars
        && !body.iter().any(|&line| prune::is_dated(&document.lines[line].text))
        && is_front(document, measures, url)
}

/// Whether the page says that it is a front or a list: by its address, its title, or what stands beside its lists.
fn is_front(document: &Document, measures: &[Measure], url: Option<&str>) -> bool {
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"首页|首頁|主页|门户|官方网站|官网|频道|栏目|列表|搜索结果|导航|站点地图")
            .expect("a literal")
    });
    static MORE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)^\W*(?:更多|更多.{2,6}|more)\W*$").expect("a literal"));
    let root = url.is_some_and(|url| {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let path = rest.find('/').map_or("/", |slash| &rest[slash..]);
        matches!(
            path,
            "/" | "/index.html"
                | "/index.htm"
                | "/index.shtml"
                | "/index.php"
                | "/default.aspx"
                | "/index.asp"
        )
    });
    let titled = document.head_text("title").is_some_and(|line| TITLE.is_match(&line.text));
    let more = (0..document.lines.len())
        .filter(|&line| measures[line].links > 0 && MORE.is_match(&document.lines[line].text))
        .take(3)
        .count();
    root || more == 3 || (titled && more > 0)
}

#[cfg(test)]
mod tests {
    use crate::{Cleaner, Page, Record};

    const TEXT: &str = "天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。";

    fn clean(page: Page) -> Record {
        Cleaner::builder().build().unwrap().clean(&page).record
    }

    fn is_absent(page: Page) -> bool {
        let record = clean(page);
        let flagged = record.flags.iter().any(|f| f == "extract/no-article");
        assert_eq!(flagged, record.body.is_empty(), "{record:?}");
        flagged
    }

    fn links(count: usize) -> String {
        let rows = (0..count).map(|n| format!("<li><a href=/n/{n}.html>柳河两岸第{n}处码头修好了</a></li>"));
        format!("<ul>{}</ul>", rows.collect::<String>())
    }

    #[test]
    fn what_a_server_says_is_no_article() {
        for words in [
            "<h1>404</h1><p>抱歉，您访问的页面不存在。</p><p>请检查您输入的网址是否正确，或者返回首页。</p>",
            "<p>对不起，您要查看的文章已被删除！</p><p><a href=/>返回首页</a></p>",
            "<p>您需要登录后才能查看此内容</p><p>用户名</p><p>密码</p>",
            "<p>没有找到符合条件的内容。</p><p>建议您换一个关键词再试。</p>",
            "<h2>提示信息</h2><p>抱歉，指定的主题不存在或已被删除或正在被审核</p><p>[ 点击这里返回上一页 ]</p>",
            "<p>系统正在维护，请稍后再试。</p>",
        ] {
            let page = format!("<title>提示信息 - 小城网</title><div class=box>{words}</div>");
            assert!(is_absent(Page::html("a", page)), "{words}");
        }
        assert!(is_absent(Page::text("a", "404\n抱歉，您访问的页面不存在。\n请返回首页。")));
    }

    #[test]
    fn short_news_and_notices_are_kept() {
        for words in [
            "<p>昨日起，市民访问市政府网站时看到的都是“页面不存在”，技术人员正在抢修，预计今晚恢复。</p>",
            "<p>因系统升级，本周六八时至十二时暂停办理业务，请市民提前安排时间，敬请谅解。</p>",
            "<p>对不起，您拨打的电话已关机。听到这句话的时候，他正站在雨里。</p>",
            "<p>请各位业主登录小区网站查看停水安排，如有疑问请致电物业。</p><p>物业管理处</p>",
            "<p>没有找到相关资料，老人只好凭记忆把戏文一句一句写下来，写了整整三个冬天。</p>",
        ] {
            let page =
                format!("<title>小城通知 - 小城网</title><h1>小城通知</h1><div class=box>{words}</div>");
            assert!(!is_absent(Page::html("a", page)), "{words}");
        }
        assert!(!is_absent(Page::text("a", "抱歉，您访问的页面不存在。")));
    }

    #[test]
    fn a_brief_among_links_is_an_article() {
        let brief = "柳河大桥今晨通车，全长一千二百米，双向六车道，过河由半小时缩短到两分钟，首日车流平稳，桥上设有人行步道。";
        for head in [
            "<h1>柳河大桥通车</h1>",
            "<h1>柳河大桥通车</h1><p>2012-03-04 08:15 来源：小城晚报</p>",
            "<p><b>柳河大桥通车</b></p>",
        ] {
            let page = format!(
                "<title>柳河大桥通车_小城网</title>{}<div>{head}<div id=c><p>{brief}</p></div></div>{}<a href=/m>更多</a><br><a href=/m>更多</a><br><a href=/m>更多</a>",
                links(20),
                links(20)
            );
            assert_eq!(clean(Page::html("a", page)).body, brief, "{head}");
        }
    }

    #[test]
    fn lists_of_teasers_are_no_article() {
        let item = |n: usize| {
            format!(
                "<div class=item><h3><a href=/n/{n}.html>柳河码头第{n}期工程完工</a></h3><p>{TEXT}{}</p><a href=/n/{n}.html>[详细]</a></div>",
                "人来了，".repeat(n)
            )
        };
        let items: String = (1..9).map(item).collect();
        let page = format!(
            "<title>城建新闻 - 小城网</title><h2>城建新闻</h2><div class=list>{items}</div>{}",
            links(10)
        );
        assert!(is_absent(Page::html("a", page)));
    }

    #[test]
    fn questions_with_answers_are_no_teasers() {
        let item =
            |n: usize| format!("<h4><a href=#q{n}>停水以后第{n}件要做的事是什么？</a></h4><p>{TEXT}</p>");
        let items: String = (1..9).map(item).collect();
        assert!(!is_absent(Page::html(
            "a",
            format!("<title>常见问题 - 小城网</title><h2>常见问题</h2><div>{items}</div>")
        )));
    }

    #[test]
    fn a_front_page_is_no_article() {
        let page = format!(
            "<title>小城网首页</title>{}<a href=/m>更多</a><p>小城网是小城唯一的新闻网站，由小城日报社主办，每天报道小城的大事小情，欢迎来稿。</p>{}<a href=/m>更多>></a><p>x</p><a href=/m>更多</a>",
            links(25),
            links(25)
        );
        assert!(is_absent(Page::html("a", page).with_url("http://www.example.cn/")));
    }

    #[test]
    fn an_article_with_linked_subheads_is_kept() {
        let part = |n: usize| format!("<h3><a href=/n/{n}.html>码头第{n}期工程的来历</a></h3><p>{TEXT}</p>");
        let parts: String = (1..7).map(part).collect();
        let page = format!(
            "<title>柳河的六个码头 - 小城网</title><h1>柳河的六个码头</h1><p>2012-03-04 08:15 来源：小城晚报</p><div id=c>{parts}</div>"
        );
        assert!(!is_absent(Page::html("a", page)));
    }
}
