//! Compiles the tables and the built-in gazetteer from the TSV files of this folder, strictly: a row that breaks a rule stops the build.

use polyonym::{Builder, Tables};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for folder in ["affix", "fold", "words", "translit", "names"] {
        println!("cargo::rerun-if-changed={folder}");
    }
    let out = std::env::var("OUT_DIR")?;
    let tables = Tables::open(".")?;
    std::fs::write(Path::new(&out).join("tables.bin"), tables.to_bytes()?)?;
    let mut builder = Builder::new(tables).strict(true);
    let mut names: Vec<_> = std::fs::read_dir("names")?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    names.sort();
    for table in names {
        builder = builder.names(&table)?;
    }
    builder.write(Path::new(&out).join("builtin.gaz"))?;
    std::fs::write(Path::new(&out).join("conventions.rs"), conventions()?)?;
    Ok(())
}

/// The tables of correspondences with their languages, as the recipe has them, in Rust: `&[(languages, system, text)]`. A table that joins a system
/// with the pivot, learned from all languages of it, has the language of its name.
fn conventions() -> Result<String, Box<dyn std::error::Error>> {
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in std::fs::read_to_string("translit/recipe.tsv")?.lines().skip(1) {
        let fields: Vec<&str> = row.split('\t').collect();
        let (Some(table), Some(langs)) = (fields.first(), fields.get(7)) else { return Err(format!("recipe.tsv: {row}").into()) };
        let own = table.rsplit('-').next().into_iter();
        let langs = own.chain(langs.split(',')).filter(|l| !matches!(*l, "" | "mul" | "und"));
        tables.entry((*table).to_owned()).or_default().extend(langs.map(|l| l.to_ascii_lowercase().replace('_', "-")));
    }
    let mut code = String::from("&[\n");
    for (table, langs) in tables {
        let path = std::env::current_dir()?.join("translit").join(format!("{table}.tsv"));
        let Some((system, _)) = table.split_once('-').filter(|_| !langs.is_empty() && path.exists()) else { continue };
        let langs: Vec<String> = langs.into_iter().collect();
        writeln!(code, "    (&{langs:?}, {system:?}, include_str!({path:?})),")?;
    }
    Ok(code + "]\n")
}
