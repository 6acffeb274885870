//! The classes of evidence, which every stage that answers shares.

/// Why a candidate is one: how its name and the query agree. Stronger evidence is greater.
///
/// ```
/// assert!(polyonym::Evidence::Exact > polyonym::Evidence::Folded);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Evidence {
    /// They agree but for typing errors: letters that no correspondence explains.
    Fuzzy,
    /// Their letters correspond, as the tables of transliteration say.
    Transliterated,
    /// They agree when the endings or prefixes of words of running text are taken off: case endings, articles, conjunctions.
    Inflected,
    /// They agree after folding, without separators, in another order of words, or without a title.
    Folded,
    /// They are written alike, letter by letter.
    Exact,
}

impl Evidence {
    /// The word that the command and its JSON use.
    ///
    /// ```
    /// assert_eq!(polyonym::Evidence::Exact.as_str(), "exact");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Folded => "folded",
            Self::Inflected => "inflected",
            Self::Transliterated => "transliterated",
            Self::Fuzzy => "fuzzy",
        }
    }
}
