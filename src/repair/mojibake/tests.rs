//! What the plan promises, on sentences written for it: encoded one way, read another, repaired.

use std::collections::BTreeSet;

use encoding_rs::{BIG5, Encoding, GB18030, SHIFT_JIS, WINDOWS_1252};

use crate::repair::plan::Page;
use crate::repair::repair;

const SIMPLIFIED: [&str; 8] = [
    "渡口的船夫收了工，把缆绳系在老柳树上。",
    "本周六起，图书馆的开放时间延长到晚上九点。",
    "她把面团揉好，盖上湿布，等它慢慢发起来。",
    "“你看见我的雨伞了吗？”他在门口问。",
    "这批零件要在三天之内送到码头。",
    "山路很窄，两辆车只能慢慢错开。",
    "专家建议：先看说明书，再接电源。",
    "第2页：2019年的收成比往年好 (约15%)。",
];

const TRADITIONAL: [&str; 6] = [
    "渡口的船夫收了工，把纜繩繫在老柳樹上。",
    "本週六起，圖書館的開放時間延長到晚上九點。",
    "她把麵團揉好，蓋上濕布，等它慢慢發起來。",
    "「你看見我的雨傘了嗎？」他在門口問。",
    "這批零件要在三天之內送到碼頭。",
    "山路很窄，兩輛車只能慢慢錯開。",
];

/// Bytes read as a browser reads windows-1252 and Latin-1: every byte is a character.
fn western(bytes: &[u8]) -> String {
    WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|&b| char::from(b)).collect()
}

fn latin9(bytes: &[u8]) -> String {
    let other = |b: u8| match b {
        0xa4 => '€',
        0xa6 => 'Š',
        0xa8 => 'š',
        0xb4 => 'Ž',
        0xb8 => 'ž',
        0xbc => 'Œ',
        0xbd => 'œ',
        0xbe => 'Ÿ',
        b => char::from(b),
    };
    bytes.iter().map(|&b| other(b)).collect()
}

fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, unmappable) = encoding.encode(text);
    assert!(!unmappable, "{text}");
    bytes.into_owned()
}

fn read(bytes: &[u8], encoding: &'static Encoding) -> String {
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

#[test]
fn text_read_as_western_comes_back_whole() {
    for reader in [western, latin1, latin9] {
        for text in SIMPLIFIED.iter().chain(&TRADITIONAL) {
            assert_eq!(repair(&reader(text.as_bytes())).text, *text);
        }
        for text in SIMPLIFIED {
            assert_eq!(repair(&reader(&encoded(text, GB18030))).text, text);
        }
        for text in TRADITIONAL {
            assert_eq!(repair(&reader(&encoded(text, BIG5))).text, text);
        }
    }
}

#[test]
fn text_misread_twice_comes_back_whole() {
    for text in SIMPLIFIED {
        let twice = western(western(text.as_bytes()).as_bytes());
        assert_eq!(repair(&twice).text, text);
        let mixed = latin1(latin9(&encoded(text, GB18030)).as_bytes());
        assert_eq!(repair(&mixed).text, text);
        let thrice = western(twice.as_bytes());
        assert_eq!(repair(&thrice).text, text);
    }
    for text in TRADITIONAL {
        let mixed = western(latin1(&encoded(text, BIG5)).as_bytes());
        assert_eq!(repair(&mixed).text, text);
    }
}

#[test]
fn hanzi_read_as_other_hanzi_come_back() {
    // Of an even number of bytes, so that nothing is lost.
    for text in ["渡口的船夫收工了", "图书馆延长开放了"] {
        let once = read(text.as_bytes(), GB18030);
        assert!(!once.contains('\u{fffd}'), "{once}");
        let repaired = repair(&once);
        assert_eq!(repaired.text, text);
        assert!(repaired.edits.iter().all(|edit| edit.plan == "repair/utf-8-read-as-gbk"));
    }
    for text in ["是不是都說這樣", "這裡都是樹"] {
        let once = read(&encoded(text, BIG5), GB18030);
        assert_eq!(repair(&once).text, text);
    }
}

#[test]
fn what_a_page_shows_elsewhere_repairs_its_short_lines() {
    let page = ["新闻", SIMPLIFIED[0], SIMPLIFIED[4]].map(|text| western(&encoded(text, GB18030))).join("\n");
    assert_eq!(repair(&page).text, ["新闻", SIMPLIFIED[0], SIMPLIFIED[4]].join("\n"));
}

#[test]
fn one_paragraph_or_part_of_a_line_is_repaired_and_the_rest_stays() {
    let damaged = western(SIMPLIFIED[1].as_bytes());
    let page = format!("{}\n{damaged}\n{}", SIMPLIFIED[0], SIMPLIFIED[2]);
    assert_eq!(repair(&page).text, [SIMPLIFIED[0], SIMPLIFIED[1], SIMPLIFIED[2]].join("\n"));
    let line = format!("昨天下午，{}大家都听见了。", western("渡口的船夫收了工，".as_bytes()));
    assert_eq!(repair(&line).text, "昨天下午，渡口的船夫收了工，大家都听见了。");
}

#[test]
fn what_is_lost_is_found_among_what_the_reader_cannot_read() {
    // Browsers read AD A2 as one mark of loss; half a character at the end of a line.
    let text = "车站前面的小店都关门了，只有卖面的还亮着灯。";
    let once = read(text.as_bytes(), GB18030);
    assert!(once.contains('\u{fffd}'));
    let same = repair(&once).text.chars().zip(text.chars()).filter(|(a, b)| a == b).count();
    assert!(same + 1 >= text.chars().count(), "{}", repair(&once).text);
}

#[test]
fn honest_text_of_all_kinds_stays() {
    for honest in [
        "Été à la crème brûlée, déjà vu, Noël; garçon, où êtes-vous?",
        "Þórður sagði að þetta væri rétt: ávöxtur, þjóðhátíð, örnefni.",
        "Tiếng Việt có nhiều dấu: được, người, những, trường.",
        "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ",
        "今日は朝から雨が降っているので、出かけるのをやめて家で本を読みました。",
        "ﾊﾝｶｸｶﾅで書かれた文。",
        "鑫森淼焱垚 骉犇羴猋麤 龘靐齉齾爩",
        "堃喆昉昶晟昱暘曦朕栩桢梓楠榆槿樾",
        "锟斤拷锟斤拷锟斤拷 烫烫烫烫 屯屯屯",
        "他发来“鐨勬槸”两个字，谁也看不懂。",
        "鏄鐨 这样的字是怎么来的？用错误的编码打开文件就有。",
        "隆隆的炮声里，¡¡ 是西班牙人的感叹号。",
        "温度 25°C ± 2°C，面积 3×4 m²，售价 £5、€6、¥7 ©2011 «ok»",
        "α粒子、β射线与γ射线；Ω、μm；Москва 的冬天",
    ] {
        let repaired = repair(honest);
        assert_eq!(repaired.text, honest);
    }
}

#[test]
fn what_never_was_chinese_stays_lost() {
    for text in ["\u{fffd}\u{fffd}\u{fffd}ȵ\u{fffd}\u{fffd}\u{fffd}ֹͣ", "锟斤拷"] {
        assert_eq!(repair(text).text, text);
    }
}

#[test]
fn a_japanese_reader_is_undone_where_it_lost_little() {
    let text = "这批零件要在三天之内送到码头，不要耽误。";
    let once = read(text.as_bytes(), SHIFT_JIS);
    let repaired = repair(&once).text;
    let same = repaired.chars().filter(|c| text.contains(*c)).count();
    assert!(same * 10 >= text.chars().count() * 9, "{repaired}");
}

#[test]
fn long_lines_are_searched_in_pieces_without_a_seam() {
    let text: String = SIMPLIFIED.iter().take(6).copied().collect::<String>().repeat(120);
    assert_eq!(repair(&western(text.as_bytes())).text, text);
    assert_eq!(repair(&western(&encoded(&text, GB18030))).text, text);
}

#[test]
fn hostile_text_costs_no_more_than_its_length() {
    for piece in ["锛", "Ã", "Ã©", "鐨?", "\u{fffd}鐨", "縺\u{fffd}", "Ã鐨?ｱ\u{fffd}", "\u{e000}涓"]
    {
        let (once, twice) = (piece.repeat(2_000), piece.repeat(4_000));
        let time = |text: &str| {
            let start = std::time::Instant::now();
            repair(text);
            start.elapsed().as_secs_f32()
        };
        let (once, twice) = (time(&once), time(&twice));
        assert!(twice < once * 3.0 + 0.5, "{piece}: {once} {twice}");
    }
}

#[test]
fn one_hand_leads_into_another_in_the_middle_of_a_line() {
    for text in SIMPLIFIED {
        let chars: Vec<char> = text.chars().collect();
        let (one, two) = chars.split_at(chars.len() / 2);
        let (one, two) = (one.iter().collect::<String>(), two.iter().collect::<String>());
        for first_is_utf8 in [true, false] {
            let mut bytes =
                if first_is_utf8 { one.clone().into_bytes() } else { GB18030.encode(&one).0.into_owned() };
            bytes.extend(if first_is_utf8 {
                GB18030.encode(&two).0.into_owned()
            } else {
                two.clone().into_bytes()
            });
            let damaged = latin1(&bytes);
            let repaired = repair(&damaged);
            assert_eq!(repaired.text, text, "{damaged}");
        }
    }
}

#[test]
fn western_letters_that_were_read_as_gbk_are_undone() {
    let text = "把缆绳系在老柳树上";
    let letters = latin1(text.as_bytes());
    let (damaged, _) = GB18030.decode_without_bom_handling(letters.as_bytes());
    assert!(!damaged.contains('\u{fffd}'));
    assert_eq!(repair(&damaged).text, text);
}

#[test]
fn a_guess_is_marked_where_another_is_near() {
    // 李 and 紅 share their second byte; the first one is lost.
    let text = "李老伯在渡口等了一個早上，船夫始終沒有來。";
    let (bytes, ..) = BIG5.encode(text);
    let mut damaged = String::new();
    let (mut rest, mut lost) = (&bytes[..], 0);
    // As Python replaces: one byte at a time.
    while let [first, ..] = rest {
        let pair =
            rest.get(..2).and_then(|pair| GB18030.decode_without_bom_handling_and_without_replacement(pair));
        let is_private = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c);
        match pair.filter(|p| *first >= 0x80 && p.chars().count() == 1 && !p.chars().any(is_private)) {
            Some(pair) => {
                damaged += &pair;
                rest = &rest[2..];
            }
            None => {
                damaged.push(if *first < 0x80 { char::from(*first) } else { '\u{fffd}' });
                lost += usize::from(*first >= 0x80);
                rest = &rest[1..];
            }
        }
    }
    assert!(lost > 2, "{damaged}");
    let repaired = repair(&damaged);
    assert!(!repaired.text.contains('\u{fffd}'), "{}", repaired.text);
    assert!(repaired.text.ends_with("渡口等了一個早上，船夫始終沒有來。"), "{}", repaired.text);
    let length = damaged.chars().count();
    assert!(!repaired.unsure.is_empty());
    assert!(
        repaired.unsure.iter().all(|spot| spot.end <= length && spot.len() < length / 2),
        "{:?}",
        repaired.unsure
    );
}

#[test]
fn beyond_its_budget_a_page_is_read_in_cheaper_ways() {
    use super::budget::Budget;
    use super::page::propose_within;
    let damaged = read(SIMPLIFIED.concat().as_bytes(), encoding_rs::GBK).replace('\u{fffd}', "?");
    let lines = vec![&*damaged; 30];
    let page = Page { lines: &lines, signed: &[true; 30], flags: &BTreeSet::new() };
    let all = propose_within(&page, &Budget::new());
    assert_eq!(all.proposals.iter().filter(|p| p.is_adopted()).count(), 30);
    // By pairs only, and the later lines in the way that the first ones show.
    let budget = Budget::of(0, 1, u64::MAX);
    let cheap = propose_within(&page, &budget);
    assert!(!budget.tries() && !budget.reads_words());
    assert_eq!(cheap.proposals.len() + cheap.unsure.len(), 30);
    let spent = Budget::of(500, u64::MAX, 500);
    assert!(propose_within(&page, &spent).proposals.len() <= 30);
    assert!(!spent.guesses() && !spent.reads_words());
}
