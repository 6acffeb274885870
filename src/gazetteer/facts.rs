//! What a gazetteer tells of itself: entities, rows, counts.

/// An entity: its id, the name to show, its type.
///
/// ```
/// let gazetteer = polyonym_dictionaries::gazetteer();
/// let entity = gazetteer.entity("Q3616").unwrap();
/// assert_eq!((entity.label(), entity.entity_type()), ("Tehran", "LOC"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Entity<'g> {
    pub(super) id: &'g str,
    pub(super) label: &'g str,
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub(super) entity_type: &'g str,
}

impl<'g> Entity<'g> {
    /// The canonical id.
    ///
    /// ```
    /// assert_eq!(polyonym_dictionaries::gazetteer().entity("Q794").unwrap().id(), "Q794");
    /// ```
    #[must_use]
    pub fn id(&self) -> &'g str {
        self.id
    }

    /// The name to show.
    ///
    /// ```
    /// assert_eq!(polyonym_dictionaries::gazetteer().entity("Q794").unwrap().label(), "Iran");
    /// ```
    #[must_use]
    pub fn label(&self) -> &'g str {
        self.label
    }

    /// The type: `PER`, `LOC`, `ORG`, or the dictionary's own word; empty when it gives none.
    ///
    /// ```
    /// assert_eq!(polyonym_dictionaries::gazetteer().entity("Q794").unwrap().entity_type(), "LOC");
    /// ```
    #[must_use]
    pub fn entity_type(&self) -> &'g str {
        self.entity_type
    }
}

/// A dictionary row as the gazetteer keeps it; the fields are the columns of the table.
///
/// ```
/// let mut spellings = Vec::new();
/// polyonym_dictionaries::gazetteer().for_each_row(|row| {
///     if row.id == "Q25426370" {
///         spellings.push(row.name.to_owned());
///     }
/// });
/// assert!(spellings.contains(&"Bahram Qassemi".to_owned()));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Row<'g> {
    /// Canonical id.
    pub id: &'g str,
    /// Column `type`.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub entity_type: &'g str,
    /// The name as written.
    pub name: &'g str,
    /// Language tag, may be empty.
    pub lang: &'g str,
    /// Kind of name, may be empty.
    pub kind: &'g str,
    /// Prior weight, if the table gives one.
    pub prior: Option<f64>,
    /// Where the row comes from.
    pub source: &'g str,
}

/// Counts and sizes of a gazetteer.
///
/// ```
/// let s = polyonym_dictionaries::gazetteer().statistics();
/// assert_eq!(s.bytes(), s.sections().iter().map(|(_, n)| n.next_multiple_of(8)).sum::<usize>() + 64 + 32 * s.sections().len());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Statistics {
    pub(super) entities: u32,
    pub(super) keys: u32,
    pub(super) names: u64,
    pub(super) bytes: usize,
    pub(super) sections: Vec<(String, usize)>,
}

impl Statistics {
    /// Number of entities.
    ///
    /// ```
    /// assert!(polyonym_dictionaries::gazetteer().statistics().entities() > 0);
    /// ```
    #[must_use]
    pub fn entities(&self) -> u32 {
        self.entities
    }

    /// Number of distinct folded names.
    ///
    /// ```
    /// let s = polyonym_dictionaries::gazetteer().statistics();
    /// assert!(u64::from(s.keys()) <= s.names());
    /// ```
    #[must_use]
    pub fn keys(&self) -> u32 {
        self.keys
    }

    /// Number of distinct names as written.
    ///
    /// ```
    /// assert!(polyonym_dictionaries::gazetteer().statistics().names() > 10_000);
    /// ```
    #[must_use]
    pub fn names(&self) -> u64 {
        self.names
    }

    /// Bytes of the file.
    ///
    /// ```
    /// assert!(polyonym_dictionaries::gazetteer().statistics().bytes() > 100_000);
    /// ```
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Tag and bytes of each section, in file order.
    ///
    /// ```
    /// assert_eq!(polyonym_dictionaries::gazetteer().statistics().sections()[0].0, "META");
    /// ```
    #[must_use]
    pub fn sections(&self) -> &[(String, usize)] {
        &self.sections
    }
}
