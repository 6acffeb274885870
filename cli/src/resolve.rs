//! `resolve`: names to ranked ids, one name a line.

use crate::arguments::{Output, Shared, output};
use crate::gazetteer::Source;
use crate::input::{BadLines, Lines, utf8};
use crate::json;
use crate::outcome::{Done, Failure, Outcome};
use crate::terminal::{Table, isolated};
use polyonym::{Gazetteer, Resolution, ResolveOptions};
use serde::Serialize;
use std::borrow::Cow;
use std::io::Write;

/// Find the entities that a name may stand for
#[derive(clap::Args)]
pub struct Resolve {
    #[command(flatten)]
    source: Source,
    /// Names
    #[arg(value_name = "NAME", required_unless_present = "stdin", conflicts_with = "stdin")]
    names: Vec<String>,
    /// Read names from stdin, one a line: plain, or JSON objects {"name":…,"lang":…,"type":…}
    #[arg(long)]
    stdin: bool,
    /// How to print answers [default: table, or jsonl with --stdin]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// At most this many candidates of a name
    #[arg(long, value_name = "N", default_value_t = 5)]
    limit: usize,
    /// Keep entities of this type alone
    #[arg(long = "type", value_name = "T")]
    kind: Option<String>,
    /// A hint: the language of the names
    #[arg(long, value_name = "L")]
    lang: Option<String>,
    /// Answer bad lines without candidates instead of stopping at the first one
    #[arg(long)]
    skip_errors: bool,
}

#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// Aligned columns, for people
    Table,
    /// One JSON object a name
    Jsonl,
    /// One row a candidate: query, accepted (yes or no), id, label, type, score, evidence, matched
    Tsv,
}

/// One answer, with its keys in the order of the contract.
#[derive(Serialize)]
struct Answer<'a> {
    v: u8,
    query: &'a str,
    accepted: Option<&'a str>,
    candidates: Vec<CandidateLine<'a>>,
    /// Present where look-alike letters of two scripts were put right.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    lookalike: bool,
    /// Present where no table knows the script of a word.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    romanised: bool,
    /// Present where a bound of the search was reached.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    partial: bool,
}

#[derive(Serialize)]
struct CandidateLine<'a> {
    id: &'a str,
    label: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    score: f64,
    evidence: &'static str,
    matched: &'a str,
}

/// What a line asks.
#[derive(Default)]
struct Question<'a> {
    name: Cow<'a, str>,
    lang: Option<String>,
    kind: Option<String>,
}

impl Resolve {
    pub fn run(&self, shared: &Shared) -> Done {
        let gazetteer = self.source.open(shared)?;
        let mut printer = Printer { out: output(), format: self.format(), answers: 0 };
        printer.begin()?;
        let found = if self.stdin { self.lines(&gazetteer, &mut printer)? } else { self.arguments(&gazetteer, &mut printer)? };
        printer.out.flush()?;
        Ok(Outcome::found(found))
    }

    fn format(&self) -> Format {
        self.format.unwrap_or(if self.stdin { Format::Jsonl } else { Format::Table })
    }

    fn arguments(&self, gazetteer: &Gazetteer, printer: &mut Printer) -> Result<bool, Failure> {
        let mut found = false;
        for name in &self.names {
            found |= printer.answer(name, &self.ask(gazetteer, &Question { name: name.into(), ..Question::default() }))?;
        }
        Ok(found)
    }

    fn lines(&self, gazetteer: &Gazetteer, printer: &mut Printer) -> Result<bool, Failure> {
        let mut lines = Lines::stdin();
        let mut bad = BadLines::new(self.skip_errors);
        let mut found = false;
        loop {
            let number = lines.number() + 1;
            let Some(line) = lines.next(&mut printer.out)? else { break };
            match utf8(line).and_then(parse) {
                Ok(question) => found |= printer.answer(&question.name, &self.ask(gazetteer, &question))?,
                Err(what) => {
                    bad.meet(number, what)?;
                    // Answers stay beside their lines.
                    printer.answer(&String::from_utf8_lossy(line), &Resolution::default())?;
                }
            }
        }
        bad.finish();
        Ok(found)
    }

    fn ask<'g>(&self, gazetteer: &'g Gazetteer, question: &Question<'_>) -> Resolution<'g> {
        let mut options = ResolveOptions::new().limit(self.limit);
        if let Some(lang) = question.lang.as_ref().or(self.lang.as_ref()) {
            options = options.lang(lang);
        }
        if let Some(hint) = &question.kind {
            options = options.entity_type(hint);
        }
        if let Some(only) = &self.kind {
            options = options.only(only);
        }
        gazetteer.resolve_with(&question.name, &options)
    }
}

/// A line is JSON only if it is an object with a name; all else is a name itself.
fn parse(line: &str) -> Result<Question<'_>, String> {
    let object = line.trim_start().starts_with('{').then(|| serde_json::from_str::<serde_json::Map<_, _>>(line).ok()).flatten();
    let Some(mut object) = object.filter(|object| object.contains_key("name")) else {
        return Ok(Question { name: line.into(), ..Question::default() });
    };
    let mut take = |key: &str| match object.remove(key) {
        None | Some(serde_json::Value::Null) => Ok(None),
        Some(serde_json::Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(format!("\"{key}\" is no string: {other}")),
    };
    let blank_is_none = |text: Option<String>| text.filter(|t| !t.is_empty());
    Ok(Question { name: take("name")?.unwrap_or_default().into(), lang: blank_is_none(take("lang")?), kind: blank_is_none(take("type")?) })
}

struct Printer {
    out: Output,
    format: Format,
    answers: u64,
}

impl Printer {
    fn begin(&mut self) -> Result<(), Failure> {
        if self.format == Format::Tsv {
            self.out.write_all(b"query\taccepted\tid\tlabel\ttype\tscore\tevidence\tmatched\n")?;
        }
        Ok(())
    }

    /// Prints an answer; whether it has candidates.
    fn answer(&mut self, query: &str, resolution: &Resolution<'_>) -> Result<bool, Failure> {
        self.answers += 1;
        match self.format {
            Format::Jsonl => self.jsonl(query, resolution)?,
            Format::Tsv => self.tsv(query, resolution)?,
            Format::Table => self.table(query, resolution)?,
        }
        Ok(!resolution.candidates().is_empty())
    }

    fn jsonl(&mut self, query: &str, resolution: &Resolution<'_>) -> Result<(), Failure> {
        let candidates = resolution.candidates().iter().map(|c| CandidateLine {
            id: c.id(),
            label: c.label(),
            kind: c.entity_type(),
            score: json::round(c.probability()),
            evidence: c.evidence().as_str(),
            matched: c.matched(),
        });
        let answer = Answer {
            v: 1,
            query,
            accepted: resolution.accepted().map(|c| c.id()),
            candidates: candidates.collect(),
            lookalike: resolution.is_lookalike(),
            romanised: resolution.is_romanised(),
            partial: resolution.is_partial(),
        };
        json::line(&mut self.out, &answer)
    }

    /// A name without candidates has one row too, so that no query is lost.
    fn tsv(&mut self, query: &str, resolution: &Resolution<'_>) -> Result<(), Failure> {
        let query = query.replace(['\t', '\n', '\r'], " ");
        if resolution.candidates().is_empty() {
            writeln!(self.out, "{query}\tno\t\t\t\t\t\t")?;
        }
        let accepted = resolution.accepted().map(|c| c.id());
        for c in resolution.candidates() {
            let yes = if accepted == Some(c.id()) { "yes" } else { "no" };
            let (score, evidence) = (json::round(c.probability()), c.evidence().as_str());
            writeln!(self.out, "{query}\t{yes}\t{}\t{}\t{}\t{score}\t{evidence}\t{}", c.id(), c.label(), c.entity_type(), c.matched())?;
        }
        Ok(())
    }

    fn table(&mut self, query: &str, resolution: &Resolution<'_>) -> Result<(), Failure> {
        if self.answers > 1 {
            writeln!(self.out)?;
        }
        let accepted = resolution.accepted().map(|c| c.id());
        writeln!(self.out, "{}: {}", isolated(query), accepted.unwrap_or("nothing accepted"))?;
        if resolution.candidates().is_empty() {
            return Ok(());
        }
        let mut table = Table::new(&["", "ID", "LABEL", "TYPE", "SCORE", "EVIDENCE", "MATCHED"]);
        for c in resolution.candidates() {
            let mark = if accepted == Some(c.id()) { "*" } else { " " };
            let score = format!("{:.4}", c.probability());
            table.row([&mark, &c.id(), &isolated(c.label()), &c.entity_type(), &score, &c.evidence().as_str(), &isolated(c.matched())]);
        }
        table.write(&mut self.out)?;
        Ok(())
    }
}
