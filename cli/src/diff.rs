//! `diff`: the rows that two gazetteers do not share.

use crate::arguments::{Output, Shared, output};
use crate::dump::write_row;
use crate::gazetteer::open;
use crate::outcome::{Done, Failure, Outcome};
use polyonym::Gazetteer;
use std::cmp::Ordering;
use std::io::Write;
use std::path::PathBuf;

/// Print the rows that two gazetteers do not share
///
/// Rows that only the first one has begin with `-` and TAB, rows that only the second one has with `+` and TAB. Exit code 0 when there are
/// none, 1 when there are.
#[derive(clap::Args)]
pub struct Diff {
    /// The old gazetteer
    #[arg(value_name = "A")]
    old: PathBuf,
    /// The new gazetteer
    #[arg(value_name = "B")]
    new: PathBuf,
}

impl Diff {
    pub fn run(&self, shared: &Shared) -> Done {
        let old = Rows::new(&open(&self.old, !shared.no_verify)?)?;
        let new = Rows::new(&open(&self.new, !shared.no_verify)?)?;
        let mut out = output();
        let differ = merge(&old, &new, &mut out)?;
        out.flush()?;
        Ok(Outcome::found(!differ))
    }
}

/// All rows of a gazetteer as lines, sorted: one string, and where lines begin and end. Little more than the bytes of the table.
struct Rows {
    text: String,
    lines: Vec<(usize, usize)>,
}

impl Rows {
    fn new(gazetteer: &Gazetteer) -> Result<Self, Failure> {
        let (mut text, mut lines) = (Vec::new(), Vec::new());
        let mut result = Ok(());
        gazetteer.for_each_row(|row| {
            let start = text.len();
            if let Err(e) = write_row(&mut text, &row) {
                result = Err(e);
            }
            lines.push((start, text.len()));
        });
        result?;
        let text = String::from_utf8(text).map_err(|e| Failure::at("rows", e))?;
        lines.sort_unstable_by(|a, b| text[a.0..a.1].cmp(&text[b.0..b.1]));
        Ok(Self { text, lines })
    }

    fn get(&self, i: usize) -> Option<&str> {
        self.lines.get(i).map(|&(start, end)| &self.text[start..end])
    }
}

/// Prints the lines that only one of them has; whether there are any.
fn merge(old: &Rows, new: &Rows, out: &mut Output) -> Result<bool, Failure> {
    let (mut i, mut j, mut differ) = (0, 0, false);
    loop {
        let order = match (old.get(i), new.get(j)) {
            (None, None) => return Ok(differ),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => a.cmp(b),
        };
        if order.is_lt() {
            writeln!(out, "-\t{}", old.get(i).unwrap_or_default())?;
        } else if order.is_gt() {
            writeln!(out, "+\t{}", new.get(j).unwrap_or_default())?;
        }
        differ |= order.is_ne();
        i += usize::from(order.is_le());
        j += usize::from(order.is_ge());
    }
}
