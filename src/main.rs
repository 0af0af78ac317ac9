//! The command line: parse arguments, run, print, exit. What the commands do is in the library.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
