//! W3C Web Annotation Data Model: <https://www.w3.org/TR/annotation-model/>. One AnnotationPage a document, one line each.

use super::{Document, encode, iri};
use crate::json;
use crate::outcome::Failure;
use serde_json::{Value, json};
use std::io::Write;

/// Characters of context on each side of a quotation, enough to find it again in a text that has changed elsewhere.
const CONTEXT: usize = 32;

pub fn document(out: &mut impl Write, document: &Document<'_>) -> Result<(), Failure> {
    let source = encode(&document.name());
    let items: Vec<Value> = document.mentions.iter().map(|placed| annotation(document, placed, &source)).collect();
    let page =
        json!({"@context": "http://www.w3.org/ns/anno.jsonld", "id": format!("{source}#page"), "type": "AnnotationPage", "items": items});
    json::line(out, &page)
}

fn annotation(document: &Document<'_>, placed: &super::Placed<'_>, source: &str) -> Value {
    let range = placed.mention.range();
    let bodies: Vec<Value> = placed
        .mention
        .accepted()
        .iter()
        .flat_map(|c| {
            let entity = json!({"type": "SpecificResource", "purpose": "identifying", "source": iri(c.id())});
            [entity, json!({"type": "TextualBody", "purpose": "tagging", "value": c.label(), "format": "text/plain"})]
        })
        .collect();
    json!({
        "id": format!("{source}#char={},{}", placed.start, placed.end),
        "type": "Annotation",
        "motivation": "identifying",
        "body": bodies,
        "target": {
            "source": source,
            "selector": [
                {"type": "TextPositionSelector", "start": placed.start, "end": placed.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": placed.mention.text(),
                    "prefix": last(&document.text[..range.start]),
                    "suffix": first(&document.text[range.end..]),
                },
            ],
        },
    })
}

fn first(text: &str) -> &str {
    text.char_indices().nth(CONTEXT).map_or(text, |(end, _)| &text[..end])
}

fn last(text: &str) -> &str {
    text.char_indices().rev().nth(CONTEXT - 1).map_or(text, |(start, _)| &text[start..])
}
