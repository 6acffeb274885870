//! Names in any script and spelling, turned into canonical ids.
//!
//! One person's name is spelled many ways. polyonym compiles dictionaries (plain tables of ids and names) into one immutable
//! file, the [`Gazetteer`], and answers from it: which entity a name stands for ([`Gazetteer::resolve`]), and which
//! names stand in a text ([`Gazetteer::tag`]).
//!
//! ```
//! use polyonym::Scratch;
//!
//! let gazetteer = polyonym_dictionaries::gazetteer(); // or Gazetteer::open("people.gaz")?
//!
//! // A string that is a name.
//! let answer = gazetteer.resolve("Qassemi, Bahram");
//! assert_eq!(answer.accepted().unwrap().id(), "Q25426370");
//!
//! // Names inside running text; spans are bytes of the caller's own string.
//! let mut scratch = Scratch::new();
//! let text = "وصل وليد المعلم إلى طهران";
//! let ids: Vec<_> = gazetteer.tag(text, &mut scratch).filter_map(|m| m.accepted().map(|c| c.id().to_owned())).collect();
//! assert_eq!(ids, ["x:walid-muallem", "Q3616"]);
//! ```
//!
//! Text falls through the crate once: *fold* (letters that are written differently become one), *tokens*, *match* (the longest
//! names of the gazetteer), *resolve* (who bears them), id. Each stage is a module; ARCHITECTURE.md is their map,
//! FORMAT.md describes the file.
//!
//! Every answer carries its [`Evidence`] and a probability; two entities on one name are both returned, and nothing is
//! accepted when neither is clear.
//!
//! Features: `compile` (default) builds gazetteers and reads tables from a folder; `serde` gives every result type
//! `Serialize` and `Deserialize`.

#![deny(unsafe_code, missing_docs, rustdoc::broken_intra_doc_links)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions, clippy::string_slice)
)]

mod automaton;
mod bytes;
mod container;
mod error;
mod evidence;
mod hash;
pub mod limits;

mod affix;
mod calibration;
mod equivalents;
mod fold;
mod tables;
mod token;
mod words;

mod parts;
mod translit;

mod compare;
mod gazetteer;

mod search;
mod variants;

mod matcher;
mod resolver;

mod document;
mod explain;

#[cfg(feature = "compile")]
pub mod compile;
#[cfg(feature = "learn")]
pub mod learn;

pub use affix::WordForm;
pub use compare::{Comparer, Comparison, Correspondence, CorrespondingPiece};
#[cfg(feature = "compile")]
pub use compile::Builder;
pub use error::{Error, ErrorKind, Result};
pub use evidence::Evidence;
pub use explain::Explanation;
pub use fold::Folded;
pub use gazetteer::{Entity, Gazetteer, Row, Statistics};
pub use matcher::{Match, Matches, Mention, Overlap, Scratch, TagOptions};
pub use resolver::{Candidate, Resolution, ResolveOptions, Support};
pub use tables::Tables;
pub use token::{Boundary, FoldedToken};
pub use variants::{Variant, VariantOptions};

/// The examples of README.md are compiled.
#[cfg(all(doctest, feature = "compile"))]
#[doc = include_str!("../README.md")]
struct Readme;
