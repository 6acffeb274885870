//! MB/s of running text, by script and by size of the dictionary: folding alone, finding, and tagging with candidates.
//!
//! Text and names come from `../shared/data` where it is present, else the built-in dictionary and a text of its own names stand in;
//! what was used is printed. Each benchmark asserts its number of matches, which is counted once before it is timed.

mod common;

use common::{large_gazetteer, text};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use polyonym::{Gazetteer, Scratch};
use std::hint::black_box;
use std::time::Duration;

fn throughput(c: &mut Criterion) {
    let mut gazetteers: Vec<(&str, Gazetteer)> = vec![("builtin", polyonym_dictionaries::gazetteer().clone())];
    gazetteers.extend(large_gazetteer().map(|g| ("1M", g)));
    let mut scratch = Scratch::new();
    for lang in ["en", "ar", "ru", "zh", "fa", "hi", "th"] {
        let text = text(lang);
        let mut group = c.benchmark_group(format!("throughput/{lang}"));
        group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(10).measurement_time(Duration::from_secs(2));
        let letters = polyonym_dictionaries::tables().fold(&text).text().len();
        group.bench_function("fold", |b| {
            b.iter(|| assert_eq!(polyonym_dictionaries::tables().fold(black_box(&text)).text().len(), letters))
        });
        for (size, gazetteer) in &gazetteers {
            let count = gazetteer.find(&text, &mut scratch).count();
            println!("{lang}: {} bytes, {count} matches with {size}", text.len());
            group.bench_function(format!("find/{size}"), |b| {
                b.iter(|| assert_eq!(gazetteer.find(black_box(&text), &mut scratch).count(), count));
            });
            // Names by their sound cost milliseconds each and have benches of their own, as names that are resolved.
            let options = polyonym::TagOptions::new().transliteration(false);
            let mentions = gazetteer.tag_with(&text, &options, &mut scratch).count();
            group.bench_function(format!("tag/{size}"), |b| {
                b.iter(|| assert_eq!(gazetteer.tag_with(black_box(&text), &options, &mut scratch).count(), mentions));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, throughput);
criterion_main!(benches);
