//! A service: where each edition places it, and the cells in which it differs from its category.

use super::Citation;
use super::rule::{Basis, NotApplicable, Rule};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

crate::record! {
    /// One service of a provider.
    #[derive(Serialize, Deserialize)]
    pub struct Service as "a service" {
        /// Its name, as the provider writes it.
        required name: String,
        /// Other names; those in the form of an id still resolve as one.
        optional aliases: Vec<String>,
        /// What it is, one sentence.
        optional summary: Option<String>,
        /// Who sells it, where the provider is only the kind of it (`saas`), or runs what it is built on.
        optional vendor: Option<String>,
        /// A further party that does part of the provider's work.
        optional third_party: Option<String>,
        /// Whether it runs in a Region, everywhere, or at the edge.
        optional scope: Option<Scope>,
        /// Whether it can still be chosen.
        optional lifecycle: Option<Lifecycle>,
        /// Since when it cannot, where that is known.
        optional since: Option<String>,
        /// The service of another provider that it runs on; that one's category and cells take the place of its own.
        optional built_on: Option<BuiltOn>,
        /// Which category each edition places it in; no line for one that does not.
        optional placement: BTreeMap<String, Placement>,
        /// CloudFormation types that declare it.
        optional cloudformation: Vec<IacType>,
        /// Terraform resource types, or prefixes that end in `_`.
        optional terraform: Vec<String>,
        /// Azure Resource Manager types that declare it.
        optional arm: Vec<String>,
        /// Pages only this file cites, by id.
        optional define_sources: BTreeMap<String, Citation>,
        /// Cells that differ from the category, by area.
        optional responsibilities: BTreeMap<String, Rule>,
        /// Ways to run it that change who does what, by id.
        optional variants: BTreeMap<String, Variant>,
        /// Areas that do not exist for it, with the reason.
        optional not_applicable: BTreeMap<String, NotApplicable>,
        /// Without a variant, cells on which the variants disagree are undecided.
        optional variant_required: bool,
    }
}

crate::record! {
    /// The service that another provider's is built on.
    #[derive(Serialize, Deserialize)]
    pub struct BuiltOn as "what a service is built on" {
        /// The service in full, `provider/service`.
        required service: String,
        /// The variant it is run in.
        optional variant: Option<String>,
    }
}

crate::words! {
    /// Where a service runs.
    pub enum Scope {
        /// In the Region it is created in.
        Regional = "regional",
        /// For all Regions together.
        Global = "global",
        /// At edge locations all over the world.
        Edge = "edge",
    }
}

crate::words! {
    /// Whether a service can be chosen.
    pub enum Lifecycle {
        /// Yes.
        Open = "open",
        /// Only by those who use it already.
        ClosedToNew = "closed-to-new",
        /// It has ended.
        Ended = "ended",
    }
}

crate::record! {
    /// Where an edition places a service.
    #[derive(Serialize, Deserialize)]
    pub struct Placement as "a placement" {
        /// The category.
        required category: String,
        /// How well that is founded.
        optional basis: Option<Basis>,
        /// Ids of sources.
        optional sources: Vec<String>,
    }
}

impl Placement {
    /// How well the placement is founded: as written, else stated with sources and judgement without.
    pub fn basis(&self) -> Basis {
        self.basis.unwrap_or(if self.sources.is_empty() { Basis::Judgement } else { Basis::Stated })
    }
}

crate::record! {
    /// An infrastructure-as-code type, with the properties that tell services of one type apart.
    #[derive(Serialize, Deserialize)]
    pub struct IacType as "a resource type" {
        /// The type.
        required r#type: String,
        /// Property to patterns: it is this service when one matches.
        optional when: BTreeMap<String, Vec<String>>,
        /// Property to patterns: it is another service when one matches.
        optional unless: BTreeMap<String, Vec<String>>,
    }
}

crate::record! {
    /// A way to run a service that changes who does what.
    #[derive(Serialize, Deserialize)]
    pub struct Variant as "a variant" {
        /// Its title.
        required title: String,
        /// When it is this one, one sentence.
        required when: String,
        /// Where editions place it, where that differs from the service.
        optional placement: BTreeMap<String, Placement>,
        /// Cells that differ from the service, by area.
        optional responsibilities: BTreeMap<String, Rule>,
        /// Areas that do not exist for it, with the reason.
        optional not_applicable: BTreeMap<String, NotApplicable>,
    }
}
