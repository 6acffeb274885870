//! `compare`: pairs of names to a probability and a decision.

use crate::arguments::{Output, output};
use crate::input::{BadLines, Lines, utf8};
use crate::json;
use crate::outcome::{Done, Failure, Outcome};
use polyonym::{Comparer, Comparison};
use serde::Serialize;
use std::io::Write;

/// Compare two names: how likely are they one name?
#[derive(clap::Args)]
pub struct Compare {
    /// The first name
    #[arg(value_name = "NAME1", required_unless_present = "stdin", requires = "other", conflicts_with = "stdin")]
    one: Option<String>,
    /// The second name
    #[arg(value_name = "NAME2")]
    other: Option<String>,
    /// Read pairs from stdin, one a line: NAME1 TAB NAME2 [TAB TYPE]
    #[arg(long)]
    stdin: bool,
    /// How to print answers [default: text, or jsonl with --stdin]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Pass over bad lines instead of stopping at the first one
    #[arg(long)]
    skip_errors: bool,
}

#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// Decision, probability and evidence, for people
    Text,
    /// One JSON object a pair
    Jsonl,
}

#[derive(Serialize)]
struct Answer {
    v: u8,
    score: f64,
    #[serde(rename = "match")]
    is_match: bool,
    evidence: Option<&'static str>,
}

impl Compare {
    pub fn run(&self) -> Done {
        let comparer = Comparer::new(polyonym_dictionaries::tables().clone());
        let format = self.format.unwrap_or(if self.stdin { Format::Jsonl } else { Format::Text });
        let mut out = output();
        let matched = match (&self.one, &self.other) {
            (Some(one), Some(other)) => print(&mut out, format, comparer.compare(one, other))?,
            _ => self.lines(&comparer, format, &mut out)?,
        };
        out.flush()?;
        Ok(Outcome::found(matched))
    }

    fn lines(&self, comparer: &Comparer, format: Format, out: &mut Output) -> Result<bool, Failure> {
        let mut lines = Lines::stdin();
        let mut bad = BadLines::new(self.skip_errors);
        let mut matched = false;
        loop {
            let number = lines.number() + 1;
            let Some(line) = lines.next(out)? else { break };
            match utf8(line).and_then(pair) {
                Ok((one, other)) => matched |= print(out, format, comparer.compare(one, other))?,
                Err(what) => bad.meet(number, what)?,
            }
        }
        bad.finish();
        Ok(matched)
    }
}

/// The names of a line. The third column, the type, is allowed and not used yet: the comparer weighs all types alike.
fn pair(line: &str) -> Result<(&str, &str), String> {
    let columns: Vec<&str> = line.split('\t').collect();
    match columns[..] {
        [one, other] | [one, other, _] => Ok((one, other)),
        _ => Err(format!("{} columns, not 2 or 3: NAME1 TAB NAME2 [TAB TYPE]", columns.len())),
    }
}

fn print(out: &mut Output, format: Format, comparison: Comparison) -> Result<bool, Failure> {
    let evidence = comparison.evidence().map(polyonym::Evidence::as_str);
    let (score, is_match) = (json::round(comparison.probability()), comparison.is_match());
    match format {
        Format::Jsonl => json::line(out, &Answer { v: 1, score, is_match, evidence })?,
        Format::Text => {
            writeln!(out, "{} {score:.4} {}", if is_match { "match" } else { "no match" }, evidence.unwrap_or("no evidence"))?;
        }
    }
    Ok(is_match)
}
