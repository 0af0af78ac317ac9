//! What somebody has to decide before the document can be approved: undecided and unplaced cells, residency that cannot
//! be shown, duties nobody answers for, and judgements on which the organisation relies on a provider alone.

use super::ground::{Ground, MOST_IDS};
use super::markdown::escaped;
use super::view::{ChoiceView, DecisionView, JudgementView};
use crate::finding::Code;
use crate::matrix::allowances::allowing;
use crate::matrix::duty::Side;
use crate::matrix::owners::{self, Rules};
use crate::matrix::profile::listing;
use crate::matrix::resolve::one_line;
use crate::matrix::{Cell, Duty, Holder, Profile, residency};
use std::collections::BTreeSet;

/// The decisions, the gravest kind first.
pub(super) fn decisions(ground: &Ground, judged: &[(JudgementView, Vec<usize>)]) -> Vec<DecisionView> {
    let rules = Rules::of(&ground.architecture.assign, &ground.model);
    let mut decisions = Vec::new();
    decisions.extend(ground.matrix.profiles.iter().filter_map(|profile| undecided(ground, profile)));
    decisions.extend(ground.matrix.profiles.iter().filter_map(|profile| unplaced(ground, profile)));
    decisions.extend(residency_not_shown(ground, &rules));
    decisions.extend(without_owner(ground));
    decisions.extend(relied_on(ground, &rules, judged));
    decisions.extend(third_party_owners(ground));
    decisions.extend(run_out(ground));
    decisions
}

fn open(profile: &Profile, holder: Holder) -> Vec<&Cell> {
    profile.cells.iter().map(|cell| &**cell).filter(|cell| cell.holder == holder).collect()
}

fn decision(
    ground: &Ground,
    kind: &str,
    components: &[usize],
    cells: &[&Cell],
    text: String,
    choices: Vec<ChoiceView>,
) -> DecisionView {
    let first = components.first().zip(cells.first());
    let owner = cells
        .first()
        .and_then(|cell| cell.owner.clone())
        .filter(|owner| cells.iter().all(|cell| cell.owner.as_ref() == Some(owner)));
    DecisionView {
        kind: kind.to_owned(),
        cell: first.map(|(&at, cell)| format!("{}.{}", ground.matrix.components[at].id, ground.area(cell.area))),
        row: first.map(|(&at, cell)| ground.row(at, cell.area)),
        text,
        choices,
        components: ground.component_ids(components),
        areas: cells.iter().map(|cell| ground.area(cell.area).to_owned()).collect(),
        owner,
    }
}

/// Tells in which cells a decision lies, and who would answer for them by the rules of the file.
fn decide_in(ground: &Ground, rules: &Rules<'_>, decision: &mut DecisionView, components: &[usize], areas: &[String]) {
    let indices: Vec<usize> = areas.iter().filter_map(|area| ground.model.core.areas.index(area)).collect();
    let first = components.first().zip(indices.first());
    decision.cell = first.map(|(&at, &area)| format!("{}.{}", ground.matrix.components[at].id, ground.area(area)));
    decision.row = first.map(|(&at, &area)| ground.row(at, area));
    decision.areas = indices.iter().map(|&area| ground.area(area).to_owned()).collect();
    // The components of a profile have the same hands.
    let mut seen = BTreeSet::new();
    let first = components.iter().filter(|&&at| seen.insert(ground.matrix.components[at].profile));
    let (architecture, model) = (&*ground.architecture, &*ground.model);
    let hands = first.map(|&at| owners::hands(rules, architecture, model, &ground.matrix.components[at]));
    let owners: BTreeSet<Option<&str>> =
        hands.flat_map(|hands| indices.iter().map(|&area| hands[area].owner).collect::<Vec<_>>()).collect();
    let agreed = owners.len() == 1;
    decision.owner = owners.into_iter().next().flatten().filter(|_| agreed).map(str::to_owned);
}

fn titles(ground: &Ground, cells: &[&Cell]) -> String {
    let titles: Vec<String> =
        cells.iter().map(|cell| format!("*{}*", ground.area_title(cell.area).to_lowercase())).collect();
    listing(&titles)
}

fn undecided(ground: &Ground, profile: &Profile) -> Option<DecisionView> {
    let cells = open(profile, Holder::Undecided);
    let first = cells.first()?;
    let component = &ground.matrix.components[profile.components[0]];
    let open = component.without_variant();
    let silent = match std::ptr::eq(open, component) {
        true => "the file".to_owned(),
        false => escaped(&component.service.name),
    };
    let service = &open.service;
    let variants: Vec<String> =
        first.choices.iter().map(|choice| format!("{} (`{}`)", escaped(&choice.title), choice.variant)).collect();
    let text = format!(
        "Who holds {} depends on how {} is run, and {silent} does not say. Choose {}.",
        titles(ground, &cells),
        escaped(&service.name),
        either(&variants),
    );
    Some(decision(ground, "undecided", &profile.components, &cells, text, ground.choices(first, &profile.seller)))
}

/// The components of a decision, as prose.
fn members(ground: &Ground, components: &[usize]) -> String {
    match components.len() > MOST_IDS {
        true => escaped(&ground.holds_for(components)),
        false => listing(&ground.component_ids(components).iter().map(|id| format!("`{id}`")).collect::<Vec<_>>()),
    }
}

/// `a`, `a or b`, `a, b or c`.
fn either(items: &[String]) -> String {
    match items {
        [most @ .., last] if !most.is_empty() => format!("{} or {last}", most.join(", ")),
        items => items.join(""),
    }
}

fn unplaced(ground: &Ground, profile: &Profile) -> Option<DecisionView> {
    let cells = open(profile, Holder::Unplaced);
    cells.first()?;
    let component = ground.matrix.components[profile.components[0]].lowest();
    let chosen = &ground.matrix.providers.iter().find(|provider| provider.id == component.provider)?.edition;
    let facts = ground.model.core.providers.get(&component.provider)?;
    let title = facts.editions.get(chosen).map_or(chosen.as_str(), |edition| edition.title.as_str());
    let elsewhere: Vec<String> = facts
        .editions
        .iter()
        .filter_map(|(id, edition)| {
            let category = edition.categories.get(&component.service.placement.get(id)?.category)?;
            Some(format!(
                "The edition {} (`{}/{id}`) places it under {}.",
                edition.title,
                component.provider,
                category.title.to_lowercase()
            ))
        })
        .collect();
    let text = format!(
        "The edition {title} has no category for {}, so nobody is named for {}. {}{}Choose an edition that places the service, or place it by hand with a reason.",
        component.service.name,
        titles(ground, &cells),
        elsewhere.join(" "),
        if elsewhere.is_empty() { "" } else { " " },
    );
    Some(decision(ground, "unplaced", &profile.components, &cells, text, Vec::new()))
}

/// Whether the file allows a finding about a component on the document's date.
fn is_allowed(ground: &Ground, code: Code, component: usize) -> bool {
    let date = ground.architecture.date.as_ref().map(|date| date.as_str());
    let about = [ground.matrix.components[component].id.clone()];
    allowing(&ground.architecture, date, code, &about).is_some()
}

fn residency_not_shown(ground: &Ground, rules: &Rules<'_>) -> Option<DecisionView> {
    let allowed = residency::of(&ground.architecture);
    let open =
        |at: &usize| !ground.matrix.components[*at].shows_where() && !is_allowed(ground, Code::ResidencyNotShown, *at);
    let components: Vec<usize> = (0..ground.matrix.components.len()).filter(open).collect();
    if allowed.is_empty() || components.is_empty() {
        return None;
    }
    let text = format!(
        "Residency is limited to {}, and no Region shows where the data of {} is. Confirm from the provider's terms that it stays there, or accept that it may not.",
        listing(
            &allowed
                .iter()
                .map(|place| if place.len() == 2 { place.to_uppercase() } else { place.clone() })
                .collect::<Vec<_>>()
        ),
        members(ground, &components),
    );
    let mut decision = decision(ground, "residency", &components, &[], text, Vec::new());
    decide_in(ground, rules, &mut decision, &components, &[residency::AREA.to_owned()]);
    Some(decision)
}

fn without_owner(ground: &Ground) -> Option<DecisionView> {
    let allowed = |duty: &Duty| duty.components.iter().all(|&at| is_allowed(ground, Code::NoOwner, at));
    let orphans = ground.matrix.duties.iter().filter(|duty| duty.side == Side::Customer && duty.owner.is_none());
    let orphans: Vec<_> = orphans.filter(|duty| !allowed(duty)).collect();
    let first = orphans.first()?;
    if ground.architecture.owners.is_empty() {
        return None;
    }
    let number = if orphans.len() == 1 { "One duty has".to_owned() } else { format!("{} duties have", orphans.len()) };
    let text = format!(
        "{number} no owner: nobody answers for {}. They stand first among the duties.",
        if orphans.len() == 1 { "it" } else { "them" }
    );
    let mut components: Vec<usize> = orphans.iter().flat_map(|duty| duty.components.iter().copied()).collect();
    components.sort_unstable();
    components.dedup();
    let mut decision = decision(ground, "owner", &components, &[], text, Vec::new());
    if let Some(&(at, area)) = first.cells.first() {
        let (at, area) = (at as usize, area as usize);
        decision.cell = Some(format!("{}.{}", ground.matrix.components[at].id, ground.area(area)));
        decision.row = Some(ground.row(at, area));
    }
    Some(decision)
}

/// Judgements that matter: no source says that the provider holds the area, the organisation does nothing in it, and the
/// component may hold data. One decision for each set of components.
fn relied_on(ground: &Ground, rules: &Rules<'_>, judged: &[(JudgementView, Vec<usize>)]) -> Vec<DecisionView> {
    let mut decisions: Vec<(Vec<usize>, String, Vec<String>)> = Vec::new();
    for (judgement, members) in judged.iter().filter(|(judgement, _)| judgement.relied_on) {
        let area = ground.model.core.areas.index(&judgement.area).unwrap_or_default();
        let open = |at: &usize| ground.matrix.components[*at].may_hold_data() && !ground.matrix.accepted.has(*at, area);
        let components: Vec<usize> = members.iter().copied().filter(open).collect();
        if components.is_empty() {
            continue;
        }
        match decisions.iter_mut().find(|(known, provider, _)| *known == components && *provider == judgement.provider)
        {
            Some((_, _, areas)) => areas.push(judgement.area.clone()),
            None => decisions.push((components, judgement.provider.clone(), vec![judgement.area.clone()])),
        }
    }
    let view = |(components, provider, areas): (Vec<usize>, String, Vec<String>)| {
        let title = |id: &String| {
            ground
                .model
                .core
                .areas
                .index(id)
                .map_or_else(String::new, |at| format!("*{}*", ground.area_title(at).to_lowercase()))
        };
        let titles: Vec<String> = areas.iter().map(title).collect();
        let at = ground.model.core.areas.index(&areas[0]).unwrap_or_default();
        let holders = ground.profile_of(components[0]).cells[at].chain.iter().filter(|link| link.holds).count();
        let hold = if holders > 1 { "hold" } else { "holds" };
        let text = format!(
            "No source says that {provider} {hold} {} for {}: it is the model's judgement. Confirm it with {provider}, or accept it with a reason.",
            listing(&titles),
            members(ground, &components),
        );
        let mut decision = decision(ground, "judgement", &components, &[], text, Vec::new());
        decide_in(ground, rules, &mut decision, &components, &areas);
        decision
    };
    decisions.into_iter().map(view).collect()
}

/// Third parties that are named as accountable: accountability stays inside the organisation.
fn third_party_owners(ground: &Ground) -> Vec<DecisionView> {
    let third = ground.architecture.owners.iter().filter(|(_, owner)| owner.third_party);
    let decision = |(id, owner): (&crate::form::Id, &crate::architecture::Owner)| {
        let duties = ground.matrix.duties.iter().filter(|duty| duty.owner.as_deref() == Some(id.as_str()));
        let number = duties.count();
        let text = format!(
            "{}, a third party, is named as owner of {number} {}. Name who answers for {} inside the organisation.",
            escaped(&one_line(&owner.name)),
            if number == 1 { "duty" } else { "duties" },
            if number == 1 { "it" } else { "them" },
        );
        (number > 0).then(|| decision(ground, "owner", &[], &[], text, Vec::new()))
    };
    third.filter_map(decision).collect()
}

/// What has run out on the document's own date: agreements, evidence and the review; and evidence that will have by the next. Another day changes findings, never a document.
fn run_out(ground: &Ground) -> Vec<DecisionView> {
    let architecture = &ground.architecture;
    let Some(date) = architecture.date.as_ref().map(|date| date.as_str()) else { return Vec::new() };
    let mut decisions = Vec::new();
    for owner in architecture.owners.values() {
        let Some(agreement) = &owner.agreement else { continue };
        if let Some(expires) = agreement.expires.as_ref().filter(|day| day.as_str() < date) {
            let text = format!(
                "The agreement {} with {} ran out on {}. Renew it, or name who does the work.",
                escaped(&one_line(&agreement.title)),
                escaped(&one_line(&owner.name)),
                expires.as_str(),
            );
            decisions.push(decision(ground, "agreement", &[], &[], text, Vec::new()));
        }
    }
    let review = architecture.document.as_ref().and_then(|document| document.next_review.as_ref());
    let next = review.map(|day| day.as_str()).filter(|day| *day >= date);
    for (id, evidence) in &architecture.evidence {
        let Some(expires) = evidence.expires.as_ref().filter(|day| day.as_str() < next.unwrap_or(date)) else {
            continue;
        };
        let when = match next {
            Some(next) if expires.as_str() >= date => {
                format!("runs out on {}, before the review of {next}", expires.as_str())
            }
            _ => format!("ran out on {}", expires.as_str()),
        };
        let (mut components, mut cells) = (Vec::new(), Vec::new());
        for at in 0..ground.matrix.components.len() {
            let of = ground
                .profile_of(at)
                .cells
                .iter()
                .filter(|cell| cell.evidence.iter().any(|known| known == id.as_str()));
            let before = cells.len();
            cells.extend(of.map(|cell| &**cell));
            if cells.len() > before {
                components.push(at);
            }
        }
        if !cells.is_empty() {
            let title = escaped(&one_line(&evidence.title));
            let text = format!("The evidence {title} (`{}`) {when}. Renew it.", id.as_str());
            decisions.push(decision(ground, "evidence", &components, &cells, text, Vec::new()));
        }
    }
    if let Some(review) = review.filter(|day| day.as_str() < date) {
        let text = format!("The review was due on {}, before the date of this document.", review.as_str());
        decisions.push(decision(ground, "review", &[], &[], text, Vec::new()));
    }
    decisions
}
