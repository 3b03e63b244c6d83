//! Readers meet bytes of all kinds.

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use std::io::Write;

use super::*;

const FORMATS: [Format; 6] =
    [Format::Auto, Format::Jsonl, Format::Warc, Format::Mhtml, Format::Tar, Format::Zip];

/// What a reader finds in these bytes, each page read as far as it goes.
fn found(bytes: &[u8], format: Format) -> Vec<Result<String, String>> {
    let settings = Settings { max_record_bytes: 1 << 16, ..Settings::default() };
    let mut found = Vec::new();
    let mut give = |met| {
        if let Met::Job(job) = met {
            let page = job.load_alone();
            found.push(page.map(|page| format!("{:?}", page.content)).map_err(|e| e.message));
        }
        ControlFlow::Continue(())
    };
    let mut input = bytes;
    let flow = stream(&mut input, "in", format, &mut Found::new(&settings, false, &mut give));
    assert!(flow.is_continue());
    found
}

fn crawl() -> Vec<u8> {
    (0..3)
        .map(|n| {
            let body = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>早市{n}</p>");
            let length = body.len();
            let fields =
                format!("WARC-Type: response\r\nWARC-Record-ID: <a:{n}>\r\nContent-Length: {length}");
            format!("WARC/1.0\r\n{fields}\r\n\r\n{body}\r\n\r\n")
        })
        .collect::<String>()
        .into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[cfg(feature = "formats")]
fn archives() -> [Vec<u8>; 2] {
    let mut tar = ::tar::Builder::new(Vec::new());
    let mut zip = ::zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for name in ["a.html", "b.txt", "c.jsonl"] {
        let bytes = "{\"text\":\"早市\"}\n".repeat(20);
        let mut header = ::tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, name, bytes.as_bytes()).unwrap();
        zip.start_file(name, ::zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes.as_bytes()).unwrap();
    }
    [tar.into_inner().unwrap(), zip.finish().unwrap().into_inner()]
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        for format in FORMATS {
            found(&bytes, format);
            found(&gzip(&bytes), format);
        }
    }

    #[test]
    fn no_damage_makes_a_reader_panic(
        which in any::<prop::sample::Index>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in any::<prop::sample::Index>(),
        moved in any::<prop::sample::Index>(),
    ) {
        let all = [crawl(), gzip(&crawl()), zstd::encode_all(&crawl()[..], 1).unwrap()];
        #[cfg(feature = "formats")]
        let all = [&all[..], &archives()].concat();
        let mut bytes = which.get(&all).clone();
        for (at, value) in flips {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        let middle = moved.index(bytes.len());
        bytes.rotate_left(if middle % 3 == 0 { middle } else { 0 });
        bytes.truncate(cut.index(bytes.len() + 1));
        for format in FORMATS {
            found(&bytes, format);
        }
    }

    #[test]
    fn the_pieces_that_a_stream_comes_in_make_no_difference(size in 1_usize..700) {
        let bytes = gzip(&crawl());
        let whole = found(&bytes, Format::Auto);
        prop_assert_eq!(whole.iter().filter(|page| page.is_ok()).count(), 3);
        let settings = Settings::default();
        let mut pieces = 0;
        let mut give = |_| { pieces += 1; ControlFlow::Continue(()) };
        let mut input = BufReader::with_capacity(size, &bytes[..]);
        let _ = stream(&mut input, "in", Format::Auto, &mut Found::new(&settings, false, &mut give));
        prop_assert_eq!(pieces, 3);
    }
}

#[test]
fn a_page_over_the_limit_is_an_error() {
    assert!(read_page(&mut &b"12345"[..], 4).is_err());
    assert_eq!(read_page(&mut &b"1234"[..], 4).unwrap(), b"1234");
}
