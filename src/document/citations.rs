//! The sources a document cites, numbered in the order of their first citation.

use super::view::{SourceView, View};
use crate::embedded::Model;
use crate::matrix::Matrix;
use crate::model::Citation;
use std::collections::BTreeMap;

/// The sources of a view, in the order in which a reader meets them.
pub fn citations(view: &View, matrix: &Matrix, model: &Model) -> Vec<SourceView> {
    let known = known(matrix, model);
    let mut order: Vec<&str> = Vec::new();
    let mut cite = |ids: &mut dyn Iterator<Item = &String>| {
        for id in ids {
            if known.contains_key(id.as_str()) && !order.contains(&id.as_str()) {
                order.push(known.get_key_value(id.as_str()).map_or("", |(id, _)| id));
            }
        }
    };
    for provider in &view.providers {
        cite(&mut provider.edition.sources.iter());
        for category in &provider.edition.categories {
            cite(&mut category.sources.iter());
        }
        for paragraph in &provider.guide {
            cite(&mut paragraph.sources.iter());
        }
    }
    for line in &view.architecture.sign_off {
        cite(&mut line.commitment.iter().flat_map(|commitment| &commitment.sources));
    }
    let cells = view
        .providers
        .iter()
        .flat_map(|provider| &provider.common)
        .chain(view.profiles.iter().flat_map(|profile| &profile.cells));
    for cell in cells {
        cite(&mut cell.sources.iter());
        cite(&mut cell.conflicts.iter().map(|conflict| &conflict.source));
        cite(&mut cell.departs_from.iter().flat_map(|departs| &departs.sources));
    }
    for profile in &view.profiles {
        cite(&mut profile.category.iter().flat_map(|category| &category.sources));
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
    for component in &matrix.components {
        let own = component.service.define_sources.iter();
        known.extend(own.map(|(id, citation)| (format!("{}/{id}", component.provider), citation)));
    }
    known
}
