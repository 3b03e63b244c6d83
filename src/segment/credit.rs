//! Inline elements that name whom a page credits: `<span class="source">`, `<a rel="author">`. Their words go into
//! the head as `shown:source`, `shown:author`, `shown:name` and `shown:account`, for in the line they stand among others
//! without a label.

use super::event::Attributes;

/// Words of class, id, itemprop and rel, with what they stand for. Names are weak: a bar of the user's has them too.
const WORDS: [(&str, &str); 18] = [
    ("source", "shown:source"),
    ("laiyuan", "shown:source"),
    ("copyfrom", "shown:source"),
    ("jgname", "shown:source"),
    ("author", "shown:author"),
    ("writer", "shown:author"),
    ("zuozhe", "shown:author"),
    ("byline", "shown:author"),
    // Baijiahao: `index-module_authorName_7y5nA`.
    ("authorname", "shown:author"),
    ("authortxt", "shown:author"),
    ("name", "shown:name"),
    ("username", "shown:name"),
    ("nickname", "shown:name"),
    ("nick", "shown:name"),
    ("authi", "shown:name"),
    ("poster", "shown:name"),
    ("readname", "shown:name"),
    ("postername", "shown:name"),
];

/// Whether an attribute may hold one of the words, as it is written in a tag.
pub fn may_be(attribute: &str) -> bool {
    let bytes = attribute.as_bytes();
    let begins = |at: usize, stem: &str| {
        bytes.get(at..at + stem.len()).is_some_and(|word| word.eq_ignore_ascii_case(stem.as_bytes()))
    };
    // A word begins where no letter stands before it, as `key` is asked for it.
    let mut before = 0;
    bytes.windows(2).enumerate().any(|(at, pair)| {
        if std::mem::replace(&mut before, pair[0]).is_ascii_alphabetic() {
            return false;
        }
        let stem = match [pair[0] | 0x20, pair[1] | 0x20] {
            [b's', b'o'] => "source",
            [b'l', b'a'] => "laiyuan",
            [b'c', b'o'] => "copyfrom",
            [b'j', b'g'] => "jgname",
            [b'a', b'u'] => "auth",
            [b'n', b'a'] => "name",
            [b'n', b'i'] => "nick",
            [b'b', b'y'] => "byline",
            [b'w', b'r'] => "writer",
            [b'z', b'u'] => "zuozhe",
            _ => return false,
        };
        begins(at, stem)
    })
}

/// The key in the head for what stands in an element.
pub fn of(attributes: &dyn Attributes) -> Option<&'static str> {
    let values =
        ["itemprop", "rel", "class", "id", "bosszone"].into_iter().filter_map(|name| attributes.get(name));
    // WeChat's nickname is the account's; elsewhere a writer bears it.
    if ["class", "id"].into_iter().filter_map(|name| attributes.get(name)).any(is_account) {
        return Some("shown:account");
    }
    values.flat_map(|value| value.split(|c: char| !c.is_ascii_alphabetic())).find_map(key)
}

fn is_account(value: &str) -> bool {
    const IDS: [&str; 4] = ["rich_media_meta_nickname", "profileBt", "js_name", "post-user"];
    value.split(' ').any(|word| IDS.contains(&word))
}

/// The key for a token of class or id.
pub fn key(word: &str) -> Option<&'static str> {
    WORDS.iter().find(|(known, _)| word.eq_ignore_ascii_case(known)).map(|(_, key)| *key)
}
