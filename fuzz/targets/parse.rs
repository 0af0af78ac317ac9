//! Any bytes as an architecture: read, resolved, and what was found printed in every style. Nothing may panic or hang.

#![no_main]

use libfuzzer_sys::fuzz_target;
use onus::architecture;
use onus::embedded::Model;
use onus::finding::Findings;
use onus::matrix::{self, Options};
use onus::report::{self, Style};
use onus::source::Source;
use std::sync::{Arc, LazyLock};

static MODEL: LazyLock<Arc<Model>> = LazyLock::new(|| Arc::new(Model::embedded()));

fuzz_target!(|bytes: &[u8]| {
    let (source, error) = Source::decode("architecture.yaml", bytes.to_vec());
    if error.is_some() {
        return;
    }
    let mut findings = Findings::new(&source);
    if let Some(architecture) = architecture::parse(&source, &mut findings) {
        matrix::resolve(&architecture, &MODEL, &Options::default(), &mut findings);
    }
    let (findings, dropped) = findings.into_sorted();
    for style in [Style::Full, Style::Concise, Style::Json, Style::Github, Style::Sarif] {
        report::print(&findings, dropped, style);
    }
});
