//! Who is quicker than the server: the answers come late, in another order, or for what nobody asks any more, and neither
//! a save, nor its question, nor what somebody types is lost.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::driver::{Browser, key};
use crate::workbench::bench::Bench;
use crate::workbench::{CHECKED, LISTED, SHOWN, TRIED, line, open, pages, pick, silent};

/// Some questions to the server wait until they are let go, one by one, and are answered even if nobody listens any more:
/// whoever does not want the answer must drop it.
const HELD: &str = "
    const real = window.fetch;
    window.holds = {};
    window.asked = [];
    window.fetch = (url, options) => {
        const { signal, ...rest } = options;
        const one = { what: url.split('/').pop(), signal, body: JSON.parse(options.body), isHeld: false };
        window.asked.push(one);
        const go = () => real(url, rest).finally(() => { one.isOver = true; });
        if (!window.holds[one.what]) return go();
        window.holds[one.what]--;
        one.isHeld = true;
        return new Promise((done, failed) => { one.go = () => { one.isHeld = false; go().then(done, failed); }; });
    };";

fn held(dir: &TempDir) -> (Bench, Browser) {
    let (bench, browser) = open(dir, "en-US");
    browser.run(HELD);
    (bench, browser)
}

/// The next so many questions of a kind wait.
fn hold(browser: &Browser, what: &str, count: usize) {
    browser.run(&format!("window.holds['{what}'] = {count}"));
}

/// Waits until so many questions of a kind are held.
fn wait_held(browser: &Browser, what: &str, count: usize) {
    browser.wait(&format!(
        "window.asked.filter((one) => one.what === '{what}' && one.isHeld).length === {count}"
    ));
}

/// Lets go one of the questions of a kind that wait, and waits until the page has had its answer.
fn release(browser: &Browser, what: &str, at: usize) {
    browser.run(&format!(
        "window.released = window.asked.filter((one) => one.what === '{what}' && one.isHeld)[{at}];
        window.released.go()"
    ));
    browser.wait("window.released.isOver");
    // What the page does about it is done before the next turn but one.
    browser.run("return new Promise((done) => setTimeout(() => setTimeout(done, 50), 0))");
}

/// How many questions of a kind were asked.
fn asked(browser: &Browser, what: &str) -> Value {
    browser.run(&format!("return window.asked.filter((one) => one.what === '{what}').length"))
}

fn text(browser: &Browser) -> String {
    browser.run("return document.querySelector('#rule').value").as_str().unwrap().to_owned()
}

/// A sound rule of this name.
fn rule(name: &str, words: &str) -> String {
    format!(
        "[{name}]\nwhy = \"An app asks its reader to shake the phone.\"\npass = \"spam\"\nscope = \"line\"\nstate = \"trial\"\n\
         all = [\"{words}\"]\nhit = [\"{words}\"]\nmiss = [\"渡口的船又开了\"]\n"
    )
}

/// Types a rule into the editor, all at once.
fn write(browser: &Browser, text: &str) {
    browser.run(&written(text));
}

fn written(text: &str) -> String {
    format!(
        "const rule = document.querySelector('#rule');
        rule.focus();
        rule.select();
        document.execCommand('insertText', false, {})",
        json!(text)
    )
}

/// Ctrl+S, at once behind what was typed.
const SAVE: &str = "document.activeElement.dispatchEvent(\
    new KeyboardEvent('keydown', { key: 's', ctrlKey: true, bubbles: true, cancelable: true }))";

/// Saves two rules, `spam/first` and `spam/second`, and shows the list of them.
fn two_rules(browser: &Browser) -> [String; 2] {
    let rules = [rule("first", "摇一摇手机"), rule("second", "灯笼送给邻居")];
    for rule in &rules {
        write(browser, rule);
        browser.wait(TRIED);
        browser.click("#save");
        browser.find(".saved");
    }
    browser.click("#tab-own");
    browser.find("[data-rule='spam/second']");
    rules
}

fn file(dir: &TempDir) -> String {
    fs::read_to_string(dir.path().join("my-rules/spam.toml")).unwrap()
}

#[test]
fn a_rule_that_comes_late_wipes_no_question_away() {
    let dir = pages();
    let (_bench, browser) = held(&dir);
    let [_, second] = two_rules(&browser);
    let changed = second.replace("An app", "Some app");
    write(&browser, &changed);
    browser.wait(TRIED);
    hold(&browser, "rule", 1);
    browser.click("[data-rule='spam/first']");
    wait_held(&browser, "rule", 1);
    // Saving is newer than the first rule that does not come: what is seen is what is saved.
    browser.click("#save");
    browser.find("#replace");
    assert_eq!(browser.run("return document.activeElement.id"), "replace");
    assert_eq!(browser.run("return window.asked.find((one) => one.isHeld).signal.aborted"), true);
    browser.wait(CHECKED);
    assert!(!browser.text("#rule-state").contains("checking"));
    release(&browser, "rule", 0);
    assert_eq!(text(&browser), changed);
    assert!(browser.text(".ask").contains("spam/second"));
    browser.screenshot("workbench-question");
    browser.click("#replace");
    browser.find(".saved");
    assert!(file(&dir).contains("Some app") && file(&dir).contains("[first]"));
    silent(&browser);
}

#[test]
fn the_rule_that_was_asked_for_last_is_the_one_that_comes() {
    let dir = pages();
    let (_bench, browser) = held(&dir);
    let [first, second] = two_rules(&browser);
    browser.click("#new-rule");
    hold(&browser, "rule", 2);
    browser.click("[data-rule='spam/first']");
    browser.click("[data-rule='spam/second']");
    wait_held(&browser, "rule", 2);
    release(&browser, "rule", 1);
    assert_eq!(text(&browser).trim(), second.trim());
    release(&browser, "rule", 0);
    assert_eq!(text(&browser).trim(), second.trim());
    // What was typed in the meantime is newer than both.
    hold(&browser, "rule", 1);
    browser.click("[data-rule='spam/first']");
    wait_held(&browser, "rule", 1);
    write(&browser, "[third]\n");
    release(&browser, "rule", 0);
    assert_eq!(text(&browser), "[third]\n");
    browser.wait(CHECKED);
    // A rule that takes the place of another can be taken back.
    browser.click("[data-rule='spam/first']");
    browser.wait("document.querySelector('#rule').value.startsWith('[first]')");
    assert_eq!(text(&browser).trim(), first.trim());
    browser.run("document.execCommand('undo')");
    assert_eq!(text(&browser), "[third]\n");
    silent(&browser);
}

#[test]
fn what_is_saved_is_what_stood_there_whatever_comes_after() {
    let dir = pages();
    let (_bench, browser) = held(&dir);
    let [first, second] = two_rules(&browser);
    // Saved before it was looked at, and twice, as quick people do; then another rule comes into the editor.
    let third = rule("third", "摇一摇你的手机");
    hold(&browser, "check", 1);
    let before = asked(&browser, "save");
    browser.run(&format!("{}; {SAVE}; {SAVE}", written(&third)));
    wait_held(&browser, "check", 1);
    browser.click("[data-rule='spam/first']");
    browser.wait("document.querySelector('#rule').value.startsWith('[first]')");
    release(&browser, "check", 0);
    assert!(browser.text(".saved").contains("spam/third"));
    assert_eq!(asked(&browser, "save").as_u64(), before.as_u64().map(|before| before + 1));
    assert!(file(&dir).contains("[third]"));
    assert_eq!(text(&browser).trim(), first.trim());

    // The same of one that is there already: the question is of that rule, and so is the answer.
    browser.wait(TRIED);
    let changed = second.replace("An app", "Some app");
    hold(&browser, "check", 1);
    browser.run(&format!("{}; {SAVE}", written(&changed)));
    wait_held(&browser, "check", 1);
    browser.click("[data-rule='spam/third']");
    browser.wait("document.querySelector('#rule').value.startsWith('[third]')");
    release(&browser, "check", 0);
    assert!(browser.text(".ask").contains("spam/second"));
    browser.wait(TRIED);
    assert!(browser.text(".ask").contains("spam/second"));
    browser.click("#replace");
    assert!(browser.text(".saved").contains("spam/second"));
    assert!(file(&dir).contains("Some app"));
    assert_eq!(text(&browser).trim(), third.trim());
    // What stands in the editor can still be saved, and is asked about first.
    browser.click("#save");
    assert!(browser.text(".ask").contains("spam/third"));
    // Whoever writes on has said no, and is told so.
    write(&browser, &third.replace("phone", "telephone"));
    assert_eq!(browser.count(".ask"), 0);
    assert!(browser.text("#saving .bad").contains("spam/third was not saved"));
    assert!(!file(&dir).contains("telephone"));
    browser.screenshot("workbench-unsaved");
    silent(&browser);
}

#[test]
fn late_answers_about_an_older_text_are_dropped() {
    let dir = pages();
    let (_bench, browser) = held(&dir);
    hold(&browser, "check", 1);
    write(&browser, "[share]\nscope = \"lnie\"\n");
    wait_held(&browser, "check", 1);
    let sound = rule("share", "摇一摇手机");
    write(&browser, &sound);
    browser.wait(TRIED);
    assert_eq!(browser.run("return window.asked.find((one) => one.isHeld).signal.aborted"), true);
    release(&browser, "check", 0);
    assert_eq!(browser.count(".problems, .code .bad"), 0);
    assert_eq!(browser.count("#rule-state .good"), 1);

    // What a rule changes, of one that is no longer there.
    hold(&browser, "effect", 1);
    write(&browser, &rule("share", "天还没亮"));
    wait_held(&browser, "effect", 1);
    write(&browser, &sound);
    browser.wait(TRIED);
    let shown = browser.text("#effect");
    release(&browser, "effect", 0);
    assert_eq!(browser.text("#effect"), shown);

    // A draft that comes when somebody has written something else.
    pick(&browser, "小城的早市开张了");
    browser.run("document.querySelector('#rule').blur()");
    hold(&browser, "draft", 1);
    browser.click(&format!("li[data-n='{}'] .number", line(&browser, "☆")));
    browser.click("button.draft");
    wait_held(&browser, "draft", 1);
    write(&browser, "[other]\n");
    release(&browser, "draft", 0);
    browser.wait(CHECKED);
    assert_eq!(text(&browser), "[other]\n");
    silent(&browser);
}

#[test]
fn the_page_and_the_words_that_were_asked_for_last_are_shown() {
    let dir = pages();
    let (_bench, browser) = held(&dir);
    hold(&browser, "show", 2);
    let click = |words: &str| {
        browser.run(&format!(
            "[...document.querySelectorAll('[data-page]')].find((button) => button.innerText.includes({words:?})).click()"
        ));
    };
    click("渡口的船又开了");
    click("石桥修好了");
    wait_held(&browser, "show", 2);
    release(&browser, "show", 1);
    assert_eq!(browser.text("#lines h1"), "石桥修好了");
    release(&browser, "show", 0);
    assert_eq!(browser.text("#lines h1"), "石桥修好了");
    assert_eq!(browser.run(&format!("return {SHOWN}")), true);

    hold(&browser, "list", 1);
    browser.fill("#search", "渡口");
    wait_held(&browser, "list", 1);
    browser.fill("#search", "石桥修好了");
    browser.wait(LISTED);
    let listed = browser.text("#listed");
    release(&browser, "list", 0);
    assert_eq!(browser.text("#listed"), listed);
    silent(&browser);
}

#[test]
fn whoever_is_at_work_is_left_alone() {
    let dir = pages();
    let (_bench, browser) = held(&dir);
    pick(&browser, "小城的早市开张了");
    // Words that are being selected when the page comes anew, with the rule in force.
    hold(&browser, "show", 1);
    write(&browser, &rule("share", "摇一摇手机"));
    wait_held(&browser, "show", 1);
    browser.run(
        "document.querySelector('#rule').blur();
        const text = [...document.querySelectorAll('.line .text')].find((e) => e.innerText.includes('☆')).firstChild;
        getSelection().setBaseAndExtent(text, text.data.indexOf('灯笼'), text, text.data.indexOf('邻居'));",
    );
    browser.find("#draft-words");
    release(&browser, "show", 0);
    assert_eq!(browser.run("return String(getSelection())"), "灯笼送给");
    assert_eq!(browser.count("li.tried"), 0);
    browser.run("getSelection().removeAllRanges()");
    browser.find("li.tried");

    // Whoever searches while a rule comes goes on searching.
    browser.wait(TRIED);
    browser.click("#save");
    browser.find(".saved");
    browser.click("#tab-own");
    browser.find("[data-rule='spam/share']");
    browser.click("#new-rule");
    hold(&browser, "rule", 1);
    browser.click("[data-rule='spam/share']");
    wait_held(&browser, "rule", 1);
    browser.run("document.activeElement.blur()");
    browser.keys("/");
    browser.keys("渡口");
    release(&browser, "rule", 0);
    assert!(text(&browser).starts_with("[share]"));
    assert_eq!(browser.run("return document.activeElement.id"), "search");
    browser.keys("的");
    browser.wait(LISTED);
    assert_eq!(browser.run("return document.querySelector('#search').value"), "渡口的");

    // Another language asks nobody, and loses nothing.
    browser.wait(TRIED);
    hold(&browser, "save", 1);
    write(&browser, &rule("other", "灯笼送给邻居"));
    browser.wait(TRIED);
    browser.keys(key::ESCAPE);
    let before = browser.run("return window.asked.length");
    browser.click("#language");
    assert_eq!(browser.run("return window.asked.length"), before);
    browser.click("#save");
    wait_held(&browser, "save", 1);
    browser.click("#language");
    release(&browser, "save", 0);
    assert!(browser.text(".saved").contains("spam/other is saved"), "{}", browser.text(".saved"));
    silent(&browser);
}
