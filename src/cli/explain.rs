mod rules;

use super::{Stop, good_model, print, printable, resolve_one};
use onus::architecture::{Architecture, Component, ServiceId, VariantId};
use onus::document::view::{CellView, ComponentView};
use onus::document::{self, View};
use onus::embedded::Model;
use onus::finding::{Code, Findings, did_you_mean, nearest};
use onus::form::{Id, Text};
use onus::matrix::{self, Matrix};
use onus::model::Service;
use onus::report::{self, Style};
use onus::source::Source;
use rules::{Ground, rules};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Explain a service, a cell or duty of the architecture, an area, or a finding's code.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  onus explain aws/rds                     who holds what\n  onus explain aws/rds backup-recovery     one area, with its sources\n  onus explain aws/ecs --variant fargate\n  onus explain database.backup-recovery    a cell of ./architecture.yaml\n  onus explain undecided                   a finding's code"
)]
pub(super) struct Args {
    /// A service (`aws/rds`), a cell (`database.backup-recovery`), a duty's id, an area, or a finding's code.
    what: String,

    /// One area of the service.
    area: Option<String>,

    /// The way the service is run.
    #[arg(long, value_name = "VARIANT")]
    variant: Option<String>,

    /// The architecture of the cell.
    #[arg(long = "in", value_name = "FILE", default_value = "architecture.yaml")]
    file: PathBuf,

    /// Read the provider's model by this edition: aws/two-categories.
    #[arg(long, value_name = "PROVIDER/EDITION")]
    edition: Vec<String>,

    /// A folder laid over the model.
    #[arg(long, value_name = "DIR")]
    model: Vec<PathBuf>,
}

/// How wide explanations are set, in characters.
const WIDTH: usize = 96;

impl Args {
    pub(super) fn run(self) -> Result<u8, Stop> {
        let Some(model) = good_model(&self.model)? else { return Ok(1) };
        if let Some(area) = self.area.as_ref().filter(|_| !self.what.contains('/')) {
            return Err(Stop(format!("`{area}` goes with a service: `onus explain SERVICE {area}`")));
        }
        if self.variant.is_some() && !self.what.contains('/') {
            return Err(Stop("`--variant` goes with a service: `onus explain SERVICE --variant VARIANT`".to_owned()));
        }
        let editions = super::chosen_editions(&self.edition, &model)?;
        let options = matrix::Options { editions, ..matrix::Options::default() };
        let text = if self.what.contains('/') {
            self.service(&model, &options)?
        } else if self.what.contains('.') {
            match self.cell(&model, &options)? {
                Some(text) => text,
                None => return Ok(1),
            }
        } else {
            word(&self.what, &model)?
        };
        print(&printable(&text))?;
        Ok(0)
    }

    fn service(&self, model: &Arc<Model>, options: &matrix::Options) -> Result<String, Stop> {
        let Some(id) = model.find(&self.what) else {
            let help = match nearest(&self.what, model.services().map(|entry| entry.id.as_str())) {
                Some(id) => format!("did you mean `{id}`?"),
                None => "`onus list services` prints all".to_owned(),
            };
            return Err(Stop(format!("unknown service `{}`; {help}", self.what)));
        };
        let service = model.service(&id).unwrap_or_default();
        if let Some(variant) = self.variant.as_ref().filter(|variant| !service.variants.contains_key(*variant)) {
            let help = match service.variants.is_empty() {
                true => "it has none".to_owned(),
                false => did_you_mean(variant, service.variants.keys().map(String::as_str)),
            };
            return Err(Stop(format!("unknown variant `{variant}` of `{}`; {help}", id)));
        }
        let mut out = head(&id, &service, self.variant.as_deref(), model);
        let (architecture, matrix) = resolve(&id, self.variant.as_deref(), model, options);
        let view = document::view(&architecture, model, &matrix, &[]).with_cells();
        let component = view.components.get(0).ok_or_else(|| Stop(format!("`{}` cannot be resolved", id)))?;
        match &self.area {
            None => {
                for layer in &view.layers {
                    let _ = writeln!(out, "\n{}", layer.title);
                    for cell in component.cells.iter().filter(|cell| layer.areas.contains(&cell.area)) {
                        out.push_str(&short(cell, &view));
                    }
                }
                let _ = writeln!(
                    out,
                    "\n`onus explain {} AREA` prints one area with its sources. * judgement: no source says it.",
                    id
                );
            }
            Some(area) => {
                let Some(cell) = component.cells.iter().find(|cell| cell.area == *area) else {
                    return Err(Stop(format!(
                        "unknown area `{area}`; {}",
                        did_you_mean(area, view.areas.iter().map(|area| area.id.as_str()))
                    )));
                };
                out.push('\n');
                out.push_str(&long(cell, &view));
                let ground = Ground { architecture: &architecture, model, matrix: &matrix, source: None };
                out.push_str(&rules(cell, &ground));
            }
        }
        Ok(out)
    }

    fn cell(&self, model: &Arc<Model>, options: &matrix::Options) -> Result<Option<String>, Stop> {
        let (source, finding) = super::read(Path::new(&self.file))?;
        let resolved = resolve_one(&source, finding, model, options, onus::architecture::parse);
        let Some((architecture, matrix)) = resolved.parts.as_ref().filter(|_| !resolved.failed()) else {
            let text = report::print(&resolved.findings, resolved.dropped, Style::Full);
            let _ = anstream::stderr().write_all(text.as_bytes());
            return Ok(None);
        };
        let view = document::view(architecture, model, matrix, &resolved.findings).with_cells();
        let components: Vec<ComponentView> = view.components.iter().collect();
        let ground = Ground { architecture, model, matrix, source: Some(&resolved.source) };
        if let Some(duty) = view.duties.iter().find(|duty| duty.id == self.what) {
            let mut out = format!("{}\n", duty.id);
            paragraph(&mut out, "duty", &duty.text);
            paragraph(&mut out, "holds for", &duty.components.join(", "));
            for cell in components
                .iter()
                .flat_map(|component| &component.cells)
                .filter(|cell| duty.cells.contains(&cell.id))
                .take(1)
            {
                out.push('\n');
                out.push_str(&long(cell, &view));
                out.push_str(&rules(cell, &ground));
            }
            return Ok(Some(out));
        }
        let cells = || components.iter().flat_map(|component| &component.cells);
        let Some(cell) = cells().find(|cell| cell.id == self.what) else {
            let (component, area) = self.what.split_once('.').unwrap_or((&self.what, ""));
            let help = match components.iter().any(|known| known.id == component) {
                true => did_you_mean(area, view.areas.iter().map(|area| area.id.as_str())),
                false => did_you_mean(component, components.iter().map(|component| component.id.as_str())),
            };
            return Err(Stop(format!("`{}` has no cell or duty `{}`; {help}", self.file.display(), self.what)));
        };
        Ok(Some(long(cell, &view) + &rules(cell, &ground)))
    }
}

/// A finding's code or an area.
fn word(what: &str, model: &Arc<Model>) -> Result<String, Stop> {
    if let Some(code) = Code::ALL.iter().find(|code| code.word() == what) {
        let mut out = format!("{} ({})\n", code.word(), code.severity().word());
        out.push_str(&wrapped(code.description(), "  "));
        return Ok(out);
    }
    if let Some(area) = model.core.areas.areas.iter().find(|area| area.id == what) {
        let mut out = format!("{}: {}\n", area.id, area.title);
        out.push_str(&wrapped(&area.definition, "  "));
        for (party, words) in
            [("provider", &area.words.provider), ("customer", &area.words.customer), ("shared", &area.words.shared)]
        {
            let _ = writeln!(
                out,
                "\n  where it is {}",
                if party == "shared" { "shared".to_owned() } else { format!("the {party}'s") }
            );
            for (side, words) in [("provider", &words.provider), ("customer", &words.customer)] {
                if let Some(words) = words {
                    out.push_str(&wrapped(&format!("{side}: {words}"), "    "));
                }
            }
        }
        return Ok(out);
    }
    let services = model.services().filter(|entry| entry.id.split_once('/').is_some_and(|(_, name)| name == what));
    if let Some(entry) = services.into_iter().next() {
        return Err(Stop(format!("a service is named in full: `onus explain {}`", entry.id)));
    }
    let known =
        || Code::ALL.iter().map(|code| code.word()).chain(model.core.areas.areas.iter().map(|area| area.id.as_str()));
    let help = match nearest(what, known()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => "`onus list findings`, `onus list areas` and `onus list services` print what there is".to_owned(),
    };
    Err(Stop(format!("nothing is called `{what}`; {help}")))
}

/// The matrix of one service by itself.
fn resolve(
    id: &str,
    variant: Option<&str>,
    model: &Arc<Model>,
    options: &matrix::Options,
) -> (Arc<Architecture>, Arc<Matrix>) {
    let text = |value: &str| Text { value: value.to_owned(), ..Text::default() };
    let component = Component {
        id: Id(text("service")),
        service: ServiceId(text(id)),
        variant: variant.map(|variant| VariantId(text(variant))),
        ..Component::default()
    };
    let architecture = Architecture { name: text(id), components: vec![component], ..Architecture::default() };
    let mut findings = Findings::new(&Source::new(id, ""));
    let matrix = matrix::resolve(&architecture, model, options, &mut findings);
    (Arc::new(architecture), Arc::new(matrix))
}

fn head(id: &str, service: &Service, variant: Option<&str>, model: &Arc<Model>) -> String {
    let mut out = format!("{id}: {}\n", service.name);
    if let Some(summary) = &service.summary {
        out.push_str(&wrapped(summary, "  "));
    }
    if let Some(base) = &service.built_on {
        let variant = base.variant.as_ref().map_or_else(String::new, |variant| format!(", variant {variant}"));
        let _ = writeln!(out, "  built on: {}{variant}", base.service);
    }
    let editions =
        model.core.providers.get(id.split('/').next().unwrap_or_default()).map(|provider| &provider.editions);
    for (edition, facts) in editions.into_iter().flatten().filter(|_| service.built_on.is_none()) {
        let category = service.placement.get(edition);
        let placed = category.map_or_else(
            || "not placed".to_owned(),
            |placed| format!("{} ({})", placed.category, placed.basis().word()),
        );
        let _ = writeln!(out, "  {}: {placed}", facts.title);
    }
    if let Some(facts) = variant.and_then(|variant| service.variants.get(variant)) {
        out.push_str(&hanging("  variant: ", &format!("{}. {}", facts.title, facts.when)));
    } else if !service.variants.is_empty() {
        let _ =
            writeln!(out, "  variants{}:", if service.variant_required { ", one of which must be named" } else { "" });
        for (id, facts) in &service.variants {
            out.push_str(&hanging(&format!("    {id:<32}"), &format!("{}. {}", facts.title, facts.when)));
        }
    }
    out
}

/// A party with its mark.
fn holder_of(party: &str) -> String {
    let glyph = match party {
        "customer" => "●",
        "shared" => "◐",
        "provider" => "○",
        "not-applicable" => "–",
        _ => "◌",
    };
    format!("{glyph} {party}")
}

fn holder(cell: &CellView) -> String {
    format!("{}{}", holder_of(&cell.party), if cell.basis.as_deref() == Some("judgement") { " *" } else { "" })
}

fn title<'v>(cell: &CellView, view: &'v View) -> &'v str {
    view.areas.iter().find(|area| area.id == cell.area).map_or("", |area| area.title.as_str())
}

fn provider(view: &View) -> &str {
    view.providers.first().map_or("provider", |provider| provider.short.as_str())
}

fn short(cell: &CellView, view: &View) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "  {:<31} {:<18} {}", cell.area, holder(cell), title(cell, view));
    for link in &cell.chain {
        out.push_str(&hanging(&format!("      {:<9}", link.provider), &link.duty));
    }
    let alone = cell.provider_duty.clone().filter(|_| cell.chain.is_empty());
    let sides = [
        (provider(view), &alone),
        ("customer", &cell.customer_duty),
        ("may", &cell.option),
        ("how", &cell.guidance),
        ("note", &cell.note),
        ("because", &cell.reason),
    ];
    for (side, text) in sides {
        if let Some(text) = text {
            out.push_str(&hanging(&format!("      {side:<9}"), text));
        }
    }
    if !cell.choices.is_empty() {
        let choices: Vec<String> =
            cell.choices.iter().map(|choice| format!("{} with {}", choice.party, choice.variant)).collect();
        out.push_str(&hanging("      choices  ", &choices.join(", ")));
    }
    out
}

fn long(cell: &CellView, view: &View) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{} ({}): {}", title(cell, view), cell.area, holder(cell));
    if let Some(area) = view.areas.iter().find(|area| area.id == cell.area) {
        out.push_str(&wrapped(&area.definition, "  "));
    }
    let name = |id: &Option<String>| {
        let id = id.as_deref()?;
        Some(
            view.architecture
                .owners
                .iter()
                .find(|owner| owner.id == id)
                .map_or_else(|| id.to_owned(), |owner| owner.name.clone()),
        )
    };
    let component = cell.id.split('.').next().and_then(|id| view.component(id));
    let short = component
        .and_then(|component| view.providers.iter().find(|provider| provider.id == component.provider))
        .map_or_else(|| provider(view), |provider| provider.short.as_str());
    for link in &cell.chain {
        paragraph(&mut out, &link.provider, &link.duty);
    }
    let lines = [
        (short, cell.provider_duty.clone().filter(|_| cell.chain.is_empty())),
        (view.architecture.customer.as_str(), cell.customer_duty.clone()),
        ("may", cell.option.clone()),
        ("owner", name(&cell.owner)),
        ("done by", name(&cell.performed_by).filter(|_| cell.performed_by != cell.owner)),
        ("reason", cell.reason.clone()),
        ("because", cell.because.clone()),
        ("how", cell.guidance.clone()),
        ("note", cell.note.clone()),
        ("basis", cell.basis.clone()),
        ("decided by", cell.origin.clone()),
        ("the model", cell.departs_from.as_ref().map(|departs| departs.party.clone())),
    ];
    for (label, text) in lines {
        if let Some(text) = text {
            paragraph(&mut out, label, &text);
        }
    }
    for choice in &cell.choices {
        paragraph(&mut out, "choice", &format!("{} with {}", choice.party, choice.variant));
    }
    for conflict in &cell.conflicts {
        paragraph(
            &mut out,
            "conflict",
            &format!("{} ({}): {}", conflict.source, conflict.party.as_deref().unwrap_or("-"), conflict.note),
        );
    }
    let conflicting = cell.conflicts.iter().map(|conflict| &conflict.source);
    for id in cell.sources.iter().chain(conflicting.filter(|id| !cell.sources.contains(id))) {
        if let Some(source) = view.sources.iter().find(|source| source.ids().any(|known| known == id)) {
            let copy = source.copy.as_ref().map_or(String::new(), |copy| format!(", copy of {copy}"));
            let address = source.address.as_deref().unwrap_or("unpublished");
            paragraph(&mut out, "source", &format!("{} ({id}{copy}, read {}) {address}", source.title, source.read));
        }
    }
    out
}

fn paragraph(out: &mut String, label: &str, text: &str) {
    out.push_str(&hanging(&format!("  {label:<13}"), text));
}

/// A text after a label, wrapped under itself.
fn hanging(label: &str, text: &str) -> String {
    let indent = " ".repeat(label.chars().count());
    let body = wrapped(text, &indent);
    format!("{label}{}", body.strip_prefix(&indent).unwrap_or(&body))
}

fn wrapped(text: &str, indent: &str) -> String {
    let mut out = String::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && indent.chars().count() + line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(out, "{indent}{line}");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        let _ = writeln!(out, "{indent}{line}");
    }
    out
}
