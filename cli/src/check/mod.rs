//! `check`: dictionaries row by row, gazetteers byte by byte.
//!
//! Findings are data and go to stdout, one a line: `path:line:col: error[code]: message`; what was done and the sum go to stderr.

mod fix;
mod lint;

use crate::arguments::{Output, output};
use crate::outcome::{Done, Failure, Outcome, tell};
use crate::unpack;
use lint::{Linter, Severity};
use polyonym::{Gazetteer, limits};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The first bytes of a gazetteer.
const MAGIC: &[u8] = b"\x89PLYM";

/// Check dictionaries for faults, or verify gazetteers
///
/// Exit code 0 when nothing is found, 1 when there are errors or warnings, 2 when a file cannot be read. Without a file the
/// built-in gazetteer is verified.
#[derive(clap::Args)]
pub struct Check {
    /// Dictionaries (packed ones too) or gazetteers; `-` is stdin
    #[arg(value_name = "TABLE|GAZETTEER")]
    files: Vec<PathBuf>,
    /// Sort, remove rows that stand twice, normalise to NFC, trim white space; then check what remains
    #[arg(long)]
    fix: bool,
    /// Leave out warnings
    #[arg(long)]
    errors_only: bool,
    /// Bytes that a packed dictionary may unpack to
    #[arg(long, hide = true, default_value_t = limits::MAX_UNPACKED_BYTES)]
    max_unpacked: u64,
}

/// What was found in all files.
#[derive(Default)]
struct Sum {
    errors: u64,
    warnings: u64,
}

impl Check {
    pub fn run(&self) -> Done {
        if self.files.is_empty() {
            return built_in();
        }
        let mut out = output();
        let mut linter = Linter::new(polyonym_dictionaries::tables());
        let mut sum = Sum::default();
        for path in &self.files {
            self.file(path, &mut linter, &mut out, &mut sum)?;
        }
        out.flush()?;
        let plural = |n: u64| if n == 1 { "" } else { "s" };
        tell!("{} error{}, {} warning{}", sum.errors, plural(sum.errors), sum.warnings, plural(sum.warnings));
        Ok(Outcome::found(sum.errors + sum.warnings == 0))
    }

    fn file(&self, path: &Path, linter: &mut Linter<'_>, out: &mut Output, sum: &mut Sum) -> Result<(), Failure> {
        let place = path.display().to_string();
        let (mut bytes, packed) = self.read(path)?;
        if bytes.starts_with(MAGIC) {
            return gazetteer(&place, bytes, out, sum);
        }
        if self.fix {
            if packed || path == Path::new("-") {
                return Err(Failure::at(place, "cannot fix a packed file or stdin; unpack it into a file"));
            }
            bytes = fix::file(path, bytes)?;
        }
        let findings = linter.table(&place, &bytes)?;
        for finding in findings.iter().filter(|f| !self.errors_only || f.severity == Severity::Error) {
            writeln!(out, "{finding}")?;
            match finding.severity {
                Severity::Error => sum.errors += 1,
                Severity::Warning => sum.warnings += 1,
            }
        }
        Ok(())
    }

    /// The bytes of a file, unpacked, and whether they were packed.
    fn read(&self, path: &Path) -> Result<(Vec<u8>, bool), Failure> {
        let failed = |e: std::io::Error| Failure::read(path.display(), &e);
        let (mut raw, _) = unpack::open(path)?;
        let mut bytes = Vec::new();
        raw.read_to_end(&mut bytes).map_err(failed)?;
        if unpack::packing(&bytes).is_none() {
            return Ok((bytes, false));
        }
        let mut unpacked = Vec::new();
        unpack::unpack(std::io::Cursor::new(bytes), self.max_unpacked).and_then(|mut r| r.read_to_end(&mut unpacked)).map_err(failed)?;
        Ok((unpacked, true))
    }
}

fn built_in() -> Done {
    polyonym_dictionaries::gazetteer().verify()?;
    tell!("the built-in gazetteer is sound");
    Ok(Outcome::Found)
}

/// Verifies a gazetteer: every checksum, and every name read once.
fn gazetteer(place: &str, bytes: Vec<u8>, out: &mut Output, sum: &mut Sum) -> Result<(), Failure> {
    match Gazetteer::from_owner(bytes).and_then(|gazetteer| gazetteer.verify()) {
        Ok(()) => tell!("{place}: the gazetteer is sound"),
        Err(e) if e.kind() == polyonym::ErrorKind::Newer => return Err(Failure::at(place, e)),
        Err(e) => {
            sum.errors += 1;
            writeln!(out, "{place}: error[damaged]: {e}")?;
        }
    }
    Ok(())
}
