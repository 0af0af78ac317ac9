//! Hostile and odd input. Plain text changes no structure of a document, prose none of its headings and tables; the same
//! input gives the same bytes; and whatever the bytes of a file are, onus says what is wrong with them and does not panic.

use crate::document::Document;
use crate::harness::{folder_with, onus, root};
use onus::architecture;
use onus::document::{self, Format, Templates};
use onus::embedded::Model;
use onus::finding::{Finding, Findings};
use onus::matrix::{self, Options};
use onus::report::{self, Style};
use onus::source::Source;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

static MODEL: LazyLock<Arc<Model>> = LazyLock::new(|| Arc::new(Model::embedded()));
/// The built-in templates that each document needs.
static TEMPLATES: LazyLock<BTreeMap<&str, Templates>> = LazyLock::new(|| {
    let load = |name| Templates::load(&[], &[], name).expect("the built-in templates are good");
    DOCUMENTS.map(|(name, ..)| (name, load(name))).into()
});

/// An architecture with every key that takes plain text or prose, written as JSON, which is YAML. The texts come from the
/// two functions; each is asked with a number, so that no two are alike.
fn architecture(plain: &dyn Fn(usize) -> String, prose: &dyn Fn(usize) -> String) -> Value {
    let mut written = json!({
        "id": "shop",
        "name": plain(0),
        "organisation": { "name": plain(1), "short": plain(2) },
        "version": plain(3),
        "date": "2026-11-20",
        "status": "draft",
        "document": { "number": plain(4), "handling": plain(5), "next_review": "2027-05-15" },
        "summary": prose(0),
        "out_of_scope": [plain(6), plain(7)],
        "links": [{ "title": plain(8), "address": "https://wiki.example.org/(a)_[b]?c=d&e=%7C#f" }],
        "revisions": [{ "version": plain(9), "date": "2026-11-20", "author": plain(10), "changes": plain(11) }],
        "sign_off": [{ "party": plain(12), "role": plain(13), "name": plain(14) }, { "party": "aws", "commitment": "provider" }],
        "residency": ["eu"],
        "data_classes": { "personal": { "title": plain(15), "note": plain(16) } },
        "accounts": { "prod": { "title": plain(17), "number": plain(18), "provider": "aws", "environment": plain(19) } },
        "owners": {
            "ops": { "name": plain(20), "contact": plain(21) },
            "msp": { "name": plain(22), "third_party": true, "agreement": { "title": plain(23), "expires": "2028-01-31" } },
        },
        "assign": [{ "owner": "ops", "performed_by": "msp" }],
        "groups": ["edge", "data"],
        "responsibilities": {
            "people": { "note": prose(1) },
            "resilience": { "status": "planned", "due": "2026-11-01" },
            "incident-response": { "owner": "msp", "status": "implemented", "evidence": ["logs", "tests"] },
        },
        "components": [
            { "id": "web", "group": "edge", "name": plain(24), "service": "aws/ec2", "instances": [plain(25), plain(26)], "account": "prod", "regions": ["eu-central-1"], "data": ["personal"], "notes": prose(2) },
            { "id": "api", "service": "aws/lambda", "data": ["personal"] },
            { "id": "network", "service": "aws/vpc", "regions": ["eu-central-1"], "data": ["none"] },
            { "id": "database", "group": "data", "name": plain(27), "service": "aws/rds", "regions": ["eu-west-1"], "responsibilities": {
                "logging-monitoring": { "party": "shared", "because": prose(3), "provider": plain(28), "customer": plain(29), "option": plain(30) },
                "client-side-encryption": { "not_applicable": plain(31) },
            } },
        ],
    });
    let more = json!({
        "evidence": {
            "logs": { "title": plain(32), "file": plain(33), "date": "2026-11-01", "expires": "2026-11-02", "holder": "ops" },
            "tests": { "title": plain(34), "address": "https://evidence.example.org/(a)_[b]" },
        },
        "approval": { "by": plain(35), "role": plain(36), "date": "2026-11-20", "covers": format!("onus1:{}", "0".repeat(32)) },
        "frameworks": [
            { "use": "nist-800-53-r5", "as": "offering", "controls": ["AC-2", "AC-3", "PE-3"], "not_applicable": { "AC-3": plain(38) } },
        ],
        "downstream": { "name": plain(39), "duties": { "access-control": plain(40) } },
        "attestations": [{ "id": "report", "provider": "aws", "frameworks": ["nist-800-53-r5"], "scheme": plain(41), "reference": plain(42), "date": "2026-01-01" }],
        "accepted": [{ "by": plain(37), "date": "2026-11-20", "because": prose(4), "areas": ["client-devices"] }],
        "findings": [{ "code": "no-evidence", "allow": true, "because": prose(5), "components": ["web"], "until": "2027-01-01" }],
    });
    let Value::Object(more) = more else { unreachable!("it is one") };
    written.as_object_mut().expect("it is one").extend(more);
    written
}

/// Reads and resolves an architecture, and sets it in a format. Without one, only the findings are of interest.
fn run(source: &Arc<Source>, format: Option<(&str, Format)>) -> (Vec<Finding>, Option<String>) {
    let mut findings = Findings::new(source);
    let resolved = architecture::parse(source, &mut findings).map(|architecture| {
        let matrix = matrix::resolve(&architecture, &MODEL, &Options::default(), &mut findings);
        (architecture, matrix)
    });
    let (findings, _) = findings.into_sorted();
    let text = format.zip(resolved).map(|((template, format), (architecture, matrix))| {
        let view = document::view(&Arc::new(architecture), &MODEL, &Arc::new(matrix), &findings);
        let mut text = Vec::new();
        let templates = &TEMPLATES[template];
        let set = templates.set(template, format, &templates.page(view), &mut text);
        set.expect("the built-in templates render every view");
        String::from_utf8(text).expect("documents are UTF-8")
    });
    (findings, text)
}

const MATRIX: &str = document::templates::DEFAULT;
/// Every document in every format; the matrix first.
const DOCUMENTS: [(&str, Format, &str); 8] = [
    (MATRIX, Format::Markdown, "markdown"),
    (MATRIX, Format::Html, "html"),
    ("duties", Format::Markdown, "markdown"),
    ("duties", Format::Html, "html"),
    ("gaps", Format::Markdown, "markdown"),
    ("gaps", Format::Html, "html"),
    ("controls", Format::Markdown, "markdown"),
    ("controls", Format::Html, "html"),
];

#[test]
fn every_document_is_held_to_this() {
    assert_eq!(TEMPLATES[MATRIX].names(), TEMPLATES.keys().copied().collect::<Vec<_>>());
}

fn documents(architecture: &Value) -> [Document; 8] {
    let source = Source::new("architecture.yaml", architecture.to_string());
    DOCUMENTS.map(|(template, format, name)| {
        let (findings, text) = run(&source, Some((template, format)));
        let errors: Vec<&Finding> =
            findings.iter().filter(|finding| finding.severity() == onus::finding::Severity::Error).collect();
        assert!(errors.is_empty(), "{errors:?}\n{architecture}");
        Document::read(&text.expect("it was set"), name)
    })
}

/// The shape of a document: how many there are of each element, and where its links lead.
fn structure(document: &Document) -> (Vec<(&String, &usize)>, Vec<&String>) {
    (document.structure.iter().collect(), document.links.iter().map(|(to, _)| to).collect())
}

fn plain(at: usize) -> String {
    format!("Plain text {at}")
}

/// The same shape, whatever stands in the plain fields.
fn assert_same_structure(text: &str) {
    static EXPECTED: LazyLock<[Document; 8]> = LazyLock::new(|| documents(&architecture(&plain, &plain)));
    let documents = documents(&architecture(&|at| format!("{text}{at}"), &plain));
    for ((expected, document), (template, format, _)) in EXPECTED.iter().zip(&documents).zip(DOCUMENTS) {
        assert_eq!(structure(expected), structure(document), "{template}, {format:?} of {text:?}");
    }
}

const NASTY: [&str; 30] = [
    r"Look: \![x](https://example.org/p.png)",
    r"1\. item",
    "Project #",
    "[click](https://example.org)",
    "<script>alert(1)</script>",
    "</td></tr></table><h1>Owned</h1>",
    "\"'><img src=x onerror=alert(1)>",
    "<!-- ",
    "]]> &amp; &lt;b&gt; &#60;i&#62;",
    "a | b | c",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "===",
    "``` fence",
    "`code` and ``more`",
    "**bold** _em_ ~~gone~~",
    "[link](javascript:alert(1)) ![image](x)",
    "[ref]: https://example.org",
    "https://example.org www.example.org a@example.org",
    "<https://example.org>",
    "line\nline\n\n# heading\n\n| a |\n| - |\n",
    "\\| \\` \\\\",
    "{{ name }} {% raw %} {# comment #}",
    "{% endraw %}{{ 7 * 7 }}",
    "\u{202e}drow\u{2066} \u{200b}\u{feff} e\u{301}",
    "$x$ :smile: #12 @octocat",
    "[ ] [x] [^1] | --- |",
    "&nbsp;&#x0;\u{1}\u{b}",
];

#[test]
fn plain_text_changes_no_structure() {
    NASTY.iter().for_each(|text| assert_same_structure(text));
}

#[test]
fn plain_text_is_shown_as_it_is() {
    let shown = [
        "<b>&amp;</b>",
        "a | b",
        "# one",
        "**two**",
        "`three`",
        "[x](y)",
        "\\n",
        "{{ name }}",
        "1. four",
        "~~five~~",
        "Zürich 商店",
    ];
    for text in shown {
        let documents = documents(&architecture(&|at| format!("{text} {at}"), &plain));
        for (document, (template, _, format)) in documents.iter().zip(DOCUMENTS) {
            let fields = match template {
                MATRIX => &[0, 1, 3, 4, 5, 6, 15, 20, 22, 24, 25, 28, 29, 32, 33, 34, 37][..],
                "duties" => &[0, 1, 3, 4, 5, 20, 22, 29, 32, 33, 34],
                "controls" => &[0, 1, 3, 4, 5, 20, 22, 38, 39, 40, 41],
                _ => &[0, 1, 3, 4, 5, 20, 22, 37],
            };
            for at in fields {
                let expected = format!("{text} {at}");
                assert!(
                    document.text.contains(&expected),
                    "{template}, {format} does not show field {at} as {expected:?}"
                );
            }
        }
    }
}

/// What prose must leave as it is: how often each kind of heading, cell, picture and section stands in a document.
fn kept(document: &Document) -> Vec<(String, usize)> {
    let is_kept = |name: &str| {
        let lower = name.to_lowercase();
        [
            "h1", "h2", "h3", "h4", "h5", "h6", "heading", "table", "tr", "td", "th", "img", "image", "script",
            "section", "<", "style",
        ]
        .iter()
        .any(|kept| lower.starts_with(kept))
            && !["<em>", "<strong>", "<code>"].contains(&name)
    };
    document.structure.iter().filter(|(name, _)| is_kept(name)).map(|(name, count)| (name.clone(), *count)).collect()
}

/// The same headings, cells and tags, whatever stands in the fields that take prose, and no link to a script.
fn assert_prose_is_kept_in(text: &str) {
    static EXPECTED: LazyLock<[Vec<(String, usize)>; 8]> =
        LazyLock::new(|| documents(&architecture(&plain, &plain)).map(|document| kept(&document)));
    let documents = documents(&architecture(&plain, &|at| format!("Text {at}. {text}\n\n{text}")));
    for ((expected, document), (template, _, format)) in EXPECTED.iter().zip(&documents).zip(DOCUMENTS) {
        assert_eq!(*expected, kept(document), "{template}, {format} of {text:?}");
        let bad = document.links.iter().find(|(to, _)| to.to_lowercase().contains("script:"));
        assert_eq!(bad, None, "{template}, {format} of {text:?}");
    }
}

#[test]
fn prose_changes_no_heading_and_no_table() {
    NASTY.iter().for_each(|text| assert_prose_is_kept_in(text));
    assert_prose_is_kept_in(
        "Heading\n=======\n\n| a | b |\n| - | - |\n| c | d |\n\n<table><tr><td>x</td></tr></table>\n\n- a\n  - b\n\n      code\n",
    );
}

/// The same value with the keys of every map in the opposite order.
fn reversed(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            Value::Object(map.into_iter().rev().map(|(key, value)| (key, reversed(value))).collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(reversed).collect()),
        value => value,
    }
}

#[test]
fn the_order_of_keys_changes_no_byte() {
    let written = architecture(&plain, &plain);
    let turned = reversed(written.clone());
    assert_ne!(written.to_string(), turned.to_string());
    let set = |value: &Value| {
        let source = Source::new("architecture.yaml", value.to_string());
        DOCUMENTS.map(|(template, format, _)| run(&source, Some((template, format))).1.expect("it was set"))
    };
    assert_eq!(set(&written), set(&turned));
}

#[test]
fn the_folder_changes_no_byte() {
    let text = std::fs::read_to_string(root().join("examples/supplier-payments/architecture.yaml"))
        .expect("the example is there");
    let (here, there) = (folder_with(&text), folder_with("name: Other"));
    let deep = there.path().join("a/b");
    std::fs::create_dir_all(&deep).expect("it is ours");
    std::fs::write(deep.join("architecture.yaml"), &text).expect("it is ours");
    for format in ["markdown", "html", "json", "svg", "csv"] {
        let print = |folder, file: &str| onus(folder, &["render", "-q", "-f", format, "-o", "-", file], b"").stdout;
        let first = print(here.path(), "architecture.yaml");
        assert!(!first.is_empty());
        assert_eq!(first, print(there.path(), "a/b/architecture.yaml"), "{format}");
        let absolute = deep.join("architecture.yaml");
        assert_eq!(first, print(here.path(), &absolute.to_string_lossy()), "{format}");
    }
}

/// Reads bytes as `onus check` does, and prints what it found in every way.
fn check(bytes: Vec<u8>) {
    let (source, error) = Source::decode("architecture.yaml", bytes);
    let findings = match error {
        Some(error) => vec![Finding::new(onus::finding::Code::NotUtf8, "not UTF-8").at(&source, Some(error.span))],
        None => run(&source, None).0,
    };
    for style in [Style::Full, Style::Concise, Style::Json, Style::Github, Style::Sarif] {
        report::print(&findings, 0, style);
    }
    report::junit(&findings, 0, |_| true);
}

/// What means something in YAML.
const MARKS: [&str; 18] = [
    "\n", "\t", ": ", "- ", "[", "}", "*a", "&a ", "<<: ", "\"", "|", "---\n", "\u{feff}", "\r", "null", "~", "!t ",
    "é",
];

/// Some changes of a text: at a place, a few bytes are replaced by others.
fn damaged(text: &[u8]) -> impl Strategy<Value = Vec<u8>> + use<> {
    let text = text.to_vec();
    let pieces = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..4),
        proptest::sample::select(&MARKS[..]).prop_map(|mark| mark.as_bytes().to_vec()),
    ];
    proptest::collection::vec((0..text.len(), 0..12usize, pieces), 1..4).prop_map(move |changes| {
        let mut text = text.clone();
        for (at, length, piece) in changes {
            let at = at.min(text.len());
            let end = (at + length).min(text.len());
            text.splice(at..end, piece);
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_never_panic(bytes in damaged(architecture(&plain, &plain).to_string().replace(",\"", ",\n\"").as_bytes())) {
        check(bytes);
    }

    #[test]
    fn damaged_block_files_never_panic(bytes in damaged(include_bytes!("../../examples/supplier-payments/architecture.yaml"))) {
        check(bytes);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        check(bytes);
    }
}

/// Pieces of markup, marks and any characters, one after the other.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(&NASTY[..]).prop_map(str::to_owned),
        proptest::sample::select(&MARKS[..]).prop_map(str::to_owned),
        "[!-/:-@\\[-`{-~ \n]{1,6}",
        any::<String>(),
    ];
    proptest::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_plain_text_changes_no_structure(text in texts()) {
        assert_same_structure(&text);
    }

    #[test]
    fn any_prose_changes_no_heading_and_no_table(text in texts()) {
        assert_prose_is_kept_in(&text);
    }
}

/// Words that mean something in an architecture, as keys or as values.
const WORDS: [&str; 40] = [
    "id",
    "name",
    "components",
    "service",
    "variant",
    "responsibilities",
    "assign",
    "owner",
    "owners",
    "performed_by",
    "areas",
    "layers",
    "groups",
    "data",
    "regions",
    "residency",
    "defaults",
    "accounts",
    "party",
    "because",
    "customer",
    "provider",
    "option",
    "not_applicable",
    "placement",
    "category",
    "instances",
    "notes",
    "third_party",
    "aws/rds",
    "shared",
    "guest-os",
    "ops",
    "web",
    "edge",
    "eu-central-1",
    "2026-11-20",
    "<<",
    "true",
    "",
];

/// A tree of any values under any keys.
fn trees() -> impl Strategy<Value = Value> {
    let word = || prop_oneof![3 => proptest::sample::select(&WORDS[..]).prop_map(str::to_owned), 1 => any::<String>()];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((word(), inner), 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// The architecture with a tree in the place of one of its values, wherever that is.
fn grafted() -> impl Strategy<Value = Value> {
    (proptest::collection::vec(any::<proptest::sample::Index>(), 1..6), trees()).prop_map(|(steps, tree)| {
        let mut root = architecture(&plain, &plain);
        let mut at = &mut root;
        for step in steps {
            let inner: Vec<&mut Value> = match at {
                Value::Array(items) => items.iter_mut().collect(),
                Value::Object(map) => map.values_mut().collect(),
                _ => break,
            };
            let length = inner.len();
            at = inner.into_iter().nth(step.index(length)).expect("no list and no map in it is empty");
        }
        *at = tree;
        root
    })
}

/// A tree in YAML's own notation, indented; texts in double quotes, which JSON and YAML share.
fn block(value: &Value, indent: usize) -> String {
    let pad = " ".repeat(indent);
    match value {
        Value::Object(map) if !map.is_empty() => {
            map.iter().map(|(key, value)| format!("\n{pad}{}: {}", json!(key), block(value, indent + 2))).collect()
        }
        Value::Array(items) if !items.is_empty() => {
            items.iter().map(|item| format!("\n{pad}- {}", block(item, indent + 2))).collect()
        }
        value => value.to_string(),
    }
}

/// Reads a tree in both notations: the same is found in them, and what has no error is set, the same in any order of keys.
fn assert_read(tree: &Value) {
    let read = |text: String| {
        let source = Source::new("architecture.yaml", text);
        let (findings, _) = run(&source, None);
        let mut codes: Vec<&str> = findings.iter().map(|finding| finding.code.word()).collect();
        codes.sort_unstable();
        let fails = findings.iter().any(|finding| finding.severity() == onus::finding::Severity::Error);
        (codes, fails)
    };
    let (codes, fails) = read(tree.to_string());
    assert_eq!((&codes, fails), (&read(block(tree, 0)).0, fails), "{tree}");
    if !fails {
        let set =
            |tree: &Value| run(&Source::new("architecture.yaml", tree.to_string()), Some((MATRIX, Format::Markdown))).1;
        assert_eq!(set(tree), set(&reversed(tree.clone())), "{tree}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_tree_is_read(tree in trees()) {
        assert_read(&tree);
    }

    #[test]
    fn any_tree_in_an_architecture_is_read(tree in grafted()) {
        assert_read(&tree);
    }
}
