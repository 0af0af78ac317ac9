use super::{Stop, print};

/// Placeholder.
#[derive(clap::Args)]
pub(super) struct Args {}

impl Args {
    pub(super) fn run(self) -> Result<u8, Stop> {
        print("")?;
        Ok(0)
    }
}
