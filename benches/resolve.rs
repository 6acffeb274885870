//! Latency of resolving one name: as written, folded, in another order, absent; and of comparing two names.

mod common;

use criterion::{Criterion, criterion_group, criterion_main};
use polyonym::{Comparer, Gazetteer};
use std::hint::black_box;

/// What is measured, the query, whether it is found: names that are not there have candidates too, similar ones, but none is accepted.
type Queries = [(&'static str, &'static str, bool); 4];

fn resolve(c: &mut Criterion) {
    let builtin = polyonym_dictionaries::gazetteer().clone();
    let mut gazetteers: Vec<(&str, Gazetteer, Queries)> = vec![(
        "builtin",
        builtin,
        [
            ("exact", "Vladimir Putin", true),
            ("folded", "VLADIMIR PUTIN", true),
            ("order", "PUTIN, Vladimir", true),
            ("absent", "Xyzzy Plugh Quux", false),
        ],
    )];
    // The few rows of a test are of one country.
    let [exact, folded] = if common::is_test() { ["Faizabad Airport", "FĀIZABAD AIRPORT"] } else { ["Tehran", "TEHRĀN"] };
    let queries =
        [("exact", exact, true), ("folded", folded, true), ("order", "Airport, Faizabad", true), ("absent", "Xyzzy Plugh Quux", false)];
    gazetteers.extend(common::large_gazetteer().map(|g| ("1M", g, queries)));
    for (size, gazetteer, queries) in &gazetteers {
        let mut group = c.benchmark_group(format!("resolve/{size}"));
        for (what, query, found) in queries {
            group.bench_function(*what, |b| {
                b.iter(|| {
                    let answer = gazetteer.resolve(black_box(query));
                    assert!(if *found { !answer.candidates().is_empty() } else { answer.accepted().is_none() });
                });
            });
        }
        group.finish();
    }
    let comparer = Comparer::new(polyonym_dictionaries::tables().clone());
    c.bench_function("compare", |b| {
        b.iter(|| {
            assert!(comparer.compare(black_box("PUTIN, Vladimir Vladimirovich"), black_box("Vladimir Vladimirovich Putin")).is_match())
        });
    });
}

criterion_group!(benches, resolve);
criterion_main!(benches);
