//! What the mirroring kit leaves in the markup: empty elements whose ids are five letters and digits at random.

use std::collections::HashSet;

/// Empty elements with one and the same such id. An id stands once on a page that is written by hand.
const SAME: usize = 3;

/// Empty elements with such ids, all different; and how many shapes (letter or digit, place by place) they have.
/// Slots for advertisements are numbered, `ad001`, and have one. No honest page of 317 is taken for one.
const DIFFERENT: usize = 8;
const SHAPES: usize = 4;

/// An id of five letters and digits, some of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark([u8; 5]);

impl Mark {
    /// The id as a mark, if it looks like one.
    pub fn of(id: &str) -> Option<Mark> {
        let bytes: [u8; 5] = id.as_bytes().try_into().ok()?;
        let letters = bytes.iter().filter(|b| b.is_ascii_alphabetic()).count();
        let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
        (letters > 0 && digits > 0 && letters + digits == 5).then_some(Mark(bytes))
    }

    fn shape(self) -> [bool; 5] {
        self.0.map(|b| b.is_ascii_digit())
    }
}

/// The empty elements with such ids.
#[derive(Debug, Default)]
pub struct Residue {
    count: usize,
    marks: HashSet<Mark>,
    most: Option<(Mark, usize)>,
    shapes: HashSet<[bool; 5]>,
}

impl Residue {
    /// Counts an empty element.
    pub fn add(&mut self, mark: Mark) {
        self.count += 1;
        self.marks.insert(mark);
        self.shapes.insert(mark.shape());
        // The kit writes its elements in one place, so that equal ids follow each other.
        self.most = match self.most {
            Some((last, times)) if last == mark || times >= SAME => Some((last, times + 1)),
            _ => Some((mark, 1)),
        };
    }

    /// Whether the page went through the kit.
    pub fn is_kit(&self) -> bool {
        self.most.is_some_and(|(_, times)| times >= SAME)
            || self.marks.len() >= DIFFERENT && self.shapes.len() >= SHAPES
    }
}

#[cfg(test)]
mod tests {
    fn flags(html: &str) -> bool {
        crate::segment::html(html).flags.contains("spam/mirror-kit")
    }

    #[test]
    fn empty_elements_with_random_ids_are_the_kits() {
        let tags = ["b", "i", "em", "kbd", "sub", "sup", "del", "code"];
        let ids = ["x7d2k", "q81zz", "0ab9c", "m4m4m", "77fd1", "e9k3p", "zz1z0", "5tt5t"];
        let kit: String =
            tags.iter().zip(ids).map(|(tag, id)| format!("<{tag} id=\"{id}\"></{tag}>")).collect();
        assert!(flags(&format!("<p>早市开了。</p>{kit}")));
        assert!(flags("<p>早市开了。</p><i id='Wd8ZT'></i><q id='Wd8ZT'></q><dt id='Wd8ZT'></dt>"));
    }

    #[test]
    fn numbered_slots_and_elements_with_text_are_not() {
        let slots: String = (1..20).map(|n| format!("<div id=ad{n:03}></div>")).collect();
        assert!(!flags(&slots));
        let notes: String = (1..20).map(|n| format!("<b id=\"n{n:02}x{}\">注</b>", n % 7)).collect();
        assert!(!flags(&notes));
    }
}
