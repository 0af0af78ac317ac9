//! The providers of a model by id, each decoded when it is first asked for.

use super::{Provider, packed};
use std::collections::BTreeMap;
use std::collections::btree_map::Keys;
use std::sync::OnceLock;

/// Providers by id.
#[derive(Debug, Default)]
pub struct Providers(BTreeMap<String, Lazy>);

/// A provider that may still be packed.
#[derive(Debug, Default)]
pub struct Lazy {
    packed: Option<&'static [u8]>,
    provider: OnceLock<Provider>,
}

impl Lazy {
    fn get(&self) -> &Provider {
        self.provider.get_or_init(|| self.packed.map(packed::provider).unwrap_or_default())
    }
}

impl Providers {
    /// Providers that are packed.
    pub fn packed<'p>(providers: impl Iterator<Item = (&'p str, &'static [u8])>) -> Self {
        let lazy = |(id, packed): (&str, _)| (id.to_owned(), Lazy { packed: Some(packed), ..Lazy::default() });
        Self(providers.map(lazy).collect())
    }

    /// A provider.
    pub fn get(&self, id: &str) -> Option<&Provider> {
        self.0.get(id).map(Lazy::get)
    }

    /// A provider to be changed; a new one where there is none.
    pub fn change(&mut self, id: &str) -> &mut Provider {
        let lazy = self.0.entry(id.to_owned()).or_default();
        lazy.get();
        lazy.provider.get_mut().expect("it was just decoded")
    }

    /// Whether there is such a provider.
    pub fn contains_key(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// The ids, sorted.
    pub fn keys(&self) -> Keys<'_, String, Lazy> {
        self.0.keys()
    }

    /// The providers, sorted by id.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Provider)> + Clone {
        self.0.iter().map(|(id, lazy)| (id, lazy.get()))
    }

    /// The providers, sorted by id.
    pub fn values(&self) -> impl Iterator<Item = &Provider> + Clone {
        self.0.values().map(Lazy::get)
    }
}
