//! `qingliu test` on labelled lines: what is lost fails, what is missed is counted, and each is told by its line.

use super::*;

/// Takes every line that holds 春茶; written on line 1 of `my/ads.toml`.
const TEA: &str = "[tea]\nwhy = \"x\"\npass = \"ads\"\nscope = \"line\"\nany = [\"春茶\"]\nhit = [\"春茶\"]\nmiss = [\"秋茶\"]\n";

const PAGE_OF_TEXT: &str = "\
title\t小城的早市
date_meta\t时间：2019-04-02 07:30
body\t天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街，桥头的灯还亮着，一直亮到日头出来。
body\t春茶在竹匾里摊着，一斤一斤地过秤，买的人要先抓一把闻一闻，再问是哪一座山上的。
body\t到了八点钟，菜叶子扫成一堆，扁担靠在墙边，卖完的人坐下来喝第一碗茶。
related\t相关文章
related\t河西旧书市场搬家记
related\t石印本的纸为什么发脆
";

fn test(dir: &TempDir, args: &[&str]) -> Ran {
    run(qingliu(dir).arg("test").args(args))
}

fn json(dir: &TempDir, args: &[&str]) -> Value {
    serde_json::from_str(&test(dir, &[args, &["--format", "json"]].concat()).out).unwrap()
}

fn row<'a>(report: &'a Value, rows: &str, key: &str, name: &str) -> &'a Value {
    let rows = report[rows].as_array().unwrap();
    rows.iter().find(|row| row[key] == name).unwrap_or_else(|| panic!("no {name} in {rows:?}"))
}

#[test]
fn a_page_that_comes_out_as_labelled_holds() {
    let dir = folder(&[("labels/market.tsv", PAGE_OF_TEXT)]);
    for named in ["labels", "labels/market.tsv", "."] {
        let ran = test(&dir, &[named, "--min-precision", "1", "--min-recall", "1"]);
        assert_eq!(ran.status, 0, "{} {}", ran.out, ran.err);
    }
    let report = json(&dir, &["labels"]);
    assert_eq!(report["cases"][0]["name"], "labels/market");
    let body = row(&report, "labels", "label", "body");
    assert_eq!((&body["lines"], &body["right"], &body["recall"]), (&3.into(), &3.into(), &1.0.into()));
    assert_eq!(row(&report, "labels", "label", "related")["precision"], 1.0);
    assert_eq!(report["junk"]["lines"], 3);
}

#[test]
fn a_lost_body_line_fails_with_its_place_and_the_rule_that_took_it() {
    let dir = folder(&[("labels/market.tsv", PAGE_OF_TEXT), ("my/ads.toml", TEA)]);
    let ran = test(&dir, &["labels", "--rules", "my"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("labels/market.tsv:4: body lost: 39 of 39 characters"), "{}", ran.out);
    assert!(ran.out.contains("ads/tea (my/ads.toml:1) took 39"), "{}", ran.out);
    assert!(ran.err.contains("fail 1; lines lost: 1"), "{}", ran.err);
    let report = json(&dir, &["labels", "--rules", "my"]);
    assert_eq!(report["junk"]["precision"], 0.75);
    // It is charged to the labels that the same rule took lines of, and to no other.
    assert_eq!(row(&report, "labels", "label", "related")["precision"], 1.0);
    let tea = row(&report, "rules", "id", "ads/tea");
    assert_eq!((&tea["hits"], &tea["true"], &tea["false"]), (&1.into(), &0.into(), &1.into()));
}

#[test]
fn a_lost_title_and_a_lost_date_fail_too() {
    for (word, says) in [("早市", "market.tsv:1: title lost"), ("时间", "market.tsv:2: date_meta lost")] {
        let rule = TEA.replace("pass = \"ads\"", "pass = \"spam\"").replace("春茶", word);
        let dir = folder(&[("labels/market.tsv", PAGE_OF_TEXT), ("my/spam.toml", &rule)]);
        let ran = test(&dir, &["labels", "--rules", "my"]);
        assert_eq!(ran.status, 1);
        assert!(ran.out.contains(says), "{}", ran.out);
        assert!(ran.out.contains("spam/tea (my/spam.toml:1)"), "{}", ran.out);
    }
}

#[test]
fn a_title_of_which_a_rule_takes_more_than_a_third_is_lost() {
    let rule = TEA.replace("pass = \"ads\"", "pass = \"spam\"").replace("\"line\"", "\"span\"");
    let page = PAGE_OF_TEXT.replace("小城的早市", "河东小城春茶的早市和桥头春茶夜市");
    for (word, status) in [("春茶", 0), ("河东小城春茶", 1)] {
        let rule = rule.replace("春茶", word);
        let dir = folder(&[("labels/market.tsv", &page), ("my/spam.toml", &rule)]);
        let ran = test(&dir, &["labels", "--rules", "my"]);
        assert_eq!(ran.status, status, "{}", ran.out);
        let lost = "market.tsv:1: title lost: 6 of 16 characters are in no field\n    spam/tea (my/spam.toml:1) took 6\n";
        assert_eq!(ran.out.contains(lost), status == 1, "{}", ran.out);
    }
}

#[test]
fn a_headline_that_the_record_has_from_elsewhere_is_not_lost() {
    let page = "<html><head><title>石印本的纸</title></head><body><p>石印本的纸</p><div><h1>石印本的纸</h1>\
        <p>机器纸里有矾，日子一久就发脆，翻一页掉一个角，收旧书的人都知道要垫一张薄棉纸。</p></div></body></html>";
    let labels = "title\t石印本的纸\ntitle\t石印本的纸\nbody\t机器纸里有矾，日子一久就发脆，翻一页掉一个角，收旧书的人都知道要垫一张薄棉纸。\n";
    let dir = folder(&[("f/labels/one/page.html", page), ("f/labels/one/labels.tsv", labels)]);
    let ran = test(&dir, &["f", "--accept"]);
    assert_eq!(ran.status, 0, "{}", ran.out);
}

#[test]
fn a_line_that_a_stage_took_is_lost_to_the_stage() {
    let page = format!("body\t页首一行\n{PAGE_OF_TEXT}");
    let dir = folder(&[("labels/market.tsv", &page)]);
    let ran = test(&dir, &["labels"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("labels/market.tsv:1: body lost"), "{}", ran.out);
    assert!(ran.out.contains("extract/outside-body took 4"), "{}", ran.out);
}

#[test]
fn missed_junk_is_told_and_fails_only_below_the_floor() {
    let page = PAGE_OF_TEXT.replace("body\t到了", "ad\t到了");
    let dir = folder(&[("labels/market.tsv", &page)]);
    let ran = test(&dir, &["labels"]);
    assert_eq!(ran.status, 0, "{}", ran.out);
    assert!(
        ran.out.contains("labels/market.tsv:5: ad missed: 34 of 34 characters stand in body"),
        "{}",
        ran.out
    );
    assert_eq!(json(&dir, &["labels"])["junk"]["recall"], 0.75);
    assert_eq!(test(&dir, &["labels", "--min-recall", "0.7"]).status, 0);
    let ran = test(&dir, &["labels", "--min-recall", "0.8"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("recall of the labelled junk is 0.7500, below 0.8"), "{}", ran.err);
    assert_eq!(test(&dir, &["labels", "--min-recall", "80"]).status, 2);
}

#[test]
fn a_cut_in_a_line_that_stays_is_counted_as_false_and_fails_nothing() {
    let rule = TEA.replace("\"line\"", "\"span\"");
    let dir = folder(&[("labels/market.tsv", PAGE_OF_TEXT), ("my/ads.toml", &rule)]);
    let ran = test(&dir, &["labels", "--rules", "my", "--rule", "ads/tea"]);
    assert_eq!(ran.status, 0, "{}", ran.out);
    assert!(
        ran.out.contains("market.tsv:4: ads/tea (my/ads.toml:1) took 2 of a line that stays"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("boilerplate/related"), "{}", ran.out);
    let report = json(&dir, &["labels", "--rules", "my", "--rule", "ads/tea"]);
    let [tea] = report["rules"].as_array().unwrap().as_slice() else { panic!("{report}") };
    assert_eq!((&tea["false"], &tea["precision"]), (&1.into(), &0.0.into()));
    let ran = test(&dir, &["labels", "--rules", "my", "--rule", "ads/teb"]);
    assert!(ran.status == 2 && ran.err.contains("did you mean `ads/tea`?"), "{}", ran.err);
}

#[test]
fn every_mistake_is_told_and_every_other_case_still_runs() {
    let dir = folder(&[
        ("f/a/broken.tsv", "titel\t早市\nbody 没有制表符\nbody\t天亮了\n"),
        ("f/b/lost.tsv", &PAGE_OF_TEXT.replace("related\t相关", "body\t相关")),
        ("f/c/options/page.txt", "早市\n"),
        ("f/c/options/options.toml", "convert = \"nowhere\"\n"),
        ("f/d/new/page.txt", "早市\n"),
        ("f/e/good.tsv", PAGE_OF_TEXT),
    ]);
    let ran = test(&dir, &["f"]);
    assert_eq!(ran.status, 1);
    for says in [
        "f/a/broken.tsv:1: `titel` is no label; did you mean `title`?",
        "f/a/broken.tsv:2: no tab",
        "f/b/lost.tsv:6: body lost",
        "f/c/options/options.toml: ",
        "there is no expected.json",
    ] {
        assert!(ran.out.contains(says), "{says}: {}", ran.out);
    }
    assert!(ran.err.contains("cases 5 = hold 1 + fail 4"), "{}", ran.err);
}

/// The same words once in the article and once in the list below it.
const TWICE: &str = "<html><body><div class=\"nav\"><a href=\"/\">首页</a></div><div><h1>石印本的纸</h1>\
    <p>机器纸里有矾，日子一久就发脆，翻一页掉一个角，收旧书的人都知道要垫一张薄棉纸。</p><p>石印本的纸为什么发脆？</p></div>\
    <div style=\"display:none\">看不见的一行</div>\
    <div class=\"related\"><h3>相关文章</h3><ul><li><a href=\"/1\">石印本的纸为什么发脆？</a></li></ul></div></body></html>";

const LABELS_OF_TWICE: &str = "\
boilerplate_nav\t首页
title\t石印本的纸
body\t机器纸里有矾，日子一久就发脆，翻一页掉一个角，收旧书的人都知道要垫一张薄棉纸。
body\t石印本的纸为什么发脆？
related\t相关文章
related\t石印本的纸为什么发脆？
";

#[test]
fn a_line_that_stands_twice_is_told_by_its_place_and_hidden_lines_have_no_label() {
    let case = "f/labels/twice";
    let dir =
        folder(&[(&format!("{case}/page.html"), TWICE), (&format!("{case}/labels.tsv"), LABELS_OF_TWICE)]);
    let ran = test(&dir, &["f", "--accept"]);
    assert_eq!(ran.status, 0, "{}", ran.out);
    let report = json(&dir, &["f"]);
    assert_eq!(row(&report, "labels", "label", "body")["right"], 2);
    assert_eq!(row(&report, "labels", "label", "related")["right"], 2);

    let swapped = LABELS_OF_TWICE.replacen("body\t石印本的纸为", "related\t石印本的纸为", 1);
    let swapped = format!(
        "{}body\t石印本的纸为什么发脆？\n",
        swapped.trim_end_matches("related\t石印本的纸为什么发脆？\n")
    );
    write(dir.path().join(case).join("labels.tsv"), swapped);
    let ran = test(&dir, &["f"]);
    assert!(
        ran.out.contains("labels.tsv:6: body lost") && ran.out.contains("labels.tsv:4: related missed"),
        "{}",
        ran.out
    );
}

#[test]
fn labels_that_are_not_those_of_the_page_are_a_mistake_in_them() {
    let case = "f/labels/twice";
    let dir = folder(&[(&format!("{case}/page.html"), TWICE)]);
    let labels = dir.path().join(case).join("labels.tsv");
    for (text, says) in [
        (LABELS_OF_TWICE.replace("石印本的纸\n", "石印本\n"), "labels.tsv:2: here the page has `石印本的纸`"),
        (format!("{LABELS_OF_TWICE}ad\t完\n"), "labels.tsv:7: the page ends before this line"),
        (LABELS_OF_TWICE.replace("related\t相关文章\n", ""), "labels.tsv:5: here the page has `相关文章`"),
        (
            "boilerplate_nav\t首页\n".to_owned(),
            "labels.tsv: the page goes on with `石印本的纸`, which has no label",
        ),
    ] {
        write(&labels, text);
        let ran = test(&dir, &["f", "--accept"]);
        assert_eq!(ran.status, 1);
        assert!(ran.out.contains(says), "{says}: {}", ran.out);
    }
}

#[test]
fn a_labelled_text_among_the_known_failures_must_stay_wrong_or_move_out() {
    let wrong = PAGE_OF_TEXT.replace("related\t相关", "body\t相关");
    let dir = folder(&[("f/known-failures/one.tsv", &wrong)]);
    assert_eq!(test(&dir, &["f"]).status, 0);
    assert_eq!(json(&dir, &["f"])["labels"], Value::Array(vec![]));
    write(dir.path().join("f/known-failures/one.tsv"), PAGE_OF_TEXT);
    let ran = test(&dir, &["f"]);
    assert!(ran.status == 1 && ran.out.contains("move it out of known-failures"), "{}", ran.out);
}

#[test]
fn a_rule_is_measured_by_what_it_alone_hits_and_on_trial_by_what_it_would_take() {
    let junk = PAGE_OF_TEXT.replacen("related", "ad\t春茶秋茶\nad\t春茶到货\nrelated", 1);
    let other = TEA.replace("[tea]", "[both]").replace("any = [\"春茶\"]", "any = [\"秋茶\"]");
    let other = other.replace("hit = [\"春茶\"]\nmiss = [\"秋茶\"]", "hit = [\"秋茶\"]\nmiss = [\"春茶\"]");
    let trial = format!("{}state = \"trial\"\n", TEA.replace("[tea]", "[trial]"));
    let dir = folder(&[("labels/market.tsv", &junk), ("my/ads.toml", &format!("{TEA}{other}{trial}"))]);
    let report = json(&dir, &["labels", "--rules", "my"]);
    let tea = row(&report, "rules", "id", "ads/tea");
    assert_eq!((&tea["hits"], &tea["true"], &tea["false"]), (&3.into(), &2.into(), &1.into()));
    // On the line of both words `ads/both` would have had the hit.
    assert_eq!((&tea["unique"], &tea["pages"], &tea["asked"]), (&2.into(), &1.into(), &3.into()));
    // What a rule in force takes is nothing that one on trial would add.
    let both = row(&report, "rules", "id", "ads/both");
    assert_eq!((&both["hits"], &both["asked"]), (&0.into(), &1.into()));
    assert_eq!(row(&report, "rules", "id", "ads/trial")["hits"], 0);

    write(dir.path().join("my/ads.toml"), trial);
    let ran = test(&dir, &["labels", "--rules", "my"]);
    assert_eq!(ran.status, 0, "{}", ran.out);
    assert!(ran.out.contains("ads/trial (trial)") && ran.out.contains("\nnever fired"), "{}", ran.out);
    let report = json(&dir, &["labels", "--rules", "my"]);
    let trial = row(&report, "rules", "id", "ads/trial");
    assert_eq!((&trial["state"], &trial["hits"], &trial["false"]), (&"trial".into(), &3.into(), &1.into()));
}

#[test]
fn without_labels_the_accepted_listing_says_what_was_rightly_taken() {
    let page =
        PAGE_OF_TEXT.lines().map(|line| line.split_once('\t').unwrap().1).collect::<Vec<_>>().join("\n");
    let dir = folder(&[("f/text/one/page.txt", &page), ("my/ads.toml", TEA)]);
    assert_eq!(test(&dir, &["f", "--accept"]).status, 0);
    let report = json(&dir, &["f", "--rules", "my"]);
    let related = row(&report, "rules", "id", "boilerplate/related");
    assert_eq!((&related["true"], &related["false"]), (&3.into(), &0.into()));
    let tea = row(&report, "rules", "id", "ads/tea");
    assert_eq!((&tea["true"], &tea["false"]), (&0.into(), &1.into()));
    assert_eq!(test(&dir, &["f", "--rules", "my", "--accept"]).status, 0);
    assert_eq!(row(&json(&dir, &["f", "--rules", "my"]), "rules", "id", "ads/tea")["true"], 1);
}
