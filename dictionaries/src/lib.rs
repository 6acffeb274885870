//! The built-in tables and gazetteer of [polyonym](https://docs.rs/polyonym): letter conventions and words of many scripts, all countries,
//! large cities, people in public life, organisations.
//!
//! Both are compiled from the TSV files of this package when it is built, and verified when they are first asked for.
//!
//! ```
//! let answer = polyonym_dictionaries::gazetteer().resolve("Тегеран");
//! assert_eq!(answer.accepted().unwrap().label(), "Tehran");
//! ```

#![deny(unsafe_code, missing_docs)]

use polyonym::{Gazetteer, Tables};
use std::sync::LazyLock;

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    // The build script has written these bytes; a test opens them.
    Tables::from_owner(include_bytes!(concat!(env!("OUT_DIR"), "/tables.bin")).as_slice()).expect("the built-in tables are sound")
});

static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/builtin.gaz"));

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::from_owner(BYTES).expect("the built-in gazetteer is sound"));

/// The built-in tables: what folds letters and knows titles. Verified at the first call.
///
/// ```
/// assert_eq!(polyonym_dictionaries::tables().fold("Erdoğan").text(), "erdogan");
/// ```
#[must_use]
pub fn tables() -> &'static Tables {
    &TABLES
}

/// The built-in gazetteer. Verified at the first call.
///
/// ```
/// assert!(polyonym_dictionaries::gazetteer().entity("Q794").is_some());
/// ```
#[must_use]
pub fn gazetteer() -> &'static Gazetteer {
    &GAZETTEER
}

/// The file of the built-in gazetteer.
///
/// ```
/// let opened = polyonym::Gazetteer::from_owner_unverified(polyonym_dictionaries::gazetteer_bytes()).unwrap();
/// assert!(opened.entity("Q794").is_some());
/// ```
#[must_use]
pub fn gazetteer_bytes() -> &'static [u8] {
    BYTES
}

/// Languages, writing system and text of every table that is learned from some languages alone.
static CONVENTIONS: &[(&[&str], &str, &str)] = include!(concat!(env!("OUT_DIR"), "/conventions.rs"));

/// The spelling conventions of a language, by its tag (BCP 47: `fr`, `zh-Hant`, `fr-CA`; or ISO 639-3): writing systems, each with the
/// table of letters and what they stand for in the pivot, for [`VariantOptions::convention`](polyonym::VariantOptions::convention). A
/// language without a table of its own has none; a tag that is not known as a whole counts as its first part.
///
/// ```
/// let systems: Vec<&str> = polyonym_dictionaries::conventions("ku").map(|(system, _)| system).collect();
/// assert_eq!(systems, ["arab", "latn"]);
/// ```
pub fn conventions(lang: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let tag = lang.to_ascii_lowercase().replace('_', "-");
    let known = |tag: &str| CONVENTIONS.iter().any(|(langs, ..)| langs.contains(&tag));
    let tag = if known(&tag) { tag } else { tag.split('-').next().unwrap_or_default().to_owned() };
    CONVENTIONS.iter().filter(move |(langs, ..)| langs.contains(&tag.as_str())).map(|&(_, system, table)| (system, table))
}
