use super::{Cli, Stop, Talk};
use clap::CommandFactory as _;
use clap_mangen::Man;
use onus::output::{self, Document};
use std::io::Write as _;
use std::path::PathBuf;

/// Write manual pages, one a command: for those who package onus.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Where; here without it.
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

impl Args {
    pub(super) fn run(self, talk: Talk) -> Result<u8, Stop> {
        let mut onus = Cli::command();
        onus.build();
        let commands = onus.get_subcommands().filter(|command| !command.is_hide_set() && command.get_name() != "help");
        let pages: Result<Vec<Document>, Stop> =
            std::iter::once(&onus).chain(commands).map(|command| self.page(command.clone())).collect();
        let pages = pages?;
        output::write(&pages)?;
        for page in pages.iter().filter(|_| !talk.quiet) {
            let _ = writeln!(anstream::stderr(), "wrote {}", page.path.display());
        }
        Ok(0)
    }

    fn page(&self, command: clap::Command) -> Result<Document, Stop> {
        let man = Man::new(command).source(format!("onus {}", super::VERSION)).manual("User Commands");
        let mut text = Vec::new();
        man.render(&mut text)?;
        Ok(Document { path: self.folder.join(man.get_filename()), text: String::from_utf8_lossy(&text).into_owned() })
    }
}
