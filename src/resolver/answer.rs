//! What the resolver is asked and what it answers: options, candidates, the resolution.

use crate::evidence::Evidence;
use std::borrow::Cow;

/// An entity that a name may stand for.
///
/// ```
/// let answer = polyonym_dictionaries::gazetteer().resolve("تهران");
/// assert_eq!(answer.candidates()[0].label(), "Tehran");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Candidate<'g> {
    pub(super) id: Cow<'g, str>,
    pub(super) label: Cow<'g, str>,
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub(super) entity_type: Cow<'g, str>,
    #[cfg_attr(feature = "serde", serde(rename = "score"))]
    pub(super) probability: f64,
    pub(super) evidence: Evidence,
    pub(super) matched: Cow<'g, str>,
}

impl Candidate<'_> {
    /// The canonical id.
    ///
    /// ```
    /// assert_eq!(polyonym_dictionaries::gazetteer().resolve("Tehran").candidates()[0].id(), "Q3616");
    /// ```
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name of the entity to show.
    ///
    /// ```
    /// assert_eq!(polyonym_dictionaries::gazetteer().resolve("طهران").candidates()[0].label(), "Tehran");
    /// ```
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The type of the entity: `PER`, `LOC`, `ORG` or the dictionary's own word.
    ///
    /// ```
    /// assert_eq!(polyonym_dictionaries::gazetteer().resolve("Tehran").candidates()[0].entity_type(), "LOC");
    /// ```
    #[must_use]
    pub fn entity_type(&self) -> &str {
        &self.entity_type
    }

    /// How likely it is that this entity is meant, 0 to 1. The candidates of one answer sum to at most 1.
    ///
    /// ```
    /// assert!(polyonym_dictionaries::gazetteer().resolve("Tehran").candidates()[0].probability() > 0.9);
    /// ```
    #[must_use]
    pub fn probability(&self) -> f64 {
        self.probability
    }

    /// How its name and the query agree.
    ///
    /// ```
    /// let answer = polyonym_dictionaries::gazetteer().resolve("TEHRAN");
    /// assert_eq!(answer.candidates()[0].evidence(), polyonym::Evidence::Folded);
    /// ```
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// The name in the gazetteer that agreed.
    ///
    /// ```
    /// assert_eq!(polyonym_dictionaries::gazetteer().resolve("TEHRAN").candidates()[0].matched(), "Tehran");
    /// ```
    #[must_use]
    pub fn matched(&self) -> &str {
        &self.matched
    }
}

/// What else in a document speaks for an entity, beside the letters of the mention.
///
/// ```
/// let text = "Sergey Lavrov met Javad Zarif. Lavrov left.";
/// let mut scratch = polyonym::Scratch::new();
/// let last = polyonym_dictionaries::gazetteer().tag(text, &mut scratch).last().unwrap();
/// assert_eq!((last.text(), last.support()), ("Lavrov", Some(polyonym::Support::Part)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Support {
    /// A title stands beside it.
    Title,
    /// Another name of the entity stands in the document.
    Name,
    /// It was introduced in brackets as an abbreviation of a name, or has the initials of one.
    Abbreviation,
    /// It is a part of a fuller name of the entity in the document.
    Part,
}

impl Support {
    /// The word that the command and its JSON use.
    ///
    /// ```
    /// assert_eq!(polyonym::Support::Part.as_str(), "part");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Name => "name",
            Self::Abbreviation => "abbreviation",
            Self::Part => "part",
        }
    }
}

/// The answer to a query: ranked candidates, and the one to act on, if any.
///
/// ```
/// let answer = polyonym_dictionaries::gazetteer().resolve("no such name");
/// assert!(answer.accepted().is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Resolution<'g> {
    pub(crate) accepted: Option<Cow<'g, str>>,
    pub(crate) candidates: Vec<Candidate<'g>>,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    pub(crate) lookalike: bool,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    pub(crate) romanised: bool,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
    pub(crate) partial: bool,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(crate) support: Option<Support>,
}

impl<'g> Resolution<'g> {
    /// The candidate to act on: nothing when two entities have about the same right to the name.
    ///
    /// ```
    /// assert_eq!(polyonym_dictionaries::gazetteer().resolve("Tehran").accepted().unwrap().id(), "Q3616");
    /// ```
    #[must_use]
    pub fn accepted(&self) -> Option<&Candidate<'g>> {
        let id = self.accepted.as_ref()?;
        self.candidates.iter().find(|c| c.id == *id)
    }

    /// All candidates, the best first.
    ///
    /// ```
    /// assert_eq!(polyonym_dictionaries::gazetteer().resolve("Tehran").candidates()[0].id(), "Q3616");
    /// ```
    #[must_use]
    pub fn candidates(&self) -> &[Candidate<'g>] {
        &self.candidates
    }
}

impl Resolution<'_> {
    /// Whether the query mixed look-alike letters of two scripts in one word, which were put right: a typing error, or somebody hides.
    ///
    /// ```
    /// let answer = polyonym_dictionaries::gazetteer().resolve("Mосква"); // with a Latin M
    /// assert!(answer.is_lookalike() && answer.accepted().unwrap().label() == "Moscow");
    /// ```
    #[must_use]
    pub fn is_lookalike(&self) -> bool {
        self.lookalike
    }

    /// Whether a word of the query is in a script that no table of correspondences knows: it was romanised letter by letter (with the crate
    /// any_ascii), and its candidates are worth less than their probability says.
    ///
    /// ```
    /// let gazetteer = polyonym_dictionaries::gazetteer();
    /// assert!(gazetteer.resolve("ᏔᎳᏌ").is_romanised()); // Cherokee
    /// assert!(!gazetteer.resolve("Лавров").is_romanised());
    /// ```
    #[must_use]
    pub fn is_romanised(&self) -> bool {
        self.romanised
    }

    /// Whether a bound of the search was reached ([`limits::MAX_WORDS_ALIGNED`](crate::limits::MAX_WORDS_ALIGNED),
    /// [`MAX_NAMES_COUNTED`](crate::limits::MAX_NAMES_COUNTED)): names that sound still more alike may have been left out.
    ///
    /// ```
    /// assert!(!polyonym_dictionaries::gazetteer().resolve("Tehran").is_partial());
    /// ```
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.partial
    }
}

impl<'g> IntoIterator for Resolution<'g> {
    type Item = Candidate<'g>;
    type IntoIter = std::vec::IntoIter<Candidate<'g>>;

    fn into_iter(self) -> Self::IntoIter {
        self.candidates.into_iter()
    }
}

/// How to resolve. The default returns five candidates and knows nothing of the query.
///
/// ```
/// use polyonym::ResolveOptions;
/// let options = ResolveOptions::new().limit(1).lang("fa").entity_type("LOC");
/// assert!(polyonym_dictionaries::gazetteer().resolve_with("Tehran", &options).candidates().len() <= 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolveOptions {
    pub(crate) limit: usize,
    pub(crate) lang: Option<String>,
    pub(crate) entity_type: Option<String>,
    pub(crate) only: Option<String>,
}

impl Default for ResolveOptions {
    fn default() -> Self {
        Self { limit: 5, lang: None, entity_type: None, only: None }
    }
}

impl ResolveOptions {
    /// The default options.
    ///
    /// ```
    /// assert_eq!(polyonym::ResolveOptions::new(), polyonym::ResolveOptions::default());
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// At most this many candidates; 5 by default.
    ///
    /// ```
    /// let options = polyonym::ResolveOptions::new().limit(0);
    /// assert!(polyonym_dictionaries::gazetteer().resolve_with("Tehran", &options).candidates().is_empty());
    /// ```
    #[must_use]
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// A hint: the language of the query (BCP 47). Names of that language weigh more; nothing is excluded.
    ///
    /// ```
    /// let _ = polyonym::ResolveOptions::new().lang("tr");
    /// ```
    #[must_use]
    pub fn lang(mut self, lang: impl Into<String>) -> Self {
        self.lang = Some(lang.into());
        self
    }

    /// A hint: the type of the entity. Entities of that type weigh more; nothing is excluded.
    ///
    /// ```
    /// let _ = polyonym::ResolveOptions::new().entity_type("PER");
    /// ```
    #[must_use]
    pub fn entity_type(mut self, entity_type: impl Into<String>) -> Self {
        self.entity_type = Some(entity_type.into());
        self
    }

    /// Keeps entities of this type alone.
    ///
    /// ```
    /// let options = polyonym::ResolveOptions::new().only("PER");
    /// assert!(polyonym_dictionaries::gazetteer().resolve_with("Tehran", &options).candidates().is_empty());
    /// ```
    #[must_use]
    pub fn only(mut self, entity_type: impl Into<String>) -> Self {
        self.only = Some(entity_type.into());
        self
    }
}
