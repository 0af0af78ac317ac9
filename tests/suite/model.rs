//! The responsibility model that is compiled in, seen from its end: every service is resolved under every edition, with
//! and without each variant, and every cell that comes out must be answered, founded and well worded. What must hold
//! between the files alone is `onus::model::check`, which `build.rs` runs.

use crate::harness::{assert_none, data};
use onus::architecture;
use onus::catalogue::{self, Selection};
use onus::embedded::Model;
use onus::finding::Findings;
use onus::form::{is_copy_date, is_date};
use onus::matrix::trace::{Fate, trace};
use onus::matrix::{self, Cell, Holder, Options, Origin};
use onus::model::check::{Side, misworded};
use onus::model::{Basis, Citation};
use onus::source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// A cell of a service by itself, and where it comes from.
struct Resolved {
    /// `aws/rds outposts, two-categories`.
    name: String,
    service: String,
    variant: Option<String>,
    edition: String,
    placed: bool,
    area: String,
    cell: Cell,
    /// The rules that decide it, as they are told to whoever asks: whose each is, and whom it names.
    deciding: Vec<(Origin, Option<Holder>)>,
}

static MODEL: LazyLock<Model> = LazyLock::new(Model::embedded);

/// Every cell of every service, with and without each variant, under every edition of its provider.
static CELLS: LazyLock<Vec<Resolved>> = LazyLock::new(|| {
    let editions = MODEL
        .core
        .providers
        .iter()
        .flat_map(|(provider, facts)| facts.editions.keys().map(move |edition| (provider, edition)));
    editions.flat_map(|(provider, edition)| resolve(provider, edition)).collect()
});

fn resolve(provider: &str, edition: &str) -> Vec<Resolved> {
    let services = MODEL.services().filter(|entry| entry.id.split('/').next() == Some(provider));
    let chosen: Vec<(&str, Option<&str>)> = services
        .flat_map(|entry| {
            std::iter::once(None)
                .chain(entry.variants.iter().map(|(id, _)| Some(id.as_str())))
                .map(|variant| (entry.id.as_str(), variant))
        })
        .collect();
    let mut text = format!("name: All\neditions: {{ {provider}: {edition} }}\ncomponents:\n");
    for (at, (service, variant)) in chosen.iter().enumerate() {
        let variant = variant.map_or_else(String::new, |variant| format!(", variant: {variant}"));
        text += &format!("  - {{ id: c{at}, service: {service}{variant} }}\n");
    }
    let source = Source::new("all", text);
    let mut findings = Findings::new(&source);
    let architecture = architecture::parse(&source, &mut findings).expect("it is an architecture");
    let matrix = matrix::resolve(&architecture, &MODEL, &Options::default(), &mut findings);
    assert!(!findings.has_errors(), "{:#?}", findings.into_sorted().0);
    let (architecture, matrix) = (&architecture, &matrix);
    let cells = matrix.components.iter().enumerate().flat_map(|(at, component)| {
        let (service, variant) = chosen[component.at];
        matrix.profiles[component.profile].cells.iter().map(move |cell| {
            let steps = trace(architecture, &MODEL, matrix, at, cell.area);
            let deciding = steps.iter().filter(|step| step.fate == Fate::Decides);
            let area = MODEL.core.areas.areas[cell.area].id.clone();
            Resolved {
                name: format!("{service} {}, {edition}: {area}", variant.unwrap_or("without a variant")),
                service: service.to_owned(),
                variant: variant.map(str::to_owned),
                edition: edition.to_owned(),
                placed: component.placed.is_some(),
                area,
                cell: Cell::clone(cell),
                deciding: deciding.map(|step| (step.origin, step.says.holder())).collect(),
            }
        })
    });
    cells.collect()
}

/// The cells of which something can be said, by name.
fn problems(wrong: impl Fn(&Resolved) -> Option<String>) -> Vec<String> {
    CELLS.iter().filter_map(|resolved| Some(format!("{}: {}", resolved.name, wrong(resolved)?))).collect()
}

/// Every source with the provider and the edition that defines it, where one does.
fn citations() -> impl Iterator<Item = (String, Option<String>, Citation)> {
    let full = |provider: &str, id: &str| format!("{provider}/{id}");
    let of_providers = MODEL.core.providers.iter().flat_map(move |(provider, facts)| {
        let neutral = facts.sources.iter().map(move |(id, citation)| (full(provider, id), None, citation.clone()));
        let editions = facts.editions.iter();
        let own = editions.flat_map(move |(edition, facts)| {
            facts
                .define_sources
                .iter()
                .map(move |(id, citation)| (full(provider, id), Some(edition.clone()), citation.clone()))
        });
        neutral.chain(own)
    });
    let of_services = MODEL.services().flat_map(move |entry| {
        let provider = entry.id.split('/').next().unwrap_or_default();
        let service = MODEL.service(&entry.id).expect("it is listed");
        service.define_sources.into_iter().map(move |(id, citation)| (full(provider, &id), None, citation))
    });
    of_providers.chain(of_services)
}

#[test]
fn there_are_24_areas_and_they_stand_layer_by_layer() {
    let areas = &MODEL.core.areas;
    assert_eq!(areas.areas.len(), 24);
    let layers: Vec<&str> = areas.layers.iter().map(|layer| layer.id.as_str()).collect();
    let mut order: Vec<&str> = areas.areas.iter().map(|area| area.layer.as_str()).collect();
    order.dedup();
    assert_eq!(order, layers);
}

#[test]
fn the_countries_are_those_of_iso_3166() {
    let countries: Vec<&str> = MODEL.core.countries().collect();
    assert!(countries.is_sorted() && countries.len() == 249, "{}: {countries:?}", countries.len());
}

#[test]
fn every_cell_is_answered_where_the_edition_places_the_service() {
    assert_none(
        &problems(|resolved| match resolved.cell.holder {
            Holder::Unplaced if resolved.placed => {
                Some("the edition places the service and does not answer".to_owned())
            }
            Holder::Undecided if resolved.variant.is_some() => {
                Some("a variant is named, and it is undecided".to_owned())
            }
            _ => None,
        }),
        "cells",
    );
}

#[test]
fn every_cell_has_the_duties_of_its_holder_and_no_others() {
    assert_none(
        &problems(|resolved| {
            let cell = &resolved.cell;
            let (provider, customer) = (cell.provider_duty.is_some(), cell.customer_duty.is_some());
            let right = match cell.holder {
                Holder::Shared => provider && customer,
                Holder::Provider => provider && !customer,
                Holder::Customer => customer,
                Holder::NotApplicable => !provider && !customer && cell.reason.is_some(),
                Holder::Undecided => !provider && !customer && !cell.choices.is_empty(),
                Holder::Unplaced => !provider && !customer,
            };
            (!right).then(|| {
                format!("{:?} with provider {:?}, customer {:?}", cell.holder, cell.provider_duty, cell.customer_duty)
            })
        }),
        "cells",
    );
}

#[test]
fn the_choices_of_an_undecided_cell_differ() {
    assert_none(
        &problems(|resolved| {
            let holders: BTreeSet<Holder> = resolved.cell.choices.iter().map(|choice| choice.holder).collect();
            (resolved.cell.holder == Holder::Undecided && holders.len() < 2).then(|| "all variants agree".to_owned())
        }),
        "cells",
    );
}

#[test]
fn the_rules_behind_a_cell_are_those_that_decided_it() {
    assert_none(
        &problems(|resolved| {
            let (cell, deciding) = (&resolved.cell, &resolved.deciding);
            let right = match cell.holder {
                Holder::Unplaced => deciding.is_empty(),
                Holder::Undecided => cell.choices.iter().all(|choice| {
                    choice.holder == Holder::Unplaced || deciding.iter().any(|(_, named)| *named == Some(choice.holder))
                }),
                holder => {
                    deciding.iter().all(|(_, named)| *named == Some(holder))
                        && deciding.iter().any(|(origin, _)| Some(*origin) == cell.origin)
                }
            };
            (!right).then(|| format!("{:?} by {:?}, and told is {deciding:?}", cell.holder, cell.origin))
        }),
        "cells",
    );
}

#[test]
fn every_claim_has_a_source_or_is_marked_as_judgement() {
    let known: BTreeSet<String> = citations().map(|(id, ..)| id).collect();
    assert_none(
        &problems(|resolved| {
            let cell = &resolved.cell;
            let unknown = cell
                .sources
                .iter()
                .chain(cell.conflicts.iter().map(|conflict| &conflict.source))
                .find(|source| !known.contains(*source));
            match (cell.basis, cell.holder) {
                _ if unknown.is_some() => Some(format!("nothing defines the source {unknown:?}")),
                (None, Holder::Undecided | Holder::Unplaced) => None,
                (Some(Basis::Judgement), _) => None,
                (Some(Basis::Stated | Basis::Derived), _) if !cell.sources.is_empty() => None,
                (basis, _) => Some(format!("{basis:?} without a source")),
            }
        }),
        "cells",
    );
}

#[test]
fn no_cell_cites_the_text_of_another_edition() {
    let owner: BTreeMap<String, Option<String>> = citations().map(|(id, edition, _)| (id, edition)).collect();
    assert_none(
        &problems(|resolved| {
            let sources =
                resolved.cell.sources.iter().chain(resolved.cell.conflicts.iter().map(|conflict| &conflict.source));
            let other = |source: &&String| {
                owner
                    .get(*source)
                    .is_some_and(|edition| edition.as_ref().is_some_and(|edition| *edition != resolved.edition))
            };
            sources.into_iter().find(other).map(|source| format!("cites {source}"))
        }),
        "cells",
    );
}

#[test]
fn coverage_is_what_counting_the_cells_gives() {
    for of in catalogue::coverage(&MODEL, &Selection::default()) {
        let Some(provider) = of.provider else { continue };
        let edition = of.edition.expect("a provider is read by one");
        let cells = || {
            CELLS.iter().filter(|resolved| {
                resolved.edition == edition
                    && resolved.variant.is_none()
                    && resolved.service.split('/').next() == Some(provider.as_str())
            })
        };
        let founded = |basis: Option<Basis>| cells().filter(|resolved| resolved.cell.basis == basis).count();
        let counted = [Some(Basis::Stated), Some(Basis::Derived), Some(Basis::Judgement), None].map(founded);
        assert_eq!([of.stated, of.derived, of.judgement, of.open], counted, "{provider}");
        let own = cells().filter(|resolved| resolved.cell.origin == Some(Origin::Service)).count();
        assert_eq!((of.cells, of.own), (cells().count(), own), "{provider}");
    }
}

#[test]
fn a_service_that_an_edition_does_not_place_is_partly_unplaced_and_cites_no_other_edition() {
    let cells: Vec<&Resolved> = CELLS
        .iter()
        .filter(|resolved| {
            resolved.service == "aws/rds" && resolved.edition == "two-categories" && resolved.variant.is_none()
        })
        .collect();
    let unplaced: Vec<&str> = cells
        .iter()
        .filter(|resolved| resolved.cell.holder == Holder::Unplaced)
        .map(|resolved| resolved.area.as_str())
        .collect();
    assert!(unplaced.contains(&"client-devices"), "{unplaced:?}");
    assert!(cells.iter().all(|resolved| !resolved.cell.sources.contains(&"aws/three-categories".to_owned())));
}

#[test]
fn every_duty_is_one_well_formed_sentence() {
    let sentences = |resolved: &Resolved| {
        let cell = &resolved.cell;
        let sides = [
            (&cell.provider_duty, Side::Provider),
            (&cell.customer_duty, Side::Customer),
            (&cell.option, Side::Customer),
        ];
        sides.into_iter().filter_map(|(text, side)| Some((text.clone()?, side))).collect::<Vec<_>>()
    };
    assert_none(
        &problems(|resolved| {
            let wrong: Vec<String> = sentences(resolved)
                .iter()
                .flat_map(|(text, side)| {
                    misworded(text, *side).into_iter().map(move |wrong| format!("{wrong}: {text}"))
                })
                .collect();
            (!wrong.is_empty()).then(|| wrong.join("; "))
        }),
        "cells",
    );
}

/// The areas that change together where the customer runs a part of a service.
const AROUND: [&str; 6] =
    ["guest-os", "platform-runtime", "service-software", "hardware", "facilities", "physical-network"];

#[test]
fn a_variant_that_the_customer_runs_answers_every_area_that_changes() {
    let mut ways: BTreeMap<(&str, &str, &str), BTreeMap<&str, &Cell>> = BTreeMap::new();
    for resolved in CELLS.iter().filter(|resolved| AROUND.contains(&resolved.area.as_str())) {
        let Some(variant) = &resolved.variant else { continue };
        let way = (resolved.service.as_str(), variant.as_str(), resolved.edition.as_str());
        ways.entry(way).or_default().insert(&resolved.area, &resolved.cell);
    }
    let reviewed: BTreeSet<String> = data("customer-run.tsv")
        .iter()
        .map(|line| {
            let [cell, reason] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("two columns: {line}") };
            assert!(reason.ends_with('.'), "{line}");
            cell.to_owned()
        })
        .collect();
    let mut open = BTreeSet::new();
    for ((service, variant, _), cells) in ways {
        let says = |area: &str| {
            let cell = cells[area];
            cell.origin == Some(Origin::Variant) && matches!(cell.holder, Holder::Customer | Holder::Shared)
        };
        let when = MODEL.service(service).expect("it is listed").variants[variant].when.to_lowercase();
        let on_site = ["customer's site", "own site", "on site", "own servers", "own machines", "outside aws"];
        let changing: &[&str] = match () {
            () if says("hardware") || says("facilities") || on_site.iter().any(|words| when.contains(words)) => &AROUND,
            () if cells["guest-os"].holder == Holder::Customer && says("guest-os") => &["platform-runtime"],
            () => &[],
        };
        // What the category says of all its services holds for this way of running one only where the customer has it anyway.
        let answered = |area: &str| {
            let cell = cells[area];
            cell.holder == Holder::Customer || matches!(cell.origin, Some(Origin::Variant | Origin::Service))
        };
        open.extend(changing.iter().filter(|area| !answered(area)).map(|area| format!("{service} {variant} {area}")));
    }
    assert_none(&open.difference(&reviewed).cloned().collect::<Vec<_>>(), "areas that no rule of the service answers");
    assert_none(&reviewed.difference(&open).cloned().collect::<Vec<_>>(), "exceptions that are none");
}

#[test]
fn no_two_services_of_a_provider_bear_one_name() {
    let mut names: BTreeMap<(String, String), &str> = BTreeMap::new();
    let mut twice = Vec::new();
    for entry in MODEL.services() {
        let (provider, id) = entry.id.split_once('/').expect("a service id is `provider/service`");
        for name in
            [&entry.name].into_iter().chain(&entry.aliases).map(|name| name.to_lowercase()).chain([id.to_owned()])
        {
            let first = names.insert((provider.to_owned(), name.clone()), &entry.id);
            twice.extend(
                first
                    .filter(|first| *first != entry.id)
                    .map(|first| format!("{first} and {} are both called `{name}`", entry.id)),
            );
        }
    }
    assert_none(&twice, "names");
}

#[test]
fn every_service_defines_only_sources_that_it_cites() {
    let mut idle = Vec::new();
    for entry in MODEL.services() {
        let service = MODEL.service(&entry.id).expect("it is listed");
        let variants = service.variants.values();
        let rules = service
            .responsibilities
            .values()
            .chain(variants.clone().flat_map(|variant| variant.responsibilities.values()));
        let cited =
            rules.flat_map(|rule| rule.sources.iter().chain(rule.conflicts.iter().map(|conflict| &conflict.source)));
        let placements =
            service.placement.values().chain(variants.clone().flat_map(|variant| variant.placement.values()));
        let reasons =
            service.not_applicable.values().chain(variants.flat_map(|variant| variant.not_applicable.values()));
        let cited: BTreeSet<&String> = cited
            .chain(placements.flat_map(|placement| &placement.sources))
            .chain(reasons.flat_map(|reason| &reason.sources))
            .collect();
        idle.extend(
            service.define_sources.keys().filter(|id| !cited.contains(id)).map(|id| format!("{}: {id}", entry.id)),
        );
    }
    assert_none(&idle, "sources that no cell cites");
}

#[test]
fn sources_were_copied_before_they_were_read_and_read_before_the_model_was_made() {
    let made = &MODEL.core.version.date;
    let wrong = |(id, _, citation): (String, Option<String>, Citation)| {
        let copied_later = citation.copy.as_ref().is_some_and(|copy| copy.as_str() > &citation.read[..copy.len()]);
        (copied_later || citation.read > *made)
            .then(|| format!("{id}: copy {:?}, read {}, model {made}", citation.copy, citation.read))
    };
    assert_none(&citations().filter_map(wrong).collect::<Vec<_>>(), "sources");
}

#[test]
fn every_source_has_real_days_and_a_web_address() {
    let wrong = |(id, _, citation): (String, Option<String>, Citation)| {
        let dates = is_date(&citation.read) && citation.copy.as_deref().is_none_or(is_copy_date);
        let address = citation.address.as_deref().is_none_or(|address| {
            let host = address.strip_prefix("https://").and_then(|rest| rest.split(['/', '?', '#']).next());
            let named = |host: &str| {
                let good = |label: &str| {
                    !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                };
                host.contains('.') && host.split('.').all(good)
            };
            host.is_some_and(named) && address.bytes().all(|byte| byte.is_ascii_graphic())
        });
        (!dates || !address).then(|| format!("{id}: {:?} {:?} {}", citation.address, citation.copy, citation.read))
    };
    assert_none(&citations().filter_map(wrong).collect::<Vec<_>>(), "sources");
}

#[test]
fn no_provider_defines_a_page_as_a_source_twice() {
    let mut pages: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (id, _, citation) in citations() {
        let provider = id.split('/').next().unwrap_or_default();
        let page = citation.address.unwrap_or_else(|| citation.title.clone());
        pages.entry(format!("{provider}: {page}")).or_default().push(id);
    }
    let twice: Vec<String> = pages
        .into_iter()
        .filter(|(_, ids)| ids.len() > 1)
        .map(|(page, ids)| format!("{page}: {}", ids.join(", ")))
        .collect();
    assert_none(&twice, "pages");
}
