//! What must hold of a service that is built on another provider's: there is such a service, the way down ends, and no
//! rule claims what lies below it under every edition.

use super::{BuiltOn, Core, Party, Service};
use crate::finding::did_you_mean;
use std::collections::BTreeMap;

/// A way to a place in the service's file, what is wrong there, and what to do.
type Wrong = (Vec<String>, String, Option<String>);

/// All services, by id.
type Services<'m> = BTreeMap<&'m str, &'m Service>;

/// What is wrong with what a service is built on.
pub fn check(core: &Core, services: &Services<'_>, id: &str, service: &Service, base: &BuiltOn) -> Vec<Wrong> {
    let at = |path: &[&str], message: String, help: Option<String>| {
        (path.iter().map(|&step| step.to_owned()).collect(), message, help)
    };
    let mut wrong: Vec<Wrong> = Vec::new();
    let Some(below) = services.get(base.service.as_str()) else {
        let help = did_you_mean(&base.service, services.keys().copied());
        return vec![at(&["built_on", "service"], format!("unknown service `{}`", base.service), Some(help))];
    };
    if let Some(cycle) = cycle(services, id) {
        let message = format!("`{id}` is built on itself: {cycle}");
        return vec![at(&["built_on", "service"], message, Some("one of them must have a category".to_owned()))];
    }
    if let Some(variant) = base.variant.as_ref().filter(|variant| !below.variants.contains_key(*variant)) {
        let help = match below.variants.is_empty() {
            true => "it has none; remove the key".to_owned(),
            false => did_you_mean(variant, below.variants.keys().map(String::as_str)),
        };
        let message = format!("unknown variant `{variant}` of `{}`", base.service);
        wrong.push(at(&["built_on", "variant"], message, Some(help)));
    }
    let placements = service.variants.iter().map(|(id, variant)| (["variants", id.as_str()], &variant.placement));
    let placements = placements.map(|(path, placement)| (path.to_vec(), placement));
    for (path, _) in placements.chain([(Vec::new(), &service.placement)]).filter(|(_, placed)| !placed.is_empty()) {
        let message = format!("`{id}` has a category of its own, and that of `{}`", base.service);
        let help = "a service that is built on another is placed where that one is; remove the key".to_owned();
        wrong.push(at(&[&path[..], &["placement"]].concat(), message, Some(help)));
    }
    for (area, rule) in &service.responsibilities {
        if rule.party.is_some() && lies_below(core, services, &base.service, base.variant.as_deref(), area) {
            let message = format!("under every edition `{area}` lies with who runs `{}`, or below", base.service);
            let help = "leave `party` out; `provider` may still say what is done beside it".to_owned();
            wrong.push(at(&["responsibilities", area, "party"], message, Some(help)));
        }
    }
    wrong
}

/// The way from a service back to itself.
fn cycle(services: &Services<'_>, id: &str) -> Option<String> {
    let mut way = vec![id];
    loop {
        let below = services.get(way.last()?)?.built_on.as_ref()?;
        if below.service == id {
            return Some(way.into_iter().chain([id]).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" on "));
        }
        if way.contains(&below.service.as_str()) {
            return None; // It is built on a cycle that it is no part of, which is reported there.
        }
        way.push(&below.service);
    }
}

/// Whether an area is held by who runs a service or what that is built on, whichever editions are chosen.
fn lies_below(core: &Core, services: &Services<'_>, id: &str, variant: Option<&str>, area: &str) -> bool {
    let (mut id, mut variant) = (id, variant);
    for _ in 0..services.len() {
        let Some(service) = services.get(id) else { return false };
        let facts = variant.and_then(|variant| service.variants.get(variant));
        let none = |of: &BTreeMap<String, super::NotApplicable>| of.contains_key(area);
        if none(&service.not_applicable) || facts.is_some_and(|facts| none(&facts.not_applicable)) {
            return false;
        }
        let party = |rules: &BTreeMap<String, super::Rule>| rules.get(area).and_then(|rule| rule.party);
        let own = facts.and_then(|facts| party(&facts.responsibilities)).or_else(|| party(&service.responsibilities));
        if own == Some(Party::Provider) {
            return true;
        }
        if let Some(base) = &service.built_on {
            (id, variant) = (&base.service, base.variant.as_deref());
            continue;
        }
        if own.is_some() || service.variant_required && variant.is_none() {
            return false;
        }
        let Some(provider) = id.split_once('/').and_then(|(provider, _)| core.providers.get(provider)) else {
            return false;
        };
        return !provider.editions.is_empty()
            && provider.editions.iter().all(|(name, edition)| {
                let placed = facts.and_then(|facts| facts.placement.get(name)).or_else(|| service.placement.get(name));
                let category = placed.and_then(|placed| edition.categories.get(&placed.category));
                category.and_then(|category| party(&category.responsibilities)).or_else(|| party(&edition.every))
                    == Some(Party::Provider)
            });
    }
    false
}
