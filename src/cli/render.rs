use super::{Input, Resolved, Stop, Talk, counted, read_in_folder, refusal};
use clap::ValueEnum;
use onus::document::{self, Format, Templates, assemble, bounds, picture};
use onus::embedded::Model;
use onus::finding::{Code, Finding, did_you_mean};
use onus::output::{self, Change, Document};
use onus::source::{self, Source};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Write the responsibility matrix of an architecture.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  onus render                              output/<id>/responsibility-matrix.md and .html\n  onus render -o matrix.html               one file\n  onus render -f json - < architecture.yaml -o -\n  onus render --check examples/*/architecture.yaml   in CI: are the documents fresh?"
)]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,

    /// Where to write: a folder, a file by its ending (.md, .html, .json, .svg), or `-` for standard output.
    #[arg(short, long, value_name = "PATH", default_value = "output")]
    output: PathBuf,

    /// What to write; several with commas.
    #[arg(short, long, value_enum, value_delimiter = ',', value_name = "FORMAT")]
    format: Vec<Kind>,

    /// Which document.
    #[arg(long, value_name = "NAME", default_value = document::templates::DEFAULT)]
    template: String,

    /// A folder with templates of your own. They are code that you run.
    #[arg(long, value_name = "DIR")]
    template_dir: Option<PathBuf>,

    /// How long templates of your own may take for the documents of one architecture.
    #[arg(long, value_name = "SECONDS", default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    template_timeout: u64,

    /// Write nothing; exit with 1 when a file is not as it would be written.
    #[arg(long)]
    check: bool,

    /// Write nothing; print what would change as a unified diff, and exit with 1 when something would.
    #[arg(long)]
    diff: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Markdown,
    Html,
    Json,
    Svg,
}

impl Kind {
    fn format(self) -> Format {
        match self {
            Self::Markdown => Format::Markdown,
            Self::Html => Format::Html,
            Self::Json => Format::Json,
            Self::Svg => Format::Svg,
        }
    }
}

/// Where documents go.
enum Target {
    Folder(PathBuf),
    File(PathBuf),
    Stdout,
}

impl Args {
    pub(super) fn run(self, talk: Talk) -> Result<u8, Stop> {
        let (model, mut findings) = self.input.model()?;
        let options = self.input.options(&model)?;
        let (target, formats) = self.target()?;
        let mut failed = findings.iter().any(|finding| self.input.denied(finding));
        let templates = self.templates(&mut findings)?;
        let Some(templates) = templates.filter(|_| !failed) else {
            self.input.print_findings(&findings, 0, talk, false)?;
            return Ok(refusal(&findings));
        };
        let formats = if formats.is_empty() { templates.formats(&self.template) } else { formats };
        let (resolved, unreadable) = self.input.resolve(&model, &options);
        let (mut documents, mut refused) = (Vec::new(), Vec::new());
        let mut dropped = 0;
        for resolved in resolved {
            let denied = resolved.findings.iter().any(|finding| self.input.denied(finding));
            failed |= denied;
            dropped += resolved.dropped;
            if !resolved.failed() {
                let set = || set(&resolved, &model, &templates, &self.template, &formats, &target);
                match self.watched(set, &findings, talk) {
                    Ok(set) => documents.extend(set),
                    Err(finding) => {
                        failed = true;
                        findings.push(finding);
                    }
                }
            } else if resolved.findings.iter().all(|finding| finding.code != Code::Unreadable) {
                refused.push(resolved.source.name.clone());
            }
            findings.extend(resolved.findings);
        }
        self.input.print_findings(&findings, dropped, talk, false)?;
        let talk = Talk { quiet: talk.quiet || self.input.for_machines(), ..talk };
        for name in refused.iter().filter(|_| !talk.quiet) {
            let _ = writeln!(anstream::stderr(), "{name} has errors: nothing was written for it");
        }
        let stale = self.deliver(&documents, &target, talk)?;
        Ok(if unreadable { 2 } else { u8::from(failed || stale) })
    }

    fn target(&self) -> Result<(Target, Vec<Format>), Stop> {
        let mut formats: Vec<Format> = self.format.iter().map(|kind| kind.format()).collect();
        formats.sort();
        formats.dedup();
        let single = |what: &str| match self.input.files.len() {
            0 | 1 => Ok(()),
            _ => Err(Stop(format!("{what} takes one architecture; with several give `-o` a folder"))),
        };
        if self.output == Path::new("-") {
            single("standard output")?;
            if self.check || self.diff {
                return Err(Stop("`--check` and `--diff` compare files; give `-o` a folder or a file".to_owned()));
            }
            if formats.is_empty() {
                formats.push(Format::Markdown);
            }
            return match formats.len() {
                1 => Ok((Target::Stdout, formats)),
                _ => Err(Stop("standard output takes one format; name it with `-f`".to_owned())),
            };
        }
        if let Some(format) = Format::of(&self.output).filter(|_| !self.output.is_dir()) {
            single("a file")?;
            if formats.iter().any(|asked| *asked != format) {
                return Err(Stop(format!(
                    "`-o {}` ends in .{}, and `-f` asks for another format",
                    self.output.display(),
                    format.ending()
                )));
            }
            return Ok((Target::File(self.output.clone()), vec![format]));
        }
        if let Some(ending) = self.output.extension().filter(|_| !self.output.is_dir()) {
            return Err(Stop(format!(
                "`-o {}`: nothing is written as .{}; a file ends in .md, .html, .json or .svg, and a folder has no ending",
                self.output.display(),
                ending.display()
            )));
        }
        Ok((Target::Folder(self.output.clone()), formats))
    }

    /// The templates, or nothing where they have mistakes.
    fn templates(&self, findings: &mut Vec<Finding>) -> Result<Option<Templates>, Stop> {
        let mut user: Vec<(String, Arc<Source>)> = Vec::new();
        if let Some(folder) = &self.template_dir {
            for (name, path) in source::template_files(folder)? {
                match read_in_folder(&path) {
                    Err(finding) => findings.push(finding),
                    Ok(source) => user.push((name, source)),
                }
                if bounds::is_too_much(&user) {
                    break;
                }
            }
            findings.extend(bounds::check(&user));
        }
        if !findings.is_empty() {
            return Ok(None);
        }
        match Templates::load(&user) {
            Ok(templates) => {
                let names = templates.names();
                if !names.contains(&self.template) {
                    let help = did_you_mean(&self.template, names.iter().map(String::as_str));
                    return Err(Stop(format!("unknown template `{}`; {help}", self.template)));
                }
                Ok(Some(templates))
            }
            Err(found) => {
                findings.extend(found);
                Ok(None)
            }
        }
    }

    /// Does what runs templates; where they are a user's own, within bounds. Beyond these the run ends here, with what was
    /// found: nothing was written.
    fn watched<T: Send>(&self, set: impl FnOnce() -> T + Send, findings: &[Finding], talk: Talk) -> T {
        let Some(folder) = &self.template_dir else { return set() };
        let end = |finding: Finding| {
            let files = ["md", "html"].map(|ending| folder.join(format!("{}.{ending}", self.template)));
            let file = files.iter().find(|file| file.is_file()).unwrap_or(folder);
            let place = Source::new(file.display().to_string(), "");
            let findings = [findings, &[finding.at(&place, None)]].concat();
            let printed = self.input.print_findings(&findings, 0, talk, false);
            std::process::exit(if printed.is_ok() { 1 } else { 2 })
        };
        bounds::watched(&self.template, Duration::from_secs(self.template_timeout), set, end)
    }

    /// Writes, compares or prints the documents; says whether one is stale.
    fn deliver(&self, documents: &[Document], target: &Target, talk: Talk) -> Result<bool, Stop> {
        if let Target::Stdout = target {
            documents.iter().try_for_each(|document| print_raw(&document.text))?;
            return Ok(false);
        }
        let say = |text: String| {
            let _ = writeln!(anstream::stderr(), "{text}");
        };
        let quietly = |text: String| {
            if !talk.quiet {
                say(text)
            }
        };
        if self.check || self.diff {
            let mut stale = 0;
            for document in documents {
                let (change, old) = output::compare(document)?;
                if change != Change::Same {
                    stale += 1;
                    if self.diff {
                        print_raw(&output::diff(document, &old))?;
                    }
                    quietly(format!(
                        "{}: {}",
                        if change == Change::New { "missing" } else { "stale" },
                        document.path.display()
                    ));
                }
            }
            if stale > 0 {
                quietly(format!(
                    "{} would change; run `onus render` without `--check` or `--diff` to write {}",
                    counted(stale, "file", "files"),
                    if stale == 1 { "it" } else { "them" }
                ));
            } else if !talk.quiet && !documents.is_empty() {
                say(format!("{} up to date", counted(documents.len(), "file is", "files are")));
            }
            return Ok(stale > 0);
        }
        let changes = output::write(documents)?;
        if !talk.quiet {
            for (document, change) in documents.iter().zip(&changes) {
                match change {
                    Change::New => say(format!("wrote {}", document.path.display())),
                    Change::Changed => say(format!("changed {}", document.path.display())),
                    Change::Same if talk.verbose => say(format!("unchanged {}", document.path.display())),
                    Change::Same => {}
                }
            }
            if !documents.is_empty() && !talk.verbose && changes.iter().all(|change| *change == Change::Same) {
                say(format!("nothing changed: {} up to date", counted(documents.len(), "file is", "files are")));
            }
        }
        Ok(false)
    }
}

/// The documents of one architecture.
fn set(
    resolved: &Resolved,
    model: &Model,
    templates: &Templates,
    template: &str,
    formats: &[Format],
    target: &Target,
) -> Result<Vec<Document>, Finding> {
    let Some((architecture, matrix)) = &resolved.parts else { return Ok(Vec::new()) };
    let mut view = document::view(architecture, model, matrix, &resolved.findings);
    let mut documents = Vec::new();
    for &format in formats {
        let text = match format {
            Format::Markdown | Format::Html => templates.render(template, format, &view)?,
            Format::Svg => picture::standalone(&view),
            Format::Json => {
                assemble::expand(&mut view, matrix, architecture, model);
                let text =
                    serde_json::to_string_pretty(&view).expect("a view holds only texts, numbers and lists") + "\n";
                view.components.iter_mut().for_each(|component| component.cells.clear());
                text
            }
        };
        let path = match target {
            Target::File(path) => path.clone(),
            Target::Folder(folder) => folder.join(&matrix.id).join(format!("{template}.{}", format.ending())),
            Target::Stdout => PathBuf::new(),
        };
        documents.push(Document { path, text });
    }
    Ok(documents)
}

/// Prints a document as it is: no colour is added or taken away.
fn print_raw(text: &str) -> Result<(), Stop> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Stop(format!("cannot write to standard output: {}", source::plain(&error))))
        }
        _ => Ok(()),
    }
}
