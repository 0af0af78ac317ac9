//! An approval covers what it covered: neither order nor notes nor evidence, but who holds what, the owners and the scope.

use crate::harness::{Ran, folder_with, onus};
use std::fs;
use std::path::Path;

const WEB: &str = "  - { id: web, service: aws/ecs, variant: fargate }\n";
const STORE: &str = "  - { id: store, service: aws/s3, notes: NOTES }\n";

fn architecture(approval: &str, components: &str) -> String {
    format!(
        "id: orders\nname: Order service\nstatus: approved\n{approval}\n\
         owners: {{ ops: {{ name: Operations }}, spare: {{ name: Spare }} }}\nassign: [{{ owner: ops }}]\n\
         accepted: [{{ by: R. Example, date: 2026-12-01, because: Usual. }}]\n\
         findings: [{{ code: no-evidence, allow: true, because: Kept elsewhere. }}, {{ code: unused, allow: true, because: Known. }}]\n\
         components:\n{components}"
    )
}

/// The digest that a run names.
fn digest(ran: &Ran) -> String {
    let said = format!("{}{}", ran.stdout, ran.stderr);
    let at = said.find("onus1:").unwrap_or_else(|| panic!("no digest in {said}"));
    said[at..at + 38].to_owned()
}

fn check(folder: &Path, text: &str, more: &[&str]) -> Ran {
    fs::write(folder.join("architecture.yaml"), text).expect("it is ours");
    onus(folder, &[&["check", "--output-format", "concise"], more].concat(), b"")
}

#[test]
fn an_approval_covers_who_holds_what_and_nothing_else() {
    let components = [WEB, STORE].concat();
    let folder = folder_with(&architecture("", &components));
    let folder = folder.path();
    let refused = onus(folder, &["check"], b"");
    assert!(refused.code == 1 && refused.stdout.contains("error[missing-approval]"), "{refused:?}");
    let digest = digest(&refused);
    let approval =
        format!("approval: {{ by: R. Example, date: 2026-12-01, covers: \"{digest}\", view: approved.json }}");

    let fine = check(folder, &architecture(&approval, &components), &["--deny", "warnings"]);
    assert!(fine.code == 0 && fine.stderr.contains(&format!("orders: {digest}")), "{fine:?}");
    let view = onus(folder, &["render", "-f", "json", "-o", "approved.json"], b"");
    assert_eq!(view.code, 0, "{view:?}");

    // What an approval does not cover.
    let plain = architecture(&approval, &components);
    for other in [
        architecture(&approval, &[STORE, WEB].concat()),
        plain.replace("NOTES", "Another note."),
        format!("{plain}version: \"3\"\ndate: 2026-12-24\n"),
        format!("{plain}groups: [back]\ndefaults: {{ group: back }}\n"),
        format!(
            "{plain}evidence: {{ logs: {{ title: Logs, file: logs.pdf }} }}\nresponsibilities: {{ logging-monitoring: {{ evidence: [logs], note: Kept. }} }}\n"
        ),
    ] {
        let ran = check(folder, &other, &[]);
        assert!(ran.code == 0, "{other}\n{ran:?}");
    }

    // What it does, and what is said of it.
    for (other, said) in [
        (
            plain.replace("fargate", "ec2"),
            "the architecture changed `web.server-side-encryption`, `web.platform-runtime`, `web.guest-os`",
        ),
        (
            plain.replace("aws/s3,", "aws/s3, responsibilities: { people: { owner: spare } },"),
            "the architecture changed `store.people` (",
        ),
        (plain.replace("  - { id: web", "  - { id: site"), "`site` is new; `web` is gone"),
        (plain.replace("aws/s3,", "aws/s3, regions: [eu-central-1],"), ": the scope or an owner, and no cell"),
        (plain.replace("name: Spare", "name: Another"), ": the scope or an owner, and no cell"),
        (plain.replace(", view: approved.json", "").replace("fargate", "ec2"), "has changed ("),
        (plain.replace(&digest, "onus1:00000000000000000000000000000000"), "`approved.json` is not what was approved"),
    ] {
        let ran = check(folder, &other, &[]);
        assert!(ran.code == 1 && ran.stdout.contains(said), "{said}\n{other}\n{ran:?}");
        assert_eq!(onus(folder, &["render"], b"").code, 1, "it must not be written as approved");
        assert!(!folder.join("output").exists(), "it must not be written as approved");
    }

    // What is compared or explained is the file as it is, approved or not.
    fs::write(folder.join("architecture.yaml"), plain.replace("fargate", "ec2")).expect("it is ours");
    let ran = onus(folder, &["diff", "approved.json", "architecture.yaml"], b"");
    assert!(ran.code == 0 && ran.stdout.contains("variant fargate to ec2"), "{ran:?}");
    let ran = onus(folder, &["explain", "web.guest-os"], b"");
    assert!(ran.code == 0 && ran.stdout.contains("Guest operating system"), "{ran:?}");

    // The model moves cells, too.
    fs::create_dir_all(folder.join("model/aws/services")).expect("it is ours");
    fs::write(folder.join("model/version.yaml"), "version: \"2099.01\"\ndate: 2099-01-01\n").expect("it is ours");
    let store = fs::read_to_string(crate::harness::root().join("model/aws/services/s3.yaml")).expect("it is ours");
    let store = store.replacen("\nresponsibilities:\n", "\nresponsibilities:\n  people:\n    party: customer\n", 1);
    fs::write(folder.join("model/aws/services/s3.yaml"), store).expect("it is ours");
    let ran = check(folder, &plain, &["--model", "model"]);
    assert!(ran.code == 1 && ran.stdout.contains("the model changed `store.people`"), "{ran:?}");
}
