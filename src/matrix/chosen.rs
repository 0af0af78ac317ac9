//! Components with every name looked up: the service, its variant, where the edition places it, where it runs and what
//! it holds. Unknown names are findings here, and nowhere later.

use super::names;
use crate::architecture::{Architecture, Component, Defaults, RegionId};
use crate::embedded::Model;
use crate::finding::{Code, Finding, Findings, did_you_mean, nearest};
use crate::form::Id;
use crate::matrix::Options;
use crate::model::{Basis, Category, Edition, Lifecycle, Scope, Service};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// A provider at work, with the edition its model is read by.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Its id.
    pub id: String,
    /// The edition's id.
    pub edition: String,
}

/// Who does the provider's part: a provider, and a vendor where the provider is only the kind of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seller {
    /// The provider's id.
    pub provider: String,
    /// The vendor's name.
    pub vendor: Option<String>,
}

/// A component of which every name is known.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    /// Its position in the architecture file.
    pub at: usize,
    /// Its id.
    pub id: String,
    /// The provider's id.
    pub provider: String,
    /// The service's id in full; an alias is resolved.
    pub service_id: String,
    /// The service.
    pub service: Arc<Service>,
    /// The variant's id.
    pub variant: Option<String>,
    /// Whether the file names a variant that the service does not have.
    pub variant_unknown: bool,
    /// What it is built on: another provider's service, which has no place of its own in the document.
    pub built_on: Option<Arc<Chosen>>,
    /// Where the edition, or the author, places it, or what it is built on.
    pub placed: Option<Placed>,
    /// The group it stands in.
    pub group: Option<String>,
    /// The account's id.
    pub account: Option<String>,
    /// The Regions it runs in, lower case.
    pub regions: Vec<String>,
    /// Classes of data, by id.
    pub data: Vec<String>,
    /// The profile it belongs to, by position; set once profiles are formed.
    pub profile: usize,
}

/// A category and what its choice rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The category's id.
    pub category: String,
    /// How well the placement is founded; declared where the author placed it.
    pub basis: Basis,
    /// Sources, by their ids inside the provider.
    pub sources: Vec<String>,
    /// The author's reason, where the author placed it.
    pub because: Option<String>,
}

impl Chosen {
    /// Who does the provider's part.
    pub fn seller(&self) -> Seller {
        Seller { provider: self.provider.clone(), vendor: self.service.vendor.clone() }
    }

    /// The service and what it is built on, from the top down.
    pub fn levels(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |level| level.built_on.as_deref())
    }

    /// What an edition places: the lowest of what it is built on, or the service itself.
    pub fn lowest(&self) -> &Self {
        self.levels().last().unwrap_or(self)
    }

    /// The one of them that needs a variant and has none: the nearest.
    pub fn without_variant(&self) -> &Self {
        self.levels().find(|level| level.service.variant_required && level.variant.is_none()).unwrap_or(self)
    }

    /// The provider whose Regions it runs in: the nearest that has some.
    pub fn located_by<'a>(&'a self, model: &Model) -> &'a str {
        let has_regions = |id: &&str| model.core.providers.get(id).is_some_and(|provider| !provider.regions.is_empty());
        self.levels().map(|level| level.provider.as_str()).find(has_regions).unwrap_or(&self.provider)
    }

    /// Whether the component holds content of the customer's: it names a class of data other than `none`.
    pub fn holds_data(&self) -> bool {
        self.data.iter().any(|class| class != names::NO_DATA)
    }

    /// Whether it may hold content of the customer's: one that does not say what it holds may hold some.
    pub fn may_hold_data(&self) -> bool {
        self.data.is_empty() || self.holds_data()
    }

    /// Whether the file shows where its data is: it names a Region, or holds no data.
    pub fn shows_where(&self) -> bool {
        !self.regions.is_empty() || !self.may_hold_data()
    }
}

/// The providers that the components name, with the edition each is read by: the run's, else the file's, else the default.
pub fn providers(
    architecture: &Architecture,
    model: &Model,
    options: &Options,
    findings: &mut Findings,
) -> Vec<Provider> {
    let known = || model.core.providers.keys().map(String::as_str);
    for (provider, edition) in &architecture.editions {
        let Some(facts) = model.core.providers.get(provider.as_str()) else {
            findings.unknown(
                Code::UnknownProvider,
                provider.span,
                format!("unknown provider `{}`", provider.as_str()),
                provider,
                known(),
            );
            continue;
        };
        if !facts.editions.contains_key(edition.as_str()) {
            let message = format!("unknown edition `{}` of `{}`", edition.as_str(), provider.as_str());
            findings.unknown(
                Code::UnknownEdition,
                edition.span,
                message,
                edition,
                facts.editions.keys().map(String::as_str),
            );
        }
    }
    let named: BTreeSet<&str> =
        architecture.components.iter().filter_map(|component| component.service.split('/').next()).collect();
    named.into_iter().filter_map(|id| provider(id, architecture, model, options)).collect()
}

/// A provider with the edition it is read by; an empty one where it has none.
fn provider(id: &str, architecture: &Architecture, model: &Model, options: &Options) -> Option<Provider> {
    let facts = model.core.providers.get(id)?;
    let written = architecture.editions.get(id).map(|edition| edition.to_string());
    let chosen = options.editions.get(id).cloned().or(written);
    let chosen = chosen.filter(|edition| facts.editions.contains_key(edition));
    Some(Provider { id: id.to_owned(), edition: chosen.unwrap_or_else(|| facts.facts.default_edition.clone()) })
}

/// The edition a provider is read by.
pub fn edition<'m>(model: &'m Model, providers: &[Provider], provider: &str) -> Option<(&'m str, &'m Edition)> {
    let chosen = &providers.iter().find(|known| known.id == provider)?.edition;
    model.core.providers.get(provider)?.editions.get_key_value(chosen).map(|(id, edition)| (id.as_str(), edition))
}

/// The editions that place a service, with its category in each: id and titles.
pub fn elsewhere<'m>(model: &'m Model, provider: &str, service: &Service) -> Vec<(&'m str, &'m Edition, &'m Category)> {
    let editions = model.core.providers.get(provider).into_iter().flat_map(|provider| &provider.editions);
    editions
        .filter_map(|(id, edition)| {
            Some((id.as_str(), edition, edition.categories.get(&service.placement.get(id)?.category)?))
        })
        .collect()
}

/// The components in the order of the document: by group, then as in the file. One whose service is unknown, or whose
/// provider has no edition, is left out.
pub fn components(
    architecture: &Architecture,
    model: &Model,
    options: &Options,
    providers: &mut Vec<Provider>,
    findings: &mut Findings,
) -> Vec<Chosen> {
    let anywhere_regions = architecture.defaults.as_ref().is_some_and(|defaults| defaults.regions.is_some())
        || architecture.components.iter().any(|component| component.regions.is_some());
    let groups: HashMap<&str, usize> =
        architecture.groups.iter().enumerate().rev().map(|(at, group)| (group.as_str(), at)).collect();
    let mut looking = Looking {
        groups: &groups,
        architecture,
        model,
        options,
        providers,
        services: BTreeMap::new(),
        anywhere_regions,
        findings,
    };
    let mut ids: BTreeMap<&str, Span> = BTreeMap::new();
    let mut components = Vec::new();
    for (at, component) in architecture.components.iter().enumerate() {
        if let Some(first) = ids.get(component.id.as_str()).filter(|_| !component.id.is_empty()) {
            let line = looking.findings.line(*first, component.id.span);
            let message = format!("two components have the id `{}`", component.id.as_str());
            looking.findings.add_help(
                Code::DuplicateId,
                component.id.span,
                message,
                format!("the first is in {line}; give one of them another id"),
            );
        }
        ids.entry(&component.id).or_insert(component.id.span);
        components.extend(looking.component(at, component));
    }
    let order = |group: &Option<String>| match group {
        Some(group) => groups.get(group.as_str()).copied().unwrap_or(usize::MAX - 1),
        None => usize::MAX,
    };
    components.sort_by_key(|component| order(&component.group));
    components
}

struct Looking<'a> {
    /// Groups with their positions.
    groups: &'a HashMap<&'a str, usize>,
    architecture: &'a Architecture,
    model: &'a Model,
    options: &'a Options,
    /// The providers that are named; those that services are built on are added as they are met.
    providers: &'a mut Vec<Provider>,
    /// Services by the id as written, with the id in full.
    services: BTreeMap<String, (String, Arc<Service>)>,
    /// Whether the file speaks of Regions at all.
    anywhere_regions: bool,
    findings: &'a mut Findings,
}

impl Looking<'_> {
    fn component(&mut self, at: usize, component: &Component) -> Option<Chosen> {
        let architecture = self.architecture;
        let none = Defaults::default();
        let defaults = architecture.defaults.as_ref().unwrap_or(&none);
        let group = component.group.as_ref().or(defaults.group.as_ref());
        if let Some(group) = component.group.as_ref().filter(|group| !self.groups.contains_key(group.as_str())) {
            let known = self.architecture.groups.iter().map(|group| group.value.as_str());
            let help = if self.architecture.groups.is_empty() {
                "list the groups under `groups`, in the order of the document".to_owned()
            } else {
                did_you_mean(group, known)
            };
            self.findings.add_help(Code::UnknownGroup, group.span, format!("unknown group `{}`", group.as_str()), help);
        }
        let (service_id, service) = self.service(component)?;
        let provider = service_id.split('/').next().unwrap_or_default().to_owned();
        let variant =
            self.variant(component, defaults.variant.as_deref().map(|text| text.as_str()), &service_id, &service);
        let mut chosen = Chosen {
            at,
            id: component.id.to_string(),
            provider,
            service_id,
            variant_unknown: component.variant.is_some() && variant.is_none(),
            variant,
            service,
            ..Chosen::default()
        };
        self.stand(&mut chosen, component)?;
        let account = self.account(component, defaults.account.as_ref(), &chosen);
        let regions = self.regions(component, defaults.regions.as_deref(), &chosen);
        let data = match (&component.data, &defaults.data) {
            (Some(own), _) => {
                own.iter().for_each(|class| self.data_class(class));
                once(own.iter().map(|class| class.to_string()))
            }
            (None, Some(default)) => once(default.iter().map(|class| class.to_string())),
            (None, None) => Vec::new(),
        };
        let chosen = Chosen { group: group.map(|group| group.to_string()), account, regions, data, ..chosen };
        self.lifecycle(component, &chosen.service);
        let asked = !self.architecture.residency.is_empty() && !chosen.shows_where();
        if chosen.regions.is_empty()
            && chosen.service.scope == Some(Scope::Regional)
            && self.anywhere_regions
            && !asked
            && !chosen.id.is_empty()
        {
            let message = format!("`{}` has no Region", chosen.id);
            self.findings.add_about(
                &chosen.id,
                Code::NoRegion,
                component.id.span,
                message,
                "name its Regions in `regions`, or for all in `defaults`",
            );
        }
        Some(chosen)
    }

    /// Reports something about a component for which there is no help.
    fn about(&mut self, component: &Component, code: Code, span: Span, message: String) {
        let about = vec![component.id.to_string()];
        let finding = Finding::new(code, message).about(about).at(self.findings.file(span), Some(span));
        self.findings.push(finding);
    }

    fn service(&mut self, component: &Component) -> Option<(String, Arc<Service>)> {
        let written = &component.service;
        if written.is_empty() {
            return None;
        }
        if let Some(known) = self.services.get(written.as_str()) {
            return Some(known.clone());
        }
        let Some(id) = self.model.find(written) else {
            let help = self.unknown_service(written);
            self.findings.add_help(
                Code::UnknownService,
                written.span,
                format!("unknown service `{}`", written.as_str()),
                help,
            );
            return None;
        };
        let known = (id.clone(), Arc::new(self.model.service(&id)?));
        self.services.insert(written.to_string(), known.clone());
        Some(known)
    }

    fn unknown_service(&self, written: &str) -> String {
        let (provider, name) = written.split_once('/').unwrap_or(("", written));
        if provider.is_empty() {
            let meant = self.model.services().filter(|entry| {
                let own = entry.id.split_once('/').is_some_and(|(_, id)| id == name);
                own || entry.aliases.iter().any(|alias| alias == name)
            });
            let meant: Vec<String> = meant.map(|entry| format!("`{}`", entry.id)).collect();
            return match meant.is_empty() {
                false => format!("a service is named in full: {}", meant.join(" or ")),
                true => "a service is named in full, `provider/service`; `onus list services` prints all".to_owned(),
            };
        }
        let ids = self.model.services().map(|entry| entry.id.as_str());
        let spoken = name.replace('-', " ");
        let by_alias =
            self.model.services().find(|entry| entry.aliases.iter().any(|alias| alias.to_lowercase() == spoken));
        if let Some(entry) = by_alias {
            return format!("did you mean `{}`, {}?", entry.id, entry.name);
        }
        if let Some(id) = nearest(written, ids) {
            return format!("did you mean `{id}`?");
        }
        if !self.model.core.providers.contains_key(provider) {
            let known = self.model.core.providers.keys().map(String::as_str);
            return format!("there is no provider `{provider}`: {}", did_you_mean(provider, known));
        }
        let within: Vec<String> = self
            .model
            .services()
            .filter(|entry| {
                entry
                    .id
                    .split_once('/')
                    .is_some_and(|(of, id)| of == provider && (id.contains(name) || name.contains(id)))
            })
            .take(6)
            .map(|entry| format!("`{}`", entry.id))
            .collect();
        match within.is_empty() {
            true => format!(
                "`onus list services` prints all services of `{provider}`; one of your own goes into a folder given with `--model`"
            ),
            false => format!("perhaps {}; `onus list services` prints all", within.join(" or ")),
        }
    }

    fn variant(&mut self, component: &Component, default: Option<&str>, id: &str, service: &Service) -> Option<String> {
        let Some(variant) = &component.variant else {
            return default.filter(|variant| service.variants.contains_key(*variant)).map(str::to_owned);
        };
        if service.variants.contains_key(variant.as_str()) {
            return Some(variant.to_string());
        }
        let help = match service.variants.is_empty() {
            true => format!("`{id}` has no variants; remove the key"),
            false => did_you_mean(variant, service.variants.keys().map(String::as_str)),
        };
        self.findings.add_help(
            Code::UnknownVariant,
            variant.span,
            format!("unknown variant `{}` of `{id}`", variant.as_str()),
            help,
        );
        None
    }

    /// Finds what a service is built on, down to the one that an edition places, and where that is. `None`: there is no
    /// such service, or its provider has no edition; a model that was checked has neither.
    fn stand(&mut self, chosen: &mut Chosen, component: &Component) -> Option<()> {
        let Some(base) = chosen.service.built_on.clone() else {
            edition(self.model, self.providers, &chosen.provider)?;
            chosen.placed = self.placed(component, chosen);
            return Some(());
        };
        let service_id = self.model.find(&base.service)?;
        let provider_id = service_id.split('/').next().unwrap_or_default().to_owned();
        if !self.providers.iter().any(|known| known.id == provider_id) {
            self.providers.push(provider(&provider_id, self.architecture, self.model, self.options)?);
            self.providers.sort_by(|a, b| a.id.cmp(&b.id));
        }
        let service = Arc::new(self.model.service(&service_id)?);
        let mut below =
            Chosen { provider: provider_id, service_id, variant: base.variant, service, ..Chosen::default() };
        self.stand(&mut below, component)?;
        chosen.placed.clone_from(&below.placed);
        if chosen.service.scope.is_none() {
            let scope = below.service.scope;
            chosen.service = Arc::new(Service { scope, ..Service::clone(&chosen.service) });
        }
        chosen.built_on = Some(Arc::new(below));
        Some(())
    }

    fn placed(&mut self, component: &Component, chosen: &Chosen) -> Option<Placed> {
        let Chosen { provider, service, variant, .. } = chosen;
        let (edition_id, edition) = edition(self.model, self.providers, provider)?;
        if let Some(by_hand) = &component.placement {
            let category = &by_hand.category;
            if !category.is_empty() && !edition.categories.contains_key(category.as_str()) {
                let message =
                    format!("unknown category `{}` of the edition `{provider}/{edition_id}`", category.as_str());
                self.findings.unknown(
                    Code::UnknownCategory,
                    category.span,
                    message,
                    category,
                    edition.categories.keys().map(String::as_str),
                );
            }
            if edition.categories.contains_key(category.as_str()) {
                let message = format!("`{}` is placed in `{}` by the author", component.id.as_str(), category.as_str());
                self.about(component, Code::PlacedByAuthor, category.span, message);
            }
            return Some(Placed {
                category: category.to_string(),
                basis: Basis::Declared,
                sources: Vec::new(),
                because: Some(by_hand.because.to_string()).filter(|because| !because.is_empty()),
            });
        }
        let of_variant = variant
            .as_ref()
            .and_then(|variant| service.variants.get(variant))
            .and_then(|variant| variant.placement.get(edition_id));
        let placement = of_variant.or_else(|| service.placement.get(edition_id))?;
        Some(Placed {
            category: placement.category.clone(),
            basis: placement.basis(),
            sources: placement.sources.clone(),
            because: None,
        })
    }

    /// The account it is in: one at its provider, or at that of what it is built on.
    fn account(&mut self, component: &Component, default: Option<&Id>, chosen: &Chosen) -> Option<String> {
        let provider = &chosen.provider;
        let other = |account: &Id| {
            let known = self.architecture.accounts.get(account.as_str())?.provider.as_ref()?;
            (!chosen.levels().any(|level| level.provider == known.as_str())).then(|| known.to_string())
        };
        match (&component.account, default) {
            (Some(account), _) => {
                if !self.architecture.accounts.contains_key(account.as_str()) {
                    let known = self.architecture.accounts.keys().map(|id| id.value.as_str());
                    self.findings.unknown(
                        Code::UnknownAccount,
                        account.span,
                        format!("unknown account `{}`", account.as_str()),
                        account,
                        known,
                    );
                    return None;
                }
                if let Some(at) = other(account) {
                    let message =
                        format!("the account `{}` is at `{at}`, and the service at `{provider}`", account.as_str());
                    self.about(component, Code::OtherProvider, account.span, message);
                }
                Some(account.to_string())
            }
            (None, Some(account)) if other(account).is_none() => Some(account.to_string()),
            _ => None,
        }
    }

    /// The Regions it runs in. Defaults do not reach a service without a Region, or one of another provider.
    fn regions(&mut self, component: &Component, default: Option<&[RegionId]>, chosen: &Chosen) -> Vec<String> {
        let provider = chosen.located_by(self.model);
        if let Some(own) = &component.regions {
            own.iter().for_each(|region| self.region(region, provider));
            return once(own.iter().map(|region| region.to_lowercase()));
        }
        let Some(default) = default else { return Vec::new() };
        if matches!(chosen.service.scope, Some(Scope::Global | Scope::Edge)) {
            return Vec::new();
        }
        let regions = self.model.core.providers.get(provider).map_or(&[][..], |provider| &provider.regions[..]);
        let reached = default.iter().map(|region| region.to_lowercase());
        once(reached.filter(|region| regions.iter().any(|known| known.id == *region)))
    }

    fn region(&mut self, region: &RegionId, provider: &str) {
        names::unknown_region(region, provider, self.model, self.findings);
    }

    fn data_class(&mut self, class: &Id) {
        names::unknown_data_class(class, self.architecture, self.findings);
    }

    fn lifecycle(&mut self, component: &Component, service: &Service) {
        let since = service.since.as_ref().map_or(String::new(), |since| format!(" since {since}"));
        let message = match service.lifecycle {
            Some(Lifecycle::ClosedToNew) => format!("{} is closed to new customers{since}", service.name),
            Some(Lifecycle::Ended) => format!("{} has ended{since}", service.name),
            _ => return,
        };
        self.about(component, Code::Lifecycle, component.service.span, message);
    }
}

/// A list with everything in it once, in the order it is met.
pub(super) fn once(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    items.filter(|item| seen.insert(item.clone())).collect()
}
