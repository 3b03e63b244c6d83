//! Lines beside what somebody wrote: times, floors, buttons, the panel that tells of its author.

use std::sync::LazyLock;

use regex::Regex;

use crate::extract::measure;

/// What the panel beside a post tells of its author: 等级：新手.
pub fn is_panel(text: &str) -> bool {
    static PANEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^\W*(?:等级|级别|头衔|门派|帮派|性别|来自|身份|星座|职业|状态|文章|帖子|发帖|主题|精华|积分|威望|经验|魅力|金钱|金币|体力|现金|存款|贡献|在线时长|注册|注册时间|最后登[录陆])\s*[:：][^。！？!?，,]{0,20}$",
        )
        .expect("a literal")
    });
    PANEL.is_match(text)
}

/// A time, a floor, a button.
pub fn is_furniture(text: &str) -> bool {
    const LONGEST: usize = 60;
    static FURNITURE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^\W*(?:(?:(?:发表|發表|发布|回复|回覆|评论|编辑|更新)于\W*)?(?:\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}[:：]\d{2}(?::\d{2})?)?|\d{1,2}[-/月]\d{1,2}日?(?:\s*\d{1,2}:\d{2})?|\d{1,2}:\d{2}|\d+\s*(?:秒|分钟|小时|天|周|个月|月|年)前|昨天|前天|今天|刚刚)(?:\W*(?:来自|发布于|IP属地|回复|举报).{0,12})?|(?:第?\s*\d+\s*[楼樓#層层]|\d+\s*F|沙发|板凳|地板|楼主|樓主|层主)|(?:回复|回覆|评论|點評|点评|赞|点赞|支持|反对|踩|举报|分享|收藏|引用|只看该作者|倒序浏览|查看全部|展开全部|展开|收起|查看更多|加载更多|编辑|删除|关注|私信|打赏|追问|追答|采纳|有用|没用|已赞过|登录|注册|复制)(?:\W*\(?\d*\)?)?(?:\W+(?:回复|赞|举报|分享|收藏|收起|展开|\d+))*|(?:查看|展开|收起|共)?(?:全部|更多|剩余)?\s*\d+\s*条?(?:回复|评论|回答).{0,6}|(?:来自|IP属地)\W*.{2,8}|本帖最后由.{2,60}编辑|该?(?:用户|楼层).{0,10}(?:屏蔽|折叠|删除|封禁).{0,10}|该?楼层疑似违规已被系统折叠.{0,12}|(?:本版积分规则|回帖后跳转到最后一页|您需要登录后才可以).{0,24})\W*$",
        )
        .expect("a literal")
    });
    static DATED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\W*(?:(?:发表|發表|发布|回复|编辑|更新)[于於]\W*|(?:发[贴帖布表]|回[复帖])(?:时间|日期)\W*|来自\s*[:：]?\s*\S{1,20}\s+)?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}[^。！？!?]{0,50}$").expect("a literal")
    });
    static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[^。！？!?，,；;]{0,30}?(?:发表|發表|发布|发帖|回复|回覆|回答|评论|提问|时间)[于於]?\W{0,4}(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}[^。！？!?，,]{0,24}$|^[^。！？!?，,；;：:]{0,20}\s(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}[^。！？!?，,]{0,30}$|^(?:注册|註冊|加入|最后登[录陆]|上次登[录陆]|最近登[录陆]|最后访问|在线|生日)(?:时间|日期)?\s*[:：]?\s*[\d(].{0,24}$").expect("a literal")
    });
    static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:\S{1,6}(?:数|量|分|帖|精华|威望|积分|金币|铜币|贡献|经验|声望)\s*[:：]?\s*[\d.]+万?\s*)+$",
        )
        .expect("a literal")
    });
    // The other three ask for a digit.
    let figured = || text.chars().any(measure::is_digit);
    text.len() <= 4 * LONGEST
        && text.chars().count() <= LONGEST
        && (FURNITURE.is_match(text)
            || is_panel(text)
            || figured() && [&*DATED, &*SIGNED, &*COUNTED].iter().any(|pattern| pattern.is_match(text)))
}

/// Where a post was sent from, as software prints it below the text: 发自手机客户端, with the buttons behind it.
pub fn names_device(text: &str) -> bool {
    const LONGEST: usize = 240;
    static DEVICE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\W*(?:来自|发自|發自|通过)\S{0,10}?(?i:手机|客户端|iPhone|iPad|Android|安卓|App)[^。！？!?，,；;]{0,48}$")
            .expect("a literal")
    });
    text.len() <= LONGEST && DEVICE.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_is_told_from_replies() {
        for text in [
            "3天前",
            "第 12 楼",
            "发贴时间：2013-5-6 10:41",
            "瓦片 时间：2013-05-06 10:41:00",
            "等级：新手上路",
            "发帖 34",
        ] {
            assert!(is_furniture(text), "{text}");
        }
        for text in ["等级：不重要，多发帖就有", "顶", "2013年的春天，他来了。", "文章写得好"]
        {
            assert!(!is_furniture(text), "{text}");
        }
    }

    #[test]
    fn a_device_below_a_post_is_told_from_a_reply_about_one() {
        for text in ["发自手机虎扑", "来自iPhone客户端", "来自小城社区客户端 举报 | 3楼 | 打赏 | 回复"]
        {
            assert!(names_device(text), "{text}");
        }
        for text in ["来自手机的照片，都很模糊", "手机里没有照片", "来自山里的人"] {
            assert!(!names_device(text), "{text}");
        }
    }
}
