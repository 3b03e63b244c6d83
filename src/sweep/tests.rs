//! What the shipped rules do to whole pages.

use super::*;
use crate::document::{Birth, Block, Head, Line, Script};
use crate::rules::RulesetBuilder;

fn swept(mut document: Document) -> Document {
    let rules = RulesetBuilder::default().build().unwrap();
    pass(&mut document, &rules, None);
    document
}

fn text(lines: &[&str]) -> Document {
    let mut document = Document { blocks: vec![Default::default()], ..Document::default() };
    for (index, text) in lines.iter().enumerate() {
        let bullet = text.starts_with('•');
        document.lines.push(Line::new(*text, Birth { number: index + 1, bullet, ..Birth::default() }));
    }
    document
}

fn kept(document: &Document) -> Vec<String> {
    document.lines.iter().map(|l| l.kept().into_owned()).filter(|l| !l.is_empty()).collect()
}

const PARAGRAPH: &str =
    "入秋以后，河边的风一天比一天凉，撑船的老人把棉袄从箱底翻了出来，晒在船篷上，远远看去像一面旧旗。";

#[test]
fn a_page_of_one_line_keeps_it() {
    for line in ["扫码关注公众号，免费领取春茶一份", "免责声明", "相关文章"] {
        assert_eq!(kept(&swept(text(&[line]))), [line]);
    }
}

#[test]
fn an_injected_line_is_dropped_and_flagged_and_the_article_stays() {
    let page = swept(text(&["国产精品毛片_久久无码视频,亚洲一区二区_在线观看", "河边的秋天", PARAGRAPH]));
    assert_eq!(kept(&page), ["河边的秋天", PARAGRAPH]);
    assert!(page.flags.contains("spam/keyword-injection"));
}

#[test]
fn an_injected_tail_of_a_headline_is_cut_from_title_and_line() {
    let mut page = text(&["河边的秋天-国产精品无码_亚洲一区二区毛片", PARAGRAPH]);
    let line = Line::new("河边的秋天_国产精品无码_久久毛片_小城网", Birth::default());
    page.head.push(Head { key: "title".into(), line });
    let page = swept(page);
    assert_eq!(kept(&page), ["河边的秋天", PARAGRAPH]);
    assert_eq!(page.head[0].line.kept(), "河边的秋天_小城网");
    assert!(page.flags.contains("spam/keyword-injection"));
}

#[test]
fn a_related_list_with_teasers_is_taken_to_the_end() {
    let page = swept(text(&[
        "河边的秋天",
        PARAGRAPH,
        PARAGRAPH,
        PARAGRAPH,
        "相关文章",
        "• 山里的冬天",
        PARAGRAPH,
        "• 城里的春天",
        PARAGRAPH,
    ]));
    assert_eq!(kept(&page), ["河边的秋天", PARAGRAPH, PARAGRAPH, PARAGRAPH]);
}

#[test]
fn an_article_that_goes_on_after_a_list_of_titles_is_kept() {
    let page = swept(text(&[
        "河边的秋天",
        PARAGRAPH,
        "相关阅读",
        "• 山里的冬天",
        "• 城里的春天",
        PARAGRAPH,
        PARAGRAPH,
    ]));
    assert_eq!(kept(&page), ["河边的秋天", PARAGRAPH, PARAGRAPH, PARAGRAPH]);
}

/// An HTML page: each line with the number of its block and whether it is a link. Block 1 is the article's, 2 the
/// list's inside of it, 3 another beside it.
fn html(lines: &[(usize, bool, &str)]) -> Document {
    let block = |parent, depth| Block { parent, depth, tag: "div".into(), ..Block::default() };
    let blocks = vec![block(0, 0), block(0, 1), block(1, 2), block(0, 1)];
    let mut document = Document { kind: Kind::Html, blocks, ..Document::default() };
    for (index, (block, link, text)) in lines.iter().enumerate() {
        let links = if *link { text.chars().count() } else { 0 };
        document
            .lines
            .push(Line::new(*text, Birth { block: *block, number: index + 1, links, ..Birth::default() }));
    }
    document
}

#[test]
fn a_list_inside_an_article_ends_with_its_container() {
    let page = swept(html(&[
        (1, false, PARAGRAPH),
        (2, false, "相关阅读"),
        (2, true, "山里的冬天"),
        (2, true, "城里的春天"),
        (1, false, "二、撑船"),
        (1, false, PARAGRAPH),
    ]));
    assert_eq!(kept(&page), [PARAGRAPH, "二、撑船", PARAGRAPH]);
}

#[test]
fn a_bare_head_among_paragraphs_takes_only_the_links_below_it() {
    let page = swept(html(&[
        (1, false, PARAGRAPH),
        (1, false, "相关阅读"),
        (1, true, "山里的冬天"),
        (1, false, "二、撑船"),
        (1, false, PARAGRAPH),
    ]));
    assert_eq!(kept(&page), [PARAGRAPH, "二、撑船", PARAGRAPH]);
}

#[test]
fn unpunctuated_verse_below_a_head_is_no_list() {
    let verse: Vec<String> = (0..60).map(|n| format!("第{n}只小船从上游慢慢漂到下游来了又去")).collect();
    let mut lines = vec![PARAGRAPH, "推荐阅读"];
    lines.extend(verse.iter().map(String::as_str));
    assert_eq!(kept(&swept(text(&lines))).len(), lines.len());
}

#[test]
fn a_page_of_nothing_but_heads_keeps_its_text() {
    let mut lines = vec![PARAGRAPH; 20];
    lines.extend(std::iter::repeat_n("相关文章", 30_000));
    assert_eq!(kept(&swept(text(&lines)))[..20], [PARAGRAPH; 20]);
}

#[test]
fn a_trial_rule_is_found_and_takes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let rule = "[tea]\nstate = \"trial\"\nwhy = \"x\"\npass = \"ads\"\nscope = \"line\"\nany = [\"春茶\"]\nhit = [\"春茶\"]\n\
                miss = [\"秋茶\"]\n";
    std::fs::write(dir.path().join("ads.toml"), rule).unwrap();
    let rules = RulesetBuilder::default().without_builtin().dir(dir.path()).build().unwrap();
    let mut page = text(&["春茶上市", PARAGRAPH]);
    assert_eq!(find(&page, &rules, None).len(), 1);
    pass(&mut page, &rules, None);
    assert_eq!(kept(&page).len(), 2);
    assert_eq!((page.lines[0].spared.len(), page.lines[0].spared[0].why), (1, Why::Trial));
}

#[test]
fn a_section_above_its_cap_takes_nothing_and_says_by_how_much() {
    let teasers =
        ["相关文章", "• 山里的冬天", PARAGRAPH, "• 城里的春天", PARAGRAPH, "• 湖边的夏天", PARAGRAPH];
    let lines: Vec<&str> = [PARAGRAPH].into_iter().chain(teasers).collect();
    let page = swept(text(&lines));
    assert_eq!(kept(&page).len(), lines.len());
    let of_rule = page.lines[1].spared.iter().find(|spared| spared.rule == "boilerplate/related");
    let Some(spared) = of_rule else { panic!("{:?}", page.lines[1].spared) };
    let Why::Cap { lines, share, cap } = spared.why else { panic!("{spared:?}") };
    assert!(lines == 7 && share > 0.7 && cap == 0.6, "{spared:?}");
}

#[test]
fn a_section_goes_on_to_its_end_marker_in_text_and_in_markup() {
    let dir = tempfile::tempdir().unwrap();
    let rule = "[box]\nwhy = \"x\"\npass = \"ads\"\nscope = \"section\"\nextent = \"page\"\nequals = [\"茶友会\"]\nend = [\"茶讯\"]\n\
                cap = 0.9\nhit = [\"茶友会\"]\nmiss = [\"茶友\"]\n";
    std::fs::write(dir.path().join("ads.toml"), rule).unwrap();
    let rules = RulesetBuilder::default().without_builtin().dir(dir.path()).build().unwrap();
    let lines = ["春茶上市", "【茶友会】", "入会有礼。", "茶訊：明日采茶", "老人来了"];
    for mut page in [text(&lines), html(&lines.map(|line| (1, false, line)))] {
        pass(&mut page, &rules, None);
        assert_eq!(kept(&page), ["春茶上市", "茶訊：明日采茶", "老人来了"]);
    }
}

#[test]
fn of_a_span_rule_the_group_named_span_is_taken() {
    let dir = tempfile::tempdir().unwrap();
    let rule = "[gift]\nwhy = \"x\"\npass = \"ads\"\nscope = \"span\"\nregex = \"(入会)(?<span>有礼)\"\nhit = [\"入会有礼\"]\nmiss = [\"有礼\"]\n";
    std::fs::write(dir.path().join("ads.toml"), rule).unwrap();
    let rules = RulesetBuilder::default().without_builtin().dir(dir.path()).build().unwrap();
    let mut page = text(&["春茶上市", "今日入 會　有禮，欲购从速"]);
    pass(&mut page, &rules, None);
    assert_eq!(kept(&page), ["春茶上市", "今日入 會　，欲购从速"]);
}

#[test]
fn a_trial_section_hides_no_other_section() {
    let dir = tempfile::tempdir().unwrap();
    let section = |name: &str, state: &str, words: &str| {
        format!(
            "[{name}]\nstate = \"{state}\"\nwhy = \"x\"\npass = \"ads\"\nscope = \"section\"\nextent = \"page\"\n\
             equals = [\"{words}\"]\ncap = 1.0\nhit = [\"{words}\"]\nmiss = [\"秋茶\"]\n"
        )
    };
    let rules = section("outer", "trial", "茶友会") + &section("inner", "active", "茶会员");
    std::fs::write(dir.path().join("ads.toml"), rules).unwrap();
    let rules = RulesetBuilder::default().without_builtin().dir(dir.path()).build().unwrap();
    let mut page = text(&["春茶上市", "茶友会", "茶会员", "入会有礼"]);
    pass(&mut page, &rules, None);
    assert_eq!(kept(&page), ["春茶上市", "茶友会"]);
}

#[test]
fn a_headline_is_no_advert() {
    let mut page = text(&["扫码下载客户端为何越来越难", PARAGRAPH]);
    let line = Line::new("扫码下载客户端为何越来越难_小城网", Birth::default());
    page.head.push(Head { key: "title".into(), line });
    assert_eq!(kept(&swept(page)).len(), 2);
}

#[test]
fn a_simplified_string_on_a_traditional_page_needs_fewer_words() {
    let mut page = text(&["成人 高清视频 免费下载 大全", PARAGRAPH]);
    page.script = Script::Traditional;
    page.lines[0].script = Script::Simplified;
    page.lines[1].script = Script::Traditional;
    assert_eq!(kept(&swept(page)), [PARAGRAPH]);
}

#[test]
fn a_hostile_line_of_nothing_but_hits_leaves_the_next_alone() {
    let line = "打开APP阅读全文 国产精品毛片_".repeat(20_000);
    assert_eq!(kept(&swept(text(&[&line, PARAGRAPH]))).last().map(String::as_str), Some(PARAGRAPH));
}
