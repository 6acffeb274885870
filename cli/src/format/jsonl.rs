//! JSON lines: the contract of `tag --stdin --format jsonl`.

use super::{Document, best};
use crate::json;
use crate::outcome::Failure;
use polyonym::Support;
use serde::Serialize;
use serde_json::value::RawValue;
use std::io::Write;

#[derive(Serialize)]
struct Line<'a> {
    v: u8,
    id: &'a RawValue,
    mentions: Vec<MentionObject<'a>>,
}

/// Its keys stand in the order of the contract. Id, label and type are null where nothing is accepted.
#[derive(Serialize)]
struct MentionObject<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    id: Option<&'a str>,
    label: Option<&'a str>,
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    score: f64,
    evidence: &'static str,
    candidates: Vec<CandidateObject<'a>>,
    /// Present where more than the letters speaks for the entity.
    #[serde(skip_serializing_if = "Option::is_none")]
    support: Option<&'static str>,
    /// Present where look-alike letters of two scripts were put right.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    lookalike: bool,
}

#[derive(Serialize)]
struct CandidateObject<'a> {
    id: &'a str,
    score: f64,
}

pub fn document(out: &mut impl Write, document: &Document<'_>) -> Result<(), Failure> {
    let mentions = document.mentions.iter().map(|placed| {
        let mention = &placed.mention;
        let (accepted, best) = (mention.accepted(), best(mention));
        let candidates = mention.candidates().iter().map(|c| CandidateObject { id: c.id(), score: json::round(c.probability()) });
        MentionObject {
            start: placed.start,
            end: placed.end,
            text: mention.text(),
            id: accepted.map(|c| c.id()),
            label: accepted.map(|c| c.label()),
            kind: accepted.map(|c| c.entity_type()),
            score: best.map_or(0.0, |c| json::round(c.probability())),
            evidence: best.map_or("", |c| c.evidence().as_str()),
            candidates: candidates.collect(),
            support: mention.support().map(Support::as_str),
            lookalike: mention.is_lookalike(),
        }
    });
    json::line(out, &Line { v: 1, id: document.id, mentions: mentions.collect() })
}
