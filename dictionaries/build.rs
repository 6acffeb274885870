//! Compiles the tables and the built-in gazetteer from the TSV files of this folder, strictly: a row that breaks a rule stops the build.

use polyonym::{Builder, Tables};
use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for folder in ["fold", "words", "translit", "names"] {
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
    Ok(())
}
