//! The model as people search, browse and extend it: the lists and their filters, the coverage, the reference of services,
//! a folder of one's own.

use crate::harness::{assert_none, expect, files, folder_with, onus, root};
use onus::embedded::Model;
use pulldown_cmark::{Event, Tag};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

type Row = Map<String, Value>;

/// The rows of a list.
fn list(args: &[&str]) -> Vec<Row> {
    let ran = onus(root(), &[&["list"][..], args, &["-f", "json"]].concat(), b"");
    assert_eq!(ran.code, 0, "{args:?}: {}", ran.stderr);
    serde_json::from_str(&ran.stdout).expect("a list of rows")
}

fn texts<'r>(rows: &'r [Row], column: &str) -> Vec<&'r str> {
    rows.iter().map(|row| row[column].as_str().expect("a text")).collect()
}

#[test]
fn every_filter_keeps_what_it_names_and_nothing_else() {
    let all = list(&["services"]);
    for (args, column, holds) in [
        (&["services", "--provider", "gcp"][..], "service", "gcp/"),
        (&["variants", "--provider", "gcp"], "service", "gcp/"),
        (&["sources", "--provider", "gcp"], "source", "gcp/"),
        (&["editions", "--provider", "gcp"], "edition", "gcp/"),
        (&["regions", "--provider", "gcp"], "provider", "gcp"),
        (&["providers", "--provider", "gcp"], "provider", "gcp"),
        (&["services", "--category", "container"], "category", "container (three-categories)"),
        (&["editions", "--category", "container"], "categories", "container"),
        (&["regions", "Frankfurt"], "name", "Frankfurt"),
        (&["regions", "--search", "frankfurt"], "name", "Frankfurt"),
    ] {
        let kept = list(args);
        let unfiltered = list(&args[..1]);
        assert!(!kept.is_empty() && texts(&kept, column).iter().all(|text| text.contains(holds)), "{args:?}: {kept:?}");
        let held = texts(&unfiltered, column).into_iter().filter(|text| text.contains(holds)).count();
        assert_eq!(kept.len(), held, "{args:?}");
    }
    let model = Model::embedded();
    let answers = |id: &str| {
        let service = model.service(id).expect("it is listed");
        let variants = service.variants.values();
        service.responsibilities.contains_key("people")
            || service.not_applicable.contains_key("people")
            || variants.into_iter().any(|variant| variant.responsibilities.contains_key("people"))
    };
    let answering: Vec<&str> = texts(&all, "service").into_iter().filter(|id| answers(id)).collect();
    assert!(!answering.is_empty() && answering.len() < all.len());
    assert_eq!(texts(&list(&["services", "--area", "people"]), "service"), answering);
    let os = list(&["services", "--area", "guest-os", "--provider", "aws"]);
    let held = |id: &str| {
        let row = os.iter().find(|row| row["service"] == id).unwrap_or_else(|| panic!("{id} answers it"));
        [row["holder"].as_str().expect("a text"), row["basis"].as_str().expect("a text")]
    };
    assert_eq!(
        [held("aws/rds"), held("aws/ec2"), held("aws/ecs")],
        [["provider", "stated"], ["customer", "stated"], ["undecided", ""]]
    );
    let both = list(&["services", "--area", "people", "--provider", "saas", "api"]);
    assert_eq!(texts(&both, "service"), ["saas/anthropic-api", "saas/openai-api"]);
}

#[test]
fn services_are_found_by_other_names_and_by_what_declares_them() {
    for (words, id) in [
        (&["relational", "database", "service"][..], "aws/rds"),
        (&["AWS::RDS::DBInstance"], "aws/rds"),
        (&["aws_db_instance"], "aws/rds"),
        (&["microsoft.compute/virtualmachines"], "azure/virtual-machines"),
        (&["rack", "outposts", "rds"], "aws/rds"),
        (&["supabase"], "saas/supabase"),
    ] {
        let found = list(&[&["services"][..], words].concat());
        assert!(texts(&found, "service").contains(&id) && found.len() < 12, "{words:?}: {found:?}");
    }
}

#[test]
fn a_filter_that_names_nothing_or_has_no_meaning_says_what_to_do() {
    for (args, help) in [
        (&["services", "--provider", "awss"][..], "did you mean `aws`?"),
        (&["services", "--provider", "azure", "--category", "container"], "of `azure`; known here: `iaas`"),
        (&["services", "--area", "guest-oss"], "did you mean `guest-os`?"),
        (&["regions", "--area", "guest-os"], "`list regions` takes no `--area`; `services`"),
        (&["areas", "--provider", "aws"], "`list areas` takes no `--provider`; `services`"),
        (&["sources", "--category", "container"], "`list sources` takes no `--category`; `services`"),
        (&["findings", "--category", "container"], "`list findings` takes no `--category`"),
    ] {
        let ran = onus(root(), &[&["list"][..], args].concat(), b"");
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{args:?}");
        assert!(ran.stderr.contains(help), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn coverage_counts_each_cell_once() {
    let number = |row: &Row, column: &str| row[column].as_u64().unwrap_or_else(|| panic!("{column} of {row:?}"));
    let rows = list(&["coverage"]);
    let areas = Model::embedded().core.areas.areas.len() as u64;
    for row in &rows {
        let founded = ["stated", "derived", "judgement", "open"].map(|column| number(row, column));
        assert_eq!(number(row, "services") * areas, number(row, "cells"), "{row:?}");
        assert_eq!(founded.iter().sum::<u64>(), number(row, "cells"), "{row:?}");
        let years = row["by_year"].as_object().expect("a count a year").values();
        assert_eq!(years.map(|count| count.as_u64().expect("a count")).sum::<u64>(), number(row, "sources"), "{row:?}");
    }
    let (all, providers) = rows.split_last().expect("there are providers");
    for column in ["services", "cells", "stated", "derived", "judgement", "open", "own_cells", "sources"] {
        assert_eq!(providers.iter().map(|row| number(row, column)).sum::<u64>(), number(all, column), "{column}");
    }
    let gcp = providers.iter().find(|row| row["provider"] == "gcp").expect("it is a provider");
    let mut of_areas = [0; 3];
    let columns = ["cells", "own_cells", "judgement"];
    for area in texts(&list(&["areas"]), "area") {
        let rows = list(&["coverage", "--provider", "gcp", "--area", area]);
        assert_eq!((rows.len(), number(&rows[0], "services")), (1, number(gcp, "services")), "{area}");
        for (sum, column) in of_areas.iter_mut().zip(columns) {
            *sum += number(&rows[0], column);
        }
    }
    assert_eq!(of_areas, columns.map(|column| number(gcp, column)), "area by area");
}

#[test]
fn the_coverage_in_the_guide_to_the_model_is_current() {
    let file = root().join("model/README.md");
    let guide = std::fs::read_to_string(&file).expect("there is a guide");
    let lines: Vec<&str> = guide.lines().collect();
    let heading = lines.iter().position(|line| *line == "## Coverage").expect("it tells the coverage");
    let start = heading + lines[heading..].iter().position(|line| line.starts_with('|')).expect("in a table");
    let length = lines[start..].iter().take_while(|line| line.starts_with('|')).count();
    let rows = list(&["coverage"]);
    let columns: Vec<&String> = rows[0].keys().collect();
    let cell = |value: &Value| match value {
        Value::Object(counts) => {
            counts.iter().map(|(of, count)| format!("{of}: {count}")).collect::<Vec<_>>().join(", ")
        }
        Value::String(text) => text.clone(),
        number => number.to_string(),
    };
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut table = row(columns.iter().map(|column| column.replace('_', " ")).collect());
    table += &row(rows[0].values().map(|value| if value.is_number() { "---:" } else { "---" }.to_owned()).collect());
    table.extend(rows.iter().map(|cells| row(cells.values().map(cell).collect())));
    let before: String = lines[..start].iter().map(|line| format!("{line}\n")).collect();
    let after: String = lines[start + length..].iter().map(|line| format!("{line}\n")).collect();
    assert_none(
        &expect(&file, &(before + &table + &after)).err().into_iter().collect::<Vec<_>>(),
        "the coverage; `ONUS_BLESS=1 cargo test` renews it",
    );
}

/// The reference of services, as it is printed.
fn reference(args: &[&str]) -> String {
    let ran = onus(root(), &[&["list", "services"][..], args].concat(), b"");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{args:?}");
    ran.stdout
}

/// What links inside a text can lead to, in order.
fn anchors<'t>(text: &'t str, before: &str) -> Vec<&'t str> {
    text.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn the_reference_holds_every_service_with_all_that_its_file_answers() {
    let model = Model::embedded();
    let (html, markdown) = (reference(&["-f", "html"]), reference(&["-f", "markdown"]));
    let known: BTreeSet<&str> = anchors(&html, " id=\"").into_iter().collect();
    let mut missing = Vec::new();
    for entry in model.services() {
        let service = model.service(&entry.id).expect("it is listed");
        let own = service.responsibilities.keys().chain(service.not_applicable.keys());
        let own = own.map(|area| format!("{}.{area}", entry.id));
        let variants = service.variants.iter().flat_map(|(id, variant)| {
            let areas = variant.responsibilities.keys().chain(variant.not_applicable.keys());
            areas.map(|area| format!("{}.{id}.{area}", entry.id)).collect::<Vec<_>>()
        });
        missing.extend(own.chain(variants).chain([entry.id.clone()]).filter(|id| !known.contains(id.as_str())));
    }
    assert_none(&missing, "anchors");
    // Both formats say the same in the same order: all but the list past which a reader skips has a place in Markdown, too.
    let in_html: Vec<&str> = anchors(&html, " id=\"").into_iter().filter(|id| *id != "main").collect();
    assert!(in_html == anchors(&markdown, "<a id=\""), "the formats have other anchors");
    assert_eq!(known.len(), in_html.len() + 1, "two places have one id");
    let links = anchors(&html, "href=\"#");
    assert_none(
        &links.iter().filter(|to| !known.contains(*to)).map(|to| (*to).to_owned()).collect::<Vec<_>>(),
        "links",
    );
    let rds = &html[html.find("<h4 id=\"aws/rds\"").expect("it is there")..];
    let rds = &rds[..rds.find("</section>").expect("it ends")];
    for shown in [
        "Managed relational database engines on instances the provider runs.",
        "<dt>Scope</dt><dd>regional</dd>",
        "<dt>Lifecycle</dt><dd>open</dd>",
        "<dt>AWS, three categories</dt><dd>Container services",
        "<dt>AWS, two categories</dt><dd>no category</dd>",
        "<code>outposts</code> <b>Outposts.</b> The instance runs on an Outposts rack",
        "House and guard the rack",
        ", copy of June 2023, read on ",
    ] {
        assert!(rds.contains(shown), "{shown}: {rds}");
    }
}

#[test]
fn the_reference_is_narrowed_like_the_list() {
    for args in [
        &["--provider", "saas"][..],
        &["--category", "faas"],
        &["--area", "people", "--provider", "saas"],
        &["--search", "postgres database"],
    ] {
        let listed = list(&[&["services"][..], args].concat());
        let listed = texts(&listed, "service");
        let html = reference(&[args, &["-f", "html"]].concat());
        let mut shown = anchors(&html, "<h4 id=\"");
        shown.sort_unstable();
        assert!(!listed.is_empty() && shown == listed, "{args:?}: {shown:?}");
        assert!(html.contains(&format!("<dd>{}</dd>", args[1])), "{args:?} is not told");
    }
    let rows = reference(&["--area", "people", "--provider", "saas", "-f", "html"]);
    let rows = anchors(&rows, "<tr id=\"");
    assert!(!rows.is_empty() && rows.iter().all(|row| row.ends_with(".people")), "{rows:?}");
    let none = onus(root(), &["list", "services", "nothing-like-it", "-f", "markdown"], b"");
    assert!(none.code == 0 && none.stderr == "nothing matches\n" && none.stdout.starts_with("# "), "{none:?}");
}

#[test]
fn a_list_is_written_to_a_file_as_it_ends() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = |args: &[&str]| onus(folder.path(), &[&["list"][..], args].concat(), b"");
    for (what, ending, format) in [
        (&["services", "storage"][..], "html", "html"),
        (&["services", "storage"], "md", "markdown"),
        (&["regions"], "csv", "csv"),
        (&["coverage"], "json", "json"),
        (&["areas"], "txt", "table"),
    ] {
        let file = format!("here/{}.{ending}", what[0]);
        let list = |more: &[&str]| run(&[what, more].concat());
        assert_eq!(list(&["-o", &file]).stderr, format!("wrote {file}\n"));
        let written = std::fs::read_to_string(folder.path().join(&file)).expect("it was written");
        assert!(written == list(&["-f", format]).stdout, "{file} is not what is printed");
        assert!(written == list(&["-f", format, "-o", "-"]).stdout, "{file} is not what is printed");
        assert_eq!(list(&["-o", &file]).stderr, format!("unchanged {file}\n"));
    }
    for (args, help) in [
        (&["services", "-o", "list.pdf"][..], "does not end in .txt, .json, .csv, .md or .html"),
        (&["services", "-o", "here"], "does not end in"),
        (&["services", "-f", "json", "-o", "here/services.html"], "ends in .html, and `-f` asks for another format"),
        (&["services", "storage", "-f", "html", "-o", "here"], "it is a folder"),
        (&["areas", "-f", "html"], "only `list services` is also a reference"),
        (&["services", "--template-dir", "here"], "goes with `list services -f markdown`"),
    ] {
        let ran = run(args);
        assert!(ran.code == 2 && ran.stderr.contains(help), "{args:?}: {ran:?}");
    }
}

#[test]
fn templates_of_ones_own_set_the_reference() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |text: &str| std::fs::write(folder.path().join("services.md"), text).expect("it is ours");
    let args = ["list", "services", "--provider", "gcp", "-f", "markdown", "--template-dir", "."];
    write(
        "{% extends \"builtin/services.md\" %}\n{% block index %}{% for p in providers %}{{ p.short }}{% endfor %}{% endblock %}\n",
    );
    let ran = onus(folder.path(), &args, b"");
    assert!(ran.code == 0 && ran.stdout.contains("\n\nGoogle\n\n"), "{}", &ran.stderr);
    assert!(ran.stdout.contains("id=\"gcp/cloud-sql\"") && !ran.stdout.contains("## <a id=\"index\""));
    write("{{ servces }}\n");
    let ran = onus(folder.path(), &args, b"");
    assert!(ran.code == 1 && ran.stderr.contains("services.md:1:4") && ran.stdout.is_empty(), "{ran:?}");
    write(
        "{% for x in range(end=100000) %}{% for y in range(end=100000) %}{% set z = x * y %}{% endfor %}{% endfor %}\n",
    );
    let ran = onus(folder.path(), &[&args[..], &["--template-timeout", "1"]].concat(), b"");
    assert!(ran.code == 1 && ran.stderr.contains("takes too long"), "{ran:?}");
    // They are no document of an architecture.
    assert!(!texts(&list(&["templates"]), "template").contains(&"services"));
}

#[test]
fn what_a_model_says_stays_text_in_the_reference() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let services = folder.path().join("model/gcp/services");
    std::fs::create_dir_all(&services).expect("it is ours");
    let attack = "<script>alert(1)</script> | ![x](javascript:alert(1)) **b** \\u202e";
    let text = format!(
        "name: \"{attack}\"\nsummary: \"{attack}\"\naliases: [\"{attack}\"]\nplacement: {{ matrix: {{ category: paas }} }}\n\
         define_sources:\n  page: {{ title: \"{attack}\", address: \"https://example.org/a_b*c\", read: 2026-01-01 }}\n  \
         odd: {{ title: Odd, address: \"https://example.org/<a>&copy;\\\\|x\", read: 2026-01-01 }}\n\
         responsibilities:\n  guest-os: {{ party: customer, note: \"{attack}\", sources: [page, odd] }}\n"
    );
    std::fs::write(services.join("attack.yaml"), text).expect("it is ours");
    let print = |format: &str| {
        let ran = onus(folder.path(), &["list", "services", "alert", "--model", "model", "-f", format], b"");
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{format}");
        ran.stdout
    };
    let html = scraper::Html::parse_document(&print("html"));
    let elements = |of: &str| html.select(&scraper::Selector::parse(of).expect("a selector")).count();
    assert!(html.errors.is_empty(), "{:?}", html.errors);
    assert_eq!((elements("script, img, a[href^=javascript]"), elements("h4[id='gcp/attack']")), (0, 1));
    let markdown = print("markdown");
    assert!(!markdown.contains('\u{202e}'));
    let options = pulldown_cmark::Options::ENABLE_TABLES;
    let mut links: Vec<String> = Vec::new();
    for event in pulldown_cmark::Parser::new_ext(&markdown, options) {
        match event {
            Event::Html(tag) | Event::InlineHtml(tag) => {
                assert!(tag.starts_with("<a id=") || &*tag == "</a>" || &*tag == "<br>", "{tag}");
            }
            Event::Start(Tag::Image { .. }) => panic!("an image"),
            Event::Start(Tag::Link { dest_url, .. }) if !dest_url.starts_with('#') => links.push(dest_url.to_string()),
            _ => {}
        }
    }
    assert!(links.iter().all(|link| link.starts_with("https://") || link.starts_with("http://")), "{links:?}");
    links.retain(|link| link.contains("example.org"));
    assert_eq!(links, ["https://example.org/a_b*c", "https://example.org/%3Ca%3E&copy;%5C|x"]);
}

#[test]
fn a_service_is_one_file_and_every_command_knows_it() {
    let folder = folder_with("name: Shop\ncomponents:\n  - { id: ledger, service: aws/ledger-store }\n");
    let unknown = onus(folder.path(), &["check"], b"");
    assert!(unknown.code == 1 && unknown.stdout.contains("unknown service `aws/ledger-store`"), "{unknown:?}");
    let services = folder.path().join("model/aws/services");
    std::fs::create_dir_all(&services).expect("it is ours");
    let text = "name: Ledger Store\nplacement:\n  three-categories:\n    category: abstracted\nresponsibilities:\n  \
                backup-recovery:\n    party: shared\n    customer: Export the ledger each night.\n";
    std::fs::write(services.join("ledger-store.yaml"), text).expect("it is ours");
    let run = |args: &[&str]| {
        let ran = onus(folder.path(), &[args, &["--model", "model"]].concat(), b"");
        assert_eq!(ran.code, 0, "{args:?}: {}{}", ran.stdout, ran.stderr);
        ran.stdout
    };
    assert_eq!(run(&["check"]), "");
    for (args, shown) in [
        (&["list", "services", "ledger-store"][..], "aws/ledger-store  Ledger Store  abstracted (three-categories)"),
        (&["list", "services", "--area", "backup-recovery"], "aws/ledger-store"),
        (&["list", "services", "ledger-store", "-f", "html"], "<h4 id=\"aws/ledger-store\">Ledger Store"),
        (&["list", "coverage", "ledger-store"], "aws       three-categories         1     24"),
        (&["explain", "aws/ledger-store", "backup-recovery"], "Export the ledger each night."),
        (&["schema", "architecture"], "\"aws/ledger-store\""),
        (&["render", "-f", "markdown", "-o", "-"], "Export the ledger each night."),
        (&["render", "-f", "html", "-o", "-"], "Export the ledger each night."),
    ] {
        let printed = run(args);
        assert!(printed.contains(shown), "{args:?}: {printed}");
    }
}

#[test]
fn init_writes_a_model_without_a_finding_and_overwrites_none() {
    let folder = folder_with(
        "name: Shop\ncomponents:\n  - { id: jobs, service: platform/queue }\n  \
         - { id: own, service: platform/queue, variant: own-cluster }\n  - { id: new, service: aws/new-service }\n",
    );
    let run = |args: &[&str]| onus(folder.path(), args, b"");
    assert_eq!(run(&["init", "--model", "own"]).code, 0);
    let own = folder.path().join("own");
    let written = files(&own);
    assert!(written.len() > 5, "{written:?}");
    for (name, path) in &written {
        let text = std::fs::read_to_string(path).expect("it is text");
        assert!(text.contains("# "), "{name} explains nothing");
    }
    let checked = run(&["check", "--model", "own", "--deny", "notes"]);
    assert_eq!((checked.code, checked.stdout.as_str()), (0, ""), "{checked:?}");
    let listed = run(&["list", "services", "--model", "own"]);
    assert!(listed.code == 0 && listed.stderr.is_empty(), "{listed:?}");
    for id in ["platform/queue ", "aws/new-service ", "aws/rds "] {
        assert!(listed.stdout.contains(&format!("\n{id}")), "{id}: {}", listed.stdout);
    }
    let document = run(&["render", "--model", "own", "-f", "markdown", "-o", "-"]).stdout;
    assert!(document.contains("Order enough nodes, and rehearse the loss of one."), "{document}");
    let queue = own.join("platform/services/queue.yaml");
    std::fs::write(&queue, "name: Mine\n").expect("it is ours");
    std::fs::remove_file(own.join("platform/sources.yaml")).expect("it is ours");
    let again = run(&["init", "--model", "own"]);
    assert!(again.code == 0 && again.stderr.contains("queue.yaml is left as it is"), "{again:?}");
    assert!(again.stderr.contains("wrote own") && again.stderr.contains("sources.yaml"), "{again:?}");
    assert_eq!(std::fs::read_to_string(&queue).expect("it is there"), "name: Mine\n");
    for args in [&["init", "elsewhere", "--model", "own"][..], &["init", "--model", "architecture.yaml"]] {
        assert_eq!(run(args).code, 2, "{args:?}");
    }
}
