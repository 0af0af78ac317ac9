//! Whether data stays where it must: a component's Regions against the places the architecture allows.

use super::chosen::Chosen;
use crate::architecture::Architecture;
use crate::embedded::Model;
use crate::finding::{Code, Findings};
use std::collections::BTreeSet;

/// The area in which residency is decided.
pub const AREA: &str = "region-choice";

/// Whether a Region of a provider lies in the allowed places. For a provider without Regions it is a country or a
/// geography.
pub fn allowed(region: &str, provider: &str, residency: &[String], model: &Model) -> bool {
    let regions = model.core.providers.get(provider).map_or(&[][..], |provider| &provider.regions);
    let facts = regions.iter().find(|known| known.id == region);
    residency.iter().any(|place| {
        place == region
            || facts.is_some_and(|facts| facts.country == *place || facts.geographies.contains(place))
            || regions.is_empty() && model.lies_in(region, place)
    })
}

/// The allowed places, lower case.
pub fn of(architecture: &Architecture) -> Vec<String> {
    architecture.residency.iter().map(|place| place.to_lowercase()).collect()
}

/// Reports Regions outside the allowed places, and components of which the file does not show where their data is.
pub fn check(architecture: &Architecture, model: &Model, components: &[Chosen], findings: &mut Findings) {
    let residency = of(architecture);
    let places = if residency.is_empty() { BTreeSet::new() } else { model.places() };
    for place in &architecture.residency {
        let lower = place.to_lowercase();
        if !places.contains(lower.as_str()) {
            findings.unknown(
                Code::UnknownResidency,
                place.span,
                format!("unknown place `{}`", place.as_str()),
                &lower,
                places.iter().copied(),
            );
        }
    }
    if residency.is_empty() {
        return;
    }
    let mut reported = BTreeSet::new();
    for component in components {
        let written = &architecture.components[component.at];
        let default = architecture.defaults.as_ref().and_then(|defaults| defaults.regions.as_deref());
        let places = written.regions.as_deref().or(default).unwrap_or_default();
        for region in places.iter().filter(|region| component.regions.contains(&region.to_lowercase())) {
            let lower = region.to_lowercase();
            let provider = component.located_by(model);
            if !allowed(&lower, provider, &residency, model)
                && is_region(&lower, provider, model)
                && reported.insert(region.span)
            {
                let message = format!("`{}` is outside the residency {}", region.as_str(), residency.join(", "));
                findings.add_help(
                    Code::Residency,
                    region.span,
                    message,
                    format!("`{}` runs there; move it, or widen `residency`", component.id),
                );
            }
        }
        // A mistake in its id or its Regions is reported already, and hides what the file would show.
        let mistaken = component.id.is_empty() || !places.is_empty() && findings.has_errors();
        if !component.shows_where() && !mistaken {
            let why = match component.service.scope {
                Some(crate::model::Scope::Global | crate::model::Scope::Edge) => {
                    format!("{} runs in no single Region", component.service.name)
                }
                _ => "it names no Region".to_owned(),
            };
            let message = format!("the residency of `{}` cannot be shown: {why}", component.id);
            let help = match component.service.scope {
                Some(crate::model::Scope::Regional) => {
                    "name its Regions in `regions`, or give it `data: [none]` where it holds none"
                }
                _ => {
                    "the document asks for a decision on it; give it `data: [none]` where it holds none of the customer's content"
                }
            };
            findings.add_about(&component.id, Code::ResidencyNotShown, written.id.span, message, help);
        }
    }
}

fn is_region(region: &str, provider: &str, model: &Model) -> bool {
    model
        .core
        .providers
        .get(provider)
        .is_some_and(|provider| provider.regions.is_empty() || provider.regions.iter().any(|known| known.id == region))
}
