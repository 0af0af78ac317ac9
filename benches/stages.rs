//! Every stage by itself, on both shapes of `generate.py` and at 10 to 10,000 components: `cargo bench`. Where the time of
//! a run goes; what a user waits for is measured by `compare.sh`.

use divan::Bencher;
use onus::architecture::{self, Architecture};
use onus::document::templates::DEFAULT;
use onus::document::{self, Format, Templates, View};
use onus::embedded::Model;
use onus::finding::Findings;
use onus::matrix::{self, Matrix, Options};
use onus::source::Source;
use std::fmt;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, LazyLock};

const CASES: [Case; 8] = [
    Case("typical", 10),
    Case("typical", 100),
    Case("typical", 1_000),
    Case("typical", 10_000),
    Case("worst", 10),
    Case("worst", 100),
    Case("worst", 1_000),
    Case("worst", 10_000),
];

static MODEL: LazyLock<Arc<Model>> = LazyLock::new(|| Arc::new(Model::embedded()));

fn main() {
    let written = Command::new("python3").args(["benches/generate.py", "architectures", "target/bench/data"]).status();
    assert!(written.is_ok_and(|status| status.success()), "python3 writes the architectures that are measured");
    divan::main();
}

/// A shape and a number of components.
#[derive(Clone, Copy)]
struct Case(&'static str, usize);

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, self.1)
    }
}

impl Case {
    fn source(self) -> Arc<Source> {
        let path = format!("target/bench/data/{}-{}.yaml", self.0, self.1);
        Source::new(&*path, std::fs::read_to_string(Path::new(&path)).expect("main wrote it"))
    }
}

fn parsed(source: &Arc<Source>) -> Arc<Architecture> {
    let parsed = architecture::parse(source, &mut Findings::new(source));
    Arc::new(parsed.expect("what generate.py writes is an architecture"))
}

fn resolved(source: &Arc<Source>, architecture: &Architecture) -> Arc<Matrix> {
    Arc::new(matrix::resolve(architecture, &MODEL, &Options::default(), &mut Findings::new(source)))
}

fn viewed(case: Case) -> View {
    let source = case.source();
    let architecture = parsed(&source);
    document::view(&architecture, &MODEL, &resolved(&source, &architecture), &[])
}

#[divan::bench]
fn model() -> Model {
    Model::embedded()
}

#[divan::bench(args = [Format::Markdown, Format::Html])]
fn load_templates(format: Format) -> Templates {
    let templates = templates();
    templates.prepare(format);
    templates
}

fn templates() -> Templates {
    Templates::load(&[], &[], DEFAULT).unwrap_or_else(|_| panic!("the built-in templates have no mistake"))
}

#[divan::bench(args = CASES, max_time = 2)]
fn parse(bencher: Bencher, case: Case) {
    let source = case.source();
    bencher.bench_local(|| parsed(&source));
}

#[divan::bench(args = CASES, max_time = 2)]
fn resolve(bencher: Bencher, case: Case) {
    let source = case.source();
    let architecture = parsed(&source);
    bencher.bench_local(|| resolved(&source, &architecture));
}

#[divan::bench(args = CASES, max_time = 2)]
fn view(bencher: Bencher, case: Case) {
    let source = case.source();
    let architecture = parsed(&source);
    let matrix = resolved(&source, &architecture);
    bencher.bench_local(|| document::view(&architecture, &MODEL, &matrix, &[]));
}

#[divan::bench(args = CASES, max_time = 2)]
fn markdown(bencher: Bencher, case: Case) {
    set(bencher, case, Format::Markdown);
}

#[divan::bench(args = CASES, max_time = 2)]
fn html(bencher: Bencher, case: Case) {
    set(bencher, case, Format::Html);
}

fn set(bencher: Bencher, case: Case, format: Format) {
    let templates = templates();
    templates.prepare(format);
    let page = templates.page(viewed(case));
    bencher.bench_local(|| {
        templates.set(DEFAULT, format, &page, &mut std::io::sink()).unwrap_or_else(|error| panic!("{error:?}"))
    });
}
