//! Markdown that an author wrote in a file, reduced to what may stand in a document: paragraphs, lists, emphasis, code
//! and links with a harmless scheme. Headings, tables, images and raw HTML become text. What comes out is a tree; the
//! two formats write it in their own way, with their own escaping.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A block of prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list; with the number of its first item where it is numbered.
    List(Option<u64>, Vec<Vec<Block>>),
}

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Text, to be escaped.
    Text(String),
    /// Code, to be escaped.
    Code(String),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// A link whose address has been checked.
    Link(String, Vec<Inline>),
}

/// Reads prose as blocks.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut events = Parser::new_ext(text, Options::empty());
    read_blocks(&mut events, None, 0)
}

/// Reads prose as one paragraph: blocks follow each other with a space.
pub fn inline(text: &str) -> Vec<Inline> {
    let mut out = Vec::new();
    flatten(blocks(text), &mut out);
    out
}

fn flatten(blocks: Vec<Block>, out: &mut Vec<Inline>) {
    for block in blocks {
        if !out.is_empty() {
            add_text(out, " ");
        }
        match block {
            Block::Paragraph(inlines) => extend(out, inlines),
            Block::List(_, items) => items.into_iter().for_each(|item| flatten(item, out)),
        }
    }
}

/// Adds text to what stands before it: a reader sees one text, so it must be escaped as one.
fn add_text(out: &mut Vec<Inline>, more: &str) {
    match out.last_mut() {
        Some(Inline::Text(text)) => text.push_str(more),
        _ => out.push(Inline::Text(more.to_owned())),
    }
}

fn extend(out: &mut Vec<Inline>, more: Vec<Inline>) {
    for inline in more {
        match inline {
            Inline::Text(text) => add_text(out, &text),
            inline => out.push(inline),
        }
    }
}

/// How deep lists and emphasis may be nested; what is deeper follows flat.
const MOST_DEPTH: usize = 16;

fn read_blocks<'t>(events: &mut dyn Iterator<Item = Event<'t>>, until: Option<TagEnd>, depth: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut loose = Vec::new();
    while let Some(event) = events.next() {
        if matches!(&event, Event::End(end) if Some(*end) == until) {
            break;
        }
        match event {
            Event::Start(Tag::List(first)) if depth < MOST_DEPTH => {
                close(&mut loose, &mut blocks);
                blocks.push(Block::List(first, read_items(events, first.is_some(), depth)));
            }
            Event::Start(Tag::Paragraph) => {
                close(&mut loose, &mut blocks);
                blocks.push(Block::Paragraph(read_inlines(events, TagEnd::Paragraph, depth)));
            }
            Event::Start(Tag::Heading { level, .. }) => {
                close(&mut loose, &mut blocks);
                blocks.push(Block::Paragraph(read_inlines(events, TagEnd::Heading(level), depth)));
            }
            Event::Start(Tag::CodeBlock(_)) => {
                close(&mut loose, &mut blocks);
                let mut code = String::new();
                for event in &mut *events {
                    match event {
                        Event::Text(text) => code.push_str(&text),
                        Event::End(TagEnd::CodeBlock) => break,
                        _ => {}
                    }
                }
                blocks
                    .push(Block::Paragraph(vec![Inline::Code(code.split_whitespace().collect::<Vec<_>>().join(" "))]));
            }
            Event::Html(text) => add_text(&mut loose, &text),
            Event::Start(Tag::BlockQuote(_) | Tag::HtmlBlock | Tag::Item | Tag::List(_)) => {
                close(&mut loose, &mut blocks)
            }
            Event::End(_) | Event::Rule => close(&mut loose, &mut blocks),
            event => read_inline(event, events, &mut loose, depth),
        }
    }
    close(&mut loose, &mut blocks);
    blocks.retain(|block| !matches!(block, Block::Paragraph(inlines) if inlines.is_empty()));
    blocks
}

fn close(loose: &mut Vec<Inline>, blocks: &mut Vec<Block>) {
    if !loose.is_empty() {
        blocks.push(Block::Paragraph(std::mem::take(loose)));
    }
}

fn read_items<'t>(events: &mut dyn Iterator<Item = Event<'t>>, numbered: bool, depth: usize) -> Vec<Vec<Block>> {
    let mut items = Vec::new();
    while let Some(event) = events.next() {
        match event {
            Event::Start(Tag::Item) => items.push(read_blocks(events, Some(TagEnd::Item), depth + 1)),
            Event::End(TagEnd::List(of)) if of == numbered => break,
            _ => {}
        }
    }
    items
}

fn read_inlines<'t>(events: &mut dyn Iterator<Item = Event<'t>>, until: TagEnd, depth: usize) -> Vec<Inline> {
    let mut out = Vec::new();
    while let Some(event) = events.next() {
        if matches!(&event, Event::End(end) if *end == until) {
            break;
        }
        read_inline(event, events, &mut out, depth);
    }
    out
}

fn read_inline<'t>(event: Event<'t>, events: &mut dyn Iterator<Item = Event<'t>>, out: &mut Vec<Inline>, depth: usize) {
    let deep = depth >= MOST_DEPTH;
    match event {
        Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => add_text(out, &text),
        Event::Code(code) => out.push(Inline::Code(code.to_string())),
        Event::SoftBreak | Event::HardBreak => add_text(out, " "),
        Event::Start(Tag::Emphasis) if !deep => {
            out.push(Inline::Emphasis(read_inlines(events, TagEnd::Emphasis, depth + 1)))
        }
        Event::Start(Tag::Strong) if !deep => out.push(Inline::Strong(read_inlines(events, TagEnd::Strong, depth + 1))),
        Event::Start(Tag::Link { dest_url, .. }) if !deep => {
            let inner = read_inlines(events, TagEnd::Link, depth + 1);
            match is_harmless(&dest_url) {
                true => out.push(Inline::Link(encoded(&dest_url), inner)),
                false => extend(out, inner),
            }
        }
        _ => {}
    }
}

/// An address with the characters encoded that no address may hold as they are.
fn encoded(address: &str) -> String {
    let encode = |c: char| match c {
        '|' | '<' | '>' | '"' | '`' | '{' | '}' | '^' | '[' | ']' => format!("%{:02X}", c as u32),
        c => c.to_string(),
    };
    address.chars().map(encode).collect()
}

/// Whether an address may stand behind a link: http, https, mailto, or relative.
pub fn is_harmless(address: &str) -> bool {
    if address.chars().any(|c| c.is_control() || c.is_whitespace())
        || address.starts_with("//")
        || address.contains('\\')
    {
        return false;
    }
    let scheme = address
        .split(['/', '?', '#'])
        .next()
        .unwrap_or_default()
        .split_once(':')
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    scheme.is_none_or(|scheme| matches!(scheme.as_str(), "http" | "https" | "mailto"))
}
