//! Damage comes back, and what looks like it stays.

use crate::repair::repair;

#[test]
fn escapes_amid_chinese_text_are_undone() {
    for (damaged, text) in [
        ("桥&#x5934;来&#x4e86;一个卖&#x7cd6;的人。", "桥头来了一个卖糖的人。"),
        ("&amp;#26725;&amp;#22836;&amp;#26469;&amp;#20102;", "桥头来了"),
        ("&amp;amp;#26725;&amp;amp;#22836;&amp;amp;#26469;&amp;amp;#20102;", "桥头来了"),
        ("作者朱&#38229;住在河边。", "作者朱镕住在河边。"),
        ("天黑了&amp;mdash;&amp;mdash;路上没有人&hellip;&hellip;", "天黑了——路上没有人……"),
        ("&amp;ldquo;快走&amp;rdquo;，他说。", "“快走”，他说。"),
        ("长宽各3米&amp;times;2", "长宽各3米×2"),
        (r"\u6865\u5934\u6765\u4e86\u4e00\u4e2a\u5356\u7cd6\u7684\u4eba\u3002", "桥头来了一个卖糖的人。"),
        (r"\\u6865\\u5934\\u6765\\u4e86\ud842\udfb7", "桥头来了𠮷"),
        ("%u6865%u5934 3%u6708%u6765%u4E86", "桥头 3月来了"),
        ("%E6%A1%A5%E5%A4%B4%E6%9D%A5%E4%BA%86%E4%B8%80%E4%B8%AA%E4%BA%BA", "桥头来了一个人"),
        ("%25E6%25A1%25A5%25E5%25A4%25B4%25E6%259D%25A5%25E4%25BA%2586", "桥头来了"),
        ("%C7%C5%CD%B7%C0%B4%C1%CB%D2%BB%B8%F6%C2%F4%CC%C7%B5%C4%C8%CB%A1%A3", "桥头来了一个卖糖的人。"),
        ("%D2%A6 %C8%A5%C1%CB%D1%D3%B0%B2%28%C9%C2%B1%B1%29", "姚 去了延安(陕北)"),
        // 镕 is E9 46 in GBK: its second byte is a letter.
        ("%C7%C5%CD%B7+%C0%B4%C1%CB%D2%BB%D5%C5%E9F%B5%C4%C8%CB", "桥头 来了一张镕的人"),
        ("~{GEM7@4AKR;8vBtLG5DHK!#~}", "桥头来了一个卖糖的人。"),
        ("+aGVZNGdlToZOAE4qU1Z81naETro-", "桥头来了一个卖糖的人"),
    ] {
        assert_eq!(repair(damaged).text, text, "{damaged}");
    }
}

#[test]
fn addresses_code_and_lessons_keep_their_escapes() {
    for honest in [
        "详见 https://example.com/wiki/%E4%B8%AD%E6%96%87?x=1&amp;y=2 一文",
        "请看：http://example.com/%D6%D0%B9%FA%C8%CB%C3%F1/index.html。",
        "链接/wiki/%E4%B8%AD%E6%96%87%E7%BB%B4%E5%9F%BA",
        "文件在 C:\\users\\u4e00\\u4e8c\\u4e09\\u56db 里",
        "正则 [\\u4e00-\\u9fa5]+ 匹配汉字",
        r#"{"name":"\u5f20\u4e09\u674e\u56db","age":3}"#,
        r#"String s = "\u5f20\u4e09\u674e\u56db"; 打印出来"#,
        r"title=\u4e2d\u6587\u6807\u9898\u5b57",
        "HTML 里写 &amp;nbsp; 显示为 &nbsp;，写 &amp;ldquo; 显示为 “。",
        "“中”的实体是&#20013;，也可以写作&#x4e2d;。",
        "“中文”的编码是 %E4%B8%AD%E6%96%87，GBK 是 %D6%D0%CE%C4。",
        r"“中文”转义之后是\u4e2d\u6587，没有变。",
        "他买了 A&amp;B 的鞋，R&D 部门打九五折，50%以上。",
        "电话 +8613800138000，C++ 和 a+bcdefgh+ 都不是。",
        "涨幅 +100%E 左右~{待定}",
        "成绩单：甲&lt;乙",
        "HZ 编码把中文写成 ~{VPND~} 的样子，UTF-7 写成 +Ti1lhw- 的样子。",
    ] {
        assert_eq!(repair(honest).text, honest);
    }
}

#[test]
fn an_escape_that_was_cut_off_is_reported_and_left() {
    let repaired = repair(r"\u6865\u5934\u6765\u4e86\u4e0");
    assert_eq!(repaired.text, r"桥头来了\u4e0");
    assert_eq!((repaired.unsure.len(), repaired.unsure.first()), (1, Some(&(24..29))));
    assert_eq!(repair("%E6%A1%A5%E5%A4%B4%E6%9D%A5%E4%BA%86%E4%B8").text, "桥头来了%E4%B8");
}

#[test]
fn megabytes_of_escapes_take_no_longer_than_their_length_says() {
    for unit in [
        r"\u4e2d",
        "&amp;",
        "&amp;amp;",
        "amp;",
        "%E4",
        "%E4%B8%AD",
        "~{",
        "~{!~",
        "+",
        "+A",
        "&#x",
        "\\",
        "a&#20013;",
    ] {
        let text = unit.repeat(100_000 / unit.len());
        assert!(repair(&text).text.len() <= text.len());
    }
}
