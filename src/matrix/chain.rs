//! The cells of a service that is built on another provider's. What the base gives its provider stays there. Of what it
//! leaves to its customer, the provider above says what it does itself and what it shares; the rest passes through.

use super::cell::{Cell, CellConflict, Holder, Link};
use super::profile::seller_name;
use super::resolve::{Ground, Model, Names, add, empty};
use crate::embedded;
use crate::model::{Area, Basis, Party};

/// What the model says of every area of a component, in the order of the areas.
pub fn cells(model: &embedded::Model, ground: Ground<'_>) -> Vec<Cell> {
    let areas = model.core.areas.areas.iter().enumerate();
    let Some(base) = &ground.component.built_on else {
        return areas.map(|(at, area)| ground.model_cell(at, area)).collect();
    };
    // Who the customer is of what lies below shows only here, where it is known who takes what.
    let names = Names { customer: None, provider: seller_name(model, base) };
    let below = cells(model, Ground { component: base, edition: ground.edition, names: &names });
    areas.zip(below).map(|((at, area), below)| ground.cell_above(at, area, below, &names)).collect()
}

impl Ground<'_> {
    /// A cell as it is seen above the base's.
    fn cell_above(&self, index: usize, area: &Area, below: Cell, names: &Names) -> Cell {
        let service = &self.component.service;
        let variant = self.component.variant.as_deref();
        if variant.is_some() || !service.variant_required {
            return self.lay_over(index, area, variant, below, names);
        }
        let answers: Vec<(&String, Cell)> = service
            .variants
            .keys()
            .map(|id| (id, self.lay_over(index, area, Some(id), below.clone(), names)))
            .collect();
        let held = |cell: &Cell| (cell.holder, cell.held_by());
        let Some((_, first)) = answers.first() else { return self.lay_over(index, area, None, below, names) };
        if answers.iter().any(|(_, cell)| held(cell) != held(first)) {
            let choices = answers.iter().map(|(id, cell)| self.choice(id, cell.holder, cell.held_by())).collect();
            return Cell { choices, ..empty(index, Holder::Undecided) };
        }
        // Founded on what the variants say, in the words of the service where it answers alike.
        let plain = self.lay_over(index, area, None, below, names);
        let mut cell = if held(&plain) == held(first) { plain } else { first.clone() };
        for (_, answer) in answers {
            cell.basis = cell.basis.max(answer.basis);
            add(&mut cell.sources, answer.sources);
        }
        cell
    }

    /// Lays what a service and its variant say of an area over the cell of what it is built on. `names` are the base's.
    fn lay_over(&self, index: usize, area: &Area, variant: Option<&str>, below: Cell, names: &Names) -> Cell {
        let mut said = Model::default();
        self.lay_service(&mut said, area, variant);
        let said_holder = said.answer.as_ref().map(|answer| answer.holder);
        let left = matches!(below.holder, Holder::Customer | Holder::Shared);
        let takes = below.holder != Holder::Provider && matches!(said_holder, Some(Holder::Provider | Holder::Shared));
        let holder = match (below.holder, said_holder) {
            (Holder::Provider, _) => Holder::Provider,
            (Holder::Shared, Some(Holder::Customer)) => Holder::Shared,
            (below, said) => said.unwrap_or(below),
        };
        let (mut sources, basis, origin) = match &said.answer {
            Some(answer) if below.holder != Holder::Provider => {
                let below_basis = below.basis.filter(|_| left);
                (answer.sources.clone(), below_basis.max(Some(answer.basis)), Some(answer.origin))
            }
            // That it reaches the organisation follows from nobody above taking it; no source says it outright.
            _ if left => (self.own_sources(area, variant), below.basis.max(Some(Basis::Derived)), below.origin),
            _ => (self.own_sources(area, variant), below.basis, below.origin),
        };
        let platform_sources = sources.clone();
        if holder == Holder::NotApplicable && said_holder == Some(holder) {
            let reason = said.answer.and_then(|answer| answer.reason);
            return Cell { origin, basis, sources, reason, ..empty(index, holder) };
        }
        add(&mut sources, below.sources.clone());

        // The base's customer is the provider above it, but where an area passes through.
        let passes = left && !takes;
        let customer = if passes { self.names.customer.clone() } else { self.names.provider.clone() };
        let role = Names { customer, provider: None };
        let through = Names { customer: self.names.customer.clone(), provider: None };
        let mut chain = below.chain;
        if let Some(duty) = below.provider_duty.filter(|_| chain.is_empty()) {
            let base = self.component.built_on.as_ref().map(|base| base.seller()).unwrap_or_default();
            let holds = matches!(below.holder, Holder::Provider | Holder::Shared);
            chain.push(Link { seller: base, name: named(names), duty, sources: below.sources, holds });
        }
        for link in &mut chain {
            link.duty = role.apply(&link.duty);
        }
        let words = |party: Party| area.words.of(party);
        let own_words = match holder {
            Holder::Provider => words(Party::Provider).provider.as_ref(),
            _ => words(Party::Shared).provider.as_ref(),
        };
        let duty = said.provider.or_else(|| own_words.filter(|_| takes).map(|words| self.names.apply(words)));
        if let Some(duty) = duty {
            let name = named(self.names);
            chain.push(Link { seller: self.component.seller(), name, duty, sources: platform_sources, holds: takes });
        }
        let customer_duty = match holder {
            Holder::Customer | Holder::Shared => {
                let party = if holder == Holder::Customer { Party::Customer } else { Party::Shared };
                let below = below.customer_duty.map(|words| through.apply(&words));
                let own = || words(party).customer.as_ref().map(|words| self.names.apply(words));
                said.customer.or(below).or_else(own)
            }
            _ => None,
        };
        let mut conflicts = said.answer.map(|answer| answer.conflicts).unwrap_or_default();
        conflicts.extend(below.conflicts.into_iter().map(|conflict| {
            // A source on what lies below means by the customer who is that there.
            let (party, provider) = match conflict.party {
                Some(Party::Customer) if !passes => (Some(Party::Provider), Some(named(self.names))),
                party => (party, conflict.provider.or_else(|| Some(named(names)))),
            };
            CellConflict { party, provider, note: role.apply(&conflict.note), ..conflict }
        }));
        Cell {
            provider_duty: chain.last().map(|link| link.duty.clone()),
            customer_duty,
            option: said.option.or(below.option.filter(|_| passes).map(|option| through.apply(&option))),
            origin,
            basis,
            sources,
            because: below.because,
            guidance: said.note.or(below.guidance.filter(|_| !takes)),
            reason: below.reason.filter(|_| holder == Holder::NotApplicable).map(|reason| role.apply(&reason)),
            choices: if holder == Holder::Undecided { below.choices } else { Vec::new() },
            conflicts,
            chain,
            ..empty(index, holder)
        }
    }

    /// The sources of what is said of an area without naming a party.
    fn own_sources(&self, area: &Area, variant: Option<&str>) -> Vec<String> {
        let service = &self.component.service;
        let of_variant = variant.and_then(|variant| service.variants.get(variant));
        let rules = [of_variant.map(|variant| &variant.responsibilities), Some(&service.responsibilities)];
        let rules = rules.into_iter().flatten().filter_map(|rules| rules.get(&area.id));
        rules.fold(Vec::new(), |mut sources, rule| {
            add(&mut sources, self.full(&rule.sources));
            sources
        })
    }
}

fn named(names: &Names) -> String {
    names.provider.clone().unwrap_or_else(|| "the provider".to_owned())
}
