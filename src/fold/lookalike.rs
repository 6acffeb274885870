//! Words that mix look-alike letters of two scripts: "Mосква" with a Latin M, "COVІD" with a Cyrillic І.
//!
//! Such words are typing errors, or somebody hides from a search. Where every stray letter of a word has a counterpart in the script of
//! the others (the confusables of UTS 39, `dictionaries/fold/lookalikes.tsv`), it is put in its place: the fewer letters give way to
//! the more. A word of one script is never changed. Matches of changed words are flagged.
//!
//! Layout, behind the strings of the section `FOLD`, for each script: `u32` number of ranges, first and last scalar value of each (`u32`),
//! `u32` number of pairs, for each the letter and its ASCII counterpart (`u32`).
//!
//! Cost: O(letters × pairs) for a word that mixes ASCII letters with others, nothing for other words.

use crate::bytes::{Cursor, index};

/// One script beside ASCII.
struct Script<'a> {
    ranges: Cursor<'a>,
    pairs: Cursor<'a>,
}

impl Script<'_> {
    fn contains(&self, c: char) -> bool {
        let mut ranges = self.ranges;
        std::iter::from_fn(move || Some((ranges.u32()?, ranges.u32()?))).any(|(first, last)| (first..=last).contains(&u32::from(c)))
    }

    fn pairs(&self) -> impl Iterator<Item = (char, char)> {
        let mut pairs = self.pairs;
        std::iter::from_fn(move || Some((char::from_u32(pairs.u32()?)?, char::from_u32(pairs.u32()?)?)))
    }

    /// `word` with every letter for which `stray` holds replaced by its counterpart; `None` when one has none.
    fn replace(
        &self,
        word: &str,
        stray: impl Fn(char) -> bool,
        counterpart: impl Fn(char, (char, char)) -> Option<char>,
    ) -> Option<String> {
        let replace = |c: char| if stray(c) { self.pairs().find_map(|pair| counterpart(c, pair)) } else { Some(c) };
        word.chars().map(replace).collect()
    }
}

/// Whether a folded word may mix scripts: it has ASCII letters and letters outside ASCII. Latin words rarely do, once folded.
pub(crate) fn is_suspect(word: &str) -> bool {
    !word.is_ascii() && word.bytes().any(|b| b.is_ascii_alphabetic())
}

/// The word in one script, if that can be had by look-alikes alone.
pub(crate) fn repair(scripts: &[u8], word: &str) -> Option<String> {
    let mut rest = Cursor(scripts);
    while let Some(script) = read(&mut rest) {
        let strays = word.chars().filter(char::is_ascii_alphabetic).count();
        let others = word.chars().filter(|c| script.contains(*c)).count();
        if others == 0 || word.chars().any(|c| !c.is_ascii() && !script.contains(c)) {
            continue;
        }
        let to_script = || script.replace(word, |c| c.is_ascii_alphabetic(), |c, (other, ascii)| (c == ascii).then_some(other));
        let to_ascii = || script.replace(word, |c| !c.is_ascii(), |c, (other, ascii)| (c == other).then_some(ascii));
        return if strays <= others { to_script().or_else(to_ascii) } else { to_ascii().or_else(to_script) };
    }
    None
}

fn read<'a>(rest: &mut Cursor<'a>) -> Option<Script<'a>> {
    let mut table = || {
        let count = index(rest.u32()?);
        rest.take(count.checked_mul(8)?).map(Cursor)
    };
    Some(Script { ranges: table()?, pairs: table()? })
}
