use super::{Cli, Stop, print};
use clap::CommandFactory as _;

/// Print completions for a shell.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  onus completions bash > ~/.local/share/bash-completion/completions/onus
  onus completions zsh > ~/.zfunc/_onus    with ~/.zfunc in $fpath
  onus completions fish > ~/.config/fish/completions/onus.fish")]
pub(super) struct Args {
    /// The shell.
    shell: clap_complete::Shell,
}

impl Args {
    pub(super) fn run(self) -> Result<u8, Stop> {
        let mut out = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "onus", &mut out);
        print(&String::from_utf8_lossy(&out))?;
        Ok(0)
    }
}
