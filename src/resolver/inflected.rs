//! A query that is no name as it stands: without the endings and prefixes of its words.
//!
//! In which language a name alone is nobody says, unless the caller does. So an answer decides only where the caller told the language, or where
//! several words agree in their case.

use super::{Hit, Resolution, ResolveOptions, rank};
use crate::evidence::Evidence;
use crate::gazetteer::{Ordinal, View};
use crate::limits::MAX_QUERY_BYTES;
use crate::matcher::forms::{Forms, Reading, Walk};
use crate::token::{Boundary, Token, TokenBuffer};

/// The most that such an answer can be sure of: where the language is told or the words agree, and otherwise. Chosen by hand.
const CONFIDENCE: f64 = 0.9;
const CONFIDENCE_ALONE: f64 = 0.5;

/// What the words of a query may be forms of.
struct Readings {
    of: Vec<Reading>,
    /// Whether the caller told the language.
    told: bool,
}

fn readings(view: &View<'_>, text: &str, lang: Option<&str>) -> Option<Readings> {
    let affixes = view.affixes()?;
    let mut buffer = TokenBuffer::default();
    if text.len() <= MAX_QUERY_BYTES {
        buffer.fill(&view.fold, text);
    }
    if buffer.is_cut() {
        return None;
    }
    let told = lang.map_or(0, |lang| affixes.tagged(lang));
    let mut forms = Forms::default();
    forms.begin(if told == 0 { affixes.all() } else { told });
    let mut readings = Vec::new();
    let piece = |at: usize, t: &Token| t.before == Boundary::Soft || buffer.after(at) == Boundary::Soft;
    let mut of = |at: usize| buffer.tokens.get(at).map(|t| forms.of(&affixes, buffer.key_of(t), t.hash, piece(at, t)));
    Walk::new(&view.names, &buffer, &mut of, &mut readings).from(0);
    readings.retain(|r| r.last + 1 == buffer.tokens.len() && r.cost > 0.0);
    readings.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(a.value.cmp(&b.value)));
    Some(Readings { of: readings, told: told != 0 })
}

/// The likeliest key that the words are forms of, and the affixes that were taken off.
pub(crate) fn likeliest(view: &View<'_>, text: &str) -> Option<(String, String)> {
    readings(view, text, None)?.of.into_iter().next().map(|r| (r.key, r.affixes))
}

/// The names that the words are forms of; `None` when there are none.
pub(super) fn resolve<'g>(view: &View<'g>, text: &str, options: &ResolveOptions) -> Option<Resolution<'g>> {
    let Readings { of, told } = readings(view, text, options.lang.as_deref())?;
    let cheapest = of.first()?.cost;
    let agree = of.iter().any(|r| r.stripped > 1);
    let hits = of.iter().flat_map(|r| {
        let weak = !told && r.stripped < 2;
        let record = view.postings.record(Ordinal(r.value)).names_and_bearers();
        record.map(move |(name, bearers)| Hit { matched: name.text, bearers, evidence: Evidence::Inflected, weak, cost: r.cost - cheapest })
    });
    let confidence = if told || agree { CONFIDENCE } else { CONFIDENCE_ALONE };
    let resolution = rank(view, hits, confidence, options);
    (!resolution.candidates.is_empty()).then_some(resolution)
}

/// Inflected names, and behind them those that only sound alike: their share is what the first ones leave.
pub(super) fn join<'g>(mut inflected: Resolution<'g>, similar: Resolution<'g>, options: &ResolveOptions) -> Resolution<'g> {
    let left = 1.0 - inflected.candidates.iter().map(|c| c.probability).sum::<f64>();
    for mut candidate in similar.candidates {
        if inflected.candidates.iter().all(|c| c.id != candidate.id) {
            candidate.probability *= left;
            inflected.candidates.push(candidate);
        }
    }
    inflected.candidates.truncate(options.limit);
    Resolution { partial: similar.partial, romanised: similar.romanised, ..inflected }
}
