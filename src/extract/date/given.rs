//! The dates that a page states outside its text: stamps of the head, JSON-LD, the address.

use super::PartialDate;
use super::meta::{stamp, url_date, url_month};
use crate::document::Document;
use crate::extract::zone::Known;

/// Stamps of the head that say when the article was published, the plainest first.
const PUBLISHED: [&str; 28] = [
    "meta:article:published_time",
    "meta:og:published_time",
    "meta:datepublished",
    "meta:pubdate",
    "meta:publishdate",
    "meta:publish_date",
    "meta:publish-date",
    "meta:publish_time",
    "meta:publishtime",
    "meta:publish-time",
    "meta:published_time",
    "meta:news:published_time",
    "meta:bytedance:published_time",
    "meta:apub:time",
    "meta:apub:date",
    "meta:og:release_date",
    "meta:weibo:article:create_at",
    "meta:weibo: article:create_at",
    "meta:parsely-pub-date",
    "meta:citation_publication_date",
    "meta:citation_date",
    "meta:prism.publicationdate",
    "meta:dcterms.issued",
    "meta:dc.date.issued",
    "meta:datecreated",
    "meta:dcterms.created",
    "meta:dc.date",
    "meta:date",
];

/// Stamps that say when it was last touched.
const EDITED: [&str; 9] = [
    "meta:article:modified_time",
    "meta:og:updated_time",
    "meta:datemodified",
    "meta:dateupdate",
    "meta:updated_time",
    "meta:bytedance:updated_time",
    "meta:updatetime",
    "meta:lastmod",
    "meta:dcterms.modified",
];

/// What the head and the address say.
#[derive(Debug, Default)]
pub struct Given {
    /// Publication by a stamp of the head.
    pub meta: Option<PartialDate>,
    /// Publication by JSON-LD.
    pub json_ld: Option<PartialDate>,
    /// What the elements `<time>` say to machines, in reading order.
    pub times: Vec<PartialDate>,
    /// The last edit.
    pub edited: Option<PartialDate>,
    /// The day in the address.
    pub url: Option<PartialDate>,
    /// Year and month in the address.
    pub url_month: Option<PartialDate>,
}

impl Given {
    /// Reads the head and the address.
    pub fn new(document: &Document, known: Known<'_>) -> Given {
        let read = |key: &str| document.head_text(key).and_then(|line| stamp(&line.text));
        let addresses = || {
            let heads =
                ["link:canonical", "meta:og:url"].into_iter().filter_map(|key| document.head_text(key));
            known.url.into_iter().chain(heads.map(|line| line.text.as_str()))
        };
        Given {
            meta: PUBLISHED.into_iter().find_map(read),
            json_ld: read("ld:datePublished"),
            times: document
                .head
                .iter()
                .filter(|h| h.key == "time")
                .filter_map(|h| stamp(&h.line.text))
                .collect(),
            edited: EDITED.into_iter().chain(["ld:dateModified"]).find_map(read),
            url: addresses().find_map(url_date),
            url_month: addresses().find_map(url_month),
        }
    }

    /// The publication date of the head, and the rule that read it.
    pub fn published(&self) -> Option<(PartialDate, &'static str)> {
        self.meta.map(|d| (d, "date/meta")).or(self.json_ld.map(|d| (d, "date/json-ld")))
    }

    /// Gives a date without a year the year of whatever else names the same month and day.
    pub fn complete(&self, date: PartialDate) -> Option<PartialDate> {
        if date.year.is_some() {
            return Some(date);
        }
        let stated = [self.meta, self.json_ld, self.url, self.url_month, self.edited].into_iter().flatten();
        let witness =
            stated.chain(self.times.iter().copied()).find(|w| w.year.is_some() && date.agrees(w))?;
        date.with_year(witness.year?)
    }
}
