//! Runs the command as a user would, on a small dictionary.

#![allow(dead_code)]

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A strict dictionary: sorted, NFC, with sources. `Springfield` is a name of two places.
pub const TABLE: &str = "id\ttype\tname\tlang\tkind\tprior\tsource
Q30\tLOC\tUSA\ten\talias\t\town:test
Q30\tLOC\tUnited States\ten\tlabel\t20\town:test
Q3616\tLOC\tTehran\ten\tlabel\t\town:test
Q3616\tLOC\tطهران\tar\talias\t\town:test
Q649\tLOC\tMoscow\ten\tlabel\t\town:test
Q649\tLOC\tМосква\tru\tnative\t\town:test
Q649\tLOC\t莫斯科\tzh\talias\t\town:test
Q7747\tPER\tVladimir Putin\ten\tlabel\t12.5\town:test
Q7747\tPER\tВладимир Путин\tru\tnative\t\town:test
x:springfield-a\tLOC\tSpringfield\ten\tlabel\t\town:test
x:springfield-b\tLOC\tSpringfield\ten\tlabel\t\town:test
x:tel-aviv\tLOC\tTel Aviv\ten\tlabel\t\town:test
x:tel-aviv\tLOC\tתל אביב\the\tnative\t\town:test
";

/// What a run gave.
pub struct Ran {
    pub code: i32,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Ran {
    pub fn text(&self) -> String {
        String::from_utf8(self.stdout.clone()).expect("stdout is UTF-8")
    }

    /// Every line of stdout as JSON. Lines end at LF alone.
    pub fn json(&self) -> Vec<Value> {
        let text = self.text();
        assert!(text.is_empty() || text.ends_with('\n'), "{text:?}");
        text.split_terminator('\n').map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
    }

    pub fn expect(self, code: i32) -> Self {
        let shown = String::from_utf8_lossy(&self.stdout).chars().take(2000).collect::<String>();
        assert_eq!(self.code, code, "stdout: {shown}\nstderr: {}", self.stderr);
        self
    }

    pub fn told(&self, what: &str) -> &Self {
        assert!(self.stderr.contains(what), "{what:?} is not in stderr: {}", self.stderr);
        self
    }
}

pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_polyonym"));
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env_remove("CLICOLOR");
    command
}

/// Runs the command with these bytes as stdin.
pub fn run(arguments: &[&str], stdin: impl AsRef<[u8]>) -> Ran {
    run_command(command().args(arguments), stdin)
}

pub fn run_command(command: &mut Command, stdin: impl AsRef<[u8]>) -> Ran {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command starts");
    let mut pipe = child.stdin.take().expect("stdin is piped");
    let bytes = stdin.as_ref().to_vec();
    let writer = std::thread::spawn(move || {
        // The command may end before it has read everything.
        let _ = pipe.write_all(&bytes);
    });
    let output = child.wait_with_output().expect("the command ends");
    writer.join().expect("stdin was written");
    let code = output.status.code().expect("the command was not killed");
    Ran { code, stdout: output.stdout, stderr: String::from_utf8_lossy(&output.stderr).into_owned() }
}

/// A folder with `small.gaz`, built from [`TABLE`].
pub struct World {
    pub folder: tempfile::TempDir,
}

impl World {
    pub fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().expect("a folder can be made") };
        run(&["build", "-o", &world.path("small.gaz"), "--strict"], TABLE).expect(0);
        world
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    pub fn gazetteer(&self) -> String {
        self.path("small.gaz")
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.folder.path().join(name), bytes).expect("the file can be written");
        self.path(name)
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.path().join(name)).expect("the file can be read")
    }

    pub fn files(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.folder.path()).expect("the folder can be read");
        entries.map(|e| Path::new(&e.expect("an entry").file_name()).to_path_buf()).collect()
    }

    /// Runs a command with `-g small.gaz`.
    pub fn ask(&self, arguments: &[&str], stdin: impl AsRef<[u8]>) -> Ran {
        let gazetteer = self.gazetteer();
        let mut all = vec![arguments[0], "-g", &gazetteer];
        all.extend(&arguments[1..]);
        run(&all, stdin)
    }
}
