use super::{Stop, good_model, print, printable};
use clap::ValueEnum;
use onus::document::Templates;
use onus::embedded::Model;
use onus::finding::Code;
use serde_json::{Map, Value};
use std::io::Write as _;
use std::path::PathBuf;

/// List what there is: services, areas, Regions, finding codes and more.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  onus list services                       ids, names, categories and variants
  onus list services database              only rows that say so
  onus list sources -f csv                 for a spreadsheet")]
pub(super) struct Args {
    /// Of what.
    #[arg(value_enum)]
    what: What,

    /// Only rows that hold this text.
    #[arg(value_name = "TEXT")]
    filter: Option<String>,

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
    Templates,
    Findings,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

/// A table: its columns and rows.
type Table = (&'static [&'static str], Vec<Vec<String>>);

impl Args {
    pub(super) fn run(self) -> Result<u8, Stop> {
        let Some(model) = good_model(&self.model)? else { return Ok(1) };
        let (columns, mut rows) = match self.what {
            What::Services => services(&model),
            What::Providers => providers(&model),
            What::Editions => editions(&model),
            What::Areas => areas(&model),
            What::Variants => variants(&model),
            What::Sources => sources(&model),
            What::Regions => regions(&model),
            What::Templates => templates()?,
            What::Findings => findings_table(),
        };
        if let Some(filter) = &self.filter {
            let filter = filter.to_lowercase();
            rows.retain(|row| row.iter().any(|cell| cell.to_lowercase().contains(&filter)));
        }
        if rows.is_empty() {
            let _ = writeln!(anstream::stderr(), "nothing matches");
        }
        print(&match self.format {
            Format::Table => printable(&table(columns, &rows)),
            Format::Json => json(columns, &rows),
            Format::Csv => csv(columns, &rows),
        })?;
        Ok(0)
    }
}

fn services(model: &Model) -> Table {
    let row = |entry: &onus::model::ServiceEntry| {
        let service = model.service(&entry.id);
        let placement = service
            .iter()
            .flat_map(|service| &service.placement)
            .map(|(edition, placed)| format!("{} ({edition})", placed.category));
        let variants: Vec<&str> = entry.variants.iter().map(|(id, _)| id.as_str()).collect();
        vec![entry.id.clone(), entry.name.clone(), placement.collect::<Vec<_>>().join(", "), variants.join(", ")]
    };
    (&["service", "name", "category", "variants"], model.services().map(row).collect())
}

fn providers(model: &Model) -> Table {
    let row = |(id, provider): (&String, &onus::model::Provider)| {
        let services = model.services().filter(|entry| entry.id.split('/').next() == Some(id)).count();
        vec![
            id.clone(),
            provider.facts.name.clone(),
            provider.facts.default_edition.clone(),
            services.to_string(),
            provider.regions.len().to_string(),
        ]
    };
    (&["provider", "name", "default edition", "services", "regions"], model.core.providers.iter().map(row).collect())
}

fn editions(model: &Model) -> Table {
    let rows = model.core.providers.iter().flat_map(|(id, provider)| {
        provider.editions.iter().map(move |(edition, facts)| {
            let categories: Vec<&str> = facts.categories.keys().map(String::as_str).collect();
            let default = if provider.facts.default_edition == *edition { "default" } else { "" };
            vec![format!("{id}/{edition}"), facts.title.clone(), categories.join(", "), default.to_owned()]
        })
    });
    (&["edition", "title", "categories", "default"], rows.collect())
}

fn areas(model: &Model) -> Table {
    let row = |area: &onus::model::Area| {
        vec![area.id.clone(), area.layer.clone(), area.title.clone(), area.definition.clone()]
    };
    (&["area", "layer", "title", "definition"], model.core.areas.areas.iter().map(row).collect())
}

fn variants(model: &Model) -> Table {
    let rows = model.services().filter(|entry| !entry.variants.is_empty()).flat_map(|entry| {
        let service = model.service(&entry.id);
        let when = move |id: &str| {
            service
                .as_ref()
                .and_then(|service| service.variants.get(id))
                .map_or_else(String::new, |variant| variant.when.clone())
        };
        entry
            .variants
            .iter()
            .map(move |(id, title)| vec![entry.id.clone(), id.clone(), title.clone(), when(id)])
            .collect::<Vec<_>>()
    });
    (&["service", "variant", "title", "when"], rows.collect())
}

fn sources(model: &Model) -> Table {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut add = |provider: &str, id: &str, citation: &onus::model::Citation, file: String| {
        let dash = || "-".to_owned();
        rows.push(vec![
            format!("{provider}/{id}"),
            citation.title.clone(),
            citation.address.clone().unwrap_or_else(dash),
            citation.copy.clone().unwrap_or_else(dash),
            citation.read.clone(),
            file,
        ]);
    };
    for (id, provider) in model.core.providers.iter() {
        provider.sources.iter().for_each(|(source, citation)| add(id, source, citation, format!("{id}/sources")));
        for (edition, facts) in &provider.editions {
            facts
                .define_sources
                .iter()
                .for_each(|(source, citation)| add(id, source, citation, format!("{id}/editions/{edition}")));
        }
    }
    for entry in model.services() {
        let Some((provider, name)) = entry.id.split_once('/') else { continue };
        let service = model.service(&entry.id).unwrap_or_default();
        service
            .define_sources
            .iter()
            .for_each(|(source, citation)| add(provider, source, citation, format!("{provider}/services/{name}")));
    }
    rows.sort();
    (&["source", "title", "address", "copy", "read", "defined in"], rows)
}

fn regions(model: &Model) -> Table {
    let rows = model.core.providers.iter().flat_map(|(id, provider)| {
        provider.regions.iter().map(move |region| {
            vec![
                region.id.clone(),
                id.clone(),
                region.name.clone(),
                region.country.clone(),
                region.geographies.join(", "),
            ]
        })
    });
    (&["region", "provider", "name", "country", "geographies"], rows.collect())
}

fn templates() -> Result<Table, Stop> {
    let templates = Templates::load(&[], &[])
        .map_err(|findings| Stop(findings.first().map_or_else(String::new, |finding| finding.message.clone())))?;
    Ok((&["template"], templates.names().into_iter().map(|name| vec![name]).collect()))
}

fn findings_table() -> Table {
    let row = |code: &Code| {
        let meaning = code.description().split(". ").next().unwrap_or_default().trim().trim_end_matches('.').to_owned();
        vec![code.word().to_owned(), code.severity().word().to_owned(), meaning]
    };
    (&["code", "severity", "meaning"], Code::ALL.iter().map(row).collect())
}

/// Columns as wide as their widest cell; the last one runs free.
fn table(columns: &[&str], rows: &[Vec<String>]) -> String {
    let width =
        |at: usize| rows.iter().map(|row| row[at].chars().count()).chain([columns[at].len()]).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let cells: Vec<String> = cells
            .zip(&widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.chars().count())))
            .collect();
        cells.join("  ").trim_end().to_owned() + "\n"
    };
    let upper: Vec<String> = columns.iter().map(|column| column.to_uppercase()).collect();
    let head = line(&mut upper.iter().map(String::as_str));
    rows.iter().fold(head, |out, row| out + &line(&mut row.iter().map(String::as_str)))
}

fn json(columns: &[&str], rows: &[Vec<String>]) -> String {
    let row = |row: &Vec<String>| {
        columns
            .iter()
            .zip(row)
            .map(|(column, cell)| (column.replace(' ', "_"), Value::String(cell.clone())))
            .collect::<Map<_, _>>()
    };
    let rows: Vec<Map<String, Value>> = rows.iter().map(row).collect();
    serde_json::to_string_pretty(&rows).expect("texts are JSON") + "\n"
}

/// Cells that a spreadsheet would take for a formula get an apostrophe.
fn csv(columns: &[&str], rows: &[Vec<String>]) -> String {
    let cell = |text: &str| {
        let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.len() > 1 {
            format!("'{text}")
        } else {
            text.to_owned()
        };
        if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    };
    let head = columns.join(",") + "\n";
    rows.iter().fold(head, |out, row| out + &row.iter().map(|text| cell(text)).collect::<Vec<_>>().join(",") + "\n")
}
