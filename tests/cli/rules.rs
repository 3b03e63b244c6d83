//! Rule files of one's own: their mistakes, and what they do.

use super::*;

const THREE_MISTAKES: &str = r#"[one]
why = "The pass is none."
pass = "adz"
scope = "line"
any = ["下载客户端"]
hit = ["下载客户端看全文"]
miss = ["客户端的下载量翻了一番"]

[two]
why = "It does not hit its example."
pass = "ads"
scope = "line"
any = ["下载客户端"]
hit = ["打开网页"]
miss = ["客户端的下载量翻了一番"]

[three]
why = "Its pattern does not compile."
pass = "ads"
scope = "line"
regex = "("
hit = ["打开网页"]
miss = ["客户端的下载量翻了一番"]
"#;

const TAKES_A_LINE: &str = r#"[lantern]
why = "A line that only this test writes."
pass = "ads"
scope = "line"
any = ["灯笼铺子开张"]
hit = ["灯笼铺子开张，来看看", "灯笼铺子开张"]
miss = ["灯笼铺子关门", "铺子开张"]
"#;

#[test]
fn three_mistakes_in_a_rule_file_are_three_messages_with_their_places() {
    let dir = folder(&[("mine/ads.toml", THREE_MISTAKES)]);
    let check = run(qingliu(&dir).args(["rules", "check", "mine"]));
    assert_eq!(check.status, 1);
    let clean = run(qingliu(&dir).args(["clean", "--rules", "mine"]).write_stdin(PAGE));
    assert_eq!((clean.status, clean.out.as_str()), (2, ""));
    for said in [&check.out, &clean.err] {
        for place in ["mine/ads.toml:3", "mine/ads.toml:14", "mine/ads.toml:21"] {
            assert_eq!(said.lines().filter(|line| line.starts_with(place)).count(), 1, "{place}: {said}");
        }
    }
}

#[test]
fn a_folder_of_rules_that_is_not_there_is_for_the_caller_to_mend() {
    let dir = folder(&[("nowhere-either/notes.md", "no rules")]);
    for args in [
        &["clean", "--rules", "nowhere"][..],
        &["clean", "--rules-only", "nowhere-either"],
        &["clean", "--rules-only", "nowhere"],
        &["rules", "check", "nowhere"],
    ] {
        let ran = run(qingliu(&dir).args(args).write_stdin(PAGE));
        assert_eq!(ran.status, 2, "{args:?}");
        assert!(ran.err.contains("nowhere"), "{args:?}: {}", ran.err);
    }
}

#[test]
fn a_rule_of_ones_own_is_seen_by_clean_explain_list_and_check() {
    let page = "小城的早市\n天还没亮，卖菜的人已经把摊子支好了。\n灯笼铺子开张，来看看\n";
    let dir = folder(&[("mine/ads.toml", TAKES_A_LINE), ("page.txt", page)]);
    assert_eq!(run(qingliu(&dir).args(["rules", "check", "mine"])).status, 0);
    let ran = clean(&dir, &["page.txt", "--rules", "mine", "--removed", "removed"]);
    assert_eq!(ran.records()[0]["removed"]["ads/lantern"], 10);
    let removal = &objects(&read(&dir, "removed"))[0];
    assert_eq!((&removal["rule"], &removal["line"]), (&"ads/lantern".into(), &3.into()));
    let listing = run(qingliu(&dir).args(["explain", "page.txt", "--rules", "mine"])).out;
    assert!(
        listing.contains("- ads/lantern: A line that only this test writes. · hit 灯笼铺子开张"),
        "{listing}"
    );
    let list = run(qingliu(&dir).args(["rules", "list", "--rules-only", "mine"])).out;
    assert_eq!(list.lines().count(), 1, "{list}");
    assert!(
        run(qingliu(&dir).args(["rules", "show", "ads/lantern", "--rules", "mine"]))
            .out
            .contains("灯笼铺子关门")
    );
}

#[test]
fn a_mistake_shows_its_words_and_what_to_write_instead() {
    let dir = folder(&[("mine/ads.toml", THREE_MISTAKES)]);
    let check = run(qingliu(&dir).args(["rules", "check", "mine"]));
    let shown = "mine/ads.toml:3:8: ads/one: unknown pass \"adz\"\n 3 | pass = \"adz\"\n   |        ^^^^^\n   = help: write \"ads\"\n";
    assert!(check.out.starts_with(shown), "{}", check.out);
    let lines = objects(&run(qingliu(&dir).args(["rules", "check", "mine", "--format", "json"])).out);
    assert_eq!((&lines[0]["column"], &lines[0]["end_column"]), (&8.into(), &13.into()));
    assert_eq!((&lines[0]["severity"], &lines[0]["help"]), (&"error".into(), &"write \"ads\"".into()));
    let github = run(qingliu(&dir).args(["rules", "check", "mine", "--format", "github"])).out;
    let first = "::error file=mine/ads.toml,line=3,col=8,endColumn=13,title=ads/one::unknown pass \"adz\"; write \"ads\"";
    assert_eq!(github.lines().next(), Some(first));
}

#[test]
fn check_warns_of_rules_that_come_late_never_fire_or_cost_too_much() {
    let wide = r#"[wide]
why = "Takes what the next one takes, and looks at every line with a pattern that no word guards."
pass = "ads"
scope = "line"
regex = "^灯笼[^。]{0,40}$"
hit = ["灯笼铺子开张，来看看", "灯笼"]
miss = ["铺子"]

"#;
    let long = "天还没亮，卖菜的人已经把摊子支好了。".repeat(60);
    let page = format!("小城的早市\n{long}\n灯笼铺子开张，来看看\n").repeat(200);
    let dir = folder(&[
        ("mine/ads.toml", &format!("{wide}{TAKES_A_LINE}")),
        ("fixtures/text/market/page.txt", &page),
        ("none/text/market/page.txt", "小城的早市\n天还没亮，卖菜的人已经把摊子支好了。\n"),
    ]);
    let check = run(qingliu(&dir).args(["rules", "check", "mine", "--steps"]));
    assert_eq!(check.status, 0, "{}", check.out);
    assert!(check.out.contains("warning: ads/lantern: is shadowed: ads/wide takes"), "{}", check.out);
    assert!(check.out.contains("warning: ads/wide: takes "), "{}", check.out);
    assert!(!check.out.contains("never fires"), "{}", check.out);
    assert_eq!(run(qingliu(&dir).args(["rules", "check", "mine", "--deny", "warnings"])).status, 1);
    let elsewhere = run(qingliu(&dir).args(["rules", "check", "mine", "--fixtures", "none"]));
    assert_eq!(elsewhere.out.matches("never fires on the fixtures").count(), 2, "{}", elsewhere.out);
    assert_eq!(run(qingliu(&dir).args(["rules", "check", "--fixtures", "nowhere"])).status, 2);
    assert_eq!(check.out, run(qingliu(&dir).args(["rules", "check", "mine", "--steps"])).out);
}

const RELATED_BOX: &str = r#"[related-box]
why = "The list of other articles."
pass = "boilerplate"
scope = "line"
select = ["div.more-list", "a[data-kind=promo]"]
hit = [{ html = "<p>早市</p><div class='more-list x'><a href=/>夏茶</a></div>" }, { html = "<a data-kind=promo>扫码</a>" }]
miss = [{ html = "<div class=more><a href=/>夏茶</a></div>" }, "夏茶"]
"#;

#[test]
fn a_selector_takes_lines_of_its_site_and_of_no_other() {
    let page = "<body><h1>小城的早市</h1><article><p>天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。</p>\
                <div class=more-list><p>夏茶上市</p><p>秋茶何时采</p></div></article></body>";
    let dir = folder(&[("mine/sites/tea.example.com.toml", RELATED_BOX), ("page.html", page)]);
    let check = run(qingliu(&dir).args(["rules", "check", "mine"]));
    assert_eq!(check.status, 0, "{}", check.out);
    let at = |url: &str| clean(&dir, &["page.html", "--rules", "mine", "--url", url]).records().remove(0);
    let record = at("https://www.tea.example.com/a.html");
    assert_eq!(record["removed"]["site.tea.example.com/related-box"], 9);
    assert_eq!(at("https://other.example.com/")["removed"].get("site.tea.example.com/related-box"), None);
    let listing = run(qingliu(&dir).args([
        "explain",
        "page.html",
        "--rules",
        "mine",
        "--url",
        "http://tea.example.com/",
    ]));
    assert_eq!(
        listing.out.matches("- site.tea.example.com/related-box: The list").count(),
        2,
        "{}",
        listing.out
    );
    let show =
        run(qingliu(&dir).args(["rules", "show", "site.tea.example.com/related-box", "--rules", "mine"]));
    assert!(show.out.contains("html = \"<div class=more>"), "{}", show.out);
}

#[test]
fn a_selector_belongs_to_a_site_and_must_be_one() {
    let bad = RELATED_BOX.replace("\"div.more-list\"", "\"div.more-list a:hover\"");
    let dir = folder(&[("mine/ads.toml", RELATED_BOX), ("mine/sites/tea.example.com.toml", &bad)]);
    let check = run(qingliu(&dir).args(["rules", "check", "mine"]));
    assert_eq!(check.status, 1);
    assert!(
        check.out.contains("mine/ads.toml:5:10: ads/related-box: `select` is for site rules"),
        "{}",
        check.out
    );
    let place = "mine/sites/tea.example.com.toml:5:27: site.tea.example.com/related-box: `select`: `:hover`";
    assert!(check.out.contains(place), "{}", check.out);
}

#[test]
fn a_rule_on_trial_is_reported_and_takes_nothing() {
    let page = "小城的早市\n天还没亮，卖菜的人已经把摊子支好了。\n灯笼铺子开张，来看看\n";
    let trial = TAKES_A_LINE.replace("why =", "state = \"trial\"\nwhy =");
    let dir = folder(&[("mine/ads.toml", &trial), ("page.txt", page)]);
    let without = clean(&dir, &["page.txt"]);
    let ran = clean(&dir, &["page.txt", "--rules", "mine", "--removed", "removed"]);
    assert_eq!(ran.out, without.out);
    assert!(!read(&dir, "removed").contains("lantern"));
    assert!(
        ran.err.contains("on trial: ads/lantern would take 10 characters of 1 pages, and took nothing"),
        "{}",
        ran.err
    );
    let listing = run(qingliu(&dir).args(["explain", "page.txt", "--rules", "mine"])).out;
    assert!(
        listing.contains("! on trial, would take: ads/lantern: A line that only this test writes."),
        "{listing}"
    );
}

#[test]
fn the_schema_of_rules_is_json() {
    let dir = folder(&[]);
    let schema: Value = serde_json::from_str(&run(qingliu(&dir).args(["schema", "rules"])).out).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert!(schema["$defs"]["rule"]["properties"]["select"]["description"].is_string());
}
