//! `report`: what it counts, which pages it shows, and what it takes for a finished run. How it looks is the concern of
//! `tests/browser`.

use std::collections::BTreeMap;
use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::DeflateDecoder;

use super::*;

/// A report read back: what its blocks hold.
struct Shown {
    html: String,
    data: Value,
    views: Vec<Value>,
}

fn block<'a>(html: &'a str, id: &str) -> Option<&'a str> {
    let (_, rest) = html.split_once(&format!("id=\"{id}\">"))?;
    Some(rest.split_once("</script>")?.0)
}

fn read(dir: &TempDir, name: &str) -> Shown {
    let html = fs::read_to_string(dir.path().join(name)).unwrap();
    let data = serde_json::from_str(block(&html, "data").unwrap()).unwrap();
    let views = (0..)
        .map_while(|number| block(&html, &format!("view-{number}")))
        .map(|view| {
            let mut json = String::new();
            DeflateDecoder::new(&STANDARD.decode(view).unwrap()[..]).read_to_string(&mut json).unwrap();
            serde_json::from_str(&json).unwrap()
        })
        .collect();
    Shown { html, data, views }
}

impl Shown {
    fn view(&self, id: &str) -> &Value {
        self.views.iter().find(|view| view["record"]["id"] == id).expect(id)
    }
}

const FOOT: &str = "<html><body><h1>小城的早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p>\
    <p>Copyright 2006-2023 小城茶网 版权所有</p></body></html>";

fn pages() -> TempDir {
    folder(&[
        ("in/a.html", PAGE),
        ("in/b.html", FOOT),
        ("in/c.txt", "小城的早市開張了\n天還沒亮，賣菜的人來了。\n"),
    ])
}

#[test]
fn figures_are_over_all_pages_and_the_sample_is_the_same_for_every_number_of_threads() {
    let lines: String = (0..400)
        .map(|number| {
            let foot = if number % 7 == 0 { "\\nCopyright 2006-2023 小城茶网 版权所有" } else { "" };
            format!("{{\"id\":\"{number}\",\"text\":\"小城的早市第{number}天\\n\\n天还没亮，卖菜的人已经把摊子支好了。{foot}\"}}\n")
        })
        .collect();
    let dir = folder(&[("in.jsonl", &lines)]);
    let ids = |threads: &str, seed: &str| {
        let args =
            ["report", "in.jsonl", "-o", "r.html", "--pages", "40", "--threads", threads, "--seed", seed];
        let ran = run(qingliu(&dir).args(args));
        assert_eq!(ran.status, 0, "{}", ran.err);
        assert!(
            ran.err.contains("read 400, 0 of them errors; shown 40, the worst and by seed"),
            "{}",
            ran.err
        );
        let report = read(&dir, "r.html");
        assert_eq!(report.data["read"], 400);
        assert_eq!(report.data["stats"]["verdict"]["keep"], 400);
        assert_eq!(report.views.len(), 40);
        let ids = report.data["pages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|page| page["id"].as_str().unwrap().to_owned());
        let ids: Vec<String> = ids.collect();
        let of_views: Vec<&str> =
            report.views.iter().map(|view| view["record"]["id"].as_str().unwrap()).collect();
        assert_eq!(ids, of_views);
        ids
    };
    assert_eq!(ids("1", "1"), ids("5", "1"));
    assert_ne!(ids("1", "1"), ids("1", "2"));
}

#[test]
fn a_run_and_its_pages_give_the_figures_that_the_pages_give() {
    let dir = pages();
    let clean = ["clean", "in", "-o", "out.jsonl.gz", "--removed", "removed.jsonl", "--stats", "stats.json"];
    assert_eq!(run(qingliu(&dir).args(clean)).status, 0);
    assert_eq!(run(qingliu(&dir).args(["report", "in", "-o", "pages.html"])).status, 0);
    // A record is told from a page.
    assert_eq!(run(qingliu(&dir).args(["report", "out.jsonl.gz", "-o", "alone.html"])).status, 0);
    let with =
        ["report", "out.jsonl.gz", "--removed", "removed.jsonl", "--stats", "stats.json", "-o", "with.html"];
    assert_eq!(run(qingliu(&dir).args(with)).status, 0);
    let both = ["report", "out.jsonl.gz", "--pages-from", "in", "-o", "both.html"];
    assert_eq!(run(qingliu(&dir).args(both)).status, 0);

    let of_pages = read(&dir, "pages.html");
    assert_eq!(of_pages.data["source"], "pages");
    for name in ["alone.html", "with.html", "both.html"] {
        let report = read(&dir, name);
        assert_eq!(report.data["source"], "run", "{name}");
        for key in ["charset", "script", "verdict", "flags", "removed", "fields", "body_length"] {
            assert_eq!(report.data["stats"][key], of_pages.data["stats"][key], "{name}: {key}");
        }
    }
    assert!(read(&dir, "alone.html").view("b.html")["removed"].is_null());
    let with = read(&dir, "with.html");
    assert_eq!(with.view("b.html")["removed"][0]["rule"], "boilerplate/copyright");
    assert_eq!(with.view("a.html")["removed"], Value::Array(Vec::new()));
    assert!(!with.data["run_rules"].is_null());
    assert_eq!(read(&dir, "both.html").view("b.html"), of_pages.view("b.html"));
}

#[test]
fn a_run_that_had_another_body_is_told() {
    let dir = folder(&[("in/a.html", PAGE)]);
    let clean = run(qingliu(&dir).args(["clean", "in"])).out;
    write(dir.path().join("out.jsonl"), clean.replace("支好了", "收好了"));
    assert_eq!(
        run(qingliu(&dir).args(["report", "out.jsonl", "--pages-from", "in", "-o", "r.html"])).status,
        0
    );
    let report = read(&dir, "r.html");
    assert!(report.view("a.html")["body_was"].as_str().unwrap().contains("收好了"));
    assert!(report.view("a.html")["record"]["body"].as_str().unwrap().contains("支好了"));
    // Pages that are called otherwise are not found, and somebody should know.
    let ran = run(qingliu(&dir).args(["report", "out.jsonl", "--pages-from", "in/a.html", "-o", "r.html"]));
    assert!(ran.err.contains("1 of the 1 pages of the sample are not in --pages-from"), "{}", ran.err);
}

#[test]
fn what_is_no_run_is_refused_and_no_input_is_overwritten() {
    let dir = pages();
    let ran = run(qingliu(&dir).args(["report", "in", "--pages-from", "in", "-o", "r.html"]));
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("no record of a run"), "{}", ran.err);
    write(
        dir.path().join("stats.json"),
        "{\"schema\":\"qingliu.stats/9\",\"rules\":\"\",\"read\":1,\"pages\":{}}",
    );
    assert_eq!(run(qingliu(&dir).args(["report", "in", "--stats", "stats.json", "-o", "r.html"])).status, 2);
    let ran = run(qingliu(&dir).args(["report", "in", "-o", "in/a.html"]));
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("also an input"), "{}", ran.err);
    assert_eq!(fs::read_to_string(dir.path().join("in/a.html")).unwrap(), PAGE);
    assert!(!dir.path().join("r.html").exists());
}

#[test]
fn errors_are_shown_and_give_their_status() {
    let dir = folder(&[("in.jsonl", "{\"id\":\"a\",\"text\":\"小城的早市\"}\n{\"id\":\"b\"}\n[]\n")]);
    assert_eq!(run(qingliu(&dir).args(["report", "in.jsonl", "-o", "r.html"])).status, 3);
    let report = read(&dir, "r.html");
    assert_eq!(report.data["stats"]["errors"]["input"], 2);
    assert_eq!(report.data["failures"]["input"][0]["id"], "b");
}

#[test]
fn no_block_ends_before_its_end_whatever_a_page_says() {
    let text = "</script><!--<script>\\n天还没亮，卖菜的人已经把摊子支好了。";
    let line = format!("{{\"id\":\"</script><!--\",\"url\":\"<b>\",\"text\":\"{text}\"}}\n");
    let dir = folder(&[("in.jsonl", &line)]);
    assert_eq!(run(qingliu(&dir).args(["report", "in.jsonl", "-o", "r.html"])).status, 0);
    let report = read(&dir, "r.html");
    assert_eq!(report.data["pages"][0]["id"], "</script><!--");
    assert!(!block(&report.html, "data").unwrap().contains('<'));
    // As many blocks end as begin.
    let mut tags = BTreeMap::new();
    for tag in ["<script", "</script>"] {
        tags.insert(tag, report.html.matches(tag).count());
    }
    assert_eq!(tags["<script"], tags["</script>"], "{tags:?}");
}
