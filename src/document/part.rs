//! Parts of a document for the pages of a documentation site: one section, or all about one component, its headings at the
//! level that the page needs. A part is cut out of the document that the templates set, so it says what that says, whoever
//! wrote them. Links that would lead out of it become text, and the sources that it cites stand at its end.

use super::format::Format;
use super::outline::Outline;
use super::page::Page;
use super::picture;
use super::templates::{SetError, Templates, from_markdown};
use super::view::View;
use crate::finding::{did_you_mean, nearest};
use std::collections::BTreeSet;
use std::ops::Range;

/// The level of a part's heading when none is asked for: below the title of the page it stands in.
pub const LEVEL: usize = 2;

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A section, by the id of its heading.
    Section(String),
    /// What the document says of a component: the chapter of its profile, and what is the same for all of its provider.
    Component(String),
}

/// Why there is no such part.
#[derive(Debug)]
pub enum Refusal {
    /// The document cannot be set.
    Set(SetError),
    /// The document has no such section, or the architecture no such component; and what to do.
    Unknown(String),
}

impl From<SetError> for Refusal {
    fn from(error: SetError) -> Self {
        Self::Set(error)
    }
}

impl Part {
    /// A part as it is asked for: `duties`, `component:web`. `grid` is another name of `holders`.
    pub fn of(text: &str) -> Self {
        match text.split_once(':') {
            Some(("component", id)) => Self::Component(id.to_owned()),
            _ if text == "grid" => Self::Section("holders".to_owned()),
            _ => Self::Section(text.to_owned()),
        }
    }

    /// What tells its file from that of the document.
    pub fn name(&self) -> String {
        match self {
            Self::Section(id) => id.clone(),
            Self::Component(id) => format!("component-{id}"),
        }
    }

    /// Sets it, with its heading at a level.
    pub fn set(
        &self,
        templates: &Templates,
        template: &str,
        format: Format,
        page: &Page,
        level: usize,
    ) -> Result<String, Refusal> {
        // HTML that is made from Markdown has no elements around its sections; the Markdown is cut.
        let own = templates.has(&format!("{template}.{}", format.ending()));
        let set_as = if own { format } else { Format::Markdown };
        let mut whole = Vec::new();
        templates.set(template, set_as, page, &mut whole)?;
        let mut part = self.cut(&String::from_utf8_lossy(&whole), set_as, page.view(), level)?;
        let sources = cited(&outline(&part, set_as));
        part += "\n\n";
        part += &leveled(&templates.part_end(set_as, page, &sources)?, set_as, (level + 1).min(6));
        let part = closed(&part, set_as);
        Ok(match set_as {
            Format::Html => fragment(&part, page.view()),
            _ if format == Format::Html => fragment(&from_markdown(&part), page.view()),
            _ => part.trim_end().to_owned() + "\n",
        })
    }

    fn cut(&self, whole: &str, format: Format, view: &View, level: usize) -> Result<String, Refusal> {
        let outline = outline(whole, format);
        let mut pieces = Vec::new();
        for (at, id) in self.headings(view)?.iter().enumerate() {
            let ids = || outline.headings.iter().filter_map(|heading| Some((heading.level, heading.id.as_deref()?)));
            let Some(heading) = outline.headings.iter().find(|heading| heading.id.as_ref() == Some(id)) else {
                let sections = || ids().filter(|(level, _)| *level == 2).map(|(_, id)| id);
                let help = match nearest(id, ids().map(|(_, id)| id)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        format!("there are {}", sections().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "))
                    }
                };
                return Err(Refusal::Unknown(format!("the document has no section `{id}`; {help}")));
            };
            // What is the same for all of a provider stands below what a component has of its own.
            let level = if at == 0 { level } else { (level + 1).min(6) };
            pieces.push(leveled(whole[heading.section.clone()].trim_end(), format, level));
        }
        Ok(pieces.join("\n\n"))
    }

    /// The ids of the headings of its pieces.
    fn headings(&self, view: &View) -> Result<Vec<String>, Refusal> {
        let id = match self {
            Self::Section(id) => return Ok(vec![id.clone()]),
            Self::Component(id) => id,
        };
        let Some(component) = view.components.iter().find(|component| component.id == *id) else {
            let known: Vec<String> = view.components.iter().map(|component| component.id).collect();
            let help = did_you_mean(id, known.iter().map(String::as_str));
            return Err(Refusal::Unknown(format!("unknown component `{id}` of `{}`; {help}", view.architecture.id)));
        };
        let mut with_common = view.providers.iter().filter(|provider| !provider.common.is_empty());
        let common = with_common.position(|provider| provider.id == component.provider);
        let common = common.map(|at| format!("provider-{}", at + 1));
        Ok([format!("profile-{}", component.profile)].into_iter().chain(common).collect())
    }
}

/// A document or a piece of one with its first heading at a level. The others follow, down to the sixth.
pub fn leveled(text: &str, format: Format, level: usize) -> String {
    let headings = outline(text, format).headings;
    let first = headings.first().map_or(1, |heading| heading.level);
    let mut edits = Vec::new();
    for heading in headings {
        let level = (heading.level + level).saturating_sub(first).clamp(1, 6);
        let written = if format == Format::Html { format!("h{level}") } else { "#".repeat(level) };
        edits.extend([Some(heading.mark), heading.end].into_iter().flatten().map(|mark| (mark, written.clone())));
    }
    edited(text, edits)
}

fn outline(text: &str, format: Format) -> Outline {
    if format == Format::Html { Outline::of_html(text) } else { Outline::of_markdown(text) }
}

/// The numbers of the sources that a part cites and does not list.
fn cited(outline: &Outline) -> BTreeSet<usize> {
    let out = outline.links.iter().filter(|link| !outline.ids.contains(&link.to));
    out.filter_map(|link| link.to.strip_prefix("source-")?.parse().ok()).collect()
}

/// A part with the links that would lead out of it as text.
fn closed(part: &str, format: Format) -> String {
    let outline = outline(part, format);
    let out = outline.links.into_iter().filter(|link| !outline.ids.contains(&link.to));
    edited(part, out.flat_map(|link| link.marks).map(|mark| (mark, String::new())).collect())
}

/// HTML that a Markdown page may hold as it is: no blank line ends it, and what needs the style of a page of onus brings its
/// own, the picture and what is too wide for a page.
fn fragment(html: &str, view: &View) -> String {
    let html = html.replace(&picture::inline(view), &picture::standalone(view));
    let html = html.replace("class=\"scroll\"", "style=\"overflow-x:auto\"");
    html.lines().filter(|line| !line.trim().is_empty()).flat_map(|line| [line, "\n"]).collect()
}

/// A text with ranges of it replaced, which do not overlap.
fn edited(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for (range, new) in edits {
        out.push_str(&text[copied..range.start]);
        out.push_str(&new);
        copied = range.end;
    }
    out + &text[copied..]
}
