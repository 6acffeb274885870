//! `build`: dictionaries to a gazetteer.

use crate::outcome::{Done, Failure, Outcome, tell};
use crate::terminal::thousands;
use crate::unpack;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use polyonym::compile::Report;
use polyonym::{Builder, Tables, limits};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Skipped rows that are told one by one.
const TOLD: usize = 20;

/// Compile dictionaries into a gazetteer
///
/// Dictionaries are tables of TAB-separated columns with a header (id and name; type, lang, kind, prior, source), plain or packed with
/// gzip or Zstandard. A row that breaks a rule is skipped and reported; with --strict it is an error.
#[derive(clap::Args)]
pub struct Build {
    /// The gazetteer to write; an old one is replaced as a whole. `-` is stdout
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Dictionaries; `-`, or none at all, is stdin
    #[arg(value_name = "TABLE")]
    tables: Vec<PathBuf>,
    /// Make a row that breaks a rule an error; rows must also be sorted, unique, NFC, and have a source
    #[arg(long)]
    strict: bool,
    /// Compile the tables of letters and words in this folder (fold/ and words/) instead of using the built-in ones
    #[arg(long = "tables", value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Report every skipped row that the builder kept, not only the first 20
    #[arg(long, short)]
    verbose: bool,
    /// Bytes that a packed dictionary may unpack to
    #[arg(long, hide = true, default_value_t = limits::MAX_UNPACKED_BYTES)]
    max_unpacked: u64,
}

impl Build {
    pub fn run(&self) -> Done {
        let start = Instant::now();
        let tables = match &self.folder {
            Some(folder) => Tables::open(folder)?,
            None => polyonym_dictionaries::tables().clone(),
        };
        let stdin = [PathBuf::from("-")];
        let paths = if self.tables.is_empty() { &stdin[..] } else { &self.tables[..] };
        let mut builder = Builder::new(tables).strict(self.strict);
        let progress = progress(paths);
        for path in paths {
            builder = self.read(builder, path, &progress)?;
        }
        progress.set_style(ProgressStyle::with_template("{spinner} {msg} {elapsed}").unwrap_or(ProgressStyle::default_spinner()));
        progress.set_message("sorting and writing");
        progress.enable_steady_tick(Duration::from_millis(200));
        let report = if self.output == Path::new("-") {
            let (bytes, report) = builder.finish()?;
            let mut out = crate::arguments::output();
            std::io::Write::write_all(&mut out, &bytes)?;
            std::io::Write::flush(&mut out)?;
            report
        } else {
            builder.write(&self.output)?
        };
        progress.finish_and_clear();
        self.tell_faults(&report);
        tell_summary(&report, start.elapsed());
        Ok(Outcome::Found)
    }

    fn read(&self, builder: Builder, path: &Path, progress: &ProgressBar) -> Result<Builder, Failure> {
        let name = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
        progress.set_message(name.clone());
        let (raw, _) = unpack::open(path)?;
        let input = unpack::unpack(progress.wrap_read(raw), self.max_unpacked).map_err(|e| Failure::read(&name, &e))?;
        Ok(builder.read(input, &name)?)
    }

    fn tell_faults(&self, report: &Report) {
        for note in report.notes() {
            tell!("note: {note}");
        }
        let told = if self.verbose { report.faults().len() } else { report.faults().len().min(TOLD) };
        for fault in &report.faults()[..told] {
            tell!("skipped: {fault}");
        }
        let more = report.skipped().saturating_sub(told as u64);
        if more > 0 && told > 0 {
            let remedy = if self.verbose { "" } else { "; --verbose lists more of them" };
            tell!("skipped: {} more row{}{remedy}", thousands(more), if more == 1 { "" } else { "s" });
        }
    }
}

/// A bar with rate and time left when all sizes are known, else bytes and rate; nothing at all where stderr is no terminal.
fn progress(paths: &[PathBuf]) -> ProgressBar {
    let size = |path: &PathBuf| std::fs::metadata(path).ok().filter(|m| m.is_file()).map(|m| m.len());
    let total: Option<u64> = paths.iter().map(size).sum();
    let target = if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(total, target);
    let template = match total {
        Some(_) => "{bar:30} {bytes}/{total_bytes} {binary_bytes_per_sec}, {eta} left  {wide_msg}",
        None => "{spinner} {bytes} {binary_bytes_per_sec} {elapsed}  {wide_msg}",
    };
    bar.with_style(ProgressStyle::with_template(template).unwrap_or(ProgressStyle::default_bar()))
}

fn tell_summary(report: &Report, time: Duration) {
    let seconds = time.as_secs_f64().max(1e-9);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let rate = (report.rows() as f64 / seconds) as u64;
    tell!(
        "{} rows, {} skipped; {} names of {} entities in {} bytes, {:.1} bytes a name; {seconds:.2} s, {} rows/s{}",
        thousands(report.rows()),
        thousands(report.skipped()),
        thousands(report.names()),
        thousands(report.entities().into()),
        thousands(report.bytes() as u64),
        report.bytes() as f64 / (report.names().max(1)) as f64,
        thousands(rate),
        peak_memory().map(|m| format!(", {} MiB of memory at most", thousands(m >> 10))).unwrap_or_default(),
    );
}

/// The most memory that the process has held, in KiB, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
