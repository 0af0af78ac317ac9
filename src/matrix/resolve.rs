//! How rules combine into a cell. Nearest first: the component's entry, the architecture's, variant, service, category,
//! edition. They merge field by field, with one stop: a rule that names another party than the rules behind it takes no
//! duty and no source from them.

use super::cell::{Cell, CellConflict, Choice, Departure, Holder, Origin};
use super::chosen::{Chosen, Placed, once};
use super::entries::Held;
use crate::architecture::Entry;
use crate::model::{Area, Basis, Edition, NotApplicable, Party, Rule};

/// What a cell is resolved from, for one component.
pub struct Ground<'a> {
    /// The component.
    pub component: &'a Chosen,
    /// The edition its provider is read by.
    pub edition: &'a Edition,
    /// The names that stand for "the customer" and "the provider" in duties.
    pub names: &'a Names,
}

/// The names that stand for "the customer" and "the provider" in duties.
#[derive(Debug, Clone)]
pub struct Names {
    /// The organisation's short name, where it is known.
    pub customer: Option<String>,
    /// The provider's short name, or the vendor's.
    pub provider: Option<String>,
}

/// What the model's rules say, while they are laid over each other from the farthest to the nearest.
#[derive(Debug, Clone, Default)]
pub(super) struct Model {
    pub(super) answer: Option<Answer>,
    pub(super) provider: Option<String>,
    pub(super) customer: Option<String>,
    pub(super) option: Option<String>,
    pub(super) note: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) holder: Holder,
    pub(super) origin: Origin,
    pub(super) basis: Basis,
    pub(super) sources: Vec<String>,
    pub(super) reason: Option<String>,
    pub(super) because: Option<String>,
    pub(super) conflicts: Vec<CellConflict>,
}

impl Ground<'_> {
    /// Lays the author's entries for a cell over what the model says of it; they come nearest first.
    pub fn lay_entries(&self, cell: &mut Cell, area: &Area, entries: &[Held<'_>]) {
        for (entry, own) in entries.iter().rev() {
            self.lay_entry(cell, area, entry, *own);
        }
        // The author's remarks hold whatever a nearer entry says of the party.
        if let Some(note) = entries.iter().find_map(|(entry, _)| entry.note.as_ref()) {
            cell.note = Some(note.to_string());
        }
        if let Some(option) = entries.iter().find_map(|(entry, _)| entry.option.as_ref()) {
            cell.option = (cell.holder != Holder::NotApplicable).then(|| one_line(option));
        }
        if cell.concerns_customer() {
            if let Some((entry, _)) = entries.iter().find(|(entry, _)| entry.status.is_some()) {
                cell.status = entry.status;
                cell.due = entry.due.as_ref().map(|day| day.to_string());
            }
            let evidence = entries.iter().find(|(entry, _)| !entry.evidence.is_empty());
            cell.evidence =
                evidence.map_or_else(Vec::new, |(entry, _)| once(entry.evidence.iter().map(|id| id.to_string())));
        }
        if let Some(departure) = &cell.departs_from
            && departure.holder == cell.holder
            && departure.sources == cell.sources
            && cell.basis != Some(Basis::Declared)
        {
            cell.departs_from = None;
        }
    }

    /// What the model says of a cell.
    pub fn model_cell(&self, index: usize, area: &Area) -> Cell {
        let service = &self.component.service;
        let variant = self.component.variant.as_deref();
        let base = self.rules(area, variant);
        if variant.is_some() || !service.variant_required {
            return self.finish(index, area, base);
        }
        let answers: Vec<(&String, Model)> =
            service.variants.keys().map(|id| (id, self.rules(area, Some(id)))).collect();
        let holder = |model: &Model| model.answer.as_ref().map_or(Holder::Unplaced, |answer| answer.holder);
        let agreed = answers
            .first()
            .map(|(_, first)| holder(first))
            .filter(|first| answers.iter().all(|(_, model)| holder(model) == *first));
        match agreed {
            Some(agreed) => {
                // Founded on what the variants say, in the words of the rules behind them where those agree.
                let mut cell = if agreed == holder(&base) { base } else { Model::default() };
                cell.answer = answers.into_iter().filter_map(|(_, model)| model.answer).reduce(|mut all, answer| {
                    all.basis = all.basis.max(answer.basis);
                    add(&mut all.sources, answer.sources);
                    all
                });
                self.finish(index, area, cell)
            }
            None => {
                let choices = answers
                    .iter()
                    .map(|(id, model)| self.choice(id, holder(model), self.names.provider.clone()))
                    .collect();
                Cell { choices, ..empty(index, Holder::Undecided) }
            }
        }
    }

    /// The model's rules for an area, from the farthest to the nearest.
    fn rules(&self, area: &Area, variant: Option<&str>) -> Model {
        let mut model = Model::default();
        if let Some(rule) = self.edition.every.get(&area.id) {
            self.lay(&mut model, rule, Origin::Edition, None);
        }
        let placed = self.component.placed.as_ref();
        if let Some(placed) = placed
            && let Some(rule) = self
                .edition
                .categories
                .get(&placed.category)
                .and_then(|category| category.responsibilities.get(&area.id))
        {
            self.lay(&mut model, rule, Origin::Category, Some(placed));
        }
        self.lay_service(&mut model, area, variant);
        model
    }

    /// What a variant would answer.
    pub(super) fn choice(&self, variant: &str, holder: Holder, provider: Option<String>) -> Choice {
        let title = self.component.service.variants.get(variant).map_or(variant, |facts| facts.title.as_str());
        let provider = provider.filter(|_| matches!(holder, Holder::Provider | Holder::Shared));
        Choice { variant: variant.to_owned(), title: title.to_owned(), holder, provider }
    }

    /// Lays what the service, and then a variant of it, says of an area.
    pub(super) fn lay_service(&self, model: &mut Model, area: &Area, variant: Option<&str>) {
        let service = &self.component.service;
        if let Some(reason) = service.not_applicable.get(&area.id) {
            self.lay_not_applicable(model, reason, Origin::Service);
        } else if let Some(rule) = service.responsibilities.get(&area.id) {
            self.lay(model, rule, Origin::Service, None);
        }
        let Some(facts) = variant.and_then(|variant| service.variants.get(variant)) else { return };
        if let Some(reason) = facts.not_applicable.get(&area.id) {
            self.lay_not_applicable(model, reason, Origin::Variant);
        } else if let Some(rule) = facts.responsibilities.get(&area.id) {
            self.lay(model, rule, Origin::Variant, None);
        }
    }

    fn lay_not_applicable(&self, model: &mut Model, reason: &NotApplicable, origin: Origin) {
        let answer = Answer {
            holder: Holder::NotApplicable,
            origin,
            basis: reason.basis(),
            sources: self.full(&reason.sources),
            reason: Some(self.names.apply(&reason.reason)),
            because: None,
            conflicts: Vec::new(),
        };
        *model = Model { answer: Some(answer), ..Model::default() };
    }

    fn lay(&self, model: &mut Model, rule: &Rule, origin: Origin, placed: Option<&Placed>) {
        if let Some(party) = rule.party {
            let holder = Holder::from(party);
            let behind = model.answer.take().filter(|answer| answer.holder == holder);
            if behind.is_none() {
                *model = Model::default();
            }
            let mut answer = Answer {
                holder,
                origin,
                basis: rule.basis(),
                sources: self.full(&rule.sources),
                reason: None,
                because: None,
                conflicts: self.conflicts(rule),
            };
            if let Some(placed) = placed {
                answer.basis =
                    if placed.basis == Basis::Declared { Basis::Declared } else { answer.basis.max(placed.basis) };
                add(&mut answer.sources, self.full(&placed.sources));
                answer.because.clone_from(&placed.because);
            } else if let Some(behind) = behind {
                // The same party again: what this rule does not say of it, the rules behind say.
                if answer.sources.is_empty() && rule.basis.is_none() {
                    (answer.basis, answer.sources, answer.because) = (behind.basis, behind.sources, behind.because);
                }
                if answer.conflicts.is_empty() {
                    answer.conflicts = behind.conflicts;
                }
            }
            model.answer = Some(answer);
        } else if let Some(answer) = &mut model.answer {
            add(&mut answer.sources, self.full(&rule.sources));
            answer.conflicts.extend(self.conflicts(rule));
        }
        let words = |own: &Option<String>, behind: &mut Option<String>| {
            if let Some(own) = own {
                *behind = Some(self.names.apply(own));
            }
        };
        words(&rule.provider, &mut model.provider);
        words(&rule.customer, &mut model.customer);
        words(&rule.option, &mut model.option);
        // A note is Markdown, in which a name could be more than a name; so it keeps the words of the model.
        if rule.note.is_some() {
            model.note.clone_from(&rule.note);
        }
    }

    /// A cell from what the rules say, with the area's words where they have none.
    fn finish(&self, index: usize, area: &Area, model: Model) -> Cell {
        let Some(answer) = model.answer else { return empty(index, Holder::Unplaced) };
        let mut cell = Cell {
            provider_duty: model.provider,
            customer_duty: model.customer,
            option: model.option,
            origin: Some(answer.origin),
            basis: Some(answer.basis),
            sources: answer.sources,
            because: answer.because,
            guidance: model.note,
            reason: answer.reason,
            conflicts: answer.conflicts,
            ..empty(index, answer.holder)
        };
        self.fill(&mut cell, area);
        cell
    }

    /// Fills missing words from the area, for the cell's party.
    fn fill(&self, cell: &mut Cell, area: &Area) {
        let party = match cell.holder {
            Holder::Provider => Party::Provider,
            Holder::Customer => Party::Customer,
            Holder::Shared => Party::Shared,
            _ => return,
        };
        let words = area.words.of(party);
        let word = |words: &Option<String>| words.as_ref().map(|words| self.names.apply(words));
        if cell.provider_duty.is_none() && party != Party::Customer {
            cell.provider_duty = word(&words.provider);
        }
        match party {
            Party::Provider => cell.customer_duty = None,
            _ if cell.customer_duty.is_none() => cell.customer_duty = word(&words.customer),
            _ => {}
        }
    }

    /// Lays an author's entry over a cell.
    fn lay_entry(&self, cell: &mut Cell, area: &Area, entry: &Entry, own: bool) {
        let text = |text: &Option<crate::form::Text>| text.as_ref().map(|text| one_line(text));
        let origin = if own { Origin::Component } else { Origin::Architecture };
        if entry.departs() && cell.departs_from.is_none() {
            let (holder, provider, sources) = (cell.holder, cell.held_by(), cell.sources.clone());
            cell.departs_from = Some(Departure { holder, provider, sources });
        }
        let departure = cell.departs_from.take();
        if let Some(reason) = text(&entry.not_applicable) {
            *cell = Cell {
                origin: Some(origin),
                basis: Some(Basis::Declared),
                reason: Some(reason),
                ..empty(cell.area, Holder::NotApplicable)
            };
        } else if let Some(party) = entry.party {
            let holder = Holder::from(party);
            let kept = (cell.holder == holder).then(|| std::mem::replace(cell, empty(cell.area, holder)));
            let (provider, customer, option, chain) = kept.map_or((None, None, None, Vec::new()), |kept| {
                (kept.provider_duty, kept.customer_duty, kept.option, kept.chain)
            });
            *cell = Cell {
                provider_duty: text(&entry.provider).or(provider),
                customer_duty: text(&entry.customer).or(customer),
                option,
                // In the author's words the providers are one.
                chain: if entry.provider.is_some() { Vec::new() } else { chain },
                origin: Some(origin),
                basis: Some(Basis::Declared),
                because: text(&entry.because),
                ..empty(cell.area, holder)
            };
            self.fill(cell, area);
        } else if entry.provider.is_some() || entry.customer.is_some() {
            let replaced = (entry.provider.is_some() || cell.provider_duty.is_none())
                && (entry.customer.is_some() || cell.customer_duty.is_none());
            if replaced {
                cell.sources.clear();
                cell.conflicts.clear();
            }
            if entry.provider.is_some() {
                cell.chain.clear();
            }
            cell.provider_duty = text(&entry.provider).or(cell.provider_duty.take());
            cell.customer_duty = text(&entry.customer).or(cell.customer_duty.take());
            cell.basis = Some(Basis::Declared);
            // The reason for the party stays beside the reason for the words.
            let reasons = [cell.because.take(), text(&entry.because)].into_iter().flatten().collect::<Vec<_>>();
            cell.because = Some(reasons.join(" ")).filter(|reasons| !reasons.is_empty());
        }
        cell.departs_from = departure;
    }

    pub(super) fn full(&self, sources: &[String]) -> Vec<String> {
        sources.iter().map(|source| format!("{}/{source}", self.component.provider)).collect()
    }

    fn conflicts(&self, rule: &Rule) -> Vec<CellConflict> {
        let full = |source: &str| format!("{}/{source}", self.component.provider);
        rule.conflicts
            .iter()
            .map(|conflict| CellConflict {
                source: full(&conflict.source),
                party: conflict.party,
                provider: None,
                note: self.names.apply(&conflict.note),
            })
            .collect()
    }
}

pub(super) fn empty(area: usize, holder: Holder) -> Cell {
    Cell {
        area,
        holder,
        provider_duty: None,
        customer_duty: None,
        option: None,
        origin: None,
        basis: None,
        sources: Vec::new(),
        because: None,
        guidance: None,
        note: None,
        reason: None,
        owner: None,
        performed_by: None,
        status: None,
        due: None,
        evidence: Vec::new(),
        choices: Vec::new(),
        conflicts: Vec::new(),
        chain: Vec::new(),
        departs_from: None,
    }
}

pub(super) fn add(sources: &mut Vec<String>, more: Vec<String>) {
    for source in more {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
}

/// A text with every run of white space as one space.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Names {
    /// A sentence of the model with the names of this document: "the provider's reports" reads "Nimbus's reports".
    pub fn apply(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (role, name) in [("he customer", &self.customer), ("he provider", &self.provider)] {
            if let Some(name) = name.as_ref().filter(|_| text.contains(role)) {
                text = replace_role(&text, role, name);
            }
        }
        text
    }
}

/// Replaces "the customer", of which the first letter is left out here, by a name; not inside a longer word or a term ("the customer managed key").
fn replace_role(text: &str, role: &str, name: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let Some(at) = rest.match_indices(role).map(|(at, _)| at).find(|&at| rest[..at].ends_with(['t', 'T'])) else {
            out.push_str(rest);
            return out;
        };
        let at = at - 1;
        let end = at + 1 + role.len();
        let (before, after) = (&rest[..at], &rest[end..]);
        let starts = before.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        let ends = after.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '-')
            && !after.starts_with(" managed")
            && !after.starts_with(" key")
            && !after.starts_with(" side");
        out.push_str(before);
        out.push_str(if starts && ends { name } else { &rest[at..end] });
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_where_the_roles_stood() {
        let names = Names { customer: Some("Harbourline".into()), provider: Some("Nimbus".into()) };
        let cases = [
            ("The customer's keys stay with the provider.", "Harbourline's keys stay with Nimbus."),
            ("Rotate the customer managed key.", "Rotate the customer managed key."),
            ("Check the providers of both.", "Check the providers of both."),
            ("Encrypt on the customer-side.", "Encrypt on the customer-side."),
            ("Bathe customers.", "Bathe customers."),
        ];
        for (text, expected) in cases {
            assert_eq!(names.apply(text), expected);
        }
    }
}
