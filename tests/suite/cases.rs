//! Every folder of `tests/cases/` is a case: an architecture whose first line says what it shows, the command lines in
//! `args`, and what they should print and write. Adding one needs no Rust; `tests/cases/README.md` says how.

use crate::harness::{Ran, assert_none, blessing, expect, files, folders, onus, root, select};
use onus::finding::Code;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// What in a case's folder is not input.
const EXPECTED: [&str; 4] = ["args", "stdout", "stderr", "code"];

/// What went wrong in which case. Run once, before anything reads what the switch has written.
static PROBLEMS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let cases = folders(&root().join("tests/cases"));
    let workers = std::thread::available_parallelism().map_or(4, usize::from);
    let share = cases.len().div_ceil(workers).max(1);
    std::thread::scope(|scope| {
        let running: Vec<_> = cases
            .chunks(share)
            .map(|share| scope.spawn(move || share.iter().flat_map(|case| run(case)).collect::<Vec<_>>()))
            .collect();
        running.into_iter().flat_map(|share| share.join().expect("a case is broken; see above")).collect()
    })
});

#[test]
fn every_case_gives_what_is_expected() {
    assert_none(&PROBLEMS, "cases; `ONUS_BLESS=1 cargo test` renews what is expected");
}

#[test]
fn every_code_has_a_case_that_shows_it() {
    LazyLock::force(&PROBLEMS);
    let shows = |code: &Code| {
        let case = root().join("tests/cases").join(code.word());
        let printed = ["stdout", "stderr"].map(|name| std::fs::read_to_string(case.join(name)).unwrap_or_default());
        printed.iter().any(|text| text.contains(&format!("{}[{}]", code.severity().word(), code.word())))
    };
    let missing: Vec<String> =
        Code::ALL.iter().filter(|code| !shows(code)).map(|code| format!("tests/cases/{}", code.word())).collect();
    assert_none(&missing, "cases of findings");
}

#[test]
fn every_case_says_what_it_shows() {
    let silent = |case: &PathBuf| {
        let text = std::fs::read(case.join("architecture.yaml")).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        !text.trim_start_matches('\u{feff}').starts_with("# ")
    };
    let silent: Vec<String> = folders(&root().join("tests/cases"))
        .into_iter()
        .filter(silent)
        .map(|case| case.display().to_string())
        .collect();
    assert_none(&silent, "first lines of architecture.yaml");
}

/// Runs a case's command lines in a copy of its folder and compares everything they printed and wrote.
fn run(case: &Path) -> Vec<String> {
    let is_input = |name: &str| !EXPECTED.contains(&name) && !name.starts_with("expected/");
    let input: BTreeMap<String, PathBuf> = files(case).into_iter().filter(|(name, _)| is_input(name)).collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, path) in &input {
        let to = folder.path().join(name);
        std::fs::create_dir_all(to.parent().expect("it is in the folder")).expect("it is ours");
        std::fs::copy(path, to).expect("it was listed");
    }
    let args = std::fs::read_to_string(case.join("args")).unwrap_or_else(|_| "check architecture.yaml\n".to_owned());
    let mut all = Ran::default();
    let mut codes = Vec::new();
    for line in args.lines() {
        let ran = command(folder.path(), line);
        all.stdout += &ran.stdout;
        all.stderr += &ran.stderr;
        codes.push(format!("{}\n", ran.code));
    }
    let codes = if codes.iter().all(|code| code == "0\n") { String::new() } else { codes.concat() };
    let mut compared = vec![
        expect(&case.join("stdout"), &all.stdout),
        expect(&case.join("stderr"), &all.stderr),
        expect(&case.join("code"), &codes),
    ];
    let same = |name: &str, path: &Path| {
        input.get(name).is_some_and(|input| std::fs::read(input).ok() == std::fs::read(path).ok())
    };
    let mut written = files(folder.path());
    written.retain(|(name, path)| !same(name, path));
    for (name, path) in &written {
        let text = std::fs::read(path).expect("it was listed");
        compared.push(expect(&case.join("expected").join(name), &String::from_utf8_lossy(&text)));
    }
    for (name, path) in files(&case.join("expected"))
        .into_iter()
        .filter(|(name, _)| !written.iter().any(|(written, _)| written == name))
    {
        compared.push(match blessing() {
            true => expect(&path, ""),
            false => Err(format!("{}: {name} was not written", case.display())),
        });
    }
    compared.into_iter().filter_map(Result::err).collect()
}

/// Runs one command line: `render -f json -o - < file.yaml | components.web party`. The words are separated by spaces; a
/// file after `<` is standard input, and a selector after `|` picks what is compared from JSON.
fn command(folder: &Path, line: &str) -> Ran {
    let (command, selector) =
        line.split_once(" | ").map_or((line, None), |(command, selector)| (command, Some(selector)));
    let (command, stdin) =
        command.split_once(" < ").map_or((command, None), |(command, file)| (command, Some(file.trim())));
    let stdin = stdin
        .map_or_else(Vec::new, |file| std::fs::read(folder.join(file)).expect("the file after `<` is in the case"));
    let args: Vec<&str> = command.split_whitespace().collect();
    let mut ran = onus(folder, &args, &stdin);
    if let Some(selector) = selector {
        assert!(!ran.stdout.is_empty(), "{}: nothing to select from\n{}", line, ran.stderr);
        ran.stdout = select(&ran.stdout, selector);
    }
    ran
}
