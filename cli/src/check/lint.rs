//! The linter of dictionaries: every fault of every row, and what rows say against each other, also over several tables.
//!
//! The rules are those of strict builds, which stop at the first fault; here they are all told. A lenient build of the table ends the
//! check, so that a rule of the builder that this file does not know is told as well.
//!
//! Cost: O(bytes) time; the distinct names and ids of all tables in memory.

use crate::outcome::Failure;
use polyonym::compile::{DictionaryRow, RowFault, RowReader, lint_name};
use polyonym::{Builder, Tables};
use std::collections::{HashMap, HashSet};
use std::fmt;
use unicode_normalization::is_nfc;

/// Ids on one name, over which a warning is due: nobody looks at so many candidates.
const MAX_IDS_OF_NAME: u32 = 1000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    Error,
    Warning,
}

/// Something to correct, and where.
#[derive(Debug)]
pub struct Finding {
    pub severity: Severity,
    fault: RowFault,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RowFault { table, line, column, code, message } = &self.fault;
        let severity = if self.severity == Severity::Error { "error" } else { "warning" };
        write!(f, "{table}:{line}:{column}: {severity}[{code}]: {message}")
    }
}

/// What is known of a name so far.
struct NameUse {
    number: u32,
    first_id: u32,
    /// Table and line of the row that had it first.
    first: (usize, u64),
    ids: u32,
}

/// Checks tables one after the other; names and labels are compared over all of them.
pub struct Linter<'t> {
    tables: &'t Tables,
    paths: Vec<String>,
    ids: HashMap<String, u32>,
    names: HashMap<String, NameUse>,
    bearers: HashSet<(u32, u32)>,
    /// The label of each entity.
    labels: HashMap<u32, String>,
}

/// The table at hand.
struct Page<'b> {
    path: &'b str,
    bytes: &'b [u8],
    /// Where each line begins, found when the first finding asks.
    lines: Vec<usize>,
    columns: Vec<&'b [u8]>,
    findings: Vec<Finding>,
}

impl<'t> Linter<'t> {
    pub fn new(tables: &'t Tables) -> Self {
        let (ids, names, bearers, labels) = Default::default();
        Self { tables, paths: Vec::new(), ids, names, bearers, labels }
    }

    /// All findings of a table, by line.
    pub fn table(&mut self, path: &str, bytes: &[u8]) -> Result<Vec<Finding>, Failure> {
        self.paths.push(path.to_owned());
        let mut page = Page::new(path, bytes);
        let mut rows = match RowReader::new(bytes, path) {
            Ok(rows) => rows,
            Err(e) => {
                let message = e.to_string();
                let message = message.strip_prefix(&format!("{path}:1: ")).unwrap_or(&message);
                page.add(Severity::Error, 1, 1, "header", message.to_owned());
                return Ok(page.findings);
            }
        };
        let mut previous = None;
        let mut seen = HashSet::new();
        for row in &mut rows {
            match row {
                Err(fault) => page.findings.push(Finding { severity: Severity::Error, fault }),
                Ok(row) => {
                    let key = key(&row);
                    rules(&mut page, &row);
                    order(&mut page, &row, &key, previous.as_ref(), &mut seen);
                    self.relations(&mut page, &row);
                    previous = Some(key);
                }
            }
        }
        self.build(&mut page)?;
        page.findings.sort_by_key(|f| (f.fault.line, f.fault.column));
        Ok(page.findings)
    }

    /// What the row says against other rows.
    fn relations(&mut self, page: &mut Page<'_>, row: &DictionaryRow) {
        let folded = self.tables.fold(&row.name).text().to_owned();
        // Where a name has capitals they are asked for in text: WHO is no pronoun, May no verb.
        let capitals = row.name.chars().any(char::is_uppercase);
        if row.kind != "weak" && !capitals && self.tables.is_common_word(&row.name) {
            let message = format!("\"{}\" is a common word; give it the kind weak, or remove it", row.name);
            page.at(Severity::Warning, row.line, "name", "common", message);
        }
        let next = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        let id = *self.ids.entry(row.id.clone()).or_insert(next);
        self.label(page, row, id);
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let place = (self.paths.len() - 1, row.line);
        let name = self.names.entry(folded).or_insert(NameUse { number, first_id: id, first: place, ids: 0 });
        if !self.bearers.insert((name.number, id)) {
            return;
        }
        name.ids += 1;
        if name.first_id != id {
            let (table, line) = name.first;
            let first = if table == place.0 { format!("line {line}") } else { format!("{}:{line}", self.paths[table]) };
            page.at(Severity::Warning, row.line, "name", "collision", format!("\"{}\" is a name of another id in {first}", row.name));
        }
        if name.ids == MAX_IDS_OF_NAME + 1 {
            let message = format!("\"{}\" is a name of over {MAX_IDS_OF_NAME} ids; remove what cannot be told apart", row.name);
            page.at(Severity::Warning, row.line, "name", "crowded", message);
        }
    }

    fn label(&mut self, page: &mut Page<'_>, row: &DictionaryRow, id: u32) {
        if row.kind != "label" {
            return;
        }
        let label = self.labels.entry(id).or_insert_with(|| row.name.clone());
        if *label != row.name {
            let message = format!("{} has the label \"{label}\" already; make one of them an alias", row.id);
            page.at(Severity::Warning, row.line, "kind", "label", message);
        }
    }

    /// Rules that only the builder knows, such as names without letters.
    fn build(&self, page: &mut Page<'_>) -> Result<(), Failure> {
        let built = Builder::new(self.tables.clone()).read(page.bytes, page.path).and_then(Builder::finish);
        let (_, report) = built.map_err(|e| Failure::at(page.path, e))?;
        let known: HashSet<(u64, String)> = page.findings.iter().map(|f| (f.fault.line, f.fault.code.clone())).collect();
        for fault in report.faults() {
            if !known.contains(&(fault.line, fault.code.clone())) {
                page.at(Severity::Error, fault.line, "name", &fault.code, fault.message.clone());
            }
        }
        Ok(())
    }
}

/// The rules of a strict table for a row by itself.
fn rules(page: &mut Page<'_>, row: &DictionaryRow) {
    if row.source.is_empty() {
        page.at(Severity::Error, row.line, "source", "source", "the row has no source; say where the name comes from".to_owned());
    }
    if !is_nfc(&row.name) {
        let message = format!("name is not NFC: \"{}\"; run 'polyonym check --fix'", row.name);
        page.at(Severity::Error, row.line, "name", "nfc", message);
    }
    if row.name.trim() != row.name || row.name.contains("  ") {
        let message = format!("\"{}\" has white space at an end or twice; run 'polyonym check --fix'", row.name);
        page.at(Severity::Error, row.line, "name", "space", message);
    }
    if let Some((code, message)) = lint_name(&row.name, &row.lang) {
        page.at(Severity::Error, row.line, "name", code, message);
    }
}

/// Sorted, and each row once.
fn order(page: &mut Page<'_>, row: &DictionaryRow, key: &str, previous: Option<&String>, seen: &mut HashSet<String>) {
    if !seen.insert(key.to_owned()) {
        page.add(Severity::Error, row.line, 1, "duplicate", "the row stands twice; run 'polyonym check --fix'".to_owned());
    } else if previous.is_some_and(|previous| previous.as_str() > key) {
        page.add(Severity::Error, row.line, 1, "order", "the rows are not sorted; run 'polyonym check --fix'".to_owned());
    }
}

/// What strict tables are sorted by: the columns in their usual order.
fn key(row: &DictionaryRow) -> String {
    let prior = row.prior.map(|p| p.to_string()).unwrap_or_default();
    [&row.id, &row.entity_type, &row.name, &row.lang, &row.kind, &prior, &row.source].map(String::as_str).join("\t")
}

impl<'b> Page<'b> {
    fn new(path: &'b str, bytes: &'b [u8]) -> Self {
        let header = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
        let header = header.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(header);
        let columns = header.strip_suffix(b"\r").unwrap_or(header).split(|b| *b == b'\t').collect();
        Self { path, bytes, lines: Vec::new(), columns, findings: Vec::new() }
    }

    fn add(&mut self, severity: Severity, line: u64, column: usize, code: &str, message: String) {
        let fault = RowFault { table: self.path.to_owned(), line, column, code: code.to_owned(), message };
        self.findings.push(Finding { severity, fault });
    }

    /// Adds a finding at a field of a line.
    fn at(&mut self, severity: Severity, line: u64, field: &str, code: &str, message: String) {
        let column = self.place(line, field);
        self.add(severity, line, column, code, message);
    }

    /// Where a field begins, in code points from 1.
    fn place(&mut self, line: u64, field: &str) -> usize {
        if self.lines.is_empty() {
            let ends = self.bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i + 1);
            self.lines = std::iter::once(0).chain(ends).collect();
        }
        let at = usize::try_from(line).ok().and_then(|line| self.lines.get(line.checked_sub(1)?)).copied();
        let Some(start) = at else { return 1 };
        let before = self.columns.iter().position(|c| *c == field.as_bytes()).unwrap_or(0);
        let text = self.bytes[start..].split(|b| *b == b'\n').next().unwrap_or_default();
        let fields = text.split(|b| *b == b'\t').take(before);
        fields.map(|f| String::from_utf8_lossy(f).chars().count() + 1).sum::<usize>() + 1
    }
}
