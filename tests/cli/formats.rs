//! What `qingliu test` writes for machines, read by what machines read it with.

use super::*;

/// A case that differs, a labelled text that loses a line to a rule, and one whose label is none; words and names
/// that would break a careless writer.
fn failing() -> TempDir {
    let rule = "\n[tea]\nwhy = \"x\"\npass = \"ads\"\nscope = \"line\"\nany = [\"春茶\"]\nhit = [\"春茶\"]\nmiss = [\"秋茶\"]\n";
    folder(&[
        ("my/ads.toml", rule),
        ("f/a,b/100%/page.txt", "<小城> & \"早市\"\u{1}]]>\n天还没亮，卖菜的人已经把摊子支好了。\n"),
        ("f/a,b/100%/expected.json", "{}\n"),
        ("f/a,b/100%/expected.txt", "x\n"),
        (
            "f/labels/market.tsv",
            "title\t小城的早市\nbody\t天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。\n\
             body\t春茶 100% 摊在竹匾里，:: 一斤一斤地过秤，买的人要先闻一闻。\nad\t到了八点钟，菜叶子扫成一堆。\n",
        ),
        ("f/labels/unknown.tsv", "bodi\t早市\n"),
        (
            "f/labels/whole.tsv",
            "title\t小城的早市\nbody\t天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。\n",
        ),
    ])
}

fn report(dir: &TempDir, format: &str) -> String {
    let ran = run(qingliu(dir).args(["test", "f", "--rules", "my", "--format", format]));
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("cases 4 = hold 1 + fail 3"), "{}", ran.err);
    ran.out
}

#[test]
fn json_is_one_object_with_all_of_it() {
    let dir = failing();
    let report: Value = serde_json::from_str(&report(&dir, "json")).unwrap();
    let summary = &report["summary"];
    assert_eq!((&summary["cases"], &summary["fail"], &summary["lost"]), (&4.into(), &3.into(), &1.into()));
    let cases = report["cases"].as_array().unwrap();
    let names: Vec<_> = cases.iter().map(|case| case["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["a,b/100%", "labels/market", "labels/unknown", "labels/whole"]);
    let files: Vec<_> = cases[0]["differences"].as_array().unwrap().iter().map(|d| &d["file"]).collect();
    assert_eq!(files, ["f/a,b/100%/expected.json", "f/a,b/100%/expected.txt"]);
    let lost = &cases[1]["lines"][0];
    assert_eq!((&lost["line"], &lost["label"], &lost["fate"]), (&3.into(), &"body".into(), &"lost".into()));
    assert_eq!(lost["taken"]["ads/tea"], lost["characters"]);
    assert_eq!(cases[1]["lines"][1]["fate"], "missed");
    assert_eq!(cases[2]["troubles"][0]["line"], 1);
    let tea = report["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == "ads/tea").unwrap();
    assert_eq!((&tea["file"], &tea["line"], &tea["false"]), (&"my/ads.toml".into(), &2.into(), &1.into()));
}

#[test]
fn junit_is_xml_with_a_test_case_for_each() {
    let dir = failing();
    let xml = report(&dir, "junit");
    let document = roxmltree::Document::parse(&xml).unwrap_or_else(|e| panic!("{e}: {xml}"));
    let suite = document.descendants().find(|n| n.has_tag_name("testsuite")).unwrap();
    assert_eq!((suite.attribute("tests"), suite.attribute("failures")), (Some("4"), Some("3")));
    let cases: Vec<_> = suite.children().filter(|n| n.has_tag_name("testcase")).collect();
    let names: Vec<_> =
        cases.iter().map(|c| (c.attribute("classname").unwrap(), c.attribute("name").unwrap())).collect();
    assert_eq!(names, [("a,b", "100%"), ("labels", "market"), ("labels", "unknown"), ("labels", "whole")]);
    assert!(cases.iter().all(|case| case.attribute("time").unwrap().parse::<f64>().is_ok()));
    let failure = |at: usize| cases[at].children().find(|n| n.has_tag_name("failure"));
    let (first, second) = (failure(0).unwrap(), failure(1).unwrap());
    assert_eq!(first.attribute("type"), Some("difference"));
    assert!(first.text().unwrap().contains("+id       a,b/100%"), "{}", first.text().unwrap());
    assert!(first.text().unwrap().contains("<小城> & \"早市\""));
    assert_eq!(second.attribute("type"), Some("loss"));
    assert!(second.attribute("message").unwrap().contains("f/labels/market.tsv:3: body lost"));
    assert!(failure(2).unwrap().text().unwrap().contains("`bodi` is no label"));
    assert!(failure(3).is_none());
}

/// A workflow command as the runner reads it: level, properties, message.
fn command(line: &str) -> (String, Vec<(String, String)>, String) {
    let (head, message) = line.strip_prefix("::").expect(line).split_once("::").expect(line);
    let (level, properties) = head.split_once(' ').expect(line);
    let data = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let property = |text: &str| data(&text.replace("%3A", ":").replace("%2C", ","));
    let properties = properties.split(',').map(|p| p.split_once('=').expect(line));
    let properties = properties.map(|(key, value)| (key.to_owned(), property(value))).collect();
    (level.to_owned(), properties, data(message))
}

#[test]
fn github_annotates_the_rule_that_took_wrongly_and_else_the_expectation() {
    let dir = failing();
    let out = report(&dir, "github");
    let commands: Vec<_> = out.lines().map(command).collect();
    let find = |file: &str, line: &str| {
        let place = [("file", file), ("line", line)].map(|(k, v)| (k.to_owned(), v.to_owned()));
        let found = commands.iter().find(|(_, properties, _)| properties[..2] == place);
        found.unwrap_or_else(|| panic!("no {file}:{line} in {out}"))
    };
    let (level, properties, message) = find("my/ads.toml", "2");
    assert_eq!(level, "error");
    assert_eq!(properties[2], ("title".to_owned(), "labels/market: body lost".to_owned()));
    assert!(message.starts_with("f/labels/market.tsv:3: body lost"), "{message}");
    assert!(
        message.contains("\nads/tea (my/ads.toml:2) took") && message.contains("春茶 100% 摊"),
        "{message}"
    );
    let (level, _, message) = find("f/a,b/100%/expected.txt", "1");
    assert!(level == "error" && message.contains("\n- x\n+ id"), "{message}");
    assert_eq!(find("f/labels/unknown.tsv", "1").0, "error");
    assert_eq!(find("f/labels/market.tsv", "4").0, "notice");
}

#[test]
fn github_annotates_the_rule_that_takes_against_the_accepted_listing() {
    let dir = failing();
    let page = "小城的早市\n天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。\n春茶上市\n";
    write(dir.path().join("g/text/one/page.txt"), page);
    assert_eq!(run(qingliu(&dir).args(["test", "g", "--accept"])).status, 0);
    let ran = run(qingliu(&dir).args(["test", "g", "--rules", "my", "--format", "github"]));
    assert_eq!(ran.status, 1);
    let (level, properties, message) = command(ran.out.lines().next().unwrap());
    assert_eq!(
        (level.as_str(), properties[0].1.as_str(), properties[1].1.as_str()),
        ("error", "my/ads.toml", "2")
    );
    assert!(message.contains("line 3: 春茶上市"), "{message}");
}

#[test]
fn nothing_but_the_report_is_on_standard_output_and_a_run_that_holds_has_no_annotation() {
    let dir = folder(&[(
        "f/labels/whole.tsv",
        "title\t小城的早市\nbody\t天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。\n",
    )]);
    let ran = run(qingliu(&dir).args(["test", "f", "--format", "github"]));
    assert_eq!((ran.status, ran.out.as_str()), (0, ""));
    assert_eq!(run(qingliu(&dir).args(["test", "f", "--quiet"])).out, "");
}
