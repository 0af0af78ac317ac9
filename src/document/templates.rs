//! Templates: Tera, one instance a format, each escaping by default in that format's own way. Built-in templates are
//! registered as `builtin/<name>` and stand in for any that a user's folder does not have, so that a template can extend
//! the one it replaces.

use super::view::View;
use super::{bounds, html, markdown, mistakes, picture, prose};
use crate::embedded::TEMPLATES;
use crate::finding::{Code, Finding};
use crate::source::Source;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

/// What a document is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// GitHub-flavoured Markdown.
    Markdown,
    /// One HTML file without script or network.
    Html,
    /// The view.
    Json,
    /// The picture.
    Svg,
}

impl Format {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Json => "json",
            Self::Svg => "svg",
        }
    }

    /// The format of a file, by its ending.
    pub fn of(path: &std::path::Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        [Self::Markdown, Self::Html, Self::Json, Self::Svg].into_iter().find(|format| format.ending() == ending)
    }
}

/// The default template.
pub const DEFAULT: &str = "responsibility-matrix";

/// The page that a document without a template of its own for HTML is set in.
const PAGE: &str = "page.html";
/// The style of every page.
const STYLE: &str = "style.css";

/// The loaded templates.
pub struct Templates {
    markdown: Tera,
    html: Tera,
    style: String,
    sources: BTreeMap<String, Arc<Source>>,
}

impl Templates {
    /// The built-in templates, with a user's files over them. Each file comes with its name in the folder.
    pub fn load(user: &[(String, Arc<Source>)]) -> Result<Self, Vec<Finding>> {
        let mut sources: BTreeMap<String, Arc<Source>> = BTreeMap::new();
        for (name, text) in TEMPLATES {
            sources.insert(format!("builtin/{name}"), Source::new(format!("templates/{name}"), *text));
        }
        for (name, source) in user {
            sources.insert(format!("user/{name}"), Arc::clone(source));
        }
        let style = ["user/", "builtin/"]
            .iter()
            .find_map(|from| sources.get(&format!("{from}{STYLE}")))
            .map_or_else(String::new, |style| style.text.clone());
        let mut findings = Vec::new();
        let mut load = |format: Format| {
            instance(format, &sources).unwrap_or_else(|error| {
                findings.extend(mistakes::loading(&error, format.ending(), &sources));
                Tera::default()
            })
        };
        let (markdown, html) = (load(Format::Markdown), load(Format::Html));
        if findings.is_empty() { Ok(Self { markdown, html, style, sources }) } else { Err(findings) }
    }

    /// The documents there are: a name for every template that is no part of others.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .sources
            .keys()
            .filter_map(|name| name.split_once('/').map(|(_, file)| file))
            .filter(|file| !file.contains('/') && !file.starts_with('_') && *file != PAGE)
            .filter_map(|file| file.strip_suffix(".md").or_else(|| file.strip_suffix(".html")).map(str::to_owned))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// The formats a document is written in when none is asked for: Markdown where it has a template for that, and HTML.
    pub fn formats(&self, name: &str) -> Vec<Format> {
        let markdown = self.markdown.contains_template(&format!("{name}.md"));
        if markdown { vec![Format::Markdown, Format::Html] } else { vec![Format::Html] }
    }

    /// Sets a document from a view.
    pub fn render(&self, name: &str, format: Format, view: &View) -> Result<String, Finding> {
        let file = format!("{name}.{}", format.ending());
        let context = self.context(view, format);
        match format {
            Format::Markdown => Ok(tidy(&self.set(&self.markdown, &file, &context)?)),
            Format::Html if self.html.contains_template(&file) => self.set(&self.html, &file, &context),
            Format::Html => {
                let markdown =
                    tidy(&self.set(&self.markdown, &format!("{name}.md"), &self.context(view, Format::Markdown))?);
                let mut context = context;
                context.insert_value("content", Value::safe_string(&from_markdown(&markdown)));
                self.set(&self.html, PAGE, &context)
            }
            Format::Json | Format::Svg => {
                Err(Finding::new(Code::Template, format!("`{}` is not set by a template", format.ending())))
            }
        }
    }

    fn set(&self, tera: &Tera, file: &str, context: &Context) -> Result<String, Finding> {
        let mut out = Vec::with_capacity(64 * 1024);
        tera.render_to(file, context, bounds::Bounded::new(&mut out))
            .map_err(|error| mistakes::rendering(&error, file, &self.sources))?;
        String::from_utf8(out)
            .map_err(|_| Finding::new(Code::Template, format!("the template `{file}` wrote what is not UTF-8")))
    }

    /// What a template sees: the keys of the view, names to look ids up in, the picture, the style.
    fn context(&self, view: &View, format: Format) -> Context {
        let mut context = Context::from_serialize(view).unwrap_or_default();
        let owners: BTreeMap<&str, &str> =
            view.architecture.owners.iter().map(|owner| (owner.id.as_str(), owner.name.as_str())).collect();
        let areas: BTreeMap<&str, &str> =
            view.areas.iter().map(|area| (area.id.as_str(), area.title.as_str())).collect();
        let components: BTreeMap<&str, &str> =
            view.components.iter().map(|component| (component.id.as_str(), component.name.as_str())).collect();
        let sources: BTreeMap<&str, usize> =
            view.sources.iter().map(|source| (source.id.as_str(), source.number)).collect();
        let providers: BTreeMap<&str, &str> =
            view.providers.iter().map(|provider| (provider.id.as_str(), provider.short.as_str())).collect();
        let layers: BTreeMap<&str, &str> =
            view.layers.iter().map(|layer| (layer.id.as_str(), layer.title.as_str())).collect();
        let classes: BTreeMap<&str, &str> =
            view.architecture.data_classes.iter().map(|class| (class.id.as_str(), class.title.as_str())).collect();
        let names = json!({ "owners": owners, "areas": areas, "components": components, "sources": sources, "providers": providers, "layers": layers, "data": classes });
        context.insert("names", &names);
        if format == Format::Html {
            context.insert_value("picture", Value::safe_string(&picture::inline(view)));
            context.insert_value("style", Value::safe_string(&self.style));
            context.insert_value("style_hash", Value::safe_string(&html::style_hash(&self.style)));
        }
        context
    }
}

fn instance(format: Format, sources: &BTreeMap<String, Arc<Source>>) -> TeraResult<Tera> {
    let mut tera = Tera::default();
    tera.set_fallback_prefixes(["user/", "builtin/"])?;
    tera.autoescape_on([".md", ".html"]);
    tera.set_escape_fn(if format == Format::Html { html::escape } else { markdown::escape });
    tera.register_filter("day", day);
    tera.register_filter("count", count);
    tera.register_filter("prose", if format == Format::Html { prose_html } else { prose_markdown });
    tera.register_filter("code", if format == Format::Html { code_html } else { code_markdown });
    let ending = format!(".{}", format.ending());
    let files = sources.iter().filter(|(name, _)| name.ends_with(&ending));
    tera.add_raw_templates(files.map(|(name, source)| (name.as_str(), source.text.as_str())))?;
    Ok(tera)
}

/// `2026-11-20` as `20 November 2026`, `2023-06` as `June 2023`.
fn day(text: &str, _: Kwargs, _: &State) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts: Vec<&str> = text.split('-').collect();
    let month = |month: &str| month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    match parts[..] {
        [year, of, day] => {
            month(of).map_or_else(|| text.to_owned(), |month| format!("{} {month} {year}", day.trim_start_matches('0')))
        }
        [year, of] => month(of).map_or_else(|| text.to_owned(), |month| format!("{month} {year}")),
        _ => text.to_owned(),
    }
}

/// A number with its noun: `{{ 3 | count(one="duty", many="duties") }}`.
fn count(number: i64, kwargs: Kwargs, _: &State) -> TeraResult<String> {
    let noun: String = kwargs.must_get(if number == 1 { "one" } else { "many" })?;
    Ok(format!("{number} {noun}"))
}

fn prose_html(text: &str, kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let html = match kwargs.get::<bool>("blocks")?.unwrap_or_default() {
        true => html::blocks(&prose::blocks(text)),
        false => html::inline(&prose::inline(text)),
    };
    Ok(Value::safe_string(&html))
}

fn prose_markdown(text: &str, kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let markdown = match kwargs.get::<bool>("blocks")?.unwrap_or_default() {
        true => markdown::blocks(&prose::blocks(text)),
        false => markdown::inline(&prose::inline(text)),
    };
    Ok(Value::safe_string(&markdown))
}

fn code_html(text: &str, _: Kwargs, _: &State) -> Value {
    Value::safe_string(&html::inline(&[prose::Inline::Code(text.to_owned())]))
}

fn code_markdown(text: &str, _: Kwargs, _: &State) -> Value {
    Value::safe_string(&markdown::inline(&[prose::Inline::Code(text.to_owned())]))
}

/// Markdown without trailing spaces and with at most one blank line between blocks.
fn tidy(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut blank = true;
    for line in markdown.lines() {
        let line = line.trim_end();
        if line.is_empty() && blank {
            continue;
        }
        blank = line.is_empty();
        out.push_str(line);
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// A document's own Markdown as HTML. Its texts are escaped already, so its markup is the template's.
fn from_markdown(markdown: &str) -> String {
    use pulldown_cmark::{Options, Parser};
    let mut html = String::with_capacity(markdown.len() * 2);
    pulldown_cmark::html::push_html(
        &mut html,
        Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS),
    );
    html
}
