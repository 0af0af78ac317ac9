//! The sources a document cites, numbered in the order of their first citation.

use super::ground::Ground;
use super::view::{ProviderView, SignOffView, SourceView};
use crate::embedded::Model;
use crate::matrix::Matrix;
use crate::model::Citation;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// The sources of a view, in the order in which a reader meets them.
pub(super) fn citations(ground: &Ground, providers: &[ProviderView], sign_off: &[SignOffView]) -> Vec<SourceView> {
    let known = known(&ground.matrix, &ground.model);
    let (mut order, mut met): (Vec<&str>, HashSet<&str>) = (Vec::new(), HashSet::new());
    let mut cite = |ids: &mut dyn Iterator<Item = &str>| {
        for id in ids {
            if let Some((id, _)) = known.get_key_value(id).filter(|(id, _)| met.insert(id)) {
                order.push(id);
            }
        }
    };
    for provider in providers {
        cite(&mut provider.edition.sources.iter().map(String::as_str));
        for category in &provider.edition.categories {
            cite(&mut category.sources.iter().map(String::as_str));
        }
        for paragraph in &provider.guide {
            cite(&mut paragraph.sources.iter().map(String::as_str));
        }
    }
    for commitment in sign_off.iter().filter_map(|line| line.commitment.as_ref()) {
        cite(&mut commitment.sources.iter().map(String::as_str));
    }
    // First what stands once for a provider, then each profile's own.
    let profiles = &ground.matrix.profiles;
    let once = providers.iter().filter_map(|provider| {
        let first = ground.position(provider.profiles.first()?)?;
        Some(ground.profile_of(first))
    });
    let cells = once
        .flat_map(|profile| profile.cells.iter().filter(|cell| profile.common[cell.area]))
        .chain(profiles.iter().flat_map(|profile| profile.cells.iter().filter(|cell| !profile.common[cell.area])));
    let mut seen = HashSet::new();
    for cell in cells.filter(|cell| seen.insert(Arc::as_ptr(cell))) {
        cite(&mut cell.sources.iter().map(String::as_str));
        cite(&mut cell.conflicts.iter().map(|conflict| conflict.source.as_str()));
        cite(&mut cell.departs_from.iter().flat_map(|departs| &departs.sources).map(String::as_str));
    }
    for profile in profiles {
        let component = &ground.matrix.components[profile.components[0]];
        for source in component.placed.iter().flat_map(|placed| &placed.sources) {
            cite(&mut std::iter::once(format!("{}/{source}", component.provider).as_str()));
        }
    }
    let facts = order.iter().filter_map(|id| known.get(*id).map(|citation| (*id, *citation)));
    facts
        .enumerate()
        .map(|(at, (id, citation))| SourceView {
            id: id.to_owned(),
            number: at + 1,
            title: citation.title.clone(),
            address: citation.address.clone(),
            copy: citation.copy.clone(),
            read: citation.read.clone(),
            note: citation.note.clone(),
        })
        .collect()
}

/// Every source that may be cited: the providers', those of the editions in use, and the services'.
fn known<'m>(matrix: &'m Matrix, model: &'m Model) -> BTreeMap<String, &'m Citation> {
    let mut known = BTreeMap::new();
    for provider in &matrix.providers {
        let Some(facts) = model.core.providers.get(&provider.id) else { continue };
        let edition = facts.editions.get(&provider.edition).into_iter().flat_map(|edition| &edition.define_sources);
        known.extend(
            facts.sources.iter().chain(edition).map(|(id, citation)| (format!("{}/{id}", provider.id), citation)),
        );
    }
    let mut seen = HashSet::new();
    for component in matrix.components.iter().filter(|component| seen.insert(&component.service_id)) {
        let own = component.service.define_sources.iter();
        known.extend(own.map(|(id, citation)| (format!("{}/{id}", component.provider), citation)));
    }
    known
}
