//! The rules behind one cell, nearest first, and what became of each. `resolve` forgets what a nearer rule overrode;
//! whoever asks for one cell gets it here, and the ordinary run pays nothing for it. The suite holds both against each
//! other, cell by cell.

use super::cell::{Holder, Origin};
use super::chosen::{self, Chosen, Placed};
use super::{Matrix, entries};
use crate::architecture::{Architecture, Entry};
use crate::embedded::Model;
use crate::model::{NotApplicable, Rule};

/// A rule that speaks of a cell.
#[derive(Debug)]
pub struct Step<'a> {
    /// Whose rule it is.
    pub origin: Origin,
    /// The id of the variant, the service, the category or the edition; the component's for its own entry.
    pub name: String,
    /// What it says.
    pub says: Says<'a>,
    /// What became of it.
    pub fate: Fate,
    /// Its file in the model; absent for an entry of the architecture.
    pub file: Option<String>,
    /// Keys and list indices that lead to it inside its file.
    pub path: Vec<String>,
    /// For a category: what the placement rests on.
    pub placed: Option<&'a Placed>,
}

/// What a rule says.
#[derive(Debug, Clone, Copy)]
pub enum Says<'a> {
    /// A rule of the model.
    Rule(&'a Rule),
    /// The model says that the area does not exist.
    NotApplicable(&'a NotApplicable),
    /// An entry of the author's.
    Entry(&'a Entry),
}

impl Says<'_> {
    /// Whom it names; nothing where it only adds to the rules behind it.
    pub fn holder(&self) -> Option<Holder> {
        match self {
            Self::Rule(rule) => rule.party.map(Holder::from),
            Self::NotApplicable(_) => Some(Holder::NotApplicable),
            Self::Entry(entry) if entry.not_applicable.is_some() => Some(Holder::NotApplicable),
            Self::Entry(entry) => entry.party.map(Holder::from),
        }
    }
}

/// What became of a rule. The order is that in which one outweighs another when variants are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// A nearer rule names another party, so nothing is taken from it.
    Overridden,
    /// It names no party and adds words, sources or a remark.
    Adds,
    /// It names the party that a nearer rule names too, which takes from it what it does not say itself.
    Agrees,
    /// It decides for a service on which another is built, which takes a part of what is left to the customer there.
    Below,
    /// It decides who holds the area.
    Decides,
}

/// The rules behind the cell of a component, both by their positions, nearest first. Where a variant has to be named and
/// is not, those of all variants are among them.
pub fn trace<'a>(
    architecture: &'a Architecture,
    model: &'a Model,
    matrix: &'a Matrix,
    component: usize,
    area: usize,
) -> Vec<Step<'a>> {
    let component = &matrix.components[component];
    let area = model.core.areas.areas[area].id.as_str();
    // From the farthest to the nearest, as they are laid; first those of what the service is built on.
    let (mut below, mut held) = (Vec::new(), None);
    let levels: Vec<&Chosen> = component.levels().skip(1).collect();
    for level in levels.into_iter().rev() {
        let mut steps = rules(model, matrix, level, area);
        judge(&mut steps, level);
        held = settle(&mut below, held, &mut steps);
        below.append(&mut steps);
    }
    let mut steps = rules(model, matrix, component, area);
    for (entry, own) in entries::holding(architecture, component, area).into_iter().rev() {
        let of_all = architecture.responsibilities.get(area);
        let of_all = of_all.map_or(&[][..], |entries| &entries.0);
        let at = of_all.iter().position(|other| std::ptr::eq(other, entry)).unwrap_or_default().to_string();
        let written = component.at.to_string();
        let (origin, name, path) = match own {
            true => (Origin::Component, component.id.as_str(), &["components", &written, "responsibilities", area][..]),
            false if of_all.len() == 1 => (Origin::Architecture, "", &["responsibilities", area][..]),
            false => (Origin::Architecture, "", &["responsibilities", area, &at][..]),
        };
        steps.push(Step { file: None, ..step(origin, name, Says::Entry(entry), "", path) });
    }
    judge(&mut steps, component);
    for step in &mut steps {
        // A remark of the author's, and whom it names as owner, hold whatever a nearer entry says.
        if matches!(step.says, Says::Entry(entry) if !entry.departs()) {
            step.fate = Fate::Adds;
        }
    }
    settle(&mut below, held, &mut steps);
    below.append(&mut steps);
    below.reverse();
    below
}

/// A rule that adds something, until it is judged.
fn step<'a>(origin: Origin, name: &str, says: Says<'a>, file: &str, path: &[&str]) -> Step<'a> {
    Step {
        origin,
        name: name.to_owned(),
        says,
        fate: Fate::Adds,
        file: Some(file.to_owned()),
        path: path.iter().map(|&step| step.to_owned()).collect(),
        placed: None,
    }
}

/// The ways in which a service may be run: without a variant that has to be named, each.
fn ways(level: &Chosen) -> Vec<Option<&str>> {
    match level.variant.as_deref() {
        None if level.service.variant_required => level.service.variants.keys().map(|id| Some(id.as_str())).collect(),
        variant => vec![variant],
    }
}

/// What the model says of a service by itself, the farthest first. One that is built on another has no edition.
fn rules<'a>(model: &'a Model, matrix: &'a Matrix, level: &'a Chosen, area: &str) -> Vec<Step<'a>> {
    let service = &*level.service;
    let (_, service_name) = level.service_id.split_once('/').unwrap_or_default();
    let service_file = format!("{}/services/{service_name}.yaml", level.provider);
    let mut steps = Vec::new();
    let edition = chosen::edition(model, &matrix.providers, &level.provider).filter(|_| level.built_on.is_none());
    if let Some((edition_id, edition)) = edition {
        let edition_file = format!("{}/editions/{edition_id}.yaml", level.provider);
        if let Some(rule) = edition.every.get(area) {
            steps.push(step(Origin::Edition, edition_id, Says::Rule(rule), &edition_file, &["every", area]));
        }
        if let Some(placed) = &level.placed
            && let Some(rule) =
                edition.categories.get(&placed.category).and_then(|category| category.responsibilities.get(area))
        {
            let path = ["categories", &placed.category, "responsibilities", area];
            let category = step(Origin::Category, &placed.category, Says::Rule(rule), &edition_file, &path);
            steps.push(Step { placed: Some(placed), ..category });
        }
    }
    if let Some(reason) = service.not_applicable.get(area) {
        let path = ["not_applicable", area];
        let says = Says::NotApplicable(reason);
        steps.push(step(Origin::Service, &level.service_id, says, &service_file, &path));
    } else if let Some(rule) = service.responsibilities.get(area) {
        let path = ["responsibilities", area];
        steps.push(step(Origin::Service, &level.service_id, Says::Rule(rule), &service_file, &path));
    }
    for id in ways(level).iter().flatten() {
        let Some(facts) = service.variants.get(*id) else { continue };
        if let Some(reason) = facts.not_applicable.get(area) {
            let path = ["variants", id, "not_applicable", area];
            steps.push(step(Origin::Variant, id, Says::NotApplicable(reason), &service_file, &path));
        } else if let Some(rule) = facts.responsibilities.get(area) {
            let path = ["variants", id, "responsibilities", area];
            steps.push(step(Origin::Variant, id, Says::Rule(rule), &service_file, &path));
        }
    }
    steps
}

/// Says what becomes of the rules of one service, whichever way it is run.
fn judge(steps: &mut [Step<'_>], level: &Chosen) {
    let mut fates: Vec<Option<Fate>> = vec![None; steps.len()];
    for way in ways(level) {
        let in_it = |step: &Step<'_>| step.origin != Origin::Variant || Some(step.name.as_str()) == way;
        let chain: Vec<usize> = (0..steps.len()).filter(|&at| in_it(&steps[at])).collect();
        for (&at, fate) in chain.iter().zip(in_one_way(chain.iter().map(|&at| steps[at].says.holder()))) {
            fates[at] = fates[at].max(Some(fate));
        }
    }
    for (step, fate) in steps.iter_mut().zip(fates) {
        step.fate = fate.unwrap_or(Fate::Overridden);
    }
}

/// Says what becomes of rules below, and of those above them, where a service is built on another; and who holds the area
/// after both. An author's entry is laid over all of them.
fn settle(below: &mut [Step<'_>], held: Option<Holder>, above: &mut [Step<'_>]) -> Option<Holder> {
    let entry = above.iter().any(|step| step.file.is_none() && step.fate == Fate::Decides);
    let said = above.iter().rev().filter(|step| step.file.is_some()).find_map(|step| step.says.holder());
    let left = matches!(held, Some(Holder::Customer | Holder::Shared));
    let after = match (held, said) {
        (Some(Holder::Provider), _) => held,
        (Some(Holder::Shared), Some(Holder::Customer)) => held,
        (_, said) => said.or(held),
    };
    let fate = match said {
        _ if entry => {
            let named = above.iter().find(|step| step.fate == Fate::Decides).and_then(|step| step.says.holder());
            if named == after && named != Some(Holder::NotApplicable) { Fate::Agrees } else { Fate::Overridden }
        }
        Some(_) if held == Some(Holder::Provider) => {
            above.iter_mut().filter(|step| step.fate == Fate::Decides).for_each(|step| step.fate = Fate::Adds);
            return after;
        }
        None => return after,
        Some(Holder::NotApplicable) => Fate::Overridden,
        Some(_) if left => Fate::Below,
        Some(_) => Fate::Overridden,
    };
    for step in below.iter_mut().filter(|step| matches!(step.fate, Fate::Decides | Fate::Below | Fate::Agrees)) {
        step.fate = fate.min(step.fate);
    }
    after
}

/// What becomes of rules that are laid over each other, from whom each names, the farthest first.
fn in_one_way(named: impl Iterator<Item = Option<Holder>>) -> Vec<Fate> {
    let mut fates: Vec<Fate> = Vec::new();
    let mut held = None;
    for named in named {
        if named.is_none() {
            fates.push(Fate::Adds);
            continue;
        }
        // "Does not apply" takes no words from what stands behind it.
        let kept = held == named && named != Some(Holder::NotApplicable);
        for fate in &mut fates {
            match (kept, *fate) {
                (false, _) => *fate = Fate::Overridden,
                (true, Fate::Decides) => *fate = Fate::Agrees,
                (true, _) => {}
            }
        }
        fates.push(Fate::Decides);
        held = named;
    }
    fates
}
