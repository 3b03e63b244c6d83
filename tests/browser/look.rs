//! How it looks and reads: languages, colours, a phone, paper, a keyboard, a screen reader.

use serde_json::Value;

use crate::driver::{Browser, key};
use crate::report::searched;
use crate::{address, pages, report};

/// One of each kind of view; `#page` is the first page of the sample.
const VIEWS: [&str; 6] =
    ["", "#list=all", "#rules", "#rule=boilerplate%2Fcopyright", "#page", "#search=早市"];

fn open(browser: &Browser, hash: &str) {
    let list = if hash == "#page" { "#list=all" } else { hash };
    // Where only what stands behind the `#` differs, a browser goes on with the page that it has.
    browser.open("about:blank");
    browser.open(&(address(&pages::two_thousand().join("report.html")) + list));
    browser.find("main h1");
    if hash == "#page" {
        browser.click("ol.pages a.open");
        browser.find("table.page");
    }
    if let Some(query) = hash.strip_prefix("#search=") {
        searched(browser, query);
    }
}

#[test]
fn it_speaks_the_reader_s_language() {
    let dir = pages::five();
    let browser = report(&dir, "zh-CN");
    assert_eq!(browser.run("return document.documentElement.lang"), "zh-Hans");
    assert_eq!(browser.text("header nav a"), "总览");
    browser.click("#language");
    browser.wait("document.querySelector('header nav a').innerText === 'Overview'");
    browser.reload();
    browser.wait("document.querySelector('header nav a')?.innerText === 'Overview'");
    let untranslated = "return Object.entries(Qingliu.words).filter(([, both]) => both.length !== 2 || both.some(w => !w)).map(([key]) => key)";
    assert_eq!(browser.run(untranslated), Value::Array(Vec::new()));
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn it_is_dark_where_the_reader_likes_that_and_fits_a_phone() {
    let browser = Browser::start("zh-CN");
    let lightness = "return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0)";
    for (scheme, is_dark) in [("light", false), ("dark", true)] {
        browser.prefer(scheme, "screen");
        for (width, height, device) in [(1280, 900, "desk"), (360, 740, "phone")] {
            browser.resize(width, height);
            for (number, hash) in VIEWS.iter().enumerate() {
                open(&browser, hash);
                assert_eq!(browser.run(lightness).as_f64().unwrap() < 384.0, is_dark, "{scheme} {hash}");
                let wide = browser.run("return document.documentElement.scrollWidth");
                assert!(wide.as_u64().unwrap() <= u64::from(width), "{device} {hash}: {wide}");
                browser.screenshot(&format!("report-{device}-{scheme}-{number}"));
            }
        }
    }
    // The reader's own choice stands above the system's.
    browser.resize(1280, 900);
    open(&browser, "");
    browser.click("#theme");
    assert!(browser.run(lightness).as_f64().unwrap() > 384.0);
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn words_can_be_told_from_their_ground() {
    let browser = Browser::start("en-US");
    for scheme in ["light", "dark"] {
        browser.prefer(scheme, "screen");
        open(&browser, "#page");
        // The contrast of WCAG between each family's colour, and of ink, on the sheet that they stand on.
        let contrasts = "
            const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
            const bytes = (colour) => { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return canvas.getImageData(0, 0, 1, 1).data; };
            const light = (colour) => [...bytes(colour)].slice(0, 3).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
            const probe = document.body.appendChild(document.createElement('span'));
            const colour = (name) => { probe.style.color = `var(--${name})`; return getComputedStyle(probe).color; };
            const sheet = light(colour('sheet'));
            return ['ink', 'faint', 'accent', 'spam', 'ads', 'boilerplate', 'fields', 'repair', 'convert', 'stage'].map((name) => {
                const own = light(colour(name));
                return [name, (Math.max(own, sheet) + .05) / (Math.min(own, sheet) + .05)];
            });";
        for pair in browser.run(contrasts).as_array().unwrap() {
            assert!(pair[1].as_f64().unwrap() >= 4.5, "{scheme}: {pair}");
        }
    }
}

#[test]
fn it_is_read_by_keyboard_and_by_screen_reader() {
    let browser = Browser::start("en-US");
    for hash in VIEWS {
        open(&browser, hash);
        for landmark in ["header", "header nav", "main", "footer", "[role=search]"] {
            assert_eq!(browser.count(landmark), 1, "{hash}: {landmark}");
        }
        assert_eq!(browser.count("main h1"), 1, "{hash}");
        let nameless = "return [...document.querySelectorAll('a[href], button, select, input')].filter(e => \
            !(e.innerText || e.textContent || e.getAttribute('aria-label') || e.closest('label'))).map(e => e.outerHTML)";
        assert_eq!(browser.run(nameless), Value::Array(Vec::new()), "{hash}");
        let headless = "return [...document.querySelectorAll('table')].filter(t => !t.querySelector('th[scope=col]') || (t.rows.length > 1 && !t.querySelector('th[scope=row]'))).length";
        assert_eq!(browser.run(headless), 0, "{hash}");
        let twice = "const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return ids.filter((id, at) => ids.indexOf(id) !== at)";
        assert_eq!(browser.run(twice), Value::Array(Vec::new()), "{hash}");
    }
    open(&browser, "");
    browser.keys(key::TAB);
    assert_eq!(browser.run("return document.activeElement.className"), "skip");
    browser.keys(key::ENTER);
    assert_eq!(browser.run("return document.activeElement.id"), "main");
    browser.keys("?");
    browser.wait("document.getElementById('help').open");
    browser.keys(key::ESCAPE);
    browser.wait("!document.getElementById('help').open");
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn it_is_printed_without_what_only_a_screen_needs() {
    let browser = Browser::start("en-US");
    browser.prefer("light", "print");
    open(&browser, "#page");
    assert_eq!(
        browser.run("return getComputedStyle(document.querySelector('#search').closest('.tools')).display"),
        "none"
    );
    assert_ne!(browser.run("return getComputedStyle(document.querySelector('table.page')).display"), "none");
    let pdf = browser.devtools("Page.printToPDF", serde_json::json!({ "printBackground": false }));
    assert!(pdf["data"].as_str().unwrap().len() > 10_000);
    browser.screenshot("report-print");
}

/// README shows it.
#[test]
fn the_picture_of_readme() {
    let dir = pages::five();
    let browser = report(&dir, "en-US");
    browser.prefer("light", "screen");
    browser.resize(1100, 960);
    browser.open(&address(&dir.path().join("report.html#page=a-market.html")));
    browser.find("table.page .cut");
    browser.hover(".cut[data-rule='spam/keyword-list']");
    browser.wait("!document.getElementById('tip').hidden");
    browser.picture("report");
}
