//! Sheets in the words of a regime. A dialect is data; here its columns are filled from the view.

use super::{Column, Names, Sheet};
use crate::document::View;
use crate::document::framework_view::{
    AttestationView, ControlPart, ControlShare, ControlView, FrameworkView, ShareHolder, StatementView,
};
use crate::document::view::DutyView;
use crate::matrix::profile::listing;
use crate::model::dialect::holds;
use crate::model::{Dialect, DialectColumn, DialectRows, RowFact, RowField};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Makes the sheet. A file that does not use its framework, or stands on a side that it cannot serve, is refused with the
/// reason.
pub fn sheet<'v>(id: &str, dialect: &'v Dialect, view: &'v View) -> Result<Sheet<'v>, String> {
    let ground = Ground::of(dialect, view);
    let rows: Box<dyn Iterator<Item = Vec<String>> + 'v> = match dialect.rows.unwrap_or(DialectRows::Controls) {
        DialectRows::Duties => Box::new(view.duties.clone().owned().map(move |duty| ground.duty_row(&duty))),
        kind => {
            let chosen = chosen(id, dialect, view)?;
            Box::new(chosen.into_iter().flat_map(move |framework| ground.control_rows(framework, kind)))
        }
    };
    let column = |column: &DialectColumn| Column {
        heading: column.heading.clone(),
        group: column.group.clone(),
        width: column.width.map_or(24, |width| width.characters()),
    };
    Ok(Sheet { name: dialect.sheet.clone(), columns: dialect.columns.iter().map(column).collect(), rows })
}

/// The frameworks of the file that the dialect is for, on a side that it can serve.
fn chosen<'v>(id: &str, dialect: &Dialect, view: &'v View) -> Result<Vec<&'v FrameworkView>, String> {
    let is_for = |framework: &&FrameworkView| {
        let base = framework.id.split('/').next().unwrap_or_default();
        dialect.frameworks.iter().any(|known| known == base)
    };
    let used: Vec<&FrameworkView> = view.frameworks.iter().filter(is_for).collect();
    let served: Vec<&FrameworkView> =
        used.iter().copied().filter(|framework| !dialect.refused.contains_key(&framework.side)).collect();
    match (used.first(), served.is_empty()) {
        (None, _) => {
            let known: Vec<String> = dialect.frameworks.iter().map(|id| format!("`{id}`")).collect();
            Err(format!("`{id}` is a sheet for {}, and the file uses none of it under `frameworks`", listing(&known)))
        }
        (Some(first), true) => {
            let reason = dialect.refused.get(&first.side).map_or("", String::as_str);
            Err(format!("`{id}` cannot serve `{}` as `{}`: {reason}", first.id, first.side))
        }
        _ => Ok(served),
    }
}

/// What rows are filled from.
struct Ground<'v> {
    dialect: &'v Dialect,
    view: &'v View,
    names: Names<'v>,
    /// The duties by area, in order.
    duties: HashMap<String, Vec<DutyView>>,
    /// The names of services by component.
    services: HashMap<String, String>,
    /// What is said of each area that controls draw on.
    statements: HashMap<String, StatementView>,
}

/// A row: a control or a part of one.
struct Row<'r> {
    framework: &'r FrameworkView,
    scope: &'r HashSet<&'r str>,
    control: &'r ControlView,
    part: Option<&'r ControlPart>,
    facts: Vec<RowFact>,
}

impl<'v> Ground<'v> {
    fn of(dialect: &'v Dialect, view: &'v View) -> Self {
        let mut duties: HashMap<String, Vec<DutyView>> = HashMap::new();
        let of_controls = dialect.rows != Some(DialectRows::Duties);
        for duty in view.duties.iter().filter(|_| of_controls) {
            for area in &duty.areas {
                duties.entry(area.clone()).or_default().push(duty.clone());
            }
        }
        let services = view.components.iter().map(|component| (component.id, component.service_name)).collect();
        let statements =
            view.statements.iter().filter(|_| of_controls).map(|statement| (statement.area.clone(), statement));
        Self { dialect, view, names: Names::of(view), duties, services, statements: statements.collect() }
    }

    fn control_rows(&self, framework: &'v FrameworkView, kind: DialectRows) -> Vec<Vec<String>> {
        let scope: HashSet<&str> = framework.components.iter().map(String::as_str).collect();
        let mut rows = Vec::new();
        for control in framework.controls.iter() {
            let facts = self.facts(framework, &control);
            if kind == DialectRows::Downstream && !facts.contains(&RowFact::Downstream) {
                continue;
            }
            let parts: Vec<Option<&ControlPart>> = match kind {
                DialectRows::Parts if !control.parts.is_empty() => control.parts.iter().map(Some).collect(),
                _ => vec![None],
            };
            for part in parts {
                let row = Row { framework, scope: &scope, control: &control, part, facts: facts.clone() };
                let cell = |column: &DialectColumn| match &column.mark {
                    Some(mark) if holds(&column.all, &column.any, &column.none, &row.facts) => mark.clone(),
                    Some(_) => String::new(),
                    None => lines(column.show.iter().map(|&field| self.shown(&row, field))),
                };
                rows.push(self.dialect.columns.iter().map(cell).collect());
            }
        }
        rows
    }

    fn facts(&self, framework: &FrameworkView, control: &ControlView) -> Vec<RowFact> {
        let takes_part = |kind: &str| control.who.iter().any(|party| party.kind == kind);
        let result = |word: &str| control.result == word;
        let standing = self.standing(control);
        let facts = [
            (RowFact::Provider, takes_part("provider")),
            (RowFact::Organisation, takes_part("organisation")),
            (RowFact::ThirdParty, takes_part("third-party")),
            (RowFact::Downstream, !control.downstream.is_empty()),
            (RowFact::Own, result("own")),
            (RowFact::Policy, control.policy),
            (RowFact::Inherited, result("inherited")),
            (RowFact::Attested, takes_part("provider") && self.is_attested(framework, control)),
            (RowFact::NotApplicable, result("not-applicable")),
            (RowFact::Undecided, result("undecided")),
            (RowFact::Evidence, !self.evidence(framework, control).is_empty()),
            (RowFact::Implemented, standing.contains(&RowFact::Implemented)),
            (RowFact::Planned, standing.contains(&RowFact::Planned)),
            (RowFact::Unstated, standing.contains(&RowFact::Unstated)),
        ];
        facts.into_iter().filter(|(_, holds)| *holds).map(|(fact, _)| fact).collect()
    }

    /// The attestations that are about a framework and hold.
    fn attestations(&self, framework: &FrameworkView) -> Vec<&'v AttestationView> {
        let base = framework.id.split('/').next().unwrap_or_default();
        let about = |attestation: &&AttestationView| {
            let named = &attestation.frameworks;
            attestation.holds && (named.is_empty() || named.iter().any(|id| *id == framework.id || id.as_str() == base))
        };
        self.view.attestations.iter().filter(about).collect()
    }

    /// Whether attestations cover all that providers do for a control.
    fn is_attested(&self, framework: &FrameworkView, control: &ControlView) -> bool {
        let attestations = self.attestations(framework);
        let covered: HashSet<&str> =
            attestations.iter().flat_map(|attestation| &attestation.components).map(String::as_str).collect();
        let mut components = holders(&control.provider).flat_map(|(_, holder)| &holder.components).peekable();
        components.peek().is_some() && components.all(|id| covered.contains(id.as_str()))
    }

    /// What shows that a control is met: what is kept for the areas that decide it.
    fn evidence(&self, framework: &FrameworkView, control: &ControlView) -> Vec<&'v str> {
        if control.result == "not-applicable" {
            return Vec::new();
        }
        let areas: HashSet<&str> = control.areas.iter().map(|area| area.id.as_str()).collect();
        let scope = &framework.components;
        let shows = |areas_of: &[String], components: &[String]| {
            areas_of.iter().any(|area| areas.contains(area.as_str())) && components.iter().any(|id| scope.contains(id))
        };
        let items = self.view.evidence.iter().filter(|item| shows(&item.areas, &item.components));
        items.map(|item| item.id.as_str()).collect()
    }

    fn shown(&self, row: &Row<'_>, field: RowField) -> String {
        let Row { framework, control, part, .. } = row;
        let who = |kinds: &[&str]| {
            let parties = control.who.iter().filter(|party| kinds.contains(&party.kind.as_str()));
            listing(&parties.map(|party| party.name.as_str()).collect::<Vec<_>>())
        };
        match field {
            RowField::Id => part.map_or_else(|| control.id.clone(), |part| part.id.clone()),
            RowField::Control => control.id.clone(),
            RowField::Part => {
                let written = part.and_then(|part| part.id.strip_prefix(&control.id));
                written.unwrap_or_default().to_owned()
            }
            RowField::Group => control.group.clone(),
            RowField::GroupTitle => control.group_title.clone().unwrap_or_else(|| control.group.clone()),
            RowField::Title => {
                let text = part.and_then(|part| part.text.clone());
                text.or_else(|| control.title.clone()).unwrap_or_default()
            }
            RowField::Framework => framework.short.clone(),
            RowField::Word => self.dialect.word(&row.facts).to_owned(),
            RowField::Who => control.who_words.clone(),
            RowField::Providers => who(&["provider"]),
            RowField::Organisation => who(&["organisation", "third-party"]),
            RowField::ThirdParties => who(&["third-party"]),
            RowField::Accountable => hands(&control.left, |holder| &holder.name),
            RowField::Responsible => {
                hands(&control.left, |holder| holder.performed_by.as_ref().unwrap_or(&holder.name))
            }
            RowField::Services => self.services(control),
            RowField::Components => {
                let of = control.components.iter().map(|of| format!("{}: {}", of.holder, of.holds_for));
                of.collect::<Vec<_>>().join("\n")
            }
            RowField::Areas => {
                let areas: Vec<&str> = control.areas.iter().map(|area| self.names.area(&area.id)).collect();
                areas.join(", ")
            }
            RowField::Holders => self.holders(control),
            RowField::Inherited => match (control.result.as_str(), control.downstream.is_empty()) {
                ("not-applicable", _) => control.reason.clone().unwrap_or_default(),
                (_, true) => String::new(),
                _ => self.holders(control),
            },
            RowField::ProviderDuties => self.duty_lines(row, "provider"),
            RowField::OrganisationDuties => self.duty_lines(row, "customer"),
            RowField::DownstreamDuties => self.downstream(framework, control),
            RowField::Text => String::new(),
            RowField::Attestations => {
                let held = holders(&control.provider).flat_map(|(_, holder)| &holder.components);
                let held: HashSet<&String> = held.collect();
                let mine = self.attestations(framework).into_iter();
                let mine = mine.filter(|attestation| attestation.components.iter().any(|id| held.contains(id)));
                let line = |attestation: &AttestationView| {
                    let until = attestation.expires.as_ref().map_or_else(String::new, |day| format!(" to {day}"));
                    let AttestationView { provider, scheme, reference, date, .. } = attestation;
                    format!("{provider}: {scheme}, {reference} ({date}{until})")
                };
                mine.map(line).collect::<Vec<_>>().join("\n")
            }
            RowField::Evidence => self.evidence(framework, control).join(", "),
            RowField::Reason => control.reason.clone().unwrap_or_default(),
            RowField::Open => self.open(row),
            RowField::Sources => self.sources(control),
        }
    }

    /// What the organisation's own customers do, an area a line.
    fn downstream(&self, framework: &FrameworkView, control: &ControlView) -> String {
        let name = framework.downstream.as_deref().unwrap_or_default();
        let said = |area: &String| self.statements.get(area)?.downstream.as_ref();
        let line = |text: &String| format!("{name}: {text}");
        control.downstream.iter().filter_map(said).map(line).collect::<Vec<_>>().join("\n")
    }

    /// Who holds which areas: providers by name, and the organisation as one, whoever answers for it there.
    fn holders(&self, control: &ControlView) -> String {
        let mut parties: Vec<(&str, Vec<String>)> = Vec::new();
        let customer = self.view.architecture.customer.as_str();
        let provided = holders(&control.provider).map(|(areas, holder)| (holder.name.as_str(), areas));
        let left = holders(&control.left).map(|(areas, _)| (customer, areas));
        for (name, areas) in provided.chain(left) {
            let at = parties.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
                parties.push((name, Vec::new()));
                parties.len() - 1
            });
            for area in areas.iter().map(|id| self.names.area(id).to_lowercase()) {
                if !parties[at].1.contains(&area) {
                    parties[at].1.push(area);
                }
            }
        }
        let mut alike: Vec<(Vec<&str>, Vec<String>)> = Vec::new();
        for (name, areas) in parties {
            match alike.iter_mut().find(|(_, known)| *known == areas && name != customer) {
                Some((names, _)) => names.push(name),
                None => alike.push((vec![name], areas)),
            }
        }
        let line = |(names, areas): (Vec<&str>, Vec<String>)| format!("{}: {}.", listing(&names), areas.join("; "));
        alike.into_iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// The services of the components that take part.
    fn services(&self, control: &ControlView) -> String {
        let components = control.components.iter().filter(|of| of.party != "not-applicable");
        let ids = components.flat_map(|of| &of.components);
        let services: BTreeSet<&str> =
            ids.filter_map(|id| self.services.get(id.as_str())).map(String::as_str).collect();
        services.into_iter().collect::<Vec<_>>().join(", ")
    }

    /// The duties of a side in the areas of a control that it holds, in scope: one a line, with who has it. What a provider
    /// only supplies where it holds nothing is none of them.
    fn duty_lines(&self, row: &Row<'_>, side: &str) -> String {
        let mut met = HashSet::new();
        let mut said: Vec<String> = Vec::new();
        for (area, held) in held(row.control, side) {
            // Duties alike in all but how far they are met are one line.
            let mut alike: Vec<(&str, String, BTreeSet<&str>)> = Vec::new();
            let mut told: HashSet<&str> = HashSet::new();
            for duty in self.duties.get(area).into_iter().flatten().filter(|duty| duty.side == side) {
                let mine = || duty.components.iter().map(String::as_str).filter(|id| held.contains(id));
                told.extend(mine());
                if mine().next().is_none() || !met.insert(&duty.id) {
                    continue;
                }
                let hands = if side == "customer" { self.hands(duty) } else { String::new() };
                match alike.iter_mut().find(|(text, known, _)| *text == duty.text && *known == hands) {
                    Some((.., components)) => components.extend(mine()),
                    None => alike.push((&duty.text, hands, mine().collect())),
                }
            }
            let whole = told.len() == row.scope.len();
            let most = alike.iter().map(|(.., components)| components.len()).max().unwrap_or_default();
            let others = alike.iter().position(|(.., of)| whole && alike.len() > 1 && of.len() == most);
            let line = |(at, (text, hands, components)): (usize, &(&str, String, BTreeSet<&str>))| {
                let holds_for = in_short(&row.framework.components, components, others == Some(at));
                format!("{holds_for}: {text}{hands}")
            };
            // "All others" is read after what it leaves.
            let mut lines: Vec<String> = alike.iter().enumerate().map(line).collect();
            if let Some(at) = others {
                let last = lines.remove(at);
                lines.push(last);
            }
            said.extend(lines);
        }
        said.join("\n")
    }

    /// Who answers for a duty, and who does it, where that is another.
    fn hands(&self, duty: &DutyView) -> String {
        let owner = self.names.owner(duty.owner.as_deref());
        let performer = duty.performed_by.as_deref().filter(|id| Some(*id) != duty.owner.as_deref());
        let done = performer.map(|id| format!("done by {}", self.names.owner(Some(id))));
        let hands: Vec<String> = Some(owner).filter(|name| !name.is_empty()).into_iter().chain(done).collect();
        if hands.is_empty() { String::new() } else { format!(" ({})", hands.join("; ")) }
    }

    /// How far the organisation's duties in a control are met, as its author says it. What is implemented and has no evidence
    /// is not stated.
    fn standing(&self, control: &ControlView) -> HashSet<RowFact> {
        let duties = held(control, "customer").flat_map(|(area, held)| {
            let duties = self.duties.get(area).into_iter().flatten().filter(|duty| duty.side == "customer");
            duties.filter(move |duty| duty.components.iter().any(|id| held.contains(id.as_str())))
        });
        let fact = |duty: &DutyView| match duty.status.as_deref() {
            Some("planned") => RowFact::Planned,
            Some(_) if !duty.evidence.is_empty() => RowFact::Implemented,
            _ => RowFact::Unstated,
        };
        duties.map(fact).collect()
    }

    /// What is open in a row.
    fn open(&self, row: &Row<'_>) -> String {
        let control = row.control;
        let mut said = Vec::new();
        for of in control.components.iter().filter(|of| ["undecided", "unplaced"].contains(&of.party.as_str())) {
            said.push(format!("Open: who holds it for {} is {}.", of.holds_for, of.party));
        }
        if !control.not_covered.is_empty() {
            said.push(format!("Open: no attestation covers {}.", listing(&control.not_covered)));
        } else {
            said.extend(self.not_attested(row));
        }
        said.join("\n")
    }

    /// Whose part no attestation shows, where attestations are kept for the framework.
    fn not_attested(&self, row: &Row<'_>) -> Vec<String> {
        let attestations = self.attestations(row.framework);
        if attestations.is_empty() {
            return Vec::new();
        }
        let covered: HashSet<&str> =
            attestations.iter().flat_map(|attestation| &attestation.components).map(String::as_str).collect();
        let without = |holder: &&ShareHolder| !holder.components.iter().all(|id| covered.contains(id.as_str()));
        let parts = holders(&row.control.provider).map(|(_, holder)| holder);
        let names: BTreeSet<&str> = parts.filter(without).map(|holder| holder.name.as_str()).collect();
        let line = |name: &str| format!("Open: no attestation covers all that {name} does for it.");
        names.into_iter().map(line).collect()
    }

    /// What rests under the areas of a control: the sources of the statements about them.
    fn sources(&self, control: &ControlView) -> String {
        let mut ids: Vec<String> = Vec::new();
        for statement in control.areas.iter().filter_map(|area| self.statements.get(&area.id)) {
            for id in &statement.sources {
                if !ids.contains(id) {
                    ids.push(id.clone());
                }
            }
        }
        self.names.sources(&ids)
    }

    fn duty_row(&self, duty: &DutyView) -> Vec<String> {
        let is_provider = duty.side == "provider";
        let mut facts = vec![if is_provider { RowFact::Provider } else { RowFact::Organisation }];
        facts.extend((!duty.evidence.is_empty()).then_some(RowFact::Evidence));
        let seller = || {
            let mut names: BTreeMap<&str, ()> = BTreeMap::new();
            let providers = self.view.providers.iter();
            for provider in providers.filter(|of| of.components.iter().any(|id| duty.components.contains(id))) {
                names.insert(&provider.short, ());
            }
            names.into_keys().collect::<Vec<_>>().join(", ")
        };
        let customer = || self.view.architecture.customer.clone();
        let owner = |id: Option<&str>| if id.is_none() { customer() } else { self.names.owner(id) };
        let field = |field: RowField| match field {
            RowField::Id | RowField::Control => duty.id.clone(),
            RowField::Text | RowField::Title => duty.text.clone(),
            RowField::Word => self.dialect.word(&facts).to_owned(),
            RowField::Accountable if !is_provider => owner(duty.owner.as_deref()),
            RowField::Responsible if !is_provider => owner(duty.performed_by.as_deref().or(duty.owner.as_deref())),
            RowField::Accountable | RowField::Responsible | RowField::Who => seller(),
            RowField::Providers if is_provider => seller(),
            RowField::Organisation if !is_provider => owner(duty.owner.as_deref()),
            RowField::Components => duty.holds_for.clone(),
            RowField::Areas => {
                let areas: Vec<&str> = duty.areas.iter().map(|id| self.names.area(id)).collect();
                areas.join(", ")
            }
            RowField::Evidence => duty.evidence.join(", "),
            _ => String::new(),
        };
        let cell = |column: &DialectColumn| match &column.mark {
            Some(mark) if holds(&column.all, &column.any, &column.none, &facts) => mark.clone(),
            Some(_) => String::new(),
            None => lines(column.show.iter().map(|&shown| field(shown))),
        };
        self.dialect.columns.iter().map(cell).collect()
    }
}

/// Texts, each on a line of its own; empty ones are left out.
fn lines(texts: impl Iterator<Item = String>) -> String {
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The areas of a control in which a side has a part, the weightier first, each with the components for which it has.
fn held<'c>(control: &'c ControlView, side: &str) -> impl Iterator<Item = (&'c str, HashSet<&'c str>)> {
    let shares = if side == "customer" { &control.left } else { &control.provider };
    control.areas.iter().filter_map(move |area| {
        let of = holders(shares).filter(|(areas, _)| areas.contains(&area.id));
        let components: HashSet<&str> = of.flat_map(|(_, holder)| &holder.components).map(String::as_str).collect();
        (!components.is_empty()).then_some((area.id.as_str(), components))
    })
}

/// Components of a scope in a few words; `others` where all that are not named beside them are meant.
fn in_short(scope: &[String], components: &BTreeSet<&str>, others: bool) -> String {
    const FEW: usize = 4;
    let (inside, outside): (Vec<&str>, Vec<&str>) =
        scope.iter().map(String::as_str).partition(|id| components.contains(id));
    match outside.len() {
        0 => "all".to_owned(),
        _ if inside.len() <= FEW => inside.join(", "),
        missing if missing <= FEW => format!("all but {}", listing(&outside)),
        _ if others => "all others".to_owned(),
        _ => inside.join(", "),
    }
}

/// Who holds which areas.
fn holders(shares: &[ControlShare]) -> impl Iterator<Item = (&[String], &ShareHolder)> {
    shares.iter().flat_map(|share| share.holders.iter().map(|holder| (share.areas.as_slice(), holder)))
}

fn hands<'s>(shares: &'s [ControlShare], name: impl Fn(&'s ShareHolder) -> &'s String) -> String {
    let names: BTreeSet<&str> = holders(shares).map(|(_, holder)| name(holder).as_str()).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}
