//! Scraped pages are hostile: nothing of them runs, wherever they say it.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::driver::{Browser, PATIENCE};
use crate::{address, folder, qingliu};

/// What would run if anything of it were taken for markup: in ids, addresses, titles, texts, and in what is searched.
pub const ATTACKS: [&str; 6] = [
    "</script><script>window.ran=1</script>",
    "<img src=x onerror=\"window.ran=1\">",
    "<svg/onload=window.ran=1><![CDATA[",
    "<!--<script>",
    "javascript:window.ran=1",
    "\"><iframe srcdoc='<script>parent.ran=1</script>'></iframe><a href=javascript:window.ran=1>天还没亮</a>",
];

/// A page with an attack as markup, as the text that a reader sees, and broken off.
pub fn attacked(attack: &str) -> String {
    let escaped = attack.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<title>{escaped}</title>{attack}<h1>{escaped}</h1><p>来源：{escaped} 时间：2023-04-20</p>\
         <p onclick=\"window.ran=1\">天还没亮，{escaped}卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。</p>\
         <p>Copyright 2006-2023 {escaped} 版权所有</p><p {attack}"
    )
}

#[test]
fn nothing_of_a_page_runs() {
    let mut lines = String::new();
    for (number, attack) in ATTACKS.iter().enumerate() {
        let html = attacked(attack);
        let line = json!({ "id": format!("{number}{attack}"), "url": attack, "html": html });
        lines += &format!("{line}\n");
    }
    // What is no page has a message.
    lines += "{\"id\": \"<img src=x onerror=window.ran=1>\", \"html\": 5}\n";
    let dir = folder(&[("pages.jsonl", &lines)]);
    qingliu(&dir).args(["report", "pages.jsonl", "-o", "report.html", "-q"]).assert().code(3);

    let browser = Browser::start("en-US");
    browser.open(&address(&dir.path().join("report.html")));
    assert_eq!(browser.text(".tile b"), "7");
    look(&browser);
    for hash in [
        "#list=all",
        "#rules",
        "#errors",
        "#list=<img src=x onerror=window.ran=1>",
        "#rule=</script><svg onload=window.ran=1>",
    ] {
        browser.follow(hash);
        look(&browser);
    }
    assert!(browser.text("main h1").contains("<svg onload"));
    for number in 0..ATTACKS.len() {
        browser.follow("#list=all");
        assert_eq!(browser.count("ol.pages li"), 6);
        browser.click(&format!("ol.pages li:nth-child({}) a.open", number + 1));
        browser.find("table.page tbody tr");
        assert!(
            browser.text("table.page").contains("window.ran")
                || browser.text("table.page").contains("<!--<script>")
        );
        browser.keys("nn");
        look(&browser);
    }
    browser.follow("#list=all");
    browser.keys("/");
    browser.fill("#search", ATTACKS[1]);
    crate::report::searched(&browser, ATTACKS[1]);
    assert!(browser.count("ol.pages li") >= 1);
    look(&browser);
    browser.screenshot("report-hostile");
    assert_eq!(browser.console(), Vec::<String>::new());
}

/// Nothing ran, nothing stands there that could, and no link leads anywhere else.
fn look(browser: &Browser) {
    browser.wait("document.querySelector('main h1')");
    assert!(browser.run("return window.ran ?? null").is_null());
    assert_eq!(
        browser.count("main img, main svg, main iframe, main script, main object, main embed, main form"),
        0
    );
    let links = "return [...document.querySelectorAll('a[href]')].filter(a => !a.getAttribute('href').startsWith('#')).length";
    assert_eq!(browser.run(links), 0);
    let listeners = "return [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length";
    assert_eq!(browser.run(listeners), 0);
}

#[test]
fn the_policy_runs_nothing_that_is_not_of_the_report() {
    let dir = folder(&[("pages/a.html", "<h1>早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p>")]);
    let browser = crate::report(&dir, "en-US");
    assert_eq!(browser.console(), Vec::<String>::new());
    let added = "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s); return window.ran ?? null";
    assert!(browser.run(added).is_null());
    let marked = "const d = document.createElement('div'); d.innerHTML = '<img src=x onerror=\"window.ran=1\">'; document.body.append(d); return new Promise(done => setTimeout(() => done(window.ran ?? null), 300))";
    assert!(browser.run(marked).is_null());
    let sent = "return fetch('data:,x').then(() => 'sent', () => 'refused')";
    assert_eq!(browser.run(sent), "refused");
    let begun = Instant::now();
    // The console is told a moment later.
    while !browser.console().iter().any(|line| line.contains("Content Security Policy")) {
        thread::sleep(Duration::from_millis(25));
        assert!(begun.elapsed() < PATIENCE);
    }
}
