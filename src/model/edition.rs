//! An edition: one published form of a provider's model, with its categories and their cells.

use super::Citation;
use super::rule::Rule;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

crate::record! {
    /// One published form of a provider's model.
    #[derive(Serialize, Deserialize)]
    pub struct Edition as "an edition" {
        /// Its title.
        required title: String,
        /// What text it is, one or two sentences.
        required summary: String,
        /// The edition's own texts, by id.
        optional define_sources: BTreeMap<String, Citation>,
        /// Ids of the texts it is.
        required sources: Vec<String>,
        /// Paragraphs for the reading guide.
        optional guide: Vec<Guide>,
        /// Cells that hold whatever the category, by area.
        optional every: BTreeMap<String, Rule>,
        /// Its categories, by id.
        required categories: BTreeMap<String, Category>,
    }
}

crate::record! {
    /// A kind of service, with the cells that hold for all of the kind.
    #[derive(Serialize, Deserialize)]
    pub struct Category as "a category" {
        /// Its title.
        required title: String,
        /// Which services are meant, and how one is recognised.
        required meaning: String,
        /// What the provider holds, one sentence.
        required provider: String,
        /// What the customer holds, one sentence.
        required customer: String,
        /// Ids of the sources of these words.
        optional sources: Vec<String>,
        /// Its cells, by area.
        required responsibilities: BTreeMap<String, Rule>,
    }
}

crate::record! {
    /// A paragraph of the reading guide.
    #[derive(Serialize, Deserialize)]
    pub struct Guide as "a paragraph of the guide" {
        /// Its heading.
        required title: String,
        /// The paragraph.
        required text: String,
        /// Ids of sources.
        optional sources: Vec<String>,
    }
}
