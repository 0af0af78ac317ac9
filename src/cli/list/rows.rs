//! What stands in each list.

use super::table::{Cell, Table};
use crate::cli::Stop;
use onus::catalogue::{self, Coverage, Selection};
use onus::document::{self, Templates};
use onus::embedded::Model;
use onus::finding::Code;
use onus::model::{Citation, Placement, Provider, Service, ServiceEntry, Variant};

/// The providers that are meant.
fn providers_of<'m>(
    model: &'m Model,
    selection: &'m Selection,
) -> impl Iterator<Item = (&'m String, &'m Provider)> + Clone {
    model.core.providers.iter().filter(|(id, _)| selection.is_of(id))
}

/// Services are searched also in what the table does not show, so the selection has done it. With an area the table says
/// who holds it under the default edition, and on what that rests.
pub(super) fn services(model: &Model, selection: &Selection) -> Table {
    let row = |(entry, service): &(&ServiceEntry, Service)| {
        let placed = |(edition, placed): (&String, &Placement)| format!("{} ({edition})", placed.category);
        let placement: Vec<String> = service.placement.iter().map(placed).collect();
        let variants: Vec<&str> = entry.variants.iter().map(|(id, _)| id.as_str()).collect();
        vec![entry.id.clone(), entry.name.clone(), placement.join(", "), variants.join(", ")]
    };
    let services = selection.services(model);
    let Some(area) = selection.area.as_ref().and_then(|area| model.core.areas.index(area)) else {
        return Table::of(&["service", "name", "category", "variants"], services.iter().map(row));
    };
    let resolved = catalogue::resolve(model, services.iter().map(|(entry, _)| entry.id.as_str()));
    let answer = |id: &str| {
        let at = resolved.binary_search_by(|resolved| resolved.id.as_str().cmp(id)).ok()?;
        let cell = &resolved[at].plain.cells[area];
        Some([cell.holder.word(), cell.basis.map_or("", |basis| basis.word())])
    };
    let rows = services.iter().map(|of| {
        let mut row = row(of);
        row.splice(2..2, answer(&of.0.id).unwrap_or_default().map(str::to_owned));
        row
    });
    Table::of(&["service", "name", "holder", "basis", "category", "variants"], rows)
}

pub(super) fn variants(model: &Model, selection: &Selection) -> Table {
    // The words must occur in the row, not in what the service says elsewhere.
    let of = Selection { words: Vec::new(), ..selection.clone() };
    let wanted = |service: &Service, variant: &Variant| {
        let inherited = service.placement.iter().filter(|(edition, _)| !variant.placement.contains_key(*edition));
        let mut placed = variant.placement.values().chain(inherited.map(|(_, placed)| placed));
        let area = selection.area.as_ref();
        selection.category.as_ref().is_none_or(|category| placed.any(|placed| placed.category == *category))
            && area.is_none_or(|area| {
                variant.responsibilities.contains_key(area) || variant.not_applicable.contains_key(area)
            })
    };
    let rows = of.services(model).into_iter().flat_map(|(entry, service)| {
        let variants = service.variants.iter().filter(|(_, variant)| wanted(&service, variant));
        let row = |(id, variant): (&String, &Variant)| {
            vec![entry.id.clone(), id.clone(), variant.title.clone(), variant.when.clone()]
        };
        variants.map(row).collect::<Vec<_>>()
    });
    Table::of(&["service", "variant", "title", "when"], rows)
}

pub(super) fn providers(model: &Model, selection: &Selection) -> Table {
    let row = |(id, provider): (&String, &Provider)| {
        let services = model.services().filter(|entry| entry.id.split('/').next() == Some(id)).count();
        vec![
            id.clone(),
            provider.facts.name.clone(),
            provider.facts.default_edition.clone(),
            services.to_string(),
            provider.regions.len().to_string(),
        ]
    };
    Table::of(&["provider", "name", "default edition", "services", "regions"], providers_of(model, selection).map(row))
}

pub(super) fn editions(model: &Model, selection: &Selection) -> Table {
    let rows = providers_of(model, selection).flat_map(|(id, provider)| {
        let has = |facts: &onus::model::Edition| {
            selection.category.as_ref().is_none_or(|category| facts.categories.contains_key(category))
        };
        provider.editions.iter().filter(move |(_, facts)| has(facts)).map(move |(edition, facts)| {
            let categories: Vec<&str> = facts.categories.keys().map(String::as_str).collect();
            let default = if provider.facts.default_edition == *edition { "default" } else { "" };
            vec![format!("{id}/{edition}"), facts.title.clone(), categories.join(", "), default.to_owned()]
        })
    });
    Table::of(&["edition", "title", "categories", "default"], rows)
}

pub(super) fn areas(model: &Model) -> Table {
    let row = |area: &onus::model::Area| {
        vec![area.id.clone(), area.layer.clone(), area.title.clone(), area.definition.clone()]
    };
    Table::of(&["area", "layer", "title", "definition"], model.core.areas.areas.iter().map(row))
}

pub(super) fn sources(model: &Model, selection: &Selection) -> Table {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut add = |provider: &str, id: &str, citation: &Citation, file: String| {
        let dash = || "-".to_owned();
        rows.push(vec![
            format!("{provider}/{id}"),
            citation.title.clone(),
            citation.address.clone().unwrap_or_else(dash),
            citation.copy.clone().unwrap_or_else(dash),
            citation.read.clone(),
            file,
        ]);
    };
    for (id, provider) in providers_of(model, selection) {
        provider.sources.iter().for_each(|(source, citation)| add(id, source, citation, format!("{id}/sources")));
        for (edition, facts) in &provider.editions {
            facts
                .define_sources
                .iter()
                .for_each(|(source, citation)| add(id, source, citation, format!("{id}/editions/{edition}")));
        }
    }
    for (entry, service) in (Selection { words: Vec::new(), ..selection.clone() }).services(model) {
        let Some((provider, name)) = entry.id.split_once('/') else { continue };
        service
            .define_sources
            .iter()
            .for_each(|(source, citation)| add(provider, source, citation, format!("{provider}/services/{name}")));
    }
    for id in model.frameworks().into_iter().filter(|_| selection.provider.is_none()) {
        let framework = model.framework(id).unwrap_or_default();
        let sources = framework.define_sources.iter();
        sources.for_each(|(source, citation)| add(id, source, citation, format!("frameworks/{id}")));
    }
    rows.sort();
    Table::of(&["source", "title", "address", "copy", "read", "defined in"], rows)
}

/// Frameworks, and the selections of them that can be used by name.
pub(super) fn frameworks(model: &Model) -> Table {
    let rows = model.frameworks().into_iter().flat_map(|id| {
        let framework = model.framework(id).unwrap_or_default();
        let row = |id: String, title: &str, controls: usize| {
            vec![id, title.to_owned(), framework.version.clone(), controls.to_string(), framework.publisher.clone()]
        };
        let whole = row(id.to_owned(), &framework.name, framework.controls.len());
        let selections = framework.profiles.iter().map(|(profile, facts)| {
            row(format!("{id}/{profile}"), &format!("{}, {}", framework.short, facts.title), facts.controls.len())
        });
        std::iter::once(whole).chain(selections).collect::<Vec<_>>()
    });
    Table::of(&["framework", "name", "version", "controls", "publisher"], rows)
}

/// Sheets in the words of a regime.
pub(super) fn dialects(model: &Model) -> Table {
    let rows = model.dialects().into_iter().map(|id| {
        let dialect = model.dialect(id).unwrap_or_default();
        let sides = ["consumer", "offering"].into_iter().filter(|side| !dialect.refused.contains_key(*side));
        let sides = match dialect.frameworks.is_empty() {
            true => String::new(),
            false => sides.collect::<Vec<_>>().join(", "),
        };
        vec![id.to_owned(), dialect.name.clone(), dialect.frameworks.join(", "), sides]
    });
    Table::of(&["dialect", "name", "frameworks", "sides"], rows)
}

pub(super) fn regions(model: &Model, selection: &Selection) -> Table {
    let rows = providers_of(model, selection).flat_map(|(id, provider)| {
        provider.regions.iter().map(move |region| {
            vec![
                region.id.clone(),
                id.clone(),
                region.name.clone(),
                region.country.clone(),
                region.geographies.join(", "),
            ]
        })
    });
    Table::of(&["region", "provider", "name", "country", "geographies"], rows)
}

pub(super) fn templates() -> Result<Table, Stop> {
    let templates = Templates::load(&[], &[], document::templates::DEFAULT)
        .map_err(|findings| Stop(findings.first().map_or_else(String::new, |finding| finding.message.clone())))?;
    Ok(Table::of(&["template"], templates.names().into_iter().map(|name| vec![name])))
}

pub(super) fn findings() -> Table {
    let row = |code: &Code| {
        let meaning = code.description().split(". ").next().unwrap_or_default().trim().trim_end_matches('.').to_owned();
        vec![code.word().to_owned(), code.severity().word().to_owned(), meaning]
    };
    Table::of(&["code", "severity", "meaning"], Code::ALL.iter().map(row))
}

/// The services that are meant are counted; their words have been searched.
pub(super) fn coverage(model: &Model, selection: &Selection) -> Table {
    let row = |of: Coverage| {
        vec![
            Cell::Text(of.provider.clone().unwrap_or_else(|| "all".to_owned())),
            Cell::Text(of.edition.clone().unwrap_or_default()),
            Cell::Count(of.services),
            Cell::Count(of.cells),
            Cell::Count(of.stated),
            Cell::Count(of.derived),
            Cell::Count(of.judgement),
            Cell::Count(of.open),
            Cell::Count(of.own),
            Cell::Half(of.median_of_duties()),
            Cell::Count(of.years.values().sum()),
            // The newest first.
            Cell::Counts(of.years.into_iter().rev().collect()),
        ]
    };
    Table {
        columns: &[
            "provider",
            "edition",
            "services",
            "cells",
            "stated",
            "derived",
            "judgement",
            "open",
            "own cells",
            "own duties",
            "sources",
            "by year",
        ],
        rows: catalogue::coverage(model, selection).into_iter().map(row).collect(),
    }
}
