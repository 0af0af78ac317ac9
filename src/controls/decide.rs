//! Deciding a control: areas of high and medium weight decide, those of low weight are only related.

use super::Holding;
use crate::matrix::{Attested, Holder, Matrix, Used};
use crate::model::{Areas, Control};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The organisation holds all of it.
    Organisation,
    /// Several sides hold it, each with duties.
    Shared,
    /// Only providers hold it; nothing shows that it is inherited.
    Supported,
    /// Only providers hold it, its mapping allows it to be inherited, and attestations cover every component.
    Inherited,
    /// The organisation's own: no area has a part in it.
    Own,
    /// The author says that it does not apply, or no component in scope has one of its areas.
    NotApplicable,
    /// Somebody has to decide who holds one of its areas.
    Undecided,
}

impl Outcome {
    /// All, in the order they are counted in.
    pub const ALL: [Self; 7] = [
        Self::Organisation,
        Self::Shared,
        Self::Supported,
        Self::Inherited,
        Self::Own,
        Self::NotApplicable,
        Self::Undecided,
    ];

    /// The word used in views.
    pub fn word(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::Shared => "shared",
            Self::Supported => "supported",
            Self::Inherited => "inherited",
            Self::Own => "own",
            Self::NotApplicable => "not-applicable",
            Self::Undecided => "undecided",
        }
    }
}

/// A control, decided.
#[derive(Debug, Clone)]
pub struct Decided {
    /// Its position in the framework.
    pub control: usize,
    /// What becomes of it.
    pub result: Outcome,
    /// The areas that decide it, by position, the weightier first.
    pub areas: Vec<usize>,
    /// How many of them are of high weight.
    pub high: usize,
    /// Areas it touches, by position.
    pub related: Vec<usize>,
    /// Those of the deciding areas in which the organisation's own customers have a duty.
    pub downstream: Vec<usize>,
    /// Why it does not apply, or why no area has a part in it.
    pub reason: Option<String>,
    /// The attestations that show it, by position in the matrix; only where it is inherited.
    pub attestations: Vec<usize>,
    /// Where it could be inherited and is not: the components that no attestation covers.
    pub not_covered: Vec<usize>,
}

/// What a framework's controls are decided from.
pub(super) struct Ground<'g> {
    pub(super) used: &'g Used,
    pub(super) areas: &'g Areas,
    /// Who holds each area, in the order of the areas.
    pub(super) holdings: &'g [Vec<Holding>],
    /// Areas in which the organisation's own customers have a duty, by position.
    pub(super) downstream: BTreeSet<usize>,
}

/// Decides every control that is meant.
pub(super) fn decide(ground: &Ground<'_>, matrix: &Matrix, components: &[usize]) -> Vec<Decided> {
    let framework = &*ground.used.framework;
    let positions = framework.positions();
    let covering = covering(matrix, ground.used, components, &positions);
    let base = |control: &Control| framework.controls.get(*positions.get(control.base()?)?);
    let one = |&at: &usize| {
        let control = &framework.controls[at];
        // An enhancement without areas of its own takes its base control's.
        let placed = match control.has_areas() || control.own.is_some() {
            true => control,
            false => base(control).unwrap_or(control),
        };
        ground.one(at, control, placed, &covering)
    };
    ground.used.controls.iter().map(one).collect()
}

impl Ground<'_> {
    fn one(&self, at: usize, control: &Control, placed: &Control, covering: &[Covering]) -> Decided {
        let positions = |ids: &[String]| ids.iter().filter_map(|id| self.areas.index(id)).collect::<Vec<usize>>();
        let mut decided = Decided {
            control: at,
            result: Outcome::Own,
            areas: [positions(&placed.high), positions(&placed.medium)].concat(),
            high: placed.high.len(),
            related: positions(&placed.low),
            downstream: Vec::new(),
            reason: placed.own.clone(),
            attestations: Vec::new(),
            not_covered: Vec::new(),
        };
        if let Some(reason) = self.used.not_applicable.get(&at) {
            return Decided { result: Outcome::NotApplicable, reason: Some(reason.clone()), ..decided };
        }
        if decided.areas.is_empty() {
            return decided;
        }
        // A policy is each side's own, unless the author names it among the controls in which customers take part.
        let take_part = self.used.downstream.as_ref().map_or(!control.policy, |named| named.contains(&at));
        if take_part {
            decided.downstream = decided.areas.iter().copied().filter(|area| self.downstream.contains(area)).collect();
        }
        let holders: BTreeSet<Holder> = self.deciding(&decided.areas).map(|holding| holding.holder).collect();
        let holds = |holder: Holder| holders.contains(&holder);
        decided.result = if holds(Holder::Undecided) || holds(Holder::Unplaced) {
            Outcome::Undecided
        } else if holders.iter().all(|holder| *holder == Holder::NotApplicable) {
            Outcome::NotApplicable
        } else if holds(Holder::Shared) || holds(Holder::Customer) && holds(Holder::Provider) {
            Outcome::Shared
        } else if holds(Holder::Customer) {
            if decided.downstream.is_empty() { Outcome::Organisation } else { Outcome::Shared }
        } else if !decided.downstream.is_empty() {
            Outcome::Shared
        } else {
            Outcome::Supported
        };
        match decided.result {
            // The organisation has a policy of its own, whatever the provider has.
            Outcome::Supported if control.policy => decided.result = Outcome::Shared,
            Outcome::Supported if control.inheritable => self.inherit(&mut decided, covering),
            _ => {}
        }
        decided
    }

    fn deciding(&self, areas: &[usize]) -> impl Iterator<Item = &Holding> {
        areas.iter().flat_map(|&area| &self.holdings[area])
    }

    /// A control is inherited where attestations cover all components for which the provider holds it.
    fn inherit(&self, decided: &mut Decided, covering: &[Covering]) {
        let held = self.deciding(&decided.areas).filter(|holding| holding.holder == Holder::Provider);
        // What providers below the service's own hold is no part of what its own provider attests.
        let of = |holding: &Holding| holding.components.iter().map(|&at| (at, holding.chained)).collect::<Vec<_>>();
        let components: BTreeSet<(usize, bool)> = held.flat_map(of).collect();
        let mut attestations = BTreeSet::new();
        for &(component, chained) in &components {
            let covers = |covering: &&Covering| {
                covering.components.binary_search(&component).is_ok()
                    && covering.controls.as_ref().is_none_or(|controls| controls.contains(&decided.control))
            };
            match covering.iter().filter(|_| !chained).find(covers) {
                Some(covering) => drop(attestations.insert(covering.attestation)),
                None if decided.not_covered.last() != Some(&component) => decided.not_covered.push(component),
                None => {}
            }
        }
        if decided.not_covered.is_empty() {
            decided.result = Outcome::Inherited;
            decided.attestations = attestations.into_iter().collect();
        }
    }
}

/// What an attestation covers of a framework.
struct Covering {
    /// Its position in the matrix.
    attestation: usize,
    /// The controls it is limited to, by position; all where it is limited to none.
    controls: Option<BTreeSet<usize>>,
    /// Components, by position, in order.
    components: Vec<usize>,
}

/// The attestations that are about a framework, with what each covers.
fn covering(matrix: &Matrix, used: &Used, components: &[usize], positions: &BTreeMap<&str, usize>) -> Vec<Covering> {
    let about = matrix.attestations.iter().enumerate().flat_map(|(at, attested)| {
        let frameworks = attested.frameworks.iter().filter(|(id, _)| *id == used.id);
        frameworks.map(move |(_, profile)| (at, attested, profile))
    });
    let covering = |(attestation, attested, profile): (usize, &Attested, &Option<String>)| Covering {
        attestation,
        controls: profile.as_ref().map(|profile| {
            let selection = used.framework.profiles.get(profile).map_or(&[][..], |profile| &profile.controls);
            selection.iter().filter_map(|id| positions.get(id.as_str()).copied()).collect()
        }),
        components: components.iter().copied().filter(|&at| attested.covers(&matrix.components[at])).collect(),
    };
    about.map(covering).collect()
}
