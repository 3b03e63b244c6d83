//! What the workbench's server says, in the reader's language.

use serde_json::json;

use crate::workbench::{CHECKED, open, pages, silent};

/// Rules that are wrong, each in another way, below a header and what a rule must have.
const WRONG: [&str; 38] = [
    "any = [\"摇一摇\"]\nanny = [\"摇\"]",
    "any = [\"摇一摇\"]\nneeds = [\"shape.sentense\"]",
    "any = [\"摇一摇\"]\nneeds = [\"zzzzzz\"]\nunless = [\"chars <= x\"]",
    "any = [\"摇一摇\"]\nneeds = [\"chars\"]",
    "any = [\"摇一摇\"]\nneeds = [\"rest >= 4\"]",
    "any = [\"摇一摇\"]\nneeds = [\"lexicon.nothing >= 0.4\"]",
    "any = [\"摇一摇\"]\nneeds = [\"lexicon.porn\"]",
    "any = [\"摇一摇\"]\nneeds = [\"chars == 4\"]",
    "any = [\"☆\"]",
    "any = []",
    "any = [3]",
    "any = 3",
    "any = [\"\"]",
    "",
    "select = [\".ad\"]",
    "any = [\"摇一摇\"]\npart = \"sentence\"",
    "any = [\"摇一摇\"]\nend = [\"相关\"]",
    "any = [\"摇一摇\"]\ncap = 5",
    "any = [\"摇一摇\"]\nflag = \"shake\"",
    "any = [\"摇一摇\"]\nflag = \"other/shake\"",
    "regex = \"摇(\"",
    "regex = \"摇)\"",
    "regex = \"[摇\"",
    "regex = \"*摇\"",
    "regex = \"摇{1,100000}\"",
    "regex = \"關注\"",
    "regex = \"摇，\"",
    "regex = \"摇 一\"",
    "regex = \"(?<!一)摇\"",
    "regex = \"(摇)\\\\1\"",
    "regex = \"手机\\\\q\"",
    "starts = [\"灯笼\"]",
    "equals = [\"灯笼\"]",
    "all = [\"摇一摇\", \"天地\"]",
    "any = [\"摇一摇\"]\nneeds = [\"chars <= 3\"]",
    "any = [\"摇一摇\"]\nunless = [\"chars >= 3\"]",
    "any = [\"天还没亮\"]",
    "any = [\"摇一摇\"]\nany = [\"摇\"]",
];

#[test]
fn whatever_is_wrong_is_told_in_chinese_to_whoever_reads_that() {
    let dir = pages();
    let (_bench, browser) = open(&dir, "zh-CN");
    let told = "return Promise.all(texts.map(async (text) => {
        const answer = await fetch('api/check', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ file: 'ads.toml', text }) });
        return (await answer.json()).problems.flatMap((problem) => [problem.message, problem.help]).filter(Boolean).map((english) => [english, Qingliu.told(english)]);
    }))";
    let rules = WRONG.map(|wrong| {
        format!("[share]\nwhy = \"x\"\npass = \"ads\"\nscope = \"line\"\nhit = [\"摇一摇手机\"]\nmiss = [\"天还没亮\"]\n{wrong}\n")
    });
    let mut wrong: Vec<String> = rules.to_vec();
    wrong.extend(
        [
            "any = [\"摇\"]\n[share]\n",
            "[Share It]\nwhy = \"x\"\n",
            "[share]\nwhy = \"\"\nscope = \"lnie\"\nhit = [\"\"]\nmiss = []\n",
            "[share]\nwhy = \"x\npass = \"ads\"\n",
            "[share\nwhy = \"x\"\n",
            "[share]\nwhy = x\n",
            "[share]\nwhy\n",
            "[share]\nhit = [\"a\"\n",
            "[share]\npass = \"ads\"\nscope = \"line\"\nany = [\"摇\"]\nwhy = \"x\"\nhit = [\"摇一摇\", \"摇一摇\"]\nmiss = [\"摇一摇\"]\n",
            "[a]\nwhy = \"x\"\n[b]\nwhy = \"y\"\n",
        ]
        .map(str::to_owned),
    );
    let pairs = browser.run(&format!("const texts = {}; {told}", json!(wrong)));
    let mut english = Vec::new();
    for (rule, pairs) in wrong.iter().zip(pairs.as_array().unwrap()) {
        let pairs = pairs.as_array().unwrap();
        assert!(!pairs.is_empty(), "nothing is wrong with {rule}");
        english.extend(pairs.iter().filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].to_string()));
    }
    english.sort();
    english.dedup();
    assert_eq!(english, Vec::<String>::new());
    // Nor is half of it left in English: beside what is quoted, no three words of it stand in a row.
    let half = "return pairs.flat().map(([, told]) => told).filter((told) => /[a-z]{2,} [a-z]{2,} [a-z]{2,}/.test(told.replace(/`[^`]*`|\"[^\"]*\"|“[^”]*”/g, '')))";
    assert_eq!(browser.run(&format!("const pairs = {pairs}; {half}")), json!([]));
    // What a key means, too.
    let keys = browser.run("return fetch('api/about', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }).then((answer) => answer.json()).then((about) => Object.values(about.schema.$defs.rule.properties).map((key) => key.description).filter((about) => Qingliu.told(about) === about))");
    assert_eq!(keys, json!([]));
    // In the page, and back in English at a click.
    browser.fill("#rule", &rules[0]);
    browser.wait(CHECKED);
    assert!(browser.text(".problems").contains("未知的键 `anny`"));
    assert!(browser.text(".mend").starts_with("请写"));
    browser.click("#language");
    assert!(browser.text(".problems").contains("unknown key `anny`"));
    silent(&browser);
}
