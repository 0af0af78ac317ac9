//! The files of a model folder, read into the model's types. The one reader, for what is compiled in and for `--model`.

use super::check::Problem;
use super::{Areas, Citation, Core, Dialect, Edition, Framework, ProviderFacts, Regimes, Region, Service, Version};
use crate::decode::Decode;
use crate::finding::{Code, Finding, Findings};
use crate::form::{is_framework_id, is_id};
use crate::source::{Source, Span};
use crate::yaml;
use std::collections::BTreeMap;
use std::sync::Arc;

crate::form!(
    /// A country of ISO 3166-1.
    Country, "country", "a country by its two letters, lower case, as `de`", is_country
);

/// What one folder says. An absent file is `None` or empty.
#[derive(Debug, Default)]
pub struct Folder {
    /// `version.yaml`.
    pub version: Option<Version>,
    /// `areas.yaml`.
    pub areas: Option<Areas>,
    /// `countries.yaml`.
    pub countries: Vec<Country>,
    /// `geographies.yaml`.
    pub geographies: BTreeMap<String, Vec<Country>>,
    /// The folders of providers, by id.
    pub providers: BTreeMap<String, ProviderFolder>,
    /// `frameworks/`.
    pub frameworks: BTreeMap<String, Framework>,
    /// `dialects/`.
    pub dialects: BTreeMap<String, Dialect>,
    /// Every file that was read, by its path in the folder, so that a later check can point into it.
    pub sources: BTreeMap<String, Arc<Source>>,
}

/// What one provider's folder says.
#[derive(Debug, Default)]
pub struct ProviderFolder {
    /// `provider.yaml`.
    pub facts: Option<ProviderFacts>,
    /// `regions.yaml`.
    pub regions: Vec<Region>,
    /// `sources.yaml`.
    pub sources: BTreeMap<String, Citation>,
    /// `editions/`.
    pub editions: BTreeMap<String, Edition>,
    /// `services/`.
    pub services: BTreeMap<String, Service>,
}

/// Reads the files of a model folder. Each comes with its path inside the folder.
pub fn read(files: impl IntoIterator<Item = (String, Arc<Source>)>) -> (Folder, Vec<Finding>) {
    let mut folder = Folder::default();
    let mut all = Vec::new();
    for (path, source) in files {
        let mut findings = Findings::new(&source);
        folder.file(&path, &source, &mut findings);
        folder.sources.insert(path, source);
        all.extend(findings.into_sorted().0);
    }
    (folder, all)
}

impl Folder {
    fn file(&mut self, path: &str, source: &Source, findings: &mut Findings) {
        let parts: Vec<&str> = path.split('/').collect();
        let stem = parts.last().and_then(|name| name.strip_suffix(".yaml")).unwrap_or("");
        let provider = parts[0].to_owned();
        match parts[..] {
            ["version.yaml"] => self.version = decode(source, "version.yaml", findings),
            ["geographies.yaml"] => {
                self.geographies = decode(source, "geographies.yaml", findings).unwrap_or_default();
            }
            ["areas.yaml"] => self.areas = decode(source, "areas.yaml", findings),
            ["countries.yaml"] => self.countries = decode(source, "countries.yaml", findings).unwrap_or_default(),
            ["dialects", file] if is_framework_id(stem) && file != stem => {
                let dialect = decode(source, "a dialect", findings);
                self.dialects.extend(dialect.map(|dialect| (stem.to_owned(), dialect)));
            }
            ["frameworks", file] if is_framework_id(stem) && file != stem => {
                let framework = decode(source, "a framework", findings);
                self.frameworks.extend(framework.map(|framework| (stem.to_owned(), framework)));
            }
            [_, "provider.yaml"] => self.provider(provider).facts = decode(source, "provider.yaml", findings),
            [_, "regions.yaml"] => {
                self.provider(provider).regions = decode(source, "regions.yaml", findings).unwrap_or_default()
            }
            [_, "sources.yaml"] => {
                self.provider(provider).sources = decode(source, "sources.yaml", findings).unwrap_or_default()
            }
            [_, kind @ ("editions" | "services"), _] if !is_id(stem) => {
                let message = format!("`{stem}` under `{kind}/` is no id");
                findings.add_help(
                    Code::Model,
                    Span::default(),
                    message,
                    "name the file with lower case letters, digits and hyphens",
                );
            }
            [_, "editions", _] => {
                let edition = decode(source, "an edition", findings);
                self.provider(provider).editions.extend(edition.map(|edition| (stem.to_owned(), edition)));
            }
            [_, "services", _] => {
                let service = decode(source, "a service", findings);
                self.provider(provider).services.extend(service.map(|service| (stem.to_owned(), service)));
            }
            _ => {
                let message = format!("`{path}` is no file of a model");
                let help = "a model holds `areas.yaml`, `<provider>/provider.yaml`, `<provider>/services/<id>.yaml` and the like; see `model/README.md`";
                findings.add_help(Code::Model, Span::default(), message, help);
            }
        }
    }

    fn provider(&mut self, id: String) -> &mut ProviderFolder {
        self.providers.entry(id).or_default()
    }

    /// Lays this folder over a model: services, editions, frameworks and dialects replace those of the same id, entries of the other
    /// files merge by id.
    pub fn lay_over(self, core: &mut Core, services: &mut BTreeMap<String, Service>, regimes: &mut Regimes) {
        regimes.frameworks.extend(self.frameworks);
        regimes.dialects.extend(self.dialects);
        core.version = self.version.unwrap_or_else(|| std::mem::take(&mut core.version));
        if let Some(areas) = self.areas {
            for layer in areas.layers {
                replace(&mut core.areas.layers, layer, |layer| &layer.id);
            }
            for area in areas.areas {
                replace(&mut core.areas.areas, area, |area| &area.id);
            }
        }
        for country in self.countries {
            if !core.countries().any(|known| known == country.as_str()) {
                core.countries += &format!("{} ", country.as_str());
            }
        }
        for (geography, countries) in self.geographies {
            for country in countries {
                core.geographies += &format!("{geography}/{} ", country.as_str());
            }
        }
        for (id, over) in self.providers {
            let provider = core.providers.change(&id);
            if let Some(facts) = over.facts {
                provider.facts = facts;
            }
            for region in over.regions {
                replace(&mut provider.regions, region, |region| &region.id);
            }
            provider.sources.extend(over.sources);
            provider.editions.extend(over.editions);
            services.extend(over.services.into_iter().map(|(name, service)| (format!("{id}/{name}"), service)));
        }
    }
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn decode<T: Decode>(source: &Source, what: &str, findings: &mut Findings) -> Option<T> {
    let node = yaml::parse(source, findings)?;
    T::decode(&node, what, findings)
}

fn replace<T>(list: &mut Vec<T>, new: T, id: impl Fn(&T) -> &str) {
    match list.iter().position(|old| id(old) == id(&new)) {
        Some(at) => list[at] = new,
        None => list.push(new),
    }
}

/// A problem as a finding, at its place in the file where that was read.
pub fn locate(problem: &Problem, sources: &BTreeMap<String, Arc<Source>>) -> Finding {
    let mut finding = Finding::new(Code::Model, problem.message.clone());
    finding.help = problem.help.clone();
    match sources.get(&problem.file) {
        None => finding.at(&Source::new(format!("model/{}", problem.file), ""), None),
        Some(source) => {
            let span = yaml::locate(source, &problem.path);
            finding.at(source, Some(span.unwrap_or_default()))
        }
    }
}
