//! MHTML: the page among the parts of a saved one.

use mailparse::{MailHeaderMap, ParsedMail};

use super::http::{self, Fetched, Kind};
use crate::page::Page;

/// Why there is no page in a saved one, and at which byte of it.
#[derive(Debug)]
pub(in crate::io) struct Mistake {
    pub at: usize,
    pub message: String,
}

/// The main part: the one that `start` names or that bears the address of the whole, else the first of HTML, else
/// the first of text. A page whose last boundary is missing in the middle of the main part was cut off.
pub(in crate::io) fn page(bytes: &[u8], id: &str) -> Result<Page, Mistake> {
    let mistake = |at, message| Mistake { at, message };
    let mail =
        mailparse::parse_mail(bytes).map_err(|e| mistake(0, format!("not a page saved as MHTML: {e}")))?;
    if mail.headers.get_first_value("Content-Type").is_none() {
        return Err(mistake(0, "not a page saved as MHTML: it has no Content-Type".into()));
    }
    let address = mail.headers.get_first_value("Snapshot-Content-Location");
    let part = main_part(&mail, address.as_deref())
        .ok_or_else(|| mistake(0, "no part of HTML or text in this MHTML".into()))?;
    let begin = part.raw_bytes.as_ptr() as usize - bytes.as_ptr() as usize;
    if is_cut(&mail, part, bytes) {
        let end = bytes.len();
        let message = format!(
            "cut off at byte {end}: the part that is the page, from byte {begin} on, does not end; nothing of it is kept"
        );
        return Err(mistake(end, message));
    }
    let body = part.get_body_raw().map_err(|e| {
        mistake(begin, format!("the page in this MHTML, from byte {begin} on, is damaged: {e}"))
    })?;
    let url = part.headers.get_first_value("Content-Location").or(address);
    let fetched = Fetched {
        body,
        kind: if is(part, "text/plain") { Kind::Text } else { Kind::Html },
        url: url.map(|url| url.trim().to_owned()).filter(|url| url.starts_with("http")),
        charset: part.ctype.params.get("charset").cloned().filter(|charset| !charset.is_empty()),
        day: mail.headers.get_first_value("Date").as_deref().and_then(day),
        ..Fetched::default()
    };
    fetched.page(id).map_err(|message| mistake(begin, message))
}

fn main_part<'m>(mail: &'m ParsedMail<'m>, address: Option<&str>) -> Option<&'m ParsedMail<'m>> {
    let leaves: Vec<&ParsedMail<'m>> = mail.parts().filter(|part| part.subparts.is_empty()).collect();
    let start = mail.ctype.params.get("start").map(String::as_str);
    let is_html = |part: &&&ParsedMail<'_>| is(part, "text/html") || is(part, "application/xhtml+xml");
    let is_named = |part: &&&ParsedMail<'_>| {
        let has = |header: &str, value: Option<&str>| {
            value.is_some() && part.headers.get_first_value(header).as_deref().map(str::trim) == value
        };
        has("Content-ID", start) || has("Content-Location", address)
    };
    let html = leaves.iter().filter(is_html);
    let main = html.clone().find(is_named).or_else(|| html.clone().next());
    main.or_else(|| leaves.iter().find(|part| is(part, "text/plain"))).copied()
}

fn is(part: &ParsedMail<'_>, name: &str) -> bool {
    part.ctype.mimetype.eq_ignore_ascii_case(name)
}

/// Whether the part runs to the end of the file although a boundary should end it.
fn is_cut(mail: &ParsedMail<'_>, part: &ParsedMail<'_>, bytes: &[u8]) -> bool {
    !mail.subparts.is_empty() && part.raw_bytes.as_ptr_range().end == bytes.as_ptr_range().end
}

fn day(date: &str) -> Option<jiff::civil::Date> {
    let moment = mailparse::dateparse(date).ok()?;
    Some(http::day(jiff::Timestamp::from_second(moment).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Content;

    const SAVED: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: http://example.com/a.html\r\n\
        Subject: =?utf-8?Q?=E6=97=A9?=\r\nDate: Sat, 18 May 2013 17:00:00 -0000\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--b\"\r\n\r\n\r\n\
        ----b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\
        Content-Location: http://example.com/frame.html\r\n\r\n<p>frame</p>\r\n\
        ----b\r\nContent-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: quoted-printable\r\n\
        Content-Location: http://example.com/a.html\r\n\r\n<p class=3D\"x\">=D4=\r\n=E7</p>\r\n\
        ----b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBO\r\n----b--\r\n";

    #[test]
    fn the_part_that_bears_the_address_is_the_page() {
        let page = page(SAVED.as_bytes(), "a").unwrap();
        let Content::HtmlBytes(body) = &page.content else { panic!("{page:?}") };
        assert_eq!(body.trim_ascii_end(), b"<p class=\"x\">\xd4\xe7</p>");
        assert_eq!(
            (page.url.as_deref(), page.charset.as_deref()),
            (Some("http://example.com/a.html"), Some("gbk"))
        );
        assert_eq!(page.fetched.unwrap().to_string(), "2013-05-19");
    }

    #[test]
    fn a_page_that_is_cut_is_an_error_and_a_cut_picture_is_none() {
        let within = SAVED.find("=D4").unwrap();
        let mistake = page(&SAVED.as_bytes()[..within], "a").unwrap_err();
        assert!(mistake.at == within && mistake.message.contains("cut off"), "{mistake:?}");
        let picture = SAVED.find("iVBO").unwrap();
        assert!(page(&SAVED.as_bytes()[..picture], "a").is_ok());
    }
}
