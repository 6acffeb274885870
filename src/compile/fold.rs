//! Letter conventions and Unicode data to the fold table: one entry for each of the 1,112,064 scalar values.
//!
//! The fold of a character: its own row if there is one; else compatibility composition (NFKC), full case folding, and for each
//! character of that its row, or its decomposition with the marks of stripping scripts dropped; composed again (NFC), until nothing
//! changes. Rows that go round in circles are refused.

use crate::error::{Error, ErrorKind, Result};
use crate::fold::table::{BLOCK, BLOCKS, Class, Entry, Form, IS_LINE, IS_MARK, IS_SPACE, MAY_COMPOSE};
use caseless::Caseless;
use std::collections::{BTreeMap, HashMap, HashSet};
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};
use unicode_script::{Script, ScriptExtension, UnicodeScript};

/// How a script writes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ScriptRule {
    pub(crate) strips_marks: bool,
    pub(crate) spacing: Spacing,
}

/// Whether a script separates its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Spacing {
    #[default]
    Words,
    Characters,
    Runs,
}

/// The rows of `dictionaries/fold/`.
#[derive(Default)]
pub(crate) struct Rules {
    pub(crate) letters: HashMap<char, String>,
    pub(crate) boundaries: HashMap<char, Entry>,
    pub(crate) scripts: HashMap<Script, ScriptRule>,
    /// Letters that look like ASCII letters, by script.
    pub(crate) lookalikes: Vec<(Script, Vec<(char, char)>)>,
}

impl Rules {
    /// The section `FOLD` for these rules.
    pub(crate) fn compile(&self) -> Result<Vec<u8>> {
        let complex = self.composing_marks()?;
        let mut blocks: BTreeMap<Vec<u8>, u16> = BTreeMap::new();
        let mut contents: Vec<u8> = Vec::new();
        let mut numbers: Vec<u8> = Vec::new();
        let mut strings = StringPool::default();
        for block in 0..BLOCKS {
            let mut bytes = Vec::with_capacity(BLOCK * 4);
            for i in 0..BLOCK {
                let c = u32::try_from(block * BLOCK + i).ok().and_then(char::from_u32);
                let entry = c.map_or(Ok(Entry::new(0, Form::Empty, Class::Hard, 0)), |c| self.entry(c, &complex, &mut strings))?;
                bytes.extend_from_slice(&entry.0.to_le_bytes());
            }
            let next = u16::try_from(blocks.len()).unwrap_or(u16::MAX);
            let number = *blocks.entry(bytes).or_insert_with_key(|bytes| {
                contents.extend_from_slice(bytes);
                next
            });
            numbers.extend_from_slice(&number.to_le_bytes());
        }
        let mut section = u32::try_from(blocks.len()).unwrap_or(u32::MAX).to_le_bytes().to_vec();
        section.extend_from_slice(&u32::try_from(strings.bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
        section.append(&mut numbers);
        section.append(&mut contents);
        section.append(&mut strings.bytes);
        self.put_lookalikes(&mut section);
        Ok(section)
    }

    /// The look-alikes, with the ranges of their scripts.
    fn put_lookalikes(&self, section: &mut Vec<u8>) {
        let mut put = |values: &[(u32, u32)]| {
            section.extend_from_slice(&u32::try_from(values.len()).unwrap_or(u32::MAX).to_le_bytes());
            values.iter().for_each(|(a, b)| section.extend([a.to_le_bytes(), b.to_le_bytes()].concat()));
        };
        for (script, pairs) in &self.lookalikes {
            let mut ranges: Vec<(u32, u32)> = Vec::new();
            for c in all_chars().filter(|c| c.script() == *script).map(u32::from) {
                match ranges.last_mut().filter(|(_, last)| last + 1 == c) {
                    Some((_, last)) => *last = c,
                    None => ranges.push((c, c)),
                }
            }
            put(&ranges);
            put(&pairs.iter().map(|(a, b)| (u32::from(*a), u32::from(*b))).collect::<Vec<_>>());
        }
    }

    fn entry(&self, c: char, complex: &HashSet<char>, strings: &mut StringPool) -> Result<Entry> {
        if let Some(&entry) = self.boundaries.get(&c) {
            return Ok(entry);
        }
        let folded = self.fold_char(c)?;
        let class = self.class_of_fold(c, &folded);
        let mut flags = folded.chars().next().map_or(0, |first| Self::flags(first, complex));
        if class == Class::Dropped || is_combining_mark(c) {
            flags |= Self::flags(c, complex) | IS_MARK;
        } else if class == Class::Ignored {
            // Marks before and behind it meet when it vanishes.
            flags = IS_MARK;
        } else if class == Class::Hard {
            flags |= separator_flags(c);
        }
        let mut chars = folded.chars();
        Ok(match (class, chars.next(), chars.next()) {
            (Class::Hard | Class::Soft | Class::Ignored | Class::Dropped, ..)
                if !(class == Class::Hard && folded.chars().any(|f| self.is_letter(f))) =>
            {
                Entry::new(0, Form::Empty, class, flags)
            }
            (_, None, _) => Entry::new(0, Form::Empty, Class::Ignored, IS_MARK),
            (_, Some(first), None) if first == c => Entry::new(0, Form::Same, class, flags),
            (_, Some(first), None) => Entry::new(u32::from(first), Form::One, class, flags),
            _ => Entry::new(strings.place(&folded)?, Form::Many, class, flags),
        })
    }

    /// Whether a character at the start of a fold may compose with what precedes it, or at least move.
    fn flags(c: char, complex: &HashSet<char>) -> u32 {
        let quick = is_nfc_quick(std::iter::once(c));
        if complex.contains(&c) || quick == IsNormalized::Maybe {
            MAY_COMPOSE
        } else if canonical_combining_class(c) != 0 {
            IS_MARK
        } else {
            0
        }
    }

    /// Marks that are dropped alone, but make another letter together with a base (breve on и): they need composition.
    fn composing_marks(&self) -> Result<HashSet<char>> {
        let mut complex = HashSet::new();
        for c in all_chars() {
            let mut parts = std::iter::once(c).nfd();
            let Some(base) = parts.next() else { continue };
            if base != c && self.fold_char(c)? != self.fold_char(base)? {
                complex.extend(parts.filter(|&p| is_combining_mark(p)));
            }
        }
        Ok(complex)
    }

    /// What a character folds to, stable and composed.
    pub(crate) fn fold_char(&self, c: char) -> Result<String> {
        let mut folded = self.fold_once(c);
        for _ in 0..8 {
            let again: String = folded.chars().map(|f| self.fold_once(f)).collect::<String>().nfc().collect();
            if again == folded {
                return Ok(folded);
            }
            folded = again;
        }
        let what = format!("the fold of U+{:04X} does not come to an end", u32::from(c));
        Err(Error::new(ErrorKind::Row, what, "make the targets of the rows stable"))
    }

    fn fold_once(&self, c: char) -> String {
        if let Some(to) = self.letters.get(&c) {
            return to.clone();
        }
        let mut out = String::new();
        for c in std::iter::once(c).nfkc().default_case_fold().nfkc() {
            if let Some(to) = self.letters.get(&c) {
                out.push_str(to);
                continue;
            }
            for c in std::iter::once(c).nfkd() {
                match self.letters.get(&c) {
                    Some(to) => out.push_str(to),
                    None if self.is_stripped(c) => {}
                    None => out.push(c),
                }
            }
        }
        out.nfc().collect()
    }

    fn is_stripped(&self, c: char) -> bool {
        is_combining_mark(c) && (self.rule(c).strips_marks || is_variation_selector(c))
    }

    fn rule(&self, c: char) -> ScriptRule {
        self.scripts.get(&c.script()).copied().unwrap_or_default()
    }

    fn is_letter(&self, c: char) -> bool {
        !matches!(self.class(c), Class::Hard | Class::Soft | Class::Ignored | Class::Dropped)
    }

    /// The class of a character whose fold is `folded`.
    fn class_of_fold(&self, c: char, folded: &str) -> Class {
        let own = self.class(c);
        if self.letters.contains_key(&c) {
            return match folded.chars().next() {
                None if is_combining_mark(c) => Class::Dropped,
                None => Class::Ignored,
                Some(first) => self.letter_class(first),
            };
        }
        if own == Class::Ignored || own == Class::Dropped && folded.is_empty() {
            return own;
        }
        let classes: Vec<Class> = folded.chars().map(|f| self.class(f)).collect();
        match classes.as_slice() {
            [] if is_combining_mark(c) => Class::Dropped,
            [] => Class::Ignored,
            [one] => *one,
            // A string is written letter by letter, each by its own class; the first one stands for all of it.
            many => many.iter().copied().find(|k| !matches!(k, Class::Hard | Class::Soft | Class::Mark)).unwrap_or(Class::Hard),
        }
    }

    /// A character with a row is a letter, whatever its general category says.
    fn letter_class(&self, c: char) -> Class {
        match self.class(c) {
            Class::Hard if !is_combining_mark(c) => Class::Word,
            class => class,
        }
    }

    /// The class of a character by boundary rows, general category and script.
    fn class(&self, c: char) -> Class {
        if let Some(entry) = self.boundaries.get(&c) {
            return entry.class();
        }
        if is_variation_selector(c) {
            return Class::Dropped;
        }
        match c.general_category() {
            GeneralCategory::Format => Class::Ignored,
            GeneralCategory::Unassigned | GeneralCategory::PrivateUse => Class::Word,
            category => match category_group(category) {
                GeneralCategoryGroup::Mark if self.letters.get(&c).is_some_and(|to| to.contains(c)) => Class::Mark,
                GeneralCategoryGroup::Mark if self.is_stripped(c) => Class::Dropped,
                GeneralCategoryGroup::Mark => Class::Mark,
                GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number => self.spacing_class(c),
                _ if self.letters.contains_key(&c) => Class::Word,
                _ => Class::Hard,
            },
        }
    }

    fn spacing_class(&self, c: char) -> Class {
        let script = c.script();
        let spacing = if matches!(script, Script::Common | Script::Inherited) {
            let extension = c.script_extension();
            let shared = |s: &Script| extension.contains_script(*s) && !is_everywhere(extension);
            self.scripts.iter().filter(|(s, _)| shared(s)).map(|(_, rule)| rule.spacing).max().unwrap_or_default()
        } else {
            self.rule(c).spacing
        };
        match spacing {
            Spacing::Words => Class::Word,
            Spacing::Characters => Class::Single,
            Spacing::Runs => Class::Run,
        }
    }
}

/// Whether a script extension is Common or Inherited itself, and so contains every script.
fn is_everywhere(extension: ScriptExtension) -> bool {
    extension.is_common() || extension.is_inherited()
}

fn category_group(category: GeneralCategory) -> GeneralCategoryGroup {
    use GeneralCategory as G;
    match category {
        G::NonspacingMark | G::SpacingMark | G::EnclosingMark => GeneralCategoryGroup::Mark,
        G::UppercaseLetter | G::LowercaseLetter | G::TitlecaseLetter | G::ModifierLetter | G::OtherLetter => GeneralCategoryGroup::Letter,
        G::DecimalNumber | G::LetterNumber | G::OtherNumber => GeneralCategoryGroup::Number,
        _ => GeneralCategoryGroup::Other,
    }
}

/// A line ends at LF; CR, which stands before it in some texts, is a space, and U+2029 ends a paragraph like punctuation.
fn separator_flags(c: char) -> u32 {
    match c {
        '\n' => IS_LINE,
        '\u{2029}' => 0,
        c if c.is_whitespace() => IS_SPACE,
        _ => 0,
    }
}

/// Standardized variation: the selectors of Unicode, which are marks without a look of their own.
fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

fn all_chars() -> impl Iterator<Item = char> {
    '\0'..=char::MAX
}

/// Strings of folds, each once, with a length byte before it.
#[derive(Default)]
struct StringPool {
    bytes: Vec<u8>,
    places: HashMap<String, u32>,
}

impl StringPool {
    fn place(&mut self, string: &str) -> Result<u32> {
        if let Some(&place) = self.places.get(string) {
            return Ok(place);
        }
        let fits = u8::try_from(string.len()).ok().zip(u32::try_from(self.bytes.len()).ok());
        let (len, place) =
            fits.ok_or_else(|| Error::new(ErrorKind::Limit, format!("the fold \"{string}\" has over 255 bytes"), "shorten the row"))?;
        self.bytes.push(len);
        self.bytes.extend_from_slice(string.as_bytes());
        self.places.insert(string.to_owned(), place);
        Ok(place)
    }
}
