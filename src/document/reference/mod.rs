//! The reference: services of the model to browse, provider by provider and category by category, each with what its own
//! file says. It tells of no architecture. What its templates see is in `view`.

mod view;

pub use view::*;

use super::ground::glyph;
use super::view::{AreaView, LayerView, ModelFacts};
use crate::catalogue::{Answers, Resolved, Selection, resolve};
use crate::embedded::Model;
use crate::matrix::{Cell, Holder};
use crate::model::{Area, Edition, Party, Service};
use serde_json::json;
use std::collections::BTreeMap;
use tera::Context;

/// Makes the reference of the services that are meant.
pub fn reference(model: &Model, selection: &Selection) -> Reference {
    let areas = &model.core.areas;
    let told: Vec<&Area> =
        areas.areas.iter().filter(|area| selection.area.as_ref().is_none_or(|wanted| *wanted == area.id)).collect();
    let writer = Writer { model, told };
    let services = selection.services(model);
    let resolved = resolve(model, services.iter().map(|(entry, _)| entry.id.as_str()));
    let mut by_provider: BTreeMap<&str, Vec<&Resolved>> = BTreeMap::new();
    for service in &resolved {
        by_provider.entry(&service.provider).or_default().push(service);
    }
    let named = [("provider", &selection.provider), ("category", &selection.category), ("area", &selection.area)];
    let named = named.into_iter().filter_map(|(kind, value)| Some((kind, value.clone()?)));
    let words = (!selection.words.is_empty()).then(|| ("words", selection.words.join(" ")));
    let within = |layer: &str| -> Vec<String> {
        writer.told.iter().filter(|area| area.layer == layer).map(|area| area.id.clone()).collect()
    };
    let layers = areas.layers.iter().map(|layer| LayerView {
        id: layer.id.clone(),
        title: layer.title.clone(),
        areas: within(&layer.id),
    });
    Reference {
        reference: VERSION,
        model: ModelFacts { version: model.core.version.version.clone(), date: model.core.version.date.clone() },
        filters: named.chain(words).map(|(kind, value)| FilterView { kind: kind.to_owned(), value }).collect(),
        services: resolved.len(),
        layers: layers.filter(|layer| !layer.areas.is_empty()).collect(),
        areas: writer.told.iter().map(|area| area_view(area)).collect(),
        providers: by_provider.into_iter().filter_map(|(id, services)| writer.provider(id, &services)).collect(),
    }
}

impl Reference {
    /// What a template sees. The page around it names its document as that of an architecture.
    pub(super) fn context(&self) -> tera::TeraResult<Context> {
        let mut context = Context::from_serialize(self)?;
        let page = json!({
            "name": "Services of the responsibility model",
            "number": null,
            "version": self.model.version,
            "status": null,
            "handling": null,
        });
        let glyphs: BTreeMap<&str, &str> = Holder::ALL.map(|holder| (holder.word(), glyph(holder))).into();
        context.insert("architecture", &page);
        context.insert("glyph", &glyphs);
        context.insert("customer", "the customer");
        Ok(context)
    }
}

fn area_view(area: &Area) -> AreaView {
    AreaView {
        id: area.id.clone(),
        layer: area.layer.clone(),
        title: area.title.clone(),
        definition: area.definition.clone(),
    }
}

struct Writer<'m> {
    model: &'m Model,
    /// The areas that are told.
    told: Vec<&'m Area>,
}

/// The sources that are cited in one place, in the order of their first citation.
struct Cited<'a> {
    model: &'a Model,
    provider: &'a str,
    service: Option<&'a Service>,
    list: Vec<CitedView>,
}

impl Cited<'_> {
    /// The numbers of sources, by their ids in full.
    fn cite<'i>(&mut self, ids: impl IntoIterator<Item = &'i String>) -> Vec<usize> {
        ids.into_iter().filter_map(|id| self.number(id)).collect()
    }

    fn number(&mut self, id: &str) -> Option<usize> {
        if let Some(known) = self.list.iter().find(|known| known.id == id) {
            return Some(known.number);
        }
        let name = id.split_once('/').map_or(id, |(_, name)| name);
        let citation = self.model.citation(self.provider, name, self.service)?;
        self.list.push(CitedView {
            number: self.list.len() + 1,
            id: id.to_owned(),
            title: citation.title.clone(),
            address: citation.address.clone(),
            copy: citation.copy.clone(),
            read: citation.read.clone(),
            note: citation.note.clone(),
        });
        Some(self.list.len())
    }
}

impl<'m> Writer<'m> {
    fn cited<'a>(&'a self, provider: &'a str, service: Option<&'a Service>) -> Cited<'a> {
        Cited { model: self.model, provider, service, list: Vec::new() }
    }

    fn provider(&self, id: &str, services: &[&Resolved]) -> Option<ProviderPart> {
        let provider = self.model.core.providers.get(id)?;
        let default = &services.first()?.edition;
        let edition = provider.editions.get(default)?;
        let facts = |name: &String, edition: &Edition| {
            let mut cited = self.cited(id, None);
            cited.cite(&full(id, &edition.sources));
            let (title, summary) = (edition.title.clone(), edition.summary.clone());
            EditionFacts { id: name.clone(), title, summary, sources: cited.list }
        };
        let placed = |service: &Resolved| service.plain.placed.as_ref().map(|placed| placed.category.clone());
        let of = |category: Option<&String>| {
            let services = services.iter().filter(move |service| placed(service).as_ref() == category);
            services.map(|service| self.service(service)).collect::<Vec<_>>()
        };
        let categories = edition.categories.iter().map(|(category, facts)| CategoryPart {
            anchor: format!("{id}.{category}"),
            id: Some(category.clone()),
            title: facts.title.clone(),
            meaning: Some(facts.meaning.clone()),
            provider: Some(facts.provider.clone()),
            customer: Some(facts.customer.clone()),
            holders: self.holders(edition, category),
            services: of(Some(category)),
        });
        let unplaced = CategoryPart {
            anchor: format!("{id}.unplaced"),
            id: None,
            title: "No category in this edition".to_owned(),
            meaning: None,
            provider: None,
            customer: None,
            holders: Vec::new(),
            services: of(None),
        };
        Some(ProviderPart {
            id: id.to_owned(),
            name: provider.facts.name.clone(),
            short: provider.facts.short.clone(),
            services: services.len(),
            edition: facts(default, edition),
            others: provider
                .editions
                .iter()
                .filter(|(name, _)| *name != default)
                .map(|(name, edition)| facts(name, edition))
                .collect(),
            categories: categories.chain([unplaced]).filter(|category| !category.services.is_empty()).collect(),
        })
    }

    /// Who holds what in a category where a service does not answer for itself.
    fn holders(&self, edition: &Edition, category: &str) -> Vec<HeldView> {
        let rules = edition.categories.get(category).map(|category| &category.responsibilities);
        let party = |area: &Area| {
            let own = rules.and_then(|rules| rules.get(&area.id)).and_then(|rule| rule.party);
            own.or_else(|| edition.every.get(&area.id).and_then(|rule| rule.party))
        };
        let held = |wanted: Party| HeldView {
            party: wanted.word().to_owned(),
            areas: self.told.iter().filter(|area| party(area) == Some(wanted)).map(|area| area.title.clone()).collect(),
        };
        let parties = [Party::Customer, Party::Shared, Party::Provider];
        parties.into_iter().map(held).filter(|held| !held.areas.is_empty()).collect()
    }

    fn service(&self, resolved: &Resolved) -> ServicePart {
        let Resolved { id, provider, edition, service, plain, variants } = resolved;
        let mut cited = self.cited(provider, Some(service));
        let facts = self.model.core.providers.get(provider);
        let editions = || facts.into_iter().flat_map(|facts| &facts.editions);
        let title = |edition: &Edition, category: &str| {
            edition.categories.get(category).map_or_else(|| category.to_owned(), |category| category.title.clone())
        };
        // The default edition comes first.
        let (first, rest): (Vec<_>, Vec<_>) = editions().partition(|(name, _)| *name == edition);
        let placements = first.into_iter().chain(rest).map(|(name, edition)| {
            let placed = service.placement.get(name);
            PlacementView {
                edition: edition.title.clone(),
                category: placed.map(|placed| title(edition, &placed.category)),
                basis: placed.map(|placed| placed.basis().word().to_owned()),
                sources: placed.map_or_else(Vec::new, |placed| cited.cite(&full(provider, &placed.sources))),
            }
        });
        let placements = placements.collect();
        let elsewhere = |answers: &Answers| {
            let category = &answers.placed.as_ref()?.category;
            let same = plain.placed.as_ref().is_some_and(|placed| placed.category == *category);
            let (_, edition) = editions().find(|(name, _)| *name == edition)?;
            (!same).then(|| title(edition, category))
        };
        let answers = self.answers(id, None, service, &plain.cells, &mut cited);
        let mut all: Vec<AnswersView> = Vec::from_iter(answers);
        let mut views = Vec::new();
        for (name, answers) in variants {
            let Some(variant) = service.variants.get(name) else { continue };
            all.extend(self.answers(id, Some(name), service, &answers.cells, &mut cited));
            views.push(VariantView {
                id: name.clone(),
                title: variant.title.clone(),
                when: variant.when.clone(),
                category: elsewhere(answers),
            });
        }
        let short = || facts.map_or_else(|| provider.clone(), |facts| facts.facts.short.clone());
        ServicePart {
            id: id.clone(),
            name: service.name.clone(),
            summary: service.summary.clone(),
            aliases: service.aliases.clone(),
            vendor: service.vendor.clone(),
            third_party: service.third_party.clone(),
            short: service.vendor.clone().unwrap_or_else(short),
            scope: service.scope.map(|scope| scope.word().to_owned()),
            lifecycle: service.lifecycle.map(|lifecycle| lifecycle.word().to_owned()),
            since: service.since.clone(),
            placements,
            variants: views,
            variant_required: service.variant_required,
            answers: all,
            sources: cited.list,
        }
    }

    /// What the file of a service answers for itself, or for one of its variants; nothing where that is nothing.
    fn answers(
        &self,
        id: &str,
        variant: Option<&String>,
        service: &Service,
        cells: &[impl AsRef<Cell>],
        cited: &mut Cited<'_>,
    ) -> Option<AnswersView> {
        let facts = variant.and_then(|variant| service.variants.get(variant));
        let (rules, reasons) = match facts {
            Some(facts) => (&facts.responsibilities, &facts.not_applicable),
            None => (&service.responsibilities, &service.not_applicable),
        };
        let areas = &self.model.core.areas.areas;
        let prefix = variant.map_or_else(|| id.to_owned(), |variant| format!("{id}.{variant}"));
        let mut answers = Vec::new();
        for cell in cells.iter().map(AsRef::as_ref) {
            let area = &areas[cell.area];
            let told = self.told.iter().any(|told| told.id == area.id);
            if told && (rules.contains_key(&area.id) || reasons.contains_key(&area.id)) {
                answers.push(answer(&prefix, area, cell, cited));
            }
        }
        let title = facts.map(|facts| facts.title.clone());
        (!answers.is_empty()).then(|| AnswersView { variant: variant.cloned(), title, cells: answers })
    }
}

fn answer(prefix: &str, area: &Area, cell: &Cell, cited: &mut Cited<'_>) -> AnswerView {
    let choice = |choice: &crate::matrix::Choice| AnswerChoice {
        variant: choice.variant.clone(),
        party: choice.holder.word().to_owned(),
    };
    AnswerView {
        id: format!("{prefix}.{}", area.id),
        area: area.id.clone(),
        title: area.title.clone(),
        party: cell.holder.word().to_owned(),
        provider_duty: cell.provider_duty.clone(),
        customer_duty: cell.customer_duty.clone(),
        option: cell.option.clone(),
        guidance: cell.guidance.clone(),
        reason: cell.reason.clone(),
        basis: cell.basis.map(|basis| basis.word().to_owned()),
        sources: cited.cite(&cell.sources),
        choices: cell.choices.iter().map(choice).collect(),
        conflicts: cell
            .conflicts
            .iter()
            .filter_map(|conflict| {
                let party = conflict.party.map(|party| party.word().to_owned());
                Some(AnswerConflict { source: cited.number(&conflict.source)?, party, note: conflict.note.clone() })
            })
            .collect(),
    }
}

/// Sources of a provider, in full.
fn full(provider: &str, sources: &[String]) -> Vec<String> {
    sources.iter().map(|source| format!("{provider}/{source}")).collect()
}
