//! How far the model reaches, and on what it rests: counts a provider.

use super::{Answers, Resolved, Selection, resolve};
use crate::embedded::Model;
use crate::matrix::{Cell, Origin};
use crate::model::{Basis, Rule};
use std::collections::{BTreeMap, BTreeSet};

/// What is counted of one provider, or of all together. Cells are those of the default edition, where no variant is named.
#[derive(Debug, Default)]
pub struct Coverage {
    /// The provider's id; nothing for all together.
    pub provider: Option<String>,
    /// The edition's id.
    pub edition: Option<String>,
    /// Services.
    pub services: usize,
    /// Cells: areas of services.
    pub cells: usize,
    /// Cells for which a source says who holds them.
    pub stated: usize,
    /// Cells that follow from a source.
    pub derived: usize,
    /// Cells for which no source says it.
    pub judgement: usize,
    /// Cells that nobody answers before a variant is named, or because the edition does not place the service.
    pub open: usize,
    /// Cells that the service's own file decides, not its category or the edition.
    pub own: usize,
    /// Duties of both sides that each service's own file words, without those of its variants; sorted.
    duties: Vec<usize>,
    /// Sources that the services, with their variants, rest on, by year: of the copy, or of the reading where no copy is
    /// dated.
    pub years: BTreeMap<String, usize>,
}

/// Counts the services that are meant, provider by provider. Where there are several, all together come last. An area chooses
/// cells here, not services.
pub fn coverage(model: &Model, selection: &Selection) -> Vec<Coverage> {
    let services = Selection { area: None, ..selection.clone() };
    let services = services.services(model);
    let area = selection.area.as_ref().and_then(|area| model.core.areas.index(area));
    let mut counted: Vec<Coverage> = Vec::new();
    let mut cited = BTreeSet::new();
    for resolved in resolve(model, services.iter().map(|(entry, _)| entry.id.as_str())) {
        if counted.last().and_then(|last| last.provider.as_ref()) != Some(&resolved.provider) {
            let (provider, edition) = (Some(resolved.provider.clone()), Some(resolved.edition.clone()));
            counted.push(Coverage { provider, edition, ..Coverage::default() });
        }
        let of = counted.last_mut().expect("one was just pushed");
        of.add(&resolved, area.map(|at| model.core.areas.areas[at].id.as_str()), area);
        for id in sources(&resolved, area) {
            let (provider, name) = id.split_once('/').unwrap_or_default();
            let citation = model.citation(provider, name, Some(&resolved.service));
            if let Some(citation) = citation.filter(|_| cited.insert(id.clone())) {
                let year = citation.copy.as_ref().unwrap_or(&citation.read).chars().take(4).collect();
                *of.years.entry(year).or_default() += 1;
            }
        }
    }
    counted.iter_mut().for_each(|of| of.duties.sort_unstable());
    if counted.len() > 1 {
        let all = counted.iter().fold(Coverage::default(), Coverage::with);
        counted.push(all);
    }
    counted
}

impl Coverage {
    /// Half the services have more duties of their own than this, and half have fewer.
    pub fn median_of_duties(&self) -> f64 {
        let middle = |at: usize| self.duties.get(at).copied().unwrap_or_default() as f64;
        let half = self.duties.len() / 2;
        if self.duties.len() % 2 == 1 { middle(half) } else { (middle(half.saturating_sub(1)) + middle(half)) / 2.0 }
    }

    fn add(&mut self, resolved: &Resolved, area: Option<&str>, at: Option<usize>) {
        self.services += 1;
        for cell in cells(&resolved.plain, at) {
            self.cells += 1;
            *match cell.basis {
                Some(Basis::Stated) => &mut self.stated,
                Some(Basis::Derived) => &mut self.derived,
                Some(Basis::Judgement | Basis::Declared) => &mut self.judgement,
                None => &mut self.open,
            } += 1;
            self.own += usize::from(cell.origin == Some(Origin::Service));
        }
        let duties = |rule: &Rule| usize::from(rule.provider.is_some()) + usize::from(rule.customer.is_some());
        let rules = resolved.service.responsibilities.iter();
        let rules = rules.filter(|(id, _)| area.is_none_or(|area| area == id.as_str()));
        self.duties.push(rules.map(|(_, rule)| duties(rule)).sum());
    }

    fn with(mut self, other: &Self) -> Self {
        self.services += other.services;
        self.cells += other.cells;
        self.stated += other.stated;
        self.derived += other.derived;
        self.judgement += other.judgement;
        self.open += other.open;
        self.own += other.own;
        self.duties.extend(&other.duties);
        self.duties.sort_unstable();
        for (year, number) in &other.years {
            *self.years.entry(year.clone()).or_default() += number;
        }
        self
    }
}

/// All cells, or that of one area.
fn cells(answers: &Answers, area: Option<usize>) -> impl Iterator<Item = &Cell> {
    answers.cells.iter().map(AsRef::as_ref).filter(move |cell| area.is_none_or(|area| area == cell.area))
}

/// The sources that a service rests on, with its variants, in full.
fn sources(resolved: &Resolved, area: Option<usize>) -> BTreeSet<String> {
    let all = || std::iter::once(&resolved.plain).chain(resolved.variants.iter().map(|(_, answers)| answers));
    let placements = all().flat_map(|answers| &answers.placed).flat_map(|placed| &placed.sources);
    let placements = placements.map(|source| format!("{}/{source}", resolved.provider));
    let conflicts = |cell: &Cell| cell.conflicts.iter().map(|conflict| conflict.source.clone()).collect::<Vec<_>>();
    let cited = all().flat_map(|answers| cells(answers, area));
    let cited = cited.flat_map(|cell| cell.sources.iter().cloned().chain(conflicts(cell)));
    placements.chain(cited).collect()
}
