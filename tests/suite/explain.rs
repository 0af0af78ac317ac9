//! What `explain` offers to paste is pasted, and must be an architecture.

use crate::harness::{folder_with, onus, root};

/// The entry that an explanation offers, without the key it stands under.
fn offered(explained: &str) -> &str {
    explained.split_once("\nresponsibilities:\n").expect("an entry is offered").1
}

#[test]
fn the_override_of_every_cell_can_be_pasted() {
    let areas = onus::embedded::Model::embedded().core.areas.areas;
    for service in ["aws/ecs", "azure/virtual-machines", "gcp/cloud-sql", "saas/github", "on-premises/server"] {
        let mut architecture = format!(
            "name: Shop\ndate: 2026-11-20\ncomponents: [{{ id: it, service: {service} }}]\nresponsibilities:\n"
        );
        for area in &areas {
            let explained = onus(root(), &["explain", service, &area.id], b"");
            assert_eq!(explained.code, 0, "{service}: {}", explained.stderr);
            architecture += offered(&explained.stdout);
        }
        let folder = folder_with(&architecture);
        let json = onus(folder.path(), &["render", "-f", "json", "-o", "-"], b"");
        // Most of what is offered repeats the model, and says so.
        let others = json.stderr.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
        let others: Vec<&str> = others.filter(|line| !line.starts_with("note[repeats-model]")).collect();
        assert!(json.code == 0 && others.is_empty(), "{others:?}: {architecture}");
        let view: serde_json::Value = serde_json::from_str(&json.stdout).expect("a view");
        for cell in view["components"][0]["cells"].as_array().expect("cells") {
            assert_eq!((&cell["origin"], &cell["basis"]), (&"architecture".into(), &"declared".into()), "{cell}");
        }
    }
}

#[test]
fn the_override_of_a_cell_holds_for_its_component_alone() {
    let text = "name: Shop\ncomponents: [{ id: a, service: aws/s3 }, { id: b, service: aws/s3 }]\n";
    let explained = onus(folder_with(text).path(), &["explain", "b.guest-os"], b"").stdout;
    let folder = folder_with(&format!("{text}responsibilities:\n{}", offered(&explained)));
    let json = onus(folder.path(), &["render", "-f", "json", "-o", "-"], b"").stdout;
    let origin = |component: &str| {
        crate::harness::select(&json, &format!("components.{component}.cells.guest-os origin")).trim().to_owned()
    };
    assert_eq!(origin("b"), r#"{"origin":"architecture"}"#);
    assert_ne!(origin("a"), origin("b"));
}
