//! What every part of a view is made from, and the words for it that several parts use.

use super::view::ChoiceView;
use crate::architecture::Architecture;
use crate::embedded::Model;
use crate::matrix::profile::listing;
use crate::matrix::resolve::one_line;
use crate::matrix::{Cell, CellConflict, Chosen, Holder, Matrix, Placed, Profile, Seller};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The most components that are told by id alone.
pub(super) const MOST_IDS: usize = 20;

/// Everything that the parts of a view are made from.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) architecture: Arc<Architecture>,
    pub(super) model: Arc<Model>,
    pub(super) matrix: Arc<Matrix>,
    /// Where a component stands, by its id.
    by_id: HashMap<String, usize>,
    /// The components of a provider or vendor, in order.
    members: BTreeMap<Seller, Vec<usize>>,
}

/// Tells cells apart: those with equal keys are alike but for their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct CellKey(usize, usize);

impl CellKey {
    /// The key of a cell; it holds as long as the matrix does.
    /// Nothing for a cell that one profile alone holds.
    pub(super) fn of(cell: &Arc<Cell>, seller: &Arc<Seller>) -> Option<Self> {
        (Arc::strong_count(cell) > 1).then(|| Self(Arc::as_ptr(cell).addr(), Arc::as_ptr(seller).addr()))
    }
}

impl Ground {
    pub(super) fn new(architecture: &Arc<Architecture>, model: &Arc<Model>, matrix: &Arc<Matrix>) -> Self {
        let mut members: BTreeMap<Seller, Vec<usize>> = BTreeMap::new();
        for (at, component) in matrix.components.iter().enumerate() {
            let seller = &*matrix.profiles[component.profile].seller;
            match members.get_mut(seller) {
                Some(members) => members.push(at),
                None => drop(members.insert(seller.clone(), vec![at])),
            }
        }
        Self {
            architecture: Arc::clone(architecture),
            model: Arc::clone(model),
            matrix: Arc::clone(matrix),
            by_id: matrix.components.iter().enumerate().map(|(at, component)| (component.id.clone(), at)).collect(),
            members,
        }
    }

    /// Where the component with an id stands.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The profile of a component.
    pub(super) fn profile_of(&self, component: usize) -> &Profile {
        &self.matrix.profiles[self.matrix.components[component].profile]
    }

    /// The components of a provider or vendor, in order.
    pub(super) fn members(&self, seller: &Seller) -> &[usize] {
        self.members.get(seller).map_or(&[], Vec::as_slice)
    }

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

    /// The name of a provider before a noun.
    fn adjective(&self, seller: &Seller) -> String {
        let facts = self.model.core.providers.get(&seller.provider).filter(|_| seller.vendor.is_none());
        facts.and_then(|facts| facts.facts.adjective.clone()).unwrap_or_else(|| self.short(seller))
    }

    /// Who holds the provider's part of a cell, by name: the providers in its chain, or the one there is.
    pub(super) fn provider_of(&self, cell: &Cell, seller: &Seller) -> String {
        cell.held_by().unwrap_or_else(|| self.short(seller))
    }

    /// Whom a source of another answer names, in words.
    pub(super) fn holder_in(&self, conflict: &CellConflict, cell: &Cell, seller: &Seller) -> Option<String> {
        let provider = || conflict.provider.clone().unwrap_or_else(|| self.provider_of(cell, seller));
        Some(self.holder(conflict.party?.into(), provider))
    }

    /// The organisation's short name; "the customer" where it has none.
    pub(super) fn customer(&self) -> String {
        let organisation = self.architecture.organisation.as_ref();
        organisation.map_or_else(|| "the customer".to_owned(), |of| one_line(of.short.as_ref().unwrap_or(&of.name)))
    }

    /// A party in words, for running text; the provider by the name that is given.
    pub(super) fn holder(&self, holder: Holder, provider: impl FnOnce() -> String) -> String {
        match holder {
            Holder::Customer => self.customer(),
            Holder::Provider => provider(),
            Holder::NotApplicable => "does not apply".to_owned(),
            holder => holder.word().to_owned(),
        }
    }

    /// The components a statement holds for, in words: all of them, all of a provider's, or by id.
    pub(super) fn holds_for(&self, components: &[usize]) -> String {
        let all = self.matrix.components.len();
        if components.len() == all && all > 2 {
            return format!("all {all} components");
        }
        if let Some(&first) = components.first() {
            let seller = &*self.profile_of(first).seller;
            let members = self.members(seller);
            if members.len() > 2 && components == members {
                return format!("all {} {} components", members.len(), self.adjective(seller));
            }
            if all - components.len() <= 3 && components.len() > 8 {
                let missing: Vec<usize> = (0..all).filter(|at| components.binary_search(at).is_err()).collect();
                return format!("all components but {}", listing(&self.component_ids(&missing)));
            }
        }
        if components.len() <= MOST_IDS {
            return self.component_ids(components).join(", ");
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
        let profile = self.profile_of(component);
        let first = match profile.common[area] {
            true => self.members(&profile.seller)[0],
            false => profile.components[0],
        };
        format!("{}.{}", self.matrix.components[first].id, self.area(area))
    }

    /// The title of the category a component is placed in.
    pub(super) fn category_of(&self, component: &Chosen, placed: &Placed) -> String {
        self.category_title(&component.lowest().provider, &placed.category)
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

    /// What each variant of a service would answer.
    pub(super) fn choices(&self, cell: &Cell, seller: &Seller) -> Vec<ChoiceView> {
        let view = |choice: &crate::matrix::Choice| ChoiceView {
            variant: choice.variant.clone(),
            title: choice.title.clone(),
            party: choice.holder.word().to_owned(),
            holder: self.holder(choice.holder, || choice.provider.clone().unwrap_or_else(|| self.short(seller))),
        };
        cell.choices.iter().map(view).collect()
    }
}

/// The mark of a holder, as text.
pub(super) fn glyph(holder: Holder) -> &'static str {
    match holder {
        Holder::Customer => "●",
        Holder::Shared => "◐",
        Holder::Provider => "○",
        Holder::NotApplicable => "–",
        Holder::Undecided | Holder::Unplaced => "◌",
    }
}

/// A number in small digits below the line.
pub(super) fn small(number: usize) -> String {
    let digit = |digit: u8| char::from_u32(0x2080 + u32::from(digit - b'0')).unwrap_or_default();
    number.to_string().bytes().map(digit).collect()
}

/// Components in one line: at most four ids, then how many more.
pub(super) fn label(ids: &[String]) -> String {
    match ids.len() {
        0..=4 => ids.join(", "),
        more => format!("{} and {} more", ids[..3].join(", "), more - 3),
    }
}
