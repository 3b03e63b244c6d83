//! Private numbers in running text: of a mobile telephone, or of a messenger with the messenger's name before it, also
//! where digits are written as 一三八, ①③⑧ or `1 3 8`.

use std::ops::Range;

use super::fold::{Single, single};

/// What a messenger is called; the longer before the shorter that it begins with.
const MESSENGERS: [&str; 43] = [
    "qq群",
    "qq",
    "扣扣",
    "抠抠",
    "叩叩",
    "企鹅号",
    "企鹅",
    "秋秋",
    "q群",
    "微信号",
    "微信",
    "威信",
    "薇信",
    "徽信",
    "维信",
    "v信",
    "w信",
    "微x",
    "weixin",
    "wechat",
    "vx",
    "wx",
    "薇芯",
    "徵信",
    "加v",
    "加薇",
    "加微",
    "加徽",
    "加卫",
    "+v",
    "+薇",
    "+q",
    "加q",
    "telegram",
    "纸飞机",
    "飞机",
    "tg",
    "电报",
    "whatsapp",
    "蝙蝠",
    "skype",
    "钉钉",
    "加+",
];

/// Names of one character, which need a colon behind them.
const LETTERS: [char; 5] = ['v', 'q', '薇', '微', '徽'];

/// Whether a name of a messenger begins with the character.
fn may_begin_name(c: char) -> bool {
    matches!(
        c,
        'q' | 'v'
            | 'w'
            | 't'
            | 's'
            | '+'
            | '加'
            | '微'
            | '薇'
            | '徽'
            | '徵'
            | '威'
            | '维'
            | '扣'
            | '抠'
            | '叩'
            | '企'
            | '秋'
            | '纸'
            | '飞'
            | '电'
            | '蝙'
            | '钉'
    )
}

/// Characters between a messenger's name and the number.
const BETWEEN: usize = 6;

/// The shortest number or name of an account.
const SHORT: usize = 5;

/// The contacts of a line, in order: from the messenger's name or the first digit to the end of the number.
pub(super) fn contacts(text: &str) -> Vec<Range<usize>> {
    let view = View::of(text);
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < view.chars.len() {
        match view.mobile(at).or_else(|| view.account(at)) {
            Some(end) => {
                found.push(view.spans[at].start..view.spans[end - 1].end);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// A text character by character, as it is folded, with dust left out.
struct View {
    chars: Vec<char>,
    spans: Vec<Range<usize>>,
    /// Whether dust was left out before the character, other than marks that names of accounts hold.
    dusted: Vec<bool>,
}

impl View {
    fn of(text: &str) -> View {
        // Most of a text is hanzi.
        let most = text.len() / 3;
        let mut view = View {
            chars: Vec::with_capacity(most),
            spans: Vec::with_capacity(most),
            dusted: Vec::with_capacity(most),
        };
        let mut dusted = false;
        for (at, c) in text.char_indices() {
            match single(c) {
                Single::Char(to) => {
                    view.chars.push(to);
                    view.spans.push(at..at + c.len_utf8());
                    view.dusted.push(std::mem::take(&mut dusted));
                }
                Single::Dust | Single::Unseen => dusted |= !matches!(c, '_' | '-' | '.'),
            }
        }
        view
    }

    fn digit(&self, at: usize) -> Option<u32> {
        Some(match *self.chars.get(at)? {
            digit @ '0'..='9' => u32::from(digit) - u32::from('0'),
            '〇' | '零' | '○' => 0,
            '一' | '壹' | '幺' => 1,
            '二' | '贰' => 2,
            '三' | '叁' => 3,
            '四' | '肆' => 4,
            '五' | '伍' => 5,
            '六' | '陆' => 6,
            '七' | '柒' => 7,
            '八' | '捌' => 8,
            '九' | '玖' => 9,
            _ => return None,
        })
    }

    /// The end of a number of eleven digits that begins here as those of mobile telephones do.
    fn mobile(&self, at: usize) -> Option<usize> {
        const DIGITS: usize = 11;
        let before = at.checked_sub(1).is_some_and(|before| self.digit(before).is_some() && !self.dusted[at]);
        if before || self.digit(at)? != 1 || self.digit(at + 1)? < 3 {
            return None;
        }
        let all = (at..at + DIGITS).all(|at| self.digit(at).is_some());
        (all && self.digit(at + DIGITS).is_none()).then_some(at + DIGITS)
    }

    /// The end of the account whose messenger is named here.
    fn account(&self, at: usize) -> Option<usize> {
        if !may_begin_name(*self.chars.get(at)?) {
            return None;
        }
        let latin = |at: usize| self.chars.get(at).is_some_and(char::is_ascii_alphanumeric);
        let named = |name: &str| {
            let mut end = at;
            let here = name.chars().all(|c| {
                end += 1;
                self.chars.get(end - 1) == Some(&c)
            });
            (here && !(latin(at) && at > 0 && latin(at - 1) && !self.dusted[at])).then_some(end)
        };
        let name = MESSENGERS.into_iter().find_map(named).or_else(|| {
            let colon = self.chars.get(at + 1).is_some_and(|c| *c == ':');
            let inside = at > 0 && latin(at - 1);
            (colon && !inside && LETTERS.contains(self.chars.get(at)?)).then_some(at + 2)
        })?;
        // `QQ:`, `微信号是`, `QQ群 `, `微信/手机`, `(微信同号)` before the number itself.
        let number = (name..=name + BETWEEN).find(|at| latin(*at) || self.digit(*at).is_some())?;
        let own = |c: &char| {
            matches!(
                c,
                ':' | '号'
                    | '码'
                    | '是'
                    | '为'
                    | '@'
                    | '群'
                    | '联'
                    | '系'
                    | '请'
                    | '加'
                    | '('
                    | '/'
                    | '手'
                    | '机'
                    | '同'
                    | ')'
            )
        };
        if !self.chars[name..number].iter().all(own) {
            return None;
        }
        let digits = self.digit(number).is_some() && !latin(number);
        let fits = |at: usize| if digits { self.digit(at).is_some() } else { latin(at) };
        // A space parts words and not the digits of a number.
        let numeric = |at: usize| self.digit(at).is_some();
        let goes_on = |at: &usize| {
            fits(*at) && (*at == number || !self.dusted[*at] || numeric(*at) && numeric(*at - 1))
        };
        let end = (number..self.chars.len()).take_while(goes_on).last()? + 1;
        // Words of a language are no account.
        let telling = (number..end).any(numeric) || end - number > SHORT;
        (end - number >= SHORT && telling).then_some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<&str> {
        contacts(text).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn numbers_are_found_through_their_disguise() {
        for (text, number) in [
            ("加微信：dk8866xx领取", "微信：dk8866xx"),
            ("联系扣扣８８２３１１４５６。", "扣扣８８２３１１４５６"),
            ("电话：一三八〇〇一二三四五六", "一三八〇〇一二三四五六"),
            ("王经理13①③④⑤⑥⑦890，", "13①③④⑤⑥⑦890"),
            ("QQ:27 18 28 183", "QQ:27 18 28 183"),
            ("热线130-1234-5678（微信同号）", "130-1234-5678"),
            ("飞机@hkj8899，先试", "飞机@hkj8899"),
            ("全套+vx：tc5201314", "vx：tc5201314"),
            ("V:ka99218咨询", "V:ka99218"),
            ("微信：cha_8899。", "微信：cha_8899"),
        ] {
            assert_eq!(said(text), [number], "{text}");
        }
    }

    #[test]
    fn every_name_begins_as_one() {
        let first = |name: &str| name.chars().next();
        let names = MESSENGERS.into_iter().filter_map(first).chain(LETTERS);
        assert_eq!(names.filter(|c| !may_begin_name(*c)).collect::<String>(), "");
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "请勿加微信好友",
            "微信支付是一种习惯",
            "QQ has 5 letters",
            "坐飞机20小时",
            "合同编号20130415130012345678",
            "咨询电话：0571-86543210",
            "一三五限行，二四六通行",
        ] {
            assert!(contacts(text).is_empty(), "{text}: {:?}", said(text));
        }
    }
}
