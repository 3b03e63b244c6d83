//! What is there to look at: explain, rules, repair, and what the program says about itself.

use super::*;

#[test]
fn explain_tells_every_line_and_a_pipe_gets_no_colours() {
    let dir = folder(&[("a.txt", "小城的早市\n\n天还没亮，卖菜的人已经把摊子支好了。\n")]);
    let ran = run(qingliu(&dir).args(["explain", "a.txt"]));
    assert_eq!(ran.status, 0);
    assert!(ran.out.contains("小城的早市") && ran.out.contains("支好了。"), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}'));
    assert_eq!(run(qingliu(&dir).args(["explain", "a.txt"])).out, ran.out);
    let piped = run(qingliu(&dir).args(["explain", "-"]).write_stdin("小城的早市\n"));
    assert!(piped.out.starts_with("id       -\n"), "{}", piped.out);
}

#[test]
fn explain_wants_one_page() {
    let dir = folder(&[
        ("in/a.html", PAGE),
        ("two.jsonl", "{\"id\":\"a\",\"text\":\"早\"}\n{\"id\":\"b\",\"text\":\"晚\"}"),
    ]);
    assert_eq!(run(qingliu(&dir).args(["explain", "in"])).status, 2);
    let ran = run(qingliu(&dir).args(["explain", "two.jsonl"]));
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("--id"), "{}", ran.err);
    assert!(run(qingliu(&dir).args(["explain", "two.jsonl", "--id", "b"])).out.contains('晚'));
    assert_eq!(run(qingliu(&dir).args(["explain", "two.jsonl", "--id", "c"])).status, 2);
    assert_eq!(run(qingliu(&dir).args(["explain", "nowhere.html"])).status, 3);
}

#[test]
fn the_built_in_rules_check_out_and_can_be_looked_up() {
    let dir = folder(&[]);
    let ran = run(qingliu(&dir).args(["rules", "check"]));
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    let list = run(qingliu(&dir).args(["rules", "list"]));
    assert_eq!(list.status, 0);
    for line in list.out.lines() {
        let id = line.split_whitespace().next().unwrap();
        let shown = run(qingliu(&dir).args(["rules", "show", id]));
        assert_eq!(shown.status, 0, "{id}: {}", shown.err);
        assert!(shown.out.contains(id));
    }
    let ran = run(qingliu(&dir).args(["rules", "show", "no/such"]));
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("`no/such`"), "{}", ran.err);
}

#[test]
fn repair_is_text_for_text_and_json_for_json() {
    let dir = folder(&[]);
    let ran = run(qingliu(&dir).arg("repair").write_stdin("天还没亮。\r\n\n卖菜的人来了。"));
    assert_eq!((ran.status, ran.out.as_str()), (0, "天还没亮。\r\n\n卖菜的人来了。"));
    let lines = "{\"id\":5,\"text\":\"天还没亮。\"}\n{\"html\":\"<p>\"}\n{\"bytes\":\"5LiJ\"}\n";
    let ran = run(qingliu(&dir).arg("repair").write_stdin(lines));
    assert_eq!(
        ran.out,
        "{\"id\":\"5\",\"text\":\"天还没亮。\",\"edits\":[],\"unsure\":[]}\n\
         {\"id\":\"-:3\",\"text\":\"三\",\"edits\":[],\"unsure\":[]}\n"
    );
    assert_eq!(ran.status, 3);
    assert!(ran.err.contains("`html`"), "{}", ran.err);
}

#[test]
fn the_program_says_what_it_is() {
    let dir = folder(&[]);
    let version = run(qingliu(&dir).arg("--version"));
    assert!(
        version.out.starts_with(&format!("qingliu {} (rules ", env!("CARGO_PKG_VERSION"))),
        "{}",
        version.out
    );
    let schema: Value = serde_json::from_str(&run(qingliu(&dir).args(["schema", "record"])).out).unwrap();
    assert_eq!(schema["required"].as_array().unwrap().len(), 13);
    assert!(run(qingliu(&dir).args(["completions", "bash"])).out.contains("qingliu"));
    assert!(run(qingliu(&dir).arg("man")).out.contains("qingliu"));
    for command in ["clean", "repair", "explain", "rules", "test"] {
        let help = run(qingliu(&dir).args([command, "--help"]));
        assert_eq!((help.status, help.err.as_str()), (0, ""));
    }
}
