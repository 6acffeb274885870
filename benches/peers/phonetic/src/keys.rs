//! Phonetic keys of words, and the names whose words share them.
//!
//! Two words agree when they have a key in common. The score of a name is the share of words that agree, 2·agreeing / (words
//! of the query + words of the name), so that a name with the same keys and no other words has 1; names of one share are
//! ordered by trigram likeness. Names without an agreeing word are not found at all: that is what a phonetic index is.

use std::collections::{HashMap, HashSet};

use rphonetic::{BeiderMorse, BeiderMorseBuilder, ConfigFiles, DoubleMetaphone, Encoder as _};

use crate::names::{Names, similarity, trigrams};
use crate::ranking::{Counter, Ranking, Score};

pub enum Encoder<'r> {
    /// Primary and alternate code, four letters each: the usual length.
    DoubleMetaphone(DoubleMetaphone),
    /// Generic names, approximate rules, the language guessed from the word, 20 alternatives at each step: all defaults.
    BeiderMorse(Box<BeiderMorse<'r>>),
}

impl<'r> Encoder<'r> {
    pub fn double_metaphone() -> Self {
        Self::DoubleMetaphone(DoubleMetaphone::default())
    }

    pub fn beider_morse(rules: &'r ConfigFiles) -> Self {
        Self::BeiderMorse(Box::new(BeiderMorseBuilder::new(rules).build()))
    }

    /// The keys of a word; a word without any, such as a number, is its own key.
    fn keys(&self, word: &str) -> Vec<String> {
        let mut keys: Vec<String> = match self {
            Self::DoubleMetaphone(encoder) => {
                let codes = encoder.double_metaphone(word);
                vec![codes.primary(), codes.alternate()]
            }
            Self::BeiderMorse(encoder) => encoder.encode(word).split('|').map(str::to_owned).collect(),
        };
        keys.retain(|key| !key.is_empty());
        keys.sort_unstable();
        keys.dedup();
        if keys.is_empty() {
            // The sign keeps it apart from codes.
            keys.push(format!("={word}"));
        }
        keys
    }
}

pub struct KeyIndex<'r> {
    encoder: Encoder<'r>,
    /// The words of each key.
    words: HashMap<String, Vec<u32>>,
    /// The texts of each word.
    texts: Vec<Vec<u32>>,
    /// How many distinct words each text has.
    lengths: Vec<u16>,
}

impl<'r> KeyIndex<'r> {
    pub fn new(encoder: Encoder<'r>, names: &Names) -> Self {
        let mut index = Self { encoder, words: HashMap::new(), texts: vec![], lengths: vec![] };
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        for (text, name) in names.texts().iter().enumerate() {
            let distinct: HashSet<&str> = name.split_ascii_whitespace().collect();
            index.lengths.push(distinct.len() as u16);
            for word in distinct {
                let number = *numbers.entry(word).or_insert_with(|| index.push(word));
                index.texts[number as usize].push(text as u32);
            }
        }
        index
    }

    fn push(&mut self, word: &str) -> u32 {
        let number = self.texts.len() as u32;
        for key in self.encoder.keys(word) {
            self.words.entry(key).or_default().push(number);
        }
        self.texts.push(vec![]);
        number
    }

    /// The entities one of whose names has the most agreeing words; the first number of a score is the share of them.
    pub fn candidates(&self, names: &Names, query: &str, limit: usize, counter: &mut Counter, ranking: &mut Ranking) -> Vec<(u32, Score)> {
        let words: HashSet<&str> = query.split_ascii_whitespace().collect();
        for word in &words {
            // A text counts once for each word of the query, however many keys and words lead to it.
            let agreeing: HashSet<u32> = self.encoder.keys(word).iter().filter_map(|key| self.words.get(key)).flatten().copied().collect();
            let mut texts: Vec<u32> = agreeing.iter().flat_map(|&word| &self.texts[word as usize]).copied().collect();
            texts.sort_unstable();
            texts.dedup();
            texts.into_iter().for_each(|text| counter.add(text));
        }
        let share = |text: u32, agreeing: usize| {
            let length = usize::from(self.lengths[text as usize]);
            2.0 * agreeing.min(length) as f32 / (words.len() + length) as f32
        };
        for (text, agreeing) in counter.counts() {
            names.bearers(text).iter().for_each(|&entity| ranking.offer(entity, (share(text, agreeing), 0.0)));
        }
        // Likeness is looked at only where it can decide.
        let least = ranking.take(limit).last().map_or(0.0, |(_, score)| score.0);
        let wanted = trigrams(query);
        for (text, agreeing) in counter.counts().filter(|&(text, agreeing)| share(text, agreeing) >= least) {
            let score = (share(text, agreeing), similarity(&wanted, names.trigrams(text)));
            names.bearers(text).iter().for_each(|&entity| ranking.offer(entity, score));
        }
        counter.clear();
        ranking.take(limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_agree_by_any_key() {
        let rules = ConfigFiles::default();
        let rows: [(Encoder, &str, &str, bool); 5] = [
            (Encoder::double_metaphone(), "qasem", "ghasem", true),
            (Encoder::double_metaphone(), "schmidt", "smith", true),
            (Encoder::double_metaphone(), "12", "13", false),
            (Encoder::beider_morse(&rules), "schwarz", "shvarts", true),
            (Encoder::beider_morse(&rules), "12", "13", false),
        ];
        for (encoder, a, b, expected) in rows {
            let keys = encoder.keys(a);
            assert_eq!(encoder.keys(b).iter().any(|key| keys.contains(key)), expected, "{a} {b}");
        }
    }

    #[test]
    fn all_words_before_some_and_likeness_decides_between_equals() {
        let names = Names::read("0\tkasim sulaymani ali\n1\tqasem soleimani\n2\tkassem suleymani\n3\tangela merkel\n").unwrap();
        let index = KeyIndex::new(Encoder::double_metaphone(), &names);
        let (mut counter, mut ranking) = (Counter::new(names.len()), Ranking::new(names.entities()));
        let found = index.candidates(&names, "suleimani qasim", 5, &mut counter, &mut ranking);
        assert_eq!(found.iter().map(|c| c.0).collect::<Vec<_>>(), [1, 2, 0]);
        assert_eq!(found[0].1.0, 1.0);
    }
}
