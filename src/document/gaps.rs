//! What is missing, what was accepted and what is allowed: said once, with all it holds for.

use super::ground::Ground;
use super::view::{AcceptedView, AllowedView, GapView};
use crate::architecture::Architecture;
use crate::finding::Code;
use crate::matrix::Gap;
use crate::matrix::resolve::one_line;
use std::collections::{BTreeMap, BTreeSet};

/// What makes two gaps one: the code, the areas, what tells it apart, and who answers.
type Key<'g> = (Code, Vec<usize>, [Option<&'g str>; 2], Option<&'g str>);

/// The gaps by code, those of one owner by themselves, or of one alone; those that are alike but for their components are
/// one.
pub(super) fn gaps(ground: &Ground, only: Option<&str>) -> Vec<GapView> {
    let mut alike: BTreeMap<Key<'_>, Vec<usize>> = BTreeMap::new();
    for gap in &ground.matrix.gaps {
        for (owner, areas) in by_owner(ground, gap) {
            if only.is_none() || owner == only {
                let key = (gap.code, areas, [gap.what.as_deref(), gap.day.as_deref()], owner);
                alike.entry(key).or_default().extend(&gap.components);
            }
        }
    }
    let mut gaps: Vec<_> = alike.into_iter().collect();
    gaps.sort_by(|(one, here), (other, there)| (one.0, here.first(), one).cmp(&(other.0, there.first(), other)));
    let view = |((code, areas, [what, day], owner), components): (Key<'_>, Vec<usize>)| GapView {
        code: code.word().to_owned(),
        meaning: code.meaning().to_owned(),
        what: what.map(one_line),
        day: day.map(str::to_owned),
        components: ground.component_ids(&components),
        holds_for: ground.holds_for(&components),
        areas: areas.iter().map(|&area| ground.area(area).to_owned()).collect(),
        owner: owner.map(str::to_owned),
    };
    gaps.into_iter().map(view).collect()
}

/// The areas of a gap, by who answers for them.
fn by_owner<'g>(ground: &'g Ground, gap: &Gap) -> BTreeMap<Option<&'g str>, Vec<usize>> {
    let mut areas: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for &area in &gap.areas {
        let cells = gap.components.iter().map(|&at| &ground.profile_of(at).cells[area]);
        let owners: BTreeSet<Option<&str>> = cells.map(|cell| cell.owner.as_deref()).collect();
        let owner = owners.first().copied().flatten().filter(|_| owners.len() == 1);
        areas.entry(owner).or_default().push(area);
    }
    if areas.is_empty() {
        areas.insert(None, Vec::new());
    }
    areas
}

/// The judgements that are accepted, an entry of the file each.
pub(super) fn accepted(ground: &Ground) -> Vec<AcceptedView> {
    let all = ground.architecture.accepted.iter().zip(&ground.matrix.accepted.by);
    let view = |(acceptance, cells): (&crate::architecture::Acceptance, &Vec<(usize, usize)>)| {
        let components: BTreeSet<usize> = cells.iter().map(|&(at, _)| at).collect();
        let areas: BTreeSet<usize> = cells.iter().map(|&(_, area)| area).collect();
        let components: Vec<usize> = components.into_iter().collect();
        let id = |&(at, area): &(usize, usize)| format!("{}.{}", ground.matrix.components[at].id, ground.area(area));
        AcceptedView {
            by: one_line(&acceptance.by),
            date: acceptance.date.to_string(),
            because: acceptance.because.to_string(),
            components: ground.component_ids(&components),
            holds_for: ground.holds_for(&components),
            areas: areas.into_iter().map(|area| ground.area(area).to_owned()).collect(),
            cells: cells.iter().map(id).collect(),
        }
    };
    all.filter(|(_, cells)| !cells.is_empty()).map(view).collect()
}

/// The findings that are allowed, as the file says it.
pub(super) fn allowed(architecture: &Architecture) -> Vec<AllowedView> {
    let view = |allowance: &crate::architecture::Allowance| AllowedView {
        code: allowance.code.to_string(),
        meaning: allowance.kind().map_or_else(String::new, |code| code.meaning().to_owned()),
        components: allowance.components.iter().map(|id| id.to_string()).collect(),
        because: allowance.because.to_string(),
        until: allowance.until.as_ref().map(|day| day.to_string()),
    };
    architecture.findings.iter().map(view).collect()
}
