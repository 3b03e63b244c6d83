//! Where a reader of simplified Chinese is served better than by OpenCC's tables alone.

use std::collections::HashMap;

use super::table::{Entry, dictionary};

/// Variants that OpenCC leaves in simplified text and mainland print does not know, each before its standard form
/// (通用规范汉字表, 异体字).
const FORMS: &str = "牠它揹背暱昵燄焰瑯琅籐藤荳豆菓果鎗枪隄堤濬浚拏拿觔斤耡锄唚吣斲斫";

/// 甚麼 is spelled 什么 in simplified text; OpenCC, character by character, makes 甚么.
pub(super) fn spelling() -> Vec<Entry> {
    vec![("甚麼".into(), "什麼".into())]
}

/// Words with the 著 of writing and standing out, beside those that OpenCC lists for Taiwan.
const WRITTEN: [&str; 13] = [
    "原著",
    "論著",
    "譯著",
    "遺著",
    "專著",
    "編著",
    "撰著",
    "土著",
    "卓著",
    "較著",
    "積微成著",
    "見微知著",
    "彰明較著",
];

/// What one does with a book or wears in white: 看著書 and 穿著白衣 hold the particle, where OpenCC's lists see the words
/// 著書 and 著白.
const DONE: &str = "看拿帶抱讀捧翻背揹夾念教賣抄寫印擺放堆藏守對穿披戴留頂泛透露閃冒塗刷圍繫";

/// For every conversion that ends in simplified text.
pub(super) fn simplified() -> Vec<Entry> {
    let forms: Vec<char> = FORMS.chars().collect();
    forms.chunks_exact(2).map(|pair| (pair[0].to_string().into(), pair[1].to_string().into())).collect()
}

/// For t2s, which leaves Taiwan's 著 wherever it stands: the particle (看著) becomes 着, the word (顯著) stays. That
/// decision is tw2s's; the rest of tw2s changes one line in a hundred that t2s has right. There and back, from
/// simplified prose to Taiwan's forms and by t2s, 95 of 97 particles and words come out as they stood.
pub(super) fn t2s() -> Vec<Entry> {
    let characters: HashMap<char, char> = dictionary("TSCharacters")
        .filter_map(|(from, to)| Some((from.chars().next()?, to.chars().next()?)))
        .collect();
    let simplified = |c: char| characters.get(&c).copied().unwrap_or(c);
    let taiwan = dictionary("TWVariantsRevPhrases").filter(|(word, _)| word.contains('著'));
    let listed = taiwan.map(|(word, to)| {
        let forms = word.chars().zip(to.chars());
        let becomes = forms.map(|(form, to)| if form == '著' { to } else { simplified(form) }).collect();
        (word, becomes)
    });
    let ours = WRITTEN.map(|word| (word.into(), word.chars().map(simplified).collect()));
    let done = DONE.chars().flat_map(|verb| {
        ['書', '白'].map(|object| {
            let becomes: String = [simplified(verb), '着', simplified(object)].iter().collect();
            (format!("{verb}著{object}").into(), becomes.into())
        })
    });
    let alone =
        [("著".into(), "着".into()), ("湊合著".into(), "凑合着".into()), ("甚麼".into(), "什么".into())];
    done.chain(listed).chain(ours).chain(alone).collect()
}
