//! `qingliu diff`: what is newly removed and newly kept, by rule, worst first.

use super::*;

/// Takes lanterns, wherever they hang.
const LANTERN: &str = r#"[lantern]
why = "A word that only this test writes."
pass = "ads"
scope = "span"
any = ["灯笼铺子开张"]
hit = ["灯笼铺子开张，来看看"]
miss = ["灯笼铺子关门"]
"#;

const PAGES: &str = "\
{\"id\":\"one\",\"text\":\"小城的早市\\n天还没亮，卖菜的人已经把摊子支好了。灯笼铺子开张\\n豆腐坊的热气飘过半条街。\"}
{\"id\":\"two\",\"text\":\"小城的夜市\\n天黑了，卖灯的人已经把摊子支好了。\\n灯笼铺子开张\\n豆腐坊关门了。\"}
{\"id\":\"three\",\"text\":\"小城的早市\\n天还没亮，卖菜的人已经把摊子支好了。\"}
";

fn lanterns() -> TempDir {
    folder(&[("new/ads.toml", LANTERN), ("dump.jsonl", PAGES)])
}

fn diff(dir: &TempDir, args: &[&str]) -> Ran {
    run(qingliu(dir).arg("diff").args(args))
}

fn json(dir: &TempDir, args: &[&str]) -> Value {
    let ran = diff(dir, &[args, &["--format", "json"]].concat());
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}{}", ran.out, ran.err))
}

#[test]
fn what_a_rule_newly_removes_is_told_with_counts_and_the_lines_around() {
    let dir = lanterns();
    let ran = diff(&dir, &["--base", "builtin", "--rules", "new", "dump.jsonl"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    for says in [
        "base  builtin (",
        "now   builtin + new (",
        "pages compared 3, of which 2 differ",
        "newly removed, worst first",
        "ads/lantern  characters 12, body 12; lines 2, pages 2",
        "A word that only this test writes.",
        "one, line 2: characters 6, body 6",
        "        小城的早市\n      > 天还没亮，卖菜的人已经把摊子支好了。[-灯笼铺子开张-]\n        豆腐坊的热气飘过半条街。",
    ] {
        assert!(ran.out.contains(says), "{says}: {}", ran.out);
    }
    // The second page says the same words, and one example of them is enough.
    assert_eq!(ran.out.matches("[-").count() + ran.out.matches("      > ").count(), 2, "{}", ran.out);
    assert!(ran.err.contains("read 3 = compared 3 + errors 0"), "{}", ran.err);
    assert!(
        diff(&dir, &["--base", "new", "--rules-only", "new", "dump.jsonl"]).out.contains("of which 0 differ")
    );
}

#[test]
fn what_is_newly_kept_is_blamed_on_the_rule_of_the_base() {
    let dir = lanterns();
    let report = json(&dir, &["--base", "builtin", "--base", "new", "dump.jsonl"]);
    let kept = &report["kept"][0];
    assert_eq!(
        (&kept["rule"], &kept["body"], &kept["pages"]),
        (&"ads/lantern".into(), &12.into(), &2.into())
    );
    assert_eq!((&report["removed"], &report["gained"]), (&Value::Array(Vec::new()), &12.into()));
}

#[test]
fn the_json_adds_up_and_the_worst_rule_comes_first() {
    let dir = lanterns();
    let market = LANTERN.replace("[lantern]", "[market]").replace("灯笼铺子开张", "豆腐坊");
    write(dir.path().join("new/ads.toml"), format!("{LANTERN}\n{market}"));
    let report = json(&dir, &["--base", "builtin", "--rules", "new", "--sample", "1", "dump.jsonl"]);
    let rules: Vec<_> = report["removed"].as_array().unwrap().iter().map(|group| &group["rule"]).collect();
    assert_eq!(rules, ["ads/lantern", "ads/market"]);
    let lost = report["lost"].as_u64().unwrap();
    assert_eq!(lost, 12 + 6);
    let figure = |key: &str| report[key].as_u64().unwrap();
    let left = figure("base_body") - figure("lost") - figure("to_fields");
    assert_eq!(left + figure("gained") + figure("from_fields"), figure("body"), "{report}");
    let sample = &report["removed"][0]["samples"];
    assert_eq!(sample.as_array().unwrap().len(), 1);
    assert_eq!((&sample[0]["id"], &sample[0]["line"]), (&"one".into(), &2.into()));
    assert_eq!((&sample[0]["before"], &sample[0]["text"]), (&"小城的早市".into(), &"灯笼铺子开张".into()));
    let none = json(&dir, &["--base", "builtin", "--rules", "new", "--sample", "0", "dump.jsonl"]);
    assert_eq!(none["removed"][0]["samples"], Value::Array(Vec::new()));
}

#[test]
fn what_another_rule_takes_now_is_only_counted() {
    let dir = lanterns();
    write(dir.path().join("old/ads.toml"), LANTERN.replace("[lantern]", "[lamp]"));
    let report = json(&dir, &["--base", "old", "--rules-only", "new", "dump.jsonl"]);
    let moved = &report["moved"][0];
    assert_eq!((&moved["from"], &moved["to"]), (&"ads/lamp".into(), &"ads/lantern".into()));
    assert_eq!((&moved["characters"], &moved["lines"], &report["lost"]), (&12.into(), &2.into(), &0.into()));
}

#[test]
fn a_trial_rule_is_told_apart_and_is_no_loss() {
    let dir = lanterns();
    write(dir.path().join("new/ads.toml"), LANTERN.replace("scope", "state = \"trial\"\nscope"));
    let args = ["--base", "builtin", "--rules", "new", "--max-loss", "0", "dump.jsonl"];
    let ran = diff(&dir, &args);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.contains("trial rules take nothing yet; they would newly remove"), "{}", ran.out);
    assert!(ran.out.contains("ads/lantern  characters 12, body 12"), "{}", ran.out);
    let report = json(&dir, &args);
    assert_eq!((&report["lost"], &report["trial"]["lost"]), (&0.into(), &12.into()));
}

#[test]
fn more_loss_than_is_allowed_is_a_failure_that_says_by_how_much() {
    let dir = lanterns();
    for (most, status) in [("5%", 1), ("0.05", 1), ("50%", 0), ("0.5", 0), ("0", 1)] {
        let ran = diff(&dir, &["--base", "builtin", "--rules", "new", "--max-loss", most, "dump.jsonl"]);
        assert_eq!(ran.status, status, "{most}: {}", ran.err);
        assert_eq!(ran.err.contains("more than --max-loss"), status == 1, "{}", ran.err);
    }
    let ran = diff(&dir, &["--base", "builtin", "--rules", "new", "--max-loss", "0", "-q", "dump.jsonl"]);
    assert!(ran.err.contains("lost 12 of ") && ran.err.contains("by 12 characters"), "{}", ran.err);
    for wrong in ["101%", "1.5", "-1", "much"] {
        let arg = format!("--max-loss={wrong}");
        assert_eq!(diff(&dir, &["--base", "builtin", &arg, "dump.jsonl"]).status, 2, "{wrong}");
    }
}

#[test]
fn fields_that_differ_are_told() {
    let dir = lanterns();
    let title = LANTERN.replace("\"ads\"", "\"spam\"").replace("灯笼铺子开张", "早市");
    write(dir.path().join("new/ads.toml"), title);
    let report = json(&dir, &["--base", "builtin", "--rules", "new", "dump.jsonl"]);
    let title = &report["fields"]["title"];
    assert_eq!((&title["pages"], &title["lost"]), (&1.into(), &1.into()), "{report}");
    assert_eq!(
        (&title["samples"][0]["was"], &title["samples"][0]["now"]),
        (&"小城的早市".into(), &Value::Null)
    );
}

#[test]
fn what_the_extraction_leaves_out_in_consequence_is_found() {
    // Without its long paragraph the first box is not taken for the article any more.
    let page = "<h1>小城的早市</h1><div><p>灯笼铺子开张那天，老掌柜在门前挂了九盏灯，一直亮到天明，孩子们都来看，谁也不肯回家，\
                灯笼铺子开张是镇上的大事。</p><p>豆腐坊关门了。</p></div><div><p>天还没亮，卖菜的人已经把摊子支好了，\
                豆腐坊的热气飘过半条街，卖豆腐的老人在灯下数钱。</p></div>";
    let dir = folder(&[("page.html", page), ("new/ads.toml", &LANTERN.replace("\"span\"", "\"line\""))]);
    let report = json(&dir, &["--base", "builtin", "--rules", "new", "page.html"]);
    let groups = |kind: &str| -> Vec<(String, u64)> {
        let groups = report[kind].as_array().unwrap().iter();
        groups.map(|g| (g["rule"].as_str().unwrap().to_owned(), g["body"].as_u64().unwrap())).collect()
    };
    assert_eq!(groups("removed"), [("ads/lantern".to_owned(), 55), ("extract/outside-body".to_owned(), 7)]);
    assert_eq!(groups("kept"), [("extract/outside-body".to_owned(), 42)]);
    assert_eq!((&report["lost"], &report["gained"]), (&62.into(), &42.into()));
}

#[test]
fn the_output_is_the_same_for_every_number_of_threads() {
    let dir = lanterns();
    let many: String = (0..2500)
        .map(|i| {
            let words = "灯笼铺子开张".repeat(i % 4);
            format!("{{\"id\":{i},\"text\":\"小城的早市\\n第{i}天，卖菜的人已经把摊子支好了。{words}\\n热气飘过半条街。\"}}\n")
        })
        .collect();
    write(dir.path().join("many.jsonl"), many);
    let with = |threads: &str, format: &str| {
        let args =
            ["--base", "builtin", "--rules", "new", "--threads", threads, "--format", format, "many.jsonl"];
        let ran = diff(&dir, &args);
        assert_eq!(ran.status, 0);
        ran.out
    };
    for format in ["human", "json"] {
        assert_eq!(with("1", format), with("5", format));
    }
}

#[test]
fn inputs_and_rules_that_cannot_be_read_are_told_like_everywhere() {
    let dir = lanterns();
    write(dir.path().join("bad.jsonl"), format!("{PAGES}no\n"));
    let ran = diff(&dir, &["--base", "builtin", "bad.jsonl"]);
    assert_eq!(ran.status, 3);
    assert!(ran.err.contains("read 4 = compared 3 + errors 1"), "{}", ran.err);
    assert!(ran.err.contains("bad.jsonl:4"), "{}", ran.err);
    // A failed check is worse than an error.
    let args = ["--base", "builtin", "--rules", "new", "--max-loss", "0", "bad.jsonl"];
    assert_eq!(diff(&dir, &args).status, 1);
    assert_eq!(diff(&dir, &["--base", "nowhere", "dump.jsonl"]).status, 2);
    assert_eq!(diff(&dir, &["dump.jsonl"]).status, 2);
    write(dir.path().join("old/ads.toml"), "[a]\nwhy = 1\n");
    let ran = diff(&dir, &["--base", "old", "dump.jsonl"]);
    assert!(ran.status == 2 && ran.err.contains("old/ads.toml:"), "{}", ran.err);
    let ran = run(qingliu(&dir).args(["diff", "--base", "builtin", "--rules", "new"]).write_stdin(PAGES));
    assert!(ran.out.contains("pages compared 3"), "{}", ran.out);
}
