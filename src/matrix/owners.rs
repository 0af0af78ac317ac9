//! Who answers for a duty and who does it: the `assign` rules, and entries that say otherwise.

use super::chosen::Chosen;
use super::entries;
use super::names;
use crate::architecture::{Architecture, Assignment};
use crate::embedded::Model;
use crate::finding::{Code, Finding, Findings};
use crate::form::Id;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Owner and performer of one area of a component, by owner id. What no rule names stays empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hands<'a> {
    /// Who answers for it.
    pub owner: Option<&'a str>,
    /// Who does the work.
    pub performed_by: Option<&'a str>,
}

/// The `assign` rules, found by what they select: a file may have as many rules as components, each for one of them.
#[derive(Debug)]
pub struct Rules<'a> {
    rules: Vec<Rule<'a>>,
    /// Rules by one of the names that they ask for, in order.
    by_name: HashMap<Name<'a>, Vec<usize>>,
}

/// What a component must have to be reached by a rule: the first selector that the rule has.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Name<'a> {
    Component(&'a str),
    Group(&'a str),
    Data(&'a str),
    Any,
}

#[derive(Debug)]
struct Rule<'a> {
    written: &'a Assignment,
    groups: HashSet<&'a str>,
    data: HashSet<&'a str>,
    /// The areas it holds for, by position.
    areas: Vec<usize>,
}

impl<'a> Rules<'a> {
    /// Rules, ready to be asked.
    pub fn of(written: &'a [Assignment], model: &Model) -> Self {
        fn texts(ids: &[Id]) -> impl Iterator<Item = &str> {
            ids.iter().map(|id| id.as_str())
        }
        let mut by_name: HashMap<Name<'a>, Vec<usize>> = HashMap::new();
        let mut rules = Vec::new();
        for (at, rule) in written.iter().enumerate() {
            let names: Vec<Name<'a>> = match (&rule.components[..], &rule.groups[..], &rule.data[..]) {
                ([], [], []) => vec![Name::Any],
                ([], [], data) => texts(data).map(Name::Data).collect(),
                ([], groups, _) => texts(groups).map(Name::Group).collect(),
                (components, ..) => texts(components).map(Name::Component).collect(),
            };
            for name in names {
                let known = by_name.entry(name).or_default();
                if known.last() != Some(&at) {
                    known.push(at);
                }
            }
            let all = model.core.areas.areas.iter().enumerate();
            let areas = all.filter(|(_, area)| {
                (rule.areas.is_empty() || rule.areas.iter().any(|id| id.as_str() == area.id))
                    && (rule.layers.is_empty() || rule.layers.iter().any(|id| id.as_str() == area.layer))
            });
            rules.push(Rule {
                written: rule,
                groups: texts(&rule.groups).collect(),
                data: texts(&rule.data).collect(),
                areas: areas.map(|(at, _)| at).collect(),
            });
        }
        Self { rules, by_name }
    }

    /// The rules that reach a component, by position and in order, with the areas that each holds for.
    pub fn reaching(&self, component: &Chosen) -> impl Iterator<Item = (usize, &[usize])> {
        let names = [Name::Any, Name::Component(&component.id)]
            .into_iter()
            .chain(component.group.as_deref().map(Name::Group))
            .chain(component.data.iter().map(|class| Name::Data(class)));
        let mut found: Vec<usize> = names.filter_map(|name| self.by_name.get(&name)).flatten().copied().collect();
        found.retain(|&at| {
            let rule = &self.rules[at];
            let providers = &rule.written.providers;
            (rule.groups.is_empty() || component.group.as_ref().is_some_and(|group| rule.groups.contains(&**group)))
                && (rule.data.is_empty() || component.data.iter().any(|class| rule.data.contains(&**class)))
                && (providers.is_empty() || providers.iter().any(|id| id.as_str() == component.provider))
        });
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|at| (at, &*self.rules[at].areas))
    }
}

/// The hands of every area of a component, in the order of the areas: the last rule that matches wins, and an entry over
/// the rules.
pub fn hands<'a>(
    rules: &Rules<'a>,
    architecture: &'a Architecture,
    model: &Model,
    component: &Chosen,
) -> Vec<Hands<'a>> {
    let mut hands = vec![Hands::default(); model.core.areas.areas.len()];
    for (rule, areas) in rules.reaching(component) {
        let rule = rules.rules[rule].written;
        for &area in areas {
            let hands = &mut hands[area];
            // A rule that names an owner decides both: who does the work is its performer, else the owner.
            if rule.owner.is_some() || rule.performed_by.is_some() {
                hands.performed_by = rule.performed_by.as_ref().map(|id| id.as_str());
            }
            if let Some(owner) = &rule.owner {
                hands.owner = Some(owner.as_str());
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

/// Reports unknown names in the rules and in other selectors, and rules that match nothing.
pub fn check(architecture: &Architecture, model: &Model, components: &[Chosen], findings: &mut Findings) {
    let known = Known::of(architecture);
    let rules = Rules::of(&architecture.assign, model);
    let mut reached = vec![false; rules.rules.len()];
    for (at, _) in components.iter().flat_map(|component| rules.reaching(component)) {
        reached[at] = true;
    }
    for (at, rule) in architecture.assign.iter().enumerate() {
        let before = findings.errors();
        for owner in rule.owner.iter().chain(&rule.performed_by) {
            names::unknown_owner(owner, architecture, findings);
        }
        known.check(rule, model, findings);
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
        let nothing = rules.rules[at].areas.is_empty() || !reached[at];
        if nothing && before == findings.errors() && !components.is_empty() {
            findings.add_help(
                Code::MatchesNothing,
                place,
                "this rule matches no component and area",
                "every selector given must match",
            );
        }
    }
    for acceptance in &architecture.accepted {
        known.check(&acceptance.selectors(), model, findings);
    }
    for allowance in &architecture.findings {
        known.components(&allowance.components, findings);
    }
}

/// The names that selectors may ask for.
struct Known<'a> {
    components: BTreeSet<&'a str>,
    groups: BTreeSet<&'a str>,
    classes: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn of(architecture: &'a Architecture) -> Self {
        Self {
            components: known(architecture.components.iter().map(|component| &component.id)),
            groups: known(&architecture.groups),
            classes: known(architecture.data_classes.keys()),
        }
    }

    fn components(&self, ids: &[Id], findings: &mut Findings) {
        unknown(ids, &self.components, Code::UnknownComponent, "component", findings);
    }

    fn check(&self, rule: &Assignment, model: &Model, findings: &mut Findings) {
        let layers: Vec<&str> = model.core.areas.layers.iter().map(|layer| layer.id.as_str()).collect();
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
        unknown(&rule.groups, &self.groups, Code::UnknownGroup, "group", findings);
        self.components(&rule.components, findings);
        let some = rule.data.iter().filter(|class| class.as_str() != names::NO_DATA);
        unknown(some, &self.classes, Code::UnknownDataClass, "data class", findings);
    }
}

fn place(rule: &Assignment) -> Option<crate::source::Span> {
    rule.owner.as_ref().or(rule.performed_by.as_ref()).map(|id| id.span)
}

fn known<'a>(ids: impl IntoIterator<Item = &'a Id>) -> BTreeSet<&'a str> {
    ids.into_iter().map(|id| id.as_str()).collect()
}

fn unknown<'a>(
    ids: impl IntoIterator<Item = &'a Id>,
    known: &BTreeSet<&str>,
    code: Code,
    what: &str,
    findings: &mut Findings,
) {
    for id in ids.into_iter().filter(|id| !known.contains(id.as_str())) {
        findings.unknown(code, id.span, format!("unknown {what} `{}`", id.as_str()), id, known.iter().copied());
    }
}
