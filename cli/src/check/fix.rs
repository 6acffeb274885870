//! `check --fix`: what a program can correct without knowing the names: order, doubles, NFC, white space, line ends.

use crate::outcome::{Failure, tell};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use unicode_normalization::UnicodeNormalization;

/// The columns that rows are sorted by, in this order, wherever they stand in the table.
const COLUMNS: [&str; 7] = ["id", "type", "name", "lang", "kind", "prior", "source"];

/// Corrects a file, and gives the bytes that it has now. A file with a row that cannot be read stays as it is: such a row has
/// no place in the order, and somebody must look at it first.
pub fn file(path: &Path, bytes: Vec<u8>) -> Result<Vec<u8>, Failure> {
    match table(&bytes) {
        Err(what) => {
            tell!("{}: not fixed: {what}", path.display());
            Ok(bytes)
        }
        Ok(fixed) if fixed == bytes => Ok(bytes),
        Ok(fixed) => {
            replace(path, &fixed).map_err(|e| Failure::at(path.display(), format!("cannot replace it: {e}; the old file stands")))?;
            tell!("{}: fixed", path.display());
            Ok(fixed)
        }
    }
}

/// A table sorted, without doubles, names in NFC, fields trimmed, lines ended by LF; or the line that cannot be read.
fn table(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut lines = bytes.split(|b| *b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let header = std::str::from_utf8(lines.next().unwrap_or_default()).map_err(|_| "line 1 is not UTF-8".to_owned())?;
    let columns: Vec<&str> = header.trim_start_matches('\u{FEFF}').split('\t').collect();
    if !["id", "name"].iter().all(|wanted| columns.contains(wanted)) {
        return Err("line 1 names no columns id and name".to_owned());
    }
    let mut rows: Vec<(String, String)> = Vec::new();
    for (number, line) in (2u64..).zip(lines).filter(|(_, line)| !line.is_empty()) {
        let line = std::str::from_utf8(line).map_err(|_| format!("line {number} is not UTF-8"))?;
        let fields: Vec<String> = line.split('\t').zip(columns.iter().chain(std::iter::repeat(&""))).map(|(f, c)| tidy(f, c)).collect();
        if fields.len() != columns.len() {
            return Err(format!("line {number} has {} of {} columns", fields.len(), columns.len()));
        }
        rows.push((key(&fields, &columns), fields.join("\t")));
    }
    rows.sort_unstable();
    // A row is the same when its known columns are, whatever else stands in the table.
    rows.dedup_by(|later, earlier| later.0 == earlier.0);
    let mut fixed = columns.join("\t");
    fixed.push('\n');
    for (_, row) in rows {
        fixed.push_str(&row);
        fixed.push('\n');
    }
    Ok(fixed.into_bytes())
}

fn tidy(field: &str, column: &str) -> String {
    let trimmed = field.trim();
    if column != "name" {
        return trimmed.to_owned();
    }
    let mut name: String = trimmed.nfc().collect();
    while name.contains("  ") {
        name = name.replace("  ", " ");
    }
    name
}

fn key(fields: &[String], columns: &[&str]) -> String {
    let field = |wanted: &str| {
        let text = columns.iter().position(|c| *c == wanted).map_or("", |i| fields[i].as_str());
        // Numbers count by value: the builder sees no difference between 1 and 1.0.
        if wanted == "prior" { text.parse::<f64>().map_or(text.to_owned(), |n| n.to_string()) } else { text.to_owned() }
    };
    COLUMNS.map(field).join("\t")
}

/// Replaces a file as a whole, as the builder does: temporary file beside it, fsync, rename, fsync of the folder. A link stays
/// a link, and permissions stay.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let temporary = beside(&path);
    let written = write(&temporary, &path, bytes);
    if written.is_err() {
        // The old file stands; a temporary file that stays behind changes nothing for the caller.
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    path.with_file_name(name)
}

fn write(temporary: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(temporary)?;
    file.set_permissions(fs::metadata(path)?.permissions())?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(temporary, path)?;
    if cfg!(unix) {
        File::open(path.parent().unwrap_or(Path::new("/")))?.sync_all()?;
    }
    Ok(())
}
