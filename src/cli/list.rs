mod rows;
mod table;

use super::{Stop, good_model, print, printable};
use clap::ValueEnum;
use onus::catalogue::Selection;
use onus::embedded::Model;
use onus::finding::did_you_mean;
use onus::matrix::profile::listing;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;

/// List what there is: services, areas, Regions, finding codes and more.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  onus list services                       ids, names, categories and variants
  onus list services postgres              those that say so, also in other names and resource types
  onus list services --area backup-recovery --provider gcp
  onus list coverage                       how much the model holds, and on what it rests
  onus list sources -f csv                 for a spreadsheet")]
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

    /// Only services whose own file answers this area; of coverage, the cells of the area.
    #[arg(long, value_name = "AREA", help_heading = "Filters")]
    area: Option<String>,

    /// Only what holds these words, as TEXT.
    #[arg(long, value_name = "TEXT", help_heading = "Filters")]
    search: Option<String>,

    /// How.
    #[arg(short, long, value_enum, default_value_t = Format::Table, value_name = "FORMAT")]
    format: Format,

    /// A folder laid over the model.
    #[arg(long, value_name = "DIR")]
    model: Vec<PathBuf>,
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
    Templates,
    Findings,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

/// The lists for which a filter has a meaning.
const OF_A_PROVIDER: &[What] =
    &[What::Services, What::Providers, What::Editions, What::Variants, What::Sources, What::Regions, What::Coverage];
const IN_A_CATEGORY: &[What] = &[What::Services, What::Editions, What::Variants, What::Coverage];
const FOR_AN_AREA: &[What] = &[What::Services, What::Variants, What::Coverage];

impl Args {
    pub(super) fn run(self) -> Result<u8, Stop> {
        let Some(model) = good_model(&self.model)? else { return Ok(1) };
        let selection = self.selection(&model)?;
        let mut table = match self.what {
            What::Services => rows::services(&model, &selection),
            What::Providers => rows::providers(&model, &selection),
            What::Editions => rows::editions(&model, &selection),
            What::Areas => rows::areas(&model),
            What::Variants => rows::variants(&model, &selection),
            What::Sources => rows::sources(&model, &selection),
            What::Regions => rows::regions(&model, &selection),
            What::Coverage => rows::coverage(&model, &selection),
            What::Templates => rows::templates()?,
            What::Findings => rows::findings(),
        };
        if !matches!(self.what, What::Services | What::Coverage) {
            table.retain(|row| selection.finds(row));
        }
        if table.rows.is_empty() {
            let _ = writeln!(anstream::stderr(), "nothing matches");
        }
        print(&match self.format {
            Format::Table => printable(&table.plain()),
            Format::Json => table.json(),
            Format::Csv => table.csv(),
        })?;
        Ok(0)
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
