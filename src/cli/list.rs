mod rows;
mod table;

use super::{Stop, Talk, good_model, print, print_raw, printable, refusal, templates};
use clap::ValueEnum;
use onus::catalogue::Selection;
use onus::document::{self, SetError, Templates, bounds, reference};
use onus::embedded::Model;
use onus::finding::{Finding, did_you_mean};
use onus::matrix::profile::listing;
use onus::output::{self, Change, Document};
use onus::report::{self, Style};
use onus::source;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// List what there is: services, areas, Regions, finding codes and more.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  onus list services                       ids, names, categories and variants
  onus list services postgres              those that say so, also in other names and resource types
  onus list services --area guest-os       those that answer it themselves, and who holds it
  onus list coverage                       how much the model holds, and on what it rests
  onus list sources -f csv                 for a spreadsheet
  onus list services -o services.html      a reference to browse; also .md")]
pub(super) struct Args {
    /// Of what.
    #[arg(value_enum)]
    what: What,

    /// Only what holds these words.
    #[arg(value_name = "TEXT")]
    text: Vec<String>,

    /// Only of this provider.
    #[arg(long, value_name = "PROVIDER", help_heading = "Filters")]
    provider: Option<String>,

    /// Only what an edition places in this category.
    #[arg(long, value_name = "CATEGORY", help_heading = "Filters")]
    category: Option<String>,

    /// Only what answers this area itself, not by its category; of coverage, the cells of the area.
    #[arg(long, value_name = "AREA", help_heading = "Filters")]
    area: Option<String>,

    /// Only what holds these words, as TEXT.
    #[arg(long, value_name = "TEXT", help_heading = "Filters")]
    search: Option<String>,

    /// table, json, csv; of services markdown and html, a reference [default: table, or as the file ends].
    #[arg(short, long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    format: Option<Format>,

    /// A file; `-` is stdout.
    #[arg(short, long, value_name = "FILE", default_value = "-", hide_default_value = true)]
    output: PathBuf,

    /// A folder laid over the model.
    #[arg(long, value_name = "DIR")]
    model: Vec<PathBuf>,

    /// Templates of your own for the reference. They are code that you run.
    #[arg(long, value_name = "DIR")]
    template_dir: Option<PathBuf>,

    /// How long such a template may take. Named where it is needed: in the finding.
    #[arg(long, value_name = "SECONDS", default_value_t = templates::TIMEOUT, value_parser = clap::value_parser!(u64).range(1..=86_400), hide = true)]
    template_timeout: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Services,
    Providers,
    Editions,
    Areas,
    Variants,
    Sources,
    Regions,
    Coverage,
    Frameworks,
    Dialects,
    Templates,
    Findings,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
    Markdown,
    Html,
}

/// The lists for which a filter has a meaning.
const OF_A_PROVIDER: &[What] =
    &[What::Services, What::Providers, What::Editions, What::Variants, What::Sources, What::Regions, What::Coverage];
const IN_A_CATEGORY: &[What] = &[What::Services, What::Editions, What::Variants, What::Coverage];
const FOR_AN_AREA: &[What] = &[What::Services, What::Variants, What::Coverage];

impl Args {
    pub(super) fn run(self, talk: Talk) -> Result<u8, Stop> {
        let format = self.format()?;
        let Some(model) = good_model(&self.model)? else { return Ok(1) };
        let selection = self.selection(&model)?;
        let of_reference = match format {
            Format::Markdown => Some(document::Format::Markdown),
            Format::Html => Some(document::Format::Html),
            _ => None,
        };
        let text = match of_reference {
            None => self.table(&model, &selection, format)?,
            Some(format) => match self.reference(&model, &selection, format)? {
                Ok(text) => text,
                Err(findings) => {
                    let _ = anstream::stderr().write_all(report::print(&findings, 0, Style::Full).as_bytes());
                    return Ok(refusal(&findings));
                }
            },
        };
        if self.output == Path::new("-") {
            if of_reference.is_some() { print_raw(text.as_bytes()) } else { print(&text) }?;
            return Ok(0);
        }
        let document = Document { path: self.output.clone(), text };
        let said = match output::write(std::slice::from_ref(&document))?[..] {
            [Change::Same] => "unchanged",
            [Change::Changed] => "changed",
            _ => "wrote",
        };
        if !talk.quiet {
            let _ = writeln!(anstream::stderr(), "{said} {}", document.path.display());
        }
        Ok(0)
    }

    /// The format: as asked for, else as the file ends.
    fn format(&self) -> Result<Format, Stop> {
        let file = self.output.display();
        let ending = self.output.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let by_ending = match ending {
            "txt" => Some(Format::Table),
            "json" => Some(Format::Json),
            "csv" => Some(Format::Csv),
            "md" => Some(Format::Markdown),
            "html" => Some(Format::Html),
            _ => None,
        };
        let format = match (self.format, by_ending) {
            (Some(asked), Some(format)) if asked != format => {
                return Err(Stop(format!("`-o {file}` ends in .{ending}, and `-f` asks for another format")));
            }
            (Some(format), _) | (None, Some(format)) => format,
            (None, None) if self.output == Path::new("-") => Format::Table,
            (None, None) => {
                return Err(Stop(format!(
                    "`-o {file}` does not end in .txt, .json, .csv, .md or .html; say with `-f` how"
                )));
            }
        };
        let for_reading = matches!(format, Format::Markdown | Format::Html);
        if for_reading && self.what != What::Services {
            return Err(Stop(format!(
                "`list {}` is a table; only `list services` is also a reference in Markdown and HTML",
                self.what.word()
            )));
        }
        if self.template_dir.is_some() && !for_reading {
            return Err(Stop("`--template-dir` goes with `list services -f markdown` or `html`".to_owned()));
        }
        Ok(format)
    }

    fn table(&self, model: &Model, selection: &Selection, format: Format) -> Result<String, Stop> {
        let mut table = match self.what {
            What::Services => rows::services(model, selection),
            What::Providers => rows::providers(model, selection),
            What::Editions => rows::editions(model, selection),
            What::Areas => rows::areas(model),
            What::Variants => rows::variants(model, selection),
            What::Sources => rows::sources(model, selection),
            What::Regions => rows::regions(model, selection),
            What::Coverage => rows::coverage(model, selection),
            What::Frameworks => rows::frameworks(model),
            What::Dialects => rows::dialects(model),
            What::Templates => rows::templates()?,
            What::Findings => rows::findings(),
        };
        if !matches!(self.what, What::Services | What::Coverage) {
            table.retain(|row| selection.finds(row));
        }
        if table.rows.is_empty() {
            nothing();
        }
        Ok(match format {
            Format::Json => table.json(),
            Format::Csv => table.csv(),
            _ => printable(&table.plain()),
        })
    }

    /// The reference of services, or what is wrong with the templates.
    fn reference(
        &self,
        model: &Model,
        selection: &Selection,
        format: document::Format,
    ) -> Result<Result<String, Vec<Finding>>, Stop> {
        let mut findings = Vec::new();
        let own = self.template_dir.as_ref().map(|folder| templates::read(folder, &mut findings)).transpose()?;
        if !findings.is_empty() {
            return Ok(Err(findings));
        }
        let templates = match Templates::of_reference(&own.unwrap_or_default(), format) {
            Ok(templates) => templates,
            Err(findings) => return Ok(Err(findings)),
        };
        let reference = reference::reference(model, selection);
        if reference.services == 0 {
            nothing();
        }
        let mut text = Vec::new();
        let mut set = || templates.set_reference(&reference, format, &mut text);
        let set = match &self.template_dir {
            None => set(),
            // A template of a user's own that does not end can only be stopped with the process.
            Some(_) => bounds::watched(Duration::from_secs(self.template_timeout), set, |finding| {
                let _ = anstream::stderr().write_all(report::print(&[finding], 0, Style::Full).as_bytes());
                std::process::exit(1)
            }),
        };
        match set {
            Ok(()) => Ok(Ok(String::from_utf8_lossy(&text).into_owned())),
            Err(SetError::Template(finding)) => Ok(Err(vec![*finding])),
            Err(SetError::Write(error)) => Err(Stop(source::plain(&error))),
        }
    }

    /// What is meant. A filter that has no meaning for the list, or names nothing, is a bad argument.
    fn selection(&self, model: &Model) -> Result<Selection, Stop> {
        self.goes("--provider", &self.provider, OF_A_PROVIDER)?;
        self.goes("--category", &self.category, IN_A_CATEGORY)?;
        self.goes("--area", &self.area, FOR_AN_AREA)?;
        let providers = || model.core.providers.iter();
        known("provider", &self.provider, "", providers().map(|(id, _)| id.as_str()))?;
        let wanted = |id: &str| self.provider.as_ref().is_none_or(|provider| provider == id);
        let editions = providers().filter(|(id, _)| wanted(id)).flat_map(|(_, provider)| provider.editions.values());
        let categories: BTreeSet<&str> =
            editions.flat_map(|edition| edition.categories.keys()).map(String::as_str).collect();
        let of = self.provider.as_ref().map_or_else(String::new, |provider| format!(" of `{provider}`"));
        known("category", &self.category, &of, categories.iter().copied())?;
        known("area", &self.area, "", model.core.areas.areas.iter().map(|area| area.id.as_str()))?;
        let texts = self.text.iter().chain(&self.search);
        Ok(Selection {
            provider: self.provider.clone(),
            category: self.category.clone(),
            area: self.area.clone(),
            words: texts.flat_map(|text| text.split_whitespace()).map(str::to_lowercase).collect(),
        })
    }

    fn goes(&self, filter: &str, value: &Option<String>, with: &[What]) -> Result<(), Stop> {
        if value.is_none() || with.contains(&self.what) {
            return Ok(());
        }
        let lists: Vec<String> = with.iter().map(|what| format!("`{}`", what.word())).collect();
        Err(Stop(format!("`list {}` takes no `{filter}`; {} do", self.what.word(), listing(&lists))))
    }
}

fn nothing() {
    let _ = writeln!(anstream::stderr(), "nothing matches");
}

impl What {
    fn word(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// Refuses a name that is not known.
fn known<'a>(
    kind: &str,
    name: &Option<String>,
    of: &str,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), Stop> {
    match name {
        Some(name) if !names.clone().any(|known| known == name) => {
            Err(Stop(format!("unknown {kind} `{name}`{of}; {}", did_you_mean(name, names))))
        }
        _ => Ok(()),
    }
}
