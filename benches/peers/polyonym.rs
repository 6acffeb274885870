//! polyonym, which reads the raw text.

use crate::names::Name;
use crate::peer::{Answer, Found, Peer};
use crate::text::Text;
use polyonym::{Builder, Gazetteer, Scratch, Tables};
use std::collections::HashMap;

/// The sections that find names, in the order of FORMAT.md: transducers and filters. The rest says who bears them.
const FINDING: [&str; 2] = ["NAME", "FILT"];

/// A gazetteer of one entity for each distinct key.
pub struct Polyonym {
    gazetteer: Gazetteer,
    scratch: Scratch,
}

/// The names as a table: what a build reads. Names of the same letters have the same id, the place of the first of them.
pub fn table(names: &[Name]) -> String {
    let mut ids = HashMap::<&str, usize>::new();
    let mut table = "id\tname\n".to_owned();
    for (place, name) in names.iter().enumerate() {
        let id = ids.entry(&name.letters).or_insert(place);
        table += &format!("{id}\t{}\n", name.spelled);
    }
    table
}

impl Polyonym {
    pub fn new(tables: &Tables, table: &str) -> Self {
        let (bytes, report) = Builder::new(tables.clone()).read(table.as_bytes(), "names").unwrap().finish().unwrap();
        assert_eq!(report.skipped(), 0, "{:?}", report.faults().first());
        Self { gazetteer: Gazetteer::from_owner(bytes).unwrap(), scratch: Scratch::new() }
    }
}

impl Peer for Polyonym {
    fn name(&self) -> &'static str {
        "polyonym"
    }

    fn bytes(&self) -> usize {
        self.gazetteer.statistics().sections().iter().filter(|(tag, _)| FINDING.contains(&tag.as_str())).map(|(_, bytes)| bytes).sum()
    }

    /// With names as written, ids, and what resolving needs.
    fn file_bytes(&self) -> Option<usize> {
        Some(self.gazetteer.statistics().bytes())
    }

    fn find(&mut self, text: &Text, found: &mut Vec<Found>) {
        for each in self.gazetteer.find(&text.raw, &mut self.scratch) {
            let range = std::hint::black_box(each).range();
            // The number of the name is inside the match, for those who rank its bearers.
            found.push(Found { start: range.start, end: range.end, name: 0 });
        }
    }

    fn answers(&mut self, text: &Text, names: &[Name]) -> Vec<Answer> {
        let gazetteer = &self.gazetteer;
        let matches = gazetteer.find(&text.raw, &mut self.scratch);
        let answer = |found: polyonym::Match| {
            let bearers = gazetteer.candidates(&found, &text.raw, &Default::default());
            let place: usize = bearers.candidates()[0].id().parse().unwrap();
            (found.range(), names[place].letters.clone())
        };
        matches.map(answer).collect()
    }
}
