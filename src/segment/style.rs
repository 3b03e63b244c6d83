//! Whether an element is shown, as far as its own attributes tell.

use std::borrow::Cow;

use super::event::Attributes;

/// Whether an attribute or the inline style keeps the element from being seen. Style sheets are not read.
pub fn hides(attributes: &dyn Attributes) -> bool {
    if attributes.get("hidden").is_some() {
        return true;
    }
    let Some(style) = attributes.get("style") else { return false };
    // An article of WeChat is hidden until a script has run.
    if attributes.get("id") == Some("js_content") {
        return false;
    }
    let style = folded(style);
    style.split(';').any(|declaration| match declaration.split_once(':') {
        Some(("display", value)) => value.starts_with("none"),
        Some(("visibility", value)) => value.starts_with("hidden"),
        Some(("font-size" | "opacity", value)) => is_zero(value),
        // Hacked pages push their links out of the window.
        Some(("left" | "top" | "text-indent" | "margin-left" | "margin-top", value)) => {
            value.strip_prefix('-').is_some_and(|v| v.bytes().take_while(u8::is_ascii_digit).count() >= 3)
                && style.contains("absolute") | declaration.starts_with("text-indent")
        }
        _ => false,
    })
}

/// Without white space, in lower case.
fn folded(style: &str) -> Cow<'_, str> {
    if style.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(style);
    }
    let mut folded = String::with_capacity(style.len());
    folded.extend(style.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()));
    Cow::Owned(folded)
}

fn is_zero(value: &str) -> bool {
    let number =
        value.trim_end_matches("!important").trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    !number.is_empty() && number.bytes().all(|b| matches!(b, b'0' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Style(&'static str);

    struct Article;

    impl Attributes for Article {
        fn get(&self, name: &str) -> Option<&str> {
            match name {
                "id" => Some("js_content"),
                "style" => Some("visibility: hidden; opacity: 0;"),
                _ => None,
            }
        }

        fn is_empty(&self) -> bool {
            false
        }
    }

    #[test]
    fn what_a_script_will_show_is_shown() {
        assert!(!hides(&Article));
    }

    impl Attributes for Style {
        fn get(&self, name: &str) -> Option<&str> {
            (name == "style").then_some(self.0)
        }

        fn is_empty(&self) -> bool {
            false
        }
    }

    #[test]
    fn inline_styles_that_hide() {
        for style in [
            "display: none",
            "DISPLAY:NONE;",
            "position:absolute; left:-9999px",
            "font-size:0px",
            "a:b;visibility: hidden",
            "text-indent:-999em",
        ] {
            assert!(hides(&Style(style)), "{style}");
        }
        for style in
            ["display:block", "font-size:0.9em", "margin-left:-15px", "opacity:.8", "text-indent:2em", ""]
        {
            assert!(!hides(&Style(style)), "{style}");
        }
    }
}
