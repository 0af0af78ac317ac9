//! Changes as Markdown, for a pull request: a table a section. Every text is escaped as in documents.

use super::{Cause, Change, Changes};
use crate::document::markdown::{escaped, inline};
use crate::document::prose;
use std::fmt::Write as _;

/// Prints changes as Markdown.
pub fn print(changes: &Changes) -> String {
    let mut out = format!("## {}\n\n{}.\n", escaped(&changes.title()), capital(&changes.summary()));
    for (title, changes) in changes.sections() {
        let duties = changes.iter().any(|change| change.whose.is_some());
        let heads = ["Component", "Area", if duties { "Whose" } else { "" }, "Was", "Is", "Why"];
        table(&mut out, title, &heads, changes, row);
    }
    for (title, arrivals) in changes.arrivals() {
        table(&mut out, title, &["Component", "Service", "Who holds how many cells"], arrivals, |arrival| {
            [&arrival.holds_for, &arrival.chosen(), &arrival.held()].map(|text| escaped(text)).to_vec()
        });
    }
    table(&mut out, "What else differs", &["Of", "What"], &changes.facts, |fact| {
        vec![fact.about.as_deref().map_or(String::new(), escaped), escaped(&fact.words)]
    });
    out
}

/// A heading and a table of the columns that have a head.
fn table<T>(out: &mut String, title: &str, heads: &[&str], items: &[T], row: impl Fn(&T) -> Vec<String>) {
    if items.is_empty() {
        return;
    }
    let line = |cells: &[String]| {
        let kept = cells.iter().zip(heads).filter(|(_, head)| !head.is_empty());
        format!("| {} |", kept.map(|(cell, _)| cell.as_str()).collect::<Vec<_>>().join(" | "))
    };
    let heading: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    let rule: Vec<String> = heads.iter().map(|_| "---".to_owned()).collect();
    let _ = writeln!(out, "\n### {title}\n\n{}\n{}", line(&heading), line(&rule));
    for item in items {
        let _ = writeln!(out, "{}", line(&row(item)));
    }
}

fn row(change: &Change) -> Vec<String> {
    let text = |text: &Option<String>| text.as_deref().map_or("–".to_owned(), escaped);
    vec![
        escaped(&change.holds_for),
        escaped(&capital(&change.about)),
        text(&change.whose),
        text(&change.from.words),
        text(&change.to.words),
        change.causes.iter().map(cause).collect::<Vec<_>>().join(", or "),
    ]
}

fn cause(cause: &Cause) -> String {
    let because =
        cause.because.as_ref().map_or(String::new(), |because| format!(": {}", inline(&prose::inline(because))));
    format!("{}{because}", escaped(&cause.words))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str())
}
