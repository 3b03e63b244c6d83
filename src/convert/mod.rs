//! Conversion between scripts: tells what every line and the page are written in, then converts what is in
//! the script that the conversion reads, and Japanese only where that was asked for.

mod backend;
mod conversion;
mod japanese;
mod script;
mod telling;
#[cfg(test)]
mod telling_codegen;

use std::borrow::Cow;

#[cfg(feature = "opencc")]
pub use self::backend::Reference;
use self::conversion::Reads;
pub use self::conversion::{Conversion, ConversionError};
pub use self::script::Tally;
use self::script::{Language, Told};
use crate::document::{Document, Edit, Line, Role, Script};

/// Converts a text, whatever it is written in. Where the script of a text is not known, that is the caller's
/// to find out: see [`Tally`].
pub fn convert(text: &str, conversion: Conversion) -> Cow<'_, str> {
    // Nothing in it asks for the dictionaries to be loaded.
    if text.is_ascii() {
        return text.into();
    }
    backend::convert(text, conversion)
}

/// Tells the script of every line and of the page, then converts the lines that call for it.
pub fn pass(document: &mut Document, conversion: Conversion) {
    let Told { language, tallies } = script::tell(document);
    let script = document.script;
    let texts = document.texts_mut().zip(tallies);
    let lines: Vec<(&mut Line, Tally)> = match (conversion.reads(), language) {
        (Reads::Nothing, _) => return,
        (Reads::Japanese, _) => {
            texts.for_each(|(line, _)| rewrite(line, convert(&line.text, conversion).into(), conversion));
            return;
        }
        (_, Language::Japanese) => return,
        (Reads::Chinese, _) => texts.collect(),
        (Reads::Script(source), Language::Other { leaning }) => {
            let page = Page { script, leaning };
            texts.filter(|(line, tally)| calls_for(line.script, *tally, page, source)).collect()
        }
    };
    convert_lines(lines, conversion);
}

/// Converts lines, those without Japanese in one piece: a call of the backend for each of them costs a seventh
/// of its speed.
fn convert_lines(lines: Vec<(&mut Line, Tally)>, conversion: Conversion) {
    let (chinese, mixed): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|(line, tally)| tally.japanese == 0 && !line.text.contains('\n'));
    let joined = chinese.iter().map(|(line, _)| &*line.text).collect::<Vec<_>>().join("\n");
    let converted = convert(&joined, conversion);
    for ((line, _), converted) in chinese.into_iter().zip(converted.split('\n')) {
        if converted != line.text {
            rewrite(line, converted.to_owned(), conversion);
        }
    }
    for (line, _) in mixed {
        let pieces = japanese::runs(&line.text);
        let convert_piece = |(japanese, run): (bool, &str)| match japanese {
            true => run.to_owned(),
            false => convert(run, conversion).into_owned(),
        };
        let converted = pieces.into_iter().map(convert_piece).collect::<Vec<_>>().concat();
        rewrite(line, converted, conversion);
    }
}

/// What the article was written in before conversion: the lines of its body, or of the whole page where there is
/// none. Only now are injected lines known for what they are.
pub fn script_of_article(document: &Document) -> Script {
    let mut tally = Tally::default();
    for line in document.lines.iter().filter(|line| line.role == Role::Body && !line.is_dropped()) {
        let converted = line.edits.iter().find(|edit| edit.plan.starts_with("convert/"));
        tally += Tally::of(converted.map_or(&line.text, |edit| &edit.was));
    }
    match tally.script() {
        Script::None => document.script,
        script => script,
    }
}

/// What a page is written in.
#[derive(Clone, Copy)]
struct Page {
    script: Script,
    /// Of a mixed page, the script that has more of it.
    leaning: Script,
}

/// Whether a line is to be converted from `source`. On a page in that script everything is but lines wholly in
/// the other one, which conversion could only harm. On a mixed page that leans to
/// `source` the lines are that lean to it. On another page only lines that are plainly in it: a single foreign form there is as a rule a name or a character that is
/// talked about.
fn calls_for(line: Script, tally: Tally, page: Page, source: Script) -> bool {
    if line == Script::None {
        return page.script == source || page.script == Script::Mixed;
    }
    let (from, to) = match source {
        Script::Traditional => (tally.traditional, tally.simplified),
        _ => (tally.simplified, tally.traditional),
    };
    match page.script {
        script if script == source => from > 0,
        Script::Mixed if page.leaning == source => from > to,
        Script::None => line == source,
        _ => from > to && from >= FOREIGN,
    }
}

/// 雨濛濛 stands in simplified headlines: two forms of the other script are not yet a line in it.
const FOREIGN: u32 = 3;

fn rewrite(line: &mut Line, converted: String, conversion: Conversion) {
    if converted != line.text {
        let was = line.text.clone();
        let edit = Edit { plan: conversion.plan().into(), start: 0, was, now: converted.clone() };
        line.rewrite(converted, [edit]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Birth;

    fn converted(lines: &[&str]) -> Vec<String> {
        let lines = lines.iter().map(|l| Line::new(*l, Birth::default())).collect();
        let mut document = Document { lines, ..Document::default() };
        pass(&mut document, Conversion::T2s);
        document.lines.into_iter().map(|l| l.text).collect()
    }

    #[test]
    fn the_particle_becomes_着_and_the_word_stays_著() {
        for (traditional, simplified) in [
            ("他看著窗外，笑著說起那本名著", "他看着窗外，笑着说起那本名著"),
            ("著作權與顯著的區別", "著作权与显著的区别"),
            ("著名學者著手研究，有著落了", "著名学者着手研究，有着落了"),
            ("土著與原著，執著與沿著", "土著与原著，执着与沿着"),
            ("穿著白衣，看著書，著書立說，湊合著過", "穿着白衣，看着书，著书立说，凑合着过"),
            ("揹著牠說甚麼", "背着它说什么"),
        ] {
            assert_eq!(convert(traditional, Conversion::T2s), simplified);
        }
        assert_eq!(convert("名著", Conversion::T2s), "名著");
    }

    #[test]
    fn a_machine_made_traditional_page_comes_out_simplified() {
        let page = ["這里的游客后來都坐船離開，鎮上只剩下几家店。", "看著空蕩蕩的街，老板發愁。", "面里"];
        assert_eq!(
            converted(&page),
            ["这里的游客后来都坐船离开，镇上只剩下几家店。", "看着空荡荡的街，老板发愁。", "面里"]
        );
    }

    #[test]
    fn simplified_prose_is_left_alone_and_a_quoted_traditional_line_is_not() {
        let name = "情深深雨濛濛";
        let prose = "镇上的人说，「愛」字的繁体比简体多一个心。";
        let quoted = "古道邊的舊書攤還開著門。";
        let page = [
            name,
            prose,
            "镇上的图书馆里书很多，来读书的人却很少，管理员说现在的孩子们都爱看手机。",
            "他在瞭望台上翻看乾隆年间的县志，书里讲到狼藉的战场。",
            quoted,
        ];
        assert_eq!(converted(&page), [page[0], page[1], page[2], page[3], "古道边的旧书摊还开着门。"]);
    }

    #[test]
    fn japanese_is_never_converted() {
        let japanese = "東京の図書館では、雑誌を読むことができます。";
        assert_eq!(converted(&[japanese, "経済"]), [japanese, "経済"]);
        let officialese = "両国の友好条約締結45周年記念集会が10日、東京で開催された。";
        assert_eq!(converted(&[officialese]), [officialese]);
        let chinese = "這本書講的是圖書館的歷史，作者在東京住過十年，寫過許多關於閱讀的書。";
        let simplified = "这本书讲的是图书馆的历史，作者在东京住过十年，写过许多关于阅读的书。";
        assert_eq!(converted(&[chinese, japanese]), [simplified, japanese]);
        let mixed = "門口寫著：「東京の図書館へようこそ」，來的人卻沒有幾個讀得懂，他們笑著搖頭。";
        assert_eq!(
            converted(&[chinese, chinese, mixed])[2],
            "门口写着：「東京の図書館へようこそ」，来的人却没有几个读得懂，他们笑着摇头。"
        );
    }

    #[test]
    fn the_conversion_of_japanese_reads_japanese() {
        let line = Line::new("駅弁当を買って国境の駅で食べました。", Birth::default());
        let mut document = Document { lines: vec![line], ..Document::default() };
        pass(&mut document, Conversion::Jp2t);
        assert_eq!(document.lines[0].text, "驛辨當を買って國境の驛で食べました。");
    }

    #[test]
    fn a_conversion_to_traditional_reads_simplified_pages() {
        let mut line = Line::new("理发以后吃面条", Birth::default());
        let tally = Tally::of(&line.text);
        convert_lines(vec![(&mut line, tally)], Conversion::S2t);
        assert_eq!(line.text, "理髮以後喫麪條");
        assert_eq!(line.edits[0].plan, "convert/s2t");
        assert_eq!(line.edits[0].was, "理发以后吃面条");
    }
}
