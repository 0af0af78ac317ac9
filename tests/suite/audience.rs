//! What leaves the organisation: nothing of its owners, contacts, notes and evidence is in any document for the outside.

use crate::harness::{files, folder_with, onus};
use calamine::{Reader as _, Xlsx};
use onus::document::Format;
use std::io::Cursor;
use std::path::Path;

/// Every text that is internal holds the word `hushed`, and the ids of owners and evidence do.
const ARCHITECTURE: &str = r#"
id: orders
name: Order service
organisation: { name: Example Organisation, short: Example }
date: 2026-11-20
status: draft
residency: [us]
summary: Orders are taken here.
sign_off:
  - { party: Example, role: Director }
  - { party: hushed-ops, role: Head of operations }
data_classes: { personal: { title: Personal data, note: hushed note on a class } }
owners:
  hushed-ops: { name: Team hushed operations, contact: hushed-ops@example.org }
  hushed-shop: { name: Team hushed shop }
  msp: { name: Example Managed Services, contact: hushed-contact@example.org, third_party: true, agreement: { title: MSA-1, expires: 2026-11-01 } }
assign:
  - { owner: hushed-ops, performed_by: msp }
  - { owner: hushed-shop, areas: [applications, logging-monitoring] }
evidence:
  hushed-logs: { title: The hushed log report, file: hushed/logs.pdf, expires: 2026-11-01, holder: hushed-ops }
  hushed-restore: { title: The hushed restore test, address: "https://hushed.example.org/restore" }
responsibilities:
  logging-monitoring: { status: implemented, evidence: [hushed-logs], note: hushed note on logs }
  resilience: { owner: hushed-shop, status: planned, due: 2031-12-24 }
accepted: [{ by: Somebody hushed, date: 2026-11-20, because: hushed reason, areas: [client-devices] }]
findings: [{ code: no-evidence, allow: true, because: hushed reason for an allowance }]
defaults: { notes: hushed notes by default, data: [personal] }
frameworks: [{ use: nist-800-53-r5, as: consumer, controls: [AC-2, CP-9, PE-3] }]
components:
  - { id: web, service: aws/ecs, variant: fargate, notes: hushed notes on a component }
  - id: store
    service: aws/s3
    responsibilities:
      backup-recovery: { evidence: [hushed-restore], performed_by: hushed-shop, note: hushed note on an entry }
      people: { party: customer, because: Contract 7, customer: Screen the staff., note: "*hushed* **note**" }
"#;

/// What a document says; of a workbook, all cells of all sheets.
fn text(file: &Path, format: &str) -> String {
    let bytes = std::fs::read(file).expect("it was written");
    if format != "xlsx" {
        return String::from_utf8(bytes).expect("it is text");
    }
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("it is a workbook");
    let sheets = book.worksheets();
    let cells = sheets.iter().flat_map(|(_, range)| range.cells().map(|(_, _, cell)| cell.to_string()));
    sheets.iter().map(|(name, _)| name.clone()).chain(cells).collect::<Vec<_>>().join("\n")
}

#[test]
fn nothing_internal_is_in_a_document_for_the_outside() {
    let folder = folder_with(ARCHITECTURE);
    let folder = folder.path();
    let mut seen = Vec::new();
    let documents = ["responsibility-matrix", "duties", "controls"].map(|name| ["--template", name]);
    for [of, template] in documents.into_iter().chain([["--dialect", "raci"]]) {
        let is_sheet = |format: &&str| of != "--dialect" || ["csv", "xlsx"].contains(format);
        for format in Format::ALL.map(Format::word).iter().filter(|format| is_sheet(format)).copied() {
            let args = ["render", "-q", "-f", format, of, template, "-o"];
            let [outside, inside] = ["external", "internal"].map(|audience| {
                let folder_of = format!("out-{audience}");
                let ran = onus(folder, &[&args[..], &[&folder_of, "--audience", audience]].concat(), b"");
                assert_eq!(ran.code, 0, "{}", ran.stderr);
                let written = files(&folder.join(&folder_of));
                assert_eq!(written.len(), 1, "{written:?}");
                // A word of OSCAL's own says nothing of how far a duty is.
                let text = text(&written[0].1, format).to_lowercase().replace("implemented-requirements", "");
                std::fs::remove_dir_all(folder.join(folder_of)).expect("it is ours");
                text
            });
            for word in ["hushed", "2031", "implemented", "planned", "december 2026"] {
                assert!(!outside.contains(word), "{template}, {format}: {word} in {outside}");
            }
            assert!(!outside.contains("no owner yet") && !outside.contains("nobody answers"), "{outside}");
            seen.push((template, format, inside.matches("hushed").count()));
            if ["markdown", "html"].contains(&format) {
                assert!(outside.contains("example managed services"), "{template}, {format}: {outside}");
                assert!(template != "responsibility-matrix" || outside.contains("contract 7"), "{outside}");
            }
        }
    }
    // The same documents for the inside hold it, so there was something to leave out; the picture and OSCAL name no owner.
    let silent = seen.iter().filter(|(_, format, seen)| !["svg", "oscal"].contains(format) && *seen == 0);
    assert_eq!(silent.collect::<Vec<_>>(), Vec::<&(&str, &str, usize)>::new());
    for part in ["duties", "once", "holders", "sources", "component:store"] {
        let args = ["render", "-q", "-f", "html", "--section", part, "-o", "-", "--audience", "external"];
        let ran = onus(folder, &args, b"");
        assert!(ran.code == 0 && !ran.stdout.to_lowercase().contains("hushed"), "{part}: {ran:?}");
    }
    // Beside the documents for the inside, not over them.
    let ran = onus(folder, &["render", "-q", "--audience", "external"], b"");
    assert_eq!(ran.code, 0);
    assert!(folder.join("output/orders/responsibility-matrix.external.md").is_file());
    assert!(!folder.join("output/orders/responsibility-matrix.md").exists());
}

#[test]
fn who_does_the_work_is_not_made_up_for_the_outside() {
    let folder = folder_with(ARCHITECTURE);
    let args = ["render", "-q", "-f", "json", "-o", "-"];
    let [inside, outside] = ["internal", "external"].map(|audience| {
        let ran = onus(folder.path(), &[&args[..], &["--audience", audience]].concat(), b"");
        let view: serde_json::Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
        let components = view["components"].as_array().expect("a list").clone();
        components.iter().flat_map(|of| of["cells"].as_array().expect("a list").clone()).collect::<Vec<_>>()
    });
    assert_eq!(inside.len(), outside.len());
    let mut third_party = 0;
    for (inside, outside) in inside.iter().zip(&outside) {
        let kept = |key: &str| assert_eq!(inside[key], outside[key], "{inside} {outside}");
        ["id", "party", "provider_duty", "customer_duty", "origin", "basis", "sources", "because"]
            .iter()
            .for_each(|key| kept(key));
        let msp = inside["performed_by"] == "msp";
        third_party += usize::from(msp);
        assert_eq!(outside["performed_by"] == "msp", msp, "{outside}");
    }
    assert!(third_party > 10, "{third_party}");
}
