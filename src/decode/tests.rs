//! What decoding promises, on sentences written for it.

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};
use proptest::prelude::*;

use super::*;

/// News, dialogue, names, advice, a notice, prose with Latin and digits.
const SIMPLIFIED: [&str; 24] = [
    "市气象台昨日发布暴雨蓝色预警，预计未来六小时内降雨量将达五十毫米。",
    "记者从县教育局获悉，新学期全县将新增三所乡村小学。",
    "“你怎么现在才来？”老周放下茶杯，笑着问道。",
    "“路上堵车，别提了。”小孙擦着汗说。",
    "王建国、李秀兰、欧阳文静等十二名志愿者参加了清扫活动。",
    "这款手机支持5G网络，售价为2999元，预计下月上市。",
    "秋天到了，院子里的柿子红了，孩子们搬来梯子。",
    "如何挑选新鲜的草鱼？先看眼睛，再看鳃。",
    "本店因装修暂停营业，给您带来不便，敬请谅解。",
    "他把信叠好，放进抽屉最里面，再也没有打开过。",
    "热点：多地楼市调控政策出现松动迹象",
    "球队在主场以三比一战胜对手，升至积分榜第二位",
    "专家提醒：冬季锻炼前应充分热身",
    "地铁二号线本周六起延长运营时间",
    "她摇摇头：不去了，家里还有事。",
    "图文：渔民出海归来，满载而归",
    "黄瓜洗净切片，加盐腌十分钟",
    "第三章 山雨欲来",
    "周末去哪儿玩？",
    "版权声明与联系方式",
    "诸葛瑾瑜，女，汉族，一九七二年生，湖南湘潭人。",
    "Windows系统的更新补丁已经发布，请用户尽快安装。",
    "据了解，该项目总投资约4.6亿元，建设工期18个月。",
    "春雨绵绵润物无声，一树梨花压着矮墙。",
];

const TRADITIONAL: [&str; 16] = [
    "氣象局昨天發布豪雨特報，提醒民眾注意坍方與落石。",
    "記者從縣政府獲悉，新學年將增設三所偏鄉小學。",
    "「你怎麼現在才來？」老周放下茶杯，笑著問道。",
    "「路上塞車，別提了。」小孫擦著汗說。",
    "這款手機支援5G網路，售價為12,900元，預計下個月上市。",
    "秋天到了，院子裡的柿子紅了，孩子們搬來梯子。",
    "如何挑選新鮮的草魚？先看眼睛，再看魚鰓。",
    "本店因裝修暫停營業，造成不便，敬請見諒。",
    "他把信疊好，放進抽屜最裡面，再也沒有打開過。",
    "球隊在主場以三比一擊敗對手，排名升至第二",
    "專家提醒：冬季運動前應充分熱身",
    "捷運二號線週六起延長營運時間",
    "她搖搖頭：不去了，家裡還有事。",
    "黃瓜洗淨切片，加鹽醃十分鐘",
    "週末去哪裡玩？",
    "第三章 山雨欲來",
];

const FOREIGN: [(&Encoding, &str); 8] = [
    (EUC_JP, "今日は朝から雨が降っているので、出かけるのをやめて家で本を読みました。"),
    (SHIFT_JIS, "今日は朝から雨が降っているので、出かけるのをやめて家で本を読みました。"),
    (EUC_KR, "오늘은 아침부터 비가 와서 밖에 나가지 않고 집에서 책을 읽었습니다."),
    (WINDOWS_1252, "Le café était fermé, et l'été déjà passé à la fenêtre."),
    (WINDOWS_1252, "Die Mädchen hören über die Straße schöne Grüße."),
    (WINDOWS_1252, "El niño llegó mañana, señor; ¿cuánto pidió?"),
    (WINDOWS_1252, "© 2011 “Quoted” – it’s all plain otherwise"),
    (WINDOWS_1251, "Сегодня утром шёл дождь, и мы остались дома читать книгу."),
];

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn hz(text: &str) -> Vec<u8> {
    let (bytes, _, _) = GB18030.encode(text);
    let mut out = Vec::new();
    let mut shifted = false;
    for &b in bytes.iter() {
        if shifted == b.is_ascii() {
            out.extend(if shifted { b"~}" } else { b"~{" });
            shifted = !shifted;
        }
        out.push(b & 0x7f);
    }
    if shifted {
        out.extend(b"~}");
    }
    out
}

#[test]
fn short_undeclared_chinese_is_read_in_every_encoding() {
    for text in SIMPLIFIED.iter().chain(&TRADITIONAL) {
        let mut encoded = vec![
            (GB18030.encode(text).0.into_owned(), "gb18030"),
            (text.as_bytes().to_vec(), "utf-8"),
            (utf16(text, u16::to_le_bytes), "utf-16le"),
            (utf16(text, u16::to_be_bytes), "utf-16be"),
        ];
        if TRADITIONAL.contains(text) {
            encoded.push((BIG5.encode(text).0.into_owned(), "big5"));
        } else {
            encoded.push((hz(text), "hz-gb-2312"));
        }
        for (bytes, charset) in encoded {
            let decoding = decode(&bytes, None);
            assert_eq!((&*decoding.text, decoding.charset), (*text, charset));
            assert!(!decoding.malformed && !decoding.mixed, "{text}");
        }
    }
}

#[test]
fn half_characters_at_the_ends_leave_nothing_behind() {
    for (encoding, texts) in [(GB18030, &SIMPLIFIED[..]), (BIG5, &TRADITIONAL[..])] {
        for text in texts.iter().filter(|t| t.chars().count() >= 12) {
            let inner: Vec<char> = text.chars().filter(|c| !c.is_ascii()).collect();
            let whole: String = inner.iter().collect();
            let expected: String = inner[1..inner.len() - 1].iter().collect();
            let (bytes, _, _) = encoding.encode(&whole);
            let decoding = decode(&bytes[1..bytes.len() - 1], None);
            assert_eq!(decoding.text, expected);
            assert!(decoding.malformed);
            let utf8 = decode(&whole.as_bytes()[1..whole.len() - 1], None);
            assert_eq!((&*utf8.text, utf8.charset), (&*expected, "utf-8"));
        }
    }
}

#[test]
fn a_letter_before_the_first_hanzi_stays_where_the_page_is_whole() {
    for text in ["A股三大指数今日集体收涨，成交额突破万亿元", "p城的夏天来得很早"]
    {
        assert_eq!(decode(&GB18030.encode(text).0, None).text, text);
    }
    // Cut at the end only: 股 shows that the letter is one.
    let (bytes, _, _) = GB18030.encode("A股三大指数今日集体收涨，成交额突破万亿元");
    assert_eq!(decode(&bytes[..bytes.len() - 1], None).text, "A股三大指数今日集体收涨，成交额突破万亿");
}

#[test]
fn a_lost_byte_costs_one_character() {
    let text = SIMPLIFIED[0];
    let (bytes, _, _) = GB18030.encode(text);
    let mut bytes = bytes.into_owned();
    bytes.remove(20);
    let decoding = decode(&bytes, None);
    assert_eq!(decoding.charset, "gb18030");
    assert!(decoding.malformed);
    let lost = text.chars().zip(decoding.text.chars()).filter(|(was, is)| was != is).count();
    assert!(lost <= 1, "{}", decoding.text);
}

#[test]
fn a_lost_byte_is_found_where_one_word_fits() {
    let mut found = 0;
    for text in SIMPLIFIED.iter().filter(|t| t.chars().count() >= 18) {
        let (bytes, _, _) = GB18030.encode(text);
        let mut bytes = bytes.into_owned();
        let middle = bytes.len() / 2;
        let high = bytes[middle..].iter().position(|b| !b.is_ascii()).unwrap();
        bytes.remove(middle + high);
        let decoding = decode(&bytes, None);
        assert!(decoding.malformed, "{}", decoding.text);
        found += usize::from(decoding.text == **text);
    }
    assert!(found >= 6, "{found}");
}

#[test]
fn one_bad_byte_fails_no_page() {
    let page = format!("<html><meta charset=utf-8><p>{}</p>", SIMPLIFIED.join("</p><p>"));
    for (encoding, charset) in [(encoding_rs::UTF_8, "utf-8"), (GB18030, "gb18030")] {
        let (bytes, _, _) = encoding.encode(&page);
        let mut bytes = bytes.into_owned();
        let at = memchr::memmem::find(&bytes, b"<p>").unwrap();
        bytes.insert(at, 0xff);
        let decoding = decode(&bytes, None);
        assert_eq!(decoding.charset, charset);
        assert!(decoding.malformed && !decoding.mixed);
        assert_eq!(decoding.text, page.replacen("<p>", "\u{fffd}<p>", 1));
    }
}

#[test]
fn foreign_pages_are_not_read_as_chinese() {
    for (encoding, text) in FOREIGN {
        let (bytes, _, unmappable) = encoding.encode(text);
        assert!(!unmappable);
        assert_eq!(decode(&bytes, None).text, text);
    }
}

#[test]
fn a_declaration_decides_only_where_the_bytes_leave_a_choice() {
    let (gbk, _, _) = GB18030.encode("<meta charset=utf-8>天还没亮，卖菜的人已经把摊子支好了。");
    assert_eq!(decode(&gbk, Some("big5")).charset, "gb18030");
    assert_eq!(decode(&gbk, Some("klingon")).evidence, Evidence::Score);
    assert_eq!(decode(&gbk, Some("gb2312")).evidence, Evidence::Declared);
    // 隆隆 in GBK is C2 A1 C2 A1, which is also the UTF-8 of ¡¡.
    assert_eq!(decode(b"<meta charset=gbk>\xc2\xa1\xc2\xa1", None).text, "<meta charset=gbk>隆隆");
    assert_eq!(decode("¡¡ olé".as_bytes(), None).charset, "utf-8");
    assert_eq!(decode("<meta charset=gbk>Zoë à la crème".as_bytes(), None).charset, "utf-8");
}

#[test]
fn a_byte_order_mark_rules_and_goes() {
    let text = "早市";
    let gb = [b"\x84\x31\x95\x33", &*GB18030.encode(text).0].concat();
    let le = [b"\xff\xfe".to_vec(), utf16(text, u16::to_le_bytes)].concat();
    let be = [b"\xfe\xff".to_vec(), utf16(text, u16::to_be_bytes)].concat();
    let utf8 = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for (bytes, charset) in [(gb, "gb18030"), (le, "utf-16le"), (be, "utf-16be"), (utf8, "utf-8")] {
        let decoding = decode(&bytes, Some("windows-1252"));
        assert_eq!((&*decoding.text, decoding.charset, decoding.evidence), (text, charset, Evidence::Bom));
    }
}

#[test]
fn lines_of_another_encoding_are_read_in_theirs() {
    for legacy in [GB18030, BIG5] {
        let lines = &TRADITIONAL[..6];
        let mut bytes = Vec::new();
        for (n, line) in lines.iter().enumerate() {
            bytes.extend(if n % 2 == 0 {
                legacy.encode(line).0.into_owned()
            } else {
                line.as_bytes().to_vec()
            });
            bytes.push(b'\n');
        }
        let decoding = decode(&bytes, None);
        assert_eq!(decoding.text.trim_end(), lines.join("\n"));
        assert!(decoding.mixed && !decoding.malformed);
    }
}

#[test]
fn a_line_may_change_its_encoding_more_than_once() {
    let utf8 = encoding_rs::UTF_8;
    let turns: [(&[&Encoding], &str); 6] = [
        (&[utf8, GB18030], "gb18030"),
        (&[GB18030, utf8, GB18030], "gb18030"),
        (&[utf8, BIG5, utf8], "utf-8"),
        (&[BIG5, utf8, BIG5], "big5"),
        (&[utf8, GB18030, utf8, GB18030, utf8], "utf-8"),
        (&[utf8, GB18030, utf8, BIG5, utf8], "utf-8"),
    ];
    for (turns, charset) in turns {
        // The second sentence is the longest.
        let sentences = &TRADITIONAL[4..4 + turns.len()];
        let parts = sentences.iter().zip(turns).map(|(text, encoding)| encoding.encode(text).0);
        let bytes = parts.collect::<Vec<_>>().concat();
        let decoding = decode(&bytes, None);
        assert_eq!((&*decoding.text, decoding.charset), (&*sentences.concat(), charset));
        assert!(decoding.mixed && !decoding.malformed);
    }
}

#[test]
fn names_and_broken_bytes_are_no_other_encoding() {
    for text in ["㐂㑇㓥㕮㗊、龘靐齉爩龖", "ㄅㄆㄇㄈ 注音", "⺮⺶⻊ 〡〢〣〤 ▇▉"]
    {
        let page = format!("{}\n{text}\n{}", SIMPLIFIED[0], SIMPLIFIED[1]);
        let bytes = GB18030.encode(&page).0.into_owned();
        assert_eq!(decode(&bytes, None).text, page);
    }
    // A byte lost in each third hanzi of a page in UTF-8.
    let page = SIMPLIFIED.join("\n");
    let hanzi = |(n, c): (usize, char)| {
        let cut = usize::from(n % 3 == 0 && c.len_utf8() == 3);
        c.to_string().into_bytes()[cut..].to_vec()
    };
    let broken: Vec<u8> = page.chars().enumerate().flat_map(hanzi).collect();
    let decoding = decode(&broken, None);
    assert_eq!((decoding.charset, decoding.mixed), ("utf-8", false), "{}", decoding.text);
}

#[test]
fn plain_pages_are_not_copied() {
    for page in ["", "plain", "cp ~/a ~{b,c}", "早市", "Zoë"] {
        let decoding = decode(page.as_bytes(), None);
        assert!(matches!(decoding.text, Cow::Borrowed(_)), "{page}");
        assert_eq!((decoding.charset, decoding.evidence), ("utf-8", Evidence::Strict));
    }
}

proptest! {
    #[test]
    fn what_was_encoded_comes_back(
        picks in prop::collection::vec(0..SIMPLIFIED.len(), 1..5),
        markup in prop::sample::select(vec!["\n", "</p>\n<p>", " | ", ""]),
    ) {
        let simplified = picks.iter().map(|n| SIMPLIFIED[*n]).collect::<Vec<_>>().join(markup);
        let decoding = decode(simplified.as_bytes(), None);
        prop_assert_eq!(&*decoding.text, &simplified);
        let (bytes, _, _) = GB18030.encode(&simplified);
        let decoding = decode(&bytes, None);
        prop_assert_eq!((&*decoding.text, decoding.charset), (&*simplified, "gb18030"));
        let traditional = picks.iter().map(|n| TRADITIONAL[n % TRADITIONAL.len()]).collect::<Vec<_>>().join(markup);
        let (bytes, _, _) = BIG5.encode(&traditional);
        let decoding = decode(&bytes, None);
        prop_assert_eq!((&*decoding.text, decoding.charset), (&*traditional, "big5"));
    }

    #[test]
    fn any_bytes_are_some_text(bytes in prop::collection::vec(any::<u8>(), 0..300), label in any::<String>()) {
        let decoding = decode(&bytes, Some(&label));
        prop_assert_eq!(charset_label(decoding.charset), Some(decoding.charset));
        looks_binary(&bytes);
    }

    #[test]
    fn damaged_chinese_is_some_text(
        pick in 0..SIMPLIFIED.len(),
        at in 0..40usize,
        with in prop::collection::vec(prop::sample::select(b"\x81\xff~\n\x80a\xe4\x00".to_vec()), 0..4),
    ) {
        for bytes in [SIMPLIFIED[pick].as_bytes(), &GB18030.encode(SIMPLIFIED[pick]).0, &hz(SIMPLIFIED[pick])] {
            let at = at.min(bytes.len());
            decode(&[&bytes[..at], &with, &bytes[at..]].concat(), None);
            decode(&bytes[at..], None);
        }
    }
}
