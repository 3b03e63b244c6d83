//! The workbench: from a bad line to a saved rule that `qingliu test` lets pass, with hostile pages on the bench.

use std::fs;

use serde_json::json;
use tempfile::TempDir;

use crate::driver::{Browser, key};
use crate::hostile::{ATTACKS, attacked};
use crate::{folder, qingliu};
use bench::Bench;

#[path = "../support/bench.rs"]
pub mod bench;

const BAD: &str = "☆ 摇一摇手机，把灯笼送给邻居 ☆";

const ARTICLE: &str = "天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街，卖豆腐的老人在灯下数钱。\n\
                       老城墙根下的早市有三十多年了，去年冬天因为修路停过两个月，今年开春又热闹起来。";

/// A corpus in which a line is bad that no rule knows, labelled lines, and fixtures that are honest.
pub fn pages() -> TempDir {
    let mut files = Vec::new();
    let names = [
        "小城的早市开张了",
        "渡口的船又开了",
        "石桥修好了",
        "茶市的第一天",
        "老槐树下的棋局",
        "河埠头换了新石头",
    ];
    for (number, name) in names.iter().enumerate() {
        let bad = match number {
            0 => BAD,
            1 => "请摇一摇手机，把灯笼送给邻居吧",
            3 => "摇一摇你的手机，灯笼就送给好邻居",
            _ => "傍晚的时候，孩子们坐在渡口看船，船老大按一声喇叭，他们就一齐挥手。",
        };
        let page = format!(
            "<title>{name}_小城茶网</title><h1>{name}</h1><p>来源：小城晚报　时间：2023-04-{:02} 19:16</p><p>{}</p><p>{bad}</p>\
             <p>下载本站APP，阅读更多精彩内容</p><p>Copyright 2006-2023 小城茶网 版权所有</p>",
            number + 11,
            ARTICLE.replace('\n', "</p><p>"),
        );
        files.push((
            format!("corpus/{}.html", ["market", "ferry", "bridge", "tea", "tree", "steps"][number]),
            page,
        ));
    }
    files.push((
        "labels/share.tsv".into(),
        format!("title\t茶市的第一天\nbody\t{}\ncomment_ui\t摇一摇手机把灯笼送给邻居\ncomment_ui\t手机摇一摇，灯笼送邻居\n", ARTICLE.replace('\n', "\nbody\t")),
    ));
    files.push((
        "fixtures/negative/camera/page.txt".into(),
        format!("旧相机怎么用\n{ARTICLE}\n他摇一摇手机，灯笼就亮了，他把它送给对面的邻居，又坐下喝茶，看河上的船一只只过去。\n"),
    ));
    files.push(("fixtures/portal/plain/page.txt".into(), format!("小城的早市\n{ARTICLE}\n")));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let dir = folder(&files);
    // New fixtures have no expectations yet; afterwards all hold.
    qingliu(&dir).args(["test", "fixtures", "--accept"]).output().unwrap();
    qingliu(&dir).args(["test", "fixtures"]).assert().success();
    dir
}

pub fn open(dir: &TempDir, language: &str) -> (Bench, Browser) {
    let args = ["--rules", "my-rules", "--corpus", "corpus", "--corpus", "labels", "--fixtures", "fixtures"];
    let bench = Bench::start(dir.path(), &args);
    let browser = Browser::start(language);
    browser.resize(1440, 900);
    browser.open(&bench.url);
    browser.wait(LISTED);
    (bench, browser)
}

pub fn silent(browser: &Browser) {
    assert_eq!(browser.console(), Vec::<String>::new());
}

/// Opens the page whose list entry says this.
pub fn pick(browser: &Browser, words: &str) {
    // At one go: the list may be drawn anew at any moment.
    browser.wait(&format!(
        "((found) => found && (found.click(), true))([...document.querySelectorAll('[data-page]')].find((button) => button.innerText.includes({words:?})))"
    ));
    browser.wait(SHOWN);
}

/// The number of the line that holds these words.
pub fn line(browser: &Browser, words: &str) -> u64 {
    let find = format!(
        "Number([...document.querySelectorAll('ol.lines li')].find((li) => li.innerText.includes({words:?}))?.dataset.n ?? 0)"
    );
    browser.wait(&find).as_u64().unwrap()
}

/// That what was done last has been answered: every one of these is busy from the moment on in which something is done.
/// The list of pages.
pub const LISTED: &str = "document.querySelector('#listed')?.ariaBusy === 'false'";
/// The lines of a page.
pub const SHOWN: &str = "document.querySelector('#lines').ariaBusy === 'false'";
/// What is wrong with the rule in the editor.
pub const CHECKED: &str = "document.querySelector('#rule-state').ariaBusy === 'false'";
/// What it changes.
pub const TRIED: &str =
    "document.querySelector('.gates') && document.querySelector('#effect').ariaBusy === 'false'";

#[test]
fn a_bad_line_becomes_a_rule_that_test_lets_pass() {
    let dir = pages();
    let (_bench, browser) = open(&dir, "en-US");
    browser.screenshot("workbench-start");
    // Look for the line, open its page, go to it, and see why no rule took it.
    browser.fill("#search", "摇一摇");
    browser.wait(LISTED);
    assert_eq!(browser.count("#listed [data-page]"), 5);
    pick(&browser, "小城的早市开张了");
    let bad = line(&browser, "☆");
    browser.click(&format!("ol.lines li[data-n='{bad}'] .number"));
    browser.find(".why");
    let why = browser.text(".why");
    assert!(why.contains("No rule took anything here."), "{why}");
    browser.screenshot("workbench-line");

    // Draft, and see at once what it takes.
    browser.click(&format!("ol.lines li[data-n='{bad}'] .draft"));
    browser.wait("document.querySelector('#rule').value.includes('hit ')");
    browser.wait(TRIED);
    browser.wait(SHOWN);
    assert_eq!(browser.count("li.tried"), 1);
    assert_eq!(line(&browser, "☆"), bad);
    let state = browser.text("#rule-state");
    assert!(state.contains("sound"), "{state}");
    // The caret stands where somebody must say why.
    assert_eq!(browser.run("return document.activeElement.id"), "rule");
    browser.keys("An app asks its reader to shake the phone.");
    browser.wait(TRIED);
    let text = browser.run("return document.querySelector('#rule').value");
    assert!(
        text.as_str().unwrap().contains("why    = \"An app asks its reader to shake the phone.\""),
        "{text}"
    );
    let gates = browser.run("return [...document.querySelectorAll('.gate')].map((gate) => gate.className.split(' ')[1] + ' ' + gate.querySelector('b').innerText)");
    // Three pages of the corpus and two labelled lines; no honest text is lost.
    assert_eq!(gates[2], "pass 0", "{gates}");
    let hits: u64 = gates[0].as_str().unwrap().rsplit(' ').next().unwrap().parse().unwrap();
    assert!((2..=5).contains(&hits), "{gates}");
    browser.picture("workbench");

    // A change opens its page at its line.
    browser.click("#group-corpus");
    browser.click("ol.changes li:last-child button");
    browser.wait("document.activeElement.closest('li.tried')");

    browser.click("#save");
    browser.find(".saved");
    let id = browser.text(".saved .chip");
    let saved = browser.text(".saved");
    assert!(saved.contains("qingliu test --rules my-rules"), "{saved}");
    browser.screenshot("workbench-saved");
    silent(&browser);

    let file = dir.path().join("my-rules").join(format!("{}.toml", id.split('/').next().unwrap()));
    let text = fs::read_to_string(file).unwrap();
    assert!(
        text.contains("state  = \"trial\"") && text.contains("An app asks") && text.contains(BAD),
        "{text}"
    );
    qingliu(&dir).args(["rules", "check", "my-rules", "--fixtures", "fixtures"]).assert().success();
    qingliu(&dir).args(["test", "fixtures", "--rules", "my-rules"]).assert().success();
    // It is in the list of the folder's rules, and opens from there.
    browser.click("#new-rule");
    assert_eq!(browser.run("return document.querySelector('#rule').value"), "");
    browser.click("#tab-own");
    browser.click("ul.own button");
    browser.wait("document.querySelector('#rule').value.startsWith('[')");
    browser.wait(CHECKED);
    assert_eq!(browser.count("#rule-state .good"), 1);
    // Saving it again asks first.
    assert_eq!(browser.count(".saved"), 0);
    browser.click("#save");
    let question = browser.text(".ask");
    assert!(question.contains(&id), "{question}");
    browser.click("#replace");
    browser.find(".saved");
    silent(&browser);
}

#[test]
fn mistakes_are_told_with_their_place_and_what_to_write() {
    let dir = pages();
    let (_bench, browser) = open(&dir, "en-US");
    browser.fill("#rule", "[share]\nwhy = \"x\"\npass = \"ads\"\nscope = \"lnie\"\nany = [\"右上角\"]\nunless = [\"shape.sentense\"]\n");
    browser.wait(CHECKED);
    let told = browser.text(".problems");
    assert!(told.contains("lnie") && told.contains("shape.sentence") && told.contains("hit"), "{told}");
    assert_eq!(browser.run("return [...document.querySelectorAll('.code .row.bad')].map((row) => row.innerText).includes('scope = \"lnie\"')"), true);
    assert_eq!(browser.text(".code .row:nth-child(4) .wrong"), "\"lnie\"");
    browser.screenshot("workbench-mistakes");
    // A mistake leads to its place, the schema says what may stand there, and that is one click away.
    browser.run("[...document.querySelectorAll('.problems .place')].find((place) => place.innerText.startsWith('4:')).click()");
    browser.run("const a = document.querySelector('#rule'); a.setSelectionRange(a.value.indexOf('lnie'), a.value.indexOf('lnie') + 4); a.click()");
    browser.wait("[...document.querySelectorAll('.hint')].some((hint) => hint.innerText === 'line')");
    browser.run("[...document.querySelectorAll('.hint')].find((hint) => hint.innerText === 'line').click()");
    browser.wait(CHECKED);
    let text = browser.run("return document.querySelector('#rule').value");
    assert!(text.as_str().unwrap().contains("scope = \"line\""), "{text}");
    assert!(!browser.text(".problems").contains("lnie"));
    // It cannot be saved like this.
    assert_eq!(browser.run("return document.querySelector('#save').disabled"), true);
    silent(&browser);
}

#[test]
fn keys_are_enough() {
    let dir = pages();
    let (_bench, browser) = open(&dir, "en-US");
    browser.keys("/");
    browser.keys("早市开张");
    browser.wait(LISTED);
    assert_eq!(browser.count("#listed [data-page]"), 1);
    browser.keys(key::TAB);
    browser.keys(key::ENTER);
    browser.find("ol.lines li");
    browser.run("document.activeElement.blur()");
    browser.keys("j");
    browser.wait("document.activeElement.classList.contains('line')");
    for _ in 0..20 {
        if browser.run("return document.activeElement.innerText.includes('☆')") == true {
            break;
        }
        browser.keys("j");
    }
    assert_eq!(browser.run("return document.activeElement.innerText.includes('☆')"), true);
    browser.keys(key::ENTER);
    browser.wait("document.activeElement.getAttribute('aria-expanded') === 'true'");
    browser.keys("d");
    browser.wait(
        "document.activeElement.id === 'rule' && document.querySelector('#rule').value.includes('hit ')",
    );
    browser.wait(TRIED);
    browser.run(
        "document.dispatchEvent(new KeyboardEvent('keydown', { key: 's', ctrlKey: true, bubbles: true }))",
    );
    browser.find(".saved");
    browser.keys(key::ESCAPE);
    browser.wait("document.activeElement.classList.contains('line')");
    // Whatever can be clicked has a name, and can be reached.
    let nameless = "return [...document.querySelectorAll('button, input, select, textarea')].filter((e) => !(e.innerText || '').trim() && !e.getAttribute('aria-label') && !e.closest('label')).map((e) => e.outerHTML)";
    assert_eq!(browser.run(nameless), json!([]));
    silent(&browser);
}

#[test]
fn words_that_are_selected_become_a_rule_of_their_own() {
    let dir = pages();
    let (_bench, browser) = open(&dir, "zh-CN");
    browser.click("#tab-paste");
    let page =
        "<h1>早市</h1><p>天还没亮，【灯笼铺子大酬宾】卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。</p>";
    browser.fill("#paste", page);
    browser.click("#show-pasted");
    browser.find("ol.lines li");
    browser.run(
        "const text = [...document.querySelectorAll('.line .text')].find((e) => e.innerText.includes('灯笼')).firstChild;
        const range = document.createRange();
        range.setStart(text, text.data.indexOf('灯笼'));
        range.setEnd(text, text.data.indexOf('】'));
        getSelection().removeAllRanges();
        getSelection().addRange(range);",
    );
    browser.click("#draft-words");
    browser.wait("document.querySelector('#rule').value.includes('any    = [\"灯笼铺子大酬宾\"]')");
    browser.find(".cut.tried");
    assert_eq!(browser.text(".cut.tried"), "灯笼铺子大酬宾");
    assert!(browser.text("#save").contains("保存为试用"));
    browser.prefer("dark", "screen");
    browser.screenshot("workbench-zh-dark");
    browser.click("#language");
    browser.wait("document.querySelector('#save').innerText.includes('Save on trial')");
    assert_eq!(browser.text(".cut.tried"), "灯笼铺子大酬宾");
    browser.resize(390, 844);
    browser.wait("document.documentElement.scrollWidth <= 390");
    browser.screenshot("workbench-phone");
    silent(&browser);
}

#[test]
fn nothing_of_a_page_runs() {
    let mut lines = String::new();
    for (number, attack) in ATTACKS.iter().enumerate() {
        let html = attacked(attack);
        lines += &format!("{}\n", json!({ "id": format!("{number}{attack}"), "url": attack, "html": html }));
    }
    let dir = folder(&[("pages.jsonl", &lines)]);
    let bench = Bench::start(dir.path(), &["--rules", "mine", "--corpus", "pages.jsonl"]);
    let browser = Browser::start("en-US");
    browser.resize(1440, 900);
    browser.open(&bench.url);
    browser.wait(LISTED);
    assert_eq!(browser.count("#listed [data-page]"), 6);
    look(&browser);
    for (number, attack) in ATTACKS.iter().enumerate() {
        browser.click(&format!("[data-page='{number}']"));
        browser.wait(SHOWN);
        assert!(browser.text(".page-head .where").starts_with(&number.to_string()));
        browser.run("document.querySelectorAll('.line').forEach((line) => line.click())");
        browser.find(".why");
        look(&browser);
        // A rule of the line, whose examples say it too.
        browser.click("#new-rule");
        browser.wait(CHECKED);
        assert_eq!(browser.count("#rule-state p"), 0);
        // A page may be nothing but its head, of which no rule is drafted.
        if browser.count(".why .draft") > 0 {
            browser.run("[...document.querySelectorAll('.why .draft')].at(-1).click()");
            browser.wait(CHECKED);
            assert!(browser.count("#rule-state .good, #rule-state .bad") > 0);
        }
        look(&browser);
        browser.fill(
            "#rule",
            &format!(
                "[a]\nwhy = \"{}\"\nscope = \"{}\"",
                attack.replace('"', "\\\""),
                attack.replace('"', "\\\"")
            ),
        );
        browser.wait(CHECKED);
        assert_eq!(browser.count(".problems"), 1);
        look(&browser);
        browser.fill("#search", attack);
        browser.wait(LISTED);
        assert!(browser.count("#listed [data-page]") >= 1);
        look(&browser);
        browser.run(
            "const s = document.querySelector('#search'); s.value = ''; s.dispatchEvent(new Event('input'))",
        );
        browser.wait(LISTED);
        assert_eq!(browser.count("#listed [data-page]"), 6);
    }
    browser.click("#tab-paste");
    for attack in ATTACKS {
        browser.fill("#paste", &format!("<p {attack}>\n{attack}\n<p>天还没亮，{attack}"));
        browser.click("#show-pasted");
        browser.wait(SHOWN);
        assert!(browser.text(".page-head .where").starts_with("pasted"));
        look(&browser);
    }
    browser.screenshot("workbench-hostile");
    // And should something become markup all the same, the policy runs none of it.
    silent(&browser);
    let marked = "const d = document.createElement('div'); d.innerHTML = '<img src=x onerror=\"window.ran=1\">'; document.body.append(d); return new Promise((done) => setTimeout(() => done(window.ran ?? null), 300))";
    assert!(browser.run(marked).is_null());
    assert_eq!(
        browser.run("return fetch('http://127.0.0.1:1/').then(() => 'sent', () => 'refused')"),
        "refused"
    );
}

/// Nothing ran, nothing stands there that could, and nothing leads anywhere.
fn look(browser: &Browser) {
    assert!(browser.run("return window.ran ?? null").is_null());
    assert_eq!(
        browser.count("#app img, #app svg, #app iframe, #app script, #app object, #app embed, #app a[href]"),
        0
    );
    let listeners = "return [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length";
    assert_eq!(browser.run(listeners), 0);
}
