//! Archives, crawls and saved pages: the same records as from the pages themselves, under ids of their own.

use std::io::{Cursor, Write};

use super::*;

/// A page like no other of its number.
pub fn page(number: usize) -> String {
    let body = format!("第{number}天，天还没亮，卖菜的人已经把摊子支好了，豆腐坊的热气飘过半条街。");
    format!(
        "<html><body><h1>小城的早市之{number}</h1><p>{body}</p><p>{}</p></body></html>",
        "菜".repeat(number * 7)
    )
}

pub fn pages(count: usize) -> Vec<(String, Vec<u8>)> {
    (0..count).map(|number| (format!("pages/{number:02}.html"), page(number).into_bytes())).collect()
}

pub fn tar(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, &bytes[..]).unwrap();
    }
    archive.into_inner().unwrap()
}

pub fn zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// The same as a program writes it that cannot go back: sum and sizes follow each file.
pub fn streamed_zip(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new_stream(Vec::new());
    for (name, bytes) in files {
        archive.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A record with these fields before its block.
pub fn record(fields: &[(&str, &str)], block: &[u8]) -> Vec<u8> {
    let mut record = b"WARC/1.0\r\n".to_vec();
    for (name, value) in fields {
        record.extend(format!("{name}: {value}\r\n").bytes());
    }
    record.extend(format!("Content-Length: {}\r\n\r\n", block.len()).bytes());
    record.extend(block);
    record.extend(b"\r\n\r\n");
    record
}

/// The response of a server, as a crawler keeps it.
pub fn response(number: usize, header: &str, body: &[u8]) -> Vec<u8> {
    let block = [format!("HTTP/1.1 {header}\r\n\r\n").as_bytes(), body].concat();
    let id = format!("<urn:uuid:{number:08}>");
    let url = format!("http://example.com/{number}");
    let fields = [
        ("WARC-Type", "response"),
        ("WARC-Record-ID", id.as_str()),
        ("WARC-Target-URI", url.as_str()),
        ("WARC-Date", "2013-05-18T17:00:00Z"),
        ("Content-Type", "application/http; msgtype=response"),
    ];
    record(&fields, &block)
}

pub fn responses(count: usize) -> Vec<Vec<u8>> {
    let info =
        record(&[("WARC-Type", "warcinfo"), ("Content-Type", "application/warc-fields")], b"software: x\r\n");
    let pages = (0..count).map(|n| response(n, "200 OK\r\nContent-Type: text/html", page(n).as_bytes()));
    [info].into_iter().chain(pages).collect()
}

pub fn gzip_each(records: &[Vec<u8>]) -> Vec<u8> {
    records.iter().flat_map(gzip).collect()
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut packed = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
    packed.include_checksum(true).unwrap();
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// A frame a record, all by a dictionary that stands before them in a frame to be skipped.
fn zstd_by_dictionary(records: &[Vec<u8>]) -> Vec<u8> {
    let dictionary = page(3).into_bytes();
    let mut out = 0x184d_2a5d_u32.to_le_bytes().to_vec();
    out.extend((dictionary.len() as u32).to_le_bytes());
    out.extend(&dictionary);
    for record in records {
        let mut frame = zstd::stream::write::Encoder::with_dictionary(Vec::new(), 3, &dictionary).unwrap();
        frame.write_all(record).unwrap();
        out.extend(frame.finish().unwrap());
    }
    out
}

/// What is left of a record without what its carrier says.
fn bare(ran: &Ran) -> Vec<Value> {
    let mut records = ran.records();
    for record in &mut records {
        let record = record.as_object_mut().unwrap();
        record.retain(|key, _| key != "id" && key != "url");
    }
    records
}

#[test]
fn every_container_gives_the_records_of_its_pages() {
    let dir = folder(&[]);
    let files = pages(12);
    for (name, bytes) in &files {
        write(dir.path().join(name), bytes);
    }
    let (archive, records) = (tar(&files), responses(12));
    let crawl = records.concat();
    for (name, bytes) in [
        ("a.tar", archive.clone()),
        ("a.tar.gz", gzip(&archive)),
        ("a.tgz", gzip(&archive)),
        ("a.tar.zst", zstd(&archive)),
        ("a.zip", zip(&files)),
        ("a.warc", crawl.clone()),
        ("each.warc.gz", gzip_each(&records)),
        ("whole.warc.gz", gzip(&crawl)),
        ("a.warc.zst", zstd(&crawl)),
        ("dictionary.warc.zst", zstd_by_dictionary(&records)),
    ] {
        write(dir.path().join("in").join(name), bytes);
    }
    let plain = bare(&clean(&dir, &["pages"]));
    assert_eq!(plain.len(), 12);
    for entry in fs::read_dir(dir.path().join("in")).unwrap() {
        let path = entry.unwrap().path();
        let ran = clean(&dir, &[path.to_str().unwrap()]);
        assert_eq!((ran.status, ran.account()), (0, [12, 12, 0, 0]), "{path:?}: {}", ran.err);
        assert_eq!(bare(&ran), plain, "{path:?}");
        // The first bytes tell, whatever the name, and without one.
        let bytes = fs::read(&path).unwrap();
        write(dir.path().join("unnamed"), &bytes);
        assert_eq!(bare(&clean(&dir, &["unnamed"])), plain, "{path:?}");
        let ran = run(qingliu(&dir).arg("clean").write_stdin(bytes));
        assert_eq!(bare(&ran), plain, "{path:?}: {}", ran.err);
    }
    // A folder of them all.
    assert_eq!(clean(&dir, &["in"]).account(), [120, 120, 0, 0]);
}

#[test]
fn members_are_called_by_their_archive_and_others_are_counted() {
    let dir = folder(&[]);
    let mut files = pages(1);
    let more: [(&str, Vec<u8>); 6] = [
        (
            "lines.jsonl",
            b"{\"text\":\"\xe6\x97\xa9\"}\n{\"id\":\"own\",\"text\":\"\xe6\x99\x9a\"}\n".to_vec(),
        ),
        ("packed.html.gz", gzip(page(5))),
        ("style.css", b"p {}".to_vec()),
        ("table.csv", b"a,b".to_vec()),
        (".hidden/a.html", page(1).into_bytes()),
        ("__MACOSX/a.html", page(1).into_bytes()),
    ];
    files.extend(more.map(|(name, bytes)| (name.to_owned(), bytes)));
    write(dir.path().join("in/a.tar"), tar(&files));
    write(dir.path().join("in/b.zip"), zip(&files));
    let ran = clean(&dir, &["in"]);
    let of = |archive: &str| {
        ["pages/00.html", "lines.jsonl:1", "", "packed.html.gz"].map(|member| match member {
            "" => "own".to_owned(),
            member => format!("{archive}!{member}"),
        })
    };
    assert_eq!(ran.ids(), [of("a.tar"), of("b.zip")].concat());
    assert!(ran.err.contains("skipped 4 files") && ran.err.contains("2 files of a format"), "{}", ran.err);
    // Each can be looked at.
    let ran = run(qingliu(&dir).args(["explain", "in/b.zip", "--id", "in/b.zip!packed.html.gz"]));
    assert!(ran.status == 0 && ran.out.contains("小城的早市之5"), "{}", ran.err);
}

#[test]
fn archives_in_archives_are_read_so_deep_and_no_deeper() {
    let dir = folder(&[]);
    let inner = [
        ("a.warc.gz".to_owned(), gzip_each(&responses(2))),
        ("b.tar.zst".to_owned(), zstd(&tar(&pages(1)))),
        ("c.zip".to_owned(), zip(&pages(1))),
    ];
    write(dir.path().join("a.tar"), tar(&inner));
    let ran = clean(&dir, &["a.tar"]);
    let ids = [
        "urn:uuid:00000000",
        "urn:uuid:00000001",
        "a.tar!b.tar.zst!pages/00.html",
        "a.tar!c.zip!pages/00.html",
    ];
    assert_eq!(ran.ids(), ids, "{}", ran.err);
    let mut nest = ("n.zip".to_owned(), zip(&pages(1)));
    for _ in 0..6 {
        nest = ("n.zip".to_owned(), zip(&[nest]));
    }
    write(dir.path().join("n.zip"), nest.1);
    let ran = clean(&dir, &["n.zip"]);
    assert_eq!((ran.status, ran.account()), (3, [1, 0, 0, 1]));
    assert!(ran.err.contains("archives in one another"), "{}", ran.err);
}

#[test]
fn names_in_gbk_are_read() {
    let dir = folder(&[]);
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    let name = b"\xd4\xe7\xca\xd0.html";
    header.as_old_mut().name[..name.len()].copy_from_slice(name);
    header.set_size(PAGE.len() as u64);
    header.set_cksum();
    archive.append(&header, PAGE.as_bytes()).unwrap();
    write(dir.path().join("a.tar"), archive.into_inner().unwrap());
    assert_eq!(clean(&dir, &["a.tar"]).ids(), ["a.tar!早市.html"]);
}

#[test]
fn long_names_of_both_kinds_are_read() {
    let dir = folder(&[]);
    let name = format!("{}/a.html", "很长的名字".repeat(20));
    write(dir.path().join("gnu.tar"), tar(&[(name.clone(), page(1).into_bytes())]));
    let mut archive = tar::Builder::new(Vec::new());
    archive.append_pax_extensions([("path", name.as_bytes())]).unwrap();
    let mut header = tar::Header::new_ustar();
    header.set_size(PAGE.len() as u64);
    archive.append_data(&mut header, "short", PAGE.as_bytes()).unwrap();
    write(dir.path().join("pax.tar"), archive.into_inner().unwrap());
    let ran = clean(&dir, &["gnu.tar", "pax.tar"]);
    assert_eq!(ran.ids(), [format!("gnu.tar!{name}"), format!("pax.tar!{name}")]);
}

#[test]
fn a_crawl_says_what_its_pages_are() {
    let dir = folder(&[]);
    let said = "<h1>早市</h1><p>昨天 08:15</p><p>天还没亮，卖菜的人已经把摊子支好了。</p>";
    let chunked: String = said
        .as_bytes()
        .chunks(7)
        .map(|part| {
            format!("{:x}\r\n{}\r\n", part.len(), part.iter().map(|b| char::from(*b)).collect::<String>())
        })
        .collect::<String>()
        + "0\r\n\r\n";
    let chunked: Vec<u8> = chunked.chars().map(|c| c as u8).collect();
    let crawl = [
        response(0, "200 OK\r\nContent-Type: text/html; charset=utf-8", said.as_bytes()),
        response(1, "200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked", &chunked),
        response(2, "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", &gzip(said)),
        // The archiver undid both, and left the header.
        response(3, "200 OK\r\nContent-Encoding: br\r\nTransfer-Encoding: chunked", said.as_bytes()),
        response(4, "404 Not Found\r\nContent-Type: text/html", said.as_bytes()),
        response(5, "301 Moved\r\nContent-Type: text/html", b""),
        response(6, "200 OK\r\nContent-Type: image/png", b"\x89PNG"),
        record(&[("WARC-Type", "request")], b"GET / HTTP/1.1\r\n\r\n"),
        record(&[("WARC-Type", "revisit"), ("WARC-Record-ID", "<r>")], b"HTTP/1.1 200 OK\r\n\r\n"),
        record(
            &[("WARC-Type", "resource"), ("Content-Type", "text/html"), ("WARC-Target-URI", "http://r/")],
            said.as_bytes(),
        ),
    ]
    .concat();
    write(dir.path().join("a.warc"), crawl);
    let ran = clean(&dir, &["a.warc"]);
    let ids: Vec<String> =
        (0..4).map(|n| format!("urn:uuid:0000000{n}")).chain(["http://r/".to_owned()]).collect();
    assert_eq!((ran.ids(), ran.status), (ids, 0), "{}", ran.err);
    for record in &ran.records()[..4] {
        let number = record["id"].as_str().unwrap().chars().last().unwrap();
        assert_eq!(record["url"], format!("http://example.com/{number}"));
        // 17:00 in Greenwich is the 19th in China.
        assert_eq!(
            (&record["date"], &record["title"]),
            (&"2013-05-18T08:15".into(), &"早市".into()),
            "{record}"
        );
    }
    assert_eq!(ran.records()[4]["date"], Value::Null);
    assert!(
        ran.err.contains("skipped 4 records;") && ran.err.contains("2 records of crawls: an HTTP status"),
        "{}",
        ran.err
    );
    // What the caller says goes before.
    let ran = clean(&dir, &["a.warc", "--reference-date", "2020-01-02"]);
    assert_eq!(ran.records()[0]["date"], "2020-01-01T08:15");
}

#[test]
fn the_charset_of_a_header_is_a_vote() {
    let dir = folder(&[]);
    let (gbk, _, _) = encoding_rs::GBK.encode("<h1>早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p>");
    let crawl = response(0, "200 OK\r\nContent-Type: text/html; charset=gb2312", &gbk);
    write(
        dir.path().join("a.warc"),
        [crawl, response(1, "200 OK\r\nContent-Type: text/html; charset=gb9", b"<p>a</p>")].concat(),
    );
    let ran = clean(&dir, &["a.warc"]);
    assert_eq!(
        (&ran.records()[0]["charset"], &ran.records()[0]["title"]),
        (&"gb18030".into(), &"早市".into())
    );
    assert!(ran.err.contains("unknown charset label \"gb9\""), "{}", ran.err);
}

#[test]
fn a_conversion_is_text_and_never_parsed() {
    let dir = folder(&[]);
    let fields = [("WARC-Type", "conversion"), ("WARC-Record-ID", "<urn:x>"), ("Content-Type", "text/plain")];
    let text = "早市\n写网页的人用 <p> 开始一段，用 <br> 换行。\n";
    write(dir.path().join("a.wet.gz"), gzip_each(&[record(&fields, text.as_bytes())]));
    write(dir.path().join("plain.txt"), text);
    let ran = clean(&dir, &["a.wet.gz", "plain.txt"]);
    assert_eq!(ran.ids(), ["urn:x", "plain.txt"]);
    let bare = bare(&ran);
    assert_eq!(bare[0], bare[1]);
    assert!(bare[0]["body"].as_str().unwrap().contains("<p>"));
}

#[test]
fn a_saved_page_is_its_main_part() {
    let dir = folder(&[("plain.html", PAGE)]);
    let base64 = base64_lines(PAGE.as_bytes());
    let saved = format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: http://example.com/a\r\nSubject: a\r\n\
         Date: Sat, 18 May 2013 17:00:00 -0000\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/css\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\np {{}}\r\n\
         --b\r\nContent-Type: text/html\r\nContent-Location: http://example.com/a\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{base64}\r\n--b--\r\n"
    );
    write(dir.path().join("a.mhtml"), &saved);
    let ran = clean(&dir, &["a.mhtml", "plain.html"]);
    assert_eq!(
        (ran.ids(), ran.status),
        (vec!["a.mhtml".to_owned(), "plain.html".to_owned()], 0),
        "{}",
        ran.err
    );
    let records = bare(&ran);
    assert_eq!(records[0], records[1]);
    assert_eq!(ran.records()[0]["url"], "http://example.com/a");
    let ran = run(qingliu(&dir).arg("clean").write_stdin(saved.as_str()));
    assert_eq!(ran.records()[0]["body"], records[1]["body"]);
    // One page, about which something may be said.
    assert_eq!(
        clean(&dir, &["a.mhtml", "--url", "http://example.com/b"]).records()[0]["url"],
        "http://example.com/b"
    );
    write(dir.path().join("cut.mhtml"), &saved[..saved.len() - base64.len()]);
    let ran = clean(&dir, &["cut.mhtml"]);
    assert!(ran.status == 3 && ran.err.contains("cut off"), "{}", ran.err);
}

fn base64_lines(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits: String = bytes
        .chunks(3)
        .map(|part| {
            let bits = part.iter().chain([&0, &0]).take(3).fold(0_u32, |bits, b| bits << 8 | u32::from(*b));
            let digit = |at: usize| {
                if at > part.len() { '=' } else { char::from(DIGITS[(bits >> (18 - 6 * at) & 63) as usize]) }
            };
            (0..4).map(digit).collect::<String>()
        })
        .collect();
    digits.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line).into_owned() + "\r\n").collect()
}

#[test]
fn a_pattern_stands_for_the_files_that_match() {
    let dir = folder(&[
        ("in/b.html", PAGE),
        ("in/a.html", PAGE),
        ("in/deep/c.html", PAGE),
        ("in/.d.html", PAGE),
        ("in/[x].html", PAGE),
    ]);
    assert_eq!(clean(&dir, &["in/?.html"]).ids(), ["in/a.html", "in/b.html"]);
    assert_eq!(
        clean(&dir, &["in/**/*.html"]).ids(),
        ["in/[x].html", "in/a.html", "in/b.html", "in/deep/c.html"]
    );
    // A file of that name is that file.
    assert_eq!(clean(&dir, &["in/[x].html"]).ids(), ["in/[x].html"]);
    let ran = clean(&dir, &["in/*.warc"]);
    assert!(ran.status == 3 && ran.err.contains("in/*.warc"), "{}", ran.err);
}

#[test]
fn keys_of_other_names_are_columns() {
    let dir = folder(&[(
        "a.jsonl",
        "{\"docid\":7,\"content\":\"<h1>早市</h1><p>天还没亮，卖菜的人已经把摊子支好了。</p>\",\"text\":\"no\",\"n\":1}\n",
    )]);
    let ran = clean(&dir, &["a.jsonl", "--column", "html=content", "--column", "id=docid", "--carry", "n"]);
    assert_eq!(
        (&ran.records()[0]["id"], &ran.records()[0]["title"]),
        (&"7".into(), &"早市".into()),
        "{}",
        ran.err
    );
    assert_eq!(ran.records()[0]["n"], 1);
    let ran = clean(&dir, &["a.jsonl", "--column", "content"]);
    assert!(ran.status == 2 && ran.err.contains("KEY=NAME"), "{}", ran.err);
}
