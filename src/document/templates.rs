//! Templates: Tera, one instance a format, each escaping by default in that format's own way. Built-in templates are
//! registered as `builtin/<name>` and stand in for any that a user's folder does not have, so that a template can extend
//! the one it replaces. A format's templates are read when they are first needed.

use super::format::Format;
use super::page::{self, Page};
use super::{Reference, View, bounds, facts, html, markdown, mistakes, prose};
use crate::embedded::TEMPLATES;
use crate::finding::{Code, Finding};
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead as _, BufWriter, Write};
use std::sync::{Arc, OnceLock};
use tera::{Context, Kwargs, State, Tera, TeraResult, Value};

/// The default template.
pub const DEFAULT: &str = "responsibility-matrix";

/// The page that a document without a template of its own for HTML is set in.
const PAGE: &str = "page.html";
/// The style of every page.
const STYLE: &str = "style.css";
/// The templates of the reference of services, which is no document of an architecture.
const REFERENCE: &str = "services";
/// What the page of the reference adds to the style.
const REFERENCE_STYLE: &str = "services.css";

/// How much of a document is set before it is looked at and passed on.
const PIECE: usize = 8 * 1024;

/// The templates of a run: the built-in ones, and a user's over them.
pub struct Templates {
    sources: BTreeMap<String, Arc<Source>>,
    /// The built-in documents that are read: of the others only the names are known, since reading takes a while.
    read: BTreeSet<String>,
    style: String,
    /// Whether lists reach templates whole: there are templates of a user's own, and they do not open items.
    whole: bool,
    markdown: OnceLock<Result<Tera, Vec<Finding>>>,
    html: OnceLock<Result<Tera, Vec<Finding>>>,
}

/// Why a document was not set.
#[derive(Debug)]
pub enum SetError {
    /// The template is at fault.
    Template(Box<Finding>),
    /// What was set could not be written.
    Write(io::Error),
}

impl Templates {
    /// The templates of documents: the built-in ones, with a user's files over them, each with its name in the folder. Those
    /// for `formats` are read at once where there are a user's, so that all mistakes in them are reported; ours are known to
    /// be good. Of the built-in documents only `document` is read, and those that a user's templates name.
    pub fn load(user: &[(String, Arc<Source>)], formats: &[Format], document: &str) -> Result<Self, Vec<Finding>> {
        Self::read(user, formats, document, |name| !is_of_reference(name))
    }

    /// The templates of the reference, as [`Templates::load`] reads those of documents.
    pub fn of_reference(user: &[(String, Arc<Source>)], format: Format) -> Result<Self, Vec<Finding>> {
        Self::read(user, &[format], REFERENCE, |_| true)
    }

    fn read(
        user: &[(String, Arc<Source>)],
        formats: &[Format],
        document: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<Self, Vec<Finding>> {
        let mut sources: BTreeMap<String, Arc<Source>> = BTreeMap::new();
        for (name, text) in TEMPLATES.iter().filter(|(name, _)| wanted(name)) {
            sources.insert(format!("builtin/{name}"), Source::new(format!("templates/{name}"), *text));
        }
        let user: Vec<&(String, Arc<Source>)> = user.iter().filter(|(name, _)| wanted(name)).collect();
        for (name, source) in &user {
            sources.insert(format!("user/{name}"), Arc::clone(source));
        }
        let style_of = |name: &str| {
            let found = ["user/", "builtin/"].iter().find_map(|from| sources.get(&format!("{from}{name}")));
            found.map_or("", |style| style.text.as_str())
        };
        let style = style_of(STYLE).to_owned() + style_of(REFERENCE_STYLE);
        let whole = user.iter().any(|(_, source)| is_template(&source.name))
            && !user.iter().any(|(_, source)| opens_items(&source.text));
        let named = |name: &str| user.iter().any(|(_, source)| source.text.contains(name));
        let is_read = |name: &&str| {
            let stem = name.split_once('.').map_or(*name, |(stem, _)| stem);
            name.starts_with('_') || *name == PAGE || stem == document || named(name)
        };
        let builtin = TEMPLATES.iter().map(|(name, _)| *name).filter(is_read);
        let read = builtin.map(|name| format!("builtin/{name}")).collect();
        let templates = Self { sources, read, style, whole, markdown: OnceLock::new(), html: OnceLock::new() };
        let formats = formats.iter().filter(|_| !user.is_empty());
        let findings: Vec<Finding> =
            formats.filter_map(|&format| templates.tera(format).err().cloned()).flatten().collect();
        if findings.is_empty() { Ok(templates) } else { Err(findings) }
    }

    /// Reads the templates of a format, where that has not been done: it can be done beside other work.
    pub fn prepare(&self, format: Format) {
        if format.is_set() {
            let _ = self.tera(format);
        }
    }

    fn tera(&self, format: Format) -> Result<&Tera, &Vec<Finding>> {
        let slot = if format == Format::Html { &self.html } else { &self.markdown };
        let wrong = |error: tera::Error| mistakes::loading(&error, format.ending(), &self.sources);
        let read = || self.instance(format).map_err(wrong);
        slot.get_or_init(read).as_ref()
    }

    fn instance(&self, format: Format) -> TeraResult<Tera> {
        let mut tera = Tera::default();
        tera.set_fallback_prefixes(["user/", "builtin/"])?;
        tera.autoescape_on([".md", ".html"]);
        tera.set_escape_fn(if format == Format::Html { html::escape } else { markdown::escape });
        tera.register_filter("day", day);
        tera.register_filter("count", count);
        tera.register_filter("prose", if format == Format::Html { prose_html } else { prose_markdown });
        tera.register_filter("code", if format == Format::Html { code_html } else { code_markdown });
        tera.register_filter("open", page::open);
        tera.register_filter("component", page::component);
        tera.register_filter("profile", page::profile);
        tera.register_filter("cites", page::cites);
        let ending = format!(".{}", format.ending());
        let is_read = |name: &str| !name.starts_with("builtin/") || self.read.contains(name);
        let files = self.sources.iter().filter(|(name, _)| name.ends_with(&ending) && is_read(name));
        tera.add_raw_templates(files.map(|(name, source)| (name.as_str(), source.text.as_str())))?;
        Ok(tera)
    }

    /// The documents there are: a name for every template that is no part of others.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .sources
            .keys()
            .filter_map(|name| name.split_once('/').map(|(_, file)| file))
            .filter(|file| !file.contains('/') && !file.starts_with('_') && *file != PAGE && !is_of_reference(file))
            .filter_map(|file| file.strip_suffix(".md").or_else(|| file.strip_suffix(".html")).map(str::to_owned))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// The formats a document is written in when none is asked for: Markdown where it has a template for that, and HTML.
    pub fn formats(&self, name: &str) -> Vec<Format> {
        match self.has(&format!("{name}.md")) {
            true => vec![Format::Markdown, Format::Html],
            false => vec![Format::Html],
        }
    }

    pub(super) fn has(&self, file: &str) -> bool {
        ["user/", "builtin/"].iter().any(|from| self.sources.contains_key(&format!("{from}{file}")))
    }

    /// A view as templates see it.
    pub fn page(&self, view: View) -> Page {
        Page::new(view, self.whole)
    }

    /// Sets a document from a page, as it is written.
    pub fn set(&self, name: &str, format: Format, page: &Page, out: &mut dyn Write) -> Result<(), SetError> {
        let file = format!("{name}.{}", format.ending());
        match format {
            Format::Markdown => {
                let mut tidy = Tidy::new(out);
                self.run(&file, format, page, |_| {}, &mut tidy)?;
                tidy.finish().map_err(SetError::Write)
            }
            Format::Html if self.has(&file) => self.run(&file, format, page, |_| {}, out),
            Format::Html => {
                let mut markdown = Vec::new();
                self.set(name, Format::Markdown, page, &mut markdown)?;
                let content = from_markdown(&String::from_utf8_lossy(&markdown));
                self.run(
                    PAGE,
                    format,
                    page,
                    |context| context.insert_value("content", Value::safe_string(&content)),
                    out,
                )
            }
            format => {
                let message = format!("`{}` is not set by a template", format.ending());
                Err(SetError::Template(Box::new(Finding::new(Code::Template, message))))
            }
        }
    }

    /// Sets the reference of services, as Markdown or HTML.
    pub fn set_reference(&self, reference: &Reference, format: Format, out: &mut dyn Write) -> Result<(), SetError> {
        let file = format!("{REFERENCE}.{}", format.ending());
        let refused = |error| SetError::Template(Box::new(mistakes::rendering(&error, &file, &self.sources)));
        let mut context = reference.context().map_err(refused)?;
        let tera = self.tera_of(format)?;
        if format == Format::Html {
            page::add_style(&mut context, &self.style);
            return self.set_in(tera, &file, &context, out);
        }
        let mut tidy = Tidy::new(out);
        self.set_in(tera, &file, &context, &mut tidy)?;
        tidy.finish().map_err(SetError::Write)
    }

    /// What stands at the end of a part: the sources it cites, by number, and which document it is of.
    pub(super) fn part_end(&self, format: Format, page: &Page, cited: &BTreeSet<usize>) -> Result<String, SetError> {
        let sources: Vec<_> = page.view().sources.iter().filter(|source| cited.contains(&source.number)).collect();
        let mut out = Vec::new();
        let sources = |context: &mut Context| context.insert("part_sources", &sources);
        match format {
            Format::Html => self.run("_part.html", format, page, sources, &mut out)?,
            _ => {
                let mut tidy = Tidy::new(&mut out);
                self.run("_part.md", format, page, sources, &mut tidy)?;
                tidy.finish().map_err(SetError::Write)?;
            }
        }
        Ok(String::from_utf8_lossy(&out).into_owned())
    }

    fn run(
        &self,
        file: &str,
        format: Format,
        page: &Page,
        add: impl FnOnce(&mut Context),
        out: &mut dyn Write,
    ) -> Result<(), SetError> {
        let tera = self.tera_of(format)?;
        let mut context = page.context(format, &self.style, self.draws(tera, file));
        add(&mut context);
        page.shown(format, || self.set_in(tera, file, &context, out))
    }

    fn tera_of(&self, format: Format) -> Result<&Tera, SetError> {
        let wrong = |findings: &Vec<Finding>| findings.first().cloned().map(Box::new).map(SetError::Template);
        self.tera(format).map_err(|found| wrong(found).expect("what cannot be read has a finding"))
    }

    fn set_in(&self, tera: &Tera, file: &str, context: &Context, out: &mut dyn Write) -> Result<(), SetError> {
        let mut out = Remembering { out, error: None };
        let mut piece = BufWriter::with_capacity(PIECE, bounds::Bounded::new(&mut out));
        let set = tera.render_to(file, context, &mut piece).and_then(|()| piece.flush().map_err(tera::Error::from));
        drop(piece);
        match (set, out.error) {
            (_, Some(error)) => Err(SetError::Write(error)),
            (Err(error), None) => Err(SetError::Template(Box::new(mistakes::rendering(&error, file, &self.sources)))),
            (Ok(()), None) => Ok(()),
        }
    }
}

fn is_of_reference(name: &str) -> bool {
    name.split_once('.').is_some_and(|(stem, _)| stem == REFERENCE)
}

fn is_template(name: &str) -> bool {
    name.ends_with(".md") || name.ends_with(".html")
}

/// Whether a template uses the filter `open`, so that lists may reach it as handles.
fn opens_items(template: &str) -> bool {
    template.split('|').skip(1).any(|after| {
        after
            .trim_start()
            .strip_prefix("open")
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}

impl Templates {
    /// Whether a template, or one that it extends or includes, shows the picture: drawing it takes a while.
    fn draws(&self, tera: &Tera, file: &str) -> bool {
        tera.get_template_variables(file).map_or(true, |used| used.contains("picture"))
    }
}

/// A writer that remembers why it failed: Tera's errors do not say.
struct Remembering<'w> {
    out: &'w mut dyn Write,
    error: Option<io::Error>,
}

impl Write for Remembering<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes).map_err(|error| {
            let again = io::Error::from(error.kind());
            self.error = Some(error);
            again
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn day(text: &str, _: Kwargs, _: &State) -> String {
    facts::day(text)
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
    // Ids, which are most of what is set as code, hold nothing that code could not.
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'/')) {
        return Value::safe_string(&format!("`{text}`"));
    }
    Value::safe_string(&markdown::inline(&[prose::Inline::Code(text.to_owned())]))
}

/// Markdown without trailing spaces and with at most one blank line between blocks, as it comes.
struct Tidy<'w> {
    out: &'w mut dyn Write,
    /// The line that has not ended yet.
    line: Vec<u8>,
    /// Whether a blank line is to come before the next.
    blank: bool,
    begun: bool,
}

impl<'w> Tidy<'w> {
    fn new(out: &'w mut dyn Write) -> Self {
        Self { out, line: Vec::new(), blank: false, begun: false }
    }

    fn end_line(&mut self) -> io::Result<()> {
        let end = self.line.trim_ascii_end().len();
        if end == 0 {
            self.blank = true;
        } else {
            if self.blank && self.begun {
                self.out.write_all(b"\n")?;
            }
            (self.blank, self.begun) = (false, true);
            self.line.truncate(end);
            self.line.push(b'\n');
            self.out.write_all(&self.line)?;
        }
        self.line.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.end_line()?;
        match self.begun {
            true => Ok(()),
            false => self.out.write_all(b"\n"),
        }
    }
}

impl Write for Tidy<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while !rest.is_empty() {
            if self.line.is_empty() && self.begun && !self.blank {
                // Lines that need no tidying are passed on together.
                let tidy = tidy_lines(rest);
                self.out.write_all(&rest[..tidy])?;
                rest = &rest[tidy..];
            }
            if rest.read_until(b'\n', &mut self.line)? > 0 && self.line.ends_with(b"\n") {
                self.end_line()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// How many bytes of whole lines come first that are neither blank nor end in a space.
fn tidy_lines(bytes: &[u8]) -> usize {
    let mut rest = bytes;
    loop {
        let begin = bytes.len() - rest.len();
        let length = rest.skip_until(b'\n').unwrap_or_default();
        match bytes[begin..begin + length] {
            [.., last, b'\n'] if !last.is_ascii_whitespace() => {}
            _ => return begin,
        }
    }
}

/// A document's own Markdown as HTML. Its texts are escaped already, so its markup is the template's.
pub(super) fn from_markdown(markdown: &str) -> String {
    use pulldown_cmark::{Options, Parser};
    let mut html = String::with_capacity(markdown.len() * 2);
    pulldown_cmark::html::push_html(
        &mut html,
        Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS),
    );
    html
}
