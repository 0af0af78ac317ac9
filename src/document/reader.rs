//! Who reads a document, and what is not for them. A document for the outside is made from an architecture and a matrix
//! without what is internal, so that nothing of it can reach a page, whatever a template prints.

use crate::architecture::{Architecture, Entry};
use crate::embedded::Model;
use crate::matrix::{Cell, Matrix, duty, profile};
use std::collections::HashMap;
use std::sync::Arc;

/// Who reads a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reader {
    /// Whether it leaves the organisation.
    pub outside: bool,
    /// The owner, by id, whose duties and gaps alone are shown.
    pub owner: Option<String>,
}

impl Reader {
    /// The word for where the reader is.
    pub fn audience(&self) -> &'static str {
        if self.outside { "external" } else { "internal" }
    }
}

/// An architecture and its matrix without what is internal: the organisation's owners, contacts, notes, evidence, how far
/// duties are met, and gaps. Third parties stay, as those who do the work.
pub(super) fn external(
    architecture: &Architecture,
    model: &Model,
    matrix: &Matrix,
) -> (Arc<Architecture>, Arc<Matrix>) {
    (Arc::new(shown(architecture)), Arc::new(outside(architecture, model, matrix)))
}

fn shown(architecture: &Architecture) -> Architecture {
    let mut shown = architecture.clone();
    shown.owners.retain(|_, owner| owner.third_party);
    shown.owners.values_mut().for_each(|owner| owner.contact = None);
    shown.assign.clear();
    shown.evidence.clear();
    shown.findings.clear();
    shown.sign_off.retain(|line| architecture.owners.get(line.party.as_str()).is_none_or(|owner| owner.third_party));
    shown.data_classes.values_mut().for_each(|class| class.note = None);
    if let Some(defaults) = &mut shown.defaults {
        defaults.notes = None;
    }
    let bare = |entry: &mut Entry| {
        (entry.owner, entry.performed_by, entry.note, entry.status, entry.due) = (None, None, None, None, None);
        entry.evidence.clear();
    };
    shown.responsibilities.values_mut().flat_map(|entries| &mut entries.0).for_each(bare);
    for component in &mut shown.components {
        component.notes = None;
        component.responsibilities.values_mut().for_each(|own| bare(own));
    }
    shown
}

fn outside(architecture: &Architecture, model: &Model, matrix: &Matrix) -> Matrix {
    let third_party = |id: &String| architecture.owners.get(id.as_str()).is_some_and(|owner| owner.third_party);
    let mut known: HashMap<*const Cell, Arc<Cell>> = HashMap::new();
    let mut profiles = matrix.profiles.clone();
    for cell in profiles.iter_mut().flat_map(|profile| &mut profile.cells) {
        let bare = known.entry(Arc::as_ptr(cell)).or_insert_with(|| {
            Arc::new(Cell {
                owner: cell.owner.clone().filter(third_party),
                performed_by: cell.performed_by.clone().filter(third_party),
                note: None,
                status: None,
                due: None,
                evidence: Vec::new(),
                ..Cell::clone(cell)
            })
        });
        *cell = Arc::clone(bare);
    }
    profile::mark_common(&mut profiles, model.core.areas.areas.len());
    Matrix {
        id: matrix.id.clone(),
        providers: matrix.providers.clone(),
        components: matrix.components.clone(),
        duties: duty::duties(model, &matrix.components, &profiles),
        profiles,
        counts: matrix.counts.clone(),
        frameworks: matrix.frameworks.clone(),
        attestations: matrix.attestations.clone(),
        accepted: matrix.accepted.clone(),
        gaps: Vec::new(),
    }
}
