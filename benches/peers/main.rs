//! polyonym and its rivals on the same names and texts, in one process: README.md beside this file says what each does and what is unfair.
//!
//! ```text
//! cargo bench --bench peers                      # all sizes; writes target/peers.json
//! cargo bench --bench peers -- --quick           # one size, under a minute
//! cargo bench --bench peers -- --plot FILE.svg   # draws target/peers.json
//! ```
//!
//! Without `--bench`, or with `--test`, answers of a small dictionary are compared and nothing is written.

#[path = "../common/mod.rs"]
mod common;
mod everything;
mod line;
mod measure;
mod names;
mod normalised;
mod peer;
mod plot;
mod polyonym;
mod report;
mod rivals;
mod text;
mod worst;

use crate::polyonym::Polyonym;
use ::polyonym::{Gazetteer, Tables};
use measure::Effort;
use names::Name;
use peer::Peer;
use report::Figures;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use text::Text;

/// What a run measures.
struct Plan {
    /// Names of each dictionary, the largest one last; fewer when there are not so many.
    sizes: &'static [usize],
    /// Rows of the table of names that are read.
    rows: usize,
    /// Bytes of each text.
    bytes: usize,
    effort: Effort,
    /// The longest time for one text with everything on.
    everything: Duration,
}

impl Plan {
    fn full() -> Self {
        Self {
            sizes: &[10_000, 100_000, usize::MAX],
            rows: usize::MAX,
            bytes: 1_000_000,
            effort: Effort { rounds: 9, least: Duration::from_millis(50) },
            everything: Duration::from_secs(3),
        }
    }

    fn quick() -> Self {
        Self {
            sizes: &[100_000],
            bytes: 500_000,
            effort: Effort { rounds: 7, least: Duration::from_millis(10) },
            everything: Duration::from_millis(500),
            ..Self::full()
        }
    }

    fn test() -> Self {
        let effort = Effort { rounds: 1, least: Duration::ZERO };
        Self { sizes: &[1000, 20_000], rows: 100_000, bytes: 50_000, effort, everything: Duration::ZERO }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |option: &str| arguments.iter().any(|argument| argument == option);
    if let Some(at) = arguments.iter().position(|argument| argument == "--plot") {
        let file = arguments.get(at + 1).expect("--plot is followed by the name of a file");
        plot::write(&json_path(), Path::new(file));
    } else if has("--test") || !has("--bench") {
        run(&Plan::test(), polyonym_dictionaries::gazetteer());
    } else if has("--quick") {
        keep(&run(&Plan::quick(), polyonym_dictionaries::gazetteer()));
    } else {
        let large = common::large_gazetteer();
        keep(&run(&Plan::full(), large.as_ref().unwrap_or_else(|| polyonym_dictionaries::gazetteer())));
    }
}

fn json_path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/peers.json")
}

fn keep(figures: &Map<String, Value>) {
    std::fs::create_dir_all(json_path().parent().unwrap()).unwrap();
    std::fs::write(json_path(), serde_json::to_string_pretty(figures).unwrap() + "\n").unwrap();
}

/// Measures all dictionaries, prints the tables, and returns what `target/peers.json` holds. `gazetteer` is tagged with.
fn run(plan: &Plan, gazetteer: &Gazetteer) -> Map<String, Value> {
    let tables = polyonym_dictionaries::tables();
    let texts = text::texts(plan.bytes, tables);
    let names = names::names(tables, &texts, plan.rows);
    println!("names: {:?}", names.left);
    let (largest, smaller) = plan.sizes.split_last().unwrap();
    let dictionary = |size: &usize| names::some(&names.all, (*size).min(names.all.len()));
    let smaller: Vec<Value> = smaller.iter().map(|size| measured(&dictionary(size), &texts, plan).0.into()).collect();
    let names = dictionary(largest);
    let (mut figures, mut peers) = measured(&names, &texts, plan);
    let worst = timed(&mut peers, &worst::texts(&names, tables), &names, plan);
    println!("\n## Texts that are made to be slow, {} names\n", names.len());
    report::print_rates(&worst);
    drop(peers);
    let everything = everything::rates(gazetteer, &texts, plan.everything);
    println!("\n## Everything on, {} names as written, MB/s\n\n{everything:#}", gazetteer.statistics().names());
    figures.insert("everything_on_mb_per_s".to_owned(), everything);
    figures.insert("worst_case".to_owned(), report::texts_json(&worst));
    figures.insert("smaller".to_owned(), smaller.into());
    figures
}

/// Builds all peers with these names and times them on these texts.
fn measured(names: &[Name], texts: &[Text], plan: &Plan) -> (Map<String, Value>, Vec<Box<dyn Peer>>) {
    let mut figures = Figures { names: names.len(), ..Figures::default() };
    let mut peers = build(names, polyonym_dictionaries::tables(), &mut figures);
    figures.texts = timed(&mut peers, texts, names, plan);
    figures.print();
    (figures.json(), peers)
}

/// Compares answers on each text, then times them.
fn timed(peers: &mut [Box<dyn Peer>], texts: &[Text], names: &[Name], plan: &Plan) -> Vec<(String, measure::Rates)> {
    let one = |text: &Text| {
        let (count, common) = measure::check(peers, text, names);
        let name = text.name.as_str();
        println!("{name}: {} bytes, {count} matches, the same for all; fst_unicode_normalization has {common} of them", text.raw.len());
        (name.to_owned(), measure::rates(peers, text, plan.effort))
    };
    texts.iter().map(one).collect()
}

/// All peers, polyonym first, the one that normalises by itself last. Each is built once; for all but polyonym and the last one sorting and
/// folding the names is not in the times.
fn build(names: &[Name], tables: &Tables, figures: &mut Figures) -> Vec<Box<dyn Peer>> {
    let mut peers: Vec<Box<dyn Peer>> = Vec::new();
    let mut add = |build: &dyn Fn() -> Box<dyn Peer>| {
        let start = Instant::now();
        peers.push(build());
        let seconds = start.elapsed().as_secs_f64();
        figures.built(peers.last().unwrap().as_ref(), seconds);
    };
    let table = polyonym::table(names);
    add(&|| Box::new(Polyonym::new(tables, &table)));
    add(&|| Box::new(rivals::Fst::new(names.iter().map(|name| name.closed.as_str()))));
    add(&|| Box::new(rivals::HashTrie::new(names)));
    add(&|| Box::new(rivals::Crawdad::new(names)));
    add(&|| Box::new(rivals::Aho::new(names)));
    add(&|| Box::new(rivals::DaachorseByte::new(names)));
    add(&|| Box::new(rivals::DaachorseChar::new(names)));
    add(&|| Box::new(normalised::Normalised::new(names)));
    peers
}
