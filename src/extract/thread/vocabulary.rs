//! What discussions call their containers, and what they have on their buttons.

/// What forum software and question sites call the container of what somebody wrote.
pub const POST: [&str; 45] = [
    "postmessage",
    "post_content",
    "post-content",
    "postbody",
    "post-body",
    "post_body",
    "post-text",
    "posttext",
    "tpc_content",
    "t_f",
    "t_msgfont",
    "d_post_content",
    "lzl_content",
    "floor-content",
    "floor_content",
    "reply-content",
    "reply_content",
    "replycontent",
    "reply-text",
    "reply_text",
    "comment-content",
    "comment_content",
    "comments-content",
    "comment-text",
    "comment_text",
    "comment-body",
    "comment-detail",
    "comment-comment",
    "answer-text",
    "answer-content",
    "answer_content",
    "best-text",
    "best-content",
    "cooked",
    "article-content",
    "markdown-body",
    "content-body",
    "topic-content",
    "topic_content",
    "thread-content",
    "question-content",
    "ask-content",
    "rich-text",
    "js-post-body",
    "s-prose",
];

/// Classes that only forums and question sites have.
pub const MADE: [&str; 12] = [
    "postmessage_",
    "tpc_content",
    "d_post_content",
    "bbs-post",
    "bbs_post",
    "topic_detail",
    "topic-detail",
    "question-detail",
    "question-title",
    "question_title",
    "answer-list",
    "answer-item",
];

/// What an opening post is classed as, and what a reply: both on one page are a thread, whatever its title says.
pub const OPENING: [&str; 7] = [
    "topic_content",
    "topic-content",
    "topic-doc",
    "thread-content",
    "thread_content",
    "question-content",
    "ask-content",
];
pub const REPLY: [&str; 8] = [
    "reply_content",
    "reply-content",
    "replycontent",
    "reply-text",
    "reply-doc",
    "reply-item",
    "answer-content",
    "answer_content",
];

/// What only discussions have on their buttons and labels.
pub const BUTTONS: [&str; 16] = [
    "只看楼主",
    "只看该作者",
    "只看樓主",
    "倒序浏览",
    "发新帖",
    "发表新帖",
    "回帖",
    "写回答",
    "关注问题",
    "邀请回答",
    "我来回答",
    "我来答",
    "最佳答案",
    "采纳",
    "条回答",
    "个回答",
];

/// What is about a discussion, in class or id: posts and what surrounds them.
pub const AROUND: [&str; 11] =
    ["comment", "reply", "answer", "post", "floor", "lzl", "pinglun", "huifu", "cmt", "message", "t_f"];

/// What is never of one.
pub const AWAY: [&str; 20] = [
    "side",
    "relat",
    "recom",
    "rank",
    "nav",
    "hot",
    "foot",
    "menu",
    "share",
    "push-",
    "modal",
    "dialog",
    "emoji",
    "toolbar",
    "editor",
    "login",
    "header",
    "popup",
    "advert",
    "copyright",
];
