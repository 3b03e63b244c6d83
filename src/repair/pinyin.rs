//! Bracketed readings that a mirroring kit put in after listed characters: `來(lái)源` was 來源.
//!
//! The kit annotates every occurrence of some fourteen to ninety common characters, each with one reading,
//! inside running text. A gloss stands beside a word, a headword or a quoted character; a textbook annotates
//! character after character. The page as a whole says which of these it is.

use super::habit::{Annotated, Listed, Place};
use super::plan::{Findings, Page, Proposal, Spot};
use super::reading::{Reading, is_toned};
use crate::document::is_hanzi;

/// A letter with a tone mark and, at most four letters on, a closing bracket. The letters' UTF-8 starts with C3
/// to C9, where no byte of a hanzi lies, so that text without them is passed 64 bytes at a time.
pub(super) fn gate(line: &str) -> bool {
    let bytes = line.as_bytes();
    bytes.chunks(64).enumerate().any(|(chunk, part)| {
        let is_lead = |b: &u8| (0xC3..=0xC9).contains(b);
        part.iter().fold(false, |hit, b| hit | is_lead(b))
            && part.iter().enumerate().any(|(at, b)| is_lead(b) && ends_reading(line, chunk * 64 + at))
    })
}

fn ends_reading(line: &str, at: usize) -> bool {
    let mut chars = line[at..].chars();
    chars.next().is_some_and(is_toned) && chars.take(4).any(|c| matches!(c, ')' | '）'))
}

/// Weighs injection against honest annotation on the whole page.
pub(super) fn propose(page: &Page) -> Findings {
    let mut findings = Findings::default();
    let (mut found, mut strays) = (Vec::new(), Vec::new());
    for (line, text) in page.lines.iter().enumerate() {
        scan(line, text, &mut found, &mut findings.unsure, &mut strays);
    }
    let listed = Listed::of(page.lines, &found);
    let (gain, runner_up) = listed.weigh();
    if gain > runner_up {
        findings.unsure.append(&mut strays);
    }
    findings.proposals = found
        .into_iter()
        .filter(|a| listed.takes(a, gain))
        .map(|a| Proposal::new(a.spot, "", gain, runner_up))
        .collect();
    findings
}

/// Finds annotated characters; readings whose opening bracket was swallowed; and readings that are not of the
/// character before them, which on a page of injected readings means that it was torn.
fn scan(line: usize, text: &str, found: &mut Vec<Annotated>, torn: &mut Vec<Spot>, strays: &mut Vec<Spot>) {
    let (mut before, mut hanzi) = (None, None);
    let mut skip_to = 0;
    // Where the last accepted reading ended.
    let mut reading_end = None;
    let mut chained = false;
    for (at, c) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        if c == '?'
            && let Some(len) = torn_reading(&text[at + 1..])
        {
            torn.push(Spot::new(line, at..shifted_end(text, at + 1 + len)));
        }
        if !matches!(c, '(' | '（') {
            chained = reading_end == Some(at);
            (before, hanzi) = (hanzi, Some((at, c)));
            continue;
        }
        let Some(reading) = Reading::at_start(&text[at..]) else {
            (before, hanzi) = (hanzi, Some((at, c)));
            continue;
        };
        let end = at + reading.len;
        match hanzi {
            Some((_, h)) if is_hanzi(h) && reading.rank_of(h).is_some() => {
                let after = text[end..].chars().next();
                let place = place(chained, before.map(|(_, b)| b), after);
                found.push(Annotated { hanzi: h, reading, place, spot: Spot::new(line, at..end) });
                reading_end = Some(end);
            }
            Some((start, _)) if reading.toned => strays.push(Spot::new(line, start..end)),
            _ => {}
        }
        skip_to = end;
        (before, hanzi) = (hanzi, None);
    }
}

fn place(chained: bool, before: Option<char>, after: Option<char>) -> Place {
    let runs_on = after.is_some_and(|c| is_hanzi(c) || c.is_ascii_alphanumeric());
    match before {
        _ if chained => Place::Chained,
        Some(b) if is_hanzi(b) || b.is_ascii_alphanumeric() => Place::Inside,
        Some(' ' | '\u{3000}' | '、' | '/' | '|') if runs_on => Place::Listed,
        Some('「' | '『' | '“' | '‘' | '《' | '"') if runs_on => Place::Quoted,
        // 《夏書》說(shuō)：
        Some('》' | '」' | '』' | '”' | '’' | '）' | ')' | '】') => Place::Inside,
        // 他想了想,說(shuō): is a clause of one character.
        Some('，' | '。' | '；' | '？' | '！' | ',' | ';' | '?' | '!') => Place::Initial,
        _ if runs_on => Place::Initial,
        _ => Place::Alone,
    }
}

/// `nèi)` behind a swallowed byte: the bytes up to behind the bracket.
pub(super) fn torn_reading(text: &str) -> Option<usize> {
    let mut toned = false;
    for (at, c) in text.char_indices().take(8) {
        match c {
            ')' | '）' => return toned.then_some(at + c.len_utf8()),
            'a'..='z' | 'ü' | 'ɑ' | 'ɡ' => {}
            _ if is_toned(c) => toned = true,
            _ => return None,
        }
    }
    None
}

/// Behind a swallowed byte all pairs are shifted until the next ASCII byte.
fn shifted_end(text: &str, start: usize) -> usize {
    text[start..].find(|c: char| c.is_ascii()).map_or(text.len(), |at| start + at)
}

#[cfg(test)]
mod tests {
    use crate::repair::repair;

    #[test]
    fn readings_inside_running_text_go() {
        for (damaged, text) in [
            ("橋頭來(lái)了一個(gè)賣(mài)糖的人。", "橋頭來了一個賣糖的人。"),
            ("橋頭來（lái）了一個（ɡè）賣(mài)糖的人。", "橋頭來了一個賣糖的人。"),
            ("聯(lián)系", "聯系"),
            (
                "船到了,他們(men)說(shuō)要來(lái)看看從前的樹(shù)和橋(qiáo)。",
                "船到了,他們說要來看看從前的樹和橋。",
            ),
        ] {
            assert_eq!(repair(damaged).text, text);
        }
    }

    #[test]
    fn a_page_that_was_simplified_again_loses_its_readings() {
        let damaged = "桥头来(lái)了一个(gè)卖(mài)糖的人，他说(shuō)从前这(zhè)里网(wǎng)眼很大，现(xiàn)在没有人来(lái)了。";
        assert_eq!(repair(damaged).text, "桥头来了一个卖糖的人，他说从前这里网眼很大，现在没有人来了。");
    }

    #[test]
    fn a_list_of_any_characters_is_one_by_what_it_annotates_again() {
        let damaged = "桥头的(de)早市上(shàng)午就散了，卖糖的(de)人在(zài)桥上(shàng)坐着，等船上(shàng)的(de)客人下来。\n\
            在(zài)这里坐过的(de)人都说，河上(shàng)的(de)风(fēng)比茶凉，风(fēng)里有糖的(de)味道。\n\
            天黑以后，桥上(shàng)的(de)灯亮了，老人在(zài)灯下数他的(de)糖，一(yī)颗一(yī)颗，放在(zài)竹篮里。";
        let text = "桥头的早市上午就散了，卖糖的人在桥上坐着，等船上的客人下来。\n\
            在这里坐过的人都说，河上的风比茶凉，风里有糖的味道。\n\
            天黑以后，桥上的灯亮了，老人在灯下数他的糖，一颗一颗，放在竹篮里。";
        assert_eq!(repair(damaged).text, text);
    }

    #[test]
    fn a_text_for_learners_is_none() {
        let whole = "小(xiǎo)船(chuán)在(zài)河(hé)上(shàng)，河(hé)上(shàng)有(yǒu)小(xiǎo)桥(qiáo)，桥(qiáo)上(shàng)有(yǒu)人(rén)在(zài)看(kàn)小(xiǎo)船(chuán)。";
        let words = "狐(hú)狸(li)看见乌(wū)鸦(yā)站在树上，乌(wū)鸦(yā)嘴里有一块肉。狐(hú)狸(li)说：乌(wū)鸦(yā)，你唱得真好听。狐(hú)狸(li)笑了。";
        let poem = "床(chuáng)前(qián)明(míng)月(yuè)光(guāng)，疑(yí)是(shì)地(dì)上(shàng)霜(shuāng)。\n\
            床前的月光照在地上，看上去像是一层霜，诗人以为地上下了霜，天上的明月却还是家里的那个明月。";
        let first = "他在渡(dù)口等船，渡口没有人，撑(chēng)船的老人撑了一辈子船，渡口的茶馆(guǎn)也关了，茶馆的灯还亮着。";
        for honest in [whole, words, poem, first] {
            assert_eq!(repair(honest).text, honest);
        }
    }

    #[test]
    fn glosses_and_lessons_stay() {
        for honest in [
            "我在重庆(Chóngqìng)住过三年。",
            "我在重慶(chóng qìng)住過三年。",
            "「來(lái)」字的寫法和「個(gè)」不同。",
            "蹡(qiāng):走路的樣子。",
            "女(nǚ)生、绿(lǜ)色",
            "乐(lè)观 音乐(yuè) 长(zhǎng)大 长(cháng)短",
            "請看下列詞語：開(kāi)車、過(guò)橋、買(mǎi)米、讀(dú)書、學(xué)校",
            "那裏把「垃圾」讀作「樂(lè)色」，很多人不知道。",
            "學(xué)習(xí) 國(guó)家(jiā) 來(lái)回 說(shuō)話",
            "小(xiǎo)猫(māo)钓(diào)鱼(yú)，蜻(qīng)蜓(tíng)飞(fēi)来(lái)了。",
            "那位姓單(shàn)的老人住在橋頭。",
            "草裏有隻蟈(guō)蟈在叫。",
            "这个字读作(zuò)。汶(wèn)川在西边。",
        ] {
            let repaired = repair(honest);
            assert_eq!(repaired.text, honest);
        }
    }
}
