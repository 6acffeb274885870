//! Why a name reaches an entity, and why not.
//!
//! ```
//! let explanation = polyonym_dictionaries::gazetteer().explain("PUTIN, Vladimir", Some("Q7747"));
//! println!("{explanation}");
//! assert!(explanation.reached());
//! ```
//!
//! Cost: that of resolving; with an id, O(bytes of the gazetteer), for the names of an entity are found by reading all of them.

use crate::compare::{Comparer, Correspondence};
use crate::evidence::Evidence;
use crate::gazetteer::{Gazetteer, View};
use crate::limits::MAX_QUERY_BYTES;
use crate::resolver::{Candidate, How, Query, ResolveOptions, inflected};
use crate::token::FoldedToken;
use std::borrow::Cow;
use std::fmt;

/// Candidates and spellings that an explanation lists; more are only counted.
const LISTED: usize = 20;

/// The way of one name through the gazetteer. `Display` tells it in lines.
///
/// ```
/// let explanation = polyonym_dictionaries::gazetteer().explain("Тегеран", None);
/// assert_eq!(explanation.folded(), "тегеран");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Explanation<'g> {
    name: String,
    folds: Vec<FoldStep>,
    folded: String,
    tokens: Vec<FoldedToken>,
    tried: Vec<Try>,
    /// The key that the words are forms of, and the affixes that were taken off, where nothing was found as it stands.
    inflected: Option<(String, String)>,
    candidates: Vec<Candidate<'g>>,
    accepted: Option<String>,
    target: Option<Target<'g>>,
    /// The name that the alignment is with, and its parts.
    aligned: Option<(String, f64, Vec<Correspondence>)>,
}

/// A character that the fold changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct FoldStep {
    from: char,
    to: String,
}

/// A key that was looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Try {
    how: String,
    key: String,
    found: bool,
}

/// The entity that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Target<'g> {
    id: Cow<'g, str>,
    known: bool,
    label: Cow<'g, str>,
    names: Vec<Cow<'g, str>>,
    more: usize,
}

impl Gazetteer {
    /// Explains what `name` resolves to and, given an id, why it reaches that entity or why not.
    ///
    /// ```
    /// let explanation = polyonym_dictionaries::gazetteer().explain("Muallem", Some("Q794"));
    /// assert!(!explanation.reached());
    /// assert!(explanation.to_string().contains("not reached"));
    /// ```
    #[must_use]
    pub fn explain(&self, name: &str, id: Option<&str>) -> Explanation<'_> {
        let view = self.view();
        let resolution = self.resolve_with(name, &ResolveOptions::new().limit(usize::MAX));
        let target = id.map(|id| self.target(id));
        let comparer = Comparer::new(self.tables().clone());
        let names: Vec<Cow<'_, str>> = match &target {
            Some(target) => target.names.clone(),
            None => resolution.candidates().first().map(|c| c.matched().to_owned().into()).into_iter().collect(),
        };
        let nearest =
            names.into_iter().map(|other| (comparer.compare(name, &other).probability(), other)).max_by(|a, b| a.0.total_cmp(&b.0));
        let inflected = resolution.candidates().iter().any(|c| c.evidence() == Evidence::Inflected);
        let inflected = view.as_ref().filter(|_| inflected).and_then(|v| inflected::likeliest(v, name));
        Explanation {
            inflected,
            name: name.to_owned(),
            folds: view.as_ref().map(|v| fold_steps(v, name)).unwrap_or_default(),
            folded: self.tables().fold(name).text().to_owned(),
            tokens: self.tables().tokens(name),
            tried: view.as_ref().map(|v| tried(v, name)).unwrap_or_default(),
            accepted: resolution.accepted().map(|c| c.id().to_owned()),
            candidates: resolution.candidates,
            aligned: nearest.map(|(probability, other)| (other.to_string(), probability, comparer.correspondences(name, &other))),
            target,
        }
    }

    fn target(&self, id: &str) -> Target<'_> {
        let Some(entity) = self.entity(id) else {
            return Target { id: id.to_owned().into(), known: false, label: "".into(), names: Vec::new(), more: 0 };
        };
        let mut target = Target { id: entity.id().into(), known: true, label: entity.label().into(), names: Vec::new(), more: 0 };
        // Rows of one name follow each other.
        let mut last = String::new();
        self.for_each_row(|row| {
            if row.id != id || row.name == last {
                return;
            }
            row.name.clone_into(&mut last);
            if target.names.len() < LISTED {
                target.names.push(row.name.to_owned().into());
            } else {
                target.more += 1;
            }
        });
        target
    }
}

fn fold_steps(view: &View<'_>, name: &str) -> Vec<FoldStep> {
    let mut steps: Vec<FoldStep> = Vec::new();
    for from in name.chars().take(MAX_QUERY_BYTES) {
        let entry = view.fold.entry(from);
        let mut to = String::new();
        view.fold.append(from, &mut to);
        // Separators are shown by the tokens, and what marks do depends on their letter.
        let shown = entry.class().is_letter() && !entry.combines() && !to.chars().eq([from]);
        if shown && steps.iter().all(|s| s.from != from) {
            steps.push(FoldStep { from, to });
        }
    }
    steps
}

fn tried(view: &View<'_>, name: &str) -> Vec<Try> {
    let mut tried = Vec::new();
    let query = Query::new(view, name);
    for how in How::ALL {
        let words = match how {
            How::AsWritten => "as written",
            How::Reordered => "in another order",
            How::WithoutTitle => "without its title",
        };
        let before = tried.len();
        tried.extend(query.attempts(how).map(|attempt| Try {
            how: words.to_owned(),
            found: view.ordinal(&attempt.key).is_some(),
            key: attempt.key,
        }));
        if tried.iter().skip(before).any(|t| t.found) {
            break;
        }
    }
    // What was found comes first; the rest is listed up to a number.
    tried.sort_by_key(|t| !t.found);
    tried
}

impl Explanation<'_> {
    /// The folded name.
    ///
    /// ```
    /// assert_eq!(polyonym_dictionaries::gazetteer().explain("Ł", None).folded(), "l");
    /// ```
    #[must_use]
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Whether the entity that was asked for is among the candidates; without an id, whether there is any.
    ///
    /// ```
    /// assert!(polyonym_dictionaries::gazetteer().explain("Tehran", None).reached());
    /// ```
    #[must_use]
    pub fn reached(&self) -> bool {
        match &self.target {
            Some(target) => self.candidates.iter().any(|c| c.id() == target.id),
            None => !self.candidates.is_empty(),
        }
    }
}

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "name        {}", self.name)?;
        for step in &self.folds {
            writeln!(
                f,
                "  fold      {} (U+{:04X}) -> {}",
                step.from,
                u32::from(step.from),
                if step.to.is_empty() { "nothing" } else { &step.to }
            )?;
        }
        writeln!(f, "folded      {}", self.folded)?;
        let tokens: Vec<&str> = self.tokens.iter().map(FoldedToken::key).collect();
        writeln!(f, "tokens      {}", tokens.join(" | "))?;
        for token in self.tokens.iter().filter(|t| t.is_lookalike()) {
            let word = self.name.get(token.range()).unwrap_or_default();
            writeln!(f, "look-alikes {word} mixes letters of two scripts; read as {}", token.key())?;
        }
        for one in self.tried.iter().take(LISTED) {
            writeln!(f, "key         {} ({}): {}", one.key, one.how, if one.found { "found" } else { "not found" })?;
        }
        if self.tried.len() > LISTED {
            writeln!(f, "            and {} other orders", self.tried.len() - LISTED)?;
        }
        if let Some((key, affixes)) = &self.inflected {
            writeln!(f, "inflected   {key}, without {affixes}: found")?;
        }
        for c in &self.candidates {
            writeln!(
                f,
                "candidate   {} {} [{}] {:.2} {} \"{}\"",
                c.id(),
                c.label(),
                c.entity_type(),
                c.probability(),
                c.evidence().as_str(),
                c.matched()
            )?;
        }
        if self.candidates.len() > LISTED {
            writeln!(f, "            and {} more", self.candidates.len() - LISTED)?;
        }
        self.verdict(f)?;
        self.about_target(f)?;
        self.alignment(f)
    }
}

impl Explanation<'_> {
    fn verdict(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.accepted, self.candidates.len()) {
            (Some(id), _) => writeln!(f, "accepted    {id}"),
            (None, 0) if self.tokens.is_empty() => writeln!(f, "accepted    nothing: the name has no letters or digits"),
            (None, 0) if self.name.len() > MAX_QUERY_BYTES => writeln!(f, "accepted    nothing: no name is that long"),
            (None, 0) => writeln!(f, "accepted    nothing: no name of the gazetteer folds to these letters"),
            (None, n) => writeln!(f, "accepted    nothing: {n} entities have about the same right to the name, or it is weak"),
        }
    }

    fn alignment(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((other, probability, parts)) = &self.aligned else { return Ok(()) };
        writeln!(f, "nearest     {other}: compared, {probability:.2}")?;
        for part in parts {
            match (part.one(), part.other()) {
                (one, "") => writeln!(f, "  alone     {one}, of the name that was asked")?,
                ("", other) => writeln!(f, "  alone     {other}, of the name that is known")?,
                (one, other) => writeln!(f, "  part      {one} = {other}, {:.2} of a usual spelling", part.share())?,
            }
            for piece in part.pieces() {
                let unknown = if piece.is_known() { "" } else { " (no table has it)" };
                let or_nothing = |letters: &str| if letters.is_empty() { "nothing".to_owned() } else { letters.to_owned() };
                writeln!(f, "    piece   {} -> {} {:+.2}{unknown}", or_nothing(piece.from()), or_nothing(piece.to()), piece.gain())?;
            }
        }
        Ok(())
    }

    fn about_target(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(target) = &self.target else { return Ok(()) };
        if !target.known {
            return writeln!(f, "asked for   {}: no entity of the gazetteer has this id", target.id);
        }
        let reached = if self.reached() { "reached" } else { "not reached" };
        writeln!(f, "asked for   {} {}: {reached}", target.id, target.label)?;
        for name in &target.names {
            writeln!(f, "  has name  {name}")?;
        }
        if target.more > 0 {
            writeln!(f, "            and {} more", target.more)?;
        }
        Ok(())
    }
}
