//! The tables of `translit/` to the section `TRAN`.
//!
//! A file `a-b-l.tsv` has the pieces of system `a` and what they stand for in system `b`, learned from language `l`; files of the same two
//! systems are mixed, each by the square root of what it was learned from.

use super::tables::read;
use crate::error::{Error, ErrorKind, Result};
use crate::translit::table::{COST_STEP, STEP, pack};
use crate::translit::{BLOCK, BLOCKS, HEADER, SYSTEM, TABLE};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use unicode_script::{Script, UnicodeScript};

/// Pieces that are less probable than this, in nats, are left out of a mixture; a table that is kept apart has more letters, and each is rarer.
const MOST_COST: f64 = 12.0;
const MOST_COST_APART: f64 = 12.5;
/// Gains beyond these bounds, in nats, say no more.
const GAINS: std::ops::RangeInclusive<f64> = -12.0..=20.0;

type Pieces = BTreeMap<(String, String), f64>;
/// Tables by the systems they join, and a number.
type Tables = BTreeMap<(usize, usize, usize), Pieces>;

/// A writing system: its letters have their place in the list as numbers, from 1.
#[derive(Default)]
struct SystemRule {
    name: String,
    scripts: Vec<Script>,
    decomposed: bool,
    unspaced: bool,
    /// Whether tables of different languages are kept apart: mixed, their readings of one letter would multiply.
    apart: bool,
    letters: BTreeMap<char, u16>,
    longest: usize,
}

impl SystemRule {
    fn bits(&self) -> u32 {
        u32::try_from(self.letters.len() + 2).unwrap_or(u32::MAX).next_power_of_two().trailing_zeros().max(6)
    }

    /// Whether all letters of a piece are of its scripts: names mix them by mistake.
    fn writes(&self, piece: &str) -> bool {
        piece.chars().all(|c| matches!(c.script(), Script::Common | Script::Inherited) || self.scripts.contains(&c.script()))
    }

    fn spell(&self, piece: &str) -> Vec<u16> {
        piece.chars().filter_map(|c| self.letters.get(&c).copied()).collect()
    }
}

/// Compiles the folder.
pub(super) fn compile(folder: &Path) -> Result<Vec<u8>> {
    let mut systems: Vec<SystemRule> = Vec::new();
    for row in read(&folder.join("systems.tsv"), &["system", "scripts", "letters", "words", "tables", "role", "source"])? {
        let script = |code: &str| {
            Script::from_short_name(code)
                .ok_or_else(|| row.error(format!("\"{code}\" is no script"), "use ISO 15924 codes, with commas between"))
        };
        let scripts = row.field(1).split(',').map(script).collect::<Result<_>>()?;
        let rule = SystemRule {
            name: row.field(0).to_owned(),
            scripts,
            decomposed: row.field(2) == "decomposed",
            unspaced: row.field(3) == "unspaced",
            apart: row.field(4) == "apart",
            ..SystemRule::default()
        };
        let place = if row.field(5) == "pivot" { 0 } else { systems.len() };
        systems.insert(place, rule);
    }
    let mut mixtures: BTreeMap<(usize, usize, usize), Vec<(f64, Pieces)>> = BTreeMap::new();
    let entries = std::fs::read_dir(folder).map_err(|e| Error::io(folder, "list", e))?;
    let mut paths = entries.map(|e| e.map(|e| e.path())).collect::<std::io::Result<Vec<_>>>().map_err(|e| Error::io(folder, "list", e))?;
    paths.sort();
    for path in paths.iter().filter(|p| p.extension().is_some_and(|e| e == "tsv")) {
        let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or_default();
        let Some((from, rest)) = stem.split_once('-') else { continue };
        let to = rest.split('-').next().unwrap_or_default();
        let number = |name: &str| {
            systems.iter().position(|s| s.name == name).ok_or_else(|| {
                let remedy = "add it to systems.tsv, or name the file system-system-language.tsv";
                Error::new(ErrorKind::Row, format!("{}: \"{name}\" is no writing system", path.display()), remedy)
            })
        };
        let (from, to) = (number(from)?, number(to)?);
        let mut pieces = Pieces::new();
        let mut total = 0.0;
        for row in read(path, &["from", "to", "cost", "count"])? {
            let (cost, count) = (row.field(2).parse::<f64>(), row.field(3).parse::<f64>());
            let (Ok(cost), Ok(count)) = (cost, count) else {
                return Err(row.error("cost and count are no numbers".to_owned(), "learn the table anew"));
            };
            let written =
                [(from, row.field(0)), (to, row.field(1))].into_iter().all(|(s, piece)| systems.get(s).is_some_and(|s| s.writes(piece)));
            if !written {
                continue;
            }
            pieces.insert((row.field(0).to_owned(), row.field(1).to_owned()), (-cost).exp());
            total += count;
        }
        let apart = systems.get(from).is_some_and(|s| s.apart);
        let number = if apart { mixtures.len() } else { 0 };
        mixtures.entry((from, to, number)).or_default().push((total.sqrt(), pieces));
    }
    let mut tables: Tables = mixtures
        .into_iter()
        .map(|(key, parts)| {
            (key, mix(&parts, key.0 == key.1, if systems.get(key.0).is_some_and(|s| s.apart) { MOST_COST_APART } else { MOST_COST }))
        })
        .collect();
    for (&(from, to, _), pieces) in &tables {
        for (a, b) in pieces.keys() {
            for (system, piece) in [(from, a), (to, b)] {
                let Some(rule) = systems.get_mut(system) else { continue };
                rule.longest = rule.longest.max(piece.chars().count());
                rule.letters.extend(piece.chars().map(|c| (c, 0)));
            }
        }
    }
    for rule in &mut systems {
        for (number, place) in (1..).zip(rule.letters.values_mut()) {
            *place = number;
        }
    }
    // A system of which no two words were learned knows that letters are what they are.
    for (number, rule) in systems.iter().enumerate() {
        let alike = || {
            let share = 1.0 / f64::from(u32::try_from(rule.letters.len().max(1)).unwrap_or(u32::MAX));
            rule.letters.keys().map(|c| ((c.to_string(), c.to_string()), share)).collect()
        };
        if !tables.keys().any(|(from, to, _)| (*from, *to) == (number, number)) {
            tables.insert((number, number, 0), alike());
        }
    }
    let classes = classes(folder, systems.first())?;
    section(&systems, &tables, &classes)
}

/// The mean of several tables; of words of one system, that of both directions too.
fn mix(parts: &[(f64, Pieces)], mirrored: bool, most: f64) -> Pieces {
    let total: f64 = parts.iter().map(|(weight, _)| weight).sum();
    let mut mixture = Pieces::new();
    for (weight, pieces) in parts {
        for ((from, to), probability) in pieces {
            let share = weight / total * probability;
            if mirrored {
                *mixture.entry((from.clone(), to.clone())).or_default() += share / 2.0;
                *mixture.entry((to.clone(), from.clone())).or_default() += share / 2.0;
            } else {
                *mixture.entry((from.clone(), to.clone())).or_default() += share;
            }
        }
    }
    mixture.retain(|_, probability| -probability.ln() <= most);
    mixture
}

/// The class byte of each letter of the pivot.
fn classes(folder: &Path, pivot: Option<&SystemRule>) -> Result<Vec<u8>> {
    let letters = pivot.map(|p| &p.letters);
    let mut classes = vec![0u8; letters.map_or(0, BTreeMap::len) + 1];
    let mut numbers: BTreeSet<String> = BTreeSet::new();
    let rows = read(&folder.join("classes.tsv"), &["letter", "initial", "inside", "source"])?;
    for row in &rows {
        numbers.extend([row.field(1), row.field(2)].iter().filter(|c| !c.is_empty()).map(|c| (*c).to_owned()));
    }
    let number = |class: &str| numbers.iter().position(|n| n == class).map_or(0, |n| u8::try_from(n + 1).unwrap_or(u8::MAX));
    for row in &rows {
        let (initial, inside) = (number(row.field(1)), number(row.field(2)));
        if initial > 15 || inside > 15 {
            return Err(row.error("there are over 15 classes".to_owned(), "join some"));
        }
        let letter = row.field(0).chars().next().and_then(|c| letters.and_then(|l| l.get(&c)));
        if let Some(place) = letter.and_then(|l| classes.get_mut(usize::from(*l))) {
            *place = initial << 4 | inside;
        }
    }
    Ok(classes)
}

fn section(systems: &[SystemRule], tables: &Tables, classes: &[u8]) -> Result<Vec<u8>> {
    let too_large = || Error::new(ErrorKind::Limit, "the tables of correspondences are too large", "learn fewer pieces");
    let size = |n: usize| u32::try_from(n).map_err(|_| too_large());
    let mut blocks: Vec<[u32; BLOCK]> = vec![[0; BLOCK]];
    let mut pages = vec![0u16; BLOCKS];
    for (system, rule) in (0u32..).zip(systems) {
        for (&c, &letter) in &rule.letters {
            let code = usize::try_from(u32::from(c)).map_err(|_| too_large())?;
            let Some(page) = pages.get_mut(code / BLOCK) else { continue };
            if *page == 0 {
                *page = u16::try_from(blocks.len()).map_err(|_| too_large())?;
                blocks.push([0; BLOCK]);
            }
            let entry = blocks.get_mut(usize::from(*page)).and_then(|b| b.get_mut(code % BLOCK));
            if let Some(entry) = entry.filter(|e| **e == 0) {
                *entry = system << 16 | u32::from(letter);
            }
        }
    }
    let mut head = [size(systems.len())?, size(tables.len())?, size(blocks.len())?].map(u32::to_le_bytes).concat();
    for rule in systems {
        let mut name = [0u8; 8];
        name.iter_mut().zip(rule.name.bytes()).for_each(|(place, byte)| *place = byte);
        head.extend_from_slice(&name);
        head.extend_from_slice(&(u32::from(rule.decomposed) | u32::from(rule.unspaced) << 1).to_le_bytes());
        head.extend_from_slice(&rule.bits().to_le_bytes());
    }
    let mut letters = size(classes.len())?.to_le_bytes().to_vec();
    letters.extend_from_slice(classes);
    pages.iter().for_each(|p| letters.extend_from_slice(&p.to_le_bytes()));
    blocks.iter().flatten().for_each(|e| letters.extend_from_slice(&e.to_le_bytes()));
    let mut body: Vec<u8> = Vec::new();
    let base = HEADER + systems.len() * SYSTEM + tables.len() * TABLE + letters.len();
    debug_assert_eq!(head.len(), HEADER + systems.len() * SYSTEM);
    for (&(from, to, _), pieces) in tables {
        head.extend_from_slice(&size(from)?.to_le_bytes());
        head.extend_from_slice(&size(to)?.to_le_bytes());
        let (Some(a), Some(b)) = (systems.get(from), systems.get(to)) else { return Err(too_large()) };
        let gains = gains(pieces);
        let mut place = (0, 0);
        for backward in [false, true] {
            // Words of one system are read alike in both directions.
            if backward && from == to {
                head.extend_from_slice(&size(place.0)?.to_le_bytes());
                head.extend_from_slice(&size(place.1)?.to_le_bytes());
                continue;
            }
            let (read, written) = if backward { (b, a) } else { (a, b) };
            let rows = gains.iter().map(|((x, y), gain, cost)| if backward { (y, x, *gain, *cost) } else { (x, y, *gain, *cost) });
            let rows = rows.map(|(x, y, gain, cost)| Entry { from: read.spell(x), to: written.spell(y), gain, cost }).collect();
            let index = index(rows, read, written).ok_or_else(too_large)?;
            place = (base + body.len(), index.len());
            head.extend_from_slice(&size(place.0)?.to_le_bytes());
            head.extend_from_slice(&size(place.1)?.to_le_bytes());
            body.extend_from_slice(&index);
        }
    }
    head.append(&mut letters);
    head.append(&mut body);
    Ok(head)
}

/// The gain of each piece: its probability over that of its letters by chance.
fn gains(pieces: &Pieces) -> Vec<((&str, &str), f64, f64)> {
    let mut chance: [BTreeMap<char, f64>; 2] = Default::default();
    for ((from, to), probability) in pieces {
        for (letters, piece) in chance.iter_mut().zip([from, to]) {
            piece.chars().for_each(|c| *letters.entry(c).or_default() += probability);
        }
    }
    let totals = chance.each_ref().map(|letters| letters.values().sum::<f64>());
    let log = |side: usize, piece: &str| -> f64 {
        let (letters, total) = (chance.get(side), totals.get(side).copied().unwrap_or(1.0));
        piece.chars().map(|c| (letters.and_then(|l| l.get(&c)).copied().unwrap_or(total) / total).ln()).sum()
    };
    let mut gains = Vec::with_capacity(pieces.len());
    for ((from, to), probability) in pieces {
        let gain = probability.ln() - log(0, from) - log(1, to);
        gains.push(((from.as_str(), to.as_str()), gain.clamp(*GAINS.start(), *GAINS.end()), -probability.ln()));
    }
    gains
}

/// A piece on its way into an index.
struct Entry {
    from: Vec<u16>,
    to: Vec<u16>,
    gain: f64,
    cost: f64,
}

/// One direction of a table; see `translit/table.rs`. `None` when it outgrows its integers.
fn index(mut rows: Vec<Entry>, read: &SystemRule, written: &SystemRule) -> Option<Vec<u8>> {
    let (read_bits, written_bits) = (read.bits(), written.bits());
    let order = |letters: &[u16]| (letters.first().copied().unwrap_or(0), pack(letters, read_bits));
    rows.sort_by(|a, b| order(&a.from).cmp(&order(&b.from)).then(b.gain.total_cmp(&a.gain)).then_with(|| a.to.cmp(&b.to)));
    let longest = |side: fn(&Entry) -> usize| rows.iter().map(side).max().unwrap_or(0);
    let (longest_read, longest_written) = (longest(|r| r.from.len()), longest(|r| r.to.len()));
    let mut first = vec![0u32; read.letters.len() + 2];
    let mut keys: Vec<u8> = Vec::new();
    let mut outs: Vec<u8> = Vec::new();
    let mut count = 0u32;
    for group in rows.chunk_by(|a, b| a.from == b.from) {
        let letters = group.first().map(|g| g.from.as_slice()).unwrap_or_default();
        let (slot, packed) = order(letters);
        keys.extend_from_slice(&packed.to_le_bytes());
        keys.extend_from_slice(&u32::try_from(outs.len() / 12).ok()?.to_le_bytes());
        count += 1;
        for later in first.iter_mut().skip(usize::from(slot) + 1) {
            *later = count;
        }
        for Entry { to, gain, cost, .. } in group {
            outs.extend_from_slice(&pack(to, written_bits).to_le_bytes());
            // The bounds of gains keep this inside 16 bits.
            #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "a gain of at most 20 nats, in steps of 1/256")]
            let steps = (gain * f64::from(STEP)).round() as i16;
            outs.extend_from_slice(&steps.to_le_bytes());
            #[expect(clippy::as_conversions, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
            let cost = (cost * f64::from(COST_STEP)).round().clamp(0.0, 255.0) as u8;
            outs.extend_from_slice(&[u8::try_from(to.len()).ok()?, cost]);
        }
    }
    keys.extend_from_slice(&[0; 8]);
    keys.extend_from_slice(&u32::try_from(outs.len() / 12).ok()?.to_le_bytes());
    let head = [longest_read, longest_written, read.letters.len(), usize::try_from(count).ok()?, outs.len() / 12];
    let mut bytes = Vec::new();
    for number in head {
        bytes.extend_from_slice(&u32::try_from(number).ok()?.to_le_bytes());
    }
    first.iter().for_each(|f| bytes.extend_from_slice(&f.to_le_bytes()));
    bytes.append(&mut keys);
    bytes.append(&mut outs);
    Some(bytes)
}
