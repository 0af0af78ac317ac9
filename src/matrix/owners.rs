//! Who answers for a duty and who does it: the `assign` rules, and entries that say otherwise.

use super::chosen::Chosen;
use super::entries;
use super::names;
use crate::architecture::{Architecture, Assignment};
use crate::embedded::Model;
use crate::finding::{Code, Finding, Findings, did_you_mean};
use crate::form::Id;

/// Owner and performer of one area of a component, by owner id. What no rule names stays empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hands<'a> {
    /// Who answers for it.
    pub owner: Option<&'a str>,
    /// Who does the work.
    pub performed_by: Option<&'a str>,
}

/// The hands of every area of a component, in the order of the areas: the last rule that matches wins, and an entry over
/// the rules.
pub fn hands<'a>(architecture: &'a Architecture, model: &Model, component: &Chosen) -> Vec<Hands<'a>> {
    let areas = &model.core.areas.areas;
    let mut hands = vec![Hands::default(); areas.len()];
    for rule in architecture.assign.iter().filter(|rule| matches(rule, component)) {
        for (area, hands) in areas.iter().zip(&mut hands) {
            let area_matches = rule.areas.is_empty() || rule.areas.iter().any(|id| id.as_str() == area.id);
            let layer_matches = rule.layers.is_empty() || rule.layers.iter().any(|id| id.as_str() == area.layer);
            if area_matches && layer_matches {
                // A rule that names an owner decides both: who does the work is its performer, else the owner.
                if rule.owner.is_some() || rule.performed_by.is_some() {
                    hands.performed_by = rule.performed_by.as_ref().map(|id| id.as_str());
                }
                if let Some(owner) = &rule.owner {
                    hands.owner = Some(owner.as_str());
                }
            }
        }
    }
    for (area, entries) in entries::held(architecture, model, component) {
        let hands = &mut hands[area];
        for (entry, _) in entries.into_iter().rev() {
            if let Some(owner) = entry.owner.as_ref().filter(|owner| hands.owner != Some(owner.as_str())) {
                *hands = Hands { owner: Some(owner.as_str()), performed_by: None };
            }
            if let Some(performer) = &entry.performed_by {
                hands.performed_by = Some(performer.as_str());
            }
        }
    }
    hands
}

fn matches(rule: &Assignment, component: &Chosen) -> bool {
    let any = |ids: &[Id], value: &str| ids.is_empty() || ids.iter().any(|id| id.as_str() == value);
    any(&rule.components, &component.id)
        && (rule.groups.is_empty() || component.group.as_ref().is_some_and(|group| any(&rule.groups, group)))
        && (rule.data.is_empty() || component.data.iter().any(|class| any(&rule.data, class)))
        && (rule.providers.is_empty() || rule.providers.iter().any(|id| id.as_str() == component.provider))
}

/// Reports unknown names in the rules, third parties as owners, and rules that match nothing.
pub fn check(architecture: &Architecture, model: &Model, components: &[Chosen], findings: &mut Findings) {
    let layers: Vec<&str> = model.core.areas.layers.iter().map(|layer| layer.id.as_str()).collect();
    for rule in &architecture.assign {
        let before = findings.errors();
        for owner in rule.owner.iter().chain(&rule.performed_by) {
            names::unknown_owner(owner, architecture, findings);
        }
        if let Some(owner) = &rule.owner {
            names::third_party(owner, architecture, findings);
        }
        for area in &rule.areas {
            names::unknown_area(area, model, findings);
        }
        for layer in rule.layers.iter().filter(|layer| !layers.contains(&layer.as_str())) {
            findings.unknown(
                Code::UnknownLayer,
                layer.span,
                format!("unknown layer `{}`", layer.as_str()),
                layer,
                layers.iter().copied(),
            );
        }
        for provider in rule.providers.iter().filter(|id| !model.core.providers.contains_key(id.as_str())) {
            findings.unknown(
                Code::UnknownProvider,
                provider.span,
                format!("unknown provider `{}`", provider.as_str()),
                provider,
                model.core.providers.keys().map(String::as_str),
            );
        }
        unknown(&rule.groups, &architecture.groups, Code::UnknownGroup, "group", findings);
        let ids: Vec<Id> = architecture.components.iter().map(|component| component.id.clone()).collect();
        unknown(&rule.components, &ids, Code::UnknownComponent, "component", findings);
        let mut classes: Vec<Id> = architecture.data_classes.keys().cloned().collect();
        classes.extend(rule.data.iter().filter(|class| class.as_str() == names::NO_DATA).cloned());
        unknown(&rule.data, &classes, Code::UnknownDataClass, "data class", findings);
        let Some(place) = place(rule) else {
            let selectors = [&rule.groups, &rule.components, &rule.data].into_iter().flatten().map(|id| id.span);
            let selectors =
                selectors.chain(rule.areas.iter().map(|id| id.span)).chain(rule.layers.iter().map(|id| id.span));
            let selector = selectors.chain(rule.providers.iter().map(|id| id.span)).min();
            if before == findings.errors() {
                let finding = Finding::new(Code::MatchesNothing, "a rule under `assign` names nobody")
                    .help("add `owner:` or `performed_by:`");
                let source = selector.map_or(findings.source(), |span| findings.file(span)).clone();
                findings.push(finding.at(&source, selector));
            }
            continue;
        };
        let areas = |area: &&crate::model::Area| {
            (rule.areas.is_empty() || rule.areas.iter().any(|id| id.as_str() == area.id))
                && (rule.layers.is_empty() || rule.layers.iter().any(|id| id.as_str() == area.layer))
        };
        let nothing = model.core.areas.areas.iter().filter(areas).count() == 0
            || !components.iter().any(|component| matches(rule, component));
        if nothing && before == findings.errors() && !components.is_empty() {
            findings.add_help(
                Code::MatchesNothing,
                place,
                "this rule matches no component and area",
                "every selector given must match",
            );
        }
    }
}

fn place(rule: &Assignment) -> Option<crate::source::Span> {
    rule.owner.as_ref().or(rule.performed_by.as_ref()).map(|id| id.span)
}

fn unknown(ids: &[Id], known: &[Id], code: Code, what: &str, findings: &mut Findings) {
    for id in ids.iter().filter(|id| !known.contains(id)) {
        let help = did_you_mean(id, known.iter().map(|id| id.value.as_str()));
        findings.add_help(code, id.span, format!("unknown {what} `{}`", id.as_str()), help);
    }
}
