//! Tables of data, as pipe tables.

use std::collections::HashMap;

use crate::document::{BlockId, Document};

use super::inline::{Base, Style, words};

/// A line of more visible characters than this is text that a table lays out.
const LONGEST: usize = 80;

/// The table that a row stands in.
pub(super) fn around(document: &Document, row: BlockId) -> Option<BlockId> {
    document.ancestors(row).take(4).find(|block| &*document.blocks[*block].tag == "table")
}

/// Whether a table holds data: two rows and two columns at least, cells of a line or two, and no table in them.
pub(super) fn is_data(document: &Document, table: BlockId, lines: &[usize]) -> bool {
    let rows = Table::of(document, table, lines).rows;
    let lines: Vec<usize> = rows.iter().flatten().flatten().copied().collect();
    let wide = rows.iter().filter(|row| row.len() >= 2).count();
    let depth = document.blocks[table].depth;
    let nested = document.blocks[table + 1..]
        .iter()
        .take_while(|block| block.depth > depth)
        .any(|block| &*block.tag == "table");
    let cells = rows.iter().flatten().filter(|cell| !cell.is_empty()).count();
    let says =
        |cell: &&Vec<usize>| cell.iter().any(|&l| document.lines[l].text.contains(char::is_alphanumeric));
    let telling = rows.iter().flatten().filter(says).count();
    !nested
        && telling >= 3
        && telling * 2 > cells
        && rows.len() >= 2
        && wide * 2 > rows.len()
        && lines.len() <= cells * 2
        && lines.iter().all(|&line| document.lines[line].birth.visible <= LONGEST)
}

/// A table's rows of cells, each with its lines.
pub(super) struct Table {
    rows: Vec<Vec<Vec<usize>>>,
}

impl Table {
    /// The cells of a table, empty ones among them; of its lines only these, of which the first stands in it.
    pub(super) fn of(document: &Document, table: BlockId, lines: &[usize]) -> Table {
        let depth = document.blocks[table].depth;
        let mut rows: Vec<(BlockId, Vec<Vec<usize>>)> = Vec::new();
        let mut places: HashMap<BlockId, (usize, usize)> = HashMap::new();
        let mut end = table;
        for (at, block) in document.blocks.iter().enumerate().skip(table + 1) {
            if block.depth <= depth {
                break;
            }
            end = at;
            match &*block.tag {
                "tr" if around(document, at) == Some(table) => rows.push((at, Vec::new())),
                "td" | "th" => {
                    if let Some((row, cells)) = rows.last_mut()
                        && block.parent == *row
                    {
                        cells.push(Vec::new());
                        places.insert(at, (rows.len() - 1, rows[rows.len() - 1].1.len() - 1));
                    }
                }
                _ => {}
            }
        }
        let inside = |line: &&usize| (table..=end).contains(&document.lines[**line].birth.block);
        for &line in lines.iter().take_while(inside) {
            let cell = document.ancestors(document.lines[line].birth.block).find_map(|b| places.get(&b));
            if let Some(&(row, column)) = cell {
                rows[row].1[column].push(line);
            }
        }
        let mut rows: Vec<Vec<Vec<usize>>> = rows.into_iter().map(|(_, cells)| cells).collect();
        rows.retain(|cells| cells.iter().any(|cell| !cell.is_empty()));
        Table { rows }
    }

    /// As Markdown; the first row is the head.
    pub(super) fn render(&self, document: &Document, base: Base<'_>) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut out = Vec::with_capacity(self.rows.len() + 1);
        for (at, row) in self.rows.iter().enumerate() {
            let mut text = String::from("|");
            for column in 0..columns {
                let lines = row.get(column).map_or(&[][..], Vec::as_slice);
                let cell: Vec<String> =
                    lines.iter().map(|&line| words(&document.lines[line], base, Style::Cell)).collect();
                text += &format!(" {} |", cell.join("<br>"));
            }
            out.push(text);
            if at == 0 {
                out.push(format!("|{}", " --- |".repeat(columns)));
            }
        }
        out.join("\n")
    }
}
