//! Labelled names and pairs to the examples that weights are fitted to.

use crate::learn::crc;
use crate::outcome::Failure;
use crate::unpack;
use polyonym::learn::{Calibrator, features};
use polyonym::{Comparer, Evidence, limits};
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;
use std::path::Path;

/// Labelled names of a category and script that the calibration looks at: no script decides for the others.
const CELL: usize = 240;
/// Categories count alike, but for rare ones: none of their names counts more than so many.
const HEAVIEST: f64 = 3.0;
/// Persons of a category and script whose names are examples of comparing: fewer than the pairs of tests/spellings, whose different names
/// are harder to tell apart.
const PERSONS: usize = 100;
/// The likeness, of 100, below which a label is a translation and no spelling.
const LEAST_SIMILAR: u32 = 50;
/// A name, behind the hash that orders the names of a cell, and the ids that are right.
type Labelled = (u32, String, BTreeSet<String>);

/// Looks labelled names up, all but those left for reports.
pub fn look_up(calibrator: &mut Calibrator, queries: &Path, gazetteer: &Path) -> Result<(), Failure> {
    let gazetteer = polyonym::Gazetteer::open(gazetteer)?;
    let (raw, _) = unpack::open(queries)?;
    let input = unpack::unpack(raw, limits::MAX_UNPACKED_BYTES).map_err(|e| Failure::read(queries.display(), &e))?;
    let mut cells: BTreeMap<(String, String), Vec<Labelled>> = BTreeMap::new();
    let mut persons: BTreeMap<(String, String), Vec<Labelled>> = BTreeMap::new();
    let mut header: Vec<String> = Vec::new();
    for line in input.lines() {
        let line = line.map_err(|e| Failure::read(queries.display(), &e))?;
        let fields: Vec<&str> = line.split('\t').collect();
        if header.is_empty() {
            header = fields.iter().map(|f| (*f).to_owned()).collect();
            continue;
        }
        let field = |name: &str| header.iter().position(|h| h == name).and_then(|at| fields.get(at)).copied().unwrap_or_default();
        let (category, id, query) = (field("category"), field("id"), [field("query"), field("name")].concat());
        let spelled = !matches!(category, "xscript" | "inscript") || field("sim").parse::<u32>().unwrap_or(0) >= LEAST_SIMILAR;
        let wanted = category != "known_elsewhere" && (matches!(category, "nil" | "") || field("n_conf") == "0" && spelled);
        if wanted && !crc(id).is_multiple_of(5) {
            let lang = if header.iter().any(|h| h == "english") { field("lang") } else { "" };
            let cell = (category.to_owned(), [field("script"), lang].concat());
            if matches!(field("type"), "PER" | "") && category != "nil" {
                persons.entry(cell.clone()).or_default().push((crc(&query), query.clone(), BTreeSet::from([id.to_owned()])));
            }
            let right = field("gold_all").split('|').chain([id]).map(str::to_owned).collect();
            cells.entry(cell).or_default().push((crc(&query), query, right));
        }
    }
    let first = polyonym::ResolveOptions::new().limit(1);
    let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
    for ((category, _), cell) in &mut cells {
        cell.sort();
        cell.truncate(CELL);
        *sizes.entry(category.clone()).or_default() += cell.len();
    }
    let largest = sizes.values().copied().max().unwrap_or(0);
    for ((category, _), cell) in &cells {
        let weight = (largest as f64 / sizes[category] as f64).min(HEAVIEST);
        for (_, query, right) in cell {
            // Names that the gazetteer has are found without any model.
            let answer = gazetteer.resolve_with(query, &first);
            if answer.candidates().first().is_none_or(|c| c.evidence() < Evidence::Folded) {
                calibrator.name(&features(&gazetteer, query), weight, |id| right.contains(id));
            }
        }
    }
    // The name and the label of a person are an example of one name; with the label of another person it is one of two. Places are not
    // looked at: many have one name.
    let comparer = Comparer::new(gazetteer.tables().clone());
    for cell in persons.values_mut() {
        cell.sort();
        let mut before: Option<polyonym::Entity<'_>> = None;
        for (_, query, right) in cell.iter().take(PERSONS) {
            let Some(person) = right.first().and_then(|id| gazetteer.entity(id)) else { continue };
            calibrator.pair(&comparer, query, person.label(), true);
            if let Some(other) = before.replace(person).filter(|other| !right.contains(other.id())) {
                calibrator.pair(&comparer, query, other.label(), false);
            }
        }
    }
    Ok(())
}

/// Compares labelled pairs.
pub fn compare(calibrator: &mut Calibrator, path: &Path) -> Result<(), Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| Failure::read(path.display(), &e))?;
    let comparer = Comparer::new(polyonym_dictionaries::tables().clone());
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| header.iter().position(|h| *h == name);
    let (Some(one), Some(other), Some(same)) = (column("name1"), column("name2"), column("is_match")) else {
        return Err(Failure::at(path.display(), "no columns name1, name2 and is_match; add a header"));
    };
    for line in lines {
        let fields: Vec<&str> = line.split('\t').collect();
        if let (Some(one), Some(other), Some(same)) = (fields.get(one), fields.get(other), fields.get(same)) {
            calibrator.pair(&comparer, one, other, *same == "true");
        }
    }
    Ok(())
}
