//! What the tests share: folders, a run of onus, a selector for its JSON, and the comparison with what is expected.
//! Every run has a folder of its own and an empty environment, so that nothing of this machine shows in what it prints.

use serde_json::{Map, Value};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The most lines of a difference that are shown.
const MOST_LINES: usize = 60;

/// The folder of the crate.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The lines of a list in `tests/data/`.
pub(crate) fn data(name: &str) -> Vec<String> {
    let path = root().join("tests/data").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(str::to_owned).collect()
}

/// Whether expectations are to be written instead of compared.
pub(crate) fn blessing() -> bool {
    std::env::var_os("ONUS_BLESS").is_some_and(|value| value == "1")
}

/// What a run of onus gave.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

/// The arguments that name an architecture file, and the model that stands in `model/` beside it.
pub(crate) fn with_model(file: &Path) -> Vec<String> {
    let model = file.parent().expect("a file is in a folder").join("model");
    let mut args = vec![file.to_string_lossy().into_owned()];
    if model.exists() {
        args.extend(["--model".to_owned(), model.to_string_lossy().into_owned()]);
    }
    args
}

/// Runs onus in a folder.
pub(crate) fn onus<S: AsRef<str>>(folder: &Path, args: &[S], stdin: &[u8]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_onus"))
        .args(args.iter().map(AsRef::as_ref))
        .current_dir(folder)
        .env_clear()
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("cargo built onus");
    // A run that does not read its input closes the pipe, which is no failure.
    let _ = child.stdin.take().expect("it is piped").write_all(stdin);
    let output = child.wait_with_output().expect("it was started");
    let text = |bytes| String::from_utf8(bytes).expect("onus prints UTF-8");
    Ran {
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        code: output.status.code().expect("it was not killed"),
    }
}

/// A folder of its own with one architecture in it.
pub(crate) fn folder_with(architecture: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("architecture.yaml"), architecture).expect("it is ours");
    folder
}

/// All files below a folder, by their paths in it, sorted.
pub(crate) fn files(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten() {
            let path = entry.expect("it was listed").path();
            match path.is_dir() {
                true => open.push(path),
                false => {
                    let name = path.strip_prefix(folder).expect("it is below").to_string_lossy().replace('\\', "/");
                    files.push((name, path));
                }
            }
        }
    }
    files.sort();
    files
}

/// The folders in a folder, sorted.
pub(crate) fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.expect("it was listed").path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Compares a text with the file that holds what is expected; with the switch, writes it. An absent file is an empty one.
pub(crate) fn expect(file: &Path, text: &str) -> Result<(), String> {
    let expected = std::fs::read_to_string(file).unwrap_or_default();
    if expected == text {
        return Ok(());
    }
    if !blessing() {
        let name = file.strip_prefix(root()).unwrap_or(file).display().to_string();
        let diff = similar::TextDiff::from_lines(expected.as_str(), text);
        let diff = diff.unified_diff().header(&name, "what onus gave").to_string();
        let shown: Vec<&str> = diff.lines().take(MOST_LINES).collect();
        return Err(shown.join("\n") + if shown.len() < MOST_LINES { "\n" } else { "\n...\n" });
    }
    let written = match text.is_empty() {
        true => std::fs::remove_file(file),
        false => {
            std::fs::create_dir_all(file.parent().expect("it is in a folder")).and_then(|()| std::fs::write(file, text))
        }
    };
    written.map_err(|error| format!("{}: {error}", file.display()))
}

/// Fails with all that went wrong, not with the first alone.
pub(crate) fn assert_none(problems: &[String], what: &str) {
    assert!(problems.is_empty(), "{what}: {} failed\n\n{}", problems.len(), problems.join("\n"));
}

/// A part of a JSON text, one line a value: `components.database.cells.backup-recovery party sources` goes down by keys,
/// by an item's `id` or `area`, or by `*` for all of a list, and prints the keys that are named. Without names it prints
/// what says something: neither `null`, nor empty.
pub(crate) fn select(json: &str, selector: &str) -> String {
    let view: Value = serde_json::from_str(json).unwrap_or_else(|error| panic!("not JSON ({error}): {json}"));
    let mut words = selector.split_whitespace();
    let path = words.next().unwrap_or_default();
    let keys: Vec<&str> = words.collect();
    let mut values = vec![&view];
    for step in path.split('.').filter(|step| !step.is_empty()) {
        values = values.into_iter().flat_map(|value| down(value, step)).collect();
        assert!(!values.is_empty(), "`{step}` of `{path}` is not in {json}");
    }
    values.into_iter().map(|value| shortened(value, &keys).to_string() + "\n").collect()
}

fn down<'v>(value: &'v Value, step: &str) -> Vec<&'v Value> {
    match value {
        Value::Array(items) if step == "*" => items.iter().collect(),
        Value::Array(items) => items.iter().filter(|item| ["id", "area"].iter().any(|key| item[key] == step)).collect(),
        value => value.get(step).into_iter().collect(),
    }
}

fn shortened(value: &Value, keys: &[&str]) -> Value {
    let says = |value: &Value| !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty());
    let Value::Object(map) = value else { return value.clone() };
    let kept: Map<String, Value> = match keys {
        [] => map.iter().filter(|(_, value)| says(value)).map(|(key, value)| (key.clone(), value.clone())).collect(),
        keys => keys
            .iter()
            .map(|&key| (key.to_owned(), map.get(key).unwrap_or_else(|| panic!("no key `{key}` in {value}")).clone()))
            .collect(),
    };
    Value::Object(kept)
}
