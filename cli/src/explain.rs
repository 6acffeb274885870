//! `explain`: why a name reaches an entity, or why not.

use crate::arguments::{Shared, output};
use crate::gazetteer::Source;
use crate::json;
use crate::outcome::{Done, Outcome};
use crate::terminal::isolated;
use std::io::Write;

/// Tell why a name reaches an entity, or why not
#[derive(clap::Args)]
pub struct Explain {
    #[command(flatten)]
    source: Source,
    /// The name
    #[arg(value_name = "NAME")]
    name: String,
    /// The entity that is asked for
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// Lines, for people
    Text,
    /// One JSON object
    Json,
}

impl Explain {
    pub fn run(&self, shared: &Shared) -> Done {
        let gazetteer = self.source.open(shared)?;
        let explanation = gazetteer.explain(&self.name, self.id.as_deref());
        let mut out = output();
        match self.format {
            Format::Json => json::line(&mut out, &explanation)?,
            Format::Text => {
                // Each line begins with a word of ours, behind which a name may stand.
                for line in explanation.to_string().lines() {
                    let split = line.len() - line.trim_start().len();
                    let split = line[split..].find("  ").map_or(line.len(), |at| split + at);
                    let (word, rest) = line.split_at(split);
                    let space = rest.len() - rest.trim_start().len();
                    let (space, rest) = rest.split_at(space);
                    writeln!(out, "{word}{space}{}", isolated(rest))?;
                }
            }
        }
        out.flush()?;
        Ok(Outcome::found(explanation.reached()))
    }
}
