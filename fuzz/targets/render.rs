//! Any bytes as an architecture, set in every format. What has no error must render, and the same twice.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use onus::architecture;
use onus::document::{self, Format, Templates, picture, templates};
use onus::embedded::Model;
use onus::finding::Findings;
use onus::matrix::{self, Options};
use onus::source::Source;
use std::sync::{Arc, LazyLock};

static MODEL: LazyLock<Arc<Model>> = LazyLock::new(|| Arc::new(Model::embedded()));
static TEMPLATES: LazyLock<Templates> =
    LazyLock::new(|| Templates::load(&[], &[], templates::DEFAULT).unwrap_or_else(|findings| panic!("{findings:?}")));

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
    let page = TEMPLATES.page(document::view(&Arc::new(architecture), &MODEL, &Arc::new(matrix), &findings));
    for format in [Format::Markdown, Format::Html] {
        let set = || {
            let mut text = Vec::new();
            TEMPLATES.set(templates::DEFAULT, format, &page, &mut text).expect("the built-in templates set every view");
            text
        };
        assert!(set() == set());
    }
    picture::standalone(page.view());
    Corpus::Keep
});
