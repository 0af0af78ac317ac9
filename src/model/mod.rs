//! The responsibility model: areas, providers and their editions, services, frameworks, sources. Plain data as its files say it;
//! how rules combine into a cell is `matrix`'s affair. `build.rs` compiles these files with these very types.

pub mod area;
pub mod built_on;
pub mod check;
pub mod dialect;
pub mod edition;
pub mod framework;
pub mod packed;
pub mod provider;
pub mod providers;
pub mod read;
pub mod rule;
pub mod service;

pub use area::{Area, Areas, Layer, PartyWords, Words};
pub use dialect::{Dialect, DialectColumn, DialectRows, RowFact, RowField};
pub use edition::{Categories, Category, Edition, Guide};
pub use framework::{Control, ControlGroup, ControlProfile, Framework, MappingStatus};
pub use provider::{Commitment, Provider, ProviderFacts, Region};
pub use providers::Providers;
pub use rule::{Basis, Conflict, NotApplicable, Party, Rule};
pub use service::{BuiltOn, IacType, Lifecycle, Placement, Scope, Service, Variant};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What regimes ask for: the controls of frameworks, and the sheets that are handed in; each by id.
#[derive(Debug, Default)]
pub struct Regimes {
    /// Frameworks.
    pub frameworks: BTreeMap<String, Framework>,
    /// Dialects.
    pub dialects: BTreeMap<String, Dialect>,
}

crate::record! {
    /// A page or text that cells rest on.
    #[derive(Serialize, Deserialize)]
    pub struct Citation as "a source" {
        /// Its title.
        required title: String,
        /// Its address; absent for a text that was never published.
        optional address: Option<String>,
        /// The date of the copy that was read: a year, a month or a day.
        optional copy: Option<String>,
        /// The day it was read.
        required read: String,
        /// How near it is to who answers for it; primary where nothing is written.
        optional kind: Option<SourceKind>,
        /// How it was read, where that matters.
        optional note: Option<String>,
    }
}

crate::words! {
    /// How near a source is to who answers for what it says.
    pub enum SourceKind {
        /// The provider's or the vendor's own text.
        Primary = "primary",
        /// Somebody else's report of it.
        Secondary = "secondary",
    }
}

crate::record! {
    /// The model's own version.
    #[derive(Serialize, Deserialize)]
    pub struct Version as "the model's version" {
        /// The version, as documents print it.
        required version: String,
        /// The day it was made.
        required date: String,
    }
}

/// Everything but the services and the frameworks.
#[derive(Debug, Default)]
pub struct Core {
    /// The model's own version.
    pub version: Version,
    /// Layers and areas, in the order of the document.
    pub areas: Areas,
    /// The countries of ISO 3166-1, lower case, with a space between them: one text, since every run takes it along and
    /// few ask for it.
    pub countries: String,
    /// Countries in which no provider has a Region, with the geographies they belong to: `eu/pt`, in one text likewise.
    pub geographies: String,
    /// Providers by id.
    pub providers: Providers,
}

impl Core {
    /// The countries, by their two letters.
    pub fn countries(&self) -> impl Iterator<Item = &str> + Clone {
        self.countries.split_whitespace()
    }
}

/// What a list of services shows without decoding them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ServiceEntry {
    /// The id in full, `provider/service`.
    pub id: String,
    /// The name.
    pub name: String,
    /// Other names; those in the form of an id resolve as one.
    pub aliases: Vec<String>,
    /// Its variants: id and title.
    pub variants: Vec<(String, String)>,
    /// Infrastructure-as-code types it is declared by.
    pub types: Vec<String>,
}

impl ServiceEntry {
    /// The entry of a service.
    pub fn of(id: &str, service: &Service) -> Self {
        Self {
            id: id.to_owned(),
            name: service.name.clone(),
            aliases: service.aliases.clone(),
            variants: service.variants.iter().map(|(id, variant)| (id.clone(), variant.title.clone())).collect(),
            types: service
                .cloudformation
                .iter()
                .map(|declared| declared.r#type.clone())
                .chain(service.terraform.iter().cloned())
                .chain(service.arm.iter().cloned())
                .collect(),
        }
    }
}
