//! The component definition in OSCAL: its ids are its own, its controls are those of the view, and each says of every
//! component what the component's cells say. `.ci/run` has it read by another program.

use crate::harness::{folder_with, onus};
use crate::sheets::REGIMES;
use serde_json::Value;
use std::collections::BTreeSet;

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn props<'v>(value: &'v Value, name: &'v str) -> impl Iterator<Item = &'v str> {
    list(value, "props")
        .iter()
        .filter(move |prop| prop["name"] == name)
        .map(|prop| prop["value"].as_str().expect("a text"))
}

fn uuids(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            found.extend(map.get("uuid").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|value| uuids(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| uuids(value, found)),
        _ => {}
    }
}

#[test]
fn the_component_definition_says_what_the_cells_say() {
    let folder = folder_with(REGIMES);
    let print = |format: &str| {
        let ran = onus(folder.path(), &["render", "-q", "-f", format, "-o", "-"], b"");
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{format}");
        ran.stdout
    };
    let (first, view) = (print("oscal"), print("json"));
    assert_eq!(first, print("oscal"));
    let oscal: Value = serde_json::from_str(&first).expect("it is JSON");
    let view: Value = serde_json::from_str(&view).expect("it is JSON");
    let mut ids = Vec::new();
    uuids(&oscal, &mut ids);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "a uuid stands twice");
    assert!(ids.iter().all(|id| id.len() == 36 && id.as_bytes()[14] == b'5'), "a uuid is no version 5");
    let definition = &oscal["component-definition"];
    assert_eq!(definition["metadata"]["last-modified"], "2026-11-20T00:00:00Z");
    let resources: BTreeSet<String> = list(&definition["back-matter"], "resources")
        .iter()
        .map(|resource| format!("#{}", resource["uuid"].as_str().expect("a text")))
        .collect();
    let mut seen = 0;
    for component in list(definition, "components") {
        let id = props(component, "component").next().expect("it is used by a component");
        let of_view = list(&view, "components").iter().find(|known| known["id"] == id).expect("the view has it");
        let party = |area: &str| {
            let cell = list(of_view, "cells").iter().find(|cell| cell["area"] == area).expect("every area has a cell");
            cell["party"].as_str().expect("a text")
        };
        for implementation in list(component, "control-implementations") {
            assert!(resources.contains(implementation["source"].as_str().expect("a text")), "{implementation}");
            for requirement in list(implementation, "implemented-requirements") {
                let parties: BTreeSet<&str> =
                    props(requirement, "area").map(party).filter(|party| *party != "not-applicable").collect();
                let expected = match parties.iter().collect::<Vec<_>>()[..] {
                    [one] => one,
                    _ => "shared",
                };
                assert_eq!(props(requirement, "responsibility").next(), Some(expected), "{id}: {requirement}");
                seen += 1;
            }
        }
    }
    assert!(seen > 500, "{seen}");
}

#[test]
fn without_a_framework_there_is_nothing_to_say_about_controls() {
    let folder = folder_with("name: Shop\ncomponents: [{ id: a, service: aws/s3 }]\n");
    let ran = onus(folder.path(), &["render", "-f", "oscal", "-o", "-"], b"");
    assert!(ran.code == 2 && ran.stderr.contains("add `frameworks:`") && ran.stdout.is_empty(), "{ran:?}");
    let two = onus(folder.path(), &["render", "-f", "json,oscal", "-o", "a.json"], b"");
    assert!(two.code == 2, "{two:?}");
}
