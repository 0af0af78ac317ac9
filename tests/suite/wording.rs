//! The model's sentences: every duty begins with a verb that somebody has read, and none is the same in many services,
//! where the category or the area should say it once.

use crate::harness::{assert_none, data};
use onus::embedded::Model;
use onus::model::Rule;
use onus::model::check::{MAX_DUTY, Side, misworded, verb};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static MODEL: LazyLock<Model> = LazyLock::new(Model::embedded);

#[test]
fn misworded_tells_what_is_wrong() {
    let wrong = |text: &str, side| misworded(text, side).join("; ");
    assert_eq!(wrong("Patches the host.", Side::Provider), "");
    assert_eq!(wrong("Where Multi-AZ is on, fails over to the standby.", Side::Provider), "");
    assert_eq!(wrong("Process the queue.", Side::Customer), "");
    for (text, side, expected) in [
        ("Patch the host.", Side::Provider, "third person"),
        ("Patches the host.", Side::Customer, "imperative"),
        ("patch the host.", Side::Customer, "capital letter"),
        ("Patch the host", Side::Customer, "full stop"),
        ("Patch your host.", Side::Customer, "`your`"),
        ("Patch.\u{20}".repeat(MAX_DUTY).trim(), Side::Customer, "more than"),
    ] {
        assert!(wrong(text, side).contains(expected), "{text}: {}", wrong(text, side));
    }
}

/// Every rule of a service, of its variants, of an edition and of its categories, and whose it is.
fn rules() -> Vec<(String, Rule)> {
    let mut all = Vec::new();
    let mut add = |name: &str, rules: &BTreeMap<String, Rule>| {
        all.extend(rules.iter().map(|(area, rule)| (format!("{name}: {area}"), rule.clone())));
    };
    for entry in MODEL.services() {
        let service = MODEL.service(&entry.id).expect("it is listed");
        add(&entry.id, &service.responsibilities);
        service.variants.iter().for_each(|(id, variant)| add(&format!("{} {id}", entry.id), &variant.responsibilities));
    }
    for (provider, facts) in MODEL.core.providers.iter() {
        for (id, edition) in &facts.editions {
            add(&format!("the edition {provider}/{id}"), &edition.every);
            let categories = edition.categories.iter();
            categories.for_each(|(name, category)| {
                add(&format!("the edition {provider}/{id} {name}"), &category.responsibilities)
            });
        }
    }
    all
}

#[test]
fn every_duty_begins_with_a_verb() {
    let list = data("verbs.txt");
    let verbs: BTreeMap<&str, &str> = list.iter().filter_map(|line| line.split_once(' ')).collect();
    let third_person: BTreeSet<&str> = verbs.values().copied().collect();
    let mut duties: Vec<(String, Side, String)> = Vec::new();
    for (name, rule) in rules() {
        let sides = [(rule.provider, Side::Provider), (rule.customer, Side::Customer), (rule.option, Side::Customer)];
        duties.extend(sides.into_iter().filter_map(|(text, side)| Some((name.clone(), side, text?))));
    }
    for area in &MODEL.core.areas.areas {
        for words in [&area.words.provider, &area.words.customer, &area.words.shared] {
            let sides = [(&words.provider, Side::Provider), (&words.customer, Side::Customer)];
            duties.extend(
                sides.into_iter().filter_map(|(text, side)| Some((area.id.clone(), side, text.as_ref()?.clone()))),
            );
        }
    }
    let other = duties.iter().filter(|(_, side, text)| {
        let verb = verb(text).unwrap_or_default().to_lowercase();
        match side {
            Side::Provider => !third_person.contains(verb.as_str()),
            Side::Customer => !verbs.contains_key(verb.as_str()),
        }
    });
    assert_none(&other.map(|(name, _, text)| format!("{name}: {text}")).collect::<Vec<_>>(), "verbs");
}

#[test]
fn no_duty_stands_word_for_word_in_more_than_three_services() {
    let mut services: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, rule) in rules().into_iter().filter(|(name, _)| !name.starts_with("the edition")) {
        let service = name.split([' ', ':']).next().unwrap_or_default();
        for text in [rule.provider, rule.customer].into_iter().flatten() {
            services.entry(text).or_default().insert(service.to_owned());
        }
    }
    let common = services.into_iter().filter(|(_, services)| services.len() > 3);
    assert_none(&common.map(|(text, services)| format!("{text} {services:?}")).collect::<Vec<_>>(), "duties");
}
