//! Which of many words another one stands for, by the tables of correspondences alone: the figure by which tables are judged.
//!
//! The search of a gazetteer looks at the words of a few skeletons and weighs much else; here every word is aligned, and the gain decides.
//!
//! ```
//! let ranking = polyonym::learn::Ranking::new(polyonym_dictionaries::tables(), ["Ivanov", "Ivanova", "Petrov"]);
//! assert_eq!(ranking.first("Иванова"), [1]);
//! ```
//!
//! Cost: O(words × letters × letters × pieces a letter) at most for each word that is asked for; words that begin alike share what they
//! have, and those that cannot gain as much as the best one so far are left early.

use super::words::Words;
use crate::tables::Tables;
use crate::token::TokenBuffer;
use crate::translit::lattice::Lattice;
use crate::translit::{Model, System};

/// Words, ready to be ranked.
///
/// ```
/// let ranking = polyonym::learn::Ranking::new(polyonym_dictionaries::tables(), ["Nina", "Anna"]);
/// assert_eq!(ranking.first("Анна"), [1]);
/// ```
pub struct Ranking<'t> {
    tables: &'t Tables,
    model: Option<Model<'t>>,
    /// The letters of the words by system, and their places among all, in the order of the letters: what begins alike stands together.
    words: Vec<(System, Vec<u16>, usize)>,
}

impl<'t> Ranking<'t> {
    /// Folds the words and keeps their letters; a name of several words is taken for one. O(letters).
    ///
    /// ```
    /// let ranking = polyonym::learn::Ranking::new(polyonym_dictionaries::tables(), ["Jean-Luc", "Jean"]);
    /// assert_eq!(ranking.first("Жанлюк"), [0]);
    /// ```
    #[must_use]
    pub fn new<'w>(tables: &'t Tables, words: impl IntoIterator<Item = &'w str>) -> Self {
        let model = tables.model();
        let mut buffer = TokenBuffer::default();
        let spell = |(place, word): (usize, &str)| {
            let spelling = model.as_ref()?.spell(&folded(tables, word, &mut buffer));
            spelling.system.map(|system| (system, spelling.letters, place))
        };
        let mut words: Vec<_> = words.into_iter().enumerate().filter_map(spell).collect();
        words.sort_unstable();
        Self { tables, model, words }
    }

    /// The places of the words that gain most with `word`, in rising order: one, or several that gain the same; none where no word gains
    /// anything.
    ///
    /// ```
    /// let ranking = polyonym::learn::Ranking::new(polyonym_dictionaries::tables(), ["Nina", "Anna", "Nína"]);
    /// assert_eq!(ranking.first("Нина"), [0, 2]); // both fold to one word
    /// assert_eq!(ranking.first("?!"), [0; 0]);
    /// ```
    #[must_use]
    pub fn first(&self, word: &str) -> Vec<usize> {
        let mut first = Vec::new();
        let Some(model) = &self.model else { return first };
        let spelling = model.spell(&folded(self.tables, word, &mut TokenBuffer::default()));
        let mut most = 0.0;
        for group in self.words.chunk_by(|a, b| a.0 == b.0) {
            for mut lattice in Lattice::all(model, &spelling, group[0].0) {
                for (_, letters, place) in group {
                    let Some(gain) = lattice.agree(letters, most).map(|a| a.gain).filter(|gain| *gain > 0.0 && *gain >= most) else {
                        continue;
                    };
                    if gain > most {
                        first.clear();
                        most = gain;
                    }
                    first.push(*place);
                }
            }
        }
        first.sort_unstable();
        // Two tables may agree on the gain.
        first.dedup();
        first
    }
}

/// The folded letters of a name as one word.
fn folded(tables: &Tables, name: &str, buffer: &mut TokenBuffer) -> String {
    Words::new(tables, name, buffer).spaced.concat()
}
