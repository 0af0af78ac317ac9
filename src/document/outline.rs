//! Where headings, links and ids stand in a document that is set, in either format: what it takes to cut a part out of it
//! and to move its headings to other levels. Only markup that a template writes is met here; all else has been escaped.

use pulldown_cmark::{Event, Options, Parser, Tag as Markdown, TagEnd};
use std::collections::BTreeSet;
use std::ops::Range;

/// Where headings, links and ids stand in a document.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// The headings, in order.
    pub(super) headings: Vec<Heading>,
    /// The links to an id.
    pub(super) links: Vec<Link>,
    /// The ids that links can lead to.
    pub(super) ids: BTreeSet<String>,
}

/// A heading.
#[derive(Debug)]
pub(super) struct Heading {
    /// The id that leads to it.
    pub(super) id: Option<String>,
    /// 1 to 6.
    pub(super) level: usize,
    /// What says the level: the hashes, or the name of the tag.
    pub(super) mark: Range<usize>,
    /// The name of its end tag.
    pub(super) end: Option<Range<usize>>,
    /// What it heads, itself included.
    pub(super) section: Range<usize>,
}

/// A link to an id.
#[derive(Debug)]
pub(super) struct Link {
    /// The id.
    pub(super) to: String,
    /// What stands before and behind its text.
    pub(super) marks: [Range<usize>; 2],
}

impl Outline {
    /// The outline of a Markdown document whose headings are written with hashes.
    pub(super) fn of_markdown(text: &str) -> Self {
        let mut outline = Self::default();
        let mut inside = false;
        let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS;
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            match event {
                Event::Start(Markdown::Heading { level, .. }) if text[range.clone()].starts_with('#') => {
                    let level = level as usize;
                    let mark = range.start..range.start + level;
                    outline.headings.push(Heading { id: None, level, mark, end: None, section: range });
                    inside = true;
                }
                Event::End(TagEnd::Heading(_)) => inside = false,
                Event::Start(Markdown::Link { dest_url, .. }) => {
                    let middle = text[range.clone()].rfind("](").map(|at| range.start + at);
                    if let (Some(to), Some(middle)) = (dest_url.strip_prefix('#'), middle) {
                        let marks = [range.start..range.start + 1, middle..range.end];
                        outline.links.push(Link { to: to.to_owned(), marks });
                    }
                }
                Event::Html(html) | Event::InlineHtml(html) => {
                    for id in tags(&html).iter().filter_map(|tag| tag.attribute("id")) {
                        if let Some(heading) = outline.headings.last_mut().filter(|_| inside) {
                            heading.id.get_or_insert_with(|| id.to_owned());
                        }
                        outline.ids.insert(id.to_owned());
                    }
                }
                _ => {}
            }
        }
        for at in 0..outline.headings.len() {
            let level = outline.headings[at].level;
            let next = outline.headings[at + 1..].iter().find(|heading| heading.level <= level);
            outline.headings[at].section.end = next.map_or(text.len(), |heading| heading.section.start);
        }
        outline
    }

    /// The outline of an HTML document. A heading's section is the element that it labels with what follows before the next
    /// such element, or else all up to the next heading of its level; in both cases it ends with the element it stands in.
    pub(super) fn of_html(text: &str) -> Self {
        let mut outline = Self::default();
        let mut open: Vec<Tag> = Vec::new();
        let mut unended: Vec<Unended> = Vec::new();
        let mut link = None;
        for tag in tags(text) {
            if tag.closes {
                if let (Some(level), Some(heading)) = (tag.level(), outline.headings.last_mut())
                    && heading.level == level
                {
                    heading.end.get_or_insert_with(|| tag.name_range());
                }
                if let Some((to, start)) = link.take_if(|_| tag.name == "a") {
                    outline.links.push(Link { to, marks: [start, tag.range.clone()] });
                }
                let Some(depth) = open.iter().rposition(|element| element.name == tag.name) else { continue };
                open.truncate(depth);
                unended.retain_mut(|section| {
                    if section.open && section.within == depth + 1 {
                        // What follows without a section of its own belongs to it.
                        (section.open, section.within) = (false, depth);
                    } else if section.within > depth {
                        outline.headings[section.heading].section.end = tag.range.start;
                        return false;
                    }
                    true
                });
                continue;
            }
            let id = tag.attribute("id").map(str::to_owned);
            let level = tag.level();
            if level.is_some() || tag.name == "section" {
                unended.retain(|section| {
                    let before = &mut outline.headings[section.heading];
                    let beside = !section.open && section.within == open.len();
                    let ends = beside && level.map_or(section.element, |level| before.level >= level);
                    if ends {
                        before.section.end = tag.range.start;
                    }
                    !ends
                });
            }
            if let Some(level) = level {
                let labels = |element: &Tag| id.is_some() && element.attribute("aria-labelledby") == id.as_deref();
                let labelled = open.iter().rposition(labels);
                let start = labelled.map_or(tag.range.start, |at| open[at].range.start);
                unended.push(Unended {
                    heading: outline.headings.len(),
                    within: labelled.map_or(open.len(), |at| at + 1),
                    open: labelled.is_some(),
                    element: labelled.is_some(),
                });
                let mark = tag.name_range();
                outline.headings.push(Heading { id: id.clone(), level, mark, end: None, section: start..text.len() });
            }
            if let Some(to) = tag.attribute("href").and_then(|to| to.strip_prefix('#')).filter(|_| tag.name == "a") {
                link = Some((to.to_owned(), tag.range.clone()));
            }
            outline.ids.extend(id);
            if !tag.is_empty() {
                open.push(tag);
            }
        }
        outline
    }
}

/// A heading whose section has not ended.
struct Unended {
    heading: usize,
    /// How many elements were open around the section; with one less it ends.
    within: usize,
    /// Whether the last of them is the section, labelled by the heading, and still open.
    open: bool,
    /// Whether there is such an element.
    element: bool,
}

/// A tag in HTML.
struct Tag<'t> {
    name: &'t str,
    closes: bool,
    /// The tag from `<` to `>`.
    text: &'t str,
    range: Range<usize>,
}

impl<'t> Tag<'t> {
    /// The level of a heading.
    fn level(&self) -> Option<usize> {
        self.name.strip_prefix('h').and_then(|level| level.parse().ok()).filter(|level| (1..=6).contains(level))
    }

    fn name_range(&self) -> Range<usize> {
        let start = self.range.start + 1 + usize::from(self.closes);
        start..start + self.name.len()
    }

    /// Whether it has no end tag.
    fn is_empty(&self) -> bool {
        const EMPTY: [&str; 9] = ["area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"];
        self.text.ends_with("/>") || EMPTY.contains(&self.name)
    }

    fn attribute(&self, wanted: &str) -> Option<&'t str> {
        let mut rest = self.text.get(self.name.len() + 1..)?;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).filter(|end| *end > 0)?;
            let name = &rest[..end];
            rest = rest[end..].trim_start();
            let Some(value) = rest.strip_prefix('=') else { continue };
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let value = &value[quote.map_or(0, char::len_utf8)..];
            let end = value.find(|c: char| quote.map_or(c.is_whitespace() || c == '>', |quote| c == quote))?;
            if name == wanted {
                return Some(&value[..end]);
            }
            rest = &value[end + quote.map_or(0, char::len_utf8)..];
        }
    }
}

/// The tags of an HTML text, in order. Comments, and what stands in a style or script, hold none.
fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|found| at + found) {
        let after = |pattern: &str, from: usize| text[from..].find(pattern).map_or(text.len(), |found| from + found);
        if text[start..].starts_with("<!--") {
            at = after("-->", start);
            continue;
        }
        let closes = text[start + 1..].starts_with('/');
        let name = &text[start + 1 + usize::from(closes)..];
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len())];
        at = start + 1;
        if name.is_empty() {
            continue;
        }
        let mut quote = None;
        let end = text[start..].find(|c: char| {
            match quote {
                Some(open) if open == c => quote = None,
                None if matches!(c, '"' | '\'') => quote = Some(c),
                _ => {}
            }
            quote.is_none() && c == '>'
        });
        let Some(end) = end.map(|end| start + end + 1) else { break };
        tags.push(Tag { name, closes, text: &text[start..end], range: start..end });
        at = if !closes && matches!(name, "style" | "script") { after(&format!("</{name}"), end) } else { end };
    }
    tags
}
