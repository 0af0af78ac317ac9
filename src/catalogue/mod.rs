//! The model as people search and browse it: services by themselves, without an architecture. Which of them are meant, what
//! each comes to under its provider's default edition, and how well that is founded. Nothing here prints.

mod coverage;
mod selection;

pub use coverage::{Coverage, coverage};
pub use selection::Selection;

use crate::architecture::{Architecture, Component, ServiceId, VariantId};
use crate::embedded::Model;
use crate::finding::Findings;
use crate::form::{Id, Text};
use crate::matrix::{self, Cell, Options, Placed};
use crate::model::Service;
use crate::source::Source;
use std::sync::Arc;

/// A service by itself, under its provider's default edition.
#[derive(Debug)]
pub struct Resolved {
    /// Its id in full.
    pub id: String,
    /// The provider's id.
    pub provider: String,
    /// The edition's id.
    pub edition: String,
    /// What its file says.
    pub service: Arc<Service>,
    /// What it comes to where no variant is named.
    pub plain: Answers,
    /// What it comes to with each variant, in the order of their ids.
    pub variants: Vec<(String, Answers)>,
}

/// A cell for every area, in the order of the areas.
#[derive(Debug)]
pub struct Answers {
    /// Where the edition places it.
    pub placed: Option<Placed>,
    /// The cells.
    pub cells: Vec<Arc<Cell>>,
}

/// Resolves services by themselves, with and without each variant. One whose provider has no edition is left out.
pub fn resolve<'a>(model: &Model, ids: impl IntoIterator<Item = &'a str>) -> Vec<Resolved> {
    let text = |value: &str| Text { value: value.to_owned(), ..Text::default() };
    let mut components: Vec<Component> = Vec::new();
    for id in ids {
        let service = model.service(id).unwrap_or_default();
        let variants = service.variants.keys().map(|variant| Some(variant.as_str()));
        for variant in std::iter::once(None).chain(variants) {
            components.push(Component {
                id: Id(text(&format!("c{}", components.len()))),
                service: ServiceId(text(id)),
                variant: variant.map(|variant| VariantId(text(variant))),
                ..Component::default()
            });
        }
    }
    let architecture = Architecture { name: text("services"), components, ..Architecture::default() };
    let mut findings = Findings::new(&Source::new("services", ""));
    let matrix = matrix::resolve(&architecture, model, &Options::default(), &mut findings);
    let mut resolved: Vec<Resolved> = Vec::new();
    for component in &matrix.components {
        let cells = matrix.profiles[component.profile].cells.clone();
        let answers = Answers { placed: component.placed.clone(), cells };
        let edition = matrix.providers.iter().find(|provider| provider.id == component.provider);
        match (&component.variant, resolved.last_mut()) {
            (Some(variant), Some(last)) => last.variants.push((variant.clone(), answers)),
            _ => resolved.push(Resolved {
                id: component.service_id.clone(),
                provider: component.provider.clone(),
                edition: edition.map_or_else(String::new, |provider| provider.edition.clone()),
                service: Arc::clone(&component.service),
                plain: answers,
                variants: Vec::new(),
            }),
        }
    }
    resolved
}
