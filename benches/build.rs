//! Rows a second of a build, and milliseconds to open what was built.

mod common;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use polyonym::{Builder, Gazetteer};
use std::hint::black_box;
use std::time::Duration;

fn build(c: &mut Criterion) {
    let table = std::fs::read("dictionaries/names/people.tsv").unwrap();
    let rows = table.iter().filter(|&&b| b == b'\n').count() as u64 - 1;
    let builder = || Builder::new(polyonym_dictionaries::tables().clone());
    let mut group = c.benchmark_group("build");
    group.throughput(Throughput::Elements(rows)).sample_size(10).measurement_time(Duration::from_secs(2));
    group.bench_function("people", |b| {
        b.iter(|| assert_eq!(builder().read(black_box(table.as_slice()), "people").unwrap().finish().unwrap().1.rows(), rows));
    });
    group.finish();
    let bytes = common::large_bytes().unwrap_or_else(|| builder().read(table.as_slice(), "people").unwrap().finish().unwrap().0);
    println!("open: {} names, {} bytes", Gazetteer::from_owner(bytes.clone()).unwrap().statistics().names(), bytes.len());
    let mut group = c.benchmark_group("open");
    group.sample_size(10).measurement_time(Duration::from_secs(2));
    group.bench_function("verified", |b| {
        b.iter_batched(|| bytes.clone(), |bytes| assert!(Gazetteer::from_owner(bytes).is_ok()), BatchSize::PerIteration);
    });
    group.bench_function("unverified", |b| {
        b.iter_batched(|| bytes.clone(), |bytes| assert!(Gazetteer::from_owner_unverified(bytes).is_ok()), BatchSize::PerIteration);
    });
    group.finish();
}

criterion_group!(benches, build);
criterion_main!(benches);
