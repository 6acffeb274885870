//! How fast `tag` is with everything on, on a gazetteer as it is used: names as written, several names an entity, several entities a name.

use crate::measure::{median, megabytes};
use crate::text::Text;
use polyonym::{Gazetteer, Scratch, TagOptions};
use serde_json::{Map, Value, json};
use std::time::{Duration, Instant};

/// Bytes of a document: an article of a newspaper.
const DOCUMENT: usize = 4000;
const PASSES: usize = 3;

/// MB/s by text: with inflection and document mode, and with transliteration as well. A pass lasts `most`, or as long as the text.
pub fn rates(gazetteer: &Gazetteer, texts: &[Text], most: Duration) -> Value {
    let mut rates = Map::new();
    for text in texts {
        let documents = documents(&text.raw);
        let pass = |transliteration, most| {
            let options = TagOptions::new().inflection(true).document(true).transliteration(transliteration);
            pass(gazetteer, &documents, &options, most)
        };
        let without = median((0..PASSES).map(|_| pass(false, most / 6)));
        let both = [("inflection_and_document", without), ("transliteration_as_well", pass(true, most))];
        rates
            .insert(text.name.clone(), both.map(|(mode, rate)| (mode.to_owned(), json!((rate * 1e4).round() / 1e4))).into_iter().collect());
    }
    rates.into()
}

/// MB/s over documents one after another, with what a matcher remembers from one to the next.
fn pass(gazetteer: &Gazetteer, documents: &[&str], options: &TagOptions, most: Duration) -> f64 {
    let (mut scratch, mut bytes) = (Scratch::new(), 0);
    let start = Instant::now();
    for document in documents {
        std::hint::black_box(gazetteer.tag_with(document, options, &mut scratch).count());
        bytes += document.len();
        if start.elapsed() > most {
            break;
        }
    }
    megabytes(bytes) / start.elapsed().as_secs_f64()
}

/// A text cut at line ends into documents of [`DOCUMENT`] bytes or somewhat more.
fn documents(text: &str) -> Vec<&str> {
    let mut documents = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let least = rest.ceil_char_boundary(DOCUMENT);
        let end = rest[least..].find('\n').map_or(rest.len(), |at| least + at + 1);
        documents.push(&rest[..end]);
        rest = &rest[end..];
    }
    documents
}
