//! A document as its tokens, and what is known of each of them before any name is looked up.

use crate::affix::{Affixes, Form, Languages};
use crate::gazetteer::View;
use crate::limits::MAX_WORDS_OF_TITLE;
use crate::matcher::forms::{Forms, capital};
use crate::matcher::{Scratch, TagOptions};
use crate::token::{Boundary, Token, TokenBuffer};
use crate::words::{CALENDAR, COMMON, CONJUNCTION, COURTESY, DEMONYM, PARTICLE, TITLE_AFTER, TITLE_BEFORE};
use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;

/// What is known of a token.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Facts {
    /// Whether it begins with a capital, and whether its script has capitals.
    pub(super) upper: bool,
    pub(super) cased: bool,
    /// Whether a sentence or a clause begins with it, so that a capital says little.
    pub(super) opens: bool,
    /// Whether it is a function word of the languages of the document.
    pub(super) stopword: bool,
}

/// How many words have capitals that neither a name nor the beginning of a sentence explains.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Capitals {
    pub(super) words: u32,
    pub(super) upper: u32,
}

impl Capitals {
    /// Words without capitals that every text is taken to have beside its own.
    const SMALL_WORDS: u32 = 4;

    /// The share of capitals: high in German, in headlines.
    pub(super) fn share(self) -> f64 {
        f64::from(self.upper) / f64::from(self.words.max(1))
    }

    /// The share that is not explained by the text being short: one name among three words is no headline.
    pub(super) fn least_share(self) -> f64 {
        f64::from(self.upper) / f64::from(self.words + Self::SMALL_WORDS)
    }
}

/// A document.
pub(super) struct Page<'p, 'v, 'g> {
    pub(super) view: &'v View<'g>,
    pub(super) affixes: &'v Affixes<'g>,
    pub(super) text: &'p str,
    pub(super) options: &'p TagOptions,
    pub(super) buffer: &'p TokenBuffer,
    pub(super) facts: Vec<Facts>,
    /// Whether the text is written with capitals: some word has one, and some word has none.
    pub(super) has_capitals: bool,
    /// The capitals among words that are no names, once names are known.
    pub(super) capitals: Capitals,
    /// The words that stand somewhere behind a given name or a title of courtesy, by their hashes.
    pub(super) surnames: HashSet<u64>,
    /// The words that stand somewhere without a capital, by their hashes.
    small: HashSet<u64>,
    /// The words that stand somewhere with a capital and do not open a sentence, by their hashes.
    large: HashSet<u64>,
    forms: &'p mut Forms,
}

impl<'p, 'v, 'g> Page<'p, 'v, 'g> {
    /// Folds and cuts the text, and guesses its languages. O(bytes).
    pub(super) fn new(
        view: &'v View<'g>,
        affixes: &'v Affixes<'g>,
        text: &'p str,
        options: &'p TagOptions,
        scratch: &'p mut Scratch,
    ) -> Self {
        let Scratch { tokens: buffer, forms } = scratch;
        buffer.fill(&view.fold, text);
        let mut facts = Vec::with_capacity(buffer.tokens.len());
        let (mut small, mut large) = (HashSet::new(), HashSet::new());
        let mut counts: Vec<u32> = vec![0; crate::affix::MAX_LANGUAGES];
        let mut stopwords: Vec<Languages> = Vec::with_capacity(buffer.tokens.len());
        let mut end = 0;
        for token in &buffer.tokens {
            let (upper, cased) = capital(text, token);
            let gap = text.get(end..token.start).unwrap_or_default();
            let opens = end == 0 || gap.chars().any(|c| !(c.is_whitespace() || c == ',')) && token.before >= Boundary::Hard;
            end = token.end;
            let languages = affixes.stopword(buffer.key_of(token));
            if languages != 0 {
                counts.iter_mut().enumerate().filter(|(i, _)| languages >> i & 1 == 1).for_each(|(_, count)| *count += 1);
            }
            if cased && !upper {
                small.insert(token.hash);
            }
            if upper && !opens {
                large.insert(token.hash);
            }
            stopwords.push(languages);
            facts.push(Facts { upper, cased, opens, stopword: false });
        }
        let hint = options.resolve.lang.as_deref().map_or(0, |lang| affixes.tagged(lang));
        let languages = affixes.likely(&counts, hint);
        for (facts, of) in facts.iter_mut().zip(stopwords) {
            facts.stopword = of & languages != 0;
        }
        let has_capitals = !small.is_empty() && facts.iter().any(|f| f.upper);
        forms.begin(if options.inflection { languages } else { 0 });
        Self {
            view,
            affixes,
            text,
            options,
            buffer,
            facts,
            has_capitals,
            capitals: Capitals::default(),
            surnames: HashSet::new(),
            small,
            large,
            forms,
        }
    }

    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.buffer.tokens.get(at)
    }

    pub(super) fn key(&self, at: usize) -> &'p str {
        self.buffer.tokens.get(at).map_or("", |t| self.buffer.key_of(t))
    }

    pub(super) fn facts(&self, at: usize) -> Facts {
        self.facts.get(at).copied().unwrap_or_default()
    }

    /// Whether a word is written in capitals throughout, as in headlines.
    pub(super) fn is_shouted(&self, at: usize) -> bool {
        let surface = self.surface(at, at);
        surface.chars().filter(|c| c.is_uppercase()).nth(1).is_some() && !surface.chars().any(char::is_lowercase)
    }

    /// The bytes of some tokens.
    pub(super) fn range(&self, first: usize, last: usize) -> Range<usize> {
        let start = self.token(first).map_or(0, |t| t.start);
        start..self.token(last).map_or(start, |t| t.end)
    }

    pub(super) fn surface(&self, first: usize, last: usize) -> &'p str {
        self.text.get(self.range(first, last)).unwrap_or_default()
    }

    /// What stands between a token and the one before it.
    pub(super) fn gap(&self, at: usize) -> &'p str {
        let end = at.checked_sub(1).and_then(|before| self.token(before)).map_or(0, |t| t.end);
        self.token(at).and_then(|t| self.text.get(end..t.start)).unwrap_or_default()
    }

    /// Whether a token follows the one before it in one phrase: after white space or a hyphen, or the full stop of an initial.
    pub(super) fn touches(&self, at: usize) -> bool {
        let gap = self.gap(at);
        let spaced = |gap: &str| gap.chars().all(char::is_whitespace) && !gap.contains("\n\n");
        let inside = self.token(at).is_some_and(|t| t.before < Boundary::Hard);
        let short = |before| self.is_initial(before) || self.view.words.is(COURTESY, self.key(before));
        let stopped = || at.checked_sub(1).is_some_and(short) && gap.strip_prefix('.').is_some_and(spaced);
        at > 0 && (inside || spaced(gap) || stopped())
    }

    /// Whether white space alone stands between a token and the one before it.
    pub(super) fn is_spaced(&self, at: usize) -> bool {
        at > 0 && self.token(at).is_some_and(|t| t.before == Boundary::Hard) && self.touches(at)
    }

    /// Whether the token is a title.
    pub(super) fn title_here(&self, at: usize) -> bool {
        self.view.words.is(TITLE_BEFORE, self.key(at))
    }

    /// What a token may be a form of; nothing for function words.
    pub(super) fn forms(&mut self, at: usize) -> Option<Rc<[Form]>> {
        let token = self.buffer.tokens.get(at)?;
        if self.facts(at).stopword {
            return None;
        }
        let piece = token.before == Boundary::Soft || self.buffer.after(at) == Boundary::Soft;
        Some(self.forms.of(self.affixes, self.buffer.key_of(token), token.hash, piece))
    }

    /// Whether the word stands somewhere in the document without a capital.
    pub(super) fn is_small_elsewhere(&self, at: usize) -> bool {
        self.token(at).is_some_and(|t| self.small.contains(&t.hash))
    }

    /// Whether the word has a capital that the beginning of a sentence does not explain, here or elsewhere in the document.
    pub(super) fn is_large_somewhere(&self, at: usize) -> bool {
        self.token(at).is_some_and(|t| self.large.contains(&t.hash))
    }

    pub(super) fn is_common(&self, key: &str) -> bool {
        self.view.words.is(COMMON, key)
    }

    /// Whether the word is an adjective of a place, and nobody asked for those.
    pub(super) fn is_demonym(&self, key: &str) -> bool {
        !self.options.demonyms && self.view.words.is(DEMONYM, key)
    }

    pub(super) fn is_calendar(&self, key: &str) -> bool {
        self.view.words.is(CALENDAR, key)
    }

    pub(super) fn is_conjunction(&self, key: &str) -> bool {
        self.view.words.is(CONJUNCTION, key)
    }

    pub(super) fn is_particle(&self, key: &str) -> bool {
        self.view.words.is(PARTICLE, key)
    }

    /// Whether the token is an initial: one letter with a full stop, or a capital that is no function word.
    pub(super) fn is_initial(&self, at: usize) -> bool {
        let facts = self.facts(at);
        let stopped = || self.gap(at + 1).starts_with('.') && (facts.upper || !facts.cased);
        let one = self.key(at).chars().nth(1).is_none();
        one && (stopped() || facts.upper && !facts.stopword && !facts.opens)
    }

    /// Whether a title ends right before token `at`, or one begins behind token `last`. Titles are inflected as well.
    pub(super) fn has_title(&mut self, at: usize, last: usize) -> bool {
        self.title_before(at) || self.title_behind(last)
    }

    fn title_behind(&self, last: usize) -> bool {
        let Some(start) = self.token(last + 1).filter(|t| t.before < Boundary::Break).map(|t| t.key_start) else { return false };
        let tokens = self.buffer.tokens.iter().enumerate().skip(last + 1).take(MAX_WORDS_OF_TITLE);
        let inside = tokens.take_while(|(i, t)| *i == last + 1 || t.before < Boundary::Break);
        inside.into_iter().any(|(_, t)| self.view.words.is(TITLE_AFTER, self.buffer.key.get(start..t.key_end).unwrap_or_default()))
    }

    /// Whether a title of courtesy stands before a token: Mr, Dr.
    pub(super) fn courtesy_before(&self, at: usize) -> bool {
        // A Catalan "En" is a preposition elsewhere.
        let word = |before: usize| !self.facts(before).stopword || self.gap(at).starts_with('.');
        let courtesy = |before: usize| word(before) && self.view.words.is(COURTESY, self.key(before));
        self.touches(at) && at.checked_sub(1).is_some_and(courtesy)
    }

    /// Whether the word of a token stands somewhere behind a given name or a title of courtesy.
    pub(super) fn is_surname(&self, at: usize) -> bool {
        self.token(at).is_some_and(|t| self.surnames.contains(&t.hash))
    }

    pub(super) fn title_before(&mut self, at: usize) -> bool {
        let Some(token) = self.token(at).filter(|t| t.before < Boundary::Break) else { return false };
        // The d' of "d'Israël" is no "D.".
        if token.before == Boundary::Soft && self.facts(at - 1).stopword {
            return false;
        }
        let start = token.key_start;
        for first in (at.saturating_sub(MAX_WORDS_OF_TITLE)..at).rev() {
            let Some(token) = self.token(first) else { break };
            let title = self.buffer.key.get(token.key_start..start).unwrap_or_default();
            if self.view.words.is(TITLE_BEFORE, title) {
                return true;
            }
            if token.before == Boundary::Break {
                break;
            }
        }
        let Some(before) = at.checked_sub(1) else { return false };
        let words = &self.view.words;
        self.forms(before).is_some_and(|forms| forms.iter().any(|f| words.is(TITLE_BEFORE, &f.lemma)))
    }
}
