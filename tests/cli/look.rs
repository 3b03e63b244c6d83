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
fn texts_are_repaired_in_input_order_and_the_same_at_any_number_of_threads() {
    let dir = folder(&[]);
    let mut lines = String::new();
    for i in 0..1500 {
        let text = "下雨的&amp;#22825;，卖菜的人也来了。".repeat(1 + (i * 7919) % 40);
        lines += &format!("{{\"id\":{i},\"text\":\"{text}\"}}\n");
        if i % 100 == 0 {
            lines += "{broken\n";
        }
    }
    let at = |threads: &str| {
        let ran = run(qingliu(&dir).args(["repair", "--threads", threads]).write_stdin(lines.as_str()));
        assert_eq!(ran.status, 3);
        assert_eq!(ran.err.matches("error: ").count(), 15, "{}", ran.err);
        (ran.out, ran.err)
    };
    let one = at("1");
    let ids: Vec<_> = objects(&one.0).iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, (0..1500).map(|i| i.to_string()).collect::<Vec<_>>());
    assert!(one.0.contains("下雨的天，") && !one.0.contains("22825;，卖菜的人也来了。\",\"edits"));
    assert_eq!(one, at("5"));
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
    assert!(run(qingliu(&dir).arg("man")).out.contains("qingliu\\-clean"));
    let page = run(qingliu(&dir).args(["man", "rules", "check"])).out;
    assert!(page.contains("qingliu\\-rules\\-check") && page.contains(".SH EXAMPLES\n.nf\n"), "{page}");
    let none = run(qingliu(&dir).args(["man", "rules", "chek"]));
    assert!(none.status == 2 && none.err.contains("no command `rules chek`"), "{}", none.err);
}

#[test]
fn every_command_has_a_help_with_examples() {
    let dir = folder(&[]);
    let commands = ["clean", "repair", "explain", "rules", "test", "diff", "completions", "schema", "man"];
    let rules = ["check", "list", "show", "new", "promote"].map(|command| vec!["rules", command]);
    for command in commands.map(|command| vec![command]).into_iter().chain(rules) {
        let help = run(qingliu(&dir).args(&command).arg("--help"));
        assert_eq!((help.status, help.err.as_str()), (0, ""));
        assert!(help.out.contains("\nExample"), "{command:?}: {}", help.out);
    }
}
