//! The sources a document cites, numbered in the order of their first citation.

use super::ground::Ground;
use super::view::{ProviderView, SignOffView, SourceView};
use crate::embedded::Model;
use crate::matrix::{Chosen, Matrix};
use crate::model::Citation;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
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
        if let Some(edition) = &provider.edition {
            cite(&mut edition.sources.iter().map(String::as_str));
            for category in &edition.categories {
                cite(&mut category.sources.iter().map(String::as_str));
            }
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
        cite(&mut cell.chain.iter().flat_map(|link| &link.sources).map(String::as_str));
        cite(&mut cell.conflicts.iter().map(|conflict| conflict.source.as_str()));
        cite(&mut cell.departs_from.iter().flat_map(|departs| &departs.sources).map(String::as_str));
    }
    for profile in profiles {
        let component = &ground.matrix.components[profile.components[0]];
        for source in component.placed.iter().flat_map(|placed| &placed.sources) {
            cite(&mut std::iter::once(format!("{}/{source}", component.lowest().provider).as_str()));
        }
    }
    // A page that several providers' rules cite stands once.
    let mut sources: Vec<SourceView> = Vec::new();
    let mut by_page: HashMap<(&str, Option<&str>), usize> = HashMap::new();
    for (id, citation) in order.iter().filter_map(|id| Some((*id, *known.get(*id)?))) {
        if let Some(address) = &citation.address {
            match by_page.entry((address, citation.copy.as_deref())) {
                Entry::Occupied(at) => {
                    let first = &mut sources[*at.get()];
                    first.also.push(id.to_owned());
                    if citation.read < first.read {
                        first.read.clone_from(&citation.read);
                    }
                    continue;
                }
                Entry::Vacant(at) => drop(at.insert(sources.len())),
            }
        }
        sources.push(SourceView {
            id: id.to_owned(),
            also: Vec::new(),
            number: sources.len() + 1,
            title: citation.title.clone(),
            address: citation.address.clone(),
            copy: citation.copy.clone(),
            read: citation.read.clone(),
            note: citation.note.clone(),
        });
    }
    sources
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
    for level in matrix.components.iter().flat_map(Chosen::levels).filter(|level| seen.insert(&level.service_id)) {
        let own = level.service.define_sources.iter();
        known.extend(own.map(|(id, citation)| (format!("{}/{id}", level.provider), citation)));
    }
    known
}
