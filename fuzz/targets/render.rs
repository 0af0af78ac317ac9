//! Any bytes as an architecture, set in every format. What has no error must render, and the same twice. The matrix is set
//! every time; the other documents and formats take turns by the length of the input, since one run must stay short.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use onus::document::{Format, Page, Reader, Templates, Wanted, picture, templates, view_of};
use onus::embedded::Model;
use onus::finding::Findings;
use onus::matrix::{self, Options};
use onus::sheet::{self, dialect};
use onus::source::Source;
use onus::{architecture, oscal};
use std::sync::{Arc, LazyLock};

static MODEL: LazyLock<Arc<Model>> = LazyLock::new(|| Arc::new(Model::embedded()));
static DOCUMENTS: LazyLock<Vec<(String, Templates)>> = LazyLock::new(|| {
    let load = |name: &str| Templates::load(&[], &[], name).unwrap_or_else(|findings| panic!("{findings:?}"));
    load(templates::DEFAULT).names().into_iter().map(|name| (name.clone(), load(&name))).collect()
});

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let (source, error) = Source::decode("architecture.yaml", bytes.to_vec());
    if error.is_some() {
        return Corpus::Reject;
    }
    let mut findings = Findings::new(&source);
    let Some(architecture) = architecture::parse(&source, &mut findings) else { return Corpus::Reject };
    let matrix = matrix::resolve(&architecture, &MODEL, &Options::default(), &mut findings);
    if findings.has_errors() {
        return Corpus::Reject;
    }
    let (findings, _) = findings.into_sorted();
    let reader = Reader { outside: bytes.len() % 3 == 0, owner: None };
    let wanted = Wanted { reader, ..Wanted::default() };
    let view = view_of(&Arc::new(architecture), &MODEL, &Arc::new(matrix), &findings, &wanted);
    let (name, templates) = &DOCUMENTS[bytes.len() % DOCUMENTS.len()];
    let (matrix, default) = DOCUMENTS.iter().find(|(name, _)| name == templates::DEFAULT).expect("a default template");
    let page = default.page(view);
    twice(default, matrix, &page);
    if name != matrix {
        twice(templates, name, &page);
    }
    let view = page.view();
    match bytes.len() % 4 {
        0 => drop(picture::standalone(view)),
        1 => sheet::xlsx::write(view, sheet::book(view), &mut Vec::new()).expect("every view makes a workbook"),
        2 if oscal::refusal(view).is_none() => oscal::write(view, &mut Vec::new()).expect("what is not refused is written"),
        _ => {
            for id in MODEL.dialects() {
                let dialect = MODEL.dialect(id).expect("a dialect that is listed");
                if let Ok(sheet) = dialect::sheet(id, &dialect, view) {
                    sheet::csv::write(sheet, &mut Vec::new()).expect("a sheet is written");
                }
            }
        }
    }
    Corpus::Keep
});

/// Sets a document twice in both formats.
fn twice(templates: &Templates, name: &str, page: &Page) {
    for format in [Format::Markdown, Format::Html] {
        let set = || {
            let mut text = Vec::new();
            templates.set(name, format, page, &mut text).expect("the built-in templates set every view");
            text
        };
        assert!(set() == set());
    }
}
