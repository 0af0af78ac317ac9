//! The examples and their committed documents: fresh, and the same in each format. What the JSON says of a cell or a duty
//! must be found in the Markdown and in the HTML, and every link inside a document must lead somewhere.

use crate::document::{Document, one_line};
use crate::harness::{assert_none, blessing, expect, files, folders, onus, root, with_model};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::LazyLock;

/// Formats of the document and the endings of their files.
const FORMATS: [(&str, &str); 2] = [("markdown", "md"), ("html", "html")];
/// What is committed of an example: the documents and the picture.
const COMMITTED: [(&str, &str); 3] = [("markdown", "md"), ("html", "html"), ("svg", "svg")];

struct Example {
    id: String,
    view: Value,
    /// By format: the text as rendered now.
    texts: BTreeMap<&'static str, String>,
}

static EXAMPLES: LazyLock<Vec<Example>> =
    LazyLock::new(|| folders(&root().join("examples")).into_iter().map(render).collect());

fn render(folder: PathBuf) -> Example {
    let file = folder.join("architecture.yaml");
    let print = |format: &str| {
        let mut args = ["render", "-f", format, "-o", "-"].map(str::to_owned).to_vec();
        args.extend(with_model(&file));
        let ran = onus(root(), &args, b"");
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        ran.stdout
    };
    let view: Value = serde_json::from_str(&print("json")).expect("onus prints JSON");
    let id = view["architecture"]["id"].as_str().expect("an architecture has an id").to_owned();
    Example { id, view, texts: COMMITTED.map(|(format, _)| (format, print(format))).into() }
}

/// Every example in every format, read.
fn documents() -> impl Iterator<Item = (&'static Example, &'static str, Document)> {
    assert!(!EXAMPLES.is_empty(), "there are no examples");
    EXAMPLES.iter().flat_map(|example| {
        FORMATS.map(|(format, _)| (example, format, Document::read(&example.texts[format], format)))
    })
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("`{key}` is text in {value}"))
}

fn list<'v>(value: &'v Value, key: &str) -> &'v Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("`{key}` is a list"))
}

/// All cells of a view with their ids.
fn cells(view: &Value) -> impl Iterator<Item = &Value> {
    list(view, "components").iter().flat_map(|component| list(component, "cells"))
}

#[test]
fn the_committed_documents_are_fresh() {
    let file = |example: &Example, ending: &str| {
        root().join("output").join(&example.id).join(format!("responsibility-matrix.{ending}"))
    };
    let compared = EXAMPLES
        .iter()
        .flat_map(|example| COMMITTED.map(|(format, ending)| expect(&file(example, ending), &example.texts[format])));
    assert_none(
        &compared.filter_map(Result::err).collect::<Vec<_>>(),
        "documents; `ONUS_BLESS=1 cargo test` renews them",
    );
    let ids: BTreeSet<&str> = EXAMPLES.iter().map(|example| example.id.as_str()).collect();
    assert_eq!(ids.len(), EXAMPLES.len(), "two examples have one id");
    let committed = folders(&root().join("output"));
    let stray =
        committed.iter().filter(|folder| !ids.contains(&*folder.file_name().unwrap_or_default().to_string_lossy()));
    assert_none(&stray.map(|folder| folder.display().to_string()).collect::<Vec<_>>(), "folders of no example");
}

/// The formats by the endings of their files.
const ENDINGS: [(&str, &str); 6] =
    [("md", "markdown"), ("html", "html"), ("json", "json"), ("svg", "svg"), ("csv", "csv"), ("xlsx", "xlsx")];

/// What stands in `output/<id>/` is rendered again by its name: a sheet of that dialect, else a document of that template.
/// A new one is committed by making an empty file of its name and blessing it.
#[test]
fn whatever_is_committed_of_an_example_is_fresh() {
    let list = onus(root(), &["list", "dialects", "-f", "json"], b"").stdout;
    let dialects: Vec<Value> = serde_json::from_str(&list).expect("it is JSON");
    let dialects: BTreeSet<&str> = dialects.iter().map(|row| text(row, "dialect")).collect();
    let (mut stale, mut compared) = (Vec::new(), 0);
    for folder in folders(&root().join("examples")) {
        let file = folder.join("architecture.yaml");
        // The folder of an example is named after its id.
        let id = folder.file_name().expect("it has a name").to_string_lossy().into_owned();
        let mut by_name: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (name, path) in files(&root().join("output").join(&id)) {
            let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
            match ENDINGS.iter().find(|(known, _)| *known == ending) {
                Some((_, format)) => by_name.entry(stem.to_owned()).or_default().push(format),
                None => stale.push(format!("{}: no format ends so", path.display())),
            }
        }
        for (name, formats) in by_name {
            let made = tempfile::tempdir().expect("a temporary folder");
            let option = if dialects.contains(name.as_str()) { "--dialect" } else { "--template" };
            let (out, formats) = (made.path().to_string_lossy(), formats.join(","));
            let mut args = with_model(&file);
            args.extend(["-q", option, &name, "-f", &formats, "-o", &out].map(str::to_owned));
            args.insert(0, "render".to_owned());
            let ran = onus(root(), &args, b"");
            assert_eq!(ran.code, 0, "{id}, {name}: {}", ran.stderr);
            for (path, made) in files(made.path()) {
                let committed = root().join("output").join(&path);
                let bytes = std::fs::read(&made).expect("it was written");
                compared += 1;
                if std::fs::read(&committed).expect("it is committed") != bytes {
                    match blessing() {
                        true => std::fs::write(&committed, bytes).expect("it can be written"),
                        false => stale.push(format!("output/{path} is stale")),
                    }
                }
            }
        }
    }
    assert_none(&stale, "what is committed of examples; `ONUS_BLESS=1 cargo test` renews it");
    assert!(compared > 25, "only {compared} files were compared");
}

#[test]
fn every_cell_can_be_cited_in_every_format() {
    let mut missing = Vec::new();
    for (example, format, document) in documents() {
        let ids: BTreeSet<&str> = document.ids.iter().map(String::as_str).collect();
        let lost = cells(&example.view).map(|cell| text(cell, "id")).filter(|id| !ids.contains(id));
        missing.extend(lost.map(|id| format!("{} ({format}): {id}", example.id)));
    }
    assert_none(&missing, "cells");
}

/// The marks of all grids: the row each leads to, and the word beside its glyph.
fn marks(view: &Value) -> impl Iterator<Item = (&str, &str)> {
    let rows = list(view, "grids").iter().flat_map(|grid| list(grid, "layers")).flat_map(|layer| list(layer, "rows"));
    rows.flat_map(|row| list(row, "marks")).map(|mark| (text(mark, "row"), text(mark, "word")))
}

#[test]
fn every_mark_names_its_holder_in_every_format() {
    let mut wrong = Vec::new();
    for (example, format, document) in documents() {
        let mut shown: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (address, text) in &document.links {
            // The glyph before the word may be text or drawn.
            let word = text.trim_start_matches(|c: char| !c.is_alphanumeric());
            *shown.entry((address.trim_start_matches('#'), word)).or_default() += 1;
        }
        for (row, word) in marks(&example.view) {
            match shown.get_mut(&(row, word)) {
                Some(count) if *count > 0 => *count -= 1,
                _ => wrong.push(format!("{} ({format}): no mark `{word}` leads to {row}", example.id)),
            }
        }
    }
    assert_none(&wrong, "marks");
}

#[test]
fn every_duty_stands_in_every_format() {
    let mut missing = Vec::new();
    for (example, format, document) in documents() {
        let duties = list(&example.view, "duties");
        assert!(!duties.is_empty());
        for duty in duties {
            let stands = document.text.contains(&one_line(text(duty, "text")));
            let can_be_cited = duty["side"] == "provider" || document.text.contains(text(duty, "id"));
            if !stands || !can_be_cited {
                missing.push(format!("{} ({format}): {}", example.id, duty["id"]));
            }
        }
    }
    assert_none(&missing, "duties");
}

#[test]
fn every_source_that_is_cited_is_listed_with_its_address() {
    let mut missing = Vec::new();
    for (example, format, document) in documents() {
        for source in list(&example.view, "sources") {
            let address = source["address"].as_str();
            let linked = address.is_none_or(|address| document.links.iter().any(|(to, _)| to == address));
            if !linked || !document.text.contains(&one_line(text(source, "title"))) {
                missing.push(format!("{} ({format}): {}", example.id, source["id"]));
            }
        }
    }
    assert_none(&missing, "sources");
}

#[test]
fn every_link_inside_a_document_leads_somewhere() {
    let mut wrong = Vec::new();
    for (example, format, document) in documents() {
        let mut ids = BTreeSet::new();
        wrong.extend(
            document
                .ids
                .iter()
                .filter(|id| !ids.insert(id.as_str()))
                .map(|id| format!("{} ({format}): the id `{id}` stands twice", example.id)),
        );
        let inside = document.links.iter().filter_map(|(to, _)| to.strip_prefix('#'));
        wrong.extend(
            inside
                .filter(|to| !ids.contains(to))
                .map(|to| format!("{} ({format}): nothing is called `{to}`", example.id)),
        );
    }
    assert_none(&wrong, "links");
}

/// The house styles: template and formats, below `docs/house-style`.
const HOUSE_STYLES: [(&str, &str, &str); 3] =
    [("summary", "markdown", "md"), ("summary", "html", "html"), ("confluence", "html", "html")];

/// An example in a house style.
fn in_house_style(example: &str, template: &str, format: &str) -> String {
    let file = root().join(format!("examples/{example}/architecture.yaml"));
    let templates = ["--template-dir", "docs/house-style/templates", "--template", template];
    let mut args = with_model(&file);
    args.extend([&["-q", "-f", format, "-o", "-"][..], &templates].concat().into_iter().map(str::to_owned));
    args.insert(0, "render".to_owned());
    let ran = onus(root(), &args, b"");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.stdout
}

#[test]
fn the_house_styles_are_fresh() {
    let compared = HOUSE_STYLES.map(|(template, format, ending)| {
        let file = root().join(format!("docs/house-style/supplier-payments/{template}.{ending}"));
        expect(&file, &in_house_style("supplier-payments", template, format))
    });
    let stale: Vec<String> = compared.into_iter().filter_map(Result::err).collect();
    assert_none(&stale, "house styles; `ONUS_BLESS=1 cargo test` renews them");
}

#[test]
fn confluence_gets_nothing_that_it_drops() {
    for example in EXAMPLES.iter() {
        let page = in_house_style(&example.id, "confluence", "html");
        let html = scraper::Html::parse_fragment(&page);
        for element in html.tree.nodes().filter_map(|node| node.value().as_element()) {
            let known = [
                "html", "body", "h2", "h3", "p", "table", "tbody", "tr", "th", "td", "br", "strong", "em", "code", "a",
            ];
            assert!(known.contains(&element.name()), "{}: <{}>", example.id, element.name());
            let odd = element.attrs().find(|(name, value)| *name != "href" || value.starts_with('#'));
            assert_eq!(odd, None, "{}: <{}>", example.id, element.name());
        }
        // It is read as XML: an element is closed, and by itself where it is empty.
        let count = |what: &str| page.matches(what).count();
        assert_eq!(count("<br"), count("<br/>"), "{}", example.id);
        for name in ["p", "tr", "th", "td", "table", "tbody", "strong", "em", "code"] {
            assert_eq!(count(&format!("<{name}>")), count(&format!("</{name}>")), "{}: <{name}>", example.id);
        }
    }
}

/// A part of a document: what was asked for, the format, and the part, read.
fn parts() -> impl Iterator<Item = (String, &'static str, Document)> {
    const SECTIONS: [&str; 8] =
        ["decisions", "duties", "grid", "profiles", "departures", "judgements", "scope", "sources"];
    // Without and with everything that an architecture can say.
    EXAMPLES.first().into_iter().chain(EXAMPLES.last()).flat_map(|example| {
        let components = list(&example.view, "components");
        let of_components = [components.first(), components.last()].into_iter().flatten();
        let of_components = of_components.map(|component| format!("component:{}", text(component, "id")));
        let sections = SECTIONS.iter().map(|section| (*section).to_owned());
        sections.chain(of_components).flat_map(|part| {
            let file = root().join(format!("examples/{}/architecture.yaml", example.id));
            FORMATS.map(|(format, _)| {
                let options = ["render", "-q", "-f", format, "--section", &part, "-o", "-"].map(str::to_owned);
                let ran = onus(root(), &[&options[..], &with_model(&file)].concat(), b"");
                assert_eq!(ran.code, 0, "{part}: {}", ran.stderr);
                assert!(!ran.stdout.contains("<html") && !ran.stdout.contains("<h1"), "{part} is a page");
                if format == "html" {
                    // A Markdown page that holds it would go on as Markdown after a blank line.
                    assert!(!ran.stdout.contains("\n\n"), "{part} has a blank line");
                }
                (format!("{} of {} ({format})", part, example.id), format, Document::read(&ran.stdout, format))
            })
        })
    })
}

#[test]
fn no_link_leads_out_of_a_part_and_its_sources_are_listed() {
    let mut wrong = Vec::new();
    let mut cited = 0;
    for (part, format, document) in parts() {
        let ids: BTreeSet<&str> = document.ids.iter().map(String::as_str).collect();
        let inside = document.links.iter().filter_map(|(to, _)| to.strip_prefix('#'));
        wrong.extend(inside.filter(|to| !ids.contains(to)).map(|to| format!("{part}: a link to `{to}`")));
        let first = if format == "html" { "h2" } else { "Heading(H2)" };
        if document.structure.get(first) != Some(&1) {
            wrong.push(format!("{part}: its heading is not the only one of the second level"));
        }
        // A number in brackets is a citation, so it leads to a source.
        let is_citation = |text: &str| text.starts_with('[') && text[1..].starts_with(|c: char| c.is_ascii_digit());
        cited += document.links.iter().filter(|(to, text)| to.starts_with("#source-") && is_citation(text)).count();
    }
    assert_none(&wrong, "parts");
    assert!(cited > 200, "{cited} citations");
}

#[test]
fn the_counts_are_those_of_the_cells() {
    for example in EXAMPLES.iter() {
        for party in ["customer", "shared", "provider", "not-applicable", "undecided", "unplaced"] {
            let counted = cells(&example.view).filter(|cell| cell["party"] == party).count();
            assert_eq!(example.view["counts"]["total"][party.replace('-', "_")], counted, "{}: {party}", example.id);
        }
        assert_eq!(example.view["counts"]["total"]["cells"], cells(&example.view).count());
    }
}

#[test]
fn a_page_is_one_file_without_script_or_network() {
    for example in EXAMPLES.iter() {
        let page = &example.texts["html"];
        let document = Document::read(page, "html");
        for element in ["script", "link", "img", "iframe", "object", "embed", "form"] {
            assert_eq!(document.structure.get(element), None, "{}: <{element}>", example.id);
        }
        let html = scraper::Html::parse_document(page);
        let policy = scraper::Selector::parse("meta[http-equiv='Content-Security-Policy']").expect("it is a selector");
        let policy = html.select(&policy).next().and_then(|meta| meta.attr("content")).unwrap_or_default();
        assert!(policy.contains("default-src 'none'"), "{}: {policy}", example.id);
        let style = scraper::Selector::parse("style").expect("it is a selector");
        for style in html.select(&style) {
            let hash = onus::document::html::style_hash(&style.text().collect::<String>());
            assert!(policy.contains(&hash), "{}: the policy does not let {hash} through", example.id);
        }
        let styled = html
            .tree
            .nodes()
            .filter_map(|node| node.value().as_element())
            .filter(|element| element.attr("style").is_some());
        assert_eq!(styled.count(), 0, "{}: the policy stops style attributes", example.id);
        assert!(
            !page.contains("url(http") && !page.contains("@import"),
            "{}: the style reaches for the network",
            example.id
        );
        assert_eq!(html.errors, Vec::<std::borrow::Cow<'static, str>>::new(), "{}", example.id);
    }
}
