//! The commands and the options that all of them share.

use crate::outcome::Done;
use clap::{Parser, Subcommand};
use std::io::{BufWriter, StdoutLock};

const AFTER_HELP: &str = "\
Without -g the built-in dictionary serves. Data go to stdout, talk to stderr.
Exit code: 0 found, 1 nothing found, 2 error.";

/// Names in any script and spelling to canonical ids.
#[derive(Parser)]
#[command(name = "polyonym", version, about, after_help = AFTER_HELP, propagate_version = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    shared: Shared,
}

/// Options of every command.
#[derive(clap::Args, Clone, Debug)]
pub struct Shared {
    /// Open gazetteers without verifying their checksums: for files that were verified when they were stored
    #[arg(long, global = true)]
    pub no_verify: bool,
}

#[derive(Subcommand)]
enum Command {
    Demo(crate::demo::Demo),
    Build(crate::build::Build),
    Tag(crate::tag::Tag),
    Resolve(crate::resolve::Resolve),
    Compare(crate::compare::Compare),
    Variants(crate::variants::Variants),
    Explain(crate::explain::Explain),
    Learn(Box<crate::learn::Learn>),
    Check(crate::check::Check),
    Stats(crate::stats::Stats),
    Dump(crate::dump::Dump),
    Diff(crate::diff::Diff),
    Bench(crate::bench::Bench),
    Completions(crate::shells::Completions),
    Man(crate::shells::Man),
}

impl Arguments {
    pub fn run(&self) -> Done {
        let shared = &self.shared;
        match &self.command {
            Command::Demo(command) => command.run(),
            Command::Build(command) => command.run(),
            Command::Tag(command) => command.run(shared),
            Command::Resolve(command) => command.run(shared),
            Command::Compare(command) => command.run(),
            Command::Variants(command) => command.run(),
            Command::Explain(command) => command.run(shared),
            Command::Learn(command) => command.run(),
            Command::Check(command) => command.run(),
            Command::Stats(command) => command.run(shared),
            Command::Dump(command) => command.run(shared),
            Command::Diff(command) => command.run(shared),
            Command::Bench(command) => command.run(shared),
            Command::Completions(command) => command.run(),
            Command::Man(command) => command.run(),
        }
    }
}

/// Stdout, buffered; every command flushes it at its end, so that a full disk is an error.
pub type Output = BufWriter<StdoutLock<'static>>;

pub fn output() -> Output {
    BufWriter::with_capacity(1 << 16, std::io::stdout().lock())
}

/// How `stats` and `bench` print their figures.
#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq)]
pub enum Figures {
    /// Aligned columns, for people
    Table,
    /// One JSON object
    Json,
}
