//! Gaps: what is missing before the matrix can be relied on. One for a component and a kind, with its areas; one for a piece
//! of evidence that has run out, with its components.

use super::acceptances::Accepted;
use super::chosen::Chosen;
use super::profile::{Profile, listing};
use crate::architecture::{Architecture, Progress, Status};
use crate::embedded::Model;
use crate::finding::{Code, Finding, Findings};
use crate::source::Span;
use std::collections::BTreeMap;

/// Something that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The kind.
    pub code: Code,
    /// The components, by position.
    pub components: Vec<usize>,
    /// The areas, by position.
    pub areas: Vec<usize>,
    /// What tells it apart from others of its kind: a name or an id.
    pub what: Option<String>,
    /// The day that has passed.
    pub day: Option<String>,
    message: String,
    help: String,
    span: Span,
}

impl Gap {
    /// It as a finding.
    pub fn finding(&self, components: &[Chosen], findings: &Findings) -> Finding {
        let finding = Finding::new(self.code, self.message.as_str()).help(self.help.as_str());
        finding.about(self.about(components)).at(findings.file(self.span), Some(self.span))
    }

    /// The ids of its components.
    pub fn about(&self, components: &[Chosen]) -> Vec<String> {
        self.components.iter().map(|&at| components[at].id.clone()).collect()
    }
}

/// What gaps are looked for in.
pub struct Ground<'a> {
    /// What the author wrote.
    pub architecture: &'a Architecture,
    /// The responsibility model.
    pub model: &'a Model,
    /// The components, resolved.
    pub components: &'a [Chosen],
    /// Their profiles.
    pub profiles: &'a [Profile],
    /// The judgements that are accepted.
    pub accepted: &'a Accepted,
}

/// The gaps on a day; without a day nothing is late or has run out.
pub fn gaps(ground: &Ground<'_>, day: Option<&str>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for (at, component) in ground.components.iter().enumerate() {
        ground.component(at, component, day, &mut gaps);
    }
    if let Some(day) = day {
        ground.evidence(day, &mut gaps);
    }
    gaps
}

impl Ground<'_> {
    fn component(&self, at: usize, component: &Chosen, day: Option<&str>, gaps: &mut Vec<Gap>) {
        let architecture = self.architecture;
        let approved = architecture.status == Some(Status::Approved);
        let kept = approved || !architecture.evidence.is_empty();
        let profile = &self.profiles[component.profile];
        let (mut orphans, mut bare, mut open) = (Vec::new(), Vec::new(), Vec::new());
        let mut alone: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut late: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for cell in &profile.cells {
            if approved && cell.is_judgement() && !self.accepted.has(at, cell.area) {
                open.push(cell.area);
            }
            if !cell.concerns_customer() {
                continue;
            }
            let owner = cell.owner.as_deref().and_then(|id| architecture.owners.get_key_value(id));
            if let Some((id, _)) = owner.filter(|(_, owner)| owner.third_party) {
                alone.entry(id.as_str()).or_default().push(cell.area);
            }
            if cell.customer_duty.is_none() {
                continue;
            }
            if cell.owner.is_none() && !architecture.owners.is_empty() {
                orphans.push(cell.area);
            }
            if kept && cell.evidence.is_empty() && cell.status != Some(Progress::Planned) {
                bare.push(cell.area);
            }
            if let Some(due) = cell.due.as_deref().filter(|due| day.is_some_and(|day| *due < day)) {
                late.entry(due).or_default().push(cell.area);
            }
        }
        let span = architecture.components[component.at].id.span;
        let mut add =
            |code, areas: Vec<usize>, detail: [Option<&str>; 2], message: &dyn Fn(&str, &str) -> String, help: &str| {
                if !areas.is_empty() {
                    let (has, of) = (if areas.len() == 1 { "has" } else { "have" }, self.of(&areas, component));
                    let (message, help) = (message(&of, has), help.to_owned());
                    let [what, day] = detail.map(|text| text.map(str::to_owned));
                    gaps.push(Gap { code, components: vec![at], areas, what, day, message, help, span });
                }
            };
        add(
            Code::NoOwner,
            orphans,
            [None, None],
            &|of, has| format!("{of} {has} no owner"),
            "name one with `assign: [{ owner: ... }]`, or as `owner` in an entry",
        );
        for (id, areas) in alone {
            let name = architecture.owners.get(id).map_or(id, |owner| &owner.name);
            let help =
                "name who answers for it inside the organisation as `owner`, and the third party in `performed_by`";
            add(
                Code::ThirdPartyOwner,
                areas,
                [Some(name), None],
                &|of, _| format!("{name} is a third party and is named as owner of {of}"),
                help,
            );
        }
        let help = "name it as `evidence: [id]` in an entry, or say `status: planned` with a `due` day";
        add(Code::NoEvidence, bare, [None, None], &|of, has| format!("{of} {has} no evidence"), help);
        for (due, areas) in late {
            add(
                Code::Overdue,
                areas,
                [None, Some(due)],
                &|of, has| {
                    let was = if has == "has" { "was" } else { "were" };
                    format!("{of} {was} planned by {due}, before {}", day.unwrap_or_default())
                },
                "say `status: implemented` with its evidence, or plan it anew",
            );
        }
        let help = "add it to `accepted` with a reason, or replace it by an entry that says what it rests on";
        add(
            Code::NotAccepted,
            open,
            [None, None],
            &|of, has| {
                let rest = if has == "has" { "rests" } else { "rest" };
                format!("{of} {rest} on judgement that nobody has accepted")
            },
            help,
        );
        let help = "remove what it repeats; a note, an owner and evidence may stay";
        add(
            Code::RepeatsModel,
            profile.repeats.clone(),
            [None, None],
            &|of, has| {
                let is = if has == "has" { "is" } else { "are" };
                format!("{of} {is} declared as the model has it")
            },
            help,
        );
    }

    /// Areas of a component, in words.
    fn of(&self, areas: &[usize], component: &Chosen) -> String {
        let areas = &mut areas.iter().map(|&area| format!("`{}`", self.model.core.areas.areas[area].id));
        format!("{} of `{}`", listing(&areas.collect::<Vec<_>>()), component.id)
    }

    /// Evidence that has run out.
    fn evidence(&self, day: &str, gaps: &mut Vec<Gap>) {
        for (id, evidence) in &self.architecture.evidence {
            let Some(expires) = evidence.expires.as_ref().filter(|expires| expires.as_str() < day) else { continue };
            let id = id.as_str();
            let (mut components, mut areas) = (Vec::new(), Vec::new());
            for (at, component) in self.components.iter().enumerate() {
                let cells = self.profiles[component.profile].cells.iter();
                let shown = cells.filter(|cell| cell.evidence.iter().any(|known| known == id));
                let before = areas.len();
                areas.extend(shown.map(|cell| cell.area));
                if areas.len() > before {
                    components.push(at);
                }
            }
            areas.sort_unstable();
            areas.dedup();
            let message = format!("the evidence `{id}` ran out on {}, before {day}", expires.as_str());
            let of: Vec<String> = components.iter().map(|&at| format!("`{}`", self.components[at].id)).collect();
            let help = match of.len() {
                0 => "renew it, or take it out".to_owned(),
                1 => format!("renew it: {} rests on it", of[0]),
                2..=6 => format!("renew it: {} rest on it", listing(&of)),
                number => format!("renew it: {number} components rest on it"),
            };
            let (what, day) = (Some(id.to_owned()), Some(expires.to_string()));
            gaps.push(Gap { code: Code::Expired, components, areas, what, day, message, help, span: expires.span });
        }
    }
}
