//! `bench`: what this machine does with this gazetteer. Each figure checks its answers.

use crate::arguments::{Figures, Output, Shared, output};
use crate::gazetteer::{Source, open};
use crate::json;
use crate::outcome::{Done, Failure, Outcome};
use crate::terminal::Table;
use crate::unpack;
use polyonym::{Gazetteer, Scratch, limits};
use serde::Serialize;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Openings, of which the median counts.
const OPENINGS: usize = 7;

/// How long a text is tagged again and again.
const LEAST: Duration = Duration::from_millis(500);

/// Names that are resolved, spread over the gazetteer.
const RESOLVED: usize = 20_000;

/// Bytes of the built-in sample, repeated.
const SAMPLE_BYTES: usize = 4 << 20;

/// Measure throughput on this machine
#[derive(clap::Args)]
pub struct Bench {
    #[command(flatten)]
    source: Source,
    /// Texts to tag, plain or packed; without any, a built-in sample in many scripts
    #[arg(value_name = "TEXT")]
    texts: Vec<PathBuf>,
    /// How to print figures
    #[arg(long, value_enum, default_value_t = Figures::Table)]
    format: Figures,
}

#[derive(Serialize)]
struct Report {
    v: u8,
    version: &'static str,
    processors: usize,
    names: u64,
    bytes: usize,
    open_verified_ms: f64,
    open_unverified_ms: f64,
    resolve: Latency,
    /// Names that the gazetteer does not have: respellings of its own in another script.
    resolve_respelled: Latency,
    compare: Latency,
    texts: Vec<Throughput>,
}

#[derive(Serialize)]
struct Latency {
    queries: usize,
    p50_us: f64,
    p99_us: f64,
}

#[derive(Serialize)]
struct Throughput {
    text: String,
    bytes: usize,
    mentions: usize,
    find_mb_per_s: f64,
    tag_mb_per_s: f64,
}

impl Bench {
    pub fn run(&self, shared: &Shared) -> Done {
        let (open_verified_ms, open_unverified_ms) = self.openings()?;
        let gazetteer = self.source.open(shared)?;
        let statistics = gazetteer.statistics();
        let report = Report {
            v: 1,
            version: env!("CARGO_PKG_VERSION"),
            processors: std::thread::available_parallelism().map_or(1, Into::into),
            names: statistics.names(),
            bytes: statistics.bytes(),
            open_verified_ms,
            open_unverified_ms,
            resolve: latency(&gazetteer)?,
            resolve_respelled: respelled(&gazetteer),
            compare: compared(&gazetteer),
            texts: self.texts()?.iter().map(|(name, text)| throughput(&gazetteer, name, text)).collect::<Result<_, _>>()?,
        };
        let mut out = output();
        match self.format {
            Figures::Json => json::line(&mut out, &report)?,
            Figures::Table => table(&mut out, &report)?,
        }
        out.flush()?;
        Ok(Outcome::Found)
    }

    /// Milliseconds to open the gazetteer, verified and not: medians.
    fn openings(&self) -> Result<(f64, f64), Failure> {
        let once = |verify: bool| -> Result<Duration, Failure> {
            let start = Instant::now();
            match &self.source.path {
                Some(path) => drop(open(path, verify)?),
                None if verify => drop(Gazetteer::from_owner(polyonym_dictionaries::gazetteer_bytes())),
                None => drop(Gazetteer::from_owner_unverified(polyonym_dictionaries::gazetteer_bytes())),
            }
            Ok(start.elapsed())
        };
        let median = |verify| {
            let mut times = (0..OPENINGS).map(|_| once(verify)).collect::<Result<Vec<_>, _>>()?;
            times.sort_unstable();
            Ok::<f64, Failure>(milliseconds(times[OPENINGS / 2]))
        };
        Ok((median(true)?, median(false)?))
    }

    fn texts(&self) -> Result<Vec<(String, String)>, Failure> {
        if self.texts.is_empty() {
            let sample: String = crate::demo::NEWS.iter().map(|(_, text)| format!("{text}\n")).collect();
            return Ok(vec![("built-in sample".to_owned(), sample.repeat(SAMPLE_BYTES / sample.len()))]);
        }
        let read = |path: &PathBuf| {
            let failed = |e: std::io::Error| Failure::read(path.display(), &e);
            let mut bytes = Vec::new();
            let (raw, _) = unpack::open(path)?;
            unpack::unpack(raw, limits::MAX_UNPACKED_BYTES).and_then(|mut r| r.read_to_end(&mut bytes)).map_err(failed)?;
            Ok((path.display().to_string(), crate::decode::decode(bytes).text))
        };
        self.texts.iter().map(read).collect()
    }
}

fn milliseconds(time: Duration) -> f64 {
    json::round(time.as_secs_f64() * 1e3)
}

/// Resolves names of the gazetteer as they are written, one by one. An answer must name the bearer.
fn latency(gazetteer: &Gazetteer) -> Result<Latency, Failure> {
    let step = usize::try_from(gazetteer.statistics().names()).unwrap_or(usize::MAX).div_ceil(RESOLVED).max(1);
    let (mut queries, mut at) = (Vec::new(), 0);
    gazetteer.for_each_row(|row| {
        if at % step == 0 {
            queries.push((row.name.to_owned(), row.id.to_owned()));
        }
        at += 1;
    });
    let options = polyonym::ResolveOptions::new().limit(usize::MAX);
    for (name, id) in &queries {
        if !gazetteer.resolve_with(name, &options).candidates().iter().any(|c| c.id() == id) {
            return Err(Failure::at("bench", format!("wrong answer: \"{name}\" does not give {id}")));
        }
    }
    Ok(times(queries.iter(), |(name, _)| drop(std::hint::black_box(gazetteer.resolve(name)))))
}

/// Respellings of names that are made for each measurement.
const RESPELLED: usize = 1000;

/// Names of the gazetteer, each with its likeliest spelling in another script.
fn respellings(gazetteer: &Gazetteer) -> Vec<(String, String)> {
    let tables = gazetteer.tables();
    let systems = tables.systems();
    let step = usize::try_from(gazetteer.statistics().names()).unwrap_or(usize::MAX).div_ceil(RESPELLED).max(1);
    let mut names = Vec::new();
    let mut at = 0;
    gazetteer.for_each_row(|row| {
        if at % step == 0 {
            names.push(row.name.to_owned());
        }
        at += 1;
    });
    let respelled = |(i, name): (usize, String)| {
        let system = systems.get(i % systems.len().max(1))?;
        let options = polyonym::VariantOptions::new().limit(1).system(system);
        let variant = tables.variants(&name, &options).into_iter().next()?;
        Some((name, variant.text().to_owned()))
    };
    names.into_iter().enumerate().filter_map(respelled).collect()
}

/// Resolves respellings, one by one; not all of them can be found.
fn respelled(gazetteer: &Gazetteer) -> Latency {
    times(respellings(gazetteer).iter(), |(_, name)| drop(std::hint::black_box(gazetteer.resolve(name))))
}

/// Compares names with their respellings.
fn compared(gazetteer: &Gazetteer) -> Latency {
    let comparer = polyonym::Comparer::new(gazetteer.tables().clone());
    times(respellings(gazetteer).iter(), |(one, other)| {
        std::hint::black_box(comparer.compare(one, other));
    })
}

/// How long each of the queries takes.
fn times<Q>(queries: impl Iterator<Item = Q>, mut ask: impl FnMut(Q)) -> Latency {
    let time = |query: Q| {
        let start = Instant::now();
        ask(query);
        start.elapsed()
    };
    let mut times: Vec<Duration> = queries.map(time).collect();
    times.sort_unstable();
    let share = |hundredths: usize| times.get(times.len() * hundredths / 100).map_or(0.0, |t| json::round(t.as_secs_f64() * 1e6));
    Latency { queries: times.len(), p50_us: share(50), p99_us: share(99) }
}

fn throughput(gazetteer: &Gazetteer, name: &str, text: &str) -> Result<Throughput, Failure> {
    let mut scratch = Scratch::new();
    let (found, find) = rate(text, || gazetteer.find(text, &mut scratch).count());
    // Names as they stand: what endings and documents add depends on the language of the text.
    let options = polyonym::TagOptions::new().document(false).inflection(false).transliteration(false);
    let (tagged, tag) = rate(text, || gazetteer.tag_with(text, &options, &mut scratch).count());
    if found < tagged {
        return Err(Failure::at("bench", format!("wrong answer: {tagged} mentions of {found} names in {name}")));
    }
    Ok(Throughput { text: name.to_owned(), bytes: text.len(), mentions: tagged, find_mb_per_s: find, tag_mb_per_s: tag })
}

/// Megabytes (10^6 bytes) a second, in the fastest of several passes, and what each pass counts.
fn rate(text: &str, mut pass: impl FnMut() -> usize) -> (usize, f64) {
    let begin = Instant::now();
    let (mut count, mut best) = (0, Duration::MAX);
    while begin.elapsed() < LEAST || best == Duration::MAX {
        let start = Instant::now();
        count = std::hint::black_box(pass());
        best = best.min(start.elapsed());
    }
    let rate = text.len() as f64 / 1e6 / best.as_secs_f64().max(1e-9);
    (count, (rate * 10.0).round() / 10.0)
}

fn table(out: &mut Output, report: &Report) -> Result<(), Failure> {
    writeln!(out, "polyonym {}, {} processors, {} names in {} bytes", report.version, report.processors, report.names, report.bytes)?;
    writeln!(out, "open      {} ms verified", report.open_verified_ms)?;
    writeln!(out, "          {} ms unverified", report.open_unverified_ms)?;
    for (what, latency, of) in [
        ("resolve", &report.resolve, "names of the gazetteer"),
        ("", &report.resolve_respelled, "of its names, respelled in another script"),
        ("compare", &report.compare, "names with their respellings"),
    ] {
        let Latency { queries, p50_us, p99_us } = latency;
        writeln!(out, "{what:9} p50 {p50_us} us, p99 {p99_us} us over {queries} {of}")?;
    }
    writeln!(out)?;
    let mut table = Table::new(&["TEXT", "BYTES", "MENTIONS", "FIND MB/S", "TAG MB/S"]);
    for t in &report.texts {
        table.row([&t.text, &t.bytes, &t.mentions, &format!("{:.1}", t.find_mb_per_s), &format!("{:.1}", t.tag_mb_per_s)]);
    }
    table.write(out)?;
    Ok(())
}
