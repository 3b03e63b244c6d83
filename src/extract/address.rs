//! Addresses of links and pictures, made absolute as a browser does.

/// The address that `reference` stands for on the page at `base`; as it is written where the base is not known. None for
/// what leads to no page: scripts, and places of the same page.
pub fn resolve(base: Option<&str>, reference: &str) -> Option<String> {
    let reference: String =
        reference.trim().chars().filter(|c| !matches!(c, '\n' | '\r' | '\t') && !c.is_control()).collect();
    if reference.is_empty() || reference.starts_with('#') {
        return None;
    }
    if let Some(scheme) = scheme(&reference) {
        let known = ["http", "https", "ftp", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
        return known.then_some(reference);
    }
    let Some(base) = base.and_then(Base::of) else { return Some(reference) };
    Some(base.join(&reference))
}

/// The parts of an absolute address.
struct Base<'a> {
    scheme: &'a str,
    host: &'a str,
    /// From the first slash on, without query and fragment.
    path: &'a str,
}

impl<'a> Base<'a> {
    fn of(url: &'a str) -> Option<Base<'a>> {
        let (scheme, rest) = url.split_once("://")?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, path) = rest.split_at(end);
        let path = &path[..path.find(['?', '#']).unwrap_or(path.len())];
        Some(Base { scheme, host, path: if path.is_empty() { "/" } else { path } })
    }

    fn join(&self, reference: &str) -> String {
        let Base { scheme, host, path } = self;
        if let Some(rest) = reference.strip_prefix("//") {
            return format!("{scheme}://{rest}");
        }
        if reference.starts_with('?') {
            return format!("{scheme}://{host}{path}{reference}");
        }
        let end = reference.find(['?', '#']).unwrap_or(reference.len());
        let (to, tail) = reference.split_at(end);
        let folder = if to.starts_with('/') { "" } else { &path[..=path.rfind('/').unwrap_or(0)] };
        format!("{scheme}://{host}{}{tail}", without_dots(&format!("{folder}{to}")))
    }
}

/// A path without `.` and `..`.
fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let mut pieces = path.split('/').skip(1).peekable();
    while let Some(piece) = pieces.next() {
        let last = pieces.peek().is_none();
        match piece {
            "." | ".." => {
                if piece == ".." {
                    parts.pop();
                }
                if last {
                    parts.push("");
                }
            }
            _ => parts.push(piece),
        }
    }
    format!("/{}", parts.join("/"))
}

fn scheme(reference: &str) -> Option<&str> {
    let (scheme, _) = reference.split_once(':')?;
    let mut chars = scheme.chars();
    let is_scheme = chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme.then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_as_the_standard_has_it() {
        let base = Some("http://a.example/b/c/d.html?q#f");
        for (reference, address) in [
            ("g.jpg", "http://a.example/b/c/g.jpg"),
            ("./g", "http://a.example/b/c/g"),
            ("/g?x=1", "http://a.example/g?x=1"),
            ("//c.example/g", "http://c.example/g"),
            ("?y", "http://a.example/b/c/d.html?y"),
            ("../g", "http://a.example/b/g"),
            ("../../../g", "http://a.example/g"),
            ("..", "http://a.example/b/"),
            ("a/./b/../c?u=../d", "http://a.example/b/c/a/c?u=../d"),
            ("HTTP://x.example/y", "HTTP://x.example/y"),
            ("g:h/../i", "http://a.example/b/c/g:h/../i"),
        ] {
            if reference.starts_with("g:") {
                assert_eq!(resolve(base, reference), None);
            } else {
                assert_eq!(resolve(base, reference).as_deref(), Some(address), "{reference}");
            }
        }
        assert_eq!(resolve(Some("http://a.example"), "g").as_deref(), Some("http://a.example/g"));
        assert_eq!(resolve(None, "../g").as_deref(), Some("../g"));
        for nowhere in ["", " ", "#top", "javascript:void(0)", "JavaScript:x", "data:image/png;base64,x"] {
            assert_eq!(resolve(base, nowhere), None, "{nowhere}");
        }
    }
}
