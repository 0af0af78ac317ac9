//! Controls: what is called inherited, beside the public answers of a platform that runs on AWS; and the documents of the
//! examples that use frameworks.

use crate::document::{Document, one_line};
use crate::harness::{assert_none, expect, folders, onus, root, with_model};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The controls of the first framework of an architecture in `tests/data`, by result.
fn results(architecture: &str) -> BTreeMap<String, BTreeSet<String>> {
    let ran = onus(root(), &["render", "-q", "-f", "json", "-o", "-", architecture], b"");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let view: Value = serde_json::from_str(&ran.stdout).expect("a view is JSON");
    let mut results: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for control in view["frameworks"][0]["controls"].as_array().expect("a framework has controls") {
        let text = |key: &str| control[key].as_str().expect("it is a text").to_owned();
        results.entry(text("result")).or_default().insert(text("id"));
    }
    results
}

/// A control's id from a row of the worksheet: `AC-02 (01) (a)` is a row of `AC-2(1)`.
fn control(row: &str) -> String {
    let mut parts = row.split(' ');
    let (family, number) = parts.next().and_then(|id| id.split_once('-')).expect("a row begins with a control");
    let mut id = format!("{family}-{}", number.trim_start_matches('0'));
    let part = parts.next().map(|part| part.trim_matches(['(', ')']));
    if let Some(enhancement) = part.filter(|part| part.bytes().all(|byte| byte.is_ascii_digit())) {
        id += &format!("({})", enhancement.trim_start_matches('0'));
    }
    id
}

#[test]
fn what_is_inherited_is_inherited_by_cloud_gov_or_reviewed() {
    let file =
        |name: &str| std::fs::read_to_string(root().join("tests/data/cloud-gov").join(name)).expect("it is there");
    let mut origins: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in file("origination.csv").lines().skip(1) {
        let (row, origin) = line.split_once(',').expect("a row has two columns");
        origins.entry(control(row)).or_default().insert(origin.to_owned());
    }
    let wholly = BTreeSet::from(["inherited".to_owned()]);
    let there: BTreeSet<&String> = origins.iter().filter(|(_, of)| **of == wholly).map(|(id, _)| id).collect();
    let here = results("tests/data/cloud-gov/architecture.yaml").remove("inherited").unwrap_or_default();
    let reviewed = file("reviewed.csv");
    let reviewed: BTreeMap<&str, &str> = reviewed.lines().skip(1).filter_map(|line| line.split_once(',')).collect();
    let here_alone: BTreeSet<&str> = here.iter().filter(|id| !there.contains(id)).map(String::as_str).collect();
    let listed: BTreeSet<&str> = reviewed.keys().copied().collect();
    assert_eq!(here_alone, listed, "inherited here and not there, against tests/data/cloud-gov/reviewed.csv");
    assert!(reviewed.values().all(|reason| reason.len() > 20), "a reason is missing in reviewed.csv");
    let both = here.iter().filter(|id| there.contains(id)).count();
    assert!(both >= 30, "only {both} controls are inherited in both");
}

#[test]
fn the_committed_controls_are_fresh_and_say_what_the_view_says() {
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for folder in folders(&root().join("examples")) {
        let file = with_model(&folder.join("architecture.yaml"));
        let print = |args: &[&str]| {
            let file = file.iter().map(String::as_str);
            let args: Vec<&str> =
                ["render", "-q", "-o", "-"].into_iter().chain(file).chain(args.iter().copied()).collect();
            onus(root(), &args, b"").stdout
        };
        let view: Value = serde_json::from_str(&print(&["-f", "json"])).expect("a view is JSON");
        let frameworks = view["frameworks"].as_array().expect("a view has frameworks");
        if frameworks.is_empty() {
            continue;
        }
        let id = view["architecture"]["id"].as_str().expect("an architecture has an id");
        for (format, ending) in [("markdown", "md"), ("html", "html")] {
            let text = print(&["-f", format, "--template", "controls"]);
            wrong.extend(expect(&root().join(format!("output/{id}/controls.{ending}")), &text).err());
            let document = Document::read(&text, format);
            let ids: BTreeSet<&str> = document.ids.iter().map(String::as_str).collect();
            wrong.extend((ids.len() != document.ids.len()).then(|| format!("{id} ({format}): an id stands twice")));
            let inside = document.links.iter().filter_map(|(to, _)| to.strip_prefix('#'));
            wrong.extend(inside.filter(|to| !ids.contains(to)).map(|to| format!("{id} ({format}): no `{to}`")));
            wrong.extend((!document.text.contains("no assessor has reviewed it")).then(|| format!("{id}: no notice")));
            for control in frameworks.iter().flat_map(|framework| framework["controls"].as_array()).flatten() {
                seen += 1;
                let text = |key: &str| control[key].as_str().unwrap_or_default();
                let there = ids.contains(text("anchor")) && document.text.contains(&one_line(text("who_words")));
                wrong.extend((!there).then(|| format!("{id} ({format}): {}", text("id"))));
            }
        }
    }
    assert_none(&wrong, "what the controls documents lack; `ONUS_BLESS=1 cargo test` renews them");
    assert!(seen > 400, "only {seen} controls were looked for");
}
