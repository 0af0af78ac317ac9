//! What `diff` tells, held against the views themselves: a view that was printed equals its architecture, and every cell
//! that differs between two views is told once, under what differs in it.

use crate::harness::{folders, onus, root, with_model};
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const PAYMENTS: &str = "examples/supplier-payments/architecture.yaml";

fn json(args: &[&str], stdin: &[u8]) -> Value {
    let ran = onus(root(), args, stdin);
    assert_eq!(ran.code, 0, "{args:?}: {}", ran.stderr);
    serde_json::from_str(&ran.stdout).expect("onus prints JSON")
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("`{key}` is a list in {value}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is text"))
}

/// The cells of a view by their ids.
fn cells(view: &Value) -> BTreeMap<&str, &Value> {
    let cells = list(view, "components").iter().flat_map(|component| list(component, "cells"));
    cells.map(|cell| (text(&cell["id"]), cell)).collect()
}

/// The cells that a list of changes tells, each once.
fn told(changes: &[Value]) -> BTreeSet<String> {
    let mut told = BTreeSet::new();
    for change in changes {
        for component in list(change, "components") {
            for area in list(change, "areas") {
                let cell = format!("{}.{}", text(component), text(area));
                assert!(told.insert(cell), "told twice: {change}");
            }
        }
    }
    told
}

#[test]
fn a_view_that_was_printed_equals_its_architecture() {
    for folder in folders(&root().join("examples")) {
        let named = with_model(&folder.join("architecture.yaml"));
        let (file, model) = named.split_first().expect("a file is named");
        let run = |options: &[&str], stdin: &[u8]| {
            let args: Vec<String> = options.iter().map(|&option| option.to_owned()).chain(model.to_vec()).collect();
            onus(root(), &args, stdin)
        };
        let view = run(&["render", "-q", "-f", "json", "-o", "-", file], b"").stdout;
        for files in [["-", file], [file, "-"]] {
            let ran = run(&["diff", "-q", "--exit-code", files[0], files[1]], view.as_bytes());
            assert_eq!((ran.code, ran.stdout.lines().count()), (0, 1), "{file}: {}{}", ran.stdout, ran.stderr);
        }
    }
}

#[test]
fn every_cell_that_differs_is_told_once() {
    let view = |args: &[&str]| json(&[&["render", "-q", "-f", "json", "-o", "-", PAYMENTS][..], args].concat(), b"");
    let edition = ["--edition", "aws/two-categories"];
    let (old, new) = (view(&[]), view(&edition));
    let diff = json(&[&["diff", "-q", "-f", "json", PAYMENTS][..], &edition].concat(), b"");
    let (old, new) = (cells(&old), cells(&new));
    let differing = |differs: &dyn Fn(&Value, &Value) -> bool| {
        let cells = old.iter().filter(|(id, cell)| differs(cell, new[*id]));
        cells.map(|(id, _)| (*id).to_owned()).collect::<BTreeSet<_>>()
    };
    let sources = |cell: &Value| list(cell, "sources").iter().map(Value::to_string).collect::<BTreeSet<_>>();
    let duty = |side: &str| {
        let key = format!("{side}_duty");
        differing(&|old, new| old["party"] == new["party"] && old[&key] != new[&key])
    };
    let of_side = |side: &str| {
        let duties = list(&diff, "duties").iter().filter(|change| change["side"] == side);
        told(&duties.cloned().collect::<Vec<_>>())
    };
    let moved = differing(&|old, new| old["party"] != new["party"]);
    assert!(!moved.is_empty());
    assert_eq!(told(list(&diff, "moved")), moved);
    for side in ["customer", "provider"] {
        assert_eq!(of_side(side), duty(side), "{side}");
    }
    let rests = differing(&|old, new| {
        ["party", "provider_duty", "customer_duty"].iter().all(|key| old[key] == new[key])
            && (["basis", "because", "reason"].iter().any(|key| old[key] != new[key]) || sources(old) != sources(new))
    });
    assert_eq!(told(list(&diff, "basis")), rests);
}

#[test]
fn markdown_of_a_diff_holds_tables_and_nothing_else() {
    let folder = root().join("tests/cases/diff-text-stays-text");
    let ran = onus(&folder, &["diff", "-f", "markdown", "architecture.yaml", "new.yaml"], b"");
    assert!(ran.stdout.contains("&lt;img") && ran.stdout.contains("&lt;script"), "{}", ran.stdout);
    let (mut columns, mut rows) = (Vec::new(), 0);
    for event in Parser::new_ext(&ran.stdout, Options::ENABLE_TABLES) {
        match event {
            Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
                panic!("{event:?} in {}", ran.stdout)
            }
            Event::Start(Tag::Table(of)) => columns.push(of.len()),
            Event::Start(Tag::TableRow) => rows += 1,
            _ => {}
        }
    }
    assert_eq!(columns, [5, 5, 6, 5, 2], "{}", ran.stdout);
    // A table has a head and a rule above its rows.
    let lines = ran.stdout.lines().filter(|line| line.starts_with('|')).count();
    assert_eq!(lines, rows + 2 * columns.len(), "{}", ran.stdout);
}
