//! Who holds what: every component's cells, resolved from the author's entries and the model's rules. Nothing here knows
//! a template, Markdown or HTML. Resolving never fails: what is unknown or missing is a finding, and after this stage no
//! name is looked up again.

pub mod acceptances;
pub mod age;
pub mod allowances;
pub mod attestations;
pub mod cell;
pub mod chain;
pub mod chosen;
pub mod counts;
pub mod declarations;
pub mod digest;
pub mod duty;
pub mod entries;
pub mod frameworks;
pub mod gaps;
pub mod names;
pub mod owners;
pub mod profile;
pub mod residency;
pub mod resolve;
pub mod trace;

pub use acceptances::Accepted;
pub use attestations::Attested;
pub use cell::{Cell, CellConflict, Choice, Departure, Holder, Link, Origin};
pub use chosen::{Chosen, Placed, Provider, Seller};
pub use counts::{Counts, Tally};
pub use duty::Duty;
pub use frameworks::Used;
pub use gaps::Gap;
pub use profile::Profile;

use crate::architecture::Architecture;
use crate::embedded::Model;
use crate::finding::Findings;
use std::collections::BTreeMap;

/// The resolved responsibility matrix of one architecture.
#[derive(Debug)]
pub struct Matrix {
    /// The architecture's id.
    pub id: String,
    /// The providers at work, sorted by id, with the edition each is read by.
    pub providers: Vec<Provider>,
    /// The components, by group and in the order of the file.
    pub components: Vec<Chosen>,
    /// What components of one kind share, in the order of their first components.
    pub profiles: Vec<Profile>,
    /// Distinct duties, in the order of areas.
    pub duties: Vec<Duty>,
    /// How many cells each side holds.
    pub counts: Counts,
    /// The frameworks whose controls are decided, in the order of the file.
    pub frameworks: Vec<Used>,
    /// What providers can show of themselves, in the order of the file.
    pub attestations: Vec<Attested>,
    /// The judgements that are accepted.
    pub accepted: Accepted,
    /// What is missing on the document's date and not allowed. Another day changes findings, never a document.
    pub gaps: Vec<Gap>,
}

/// What a run chooses beyond the file.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Editions that stand in for the file's: provider to edition.
    pub editions: BTreeMap<String, String>,
    /// The day against which things expire; the document's date otherwise.
    pub as_of: Option<String>,
    /// How many days old a source may be on that day; not measured without it.
    pub max_source_age: Option<u32>,
}

/// Resolves an architecture against a model.
pub fn resolve(architecture: &Architecture, model: &Model, options: &Options, findings: &mut Findings) -> Matrix {
    let mut providers = chosen::providers(architecture, model, options, findings);
    let mut components = chosen::components(architecture, model, options, &mut providers, findings);
    declarations::check(architecture, model, &components, findings);
    entries::check(architecture, model, &components, findings);
    owners::check(architecture, model, &components, findings);
    residency::check(architecture, model, &components, findings);
    declarations::check_dates(architecture, options, findings);
    let frameworks = frameworks::frameworks(architecture, model, &components, findings);
    let attestations = attestations::attestations(architecture, model, &components, options, findings);
    let profiles = profile::profiles(architecture, model, &providers, &mut components, findings);
    frameworks::covered(architecture, model, &components, &profiles, &frameworks, findings);
    age::check(architecture, model, &components, &profiles, options, findings);
    let duties = duty::duties(model, &components, &profiles);
    let accepted = acceptances::accepted(architecture, model, &components, &profiles, findings);
    let date = architecture.date.as_ref().map(|date| date.as_str());
    let day = options.as_of.as_deref().or(date);
    let ground =
        gaps::Ground { architecture, model, components: &components, profiles: &profiles, accepted: &accepted };
    let found = if findings.has_errors() { Vec::new() } else { gaps::gaps(&ground, day) };
    for gap in &found {
        let finding = gap.finding(&components, findings);
        findings.push(finding);
    }
    let mut gaps = if day == date { found } else { gaps::gaps(&ground, date) };
    gaps.retain(|gap| allowances::allowing(architecture, date, gap.code, &gap.about(&components)).is_none());
    allowances::apply(architecture, day, findings);
    let counts = counts::counts(model, &components, &profiles);
    let used = |provider: &Provider| {
        components.iter().any(|component| component.levels().any(|level| level.provider == provider.id))
    };
    providers.retain(used);
    Matrix {
        id: architecture.id(),
        providers,
        components,
        profiles,
        duties,
        counts,
        frameworks,
        attestations,
        accepted,
        gaps,
    }
}
