//! The matrix as an OSCAL component definition: a component for every profile, and for every control of every framework
//! that the file uses who holds it there and what each side does. Ids are made from names (UUID version 5) and times are
//! the document's, so the same input gives the same bytes.

use crate::document::View;
use crate::document::framework_view::{ControlView, FrameworkView};
use crate::document::view::{CellView, ComponentView, ProfileView};
use crate::matrix::frameworks::plain_id;
use crate::matrix::profile::listing;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::{self, Write};
use uuid::Uuid;

/// The version of OSCAL that is written.
const VERSION: &str = "1.2.1";
/// The namespace of what OSCAL has no word for.
const NAMESPACE: &str = "urn:onus:oscal:1";

/// Writes the component definition. A file that uses no framework is refused: it would say nothing about controls.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Definition { view })?;
    out.write_all(b"\n")
}

/// Why a view has no component definition.
pub fn refusal(view: &View) -> Option<String> {
    let none = view.frameworks.is_empty();
    none.then(|| {
        "an OSCAL component definition is about controls, and the file uses no framework; add `frameworks:`".to_owned()
    })
}

/// An id that depends on the architecture and what it is for.
fn id(view: &View, parts: &[&str]) -> String {
    let name = format!("{NAMESPACE}/{}/{}", view.architecture.id, parts.join("/"));
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).to_string()
}

/// A control's id as an OSCAL token: `ac-2.1`; one that begins with a digit gets a word before it.
fn token(control: &str) -> String {
    let plain: String =
        plain_id(control).chars().map(|c| if c.is_alphanumeric() || "-._".contains(c) { c } else { '-' }).collect();
    match plain.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        true => plain,
        false => format!("req-{plain}"),
    }
}

/// A text of one line, as OSCAL wants titles.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn prop(name: &str, value: &str) -> Value {
    json!({ "name": name, "ns": NAMESPACE, "value": line(value) })
}

struct Definition<'v> {
    view: &'v View,
}

impl Serialize for Definition<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut whole = serializer.serialize_map(Some(1))?;
        whole.serialize_entry("component-definition", &Body { view: self.view })?;
        whole.end()
    }
}

struct Body<'v> {
    view: &'v View,
}

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let view = self.view;
        let mut body = serializer.serialize_map(Some(4))?;
        body.serialize_entry("uuid", &id(view, &["definition"]))?;
        body.serialize_entry("metadata", &metadata(view))?;
        body.serialize_entry("components", &Components { view })?;
        body.serialize_entry("back-matter", &json!({ "resources": resources(view) }))?;
        body.end()
    }
}

fn metadata(view: &View) -> Value {
    let facts = &view.architecture;
    let day = facts.date.as_deref().unwrap_or(&view.model.date);
    let organisation = line(facts.organisation.as_deref().unwrap_or(&facts.customer));
    let customer = id(view, &["party", "organisation"]);
    let party = |uuid: &str, name: &str| json!({ "uuid": uuid, "type": "organization", "name": line(name) });
    let providers: Vec<(String, &str)> =
        view.providers.iter().map(|provider| (id(view, &["party", &provider.id]), provider.name.as_str())).collect();
    let parties: Vec<Value> = std::iter::once(party(&customer, &organisation))
        .chain(providers.iter().map(|(uuid, name)| party(uuid, name)))
        .collect();
    let mut responsible = vec![json!({ "role-id": "customer", "party-uuids": [customer] })];
    if !providers.is_empty() {
        let uuids: Vec<&String> = providers.iter().map(|(uuid, _)| uuid).collect();
        responsible.push(json!({ "role-id": "provider", "party-uuids": uuids }));
    }
    json!({
        "title": format!("Shared responsibility matrix: {}", line(&facts.name)),
        "last-modified": format!("{day}T00:00:00Z"),
        "version": line(facts.version.as_deref().unwrap_or("1")),
        "oscal-version": VERSION,
        "props": [prop("model-version", &view.model.version)],
        "roles": [
            { "id": "customer", "title": "The organisation that builds on the services" },
            { "id": "provider", "title": "A provider of services" },
        ],
        "parties": parties,
        "responsible-parties": responsible,
        "remarks": "Who holds what rests on the sources of the shared responsibility matrix that this was made with, or is its judgement. It is no attestation by a provider, and the mapping of areas to controls is a draft that no assessor has reviewed.",
    })
}

/// The frameworks, to which control implementations point.
fn resources(view: &View) -> Vec<Value> {
    let resource = |framework: &FrameworkView| {
        let links: Vec<Value> = framework
            .sources
            .iter()
            .filter_map(|source| source.address.as_ref())
            .map(|address| json!({ "href": address }))
            .collect();
        let mut resource = json!({
            "uuid": id(view, &["framework", &framework.id]),
            "title": title(framework),
            "description": format!("{}, version {}.", line(&framework.name), framework.version),
        });
        if !links.is_empty() {
            resource["rlinks"] = json!(links);
        }
        resource
    };
    let mut met = BTreeSet::new();
    view.frameworks.iter().filter(|framework| met.insert(&framework.id)).map(resource).collect()
}

fn title(framework: &FrameworkView) -> String {
    let profile = framework.profile.as_ref().map_or_else(String::new, |profile| format!(", {profile}"));
    line(&format!("{}{profile}", framework.name))
}

/// A component for every profile, each made as it comes.
struct Components<'v> {
    view: &'v View,
}

impl Serialize for Components<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let view = self.view;
        let with_cells = view.with_cells();
        let positions: HashMap<String, usize> =
            view.components.iter().enumerate().map(|(at, component)| (component.id, at)).collect();
        let chapters: Vec<Chapter<'_>> = view.frameworks.iter().map(Chapter::of).collect();
        let names: BTreeMap<&str, &str> =
            view.providers.iter().map(|provider| (provider.id.as_str(), provider.name.as_str())).collect();
        serializer.collect_seq(view.profiles.iter().filter_map(|profile| {
            let first = with_cells.components.get(*positions.get(&profile.id)?)?;
            Some(component(view, &profile, &first, &chapters, &names))
        }))
    }
}

/// What is told of a control: the rest of it names all its components.
struct Lean {
    id: String,
    areas: Vec<String>,
}

impl Lean {
    fn of(control: ControlView) -> Self {
        Self { id: control.id, areas: control.areas.into_iter().map(|area| area.id).collect() }
    }
}

fn applies(control: &ControlView) -> bool {
    control.result != "not-applicable"
}

/// A framework with its controls, decided once for all components.
struct Chapter<'v> {
    framework: &'v FrameworkView,
    scope: HashSet<&'v str>,
    controls: Vec<Lean>,
}

impl<'v> Chapter<'v> {
    fn of(framework: &'v FrameworkView) -> Self {
        Self {
            framework,
            scope: framework.components.iter().map(String::as_str).collect(),
            controls: framework.controls.iter().filter(applies).map(Lean::of).collect(),
        }
    }
}

fn component(
    view: &View,
    profile: &ProfileView,
    first: &ComponentView,
    chapters: &[Chapter<'_>],
    names: &BTreeMap<&str, &str>,
) -> Value {
    let variant = profile.variant.as_ref().map_or_else(String::new, |variant| format!(", {}", variant.title));
    let cells: HashMap<&str, &CellView> = first.cells.iter().map(|cell| (cell.area.as_str(), cell)).collect();
    let mut props = vec![prop("service", &profile.service.id)];
    props.extend(profile.variant.as_ref().map(|variant| prop("variant", &variant.id)));
    props.extend(profile.components.iter().map(|component| prop("component", component)));
    let holds_for = listing(&profile.components);
    let summary = profile.service.summary.as_deref().unwrap_or_default();
    let mut component = json!({
        "uuid": id(view, &["component", &profile.id]),
        "type": "service",
        "title": line(&format!("{}{variant}", profile.service.name)),
        "description": line(&format!("{summary} Used as {holds_for}.")),
        "props": props,
    });
    if let Some(name) = names.get(profile.provider.as_str()) {
        component["responsible-roles"] = json!([{ "role-id": "provider", "party-uuids": [id(view, &["party", &profile.provider])], "remarks": line(name) }]);
    }
    let implementations: Vec<Value> =
        chapters.iter().filter_map(|chapter| implementation(view, profile, &cells, chapter)).collect();
    if !implementations.is_empty() {
        component["control-implementations"] = json!(implementations);
    }
    component
}

/// The controls of a framework in which the component has a part.
fn implementation(
    view: &View,
    profile: &ProfileView,
    cells: &HashMap<&str, &CellView>,
    chapter: &Chapter<'_>,
) -> Option<Value> {
    let framework = chapter.framework;
    let mine: Vec<&String> =
        profile.components.iter().filter(|component| chapter.scope.contains(component.as_str())).collect();
    if mine.is_empty() {
        return None;
    }
    let requirements: Vec<Value> =
        chapter.controls.iter().filter_map(|control| requirement(view, profile, cells, framework, control)).collect();
    let side = match framework.side.as_str() {
        "offering" => "offered to customers of the organisation's own",
        _ => "as the organisation consumes the service",
    };
    (!requirements.is_empty()).then(|| {
        json!({
            "uuid": id(view, &["implementation", &profile.id, &framework.id]),
            "source": format!("#{}", id(view, &["framework", &framework.id])),
            "description": format!("Who holds what of {}, {side}.", title(framework)),
            "props": [prop("side", &framework.side)],
            "implemented-requirements": requirements,
        })
    })
}

fn requirement(
    view: &View,
    profile: &ProfileView,
    cells: &HashMap<&str, &CellView>,
    framework: &FrameworkView,
    control: &Lean,
) -> Option<Value> {
    let deciding: Vec<&CellView> = control
        .areas
        .iter()
        .filter_map(|area| cells.get(area.as_str()).copied())
        .filter(|cell| cell.party != "not-applicable")
        .collect();
    let party = party(&deciding)?;
    let (mut provider, mut customer) = (Vec::new(), Vec::new());
    for cell in &deciding {
        match cell.chain.is_empty() {
            true => provider.extend(cell.provider_duty.clone()),
            false => provider.extend(cell.chain.iter().map(|link| format!("{}: {}", link.provider, link.duty))),
        }
        customer.extend(cell.customer_duty.clone());
    }
    let once = |texts: Vec<String>| {
        let mut met = HashSet::new();
        texts.into_iter().filter(|text| met.insert(text.clone())).collect::<Vec<_>>().join(" ")
    };
    let (provider, customer) = (once(provider), once(customer));
    let mut roles = Vec::new();
    for (role, duties) in [("provider", &provider), ("customer", &customer)] {
        if !duties.is_empty() {
            roles.push(json!({ "role-id": role, "remarks": duties }));
        }
    }
    let said = match party {
        "provider" => "The provider holds all areas that decide this control.",
        "customer" => "The organisation holds all areas that decide this control.",
        "shared" => "The provider and the organisation share the areas that decide this control.",
        _ => "Nobody can say yet who holds an area that decides this control.",
    };
    let areas = control.areas.iter().filter(|area| cells.contains_key(area.as_str()));
    let mut requirement = json!({
        "uuid": id(view, &["requirement", &profile.id, &framework.id, &control.id]),
        "control-id": token(&control.id),
        "description": said,
        "props": std::iter::once(prop("responsibility", party))
            .chain(std::iter::once(prop("control", &control.id)))
            .chain(areas.map(|area| prop("area", area)))
            .collect::<Vec<_>>(),
    });
    if !roles.is_empty() {
        requirement["responsible-roles"] = json!(roles);
    }
    Some(requirement)
}

/// Who holds cells together; nothing where there are none.
fn party(cells: &[&CellView]) -> Option<&'static str> {
    let parties: BTreeSet<&str> = cells.iter().map(|cell| cell.party.as_str()).collect();
    match parties.len() {
        0 => None,
        _ if parties.contains("undecided") || parties.contains("unplaced") => Some("undecided"),
        1 if parties.contains("provider") => Some("provider"),
        1 if parties.contains("customer") => Some("customer"),
        _ => Some("shared"),
    }
}

#[cfg(test)]
mod tests {
    use super::token;

    #[test]
    fn ids_of_controls_are_tokens() {
        for (control, expected) in
            [("AC-2(1)", "ac-2.1"), ("3.1.1", "req-3.1.1"), ("A&A-01", "a-a-1"), ("Article 28(3)(a)", "article28.3.a")]
        {
            assert_eq!(token(control), expected);
        }
    }
}
