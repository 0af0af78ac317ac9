//! The author's entries: which of them hold for a component and an area, and what is contradictory in them.

use super::chosen::Chosen;
use super::names;
use crate::architecture::{Architecture, AreaId, Entry, Progress};
use crate::embedded::Model;
use crate::finding::{Code, Findings};
use crate::model::Party;
use std::collections::BTreeSet;

/// An entry, and whether it is the component's own.
pub type Held<'a> = (&'a Entry, bool);

/// The entries for a component by area, nearest first; only the areas that have some, by position and in order.
pub fn held<'a>(architecture: &'a Architecture, model: &Model, component: &Chosen) -> Vec<(usize, Vec<Held<'a>>)> {
    let own = &architecture.components[component.at].responsibilities;
    let mut areas: Vec<usize> = own
        .keys()
        .chain(architecture.responsibilities.keys())
        .filter_map(|area| model.core.areas.index(area.as_str()))
        .collect();
    areas.sort_unstable();
    areas.dedup();
    let entries = |area: usize| (area, holding(architecture, component, &model.core.areas.areas[area].id));
    areas.into_iter().map(entries).filter(|(_, entries)| !entries.is_empty()).collect()
}

/// The entries for one component and area, nearest first, with whether each is the component's own.
pub fn holding<'a>(architecture: &'a Architecture, component: &Chosen, area: &str) -> Vec<Held<'a>> {
    let own = architecture.components[component.at].responsibilities.get(area).map(|entry| (&**entry, true));
    let general = architecture.responsibilities.get(area).into_iter().flat_map(|entries| entries.0.iter().rev());
    let general = general
        .filter(|entry| entry.components.is_empty() || entry.components.iter().any(|id| id.as_str() == component.id));
    own.into_iter().chain(general.map(|entry| (entry, false))).collect()
}

/// Reports unknown names, contradictions and entries that do nothing.
pub fn check(architecture: &Architecture, model: &Model, components: &[Chosen], findings: &mut Findings) {
    let mut checker = Checker { architecture, model, findings };
    let ids: BTreeSet<&str> = architecture.components.iter().map(|component| component.id.value.as_str()).collect();
    for (area, entries) in &architecture.responsibilities {
        checker.area(area);
        for entry in &entries.0 {
            checker.entry(area, entry);
            for id in &entry.components {
                if !ids.contains(id.as_str()) {
                    checker.findings.unknown(
                        Code::UnknownComponent,
                        id.span,
                        format!("unknown component `{}`", id.as_str()),
                        id,
                        ids.iter().copied(),
                    );
                }
            }
        }
        for (at, entry) in entries.0.iter().enumerate() {
            let hidden = components.iter().filter(|component| {
                entry.components.is_empty() || entry.components.iter().any(|id| id.as_str() == component.id)
            });
            let mut hidden = hidden.peekable();
            let later_decides = |component: &Chosen| {
                holding(architecture, component, area)
                    .iter()
                    .take_while(|(other, _)| !std::ptr::eq(*other, entry))
                    .any(|(other, _)| other.departs())
            };
            if entry.departs() && hidden.peek().is_some() && hidden.all(later_decides) {
                let message =
                    format!("entry {} for `{}` is hidden by nearer entries for every component", at + 1, area.as_str());
                checker.findings.add(Code::MatchesNothing, area.span, message);
            }
        }
    }
    for component in &architecture.components {
        for (area, entry) in &component.responsibilities {
            checker.area(area);
            checker.entry(area, entry);
            if let Some(id) = entry.components.first() {
                let message = "`components` narrows an entry at the top level; this one holds for its component alone";
                checker.findings.add(Code::Contradiction, id.span, message);
            }
        }
    }
}

struct Checker<'a> {
    architecture: &'a Architecture,
    model: &'a Model,
    findings: &'a mut Findings,
}

impl Checker<'_> {
    fn area(&mut self, area: &AreaId) {
        names::unknown_area(area, self.model, self.findings);
    }

    fn entry(&mut self, area: &AreaId, entry: &Entry) {
        let place = |text: &Option<crate::form::Text>| text.as_ref().map_or(area.span, |text| text.span);
        for owner in entry.owner.iter().chain(&entry.performed_by) {
            names::unknown_owner(owner, self.architecture, self.findings);
        }
        if let (Some(reason), Some(_)) = (&entry.not_applicable, entry.party.as_ref()) {
            let help = "keep `not_applicable` where the area does not exist here, or `party` where somebody holds it";
            self.findings.add_help(
                Code::Contradiction,
                reason.span,
                format!("`{}` has a party and is not applicable", area.as_str()),
                help,
            );
        } else if let (Some(reason), true) =
            (&entry.not_applicable, entry.provider.is_some() || entry.customer.is_some())
        {
            self.findings.add_help(
                Code::Contradiction,
                reason.span,
                format!("`{}` has a duty and is not applicable", area.as_str()),
                "remove one of them",
            );
        }
        if entry.departs() && entry.not_applicable.is_none() && entry.because.is_none() {
            let what = if entry.party.is_some() { "a party" } else { "a duty" };
            let help = "add `because:` with the contract, the decision or the page it rests on";
            self.findings.add_help(
                Code::MissingBecause,
                area.span,
                format!("the entry for `{}` sets {what} and does not say why", area.as_str()),
                help,
            );
        }
        match entry.party {
            Some(Party::Shared) if entry.provider.is_none() || entry.customer.is_none() => {
                let missing = match (&entry.provider, &entry.customer) {
                    (None, None) => "`provider` and `customer` are",
                    (None, _) => "`provider` is",
                    _ => "`customer` is",
                };
                let help = "shared is no answer by itself: write in this entry what each side does";
                self.findings.add_help(
                    Code::SharedWithoutDuties,
                    area.span,
                    format!("`{}` is shared, and {missing} not written", area.as_str()),
                    help,
                );
            }
            Some(Party::Provider) if entry.customer.is_some() => {
                let help = "make it `party: shared` if something fails without it, or say it in `option`";
                self.findings.add_help(
                    Code::Contradiction,
                    place(&entry.customer),
                    "where the provider holds an area the customer has no duty",
                    help,
                );
            }
            _ => {}
        }
        for id in &entry.evidence {
            names::unknown_evidence(id, self.architecture, self.findings);
        }
        match (entry.status, &entry.due) {
            (Some(Progress::Planned), None) => {
                let help = "add `due:` with the day by which it is met";
                let message = format!("`{}` is planned, and no day is given", area.as_str());
                self.findings.add_help(Code::MissingField, area.span, message, help);
            }
            (None | Some(Progress::Implemented), Some(due)) => {
                let help = "add `status: planned`, or remove the day";
                self.findings.add_help(Code::Contradiction, due.span, "`due` is for a duty that is planned", help);
            }
            _ => {}
        }
        let nothing = !entry.departs()
            && !entry.has_standing()
            && entry.option.is_none()
            && entry.note.is_none()
            && entry.owner.is_none()
            && entry.performed_by.is_none();
        if nothing && !self.findings.has_errors() {
            self.findings.add(
                Code::MatchesNothing,
                area.span,
                format!("the entry for `{}` says nothing", area.as_str()),
            );
        }
    }
}
