//! Stage 8: names in running text.
//!
//! The text is folded and cut into tokens chunk by chunk; from each token on the names automaton is walked over the letters of the
//! tokens that follow, and the longest name that ends at a token and agrees with the text in its boundaries and capitals is
//! the match. Matching goes on behind it (leftmost-longest), or at the next token when all matches are wanted.
//!
//! *Boundaries.* Keys have no separators, so that `Deir ez-Zor`, `Deir-ez-Zor` and `Deir Ez Zor` are one key. In text, a hard
//! separator must stand where the name has a separator, and where the name has a hard one some token must end; else
//! "us a" would be found as "USA". Punctuation and the end of a paragraph are inside a name only where the name has
//! punctuation ("Washington, D.C."). `resolve` asks no such thing: its whole query is the name.
//!
//! *Capitals.* A name that dictionaries mark as needing its case (`US`, `May`) matches where every capital of it is a capital of the
//! text: `US` in `the US`, not in `let us`, and `May` in `MAY`, not in `may`.
//!
//! Cost: O(bytes of text × bytes of the longest name) at worst, O(bytes of text) where names are rare; no allocation per token
//! once [`Scratch`] is warm. Ranking costs O(bearers) a mention, up to a bound.

pub(crate) mod forms;
mod mention;

use forms::Forms;
pub use mention::{Mention, Overlap, TagOptions};

use crate::automaton::State;
use crate::evidence::Evidence;
use crate::fold;
use crate::fold::table::FoldTable;
use crate::gazetteer::postings::{Bearers, Name};
use crate::gazetteer::{Gazetteer, Ordinal, View};
use crate::limits::{MAX_KEY_BYTES, MIN_TAGGED_LETTERS};
use crate::resolver::{Hit, Resolution, ResolveOptions, rank};
use crate::token::{Boundary, Token, TokenBuffer};
use std::ops::Range;

/// Bytes of text that are folded at a time: their tokens fit the second-level cache.
const CHUNK: usize = 16 << 10;

/// The memory that tagging needs, to be kept between calls: one for each thread.
///
/// ```
/// let mut scratch = polyonym::Scratch::new();
/// let gazetteer = polyonym_dictionaries::gazetteer();
/// for text in ["Tehran", "Москва"] {
///     assert_eq!(gazetteer.find(text, &mut scratch).count(), 1);
/// }
/// ```
#[derive(Debug, Default)]
pub struct Scratch {
    pub(crate) tokens: TokenBuffer,
    pub(crate) forms: Forms,
}

impl Scratch {
    /// Empty; it grows with the first texts to some hundred KiB, with hostile ones to 4 MiB at most.
    ///
    /// ```
    /// let _ = polyonym::Scratch::new();
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// A stretch of text that is a name of the gazetteer: a number, to be ranked by [`Gazetteer::candidates`].
///
/// ```
/// let mut scratch = polyonym::Scratch::new();
/// let found = polyonym_dictionaries::gazetteer().find("in Tehran", &mut scratch).next().unwrap();
/// assert_eq!(found.range(), 3..9);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    start: usize,
    end: usize,
    ordinal: Ordinal,
    /// The names of the key that agree with the text in boundaries and capitals, as bits.
    names: u64,
    lookalike: bool,
}

impl Match {
    /// Where it stands, in bytes of the text.
    ///
    /// ```
    /// let mut scratch = polyonym::Scratch::new();
    /// let found = polyonym_dictionaries::gazetteer().find("Tehran", &mut scratch).next().unwrap();
    /// assert_eq!(found.range(), 0..6);
    /// ```
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether the text mixed look-alike letters of two scripts in a word here, which were put right: "Mосква" with a Latin M.
    ///
    /// ```
    /// let mut scratch = polyonym::Scratch::new();
    /// assert!(polyonym_dictionaries::gazetteer().find("Mосква", &mut scratch).next().unwrap().is_lookalike());
    /// ```
    #[must_use]
    pub fn is_lookalike(&self) -> bool {
        self.lookalike
    }
}

impl Gazetteer {
    /// Where names stand in a text, without ranking who bears them: nothing is allocated once `scratch` is warm.
    ///
    /// ```
    /// let mut scratch = polyonym::Scratch::new();
    /// assert_eq!(polyonym_dictionaries::gazetteer().find("Iran, Iraq", &mut scratch).count(), 2);
    /// ```
    pub fn find<'a, 's>(&'a self, text: &'a str, scratch: &'s mut Scratch) -> Matches<'a, 's> {
        self.find_with(text, &TagOptions::default(), scratch)
    }

    /// [`find`](Self::find) with options.
    ///
    /// ```
    /// let mut scratch = polyonym::Scratch::new();
    /// let options = polyonym::TagOptions::new();
    /// assert_eq!(polyonym_dictionaries::gazetteer().find_with("Iran, Iraq", &options, &mut scratch).count(), 2);
    /// ```
    pub fn find_with<'a, 's>(&'a self, text: &'a str, options: &TagOptions, scratch: &'s mut Scratch) -> Matches<'a, 's> {
        scratch.tokens.clear();
        let only = options.resolve.only.clone();
        let buffer = &mut scratch.tokens;
        Matches { view: self.view(), text, buffer, safe: 0, read: 0, at: 0, walk: None, steps: 0, overlap: options.overlap, only }
    }

    /// Ranks the entities of a match that [`find`](Self::find) gave on the same text.
    ///
    /// ```
    /// let gazetteer = polyonym_dictionaries::gazetteer();
    /// let mut scratch = polyonym::Scratch::new();
    /// let text = "Tehran";
    /// let found = gazetteer.find(text, &mut scratch).next().unwrap();
    /// assert_eq!(gazetteer.candidates(&found, text, &Default::default()).accepted().unwrap().id(), "Q3616");
    /// ```
    #[must_use]
    pub fn candidates<'g>(&'g self, found: &Match, text: &str, options: &ResolveOptions) -> Resolution<'g> {
        self.view().map(|view| resolve_match(&view, found, text, options)).unwrap_or_default()
    }
}

/// The most that the name of a mention alone can be sure of.
const MENTION_CONFIDENCE: f64 = 0.97;

fn resolve_match<'g>(view: &View<'g>, found: &Match, text: &str, options: &ResolveOptions) -> Resolution<'g> {
    let surface = text.get(found.range()).unwrap_or_default();
    let valid = view.postings.record(found.ordinal).names_and_bearers().zip(0..64).filter(|(_, bit)| found.names >> bit & 1 == 1);
    let hits = valid.map(|((name, bearers), _)| {
        let evidence = if name.text == surface { Evidence::Exact } else { Evidence::Folded };
        Hit { matched: name.text, bearers, evidence, weak: false, cost: 0.0 }
    });
    Resolution { lookalike: found.lookalike, ..rank(view, hits, MENTION_CONFIDENCE, options) }
}

/// What may begin with a token, as far as the filter knows: a name that is this token alone, and a longer one.
#[derive(Clone, Copy)]
struct Start(u8);

impl Start {
    #[inline]
    fn of(view: &View<'_>, buffer: &TokenBuffer, at: usize) -> Self {
        let Some(token) = buffer.tokens.get(at) else { return Self(0) };
        let whole = view.filter.may_be(token.hash, token.capital || token.lookalike);
        let longer = buffer.tokens.get(at + 1).is_some_and(|next| {
            let behind = buffer.after(at + 1);
            match next.before {
                // Where a soft boundary stands a name may have none, and so may end its own words elsewhere.
                Boundary::Soft => true,
                Boundary::Joint if behind == Boundary::Soft => true,
                _ if behind == Boundary::Soft => view.filter.may_contain(token.hash),
                before => view.filter.may_go_on(token.hash, next.hash, before == Boundary::Break),
            }
        });
        Self(u8::from(whole) | u8::from(longer) << 1)
    }

    fn whole(self) -> bool {
        self.0 & 1 != 0
    }

    fn longer(self) -> bool {
        self.0 & 2 != 0
    }
}

/// The matches of a text, in order; made by [`Gazetteer::find`].
pub struct Matches<'a, 's> {
    view: Option<View<'a>>,
    text: &'a str,
    buffer: &'s mut TokenBuffer,
    /// Tokens behind which all letters that a name from there could have are in the buffer.
    safe: usize,
    /// Bytes of the text that were folded.
    read: usize,
    /// The token to start from.
    at: usize,
    /// Where the walk from that token stands, when all matches are wanted: the next token and the state before it.
    walk: Option<(usize, State)>,
    /// Steps in the automaton so far, in bytes of keys.
    steps: u64,
    overlap: Overlap,
    /// The only type of entities whose names count.
    only: Option<String>,
}

impl Iterator for Matches<'_, '_> {
    type Item = Match;

    fn next(&mut self) -> Option<Match> {
        let view = self.view.take()?;
        let found = match self.overlap {
            Overlap::Longest => self.next_longest(&view),
            Overlap::All => self.next_of_all(&view),
        };
        self.view = Some(view);
        found
    }
}

impl Matches<'_, '_> {
    /// Bytes of keys that were looked up in the automaton so far: what the work is proportional to.
    ///
    /// ```
    /// let mut scratch = polyonym::Scratch::new();
    /// let mut matches = polyonym_dictionaries::gazetteer().find("xyzzy Tehran", &mut scratch);
    /// while matches.next().is_some() {}
    /// assert!(matches.steps() < 20);
    /// ```
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.steps
    }

    fn next_longest(&mut self, view: &View<'_>) -> Option<Match> {
        while let Some(start) = self.next_start(view) {
            let mut best = None;
            let mut state = view.names.start();
            for j in self.at..self.buffer.finished() {
                let Some(next) = self.step(view, state, j) else { break };
                state = next;
                if (j > self.at || start.whole())
                    && let Some(found) = self.check(view, state, j)
                {
                    best = Some((found, j + 1));
                }
                if !start.longer() {
                    break;
                }
            }
            let Some((found, next)) = best else {
                self.at += 1;
                continue;
            };
            self.at = next;
            return Some(found);
        }
        None
    }

    fn next_of_all(&mut self, view: &View<'_>) -> Option<Match> {
        while let Some((j, state)) = self.walk.take().or_else(|| self.next_start(view).map(|_| (self.at, view.names.start()))) {
            if j < self.buffer.finished()
                && let Some(state) = self.step(view, state, j)
            {
                self.walk = Some((j + 1, state));
                if let Some(found) = self.check(view, state, j) {
                    return Some(found);
                }
                continue;
            }
            self.at += 1;
        }
        None
    }

    /// Goes to the next token that a name may begin with, reading on where the text has more; nothing at its end.
    #[inline]
    fn next_start(&mut self, view: &View<'_>) -> Option<Start> {
        loop {
            let rest = self.buffer.starts.get(self.at..self.safe).unwrap_or_default();
            if let Some((skipped, start)) = rest.iter().enumerate().find(|(_, start)| **start != 0) {
                self.at += skipped;
                return Some(Start(*start));
            }
            if self.read == self.text.len() {
                return None;
            }
            self.at = self.at.max(self.safe);
            self.refill(view);
        }
    }

    fn refill(&mut self, view: &View<'_>) {
        self.buffer.drain(self.at);
        self.at = 0;
        let end = fold::chunk_end(&view.fold, self.text, self.read.saturating_add(CHUNK).min(self.text.len()));
        self.buffer.append(&view.fold, self.text, self.read..end);
        self.read = end;
        if end == self.text.len() {
            self.buffer.finish(&view.fold);
            self.safe = self.buffer.tokens.len();
        } else {
            // The separators behind the last finished token are unknown yet.
            let known = self.buffer.finished().saturating_sub(2);
            let enough = self.buffer.key.len().saturating_sub(MAX_KEY_BYTES);
            self.safe = self.buffer.tokens.partition_point(|t| t.key_start < enough).min(known);
        }
        // One after another, so that what is not in the caches is waited for at the same time.
        for i in self.buffer.starts.len()..self.safe {
            let start = Start::of(view, self.buffer, i);
            self.buffer.starts.push(start.0);
        }
    }

    #[inline]
    fn step(&mut self, view: &View<'_>, state: State, j: usize) -> Option<State> {
        let token = self.buffer.tokens.get(j)?;
        let letters = self.buffer.key.bytes().get(token.key_start..token.key_end)?;
        self.steps += u64::try_from(letters.len()).unwrap_or(u64::MAX);
        view.names.step(state, letters)
    }

    /// The match from the current token to token `j`, if a name ends in this state and agrees with the text.
    #[inline]
    fn check(&self, view: &View<'_>, state: State, j: usize) -> Option<Match> {
        let ordinal = Ordinal(u32::try_from(view.names.value(state)?).ok()?);
        let (first, last) = (self.buffer.tokens.get(self.at)?, self.buffer.tokens.get(j)?);
        let key = self.buffer.key.bytes().get(first.key_start..last.key_end)?;
        key.iter().filter(|byte| **byte & 0xC0 != 0x80).nth(MIN_TAGGED_LETTERS - 1)?;
        let surface = self.text.get(first.start..last.end)?;
        let tokens = self.buffer.tokens.get(self.at..=j)?;
        let lookalike = tokens.iter().any(|t| t.lookalike);
        // Repaired letters have other lengths than those of the text, so that capitals cannot be compared place by place.
        let capital = tokens.iter().any(|t| t.capital);
        let cased_fits = |name: &Name<'_>| !name.cased || lookalike || capital && capitals_fit(&view.fold, name.text, surface);
        let start = |i: usize| tokens.get(i).map_or(usize::MAX, |t| t.key_start - first.key_start);
        let fits = |name: &Name<'_>| boundaries_fit(name, tokens, start) && cased_fits(name);
        let record = view.postings.record(ordinal);
        let bits =
            |names: &mut dyn Iterator<Item = (Name<'_>, u32)>| names.filter(|(n, _)| fits(n)).fold(0, |bits, (_, bit)| bits | 1 << bit);
        let names: u64 = match &self.only {
            None => bits(&mut record.names().zip(0..64)),
            Some(only) => {
                let wanted = |bearers: &mut Bearers<'_>| bearers.any(|b| view.entities.entity_type(b.entity) == only);
                bits(&mut record.names_and_bearers().zip(0..64).filter_map(|((n, mut b), bit)| wanted(&mut b).then_some((n, bit))))
            }
        };
        (names != 0).then_some(Match { start: first.start, end: last.end, ordinal, names, lookalike })
    }
}

/// Whether the separators of the name are those between some tokens, the first of which the name begins with; `start` says where in the key a
/// token begins.
fn boundaries_fit(name: &Name<'_>, tokens: &[Token], start: impl Fn(usize) -> usize) -> bool {
    let mut of_name = name.boundaries().peekable();
    for (i, token) in tokens.iter().enumerate().skip(1) {
        let at = start(i);
        while let Some((_, boundary)) = of_name.next_if(|(place, _)| *place < at) {
            if boundary >= Boundary::Hard {
                return false;
            }
        }
        let of_name = of_name.next_if(|(place, _)| *place == at).map_or(Boundary::Joint, |(_, boundary)| boundary);
        let fits = match token.before {
            Boundary::Joint | Boundary::Soft => true,
            Boundary::Hard => of_name != Boundary::Joint,
            Boundary::Break => of_name == Boundary::Break,
        };
        if !fits {
            return false;
        }
    }
    of_name.all(|(_, boundary)| boundary == Boundary::Soft)
}

/// Whether a name agrees with tokens that it was read from, each of them perhaps inflected: in boundaries, and where it needs them in
/// its capitals. `starts` are where the tokens begin in the key.
pub(crate) fn agrees(fold: &FoldTable<'_>, name: &Name<'_>, tokens: &[Token], starts: &[usize], inflected: bool, text: &str) -> bool {
    boundaries_fit(name, tokens, |i| starts.get(i).copied().unwrap_or(usize::MAX)) && {
        let lookalike = tokens.iter().any(|t| t.lookalike);
        let surface = tokens.first().zip(tokens.last()).and_then(|(first, last)| text.get(first.start..last.end)).unwrap_or_default();
        let capitals = || places(fold, name.text).filter(|(_, capital)| *capital);
        !name.cased
            || lookalike
            || !inflected && capitals_fit(fold, name.text, surface)
            || inflected && capitals().all(|(at, _)| is_capital(fold, at, tokens, starts, text))
    }
}

/// Whether the text has a capital where the key has the letter at `at`. What was put in the place of an ending has none to show.
fn is_capital(fold: &FoldTable<'_>, at: usize, tokens: &[Token], starts: &[usize], text: &str) -> bool {
    let i = starts.partition_point(|start| *start <= at).saturating_sub(1);
    let (Some(token), Some(start)) = (tokens.get(i), starts.get(i)) else { return false };
    let surface = text.get(token.start..token.end).unwrap_or_default();
    let letter = places(fold, surface).take_while(|(place, _)| *place <= at - start).last();
    letter.is_some_and(|(_, upper)| upper)
}

/// Whether every capital of `name` is a capital in `text`. Both fold to the same letters, but not character by character ("Oʻz", "Oz";
/// "ﬁ", "fi"), so capitals are compared by the place of what they fold to.
fn capitals_fit(fold: &FoldTable<'_>, name: &str, text: &str) -> bool {
    // Nearly always they are the same characters, but for the case of ASCII.
    if name.eq_ignore_ascii_case(text) {
        return name.bytes().zip(text.bytes()).all(|(n, t)| !n.is_ascii_uppercase() || t.is_ascii_uppercase());
    }
    let mut text = places(fold, text).peekable();
    // Whether the last character of the text that begins at or before the place is a capital.
    let mut under = false;
    places(fold, name).all(|(at, capital)| {
        while let Some((_, upper)) = text.next_if(|(place, _)| *place <= at) {
            under = upper;
        }
        !capital || under
    })
}

/// Where in the folded text each letter begins, in bytes, and whether it is a capital.
fn places<'t>(fold: &FoldTable<'t>, text: &'t str) -> impl Iterator<Item = (usize, bool)> + use<'t> {
    let fold = *fold;
    let mut at = 0;
    text.chars().filter_map(move |c| {
        let length = fold.folded_len(c);
        at += length;
        (length > 0).then_some((at - length, c.is_uppercase()))
    })
}
