#[derive(clap::Args)] pub struct Check {}
impl Check { pub fn run(&self) -> crate::outcome::Done { Ok(crate::outcome::Outcome::Nothing) } }
