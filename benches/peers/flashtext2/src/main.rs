//! polyonym and flashtext2 on the names and texts of the bench peers, with its code. See `benches/peers/README.md`.
//!
//! ```text
//! cargo run --release --manifest-path benches/peers/flashtext2/Cargo.toml --target-dir target/peers-flashtext2
//! ```

#![allow(dead_code)] // The files of the bench peers are there for all rivals.

#[path = "../../../common/text.rs"]
mod common;
#[path = "../../line.rs"]
mod line;
#[path = "../../measure.rs"]
mod measure;
#[path = "../../names.rs"]
mod names;
#[path = "../../peer.rs"]
mod peer;
#[path = "../../polyonym.rs"]
mod polyonym;
#[path = "../../report.rs"]
mod report;
#[path = "../../text.rs"]
mod text;

use crate::polyonym::Polyonym;
use flashtext2::case_sensitive::KeywordProcessor;
use measure::Effort;
use names::Name;
use peer::{Found, Peer};
use report::Figures;
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};
use text::Text;

const SIZES: [usize; 3] = [10_000, 100_000, usize::MAX];
const EFFORT: Effort = Effort { rounds: 7, least: Duration::from_millis(50) };

/// Tokens after UAX 29 in nested hash tables. Names and texts are folded for it, so that it need not ignore case.
struct Flashtext2 {
    words: KeywordProcessor,
    /// What it asked the allocator for, and did not give back.
    bytes: usize,
}

impl Flashtext2 {
    fn new(names: &[Name]) -> Self {
        let before = HELD.load(Relaxed);
        let mut words = KeywordProcessor::new();
        let rows = names.iter().zip(0_u32..).map(|(name, number)| (name.closed.trim_end(), number.to_string()));
        words.add_keywords_with_clean_word_from_iter(rows);
        Self { words, bytes: HELD.load(Relaxed) - before }
    }
}

/// Counts the bytes that are held.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is handed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(layout.size(), Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

impl Peer for Flashtext2 {
    fn name(&self) -> &'static str {
        "flashtext2"
    }

    fn bytes(&self) -> usize {
        self.bytes
    }

    /// It gives the text of a number, which costs little beside the rest.
    fn find(&mut self, text: &Text, found: &mut Vec<Found>) {
        let matches = self.words.extract_keywords_with_span(&text.line.text);
        found.extend(matches.map(|(number, start, end)| Found { start, end, name: number.parse().unwrap() }));
    }
}

fn main() {
    let tables = polyonym_dictionaries::tables();
    let texts = text::texts(1_000_000, tables);
    let names = names::names(tables, &texts, usize::MAX);
    println!("names: {:?}", names.left);
    for size in SIZES {
        let names = names::some(&names.all, size.min(names.all.len()));
        let mut figures = Figures { names: names.len(), ..Figures::default() };
        let mut peers: Vec<Box<dyn Peer>> = Vec::new();
        let table = polyonym::table(&names);
        let mut add = |build: &dyn Fn() -> Box<dyn Peer>| {
            let start = Instant::now();
            peers.push(build());
            figures.built(peers[peers.len() - 1].as_ref(), start.elapsed().as_secs_f64());
        };
        add(&|| Box::new(Polyonym::new(tables, &table)));
        add(&|| Box::new(Flashtext2::new(&names)));
        for text in &texts {
            let (count, common) = measure::check(&mut peers, text, &names);
            println!("{}: {count} matches, flashtext2 has {common} of them", text.name);
            figures.texts.push((text.name.clone(), measure::rates(&mut peers, text, EFFORT)));
        }
        figures.print();
    }
}
