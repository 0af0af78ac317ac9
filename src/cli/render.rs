use super::{Input, OutputFormat, Resolved, Stop, Talk, controls, counted, parallel, read_in_folder, refusal};
use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use onus::architecture::Architecture;
use onus::document::part::{self, Part, Refusal};
use onus::document::{self, Format, Page, Reader, SetError, Templates, Wanted, bounds, picture};
use onus::embedded::Model;
use onus::finding::{Code, Finding, Severity, did_you_mean};
use onus::form::kebab;
use onus::matrix::Matrix;
use onus::model::{Dialect, DialectRows};
use onus::oscal;
use onus::output::{self, Change, Document, Draft, Finished, Purpose, WriteError};
use onus::report;
use onus::sheet::{self, Sheet};
use onus::source::{self, Source};
use std::convert::Infallible;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How many seconds a template of a user's own may take for one document, where nothing else is said.
pub(super) const TIMEOUT: u64 = 4;

/// Write the responsibility matrix of an architecture.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  onus render                              output/<id>/responsibility-matrix.md and .html
  onus render -f json -o - - < file.yaml   the view, from a pipe into a pipe
  onus render --check */architecture.yaml  in CI: are the documents fresh?")]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,

    /// A folder, a file by its ending, or `-` for stdout.
    #[arg(short, long, value_name = "PATH", default_value = "output", help_heading = "Documents")]
    output: PathBuf,

    /// markdown, html, json, svg, csv, xlsx, oscal; several with commas.
    #[arg(short, long, value_parser = formats(), value_delimiter = ',', hide_possible_values = true)]
    #[arg(value_name = "FORMAT", help_heading = "Documents")]
    format: Vec<Format>,

    /// responsibility-matrix (the default), duties, gaps, controls, or one of your own.
    #[arg(long, value_name = "NAME", default_value = document::templates::DEFAULT, hide_default_value = true)]
    #[arg(help_heading = "Documents")]
    template: String,

    /// internal, or external: no owners, notes, evidence.
    #[arg(long, value_enum, default_value_t = Audience::Internal, hide_possible_values = true)]
    #[arg(value_name = "WHOM", help_heading = "Documents")]
    audience: Audience,

    /// With `--template duties` or `gaps`: of one owner alone, by id.
    #[arg(long, value_name = "OWNER", help_heading = "Documents")]
    owner: Option<String>,

    /// Templates of your own. They are code that you run.
    #[arg(long, value_name = "DIR", help_heading = "Documents")]
    template_dir: Option<PathBuf>,

    /// How long a template of your own may take for one document. Named where it is needed: in the finding.
    #[arg(long, value_name = "SECONDS", default_value_t = TIMEOUT, value_parser = clap::value_parser!(u64).range(1..=86_400), hide = true)]
    template_timeout: u64,

    /// Of controls, and of sheets of them, the part of one provider or third party.
    #[arg(long, value_name = "ID", help_heading = "Documents")]
    provider: Option<String>,

    /// Titles of controls from an OSCAL catalogue of yours.
    #[arg(long, value_name = "FILE", help_heading = "Documents")]
    catalog: Vec<String>,

    /// A sheet in a regime's words, as csv or xlsx: `onus list dialects`.
    #[arg(long, value_name = "NAME", help_heading = "Documents")]
    dialect: Option<String>,

    /// One section, or `component:ID`, for a page: duties, grid, sources.
    #[arg(long, value_name = "PART", help_heading = "Documents")]
    section: Option<String>,

    /// The level of the first heading, 1 to 4; the others follow.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=4), help_heading = "Documents")]
    heading_level: Option<u8>,

    /// Write nothing; exit with 1 when a file is stale.
    #[arg(long, help_heading = "Documents")]
    check: bool,

    /// Write nothing; print what would change, and exit with 1 then.
    #[arg(long, help_heading = "Documents")]
    diff: bool,
}

/// Who reads a document.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Audience {
    Internal,
    External,
}

/// The formats by name.
fn formats() -> impl TypedValueParser<Value = Format> {
    let named = |word: String| {
        Format::ALL.into_iter().find(|format| format.word() == word).ok_or_else(|| format!("unknown format `{word}`"))
    };
    PossibleValuesParser::new(Format::ALL.map(Format::word)).try_map(named)
}

/// The endings of files, in words.
fn endings() -> String {
    let mut endings = Format::ALL.map(|format| format!(".{}", format.ending())).to_vec();
    let mut met = std::collections::BTreeSet::new();
    endings.retain(|ending| met.insert(ending.clone()));
    endings.join(", ")
}

/// What of a document is set: a part or all, from a level of heading on.
struct Shape {
    part: Option<Part>,
    level: Option<usize>,
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
        let formats = self.formats(formats, &target, &templates)?;
        if self.diff && formats.contains(&Format::Xlsx) {
            return Err(Stop(
                "`--diff` shows texts, and a workbook is none; `--check` says whether it is fresh".to_owned(),
            ));
        }
        let shape = self.shape(&formats)?;
        let reader = self.reader(&formats)?;
        let dialect = self.dialect(&model, &formats)?;
        self.controls_are_shown(&formats, dialect.as_ref())?;
        if parallel::workers() > 1 {
            // Read the templates while the files are read; the larger first, since who sets it waits longest.
            let (templates, formats) = (Arc::clone(&templates), formats.clone());
            std::thread::spawn(move || formats.iter().rev().for_each(|&format| templates.prepare(format)));
        }
        let (resolved, unreadable) = self.input.resolve(&model, &options);
        self.knows_owner(&resolved)?;
        let (mut good, mut refused, mut dropped) = (Vec::new(), Vec::new(), 0);
        for Resolved { source, parts, findings: found, dropped: left } in resolved {
            failed |= found.iter().any(|finding| self.input.denied(finding));
            dropped += left;
            match parts.filter(|_| found.iter().all(|finding| finding.severity() != Severity::Error)) {
                Some((architecture, matrix)) => good.push((architecture, matrix, found.clone(), Wanted::default())),
                None if found.iter().all(|finding| finding.code != Code::Unreadable) => {
                    refused.push(source.name.clone());
                }
                None => {}
            }
            findings.extend(found);
        }
        let catalogs = controls::catalogs(&self.catalog, &model)?;
        for (architecture, matrix, _, wanted) in &mut good {
            *wanted = controls::wanted(architecture, matrix, self.provider.as_deref(), &catalogs)?;
            wanted.reader = reader.clone();
        }
        // Where templates of a user's own break their bounds the run ends, with what was found, before anything is put in
        // its place.
        let end = |finding: Finding| -> Infallible {
            let findings = [findings.as_slice(), &[finding]].concat();
            let printed = self.input.print_findings(&findings, dropped, talk, false);
            std::process::exit(if printed.is_ok() { 1 } else { 2 })
        };
        let limit = Duration::from_secs(self.template_timeout);
        let watch = self.template_dir.as_ref().map(|folder| Watch { folder, limit, end: &end });
        let press = Press {
            model: &model,
            templates: &templates,
            template: &self.template,
            dialect: dialect.as_ref(),
            provider: self.provider.as_deref(),
            formats: &formats,
            target: &target,
            watch: watch.as_ref(),
            shape: &shape,
            reader: &reader,
            way: match (self.diff, self.check, &target) {
                (true, ..) => Way::Text,
                (_, true, _) => Way::File(Purpose::Compare),
                (.., Target::Stdout) => Way::Print,
                _ => Way::File(Purpose::Replace),
            },
        };
        let (mut made, mut stop) = (Vec::new(), None);
        for set in press.set_all(good) {
            match set {
                Ok(set) => made.extend(set),
                Err(Failure::Template(finding)) => {
                    failed = true;
                    findings.push(*finding);
                }
                Err(Failure::Stop(reason)) => stop = Some(reason),
            }
        }
        self.input.print_findings(&findings, dropped, talk, false)?;
        if let Some(stop) = stop {
            return Err(stop);
        }
        let talk = Talk { quiet: talk.quiet || self.input.for_machines(), ..talk };
        for name in refused.iter().filter(|_| !talk.quiet) {
            let _ = writeln!(anstream::stderr(), "{name} has errors: nothing was written for it");
        }
        let stale = self.deliver(made, talk)?;
        // The process is about to end: giving the memory back piece by piece would only take time.
        std::mem::forget((templates, model));
        Ok(if unreadable { 2 } else { u8::from(failed || stale) })
    }

    /// Refuses an owner that none of the architectures has.
    fn knows_owner(&self, resolved: &[Resolved]) -> Result<(), Stop> {
        let Some(owner) = &self.owner else { return Ok(()) };
        let parts = resolved.iter().filter_map(|resolved| resolved.parts.as_ref());
        let owners: Vec<&str> =
            parts.flat_map(|(architecture, _)| architecture.owners.keys().map(|id| id.as_str())).collect();
        match owners.contains(&owner.as_str()) || owners.is_empty() && resolved.iter().any(Resolved::failed) {
            true => Ok(()),
            false => Err(Stop(format!("unknown owner `{owner}`; {}", did_you_mean(owner, owners.iter().copied())))),
        }
    }

    fn target(&self) -> Result<(Target, Vec<Format>), Stop> {
        let mut formats = self.format.clone();
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
            return match formats.len() {
                0 | 1 => Ok((Target::Stdout, formats)),
                _ => Err(Stop("standard output takes one format; name it with `-f`".to_owned())),
            };
        }
        if let Some(format) = Format::of(&self.output).filter(|_| !self.output.is_dir()) {
            single("a file")?;
            if formats.len() > 1 || formats.iter().any(|asked| asked.ending() != format.ending()) {
                return Err(Stop(format!(
                    "`-o {}` ends in .{}, and `-f` asks for another format",
                    self.output.display(),
                    format.ending()
                )));
            }
            let formats = if formats.is_empty() { vec![format] } else { formats };
            return Ok((Target::File(self.output.clone()), formats));
        }
        if let Some(ending) = self.output.extension().filter(|_| !self.output.is_dir()) {
            return Err(Stop(format!(
                "`-o {}`: nothing is written as .{}; a file ends in {}, and a folder has no ending",
                self.output.display(),
                ending.display(),
                endings(),
            )));
        }
        Ok((Target::Folder(self.output.clone()), formats))
    }

    /// The formats that are asked for, or those that the document has: on standard output the first of them.
    fn formats(&self, asked: Vec<Format>, target: &Target, templates: &Templates) -> Result<Vec<Format>, Stop> {
        if self.dialect.is_some() {
            return Ok(if asked.is_empty() { vec![Format::Csv] } else { asked });
        }
        let mut known = templates.formats(&self.template);
        if asked.contains(&Format::Markdown) && !known.contains(&Format::Markdown) {
            return Err(Stop(format!("the template `{0}` is for HTML alone; there is no `{0}.md`", self.template)));
        }
        if matches!(target, Target::Stdout) {
            known.truncate(1);
        }
        Ok(if asked.is_empty() { known } else { asked })
    }

    /// The sheet in the words of a regime that is asked for.
    fn dialect(&self, model: &Model, formats: &[Format]) -> Result<Option<(String, Dialect)>, Stop> {
        let Some(id) = &self.dialect else { return Ok(None) };
        let Some(dialect) = model.dialect(id) else {
            let help = did_you_mean(id, model.dialects());
            return Err(Stop(format!("unknown dialect `{id}`; {help}")));
        };
        match formats.iter().find(|format| !matches!(format, Format::Csv | Format::Xlsx)) {
            Some(format) => {
                Err(Stop(format!("`--dialect {id}` is a sheet, written as csv or xlsx, not as {}", format.word())))
            }
            None => Ok(Some((id.clone(), dialect))),
        }
    }

    /// What of a document is set, and how.
    fn shape(&self, formats: &[Format]) -> Result<Shape, Stop> {
        let shape = Shape { part: self.section.as_deref().map(Part::of), level: self.heading_level.map(usize::from) };
        let data = formats.iter().find(|format| !format.is_set());
        match data.filter(|_| shape.part.is_some() || shape.level.is_some()) {
            Some(format) => Err(Stop(format!(
                "`--section` and `--heading-level` are for Markdown and HTML; `{}` has no headings",
                format.ending()
            ))),
            None => Ok(shape),
        }
    }

    /// Who reads it. What would not keep to the owner, or would be empty outside, is refused.
    fn reader(&self, formats: &[Format]) -> Result<Reader, Stop> {
        let outside = self.audience == Audience::External;
        let whole = [document::templates::DEFAULT, "controls"].contains(&self.template.as_str())
            || formats.iter().any(|format| !format.is_set() && *format != Format::Json);
        if let Some(owner) = self.owner.as_ref().filter(|_| whole) {
            return Err(Stop(format!(
                "`--owner {owner}` is for a document of duties or gaps; add `--template duties` or `--template gaps`"
            )));
        }
        if outside && (self.owner.is_some() || self.template == "gaps") {
            return Err(Stop("owners and gaps stay inside: `--audience external` takes neither".to_owned()));
        }
        Ok(Reader { outside, owner: self.owner.clone() })
    }

    /// What is said about controls changes nothing in the matrix, so it is a mistake there.
    fn controls_are_shown(&self, formats: &[Format], dialect: Option<&(String, Dialect)>) -> Result<(), Stop> {
        let given = match (&self.provider, self.catalog.is_empty()) {
            (Some(_), _) => "--provider",
            (None, false) => "--catalog",
            (None, true) => return Ok(()),
        };
        let matrix = match dialect {
            Some((_, dialect)) => dialect.rows == Some(DialectRows::Duties),
            None => {
                self.template == document::templates::DEFAULT && formats.iter().any(|format| *format != Format::Json)
            }
        };
        match matrix {
            true => Err(Stop(format!(
                "`{given}` is about controls; add `--template controls` or a dialect of controls, or `-f json` for the view"
            ))),
            false => Ok(()),
        }
    }

    /// The templates, or nothing where they have mistakes.
    fn templates(&self, findings: &mut Vec<Finding>) -> Result<Option<Arc<Templates>>, Stop> {
        let own = self.template_dir.as_ref().map(|folder| own_templates(folder, findings)).transpose()?;
        let user = own.unwrap_or_default();
        if !findings.is_empty() {
            return Ok(None);
        }
        // A document that is asked for as HTML alone may come from Markdown.
        let formats = match self.format.as_slice() {
            [Format::Markdown] => &[Format::Markdown][..],
            _ => &[Format::Markdown, Format::Html],
        };
        match Templates::load(&user, formats, &self.template) {
            Ok(templates) => {
                let names = templates.names();
                if !names.contains(&self.template) {
                    let help = did_you_mean(&self.template, names.iter().map(String::as_str));
                    return Err(Stop(format!("unknown template `{}`; {help}", self.template)));
                }
                Ok(Some(Arc::new(templates)))
            }
            Err(found) => {
                findings.extend(found);
                Ok(None)
            }
        }
    }

    /// Puts what was made in its place, or says how it compares; says whether something is stale.
    fn deliver(&self, made: Vec<Made>, talk: Talk) -> Result<bool, Stop> {
        let say = |text: String| {
            let _ = writeln!(anstream::stderr(), "{text}");
        };
        let quietly = |text: String| {
            if !talk.quiet {
                say(text)
            }
        };
        let up_to_date = |number| format!("{} up to date", counted(number, "file is", "files are"));
        let all = made.len();
        if self.check || self.diff {
            let mut stale = 0;
            for made in made {
                let (path, change) = match made {
                    Made::Nothing => continue,
                    Made::File(file) => (file.path, file.change),
                    Made::Text(document) => {
                        let old = output::current(&document.path)?;
                        let new = !document.path.exists();
                        let same = !new && old == document.text;
                        if !same {
                            print_raw(output::diff(&document, &old).as_bytes())?;
                        }
                        let change = if new { Change::New } else { Change::Changed };
                        (document.path, if same { Change::Same } else { change })
                    }
                };
                if change != Change::Same {
                    stale += 1;
                    let state = if change == Change::New { "missing" } else { "stale" };
                    let path = path.display().to_string();
                    if self.input.output_format == OutputFormat::Github {
                        let _ = anstream::stderr().write_all(report::github_stale(&path, state).as_bytes());
                    }
                    quietly(format!("{state}: {path}"));
                }
            }
            if stale > 0 {
                quietly(format!(
                    "{} would change; run `onus render` without `--check` or `--diff` to write {}",
                    counted(stale, "file", "files"),
                    if stale == 1 { "it" } else { "them" }
                ));
            } else if !talk.quiet && all > 0 {
                say(up_to_date(all));
            }
            return Ok(stale > 0);
        }
        let files: Vec<Finished> = made
            .into_iter()
            .filter_map(|made| match made {
                Made::File(file) => Some(file),
                _ => None,
            })
            .collect();
        let said: Vec<(Change, String)> =
            files.iter().map(|file| (file.change, file.path.display().to_string())).collect();
        output::put(files)?;
        for (change, path) in &said {
            match change {
                Change::New => quietly(format!("wrote {path}")),
                Change::Changed => quietly(format!("changed {path}")),
                Change::Same if talk.verbose => quietly(format!("unchanged {path}")),
                Change::Same => {}
            }
        }
        let nothing = !said.is_empty() && said.iter().all(|(change, _)| *change == Change::Same);
        if nothing && !talk.verbose {
            quietly(format!("nothing changed: {}", up_to_date(said.len())));
        }
        Ok(false)
    }
}

/// How documents leave.
#[derive(Clone, Copy)]
enum Way {
    File(Purpose),
    /// As a text, to be shown beside the old one.
    Text,
    Print,
}

/// A document that is set.
enum Made {
    File(Finished),
    Text(Document),
    /// It is printed already.
    Nothing,
}

/// Why a document is not set.
enum Failure {
    Template(Box<Finding>),
    Stop(Stop),
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self::Stop(error.into())
    }
}

/// An architecture without errors, with what was found in it.
type Good = (Arc<Architecture>, Arc<Matrix>, Vec<Finding>, Wanted);

/// What sets documents.
struct Press<'a> {
    model: &'a Arc<Model>,
    templates: &'a Templates,
    template: &'a str,
    dialect: Option<&'a (String, Dialect)>,
    provider: Option<&'a str>,
    formats: &'a [Format],
    target: &'a Target,
    watch: Option<&'a Watch<'a>>,
    shape: &'a Shape,
    reader: &'a Reader,
    way: Way,
}

/// How templates of a user's own are watched.
struct Watch<'a> {
    folder: &'a Path,
    limit: Duration,
    /// Ends the run.
    end: &'a (dyn Fn(Finding) -> Infallible + Sync),
}

impl Press<'_> {
    /// The documents of each architecture. Several architectures, or the formats of a single one, are set beside each
    /// other.
    fn set_all(&self, good: Vec<Good>) -> Vec<Result<Vec<Made>, Failure>> {
        if good.len() > 1 {
            return parallel::each(good, |good| {
                let page = self.page(&good);
                self.formats.iter().map(|&format| self.set(&page, &good.1.id, format)).collect()
            });
        }
        good.into_iter()
            .map(|good| {
                let page = self.page(&good);
                let set = parallel::each(self.formats.to_vec(), |format| self.set(&page, &good.1.id, format));
                std::mem::forget((page, good));
                set.into_iter().collect()
            })
            .collect()
    }

    fn page(&self, (architecture, matrix, findings, wanted): &Good) -> Page {
        self.templates.page(document::view_of(architecture, self.model, matrix, findings, wanted))
    }

    fn set(&self, page: &Page, id: &str, format: Format) -> Result<Made, Failure> {
        let path = match self.target {
            Target::File(path) => path.clone(),
            Target::Folder(folder) => {
                let part = self.shape.part.as_ref().map_or(String::new(), |part| format!(".{}", part.name()));
                let part = self.provider.map_or(String::new(), |id| format!(".{}", kebab(id))) + &part;
                let name = match format {
                    Format::Oscal => "oscal",
                    _ => self.dialect.map_or(self.template, |(id, _)| id),
                };
                let owner = self.reader.owner.as_ref().map_or(String::new(), |owner| format!(".{owner}"));
                let outside = if self.reader.outside { ".external" } else { "" };
                folder.join(id).join(format!("{name}{part}{owner}{outside}.{}", format.ending()))
            }
            Target::Stdout => PathBuf::new(),
        };
        match self.way {
            Way::File(purpose) => {
                let mut draft = Draft::begin(&path, purpose)?;
                self.write(page, format, &path, &mut draft)?;
                Ok(Made::File(draft.finish()?))
            }
            Way::Text => {
                let mut text = Vec::new();
                self.write(page, format, &path, &mut text)?;
                Ok(Made::Text(Document { path, text: String::from_utf8_lossy(&text).into_owned() }))
            }
            Way::Print => {
                let mut text = Vec::new();
                self.write(page, format, &path, &mut text)?;
                print_raw(&text).map_err(Failure::Stop)?;
                Ok(Made::Nothing)
            }
        }
    }

    /// The sheet that is asked for, where one is.
    fn sheet<'p>(&'p self, page: &'p Page) -> Result<Option<Sheet<'p>>, Failure> {
        let Some((id, dialect)) = self.dialect else { return Ok(None) };
        sheet::dialect::sheet(id, dialect, page.view()).map(Some).map_err(|reason| Failure::Stop(Stop(reason)))
    }

    /// Does what runs templates: ours as they are, a user's own within bounds.
    fn watched<T: Send>(&self, format: Format, set: impl FnOnce() -> T + Send) -> T {
        let Some(watch) = self.watch else { return set() };
        let end = |finding: Finding| {
            let file = watch.folder.join(format!("{}.{}", self.template, format.ending()));
            let place = Source::new(file.display().to_string(), "");
            match (watch.end)(finding.at(&place, None)) {}
        };
        bounds::watched(watch.limit, set, end)
    }

    fn write(&self, page: &Page, format: Format, path: &Path, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
        let written = match format {
            Format::Markdown | Format::Html => {
                let failed = |error| match error {
                    SetError::Template(finding) => Failure::Template(finding),
                    SetError::Write(error) => {
                        WriteError { path: path.to_owned(), reason: source::plain(&error) }.into()
                    }
                };
                let text = match (&self.shape.part, self.shape.level) {
                    (None, None) => {
                        let set = || self.templates.set(self.template, format, page, out);
                        return self.watched(format, set).map_err(failed);
                    }
                    (None, Some(level)) => {
                        let mut text = Vec::new();
                        let set = || self.templates.set(self.template, format, page, &mut text);
                        self.watched(format, set).map_err(failed)?;
                        part::leveled(&String::from_utf8_lossy(&text), format, level)
                    }
                    (Some(part), level) => {
                        let level = level.unwrap_or(part::LEVEL);
                        let set = || part.set(self.templates, self.template, format, page, level);
                        self.watched(format, set).map_err(|refusal| match refusal {
                            Refusal::Set(error) => failed(error),
                            Refusal::Unknown(reason) => Failure::Stop(Stop(reason)),
                        })?
                    }
                };
                out.write_all(text.as_bytes())
            }
            Format::Oscal => match oscal::refusal(page.view()) {
                Some(reason) => return Err(Failure::Stop(Stop(reason))),
                None => oscal::write(page.view(), out),
            },
            Format::Svg => out.write_all(picture::standalone(page.view()).as_bytes()),
            Format::Csv => sheet::csv::write(self.sheet(page)?.unwrap_or_else(|| sheet::matrix(page.view())), out),
            #[cfg(feature = "xlsx")]
            Format::Xlsx => {
                let view = page.view();
                let sheets = self.sheet(page)?.map_or_else(|| sheet::book(view), |sheet| vec![sheet]);
                sheet::xlsx::workbook(view, sheets).and_then(|book| out.write_all(&book))
            }
            #[cfg(not(feature = "xlsx"))]
            Format::Xlsx => Err(std::io::Error::other("this onus was built without workbooks (`--features xlsx`)")),
            Format::Json => serde_json::to_writer_pretty(&mut *out, &page.view().with_cells())
                .map_err(std::io::Error::from)
                .and_then(|()| out.write_all(b"\n")),
        };
        written.map_err(|error| WriteError { path: path.to_owned(), reason: source::plain(&error) }.into())
    }
}

/// The templates of a folder, by their names, with what is wrong with them.
pub(super) fn own_templates(folder: &Path, findings: &mut Vec<Finding>) -> Result<Vec<(String, Arc<Source>)>, Stop> {
    let mut own: Vec<(String, Arc<Source>)> = Vec::new();
    for (name, path) in source::template_files(folder)? {
        match read_in_folder(&path) {
            Err(finding) => findings.push(finding),
            Ok(source) => own.push((name, source)),
        }
        if bounds::is_too_much(&own) {
            break;
        }
    }
    findings.extend(bounds::check(&own));
    Ok(own)
}

/// Prints a document as it is: no colour is added or taken away.
pub(super) fn print_raw(text: &[u8]) -> Result<(), Stop> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Stop(format!("cannot write to standard output: {}", source::plain(&error))))
        }
        _ => Ok(()),
    }
}
