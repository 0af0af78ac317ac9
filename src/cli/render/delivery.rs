//! What becomes of documents that are set: they are put in their places, or compared with what stands there.

use super::press::Made;
use crate::cli::{OutputFormat, Stop, Talk, counted, print_raw};
use onus::output::{self, Change, Finished};
use onus::report;
use std::io::Write as _;

/// Puts documents in their places, and says which of them changed.
pub(super) fn put(made: Vec<Made>, talk: Talk) -> Result<(), Stop> {
    let file = |made| match made {
        Made::File(file) => Some(file),
        _ => None,
    };
    let files: Vec<Finished> = made.into_iter().filter_map(file).collect();
    let said: Vec<(Change, String)> = files.iter().map(|file| (file.change, file.path.display().to_string())).collect();
    output::put(files)?;
    for (change, path) in &said {
        match change {
            Change::New => say(talk, &format!("wrote {path}")),
            Change::Changed => say(talk, &format!("changed {path}")),
            Change::Same if talk.verbose => say(talk, &format!("unchanged {path}")),
            Change::Same => {}
        }
    }
    let nothing = !said.is_empty() && said.iter().all(|(change, _)| *change == Change::Same);
    if nothing && !talk.verbose {
        say(talk, &format!("nothing changed: {}", up_to_date(said.len())));
    }
    Ok(())
}

/// Says which documents are missing or stale, with what would change where they are texts; whether any is.
pub(super) fn compare(made: Vec<Made>, output_format: OutputFormat, talk: Talk) -> Result<bool, Stop> {
    let (all, mut stale) = (made.len(), 0);
    for made in made {
        let (path, change) = match made {
            Made::Nothing => continue,
            Made::File(file) => (file.path, file.change),
            Made::Text(document) => {
                let old = output::current(&document.path)?;
                let new = !document.path.exists();
                let same = !new && old == document.text;
                if !same {
                    print_raw(output::diff(&document, &old).as_bytes())?;
                }
                let change = if new { Change::New } else { Change::Changed };
                (document.path, if same { Change::Same } else { change })
            }
        };
        if change != Change::Same {
            stale += 1;
            let state = if change == Change::New { "missing" } else { "stale" };
            let path = path.display().to_string();
            if output_format == OutputFormat::Github {
                let _ = anstream::stderr().write_all(report::github_stale(&path, state).as_bytes());
            }
            say(talk, &format!("{state}: {path}"));
        }
    }
    if stale > 0 {
        say(
            talk,
            &format!(
                "{} would change; run `onus render` without `--check` or `--diff` to write {}",
                counted(stale, "file", "files"),
                if stale == 1 { "it" } else { "them" }
            ),
        );
    } else if all > 0 {
        say(talk, &up_to_date(all));
    }
    Ok(stale > 0)
}

fn up_to_date(number: usize) -> String {
    format!("{} up to date", counted(number, "file is", "files are"))
}

fn say(talk: Talk, text: &str) {
    if !talk.quiet {
        let _ = writeln!(anstream::stderr(), "{text}");
    }
}
