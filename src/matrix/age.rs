//! How old the sources are on which an architecture's cells rest, measured against the most that a run allows. The day is
//! the run's or the document's: no clock is read.

use super::{Chosen, Options, Profile};
use crate::architecture::Architecture;
use crate::embedded::Model;
use crate::finding::{Code, Findings};
use crate::form::day_number;
use crate::model::Citation;
use std::collections::BTreeMap;

/// Reports each source that is older than the run allows, once, at the first component with a cell that rests on it.
pub fn check(
    architecture: &Architecture,
    model: &Model,
    components: &[Chosen],
    profiles: &[Profile],
    options: &Options,
    findings: &mut Findings,
) {
    let Some(most) = options.max_source_age else { return };
    let Some(day) = options.as_of.as_deref().or(architecture.date.as_ref().map(|date| date.as_str())) else {
        let message = "no date is given, so the age of the sources cannot be measured";
        let help = "add `date:`, or give the day with `--as-of`";
        findings.add_help(Code::OldSource, architecture.name.span, message, help);
        return;
    };
    // By source in full: the first component, and how many cells rest on it.
    let mut used: BTreeMap<&str, (&Chosen, usize)> = BTreeMap::new();
    for profile in profiles {
        let first = &components[profile.components[0]];
        for source in profile.cells.iter().flat_map(|cell| &cell.sources) {
            used.entry(source).or_insert((first, 0)).1 += profile.components.len();
        }
    }
    for (id, (component, cells)) in used {
        let (provider, name) = id.split_once('/').unwrap_or_default();
        let Some(citation) = model.citation(provider, name, Some(&component.service)) else { continue };
        let Some(age) = too_old(citation, day, most) else { continue };
        let rests = if cells == 1 { "1 cell rests".to_owned() } else { format!("{cells} cells rest") };
        let message = format!("`{id}` {age}, and at most {most} are allowed; {rests} on it");
        let help = match &citation.address {
            Some(address) => format!("compare {address} with what they say; a newer model may have read it again"),
            None => format!("compare \"{}\" with what they say; a newer model may have read it again", citation.title),
        };
        findings.add_help(Code::OldSource, architecture.components[component.at].service.span, message, help);
    }
}

/// How old a source is, in words, where that is more days than are allowed. The text is as old as the copy that was read;
/// of a copy whose day is not known the earliest counts. Where the copy bears no date, the page stood so when it was read.
fn too_old(citation: &Citation, day: &str, most: u32) -> Option<String> {
    let since = |date: &str| Some(day_number(day)? - day_number(date)?).filter(|age| *age > i64::from(most));
    match &citation.copy {
        Some(copy) if copy.len() == 10 => Some(format!("was {} days old on {day}: a copy of {copy}", since(copy)?)),
        Some(copy) => {
            let first = if copy.len() == 4 { "-01-01" } else { "-01" };
            Some(format!("was up to {} days old on {day}: a copy of {copy}", since(&format!("{copy}{first}"))?))
        }
        None => Some(format!(
            "bears no date and had been read {} days before {day}, on {}",
            since(&citation.read)?,
            citation.read
        )),
    }
}
