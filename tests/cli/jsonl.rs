//! JSONL in, and what of it comes out again.

use super::*;

fn jsonl(args: &[&str], lines: &str) -> Ran {
    run(qingliu(&folder(&[])).arg("clean").args(args).write_stdin(lines))
}

#[test]
fn a_record_has_every_key_in_the_order_of_the_contract() {
    let ran = jsonl(&[], "{\"id\":\"a\",\"url\":\"http://example.com/a\",\"text\":\"\"}");
    let keys = [
        "id", "url", "title", "date", "heat", "body", "source", "author", "charset", "script", "verdict",
        "flags", "removed",
    ];
    let mut at = 0;
    for key in keys {
        let found = ran.out.find(&format!("\"{key}\":")).unwrap_or_else(|| panic!("{key} in {}", ran.out));
        assert!(found >= at, "{key} stands too early in {}", ran.out);
        at = found;
    }
    assert_eq!(ran.records()[0].as_object().unwrap().len(), keys.len());
    assert_eq!(ran.records()[0]["url"], "http://example.com/a");
}

#[test]
fn a_mark_blank_lines_crlf_and_a_missing_last_newline_are_accepted() {
    let ran = jsonl(&[], "\u{feff}{\"text\":\"一\"}\r\n\r\n   \n{\"html\":\"二\"}\n\n{\"bytes\":\"5LiJ\"}");
    assert_eq!(ran.ids(), ["-:1", "-:4", "-:6"]);
    assert_eq!(ran.status, 0);
}

#[test]
fn an_id_that_is_no_string_becomes_its_json_text() {
    let ran = jsonl(
        &[],
        "{\"id\":7,\"text\":\"\"}\n{\"id\":[1,\"二\"],\"text\":\"\"}\n{\"id\":1.50,\"text\":\"\"}",
    );
    assert_eq!(ran.ids(), ["7", "[1,\"二\"]", "1.50"]);
}

#[test]
fn carried_keys_are_copied_as_they_stand_and_null_where_they_are_not() {
    let lines = "{\"text\":\"\",\"crawl\":{\"b\":1.0,\"a\":2}}\n{\"text\":\"\",\"n\":\"二\"}\n";
    let ran = jsonl(&["--carry", "crawl", "--carry", "n", "--fields", "id"], lines);
    assert_eq!(
        ran.out,
        "{\"id\":\"-:1\",\"crawl\":{\"b\":1.0,\"a\":2},\"n\":null}\n{\"id\":\"-:2\",\"crawl\":null,\"n\":\"二\"}\n"
    );
}

#[test]
fn fields_choose_keys_and_an_unknown_one_is_refused() {
    let ran = jsonl(&["--fields", "verdict,id"], "{\"text\":\"\"}");
    assert_eq!(ran.out, "{\"id\":\"-:1\",\"verdict\":\"keep\"}\n");
    let ran = jsonl(&["--fields", "id,titel"], "{\"text\":\"\"}");
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("`titel`"), "{}", ran.err);
    assert_eq!(jsonl(&["--carry", "title"], "{\"text\":\"\"}").status, 2);
}

#[test]
fn an_unknown_charset_is_a_vote_that_is_not_counted() {
    let ran = jsonl(
        &[],
        "{\"id\":1,\"bytes\":\"5LiJ\",\"charset\":\"utf-9\"}\n{\"id\":2,\"bytes\":\"5LiJ\",\"charset\":\"utf-9\"}\n",
    );
    assert_eq!(ran.ids(), ["1", "2"]);
    assert_eq!(ran.status, 0);
    assert_eq!(ran.err.matches("\"utf-9\"").count(), 1, "{}", ran.err);
    assert!(ran.err.contains("-:1: unknown charset label"), "{}", ran.err);
    assert!(ran.err.contains("; 2 warnings"), "{}", ran.err);
}
