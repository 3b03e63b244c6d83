//! `qingliu explain`: one page, line by line.

use crate::Error;
use crate::explain::{Paint, Palette, explain};
use crate::io::{Input, Job, Warning};
use anstyle::{AnsiColor, Effects, Style};

use crate::cli::Status;
use crate::cli::args::ExplainArgs;
use crate::cli::terminal::{print, say_failure, warn};

pub fn run(args: &ExplainArgs) -> Result<Status, Error> {
    let input = Input::named(&args.input);
    if matches!(input, Input::Folder(_)) {
        return Err(Error::Usage("explain takes one page, not a folder".into()));
    }
    let cleaner = args.rules.cleaner_writing(&args.form)?;
    let mut pages = args.page.sources(vec![input], &[])?.map(Job::load_alone);
    let page = match &args.id {
        // A damaged line among others is no obstacle to finding the one that was asked for.
        Some(id) => pages.find(|page| match page {
            Ok(page) => page.id == *id,
            Err(failure) => failure.id == *id,
        }),
        None => {
            let first = pages.next();
            if pages.next().is_some() {
                let id = first
                    .map_or_else(String::new, |page| page.map_or_else(|failure| failure.id, |page| page.id));
                let message = format!("the input holds several pages; choose one, such as --id '{id}'");
                return Err(Error::Usage(message));
            }
            first
        }
    };
    let mut page = match page {
        Some(Ok(page)) => page,
        Some(Err(failure)) => {
            say_failure(&failure);
            return Ok(Status::Errors);
        }
        None => {
            let wanted = args.id.as_ref().map_or_else(String::new, |id| format!(" with the id `{id}`"));
            return Err(Error::Usage(format!("the input holds no page{wanted}")));
        }
    };
    page.url = args.page.url.clone().or(page.url);
    page.charset = args.page.charset.clone().or(page.charset);
    let cleaned = cleaner.clean(&page);
    if let Some(Warning { place, concern }) = Warning::of_charset(&page.id, &cleaned.record.charset) {
        warn(format_args!("{place}: {concern}"));
    }
    print(&explain(&cleaned, cleaner.rules(), &Colours))?;
    Ok(Status::Done)
}

/// What a terminal shows. `print` takes it off again for a pipe, or where `NO_COLOR` is set.
struct Colours;

impl Palette for Colours {
    fn start(&self, paint: Paint) -> String {
        style(paint).render().to_string()
    }

    fn end(&self, paint: Paint) -> String {
        style(paint).render_reset().to_string()
    }
}

fn style(paint: Paint) -> Style {
    let colour = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
    match paint {
        Paint::Kept => Style::new(),
        Paint::Removed => colour(AnsiColor::Red) | Effects::STRIKETHROUGH,
        Paint::Outside => Style::new() | Effects::DIMMED,
        Paint::Edited => colour(AnsiColor::Yellow),
        Paint::Note => colour(AnsiColor::Cyan),
        Paint::Strong => Style::new() | Effects::BOLD,
    }
}
