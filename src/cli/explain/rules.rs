//! The rules behind one cell as text, and the entry with which an author would override it.

use super::{holder_of, paragraph};
use onus::architecture::Architecture;
use onus::document::view::CellView;
use onus::embedded::Model;
use onus::form::Text;
use onus::matrix::trace::{Fate, Says, Step, trace};
use onus::matrix::{Holder, Matrix, Origin};
use onus::model::{Area, Party};
use onus::source::Source;
use onus::yaml;
use std::fmt::Write as _;
use std::sync::Arc;

/// What an explanation of a cell is made from.
pub(super) struct Ground<'a> {
    pub(super) architecture: &'a Architecture,
    pub(super) model: &'a Model,
    pub(super) matrix: &'a Matrix,
    /// The architecture's file; absent where a service is explained by itself.
    pub(super) source: Option<&'a Arc<Source>>,
}

/// The rules behind a cell and how it would be overridden, for the lines after what the cell says.
pub(super) fn rules(cell: &CellView, ground: &Ground<'_>) -> String {
    let (component_id, area) = cell.id.split_once('.').unwrap_or_default();
    let at = ground.matrix.components.iter().position(|known| known.id == component_id);
    let (Some(component), Some(area)) = (at, ground.model.core.areas.index(area)) else { return String::new() };
    let steps = trace(ground.architecture, ground.model, ground.matrix, component, area);
    let open = matches!(cell.party.as_str(), "undecided" | "unplaced");
    let mut out = String::from("\nRules, nearest first\n");
    if steps.is_empty() {
        out.push_str("  none\n");
    }
    for step in &steps {
        out.push_str(&rule(step, open, ground));
    }
    let entries: Vec<&Step<'_>> = steps.iter().filter(|step| step.file.is_none()).collect();
    if let Some(entry) = entries.iter().find(|step| matches!(step.says, Says::Entry(entry) if entry.departs())) {
        let _ = writeln!(out, "\nThe architecture departs from the model at {}", place(entry, ground));
        return out;
    }
    // An area stands once in a map: where the architecture has an entry for it, the component gets one of its own.
    let own = entries.iter().find(|step| step.origin == Origin::Component);
    let home = match (own, entries.is_empty()) {
        (Some(own), _) => format!("the entry at {}", place(own, ground)),
        (None, false) => format!("the component `{component_id}`"),
        (None, true) => "the architecture".to_owned(),
    };
    let _ = writeln!(out, "\nAn override, in {home}; change what differs, and say why\n");
    let narrowed = (ground.source.is_some() && entries.is_empty()).then_some(component_id);
    out.push_str(&entry(cell, &ground.model.core.areas.areas[area], narrowed));
    out
}

fn rule(step: &Step<'_>, open: bool, ground: &Ground<'_>) -> String {
    let mut out = String::new();
    let name = if step.name.is_empty() { String::new() } else { format!(" {}", step.name) };
    let who = step.says.holder().map_or_else(String::new, |holder| format!("{}, ", holder_of(holder.word())));
    let fate = match step.fate {
        Fate::Decides if open => "would decide",
        Fate::Decides => "decides",
        Fate::Agrees => "same party",
        Fate::Below => "decides below",
        Fate::Adds => "adds",
        Fate::Overridden => "overridden",
    };
    let _ = writeln!(out, "  {}{name}: {who}{fate} ({})", step.origin.word(), place(step, ground));
    fn text(text: &Option<Text>) -> Option<&str> {
        text.as_ref().map(|text| text.as_str())
    }
    let texts = match step.says {
        Says::Rule(rule) => vec![
            ("provider", rule.provider.as_deref()),
            ("customer", rule.customer.as_deref()),
            ("may", rule.option.as_deref()),
            ("how", rule.note.as_deref()),
        ],
        Says::NotApplicable(reason) => vec![("reason", Some(reason.reason.as_str()))],
        Says::Entry(entry) => vec![
            ("provider", text(&entry.provider)),
            ("customer", text(&entry.customer)),
            ("may", text(&entry.option)),
            ("reason", text(&entry.not_applicable)),
            ("because", text(&entry.because)),
            ("note", text(&entry.note)),
        ],
    };
    for (label, text) in texts {
        if let Some(text) = text {
            paragraph(&mut out, &format!("  {label}"), text);
        }
    }
    let (basis, sources) = match step.says {
        Says::Rule(rule) => (rule.party.map(|_| rule.basis()), &rule.sources[..]),
        Says::NotApplicable(reason) => (Some(reason.basis()), &reason.sources[..]),
        Says::Entry(_) => (None, &[][..]),
    };
    let parts = [basis.map(|basis| basis.word().to_owned()), (!sources.is_empty()).then(|| sources.join(", "))];
    let mut rests = parts.into_iter().flatten().collect::<Vec<_>>().join(": ");
    if let Some(placed) = step.placed {
        let _ = write!(rests, "; the placement is {}", placed.basis.word());
    }
    if !rests.is_empty() {
        paragraph(&mut out, if basis.is_some() { "  basis" } else { "  sources" }, &rests);
    }
    out
}

/// Where a rule stands: with its line in a user's file, by the file alone in the compiled model.
fn place(step: &Step<'_>, ground: &Ground<'_>) -> String {
    let source = match &step.file {
        None => ground.source,
        Some(file) => ground.model.file(file),
    };
    match (source, &step.file) {
        (Some(source), _) => {
            let at = source.position(yaml::locate(source, &step.path).unwrap_or_default().start);
            format!("{}:{}:{}", source.name, at.line, at.column)
        }
        (None, Some(file)) => format!("model/{file}"),
        (None, None) => step.origin.word().to_owned(),
    }
}

/// An entry with which the author would say what the cell says now, narrowed to a component. A cell of which nobody can
/// say who holds it gets the area's words for both sides.
fn entry(cell: &CellView, area: &Area, narrowed: Option<&str>) -> String {
    let mut out = format!("responsibilities:\n  {}:\n", area.id);
    if let Some(component) = narrowed {
        let _ = writeln!(out, "    components: [{component}]");
    }
    let mut say = |key: &str, text: &str| {
        let _ = writeln!(out, "    {key}: {}", scalar(text));
    };
    if cell.party == Holder::NotApplicable.word() {
        say("not_applicable", cell.reason.as_deref().unwrap_or_default());
        return out;
    }
    let open = matches!(cell.party.as_str(), "undecided" | "unplaced");
    let words = area.words.of(Party::Shared);
    let (party, provider, customer) = match open {
        true => (Party::Shared.word(), &words.provider, &words.customer),
        false => (cell.party.as_str(), &cell.provider_duty, &cell.customer_duty),
    };
    say("party", party);
    say("because", "Name the contract, the decision or the page this rests on.");
    for (key, text) in [("provider", provider), ("customer", customer)] {
        if let Some(text) = text {
            say(key, text);
        }
    }
    out
}

/// A text as a YAML value: as it is where that is read as the same text, in double quotes otherwise.
fn scalar(text: &str) -> String {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let plain = starts && !text.contains(": ") && !text.contains(" #") && !text.ends_with(':');
    match plain && !text.contains(char::is_control) {
        true => text.to_owned(),
        false => serde_json::to_string(text).unwrap_or_default(),
    }
}
