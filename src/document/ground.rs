//! What every part of a view is made from, and the words for it that several parts use.

use super::view::ChoiceView;
use crate::architecture::Architecture;
use crate::embedded::Model;
use crate::matrix::profile::listing;
use crate::matrix::{Cell, Chosen, Matrix, Seller};
use std::collections::BTreeMap;

/// The most components that are told by id alone.
pub(super) const MOST_IDS: usize = 20;

/// Everything that the parts of a view are made from.
pub(super) struct Ground<'a> {
    pub(super) architecture: &'a Architecture,
    pub(super) model: &'a Model,
    pub(super) matrix: &'a Matrix,
}

impl Ground<'_> {
    pub(super) fn area(&self, at: usize) -> &str {
        &self.model.core.areas.areas[at].id
    }

    pub(super) fn area_title(&self, at: usize) -> &str {
        &self.model.core.areas.areas[at].title
    }

    pub(super) fn component_ids(&self, components: &[usize]) -> Vec<String> {
        components.iter().map(|&at| self.matrix.components[at].id.clone()).collect()
    }

    /// The id a provider has in the view: with a vendor, the vendor's.
    pub(super) fn provider_id(&self, seller: &Seller) -> String {
        match &seller.vendor {
            Some(vendor) => format!("{}/{vendor}", seller.provider),
            None => seller.provider.clone(),
        }
    }

    /// The short name of a provider, or its vendor's.
    pub(super) fn short(&self, seller: &Seller) -> String {
        let short = || {
            let facts = self.model.core.providers.get(&seller.provider);
            facts.map_or_else(|| seller.provider.clone(), |facts| facts.facts.short.clone())
        };
        seller.vendor.clone().unwrap_or_else(short)
    }

    /// The components a statement holds for, in words: all of them, all of a provider's, or by id.
    pub(super) fn holds_for(&self, components: &[usize]) -> String {
        let all = self.matrix.components.len();
        if components.len() == all && all > 2 {
            return format!("all {all} components");
        }
        if let Some(&first) = components.first() {
            let provider = self.matrix.components[first].seller();
            let members: Vec<usize> = (0..all).filter(|&at| self.matrix.components[at].seller() == provider).collect();
            if members.len() > 2 && components == members {
                return format!("all {} {} components", members.len(), self.short(&provider));
            }
            if all - components.len() <= 3 && components.len() > 8 {
                let missing: Vec<usize> = (0..all).filter(|at| components.binary_search(at).is_err()).collect();
                return format!("all components but {}", listing(&self.component_ids(&missing)));
            }
        }
        self.named(components, &(0..all).collect::<Vec<_>>())
    }

    /// Components by id. Many are told by service where all three or more are meant that `among` has of one.
    pub(super) fn named(&self, components: &[usize], among: &[usize]) -> String {
        if components.len() <= MOST_IDS {
            return self.component_ids(components).join(", ");
        }
        let kind = |at: usize| {
            let component = &self.matrix.components[at];
            (component.service_id.as_str(), component.variant.as_deref())
        };
        let count = |of: &[usize]| {
            of.iter().fold(BTreeMap::new(), |mut counts, &at| {
                *counts.entry(kind(at)).or_insert(0_usize) += 1;
                counts
            })
        };
        let (meant, known) = (count(components), count(among));
        let is_whole = |at: usize| known[&kind(at)] > 2 && meant[&kind(at)] == known[&kind(at)];
        let (whole, single): (Vec<usize>, Vec<usize>) = components.iter().partition(|&&at| is_whole(at));
        let mut parts: Vec<String> = Vec::new();
        for at in whole {
            let Chosen { service, variant, .. } = &self.matrix.components[at];
            let variant =
                variant.as_ref().and_then(|id| service.variants.get(id)).map(|variant| variant.title.as_str());
            let part = [Some(service.name.as_str()), variant].into_iter().flatten().collect::<Vec<_>>().join(", ");
            let part = format!("{part} ({})", known[&kind(at)]);
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        let ids = self.component_ids(&single).join(", ");
        match (parts.is_empty(), single.is_empty()) {
            (true, _) => ids,
            (false, true) => format!("all of {}", parts.join("; ")),
            (false, false) => format!("all of {}; also {ids}", parts.join("; ")),
        }
    }

    /// The row in which a cell stands in full: the same area of the first component of its profile, or of its provider
    /// where it stands once for that.
    pub(super) fn row(&self, component: usize, area: usize) -> String {
        let profile = &self.matrix.profiles[self.matrix.components[component].profile];
        let once = profile.common[area]
            .then(|| self.matrix.profiles.iter().find(|other| other.seller == profile.seller))
            .flatten();
        let first = once.unwrap_or(profile).components[0];
        format!("{}.{}", self.matrix.components[first].id, self.area(area))
    }

    /// The title of a category of the edition a provider is read by.
    pub(super) fn category_title(&self, provider: &str, category: &str) -> String {
        let edition = self
            .matrix
            .providers
            .iter()
            .find(|known| known.id == provider)
            .map(|known| known.edition.as_str())
            .unwrap_or_default();
        let editions = self.model.core.providers.get(provider).map(|provider| &provider.editions);
        let facts =
            editions.and_then(|editions| editions.get(edition)).and_then(|edition| edition.categories.get(category));
        facts.map_or_else(|| category.to_owned(), |category| category.title.clone())
    }

    pub(super) fn choices(&self, component: &str, cell: &Cell) -> Vec<ChoiceView> {
        if cell.choices.is_empty() {
            return Vec::new();
        }
        let service = self.matrix.components.iter().find(|known| known.id == component).map(|known| &known.service);
        let title = |id: &String| {
            service
                .and_then(|service| service.variants.get(id))
                .map_or_else(|| id.clone(), |variant| variant.title.clone())
        };
        let view = |choice: &crate::matrix::Choice| ChoiceView {
            variant: choice.variant.clone(),
            title: title(&choice.variant),
            party: choice.holder.word().to_owned(),
        };
        cell.choices.iter().map(view).collect()
    }
}

/// Components in one line: at most four ids, then how many more.
pub(super) fn label(ids: &[String]) -> String {
    match ids.len() {
        0..=4 => ids.join(", "),
        more => format!("{} and {} more", ids[..3].join(", "), more - 3),
    }
}
