//! What a reviewer looks at twice: departures from the model, judgements, and sources that answer differently.

use super::assemble::items;
use super::ground::Ground;
use super::items::Items;
use super::markdown::escaped;
use super::view::*;
use crate::matrix::{Cell, Holder, Seller};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Every cell of every component, by area and then component: what is alike in neighbours ends up side by side.
fn cells(ground: &Ground) -> impl Iterator<Item = (usize, &Arc<Seller>, &Cell)> {
    let matrix = &ground.matrix;
    let areas = 0..ground.model.core.areas.areas.len();
    areas.flat_map(move |area| {
        matrix.components.iter().enumerate().map(move |(at, component)| {
            let profile = &matrix.profiles[component.profile];
            (at, &profile.seller, &*profile.cells[area])
        })
    })
}

/// Groups what is alike, in the order it is met, with the components it holds for.
fn grouped<K: Ord, V>(items: impl Iterator<Item = (K, V, usize)>) -> Vec<(V, Vec<usize>)> {
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
pub(super) fn departures(ground: &Arc<Ground>) -> Items<DepartureView> {
    let placements = ground.matrix.components.iter().enumerate().filter_map(|(at, component)| {
        let placed = component.placed.as_ref()?;
        let because = placed.because.as_ref()?;
        let lowest = component.lowest();
        let edition = &ground.matrix.providers.iter().find(|provider| provider.id == lowest.provider)?.edition;
        let model = lowest.service.placement.get(edition).map(|placement| &placement.category);
        Some(((&placed.category, because, model, &component.provider), None, at))
    });
    let cells = cells(ground).filter_map(|(at, _, cell)| {
        let departs = cell.departs_from.as_ref()?;
        let words = (&cell.because, &cell.reason, &cell.customer_duty, &cell.provider_duty);
        Some(((cell.area, cell.holder, words, departs.holder), Some(cell.area), at))
    });
    let groups: Vec<(Option<usize>, Vec<usize>)> = grouped(placements).into_iter().chain(grouped(cells)).collect();
    items(ground, "departures", groups.len(), move |ground, at| {
        let (area, members) = &groups[at];
        match area {
            None => placement(ground, members),
            Some(area) => departure(ground, *area, members),
        }
    })
}

/// Components that the author placed alike.
fn placement(ground: &Ground, members: &[usize]) -> DepartureView {
    let component = &ground.matrix.components[members[0]];
    let lowest = component.lowest();
    let edition = ground.matrix.providers.iter().find(|provider| provider.id == lowest.provider);
    let model = edition.and_then(|provider| lowest.service.placement.get(&provider.edition));
    let placed = component.placed.as_ref();
    let title = |category: &String| ground.category_title(&lowest.provider, category);
    DepartureView {
        kind: "placement".to_owned(),
        area: None,
        components: ground.component_ids(members),
        holds_for: ground.holds_for(members),
        model: model.map(|placement| title(&placement.category)),
        sources: Vec::new(),
        here: placed.map(|placed| title(&placed.category)).unwrap_or_default(),
        provider_duty: None,
        customer_duty: None,
        because: placed.and_then(|placed| placed.because.clone()).unwrap_or_default(),
        provider: ground.short(&component.seller()),
    }
}

/// Components of which the author says the same in an area.
fn departure(ground: &Ground, area: usize, members: &[usize]) -> DepartureView {
    let profile = ground.profile_of(members[0]);
    let cell = &profile.cells[area];
    let mut sources: Vec<String> = Vec::new();
    for departs in members.iter().filter_map(|&at| ground.profile_of(at).cells[area].departs_from.as_ref()) {
        for source in &departs.sources {
            if !sources.contains(source) {
                sources.push(source.clone());
            }
        }
    }
    DepartureView {
        kind: "cell".to_owned(),
        area: Some(ground.area(area).to_owned()),
        components: ground.component_ids(members),
        holds_for: ground.holds_for(members),
        model: cell.departs_from.as_ref().map(|departs| departs.holder.word().to_owned()),
        sources,
        here: cell.holder.word().to_owned(),
        provider_duty: cell.provider_duty.clone(),
        customer_duty: cell.customer_duty.clone(),
        // A reason is plain text, and stands here in the place of prose.
        because: cell.because.clone().or_else(|| cell.reason.as_deref().map(escaped)).unwrap_or_default(),
        provider: {
            let departs = cell.departs_from.as_ref().and_then(|departs| departs.provider.clone());
            departs.unwrap_or_else(|| ground.provider_of(cell, &profile.seller))
        },
    }
}

/// Cells that rest on the model's judgement, by area, holder and provider, with the components by position.
pub(super) fn judgements(ground: &Ground) -> Vec<(JudgementView, Vec<usize>)> {
    let judged = cells(ground).filter(|(_, _, cell)| cell.is_judgement());
    let keyed = judged.map(|(at, seller, cell)| ((cell.area, cell.holder, holding(cell, seller)), (cell, seller), at));
    let view = |((cell, seller), members): ((&Cell, &Arc<Seller>), Vec<usize>)| {
        let view = JudgementView {
            area: ground.area(cell.area).to_owned(),
            party: cell.holder.word().to_owned(),
            provider: ground.provider_of(cell, seller),
            components: ground.component_ids(&members),
            holds_for: ground.holds_for(&members),
            relied_on: cell.holder == Holder::Provider,
        };
        (view, members)
    };
    grouped(keyed).into_iter().map(view).collect()
}

/// Who holds the provider's part of a cell: one seller, or several by name.
fn holding<'c>(cell: &'c Cell, seller: &'c Seller) -> (&'c Seller, Option<String>) {
    let mut holders = cell.chain.iter().filter(|link| link.holds);
    match (holders.next(), holders.next()) {
        (None, _) => (seller, None),
        (Some(link), None) => (&link.seller, None),
        _ => (seller, cell.held_by()),
    }
}

/// Sources that answer differently than cells do.
pub(super) fn conflicts(ground: &Ground) -> Vec<ConflictView> {
    let found = cells(ground).flat_map(|(at, provider, cell)| {
        cell.conflicts.iter().map(move |conflict| {
            let key = (cell.area, cell.holder, &conflict.source, &conflict.note, cell.held_by());
            (key, (cell, provider, conflict), at)
        })
    });
    let groups = grouped(found);
    groups
        .into_iter()
        .map(|((cell, provider, conflict), members)| ConflictView {
            area: ground.area(cell.area).to_owned(),
            party: cell.holder.word().to_owned(),
            provider: ground.provider_of(cell, provider),
            source: conflict.source.clone(),
            other_holder: ground.holder_in(conflict, cell, provider),
            other: conflict.party.map(|party| party.word().to_owned()),
            note: conflict.note.clone(),
            components: ground.component_ids(&members),
            holds_for: ground.holds_for(&members),
        })
        .collect()
}
