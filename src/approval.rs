//! Whether an approved document is still what was approved. Where the view of then is at hand it is compared with that of
//! now, so that what changed is named, and whether the architecture or the model changed it.

use crate::architecture::{Approval, Architecture, Status};
use crate::changes::{self, Change, Changes, Known, Side};
use crate::document;
use crate::embedded::Model;
use crate::finding::{Code, Findings};
use crate::include;
use crate::matrix::Matrix;
use crate::matrix::digest::digest;
use crate::matrix::profile::listing;
use std::sync::Arc;

/// The most cells that are named.
const MOST_CELLS: usize = 12;

/// Reports an approved document without an approval, and one that changed since. Mistakes in the file come first: with one
/// among them nothing is compared.
pub fn check(architecture: &Arc<Architecture>, model: &Arc<Model>, matrix: &Arc<Matrix>, findings: &mut Findings) {
    if architecture.status != Some(Status::Approved) || findings.has_errors() {
        return;
    }
    let now = digest(architecture, model, matrix);
    let Some(approval) = &architecture.approval else {
        let help = format!("add `approval: {{ by: ..., date: ..., covers: \"{now}\" }}`, or `status: draft`");
        let message = "the document is approved, and `approval` does not say by whom, when and what";
        return findings.add_help(Code::MissingApproval, architecture.name.span, message, help);
    };
    if approval.covers.as_str() == now {
        return;
    }
    let what = changed(approval, architecture, model, matrix, findings);
    let again = format!("have it approved again and write `covers: \"{now}\"`, or `status: draft`");
    let help = match (&approval.view, &what) {
        (Some(view), Some(_)) => format!("`onus diff {} FILE` says all of it; {again}", view.as_str()),
        (Some(_), None) => again,
        (None, _) => format!("{again}; with `view:`, a view that `onus render -f json` printed, what changed is named"),
    };
    let message = format!("what was approved on {} has changed{}", approval.date.as_str(), what.unwrap_or_default());
    findings.add_help(Code::ChangedSinceApproval, approval.covers.span, message, help);
}

/// What changed since the view that was approved, to be read after "has changed".
fn changed(
    approval: &Approval,
    architecture: &Arc<Architecture>,
    model: &Arc<Model>,
    matrix: &Arc<Matrix>,
    findings: &mut Findings,
) -> Option<String> {
    let path = approval.view.as_ref()?;
    let file = include::load(path, true, findings)?;
    let old = match Side::read(&file) {
        Ok(old) => old,
        Err(finding) => {
            findings.push(finding);
            return None;
        }
    };
    if old.digest() != Some(approval.covers.as_str()) {
        let has = old.digest().map_or("none".to_owned(), |digest| format!("`{digest}`"));
        let message = format!("`{}` is not what was approved: its digest is {has}", path.as_str());
        let help = "`onus render -f json` prints the view; keep it beside the architecture when it is approved";
        findings.add_help(Code::Include, path.span, message, help);
        return None;
    }
    let new = Side::of(&document::view(architecture, model, matrix, &[]));
    Some(told(&changes::compare(&old, &new, Known::default())))
}

/// What changed, in one sentence: which cells, by who moved them.
fn told(changes: &Changes) -> String {
    let rests = changes.basis.iter().filter(|change| change.from.basis != change.to.basis);
    let cells = || changes.moved.iter().chain(&changes.owners).chain(&changes.duties).chain(rests.clone());
    let by = |model: bool, architecture: bool| {
        let caused = |change: &&Change| {
            let by = |of: &str| change.causes.iter().any(|cause| cause.of == of);
            by("model") == model && by("architecture") == architecture
        };
        let mut named: Vec<String> = Vec::new();
        for change in cells().filter(caused) {
            for area in &change.areas {
                let cells = change.components.iter().map(|component| format!("`{component}.{area}`"));
                let new: Vec<String> = cells.filter(|cell| !named.contains(cell)).collect();
                named.extend(new);
            }
        }
        named
    };
    let causes = [
        ("the architecture changed", by(false, true)),
        ("the model changed", by(true, false)),
        ("the architecture or the model changed", by(true, true)),
        ("changed", by(false, false)),
    ];
    let mut told: Vec<String> = causes
        .into_iter()
        .filter(|(_, cells)| !cells.is_empty())
        .map(|(who, mut cells)| {
            if cells.len() > MOST_CELLS {
                let more = cells.len() - MOST_CELLS;
                cells.truncate(MOST_CELLS);
                cells.push(format!("{more} more"));
            }
            format!("{who} {}", listing(&cells))
        })
        .collect();
    for (what, arrivals) in [("new", &changes.added), ("gone", &changes.removed)] {
        let ids: Vec<String> = arrivals.iter().flat_map(|of| &of.components).map(|id| format!("`{id}`")).collect();
        if !ids.is_empty() {
            told.push(format!("{} {} {what}", listing(&ids), if ids.len() == 1 { "is" } else { "are" }));
        }
    }
    match told.is_empty() {
        true => ": the scope or an owner, and no cell".to_owned(),
        false => format!(": {}", told.join("; ")),
    }
}
