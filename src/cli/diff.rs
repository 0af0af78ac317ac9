use super::{Stop, Talk, chosen_editions, good_model, print, read, resolve_one};
use clap::ValueEnum;
use onus::changes::{self, Known, Side, markdown, text, what_if::Settings};
use onus::document;
use onus::embedded::Model;
use onus::finding::{Finding, Findings, Severity};
use onus::matrix;
use onus::report::{self, Style};
use onus::source::{Source, Span};
use std::collections::HashSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Say who holds what otherwise in another version of an architecture, and why.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  onus diff file.yaml architecture.yaml    two files, or views that `render -f json` printed
  onus diff --set web.service=aws/lambda   ./architecture.yaml and what it would be
  onus diff --edition aws/two-categories   the same file by another edition
  onus diff -f markdown - architecture.yaml < file.yaml")]
pub(super) struct Args {
    /// Two architectures or views; one, else ./architecture.yaml, against itself changed.
    #[arg(value_name = "FILE", num_args = 0..=2)]
    files: Vec<PathBuf>,

    /// Change a key: api.variant=ec2. The value is YAML; none removes the key.
    #[arg(long, value_name = "COMPONENT.KEY=VALUE")]
    set: Vec<String>,

    /// By this edition: both files, or one file the second time.
    #[arg(long, value_name = "PROVIDER/EDITION")]
    edition: Vec<String>,

    /// The edition of the old side.
    #[arg(long, value_name = "PROVIDER/EDITION")]
    old_edition: Vec<String>,

    /// The edition of the new side.
    #[arg(long, value_name = "PROVIDER/EDITION")]
    new_edition: Vec<String>,

    /// A folder laid over the model of both sides. A later one wins.
    #[arg(long, value_name = "DIR")]
    model: Vec<PathBuf>,

    /// A folder laid over the model of the old side.
    #[arg(long, value_name = "DIR")]
    old_model: Vec<PathBuf>,

    /// A folder laid over the model of the new side.
    #[arg(long, value_name = "DIR")]
    new_model: Vec<PathBuf>,

    /// How to print it: text, markdown, json.
    #[arg(short, long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,

    /// Exit with 1 when there is a difference.
    #[arg(long)]
    exit_code: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    // A line a change.
    Text,
    // Tables for a pull request.
    Markdown,
    // `onus schema diff` describes it.
    Json,
}

/// A file that was read.
#[derive(Clone)]
struct File {
    source: Arc<Source>,
    /// What is wrong with its bytes.
    finding: Option<Finding>,
    /// Whether it is a view that was printed, and no architecture.
    view: bool,
}

/// A file ready to be compared; without a side where there were errors.
#[derive(Default)]
struct Taken {
    side: Option<Side>,
    findings: Vec<Finding>,
    dropped: usize,
}

impl Args {
    pub(super) fn run(self, talk: Talk) -> Result<u8, Stop> {
        let settings = Settings::read(&self.set).map_err(Stop)?;
        let [old, new] = self.files()?;
        let one_file = self.files.len() < 2;
        let [old_folders, new_folders] =
            [&self.old_model, &self.new_model].map(|folders| [&self.model[..], folders].concat());
        let same_model = old_folders == new_folders;
        let Some(old_model) = good_model(&old_folders)?.map(Arc::new) else { return Ok(1) };
        let other_model = if same_model { None } else { Some(good_model(&new_folders)?.map(Arc::new)) };
        let new_model = match &other_model {
            Some(Some(model)) => model,
            Some(None) => return Ok(1),
            None => &old_model,
        };
        let both = if one_file { &[][..] } else { &self.edition[..] };
        let old_options = options(&[both, &self.old_edition].concat(), &old_model)?;
        let new_options = options(&[&self.edition[..], &self.new_edition].concat(), new_model)?;

        let before = take(&old, &old_model, &old_options, &Settings::default());
        let mut after = Taken::default();
        let mut refused = false;
        if before.side.is_some() || !one_file {
            after = take(&new, new_model, &new_options, &settings);
            refused = Settings::refused(&after.findings);
        }
        // What was found in a file as it is has been said.
        let said: HashSet<_> = before.findings.iter().map(identity).collect();
        after.findings.retain(|finding| !said.contains(&identity(finding)));
        let shown = |finding: &&Finding| !talk.quiet || finding.severity() == Severity::Error;
        let findings: Vec<Finding> = before.findings.iter().chain(&after.findings).filter(shown).cloned().collect();
        let text = report::print(&findings, before.dropped + after.dropped, Style::Full);
        let _ = anstream::stderr().write_all(text.as_bytes());
        let (Some(before), Some(after)) = (&before.side, &after.side) else {
            if !talk.quiet {
                let _ = writeln!(anstream::stderr(), "there are errors: nothing was compared");
            }
            return Ok(if refused { 2 } else { 1 });
        };
        let known = Known {
            same_model: (!old.view && !new.view).then_some(same_model),
            same_file: old.source.text == new.source.text,
        };
        let changes = changes::compare(before, after, known);
        print(&match self.format {
            Format::Text => text::print(&changes),
            Format::Markdown => markdown::print(&changes),
            Format::Json => super::schema::text(&changes),
        })?;
        Ok(u8::from(self.exit_code && !changes.is_empty()))
    }

    /// The two files; without a second the first stands for both. What the options ask of them and cannot be is refused.
    fn files(&self) -> Result<[File; 2], Stop> {
        let nothing = [&self.set, &self.edition, &self.old_edition, &self.new_edition].into_iter().all(Vec::is_empty)
            && self.old_model == self.new_model;
        let stop = |reason: &str| Err(Stop(reason.to_owned()));
        let [old, new] = match &self.files[..] {
            [_, _] if !self.set.is_empty() => {
                return stop("`--set` changes one file; with two, write the change into the second");
            }
            [old, new] if old == new && old == Path::new("-") => {
                return stop("standard input can be one of the two; name a file for the other");
            }
            [old, new] => [file(old)?, file(new)?],
            _ if nothing => {
                return stop(
                    "one file is compared with itself changed; say how with `--set api.variant=ec2`, `--edition aws/two-categories` or `--new-model DIR`, or name two files: `onus diff OLD NEW`",
                );
            }
            one => {
                let file = file(one.first().map_or(Path::new("architecture.yaml"), PathBuf::as_path))?;
                [file.clone(), file]
            }
        };
        let both = old.view && new.view;
        let refused = [
            ("--set", !self.set.is_empty() && new.view),
            ("--edition", !self.edition.is_empty() && both),
            ("--old-edition", !self.old_edition.is_empty() && old.view),
            ("--new-edition", !self.new_edition.is_empty() && new.view),
            ("--model", !self.model.is_empty() && both),
            ("--old-model", !self.old_model.is_empty() && old.view),
            ("--new-model", !self.new_model.is_empty() && new.view),
        ];
        match refused.iter().find(|(_, refused)| *refused) {
            Some((option, _)) => {
                stop(&format!("`{option}` takes an architecture file; a view was resolved when it was printed"))
            }
            None => Ok([old, new]),
        }
    }
}

fn file(path: &Path) -> Result<File, Stop> {
    let (source, finding) = read(path)?;
    let view = finding.is_none() && Side::is_in(&source.text);
    Ok(File { source, finding, view })
}

fn options(editions: &[String], model: &Model) -> Result<matrix::Options, Stop> {
    Ok(matrix::Options { editions: chosen_editions(editions, model)?, ..matrix::Options::default() })
}

fn take(file: &File, model: &Arc<Model>, options: &matrix::Options, settings: &Settings) -> Taken {
    if file.view {
        return match Side::read(&file.source) {
            Ok(side) => Taken { side: Some(side), ..Taken::default() },
            Err(finding) => Taken { findings: vec![finding], ..Taken::default() },
        };
    }
    let parse = |source: &Arc<Source>, findings: &mut Findings| settings.parse(source, findings);
    let resolved = resolve_one(&file.source, file.finding.clone(), model, options, parse);
    let parts = resolved.parts.as_ref().filter(|_| !resolved.failed());
    let side = parts.map(|(architecture, matrix)| Side::of(&document::view(architecture, model, matrix, &[])));
    Taken { side, findings: resolved.findings, dropped: resolved.dropped }
}

/// What makes two findings one.
fn identity(finding: &Finding) -> (&str, &str, Option<(&str, Option<Span>)>) {
    let place = finding.place.as_ref().map(|place| (place.source.name.as_str(), place.span));
    (finding.code.word(), &finding.message, place)
}
