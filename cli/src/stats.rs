//! `stats`: what is in a gazetteer.

use crate::arguments::{Figures, Output, Shared, output};
use crate::gazetteer::Source;
use crate::json;
use crate::outcome::{Done, Failure, Outcome};
use crate::terminal::{Table, thousands};
use polyonym::{Gazetteer, Statistics};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use unicode_script::{Script, UnicodeScript};

/// Count what is in a gazetteer
#[derive(clap::Args)]
pub struct Stats {
    #[command(flatten)]
    source: Source,
    /// The gazetteer, as with -g
    #[arg(value_name = "GAZETTEER", conflicts_with = "path")]
    file: Option<std::path::PathBuf>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Figures::Table)]
    format: Figures,
}

type Counts = BTreeMap<String, u64>;

#[derive(Serialize, Default)]
struct Report {
    v: u8,
    entities: u32,
    keys: u32,
    names: u64,
    rows: u64,
    bytes: usize,
    bytes_per_name: f64,
    sections: BTreeMap<String, usize>,
    rows_by_type: Counts,
    names_by_script: Counts,
    rows_by_lang: Counts,
    meta: BTreeMap<String, String>,
}

impl Stats {
    pub fn run(&self, shared: &Shared) -> Done {
        let path = self.source.path.clone().or_else(|| self.file.clone());
        let gazetteer = Source { path }.open(shared)?;
        let report = Report::new(&gazetteer);
        let mut out = output();
        match self.format {
            Figures::Json => json::line(&mut out, &report)?,
            Figures::Table => table(&mut out, &report, &gazetteer.statistics())?,
        }
        out.flush()?;
        Ok(Outcome::found(report.entities > 0))
    }
}

impl Report {
    fn new(gazetteer: &Gazetteer) -> Self {
        let statistics = gazetteer.statistics();
        let mut report = Self {
            v: 1,
            entities: statistics.entities(),
            keys: statistics.keys(),
            names: statistics.names(),
            bytes: statistics.bytes(),
            bytes_per_name: json::round(statistics.bytes() as f64 / statistics.names().max(1) as f64),
            sections: statistics.sections().iter().cloned().collect(),
            meta: gazetteer.meta().map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
            ..Self::default()
        };
        let mut last = String::new();
        gazetteer.for_each_row(|row| {
            report.rows += 1;
            count(&mut report.rows_by_type, row.entity_type);
            count(&mut report.rows_by_lang, row.lang);
            // The rows of a name follow each other.
            if row.name != last {
                count(&mut report.names_by_script, script(row.name));
                row.name.clone_into(&mut last);
            }
        });
        report
    }
}

fn count(counts: &mut Counts, key: &str) {
    match counts.get_mut(key) {
        Some(number) => *number += 1,
        None => drop(counts.insert(key.to_owned(), 1)),
    }
}

/// The script that most letters of a name have, as its ISO 15924 code.
fn script(name: &str) -> &'static str {
    let mut counts: Vec<(Script, usize)> = Vec::new();
    for script in name.chars().map(|c| c.script()).filter(|s| !matches!(s, Script::Common | Script::Inherited | Script::Unknown)) {
        match counts.iter_mut().find(|(s, _)| *s == script) {
            Some((_, number)) => *number += 1,
            None => counts.push((script, 1)),
        }
    }
    // Of scripts with as many letters the first one in the name.
    counts.iter().rev().max_by_key(|(_, number)| *number).map_or("Zyyy", |(script, _)| script.short_name())
}

fn table(out: &mut Output, report: &Report, statistics: &Statistics) -> Result<(), Failure> {
    let mut totals = Table::default();
    for (what, number) in [
        ("entities", u64::from(report.entities)),
        ("keys", u64::from(report.keys)),
        ("names", report.names),
        ("rows", report.rows),
        ("bytes", report.bytes as u64),
    ] {
        totals.row([&what, &thousands(number)]);
    }
    totals.row([&"bytes a name", &format!("{:.1}", report.bytes_per_name)]);
    totals.write(out)?;
    let sections: Vec<(&str, u64)> = statistics.sections().iter().map(|(tag, bytes)| (tag.as_str(), *bytes as u64)).collect();
    part(out, ["SECTION", "BYTES"], sections)?;
    part(out, ["TYPE", "ROWS"], by_count(&report.rows_by_type))?;
    part(out, ["SCRIPT", "NAMES"], by_count(&report.names_by_script))?;
    part(out, ["LANG", "ROWS"], by_count(&report.rows_by_lang))
}

fn by_count(counts: &Counts) -> Vec<(&str, u64)> {
    let mut sorted: Vec<_> = counts.iter().map(|(key, number)| (key.as_str(), *number)).collect();
    sorted.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    sorted
}

fn part(out: &mut Output, header: [&str; 2], rows: Vec<(&str, u64)>) -> Result<(), Failure> {
    writeln!(out)?;
    let mut table = Table::new(&header);
    for (key, number) in rows {
        table.row([&if key.is_empty() { "(none)" } else { key }, &thousands(number)]);
    }
    table.write(out)?;
    Ok(())
}
