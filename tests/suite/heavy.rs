//! Input that is large or deep on purpose. Each run must end by itself with a finding, in bounded time and memory. The
//! bound is on the processor's time, so that a busy machine makes no test fail: a release stays well under five seconds
//! for each of these, and builds without optimisation under three times that.

use crate::harness::{files, folder_with};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Fifteen seconds of the processor, and in KiB two gigabytes of address space, which is more than what is used of it.
const LIMITS: &str = "ulimit -t 15 && ulimit -v 2000000";
/// For what waits and computes nothing.
const MOST_TIME: Duration = Duration::from_secs(120);
const MIB: usize = 1024 * 1024;

/// Runs onus with bounds; `stdin` is written to it as long as it reads. Gives the exit code and all that was printed.
fn bounded(folder: &Path, args: &[&str], stdin: &[u8]) -> (Option<i32>, String) {
    let out = fs::File::create(folder.join("said")).expect("it is ours");
    let onus = env!("CARGO_BIN_EXE_onus");
    let mut command = match cfg!(target_os = "linux") {
        true => {
            let mut command = Command::new("sh");
            command.args(["-c", &format!("{LIMITS} && exec \"$0\" \"$@\""), onus]);
            command
        }
        false => Command::new(onus),
    };
    let mut child = command
        .args(args)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(out.try_clone().expect("it is open"))
        .stderr(out)
        .spawn()
        .expect("cargo built onus");
    let started = Instant::now();
    let mut pipe = child.stdin.take().expect("it is piped");
    std::thread::scope(|scope| {
        // A run that has read enough closes the pipe, which is no failure.
        scope.spawn(move || drop(pipe.write_all(stdin)));
        let code = loop {
            match child.try_wait().expect("it was started") {
                Some(status) => break status.code(),
                None if started.elapsed() > MOST_TIME => {
                    child.kill().expect("it runs");
                    panic!("{args:?} hangs");
                }
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        };
        (code, String::from_utf8(fs::read(folder.join("said")).expect("it is ours")).expect("onus prints UTF-8"))
    })
}

/// Checks texts as an architecture; each must give a finding with the code, at a place, and the exit code 1.
fn check(texts: &[(&str, String, &str)]) {
    let folder = folder_with("");
    for (what, text, code) in texts {
        fs::write(folder.path().join("architecture.yaml"), text).expect("it is ours");
        let (exit, said) = bounded(folder.path(), &["check"], b"");
        let first: String = said.chars().take(600).collect();
        assert!(exit == Some(1) && said.contains(&format!("error[{code}]")), "{what}: {exit:?}: {first}");
        assert!(said.contains("--> architecture.yaml:"), "{what} has no place: {first}");
    }
}

#[test]
fn a_hundred_thousand_levels_are_too_many() {
    let deep = |what: &'static str| (what, what.repeat(100_000), "too-complex");
    let closed = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    check(&[
        deep("["),
        deep("{"),
        deep("- "),
        deep("? "),
        deep("{a: "),
        deep("[{a: "),
        ("closed lists", format!("groups: {}", closed("[", "]")), "too-complex"),
        ("closed maps", format!("owners: {}", closed("{a: ", "}")), "too-complex"),
        ("indented", (0..2000).map(|at| format!("{}a:\n", " ".repeat(at))).collect(), "too-complex"),
    ]);
}

#[test]
fn aliases_do_not_explode() {
    let letters: Vec<char> = ('a'..='z').collect();
    let powers = letters.windows(2).map(|pair| {
        let more = vec![format!("*{}", pair[0]); 9].join(", ");
        format!("{}: &{} [{more}]\n", pair[1], pair[1])
    });
    let merges = letters.windows(2).map(|pair| {
        let (old, new) = (pair[0], pair[1]);
        format!("{new}: &{new} {{ <<: [*{old}, *{old}, *{old}], {new}: [*{old}, *{old}] }}\n")
    });
    let anchors = format!("{}{}", "&a [".repeat(60), "x,".repeat(50_000)) + &"]".repeat(60);
    check(&[
        ("lists of lists", "a: &a [x]\n".to_owned() + &powers.collect::<String>(), "too-complex"),
        ("merge keys", "a: &a { x: 1 }\n".to_owned() + &merges.collect::<String>(), "too-complex"),
        ("anchors in anchors", format!("groups: {anchors}"), "too-complex"),
        ("one in itself", "a: &a [*a]\n".to_owned(), "syntax"),
    ]);
}

#[test]
fn three_hundred_thousand_unknown_keys_are_told_and_counted() {
    let folder = folder_with("");
    let keys: String = (0..300_000).map(|at| format!("key{at}: {at}\n")).collect();
    fs::write(folder.path().join("architecture.yaml"), format!("name: Shop\ncomponents: []\n{keys}"))
        .expect("it is ours");
    let (code, said) = bounded(folder.path(), &["check", "--output-format", "concise"], b"");
    assert!(code == Some(1) && said.contains("architecture.yaml:3:1: error[unknown-field]"), "{said:.400}");
    assert!(said.contains("and 299900 more\n"), "{}", said.lines().skip(99).collect::<Vec<_>>().join("\n"));
    let (_, said) = bounded(folder.path(), &["check", "--output-format", "json"], b"");
    let findings: Vec<serde_json::Value> = serde_json::from_str(&said).expect("one array");
    assert_eq!(findings.len(), 10_000);
}

#[test]
fn names_are_found_among_very_many() {
    let each = |line: &dyn Fn(usize) -> String| (0..30_000).map(line).collect::<String>();
    let groups = each(&|at| format!("  - g{at}\n"));
    let rules = each(&|at| format!("  - {{ owner: o, components: [a{at}] }}\n  - {{ owner: o, groups: [g{at}] }}\n"));
    let components = each(&|at| format!("  - {{ id: a{at}, service: aws/s3, group: g{at} }}\n"));
    let text = format!(
        "name: x\nowners:\n  o: {{ name: O }}\ngroups:\n{groups}  - g0\nassign:\n{rules}components:\n{components}"
    );
    check(&[("groups, rules and components", text, "duplicate-id")]);
}

#[test]
fn what_fills_a_large_file_ends_with_a_finding() {
    let full = |piece: &str, megabytes: usize| piece.repeat(megabytes * MIB / piece.len());
    check(&[
        ("mistakes in one line", format!("name: x\ncomponents: [{}]", full("a,", 1)), "wrong-type"),
        ("maps", format!("name: x\ncomponents: [{}]", full("{},", 4)), "too-complex"),
        ("tags", format!("name: x\ncomponents: [{}]", full("!t x,", 1)), "tag"),
        ("a mistake at the end of a line", format!("{{ name: '{}', x: 1 }}", full("é", 4)), "unknown-field"),
        ("quotes", full("\"", 31), "syntax"),
        ("nothing", full("\n", 8), "empty"),
        ("documents", full("---\n", 31), "several-documents"),
        ("NUL", full("\0", 31), "syntax"),
        (
            "one id",
            format!("name: x\ncomponents:\n{}", "- { id: a, service: aws/s3 }\n".repeat(20_000)),
            "duplicate-id",
        ),
    ]);
}

#[test]
fn a_hundred_megabytes_are_refused_wherever_they_come_from() {
    let folder = folder_with("name: Shop\ncomponents: [{ id: web, service: aws/ec2 }]\n");
    let at = |path: &str| folder.path().join(path);
    let large = "- { id: web, service: aws/ec2 }\n".repeat(100 * MIB / 32);
    for file in ["large.yaml", "model/aws/services/large.yaml", "templates/list.md"] {
        fs::create_dir_all(at(file).parent().expect("it is in a folder")).expect("it is ours");
        fs::write(at(file), &large).expect("it is ours");
    }
    for (args, stdin, name) in [
        (&["check", "large.yaml"][..], "", "large.yaml"),
        (&["check", "-"], large.as_str(), "`-`"),
        (&["check", "--model", "model"], "", "model/aws/services/large.yaml"),
        (&["render", "--template-dir", "templates", "--template", "list"], "", "templates/list.md"),
    ] {
        let (code, said) = bounded(folder.path(), args, stdin.as_bytes());
        assert_eq!(code, Some(2), "{args:?}: {said}");
        let said = said.trim();
        assert!(said.contains("[unreadable]") && said.contains("larger than 32 MiB"), "{args:?}: {said}");
        assert!(said.contains(name), "{args:?}: {said}");
    }
    assert!(!at("output").exists());
}

#[test]
fn a_hostile_model_ends_with_findings() {
    let folder = folder_with("name: Shop\ncomponents: [{ id: web, service: aws/ec2 }]\n");
    let write = |path: &str, text: &str| {
        let path = folder.path().join("model/aws").join(path);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it is ours");
        fs::write(path, text).expect("it is ours");
    };
    write("services/deep.yaml", &"[".repeat(100_000));
    write("services/dashes.yaml", &"- ".repeat(100_000));
    write("services/keys.yaml", &(0..50_000).map(|at| format!("k{at}: 1\n")).collect::<String>());
    write("services/bomb.yaml", &format!("a: &a [{}]\nb: [{}]\n", "x, ".repeat(2000), "*a, ".repeat(2000)));
    write("regions.yaml", &format!("[{}]", "{},".repeat(50_000)));
    write("my services/a b.yaml", "name: Mine\n");
    let (code, said) = bounded(folder.path(), &["check", "--model", "model", "--output-format", "json"], b"");
    assert_eq!(code, Some(1), "{said:.400}");
    let findings: Vec<serde_json::Value> = serde_json::from_str(&said).expect("one array");
    for (file, code) in [
        ("services/deep.yaml", "too-complex"),
        ("services/dashes.yaml", "too-complex"),
        ("services/keys.yaml", "unknown-field"),
        ("services/bomb.yaml", "too-complex"),
        ("regions.yaml", "missing-field"),
        ("my services/a b.yaml", "model"),
    ] {
        let file = format!("model/aws/{file}");
        let found = findings.iter().find(|finding| finding["file"] == file && finding["code"] == code);
        assert!(found.is_some_and(|finding| finding["line"].is_number()), "{file} has no {code}");
    }
    // Several files that are small enough by themselves are too much together.
    let large = format!("# {}\n", "x".repeat(20 * MIB));
    write("services/one.yaml", &large);
    write("services/two.yaml", &large);
    let (code, said) = bounded(folder.path(), &["check", "--model", "model", "--output-format", "concise"], b"");
    assert!(code == Some(1) && said.contains("two.yaml: error[model]: with this file"), "{said:.2000}");
}

#[cfg(unix)]
#[test]
fn links_in_a_model_lead_round_in_no_circle() {
    let folder = folder_with("name: Shop\ncomponents: [{ id: web, service: aws/ec2 }]\n");
    let services = folder.path().join("model/aws/services");
    fs::create_dir_all(&services).expect("it is ours");
    for (target, name) in
        [("..", "up"), (".", "here"), ("../../..", "out"), ("nowhere.yaml", "gone.yaml"), ("x.yaml", "x.yaml")]
    {
        std::os::unix::fs::symlink(target, services.join(name)).expect("it is ours");
    }
    let (code, said) = bounded(folder.path(), &["check", "--model", "model", "--output-format", "concise"], b"");
    assert_eq!(code, Some(2), "{said}");
    for name in ["up", "here", "out", "gone.yaml", "x.yaml"] {
        assert!(said.contains(&format!("model/aws/services/{name}: error[unreadable]")), "{name}: {said}");
    }
}

#[test]
fn hostile_templates_end_with_findings() {
    let folder = folder_with("name: Shop\ncomponents: [{ id: web, service: aws/ec2 }]\n");
    let many = "{% for a in range(end=100000) %}".repeat(4);
    let ends = "{% endfor %}".repeat(4);
    let grown = |name: &str| format!("{{% set_global {name} = {name} ~ {name} %}}");
    for (what, text, says) in [
        ("a loop that prints nothing", format!("{many}{{% set x = 1 %}}{ends}"), "takes too long"),
        ("a loop that prints", format!("{many}{{{{ a }}}}{ends}"), "list.md"),
        (
            "a text that doubles",
            format!("{{% set_global x = 'xxxxxxxx' %}}{{% for a in range(end=100) %}}{}{{% endfor %}}", grown("x")),
            "list.md",
        ),
        ("nested tags", "{% if true %}".repeat(100_000), "list.md:1:"),
        ("nested brackets", "{{ ".to_owned() + &"(".repeat(100_000), "list.md:1:"),
        ("a long condition", format!("{{% if 1 %}}{}{{% endif %}}", "{% elif 1 %}".repeat(100_000)), "list.md:1:"),
        ("a long sum", format!("{{{{ 1{} }}}}", "+1".repeat(100_000)), "list.md:1:"),
        ("more than templates may have", "x".repeat(5 * MIB), "4 MiB"),
    ] {
        let templates = folder.path().join("templates");
        fs::create_dir_all(&templates).expect("it is ours");
        fs::write(templates.join("list.md"), text).expect("it is ours");
        let args = [
            "render",
            "--template-dir",
            "templates",
            "--template",
            "list",
            "--template-timeout",
            "2",
            "-f",
            "markdown",
        ];
        let (code, said) = bounded(folder.path(), &args, b"");
        assert!(
            code == Some(1) && said.contains("error[template]") && said.contains(says),
            "{what}: {code:?}: {said:.800}"
        );
        assert_eq!(files(&folder.path().join("output")), [], "{what}");
    }
    // As deep as Tera lets templates be nested.
    let templates = folder.path().join("templates");
    for at in 0..98 {
        fs::write(templates.join(format!("_{at}.md")), format!("{{% include \"_{}.md\" %}}", at + 1))
            .expect("it is ours");
    }
    fs::write(templates.join("_98.md"), "deep").expect("it is ours");
    fs::write(templates.join("list.md"), "{% include \"_0.md\" %}").expect("it is ours");
    let args = ["render", "--template-dir", "templates", "--template", "list", "-o", "-"];
    assert_eq!(bounded(folder.path(), &args, b""), (Some(0), "deep\n".to_owned()));
}

#[test]
fn a_format_is_set_alone_as_it_is_beside_the_other() {
    let mut text = "id: many\nname: Many\ncomponents:\n".to_owned();
    for number in 0..150 {
        text += &format!("  - id: c{number}\n    service: aws/s3\n    responsibilities:\n      logging-monitoring:\n");
        text += &format!("        customer: Watch bucket {number}.\n        because: Agreement {number}\n");
    }
    let folder = folder_with(&text);
    let render = |args: &[&str]| {
        let (exit, said) = bounded(folder.path(), &[&["render", "-q", "architecture.yaml"], args].concat(), b"");
        assert_eq!(exit, Some(0), "{said}");
    };
    render(&["-o", "both"]);
    render(&["-o", "markdown", "-f", "markdown"]);
    render(&["-o", "html", "-f", "html"]);
    for (alone, ending) in [("markdown", "md"), ("html", "html")] {
        let read = |from: &str| {
            let path = folder.path().join(format!("{from}/many/responsibility-matrix.{ending}"));
            fs::read_to_string(path).expect("it was written")
        };
        let (alone, both) = (read(alone), read("both"));
        assert!(alone == both, "the {ending} documents differ");
        assert!((0..150).all(|number| alone.contains(&format!("Watch bucket {number}."))));
    }
}
