//! The gazetteer of a command: a file given with `-g`, or the built-in one.

use crate::arguments::Shared;
use crate::map::map;
use crate::outcome::Failure;
use polyonym::Gazetteer;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Which gazetteer to ask.
#[derive(clap::Args, Clone, Debug)]
pub struct Source {
    /// The gazetteer; without it the built-in dictionary serves
    #[arg(short = 'g', long = "gazetteer", value_name = "FILE")]
    pub path: Option<PathBuf>,
}

impl Source {
    pub fn open(&self, shared: &Shared) -> Result<Gazetteer, Failure> {
        match &self.path {
            Some(path) => open(path, !shared.no_verify),
            None => Ok(polyonym_dictionaries::gazetteer().clone()),
        }
    }
}

/// Opens a gazetteer file by a memory map. Verified, O(bytes); else O(sections).
pub fn open(path: &Path, verify: bool) -> Result<Gazetteer, Failure> {
    let place = path.display();
    let mut file = File::open(path).map_err(|e| Failure::read(&place, &e))?;
    let regular = file.metadata().is_ok_and(|m| m.is_file() && m.len() > 0);
    let opened = if regular {
        let map = map(&file).map_err(|e| Failure::read(&place, &e))?;
        if verify { Gazetteer::from_owner(map) } else { Gazetteer::from_owner_unverified(map) }
    } else {
        // Pipes cannot be mapped, and neither can empty files.
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|e| Failure::read(&place, &e))?;
        if verify { Gazetteer::from_owner(bytes) } else { Gazetteer::from_owner_unverified(bytes) }
    };
    opened.map_err(|e| Failure::at(place, e))
}
