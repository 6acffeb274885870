//! Aligned columns, for people.

use super::{Document, best};
use crate::outcome::Failure;
use crate::terminal::{Table, harmless, isolated};
use std::io::Write;

pub fn document(out: &mut impl Write, document: &Document<'_>, title: Option<&str>, again: bool) -> Result<(), Failure> {
    if let Some(title) = title {
        writeln!(out, "{}# {}", if again { "\n" } else { "" }, harmless(title))?;
    }
    if document.mentions.is_empty() {
        return Ok(());
    }
    let mut table = Table::new(&["START", "END", "NAME", "ID", "LABEL", "TYPE", "SCORE", "EVIDENCE"]);
    for placed in document.mentions {
        let (accepted, best) = (placed.mention.accepted(), best(&placed.mention));
        let candidates = format!("({} candidates)", placed.mention.candidates().len());
        table.row([
            &placed.start,
            &placed.end,
            &isolated(placed.mention.text()),
            &accepted.map_or("-", |c| c.id()),
            &accepted.map_or(candidates, |c| isolated(c.label())),
            &accepted.map_or("-", |c| c.entity_type()),
            &format!("{:.4}", best.map_or(0.0, |c| c.probability())),
            &best.map_or("", |c| c.evidence().as_str()),
        ]);
    }
    table.write(out)?;
    Ok(())
}
