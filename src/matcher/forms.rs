//! Names of running text whose words are inflected: each token is one of the forms that it may be.
//!
//! From one token on, keys are walked by every form of the tokens that follow. Keys prune: few forms of few words begin a name. The words
//! of a name must agree in case, prefixes stand at its first word, and where a language says so endings at its last one.

use crate::affix::{Affixes, Form, Languages};
use crate::automaton::{Automaton, State};
use crate::limits::{MAX_FORMS_REMEMBERED, MAX_FORMS_WALKED};
use crate::token::{Token, TokenBuffer};
use std::collections::HashMap;
use std::rc::Rc;

/// Something that holds keys and can be walked letter by letter.
pub(crate) trait Keys {
    type State: Copy;
    fn start(&self) -> Self::State;
    fn step(&self, from: Self::State, letters: &[u8]) -> Option<Self::State>;
    /// The number of the key that ends here, if one does.
    fn value(&self, at: Self::State) -> Option<u32>;
}

impl Keys for Automaton<'_> {
    type State = State;

    fn start(&self) -> State {
        Automaton::start(self)
    }

    fn step(&self, from: State, letters: &[u8]) -> Option<State> {
        Automaton::step(self, from, letters)
    }

    fn value(&self, at: State) -> Option<u32> {
        Automaton::value(self, at).and_then(|v| u32::try_from(v).ok())
    }
}

/// The forms of words, each word looked at once: stripping depends on the letters and on the languages of the document alone.
#[derive(Default)]
pub(crate) struct Forms {
    languages: Languages,
    known: HashMap<u64, Rc<[Form]>>,
}

impl Forms {
    /// Forgets everything when the languages are others.
    pub(crate) fn begin(&mut self, languages: Languages) {
        if self.languages != languages || self.known.len() > MAX_FORMS_REMEMBERED {
            self.known.clear();
            self.languages = languages;
        }
    }

    /// What a token may be a form of, itself left out; the cheapest first.
    /// Of a piece of a word, which a hyphen or an apostrophe joins to others, few letters may be left.
    pub(crate) fn of(&mut self, affixes: &Affixes<'_>, key: &str, hash: u64, piece: bool) -> Rc<[Form]> {
        let hash = if piece { !hash } else { hash };
        if let Some(forms) = self.known.get(&hash) {
            return Rc::clone(forms);
        }
        let mut forms = Vec::new();
        if self.languages != 0 {
            affixes.forms(key, self.languages, piece.then_some(1), &mut forms);
        }
        let forms: Rc<[Form]> = forms.into();
        self.known.insert(hash, Rc::clone(&forms));
        forms
    }
}

impl std::fmt::Debug for Forms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Forms({} words)", self.known.len())
    }
}

/// A key that some tokens may be.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// The number of the key.
    pub(crate) value: u32,
    /// The last token.
    pub(crate) last: usize,
    /// What the forms cost, in nats; 0 where every word stands as it is.
    pub(crate) cost: f32,
    /// Words that something was taken off.
    pub(crate) stripped: usize,
    /// Where each token begins in the key, in bytes.
    pub(crate) starts: Vec<usize>,
    pub(crate) key: String,
    /// The affixes that were taken off, as the tables write them.
    pub(crate) affixes: String,
}

/// The walk from one token on.
pub(crate) struct Walk<'w, 't, K> {
    pub(crate) keys: &'w K,
    pub(crate) buffer: &'t TokenBuffer,
    /// The forms of a token; none where it must be taken as it is.
    pub(crate) forms: &'w mut dyn FnMut(usize) -> Option<Rc<[Form]>>,
    pub(crate) budget: usize,
    pub(crate) found: &'w mut Vec<Reading>,
}

/// Where a walk stands: what was read so far.
#[derive(Clone)]
struct Path {
    key: String,
    starts: Vec<usize>,
    cost: f32,
    stripped: usize,
    cases: u64,
    affixes: String,
}

impl<'w, 't, K: Keys> Walk<'w, 't, K> {
    pub(crate) fn new(
        keys: &'w K,
        buffer: &'t TokenBuffer,
        forms: &'w mut dyn FnMut(usize) -> Option<Rc<[Form]>>,
        found: &'w mut Vec<Reading>,
    ) -> Self {
        Self { keys, buffer, forms, budget: MAX_FORMS_WALKED, found }
    }

    /// All readings from token `at` on. Bounded by [`MAX_FORMS_WALKED`] steps.
    pub(crate) fn from(mut self, at: usize) {
        let path = Path { key: String::new(), starts: Vec::new(), cost: 0.0, stripped: 0, cases: u64::MAX, affixes: String::new() };
        self.go(at, self.keys.start(), &path);
    }

    fn go(&mut self, at: usize, state: K::State, path: &Path) {
        let Some(token) = self.buffer.tokens.get(at).copied() else { return };
        self.take(at, state, path, self.buffer.key_of(&token), None);
        let Some(forms) = (self.forms)(at) else { return };
        for form in forms.iter().filter(|f| (!f.first || path.starts.is_empty()) && f.cases & path.cases != 0) {
            self.take(at, state, path, &form.lemma, Some(form));
        }
    }

    fn take(&mut self, at: usize, state: K::State, path: &Path, letters: &str, form: Option<&Form>) {
        if self.budget == 0 {
            return;
        }
        self.budget -= 1;
        let Some(next) = self.keys.step(state, letters.as_bytes()) else { return };
        let mut path = path.clone();
        path.starts.push(path.key.len());
        path.key.push_str(letters);
        if let Some(form) = form {
            path.cost += form.cost;
            path.stripped += 1;
            path.cases &= form.cases;
            if !path.affixes.is_empty() {
                path.affixes.push(' ');
            }
            path.affixes.push_str(&form.affixes);
        }
        if let Some(value) = self.keys.value(next) {
            self.found.push(Reading {
                value,
                last: at,
                cost: path.cost,
                stripped: path.stripped,
                starts: path.starts.clone(),
                key: path.key.clone(),
                affixes: path.affixes.clone(),
            });
        }
        if form.is_none_or(|f| !f.last) {
            self.go(at + 1, next, &path);
        }
    }
}

/// Whether the first letter of a token is a capital, and whether its script writes names with capitals.
pub(crate) fn capital(text: &str, token: &Token) -> (bool, bool) {
    let first = text.get(token.start..token.end).and_then(|t| t.chars().find(|c| c.is_alphabetic()));
    let upper = first.is_some_and(char::is_uppercase);
    let small =
        |c: char| c.is_lowercase() && c.to_uppercase().next().is_some_and(|capital| u32::from(capital).abs_diff(u32::from(c)) < FAR);
    (upper, upper || first.is_some_and(small))
}

/// Capitals that were encoded late lie far from their letters: scripts that had none, and write no name with them (Mtavruli of Georgian, by
/// chapter 7 of the Unicode standard, for whole words alone).
const FAR: u32 = 0xB00;
