//! Containers that are cut off, damaged, or lie: what can be read is read, and the rest is told.

use super::containers::{gzip_each, page, pages, record, response, responses, streamed_zip, tar, zip, zstd};
use super::*;

const PAGES: usize = 14;

/// Every container of the same pages, by the name of its file.
fn containers() -> Vec<(&'static str, Vec<u8>)> {
    let (archive, records) = (tar(&pages(PAGES)), responses(PAGES));
    let lines: String = (0..PAGES).map(|n| format!("{{\"id\":{n},\"html\":{:?}}}\n", page(n))).collect();
    let crawl = records.concat();
    vec![
        ("a.tar", archive.clone()),
        ("a.tar.gz", gzip(&archive)),
        ("a.tar.zst", zstd(&archive)),
        ("a.zip", zip(&pages(PAGES))),
        ("streamed.zip", streamed_zip(&pages(PAGES))),
        ("a.warc", crawl.clone()),
        ("each.warc.gz", gzip_each(&records)),
        ("whole.warc.gz", gzip(&crawl)),
        ("a.warc.zst", zstd(&crawl)),
        ("a.jsonl.gz", gzip(lines)),
    ]
}

fn bodies(ran: &Ran) -> Vec<String> {
    ran.records().iter().map(|r| r["body"].as_str().unwrap().to_owned()).collect()
}

/// Where the bodies stand among the good ones; every one of them must, in order.
fn places(found: &[String], good: &[String]) -> Vec<usize> {
    let places: Vec<usize> =
        found.iter().map(|body| good.iter().position(|g| g == body).expect(body)).collect();
    assert!(places.is_sorted_by(|a, b| a < b), "{places:?}");
    places
}

#[test]
fn what_stands_before_a_cut_is_read_and_the_cut_is_told() {
    let dir = folder(&[]);
    for (name, bytes) in containers() {
        write(dir.path().join(name), &bytes);
        let good = bodies(&clean(&dir, &[name]));
        assert_eq!(good.len(), PAGES, "{name}");
        let mut before = 0;
        for seventh in 1..7 {
            let cut = bytes.len() * seventh / 7;
            write(dir.path().join(name), &bytes[..cut]);
            let ran = clean(&dir, &[name, "--errors", "errors"]);
            let [_, written, _, errors] = ran.account();
            assert!(ran.status == 3 && errors > 0, "{name} at {cut}: {}", ran.err);
            let places = places(&bodies(&ran), &good);
            assert_eq!(places, (0..places.len()).collect::<Vec<_>>(), "{name} at {cut}");
            assert!(written as usize >= before && written as usize <= PAGES, "{name} at {cut}: {written}");
            before = written as usize;
            let told = read(&dir, "errors");
            assert!(told.contains("cut off"), "{name} at {cut}: {told}");
        }
        // Of one piece of compression nothing may come before its end.
        if matches!(name, "a.tar" | "a.zip" | "streamed.zip" | "a.warc" | "each.warc.gz") {
            assert!(before >= PAGES / 2, "{name}: {before}");
        }
    }
}

#[test]
fn a_cut_anywhere_in_the_last_bytes_is_told() {
    let dir = folder(&[]);
    for (name, bytes) in containers() {
        // The zeros at the end of a tar are its mark; a plain crawl may end without its last blank lines.
        let most = match name {
            "a.tar" => 0,
            "a.warc" => 0,
            _ => 12,
        };
        for cut in 1..=most {
            write(dir.path().join(name), &bytes[..bytes.len() - cut]);
            let ran = clean(&dir, &[name]);
            assert_eq!(ran.status, 3, "{name} without {cut}: {}", ran.err);
        }
    }
    // A tar without its mark.
    let archive = tar(&pages(2));
    let end = archive.len() - 1024;
    write(dir.path().join("b.tar"), &archive[..end]);
    let ran = clean(&dir, &["b.tar"]);
    assert_eq!((ran.status, ran.account()), (3, [3, 2, 0, 1]));
}

#[test]
fn flipped_bytes_cost_what_they_hit_and_its_neighbours() {
    let dir = folder(&[]);
    for (name, bytes) in containers() {
        write(dir.path().join(name), &bytes);
        let good = bodies(&clean(&dir, &[name]));
        // Where nothing says what the bytes ought to be, nobody can tell: the table of a ZIP bears no sum either, and
        // where there is one, nobody asks what follows the files.
        let checked = match name {
            "a.tar" | "a.warc" | "streamed.zip" => 0,
            "a.zip" => bytes.windows(4).position(|four| four == b"PK\x01\x02").unwrap(),
            _ => bytes.len(),
        };
        for seventh in 1..7 {
            let mut damaged = bytes.clone();
            let at = bytes.len() * seventh / 7;
            damaged[at] ^= 0x55;
            write(dir.path().join(name), &damaged);
            let ran = clean(&dir, &[name]);
            let found = bodies(&ran);
            if at < checked {
                assert_eq!(ran.status, 3, "{name} at {at}: {}", ran.err);
                // None is read that is not as it was, but for those that came before the check at the end.
                let whole = found.iter().filter(|body| good.contains(body)).count();
                assert!(
                    whole == found.len() || !matches!(name, "a.zip" | "streamed.zip" | "each.warc.gz"),
                    "{name} at {at}"
                );
            }
            if matches!(name, "a.tar" | "a.zip" | "streamed.zip" | "a.warc" | "each.warc.gz") {
                assert!(found.len() >= PAGES - 2, "{name} at {at}: {} {}", found.len(), ran.err);
            }
        }
    }
}

#[test]
fn a_length_that_lies_costs_its_record_and_no_other() {
    let dir = folder(&[]);
    let records = responses(6);
    let good = {
        write(dir.path().join("good.warc"), records.concat());
        bodies(&clean(&dir, &["good.warc"]))
    };
    let length = |n: usize| records[n].len();
    for lie in ["7", "0", "3000", "99999999", "99999999999999999999", "-1", "x", &length(4).to_string()] {
        let mut lying = records.clone();
        // The third page.
        let text = String::from_utf8(lying[3].clone()).unwrap();
        let from = text.find("Content-Length: ").unwrap() + "Content-Length: ".len();
        let to = from + text[from..].find('\r').unwrap();
        lying[3].splice(from..to, lie.bytes());
        for (name, bytes) in [("a.warc", lying.concat()), ("a.warc.gz", gzip_each(&lying))] {
            write(dir.path().join(name), bytes);
            let ran = clean(&dir, &[name, "--errors", "errors"]);
            assert_eq!((ran.status, ran.account()), (3, [6, 5, 0, 1]), "{name} {lie}: {}", ran.err);
            assert_eq!(places(&bodies(&ran), &good), [0, 1, 3, 4, 5], "{name} {lie}");
            let errors = objects(&read(&dir, "errors"));
            assert_eq!(errors[0]["offset"], length(0) + length(1) + length(2), "{name} {lie}");
        }
    }
}

#[test]
fn a_page_that_is_cut_or_damaged_says_where() {
    let dir = folder(&[]);
    let packed = gzip(PAGE);
    let mut flipped = streamed_zip(&pages(3));
    // Without its table, and with a byte of the second page that is another one.
    flipped.truncate(flipped.windows(4).position(|four| four == b"PK\x01\x02").unwrap());
    let second = flipped.windows(12).position(|name| name == b"pages/01.htm").unwrap();
    flipped[second + 60] ^= 0x55;
    let saved = "Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\
                 Content-Transfer-Encoding: base64\r\n\r\n5pep5biC";
    let in_tar = tar(&[("saved.mhtml".to_owned(), saved.as_bytes().to_vec())]);
    for (name, bytes, told) in [
        (
            "a.html.gz",
            &packed[..packed.len() - 20],
            &["cut off (at byte ", "as packed; nothing of the page is kept"][..],
        ),
        ("a.mhtml", saved.as_bytes(), &["\"offset\":122,", "cut off at byte 122", "from byte 52 on"]),
        (
            "b.mhtml",
            format!("{saved}!\r\n--b--\r\n").as_bytes(),
            &["\"offset\":52,", "from byte 52 on, is damaged"],
        ),
        // Where the file begins in the archive: a place in it is none of the archive's.
        ("c.tar", &in_tar[..], &["\"id\":\"c.tar!saved.mhtml\",\"offset\":0,", "cut off at byte 122"]),
        ("a.zip", &flipped[..], &["pages/01.html", "2 pages before that were read"]),
    ] {
        write(dir.path().join(name), bytes);
        write(dir.path().join("z.html"), PAGE);
        let ran = clean(&dir, &[name, "z.html", "--errors", "errors"]);
        assert_eq!((ran.status, ran.ids().last().unwrap().as_str()), (3, "z.html"), "{name}: {}", ran.err);
        let errors = read(&dir, "errors");
        assert!(told.iter().all(|part| errors.contains(part)), "{name}: {errors}");
    }
}

#[test]
fn rubbish_between_records_and_files_is_passed_over() {
    let dir = folder(&[]);
    let records = responses(3);
    let rubbish = [&b"\0"[..], b"rubbish WARC/1.0 rubbish\r\n", &[0; 700], b"WARC/1.0\r\nno header\r\n"];
    for rubbish in rubbish {
        let crawl = [&records[0][..], &records[1], rubbish, b"\r\n", &records[2], &records[3]].concat();
        write(dir.path().join("a.warc"), crawl);
        let ran = clean(&dir, &["a.warc"]);
        // The one before is not to be trusted: nothing says that it ended there.
        let [_, written, _, errors] = ran.account();
        assert!(written >= 2 && errors >= 1, "{rubbish:?}: {}", ran.err);
        assert_eq!(ran.ids().last().unwrap(), "urn:uuid:00000002");
    }
    let archive = tar(&pages(3));
    let damaged: Vec<u8> = [&archive[..1024], &[b'x'; 512], &archive[1024..]].concat();
    write(dir.path().join("a.tar"), damaged);
    let ran = clean(&dir, &["a.tar"]);
    assert_eq!((ran.status, ran.account()), (3, [4, 3, 0, 1]), "{}", ran.err);
    // Zeros behind a gzip are those of a tape, anything else was something.
    write(dir.path().join("a.html.gz"), [gzip(PAGE), vec![0; 600]].concat());
    assert_eq!(clean(&dir, &["a.html.gz"]).status, 0);
    write(dir.path().join("a.html.gz"), [gzip(PAGE), b"more".to_vec()].concat());
    assert_eq!(clean(&dir, &["a.html.gz"]).status, 3);
}

#[test]
fn what_is_empty_or_something_else_is_told_once() {
    let dir = folder(&[]);
    let noise: Vec<u8> = (0..5000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for bytes in [&[0; 3000][..], PAGE.as_bytes(), &noise] {
        for name in ["a.tar", "b.zip", "c.warc", "d.mhtml", "e.warc.gz", "f.tar.zst"] {
            write(dir.path().join(name), bytes);
            let ran = clean(&dir, &[name, "--errors", "errors"]);
            // A tar of zeros ends where it begins.
            let is_end = name.contains("tar") && bytes.starts_with(&[0; 512]);
            assert_eq!(ran.account(), [u64::from(!is_end), 0, 0, u64::from(!is_end)], "{name}: {}", ran.err);
        }
    }
    for (name, errors) in [("a.tar", 1), ("b.zip", 1), ("c.warc", 0), ("d.mhtml", 1), ("e.warc.gz", 0)] {
        write(dir.path().join(name), "");
        assert_eq!(clean(&dir, &[name]).account(), [errors, 0, 0, errors], "{name}");
    }
}

#[test]
fn a_page_over_the_limit_is_told_and_the_next_is_read() {
    let dir = folder(&[]);
    // A gzip and a zip of zeros: 64 MiB in as many KiB.
    let zeros = vec![0; 64 << 20];
    let files = [("a.html".to_owned(), zeros.clone()), ("b.html".to_owned(), page(1).into_bytes())];
    write(dir.path().join("a.html.gz"), gzip(&zeros));
    write(dir.path().join("a.tar.gz"), gzip(tar(&files)));
    write(dir.path().join("a.zip"), zip(&files));
    let bomb = response(0, "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", &gzip(&zeros));
    let plain = response(1, "200 OK\r\nContent-Type: text/html", &zeros);
    let video = response(2, "200 OK\r\nContent-Type: video/mp4", &zeros);
    let page = response(3, "200 OK\r\nContent-Type: text/html", page(1).as_bytes());
    let fields = [("WARC-Type", "resource"), ("Content-Type", "text/html")];
    let last = record(&fields, PAGE.as_bytes());
    write(dir.path().join("a.warc.gz"), gzip_each(&[bomb, plain, video, page, last]));
    for (name, account) in [
        ("a.html.gz", [1, 0, 0, 1]),
        ("a.tar.gz", [2, 1, 0, 1]),
        ("a.zip", [2, 1, 0, 1]),
        ("a.warc.gz", [4, 2, 0, 2]),
    ] {
        let ran = clean(&dir, &[name]);
        assert_eq!((ran.status, ran.account()), (3, account), "{name}: {}", ran.err);
        assert!(ran.err.contains("larger than 16 MiB"), "{name}: {}", ran.err);
    }
    write(dir.path().join("small.jsonl"), "{\"text\":\"早市早市早市\"}\n{\"text\":\"早\"}\n");
    let ran = clean(&dir, &["small.jsonl", "--max-record-bytes", "24"]);
    assert_eq!((ran.ids(), ran.account()), (vec!["small.jsonl:2".to_owned()], [2, 1, 0, 1]), "{}", ran.err);
    let ran = clean(&dir, &["small.jsonl", "--max-record-bytes", "0"]);
    assert_eq!(ran.status, 2);
}
