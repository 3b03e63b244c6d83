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
