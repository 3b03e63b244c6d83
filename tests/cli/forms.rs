//! `--threads-as` and `--markdown`.

use super::{folder, qingliu, run};

const THREAD: &str = "<title>春茶什么时候采 - 茶友论坛</title><h1>春茶什么时候采</h1>\
    <div id=post_1><div class=authi>茶客</div><div class=authi>发表于 2012-03-04 08:15</div><div id=postmessage_1>今年的春茶什么时候采？</div></div>\
    <div id=post_2><div class=authi>瓦片</div><div class=authi>发表于 2012-03-04 09:00</div><div id=postmessage_2>清明前就采完了，<a href=/map>在山上</a>。</div></div>";

#[test]
fn posts_are_listed_where_they_are_asked_for() {
    let dir = folder(&[("a.html", THREAD), ("b.html", super::PAGE)]);
    let plain = run(qingliu(&dir).args(["clean", "a.html", "b.html", "--quiet"]));
    assert!(plain.records().iter().all(|record| record.get("posts").is_none()));
    let ran = run(qingliu(&dir).args(["clean", "a.html", "b.html", "--quiet", "--threads-as", "posts"]));
    let records = ran.records();
    assert_eq!(records[0]["body"], plain.records()[0]["body"]);
    assert_eq!(
        records[0]["posts"],
        serde_json::json!([
            { "author": "茶客", "date": "2012-03-04T08:15", "text": "今年的春茶什么时候采？" },
            { "author": "瓦片", "date": "2012-03-04T09:00", "text": "清明前就采完了，在山上。" },
        ])
    );
    assert_eq!(records[1]["posts"], serde_json::json!([]));
    let keys: Vec<_> = records[0].as_object().unwrap().keys().collect();
    assert!(keys.contains(&&"posts".to_owned()));
    let line = ran.out.lines().next().unwrap();
    assert!(line.find("\"removed\"") < line.find("\"posts\""), "{line}");
}

#[test]
fn posts_are_a_field_only_then() {
    let dir = folder(&[("a.html", THREAD)]);
    let ran = run(qingliu(&dir).args(["clean", "a.html", "--fields", "id,posts"]));
    assert_eq!(ran.status, 2, "{}", ran.err);
    assert!(ran.err.contains("--threads-as posts"), "{}", ran.err);
    let ran = run(qingliu(&dir).args(["clean", "a.html", "--fields", "id,posts", "--threads-as", "posts"]));
    assert_eq!((ran.status, ran.records()[0].as_object().unwrap().len()), (0, 2));
    let ran = run(qingliu(&dir).args(["clean", "a.html", "--fields", "id", "--threads-as", "posts"]));
    assert_eq!(ran.records()[0].as_object().unwrap().len(), 1);
    let ran = run(qingliu(&dir).args(["explain", "a.html", "--threads-as", "posts"]));
    assert!(ran.out.contains("author: author/post"), "{}", ran.out);
}

#[test]
fn markdown_has_links_that_lead_somewhere() {
    let dir = folder(&[("a.html", THREAD)]);
    let args =
        ["clean", "a.html", "--markdown", "--url", "http://bbs.example.cn/t/1.html", "--threads-as", "posts"];
    let records = run(qingliu(&dir).args(args)).records();
    let text = "清明前就采完了，[在山上](http://bbs.example.cn/map)。";
    assert_eq!(records[0]["body"], format!("今年的春茶什么时候采？\n\n{text}"));
    assert_eq!(records[0]["posts"][1]["text"], text);
}
