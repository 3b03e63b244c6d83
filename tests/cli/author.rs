//! From a bad line to a rule in force: `rules new`, `rules promote`, and a rule looked up from a removal.

use super::*;

const BAD: &str = "☆ 点 击 右 上 角 “…” 分 享 给 好 友 ☆";

/// Honest lines; the last has all of the bad line's words.
const HONEST: &str = "天还没亮，卖菜的人已经把摊子支好了。\n右上角有一棵老槐树\n\
                      他点击右上角的按钮，把早市的照片分享给三个朋友和一个从前的好友，又坐下喝茶。\n";

fn new(dir: &TempDir, line: &str, args: &[&str]) -> Ran {
    run(qingliu(dir).args(["rules", "new"]).args(args).write_stdin(line))
}

fn promote(dir: &TempDir, args: &[&str]) -> Ran {
    run(qingliu(dir).args(["rules", "promote"]).args(args))
}

fn table(text: &str) -> toml::Table {
    text.parse().unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn strings(value: &toml::Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect()
}

#[test]
fn a_line_becomes_a_trial_rule_that_hits_it_and_spares_its_neighbours() {
    let dir = folder(&[("honest.txt", HONEST)]);
    let ran = new(
        &dir,
        BAD,
        &["--name", "share-corner", "--clean", "honest.txt", "--why", "Phones ask to be \"shared\"."],
    );
    assert_eq!(ran.status, 0, "{}", ran.err);
    let table = table(&ran.out);
    let rule = &table["share-corner"];
    assert_eq!((rule["state"].as_str(), rule["pass"].as_str()), (Some("trial"), Some("boilerplate")));
    assert_eq!(rule["why"].as_str(), Some("Phones ask to be \"shared\"."));
    assert_eq!(strings(&rule["hit"]), [BAD]);
    // Only its length saves this one, so it is the nearest.
    assert!(strings(&rule["miss"])[0].starts_with("他点击右上角"), "{}", ran.out);
    assert!(
        strings(&rule["all"]).len() >= 2 && strings(&rule["needs"])[0].starts_with("chars <= "),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("hits 0 of ") && ran.err.contains(" honest lines"), "{}", ran.err);
    assert!(ran.err.contains("the family is guessed"), "{}", ran.err);
}

#[test]
fn the_rule_goes_where_it_belongs_and_what_stood_there_stays() {
    let dir = folder(&[("honest.txt", HONEST)]);
    let before = "# mine\r\n[ other ]   # odd\nstate='off'";
    write(dir.path().join("mine/boilerplate.toml"), before);
    let args = ["--name", "share-corner", "--clean", "honest.txt", "--rules", "mine"];
    let ran = new(&dir, BAD, &args);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let after = read(&dir, "mine/boilerplate.toml");
    assert_eq!(after, format!("{before}\n\n{}", ran.out));
    assert_eq!(run(qingliu(&dir).args(["rules", "check", "mine"])).status, 0);
    // The name is taken now; without one another is found.
    let again = new(&dir, BAD, &args);
    assert!(again.status == 2 && again.err.contains("already"), "{}", again.err);
    assert_eq!(read(&dir, "mine/boilerplate.toml"), after);
    for _ in 0..2 {
        assert_eq!(new(&dir, BAD, &["--rules", "mine"]).status, 0);
    }
    assert_eq!(table(&read(&dir, "mine/boilerplate.toml")).len(), 4);
    // A folder and a file that are not there are made.
    assert_eq!(new(&dir, BAD, &["--family", "ads", "--rules", "fresh"]).status, 0);
    assert_eq!(run(qingliu(&dir).args(["rules", "check", "fresh"])).status, 0);
    assert_eq!(table(&read(&dir, "fresh/ads.toml")).len(), 1);
}

#[test]
fn every_kind_of_line_gives_a_rule_that_proves_itself() {
    for (line, family) in [
        (BAD, "boilerplate"),
        ("展开全文 ∨", "ads"),
        ("订购热线：0571-88880000 王经理", "ads"),
        ("想学种茶的加微信：cha_8899 备注学茶", "ads"),
        ("請點擊右上角分享\n点击右上角分享", "boilerplate"),
        ("点击右上角分享给好友\n长按识别下方图片", "ads"),
        ("国产精品_毛片无码_亚洲一区二区_在线观看", "spam"),
        ("Powered by Teahouse! X3.4", "boilerplate"),
        ("他说：“请点击右上角。”\\ 然后走了？", "boilerplate"),
        ("茶", "boilerplate"),
        ("1234567", "boilerplate"),
        ("\u{7}警\u{1b}[31m告：点击右上角分享", "boilerplate"),
    ] {
        let dir = folder(&[]);
        let ran = new(&dir, line, &["--family", family, "--rules", "mine"]);
        assert_eq!(ran.status, 0, "{line}: {}", ran.err);
        let check = run(qingliu(&dir).args(["rules", "check", "mine"]));
        assert_eq!(check.status, 0, "{line}: {}{}", ran.out, check.out);
    }
}

#[test]
fn what_is_no_line_no_name_and_no_corpus_is_refused() {
    let dir = folder(&[("honest.txt", HONEST)]);
    for (line, args, says) in [
        ("", &[][..], "no line with a word"),
        (" \n……\n", &[], "no line with a word"),
        (&"点击右上角分享".repeat(200), &[], "up to 1000 characters"),
        (BAD, &["--name", "Share Corner"], "a name is of"),
        (BAD, &["--family", "fields"], "--family"),
        (BAD, &["--clean", "-"], "standard input"),
        // Built-in.
        ("责任编辑：李四", &["--family", "boilerplate", "--name", "editor"], "already"),
    ] {
        let ran = new(&dir, line, args);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{args:?}: {}", ran.err);
        assert!(ran.err.contains(says), "{says}: {}", ran.err);
    }
    assert_eq!(new(&dir, BAD, &["--clean", "nowhere.txt", "--clean", "honest.txt"]).status, 3);
}

const LANTERN: &str = r#"# mine
[lantern]
why   = "A line that only this test writes."
pass  = "ads"
scope = "line"
state = 'trial'   # for now
any   = ["灯笼铺子开张"]
hit   = ["灯笼铺子开张，来看看"]
miss  = ["灯笼铺子关门"]
"#;

const ARTICLE: &str =
    "小城的早市\n天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街，卖豆腐的老人在灯下数钱。\n";

/// The lantern rule, and a dump in which its line stands twice below an article.
fn lanterns() -> TempDir {
    let page = format!("{ARTICLE}灯笼铺子开张，来看看\n");
    folder(&[
        ("mine/ads.toml", LANTERN),
        ("dump/a.txt", &page),
        ("dump/b.txt", &page),
        ("dump/c.txt", ARTICLE),
    ])
}

#[test]
fn a_rule_that_passes_the_gates_is_active_and_nothing_else_of_its_file_changes() {
    let dir = lanterns();
    write(dir.path().join("honest/a.txt"), ARTICLE);
    let args = ["ads/lantern", "--rules", "mine", "--corpus", "dump", "--negatives", "honest"];
    let ran = promote(&dir, &args);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    for says in [
        "pass  examples   fires on 1 hit, spares 1 miss",
        "pass  hits       2 lines of 2 pages",
        "pass  precision  1.0000: 2 of 2 lines ought to go (at least 0.995)",
        "pass  negatives  0 characters lost on 1 honest pages",
    ] {
        assert!(ran.out.contains(says), "{says}: {}", ran.out);
    }
    assert_eq!(read(&dir, "mine/ads.toml"), LANTERN.replace("'trial'", "\"active\""));
    let again = promote(&dir, &args);
    assert!(again.status == 0 && again.err.contains("active already"), "{}", again.err);
}

#[test]
fn a_gate_that_fails_is_named_and_nothing_is_written() {
    let dir = lanterns();
    let prose = format!(
        "{ARTICLE}镇上的人都说，灯笼铺子开张那天，老掌柜在门前挂了九盏灯，一直亮到天明，孩子们都来看，谁也不肯回家。\n"
    );
    write(dir.path().join("negatives/a.txt"), &prose);
    write(dir.path().join("wrong.txt"), &prose);
    let labels = "title\t小城的早市\nad\t灯笼铺子开张，来看看\nbody\t灯笼铺子开张了。\nbody\t天还没亮。\n";
    write(dir.path().join("labels/a.tsv"), labels);
    let expected = "{\"title\":\"小城的早市\",\"body\":\"灯笼铺子开张，来看看\"}";
    write(dir.path().join("fixtures/text/one/page.txt"), read(&dir, "dump/a.txt"));
    write(dir.path().join("fixtures/text/one/expected.json"), expected);
    write(dir.path().join("fixtures/text/one/expected.txt"), "灯笼铺子开张\n灯笼铺子开张\n");
    write(dir.path().join("beside/text/one/page.txt"), read(&dir, "dump/a.txt"));
    let prose = ARTICLE.lines().map(|line| format!("body\t{line}\n")).collect::<String>();
    write(dir.path().join("beside/text/one/labels.tsv"), format!("{prose}title\t灯笼铺子开张，来看看\n"));
    for (args, gate, says) in [
        (&["--corpus", "beside"][..], "precision", "page.txt, line 3: 灯笼铺子开张，来看看"),
        (&["--corpus", "dump", "--min-hits", "3"][..], "hits", "FAIL  hits       2 lines"),
        (&["--corpus", "dump/c.txt"], "hits", "FAIL  hits       0 lines"),
        (&["--corpus", "dump", "--corpus", "wrong.txt"], "precision", "2 of 3 lines ought to go"),
        (&["--corpus", "labels"], "precision", "1 of 2 lines ought to go"),
        (&["--corpus", "labels/a.tsv"], "precision", "labels/a.tsv, line 3: 灯笼铺子开张了。"),
        (&["--corpus", "fixtures"], "precision", "0 of 1 lines ought to go"),
        (&["--corpus", "dump", "--negatives", "wrong.txt"], "negatives", "FAIL  negatives"),
        (&["--corpus", "dump", "--corpus", "negatives"], "negatives", "1 honest pages (none)"),
    ] {
        let ran = promote(&dir, &[&["ads/lantern", "--rules", "mine"], args].concat());
        assert_eq!(ran.status, 1, "{args:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains("stays trial: it fails") && ran.err.contains(gate), "{args:?}: {}", ran.err);
        assert!(ran.out.contains(says), "{says}: {}", ran.out);
        assert_eq!(read(&dir, "mine/ads.toml"), LANTERN);
    }
    let lower = ["ads/lantern", "--rules", "mine", "--corpus", "labels", "--min-precision", "50%"];
    assert_eq!(promote(&dir, &lower).status, 0);
}

#[test]
fn a_page_that_cannot_be_read_keeps_the_rule_on_trial() {
    let dir = lanterns();
    write(dir.path().join("dump/bad.jsonl"), "no\n");
    let ran = promote(&dir, &["ads/lantern", "--rules", "mine", "--corpus", "dump"]);
    assert_eq!(ran.status, 3, "{}", ran.err);
    assert_eq!(read(&dir, "mine/ads.toml"), LANTERN);
}

#[test]
fn what_cannot_be_promoted_says_why() {
    let dir = lanterns();
    write(dir.path().join("bad.tsv"), "bodi\t天亮了\nbody 没有制表符\n");
    write(dir.path().join("off/ads.toml"), "[lantern]\nstate = \"off\"\n");
    for (args, says) in [
        (&["ads/app-banner", "--corpus", "dump"][..], "built in"),
        (&["ads/lantren", "--rules", "mine", "--corpus", "dump"], "did you mean `ads/lantern`?"),
        (&["ads/lantern", "--rules", "off", "--corpus", "dump"], "is off"),
        (
            &["ads/lantern", "--rules", "mine", "--corpus", "bad.tsv"],
            "bad.tsv:1: `bodi` is no label; did you mean `body`?\nbad.tsv:2: no tab",
        ),
        (&["ads/lantern", "--rules", "mine"], "--corpus"),
    ] {
        let ran = promote(&dir, args);
        assert_eq!(ran.status, 2, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(says), "{says}: {}", ran.err);
    }
}

#[test]
fn a_rule_is_looked_up_from_any_removal() {
    let dir = lanterns();
    write(dir.path().join("mine/ads.toml"), LANTERN.replace("'trial'", "\"active\""));
    let cleaned = clean(&dir, &["dump/a.txt", "--rules", "mine", "--removed", "removed"]);
    let removal = &objects(&read(&dir, "removed"))[0];
    let removed = cleaned.records()[0]["removed"].clone();
    for id in removed.as_object().unwrap().keys().map(String::as_str).chain(removal["rule"].as_str()) {
        let show = run(qingliu(&dir).args(["rules", "show", id, "--rules", "mine"]));
        assert!(show.status == 0 && show.out.contains("why = "), "{id}: {}", show.err);
    }
    for id in ["extract/pruned", "extract/outside-body", "segment/hidden", "limit/depth"] {
        assert_eq!(run(qingliu(&dir).args(["rules", "show", id])).status, 0, "{id}");
    }
    for (typed, meant) in [("ads/app-baner", "ads/app-banner"), ("app-banner", "ads/app-banner")] {
        let show = run(qingliu(&dir).args(["rules", "show", typed]));
        assert_eq!(show.status, 2);
        assert!(show.err.contains(&format!("did you mean `{meant}`?")), "{}", show.err);
    }
}

#[test]
fn from_a_bad_line_to_a_rule_in_force() {
    // A line that no rule of ours takes.
    let line = "☆ 摇 一 摇 “…” 把 灯 笼 带 回 家 ☆";
    let page = format!("{ARTICLE}{line}\n");
    let dir = folder(&[("dump/a.txt", &page), ("dump/b.txt", ARTICLE), ("honest/a.txt", HONEST)]);
    let args = ["--name", "shake", "--family", "boilerplate", "--clean", "honest", "--rules", "mine"];
    assert_eq!(new(&dir, line, &args).status, 0);
    let diff = run(qingliu(&dir).args(["diff", "--base", "builtin", "--rules", "mine", "dump"]));
    assert!(diff.out.contains("boilerplate/shake  characters 14"), "{}", diff.out);
    let id = "boilerplate/shake";
    let ran = promote(&dir, &[id, "--rules", "mine", "--corpus", "dump", "--negatives", "honest"]);
    assert_eq!(ran.status, 0, "{}", ran.out);
    let cleaned = clean(&dir, &["dump", "--rules", "mine"]);
    assert_eq!(cleaned.records()[0]["removed"][id], 14, "{}", cleaned.out);
}
