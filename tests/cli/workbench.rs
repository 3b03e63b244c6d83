//! The workbench as whoever asks it over HTTP meets it: what a rule is told, what it changes, what is written.

mod served;

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::json;

use super::*;
use bench::Bench;

#[path = "../support/bench.rs"]
mod bench;

/// A status, the head, and the body.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

/// What a browser sends, and what it would not let one send.
trait Ask {
    /// `127.0.0.1:PORT`.
    fn host(&self) -> &str;

    /// The path of the page: the token between slashes.
    fn path(&self) -> String;

    /// Sends a request as it is written, to see what a browser would not let one see.
    fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer;

    /// Asks as the page does, and gives the status with the answer.
    fn ask(&self, what: &str, body: &Value) -> (u16, Value);

    /// The same, where all is well.
    fn tell(&self, what: &str, body: &Value) -> Value;
}

impl Ask for Bench {
    fn host(&self) -> &str {
        self.url.split('/').nth(2).unwrap()
    }

    fn path(&self) -> String {
        format!("/{}", self.url.splitn(4, '/').nth(3).unwrap())
    }

    fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = TcpStream::connect(self.host()).unwrap();
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        request += &format!("Content-Length: {}\r\n\r\n{body}", body.len());
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    fn ask(&self, what: &str, body: &Value) -> (u16, Value) {
        let json = [("Host", self.host()), ("Content-Type", "application/json")];
        let answer = self.raw("POST", &format!("{}api/{what}", self.path()), &json, &body.to_string());
        let value = serde_json::from_str(&answer.body);
        (answer.status, value.unwrap_or_else(|error| panic!("{error}: {answer:?}")))
    }

    fn tell(&self, what: &str, body: &Value) -> Value {
        let (status, value) = self.ask(what, body);
        assert_eq!(status, 200, "{what}: {value}");
        value
    }
}

const BAD: &str = "☆ 点击右上角分享给好友 ☆";

/// A rule that takes the bad line and, of the corpus, nothing else.
const RULE: &str = "[share-corner]\nwhy = \"A phone asks to be shared.\"\npass = \"boilerplate\"\nscope = \"line\"\n\
                    state = \"trial\"\nall = [\"右上角\", \"分享\"]\nneeds = [\"chars <= 20\"]\n\
                    hit = [\"点击右上角分享给好友\"]\nmiss = [\"右上角有一棵老槐树\"]\n";

/// Two pages with the bad line, and one that says its words honestly; labelled lines; honest fixtures.
fn pages() -> TempDir {
    let article = "天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街，卖豆腐的老人在灯下数钱。";
    folder(&[
        ("corpus/a.txt", &format!("小城的早市\n{article}\n{BAD}\n")),
        ("corpus/b.txt", &format!("渡口\n{article}\n点击右上角，分享给朋友\n")),
        ("corpus/c.txt", &format!("老槐树\n{article}\n老城的右上角有一棵老槐树。\n")),
        ("labels/tea.tsv", &format!("title\t茶市\nbody\t{article}\ncomment_ui\t请点击右上角分享\n")),
        ("fixtures/negative/guide/page.txt", &format!("相机\n{article}\n按右上角的键，就能分享照片。\n")),
    ])
}

fn start(dir: &TempDir) -> Bench {
    let args = ["--rules", "mine", "--corpus", "corpus", "--corpus", "labels", "--fixtures", "fixtures"];
    Bench::start(dir.path(), &args)
}

fn written(text: &str) -> Value {
    json!({ "file": "boilerplate.toml", "text": text })
}

#[test]
fn a_bad_line_becomes_a_saved_rule_that_check_and_test_let_pass() {
    let dir = pages();
    run(qingliu(&dir).args(["test", "fixtures", "--accept"]));
    let bench = start(&dir);
    let listed = bench.tell("list", &json!({ "words": "☆" }));
    assert_eq!((&listed["all"], &listed["pages"][0]["id"]), (&json!(1), &json!("a.txt")), "{listed}");
    let page = listed["pages"][0]["page"].clone();
    let shown = bench.tell("show", &json!({ "subject": { "page": page } }));
    assert_eq!(shown["view"]["lines"][2]["role"], "body", "{shown}");

    let drafted = bench.tell("draft", &json!({ "lines": BAD }));
    let text = drafted["text"].as_str().unwrap();
    assert_eq!(drafted["hits"], 0, "{drafted}");
    let checked = bench.tell("check", &json!({ "file": drafted["file"], "text": text }));
    assert_eq!((&checked["problems"], &checked["refused"]), (&json!([]), &Value::Null), "{checked}");
    assert!(!dir.path().join("mine").exists());

    let saved = bench.tell("save", &json!({ "file": drafted["file"], "text": text }));
    let id = saved["id"].as_str().unwrap();
    let file = dir.path().join("mine").join(drafted["file"].as_str().unwrap());
    assert_eq!(fs::read_to_string(file).unwrap(), text);
    // The bench goes on with the rule: it is on trial on the page now.
    let shown = bench.tell("show", &json!({ "subject": { "page": page } }));
    assert_eq!(shown["view"]["lines"][2]["spared"][0]["rule"], id, "{shown}");

    let check = run(qingliu(&dir).args(["rules", "check", "mine"]));
    assert_eq!(check.status, 0, "{}", check.err);
    let test = run(qingliu(&dir).args(["test", "fixtures", "--rules", "mine"]));
    assert_eq!(test.status, 0, "{}{}", test.out, test.err);
    let promote = run(qingliu(&dir).args([
        "rules",
        "promote",
        id,
        "--rules",
        "mine",
        "--corpus",
        "corpus",
        "--negatives",
        "fixtures",
    ]));
    assert_eq!(promote.status, 0, "{}{}", promote.out, promote.err);
}

#[test]
fn what_a_rule_changes_is_what_promote_measures() {
    let dir = pages();
    let bench = start(&dir);
    let effect = bench.tell("effect", &written(RULE));
    let groups: Vec<(&str, &Value)> =
        effect["groups"].as_array().unwrap().iter().map(|g| (g[0].as_str().unwrap(), &g[1])).collect();
    let of = |name: &str| groups.iter().find(|(group, _)| *group == name).unwrap().1;
    // Two lines of the corpus, one labelled line that ought to go, and an honest line of the fixtures.
    assert_eq!(of("corpus")["measured"]["hits"], 2, "{effect}");
    assert_eq!(
        (&of("labels")["measured"]["right"], &of("labels")["measured"]["wrong"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(of("labels")["seen"][0]["text"], "请点击右上角分享");
    assert_eq!(of("labels")["seen"][0]["stays"], false);
    let honest = of("fixtures");
    assert!(
        honest["measured"]["lost"].as_u64().unwrap() > 0 && honest["seen"][0]["stays"] == true,
        "{honest}"
    );
    assert_eq!(effect["listed"], json!(["negative/guide"]));
    let gates: Vec<(&str, bool)> = effect["gates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| (g["name"].as_str().unwrap(), g["pass"].as_bool().unwrap()))
        .collect();
    assert_eq!(gates, [("hits", true), ("precision", true), ("negatives", false)]);

    // The same by the command line.
    write(dir.path().join("mine/boilerplate.toml"), RULE);
    let promote = run(qingliu(&dir).args([
        "rules",
        "promote",
        "boilerplate/share-corner",
        "--rules",
        "mine",
        "--corpus",
        "corpus",
        "--corpus",
        "labels",
        "--negatives",
        "fixtures",
    ]));
    assert_eq!(promote.status, 1);
    for gate in effect["gates"].as_array().unwrap() {
        assert!(promote.out.contains(gate["figure"].as_str().unwrap()), "{gate}: {}", promote.out);
    }
    // Narrowed, it spares the honest line. It is in the folder by now, and what is tried takes its place.
    let narrow = RULE.replace("\"chars <= 20\"", "\"chars <= 20\", \"点击\"");
    let effect = bench.tell("effect", &written(&narrow));
    assert_eq!(effect["groups"][0][1]["measured"]["lost"], 0, "{effect}");
    assert_eq!(effect["checked"]["own"], true);
    // The page shows what it takes.
    let shown = bench.tell("show", &json!({ "subject": { "page": effect["groups"][2][1]["seen"][0]["page"] }, "rule": written(&narrow) }));
    assert_eq!(shown["view"]["lines"][2]["parts"][0]["rule"], "boilerplate/share-corner");
    assert_eq!(shown["tried"], "boilerplate/share-corner");
}

#[test]
fn what_must_stay_is_shown_first_however_much_a_rule_takes() {
    let dir = pages();
    let lines: String = (0..200).map(|n| format!("comment_ui\t第{n}次点击右上角分享\n")).collect();
    let honest = "body\t请按右上角，分享照片\n";
    write(dir.path().join("labels/many.tsv"), format!("title\t茶市\n{lines}{honest}"));
    let bench = start(&dir);
    let effect = bench.tell("effect", &written(RULE));
    let labels = &effect["groups"][1][1];
    assert_eq!(labels["seen"][0]["text"], "请按右上角，分享照片", "{labels}");
    assert_eq!((&labels["seen"][0]["stays"], &labels["seen"][1]["stays"]), (&json!(true), &json!(false)));
    // The one of the other page, and all that do not fit in.
    let shown = labels["seen"].as_array().unwrap().len() as u64;
    assert_eq!(shown + labels["left_out"].as_u64().unwrap(), 202, "{labels}");
}

#[test]
fn a_line_tells_which_condition_kept_a_rule_from_it() {
    let dir = pages();
    write(
        dir.path().join("mine/boilerplate.toml"),
        RULE.replace("chars <= 20", "chars <= 11").replace("点击右上角分享给好友", "点右上角分享"),
    );
    let bench = start(&dir);
    let shown = bench.tell("show", &json!({ "subject": { "pasted": { "text": format!("小城的早市\n请大家点击手机屏幕右上角分享给好友\n天还没亮。") } } }));
    let near = shown["near"][1].as_array().unwrap();
    let own = near.iter().find(|near| near["rule"] == "boilerplate/share-corner").unwrap();
    assert_eq!((&own["because"], &own["words"]), (&json!("conditions"), &json!(["右上角", "分享"])));
    assert_eq!(
        own["answers"],
        json!([{ "source": "chars <= 11", "exception": false, "met": false, "value": 17.0 }])
    );
}

#[test]
fn nothing_is_written_that_is_wrong_in_force_elsewhere_or_there_already() {
    let dir = pages();
    let bench = start(&dir);
    let refuse = |file: &str, text: &str, words: &str| {
        let (status, answer) = bench.ask("save", &json!({ "file": file, "text": text }));
        assert_eq!(status, 422, "{answer}");
        assert!(answer.to_string().contains(words), "{words}: {answer}");
        answer
    };
    let file = "boilerplate.toml";
    let answer = refuse(file, &RULE.replace("scope = \"line\"", "scope = \"lnie\""), "lnie");
    assert_eq!(
        (&answer["problems"][0]["line"], &answer["problems"][0]["column"]),
        (&json!(4), &json!(9)),
        "{answer}"
    );
    refuse(file, "[share-corner\n", "problems");
    refuse(file, "", "one rule at a time");
    refuse(file, &format!("{RULE}\n{}", RULE.replace("share-corner", "other")), "one rule at a time");
    refuse(file, &RULE.replace("trial", "active"), "a rule is saved on trial");
    refuse(file, &RULE.replace("hit = [\"点击右上角分享给好友\"]\n", ""), "hit");
    refuse(file, &RULE.replace("右上角有一棵老槐树", "右上角分享"), "fires on its `miss`");
    for outside in
        ["../boilerplate.toml", "/tmp/boilerplate.toml", "sites/../../x.toml", "a/b/c.toml", "x.txt", ""]
    {
        refuse(outside, RULE, "no rule file");
    }
    assert!(!dir.path().join("mine").exists());

    // A rule of the binary gives way only when that is said, and one of the folder too.
    let banner = RULE.replace("share-corner", "copyright");
    refuse(file, &banner, "built in");
    bench.tell("save", &written(RULE));
    refuse(file, &RULE.replace("A phone", "The phone"), "there is a rule");
    assert!(read(&dir, "mine/boilerplate.toml").contains("A phone"));
    bench.tell(
        "save",
        &json!({ "file": file, "text": RULE.replace("A phone", "The phone"), "replace": true }),
    );
    assert_eq!(read(&dir, "mine/boilerplate.toml"), RULE.replace("A phone", "The phone"));
    let rule = bench.tell("rule", &json!({ "id": "boilerplate/share-corner" }));
    assert!(rule["text"].as_str().unwrap().contains("The phone"), "{rule}");
    assert!(
        bench.tell("rule", &json!({ "id": "boilerplate/copyright" }))["text"]
            .as_str()
            .unwrap()
            .starts_with("[copyright]")
    );

    // A file that somebody else breaks is told, with its place.
    write(dir.path().join("mine/ads.toml"), "[broken\n");
    let checked = bench.tell("check", &written(RULE));
    assert!(checked["elsewhere"][0]["file"].as_str().unwrap().ends_with("ads.toml"), "{checked}");
    let (status, _) =
        bench.ask("save", &json!({ "file": file, "text": RULE.replace("share-corner", "new") }));
    assert_eq!(status, 422);
}

#[test]
fn words_of_a_line_become_a_rule_that_takes_them_alone() {
    let dir = pages();
    let bench = start(&dir);
    let line = "天还没亮，【灯笼铺子大酬宾】卖菜的人已经把摊子支好了。";
    let drafted = bench.tell("draft", &json!({ "lines": line, "words": "灯笼铺子大酬宾" }));
    let text = drafted["text"].as_str().unwrap();
    assert!(text.contains("scope  = \"span\"") && text.contains("any    = [\"灯笼铺子大酬宾\"]"), "{text}");
    // The honest rest of the line has no say in what kind of thing they are.
    assert_eq!(drafted["because"], "the family is guessed: no rule knows its words");
    let shown = bench.tell("show", &json!({ "subject": { "pasted": { "text": format!("早市\n{line}") } }, "rule": { "file": drafted["file"], "text": text } }));
    let parts: Vec<&str> = shown["view"]["lines"][1]["parts"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|part| part["rule"].is_string())
        .map(|part| part["text"].as_str().unwrap())
        .collect();
    assert_eq!(parts, ["灯笼铺子大酬宾"], "{shown}");
    let (status, answer) = bench.ask("draft", &json!({ "lines": "……" }));
    assert_eq!((status, answer["error"].as_str().unwrap().contains("no line with a word")), (422, true));
}

#[test]
fn the_sample_is_drawn_by_its_seed_from_the_beginning_of_a_corpus() {
    let lines: String =
        (0..200).map(|n| format!("{{\"id\":\"p{n}\",\"text\":\"第{n}页\\n天还没亮。\"}}\n")).collect();
    let dir = folder(&[("dump.jsonl", &lines)]);
    let drawn = |args: &[&str]| {
        let mut all = vec!["--rules", "mine", "--corpus", "dump.jsonl", "--sample", "10", "--first", "100"];
        all.extend(args);
        let bench = Bench::start(dir.path(), &all);
        let listed = bench.tell("list", &json!({ "words": "" }));
        listed["pages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|page| page["id"].as_str().unwrap()[1..].parse().unwrap())
            .collect::<Vec<u32>>()
    };
    let one = drawn(&[]);
    assert!(one.len() == 10 && one.iter().all(|n| *n < 100) && one.is_sorted(), "{one:?}");
    assert_eq!(drawn(&["--threads", "1"]), one);
    assert_ne!(drawn(&["--seed", "2"]), one);
}
