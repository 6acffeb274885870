//! The command `polyonym`: one engine, several doors, and this is the one of shells and pipes.
//!
//! Data go to stdout, talk to stderr. The exit code is 0 when something was found, 1 when nothing was, 2 on an error; a reader
//! that closes the pipe early ends the program silently.
//!
//! ```text
//! $ polyonym resolve "PUTIN, Vladimir" --format tsv
//! ```
//!
//! Each file here is a command, or a thing that several commands need; `format/` has the output formats of `tag`.

#![deny(unsafe_code)]

mod arguments;
mod outcome;

mod gazetteer;
mod input;
mod map;
mod unihan;
mod unpack;

mod decode;
mod format;
mod json;
mod offsets;
mod terminal;

mod bench;
mod build;
mod calibrate;
mod check;
mod compare;
mod demo;
mod diff;
mod dump;
mod explain;
mod frequencies;
mod held_out;
mod learn;
mod resolve;
mod shells;
mod stats;
mod tag;
mod variants;

use clap::Parser;
use outcome::{Failure, Outcome, tell};
use std::process::ExitCode;

fn main() -> ExitCode {
    match arguments::Arguments::parse().run() {
        Ok(Outcome::Found) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        // The reader has what it wanted: `polyonym dump | head` is no error.
        Err(Failure::Pipe) => ExitCode::SUCCESS,
        Err(Failure::Message(message)) => {
            tell!("error: {message}");
            ExitCode::from(2)
        }
    }
}
