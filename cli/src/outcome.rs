//! How a command ends: found, nothing found, an error to tell, or a pipe that was closed.

use std::fmt::Display;
use std::io;

/// How a command ends well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    Found,
    /// Exit code 1.
    Nothing,
}

impl Outcome {
    pub fn found(found: bool) -> Self {
        if found { Self::Found } else { Self::Nothing }
    }
}

/// How a command ends badly.
#[derive(Debug)]
pub enum Failure {
    /// Nobody reads stdout any more: silent, exit code 0.
    Pipe,
    /// Exit code 2, with this message.
    Message(String),
}

/// The end of a command.
pub type Done = Result<Outcome, Failure>;

impl Failure {
    /// A message that begins with the place of the fault.
    pub fn at(place: impl Display, what: impl Display) -> Self {
        Self::Message(format!("{place}: {what}"))
    }

    /// A file or stdin that cannot be read.
    pub fn read(place: impl Display, error: &io::Error) -> Self {
        let remedy = match error.kind() {
            io::ErrorKind::NotFound => "; check the path",
            io::ErrorKind::PermissionDenied => "; check the permissions",
            _ => "",
        };
        Self::at(place, format!("cannot read: {error}{remedy}"))
    }
}

/// Only writing to stdout uses this conversion; whoever reads gives the place with [`Failure::read`].
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::Pipe } else { Self::at("standard output", format!("cannot write: {error}")) }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        io::Error::from(error).into()
    }
}

impl From<polyonym::Error> for Failure {
    fn from(error: polyonym::Error) -> Self {
        Self::Message(error.to_string())
    }
}

/// Writes a line to stderr. `eprintln!` would panic when nobody reads stderr.
macro_rules! tell {
    ($($argument:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($argument)*);
    }};
}
pub(crate) use tell;
