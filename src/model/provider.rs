//! A provider: its names, its published commitment, its Regions, and the editions of its model.

use super::Citation;
use super::edition::{Edition, Guide};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A provider with everything its folder holds but the services.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Provider {
    /// What `provider.yaml` says.
    pub facts: ProviderFacts,
    /// The Regions.
    pub regions: Vec<Region>,
    /// Sources that several files cite, by id.
    pub sources: BTreeMap<String, Citation>,
    /// Editions of its model, by id.
    pub editions: BTreeMap<String, Edition>,
}

crate::record! {
    /// Who a provider is.
    #[derive(Serialize, Deserialize)]
    pub struct ProviderFacts as "a provider" {
        /// Its name.
        required name: String,
        /// The name documents use after the first time.
        required short: String,
        /// The name before a noun ("12 on-premises components"), where that is another.
        optional adjective: Option<String>,
        /// Nobody sells it: the customer runs it itself and holds every area.
        optional self_run: bool,
        /// The edition used when the architecture names none; absent where every service is built on another provider's.
        optional default_edition: String,
        /// What a provider that signs nothing has published instead.
        optional commitment: Option<Commitment>,
        /// Paragraphs for the reading guide that hold under every edition.
        optional guide: Vec<Guide>,
    }
}

crate::record! {
    /// What a provider has published about its side.
    #[derive(Serialize, Deserialize)]
    pub struct Commitment as "a commitment" {
        /// One sentence.
        required text: String,
        /// Ids of the sources that say it.
        required sources: Vec<String>,
    }
}

crate::record! {
    /// A Region.
    #[derive(Serialize, Deserialize)]
    pub struct Region as "a Region" {
        /// Its id.
        required id: String,
        /// Its name.
        required name: String,
        /// The country it stands in, ISO 3166, lower case.
        required country: String,
        /// The geographies that country belongs to.
        optional geographies: Vec<String>,
    }
}
