//! Dates: every way a Chinese page writes one, exactly as precise as it writes it.

mod candidate;
mod choose;
mod given;
mod label;
mod meta;
mod recognise;
mod time;

use std::fmt;
use std::ops::Range;

pub use choose::choose;
pub use label::Label;
pub use meta::{stamp, url_date, url_month};
pub use recognise::dates;

/// A date as precise as it was written. Never carries a part that the page does not state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartialDate {
    /// Absent in `05-03`, which is a date only once something else gives the year.
    pub year: Option<i16>,
    /// 1 to 12.
    pub month: i8,
    /// Absent in `2011年5月`.
    pub day: Option<i8>,
    /// Time of day; only ever beside a day.
    pub time: Option<Time>,
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    /// 0 to 23.
    pub hour: i8,
    /// 0 to 59.
    pub minute: i8,
    /// 0 to 59, if stated.
    pub second: Option<i8>,
    /// Distance from UTC, if stated.
    pub offset: Option<Offset>,
}

/// A distance from UTC as the page writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offset {
    /// `Z`.
    Zulu,
    /// `+08:00`, in minutes.
    Minutes(i16),
}

/// A date in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateHit {
    /// The bytes of the date and its time, without the label.
    pub span: Range<usize>,
    /// What it says.
    pub value: PartialDate,
    /// What the words beside it call it.
    pub label: Option<Label>,
}

impl PartialDate {
    /// A calendar date from 1990 to 2099; a 30 February or a month 20 is none.
    pub fn new(year: Option<i16>, month: i8, day: Option<i8>) -> Option<PartialDate> {
        // A leap year stands in where the page gives none, so that 02-29 passes.
        let valid = jiff::civil::Date::new(year.unwrap_or(2000), month, day.unwrap_or(1)).is_ok();
        let timely = year.is_none_or(|y| YEARS.contains(&y));
        (valid && timely).then_some(PartialDate { year, month, day, time: None })
    }

    /// The same with a year, unless that makes it an impossible date.
    pub fn with_year(self, year: i16) -> Option<PartialDate> {
        let date = PartialDate::new(Some(year), self.month, self.day)?;
        Some(PartialDate { time: self.time, ..date })
    }

    /// Whether both can be the same day as far as they say.
    pub fn agrees(&self, other: &PartialDate) -> bool {
        fn same<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
            a.is_none() || b.is_none() || a == b
        }
        same(self.year, other.year) && self.month == other.month && same(self.day, other.day)
    }
}

/// Years that a page of the web may be from. The clock is not asked: a page gives the same record in every year.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2099;

/// ISO 8601. A date without a year is written `--05-03`, which no record carries.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Some(year) => write!(f, "{year:04}-{:02}", self.month)?,
            None => write!(f, "--{:02}", self.month)?,
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        if let Some(time) = self.time {
            write!(f, "T{:02}:{:02}", time.hour, time.minute)?;
            if let Some(second) = time.second {
                write!(f, ":{second:02}")?;
            }
            match time.offset {
                Some(Offset::Zulu) => write!(f, "Z")?,
                Some(Offset::Minutes(m)) => {
                    write!(f, "{}{:02}:{:02}", if m < 0 { '-' } else { '+' }, m.abs() / 60, m.abs() % 60)?;
                }
                None => {}
            }
        }
        Ok(())
    }
}
