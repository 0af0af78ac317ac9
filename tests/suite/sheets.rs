//! Spreadsheets: the CSV and the workbook carry the same cells as the view, and nothing in them is taken for a formula.

use crate::harness::{folder_with, onus, root};
use calamine::{Data, Reader as _, Xlsx};
use serde_json::Value;
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
    assert_eq!(book.sheet_names(), ["Document", "Matrix", "Duties", "Decisions", "Findings", "Sources"]);
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

#[test]
fn a_workbook_has_no_clock() {
    let architecture = "id: shop\nname: Shop\ncomponents: [{ id: a, service: aws/s3 }]\n";
    let (first, _) = written(architecture);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let (second, _) = written(architecture);
    let bytes = |folder: &Path| fs::read(folder.join("out/shop/responsibility-matrix.xlsx")).expect("it was written");
    assert_eq!(bytes(first.path()), bytes(second.path()));
}
