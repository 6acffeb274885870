//! Documents with the links that a reader makes: `tests/documents/LANG.toml`, tagged with the built-in dictionary. `mentions` are all that is
//! accepted, in the order of the text.

use polyonym::{ResolveOptions, Scratch, TagOptions};
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    document: Vec<Document>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    name: String,
    lang: String,
    text: String,
    mentions: Vec<Mention>,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
struct Mention {
    text: String,
    id: String,
}

fn files() -> Vec<(String, File)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let read = |path: &Path| toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    files.iter().map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), read(path))).collect()
}

fn tag(document: &Document, text: &str, scratch: &mut Scratch) -> Vec<Mention> {
    let options = TagOptions::new().resolve(ResolveOptions::new().lang(&document.lang));
    let accepted = polyonym_dictionaries::gazetteer().tag_with(text, &options, scratch);
    accepted.filter_map(|m| m.accepted().map(|c| Mention { text: m.text().to_owned(), id: c.id().to_owned() })).collect()
}

#[test]
fn documents_have_the_links_that_a_reader_makes() {
    let (mut faults, mut documents, mut expected) = (Vec::new(), 0, 0);
    let mut scratch = Scratch::new();
    let files = files();
    for (file, document) in files.iter().flat_map(|(name, f)| f.document.iter().map(move |d| (name, d))) {
        documents += 1;
        expected += document.mentions.len();
        let found = tag(document, &document.text, &mut scratch);
        let missing: Vec<_> = document.mentions.iter().filter(|m| count(&document.mentions, m) > count(&found, m)).collect();
        let extra: Vec<_> = found.iter().filter(|m| count(&found, m) > count(&document.mentions, m)).collect();
        if found != document.mentions {
            faults.push(format!("{file}: {}: missing {missing:?}, extra {extra:?}", document.name));
        }
    }
    assert!(documents >= 60 && files.len() >= 20, "{documents} documents in {} languages", files.len());
    assert!(faults.is_empty(), "{} of {documents} documents, {expected} mentions:\n{}", faults.len(), faults.join("\n"));
}

fn count(mentions: &[Mention], one: &Mention) -> usize {
    mentions.iter().filter(|m| *m == one).count()
}

/// The sentences of a text, by the simplest of rules: what ends them stands behind a word of four letters, so that it abbreviates nothing.
fn sentences(text: &str) -> Vec<&str> {
    let ends = |at: usize, c: char| {
        let (before, behind) = (&text[..at], &text[at + c.len_utf8()..]);
        let word = before.chars().rev().take_while(|c| c.is_alphanumeric()).count();
        match c {
            '\n' => true,
            '.' | '!' | '?' | '؟' => word >= 4 && behind.starts_with(char::is_whitespace),
            _ => c == '。',
        }
    };
    let mut cuts: Vec<usize> = text.char_indices().filter(|&(at, c)| ends(at, c)).map(|(at, c)| at + c.len_utf8()).collect();
    cuts.push(text.len());
    let starts = std::iter::once(0).chain(cuts.clone());
    starts.zip(cuts).map(|(start, end)| text[start..end].trim()).filter(|s| !s.is_empty()).collect()
}

/// Who is meant does not depend on who is named first: sentences as paragraphs of their own, in their order and from the last to the first.
#[test]
fn the_order_of_sentences_changes_no_id() {
    let mut scratch = Scratch::new();
    let (mut faults, mut several) = (Vec::new(), 0);
    let files = files();
    for document in files.iter().flat_map(|(_, file)| &file.document) {
        let mut sentences = sentences(&document.text);
        several += usize::from(sentences.len() > 2);
        let mut links = || {
            let mut found = tag(document, &sentences.join("\n\n"), &mut scratch);
            found.sort_by(|a, b| (&a.text, &a.id).cmp(&(&b.text, &b.id)));
            sentences.reverse();
            found
        };
        let (forward, backward) = (links(), links());
        if forward != backward {
            faults.push(format!("{}: {forward:?}\n    {backward:?}", document.name));
        }
    }
    assert!(several >= 60, "{several} documents of three sentences or more");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
