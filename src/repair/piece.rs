//! A giant line in pieces, so that what a search keeps is bounded whatever the line.

/// No piece is longer, in bytes: a line of prose that long would be a small book. Searches keep up to a hundred bytes
/// for a byte of the piece.
const LONGEST: usize = 1 << 17;

/// So far before the end of a piece a good place to cut it is looked for.
const BACK: usize = 1 << 12;

/// The pieces of a line, each with the byte where it begins; most lines are one. They are cut behind a full stop or white
/// space where there is one near: bytes are in step there.
pub(super) fn pieces(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = &line[start..];
        let piece = &rest[..cut(rest)];
        let here = start;
        start += piece.len();
        // An empty line has no piece, for there is nothing to find in it.
        (!piece.is_empty()).then_some((here, piece))
    })
}

fn cut(rest: &str) -> usize {
    if rest.len() <= LONGEST {
        return rest.len();
    }
    let hard = rest.floor_char_boundary(LONGEST);
    let from = rest.floor_char_boundary(LONGEST - BACK);
    let soft = rest[from..hard].rfind(['。', ' ', '\t', '\u{3000}']);
    soft.map_or(hard, |at| {
        let at = from + at;
        at + rest[at..].chars().next().map_or(0, char::len_utf8)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_line() {
        for unit in ["船开了。", "锛", "a", "天 "] {
            let line = unit.repeat(3 * LONGEST / unit.len() + 1);
            let cut: Vec<_> = pieces(&line).collect();
            assert!(cut.len() >= 3, "{unit}");
            assert!(cut.iter().all(|(_, piece)| piece.len() <= LONGEST));
            assert!(cut.iter().all(|(at, piece)| line[*at..].starts_with(piece)));
            assert_eq!(cut.iter().map(|(_, piece)| *piece).collect::<String>(), line);
        }
        assert_eq!(pieces("船开了。").collect::<Vec<_>>(), [(0, "船开了。")]);
        assert!(pieces(&"船开了。".repeat(LONGEST)).all(|(_, piece)| piece.ends_with('。')));
        assert_eq!(pieces("").count(), 0);
    }
}
