//! The pages that are looked at: five of a demonstration, and two thousand made of the fixtures.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tempfile::TempDir;

use crate::{folder, qingliu};

/// A page with an injected keyword line, one that was damaged, one in traditional characters, a plain one, and one
/// without an article.
pub fn five() -> TempDir {
    folder(&[
        (
            "pages/a-market.html",
            "<title>小城的早市开张了_小城茶网</title><body><div class=nav><a href=/>首页</a> <a href=/n>新闻</a></div>\
             <p>国产精品_毛片无码_亚洲一区二区_在线观看</p><h1>小城的早市开张了</h1>\
             <p>来源：小城晚报　热度：1.2万　时间：2023-04-20 19:16</p>\
             <p>天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。</p>\
             <p>老城墙根下的早市有三十多年了，去年冬天因为修路停过两个月，今年开春又热闹起来。</p>\
             <p>Copyright 2006-2023 小城茶网 版权所有</p>",
        ),
        (
            "pages/b-readings.txt",
            "小城的早市開(kāi)張了\n來(lái)源:小城晚報(bào) 時(shí)間:2023-04-20 19:16\n\
             天還沒(méi)亮,賣菜的人已經(jīng)把攤子支好了,豆腐坊的熱氣飄過(guò)半條街。\n\
             Copyright 2006-2023 小城茶網(wǎng) 版權(quán)所有\n",
        ),
        (
            "pages/c-bridge.html",
            "<title>石橋修好了</title><h1>石橋修好了</h1><p>時間：2021-03-02</p>\
             <p>入秋以後，河埠頭的石階換了新石頭，洗衣的人又多起來。老石匠說，舊石階磨得像鏡子。</p>\
             <p>下載本站APP，閱讀更多精彩內容</p>",
        ),
        (
            "pages/d-plain.html",
            "<title>渡口</title><h1>渡口</h1><p>傍晚的时候，孩子们坐在渡口看船。船老大按一声喇叭，他们就一齐挥手，直到船拐过桥洞。</p>",
        ),
        ("pages/e-empty.html", "<title>没有找到</title><body><a href=/>返回首页</a>"),
    ])
}

/// Two thousand pages: those of the fixtures again and again, as JSONL.
pub fn two_thousand() -> &'static Path {
    static DIR: OnceLock<TempDir> = OnceLock::new();
    let dir = DIR.get_or_init(|| {
        let mut fixtures = Vec::new();
        find(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures"), &mut fixtures);
        fixtures.sort();
        let mut lines = String::new();
        for number in 0..2000 {
            let path = &fixtures[number % fixtures.len()];
            let bytes = STANDARD.encode(fs::read(path).unwrap());
            let name = path.parent().unwrap().file_name().unwrap().to_string_lossy();
            writeln!(lines, "{}", json!({ "id": format!("{number}-{name}"), "bytes": bytes })).unwrap();
        }
        let dir = folder(&[("pages.jsonl", &lines)]);
        let report =
            ["report", "pages.jsonl", "-o", "report.html", "--pages", "300", "-q", "--record-timeout", "0"];
        qingliu(&dir).args(report).assert().success();
        dir
    });
    dir.path()
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find(&path, found);
        } else if path.file_stem().is_some_and(|stem| stem.to_string_lossy().starts_with("page")) {
            found.push(path);
        }
    }
}
