//! Who is answered: whoever knows the token, by the server's own name, from its own page. The pages on the bench are
//! hostile, and so may be any other page that is open in the same browser.

use std::fmt;
use std::hint::black_box;

use axum::http::{HeaderMap, Method, header};

use crate::error::Error;

/// Random bytes of a token.
const BYTES: usize = 24;

/// What whoever is answered must know: a part of every address.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// Why somebody is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The address holds no token, or another.
    Token,
    /// The server is called by a name that leads to it and is not its own, as a page does that rebinds its own name.
    Host,
    /// Another page asks.
    Origin,
}

impl Token {
    /// One that nobody can guess.
    ///
    /// # Errors
    /// The system has no randomness to give.
    pub fn random() -> Result<Token, Error> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes)
            .map_err(|error| Error::Usage(format!("no random token can be made: {error}")))?;
        Ok(Token(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// As it stands in addresses.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a text is the token, in a time that does not tell how much of it is right.
    fn is(&self, text: &str) -> bool {
        let (own, other) = (self.0.as_bytes(), text.as_bytes());
        let differ = own.iter().zip(other).fold(0, |differ, (a, b)| black_box(differ | (a ^ b)));
        own.len() == other.len() && differ == 0
    }

    /// Whether a request is answered: the first part of its path is the token, and its headers name no other server and
    /// no other page.
    ///
    /// # Errors
    /// Why not.
    pub fn admit(&self, port: u16, method: &Method, path: &str, headers: &HeaderMap) -> Result<(), Refused> {
        let names = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
        if !header(header::HOST).is_some_and(|host| names.iter().any(|name| name == host)) {
            return Err(Refused::Host);
        }
        let token = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        if !self.is(token) {
            return Err(Refused::Token);
        }
        let is_own = |origin: &str| names.iter().any(|name| origin.strip_prefix("http://") == Some(name));
        // What is no browser sends none.
        let foreign = headers.contains_key(header::ORIGIN) && !header(header::ORIGIN).is_some_and(is_own);
        let elsewhere = headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site");
        if foreign || elsewhere && *method != Method::GET {
            return Err(Refused::Origin);
        }
        Ok(())
    }
}

/// It is a secret, and messages are read by others.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refused::Token => {
                "the address lacks the token; open the one that `qingliu workbench` printed when it started"
            }
            Refused::Host => "this server answers to 127.0.0.1 and localhost only",
            Refused::Origin => "another page asks, and only the workbench's own is answered",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(path: &str, given: &[(&str, &str)]) -> Result<(), Refused> {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            let name = header::HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.insert(name, value.parse().unwrap());
        }
        Token("abc".into()).admit(80, &Method::POST, path, &headers)
    }

    #[test]
    fn only_the_own_page_with_the_token_is_answered() {
        let host = ("host", "127.0.0.1:80");
        assert_eq!(ask("/abc/api", &[host]), Ok(()));
        assert_eq!(ask("/abc/", &[("host", "localhost:80"), ("origin", "http://localhost:80")]), Ok(()));
        for path in ["/", "/abd/", "/ab/", "/abcd/", "//x/abc"] {
            assert_eq!(ask(path, &[host]), Err(Refused::Token), "{path}");
        }
        for name in ["evil.example:80", "127.0.0.1:81", "127.0.0.1", ""] {
            assert_eq!(ask("/abc/", &[("host", name)]), Err(Refused::Host), "{name}");
        }
        assert_eq!(ask("/abc/", &[]), Err(Refused::Host));
        for origin in ["null", "https://127.0.0.1:80", "http://evil.example", "http://127.0.0.1:8080"] {
            assert_eq!(ask("/abc/", &[host, ("origin", origin)]), Err(Refused::Origin), "{origin}");
        }
        assert_eq!(ask("/abc/", &[host, ("sec-fetch-site", "cross-site")]), Err(Refused::Origin));
    }

    #[test]
    fn no_two_tokens_are_the_same() {
        let (one, two) = (Token::random().unwrap(), Token::random().unwrap());
        assert!(one != two && one.as_str().len() == 2 * BYTES);
        assert!(!format!("{one:?}").contains(one.as_str()));
    }
}
