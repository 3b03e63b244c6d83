//! Throughput of every stage, of the whole, of every reader, and of repair by kind of damage, under criterion, which
//! keeps the figures of the last run and tells what has changed.
//!
//! ```text
//! cargo bench --bench stages                             # the pages under fixtures/
//! QINGLIU_PAGES=../pages cargo bench --bench stages      # a folder of HTML pages
//! cargo bench --bench stages -- 'stage/sweep'
//! ```

mod common;

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{Cursor, Write as _};

use common::{Pages, SENTENCES};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use qingliu::document::Document;
use qingliu::io::{Format, Input, Sources};
use qingliu::{Cleaner, Context, Options, PASSES, Page, decode, extract, segment};

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = stages, readers, repair
}
criterion_main!(benches);

fn stages(criterion: &mut Criterion) {
    let found = Pages::find();
    let cleaner = Cleaner::builder().build().expect("the built-in rules load");
    let options = Options::default();
    let context = Context { rules: cleaner.rules(), options: &options, url: None, reference_date: None };
    let texts: Vec<String> =
        found.pages.iter().map(|page| decode::decode(page, None).text.into_owned()).collect();
    let mut group = criterion.benchmark_group("stage");
    group.throughput(Throughput::Bytes(found.bytes() as u64));
    group.bench_function("decode", |b| {
        b.iter(|| found.pages.iter().for_each(|page| drop(black_box(decode::decode(page, None)))));
    });
    group.bench_function("segment", |b| {
        b.iter(|| texts.iter().for_each(|text| drop(black_box(segment::html(text)))));
    });
    // Every stage changes its documents: it is given a copy of what the stages before it have made.
    let mut documents: Vec<Document> = texts.iter().map(|text| segment::html(text)).collect();
    for pass in PASSES {
        group.bench_function(pass.name, |b| {
            let work = |documents: &mut Vec<Document>| {
                documents.iter_mut().for_each(|document| (pass.run)(document, &context));
            };
            b.iter_batched_ref(|| documents.clone(), work, BatchSize::PerIteration);
        });
        documents.iter_mut().for_each(|document| (pass.run)(document, &context));
    }
    group.bench_function("extract", |b| {
        let work = |documents: &mut Vec<Document>| {
            for document in documents {
                black_box(extract::extract(document, context.known(), extract::Form::default()));
            }
        };
        b.iter_batched_ref(|| documents.clone(), work, BatchSize::PerIteration);
    });
    group.bench_function("whole", |b| {
        let pages: Vec<Page> = found.pages.iter().map(|page| Page::bytes("page", page.clone())).collect();
        let work = |pages: Vec<Page>| {
            for cleaned in cleaner.clean_batch(pages) {
                black_box(serde_json::to_string(&cleaned.record)).expect("a record is JSON");
            }
        };
        // As the runner takes them.
        b.iter_batched(
            || pages.chunks(16).map(<[Page]>::to_vec).collect::<Vec<_>>(),
            |batches| batches.into_iter().for_each(work),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

/// From the bytes of a container to its pages.
fn readers(criterion: &mut Criterion) {
    let found = Pages::find();
    let jsonl = jsonl(&found.pages);
    let warc: Vec<Vec<u8>> =
        found.pages.iter().enumerate().map(|(number, page)| record(number, page)).collect();
    let containers = [
        ("jsonl.gz", gzip(&jsonl)),
        ("jsonl.zst", zstd::encode_all(&jsonl[..], 3).expect("in memory")),
        ("jsonl", jsonl),
        ("warc.gz", warc.iter().flat_map(|record| gzip(record)).collect()),
        ("warc", warc.concat()),
        ("tar", tar(&found.pages)),
        ("zip", zip(&found.pages)),
        ("mhtml", mhtml(&found.pages.concat())),
    ];
    let mut group = criterion.benchmark_group("reader");
    group.throughput(Throughput::Bytes(found.bytes() as u64));
    for (name, bytes) in containers {
        let format: Format = if name == "mhtml" { Format::Mhtml } else { Format::Auto };
        group.bench_function(name, |b| {
            b.iter_batched(
                || Cursor::new(bytes.clone()),
                |bytes| {
                    let sources = Sources::new(vec![Input::Stdin], format).expect("one input");
                    for job in sources.with_stdin(bytes) {
                        black_box(job.load_alone().expect("the container is sound"));
                    }
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

fn jsonl(pages: &[Vec<u8>]) -> Vec<u8> {
    let line =
        |page: &Vec<u8>| serde_json::json!({ "html": decode::decode(page, None).text }).to_string() + "\n";
    pages.iter().map(line).collect::<String>().into_bytes()
}

fn record(number: usize, page: &[u8]) -> Vec<u8> {
    let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
    let header = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\nContent-Length: {}\r\n\r\n{http}",
        http.len() + page.len()
    );
    [header.as_bytes(), page, b"\r\n\r\n"].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).and_then(|()| packed.finish()).expect("in memory")
}

fn tar(pages: &[Vec<u8>]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (number, page) in pages.iter().enumerate() {
        let mut header = tar::Header::new_gnu();
        header.set_size(page.len() as u64);
        archive.append_data(&mut header, format!("{number}.html"), &page[..]).expect("in memory");
    }
    archive.into_inner().expect("in memory")
}

fn zip(pages: &[Vec<u8>]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (number, page) in pages.iter().enumerate() {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(format!("{number}.html"), options).expect("in memory");
        archive.write_all(page).expect("in memory");
    }
    archive.finish().expect("in memory").into_inner()
}

/// One page: every byte in quoted-printable.
fn mhtml(page: &[u8]) -> Vec<u8> {
    let mut saved = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\n\
                     Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        .to_owned();
    for line in page.chunks(24) {
        line.iter().for_each(|byte| write!(saved, "={byte:02X}").expect("in memory"));
        saved += "=\r\n";
    }
    (saved + "\r\n--b--\r\n").into_bytes()
}

/// One in so many pages is damaged in the way named: what a dump looks like.
const MARKINGS: [(&str, &str, &str); 3] =
    [("readings put in", "較", "較(jiào)"), ("commas put in", "，", ",，"), ("full-width digits", "9", "９")];

/// Clean text has to be passed over quickly, and what is damaged here and there nearly as quickly.
fn repair(criterion: &mut Criterion) {
    let clean: Vec<String> = SENTENCES.iter().cycle().take(1_000).map(|s| format!("{s}\n")).collect();
    let pages: Vec<String> = clean.chunks(50).map(<[String]>::concat).collect();
    let mut group = criterion.benchmark_group("repair");
    group.throughput(Throughput::Bytes(pages.iter().map(String::len).sum::<usize>() as u64));
    let mut row = |name: &str, pages: &[String]| {
        group.bench_function(name, |b| {
            b.iter(|| pages.iter().for_each(|page| drop(black_box(qingliu::repair(black_box(page))))));
        });
    };
    row("clean", &pages);
    for (name, was, now) in MARKINGS {
        let mark = |(index, page): (usize, &String)| {
            if index % 20 == 0 { page.replace(was, now) } else { page.clone() }
        };
        row(name, &pages.iter().enumerate().map(mark).collect::<Vec<_>>());
    }
    group.finish();
}
