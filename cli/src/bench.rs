#[derive(clap::Args)] pub struct Bench {}
impl Bench { pub fn run(&self, _: &crate::arguments::Shared) -> crate::outcome::Done { Ok(crate::outcome::Outcome::Nothing) } }
