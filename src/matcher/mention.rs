//! What tagging is asked and what it answers: options, mentions.

use crate::resolver::{Candidate, Resolution, ResolveOptions, Support};
use std::borrow::Cow;
use std::ops::Range;

/// Which matches to report where they overlap.
///
/// ```
/// let gazetteer = polyonym_dictionaries::gazetteer();
/// let mut scratch = polyonym::Scratch::new();
/// let options = polyonym::TagOptions::new().overlap(polyonym::Overlap::All);
/// assert_eq!(gazetteer.find_with("Islamic Republic of Iran", &options, &mut scratch).count(), 3);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum Overlap {
    /// The leftmost match, and of those that begin there the longest.
    #[default]
    Longest,
    /// Every match, by start, the longer ones last.
    All,
}

/// How to tag. The default reports leftmost-longest matches of every type, and reads the text as one document.
///
/// ```
/// assert_eq!(polyonym::TagOptions::new(), polyonym::TagOptions::default());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagOptions {
    pub(crate) overlap: Overlap,
    pub(crate) resolve: ResolveOptions,
    pub(crate) document: bool,
    pub(crate) inflection: bool,
    pub(crate) transliteration: bool,
    pub(crate) demonyms: bool,
}

impl Default for TagOptions {
    fn default() -> Self {
        let (overlap, resolve) = (Overlap::default(), ResolveOptions::default());
        Self { overlap, resolve, document: true, inflection: true, transliteration: true, demonyms: false }
    }
}

impl TagOptions {
    /// The default options.
    ///
    /// ```
    /// let _ = polyonym::TagOptions::new();
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Which matches to report where they overlap.
    ///
    /// ```
    /// let _ = polyonym::TagOptions::new().overlap(polyonym::Overlap::All);
    /// ```
    #[must_use]
    pub fn overlap(mut self, overlap: Overlap) -> Self {
        self.overlap = overlap;
        self
    }

    /// Whether names of the text speak for each other: a surname for the person who is named in full, an abbreviation for the name before
    /// it. On by default; without it every mention stands for itself.
    ///
    /// ```
    /// let text = "Sergey Lavrov left. Lavrov is in Tehran.";
    /// let options = polyonym::TagOptions::new().document(false);
    /// let mut scratch = polyonym::Scratch::new();
    /// let gazetteer = polyonym_dictionaries::gazetteer();
    /// assert!(gazetteer.tag_with(text, &options, &mut scratch).all(|m| m.support().is_none()));
    /// ```
    #[must_use]
    pub fn document(mut self, on: bool) -> Self {
        self.document = on;
        self
    }

    /// Whether endings and prefixes are taken off words that are no names as they stand: `Путина` is Путин. On by default.
    ///
    /// ```
    /// let gazetteer = polyonym_dictionaries::gazetteer();
    /// let mut scratch = polyonym::Scratch::new();
    /// let count = |on, scratch: &mut _| gazetteer.tag_with("в Тегеране", &polyonym::TagOptions::new().inflection(on), scratch).count();
    /// assert_eq!((count(true, &mut scratch), count(false, &mut scratch)), (1, 0));
    /// ```
    #[must_use]
    pub fn inflection(mut self, on: bool) -> Self {
        self.inflection = on;
        self
    }

    /// Whether words that look like names and are none are searched by their sound, as [`Gazetteer::resolve`](crate::Gazetteer::resolve)
    /// does it: milliseconds for a word that was not met before. On by default.
    ///
    /// ```
    /// let _ = polyonym::TagOptions::new().transliteration(false);
    /// ```
    #[must_use]
    pub fn transliteration(mut self, on: bool) -> Self {
        self.transliteration = on;
        self
    }

    /// Whether adjectives of places and names of their people stand for the place, where dictionaries list them as its names: `Iranian`, `Serbs`. Off
    /// by default.
    ///
    /// ```
    /// let _ = polyonym::TagOptions::new().demonyms(true);
    /// ```
    #[must_use]
    pub fn demonyms(mut self, on: bool) -> Self {
        self.demonyms = on;
        self
    }

    /// How the candidates of a mention are ranked: hints, limit, the only type wanted.
    ///
    /// ```
    /// let options = polyonym::TagOptions::new().resolve(polyonym::ResolveOptions::new().only("PER"));
    /// let mut scratch = polyonym::Scratch::new();
    /// assert_eq!(polyonym_dictionaries::gazetteer().tag_with("Tehran", &options, &mut scratch).count(), 0);
    /// ```
    #[must_use]
    pub fn resolve(mut self, resolve: ResolveOptions) -> Self {
        self.resolve = resolve;
        self
    }
}

/// A name in a text, with the entities that it may stand for.
///
/// ```
/// let mut scratch = polyonym::Scratch::new();
/// let gazetteer = polyonym_dictionaries::gazetteer();
/// let mention = gazetteer.tag("Иран и Сирия", &mut scratch).next().unwrap();
/// assert_eq!((mention.text(), mention.range()), ("Иран", 0..8));
/// assert_eq!(mention.accepted().unwrap().id(), "Q794");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Mention<'a> {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) text: Cow<'a, str>,
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub(crate) resolution: Resolution<'a>,
}

impl<'a> Mention<'a> {
    /// Where it stands, in bytes of the text.
    ///
    /// ```
    /// let mut scratch = polyonym::Scratch::new();
    /// assert_eq!(polyonym_dictionaries::gazetteer().tag("Tehran", &mut scratch).next().unwrap().range(), 0..6);
    /// ```
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The caller's own letters.
    ///
    /// ```
    /// let mut scratch = polyonym::Scratch::new();
    /// assert_eq!(polyonym_dictionaries::gazetteer().tag("(TEHRAN)", &mut scratch).next().unwrap().text(), "TEHRAN");
    /// ```
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The entity to act on, if one is clear.
    ///
    /// ```
    /// let mut scratch = polyonym::Scratch::new();
    /// assert!(polyonym_dictionaries::gazetteer().tag("Tehran", &mut scratch).next().unwrap().accepted().is_some());
    /// ```
    #[must_use]
    pub fn accepted(&self) -> Option<&Candidate<'a>> {
        self.resolution.accepted()
    }

    /// All entities that it may stand for, the best first.
    ///
    /// ```
    /// let mut scratch = polyonym::Scratch::new();
    /// assert_eq!(polyonym_dictionaries::gazetteer().tag("Tehran", &mut scratch).next().unwrap().candidates().len(), 1);
    /// ```
    #[must_use]
    pub fn candidates(&self) -> &[Candidate<'a>] {
        self.resolution.candidates()
    }

    /// What else in the document speaks for the accepted entity.
    ///
    /// ```
    /// let mut scratch = polyonym::Scratch::new();
    /// assert_eq!(polyonym_dictionaries::gazetteer().tag("Tehran", &mut scratch).next().unwrap().support(), None);
    /// ```
    #[must_use]
    pub fn support(&self) -> Option<Support> {
        self.resolution.support
    }

    /// Whether the text mixed look-alike letters of two scripts in a word here, which were put right.
    ///
    /// ```
    /// let mut scratch = polyonym::Scratch::new();
    /// assert!(polyonym_dictionaries::gazetteer().tag("Mосква", &mut scratch).next().unwrap().is_lookalike());
    /// ```
    #[must_use]
    pub fn is_lookalike(&self) -> bool {
        self.resolution.is_lookalike()
    }
}
