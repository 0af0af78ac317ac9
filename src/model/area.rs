//! Areas, the rows of every matrix, and the layers they are grouped in. Provider-neutral.

use super::rule::Party;
use serde::{Deserialize, Serialize};

crate::record! {
    /// Layers and areas, in the order of the document.
    #[derive(Serialize, Deserialize)]
    pub struct Areas as "the areas file" {
        /// The layers, from what only the customer can do down to the buildings.
        required layers: Vec<Layer>,
        /// The areas.
        required areas: Vec<Area>,
    }
}

crate::record! {
    /// A group of areas.
    #[derive(Serialize, Deserialize)]
    pub struct Layer as "a layer" {
        /// Its id.
        required id: String,
        /// Its heading.
        required title: String,
    }
}

crate::record! {
    /// One row of the matrix.
    #[derive(Serialize, Deserialize)]
    pub struct Area as "an area" {
        /// Its id.
        required id: String,
        /// The layer it stands in.
        required layer: String,
        /// Its heading.
        required title: String,
        /// What it covers, one sentence.
        required definition: String,
        /// The words of a cell that has none of its own.
        required words: PartyWords,
    }
}

crate::record! {
    /// The words of a cell that has none of its own, for each party.
    #[derive(Serialize, Deserialize)]
    pub struct PartyWords as "an area's words" {
        /// Where the provider holds it.
        required provider: Words,
        /// Where the customer holds it.
        required customer: Words,
        /// Where both must act.
        required shared: Words,
    }
}

crate::record! {
    /// What each side does.
    #[derive(Serialize, Deserialize)]
    pub struct Words as "an area's words for a party" {
        /// The provider: third person.
        optional provider: Option<String>,
        /// The customer: imperative.
        optional customer: Option<String>,
    }
}

impl PartyWords {
    /// The words for a party.
    pub fn of(&self, party: Party) -> &Words {
        match party {
            Party::Provider => &self.provider,
            Party::Customer => &self.customer,
            Party::Shared => &self.shared,
        }
    }
}

impl Areas {
    /// The position of an area, by its id.
    pub fn index(&self, id: &str) -> Option<usize> {
        self.areas.iter().position(|area| area.id == id)
    }
}
