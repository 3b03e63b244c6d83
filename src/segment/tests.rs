use super::*;

fn lines(source: &str) -> Vec<String> {
    html(source).lines.into_iter().map(|l| l.text).collect()
}

#[test]
fn a_title_within_what_is_not_shown_is_none_and_opens_nothing() {
    let document = html("<svg><title>市<svg><title>早</title></svg></title></svg></svg><p>天还没亮</p>");
    assert_eq!(document.lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>(), ["天还没亮"]);
    html("<select><title>早</title></select></template><svg><![CDATA[<title>]]><title>市</svg>");
}

#[test]
fn single_hanzi_in_inline_tags_are_never_torn_apart() {
    assert_eq!(lines("<p>中国<b>人</b>民<font color=red>的</font>\n生活</p>"), ["中国人民的生活"]);
}

#[test]
fn breaks_and_blocks_end_lines() {
    assert_eq!(lines("甲<br>乙<br/><br>丙<div>丁<p>戊</div>己"), ["甲", "乙", "丙", "丁", "戊", "己"]);
    assert_eq!(lines("<table><tr><td>甲<td>乙<tr><td>丙</table>"), ["甲", "乙", "丙"]);
}

#[test]
fn an_indent_behind_a_full_stop_is_a_paragraph() {
    assert_eq!(lines("<td>　　早市开了。　　人来了。　　姓　　名</td>"), ["早市开了。", "人来了。", "姓 名"]);
}

#[test]
fn a_row_of_facts_is_parted_and_text_is_not() {
    assert_eq!(
        lines("<div><span>2011-05-03 08:15</span><span>小城晚报</span><a>评论</a></div>"),
        ["2011-05-03 08:15 小城晚报 评论"]
    );
    assert_eq!(lines("<div><span>小城</span><span>早市</span></div>"), ["小城早市"]);
    assert_eq!(lines("<p><span>2011年</span><span>春天，早市开了。</span></p>"), ["2011年春天，早市开了。"]);
}

#[test]
fn what_is_credited_in_line_is_known_by_its_class() {
    let page = "<div><span class=a-source>小城晚报</span> <a rel=author>张三</a> <span class=time>08:15</span></div>";
    let head: Vec<_> = html(page).head.into_iter().map(|h| (h.key, h.line.text)).collect();
    assert_eq!(head, [("shown:source".into(), "小城晚报".into()), ("shown:author".into(), "张三".into())]);
}

#[test]
fn hidden_text_is_a_line_of_its_own() {
    let document = html("<p>中国<span style='display:none'>暗语</span>人民</p><div hidden>丙<p>丁</div>");
    let seen: Vec<_> = document.lines.iter().map(|l| (&*l.text, l.birth.hidden)).collect();
    assert_eq!(seen, [("暗语", true), ("中国人民", false), ("丙", true), ("丁", true)]);
}

#[test]
fn the_head_is_read_and_not_shown() {
    let document = html(
        "<head><title> 早市 - 某网\n</title><meta property='og:Title' content='早市'><link rel=canonical href='http://a.b/'>\
         <style>p{}</style></head><p>甲<svg><title>图</title></svg>",
    );
    let head: Vec<_> = document.head.iter().map(|h| (&*h.key, &*h.line.text)).collect();
    assert_eq!(
        head,
        [("title", "早市 - 某网"), ("meta:og:title", "早市"), ("link:canonical", "http://a.b/")]
    );
    assert_eq!(document.lines.len(), 1);
}

#[test]
fn links_headings_and_items_are_marked() {
    let document = html("<h2>早市</h2><ul><li><a href=#>甲乙</a>丙丁</li></ul>");
    assert_eq!(document.lines[0].birth.heading, 2);
    assert!(document.lines[1].birth.bullet);
    assert_eq!(document.lines[1].link_share(), 0.5);
}

#[test]
fn a_line_bears_the_marks_of_the_elements_it_stands_in_as_a_whole() {
    let selector = Selector::parse("div.box, a[data-kind=ad]").unwrap();
    let picks = [Pick { mark: 7, selector: &selector }];
    let source = "<div class=box>甲<div class='box x'><p>乙</div></div><p><a data-kind=ad>丙</a><p>丁<a data-kind=ad>戊</a>\
                  <p>己";
    let document = html_picking(source, &picks, Markup::Plain);
    let marked: Vec<_> = document.lines.iter().filter(|l| l.birth.picked == [7]).map(|l| &*l.text).collect();
    assert_eq!(marked, ["甲", "乙", "丙"]);
    assert_eq!(document.lines.len(), html(source).lines.len());
}

#[test]
fn a_bomb_of_tags_ends_with_what_was_read() {
    let bomb = format!("<p>先有一句话。</p>{}后面的话", "<div>".repeat(200_000));
    let document = html(&bomb);
    assert!(document.flags.contains("limit/depth"));
    assert_eq!(document.limited, [("limit/depth".into(), 4)]);
    assert_eq!(document.lines[0].text, "先有一句话。");
}

#[test]
fn a_leaked_break_does_not_make_a_text_html() {
    assert!(!looks_like_html("第一行<br />第二行"));
    assert!(!looks_like_html("a < b，c > d"));
    assert!(looks_like_html("\n\n<!DOCTYPE html><title>甲</title>"));
    assert!(looks_like_html("<p>甲<p>乙"));
}
