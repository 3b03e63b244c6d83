//! What a report shows and how it answers.

use serde_json::json;

use crate::driver::{Browser, key};
use crate::{address, pages, qingliu, report};

/// The longest that a click may take, in milliseconds.
const AT_ONCE: f64 = 1000.0;

fn two_thousand(language: &str, hash: &str) -> Browser {
    let path = pages::two_thousand().join("report.html");
    let browser = Browser::start(language);
    browser.open(&(address(&path) + hash));
    browser.wait("document.querySelector('main h1')");
    browser
}

/// Waits until a search for these words is over.
pub fn searched(browser: &Browser, query: &str) {
    browser.wait(&format!(
        "document.querySelector('main h1')?.innerText.includes({}) && document.querySelector('[data-done]')",
        json!(query)
    ));
}

/// Milliseconds from a click on the one until the other is there, as the page itself counts them.
fn answered(browser: &Browser, clicked: &str, there: &str) -> f64 {
    assert_eq!(browser.count(there), 0);
    browser.find(clicked);
    let took = browser.run(&format!(
        "const begun = performance.now();
        document.querySelector({clicked:?}).click();
        return new Promise((done) => {{
            const look = () => document.querySelector({there:?}) ? done(performance.now() - begun) : setTimeout(look, 5);
            look();
        }});"
    ));
    took.as_f64().unwrap()
}

fn silent(browser: &Browser) {
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn five_pages_are_counted_listed_and_walked() {
    let dir = pages::five();
    let browser = report(&dir, "en-US");
    assert_eq!(browser.text(".tile b"), "5");
    assert_eq!(browser.text(".card.removedBy tbody th"), "boilerplate/copyright");
    browser.screenshot("report-five");

    // A bar is a door.
    browser.click(".card.scripts tbody tr:nth-child(2) td.figure");
    browser.wait("document.querySelector('main').dataset.view === 'list'");
    assert_eq!(browser.run("return location.hash"), "#list=script%3Atraditional");
    assert_eq!(browser.count("ol.pages li"), 2);
    assert_eq!(browser.text(".listing p"), "2 of 2 pages are shown here");

    // Keys walk the list, and the pages behind it.
    browser.keys("j");
    browser.keys(key::ENTER);
    browser.wait("document.querySelector('table.page')");
    let first = browser.text("main h1");
    browser.keys("j");
    browser.wait(&format!("document.querySelector('main h1').innerText !== '{first}'"));
    assert_eq!(browser.text(".walk span"), "2 of 2");
    browser.keys("k");
    browser.wait(&format!("document.querySelector('main h1').innerText === '{first}'"));
    browser.keys("u");
    browser.wait("document.querySelectorAll('ol.pages li').length === 2");
    silent(&browser);
}

#[test]
fn every_chart_is_drawn_and_is_a_table() {
    let browser = two_thousand("en-US", "");
    assert_eq!(browser.text(".tile b"), "2,000");
    for chart in
        ["removedBy", "flags", "verdicts", "lengths", "fieldCoverage", "charsets", "scripts", "stages"]
    {
        let bars = format!(".card.{chart} table .bar");
        assert!(browser.count(&bars) > 0, "{chart}");
        let widest = format!(
            "Math.max(...[...document.querySelectorAll('.card.{chart} table .bar')].map(b => b.offsetWidth))"
        );
        // The table of the lengths is folded: its columns stand above it.
        if chart != "lengths" {
            assert!(browser.run(&format!("return {widest}")).as_f64().unwrap() > 20.0, "{chart}");
        }
        assert!(browser.count(&format!(".card.{chart} table th[scope=row]")) > 0, "{chart}");
    }
    let tallest = "return Math.max(...[...document.querySelectorAll('.pillar')].map(p => p.offsetHeight))";
    assert!(browser.run(tallest).as_f64().unwrap() > 50.0);
    browser.screenshot("report-overview");
    silent(&browser);
}

#[test]
fn a_click_is_answered_at_once_and_counts_are_over_all_pages() {
    let browser = two_thousand("en-US", "");
    let said: u64 = browser.text(".card.flags tbody tr td.figure").replace(',', "").parse().unwrap();
    assert!(said > 100, "{said}");
    assert!(answered(&browser, ".card.flags tbody tr th a", "ol.pages li") < AT_ONCE);
    let shown = browser.count("ol.pages li");
    assert!((1..=300).contains(&shown));
    assert_eq!(browser.text(".listing p"), format!("{shown} of {said} pages are shown here"));
    assert!(answered(&browser, "ol.pages a.open", "table.page tbody tr") < AT_ONCE);
    silent(&browser);
}

#[test]
fn a_removed_span_says_which_rule_took_it_and_why() {
    let dir = pages::five();
    let browser = report(&dir, "en-US");
    browser.open(&address(&dir.path().join("report.html#page=a-market.html")));
    browser.find("table.page .cut");
    browser.hover(".cut[data-rule='spam/keyword-list']");
    browser.wait("!document.getElementById('tip').hidden");
    let tip = browser.text("#tip");
    assert!(tip.starts_with("spam/keyword-list\n") && tip.contains("porn keywords"), "{tip}");
    // The same without a pointer.
    browser.keys(key::ESCAPE);
    browser.wait("document.getElementById('tip').hidden");
    browser.keys("nn");
    browser.wait("!document.getElementById('tip').hidden");
    assert_eq!(browser.run("return document.activeElement.getAttribute('aria-describedby')"), "tip");

    // It is still there when the page has scrolled to the words.
    browser.resize(1280, 300);
    browser.run("scrollTo(0, 0)");
    browser.wait("scrollY === 0");
    browser.keys("pn");
    browser.wait("scrollY > 0");
    browser.run("return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    assert_eq!(browser.run("return document.getElementById('tip').hidden"), false);
    assert_eq!(browser.run("return document.activeElement.getAttribute('aria-describedby')"), "tip");
    browser.resize(1280, 900);

    // What was rewritten shows what stood there.
    browser.open(&address(&dir.path().join("report.html#page=b-readings.txt")));
    browser.wait("document.querySelector('td.before')?.innerText.includes('開(kāi)張')");
    assert!(browser.text("td.after .text").contains("开张"));
    browser.hover("del.edit.family-repair");
    browser.wait("document.getElementById('tip').innerText.includes('repair/pinyin-injection')");
    silent(&browser);
}

#[test]
fn search_finds_text_rules_and_flags() {
    let dir = pages::five();
    let browser = report(&dir, "en-US");
    browser.keys("/");
    for (query, found) in [
        ("船老大", &["渡口"][..]),
        ("rule:spam/keyword", &["小城的早市开张了"]),
        ("flag:extract/no-article", &["没有找到"]),
        ("b-readings", &["小城的早市开张了"]),
        ("nowhere at all", &[]),
    ] {
        browser.fill("#search", query);
        searched(&browser, query);
        let titles = browser.run("return [...document.querySelectorAll('ol.pages b')].map(b => b.innerText)");
        assert_eq!(titles, json!(found), "{query}");
    }
    // From what was found on with the keys.
    browser.fill("#search", "船老大");
    searched(&browser, "船老大");
    assert_eq!(browser.text("ol.pages mark"), "船老大");
    browser.keys(key::ENTER);
    browser.keys(key::ENTER);
    browser.wait("document.querySelector('main').dataset.view === 'page'");
    silent(&browser);
}

#[test]
fn links_to_a_page_and_to_a_rule_last() {
    let browser = two_thousand("en-US", "#rule=boilerplate%2Fcopyright");
    assert_eq!(browser.text("main h1"), "boilerplate/copyright");
    assert!(browser.text(".why").contains("copyright"));
    browser.click("ol.pages a.open");
    browser.wait("document.querySelector('main').dataset.view === 'page'");
    let (title, link) = (browser.text("main h1"), browser.run("return location.href"));
    browser.reload();
    browser.find("table.page");
    assert_eq!(browser.text("main h1"), title);
    assert_eq!(browser.text("#back"), "← Rule: boilerplate/copyright");
    assert_eq!(browser.run("return location.href"), link);
    // A page that is not in the sample is told, and a link that is none is no fault.
    browser.follow("#page=no-such-page");
    assert!(browser.text("main").contains("not in the sample"));
    browser.follow("#list=constructor:x&%E4%A");
    assert_eq!(browser.count("ol.pages li"), 300);
    silent(&browser);
}

#[test]
fn a_finished_run_is_shown_with_and_without_its_pages() {
    let dir = pages::five();
    let clean =
        ["clean", "pages", "-o", "clean.jsonl", "--removed", "removed.jsonl", "--stats", "stats.json", "-q"];
    qingliu(&dir).args(clean).assert().success();
    let run = ["report", "clean.jsonl", "--removed", "removed.jsonl", "--stats", "stats.json", "-q", "-o"];
    qingliu(&dir).args(run).arg("without.html").assert().success();
    qingliu(&dir).args(run).arg("with.html").args(["--pages-from", "pages"]).assert().success();

    let browser = Browser::start("en-US");
    browser.open(&address(&dir.path().join("without.html")));
    assert_eq!(browser.text(".tile b"), "5");
    assert!(browser.count(".card.stages .bar") > 0);
    browser.follow("#page=a-market.html");
    assert!(browser.text(".banner").contains("--pages-from"));
    browser.find("table.removals .cut[data-rule='spam/keyword-list']");
    assert!(browser.text(".article").contains("豆腐坊的热气飘过半条街。"));
    browser.screenshot("report-run-without-pages");

    browser.open(&address(&dir.path().join("with.html#page=a-market.html")));
    browser.find("table.page.aligned .cut[data-rule='spam/keyword-list']");
    assert_eq!(browser.count(".banner"), 0);
    silent(&browser);
}
