//! What the templates of the reference see: plain data, sorted and grouped. Keys are always there, `null` or `[]` where
//! there is nothing.

use crate::document::view::{AreaView, LayerView, ModelFacts};
use schemars::JsonSchema;
use serde::Serialize;

/// The version of the reference.
pub const VERSION: u32 = 1;

/// Services of the model, by provider and category.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Reference {
    /// The version of this shape.
    pub reference: u32,
    /// The responsibility model.
    pub model: ModelFacts,
    /// What it was narrowed to; empty where it holds all services.
    pub filters: Vec<FilterView>,
    /// How many services there are.
    pub services: usize,
    /// Layers, in order.
    pub layers: Vec<LayerView>,
    /// The areas that are told, in order: all, or the one it was narrowed to.
    pub areas: Vec<AreaView>,
    /// Providers, by id.
    pub providers: Vec<ProviderPart>,
}

/// A filter.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FilterView {
    /// `provider`, `category`, `area` or `words`.
    pub kind: String,
    /// What it keeps.
    pub value: String,
}

/// The services of a provider.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProviderPart {
    /// Its id, which is its anchor.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The name that marks use.
    pub short: String,
    /// How many services stand below it.
    pub services: usize,
    /// The edition by which they are sorted and answered: the provider's default.
    pub edition: EditionFacts,
    /// Its other editions.
    pub others: Vec<EditionFacts>,
    /// The edition's categories that have services here, in its order; services that it does not place come last.
    pub categories: Vec<CategoryPart>,
}

/// An edition.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EditionFacts {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What text it is.
    pub summary: String,
    /// Its sources.
    pub sources: Vec<CitedView>,
}

/// The services of a category.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CategoryPart {
    /// Its anchor.
    pub anchor: String,
    /// Its id; nothing for services that the edition does not place.
    pub id: Option<String>,
    /// Its title.
    pub title: String,
    /// Which services are meant.
    pub meaning: Option<String>,
    /// What the provider holds, one sentence.
    pub provider: Option<String>,
    /// What the customer holds, one sentence.
    pub customer: Option<String>,
    /// Who holds what where a service does not answer for itself, by party.
    pub holders: Vec<HeldView>,
    /// Services, by id.
    pub services: Vec<ServicePart>,
}

/// The areas that a party holds.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HeldView {
    /// `customer`, `shared` or `provider`.
    pub party: String,
    /// Titles of areas, in order.
    pub areas: Vec<String>,
}

/// A service.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ServicePart {
    /// Its id in full, which is its anchor.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub summary: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
    /// Who sells it, where the provider is only the kind of it.
    pub vendor: Option<String>,
    /// A further party that does part of the provider's work.
    pub third_party: Option<String>,
    /// The short name of who does the provider's part.
    pub short: String,
    /// `regional`, `global`, `edge`, or nothing where the file does not say.
    pub scope: Option<String>,
    /// `open`, `closed-to-new`, `ended`, or nothing where the file does not say.
    pub lifecycle: Option<String>,
    /// Since when it cannot be chosen: a day, a month or a year.
    pub since: Option<String>,
    /// Where each edition places it.
    pub placements: Vec<PlacementView>,
    /// Ways to run it.
    pub variants: Vec<VariantView>,
    /// Whether one of them must be named.
    pub variant_required: bool,
    /// The areas that its file answers for itself, first without a variant, then for each variant that changes some.
    pub answers: Vec<AnswersView>,
    /// Everything cited above, numbered.
    pub sources: Vec<CitedView>,
}

/// Where an edition places a service.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlacementView {
    /// The edition's title.
    pub edition: String,
    /// The category's title; nothing where the edition does not place it.
    pub category: Option<String>,
    /// `stated`, `derived` or `judgement`.
    pub basis: Option<String>,
    /// Numbers of the service's sources.
    pub sources: Vec<usize>,
}

/// A way to run a service.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct VariantView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it is this one.
    pub when: String,
    /// The category's title, where the default edition places it otherwise than the service.
    pub category: Option<String>,
}

/// What is answered without a variant, or with one.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AnswersView {
    /// The variant's id; nothing for the service itself.
    pub variant: Option<String>,
    /// The variant's title.
    pub title: Option<String>,
    /// The answers, in the order of areas.
    pub cells: Vec<AnswerView>,
}

/// Who holds an area of a service, under the default edition.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AnswerView {
    /// Its anchor: `aws/rds.guest-os`, with a variant `aws/rds.outposts.facilities`.
    pub id: String,
    /// The area's id.
    pub area: String,
    /// Its title.
    pub title: String,
    /// Who holds it: `provider`, `customer`, `shared`, `not-applicable`, `undecided` or `unplaced`.
    pub party: String,
    /// What the provider does.
    pub provider_duty: Option<String>,
    /// What the customer does.
    pub customer_duty: Option<String>,
    /// What the customer may do.
    pub option: Option<String>,
    /// How it is done: Markdown.
    pub guidance: Option<String>,
    /// Why the area does not exist.
    pub reason: Option<String>,
    /// `stated`, `derived` or `judgement`; nothing where nobody answers.
    pub basis: Option<String>,
    /// Numbers of the service's sources.
    pub sources: Vec<usize>,
    /// What each variant answers, where one has to be named.
    pub choices: Vec<AnswerChoice>,
    /// Sources that answer differently.
    pub conflicts: Vec<AnswerConflict>,
}

/// What a variant answers.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AnswerChoice {
    /// The variant's id.
    pub variant: String,
    /// Who holds the area.
    pub party: String,
}

/// A source that answers differently.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AnswerConflict {
    /// The number of the source.
    pub source: usize,
    /// Whom it names.
    pub party: Option<String>,
    /// What it says.
    pub note: String,
}

/// A source, in a numbered list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CitedView {
    /// Its number in the list, from 1.
    pub number: usize,
    /// Its id in full.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its address; nothing for an unpublished text.
    pub address: Option<String>,
    /// The date of the copy that was read: a year, a month or a day.
    pub copy: Option<String>,
    /// The day it was read.
    pub read: String,
    /// How it was read.
    pub note: Option<String>,
}
