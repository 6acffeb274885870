#[derive(clap::Args)] pub struct Demo {}
impl Demo { pub fn run(&self) -> crate::outcome::Done { Ok(crate::outcome::Outcome::Nothing) } }
