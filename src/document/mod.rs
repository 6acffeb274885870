//! Stage 10: one document at a time.
//!
//! Names of a text speak for each other. First every name of the gazetteer is found, inflected ones as well ([`spots`]). Then what the
//! document itself introduces: the parts of persons' names, abbreviations ([`introduced`]). Where both read the same words, their
//! candidates are ranked together; words that need more evidence than their letters wait for it ([`judge`]).
//!
//! ```
//! let text = "Javad Zarif, Irans Außenminister, traf Lawrow. Zarifs Sprecher schwieg.";
//! let mut scratch = polyonym::Scratch::new();
//! let ids: Vec<_> = polyonym_dictionaries::gazetteer().tag(text, &mut scratch).map(|m| m.text().to_owned()).collect();
//! assert!(ids.contains(&"Zarifs".to_owned()));
//! ```
//!
//! Cost: O(tokens × forms of a token), and what ranking costs; the whole document is held in memory as tokens.

mod introduced;
mod judge;
mod page;
mod sounds;
mod spots;

use crate::gazetteer::{Gazetteer, View};
use crate::matcher::{Mention, Overlap, Scratch, TagOptions};
use crate::resolver::{Resolution, decide, distinct};
use introduced::Introduced;
use page::Page;
use spots::Spot;

impl Gazetteer {
    /// Names in a text, with candidates. Spans are bytes of `text`, which is read as one document.
    ///
    /// ```
    /// let gazetteer = polyonym_dictionaries::gazetteer();
    /// let mut scratch = polyonym::Scratch::new();
    /// for m in gazetteer.tag("التقى وليد المعلم Mr. Bahram Qassemi في دمشق", &mut scratch) {
    ///     println!("{:?} {:?}", m.range(), m.accepted().map(|c| c.id()));
    /// }
    /// ```
    pub fn tag<'a, 's>(&'a self, text: &'a str, scratch: &'s mut Scratch) -> impl Iterator<Item = Mention<'a>> + use<'a, 's> {
        self.tag_with(text, &TagOptions::default(), scratch)
    }

    /// [`tag`](Self::tag) with options.
    ///
    /// ```
    /// let gazetteer = polyonym_dictionaries::gazetteer();
    /// let options = polyonym::TagOptions::new().overlap(polyonym::Overlap::All);
    /// assert!(gazetteer.tag_with("UN Security Council", &options, &mut polyonym::Scratch::new()).count() > 1);
    /// ```
    pub fn tag_with<'a, 's>(
        &'a self,
        text: &'a str,
        options: &TagOptions,
        scratch: &'s mut Scratch,
    ) -> impl Iterator<Item = Mention<'a>> + use<'a, 's> {
        let mentions = self.view().and_then(|view| mentions(&view, text, options, scratch)).unwrap_or_default();
        mentions.into_iter()
    }
}

/// All mentions of a text, in order; `None` when the tables cannot be read.
fn mentions<'a>(view: &View<'a>, text: &'a str, options: &TagOptions, scratch: &mut Scratch) -> Option<Vec<Mention<'a>>> {
    let affixes = view.affixes()?;
    let mut page = Page::new(view, &affixes, text, options, scratch);
    let spots = spots::of_gazetteer(&mut page);
    let spots = if options.document { with_introduced(&mut page, spots) } else { spots };
    let mut mentions = Vec::new();
    for spot in &spots {
        let resolution = resolution(&page, spot);
        let range = page.range(spot.first, spot.last);
        if !resolution.candidates.is_empty() {
            mentions.push(Mention { start: range.start, end: range.end, text: text.get(range)?.into(), resolution });
        }
    }
    Some(mentions)
}

fn resolution<'g>(page: &Page<'_, '_, 'g>, spot: &Spot<'g>) -> Resolution<'g> {
    let lookalike = page.buffer.tokens.get(spot.first..=spot.last).unwrap_or_default().iter().any(|t| t.lookalike);
    Resolution { lookalike, ..decide(page.view, &spot.found, spot.confidence, &page.options.resolve) }
}

/// The spots of the gazetteer, weighed by what the document says, and those that the document introduces itself.
fn with_introduced<'g>(page: &mut Page<'_, '_, 'g>, mut spots: Vec<Spot<'g>>) -> Vec<Spot<'g>> {
    page.capitals = judge::capitals(page, &spots);
    for spot in &mut spots {
        judge::alone(page, spot);
    }
    judge::beside(page, &mut spots);
    if page.options.transliteration && page.options.overlap == Overlap::Longest {
        let (names, words): (Vec<_>, Vec<_>) =
            sounds::spots(page, &spots).into_iter().partition(|s| sounds::words(page, s.first, s.last) > 1);
        spots = merge(page, spots, names);
        // What may be a part of a name that stands in the document in full is not heard as another one.
        let introduced = Introduced::new(page, &spots);
        let parts = introduced.spots(page, &spots);
        let is_part = |s: &Spot<'_>| parts.get(parts.partition_point(|p| p.last < s.first)).is_some_and(|p| p.first <= s.last);
        let words = words.into_iter().filter(|s| !is_part(s)).collect();
        spots = merge(page, spots, words);
    }
    let introduced = Introduced::new(page, &spots);
    for spot in &mut spots {
        introduced.speak_for(page, spot);
    }
    let own = introduced.spots(page, &spots);
    merge(page, spots, own)
}

/// Joins two lists of spots in order: where they read the same tokens, as one spot; where they overlap, the leftmost and longest stays.
fn merge<'g>(page: &Page<'_, '_, 'g>, spots: Vec<Spot<'g>>, own: Vec<Spot<'g>>) -> Vec<Spot<'g>> {
    let mut all: Vec<Spot<'g>> = Vec::new();
    let mut sorted: Vec<Spot<'g>> = spots.into_iter().chain(own).collect();
    let longest = page.options.overlap == Overlap::Longest;
    sorted.sort_by_key(|s| (s.first, if longest { usize::MAX - s.last } else { s.last }));
    for spot in sorted {
        match all.last_mut() {
            Some(last) if (last.first, last.last) == (spot.first, spot.last) => {
                judge::join(page, last, spot);
                distinct(&mut last.found);
            }
            Some(last) if longest && spot.first <= last.last => {}
            _ => all.push(spot),
        }
    }
    all
}
