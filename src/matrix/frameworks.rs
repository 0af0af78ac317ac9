//! The frameworks that the file uses, every name looked up: the controls that are meant, the side the organisation stands
//! on, and the components in scope. How a control is decided is `controls`' affair.

use super::chosen::Chosen;
use super::profile::{Profile, listing};
use super::{Holder, names};
use crate::architecture::{Architecture, ControlId, FrameworkId, FrameworkUse, Side};
use crate::embedded::Model;
use crate::finding::{Code, Findings, did_you_mean};
use crate::model::{Control, Framework};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A framework that the file uses.
#[derive(Debug, Clone)]
pub struct Used {
    /// Its position in the file.
    pub at: usize,
    /// The framework's id.
    pub id: String,
    /// The profile's id, where one is named.
    pub profile: Option<String>,
    /// The framework.
    pub framework: Arc<Framework>,
    /// The side the organisation stands on.
    pub side: Side,
    /// The controls that are meant, by position, in the framework's order.
    pub controls: Vec<usize>,
    /// The controls in which the organisation's own customers take part, by position, where the author names them.
    pub downstream: Option<BTreeSet<usize>>,
    /// Controls that do not apply, by position, with the author's reason.
    pub not_applicable: BTreeMap<usize, String>,
    /// The components in scope, by position.
    pub components: Vec<usize>,
    /// The components that the classes of data leave out.
    pub left_out: Vec<usize>,
}

/// The frameworks of the file. One with an unknown name is left out.
pub fn frameworks(
    architecture: &Architecture,
    model: &Model,
    components: &[Chosen],
    findings: &mut Findings,
) -> Vec<Used> {
    let mut decoded: BTreeMap<String, Arc<Framework>> = BTreeMap::new();
    let mut used: Vec<Used> = Vec::new();
    for (at, written) in architecture.frameworks.iter().enumerate() {
        written.data.iter().for_each(|class| names::unknown_data_class(class, architecture, findings));
        let name = written.r#use.as_str();
        let Some((id, profile)) = known(&written.r#use, model, findings) else { continue };
        let framework =
            decoded.entry(id.to_owned()).or_insert_with(|| Arc::new(model.framework(id).unwrap_or_default()));
        let framework = Arc::clone(framework);
        if profile.is_some_and(|profile| !known_profile(&written.r#use, profile, &framework, findings)) {
            continue;
        }
        let Some(side) = written.r#as else { continue };
        if side == Side::Offering && architecture.downstream.is_none() {
            let message = format!("`{}` is used as an offering, and no `downstream` says to whom", name);
            let help = "add `downstream:` with the `name` of the organisation's own customers and their `duties`";
            findings.add_help(Code::MissingField, written.r#use.span, message, help);
        }
        if side == Side::Offering && architecture.organisation.is_none() {
            let message = format!("`{name}` is used as an offering, and no `organisation` says whose");
            let help = "add `organisation:` with its `name`: the framework's customers are others";
            findings.add_help(Code::MissingField, written.r#use.span, message, help);
        }
        if let Some(first) = written.downstream.first().filter(|_| side == Side::Consumer) {
            let message = format!("`{name}` is used as a consumer, which has no `downstream`");
            findings.add_help(
                Code::Contradiction,
                first.span,
                message,
                "remove it, or use the framework `as: offering`",
            );
        }
        let (controls, downstream, not_applicable) = controls(written, profile, &framework, findings);
        let within = |at: &usize| {
            let data = &components[*at].data;
            written.data.is_empty() || data.iter().any(|class| written.data.iter().any(|id| id.as_str() == class))
        };
        let (inside, left_out): (Vec<usize>, Vec<usize>) = (0..components.len()).partition(within);
        if let Some(class) = written.data.first().filter(|_| inside.is_empty() && !findings.has_errors()) {
            let message = format!("no component holds the data to which `{}` is limited", name);
            findings.add(Code::MatchesNothing, class.span, message);
        }
        let same = |other: &&Used| {
            let before = &architecture.frameworks[other.at];
            before.r#use == written.r#use
                && other.side == side
                && other.components == inside
                && other.controls == controls
        };
        if used.iter().any(|other| same(&other)) {
            let message = format!("`{}` is used twice for the same side and components", name);
            findings.add_help(Code::DuplicateId, written.r#use.span, message, "remove one of them");
        }
        let (id, profile) = (id.to_owned(), profile.map(str::to_owned));
        used.push(Used {
            at,
            id,
            profile,
            framework,
            side,
            controls,
            downstream,
            not_applicable,
            components: inside,
            left_out,
        });
    }
    downstream(architecture, model, findings);
    used
}

/// A framework and its profile by a name in the file, where the framework is known.
pub fn known<'w>(
    written: &'w FrameworkId,
    model: &Model,
    findings: &mut Findings,
) -> Option<(&'w str, Option<&'w str>)> {
    let (id, profile) = match written.split_once('/') {
        Some((id, profile)) => (id, Some(profile)),
        None => (written.as_str(), None),
    };
    let all = model.frameworks();
    if id.is_empty() {
        // Another finding says what is wrong with it.
        return None;
    }
    if !all.contains(id) {
        let message = format!("unknown framework `{id}`");
        findings.unknown(Code::UnknownFramework, written.span, message, id, all.iter().copied());
        return None;
    }
    Some((id, profile))
}

/// Whether a framework has a profile; a finding where it has not.
pub fn known_profile(written: &FrameworkId, profile: &str, framework: &Framework, findings: &mut Findings) -> bool {
    let known = framework.profiles.contains_key(profile);
    if !known {
        let message = format!("{} has no profile `{profile}`", framework.short);
        let help = match framework.profiles.is_empty() {
            true => "it has none; leave out the slash and what follows".to_owned(),
            false => did_you_mean(profile, framework.profiles.keys().map(String::as_str)),
        };
        findings.add_help(Code::UnknownFramework, written.span, message, help);
    }
    known
}

/// The controls that are meant, those in which the organisation's own customers take part, and those that do not apply.
fn controls(
    written: &FrameworkUse,
    profile: Option<&str>,
    framework: &Framework,
    findings: &mut Findings,
) -> (Vec<usize>, Option<BTreeSet<usize>>, BTreeMap<usize, String>) {
    let positions = framework.positions();
    let selection = profile.and_then(|profile| framework.profiles.get(profile));
    let all: BTreeSet<usize> = match selection {
        Some(selection) => selection.controls.iter().filter_map(|id| positions.get(id.as_str()).copied()).collect(),
        None => (0..framework.controls.len()).collect(),
    };
    let mut find = |id: &ControlId| match positions.get(id.as_str()) {
        Some(at) if all.contains(at) => Some(*at),
        Some(_) => {
            let message = format!("`{}` is not in the profile `{}`", id.as_str(), profile.unwrap_or_default());
            findings.add_help(
                Code::UnknownControl,
                id.span,
                message,
                "leave it out, or use the framework without a profile",
            );
            None
        }
        None => {
            match framework.withdrawn.get(id.as_str()) {
                Some(became) => {
                    let message = format!("the control `{}` was withdrawn from {}", id.as_str(), framework.short);
                    findings.add_help(Code::UnknownControl, id.span, message, became);
                }
                None => {
                    let message = format!("{} has no control `{}`", framework.short, id.as_str());
                    let plain = plain_id(id);
                    let alike = positions.keys().find(|known| plain_id(known) == plain).copied();
                    let known = positions.keys().copied();
                    match alike {
                        Some(alike) => {
                            let help = format!("did you mean `{alike}`?");
                            findings.add_help(Code::UnknownControl, id.span, message, help);
                        }
                        None => findings.unknown(Code::UnknownControl, id.span, message, id, known),
                    }
                }
            }
            None
        }
    };
    let only: BTreeSet<usize> = written.controls.iter().filter_map(&mut find).collect();
    let downstream = written.downstream.iter().filter_map(&mut find).collect();
    let downstream = Some(downstream).filter(|_| !written.downstream.is_empty());
    let mut not_applicable = BTreeMap::new();
    for (id, reason) in &written.not_applicable {
        if let Some(at) = find(id) {
            not_applicable.insert(at, reason.to_string());
        }
    }
    let meant = if written.controls.is_empty() { all } else { only };
    for id in written.not_applicable.keys() {
        if positions.get(id.as_str()).is_some_and(|at| not_applicable.contains_key(at) && !meant.contains(at)) {
            let message = format!("`{}` does not apply, and is not among the `controls` that are named", id.as_str());
            findings.add(Code::MatchesNothing, id.span, message);
        }
    }
    (meant.into_iter().collect(), downstream, not_applicable)
}

/// Reports controls that nobody covers: no component in scope has one of the areas that decide them.
pub fn covered(
    architecture: &Architecture,
    model: &Model,
    components: &[Chosen],
    profiles: &[Profile],
    frameworks: &[Used],
    findings: &mut Findings,
) {
    const MOST: usize = 10;
    for used in frameworks.iter().filter(|used| !used.components.is_empty()) {
        let within: BTreeSet<usize> = used.components.iter().map(|&at| components[at].profile).collect();
        let held: BTreeSet<&str> = within
            .iter()
            .filter_map(|&at| profiles.get(at))
            .flat_map(|profile| &profile.cells)
            .filter(|cell| cell.holder != Holder::NotApplicable)
            .map(|cell| model.core.areas.areas[cell.area].id.as_str())
            .collect();
        let positions = used.framework.positions();
        let base = |control: &Control| used.framework.controls.get(*positions.get(control.base()?)?);
        let uncovered = used.controls.iter().filter(|at| !used.not_applicable.contains_key(at)).filter_map(|&at| {
            let control = &used.framework.controls[at];
            let placed = if control.has_areas() { control } else { base(control).unwrap_or(control) };
            let mut areas = placed.high.iter().chain(&placed.medium).peekable();
            let decided = control.own.is_none() && areas.peek().is_some();
            (decided && areas.all(|area| !held.contains(area.as_str()))).then_some(control.id.as_str())
        });
        let uncovered: Vec<&str> = uncovered.collect();
        if uncovered.is_empty() {
            continue;
        }
        let mut named: Vec<String> = uncovered.iter().take(MOST).map(|id| format!("`{id}`")).collect();
        if uncovered.len() > MOST {
            named.push(format!("{} more", uncovered.len() - MOST));
        }
        let message = format!("nobody covers {} of {}", listing(&named), used.framework.short);
        let help =
            "name the component that is missing, or say under `not_applicable` of the framework why they do not apply";
        findings.add_help(Code::UncoveredControl, architecture.frameworks[used.at].r#use.span, message, help);
    }
}

/// A control's id without case, zeros before numbers, and brackets: `AC-02 (01)` and `ac-2.1` are the same.
pub fn plain_id(id: &str) -> String {
    let mut plain = String::new();
    for c in id.chars().filter(|c| !c.is_whitespace() && *c != ')' && *c != ']') {
        let c = if matches!(c, '(' | '[') { '.' } else { c.to_ascii_lowercase() };
        let digits = plain.chars().rev().take_while(char::is_ascii_digit).count();
        if c.is_ascii_digit() && digits == 1 && plain.ends_with('0') {
            plain.pop();
        }
        plain.push(c);
    }
    plain
}

/// Reports what is wrong with what is left for the organisation's own customers.
fn downstream(architecture: &Architecture, model: &Model, findings: &mut Findings) {
    let Some(downstream) = &architecture.downstream else { return };
    downstream.duties.keys().for_each(|area| names::unknown_area(area, model, findings));
    let offered = |written: &FrameworkUse| written.r#as != Some(Side::Consumer);
    if !architecture.frameworks.iter().any(offered) {
        let message = "no framework is used `as: offering`, so `downstream` is printed nowhere";
        findings.add(Code::Unused, downstream.name.span, message);
    }
}

#[cfg(test)]
mod tests {
    use super::plain_id;

    #[test]
    fn ids_of_one_control_are_alike() {
        for id in ["AC-2(1)", "ac-2.1", "AC-02 (01)", "AC-2[1]"] {
            assert_eq!(plain_id(id), "ac-2.1", "{id}");
        }
        assert_eq!(plain_id("AC-20"), "ac-20");
        assert_eq!(plain_id("3.10.1"), "3.10.1");
        assert_ne!(plain_id("AC-2(10)"), plain_id("AC-2(1)"));
    }
}
