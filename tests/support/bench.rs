//! A workbench that runs beside a test: started in a folder, gone with the value.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

pub struct Bench {
    pub child: Child,
    /// Kept open: whoever writes to a pipe that nobody reads is told so.
    _out: BufReader<ChildStdout>,
    /// The address of its page.
    pub url: String,
}

impl Bench {
    /// Starts one with these arguments behind `workbench`, and waits until it has an address.
    pub fn start(dir: &Path, args: &[&str]) -> Bench {
        let mut child = Command::new(env!("CARGO_BIN_EXE_qingliu"))
            .current_dir(dir)
            .arg("workbench")
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut url = String::new();
        out.read_line(&mut url).unwrap();
        if url.is_empty() {
            let mut said = String::new();
            child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            panic!("no address: {said}");
        }
        Bench { child, _out: out, url: url.trim_end().to_owned() }
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
