//! Profiles: components that resolve to the same cells share one column and one chapter. Also where a provider's
//! components all agree, so that such a cell can stand once.

use super::cell::{Cell, Holder};
use super::chosen::{self, Chosen, Provider, Seller};
use super::owners::{self, Hands, Rules};
use super::resolve::{Ground, Names};
use super::{chain, entries, entries::Held, resolve};
use crate::architecture::Architecture;
use crate::embedded::Model;
use crate::finding::{Code, Findings};
use crate::model::Basis;
use std::collections::hash_map::Entry as MapEntry;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;

/// Components with the same service, variant, placement, entries and owners.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its components, by position in the matrix, in the order of the document.
    pub components: Vec<usize>,
    /// A cell for every area, in the order of the areas. Cells that come out alike are held once for all profiles.
    pub cells: Vec<Arc<Cell>>,
    /// Who does the provider's part.
    pub seller: Arc<Seller>,
    /// The areas in which all profiles of this provider have the same cell; empty where it has one profile.
    pub common: Vec<bool>,
    /// The areas in which an entry says what the model says, and the model not on judgement alone.
    pub repeats: Vec<usize>,
}

/// What the model says of a service as it is run here: the ground on which entries and owners are laid.
#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Kind<'a> {
    service: &'a str,
    variant: Option<&'a str>,
    category: Option<&'a str>,
    because: Option<&'a str>,
}

/// The cells of a kind, with those that were made from them for some owner.
struct Base {
    cells: Vec<Arc<Cell>>,
    names: Names,
    seller: Arc<Seller>,
}

/// Forms the profiles, resolves their cells, and tells each component its profile.
pub fn profiles(
    architecture: &Architecture,
    model: &Model,
    providers: &[Provider],
    components: &mut [Chosen],
    findings: &mut Findings,
) -> Vec<Profile> {
    let areas = &model.core.areas.areas;
    let mut kinds: HashMap<Kind<'_>, usize> = HashMap::new();
    let mut bases: Vec<Base> = Vec::new();
    let mut hands_known: HashMap<Vec<Hands<'_>>, usize> = HashMap::new();
    let mut sellers: BTreeMap<Seller, Arc<Seller>> = BTreeMap::new();
    let mut owned: HashMap<(usize, usize, Hands<'_>), Arc<Cell>> = HashMap::new();
    // Kind, hands, entries: what makes two components one profile.
    let mut known: HashMap<(usize, usize, String), usize> = HashMap::new();
    let mut profiles: Vec<Profile> = Vec::new();
    let mut membership = Vec::new();
    let rules = Rules::of(&architecture.assign, model);
    for (at, component) in components.iter().enumerate() {
        let (_, edition) = chosen::edition(model, providers, &component.lowest().provider)
            .expect("a component whose provider has no edition was left out");
        let placed = component.placed.as_ref();
        let kind = *kinds
            .entry(Kind {
                service: &component.service_id,
                variant: component.variant.as_deref(),
                category: placed.map(|placed| placed.category.as_str()),
                because: placed.and_then(|placed| placed.because.as_deref()),
            })
            .or_insert_with(|| {
                let names = names(architecture, model, component);
                let cells = chain::cells(model, Ground { component, edition, names: &names });
                let cells = cells.into_iter().map(Arc::new).collect();
                let seller = component.seller();
                let seller = Arc::clone(sellers.entry(seller.clone()).or_insert_with(|| Arc::new(seller)));
                bases.push(Base { cells, names, seller });
                bases.len() - 1
            });
        let hands = owners::hands(&rules, architecture, model, component);
        let held = entries::held(architecture, model, component);
        let fresh = hands_known.len();
        let handed = *hands_known.entry(hands.clone()).or_insert(fresh);
        match known.entry((kind, handed, fingerprint(&held))) {
            MapEntry::Occupied(profile) => {
                profiles[*profile.get()].components.push(at);
                membership.push(*profile.get());
                continue;
            }
            MapEntry::Vacant(vacant) => {
                vacant.insert(profiles.len());
                membership.push(profiles.len());
            }
        }
        let base = &bases[kind];
        let ground = Ground { component, edition, names: &base.names };
        let mut cells: Vec<Arc<Cell>> = base.cells.clone();
        for (area, hands) in hands.iter().enumerate().filter(|(_, hands)| **hands != Hands::default()) {
            let cell = owned.entry((kind, area, *hands)).or_insert_with(|| {
                let mut cell = Cell::clone(&base.cells[area]);
                give(&mut cell, *hands, false);
                Arc::new(cell)
            });
            cells[area] = Arc::clone(cell);
        }
        let mut repeats = Vec::new();
        for (area, entries) in &held {
            let mut cell = Cell::clone(&base.cells[*area]);
            ground.lay_entries(&mut cell, &areas[*area], entries);
            let named = entries.iter().any(|(entry, _)| entry.owner.is_some() || entry.performed_by.is_some());
            give(&mut cell, hands[*area], named);
            check_entries(&cell, entries, findings);
            if repeats_model(&cell, &base.cells[*area]) {
                repeats.push(*area);
            }
            let own = architecture.components[component.at].responsibilities.get_key_value(areas[*area].id.as_str());
            if let Some((key, _)) = own.filter(|(_, own)| own.has_standing() && !cell.concerns_customer()) {
                let message = "the organisation has no duty in this area, so there is nothing to be met";
                findings.add_help(Code::MatchesNothing, key.span, message, "remove `status`, `due` and `evidence`");
            }
            cells[*area] = Arc::new(cell);
        }
        profiles.push(Profile {
            components: vec![at],
            cells,
            seller: Arc::clone(&base.seller),
            common: vec![false; areas.len()],
            repeats,
        });
    }
    drop((kinds, known, hands_known, owned));
    for (component, profile) in components.iter_mut().zip(membership) {
        component.profile = profile;
    }
    open_cells(architecture, model, providers, components, &profiles, findings);
    mark_common(&mut profiles, areas.len());
    profiles
}

/// Names who answers for a cell and who does it, where the organisation has a part in it or an entry names them.
fn give(cell: &mut Cell, hands: Hands<'_>, named: bool) {
    if named || cell.concerns_customer() {
        cell.owner = hands.owner.map(str::to_owned);
        cell.performed_by = hands.performed_by.or(hands.owner).map(str::to_owned);
    }
}

/// Whether the author declares of a cell what the model says of it. To confirm a judgement is no repetition.
fn repeats_model(cell: &Cell, model: &Cell) -> bool {
    let said = |cell: &Cell| (cell.holder, cell.provider_duty.clone(), cell.customer_duty.clone());
    let declared = cell.basis == Some(Basis::Declared) && model.basis != Some(Basis::Declared);
    declared && cell.holder != Holder::NotApplicable && !model.is_judgement() && said(cell) == said(model)
}

/// The names that stand for the two sides in a component's duties.
fn names(architecture: &Architecture, model: &Model, component: &Chosen) -> Names {
    let organisation = architecture.organisation.as_ref();
    let customer = organisation
        .map(|organisation| organisation.short.as_ref().unwrap_or(&organisation.name))
        .map(|name| resolve::one_line(name));
    Names { customer: customer.filter(|name| !name.is_empty()), provider: seller_name(model, component) }
}

/// The name of who sells a service, as duties use it: the vendor's, or the provider's short one.
pub(super) fn seller_name(model: &Model, component: &Chosen) -> Option<String> {
    let short = || model.core.providers.get(&component.provider).map(|provider| provider.facts.short.clone());
    component.service.vendor.clone().or_else(short).filter(|name| !name.is_empty())
}

/// The entries' words, to compare components by.
fn fingerprint(held: &[(usize, Vec<Held<'_>>)]) -> String {
    let mut print = String::new();
    for (area, entries) in held {
        for (entry, own) in entries {
            let texts =
                [&entry.because, &entry.provider, &entry.customer, &entry.option, &entry.not_applicable, &entry.note];
            let texts = texts.map(|text| text.as_deref());
            let evidence: Vec<&str> = entry.evidence.iter().map(|id| id.as_str()).collect();
            let due = entry.due.as_ref().map(|day| day.as_str());
            let _ = writeln!(print, "{area} {own} {:?} {texts:?} {:?} {due:?} {evidence:?}", entry.party, entry.status);
        }
    }
    print
}

/// Reports a duty that the author wrote for a side that has none.
fn check_entries(cell: &Cell, entries: &[Held<'_>], findings: &mut Findings) {
    for (entry, _) in entries.iter().filter(|(entry, _)| entry.party.is_none() && entry.not_applicable.is_none()) {
        let Some(text) = entry.customer.as_ref().or(entry.provider.as_ref()) else { continue };
        let (message, help) = match cell.holder {
            Holder::Provider if entry.customer.is_some() => (
                "the model gives this area to the provider, so the customer has no duty in it",
                "name `party: shared` with both duties, or say it in `option`",
            ),
            Holder::NotApplicable => (
                "this area does not exist for the service, so nobody has a duty in it",
                "name a `party` if somebody holds it here after all",
            ),
            Holder::Undecided => {
                ("who holds this area is undecided until a variant is named", "name the variant, or the `party`")
            }
            Holder::Unplaced => ("who holds this area is not known under this edition", "name the `party`"),
            _ => continue,
        };
        findings.add_help(Code::Contradiction, text.span, message, help);
    }
}

/// Reports the cells of a component for which nobody can be named.
fn open_cells(
    architecture: &Architecture,
    model: &Model,
    providers: &[Provider],
    components: &[Chosen],
    profiles: &[Profile],
    findings: &mut Findings,
) {
    for component in components {
        let titles = |holder: Holder| {
            let cells = profiles.get(component.profile).into_iter().flat_map(|profile| &profile.cells);
            cells
                .filter(|cell| cell.holder == holder)
                .map(|cell| format!("`{}`", model.core.areas.areas[cell.area].id))
                .collect::<Vec<_>>()
        };
        let written = &architecture.components[component.at];
        let name = if component.id.is_empty() { &component.service_id } else { &component.id };
        let be = |areas: &[String]| if areas.len() == 1 { "is" } else { "are" };
        let undecided = titles(Holder::Undecided);
        if !undecided.is_empty() && !component.variant_unknown {
            let open = component.without_variant();
            let variants = open.service.variants.keys().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
            let (without, place) = match std::ptr::eq(open, component) {
                true => (String::new(), String::new()),
                false => (
                    format!(" of `{}`, on which it is built", open.service_id),
                    format!(" under `built_on` of `{}`", component.service_id),
                ),
            };
            findings.add_about(
                &component.id,
                Code::Undecided,
                written.service.span,
                format!("without a variant{without}, {} of `{name}` {} undecided", listing(&undecided), be(&undecided)),
                format!(
                    "add `variant:`{place} with one of {variants}; `onus explain {}` tells them apart",
                    open.service_id
                ),
            );
        }
        let unplaced = titles(Holder::Unplaced);
        let placed = component.placed.is_some() || written.placement.is_some();
        if let Some((edition, _)) =
            chosen::edition(model, providers, &component.lowest().provider).filter(|_| !unplaced.is_empty() && !placed)
        {
            let Chosen { provider, service, service_id, .. } = component.lowest();
            let by_hand = "place it by hand with `placement: { category: ..., because: ... }`";
            let elsewhere = chosen::elsewhere(model, provider, service);
            let elsewhere: Vec<String> = elsewhere
                .iter()
                .map(|(id, _, category)| {
                    format!("the edition `{provider}/{id}` places it under {}", category.title.to_lowercase())
                })
                .collect();
            let help = if elsewhere.is_empty() {
                by_hand.to_owned()
            } else {
                format!("{}; or {by_hand}", elsewhere.join("; "))
            };
            let message = format!(
                "the edition `{provider}/{edition}` has no category for `{service_id}`: {} of `{name}` {} unplaced",
                listing(&unplaced),
                be(&unplaced)
            );
            findings.add_about(&component.id, Code::Unplaced, written.service.span, message, help);
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn listing<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., last] => {
            format!("{} and {}", most.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", "), last.as_ref())
        }
    }
}

/// Marks the areas in which all profiles of a provider, or of a vendor, have the same cell.
pub fn mark_common(profiles: &mut [Profile], areas: usize) {
    profiles.iter_mut().for_each(|profile| profile.common = vec![false; areas]);
    let mut by_seller: BTreeMap<Arc<Seller>, Vec<usize>> = BTreeMap::new();
    for (at, profile) in profiles.iter().enumerate() {
        by_seller.entry(Arc::clone(&profile.seller)).or_default().push(at);
    }
    for members in by_seller.into_values().filter(|members| members.len() > 1) {
        for area in 0..areas {
            let first = &profiles[members[0]].cells[area];
            let same = |cell: &Arc<Cell>| Arc::ptr_eq(cell, first) || cell == first;
            if members.iter().all(|&member| same(&profiles[member].cells[area])) {
                members.iter().for_each(|&member| profiles[member].common[area] = true);
            }
        }
    }
}
