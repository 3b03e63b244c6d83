//! `qingliu test`: expectations are compared, rewritten on demand, and never silently missing.

use super::*;

fn test(dir: &TempDir, args: &[&str]) -> Ran {
    run(qingliu(dir).arg("test").args(args))
}

#[test]
fn accept_writes_expectations_that_then_hold_until_the_page_changes() {
    let dir = folder(&[
        ("fixtures/text/one/page.txt", "小城的早市\n天还没亮。\n"),
        ("fixtures/text/two/page.html", PAGE),
        ("fixtures/text/three/page.jsonl", "{\"html\":\"<p>早</p>\",\"url\":\"http://example.com/\"}"),
        ("fixtures/text/three/options.toml", "convert = \"none\"\n"),
        ("fixtures/README.md", "what they are"),
    ]);
    let ran = test(&dir, &[]);
    assert_eq!(ran.status, 1);
    assert_eq!(ran.out.matches("there is no expected.json").count(), 3, "{}", ran.out);

    assert_eq!(test(&dir, &["--accept"]).status, 0);
    let record: Value = serde_json::from_str(&read(&dir, "fixtures/text/three/expected.json")).unwrap();
    assert_eq!((&record["id"], &record["url"]), (&"text/three".into(), &"http://example.com/".into()));
    let ran = test(&dir, &[]);
    assert_eq!(ran.status, 0, "{}", ran.out);
    assert!(ran.err.contains("cases 3 = hold 3 + fail 0"), "{}", ran.err);

    write(dir.path().join("fixtures/text/one/page.txt"), "小城的夜市\n天还没亮。\n");
    write(dir.path().join("fixtures/text/two/expected.txt"), "nothing like it\n");
    let ran = test(&dir, &[]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("FAIL text/one") && ran.out.contains("FAIL text/two"), "{}", ran.out);
    assert!(ran.out.lines().any(|l| l.starts_with('-') && l.contains("早市")), "{}", ran.out);
    assert!(ran.out.lines().any(|l| l.starts_with('+') && l.contains("夜市")), "{}", ran.out);
    assert_eq!(test(&dir, &["fixtures/text/three"]).status, 0);
}

#[test]
fn accept_is_refused_where_ci_is_set() {
    let dir = folder(&[("fixtures/text/one/page.txt", "早市\n")]);
    let ran = run(qingliu(&dir).args(["test", "--accept"]).env("CI", "true"));
    assert_eq!(ran.status, 2);
    assert!(!dir.path().join("fixtures/text/one/expected.json").exists());
}

#[test]
fn a_case_that_is_not_whole_fails_and_says_why() {
    let dir =
        folder(&[("f/a/empty/expected.json", "{}"), ("f/a/two/page.txt", "早"), ("f/a/two/page.html", "早")]);
    write(dir.path().join("f/a/odd/page.txt"), "早");
    write(dir.path().join("f/a/odd/expectd.json"), "{}");
    write(dir.path().join("f/a/toml/page.txt"), "早");
    write(dir.path().join("f/a/toml/options.toml"), "charsett = 1");
    let ran = test(&dir, &["f", "--accept"]);
    assert_eq!(ran.status, 1);
    for says in ["no page.*", "more than one page.*", "expectd.json has no meaning", "charsett"] {
        assert!(ran.out.contains(says), "{says}: {}", ran.out);
    }
    fs::create_dir(dir.path().join("none")).unwrap();
    assert_eq!(test(&dir, &["none"]).status, 2);
    assert_eq!(test(&dir, &["nowhere"]).status, 2);
}

#[test]
fn a_known_failure_must_stay_wrong_or_move_out() {
    let case = "f/known-failures/one";
    let dir = folder(&[(&format!("{case}/page.txt"), "小城的早市\n天还没亮。\n")]);
    let ran = test(&dir, &["f", "--accept"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("wanted.json"), "{}", ran.out);
    write(dir.path().join(case).join("wanted.json"), "{\"title\":\"不会有的标题\"}");
    assert_eq!(test(&dir, &["f"]).status, 0);
    write(dir.path().join(case).join("wanted.json"), "{\"id\":\"known-failures/one\",\"charset\":\"utf-8\"}");
    let ran = test(&dir, &["f"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("move it out of known-failures"), "{}", ran.out);
    write(dir.path().join(case).join("wanted.json"), "{\"titel\":\"\"}");
    assert!(test(&dir, &["f"]).out.contains("`titel` is not a key"));
}
