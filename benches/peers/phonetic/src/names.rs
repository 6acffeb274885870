//! The distinct texts of a table, their entities, and an inverted index of their trigrams.
//!
//! Trigrams are those of PostgreSQL's pg_trgm: each word gets two spaces in front and one behind, a text is the set of the
//! trigrams of its words, and the likeness of two texts is the size of the common set over the size of the joint one.
//! The order of words does not count. A query costs one addition for each posting of its trigrams.

use std::collections::HashMap;

use crate::ranking::{Counter, Ranking, Score};

/// Three bytes of seven bits.
const TRIGRAMS: usize = 1 << 21;

pub struct Names<'t> {
    texts: Vec<&'t str>,
    /// The entities that bear each text.
    bearers: Vec<Vec<u32>>,
    /// The trigrams of each text, ascending.
    trigrams: Vec<Box<[u32]>>,
    /// The texts of each trigram.
    postings: Vec<Vec<u32>>,
    entities: usize,
}

impl<'t> Names<'t> {
    /// Reads lines `entity TAB text`; the error says which line is none.
    pub fn read(table: &'t str) -> Result<Self, String> {
        let mut names = Self { texts: vec![], bearers: vec![], trigrams: vec![], postings: vec![vec![]; TRIGRAMS], entities: 0 };
        let mut numbers = HashMap::new();
        for (line, row) in table.lines().enumerate() {
            let (entity, text) = row
                .split_once('\t')
                .and_then(|(entity, text)| Some((entity.parse::<u32>().ok()?, text)))
                .filter(|(_, text)| text.is_ascii())
                .ok_or_else(|| format!("{}: not `entity TAB ASCII text`: {row:?}", line + 1))?;
            let number = *numbers.entry(text).or_insert_with(|| names.push(text));
            let bearers = &mut names.bearers[number as usize];
            if !bearers.contains(&entity) {
                bearers.push(entity);
            }
            names.entities = names.entities.max(entity as usize + 1);
        }
        Ok(names)
    }

    fn push(&mut self, text: &'t str) -> u32 {
        let number = self.texts.len() as u32;
        let set = trigrams(text);
        for &trigram in &set {
            self.postings[trigram as usize].push(number);
        }
        self.texts.push(text);
        self.bearers.push(vec![]);
        self.trigrams.push(set.into());
        number
    }

    /// How many distinct texts there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// One more than the highest entity.
    pub fn entities(&self) -> usize {
        self.entities
    }

    pub fn texts(&self) -> &[&'t str] {
        &self.texts
    }

    pub fn bearers(&self, text: u32) -> &[u32] {
        &self.bearers[text as usize]
    }

    pub fn trigrams(&self, text: u32) -> &[u32] {
        &self.trigrams[text as usize]
    }

    /// The entities whose best name is likest to `query`.
    pub fn candidates(&self, query: &str, limit: usize, counter: &mut Counter, ranking: &mut Ranking) -> Vec<(u32, Score)> {
        let wanted = trigrams(query);
        for &trigram in &wanted {
            for &text in &self.postings[trigram as usize] {
                counter.add(text);
            }
        }
        for (text, common) in counter.counts() {
            let joint = wanted.len() + self.trigrams(text).len() - common;
            for &entity in self.bearers(text) {
                ranking.offer(entity, (common as f32 / joint as f32, 0.0));
            }
        }
        counter.clear();
        ranking.take(limit)
    }
}

/// The set of trigrams of a text, ascending.
pub fn trigrams(text: &str) -> Vec<u32> {
    let mut set = vec![];
    for word in text.split_ascii_whitespace() {
        let padded: Vec<u32> = b"  ".iter().chain(word.as_bytes()).chain(b" ").map(|&byte| u32::from(byte & 0x7F)).collect();
        set.extend(padded.windows(3).map(|w| w[0] << 14 | w[1] << 7 | w[2]));
    }
    set.sort_unstable();
    set.dedup();
    set
}

/// Common trigrams over all trigrams of two ascending sets.
pub fn similarity(a: &[u32], b: &[u32]) -> f32 {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        common += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    let joint = a.len() + b.len() - common;
    if joint == 0 { 0.0 } else { common as f32 / joint as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of PostgreSQL's documentation of pg_trgm.
    #[test]
    fn agrees_with_pg_trgm() {
        assert_eq!(trigrams("cat").len(), 4);
        assert_eq!(trigrams("foo bar"), trigrams("bar foo foo"));
        assert!((similarity(&trigrams("word"), &trigrams("two words")) - 0.363_636).abs() < 1e-5);
    }

    #[test]
    fn the_likest_entity_comes_first_and_ties_go_by_number() {
        let names = Names::read("2\tvladimir putin\n1\tvladimir potanin\n0\tputin vladimir\n3\tangela merkel\n").unwrap();
        let (mut counter, mut ranking) = (Counter::new(names.len()), Ranking::new(names.entities()));
        for _ in 0..2 {
            let found = names.candidates("putin vladimir", 5, &mut counter, &mut ranking);
            assert_eq!(found.iter().map(|c| c.0).collect::<Vec<_>>(), [0, 2, 1]);
        }
        assert!(Names::read("0\tnaïve\n").is_err());
    }
}
