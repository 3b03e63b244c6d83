// What the program says in English, in Chinese: mistakes in rules and what to write, drafts, saving, the schema. `{}` in
// the English stands for whatever the program puts there, and is looked up as well where it is not in quotes; `{0}` is the
// first of them. A test looks for each entry of the first list in the sources; those of the second are said by the parsers
// of TOML and of patterns, and by the page itself.
"use strict";

Qingliu.chinese = [
  // Rule files.
  ["`{}/…` are ids of the program itself", "`{0}/…` 是程序自身使用的标识"],
  ["name the file for what its rules take", "请按规则删除的内容命名文件"],
  ["stands outside of any rule", "不属于任何规则"],
  ["write it below a header such as `[app-banner]`", "请写在 `[app-banner]` 之类的表头之下"],
  ["a name is of lower-case letters, digits and hyphens", "名称由小写字母、数字和连字符组成"],
  ["`{}` is missing", "缺少 `{0}`"],
  ["names no words", "没有指定任何词"],
  ["write one of `any`, `all`, `starts`, `ends`, `equals`, `regex`, a need such as `lexicon.porn >= 0.4`, or, of a site rule, `select`", "请写 `any`、`all`、`starts`、`ends`、`equals`、`regex` 之一，或 `lexicon.porn >= 0.4` 之类的条件；站点规则也可写 `select`"],
  ["`select` is for site rules, since another site means something else by its classes", "`select` 只用于站点规则：同样的类名在别的网站另有含义"],
  ["move the rule to sites/HOST.toml, or write sites = [\"…\"]", "请将规则移到 sites/HOST.toml，或写 sites = [\"…\"]"],
  ["`part` says what a span without `regex` takes", "`part` 说明没有 `regex` 的 span 规则删除哪一部分"],
  ["write scope = \"span\" and no `regex`, or leave it out", "请写 scope = \"span\" 且不写 `regex`，或删去此键"],
  ["`{}` belongs to a section", "`{0}` 只用于 section"],
  ["write scope = \"section\", or leave it out", "请写 scope = \"section\"，或删去此键"],
  ["scope = \"page\" takes no words", "scope = \"page\" 不删除文字"],
  ["write the `flag` that it raises", "请写出它要标记的 `flag`"],
  ["unknown key `{}`", "未知的键 `{0}`"],
  ["the keys are {}", "可用的键有 {0}"],
  ["`{}` is empty", "`{0}` 为空"],
  ["`{}` is {}", "`{0}` 是 {1}"],
  ["`{}` holds {}", "`{0}` 中有 {1}"],
  ["unknown {} \"{}\"", "{0} 没有 \"{1}\" 这个值"],
  ["`cap` is a share of the page", "`cap` 是占全页的比例"],
  ["flag \"{}\" is not `family/name`", "flag \"{0}\" 不是“类别/名称”的形式"],
  ["the families are {}", "类别有 {0}"],
  ["`{}` holds no text", "`{0}` 中没有文字"],
  ["write a string, { text = \"…\", links = 1.0, tokens = \"share\" } or { html = \"…\" }", "请写字符串、{ text = \"…\", links = 1.0, tokens = \"share\" } 或 { html = \"…\" }"],
  ["write a line of text", "请写一行文字"],
  ["this `{}` stands twice", "这个 `{0}` 重复了"],
  ["write another line", "请另写一行"],
  ["this `miss` is a `hit` too", "这个 `miss` 同时也是 `hit`"],
  ["write an honest line", "请写一行正常文字"],
  ["`~` asks each element for all of its siblings", "`~` 要查遍每个元素的所有同级元素"],
  ["write `+`, or a class of the element itself", "请写 `+`，或元素自身的类名"],
  ["`:has` asks each element for all that stands in it", "`:has` 要查遍每个元素内的所有内容"],
  ["write a class of the element itself, or words in `any`", "请写元素自身的类名，或在 `any` 中写词"],
  // Conditions and patterns.
  ["condition `{}` lacks its bound", "条件 `{0}` 缺少界限"],
  ["`{}` holds no letter, digit or hanzi", "`{0}` 中没有字母、数字或汉字"],
  ["write words that the page says", "请写页面上出现的词"],
  ["there is no lexicon `{}`", "没有词表 `{0}`"],
  ["add lexicons/{}.txt", "请添加 lexicons/{0}.txt"],
  ["`{}` is no number", "`{0}` 不是数字"],
  ["`{}` is no bound", "`{0}` 不是界限"],
  ["`rest` takes an upper bound", "`rest` 只能有上限"],
  ["unknown condition `{}`", "未知的条件 `{0}`"],
  ["rules/README.md lists them", "全部条件见 rules/README.md"],
  ["`regex` does not compile: {}", "`regex` 无法编译：{0}"],
  ["a bracket or dot that is meant as such is written \\\\( \\\\.", "括号或点本身要写作 \\\\( \\\\."],
  ["write smaller counts than those in { }", "请把 { } 中的次数写小一些"],
  ["`{}` never stands beside a hanzi of a folded line", "归一化后的行中，汉字旁不会出现 `{0}`"],
  ["`{}` never stands in a folded line", "归一化后的行中不会出现 `{0}`"],
  ["U+{} never stands in a folded line", "归一化后的行中不会出现 U+{0}"],
  ["leave it out", "请删去"],
  // Examples.
  ["does not fire on its `hit` example \"{}\": {}", "未命中 `hit` 例句“{0}”：{1}"],
  ["fires on its `miss` example \"{}\"", "命中了 `miss` 例句“{0}”"],
  ["narrow the rule with `needs` or `unless`", "请用 `needs` 或 `unless` 收紧规则"],
  ["it holds no line", "其中没有任何一行"],
  ["no element stands around a line of text", "纯文本行外没有元素"],
  ["write { html = \"…\" }", "请写 { html = \"…\" }"],
  ["no selector names an element around it", "没有选择器选中它所在的元素"],
  ["the line stands in `{}`", "该行位于 `{0}` 中"],
  ["the folded line `{}` {} with none of the words of `{}`", "归一化后的行 `{0}` 不符合 `{2}` 中的任何词"],
  ["add its own words, or ask for them in `any`", "请加入该行自己的词，或改用 `any`"],
  ["the folded line is none of the words of `equals`", "归一化后的行不等于 `equals` 中的任何词"],
  ["add `{}`", "请加入 `{0}`"],
  ["`regex` matches the folded line `{}` no farther than up to `{}`", "`regex` 对归一化后的行 `{0}` 只匹配到 `{1}`"],
  ["mend what comes behind that", "请修正其后的部分"],
  ["a word of `all` stands in it only inside of a longer Latin word", "`all` 中有一个词只作为更长的拉丁词的一部分出现"],
  ["of `all` it lacks {}", "缺少 `all` 中的 {0}"],
  ["leave that out, or write another line", "请删去，或另写一行"],
  ["no word of `{}` is in the folded line `{}`", "归一化后的行 `{1}` 中没有 `{0}` 的任何词"],
  ["add one of its words", "请加入该行的某个词"],
  ["`{}` fails: more words follow the hit{}", "不满足 `{0}`：命中处之后还有别的词{1}"],
  ["`{}` fails (it is {})", "不满足 `{0}`（实为 {1}）"],
  ["write `{} {} {}`, or another line", "请写 `{0} {1} {2}`，或另写一行"],
  ["`{}` fails", "不满足 `{0}`"],
  ["leave it out, or write another line", "请删去，或另写一行"],
  ["it is excepted by `{}`{}", "属于例外 `{0}`{1}"],
  ["narrow that exception, or write another line", "请收紧该例外，或另写一行"],
  // Word lists and folders.
  ["weight `{}` is no number above 0 and up to 1", "权重 `{0}` 不是大于 0、不超过 1 的数"],
  ["`{}` is too short to tell anything", "`{0}` 太短，说明不了什么"],
  ["write a term of two characters or more", "请写两个字以上的词"],
  ["includes `{}`, which is no word list", "引用了 `{0}`，但没有这个词表"],
  ["{}: no rules in this folder; it should hold FAMILY.toml, sites/HOST.toml or lexicons/NAME.txt", "{0}：文件夹中没有规则；应有 FAMILY.toml、sites/HOST.toml 或 lexicons/NAME.txt"],
  // Warnings.
  ["is shadowed: {} takes whatever it finds, on the fixtures and on all examples", "被掩盖：在用例和全部例句中，它能命中的都已由 {0} 删除"],
  ["narrow the one, or leave the other out", "请收紧那一条，或删去这一条"],
  ["never fires on the fixtures", "在用例中从未命中"],
  ["add a page that it is for", "请添加一个适用的页面"],
  ["takes {} of {} steps of matching, more than all other rules together", "在 {1} 步匹配中占 {0} 步，比其余规则的总和还多"],
  ["guard it with a rarer word in `any` or `starts`", "请在 `any` 或 `starts` 中用更少见的词加以限制"],
  // Drafts and saving.
  ["the family is guessed: {}", "类别是推测的：{0}"],
  ["the word list `{}` knows its words", "词表 `{0}` 中有它的词"],
  ["no rule knows its words", "没有规则认识它的词"],
  ["{} knows {}", "{0} 认识 {1}"],
  ["there is no line with a word in it", "没有含文字的行"],
  ["a rule is drafted from up to {} lines of up to {} characters; give some that show what must go", "起草规则最多用 {0} 行、每行不超过 {1} 字；请选取能说明应删内容的几行"],
  ["no honest line was found that the draft spares; give honest text with --clean", "没有找到草稿不会命中的正常文字；请准备正常文字（--corpus）"],
  ["`{}` is no rule file; write FAMILY.toml or sites/HOST.toml", "`{0}` 不是规则文件；请写 FAMILY.toml 或 sites/HOST.toml"],
  ["`{}` is no rule file", "`{0}` 不是规则文件"],
  ["write FAMILY.toml or sites/HOST.toml", "请写 FAMILY.toml 或 sites/HOST.toml"],
  ["one rule at a time", "一次只写一条规则"],
  ["write a header such as `[app-banner]`, and its keys below it", "请写 `[app-banner]` 之类的表头，其下写各键"],
  ["{}: there is a rule [{}] already", "{0}：已有规则 [{1}]"],
  ["there is a rule `{}` already: {}", "已有规则 `{0}`：{1}"],
  ["{}: [{}] is not one table in a row; edit it there", "{0}：[{1}] 在文件中不是连续的一段；请直接编辑该文件"],
  ["there is no rule `{}`", "没有规则 `{0}`"],
  ["there is no page {}", "没有第 {0} 页"],
  ["state: a rule is saved on trial; write state = \"trial\", and let `qingliu rules promote` make it active", "state：规则以试用状态保存；请写 state = \"trial\"，再用 `qingliu rules promote` 启用"],
  ["built in ({}:{})", "内置（{0}:{1}）"],
  ["the program failed: {}; please report it", "程序出错：{0}；请报告此问题"],
  ["{}: panic in {}: {}", "{0}：在 {1} 中出错：{2}"],
  // The schema.
  ["Why the rule exists, for whoever gets the complaint.", "规则存在的理由，供处理投诉的人查阅。"],
  ["What kind of thing the rule takes; removals bear it as their pass.", "规则删除哪一类内容；删除记录以此为 pass。"],
  ["How much it takes: the words matched, the line, from them to the end of the line, the line and what belongs to it below, or nothing but a flag of the page.", "删除的范围：命中的词、整行、从命中处到行尾、该行及其下的部分，或不删除而只标记页面。"],
  ["Of a span: the part of the line that it takes and that its conditions speak of, around each word it matched: the sentence, the bracket, an address or name of a site with the lexicon's words around it, a private number with the clauses of the lexicon before it, or the site's own name.", "用于 span：在每个命中的词周围，规则删除、条件所指的部分：所在句、所在括号、网址或站名及其周围的词表词、私人号码及其前的词表分句，或本站名称。"],
  ["In force, on trial (reported everywhere, takes nothing), or not there.", "启用、试用（处处报告，但不删除），或停用。"],
  ["One of these literals stands in the line.", "行中含有其中之一。"],
  ["All of these literals stand in the line.", "行中含有全部这些词。"],
  ["The line begins with one of these.", "行以其中之一开头。"],
  ["The line ends with one of these.", "行以其中之一结尾。"],
  ["The line is one of these, but for brackets, bullets and colons around it.", "除去两端的括号、项目符号和冒号，整行就是其中之一。"],
  ["A pattern on the folded line: simplified, half-width, lower case. Of a span rule the group `span`, else group 1, is taken.", "对归一化后的行（简体、半角、小写）使用的正则。span 规则删除名为 `span` 的组，否则第 1 组。"],
  ["Of a site rule: CSS selectors. The whole line stands in an element that one of them names.", "用于站点规则：CSS 选择器。整行位于其中之一选中的元素内。"],
  ["Conditions or literals that must all hold.", "必须全部成立的条件或词。"],
  ["Conditions or literals none of which may hold.", "不得有任何一个成立的条件或词。"],
  ["Of a section: it goes on to the line that begins with one of these, which stays.", "用于 section：直到以其中之一开头的行为止，该行保留。"],
  ["Of a section: on while lines look like entries of a list, to `end` or the end of the page, or over neighbouring links that hold words of the rule's lexicon.", "用于 section：延续到不再像列表项为止，或到 `end` 或页尾，或覆盖相邻且含词表词的链接。"],
  ["Of a section: share of the page's characters above which nothing is taken; 0.6 unless said otherwise.", "用于 section：超过全页字数的这一比例就不删除；默认 0.6。"],
  ["The flag of the page, `family/name`, that a hit raises, or several.", "命中时给页面加上的标记（“类别/名称”），可以有几个。"],
  ["Hosts whose pages, and those of the hosts below, the rule is for.", "规则适用的主机及其下级主机。"],
  ["Texts that must fire: the proof that the rule does something.", "必须命中的文字：证明规则有作用。"],
  ["Texts that must not fire: the nearest honest lines you can think of.", "不得命中的文字：能想到的最接近的正常文字。"],
  // Pieces of the others.
  ["hit = [\"…\"], a line that the rule must take", "hit = [\"…\"]，即规则必须删除的一行"],
  ["miss = [\"…\"], the nearest honest line you can think of", "miss = [\"…\"]，即能想到的最接近的正常文字"],
  ["`{}`: {}", "`{0}`：{1}"],
  [" (it is {})", "（实为 {0}）"],
  ["write one of {}", "请写 {0} 之一"],
  ["write {}", "请写 {0}"],
];

Qingliu.chineseOfOthers = [
  Qingliu.words.gone,
  ["unclosed group", "分组没有闭合"],
  ["unopened group", "多余的右括号"],
  ["unclosed character class", "字符类没有闭合"],
  ["repetition operator missing expression", "重复符号前没有表达式"],
  ["unrecognized escape sequence", "无法识别的转义"],
  ["incomplete escape sequence, reached end of pattern prematurely", "转义不完整，表达式已结束"],
  ["look-around, including look-ahead and look-behind, is not supported", "不支持环视"],
  ["backreferences are not supported", "不支持反向引用"],
  ["invalid character class range, the start must be <= the end", "字符类范围无效：起点不得大于终点"],
  ["Compiled regex exceeds size limit of {} bytes.", "编译后的正则超过 {0} 字节的上限。"],
  ["duplicate key", "键重复"],
  ["string values must be quoted, expected {}", "字符串要加引号，应为 {0}"],
  ["invalid basic string, expected {}", "字符串没有写完，应为 {0}"],
  ["unclosed array, expected {}", "数组没有闭合，应为 {0}"],
  ["unclosed table, expected {}", "表头没有闭合，应为 {0}"],
  ["missing value for key, expected {}", "键没有值，应为 {0}"],
  ["missing assignment operator, expected {}", "键后缺少等号，应为 {0}"],
  ["key with no value, expected {}", "键没有值，应为 {0}"],
  ["unexpected key or value, expected {}", "多余的键或值，应为 {0}"],
  ["extra {}, expected {}", "多余的 {0}，应为 {1}"],
  ["missing {}, expected {}", "缺少 {0}，应为 {1}"],
  ["newline, `#`", "换行或 `#`"],
  ["literal string", "单引号字符串"],
];

// A text of the server's in the language of the page.
Qingliu.told = (() => {
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const isQuoted = (before) => before.replace(/[^`"]/g, "").length % 2 === 1 || before.endsWith("[");
  // The longest first: the others are pieces. What stands in quotes is somebody's own, and stays as it is.
  const catalogue = [...Qingliu.chinese, ...Qingliu.chineseOfOthers]
    .sort(([one], [other]) => other.replaceAll("{}", "").length - one.replaceAll("{}", "").length)
    .map(([english, words]) => {
      const pieces = english.split("{}");
      return { pattern: new RegExp(`^${pieces.map(escaped).join("([^]*?)")}$`), words, own: pieces.map((_, at) => isQuoted(pieces.slice(0, at + 1).join(""))) };
    });
  const chinese = (text) => {
    for (const { pattern, words, own } of catalogue) {
      const match = pattern.exec(text);
      if (match) return words.replace(/\{(\d)\}/g, (_, at) => (own[at] ? match[Number(at) + 1] : chinese(match[Number(at) + 1])));
    }
    return text;
  };
  return (text) => (Qingliu.language === "zh" && text ? chinese(text) : text);
})();
