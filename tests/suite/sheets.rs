//! Spreadsheets: the CSV and the workbook carry the same cells as the view, and nothing in them is taken for a formula.

use crate::document::{Document, one_line};
use crate::harness::{folder_with, onus, root};
use calamine::{Data, Reader as _, Xlsx};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::Path;

type Rows = Vec<Vec<String>>;

fn csv(folder: &Path) -> Rows {
    let text = fs::read_to_string(folder.join("out/shop/responsibility-matrix.csv")).expect("it was written");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().expect("it has a heading").iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.expect("it is CSV").iter().map(str::to_owned).collect());
    std::iter::once(head).chain(rows).collect()
}

fn workbook(folder: &Path) -> Xlsx<Cursor<Vec<u8>>> {
    let bytes = fs::read(folder.join("out/shop/responsibility-matrix.xlsx")).expect("it was written");
    Xlsx::new(Cursor::new(bytes)).expect("it is a workbook")
}

fn sheet(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Rows {
    let range = book.worksheet_range(name).expect("the sheet is there");
    let text = |cell: &Data| match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("{other:?} is no text"),
    };
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

/// Writes both sheets of an architecture called `shop`, and gives its view.
fn written(text: &str) -> (tempfile::TempDir, Value) {
    let folder = folder_with(text);
    let ran = onus(folder.path(), &["render", "-q", "-f", "csv,xlsx,json", "-o", "out"], b"");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let view = fs::read_to_string(folder.path().join("out/shop/responsibility-matrix.json")).expect("it was written");
    (folder, serde_json::from_str(&view).expect("it is JSON"))
}

fn column(rows: &Rows, heading: &str) -> Vec<String> {
    let at = rows[0].iter().position(|known| known == heading).unwrap_or_else(|| panic!("no column {heading}"));
    rows[1..].iter().map(|row| row[at].clone()).collect()
}

#[test]
fn csv_and_workbook_carry_the_cells_of_the_view() {
    let example = fs::read_to_string(root().join("examples/supplier-payments/architecture.yaml"))
        .expect("the example is there")
        .replace("id: supplier-payments\n", "id: shop\n");
    let (folder, view) = written(&example);
    let components = view["components"].as_array().expect("a list");
    let cells = || components.iter().flat_map(|component| component["cells"].as_array().expect("a list"));
    let of = |key: &str| cells().map(|cell| cell[key].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>();
    let from_csv = csv(folder.path());
    let mut book = workbook(folder.path());
    let from_book = sheet(&mut book, "Matrix");
    for rows in [&from_csv, &from_book] {
        assert_eq!(rows.len(), cells().count() + 1);
        for (heading, key) in [
            ("Row", "id"),
            ("Party", "party"),
            ("Holder", "holder"),
            ("What the provider does", "provider_duty"),
            ("What the customer does", "customer_duty"),
            ("What the customer may do", "option"),
            ("Basis", "basis"),
            ("Decided by", "origin"),
        ] {
            assert_eq!(column(rows, heading), of(key), "{heading}");
        }
    }
    assert_eq!(from_csv, from_book);
    let duties = sheet(&mut book, "Duties");
    let ids: Vec<&str> =
        view["duties"].as_array().expect("a list").iter().map(|duty| duty["id"].as_str().unwrap_or_default()).collect();
    assert_eq!(column(&duties, "Duty"), ids);
    let names = ["Document", "Matrix", "Duties", "Controls", "Decisions", "Findings", "Sources"];
    assert_eq!(book.sheet_names(), names);
    let controls = sheet(&mut book, "Controls");
    let used = view["frameworks"][0]["controls"].as_array().expect("a list");
    let of =
        |key: &str| used.iter().map(|control| control[key].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>();
    assert_eq!((column(&controls, "Control"), column(&controls, "Result")), (of("id"), of("result")));
}

#[test]
fn nothing_in_a_sheet_is_a_formula() {
    let attacks = ["=cmd|'/C calc'!A0", "+1", "-1+2", "@SUM(A1)", "\t=1", "=HYPERLINK(\"https://a.example\")"];
    let entry = |(at, attack): (usize, &&str)| {
        let quoted = Value::from(*attack).to_string();
        format!(
            "  - {{ id: a{at}, name: {quoted}, service: aws/s3, responsibilities: {{ backup-recovery: {{ note: {quoted} }} }} }}\n"
        )
    };
    let components: String = attacks.iter().enumerate().map(entry).collect();
    let (folder, view) = written(&format!("id: shop\nname: Shop\ncomponents:\n{components}"));
    let names: Vec<&str> = view["components"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|of| of["name"].as_str().unwrap_or_default())
        .collect();
    let rows = csv(folder.path());
    for text in rows.iter().flatten() {
        assert!(!text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{text:?}");
    }
    let mut shown = column(&rows, "Component name");
    shown.dedup();
    assert_eq!(shown.len(), attacks.len());
    let mut book = workbook(folder.path());
    let formulas = book.worksheet_formula("Matrix").expect("the sheet is there");
    assert!(formulas.used_cells().next().is_none());
    let mut kept = column(&sheet(&mut book, "Matrix"), "Component name");
    kept.dedup();
    assert_eq!(kept, names.iter().map(|name| name.trim()).collect::<Vec<_>>());
}

/// An architecture that uses a framework of every dialect, on a side that it serves.
pub(crate) const REGIMES: &str = include_str!("../data/regimes.yaml");

#[test]
fn every_dialect_fills_its_columns() {
    let list = onus(root(), &["list", "dialects", "-f", "json"], b"").stdout;
    let dialects: Vec<Value> = serde_json::from_str(&list).expect("it is JSON");
    assert!(dialects.len() >= 10, "{list}");
    for dialect in dialects.iter().map(|row| row["dialect"].as_str().expect("a text")) {
        let side = if dialect == "pci-12.9.2" { "offering" } else { "consumer" };
        let folder =
            folder_with(&REGIMES.replace("pci-dss-4.0.1, as: consumer", &format!("pci-dss-4.0.1, as: {side}")));
        let ran = onus(folder.path(), &["render", "-q", "--dialect", dialect, "-f", "csv,xlsx", "-o", "out"], b"");
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{dialect}");
        let text = fs::read_to_string(folder.path().join(format!("out/shop/{dialect}.csv"))).expect("it was written");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let rows: Rows =
            reader.records().map(|row| row.expect("it is CSV").iter().map(str::to_owned).collect()).collect();
        assert!(rows.len() > 4, "{dialect}: {text}");
        assert!(rows.iter().skip(2).all(|row| !row[0].is_empty()), "{dialect} has rows without an id");
        let bytes = fs::read(folder.path().join(format!("out/shop/{dialect}.xlsx"))).expect("it was written");
        let mut book = Xlsx::new(Cursor::new(bytes)).expect("it is a workbook");
        let name = book.sheet_names().first().cloned().expect("it has a sheet");
        assert_eq!(sheet(&mut book, &name), rows, "{dialect}");
    }
}

#[test]
fn the_sheets_of_a_regime_say_what_it_says() {
    let folder = folder_with(REGIMES);
    let print = |dialect: &str| onus(folder.path(), &["render", "-q", "--dialect", dialect, "-o", "-"], b"");
    let crm = print("fedramp-crm").stdout;
    assert!(crm.starts_with(
        "Control ID,Can Be Inherited from CSP,Specific Inheritance and Customer Agency/CSP Responsibilities\n"
    ));
    assert!(
        crm.contains("\nAC-2(a),Partial,\"") && crm.contains("\nMerchants: Give accounts to named people only.\""),
        "{crm}"
    );
    assert!(crm.contains("\nPE-2(a),Yes,"), "{crm}");
    let refused = print("pci-12.9.2");
    assert!(refused.code == 2 && refused.stderr.contains("cannot serve `pci-dss-4.0.1` as `consumer`"), "{refused:?}");
    // The scope of PCI DSS is what holds cards: Okta does not.
    let pci = print("pci-12.8.5").stdout;
    assert!(pci.contains(",AWS,") && !pci.contains("Okta"), "{pci}");
}

/// The row of a control in a sheet of a regime.
fn row(folder: &Path, dialect: &str, id: &str) -> Vec<String> {
    let ran = onus(folder, &["render", "-q", "--dialect", dialect, "-o", "-"], b"");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(ran.stdout.as_bytes());
    let rows = reader.records().map(|row| row.expect("it is CSV").iter().map(str::to_owned).collect::<Vec<_>>());
    rows.into_iter().find(|row| row[0] == id).unwrap_or_else(|| panic!("no row {id} in {dialect}"))
}

#[test]
fn a_sheet_claims_no_more_than_is_shown() {
    let folder = |entries: &str| {
        folder_with(&format!(
            "
id: shop
name: Shop
date: 2026-11-20
organisation: {{ name: Example Organisation, short: Example }}
owners:
  ops: {{ name: Operations }}
  ems: {{ name: Managed Services, third_party: true }}
assign: [{{ owner: ops, performed_by: ems }}]
evidence: {{ scan: {{ title: Scan, file: scan.pdf }} }}
responsibilities: {{ {entries} }}
frameworks:
  - {{ use: nist-800-53-r5/low, as: offering, not_applicable: {{ AC-18: There is no wireless network. }} }}
  - {{ use: pci-dss-4.0.1, as: consumer, not_applicable: {{ 9.5.1: No card is presented. }} }}
downstream: {{ name: Agencies, duties: {{ access-control: Give accounts to named people only. }} }}
attestations:
  - {{ id: aws, provider: aws, frameworks: [nist-800-53-r5], scheme: FedRAMP, reference: None, date: 2026-01-01 }}
  - {{ id: okta, provider: saas, services: [saas/okta], frameworks: [nist-800-53-r5, pci-dss-4.0.1], scheme: AOC, reference: No. 2, date: 2026-01-01 }}
components:
  - {{ id: api, service: aws/ecs, variant: fargate, regions: [us-east-1] }}
  - {{ id: idp, service: saas/okta, regions: [us] }}
"
        ))
    };
    let marks = |folder: &Path, id: &str| row(folder, "fedramp-cis", id)[1..4].join("|");
    let shown = "people: { status: implemented, evidence: [scan] }";
    let planned = "people: { status: planned, due: 2027-01-01 }";
    // Both have evidence where the first has it; what has none, or only a date, is not implemented.
    for (entries, expected) in [
        (shown.to_owned(), "X||"),
        (planned.to_owned(), "||X"),
        ("people: { status: implemented }".to_owned(), "||"),
        (
            "people: [{ status: implemented, evidence: [scan] }, { status: planned, due: 2027-01-01, components: [idp] }]".to_owned(),
            "|X|",
        ),
    ] {
        assert_eq!(marks(folder(&entries).path(), "AT-2(a)"), expected, "{entries}");
    }
    let folder = folder(shown);
    // A policy is the organisation's own: it is not inherited, agencies have no part in it, and no scan shows it.
    let policy = row(folder.path(), "fedramp-cis", "AC-1(a)");
    assert_eq!((policy[1].as_str(), policy[6].as_str(), policy[12].as_str()), ("", "X", ""), "{policy:?}");
    assert_eq!(row(folder.path(), "fedramp-crm", "AC-1(a)")[1..], ["Yes", ""]);
    assert_eq!(row(folder.path(), "fedramp-crm", "AC-18(a)")[1..], ["", "There is no wireless network."]);
    // A third party that does the work is a service provider under PCI DSS, and each attestation stands for its provider.
    let pci = row(folder.path(), "pci-12.8.5", "7.2.1");
    assert_eq!(pci[1..3], ["Shared", "Managed Services"], "{pci:?}");
    assert!(pci[5].contains("(Operations; done by Managed Services)"), "{pci:?}");
    let pci = row(folder.path(), "pci-12.8.5", "9.2.1");
    assert!(pci[1] == "TPSP" && pci[7].contains("Okta: AOC"), "{pci:?}");
    let pci = row(folder.path(), "pci-12.8.5", "9.5.1");
    assert_eq!(pci[1..].concat(), "Not applicableNo card is presented.");
    // 12.8.5 is kept for each service provider.
    let okta =
        onus(folder.path(), &["render", "-q", "--dialect", "pci-12.8.5", "--provider", "okta", "-o", "-"], b"").stdout;
    assert!(okta.contains("\n9.2.1,TPSP,Okta,") && !okta.contains("AWS"), "{okta}");
}

#[test]
fn a_workbook_has_no_clock() {
    let architecture = "id: shop\nname: Shop\ncomponents: [{ id: a, service: aws/s3 }]\n";
    let (first, _) = written(architecture);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let (second, _) = written(architecture);
    let bytes = |folder: &Path| fs::read(folder.join("out/shop/responsibility-matrix.xlsx")).expect("it was written");
    assert_eq!(bytes(first.path()), bytes(second.path()));
}

/// What each format of an architecture says of every cell, by id: who holds it.
#[test]
fn all_formats_of_one_architecture_carry_the_same_cells() {
    let folder = folder_with(REGIMES);
    let ran = onus(folder.path(), &["render", "-q", "-f", "markdown,html,json,csv,xlsx,oscal", "-o", "out"], b"");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let read = |name: &str| fs::read(folder.path().join("out/shop").join(name)).expect("it was written");
    let text_of = |name: &str| String::from_utf8(read(name)).expect("it is text");
    let view: Value = serde_json::from_str(&text_of("responsibility-matrix.json")).expect("it is JSON");
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let cells: BTreeMap<String, Value> = list(&view, "components")
        .iter()
        .flat_map(|component| list(component, "cells"))
        .map(|cell| (cell["id"].as_str().expect("an id").to_owned(), cell))
        .collect();
    assert_eq!(cells.len(), 2 * 24);
    let party = |id: &str| cells[id]["party"].as_str().expect("a party").to_owned();
    let expected: BTreeMap<String, String> = cells.keys().map(|id| (id.clone(), party(id))).collect();

    // Tables: a row for every cell.
    let of_rows = |rows: &Rows| column(rows, "Row").into_iter().zip(column(rows, "Party")).collect::<BTreeMap<_, _>>();
    assert_eq!(of_rows(&csv(folder.path())), expected, "CSV");
    assert_eq!(of_rows(&sheet(&mut workbook(folder.path()), "Matrix")), expected, "workbook");

    // Documents: every cell has a place, and its mark there or in the row it leads to names the holder.
    for (name, format) in [("responsibility-matrix.md", "markdown"), ("responsibility-matrix.html", "html")] {
        let document = Document::read(&text_of(name), format);
        let missing: Vec<&String> = cells.keys().filter(|id| !document.ids.contains(id)).collect();
        assert_eq!(missing, Vec::<&String>::new(), "{format}");
        for cell in cells.values() {
            for duty in ["provider_duty", "customer_duty"].iter().filter_map(|key| cell[*key].as_str()) {
                assert!(document.text.contains(&one_line(duty)), "{format}: {duty}");
            }
        }
        let marks = list(&view, "grids").into_iter().flat_map(|grid| list(&grid, "layers"));
        let marks = marks.flat_map(|layer| list(&layer, "rows")).flat_map(|row| list(&row, "marks"));
        let mut seen = BTreeSet::new();
        for mark in marks {
            let (cell, row) = (mark["cell"].as_str().expect("a cell"), mark["row"].as_str().expect("a row"));
            assert_eq!(mark["party"], cells[cell]["party"], "{cell}");
            let word = mark["word"].as_str().expect("a word");
            let link = |(to, said): &(String, String)| *to == format!("#{row}") && said.contains(word);
            assert!(document.links.iter().any(link), "{format}: {cell}");
            seen.insert(cell.to_owned());
        }
        assert_eq!(seen.len(), cells.len(), "{format}");
    }

    // OSCAL: what decides a control is what the cells say.
    let oscal: Value = serde_json::from_str(&text_of("oscal.json")).expect("it is JSON");
    let props = |value: &Value, name: &str| {
        let all = list(value, "props").into_iter().filter(|prop| prop["name"] == name);
        all.map(|prop| prop["value"].as_str().expect("a text").to_owned()).collect::<Vec<_>>()
    };
    let mut areas = BTreeSet::new();
    for component in list(&oscal["component-definition"], "components") {
        let id = props(&component, "component").remove(0);
        for implementation in list(&component, "control-implementations") {
            for requirement in list(&implementation, "implemented-requirements") {
                if let [area] = &props(&requirement, "area")[..] {
                    assert_eq!(
                        props(&requirement, "responsibility"),
                        [party(&format!("{id}.{area}"))],
                        "{requirement}"
                    );
                    areas.insert(format!("{id}.{area}"));
                }
            }
        }
    }
    assert!(areas.len() > 20, "{areas:?}");
}

#[test]
fn mark_up_in_a_text_stays_text() {
    let names = ["<r><t>bold</t></r>", "<r></si></r>", "<r>", "a & b < c", "_x0041_"];
    let component = |(at, name): (usize, &&str)| format!("  - {{ id: a{at}, name: '{name}', service: aws/s3 }}\n");
    let components: String = names.iter().enumerate().map(component).collect();
    let (folder, _) = written(&format!("id: shop\nname: Shop\ncomponents:\n{components}"));
    let mut kept = column(&sheet(&mut workbook(folder.path()), "Matrix"), "Component name");
    kept.dedup();
    assert_eq!(kept, names);
}
