//! `dump`: the rows of a gazetteer, which build it again.

use crate::arguments::{Shared, output};
use crate::gazetteer::Source;
use crate::json;
use crate::outcome::{Done, Failure, Outcome};
use polyonym::Row;
use std::io::Write;

/// The columns of a dictionary in their usual order.
pub const HEADER: &str = "id\ttype\tname\tlang\tkind\tprior\tsource";

/// Print the rows of a gazetteer as a dictionary
///
/// `polyonym dump -g A | polyonym build -o B` gives the same bytes.
#[derive(clap::Args)]
pub struct Dump {
    #[command(flatten)]
    source: Source,
    /// The gazetteer, as with -g
    #[arg(value_name = "GAZETTEER", conflicts_with = "path")]
    file: Option<std::path::PathBuf>,
    /// How to print rows
    #[arg(long, value_enum, default_value_t = Format::Tsv)]
    format: Format,
}

#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// A dictionary with a header
    Tsv,
    /// One JSON object a row
    Jsonl,
}

impl Dump {
    pub fn run(&self, shared: &Shared) -> Done {
        let path = self.source.path.clone().or_else(|| self.file.clone());
        let gazetteer = Source { path }.open(shared)?;
        let mut out = output();
        if self.format == Format::Tsv {
            writeln!(out, "{HEADER}")?;
        }
        let mut result: Result<bool, Failure> = Ok(false);
        gazetteer.for_each_row(|row| {
            if result.is_ok() {
                result = self.print(&mut out, &row).map(|()| true);
            }
        });
        let any = result?;
        out.flush()?;
        Ok(Outcome::found(any))
    }

    fn print(&self, out: &mut impl Write, row: &Row<'_>) -> Result<(), Failure> {
        match self.format {
            Format::Jsonl => json::line(out, row),
            Format::Tsv => {
                write_row(out, row)?;
                out.write_all(b"\n")?;
                Ok(())
            }
        }
    }
}

/// Writes a row as a line of a dictionary, without LF. The prior is the shortest number that reads back as the same.
pub fn write_row(out: &mut impl Write, row: &Row<'_>) -> std::io::Result<()> {
    for field in [row.id, row.entity_type, row.name, row.lang, row.kind] {
        out.write_all(field.as_bytes())?;
        out.write_all(b"\t")?;
    }
    if let Some(prior) = row.prior {
        write!(out, "{prior}")?;
    }
    out.write_all(b"\t")?;
    out.write_all(row.source.as_bytes())
}
