//! The register of evidence, with the cells that each piece is for.

use super::ground::Ground;
use super::view::EvidenceView;
use crate::architecture::Evidence;
use crate::form::Id;
use crate::matrix::resolve::one_line;
use std::collections::BTreeMap;

/// The evidence that the architecture registers, by id.
pub(super) fn evidence(ground: &Ground) -> Vec<EvidenceView> {
    let register = &ground.architecture.evidence;
    let mut cells: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    if !register.is_empty() {
        for at in 0..ground.matrix.components.len() {
            for cell in &ground.profile_of(at).cells {
                cell.evidence.iter().for_each(|id| cells.entry(id).or_default().push((at, cell.area)));
            }
        }
    }
    let view = |(id, evidence): (&Id, &Evidence)| {
        let cells = cells.get(id.as_str()).map_or(&[][..], Vec::as_slice);
        let mut areas: Vec<usize> = cells.iter().map(|&(_, area)| area).collect();
        areas.sort_unstable();
        areas.dedup();
        let mut components: Vec<usize> = cells.iter().map(|&(at, _)| at).collect();
        components.dedup();
        EvidenceView {
            id: id.to_string(),
            title: one_line(&evidence.title),
            file: evidence.file.as_ref().map(|file| one_line(file)),
            address: evidence.address.as_ref().map(|address| address.to_string()),
            date: evidence.date.as_ref().map(|date| date.to_string()),
            expires: evidence.expires.as_ref().map(|date| date.to_string()),
            holder: evidence.holder.as_ref().map(|holder| holder.to_string()),
            areas: areas.iter().map(|&area| ground.area(area).to_owned()).collect(),
            holds_for: ground.holds_for(&components),
            cells: cells
                .iter()
                .map(|&(at, area)| format!("{}.{}", ground.matrix.components[at].id, ground.area(area)))
                .collect(),
            components: ground.component_ids(&components),
        }
    };
    register.iter().map(view).collect()
}
