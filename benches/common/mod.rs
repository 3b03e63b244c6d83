//! The pages that are measured: a folder that `QINGLIU_PAGES` names, or those under `fixtures/`.

#![allow(dead_code, reason = "each bench uses some of it")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Bytes of a page that a portal sends, by the median of 317 of them.
pub const PORTAL_PAGE: usize = 90_000;

/// HTML pages as bytes, and where they were found.
pub struct Pages {
    pub folder: PathBuf,
    pub pages: Vec<Vec<u8>>,
}

impl Pages {
    /// Those that are to be measured.
    pub fn find() -> Pages {
        let folder = std::env::var_os("QINGLIU_PAGES").map_or_else(|| "fixtures".into(), PathBuf::from);
        let mut pages = Vec::new();
        collect(&folder, &mut pages);
        assert!(!pages.is_empty(), "no *.html below {}", folder.display());
        Pages { folder, pages }
    }

    pub fn bytes(&self) -> usize {
        self.pages.iter().map(Vec::len).sum()
    }
}

fn collect(folder: &Path, pages: &mut Vec<Vec<u8>>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, pages);
        } else if path.extension().is_some_and(|e| e == "html")
            && let Ok(bytes) = std::fs::read(&path)
        {
            pages.push(bytes);
        }
    }
}

/// An article of so many bytes of UTF-8 as portals send them: scripts and links around it, and paragraphs that differ.
/// A tenth of it is text, as it is in theirs.
pub fn portal_page(number: usize, bytes: usize) -> String {
    let mut page = format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>第{number}条：{}</title>",
        SENTENCES[number % SENTENCES.len()].split('，').next().unwrap_or_default()
    );
    let scripts = bytes * 6 / 10;
    while page.len() < scripts {
        let at = page.len();
        let _ = writeln!(
            page,
            "<script>var stat_{at}={{id:{number},at:\"{at:x}\",on:function(){{return {at}<{number}}}}};</script>"
        );
    }
    page += "</head><body><div class=\"nav\"><ul>";
    let links = page.len() + bytes * 2 / 10;
    while page.len() < links {
        let at = page.len();
        let _ =
            writeln!(page, "<li><a href=\"/channel/{at}.html\" target=\"_blank\">频道{}</a></li>", at % 97);
    }
    let _ = write!(
        page,
        "</ul></div><div class=\"article\"><h1>第{number}条</h1><div class=\"time\">2011-05-{:02} 08:30</div>",
        number % 28 + 1
    );
    let mut turn = number;
    while page.len() < bytes {
        let _ = writeln!(
            page,
            "<p>{}（{turn}）{}</p>",
            SENTENCES[turn % SENTENCES.len()],
            SENTENCES[(turn + 3) % SENTENCES.len()]
        );
        turn += 1;
    }
    page += "</div></body></html>";
    page
}

/// Sentences of a page as portals write them: news, a dialogue, a traditional one, a table, Latin names and numbers.
pub const SENTENCES: [&str; 8] = [
    "市交通局昨天宣布，跨江大桥的检修将在本月底以前完成，届时双向六车道恢复通行。",
    "“你什么时候回来？”他问。“说不准，”她笑了笑，“大概要等到秋天。”",
    "報告指出，今年前三季的出口總額較去年同期增加了百分之四點五，其中以電子零件最為突出。",
    "第二，居民可以在网上预约，也可以拨打热线电话：工作日上午九点到下午五点半。",
    "据介绍，这款手机采用6.7英寸屏幕，电池容量5000mAh，起售价2999元（含税）。",
    "老王在院子里种了三棵枣树、一架葡萄，夏天一到，满院子都是邻居家的孩子。",
    "法国作家雨果（Victor Hugo）在《悲惨世界》里写道：世界上最宽阔的是海洋，比海洋更宽阔的是天空。",
    "　　比赛的最后五分钟，主队连得九分，把比分追成了88比88平；加时赛里，客队再也没能领先。",
];

pub fn mb(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
