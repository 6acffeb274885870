//! What `spacy.displacy.render(document, style="ent", manual=True)` takes, one JSON object a line.

use super::{Document, label, page};
use crate::json;
use crate::outcome::Failure;
use serde::Serialize;
use std::io::Write;

#[derive(Serialize)]
struct Rendered<'a> {
    text: &'a str,
    ents: Vec<Entity<'a>>,
    title: Option<&'a str>,
}

#[derive(Serialize)]
struct Entity<'a> {
    start: usize,
    end: usize,
    label: String,
    kb_id: &'a str,
    kb_url: String,
}

pub fn document(out: &mut impl Write, document: &Document<'_>, title: Option<&str>) -> Result<(), Failure> {
    let entities = document.flat().into_iter().map(|placed| {
        let id = placed.mention.accepted().map_or("", |c| c.id());
        let kb_url = page(id).unwrap_or_else(|| "#".to_owned());
        Entity { start: placed.start, end: placed.end, label: label(&placed.mention), kb_id: id, kb_url }
    });
    json::line(out, &Rendered { text: document.text, ents: entities.collect(), title })
}
