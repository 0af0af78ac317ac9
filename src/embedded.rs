//! What is compiled in, the model and the templates, and a user's folder laid over them. Services stay packed until they
//! are named, so that a run's cost does not depend on how many there are.

use crate::finding::Finding;
use crate::model::{self, Core, Service, ServiceEntry, check, read};
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

static MODEL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/model.bin"));

/// The templates that are compiled in: file name and text.
pub static TEMPLATES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// The responsibility model a run works with.
#[derive(Debug)]
pub struct Model {
    /// Everything but the services.
    pub core: Core,
    /// All services, sorted by id, with where they are packed; a length of zero: in `overlay`.
    index: Vec<(ServiceEntry, u32, u32)>,
    packed: &'static [u8],
    overlay: BTreeMap<String, Service>,
}

impl Model {
    /// The model that is compiled in.
    pub fn embedded() -> Self {
        let (core, rest) = part(MODEL);
        let (index, packed) = part(rest);
        const GOOD: &str = "build.rs wrote it with the same types";
        Self {
            core: postcard::from_bytes(core).expect(GOOD),
            index: postcard::from_bytes(index).expect(GOOD),
            packed,
            overlay: BTreeMap::new(),
        }
    }

    /// Lays folders over the model, a later one over an earlier; each file comes with its path inside its folder. The
    /// findings are all about those files, or about what they break.
    pub fn lay_over(&mut self, folders: Vec<Vec<(String, Arc<Source>)>>) -> Vec<Finding> {
        let (mut findings, mut sources, mut over) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for files in folders {
            let (mut folder, found) = read::read(files);
            findings.extend(found);
            sources.extend(std::mem::take(&mut folder.sources));
            folder.lay_over(&mut self.core, &mut over);
        }
        for (id, service) in over {
            let entry = (ServiceEntry::of(&id, &service), 0, 0);
            match self.index.binary_search_by(|(known, _, _)| known.id.cmp(&id)) {
                Ok(at) => self.index[at] = entry,
                Err(at) => self.index.insert(at, entry),
            }
            self.overlay.insert(id, service);
        }
        if findings.is_empty() {
            let services: Vec<(&str, Service)> =
                self.services().filter_map(|entry| Some((entry.id.as_str(), self.service(&entry.id)?))).collect();
            let problems = check::check(&self.core, services.iter().map(|(id, service)| (*id, service)));
            findings.extend(problems.iter().map(|problem| read::locate(problem, &sources)));
        }
        findings
    }

    /// All services, sorted by id.
    pub fn services(&self) -> impl Iterator<Item = &ServiceEntry> {
        self.index.iter().map(|(entry, _, _)| entry)
    }

    /// The service an id names, also by an alias in the form of an id.
    pub fn find(&self, id: &str) -> Option<&ServiceEntry> {
        if let Ok(at) = self.index.binary_search_by(|(entry, _, _)| entry.id.as_str().cmp(id)) {
            return Some(&self.index[at].0);
        }
        let (provider, name) = id.split_once('/')?;
        self.services().find(|entry| {
            entry.id.split_once('/').is_some_and(|(of, _)| of == provider)
                && entry.aliases.iter().any(|alias| alias == name)
        })
    }

    /// A service, unpacked. The id is one of [`Model::services`].
    pub fn service(&self, id: &str) -> Option<Service> {
        if let Some(service) = self.overlay.get(id) {
            return Some(service.clone());
        }
        let at = self.index.binary_search_by(|(entry, _, _)| entry.id.as_str().cmp(id)).ok()?;
        let (_, start, length) = &self.index[at];
        let bytes = self.packed.get(*start as usize..(*start + *length) as usize)?;
        postcard::from_bytes(bytes).ok()
    }

    /// Every Region, country and geography of the providers' Regions.
    pub fn places(&self) -> BTreeSet<&str> {
        let regions = self.core.providers.values().flat_map(|provider| &provider.regions);
        regions
            .flat_map(|region| {
                let geographies = region.geographies.iter().map(String::as_str);
                [region.id.as_str(), region.country.as_str()].into_iter().chain(geographies)
            })
            .collect()
    }

    /// Whether a place, lower case, is one of these, or has the form of a country.
    pub fn knows_place(&self, place: &str) -> bool {
        self.places().contains(place) || place.len() == 2 && place.bytes().all(|b| b.is_ascii_lowercase())
    }

    /// A source by provider and id: the provider's, an edition's, or the given service's own.
    pub fn citation<'m>(
        &'m self,
        provider: &str,
        id: &str,
        service: Option<&'m Service>,
    ) -> Option<&'m model::Citation> {
        let provider = self.core.providers.get(provider)?;
        service
            .and_then(|service| service.define_sources.get(id))
            .or_else(|| provider.sources.get(id))
            .or_else(|| provider.editions.values().find_map(|edition| edition.define_sources.get(id)))
    }
}

fn part(bytes: &'static [u8]) -> (&'static [u8], &'static [u8]) {
    let (length, rest) = bytes.split_at(4);
    let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]) as usize;
    rest.split_at(length)
}
