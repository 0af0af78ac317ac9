//! Services that are built on others: whatever a platform says of an area, no part of the cell below it is lost. Tried for
//! every service of the model, run in every variant.

use crate::harness::assert_none;
use onus::architecture::{self, Architecture};
use onus::embedded::Model;
use onus::finding::Findings;
use onus::matrix::trace::{Fate, trace};
use onus::matrix::{self, Cell, Holder, Matrix, Options};
use onus::source::Source;
use std::sync::Arc;

/// What a platform says of every area: the name of its provider, and the rule.
const SAYS: [(&str, &str); 5] = [
    ("silent", ""),
    ("words", "{ customer: Read the handbook. }"),
    ("customer", "{ party: customer }"),
    ("shared", "{ party: shared }"),
    ("whole", "{ party: provider }"),
];

/// Every service with each of its variants.
fn run(model: &Model) -> Vec<(String, Option<String>)> {
    let of = |entry: &onus::model::ServiceEntry| {
        let variants = entry.variants.iter().map(|(variant, _)| Some(variant.clone()));
        let id = entry.id.clone();
        std::iter::once(None).chain(variants).map(move |variant| (id.clone(), variant)).collect::<Vec<_>>()
    };
    model.services().flat_map(of).collect()
}

/// The model with platforms that build on every service.
fn with_platforms(run: &[(String, Option<String>)]) -> Model {
    let mut model = Model::embedded();
    let mut files: Vec<(String, Arc<Source>)> = Vec::new();
    let mut add = |path: String, text: String| {
        let source = Source::new(path.clone(), text);
        files.push((path, source));
    };
    for (name, rule) in SAYS {
        add(format!("{name}/provider.yaml"), format!("name: {name}\nshort: {name}\n"));
        let rules: Vec<String> = match rule {
            "" => Vec::new(),
            rule => model.core.areas.areas.iter().map(|area| format!("  {}: {rule}\n", area.id)).collect(),
        };
        for (at, (service, variant)) in run.iter().enumerate() {
            let variant = variant.as_ref().map_or_else(String::new, |variant| format!(", variant: {variant}"));
            let rules = if rules.is_empty() { " {}\n".to_owned() } else { format!("\n{}", rules.concat()) };
            let text = format!("name: S\nbuilt_on: {{ service: {service}{variant} }}\nresponsibilities:{rules}");
            add(format!("{name}/services/s{at}.yaml"), text);
        }
    }
    // That a rule claims what lies below is reported, and here on purpose.
    let found = model.lay_over(vec![files]);
    let other = found.iter().filter(|finding| !finding.message.starts_with("under every edition"));
    assert_none(&other.map(|finding| finding.message.clone()).collect::<Vec<_>>(), "findings");
    model
}

fn resolve(model: &Model, components: impl Iterator<Item = (String, Option<String>)>) -> (Architecture, Matrix) {
    let mut text = "name: All\ncomponents:\n".to_owned();
    for (at, (service, variant)) in components.enumerate() {
        let variant = variant.map_or_else(String::new, |variant| format!(", variant: {variant}"));
        text += &format!("  - {{ id: c{at}, service: {service}{variant} }}\n");
    }
    let source = Source::new("all", text);
    let mut findings = Findings::new(&source);
    let architecture = architecture::parse(&source, &mut findings).expect("it is an architecture");
    let matrix = matrix::resolve(&architecture, model, &Options::default(), &mut findings);
    (architecture, matrix)
}

/// The cells of each component.
fn cells(matrix: &Matrix) -> impl Iterator<Item = Vec<&Cell>> {
    matrix
        .components
        .iter()
        .map(|component| matrix.profiles[component.profile].cells.iter().map(|cell| &**cell).collect::<Vec<_>>())
}

/// What is lost or wrong in a cell above another.
fn wrong(platform: &str, below: &Cell, above: &Cell) -> Option<&'static str> {
    let took = matches!(platform, "shared" | "whole") && below.holder != Holder::Provider;
    let holder = match (below.holder, platform) {
        (Holder::Provider, _) => Holder::Provider,
        (_, "whole") => Holder::Provider,
        (_, "shared") => Holder::Shared,
        (Holder::Customer | Holder::Shared, _) => below.holder,
        (_, "customer") => Holder::Customer,
        (open, _) => open,
    };
    let held = matches!(above.holder, Holder::Customer | Holder::Shared | Holder::Provider);
    let left = matches!(above.holder, Holder::Customer | Holder::Shared);
    let below_acts = below.provider_duty.is_some() && below.holder != Holder::NotApplicable;
    let own = above.chain.iter().filter(|link| link.seller.provider == platform && link.holds).count();
    if above.holder != holder {
        Some("another holder")
    } else if below_acts && above.chain.first().is_none_or(|link| link.seller.provider == platform) {
        Some("the duty below is lost")
    } else if took != (own == 1) {
        Some("the platform's part is lost, or made up")
    } else if left != above.customer_duty.is_some() {
        Some("the organisation's duty is lost, or made up")
    } else if held && above.holder != Holder::Customer && above.held_by().is_none() {
        Some("nobody holds it")
    } else if below.sources.iter().any(|source| !above.sources.contains(source)) && held {
        Some("a source is lost")
    } else if held && below.basis.is_some() && left_below(below) && above.basis < below.basis {
        Some("it is better founded than what is below")
    } else if above.choices != below.choices && above.holder == Holder::Undecided {
        Some("the choices are lost")
    } else {
        None
    }
}

fn left_below(below: &Cell) -> bool {
    matches!(below.holder, Holder::Customer | Holder::Shared)
}

#[test]
fn no_part_of_a_cell_below_is_lost() {
    let run = run(&Model::embedded());
    let model = with_platforms(&run);
    let (_, below) = resolve(&model, run.iter().cloned());
    let mut problems = Vec::new();
    for (platform, _) in SAYS {
        let (_, above) = resolve(&model, (0..run.len()).map(|at| (format!("{platform}/s{at}"), None)));
        assert_eq!(above.components.len(), run.len());
        for ((service, below), above) in run.iter().zip(cells(&below)).zip(cells(&above)) {
            assert_eq!(above.len(), model.core.areas.areas.len());
            for (below, above) in below.into_iter().zip(above) {
                let area = &model.core.areas.areas[below.area].id;
                problems.extend(
                    wrong(platform, below, above).map(|what| format!("{platform} on {service:?}, {area}: {what}")),
                );
            }
        }
    }
    assert_none(&problems, "cells");
}

#[test]
fn the_rules_behind_a_cell_above_are_those_that_decided_it() {
    // Every service is run below by the other test; here some are enough.
    let run: Vec<_> = run(&Model::embedded()).into_iter().step_by(9).collect();
    let model = with_platforms(&run);
    let mut problems = Vec::new();
    for (platform, _) in SAYS {
        let (architecture, above) = resolve(&model, (0..run.len()).map(|at| (format!("{platform}/s{at}"), None)));
        for (at, cells) in cells(&above).enumerate() {
            for cell in cells.into_iter().filter(|cell| cell.origin.is_some()) {
                let steps = trace(&architecture, &model, &above, at, cell.area);
                let mut deciding = steps.iter().filter(|step| step.fate == Fate::Decides);
                if !deciding.any(|step| Some(step.origin) == cell.origin) {
                    let area = &model.core.areas.areas[cell.area].id;
                    problems.push(format!("{platform} on {:?}, {area}: decided by {:?}", run[at], cell.origin));
                }
            }
        }
    }
    assert_none(&problems, "cells");
}
