//! Changes for a terminal: a line each, what moved first. Names are printed without control characters.

use super::{Cause, Change, Changes};
use crate::matrix::resolve::one_line;
use crate::report::printable;
use std::fmt::Write as _;

const BOLD: &str = "\u{1b}[1m";
const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const DIM: &str = "\u{1b}[2m";
const PLAIN: &str = "\u{1b}[0m";

/// Prints changes with colours, which the terminal's side takes away where they are not wanted.
pub fn print(changes: &Changes) -> String {
    let mut out = format!("{BOLD}{}{PLAIN}: {}\n", clean(&changes.title()), changes.summary());
    for (title, changes) in changes.sections() {
        section(&mut out, title, changes, line);
    }
    for (title, arrivals) in changes.arrivals() {
        section(&mut out, title, arrivals, |arrival| {
            let (components, chosen) = (clean(&arrival.holds_for), clean(&arrival.chosen()));
            format!("  {components} ({chosen}): {}\n", clean(&arrival.held()))
        });
    }
    section(&mut out, "What else differs", &changes.facts, |fact| {
        let about = fact.about.as_ref().map_or(String::new(), |about| format!("{}: ", clean(about)));
        format!("  {about}{}\n", clean(&fact.words))
    });
    out
}

fn section<T>(out: &mut String, title: &str, items: &[T], line: impl Fn(&T) -> String) {
    if !items.is_empty() {
        let _ = writeln!(out, "\n{BOLD}{title}{PLAIN}");
        out.extend(items.iter().map(line));
    }
}

/// `api, guest operating system: AWS to Cloud platform team (variant fargate to ec2)`; of a duty, the old and the new.
fn line(change: &Change) -> String {
    // One cell reads as two names; a list, or a title with a comma in it, needs a mark of its own before it.
    let one = change.components.len() == 1 && change.areas.len() == 1 && !change.about.contains(',');
    let what = format!("{}{} {}", clean(&change.holds_for), if one { "," } else { ":" }, clean(&change.about));
    let causes: Vec<String> = change.causes.iter().map(cause).collect();
    let causes = format!("{DIM}({}){PLAIN}", causes.join(", or "));
    let words = |words: &Option<String>| words.as_deref().map(clean);
    let (from, to) = (words(&change.from.words), words(&change.to.words));
    let Some(whose) = &change.whose else {
        let moved = match (from, to) {
            (Some(from), Some(to)) => format!("{from} to {to}"),
            (None, Some(to)) => format!("now also {to}"),
            (from, None) => format!("no longer {}", from.unwrap_or_default()),
        };
        return format!("  {what}: {moved} {causes}\n");
    };
    let mut out = format!("  {what}, {} {causes}\n", clean(whose));
    for (mark, colour, duty) in [('-', RED, from), ('+', GREEN, to)] {
        if let Some(duty) = duty {
            let _ = writeln!(out, "    {colour}{mark} {duty}{PLAIN}");
        }
    }
    out
}

fn cause(cause: &Cause) -> String {
    let because = cause.because.as_ref().map_or(String::new(), |because| format!(": {}", clean(because)));
    format!("{}{because}", clean(&cause.words))
}

fn clean(text: &str) -> String {
    printable(&one_line(text))
}
