//! Which inputs become records, under which ids, in which order.

use super::*;

#[test]
fn a_named_file_is_called_by_its_path_as_given() {
    let dir = folder(&[("in/a.html", PAGE)]);
    assert_eq!(clean(&dir, &["in/a.html"]).ids(), ["in/a.html"]);
    assert_eq!(clean(&dir, &["./in/../in/a.html"]).ids(), ["./in/../in/a.html"]);
}

#[test]
fn one_folder_gives_paths_below_it_in_sorted_order() {
    let dir = folder(&[
        ("in/b.HTML", PAGE),
        ("in/a/z.txt", "早市"),
        ("in/a/b/c.shtml", PAGE),
        ("in/a-b.xhtml", PAGE),
        ("in/c.jsonl", "{\"text\":\"早市\"}\n{\"id\":\"named\",\"text\":\"早市\"}\n"),
        ("in/style.css", "p {}"),
        ("in/old.arc", "filedesc://"),
        ("in/.hidden.html", PAGE),
        ("in/.git/page.html", PAGE),
    ]);
    let ran = clean(&dir, &["in/"]);
    assert_eq!(ran.ids(), ["a/b/c.shtml", "a/z.txt", "a-b.xhtml", "b.HTML", "c.jsonl:1", "named"]);
    assert_eq!(ran.account(), [6, 6, 0, 0]);
    assert!(ran.err.contains("skipped 2 files"), "{}", ran.err);
    assert!(ran.err.contains("arc"), "{}", ran.err);
    assert_eq!(ran.status, 0);
}

#[test]
fn several_inputs_prefix_the_ids_of_a_folder_and_keep_their_order() {
    let dir = folder(&[("one/a.html", PAGE), ("two/a.html", PAGE), ("x.jsonl", "{\"text\":\"早\"}")]);
    let ran = run(qingliu(&dir).args(["clean", "two/", "x.jsonl", "-", "one"]).write_stdin(PAGE));
    assert_eq!(ran.ids(), ["two/a.html", "x.jsonl:1", "-", "one/a.html"]);
}

#[test]
fn a_named_file_is_read_whatever_its_name() {
    let dir = folder(&[("page", PAGE), ("dump.data", "{\"id\":\"j\",\"text\":\"早\"}\n"), ("x.css", "早市")]);
    assert_eq!(clean(&dir, &["page", "dump.data", "x.css"]).ids(), ["page", "j", "x.css"]);
}

#[test]
fn packed_files_are_seen_through_under_their_own_names() {
    let dir = folder(&[]);
    let two = [gzip("{\"text\":\"早\"}\n"), gzip("{\"text\":\"晚\"}\n")].concat();
    write(dir.path().join("in/a.html.gz"), gzip(PAGE));
    write(dir.path().join("in/b.html.zst"), zstd::encode_all(PAGE.as_bytes(), 0).unwrap());
    write(dir.path().join("in/c.jsonl.gz"), two);
    let ran = clean(&dir, &["in"]);
    assert_eq!(ran.ids(), ["a.html.gz", "b.html.zst", "c.jsonl.gz:1", "c.jsonl.gz:2"]);
    let [packed, zstd] = &ran.records()[..2] else { panic!() };
    write(dir.path().join("plain.html"), PAGE);
    let plain = &clean(&dir, &["plain.html"]).records()[0];
    assert_eq!((&packed["body"], &zstd["removed"]), (&plain["body"], &plain["removed"]));
}

#[test]
fn standard_input_is_a_page_or_jsonl_by_its_first_bytes() {
    let dir = folder(&[]);
    for args in [&["clean"][..], &["clean", "-"]] {
        assert_eq!(run(qingliu(&dir).args(args).write_stdin(PAGE)).ids(), ["-"]);
        assert_eq!(run(qingliu(&dir).args(args).write_stdin("早市\n天亮了。\n")).ids(), ["-"]);
        assert_eq!(run(qingliu(&dir).args(args).write_stdin("\n {\"text\":\"早\"}")).ids(), ["-:2"]);
        assert_eq!(run(qingliu(&dir).args(args).write_stdin(gzip(PAGE))).ids(), ["-"]);
    }
}

#[test]
fn from_overrides_the_guess() {
    let dir = folder(&[("in/a.html", "{\"text\":\"早\"}\n")]);
    assert_eq!(clean(&dir, &["in", "--from", "jsonl"]).ids(), ["a.html:1"]);
    let ran = run(qingliu(&dir).args(["clean", "--from", "text"]).write_stdin("{\"text\":\"早\"}\n"));
    assert_eq!(ran.ids(), ["-"]);
}

#[cfg(unix)]
#[test]
fn links_out_of_the_tree_are_not_followed() {
    use std::os::unix::fs::symlink;
    let dir = folder(&[("in/a.html", PAGE), ("out/b.html", PAGE)]);
    symlink("../out/b.html", dir.path().join("in/b.html")).unwrap();
    symlink("../out", dir.path().join("in/c")).unwrap();
    symlink("..", dir.path().join("in/loop")).unwrap();
    symlink("a.html", dir.path().join("in/d.html")).unwrap();
    let ran = clean(&dir, &["in"]);
    assert_eq!(ran.ids(), ["a.html", "d.html"]);
    assert!(ran.err.contains("skipped 3 files"), "{}", ran.err);
}

#[test]
fn equal_ids_are_kept_and_counted() {
    let dir = folder(&[]);
    let lines = "{\"id\":1,\"text\":\"早\"}\n{\"id\":\"1\",\"text\":\"午\"}\n{\"id\":1,\"text\":\"晚\"}\n";
    let ran = run(qingliu(&dir).arg("clean").write_stdin(lines));
    assert_eq!(ran.ids(), ["1", "1", "1"]);
    assert!(ran.err.contains("; 2 ids came before"), "{}", ran.err);
}

#[test]
fn output_is_in_input_order_and_the_same_at_any_number_of_threads() {
    let dir = folder(&[]);
    let mut lines = String::new();
    for i in 0..2500 {
        // Pages of very different length finish in another order than they began.
        let body = "卖菜的人已经把摊子支好了。".repeat(1 + (i * 7919) % 60);
        lines += &format!("{{\"id\":{i},\"html\":\"<h1>早市</h1><p>{body}</p>\"}}\n");
        if i % 100 == 0 {
            lines += "{broken\n";
        }
    }
    let at = |threads: &str| {
        let args = ["clean", "--threads", threads, "--errors", "errors", "--removed", "removed"];
        let ran = run(qingliu(&dir).args(args).write_stdin(lines.as_str()));
        assert_eq!(ran.account(), [2525, 2500, 0, 25]);
        assert_eq!(ran.status, 3);
        (ran.out, read(&dir, "errors"), read(&dir, "removed"))
    };
    let one = at("1");
    let ids: Vec<_> = objects(&one.0).iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, (0..2500).map(|i| i.to_string()).collect::<Vec<_>>());
    assert_eq!(one, at("2"));
    assert_eq!(one, at("9"));
}
