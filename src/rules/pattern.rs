//! What is wrong with a regular expression of a rule: that it is none, or that it asks for characters which no folded
//! line holds.

use std::ops::Range;

use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{Ast, ClassSet, ClassSetItem, Literal, Span};

use super::expression::{Characters, Expression};
use super::fold::{Single, is_word, single};

/// A mistake in a pattern: where, in bytes of it, and what to write instead.
pub(super) struct Fault {
    pub(super) at: Range<usize>,
    pub(super) message: String,
}

/// Everything that is wrong with a pattern.
pub(super) fn faults(pattern: &str) -> Vec<Fault> {
    let bad = |span: &Span, reason: String| {
        let hint = "a bracket or dot that is meant as such is written \\\\( \\\\.";
        vec![Fault { at: range(span), message: format!("`regex` does not compile: {reason}; {hint}") }]
    };
    let ast = match Parser::new().parse(pattern) {
        Ok(ast) => ast,
        Err(error) => return bad(error.span(), error.kind().to_string()),
    };
    if let Err(regex_syntax::Error::Translate(error)) = regex_syntax::parse(pattern) {
        return bad(error.span(), error.kind().to_string());
    }
    if let Err(error) = super::expression::regex(pattern) {
        let message = format!("`regex` does not compile: {error}; write smaller counts than those in {{ }}");
        return vec![Fault { at: 0..pattern.len(), message }];
    }
    let mut walk = Walk { faults: Vec::new(), any_case: pattern.contains("(?i") };
    walk.ast(&ast);
    walk.faults
}

struct Walk {
    faults: Vec<Fault>,
    any_case: bool,
}

impl Walk {
    fn ast(&mut self, ast: &Ast) {
        match ast {
            Ast::Literal(literal) => self.literal(literal),
            Ast::ClassBracketed(class) => self.set(&class.kind),
            Ast::Repetition(repetition) => self.ast(&repetition.ast),
            Ast::Group(group) => self.ast(&group.ast),
            Ast::Alternation(parts) => parts.asts.iter().for_each(|ast| self.ast(ast)),
            Ast::Concat(parts) => {
                parts.asts.iter().for_each(|ast| self.ast(ast));
                parts.asts.windows(2).for_each(|pair| self.dust(&pair[0], &pair[1]));
            }
            _ => {}
        }
    }

    /// Dust beside a hanzi is folded away.
    fn dust(&mut self, one: &Ast, other: &Ast) {
        let (Ast::Literal(one), Ast::Literal(other)) = (one, other) else { return };
        let is_hanzi = |literal: &Literal| is_word(literal.c) && !literal.c.is_ascii();
        let is_dust = |literal: &Literal| matches!(single(literal.c), Single::Dust);
        let dust = match () {
            () if is_dust(one) && is_hanzi(other) => one,
            () if is_hanzi(one) && is_dust(other) => other,
            () => return,
        };
        let message =
            format!("`{}` never stands beside a hanzi of a folded line; leave it out", dust.c.escape_debug());
        // Between two hanzi it is found from both sides.
        if self.faults.last().is_none_or(|fault| fault.at != range(&dust.span)) {
            self.faults.push(Fault { at: range(&dust.span), message });
        }
    }

    fn literal(&mut self, literal: &Literal) {
        self.character(literal.c, &literal.span);
    }

    fn character(&mut self, c: char, span: &Span) {
        let message = match single(c) {
            Single::Char(to) if to == c || self.any_case && c.to_lowercase().eq(to.to_lowercase()) => return,
            Single::Char(to) => format!("`{c}` never stands in a folded line; write `{to}`"),
            Single::Unseen => format!("U+{:04X} never stands in a folded line; leave it out", u32::from(c)),
            Single::Dust => return,
        };
        self.faults.push(Fault { at: range(span), message });
    }

    fn set(&mut self, set: &ClassSet) {
        match set {
            ClassSet::Item(item) => self.item(item),
            ClassSet::BinaryOp(op) => {
                self.set(&op.lhs);
                self.set(&op.rhs);
            }
        }
    }

    fn item(&mut self, item: &ClassSetItem) {
        match item {
            ClassSetItem::Literal(literal) => self.literal(literal),
            // A range may begin and end where it likes; one of nothing but such characters matches nothing.
            ClassSetItem::Range(ends) => {
                let folds = |c: char| matches!(single(c), Single::Char(to) if to != c);
                if !self.any_case && folds(ends.start.c) && folds(ends.end.c) {
                    self.character(ends.start.c, &ends.span);
                }
            }
            ClassSetItem::Bracketed(class) => self.set(&class.kind),
            ClassSetItem::Union(union) => union.items.iter().for_each(|item| self.item(item)),
            _ => {}
        }
    }
}

fn range(span: &Span) -> Range<usize> {
    span.start.offset..span.end.offset
}

/// How far into a pattern a text goes: the longest beginning of the pattern that matches it.
pub(super) fn matched<'p>(pattern: &'p str, text: &str) -> &'p str {
    let ends = pattern.char_indices().map(|(at, _)| at).filter(|at| *at > 0).rev();
    let characters = Characters::default();
    // Enough for the patterns that people write; each beginning is compiled.
    for end in ends.take(600) {
        let beginning = &pattern[..end];
        let fits = (0..4).any(|open| {
            let closed = format!("{beginning}{}", ")".repeat(open));
            regex_syntax::parse(&closed).is_ok()
                && !Expression::new(&closed).places(text, &characters, 1).0.is_empty()
        });
        if fits {
            return beginning;
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_no_folded_line_holds_are_named_with_their_place() {
        let said = |pattern: &str| -> Vec<(Range<usize>, String)> {
            faults(pattern).into_iter().map(|f| (f.at, f.message)).collect()
        };
        assert!(said("^(?:打开|下载)[^。?]{0,4}app$").is_empty());
        assert!(
            said("(?i)App").is_empty()
                && said("[a-z0-9_]{5,} [: ]?").is_empty()
                && said("[一-龥]").is_empty()
        );
        for (pattern, at, part) in [
            ("打开App", 6..7, "write `a`"),
            ("關注", 0..3, "write `关`"),
            ("来源：", 6..9, "write `:`"),
            ("[^。？]", 5..8, "write `?`"),
            ("[A-Z]", 1..4, "write `a`"),
            ("责任 编辑", 6..7, "leave it out"),
            ("a(b", 1..2, "unclosed group"),
            ("[乙-甲", 0..1, "unclosed character class"),
        ] {
            let said = said(pattern);
            assert!(said[0].0 == at && said[0].1.contains(part), "{pattern}: {said:?}");
        }
    }

    #[test]
    fn a_pattern_that_fails_says_how_far_it_got() {
        assert_eq!(matched("^打开(?:app|客户端)阅读$", "打开客户端看看"), "^打开(?:app|客户端)");
        assert_eq!(matched("^甲", "乙"), "^");
    }
}
