//! `variants`: a name to its likely spellings in other scripts and conventions.

use crate::arguments::{Output, output};
use crate::json;
use crate::outcome::{Done, Failure, Outcome};
use crate::terminal::{Table, isolated};
use polyonym::{Tables, Variant, VariantOptions};
use serde::Serialize;
use std::io::Write;

/// Print likely spellings of a name in other scripts and conventions
#[derive(clap::Args)]
pub struct Variants {
    /// A name
    #[arg(value_name = "NAME")]
    name: String,
    /// At most this many spellings in each script
    #[arg(short = 'k', long, value_name = "N", default_value_t = 5)]
    limit: usize,
    /// Spellings in this script alone: an ISO 15924 code (Arab, Cyrl, Latn ...)
    #[arg(long, value_name = "S")]
    script: Option<String>,
    /// Spellings by the convention of this language alone (BCP 47: fr, tr, uk, fa ...), in the scripts it is written in
    #[arg(long, value_name = "L")]
    lang: Option<String>,
    /// How to print spellings
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// Aligned columns, for people
    Table,
    /// One row a spelling: script, text, weight
    Tsv,
    /// One JSON object
    Jsonl,
}

#[derive(Serialize)]
struct Answer<'a> {
    v: u8,
    name: &'a str,
    variants: Vec<VariantLine<'a>>,
}

#[derive(Serialize)]
struct VariantLine<'a> {
    text: &'a str,
    script: String,
    weight: f64,
}

/// Scripts that are written together, or with other letters of the same system.
const PARTS: [(&str, &str); 9] = [
    ("hans", "hani"),
    ("hant", "hani"),
    ("hira", "hani"),
    ("kana", "hani"),
    ("hrkt", "hani"),
    ("jpan", "hani"),
    ("bopo", "hani"),
    ("kore", "hang"),
    ("aran", "arab"),
];

impl Variants {
    pub fn run(&self) -> Done {
        let tables = polyonym_dictionaries::tables();
        let system = self.script.as_deref().map(|script| system(tables, script)).transpose()?;
        let mut variants = Vec::new();
        for options in self.asked(system.as_deref())? {
            variants.extend(tables.variants(&self.name, &options));
        }
        let mut out = output();
        self.print(&variants, &mut out)?;
        out.flush()?;
        Ok(Outcome::found(!variants.is_empty()))
    }

    /// What to ask: one question, or one for each script that the language is written in.
    fn asked(&self, system: Option<&str>) -> Result<Vec<VariantOptions>, Failure> {
        let options = VariantOptions::new().limit(self.limit);
        let Some(lang) = &self.lang else {
            return Ok(vec![system.iter().fold(options, |options, system| options.system(system))]);
        };
        let conventions = polyonym_dictionaries::conventions(lang).filter(|(of, _)| system.is_none_or(|wanted| wanted == *of));
        let asked: Vec<_> = conventions.map(|(of, table)| options.clone().system(of).convention(table)).collect();
        if asked.is_empty() {
            let script = self.script.as_ref().map(|s| format!(" in script {s}")).unwrap_or_default();
            return Err(Failure::Message(format!(
                "--lang {lang}: no table has this language{script}; leave the option out, or give --script alone"
            )));
        }
        Ok(asked)
    }

    fn print(&self, variants: &[Variant], out: &mut Output) -> Result<(), Failure> {
        match self.format {
            Format::Jsonl => {
                let line = |v| VariantLine { text: Variant::text(v), script: script(v), weight: json::round(v.probability()) };
                json::line(out, &Answer { v: 1, name: &self.name, variants: variants.iter().map(line).collect() })?;
            }
            Format::Tsv => {
                out.write_all(b"script\ttext\tweight\n")?;
                for v in variants {
                    writeln!(out, "{}\t{}\t{}", script(v), v.text(), json::round(v.probability()))?;
                }
            }
            Format::Table if variants.is_empty() => writeln!(out, "{}: no spellings", isolated(&self.name))?,
            Format::Table => {
                let mut table = Table::new(&["SCRIPT", "SPELLING", "WEIGHT"]);
                for v in variants {
                    table.row([&script(v), &isolated(v.text()), &format!("{:.4}", v.probability())]);
                }
                table.write(out)?;
            }
        }
        Ok(())
    }
}

/// The writing system of a script.
fn system(tables: &Tables, script: &str) -> Result<String, Failure> {
    let code = script.to_ascii_lowercase();
    let whole = PARTS.iter().find(|(part, _)| *part == code).map_or(code.as_str(), |(_, whole)| whole);
    if tables.systems().contains(&whole) {
        return Ok(whole.to_owned());
    }
    let known: Vec<String> = tables.systems().into_iter().map(title).collect();
    Err(Failure::Message(format!("--script {script}: no table has this script; there are {}", known.join(", "))))
}

/// The ISO 15924 code of a spelling's script, as the standard writes it.
fn script(variant: &Variant) -> String {
    title(variant.system())
}

fn title(system: &str) -> String {
    let mut letters = system.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
