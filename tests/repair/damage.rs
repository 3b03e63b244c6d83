//! Damages a text the way a mirroring kit does: machine-made traditional, readings put in after listed
//! characters and commas before marks, in aligned form or blindly over the GBK bytes, then GBK to UTF-8.
//! Deterministic: what is hit depends on the arguments alone.

use encoding_rs::{GB18030, GBK};

/// A character of the kit's list with the reading that is put behind it.
pub type Listed = (char, &'static str);

/// What becomes of pairs in the user-defined areas of GBK.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Private {
    /// A private-use character, as the raw page has it.
    Kept,
    /// Nothing, as later steps leave it.
    Dropped,
}

/// Simplified to traditional, character by character, and only where the traditional form lies in GBK and is
/// the only one: 后 里 面 几 stay.
pub fn traditional(text: &str) -> String {
    text.chars()
        .map(|c| FORMS.chars().zip(FORMS.chars().skip(1)).step_by(2).find(|p| p.0 == c).map_or(c, |p| p.1))
        .collect()
}

/// Readings behind every listed character, nothing torn.
pub fn annotate(text: &str, list: &[Listed]) -> String {
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        if let Some((_, reading)) = list.iter().find(|(listed, _)| *listed == c) {
            out += &format!("({reading})");
        }
    }
    out
}

/// A comma before two marks of every three, nothing torn; `phase` (0 to 2) says which is spared.
pub fn double_commas(text: &str, phase: usize) -> String {
    let mut marks = 0;
    let mut out = String::new();
    for c in text.chars() {
        if MARKS.contains(c) {
            marks += 1;
            if marks % 3 != phase {
                out.push(',');
            }
        }
        out.push(c);
    }
    out
}

/// Both insertions over the GBK bytes, blind to where characters begin, then GBK to UTF-8.
pub fn byte_step(text: &str, list: &[Listed], phase: usize, private: Private) -> String {
    let mut bytes = gbk(text);
    for (listed, reading) in list {
        let pair = gbk(&listed.to_string());
        let with_reading = [&pair[..], &gbk(&format!("({reading})"))].concat();
        bytes = replace(&bytes, &pair, || with_reading.clone());
    }
    gbk_to_utf8(&double_commas_in_bytes(&bytes, phase), private)
}

/// Full-width punctuation to ASCII, as NFKC does; 。 and 、 have no ASCII form.
pub fn fold_widths(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '，' => ',',
            '：' => ':',
            '（' => '(',
            '）' => ')',
            '？' => '?',
            '！' => '!',
            '；' => ';',
            _ => c,
        })
        .collect()
}

/// A simplified keyword string on top of the page, put in after everything else and not damaged.
pub fn inject_keywords(text: &str) -> String {
    format!("免费视频_在线观看_国产高清,无码专区,手机在线播放,最新网址发布页\n\n{text}")
}

/// The text in GBK.
///
/// # Panics
/// If a character has no GBK form: then the test's text is at fault.
pub fn gbk(text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = GBK.encode(text);
    assert!(!unmappable, "not in GBK: {text}");
    bytes.into_owned()
}

/// Reads GBK as the kit does: a lead byte before a byte that cannot follow it gives `?` and swallows that byte.
pub fn gbk_to_utf8(bytes: &[u8], private: Private) -> String {
    let mut out = String::new();
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (ascii @ 0..=0x7F, _) => {
                out.push(char::from(ascii));
                at += 1;
            }
            (0x81..=0xFE, Some(0x40..=0x7E | 0x80..=0xFE)) => {
                let (pair, _) = GB18030.decode_without_bom_handling(&bytes[at..at + 2]);
                let is_private = pair.starts_with(|c| ('\u{e000}'..='\u{f8ff}').contains(&c));
                if !is_private || private == Private::Kept {
                    out += &pair;
                }
                at += 2;
            }
            _ => {
                out.push('?');
                at += 2;
            }
        }
    }
    out
}

/// One replacement after another, so that a later mark is also found across what an earlier one left.
fn double_commas_in_bytes(bytes: &[u8], phase: usize) -> Vec<u8> {
    MARKS.chars().fold(bytes.to_vec(), |bytes, mark| {
        let pair = gbk(&mark.to_string());
        let doubled = [b",", &pair[..]].concat();
        let mut hits = 0;
        replace(&bytes, &pair, || {
            hits += 1;
            if hits % 3 == phase { pair.clone() } else { doubled.clone() }
        })
    })
}

fn replace(bytes: &[u8], from: &[u8], mut to: impl FnMut() -> Vec<u8>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at..].starts_with(from) {
            out.extend(to());
            at += from.len();
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    out
}

const MARKS: &str = "。，、？；！";

/// Simplified and traditional by turns.
const FORMS: &str = "码碼头頭来來个個卖賣鱼魚说說这這条條从從宽寬两兩树樹现現变變浅淺进進还還过過桥橋镇鎮\
                     买買问問价價么麼样樣没沒们們学學读讀书書边邊开開车車东東运運会會计計笔筆账賬钱錢\
                     费費却卻轻輕电電灯燈门門谁誰旧舊热熱闹鬧晒曬谷穀";

/// The kit's list, as far as the tests' texts need it.
pub const LIST: [Listed; 40] = [
    ('來', "lái"),
    ('個', "gè"),
    ('賣', "mài"),
    ('說', "shuō"),
    ('這', "zhè"),
    ('條', "tiáo"),
    ('從', "cóng"),
    ('兩', "liǎng"),
    ('樹', "shù"),
    ('現', "xiàn"),
    ('變', "biàn"),
    ('進', "jìn"),
    ('還', "hái"),
    ('過', "guò"),
    ('橋', "qiáo"),
    ('買', "mǎi"),
    ('問', "wèn"),
    ('價', "jià"),
    ('樣', "yàng"),
    ('沒', "méi"),
    ('學', "xué"),
    ('讀', "dú"),
    ('書', "shū"),
    ('邊', "biān"),
    ('開', "kāi"),
    ('車', "chē"),
    ('東', "dōng"),
    ('運', "yùn"),
    ('會', "huì"),
    ('計', "jì"),
    ('筆', "bǐ"),
    ('錢', "qián"),
    ('費', "fèi"),
    ('卻', "què"),
    ('輕', "qīng"),
    ('電', "diàn"),
    ('燈', "dēng"),
    ('門', "mén"),
    ('誰', "shuí"),
    ('舊', "jiù"),
];

/// Simplified sentences to damage.
pub const SENTENCES: [&str; 10] = [
    "清晨的码头上来了一个卖鱼的老人，他说这条河从前很宽，两岸都是树。",
    "现在河水变浅了，大船进不来，只有小船还能过桥。",
    "镇上的人买菜、买米、买布，都要走到桥头的集市去。",
    "老人问旁边的伙计，今年的鱼价怎么样？没有人回答他。",
    "孩子们在学校里读书，放学以后就在河边玩水；天黑了才回家！",
    "后来镇里修了新路，汽车可以开到村口，东西运出去方便多了。",
    "村里的会计算了一笔账，卖菜的钱比从前多三成，运费却少了一半。",
    "大家都说，这样的日子过几年，年轻人也许会回来。",
    "晚上电灯亮了，街上还有几家店开着门，卖面条、卖豆腐、卖水果。",
    "谁也没想到，那条旧船竟然还能下水！",
];
