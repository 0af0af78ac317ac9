//! README, ARCHITECTURE and their like: what they show runs and gives what they say, what they name exists, and nothing of
//! the machine they were written on is in them. With the switch, the answers in the README are written anew.

use crate::harness::{assert_none, expect, files, folder_with, onus, root};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::collections::BTreeSet;
use std::ops::Range;

const DOCS: [&str; 8] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "model/README.md",
    "templates/README.md",
    "docs/guide.md",
    "docs/house-style/README.md",
];

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The fenced blocks of a language: their texts, and where these stand.
fn blocks(markdown: &str, language: &str) -> Vec<(String, Range<usize>)> {
    let mut blocks: Vec<(String, Range<usize>)> = Vec::new();
    let mut inside = false;
    for (event, range) in Parser::new(markdown).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(of))) if &*of == language => {
                inside = true;
                let start = range.start + markdown[range.start..].find('\n').map_or(0, |at| at + 1);
                blocks.push((String::new(), start..start));
            }
            Event::Text(text) if inside => {
                let (known, place) = blocks.last_mut().expect("a block is open");
                known.push_str(&text);
                place.end = range.end;
            }
            Event::End(TagEnd::CodeBlock) => inside = false,
            _ => {}
        }
    }
    blocks
}

#[test]
fn the_commands_of_the_readme_give_what_it_shows() {
    let readme = read("README.md");
    let (architecture, _) = blocks(&readme, "yaml").into_iter().next().expect("the README shows an architecture");
    let mut renewed = readme.clone();
    for (shown, place) in blocks(&readme, "console").into_iter().rev() {
        // What the text says before a block is done: "With `variant: fargate` added".
        let decided = readme[..place.start].contains("With `variant: fargate` added");
        let text = if decided {
            architecture.replace("service: aws/ecs\n", "service: aws/ecs\n    variant: fargate\n")
        } else {
            architecture.clone()
        };
        let folder = folder_with(&text);
        let answered: String = shown
            .lines()
            .filter_map(|line| line.strip_prefix("$ onus "))
            .map(|line| {
                let ran = onus(folder.path(), &line.split_whitespace().collect::<Vec<_>>(), b"");
                assert_eq!(ran.code, 0, "{line}: {}", ran.stderr);
                format!("$ onus {line}\n{}{}", ran.stdout, ran.stderr).trim_end().to_owned() + "\n"
            })
            .collect();
        assert!(!answered.is_empty(), "a console block shows no command: {shown}");
        renewed.replace_range(place, &answered);
    }
    assert_none(
        &expect(&root().join("README.md"), &renewed).err().into_iter().collect::<Vec<_>>(),
        "README; `ONUS_BLESS=1 cargo test` renews it",
    );
}

#[test]
fn the_commands_for_a_shell_are_known() {
    let known = onus(root(), &["--help"], b"").stdout;
    let mut checked = 0;
    for (block, _) in blocks(&read("README.md"), "sh") {
        for line in block
            .lines()
            .filter_map(|line| line.split_once(" -- ").map(|(_, args)| args).or_else(|| line.strip_prefix("onus ")))
        {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let args: Vec<String> = line
                .split_whitespace()
                .map(|word| {
                    if word.contains('/') { root().join(word).to_string_lossy().into_owned() } else { word.to_owned() }
                })
                .collect();
            let ran = onus(folder.path(), &args, b"");
            assert_eq!(ran.code, 0, "{line}: {}", ran.stderr);
            checked += 1;
        }
    }
    assert!(checked > 0, "the README shows no command for a shell");
    let readme = read("README.md");
    let named: BTreeSet<&str> = readme
        .match_indices("`onus ")
        .filter_map(|(at, _)| readme[at + 6..].split([' ', '`']).next())
        .filter(|word| !word.starts_with('-'))
        .collect();
    let unknown: Vec<&&str> = named.iter().filter(|command| !known.contains(&format!("\n  {command} "))).collect();
    assert!(!named.is_empty() && unknown.is_empty(), "{unknown:?}");
}

#[test]
fn every_option_that_is_named_exists() {
    let help: String = ["render", "check", "explain", "diff", "list", "init", "schema"]
        .iter()
        .map(|command| onus(root(), &[command, "--help"], b"").stdout)
        .chain([onus(root(), &["--help"], b"").stdout])
        .collect();
    let of_cargo = ["--release", "--path", "--all-targets", "--test", "--locked", "--profile", "--target"];
    let mut unknown = Vec::new();
    for doc in DOCS {
        let text = read(doc);
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        let options = words.filter(|word| word.starts_with("--") && word.ends_with(|c: char| c.is_ascii_lowercase()));
        unknown.extend(
            options
                .filter(|option| !of_cargo.contains(option) && !help.contains(option))
                .map(|option| format!("{doc}: {option}")),
        );
    }
    assert_none(&unknown, "options");
}

#[test]
fn every_link_to_a_file_leads_somewhere() {
    let mut broken = Vec::new();
    for doc in DOCS {
        let folder = root().join(doc).parent().expect("it is in a folder").to_owned();
        for event in Parser::new(&read(doc)) {
            if let Event::Start(Tag::Link { dest_url, .. }) = event {
                let path = dest_url.split('#').next().unwrap_or_default();
                if !dest_url.contains(':') && !path.is_empty() && !folder.join(path).exists() {
                    broken.push(format!("{doc}: {dest_url}"));
                }
            }
        }
    }
    assert_none(&broken, "links");
}

#[test]
fn the_map_of_the_source_is_complete() {
    let architecture = read("ARCHITECTURE.md");
    let named: BTreeSet<&str> = architecture
        .split(|c: char| c.is_whitespace() || matches!(c, '`' | ',' | ';' | '(' | ')'))
        .map(|word| word.trim_end_matches(['.', ':', '/']))
        .filter(|word| word.starts_with("src/") || word.starts_with("tests/"))
        .collect();
    let gone: Vec<&&str> = named.iter().filter(|path| !root().join(path).exists()).collect();
    assert!(gone.is_empty(), "ARCHITECTURE.md names {gone:?}");
    let entries = std::fs::read_dir(root().join("src"))
        .expect("there is a source")
        .map(|entry| format!("src/{}", entry.expect("it was listed").file_name().to_string_lossy()));
    let missing: Vec<String> = entries.filter(|path| !named.contains(path.as_str())).collect();
    assert_none(&missing, "files that ARCHITECTURE.md does not name");
}

#[test]
fn what_templates_may_replace_and_use_is_told() {
    let guide = read("templates/README.md");
    let blocks = |file: &str| {
        let text = read(file);
        let names = text.split("{% block ").skip(1).filter_map(|rest| rest.split(' ').next());
        names.map(str::to_owned).collect::<BTreeSet<String>>()
    };
    let of_document = |name: &str| {
        let markdown = blocks(&format!("templates/{name}.md"));
        let mut html = blocks(&format!("templates/{name}.html"));
        // What stands around the title block is the page's.
        html.remove("page");
        assert_eq!(markdown, html, "a block is in one format only");
        markdown
    };
    let blocks: BTreeSet<String> = ["responsibility-matrix", "services"].into_iter().flat_map(of_document).collect();
    let code = ["templates", "page"].map(|file| read(&format!("src/document/{file}.rs"))).concat();
    let filters = code.split("register_filter(\"").skip(1).filter_map(|rest| rest.split('"').next());
    let components = ["templates/_parts.md", "templates/_parts.html"].map(read).concat();
    let components = components.split("{%- component ").skip(1).filter_map(|rest| rest.split('(').next());
    let inserted = |call: &'static str| code.split(call).skip(1).filter_map(|rest| rest.split('"').next());
    let context = inserted("context.insert(\"").chain(inserted("context.insert_value(\""));
    let names: BTreeSet<&str> =
        blocks.iter().map(String::as_str).chain(filters).chain(components).chain(context).collect();
    let untold = |name: &&&str| {
        ![format!("`{name}`"), format!("`{name}("), format!("`{name}[")].iter().any(|told| guide.contains(told))
    };
    let untold: Vec<String> = names.iter().filter(untold).map(|name| (*name).to_owned()).collect();
    assert_none(&untold, "names that templates/README.md does not explain");
    assert!(names.len() > 25, "{names:?}");
}

#[test]
fn the_readme_is_short() {
    assert!(read("README.md").lines().count() < 200);
}

#[test]
fn nothing_of_this_machine_is_in_the_repository() {
    // Written in halves, so that this file does not hold them.
    let words = [["/wo", "rk/"], ["/tm", "p/"], ["/ho", "me/"], ["/ro", "ot/"], ["TO", "DO"], ["FIX", "ME"]]
        .map(|halves| halves.concat());
    let mut found = Vec::new();
    for folder in ["src", "model", "templates", "examples", "output", "docs", "tests", "benches"] {
        for (name, path) in files(&root().join(folder)) {
            let text =
                std::fs::read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
            found.extend(
                words.iter().filter(|word| text.contains(*word)).map(|word| format!("{folder}/{name}: {word}")),
            );
        }
    }
    for doc in DOCS {
        found.extend(words.iter().filter(|word| read(doc).contains(*word)).map(|word| format!("{doc}: {word}")));
    }
    assert_none(&found, "files");
    let foreign: Vec<String> = read("Cargo.lock")
        .lines()
        .filter(|line| line.starts_with("source = ") && !line.contains("github.com/rust-lang/crates.io-index"))
        .map(str::to_owned)
        .collect();
    assert_none(&foreign, "sources of crates");
}
