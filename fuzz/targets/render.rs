//! Any bytes as an architecture, set in every format. What has no error must render, and the same twice.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use onus::architecture;
use onus::document::{self, Format, Templates, picture, templates};
use onus::embedded::Model;
use onus::finding::Findings;
use onus::matrix::{self, Options};
use onus::source::Source;
use std::sync::LazyLock;

static MODEL: LazyLock<Model> = LazyLock::new(Model::embedded);
static TEMPLATES: LazyLock<Templates> =
    LazyLock::new(|| Templates::load(&[]).unwrap_or_else(|findings| panic!("{findings:?}")));

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
    let view = document::view(&architecture, &MODEL, &matrix, &findings);
    for format in [Format::Markdown, Format::Html] {
        let set = || TEMPLATES.render(templates::DEFAULT, format, &view).expect("the built-in templates set every view");
        assert_eq!(set(), set());
    }
    picture::standalone(&view);
    Corpus::Keep
});
