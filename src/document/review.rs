//! What a reviewer looks at twice: departures from the model, judgements, and sources that answer differently.

use super::ground::Ground;
use super::markdown::escaped;
use super::view::*;
use crate::matrix::{Cell, Holder, Seller};
use crate::model::Basis;
use std::collections::BTreeMap;

/// Every cell of every component, by area and then component: what is alike in neighbours ends up side by side.
fn cells<'a>(ground: &'a Ground<'_>) -> impl Iterator<Item = (usize, &'a Seller, &'a Cell)> {
    let matrix = ground.matrix;
    let areas = 0..ground.model.core.areas.areas.len();
    areas.flat_map(move |area| {
        matrix.components.iter().enumerate().map(move |(at, component)| {
            let profile = &matrix.profiles[component.profile];
            (at, &profile.seller, &profile.cells[area])
        })
    })
}

/// Groups what is alike, in the order it is met, with the components it holds for.
fn grouped<K: Ord + Clone, V>(items: impl Iterator<Item = (K, V, usize)>) -> Vec<(V, Vec<usize>)> {
    let mut at: BTreeMap<K, usize> = BTreeMap::new();
    let mut groups: Vec<(V, Vec<usize>)> = Vec::new();
    for (key, value, component) in items {
        match at.get(&key) {
            Some(&known) => groups[known].1.push(component),
            None => {
                at.insert(key, groups.len());
                groups.push((value, vec![component]));
            }
        }
    }
    groups
}

/// Where the architecture departs from the model: placements by hand, then cells.
pub(super) fn departures(ground: &Ground<'_>) -> Vec<DepartureView> {
    let placements = ground.matrix.components.iter().enumerate().filter_map(|(at, component)| {
        let placed = component.placed.as_ref()?;
        let because = placed.because.clone()?;
        let edition = &ground.matrix.providers.iter().find(|provider| provider.id == component.provider)?.edition;
        let model = component
            .service
            .placement
            .get(edition)
            .map(|placement| ground.category_title(&component.provider, &placement.category));
        let here = ground.category_title(&component.provider, &placed.category);
        let provider = ground.short(&component.seller());
        let key = (here.clone(), because.clone(), model.clone(), provider.clone());
        let view = DepartureView {
            kind: "placement".to_owned(),
            area: None,
            components: Vec::new(),
            holds_for: String::new(),
            model,
            sources: Vec::new(),
            here,
            provider_duty: None,
            customer_duty: None,
            because,
            provider,
        };
        Some((key, view, at))
    });
    let cells = cells(ground).filter_map(|(at, provider, cell)| {
        let departs = cell.departs_from.as_ref()?;
        // A reason is plain text, and stands here in the place of prose.
        let because = cell.because.clone().or_else(|| cell.reason.as_deref().map(escaped)).unwrap_or_default();
        let key = (
            cell.area,
            cell.holder,
            because.clone(),
            departs.holder,
            cell.customer_duty.clone(),
            cell.provider_duty.clone(),
        );
        let view = DepartureView {
            kind: "cell".to_owned(),
            area: Some(ground.area(cell.area).to_owned()),
            components: Vec::new(),
            holds_for: String::new(),
            model: Some(departs.holder.word().to_owned()),
            sources: departs.sources.clone(),
            here: cell.holder.word().to_owned(),
            provider_duty: cell.provider_duty.clone(),
            customer_duty: cell.customer_duty.clone(),
            because,
            provider: ground.short(provider),
        };
        Some((key, view, at))
    });
    let name = |(mut view, members): (DepartureView, Vec<usize>)| {
        view.components = ground.component_ids(&members);
        view.holds_for = ground.holds_for(&members);
        if let Some(area) = view.area.as_ref().and_then(|area| ground.model.core.areas.index(area)) {
            let cells =
                members.iter().map(|&at| &ground.matrix.profiles[ground.matrix.components[at].profile].cells[area]);
            for source in cells.filter_map(|cell| cell.departs_from.as_ref()).flat_map(|departs| &departs.sources) {
                if !view.sources.contains(source) {
                    view.sources.push(source.clone());
                }
            }
        }
        view
    };
    grouped(placements).into_iter().map(name).chain(grouped(cells).into_iter().map(name)).collect()
}

/// Cells that rest on the model's judgement, by area, holder and provider.
pub(super) fn judgements(ground: &Ground<'_>) -> Vec<JudgementView> {
    let judged = cells(ground)
        .filter(|(_, _, cell)| cell.basis == Some(Basis::Judgement) && cell.holder != Holder::NotApplicable);
    let keyed = judged.map(|(at, provider, cell)| {
        ((cell.area, cell.holder, provider.clone()), (cell.area, cell.holder, provider.clone()), at)
    });
    let view = |((area, holder, provider), members): ((usize, Holder, Seller), Vec<usize>)| JudgementView {
        area: ground.area(area).to_owned(),
        party: holder.word().to_owned(),
        provider: ground.short(&provider),
        components: ground.component_ids(&members),
        holds_for: ground.holds_for(&members),
        relied_on: holder == Holder::Provider,
    };
    grouped(keyed).into_iter().map(view).collect()
}

/// Sources that answer differently than cells do.
pub(super) fn conflicts(ground: &Ground<'_>) -> Vec<ConflictView> {
    let found = cells(ground).flat_map(|(at, provider, cell)| {
        cell.conflicts.iter().map(move |conflict| {
            let key = (cell.area, cell.holder, conflict.source.clone(), conflict.note.clone());
            (key, (cell, provider, conflict), at)
        })
    });
    let groups = grouped(found);
    groups
        .into_iter()
        .map(|((cell, provider, conflict), members)| ConflictView {
            area: ground.area(cell.area).to_owned(),
            party: cell.holder.word().to_owned(),
            provider: ground.short(provider),
            source: conflict.source.clone(),
            other: conflict.party.map(|party| party.word().to_owned()),
            note: conflict.note.clone(),
            components: ground.component_ids(&members),
            holds_for: ground.holds_for(&members),
        })
        .collect()
}
