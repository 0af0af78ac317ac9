//! Which services are meant.

use crate::embedded::Model;
use crate::model::{Placement, Service, ServiceEntry};
use std::collections::BTreeMap;

/// What services are chosen by. Everything that is set must hold.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The provider's id.
    pub provider: Option<String>,
    /// A category in which an edition places the service, or a variant of it.
    pub category: Option<String>,
    /// An area that the service's file, or a variant in it, answers for itself.
    pub area: Option<String>,
    /// Words, in lower case, each of which must occur.
    pub words: Vec<String>,
}

impl Selection {
    /// The services that are meant, sorted by id.
    pub fn services<'m>(&self, model: &'m Model) -> Vec<(&'m ServiceEntry, Service)> {
        let of_provider = |entry: &&ServiceEntry| self.is_of(entry.id.split('/').next().unwrap_or_default());
        let entries = model.services().filter(of_provider);
        let known = entries.filter_map(|entry| Some((entry, model.service(&entry.id)?)));
        known.filter(|(entry, service)| self.takes(entry, service)).collect()
    }

    /// Whether a provider is meant.
    pub fn is_of(&self, provider: &str) -> bool {
        self.provider.as_ref().is_none_or(|wanted| wanted == provider)
    }

    /// Whether all words occur in a text.
    pub fn finds(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.words.iter().all(|word| text.contains(word))
    }

    fn takes(&self, entry: &ServiceEntry, service: &Service) -> bool {
        let variants = || service.variants.values();
        let placed = |placement: &BTreeMap<String, Placement>| {
            self.category.as_ref().is_none_or(|wanted| placement.values().any(|placed| placed.category == *wanted))
        };
        let area = self.area.as_ref();
        let answers = |area: &String| {
            service.responsibilities.contains_key(area)
                || service.not_applicable.contains_key(area)
                || variants().any(|variant| {
                    variant.responsibilities.contains_key(area) || variant.not_applicable.contains_key(area)
                })
        };
        (placed(&service.placement) || variants().any(|variant| placed(&variant.placement)))
            && area.is_none_or(answers)
            && (self.words.is_empty() || self.searches(entry, service))
    }

    /// Whether all words occur in what a service is found by: its names, what it is, who sells it, its variants, and the
    /// types that declare it. A type that ends in `_` stands for all that begin with it.
    fn searches(&self, entry: &ServiceEntry, service: &Service) -> bool {
        let text = searched(entry, service).to_lowercase();
        let begins = |word: &String| {
            entry.types.iter().any(|of| of.ends_with('_') && word.starts_with(of.to_lowercase().as_str()))
        };
        self.words.iter().all(|word| text.contains(word) || begins(word))
    }
}

fn searched(entry: &ServiceEntry, service: &Service) -> String {
    let facts = [&service.summary, &service.vendor, &service.third_party].into_iter().flatten();
    let variants = service.variants.iter().flat_map(|(id, variant)| [id, &variant.title, &variant.when]);
    let all = [&entry.id, &entry.name].into_iter().chain(&entry.aliases).chain(facts).chain(variants);
    all.chain(&entry.types).map(String::as_str).collect::<Vec<_>>().join("\n")
}
