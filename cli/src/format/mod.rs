//! The output formats of `tag`: each one writes a document with its mentions.

mod brat;
mod conll;
mod displacy;
pub mod html;
mod jsonl;
mod nif;
mod table;
mod webannotation;

use crate::arguments::Output;
use crate::offsets::Offsets;
use crate::outcome::Failure;
use polyonym::{Candidate, Mention, Tables};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt::Write as _;

/// How to print mentions.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a document
    Jsonl,
    /// Aligned columns, for people
    Table,
    /// One page with the names marked, complete in itself
    Html,
    /// brat standoff: T lines for names, N lines for ids
    Brat,
    /// A token a line with its IOB2 tag and id, blank lines between sentences
    Conll,
    /// W3C Web Annotation: one page of annotations (JSON-LD) a document
    Webannotation,
    /// What displacy of spaCy renders with manual=True, one JSON object a document
    Displacy,
    /// NLP Interchange Format 2.0, RDF in Turtle
    Nif,
}

/// A mention with its place in the caller's unit.
pub struct Placed<'a> {
    pub start: usize,
    pub end: usize,
    pub mention: Mention<'a>,
}

/// A tagged document.
pub struct Document<'a> {
    /// Any JSON value; a string for files.
    pub id: &'a RawValue,
    pub text: &'a str,
    pub lang: Option<&'a str>,
    pub mentions: &'a [Placed<'a>],
    pub offsets: &'a Offsets<'a>,
}

impl Document<'_> {
    /// The id as text: a string without its quotes.
    pub fn name(&self) -> Cow<'_, str> {
        serde_json::from_str::<String>(self.id.get()).map_or(self.id.get().into(), Cow::Owned)
    }

    /// Mentions that do not overlap, by place, the longest of those that do.
    pub fn flat(&self) -> Vec<&Placed<'_>> {
        let mut sorted: Vec<&Placed<'_>> = self.mentions.iter().collect();
        sorted.sort_by_key(|p| (p.mention.range().start, std::cmp::Reverse(p.mention.range().end)));
        let mut end = 0;
        sorted.retain(|p| {
            let range = p.mention.range();
            let free = range.start >= end;
            if free {
                end = range.end;
            }
            free
        });
        sorted
    }
}

/// The candidate whose score and evidence stand for a mention: the accepted one, else the best. A mention has one at least.
pub fn best<'m, 'a>(mention: &'m Mention<'a>) -> Option<&'m Candidate<'a>> {
    mention.accepted().or_else(|| mention.candidates().first())
}

/// The type of a mention for formats that must have one, as one word: that of the accepted candidate, or that which all
/// candidates share, else MISC.
pub fn label(mention: &Mention<'_>) -> String {
    let kind = match mention.accepted() {
        Some(candidate) => candidate.entity_type(),
        None => {
            let mut kinds = mention.candidates().iter().map(Candidate::entity_type);
            let first = kinds.next().unwrap_or_default();
            if kinds.all(|k| k == first) { first } else { "" }
        }
    };
    if kind.is_empty() { "MISC".to_owned() } else { kind.split_whitespace().collect::<Vec<_>>().join("_") }
}

/// The web page of an entity, for ids that are Wikidata's.
pub fn page(id: &str) -> Option<String> {
    let digits = id.strip_prefix('Q')?;
    let is_number = digits.starts_with(|c: char| matches!(c, '1'..='9')) && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| format!("https://www.wikidata.org/wiki/{id}"))
}

/// The IRI of an entity: ids of Wikidata have one, ids that are IRIs themselves stay, others become URNs.
fn iri(id: &str) -> String {
    if page(id).is_some() {
        format!("http://www.wikidata.org/entity/{id}")
    } else if id.contains("://") {
        encode(id)
    } else {
        format!("urn:polyonym:{}", encode(id))
    }
}

/// Percent-encodes what an IRI cannot hold.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`' | '%' | '#') {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                // Writing to a string cannot fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        } else {
            encoded.push(c);
        }
    }
    encoded
}

/// Prints documents one after the other.
pub struct Printer<'t> {
    format: Format,
    /// Whether there may be more than one document, so that each one is named.
    many: bool,
    tables: &'t Tables,
    documents: u64,
}

impl<'t> Printer<'t> {
    /// `tables` cut texts into tokens.
    pub fn new(format: Format, many: bool, tables: &'t Tables) -> Self {
        Self { format, many, tables, documents: 0 }
    }

    pub fn begin(&mut self, out: &mut Output) -> Result<(), Failure> {
        match self.format {
            Format::Html => html::begin(out, "polyonym"),
            Format::Nif => nif::begin(out),
            _ => Ok(()),
        }
    }

    pub fn document(&mut self, out: &mut Output, document: &Document<'_>) -> Result<(), Failure> {
        self.documents += 1;
        let title = self.many.then(|| document.name());
        let title = title.as_deref();
        match self.format {
            Format::Jsonl => jsonl::document(out, document),
            Format::Table => table::document(out, document, title, self.documents > 1),
            Format::Html => html::document(out, document, title),
            Format::Brat => brat::document(out, document, title),
            Format::Conll => conll::document(out, document, title, self.tables),
            Format::Webannotation => webannotation::document(out, document),
            Format::Displacy => displacy::document(out, document, title),
            Format::Nif => nif::document(out, document),
        }
    }

    pub fn end(&mut self, out: &mut Output) -> Result<(), Failure> {
        if self.format == Format::Html {
            html::end(out)?;
        }
        Ok(())
    }
}
