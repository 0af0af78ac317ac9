//! Compiles `model/` into one blob, with the types that also read `--model DIR`, and lists `templates/`. A broken model
//! file fails the build with its place.

#![allow(missing_docs, dead_code, unused_imports, unreachable_pub)]

#[macro_use]
#[path = "src/decode.rs"]
mod decode;
#[path = "src/finding.rs"]
mod finding;
#[path = "src/form.rs"]
mod form;
#[path = "src/model/mod.rs"]
mod model;
#[path = "src/source.rs"]
mod source;
#[path = "src/yaml.rs"]
mod yaml;

use model::Core;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it"));
    for watched in [
        "templates",
        "src/decode.rs",
        "src/finding.rs",
        "src/form.rs",
        "src/model",
        "src/source.rs",
        "src/yaml.rs",
        "build.rs",
    ] {
        println!("cargo::rerun-if-changed={watched}");
    }
    // Another model than the crate's own, to measure what a larger one costs.
    println!("cargo::rerun-if-env-changed=ONUS_MODEL");
    let model = std::env::var_os("ONUS_MODEL").map_or_else(|| root.join("model"), PathBuf::from);
    println!("cargo::rerun-if-changed={}", model.display());
    compile_model(&model, &out);
    list_templates(&root.join("templates"), &out);
    list_starter(&root.join("templates/starter-model"), &out);
}

/// Writes `model.bin`.
fn compile_model(folder: &Path, out: &Path) {
    let (files, errors) = source::yaml_files(folder).unwrap_or_else(|error| panic!("{error}"));
    if let Some(error) = errors.first() {
        panic!("{error}");
    }
    let files = files.into_iter().map(|(name, path)| {
        let bytes = source::read(&path).unwrap_or_else(|error| panic!("{error}"));
        let (source, error) = source::Source::decode(format!("model/{name}"), bytes);
        assert!(error.is_none(), "model/{name} is not UTF-8");
        (name, source)
    });
    let (mut folder, mut findings) = model::read::read(files);
    let sources = std::mem::take(&mut folder.sources);
    let (mut core, mut services, mut regimes) = (Core::default(), BTreeMap::new(), model::Regimes::default());
    folder.lay_over(&mut core, &mut services, &mut regimes);
    let named = services.iter().map(|(id, service)| (id.as_str(), service));
    for problem in model::check::check(&core, named, &regimes) {
        findings.push(model::read::locate(&problem, &sources));
    }
    if !findings.is_empty() {
        let mut message = String::new();
        for finding in &findings {
            let place = finding.place.as_ref().map_or(String::new(), |place| {
                let position = place.source.position(place.span.unwrap_or_default().start);
                format!("{}:{}:{}: ", place.source.name, position.line, position.column)
            });
            let _ = writeln!(
                message,
                "{place}{}{}",
                finding.message,
                finding.help.as_ref().map_or(String::new(), |help| format!(" ({help})"))
            );
        }
        eprintln!("{message}");
        std::process::exit(1);
    }
    println!("cargo::rustc-env=ONUS_MODEL_VERSION={}, {}", core.version.version, core.version.date);
    std::fs::write(out.join("model.bin"), model::packed::pack(&core, &services, &regimes))
        .expect("OUT_DIR can be written");
}

/// Writes `templates.rs`: a table of file name and text.
fn list_templates(folder: &Path, out: &Path) {
    let mut names: Vec<PathBuf> = std::fs::read_dir(folder)
        .map(|entries| {
            entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).filter(|path| path.is_file()).collect()
        })
        .unwrap_or_default();
    names.sort();
    let mut table = String::from("&[\n");
    for path in names {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with('.') && name != "README.md" {
            let _ = writeln!(table, "    ({name:?}, include_str!({:?})),", path.display().to_string());
        }
    }
    table.push_str("]\n");
    std::fs::write(out.join("templates.rs"), table).expect("OUT_DIR can be written");
}

/// Writes `starter_model.rs`: a table of path and text.
fn list_starter(folder: &Path, out: &Path) {
    let (files, _) = source::yaml_files(folder).unwrap_or_else(|error| panic!("{error}"));
    let line =
        |(name, path): &(String, PathBuf)| format!("({name:?}, include_str!({:?})),\n", path.display().to_string());
    let table = files.iter().map(line).collect::<String>();
    std::fs::write(out.join("starter_model.rs"), format!("&[\n{table}]\n")).expect("OUT_DIR can be written");
}
