//! An edition: one published form of a provider's model, with its categories and their cells.

use super::Citation;
use super::rule::Rule;
use crate::decode::{Decode, Shape};
use crate::finding::Findings;
use crate::yaml::{Kind, Node};
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
        /// Its categories, by id, in the order of the edition.
        required categories: Categories,
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

/// Categories by id, in the order of their file: from where the customer holds most to where it holds least.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Categories(Vec<(String, Category)>);

impl Categories {
    /// The category with an id.
    pub fn get(&self, id: &str) -> Option<&Category> {
        self.0.iter().find(|(known, _)| known == id).map(|(_, category)| category)
    }

    /// Whether there is a category with an id.
    pub fn contains_key(&self, id: &str) -> bool {
        self.get(id).is_some()
    }

    /// The ids, in order.
    pub fn keys(&self) -> impl Iterator<Item = &String> + Clone {
        self.0.iter().map(|(id, _)| id)
    }

    /// The categories with their ids, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Category)> {
        self.0.iter().map(|(id, category)| (id, category))
    }
}

impl Decode for Categories {
    fn decode(node: &Node<'_>, what: &str, findings: &mut Findings) -> Option<Self> {
        let mut known: BTreeMap<String, Category> = BTreeMap::decode(node, what, findings)?;
        let Kind::Map(entries) = &node.kind else { return None };
        Some(Self(entries.iter().filter_map(|(id, _)| known.remove_entry(id.text.as_ref())).collect()))
    }

    fn shape() -> Shape {
        BTreeMap::<String, Category>::shape()
    }
}
