//! Parquet in and out.

use super::*;

fn lines() -> String {
    let line = |i: usize| match i % 3 {
        0 => format!(
            "{{\"id\":\"p{i}\",\"html\":\"<h1>早市{i}</h1><p>热度：{i}1</p><p>天还没亮，卖菜的人已经把摊子支好了。</p>\",\"n\":{i}}}\n"
        ),
        1 => format!("{{\"id\":\"p{i}\",\"text\":\"国产精品_毛片无码_亚洲一区二区_在线观看\\n早市{i}\"}}\n"),
        _ => format!("{{\"id\":\"p{i}\",\"text\":\"\"}}\n"),
    };
    (0..30).map(line).collect()
}

/// The rows of a table as JSON.
fn rows(dir: &TempDir, name: &str) -> Vec<Value> {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let reader = SerializedFileReader::new(fs::File::open(dir.path().join(name)).unwrap()).unwrap();
    reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_json_value()).collect()
}

#[test]
fn a_table_has_the_records_as_rows() {
    let dir = folder(&[("in.jsonl", &(lines() + "{\n"))]);
    let args = ["in.jsonl", "--carry", "n"];
    let plain = clean(&dir, &args);
    let outputs = ["-o", "out.parquet", "--removed", "removed.parquet", "--errors", "errors.parquet"];
    let ran = clean(&dir, &[&args[..], &outputs].concat());
    assert_eq!(ran.status, 3, "{}", ran.err);
    let mut records = plain.records();
    for record in &mut records {
        // As their JSON text.
        let carried = record["n"].clone();
        record["n"] = if carried.is_null() { carried } else { carried.to_string().into() };
        // A map without a pair is a map.
        let removed = record["removed"].as_object().unwrap().clone();
        record["removed"] = Value::Object(removed);
    }
    assert_eq!(rows(&dir, "out.parquet"), records);
    assert!(records.iter().any(|r| !r["flags"].as_array().unwrap().is_empty()));
    assert!(records.iter().any(|r| r["heat"].is_i64()));
    assert_eq!(rows(&dir, "errors.parquet")[0]["id"], "in.jsonl:31");
    assert!(rows(&dir, "removed.parquet").iter().any(|r| r["rule"].as_str().unwrap().starts_with("spam/")));
    let ran = clean(&dir, &["in.jsonl", "-o", "s.parquet", "--shard-size", "20"]);
    assert_eq!(ran.status, 3, "{}", ran.err);
    assert_eq!((rows(&dir, "s-00000.parquet").len(), rows(&dir, "s-00001.parquet").len()), (20, 10));
}

#[test]
fn the_columns_that_make_a_page_are_chosen_by_name() {
    let dir = folder(&[("in.jsonl", &lines())]);
    assert_eq!(clean(&dir, &["in.jsonl", "-o", "in/t.parquet"]).status, 2);
    fs::create_dir(dir.path().join("in")).unwrap();
    assert_eq!(clean(&dir, &["in.jsonl", "-o", "in/t.parquet"]).status, 0);
    let named = ["--column", "text=body", "--carry", "source", "--fields", "id,body"];
    let ran = clean(&dir, &[&["in"][..], &named[..2], &named[4..]].concat());
    assert_eq!(ran.status, 0, "{}", ran.err);
    let bodies =
        |ran: &Ran| ran.records().iter().map(|r| (r["id"].clone(), r["body"].clone())).collect::<Vec<_>>();
    assert_eq!(ran.ids().len(), 30);
    assert_eq!(bodies(&ran)[0].0, "p0");
    // By first bytes, whatever the name.
    fs::copy(dir.path().join("in/t.parquet"), dir.path().join("unnamed")).unwrap();
    let again = clean(&dir, &[&["unnamed"][..], &named[..2], &named[4..]].concat());
    assert_eq!(bodies(&again), bodies(&ran));
    let bytes = fs::read(dir.path().join("unnamed")).unwrap();
    let piped =
        run(qingliu(&dir).arg("clean").args(&named[..2]).args(&named[4..]).write_stdin(bytes.clone()));
    assert_eq!(bodies(&piped), bodies(&ran));
    // Which it is must be said.
    let ran = clean(&dir, &["in"]);
    assert!(
        ran.status == 3 && ran.err.contains("no column holds the page") && ran.err.contains("body"),
        "{}",
        ran.err
    );
    // Damaged anywhere, it is told and nothing panics.
    for cut in 0..8 {
        write(dir.path().join("cut.parquet"), &bytes[..bytes.len() * cut / 8]);
        assert_eq!(clean(&dir, &["cut.parquet", "--column", "text=body"]).status, 3, "{cut}");
        let mut damaged = bytes.clone();
        damaged[bytes.len() * cut / 8 + 4] ^= 0xff;
        write(dir.path().join("damaged.parquet"), damaged);
        let ran = clean(&dir, &["damaged.parquet", "--column", "text=body"]);
        assert!(!ran.err.contains("fault of qingliu") && ran.status != 101, "{}", ran.err);
    }
}
