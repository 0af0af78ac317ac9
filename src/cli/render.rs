mod delivery;
mod press;

use self::press::{Failure, Press, Shape, Target, Watch, Way};
use super::{Input, Resolved, Stop, Talk, controls, parallel, refusal, templates};
use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use onus::document::part::Part;
use onus::document::{self, Format, Reader, Templates, Wanted};
use onus::embedded::Model;
use onus::finding::{Code, Finding, Severity, did_you_mean};
use onus::model::{Dialect, DialectRows};
use onus::output::Purpose;
use std::convert::Infallible;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

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
    #[arg(long, value_name = "SECONDS", default_value_t = templates::TIMEOUT, value_parser = clap::value_parser!(u64).range(1..=86_400), hide = true)]
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
        let stale = match self.check || self.diff {
            true => delivery::compare(made, self.input.output_format, talk)?,
            false => delivery::put(made, talk).map(|()| false)?,
        };
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
        let own = self.template_dir.as_ref().map(|folder| templates::read(folder, findings)).transpose()?;
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
}
