//! Arguments, folders, pipes and exit codes: what needs no architecture of its own, or more than a case can say.

use crate::harness::{assert_none, files, folder_with, folders, onus, root};
use onus::finding::Code;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

const SMALL: &str = "name: Shop\ncomponents: [{ id: web, service: aws/ec2 }]\n";

#[test]
fn without_a_file_the_architecture_here_is_read() {
    let folder = folder_with(SMALL);
    assert_eq!(onus(folder.path(), &["check"], b"").code, 0);
    let empty = tempfile::tempdir().expect("a temporary folder");
    let ran = onus(empty.path(), &["check"], b"");
    assert_eq!(ran.code, 2);
    assert!(ran.stdout.contains("`architecture.yaml`") && ran.stdout.contains("`onus init`"), "{}", ran.stdout);
}

#[test]
fn bad_arguments_are_refused_with_2_and_say_what_to_do() {
    let folder = folder_with(SMALL);
    for args in [
        &["chekc"][..],
        &["render", "--forma", "html"],
        &["render", "-f", "pdf"],
        &["list", "nothing"],
        &["explain"],
        &["-q", "-v", "check"],
    ] {
        let ran = onus(folder.path(), args, b"");
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}");
        assert!(ran.stderr.starts_with("error: ") && ran.stderr.contains("--help"), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn what_cannot_be_read_or_written_is_told_with_its_path_and_2() {
    let folder = folder_with(SMALL);
    std::fs::write(folder.path().join("blocked"), "").expect("it is ours");
    std::fs::create_dir(folder.path().join("folder.md")).expect("it is ours");
    for (args, path) in [
        (&["check", "."][..], "`.`"),
        (&["check", "nowhere.yaml"], "`nowhere.yaml`"),
        (&["render", "-o", "blocked"], "`blocked/"),
        (&["render", "--model", "nowhere"], "`nowhere`"),
        (&["render", "--model", "folder.md"], "`folder.md`"),
        (&["render", "--template-dir", "nowhere"], "`nowhere`"),
    ] {
        let ran = onus(folder.path(), args, b"");
        let said = ran.stdout + &ran.stderr;
        assert!(ran.code == 2 && said.contains(path), "{args:?}: {said}");
    }
}

#[test]
fn a_file_that_is_too_large_or_no_text_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let large = std::fs::File::create(folder.path().join("large.yaml")).expect("it is ours");
    large.set_len(onus::source::MAX_BYTES + 1).expect("it is ours");
    let ran = onus(folder.path(), &["check", "large.yaml"], b"");
    assert!(ran.code == 2 && ran.stdout.contains("larger than 32 MiB"), "{ran:?}");
    let utf16: Vec<u8> = format!("\u{feff}{SMALL}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let ran = onus(folder.path(), &["check", "-"], &utf16);
    assert!(ran.code == 1 && ran.stdout.contains("[not-utf8]") && ran.stdout.contains("UTF-16"), "{ran:?}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_onus"))
        .args(["render", "-q", "-f", "json", "-o", "-", "examples/supplier-payments/architecture.yaml"])
        .current_dir(root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("cargo built onus");
    let mut first = String::new();
    BufReader::with_capacity(16, child.stdout.take().expect("it is piped")).read_line(&mut first).expect("it prints");
    let output = child.wait_with_output().expect("it was started");
    assert_eq!(
        (first.as_str(), output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()),
        ("{\n", Some(0), "")
    );
}

#[test]
fn colour_is_only_where_it_is_asked_for() {
    let folder = folder_with("name: Shop\ncomponents: [{ id: web, service: aws/ec3 }]\n");
    let print = |args: &[&str]| onus(folder.path(), args, b"").stdout;
    assert!(!print(&["check"]).contains('\u{1b}'));
    assert!(print(&["check", "--color", "always"]).contains('\u{1b}'));
    assert!(!print(&["check", "--color", "never"]).contains('\u{1b}'));
}

#[test]
fn the_environment_says_when_to_use_colour() {
    let folder = folder_with("name: Shop\ncomponents: [{ id: web, service: aws/ec3 }]\n");
    let coloured = |variables: &[(&str, &str)], args: &[&str]| {
        let mut onus = Command::new(env!("CARGO_BIN_EXE_onus"));
        onus.args(args).current_dir(folder.path()).env_clear().envs(variables.iter().copied());
        let output = onus.output().expect("cargo built onus");
        [output.stdout, output.stderr].concat().contains(&0x1b)
    };
    for (variables, expected) in [
        (&[][..], false),
        (&[("FORCE_COLOR", "1")], true),
        (&[("FORCE_COLOR", "")], false),
        (&[("FORCE_COLOR", "0")], false),
        (&[("CLICOLOR_FORCE", "1")], true),
        (&[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], false),
        (&[("NO_COLOR", ""), ("FORCE_COLOR", "1")], true),
    ] {
        // A finding, a refusal, and what the parser of the arguments says.
        for args in [&["check"][..], &["explain", "nothing-like-it"], &["chekc"]] {
            assert_eq!(coloured(variables, args), expected, "{variables:?} {args:?}");
        }
    }
    assert!(!coloured(&[("FORCE_COLOR", "1")], &["check", "--color", "never"]), "an argument wins");
    assert!(coloured(&[("NO_COLOR", "1")], &["check", "--color", "always"]), "an argument wins");
}

#[test]
fn the_version_names_the_model() {
    let model = onus::embedded::Model::embedded().core.version;
    let ran = onus(root(), &["--version"], b"");
    let expected = format!("onus {} (model {}, {})\n", env!("CARGO_PKG_VERSION"), model.version, model.date);
    assert_eq!((ran.code, ran.stdout), (0, expected));
}

#[test]
fn init_writes_the_templates_and_overwrites_none() {
    let folder = folder_with(SMALL);
    let own = folder.path().join("own");
    std::fs::create_dir(&own).expect("it is ours");
    std::fs::write(own.join("page.html"), "mine").expect("it is ours");
    let ran = onus(folder.path(), &["init", "--template-dir", "own"], b"");
    assert!(ran.code == 0 && ran.stderr.contains("page.html is left as it is"), "{ran:?}");
    assert_eq!(std::fs::read_to_string(own.join("page.html")).expect("it is there"), "mine");
    std::fs::remove_file(own.join("page.html")).expect("it is ours");
    let again = onus(folder.path(), &["init", "--template-dir", "own"], b"");
    assert!(again.stderr.contains("wrote own") && again.stderr.contains("README.md is left"), "{again:?}");
    let texts = |folder: &std::path::Path| {
        let files = files(folder).into_iter().filter(|(name, _)| !name.ends_with(".yaml"));
        files.map(|(name, path)| (name, std::fs::read_to_string(path).expect("it is text"))).collect::<Vec<_>>()
    };
    assert!(texts(&own) == texts(&root().join("templates")), "the templates are not those that are built in");
    assert_eq!(onus(folder.path(), &["render"], b"").code, 0);
    let same = onus(folder.path(), &["render", "--check", "--template-dir", "own"], b"");
    assert_eq!((same.code, same.stderr.as_str()), (0, "2 files are up to date\n"), "they set another document");
    assert_eq!(onus(folder.path(), &["init", "elsewhere", "--template-dir", "own"], b"").code, 2);
}

/// The commands that the help lists, and an empty name for none of them.
fn commands() -> Vec<String> {
    let help = onus(root(), &["--help"], b"").stdout;
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names = names.filter(|name| !name.is_empty() && *name != "help").chain([""]);
    let names: Vec<String> = names.map(str::to_owned).collect();
    assert!(names.len() > 7, "{help}");
    names
}

/// What `--help` prints for a command.
fn help(command: &str) -> String {
    let args: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
    onus(root(), &args, b"").stdout
}

#[test]
fn a_manual_page_is_written_for_every_command() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(onus(folder.path(), &["man", "pages"], b"").code, 0);
    let pages: Vec<String> = files(&folder.path().join("pages")).into_iter().map(|(name, _)| name).collect();
    let mut expected: Vec<String> = commands().iter().map(|name| format!("onus-{name}.1").replace("-.", ".")).collect();
    expected.sort();
    assert_eq!(pages, expected);
    let page = std::fs::read_to_string(folder.path().join("pages/onus-render.1")).expect("it was written");
    assert!(page.contains("heading\\-level") && page.contains("onus render \\-\\-check"), "{page}");
}

#[test]
fn help_fits_a_screen_and_shows_examples() {
    for command in commands() {
        let help = help(&command);
        let width = help.lines().map(|line| line.chars().count()).max().unwrap_or_default();
        assert!(help.lines().count() <= 48 && width <= 100, "{command}: {} x {width}\n{help}", help.lines().count());
        assert!(help.contains("\nExamples:\n  onus "), "{command}: {help}");
    }
}

#[test]
fn the_examples_of_the_help_run() {
    const ARCHITECTURE: &str = "name: Shop\ncomponents:\n  - { id: web, service: aws/ec2 }\n  \
        - { id: api, service: aws/ecs, variant: fargate }\n  - { id: database, service: aws/rds }\n";
    let mut ran = 0;
    for command in commands() {
        let help = help(&command);
        let examples = help.lines().skip_while(|line| *line != "Examples:").skip(1).take_while(|line| !line.is_empty());
        for line in examples {
            // Two spaces end the command; where its output goes and its input comes from is the shell's.
            let line = line.trim_start().split("  ").next().unwrap_or_default();
            let line = line.split(['<', '>']).next().unwrap_or_default();
            let line = line.strip_prefix("onus ").expect("an example is a command");
            let line = line.replace("*/architecture.yaml", "architecture.yaml");
            let folder = folder_with(ARCHITECTURE);
            std::fs::write(folder.path().join("file.yaml"), ARCHITECTURE).expect("it is ours");
            if line.starts_with("init") && !line.contains("--force") {
                std::fs::remove_file(folder.path().join("architecture.yaml")).expect("it is ours");
            }
            let done = onus(folder.path(), &line.split_whitespace().collect::<Vec<_>>(), ARCHITECTURE.as_bytes());
            // A document that was never written is stale, and this architecture bears no date to measure sources by.
            let expected = i32::from(line.contains("--check") || line.contains("--max-source-age"));
            assert_eq!(done.code, expected, "{line}: {}{}", done.stdout, done.stderr);
            ran += 1;
        }
    }
    assert!(ran > 20, "{ran}");
}

#[test]
fn a_file_cannot_write_to_the_terminal() {
    let folder = folder_with(
        "name: \"Shop\\e[31m\"\ncomponents: [{ id: web, service: \"aws/\\e[2Jec2\" }]\n\"\\e]0;x\\a\": 1\n",
    );
    for style in ["full", "concise", "json", "github", "sarif", "junit"] {
        let ran = onus(folder.path(), &["check", "--output-format", style], b"");
        assert_eq!(ran.code, 1);
        assert!(!ran.stdout.contains(['\u{1b}', '\u{7}']), "{style}: {:?}", ran.stdout);
    }
}

#[test]
fn junit_is_xml_that_says_what_the_run_says() {
    let odd = folder_with(
        "name: \"a <b> & ]]> \\ufffe \\x85 'c'\"\n\"<&\\\"\": 1\ncomponents: [{ id: web, service: aws/ecs }]\n",
    );
    let mut failing = 0;
    let cases = folders(&root().join("tests/cases"));
    let all = cases.iter().map(|case| case.as_path()).chain([odd.path()]);
    for folder in all {
        for more in [&[][..], &["--deny", "notes"]] {
            let run = |style| onus(folder, &[&["check", "--output-format", style], more].concat(), b"");
            let (junit, json) = (run("junit"), run("json"));
            let json: Vec<serde_json::Value> = serde_json::from_str(&json.stdout).expect("one array");
            let xml = roxmltree::Document::parse(&junit.stdout);
            let xml = xml.unwrap_or_else(|error| panic!("{}: {error}\n{}", folder.display(), junit.stdout));
            let all = |name: &'static str| xml.descendants().filter(move |node| node.has_tag_name(name));
            assert_eq!(all("testcase").count(), json.len().max(1), "{}", junit.stdout);
            assert_eq!(all("failure").count() > 0, junit.code != 0, "{}", junit.stdout);
            failing += all("failure").count();
            for suite in all("testsuite").chain(all("testsuites")) {
                let number =
                    |name: &str| suite.attribute(name).map(|number| number.parse::<usize>().expect("a number"));
                let of = |name: &str| suite.descendants().filter(|node| node.has_tag_name(name)).count();
                assert_eq!(number("tests"), Some(of("testcase")), "{}", junit.stdout);
                assert_eq!(number("failures"), Some(of("failure")), "{}", junit.stdout);
                assert!(number("skipped").is_none_or(|skipped| skipped == of("skipped")), "{}", junit.stdout);
            }
            let named = |node: roxmltree::Node<'_, '_>| {
                ["classname", "name"].iter().all(|name| node.attribute(*name).is_some_and(|name| !name.is_empty()))
            };
            assert!(all("testcase").all(named), "{}", junit.stdout);
        }
    }
    assert!(failing > 100, "{failing}");
}

#[test]
fn at_most_a_hundred_findings_are_printed_for_people_and_all_for_machines() {
    let wrong: String = (0..150).map(|at| format!("  - {{ id: c{at}, service: aws/nothing-{at} }}\n")).collect();
    let folder = folder_with(&format!("name: Shop\ncomponents:\n{wrong}"));
    let concise = onus(folder.path(), &["check", "--output-format", "concise"], b"").stdout;
    assert_eq!(concise.lines().count(), 101);
    assert!(concise.ends_with("and 50 more\n"), "{concise}");
    let json = onus(folder.path(), &["check", "--output-format", "json"], b"").stdout;
    assert_eq!(serde_json::from_str::<Vec<serde_json::Value>>(&json).expect("one array").len(), 150);
}

#[test]
fn ten_thousand_components_are_no_trouble() {
    let many: String = (0..10_000).map(|at| format!("  - {{ id: c{at}, service: aws/s3 }}\n")).collect();
    let folder = folder_with(&format!("name: Shop\ncomponents:\n{many}"));
    let ran = onus(folder.path(), &["check"], b"");
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
}

#[test]
fn every_code_is_explained_and_listed() {
    let listed = onus(root(), &["list", "findings"], b"").stdout;
    let silent = |code: &&Code| {
        let ran = onus(root(), &["explain", code.word()], b"");
        ran.code != 0
            || !ran.stdout.starts_with(&format!("{} ({})\n", code.word(), code.severity().word()))
            || !listed.contains(code.word())
    };
    assert_none(&Code::ALL.iter().filter(silent).map(|code| code.word().to_owned()).collect::<Vec<_>>(), "codes");
    let mut words: Vec<&str> = Code::ALL.iter().map(|code| code.word()).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), Code::ALL.len(), "two codes have one word");
}

#[test]
fn every_service_is_explained_with_all_its_areas() {
    let services = onus(root(), &["list", "services", "-f", "json"], b"").stdout;
    let services: Vec<serde_json::Value> = serde_json::from_str(&services).expect("a list");
    assert!(!services.is_empty());
    let areas = onus::embedded::Model::embedded().core.areas;
    for service in services.iter().step_by(7) {
        let id = service["service"].as_str().expect("it has an id");
        let ran = onus(root(), &["explain", id], b"");
        assert_eq!(ran.code, 0, "{id}: {}", ran.stderr);
        let missing: Vec<&str> =
            areas.areas.iter().map(|area| area.id.as_str()).filter(|area| !ran.stdout.contains(area)).collect();
        assert_eq!(missing, Vec::<&str>::new(), "{id}");
    }
}

#[test]
fn explain_tells_a_cell_a_duty_and_what_is_unknown() {
    let folder = folder_with(SMALL);
    let explain = |what: &[&str]| onus(folder.path(), &[&["explain"][..], what].concat(), b"");
    let cell = explain(&["web.guest-os"]);
    assert!(cell.code == 0 && cell.stdout.contains("guest-os") && cell.stdout.contains("customer"), "{cell:?}");
    for (what, help) in [
        (&["web.guest-oss"][..], "`guest-os`"),
        (&["wbe.guest-os"], "`web`"),
        (&["aws/ec3"], "`aws/ec2`"),
        (&["undecidd"], "`undecided`"),
        (&["ec2"], "aws/ec2"),
    ] {
        let ran = explain(what);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{what:?}");
        assert!(ran.stderr.contains(help), "{what:?}: {}", ran.stderr);
    }
}

#[test]
fn lists_say_the_same_in_every_format() {
    for what in [
        "services",
        "providers",
        "editions",
        "areas",
        "variants",
        "sources",
        "regions",
        "frameworks",
        "coverage",
        "templates",
        "findings",
    ] {
        let print = |format: &str| onus(root(), &["list", what, "-f", format], b"").stdout;
        let rows: Vec<serde_json::Map<String, serde_json::Value>> =
            serde_json::from_str(&print("json")).expect("a list of rows");
        assert!(!rows.is_empty(), "{what}");
        assert_eq!(print("table").lines().count(), rows.len() + 1, "{what}");
        assert_eq!(print("csv").lines().count(), rows.len() + 1, "{what}");
        let first = rows[0].values().next().and_then(|cell| cell.as_str()).expect("a text");
        assert!(print("table").lines().nth(1).is_some_and(|line| line.starts_with(first)), "{what}: {first}");
    }
}

#[test]
fn init_writes_what_renders_and_touches_nothing_that_exists() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("architecture.yaml");
    assert_eq!(onus(folder.path(), &["init"], b"").code, 0);
    let checked = onus(folder.path(), &["check", "--deny", "warnings"], b"");
    assert_eq!((checked.code, checked.stdout.as_str()), (0, ""), "the starter gives warnings");
    assert_eq!(onus(folder.path(), &["render"], b"").code, 0);
    std::fs::write(&path, "name: Mine\n").expect("it is ours");
    for args in [&["init"][..], &["init", "--force"]] {
        onus(folder.path(), args, b"");
        assert_eq!(std::fs::read_to_string(&path).expect("it is there"), "name: Mine\n", "{args:?}");
    }
    assert_eq!(onus(folder.path(), &["init"], b"").code, 2);
}

#[test]
fn a_link_to_a_document_stays_a_link() {
    #[cfg(unix)]
    {
        let folder = folder_with(SMALL);
        let real = folder.path().join("real.md");
        std::fs::File::create(&real).and_then(|mut file| file.write_all(b"old")).expect("it is ours");
        std::os::unix::fs::symlink(&real, folder.path().join("link.md")).expect("it is ours");
        assert_eq!(onus(folder.path(), &["render", "-o", "link.md"], b"").code, 0);
        assert!(folder.path().join("link.md").is_symlink());
        assert!(std::fs::read_to_string(&real).expect("it is there").contains("Shop"));
    }
}

#[test]
fn the_hooks_of_pre_commit_check_and_write() {
    let text = std::fs::read_to_string(root().join(".pre-commit-hooks.yaml")).expect("there are hooks");
    let source = onus::source::Source::new("hooks", text.as_str());
    let hooks = onus::yaml::parse(&source, &mut onus::finding::Findings::new(&source)).expect("it is YAML");
    let onus::yaml::Kind::List(hooks) = &hooks.kind else { panic!("it is a list") };
    let key = |hook: &onus::yaml::Node<'_>, key: &str| {
        let onus::yaml::Kind::Map(entries) = &hook.kind else { panic!("a hook has keys") };
        let value = entries.iter().find(|(known, _)| known.text == key).map(|(_, value)| &value.kind);
        let Some(onus::yaml::Kind::Scalar { text, .. }) = value else { panic!("a hook has `{key}`") };
        text.to_string()
    };
    let folder = folder_with(SMALL);
    let run = |id: &str| {
        let hook = hooks.iter().find(|hook| key(hook, "id") == id).expect("there is such a hook");
        let entry = key(hook, "entry");
        let words = entry.split_whitespace().skip(1).chain(["architecture.yaml"]);
        onus(folder.path(), &words.collect::<Vec<_>>(), b"").code
    };
    // Stale, written, fresh.
    assert_eq!(["onus-check", "onus-render", "onus-check"].map(run), [1, 0, 0]);
    assert_eq!(hooks.len(), 2);
}

#[test]
fn completions_are_printed_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = onus(root(), &["completions", shell], b"");
        for word in ["render", "--template-dir", "--output-format", "concise"] {
            assert!(ran.code == 0 && ran.stdout.contains(word.trim_start_matches("--")), "{shell}: {word}");
        }
        // A shell that is here and can say whether it understands a file without running it.
        if ["bash", "fish", "zsh"].contains(&shell) {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let file = folder.path().join("completions");
            std::fs::write(&file, &ran.stdout).expect("it is ours");
            if let Ok(output) = Command::new(shell).arg("-n").arg(&file).output() {
                let said = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success() && said.is_empty(), "{shell}: {said}");
            }
        }
    }
}
