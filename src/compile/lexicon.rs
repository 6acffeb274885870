//! The words of all names to the section `LEXI`.

use crate::automaton::AutomatonBuilder;
use crate::bytes::{put_size, put_varint};
use crate::limits::MAX_WORD_LETTERS;
use crate::parts;
use crate::tables::Tables;
use crate::token::Boundary;
use crate::translit::lattice::Lattice;
use crate::translit::skeleton::Skeleton;
use crate::translit::{Model, Spelling};
use crate::words::Words;
use std::collections::{BTreeMap, HashMap};

/// Skeletons that are pursued while the likeliest one of a word is found.
const BEAM: usize = 6;

/// A name, by its number, and the number of the skeleton of one of its words.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sound {
    pub(super) name: u32,
    pub(super) skeleton: u32,
}

/// Collects words while the names go by.
#[derive(Default)]
pub(super) struct LexiconWriter<'s> {
    words: HashMap<&'s str, Vec<u32>>,
}

impl<'s> LexiconWriter<'s> {
    /// Adds the words of a name; names come in the order of their keys.
    pub(super) fn name(&mut self, key: &'s str, boundaries: &[(usize, Boundary)], ordinal: u32, roles: &Words<'_>) {
        let parts = parts::parts_of(key, boundaries.iter().copied());
        for range in parts::words(key, &parts, roles) {
            let names = self.words.entry(key.get(range).unwrap_or_default()).or_default();
            if names.last() != Some(&ordinal) {
                names.push(ordinal);
            }
        }
    }

    /// The section, and which names have words of which skeleton; `None` when it outgrows 32 bits.
    pub(super) fn finish(self, tables: &Tables) -> Option<(Vec<u8>, Vec<Sound>)> {
        let model = tables.model()?;
        let mut words: Vec<(&str, Vec<u32>)> = self.words.into_iter().collect();
        words.sort_unstable();
        let mut groups: BTreeMap<Vec<u8>, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        let mut records: Vec<Vec<u8>> = Vec::with_capacity(words.len());
        for (word, names) in &words {
            let spelling = model.spell(word);
            let number = records.len();
            records.push(Vec::new());
            if spelling.letters.is_empty() || spelling.letters.len() > MAX_WORD_LETTERS {
                continue;
            }
            let skeletons = skeletons(&model, &spelling);
            if let Some(record) = records.last_mut() {
                *record = self::record(&spelling, names)?;
            }
            for (place, skeleton) in skeletons.into_iter().enumerate() {
                let group = groups.entry(skeleton.key().collect()).or_default();
                if place == 0 { group.0.push(number) } else { group.1.push(number) }
            }
        }
        let mut sounds = Vec::new();
        for ((own, _), skeleton) in groups.values().zip(0..) {
            let of_words = own.iter().filter_map(|number| words.get(*number)).flat_map(|(_, names)| names);
            sounds.extend(of_words.map(|&name| Sound { name, skeleton }));
        }
        // Places are known before they are written: all that stands before them has a known length.
        let mut places: Vec<u32> = vec![0; records.len()];
        let mut starts: Vec<u32> = Vec::with_capacity(groups.len());
        let mut at = 0usize;
        for (own, others) in groups.values() {
            starts.push(u32::try_from(at).ok()?);
            at += varint_length(own.len());
            for &number in own {
                *places.get_mut(number)? = u32::try_from(at).ok()?;
                at += records.get(number)?.len();
            }
            at += varint_length(others.len()) + 4 * others.len();
        }
        let mut automaton = AutomatonBuilder::new()?;
        let mut stream: Vec<u8> = Vec::with_capacity(at);
        for ((key, (own, others)), start) in groups.iter().zip(&starts) {
            automaton.insert(key, u64::from(*start))?;
            put_size(&mut stream, own.len());
            for &number in own {
                stream.extend_from_slice(records.get(number)?);
            }
            put_size(&mut stream, others.len());
            for &number in others {
                stream.extend_from_slice(&places.get(number)?.to_le_bytes());
            }
        }
        let automaton = automaton.finish()?;
        let mut section = u32::try_from(automaton.len()).ok()?.to_le_bytes().to_vec();
        section.extend_from_slice(&automaton);
        section.resize(section.len().next_multiple_of(8), 0);
        section.append(&mut stream);
        Some((section, sounds))
    }
}

/// The skeletons by which a word is found: the likeliest one of each way from its system to the pivot. A second one finds no more names
/// (a query has many skeletons) and costs 1.7 bytes a name.
fn skeletons(model: &Model<'_>, word: &Spelling) -> Vec<Skeleton> {
    if word.system == Some(model.pivot()) {
        return vec![model.classes.skeleton(&word.letters)];
    }
    let mut skeletons: Vec<Skeleton> = Vec::new();
    for lattice in Lattice::all(model, word, model.pivot()) {
        let likeliest = model.classes.likeliest(&lattice, BEAM).into_iter().next();
        skeletons.extend(likeliest.map(|(skeleton, _)| skeleton).filter(|s| !skeletons.contains(s)));
    }
    if skeletons.is_empty() { vec![Skeleton::default()] } else { skeletons }
}

fn record(word: &Spelling, names: &[u32]) -> Option<Vec<u8>> {
    let wide = word.letters.iter().any(|l| *l > 0xFF);
    let system = u8::try_from(word.system.unwrap_or_default().0).ok()?;
    let mut record = vec![system | u8::from(wide) << 7, u8::try_from(word.letters.len()).ok()?];
    for letter in &word.letters {
        let [low, high] = letter.to_le_bytes();
        record.push(low);
        record.extend(wide.then_some(high));
    }
    put_size(&mut record, names.len());
    let mut postings = Vec::new();
    let mut last = 0;
    for &name in names {
        put_varint(&mut postings, u64::from(name - last));
        last = name;
    }
    put_size(&mut record, postings.len());
    record.append(&mut postings);
    Some(record)
}

fn varint_length(value: usize) -> usize {
    let mut bytes = Vec::new();
    put_size(&mut bytes, value);
    bytes.len()
}
