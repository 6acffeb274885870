//! The letters of every writing system by number: the way back from numbers to text, for spellings that are written out.

use super::{BLOCK, BLOCKS, Model, SYSTEM, System};
use crate::bytes::{index, u16_at, u32_at};

impl Model<'_> {
    /// Every writing system, the pivot first.
    pub(crate) fn systems(&self) -> impl Iterator<Item = System> + use<> {
        (0..self.systems.len() / SYSTEM).map_while(|number| u16::try_from(number).ok()).map(System)
    }

    /// Whether whole syllables of a system are read as the letters that they are made of.
    pub(crate) fn decomposed(&self, system: System) -> bool {
        self.flags(system) & 1 != 0
    }

    /// Whether words of a system have spaces between them.
    pub(crate) fn spaced(&self, system: System) -> bool {
        self.flags(system) & 2 == 0
    }

    /// The letters of every system by number; numbers without a letter of their own have none. O(blocks of the code space).
    ///
    /// A letter that two systems share (a digit) belongs to one of them, as [`Model::letter`] has it.
    pub(crate) fn letters(&self) -> Vec<Vec<Option<char>>> {
        let mut letters: Vec<Vec<Option<char>>> = self.systems().map(|_| Vec::new()).collect();
        for block in 0..BLOCKS {
            let Some(page) = u16_at(self.pages, block * 2).filter(|page| *page != 0).map(usize::from) else { continue };
            for place in 0..BLOCK {
                let entry = u32_at(self.blocks, (page * BLOCK + place) * 4).unwrap_or(0);
                let (system, number) = (index(entry >> 16), index(entry & 0xFFFF));
                let c = u32::try_from(block * BLOCK + place).ok().and_then(char::from_u32);
                let Some(of) = letters.get_mut(system).filter(|_| entry != 0) else { continue };
                if of.len() <= number {
                    of.resize(number + 1, None);
                }
                if let Some(slot) = of.get_mut(number) {
                    *slot = c;
                }
            }
        }
        letters
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_read_back_as_the_letters_they_stand_for() {
        let tables = polyonym_dictionaries::tables();
        let bytes = tables.to_bytes().unwrap();
        let tables = crate::tables::Tables::from_owner(bytes).unwrap();
        let model = tables.model().unwrap();
        let letters = model.letters();
        for (system, word) in [("latn", "qassemi"), ("cyrl", "путин"), ("arab", "قاسم"), ("hani", "普京")] {
            let spelling = model.spell(word);
            assert_eq!(spelling.system, model.system(system), "{word}");
            let of = &letters[usize::from(spelling.system.unwrap().0)];
            let back: String = spelling.letters.iter().map(|l| of[usize::from(*l)].unwrap()).collect();
            assert_eq!(back, word);
        }
        assert_eq!(model.systems().next(), Some(model.pivot()));
    }
}
