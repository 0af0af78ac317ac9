//! A rule: what one file says about one area. Rules combine into cells; see `matrix::resolve`.

use crate::decode::{Decode, Shape};
use crate::finding::Findings;
use crate::yaml::{Kind, Node};
use serde::{Deserialize, Serialize};

crate::words! {
    /// Who holds an area.
    pub enum Party {
        /// The provider holds it alone.
        Provider = "provider",
        /// The customer holds it alone.
        Customer = "customer",
        /// Both must act for it to be held.
        Shared = "shared",
    }
}

crate::words! {
    /// How well a claim is founded.
    pub enum Basis {
        /// A source says it.
        Stated = "stated",
        /// It follows from a source that does not say it outright.
        Derived = "derived",
        /// No source says it; it is the model's own judgement.
        Judgement = "judgement",
        /// The author of the architecture says it.
        Declared = "declared",
    }
}

crate::record! {
    /// What one file says about one area.
    #[derive(Serialize, Deserialize)]
    pub struct Rule as "a cell" {
        /// Who holds it. Absent: as the rules behind this one say.
        optional party: Option<Party>,
        /// What the provider does: third person, one sentence.
        optional provider: Option<String>,
        /// What the customer does: imperative, one sentence.
        optional customer: Option<String>,
        /// What the customer may do; never in a checklist.
        optional option: Option<String>,
        /// How well it is founded; stated where there are sources, judgement where there are none.
        optional basis: Option<Basis>,
        /// Ids of the sources it rests on.
        optional sources: Vec<String>,
        /// A remark.
        optional note: Option<String>,
        /// Other sources that answer differently.
        optional conflicts: Vec<Conflict>,
    }
}

impl Rule {
    /// How well the rule is founded: as written, else stated with sources and judgement without.
    pub fn basis(&self) -> Basis {
        self.basis.unwrap_or(if self.sources.is_empty() { Basis::Judgement } else { Basis::Stated })
    }
}

crate::record! {
    /// A source that answers differently than the cell does.
    #[derive(Serialize, Deserialize)]
    pub struct Conflict as "a conflict" {
        /// The id of the source.
        required source: String,
        /// Whom it names.
        optional party: Option<Party>,
        /// What it says.
        required note: String,
    }
}

/// An area that does not exist for a service, and why. Written as the reason alone, or with basis and sources.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct NotApplicable {
    /// Why, in one sentence.
    pub reason: String,
    /// How well it is founded; judgement where nothing is written.
    pub basis: Option<Basis>,
    /// Ids of sources.
    pub sources: Vec<String>,
}

impl NotApplicable {
    /// How well it is founded.
    pub fn basis(&self) -> Basis {
        self.basis.unwrap_or(if self.sources.is_empty() { Basis::Judgement } else { Basis::Stated })
    }
}

crate::record! {
    /// An area that does not exist for a service, with what that rests on.
    pub struct SourcedReason as "a reason" {
        /// Why, in one sentence.
        required reason: String,
        /// How well it is founded.
        optional basis: Option<Basis>,
        /// Ids of sources.
        optional sources: Vec<String>,
    }
}

impl Decode for NotApplicable {
    fn decode(node: &Node<'_>, what: &str, findings: &mut Findings) -> Option<Self> {
        if let Kind::Map(_) = node.kind {
            let SourcedReason { reason, basis, sources } = SourcedReason::decode(node, what, findings)?;
            return Some(Self { reason, basis, sources });
        }
        String::decode(node, what, findings).map(|reason| Self { reason, ..Self::default() })
    }

    fn shape() -> Shape {
        Shape::Either(Box::new(Shape::Text), Box::new(SourcedReason::shape()))
    }
}
