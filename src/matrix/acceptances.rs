//! Judgements of the model that somebody has accepted: which cells each acceptance reaches.

use super::chosen::Chosen;
use super::owners::Rules;
use super::profile::Profile;
use crate::architecture::{Acceptance, Architecture, Assignment};
use crate::embedded::Model;
use crate::finding::{Code, Findings};
use std::collections::BTreeSet;

/// The judgements that are accepted.
#[derive(Debug, Clone, Default)]
pub struct Accepted {
    /// For each acceptance of the file the cells it reaches, as (component, area).
    pub by: Vec<Vec<(usize, usize)>>,
    /// All of them.
    all: BTreeSet<(usize, usize)>,
}

impl Accepted {
    /// Whether a cell's judgement is accepted.
    pub fn has(&self, component: usize, area: usize) -> bool {
        self.all.contains(&(component, area))
    }
}

impl Acceptance {
    /// What it selects, as a rule without hands.
    pub fn selectors(&self) -> Assignment {
        Assignment {
            areas: self.areas.clone(),
            layers: self.layers.clone(),
            groups: self.groups.clone(),
            components: self.components.clone(),
            data: self.data.clone(),
            providers: self.providers.clone(),
            ..Assignment::default()
        }
    }
}

/// Finds the cells of each acceptance; reports one that reaches no judgement.
pub fn accepted(
    architecture: &Architecture,
    model: &Model,
    components: &[Chosen],
    profiles: &[Profile],
    findings: &mut Findings,
) -> Accepted {
    let mut accepted = Accepted { by: vec![Vec::new(); architecture.accepted.len()], ..Accepted::default() };
    if architecture.accepted.is_empty() {
        return accepted;
    }
    let selectors: Vec<Assignment> = architecture.accepted.iter().map(Acceptance::selectors).collect();
    let rules = Rules::of(&selectors, model);
    for (at, component) in components.iter().enumerate() {
        for (rule, areas) in rules.reaching(component) {
            let cells = &profiles[component.profile].cells;
            let judged = areas.iter().filter(|&&area| cells[area].is_judgement()).map(|&area| (at, area));
            accepted.by[rule].extend(judged);
        }
    }
    accepted.all = accepted.by.iter().flatten().copied().collect();
    for (acceptance, cells) in architecture.accepted.iter().zip(&accepted.by) {
        if cells.is_empty() && !findings.has_errors() {
            let message = "this acceptance reaches no judgement of the model";
            findings.add_help(Code::MatchesNothing, acceptance.by.span, message, "every selector given must match");
        }
    }
    accepted
}
