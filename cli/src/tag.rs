//! `tag`: names in running text.

use crate::arguments::{Output, Shared, output};
use crate::decode::{Decoded, Repair, decode};
use crate::format::{Document, Format, Placed, Printer};
use crate::gazetteer::Source;
use crate::input::{BadLines, Lines, utf8};
use crate::json;
use crate::offsets::{Offsets, Unit};
use crate::outcome::{Done, Failure, Outcome};
use crate::unpack;
use polyonym::{Gazetteer, ResolveOptions, Scratch, TagOptions};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Find names in text
///
/// Inputs are plain text files, each of them a document; without any, stdin is one document. With --stdin, each line of stdin is a
/// document: {"id":…,"text":…,"lang":…}.
#[derive(clap::Args)]
pub struct Tag {
    #[command(flatten)]
    source: Source,
    /// Plain text files; `-`, or none at all, is stdin
    #[arg(value_name = "INPUT", conflicts_with = "stdin")]
    inputs: Vec<PathBuf>,
    /// Read documents from stdin, one JSON object a line
    #[arg(long)]
    stdin: bool,
    /// How to print mentions [default: table, or jsonl with --stdin]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// What offsets count
    #[arg(long, value_enum, default_value_t)]
    offsets: Unit,
    /// Which mentions to report where they overlap
    #[arg(long, value_enum, default_value_t = Overlap::Longest)]
    overlap: Overlap,
    /// Keep entities of this type alone
    #[arg(long = "type", value_name = "T")]
    kind: Option<String>,
    /// A hint: the language of documents that do not say it themselves
    #[arg(long, value_name = "L")]
    lang: Option<String>,
    /// At most this many candidates of a mention
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,
    /// Take every name by itself: no surnames for persons named in full, no abbreviations, nothing that the document says
    #[arg(long)]
    no_document: bool,
    /// Do not take endings and prefixes off words
    #[arg(long)]
    no_inflection: bool,
    /// Do not search names that only sound alike: faster
    #[arg(long)]
    no_transliteration: bool,
    /// Let adjectives of places stand for the place, where dictionaries list them
    #[arg(long)]
    demonyms: bool,
    /// Pass over bad lines instead of stopping at the first one
    #[arg(long)]
    skip_errors: bool,
}

#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq)]
enum Overlap {
    /// The leftmost, and of those the longest
    Longest,
    /// Every one
    All,
}

/// A document of `--stdin`; other keys are ignored.
#[derive(Deserialize)]
struct DocumentLine<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(borrow)]
    lang: Option<Cow<'a, str>>,
}

/// A text and what is known of it.
struct Text<'a> {
    id: &'a RawValue,
    text: &'a str,
    lang: Option<&'a str>,
    repairs: &'a [Repair],
}

/// The command at work.
struct Tagger<'g> {
    gazetteer: &'g Gazetteer,
    scratch: Scratch,
    printer: Printer<'g>,
    unit: Unit,
    options: TagOptions,
    resolve: ResolveOptions,
    found: bool,
}

impl Tag {
    pub fn run(&self, shared: &Shared) -> Done {
        let gazetteer = self.source.open(shared)?;
        let mut out = output();
        let format = self.format.unwrap_or(if self.stdin { Format::Jsonl } else { Format::Table });
        let many = self.stdin || self.inputs.len() > 1;
        let mut tagger = self.tagger(&gazetteer, Printer::new(format, many, gazetteer.tables()));
        tagger.printer.begin(&mut out)?;
        if self.stdin {
            self.lines(&mut tagger, &mut out)?;
        } else {
            let stdin = [PathBuf::from("-")];
            for path in if self.inputs.is_empty() { &stdin[..] } else { &self.inputs[..] } {
                self.file(path, &mut tagger, &mut out)?;
            }
        }
        tagger.printer.end(&mut out)?;
        out.flush()?;
        Ok(Outcome::found(tagger.found))
    }

    fn tagger<'g>(&self, gazetteer: &'g Gazetteer, printer: Printer<'g>) -> Tagger<'g> {
        let mut resolve = ResolveOptions::new().limit(usize::try_from(self.limit).unwrap_or(usize::MAX));
        if let Some(only) = &self.kind {
            resolve = resolve.only(only);
        }
        let overlap = match self.overlap {
            Overlap::Longest => polyonym::Overlap::Longest,
            Overlap::All => polyonym::Overlap::All,
        };
        let options = TagOptions::new()
            .overlap(overlap)
            .document(!self.no_document)
            .inflection(!self.no_inflection)
            .transliteration(!self.no_transliteration)
            .demonyms(self.demonyms);
        Tagger { gazetteer, scratch: Scratch::new(), printer, unit: self.offsets, options, resolve, found: false }
    }

    fn file(&self, path: &Path, tagger: &mut Tagger<'_>, out: &mut Output) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        let (mut input, _) = unpack::open(path)?;
        input.read_to_end(&mut bytes).map_err(|e| Failure::read(path.display(), &e))?;
        let Decoded { text, repairs } = decode(bytes);
        let id = json::raw(&path.to_string_lossy());
        tagger.tag(&Text { id: &id, text: &text, lang: self.lang.as_deref(), repairs: &repairs }, out)
    }

    fn lines(&self, tagger: &mut Tagger<'_>, out: &mut Output) -> Result<(), Failure> {
        let mut lines = Lines::stdin();
        let mut bad = BadLines::new(self.skip_errors);
        loop {
            let number = lines.number() + 1;
            let Some(line) = lines.next(out)? else { break };
            // Blank lines are no documents; files of JSON lines often end in one.
            if line.trim_ascii().is_empty() {
                continue;
            }
            match utf8(line).and_then(parse) {
                Err(what) => bad.meet(number, what)?,
                Ok(document) => {
                    let lang = document.lang.as_deref().filter(|l| !l.is_empty()).or(self.lang.as_deref());
                    let id = document.id.unwrap_or(RawValue::NULL);
                    tagger.tag(&Text { id, text: &document.text, lang, repairs: &[] }, out)?;
                }
            }
        }
        bad.finish();
        Ok(())
    }
}

fn parse(line: &str) -> Result<DocumentLine<'_>, String> {
    // A sequence would do for serde, but the contract wants an object.
    if !line.trim_start().starts_with('{') {
        return Err("no JSON object such as {\"id\":…,\"text\":…}".to_owned());
    }
    serde_json::from_str(line).map_err(|e| format!("no document such as {{\"id\":…,\"text\":…}}: {e}"))
}

impl Tagger<'_> {
    fn tag(&mut self, text: &Text<'_>, out: &mut Output) -> Result<(), Failure> {
        let offsets = Offsets::new(text.text, self.unit, text.repairs);
        let resolve = match text.lang {
            Some(lang) => self.resolve.clone().lang(lang),
            None => self.resolve.clone(),
        };
        let options = self.options.clone().resolve(resolve);
        let mentions = self.gazetteer.tag_with(text.text, &options, &mut self.scratch).map(|mention| {
            let range = mention.range();
            Placed { start: offsets.at(range.start), end: offsets.at(range.end), mention }
        });
        let mentions: Vec<Placed<'_>> = mentions.collect();
        self.found |= !mentions.is_empty();
        let document = Document { id: text.id, text: text.text, lang: text.lang, mentions: &mentions, offsets: &offsets };
        self.printer.document(out, &document)
    }
}
