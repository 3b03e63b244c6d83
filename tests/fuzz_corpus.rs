//! The fuzz targets on a stable compiler: each over its committed corpus, every cut of it that is cheap, and mutations
//! that are the same in every run.

#[path = "../fuzz/targets.rs"]
mod targets;

use std::fs;
use std::path::Path;
use std::time::Duration;

use cpu_time::ThreadTime;
use targets::TARGETS;

/// Mutations of each file; `QINGLIU_FUZZ_ROUNDS` asks for more.
const ROUNDS: u64 = 60;

/// No input of the corpus takes a hundredth of that of the processor; something quadratic does.
const BOUND: Duration = Duration::from_secs(20);

/// What mutations put in: bytes that parsers give a meaning to.
const TOKENS: [&[u8]; 16] = [
    b"\0",
    b"\xff",
    b"\r\n\r\n",
    b"<",
    b">",
    b"&#",
    b"{\"",
    b"\\u",
    b"~{",
    b"\x1f\x8b",
    b"\x28\xb5\x2f\xfd",
    b"PK\x01\x02",
    b"WARC/1.0\r\n",
    b"Content-Length: 99999999999999999999\r\n",
    b"\xa1\xa1",
    b"[[",
];

struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        // xorshift64
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

fn mutated(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=chance.below(4) {
        let at = chance.below(bytes.len() + 1);
        let end = (at + chance.below(64)).min(bytes.len());
        match chance.below(6) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let again = bytes[at..end].to_vec();
                let to = chance.below(bytes.len() + 1);
                bytes.splice(to..to, again);
            }
            3 => drop(bytes.splice(at..at, TOKENS[chance.below(TOKENS.len())].iter().copied())),
            _ if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            _ => bytes.push(chance.below(256) as u8),
        }
    }
    bytes
}

fn files(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn no_target_falls_over_its_corpus_or_what_is_like_it() {
    let rounds = std::env::var("QINGLIU_FUZZ_ROUNDS").map_or(ROUNDS, |rounds| rounds.parse().unwrap());
    for (name, target) in TARGETS {
        let files = files(name);
        assert!(!files.is_empty(), "{name} has no corpus");
        for (file, bytes) in files {
            let run = |bytes: &[u8], what: &str| {
                let since = ThreadTime::now();
                let caught = std::panic::catch_unwind(|| target(bytes));
                let (took, hex) =
                    (since.elapsed(), || bytes.iter().map(|b| format!("{b:02x}")).collect::<String>());
                assert!(caught.is_ok(), "{name}: {file}, {what}: {}", hex());
                assert!(took < BOUND, "{name}: {file}, {what} took {took:?}: {}", hex());
            };
            run(&bytes, "as it is");
            for cut in (0..bytes.len()).step_by(bytes.len() / 40 + 1) {
                run(&bytes[..cut], "cut off");
            }
            let mut chance = Chance(
                bytes.iter().fold(0x2011_0503, |seed: u64, b| seed.rotate_left(5) ^ u64::from(*b)) | 1,
            );
            for round in 0..rounds {
                run(&mutated(&bytes, &mut chance), &format!("mutation {round}"));
            }
        }
    }
}

#[test]
fn every_target_has_a_program_of_its_own() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    for (name, _) in TARGETS {
        let program = fs::read_to_string(folder.join(format!("fuzz_targets/{name}.rs"))).unwrap();
        assert!(program.contains(&format!("targets::{name}(bytes)")), "{name}");
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
}
