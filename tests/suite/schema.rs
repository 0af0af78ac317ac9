//! The JSON Schemas. An editor that follows them accepts what onus accepts, and refuses the mistakes that a schema can
//! see: a wrong key, kind, form or name. What needs two places of a file at once is beyond a schema.

use crate::harness::{assert_none, folders, onus, root};
use jsonschema::Validator;
use onus::catalogue::Selection;
use onus::document::reference;
use onus::embedded::Model;
use onus::finding::Findings;
use onus::source::Source;
use onus::yaml::{self, Kind, Node};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Cases that show a mistake which a schema can see.
const SEEN: [&str; 13] = [
    "bad-value",
    "missing-field",
    "mistakes-of-all-kinds",
    "unknown-area",
    "unknown-edition",
    "unknown-field",
    "unknown-layer",
    "unknown-provider",
    "unknown-region",
    "unknown-residency",
    "unknown-service",
    "unknown-variant",
    "wrong-type",
];

fn schema(what: &str) -> Value {
    let ran = onus(root(), &["schema", what], b"");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).expect("a schema is JSON")
}

fn validator(what: &str) -> Validator {
    jsonschema::validator_for(&schema(what)).unwrap_or_else(|error| panic!("the schema of {what} is none: {error}"))
}

/// A file as an editor's YAML reader sees it: plain words are numbers, truth values or nothing where they look it.
fn as_json(file: &Path) -> Option<Value> {
    let (source, error) = Source::decode(file.display().to_string(), std::fs::read(file).ok()?);
    let node = yaml::parse(&source, &mut Findings::new(&source)).filter(|_| error.is_none())?;
    Some(value(&node))
}

fn value(node: &Node<'_>) -> Value {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Scalar { text, plain: true } => match text.as_ref() {
            "true" => true.into(),
            "false" => false.into(),
            text => text.parse::<serde_json::Number>().map_or_else(|_| text.into(), Value::Number),
        },
        Kind::Scalar { text, .. } => text.as_ref().into(),
        Kind::List(items) => items.iter().map(value).collect(),
        Kind::Map(entries) => entries.iter().map(|(key, node)| (key.text.to_string(), value(node))).collect(),
    }
}

/// What a schema says against a file.
fn refusals(validator: &Validator, file: &Path) -> Vec<String> {
    let value = as_json(file).unwrap_or_else(|| panic!("{} is no YAML", file.display()));
    validator
        .iter_errors(&value)
        .map(|error| format!("{}: {}: {error}", file.display(), error.instance_path()))
        .collect()
}

fn architectures(folder: &str) -> Vec<PathBuf> {
    let files: Vec<PathBuf> =
        folders(&root().join(folder)).into_iter().map(|case| case.join("architecture.yaml")).collect();
    assert!(!files.is_empty());
    files
}

#[test]
fn every_schema_is_one() {
    for what in ["architecture", "view", "reference", "diff", "service", "edition", "areas", "provider"] {
        let schema = schema(what);
        jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{what}: {error}"));
        validator(what);
    }
}

#[test]
fn the_schema_accepts_what_onus_accepts() {
    let validator = validator("architecture");
    let accepted = |file: &PathBuf| {
        let folder = file.parent().expect("it is in a folder");
        !folder.join("model").exists() && onus(folder, &["check", "-q", "architecture.yaml"], b"").code == 0
    };
    let files: Vec<PathBuf> =
        architectures("examples").into_iter().chain(architectures("tests/cases")).filter(accepted).collect();
    assert!(files.len() > 40, "{}", files.len());
    assert_none(&files.iter().flat_map(|file| refusals(&validator, file)).collect::<Vec<_>>(), "architectures");
}

#[test]
fn the_schema_refuses_the_mistakes_it_can_see() {
    let validator = validator("architecture");
    let missed: Vec<&str> = SEEN
        .into_iter()
        .filter(|case| {
            refusals(&validator, &root().join("tests/cases").join(case).join("architecture.yaml")).is_empty()
        })
        .collect();
    assert_eq!(missed, Vec::<&str>::new());
}

#[test]
fn the_schema_of_the_view_accepts_every_view() {
    let validator = validator("view");
    let (mut errors, mut views) = (Vec::new(), 0);
    for file in architectures("examples").into_iter().chain(architectures("tests/cases")) {
        let folder = file.parent().expect("it is in a folder");
        let mut args = vec!["render", "-q", "-f", "json", "-o", "-"];
        if folder.join("model").exists() {
            args.extend(["--model", "model"]);
        }
        let ran = onus(folder, &args, b"");
        // A case of a mistake prints nothing.
        let Ok(view) = serde_json::from_str(&ran.stdout) else { continue };
        views += 1;
        let found = validator.iter_errors(&view);
        errors.extend(found.map(|error| format!("{}: {}: {error}", file.display(), error.instance_path())));
    }
    assert_none(&errors, "views");
    assert!(views > 60, "{views}");
}

#[test]
fn the_schema_of_the_reference_accepts_it() {
    let reference = reference::reference(&Model::embedded(), &Selection::default());
    let reference = serde_json::to_value(reference).expect("it is JSON");
    let errors: Vec<String> = validator("reference")
        .iter_errors(&reference)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_none(&errors, "the reference");
}

#[test]
fn the_schema_of_a_diff_accepts_every_diff() {
    let validator = validator("diff");
    let without_model = |file: &PathBuf| !file.with_file_name("model").exists();
    let files: Vec<PathBuf> = architectures("examples").into_iter().filter(without_model).collect();
    for (old, new) in files.iter().zip(files.iter().skip(1)) {
        let ran = onus(root(), &["diff", "-q", "-f", "json", &old.to_string_lossy(), &new.to_string_lossy()], b"");
        let diff: Value = serde_json::from_str(&ran.stdout).expect("onus prints JSON");
        let errors: Vec<String> =
            validator.iter_errors(&diff).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_none(&errors, &new.display().to_string());
    }
}

#[test]
fn the_schemas_of_model_files_accept_ours() {
    let of = |path: &str| match path.split('/').collect::<Vec<_>>()[..] {
        ["areas.yaml"] => Some("areas"),
        ["frameworks", _] => Some("framework"),
        [_, "provider.yaml"] => Some("provider"),
        [_, "editions", _] => Some("edition"),
        [_, "services", _] => Some("service"),
        _ => None,
    };
    let mut refused = Vec::new();
    for what in ["areas", "provider", "edition", "service", "framework"] {
        let validator = validator(what);
        let files = crate::harness::files(&root().join("model"));
        let mut files = files.into_iter().filter(|(name, _)| of(name) == Some(what)).peekable();
        assert!(files.peek().is_some(), "no file for {what}");
        refused.extend(files.flat_map(|(_, path)| refusals(&validator, &path)));
    }
    assert_none(&refused, "model files");
}
