//! `completions` and `man`: what shells and readers of manuals want, made from the definition of the arguments.

use crate::arguments::{Arguments, output};
use crate::outcome::{Done, Failure, Outcome};
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::Write;
use std::path::PathBuf;

/// Print completions for a shell
#[derive(clap::Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

impl Completions {
    pub fn run(&self) -> Done {
        // The generator panics when it cannot write, hence the detour over memory.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "polyonym", &mut script);
        let mut out = output();
        out.write_all(&script)?;
        out.flush()?;
        Ok(Outcome::Found)
    }
}

/// Print the manual page
#[derive(clap::Args)]
pub struct Man {
    /// Write a page for each command into this folder instead
    #[arg(long = "all", value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl Man {
    pub fn run(&self) -> Done {
        let command = Arguments::command();
        if let Some(folder) = &self.folder {
            let failed = |e| Failure::at(folder.display(), format!("cannot write: {e}"));
            std::fs::create_dir_all(folder).map_err(failed)?;
            clap_mangen::generate_to(command, folder).map_err(failed)?;
            return Ok(Outcome::Found);
        }
        let mut out = output();
        clap_mangen::Man::new(command).render(&mut out)?;
        out.flush()?;
        Ok(Outcome::Found)
    }
}
