//! The body's lines as Markdown: headings, lists, quotes, tables, code, links and pictures.
//!
//! Lines are the unit here too: rules have run on their words, and only what they left is written.

mod inline;
mod outline;
mod table;

use crate::document::{Document, Kind, Line};

use inline::{Base, Style, escape_start, picture, words};
use outline::{Outline, Place};
use table::Table;

/// Writes these lines, in order. `url` is where the page was fetched from.
pub fn render(document: &Document, lines: &[usize], url: Option<&str>) -> String {
    let base = Base::of(document, url);
    let outline = Outline::of(document, lines);
    let mut page = Sheet::default();
    let mut at = 0;
    while at < lines.len() {
        let index = lines[at];
        let line = &document.lines[index];
        for image in outline.images(index) {
            page.block(&Place::default(), Part::Paragraph, picture(&image.picture, base));
        }
        let place = outline.place(index);
        if let Some(table) = place.table {
            let count = lines[at..].iter().take_while(|&&l| outline.place(l).table == Some(table)).count();
            let rows = Table::of(document, table, &lines[at..at + count]);
            page.block(&place, Part::Paragraph, rows.render(document, base));
            at += count;
            continue;
        }
        if let Some(code) = place.code {
            let count = lines[at..].iter().take_while(|&&l| outline.place(l).code == Some(code)).count();
            page.block(&place, Part::Paragraph, fence(document, &lines[at..at + count]));
            at += count;
            continue;
        }
        let part = part(document, &place, line);
        page.block(&place, part, paragraph(document, line, part, base));
        at += 1;
    }
    for image in outline.images_behind() {
        page.block(&Place::default(), Part::Paragraph, picture(&image.picture, base));
    }
    page.text
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Paragraph,
    Heading(u8),
    /// The first line of a list item, with its number where the list has them.
    Item(Option<u32>),
    /// A further one.
    InItem,
}

fn part(document: &Document, place: &Place, line: &Line) -> Part {
    match (&place.item, line.birth.heading) {
        (Some(item), _) if item.first => Part::Item(item.number),
        (Some(_), _) => Part::InItem,
        (None, level @ 1..=6) => Part::Heading(level),
        (None, _) if document.kind == Kind::Text && line.birth.bullet => Part::Item(None),
        (None, _) => Part::Paragraph,
    }
}

fn paragraph(document: &Document, line: &Line, part: Part, base: Base<'_>) -> String {
    let whole = words(line, base, Style::Flow);
    // The bullet of a plain text is written anew.
    let bulleted = document.kind == Kind::Text && matches!(part, Part::Item(_));
    let text = match whole.split_once(' ') {
        Some((_, rest)) if bulleted => rest.to_owned(),
        _ => escape_start(whole),
    };
    let plain = !text.contains("**") && !text.starts_with('*') && !text.ends_with('\\');
    match part {
        Part::Heading(_) | Part::Item(_) | Part::InItem => text,
        Part::Paragraph if line.birth.bold && plain && !text.is_empty() => format!("**{text}**"),
        Part::Paragraph => text,
    }
}

/// Lines of code, indented as they were; a fence that none of them holds.
fn fence(document: &Document, lines: &[usize]) -> String {
    let mut code = String::new();
    for (at, &index) in lines.iter().enumerate() {
        let line = &document.lines[index];
        if at > 0 && line.birth.gap {
            code.push('\n');
        }
        code.extend(std::iter::repeat_n(' ', line.birth.indent.into()));
        code += &line.kept();
        code.push('\n');
    }
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{code}{fence}")
}

/// The page as it grows.
#[derive(Debug, Default)]
struct Sheet {
    text: String,
    /// Whether the last block was of a list, and its quote.
    last: Option<(bool, usize)>,
    /// Columns that the text of the list items stands in, from the outermost in.
    columns: Vec<usize>,
}

impl Sheet {
    /// Appends a block, with what its place puts before each of its lines.
    fn block(&mut self, place: &Place, part: Part, text: String) {
        if text.is_empty() {
            return;
        }
        let quote = "> ".repeat(place.quote);
        let listed = place.item.is_some() || matches!(part, Part::Item(_));
        if let Some((list, quoted)) = self.last {
            let tight = list && matches!(part, Part::Item(_)) && quoted == place.quote;
            self.text += if tight { "\n" } else { "\n\n" };
            // Two quotes in a row are one, with a blank line of its own.
            if !tight && quoted > 0 && place.quote > 0 {
                self.text.truncate(self.text.len() - 1);
                self.text += "> ".repeat(quoted.min(place.quote)).trim_end();
                self.text.push('\n');
            }
        }
        self.last = Some((listed, place.quote));
        if !listed {
            self.columns.clear();
        }
        let depth = place.item.as_ref().map_or(0, |item| item.depth);
        let before = |columns: &[usize], depth: usize| {
            " ".repeat(columns.get(..depth).unwrap_or(columns).iter().sum())
        };
        let (first, rest) = match part {
            Part::Item(number) => {
                let marker = number.map_or("- ".to_owned(), |number| format!("{number}. "));
                self.columns.truncate(depth);
                let outer = before(&self.columns, depth);
                self.columns.push(marker.len());
                let inner = before(&self.columns, depth + 1);
                (format!("{outer}{marker}"), inner)
            }
            _ if listed => {
                let inner = before(&self.columns, depth + 1);
                (inner.clone(), inner)
            }
            Part::Heading(level) => (format!("{} ", "#".repeat(level.into())), String::new()),
            _ => (String::new(), String::new()),
        };
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.text.push('\n');
            }
            self.text += &quote;
            self.text += if at == 0 { &first } else { &rest };
            self.text += line;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::{Markup, html_picking};

    fn written(page: &str) -> String {
        let document = html_picking(page, &[], Markup::Kept);
        let lines: Vec<usize> = (0..document.lines.len()).collect();
        render(&document, &lines, Some("http://a.example/b/c.html"))
    }

    #[test]
    fn headings_lists_and_quotes() {
        let page = "<h2>早市</h2><p>天还没亮。</p><ul><li>豆腐<li>青菜<ul><li>菠菜</ul></ul><ol><li>起早<li>出摊<p>收摊</ol>\
                    <blockquote><p>一日之计。</p><p>在于晨。</p></blockquote><p><b>人来了。</b></p>";
        assert_eq!(
            written(page),
            "## 早市\n\n天还没亮。\n\n- 豆腐\n- 青菜\n  - 菠菜\n1. 起早\n2. 出摊\n\n   收摊\n\n> 一日之计。\n>\n> 在于晨。\n\n**人来了。**"
        );
    }

    #[test]
    fn links_and_pictures_have_absolute_addresses() {
        let page = "<p>去<a href='../d.html'>早市 东门</a>看看，<a href='javascript:x'>豆腐</a>和<a href=#a>青菜</a>。</p>\
                    <p><img src=e.jpg alt='早市 [图]'></p><p>又<img data-src='/f g.png' src=blank.gif>一张。</p><img src=z.gif width=16>";
        assert_eq!(
            written(page),
            "去[早市 东门](http://a.example/d.html)看看，豆腐和青菜。\n\n![早市 \\[图\\]](http://a.example/b/e.jpg)\n\n又![](http://a.example/f%20g.png)一张。"
        );
    }

    #[test]
    fn tables_keep_their_rows_and_empty_cells() {
        let page = "<p>价目如下。</p><table><tr><th>菜<th>价|斤<tr><td>豆腐<td>两元<tr><td>青菜<td></table><p>完。</p>";
        assert_eq!(
            written(page),
            "价目如下。\n\n| 菜 | 价\\|斤 |\n| --- | --- |\n| 豆腐 | 两元 |\n| 青菜 |  |\n\n完。"
        );
    }

    #[test]
    fn a_table_that_lays_out_text_is_none() {
        let long = "天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。".repeat(4);
        let page = format!("<table><tr><td>导语<td>{long}</table><p>完。</p>");
        assert_eq!(written(&page), format!("导语\n\n{long}\n\n完。"));
    }

    #[test]
    fn code_keeps_its_indentation_and_its_characters() {
        let page = "<p>代码如下：</p><pre>for i in *:\n    print(`i`)\n\nend</pre>";
        assert_eq!(written(page), "代码如下：\n\n```\nfor i in *:\n    print(`i`)\n\nend\n```");
        assert_eq!(written("<pre>天还没亮。\n人来了。</pre>"), "天还没亮。\n\n人来了。");
    }

    #[test]
    fn what_markdown_would_read_as_markup_is_escaped() {
        let page = "<p># 不是标题</p><p>- 不是列表</p><p>2*3*4_5_ [x] &lt;b&gt; `c` \\ &amp;amp;</p><p>---</p><p>3. 编号</p>";
        assert_eq!(
            written(page),
            "\\# 不是标题\n\n\\- 不是列表\n\n2\\*3\\*4\\_5\\_ \\[x\\] \\<b> \\`c\\` \\\\ \\&amp;\n\n\\---\n\n3\\. 编号"
        );
    }

    #[test]
    fn what_rules_took_is_not_written() {
        let mut document = html_picking("<p>豆腐<a href=x>点击下载</a>青菜</p>", &[], Markup::Kept);
        document.lines[0].cut("ads/x", "ads", 6..12, 6..12);
        assert_eq!(render(&document, &[0], None), "豆腐[下载](x)青菜");
    }

    #[test]
    fn bullets_of_a_plain_text_are_items() {
        let document = crate::segment::text("早市有：\n• 豆腐\n• 青菜\n完。");
        assert_eq!(render(&document, &[0, 1, 2, 3], None), "早市有：\n\n- 豆腐\n- 青菜\n\n完。");
    }
}
