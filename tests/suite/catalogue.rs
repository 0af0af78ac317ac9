//! The model as people search, browse and extend it: the lists and their filters, the coverage, the reference of services,
//! a folder of one's own.

use crate::harness::{assert_none, expect, onus, root};
use onus::embedded::Model;
use serde_json::{Map, Value};

type Row = Map<String, Value>;

/// The rows of a list.
fn list(args: &[&str]) -> Vec<Row> {
    let ran = onus(root(), &[&["list"][..], args, &["-f", "json"]].concat(), b"");
    assert_eq!(ran.code, 0, "{args:?}: {}", ran.stderr);
    serde_json::from_str(&ran.stdout).expect("a list of rows")
}

fn texts<'r>(rows: &'r [Row], column: &str) -> Vec<&'r str> {
    rows.iter().map(|row| row[column].as_str().expect("a text")).collect()
}

#[test]
fn every_filter_keeps_what_it_names_and_nothing_else() {
    let all = list(&["services"]);
    for (args, column, holds) in [
        (&["services", "--provider", "gcp"][..], "service", "gcp/"),
        (&["variants", "--provider", "gcp"], "service", "gcp/"),
        (&["sources", "--provider", "gcp"], "source", "gcp/"),
        (&["editions", "--provider", "gcp"], "edition", "gcp/"),
        (&["regions", "--provider", "gcp"], "provider", "gcp"),
        (&["providers", "--provider", "gcp"], "provider", "gcp"),
        (&["services", "--category", "container"], "category", "container (three-categories)"),
        (&["editions", "--category", "container"], "categories", "container"),
        (&["regions", "Frankfurt"], "name", "Frankfurt"),
        (&["regions", "--search", "frankfurt"], "name", "Frankfurt"),
    ] {
        let kept = list(args);
        let unfiltered = list(&args[..1]);
        assert!(!kept.is_empty() && texts(&kept, column).iter().all(|text| text.contains(holds)), "{args:?}: {kept:?}");
        let held = texts(&unfiltered, column).into_iter().filter(|text| text.contains(holds)).count();
        assert_eq!(kept.len(), held, "{args:?}");
    }
    let model = Model::embedded();
    let answers = |id: &str| {
        let service = model.service(id).expect("it is listed");
        let variants = service.variants.values();
        service.responsibilities.contains_key("people")
            || service.not_applicable.contains_key("people")
            || variants.into_iter().any(|variant| variant.responsibilities.contains_key("people"))
    };
    let answering: Vec<&str> = texts(&all, "service").into_iter().filter(|id| answers(id)).collect();
    assert!(!answering.is_empty() && answering.len() < all.len());
    assert_eq!(texts(&list(&["services", "--area", "people"]), "service"), answering);
    let both = list(&["services", "--area", "people", "--provider", "saas", "api"]);
    assert_eq!(texts(&both, "service"), ["saas/anthropic-api", "saas/openai-api"]);
}

#[test]
fn services_are_found_by_other_names_and_by_what_declares_them() {
    for (words, id) in [
        (&["relational", "database", "service"][..], "aws/rds"),
        (&["AWS::RDS::DBInstance"], "aws/rds"),
        (&["aws_db_instance"], "aws/rds"),
        (&["microsoft.compute/virtualmachines"], "azure/virtual-machines"),
        (&["rack", "outposts", "rds"], "aws/rds"),
        (&["supabase"], "saas/supabase"),
    ] {
        let found = list(&[&["services"][..], words].concat());
        assert!(texts(&found, "service").contains(&id) && found.len() < 12, "{words:?}: {found:?}");
    }
}

#[test]
fn a_filter_that_names_nothing_or_has_no_meaning_says_what_to_do() {
    for (args, help) in [
        (&["services", "--provider", "awss"][..], "did you mean `aws`?"),
        (&["services", "--provider", "azure", "--category", "container"], "of `azure`; known here: `iaas`"),
        (&["services", "--area", "guest-oss"], "did you mean `guest-os`?"),
        (&["regions", "--area", "guest-os"], "`list regions` takes no `--area`; `services`"),
        (&["areas", "--provider", "aws"], "`list areas` takes no `--provider`; `services`"),
        (&["sources", "--category", "container"], "`list sources` takes no `--category`; `services`"),
        (&["findings", "--category", "container"], "`list findings` takes no `--category`"),
    ] {
        let ran = onus(root(), &[&["list"][..], args].concat(), b"");
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}");
        assert!(ran.stderr.contains(help), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn coverage_counts_each_cell_once() {
    let number = |row: &Row, column: &str| row[column].as_u64().unwrap_or_else(|| panic!("{column} of {row:?}"));
    let rows = list(&["coverage"]);
    let areas = Model::embedded().core.areas.areas.len() as u64;
    for row in &rows {
        let founded = ["stated", "derived", "judgement", "open"].map(|column| number(row, column));
        assert_eq!(number(row, "services") * areas, number(row, "cells"), "{row:?}");
        assert_eq!(founded.iter().sum::<u64>(), number(row, "cells"), "{row:?}");
        let years = row["by_year"].as_object().expect("a count a year").values();
        assert_eq!(years.map(|count| count.as_u64().expect("a count")).sum::<u64>(), number(row, "sources"), "{row:?}");
    }
    let (all, providers) = rows.split_last().expect("there are providers");
    for column in ["services", "cells", "stated", "derived", "judgement", "open", "own_cells", "sources"] {
        assert_eq!(providers.iter().map(|row| number(row, column)).sum::<u64>(), number(all, column), "{column}");
    }
    let of_areas = list(&["areas"]).into_iter().map(|area| {
        let area = area["area"].as_str().expect("an id").to_owned();
        list(&["coverage", "--provider", "gcp", "--area", &area]).first().map_or(0, |row| number(row, "own_cells"))
    });
    let gcp = providers.iter().find(|row| row["provider"] == "gcp").expect("it is a provider");
    assert_eq!(of_areas.sum::<u64>(), number(gcp, "own_cells"), "area by area");
}

#[test]
fn the_coverage_in_the_guide_to_the_model_is_current() {
    let file = root().join("model/README.md");
    let guide = std::fs::read_to_string(&file).expect("there is a guide");
    let lines: Vec<&str> = guide.lines().collect();
    let heading = lines.iter().position(|line| *line == "## Coverage").expect("it tells the coverage");
    let start = heading + lines[heading..].iter().position(|line| line.starts_with('|')).expect("in a table");
    let length = lines[start..].iter().take_while(|line| line.starts_with('|')).count();
    let rows = list(&["coverage"]);
    let columns: Vec<&String> = rows[0].keys().collect();
    let cell = |value: &Value| match value {
        Value::Object(counts) => {
            counts.iter().map(|(of, count)| format!("{of}: {count}")).collect::<Vec<_>>().join(", ")
        }
        Value::String(text) => text.clone(),
        number => number.to_string(),
    };
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut table = row(columns.iter().map(|column| column.replace('_', " ")).collect());
    table += &row(rows[0].values().map(|value| if value.is_number() { "---:" } else { "---" }.to_owned()).collect());
    table.extend(rows.iter().map(|cells| row(cells.values().map(cell).collect())));
    let before: String = lines[..start].iter().map(|line| format!("{line}\n")).collect();
    let after: String = lines[start + length..].iter().map(|line| format!("{line}\n")).collect();
    assert_none(
        &expect(&file, &(before + &table + &after)).err().into_iter().collect::<Vec<_>>(),
        "the coverage; `ONUS_BLESS=1 cargo test` renews it",
    );
}
