//! One file a command: its arguments beside its run. Shared here: how input is read, how findings are printed, exit codes.

mod check;
mod completions;
mod controls;
mod diff;
mod explain;
mod init;
mod list;
mod man;
mod parallel;
mod render;
mod schema;
mod templates;

use clap::{Parser, Subcommand, ValueEnum};
use onus::approval;
use onus::architecture::{self, Architecture};
use onus::embedded::Model;
use onus::finding::{Code, Finding, Findings, Severity};
use onus::matrix::{self, Matrix};
use onus::report::{self, Style};
use onus::source::{self, Source};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// What `--version` prints: the program's version and that of the model that is compiled in.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (model ", env!("ONUS_MODEL_VERSION"), ")");

/// Turns an architecture description into a sourced cloud responsibility matrix.
#[derive(Parser)]
#[command(name = "onus", version = VERSION, about, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "\
Examples:
  onus init                        a small architecture to start from
  onus check                       what is wrong or open in ./architecture.yaml
  onus render                      its matrix, as Markdown and HTML
  onus explain aws/rds             who holds what of a service

`onus COMMAND --help` has more. Exit codes: 0 done, 1 an error in a file or a stale document,
2 bad arguments or I/O. NO_COLOR and FORCE_COLOR say when to use colour, `--color` says it louder.")]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// Use colour: auto, always or never.
    #[arg(long, value_enum, default_value_t = Color::Auto, hide_possible_values = true)]
    #[arg(global = true, display_order = 100, value_name = "WHEN")]
    color: Color,

    /// Say only what fails.
    #[arg(short, long, global = true, display_order = 100, conflicts_with = "verbose")]
    quiet: bool,

    /// Say also which files did not change.
    #[arg(short, long, global = true, display_order = 100)]
    verbose: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand)]
enum Command {
    Render(render::Args),
    Check(check::Args),
    Explain(explain::Args),
    List(list::Args),
    Diff(diff::Args),
    Init(init::Args),
    Schema(schema::Args),
    Completions(completions::Args),
    #[command(hide = true)]
    Man(man::Args),
}

/// How much to say.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Talk {
    quiet: bool,
    verbose: bool,
}

/// Why a command stopped. The exit code is 2.
struct Stop(String);

impl<E: std::error::Error> From<E> for Stop {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Parses the arguments, runs the command and gives its exit code.
pub(crate) fn run() -> ExitCode {
    // Before the arguments are parsed, whose mistakes are coloured, too.
    environment_color().write_global();
    let cli = Cli::parse();
    match cli.color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    let talk = Talk { quiet: cli.quiet, verbose: cli.verbose };
    let done = match cli.command {
        Command::Render(args) => args.run(talk),
        Command::Check(args) => args.run(talk),
        Command::Explain(args) => args.run(),
        Command::List(args) => args.run(talk),
        Command::Diff(args) => args.run(talk),
        Command::Init(args) => args.run(talk),
        Command::Schema(args) => args.run(),
        Command::Completions(args) => args.run(),
        Command::Man(args) => args.run(talk),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(Stop(reason)) => {
            let _ = writeln!(anstream::stderr(), "{}: {}", bold_red("error"), printable(&reason));
            ExitCode::from(2)
        }
    }
}

/// What the environment says of colour. NO_COLOR wins; it, CLICOLOR_FORCE and TERM are known to anstream, FORCE_COLOR is not.
fn environment_color() -> anstream::ColorChoice {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    match set("FORCE_COLOR").filter(|_| set("NO_COLOR").is_none()) {
        Some(value) if value != "0" && value != "false" => anstream::ColorChoice::Always,
        _ => anstream::ColorChoice::Auto,
    }
}

fn bold_red(text: &str) -> String {
    format!("\u{1b}[1m\u{1b}[91m{text}\u{1b}[0m")
}

/// Prints to standard output. A closed pipe is no error.
fn print(text: &str) -> Result<(), Stop> {
    printed(anstream::stdout().lock(), text.as_bytes())
}

/// Prints a document as it is: no colour is added or taken away.
fn print_raw(text: &[u8]) -> Result<(), Stop> {
    printed(std::io::stdout().lock(), text)
}

fn printed(mut stdout: impl Write, text: &[u8]) -> Result<(), Stop> {
    match stdout.write_all(text).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Stop(format!("cannot write to standard output: {}", source::plain(&error))))
        }
        _ => Ok(()),
    }
}

/// Arguments of every command that reads an architecture.
#[derive(clap::Args)]
struct Input {
    /// Architecture files; `-` is standard input. Without any: `architecture.yaml` here.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Read a provider's model by this edition: aws/two-categories.
    #[arg(long, value_name = "EDITION", help_heading = "Input")]
    edition: Vec<String>,

    /// Lay a folder of services, editions and sources over the model.
    #[arg(long, value_name = "DIR", help_heading = "Input")]
    model: Vec<PathBuf>,

    /// full, concise, json, github, sarif or junit.
    #[arg(long, value_enum, default_value_t = OutputFormat::Full, hide_possible_values = true)]
    #[arg(value_name = "STYLE", help_heading = "Findings")]
    output_format: OutputFormat,

    /// Exit with 1 also on `warnings`, `notes` or findings with a code.
    #[arg(long, value_name = "WHAT", help_heading = "Findings")]
    deny: Vec<String>,

    /// What has expired on this day [default: the document's date].
    #[arg(long, value_name = "DATE", help_heading = "Findings")]
    as_of: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    // The line, a caret and the help.
    Full,
    // One line each.
    Concise,
    // One JSON array.
    Json,
    // Annotations for a pull request.
    Github,
    /// One SARIF 2.1.0 log, for code scanning.
    Sarif,
    /// One JUnit document, for CI servers.
    Junit,
}

impl OutputFormat {
    /// The style of reports that do not depend on the run.
    fn style(self) -> Option<Style> {
        Some(match self {
            Self::Full => Style::Full,
            Self::Concise => Style::Concise,
            Self::Json => Style::Json,
            Self::Github => Style::Github,
            Self::Sarif => Style::Sarif,
            Self::Junit => return None,
        })
    }
}

/// An architecture that was read and resolved, with what was found in it.
struct Resolved {
    /// Its file.
    source: Arc<Source>,
    /// Absent when there was nothing to go on with.
    parts: Option<(Arc<Architecture>, Arc<Matrix>)>,
    findings: Vec<Finding>,
    dropped: usize,
}

impl Resolved {
    fn failed(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity() == Severity::Error)
    }
}

impl Input {
    /// The model of the run, and what was found in the folders laid over it.
    fn model(&self) -> Result<(Arc<Model>, Vec<Finding>), Stop> {
        model(&self.model)
    }

    /// What the run chooses beyond the files. Unknown editions and days are bad arguments.
    fn options(&self, model: &Model) -> Result<matrix::Options, Stop> {
        if let Some(day) = self.as_of.as_ref().filter(|day| !onus::form::is_date(day)) {
            return Err(Stop(format!("`--as-of {day}` is no day; write it YYYY-MM-DD")));
        }
        let editions = chosen_editions(&self.edition, model)?;
        let options = matrix::Options { as_of: self.as_of.clone(), editions, ..matrix::Options::default() };
        for what in &self.deny {
            let codes = Code::ALL.iter().map(|code| code.word());
            if !["errors", "warnings", "notes"].contains(&what.as_str()) && !codes.clone().any(|code| code == what) {
                let help = onus::finding::did_you_mean(what, codes.chain(["errors", "warnings", "notes"]));
                return Err(Stop(format!("`--deny {what}` names no finding; {help}")));
            }
        }
        Ok(options)
    }

    /// Whether a finding makes the run fail.
    fn denied(&self, finding: &Finding) -> bool {
        let named = |what: &String| match what.as_str() {
            "warnings" => finding.severity() <= Severity::Warning,
            "errors" => false,
            "notes" => true,
            code => finding.code.word() == code,
        };
        finding.severity() == Severity::Error || self.deny.iter().any(named)
    }

    /// Reads and resolves every file. The second value says whether one could not be read.
    fn resolve(&self, model: &Arc<Model>, options: &matrix::Options) -> (Vec<Resolved>, bool) {
        let default = [PathBuf::from("architecture.yaml")];
        let files = if self.files.is_empty() { &default[..] } else { &self.files[..] };
        let mut resolved = parallel::each(files.iter().collect(), |path| match read(path) {
            Ok((source, finding)) => {
                resolve_with(&source, finding, model, options, architecture::parse, approval::check)
            }
            Err(Stop(reason)) => {
                let source = Source::new(path.display().to_string(), "");
                let help = match self.files.is_empty() {
                    true => "`onus init` writes one to start from, or name the file",
                    false => "name a file that can be read, or `-` for standard input",
                };
                let finding = Finding::new(Code::Unreadable, reason).help(help).at(&source, None);
                Resolved { source, parts: None, findings: vec![finding], dropped: 0 }
            }
        });
        let unreadable = |resolved: &Resolved| resolved.findings.iter().any(|found| found.code == Code::Unreadable);
        let unreadable = resolved.iter().any(unreadable);
        same_ids(&mut resolved);
        (resolved, unreadable)
    }

    /// Whether a program reads the findings, so that nothing else may stand between them.
    fn for_machines(&self) -> bool {
        matches!(
            self.output_format,
            OutputFormat::Json | OutputFormat::Github | OutputFormat::Sarif | OutputFormat::Junit
        )
    }

    /// Prints findings, on standard output in `check` and on standard error elsewhere.
    fn print_findings(&self, findings: &[Finding], dropped: usize, talk: Talk, to_stdout: bool) -> Result<(), Stop> {
        let shown: Vec<Finding> =
            findings.iter().filter(|finding| !talk.quiet || self.denied(finding)).cloned().collect();
        let whole = matches!(self.output_format, OutputFormat::Json | OutputFormat::Sarif | OutputFormat::Junit);
        let text = match self.output_format.style() {
            _ if shown.is_empty() && !whole => String::new(),
            Some(style) => report::print(&shown, dropped, style),
            None => report::junit(&shown, dropped, |finding| self.denied(finding)),
        };
        if to_stdout {
            return print(&text);
        }
        let _ = anstream::stderr().write_all(text.as_bytes());
        Ok(())
    }
}

/// The embedded model with folders laid over it.
fn model(folders: &[PathBuf]) -> Result<(Arc<Model>, Vec<Finding>), Stop> {
    let mut model = Model::embedded();
    let (mut findings, mut all) = (Vec::new(), Vec::new());
    for folder in folders {
        let mut files = Vec::new();
        let (listed, errors) = source::yaml_files(folder)?;
        findings.extend(errors.into_iter().map(|error| unreadable(&error.path, error.to_string())));
        let mut bytes = 0;
        for (name, path) in listed {
            match read_in_folder(&path) {
                Err(finding) => findings.push(finding),
                Ok(source) => {
                    bytes += source.text.len() as u64;
                    if bytes > source::MAX_BYTES {
                        let most = source::MAX_BYTES / 1024 / 1024;
                        let message = format!("with this file the model folder holds more than {most} MiB");
                        findings.push(Finding::new(Code::Model, message).at(&source, None));
                        break;
                    }
                    files.push((name, source));
                }
            }
        }
        if files.is_empty() && findings.is_empty() {
            return Err(Stop(format!(
                "the model folder `{}` holds no .yaml file; its shape is that of `model/`, with `<provider>/services/<id>.yaml` and the like",
                folder.display()
            )));
        }
        all.push(files);
    }
    if !all.is_empty() {
        findings.extend(model.lay_over(all));
    }
    Ok((Arc::new(model), findings))
}

/// The embedded model with folders laid over it, or nothing where these have mistakes, which are printed.
fn good_model(folders: &[PathBuf]) -> Result<Option<Arc<Model>>, Stop> {
    let (model, findings) = model(folders)?;
    if findings.is_empty() {
        return Ok(Some(model));
    }
    let _ = anstream::stderr().write_all(report::print(&findings, 0, Style::Full).as_bytes());
    Ok(None)
}

/// A text of several lines as it is safe on a terminal.
fn printable(text: &str) -> String {
    text.split('\n').map(report::printable).collect::<Vec<_>>().join("\n")
}

/// The editions of a model, in full.
fn editions(model: &Model) -> Vec<String> {
    let of = |(provider, facts): (&String, &onus::model::Provider)| {
        facts.editions.keys().map(|edition| format!("{provider}/{edition}")).collect::<Vec<_>>()
    };
    model.core.providers.iter().flat_map(of).collect()
}

/// Editions as they are written on the command line, by provider. An unknown one is a bad argument.
fn chosen_editions(written: &[String], model: &Model) -> Result<BTreeMap<String, String>, Stop> {
    let known = editions(model);
    let chosen = |written: &String| match written.split_once('/').filter(|_| known.contains(written)) {
        Some((provider, edition)) => Ok((provider.to_owned(), edition.to_owned())),
        None => {
            let help = onus::finding::did_you_mean(written, known.iter().map(String::as_str));
            Err(Stop(format!("unknown edition `{written}`; {help}")))
        }
    };
    written.iter().map(chosen).collect()
}

/// A file or standard input as a source, and a finding where its bytes are no text.
fn read(path: &Path) -> Result<(Arc<Source>, Option<Finding>), Stop> {
    let (source, error) = match path == Path::new("-") {
        true => Source::decode("<stdin>", source::read_stdin()?),
        false => source::load(path)?,
    };
    let finding = error.map(|error| Finding::not_utf8(&source, &error));
    Ok((source, finding))
}

/// A file that is read because its folder was named: what is wrong with it is one finding among others.
fn read_in_folder(path: &Path) -> Result<Arc<Source>, Finding> {
    match read(path) {
        Ok((source, None)) => Ok(source),
        Ok((_, Some(finding))) => Err(finding),
        Err(Stop(reason)) => Err(unreadable(path, reason)),
    }
}

fn unreadable(path: &Path, reason: String) -> Finding {
    let source = Source::new(path.display().to_string(), "");
    Finding::new(Code::Unreadable, reason).help("take it out of the folder, or let it be read").at(&source, None)
}

/// The exit code of a run that stops at what it found in folders.
fn refusal(findings: &[Finding]) -> u8 {
    if findings.iter().any(|finding| finding.code == Code::Unreadable) { 2 } else { 1 }
}

/// Resolves what a way of reading makes of a file, and looks at what came of it.
fn resolve_with(
    source: &Arc<Source>,
    finding: Option<Finding>,
    model: &Arc<Model>,
    options: &matrix::Options,
    parse: impl FnOnce(&Arc<Source>, &mut Findings) -> Option<Architecture>,
    check: impl FnOnce(&Arc<Architecture>, &Arc<Model>, &Arc<Matrix>, &mut Findings),
) -> Resolved {
    let source = Arc::clone(source);
    if let Some(finding) = finding {
        return Resolved { source, parts: None, findings: vec![finding], dropped: 0 };
    }
    let mut findings = Findings::new(&source);
    let parts = parse(&source, &mut findings).map(|architecture| {
        let matrix = Arc::new(matrix::resolve(&architecture, model, options, &mut findings));
        let architecture = Arc::new(architecture);
        check(&architecture, model, &matrix, &mut findings);
        (architecture, matrix)
    });
    let (findings, dropped) = findings.into_sorted();
    Resolved { source, parts, findings, dropped }
}

/// Resolves a file for what is asked of it as it is, approved or not.
fn resolve_one(
    source: &Arc<Source>,
    finding: Option<Finding>,
    model: &Arc<Model>,
    options: &matrix::Options,
    parse: impl FnOnce(&Arc<Source>, &mut Findings) -> Option<Architecture>,
) -> Resolved {
    resolve_with(source, finding, model, options, parse, |_, _, _, _| ())
}

/// Two architectures with one id would write to one folder.
fn same_ids(resolved: &mut [Resolved]) {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for resolved in resolved {
        let Some((architecture, matrix)) = resolved.parts.as_ref().filter(|(_, matrix)| !matrix.id.is_empty()) else {
            continue;
        };
        match first.entry(matrix.id.clone()) {
            Entry::Vacant(vacant) => drop(vacant.insert(resolved.source.name.clone())),
            Entry::Occupied(other) => {
                let message = format!("`{}` has the id `{}` too", other.get(), matrix.id);
                let place = architecture.id.as_ref().map_or(architecture.name.span, |id| id.span);
                let finding = Finding::new(Code::DuplicateId, message).help("give one of them another `id`");
                resolved.findings.push(finding.at(&resolved.source, Some(place)));
            }
        }
    }
}

/// `3 files`, `1 file`.
fn counted(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}
