//! What is compiled in, the model and the templates, and a user's folder laid over them. Services, frameworks and dialects stay
//! packed until they are named, so that a run's cost does not depend on how many there are.

use crate::finding::Finding;
use crate::model::packed::Packed;
use crate::model::{self, Core, Dialect, Framework, Providers, Regimes, Service, ServiceEntry, check, read};
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

static MODEL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/model.bin"));

/// The templates that are compiled in: file name and text.
pub static TEMPLATES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// A model folder to start from: paths in it and texts.
pub static STARTER_MODEL: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/starter_model.rs"));

/// The responsibility model a run works with.
#[derive(Debug)]
pub struct Model {
    /// Everything but the services and the frameworks.
    pub core: Core,
    packed: Packed,
    overlay: BTreeMap<String, Service>,
    /// The files that were laid over it, by their paths in a model folder.
    files: BTreeMap<String, Arc<Source>>,
    regimes: Regimes,
    /// All services, sorted by id, once somebody wants to see them all.
    entries: OnceLock<Vec<ServiceEntry>>,
}

impl Model {
    /// The model that is compiled in.
    pub fn embedded() -> Self {
        let packed = Packed::open(MODEL);
        let (version, areas, countries, geographies) = packed.head();
        let core = Core { version, areas, countries, geographies, providers: Providers::packed(packed.providers()) };
        Self {
            core,
            packed,
            overlay: BTreeMap::new(),
            regimes: Regimes::default(),
            files: BTreeMap::new(),
            entries: OnceLock::new(),
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
            folder.lay_over(&mut self.core, &mut over, &mut self.regimes);
        }
        self.overlay.extend(over);
        self.files.extend(sources);
        self.entries = OnceLock::new();
        if findings.is_empty() {
            let services: Vec<(&str, Service)> =
                self.services().filter_map(|entry| Some((entry.id.as_str(), self.service(&entry.id)?))).collect();
            let services = services.iter().map(|(id, service)| (*id, service));
            let problems = check::check(&self.core, services, &self.regimes);
            findings.extend(problems.iter().map(|problem| read::locate(problem, &self.files)));
        }
        findings
    }

    /// The file of a user's that stands at a path of the model; nothing where it is the compiled one.
    pub fn file(&self, path: &str) -> Option<&Arc<Source>> {
        self.files.get(path)
    }

    /// All services, sorted by id.
    pub fn services(&self) -> impl Iterator<Item = &ServiceEntry> + Clone {
        let all = || {
            let packed = self.packed.entries().map(|entry| (entry.id.clone(), entry));
            let over = self.overlay.iter().map(|(id, service)| (id.clone(), ServiceEntry::of(id, service)));
            packed.chain(over).collect::<BTreeMap<_, _>>().into_values().collect()
        };
        self.entries.get_or_init(all).iter()
    }

    /// The id of the service that an id names, also by an alias in the form of an id.
    pub fn find(&self, id: &str) -> Option<String> {
        if self.overlay.contains_key(id) || self.packed.has(id) {
            return Some(id.to_owned());
        }
        let (provider, name) = id.split_once('/')?;
        let named = |entry: &&ServiceEntry| {
            entry.id.split_once('/').is_some_and(|(of, _)| of == provider)
                && entry.aliases.iter().any(|alias| alias == name)
        };
        self.services().find(named).map(|entry| entry.id.clone())
    }

    /// A service, unpacked.
    pub fn service(&self, id: &str) -> Option<Service> {
        self.overlay.get(id).cloned().or_else(|| self.packed.service(id))
    }

    /// The ids of the dialects, sorted.
    pub fn dialects(&self) -> BTreeSet<&str> {
        self.packed
            .dialects()
            .map(|id| -> &str { id })
            .chain(self.regimes.dialects.keys().map(String::as_str))
            .collect()
    }

    /// A dialect, unpacked.
    pub fn dialect(&self, id: &str) -> Option<Dialect> {
        self.regimes.dialects.get(id).cloned().or_else(|| self.packed.dialect(id))
    }

    /// The ids of the frameworks, sorted.
    pub fn frameworks(&self) -> BTreeSet<&str> {
        self.packed
            .frameworks()
            .map(|id| -> &str { id })
            .chain(self.regimes.frameworks.keys().map(String::as_str))
            .collect()
    }

    /// A framework, unpacked.
    pub fn framework(&self, id: &str) -> Option<Framework> {
        self.regimes.frameworks.get(id).cloned().or_else(|| self.packed.framework(id))
    }

    /// Every country, and every Region of the providers with its geographies.
    pub fn places(&self) -> BTreeSet<&str> {
        let regions = self.core.providers.values().flat_map(|provider| &provider.regions);
        regions
            .flat_map(|region| {
                let geographies = region.geographies.iter().map(String::as_str);
                [region.id.as_str()].into_iter().chain(geographies)
            })
            .chain(self.core.countries())
            .collect()
    }

    /// Whether a country lies in a geography, as far as the providers' Regions or the list of geographies show.
    pub fn lies_in(&self, country: &str, geography: &str) -> bool {
        let mut regions = self.core.providers.values().flat_map(|provider| &provider.regions);
        self.core.geographies.split_whitespace().any(|known| known.split_once('/') == Some((geography, country)))
            || regions.any(|region| region.country == country && region.geographies.iter().any(|of| of == geography))
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
