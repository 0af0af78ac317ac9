//! Sheets: the view as tables of text, for spreadsheets. A sheet is a heading and a row for every thing, each row with an
//! id that stays the same from one version of the document to the next.

pub mod csv;
pub mod dialect;
#[cfg(feature = "xlsx")]
pub mod xlsx;

use crate::document::View;
use crate::document::framework_view::{ControlShare, ControlView};
use crate::document::markdown::is_dropped;
use crate::document::view::{CellView, ComponentView};
use crate::matrix::profile::listing;
use std::borrow::Cow;
use std::collections::HashMap;

/// A table.
pub struct Sheet<'v> {
    /// Its name, at most 31 characters.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each made as it comes, with as many texts as there are columns.
    pub rows: Box<dyn Iterator<Item = Vec<String>> + 'v>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// A heading above it, which its neighbours share.
    pub group: Option<String>,
    /// How wide it is shown, in characters.
    pub width: u16,
}

/// Columns from headings with widths.
fn columns(pairs: &[(&str, u16)]) -> Vec<Column> {
    pairs.iter().map(|&(heading, width)| Column { heading: heading.to_owned(), group: None, width }).collect()
}

/// Names for the ids in a view.
struct Names<'v> {
    owners: HashMap<&'v str, &'v str>,
    areas: HashMap<&'v str, (&'v str, &'v str)>,
    providers: HashMap<&'v str, &'v str>,
    sources: HashMap<&'v str, String>,
}

impl<'v> Names<'v> {
    fn of(view: &'v View) -> Self {
        let layers: HashMap<&str, &str> =
            view.layers.iter().map(|layer| (layer.id.as_str(), layer.title.as_str())).collect();
        let layer = |id: &str| layers.get(id).copied().unwrap_or_default();
        let owners = &view.architecture.owners;
        Self {
            owners: owners.iter().map(|owner| (owner.id.as_str(), owner.name.as_str())).collect(),
            areas: view
                .areas
                .iter()
                .map(|area| (area.id.as_str(), (area.title.as_str(), layer(&area.layer))))
                .collect(),
            providers: view.providers.iter().map(|provider| (provider.id.as_str(), provider.short.as_str())).collect(),
            sources: view
                .sources
                .iter()
                .flat_map(|source| source.ids().map(move |id| (id, source)))
                .map(|(id, source)| {
                    let address = source.address.as_deref().unwrap_or("unpublished");
                    let copy = source.copy.as_ref().map_or_else(String::new, |copy| format!("copy of {copy}, "));
                    (id.as_str(), format!("{}, {address} ({copy}read {})", source.title, source.read))
                })
                .collect(),
        }
    }

    fn owner(&self, id: Option<&str>) -> String {
        id.map_or_else(String::new, |id| self.owners.get(id).copied().unwrap_or(id).to_owned())
    }

    fn area(&self, id: &str) -> &str {
        self.areas.get(id).map_or("", |(title, _)| title)
    }

    fn provider(&self, id: &str) -> String {
        self.providers.get(id).copied().unwrap_or(id).to_owned()
    }

    fn sources(&self, ids: &[String]) -> String {
        let texts = ids.iter().map(|id| self.sources.get(id.as_str()).map_or(id.as_str(), String::as_str));
        texts.collect::<Vec<_>>().join("; ")
    }
}

fn text(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

/// All sheets of a document: what it is, the matrix, the duties, what needs a decision, what was found, the sources; and
/// where there are some the controls, the evidence and the gaps.
pub fn book(view: &View) -> Vec<Sheet<'_>> {
    let mut book = vec![about(view), matrix(view), duties(view)];
    book.extend((!view.frameworks.is_empty()).then(|| controls(view)));
    book.extend((!view.evidence.is_empty()).then(|| evidence(view)));
    book.extend((!view.gaps.is_empty()).then(|| gaps(view)));
    book.extend([decisions(view), findings(view), sources(view)]);
    book
}

/// What the document is.
fn about(view: &View) -> Sheet<'_> {
    let facts = &view.architecture;
    let editions: Vec<&str> = view.editions.iter().map(|edition| edition.edition.title.as_str()).collect();
    let lines = [
        ("Title", "Shared responsibility matrix".to_owned()),
        ("System", facts.name.clone()),
        ("Id", facts.id.clone()),
        ("Organisation", text(facts.organisation.as_ref())),
        ("Number", text(facts.number.as_ref())),
        ("Version", text(facts.version.as_ref())),
        ("Date", text(facts.date.as_ref())),
        ("Status", text(facts.status.as_ref())),
        ("Handling", text(facts.handling.as_ref())),
        ("Next review", text(facts.next_review.as_ref())),
        ("Components", view.components.len().to_string()),
        ("Cells", view.counts.total.cells.to_string()),
        ("Editions", editions.join("; ")),
        ("Responsibility model", format!("{} of {}", view.model.version, view.model.date)),
        (
            "What this is not",
            "It is not an attestation by a provider, and nobody has verified it. Who holds a cell rests on what its sources say, or is marked as judgement."
                .to_owned(),
        ),
    ];
    let rows = lines.into_iter().filter(|(_, value)| !value.is_empty());
    Sheet {
        name: "Document".to_owned(),
        columns: columns(&[("What", 24), ("Value", 90)]),
        rows: Box::new(rows.map(|(what, value)| vec![what.to_owned(), value])),
    }
}

/// The matrix: a row for every component and area.
pub fn matrix(view: &View) -> Sheet<'_> {
    let names = Names::of(view);
    let rows = view.with_cells().components.owned().flat_map(move |component| {
        let cells = component.cells.iter().map(|cell| cell_row(&names, &component, cell));
        cells.collect::<Vec<_>>()
    });
    Sheet {
        name: "Matrix".to_owned(),
        columns: columns(&[
            ("Row", 34),
            ("Component", 18),
            ("Component name", 26),
            ("Group", 14),
            ("Service", 24),
            ("Variant", 14),
            ("Regions", 18),
            ("Data", 16),
            ("Provider", 16),
            ("Layer", 16),
            ("Area", 26),
            ("Party", 12),
            ("Holder", 16),
            ("What the provider does", 48),
            ("What the customer does", 48),
            ("What the customer may do", 36),
            ("Answers for it", 22),
            ("Does it", 22),
            ("Status", 12),
            ("Evidence", 18),
            ("Basis", 12),
            ("Decided by", 12),
            ("Reason", 36),
            ("Note", 36),
            ("Sources", 60),
        ]),
        rows: Box::new(rows),
    }
}

fn cell_row(names: &Names<'_>, component: &ComponentView, cell: &CellView) -> Vec<String> {
    let (area, layer) = names.areas.get(cell.area.as_str()).copied().unwrap_or_default();
    let choices: Vec<String> =
        cell.choices.iter().map(|choice| format!("{}: {}", choice.title, choice.holder)).collect();
    let chain = cell.chain.iter().map(|link| format!("{}: {}", link.provider, link.duty));
    let alone = cell.provider_duty.iter().filter(|_| cell.chain.is_empty()).cloned();
    let provider: Vec<String> = alone.chain(chain).collect();
    let reason = [cell.because.as_ref(), cell.reason.as_ref()].into_iter().flatten().cloned();
    let reason: Vec<String> = reason.chain((!choices.is_empty()).then(|| choices.join("; "))).collect();
    let notes = [cell.guidance.as_ref(), cell.note.as_ref()].into_iter().flatten().cloned();
    vec![
        cell.id.clone(),
        component.id.clone(),
        component.name.clone(),
        text(component.group.as_ref()),
        component.service_name.clone(),
        text(component.variant_title.as_ref()),
        component.regions.join(", "),
        component.data.join(", "),
        names.provider(&component.provider),
        layer.to_owned(),
        area.to_owned(),
        cell.party.clone(),
        cell.holder.clone(),
        provider.join(" "),
        text(cell.customer_duty.as_ref()),
        text(cell.option.as_ref()),
        names.owner(cell.owner.as_deref()),
        names.owner(cell.performed_by.as_deref()),
        text(cell.status.as_ref()),
        cell.evidence.join(", "),
        text(cell.basis.as_ref()),
        text(cell.origin.as_ref()),
        reason.join(" "),
        notes.collect::<Vec<_>>().join(" "),
        names.sources(&cell.sources),
    ]
}

/// The distinct duties of both sides.
fn duties(view: &View) -> Sheet<'_> {
    let names = Names::of(view);
    let rows = view.duties.iter().map(move |duty| {
        let areas: Vec<&str> = duty.areas.iter().map(|id| names.area(id)).collect();
        vec![
            duty.id.clone(),
            duty.side.clone(),
            duty.text.clone(),
            names.owner(duty.owner.as_deref()),
            names.owner(duty.performed_by.as_deref()),
            text(duty.status.as_ref()),
            areas.join("; "),
            duty.holds_for.clone(),
            duty.components.len().to_string(),
        ]
    });
    Sheet {
        name: "Duties".to_owned(),
        columns: columns(&[
            ("Duty", 28),
            ("Side", 12),
            ("What is to be done", 70),
            ("Answers for it", 24),
            ("Does it", 24),
            ("Status", 12),
            ("Areas", 36),
            ("Holds for", 44),
            ("Components", 12),
        ]),
        rows: Box::new(rows),
    }
}

/// The controls of the frameworks that are used.
fn controls(view: &View) -> Sheet<'_> {
    let names = Names::of(view);
    let rows = view.frameworks.iter().flat_map(move |framework| {
        let row = |control: ControlView| {
            let areas: Vec<&str> = control.areas.iter().map(|area| names.area(&area.id)).collect();
            let downstream: Vec<&str> = control.downstream.iter().map(|id| names.area(id)).collect();
            vec![
                control.anchor.clone(),
                framework.short.clone(),
                control.id.clone(),
                text(control.title.as_ref()),
                framework.side.clone(),
                control.result.clone(),
                control.who_words.clone(),
                areas.join("; "),
                shares(&names, &control.provider),
                shares(&names, &control.left),
                downstream.join("; "),
                control.attestations.join(", "),
                control.evidence.join(", "),
                text(control.reason.as_ref()),
            ]
        };
        framework.controls.iter().map(row).collect::<Vec<_>>()
    });
    Sheet {
        name: "Controls".to_owned(),
        columns: columns(&[
            ("Row", 14),
            ("Framework", 20),
            ("Control", 12),
            ("Title", 34),
            ("Side", 12),
            ("Result", 14),
            ("Who", 28),
            ("Areas that decide", 36),
            ("What providers hold", 48),
            ("What is left, and by whom", 48),
            ("Left for customers of ours", 28),
            ("Attestations", 20),
            ("Evidence", 20),
            ("Reason", 36),
        ]),
        rows: Box::new(rows),
    }
}

/// Who holds which areas, a party a line.
fn shares(names: &Names<'_>, shares: &[ControlShare]) -> String {
    let mut lines = Vec::new();
    for (share, holder) in shares.iter().flat_map(|share| share.holders.iter().map(move |holder| (share, holder))) {
        let areas: Vec<String> = share.areas.iter().map(|id| names.area(id).to_lowercase()).collect();
        let components = if holder.in_short == "all" { String::new() } else { format!(" of {}", holder.in_short) };
        let performed = holder.performed_by.as_ref().map_or_else(String::new, |name| format!(", done by {name}"));
        lines.push(format!("{}: {}{components}{performed}.", holder.name, listing(&areas)));
    }
    lines.join("\n")
}

/// The register of evidence.
fn evidence(view: &View) -> Sheet<'_> {
    let names = Names::of(view);
    let rows = view.evidence.iter().map(move |item| {
        let areas: Vec<&str> = item.areas.iter().map(|id| names.area(id)).collect();
        vec![
            item.id.clone(),
            item.title.clone(),
            text(item.file.as_ref().or(item.address.as_ref())),
            text(item.date.as_ref()),
            text(item.expires.as_ref()),
            names.owner(item.holder.as_deref()),
            areas.join("; "),
            item.holds_for.clone(),
        ]
    });
    Sheet {
        name: "Evidence".to_owned(),
        columns: columns(&[
            ("Evidence", 22),
            ("Title", 44),
            ("Where", 50),
            ("Of", 12),
            ("Counts until", 14),
            ("Kept by", 24),
            ("Areas", 36),
            ("For", 44),
        ]),
        rows: Box::new(rows),
    }
}

/// What is missing.
fn gaps(view: &View) -> Sheet<'_> {
    let names = Names::of(view);
    let rows = view.gaps.iter().enumerate().map(move |(at, gap)| {
        let areas: Vec<&str> = gap.areas.iter().map(|id| names.area(id)).collect();
        vec![
            format!("gap-{}", at + 1),
            gap.code.clone(),
            gap.meaning.clone(),
            [&gap.what, &gap.day].into_iter().flatten().cloned().collect::<Vec<_>>().join(", "),
            areas.join("; "),
            gap.holds_for.clone(),
            names.owner(gap.owner.as_deref()),
        ]
    });
    Sheet {
        name: "Gaps".to_owned(),
        columns: columns(&[
            ("Gap", 10),
            ("Code", 20),
            ("What is missing", 60),
            ("Which", 24),
            ("Areas", 36),
            ("For", 44),
            ("Answers for it", 24),
        ]),
        rows: Box::new(rows),
    }
}

/// What somebody has to decide.
fn decisions(view: &View) -> Sheet<'_> {
    let names = Names::of(view);
    let rows = view.decisions.iter().enumerate().map(move |(at, decision)| {
        let areas: Vec<&str> = decision.areas.iter().map(|id| names.area(id)).collect();
        vec![
            format!("decision-{}", at + 1),
            decision.kind.clone(),
            decision.text.clone(),
            names.owner(decision.owner.as_deref()),
            areas.join("; "),
            decision.components.join(", "),
        ]
    });
    Sheet {
        name: "Decisions".to_owned(),
        columns: columns(&[
            ("Decision", 14),
            ("Kind", 14),
            ("What is to be decided", 90),
            ("Who decides", 24),
            ("Areas", 36),
            ("Components", 44),
        ]),
        rows: Box::new(rows),
    }
}

/// What was found in the file.
fn findings(view: &View) -> Sheet<'_> {
    let rows = view.findings.iter().map(|finding| {
        let number = |number: Option<usize>| number.map_or_else(String::new, |number| number.to_string());
        vec![
            finding.code.clone(),
            finding.severity.clone(),
            finding.message.clone(),
            text(finding.help.as_ref()),
            text(finding.file.as_ref()),
            number(finding.line),
        ]
    });
    Sheet {
        name: "Findings".to_owned(),
        columns: columns(&[
            ("Code", 20),
            ("Severity", 12),
            ("What was found", 70),
            ("What to do", 60),
            ("File", 22),
            ("Line", 8),
        ]),
        rows: Box::new(rows),
    }
}

/// The sources that the document cites.
fn sources(view: &View) -> Sheet<'_> {
    let rows = view.sources.iter().map(|source| {
        vec![
            source.number.to_string(),
            source.id.clone(),
            source.title.clone(),
            source.address.clone().unwrap_or_else(|| "unpublished".to_owned()),
            text(source.copy.as_ref()),
            source.read.clone(),
            text(source.note.as_ref()),
        ]
    });
    Sheet {
        name: "Sources".to_owned(),
        columns: columns(&[
            ("Number", 8),
            ("Id", 32),
            ("Title", 50),
            ("Address", 70),
            ("Copy of", 12),
            ("Read on", 12),
            ("How it was read", 40),
        ]),
        rows: Box::new(rows),
    }
}

impl Sheet<'_> {
    /// The headings above the columns, where there are any.
    fn groups(&self) -> Option<Vec<&str>> {
        let groups = || self.columns.iter().map(|column| column.group.as_deref());
        groups().any(|group| group.is_some()).then(|| groups().map(Option::unwrap_or_default).collect())
    }
}

/// A text as one cell: lines without control characters, and a space between words.
fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(|c: char| is_dropped(c) || c == '\u{2028}' || c == '\u{2029}') {
        return Cow::Borrowed(text);
    }
    let line = |line: &str| {
        let words = line.split(char::is_whitespace).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ").chars().filter(|c| !is_dropped(*c)).collect::<String>()
    };
    Cow::Owned(text.trim().lines().map(line).collect::<Vec<_>>().join("\n"))
}
