//! YAML as a tree in which every key and value knows its place. The only door to the YAML crate: its events go in, a
//! [`Node`] comes out, with aliases expanded, merge keys applied and everything that onus does not read reported.
//! Values are not interpreted here: `1.10`, `012` and `NO` stay the text they are.

use crate::finding::{Code, Findings};
use crate::source::{Source, Span};
use granit_parser::{Event, Parser, ScalarStyle};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// How many values a file may have once its aliases are expanded. A real file has hundreds; ten thousand components
/// have some hundred thousand.
pub const MAX_NODES: usize = 1_000_000;
/// How deep lists and maps may be nested.
const MAX_DEPTH: usize = 64;

/// A value and its place.
#[derive(Debug, Clone)]
pub struct Node<'s> {
    /// Where it stands. An alias's place is the alias; what is inside it keeps the place of its definition.
    pub span: Span,
    /// What it is.
    pub kind: Kind<'s>,
}

/// What a value is.
#[derive(Debug, Clone)]
pub enum Kind<'s> {
    /// Nothing, `~` or `null`.
    Null,
    /// A text; `plain` when it is not quoted, so that it may be meant as a word of the language (`true`).
    Scalar {
        /// The text as YAML reads it.
        text: Cow<'s, str>,
        /// Not quoted and not a block.
        plain: bool,
    },
    /// A list.
    List(Vec<Node<'s>>),
    /// A map, in the order of the file, no key twice.
    Map(Vec<(Key<'s>, Node<'s>)>),
}

/// A key of a map and its place.
#[derive(Debug, Clone)]
pub struct Key<'s> {
    /// The key's text.
    pub text: Cow<'s, str>,
    /// Where it stands.
    pub span: Span,
}

impl<'s> Node<'s> {
    /// What it is, in a finding's words.
    pub fn describe(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "nothing",
            Kind::Scalar { text, .. } if text.trim().is_empty() => "an empty text",
            Kind::Scalar { .. } => "text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a map",
        }
    }

    /// How many values it holds, itself included.
    pub fn size(&self) -> usize {
        1 + match &self.kind {
            Kind::List(items) => items.iter().map(Self::size).sum(),
            Kind::Map(entries) => entries.iter().map(|(_, node)| 1 + node.size()).sum(),
            _ => 0,
        }
    }

    /// The value behind a key of a map.
    pub fn get(&self, key: &str) -> Option<(&Key<'s>, &Node<'s>)> {
        let Kind::Map(entries) = &self.kind else { return None };
        entries.iter().find(|(name, _)| name.text == key).map(|(name, node)| (name, node))
    }

    /// The place of what a path names, or of the nearest thing on the way to it. Steps are keys, list indices, or the ids
    /// of a list's items.
    pub fn locate(&self, path: &[&str]) -> Span {
        let Some((step, rest)) = path.split_first() else { return self.span };
        match &self.kind {
            Kind::Map(_) => match self.get(step) {
                Some((key, _)) if rest.is_empty() => key.span,
                Some((key, node)) if matches!(node.kind, Kind::Null) => key.span,
                Some((_, node)) => node.locate(rest),
                None => self.span,
            },
            Kind::List(items) => {
                let named = |item: &&Node<'_>| {
                    item.get("id").is_some_and(|(_, id)| matches!(&id.kind, Kind::Scalar { text, .. } if text == step))
                };
                let item = step.parse().ok().and_then(|at: usize| items.get(at));
                item.or_else(|| items.iter().find(named)).map_or(self.span, |item| item.locate(rest))
            }
            _ => self.span,
        }
    }
}

/// Reads the one document of a source. `None`: there is nothing to go on with, and a finding says why.
pub fn parse<'s>(source: &'s Source, findings: &mut Findings) -> Option<Node<'s>> {
    composer(source, findings).document()
}

/// Reads all documents of a source, as far as they can be read.
pub fn documents<'s>(source: &'s Source, findings: &mut Findings) -> Vec<Node<'s>> {
    let mut composer = composer(source, findings);
    let mut documents = Vec::new();
    while let Ok((event, span)) = composer.next() {
        match event {
            Event::StreamEnd => break,
            Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
            event => match composer.node(event, span, 0) {
                Ok(node) => documents.push(node),
                Err(Stop) => break,
            },
        }
    }
    documents
}

fn composer<'s, 'f>(
    source: &'s Source,
    findings: &'f mut Findings,
) -> Composer<'s, 'f, impl Iterator<Item = Next<'s>>> {
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
        emit_comments: false,
    };
    Composer {
        source,
        findings,
        events: Parser::new_from_str_with_options(&source.text, options),
        anchors: HashMap::new(),
        nodes: 0,
        anchored: 0,
    }
}

/// The place in a source that keys and list indices lead to.
pub fn locate(source: &Arc<Source>, path: &[String]) -> Option<Span> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    parse(source, &mut Findings::new(source)).map(|node| node.locate(&path))
}

/// Why composing stopped; the finding is already made.
struct Stop;

struct Composer<'s, 'f, P> {
    source: &'s Source,
    findings: &'f mut Findings,
    events: P,
    /// Finished anchors by id, with how many values they hold.
    anchors: HashMap<usize, (Node<'s>, usize)>,
    nodes: usize,
    /// How many values are kept for aliases. Anchors in anchors keep the same ones again.
    anchored: usize,
}

type Next<'s> = Result<(Event<'s>, granit_parser::Span), granit_parser::ScanError>;

impl<'s, P: Iterator<Item = Next<'s>>> Composer<'s, '_, P> {
    fn document(&mut self) -> Option<Node<'s>> {
        let mut root = None;
        loop {
            match self.next() {
                Err(Stop) => return None,
                Ok((Event::StreamEnd, _)) => break,
                Ok((Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd, span)) => {
                    if root.is_some() && self.source.slice(span).starts_with("---") {
                        let help = "keep each document in a file of its own";
                        self.findings.add_help(
                            Code::SeveralDocuments,
                            span,
                            "a second YAML document begins here",
                            help,
                        );
                        return None;
                    }
                }
                Ok((event, span)) => match self.node(event, span, 0) {
                    Ok(node) => root = Some(node),
                    Err(Stop) => return None,
                },
            }
        }
        let root = root.filter(|node: &Node<'_>| !matches!(node.kind, Kind::Null));
        if root.is_none() {
            let help = "write something into it or leave it out; `onus init` writes an architecture to start from";
            self.findings.add_help(Code::Empty, Span::default(), "the file has no content", help);
        }
        root
    }

    fn next(&mut self) -> Result<(Event<'s>, Span), Stop> {
        match self.events.next() {
            Some(Ok((event, span))) => {
                if let Some(tag) = event.tag().filter(|tag| !tag.is_yaml_core_schema()) {
                    let place = span.tag_span().map_or_else(|| self.span(span), |tag| self.span(tag));
                    let message = format!("the tag `{}` has no meaning here", tag.original());
                    self.findings.add_help(Code::Tag, place, message, "write the value without it");
                }
                Ok((event, self.span(span)))
            }
            Some(Err(error)) => {
                self.syntax_error(&error);
                Err(Stop)
            }
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn span(&self, span: granit_parser::Span) -> Span {
        let start = span.start.byte_offset().unwrap_or(0) as u32;
        let end = span.end.byte_offset().unwrap_or(0) as u32;
        self.placed(start, end.max(start))
    }

    /// The span of bytes of this source.
    fn placed(&self, start: u32, end: u32) -> Span {
        Span { start: start + self.source.base, end: end + self.source.base }
    }

    fn syntax_error(&mut self, error: &granit_parser::ScanError) {
        let message = error.kind().to_string();
        let start = error.marker().byte_offset().unwrap_or(self.source.text.len());
        let start = if message.contains("tab") { tab_near(&self.source.text, start) } else { start } as u32;
        let end = self
            .source
            .text
            .get(start as usize..)
            .and_then(|rest| rest.chars().next())
            .map_or(start, |c| start + c.len_utf8() as u32);
        let span = self.placed(start, end);
        let line_of = |at: u32| self.source.position(at + self.source.base).line;
        if message.contains("nest") || message.contains("recursion") {
            self.findings.add(Code::TooComplex, span, format!("lists and maps are nested more than {MAX_DEPTH} deep"));
            return;
        }
        let line_start = self.source.text[..start as usize].rfind('\n').map_or(0, |at| at + 1);
        let line = self.source.text[line_start..].lines().next().unwrap_or("");
        let indent = &line[..line.len() - line.trim_start().len()];
        let message = message.trim_end_matches('.');
        let mut chars = message.chars();
        let message: String = chars.next().map(|c| c.to_ascii_lowercase()).into_iter().chain(chars).collect();
        let opened = open_bracket(&self.source.text[..start as usize]);
        if let Some((at, bracket)) = opened.filter(|(at, _)| line_of(*at as u32) < line_of(start)) {
            let line = line_of(at as u32);
            let close = if bracket == '[' { ']' } else { '}' };
            let help = format!("the `{bracket}` in line {line} is not closed; add `{close}`");
            self.findings.add_help(Code::Syntax, span, format!("not YAML: {message}"), help);
            return;
        }
        let help = if self.source.slice(span) == "\0" {
            "it looks like UTF-16 or a binary file; save it as UTF-8"
        } else if message.contains("escape") {
            "in double quotes a backslash begins an escape; write it twice, or use single quotes"
        } else if indent.contains('\t') || message.contains("tab") {
            "indent with spaces; YAML does not allow tabs there"
        } else if message.contains("mapping values")
            || message.contains("simple key")
            || message.contains("block mapping")
            || message.contains("did not find")
        {
            "check the indentation here and in the line before; a text with `: ` or ` #` in it needs quotes"
        } else {
            "the lines before this one were read without trouble; check the quotes, brackets and indentation around here"
        };
        self.findings.add_help(Code::Syntax, span, format!("not YAML: {message}"), help);
    }

    fn node(&mut self, event: Event<'s>, span: Span, depth: usize) -> Result<Node<'s>, Stop> {
        self.count(1, span)?;
        if depth > MAX_DEPTH {
            self.findings.add(Code::TooComplex, span, format!("lists and maps are nested more than {MAX_DEPTH} deep"));
            return Err(Stop);
        }
        let quoted = event.tag().is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
        let (anchor, before) = (event.anchor_id().filter(|id| *id > 0), self.nodes);
        let node = match event {
            Event::Scalar(text, style, ..) => {
                let plain = style == ScalarStyle::Plain && !quoted;
                let null = plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                Node { span, kind: if null { Kind::Null } else { Kind::Scalar { text, plain } } }
            }
            Event::SequenceStart(..) => self.list(span, depth)?,
            Event::MappingStart(..) => self.map(span, depth)?,
            Event::Alias(id) => return self.alias(id, span),
            Event::UnresolvedAlias(name) => {
                self.findings.add(Code::Syntax, span, format!("the alias `*{name}` names no anchor before it"));
                Node { span, kind: Kind::Null }
            }
            _ => Node { span, kind: Kind::Null },
        };
        if let Some(id) = anchor {
            let size = self.nodes - before + 1;
            self.anchored += size;
            if self.anchored > MAX_NODES {
                self.findings.add(Code::TooComplex, span, format!("anchors hold more than {MAX_NODES} values"));
                return Err(Stop);
            }
            self.anchors.insert(id, (node.clone(), size));
        }
        Ok(node)
    }

    fn count(&mut self, more: usize, span: Span) -> Result<(), Stop> {
        self.nodes += more;
        if self.nodes > MAX_NODES {
            self.findings.add(Code::TooComplex, span, format!("the file has more than {MAX_NODES} values"));
            return Err(Stop);
        }
        Ok(())
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<Node<'s>, Stop> {
        let Some((node, size)) = self.anchors.get(&id) else {
            self.findings.add(Code::Syntax, span, "an alias stands inside what it names");
            return Err(Stop);
        };
        if self.nodes + size > MAX_NODES {
            self.findings.add(Code::TooComplex, span, format!("aliases expand to more than {MAX_NODES} values"));
            return Err(Stop);
        }
        let node = Node { span, kind: node.kind.clone() };
        let size = *size;
        self.count(size, span)?;
        Ok(node)
    }

    fn list(&mut self, start: Span, depth: usize) -> Result<Node<'s>, Stop> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, end) => return Ok(Node { span: join(start, end), kind: Kind::List(items) }),
                (Event::StreamEnd, _) => return Err(Stop),
                (event, span) => items.push(self.node(event, span, depth + 1)?),
            }
        }
    }

    fn map(&mut self, start: Span, depth: usize) -> Result<Node<'s>, Stop> {
        let mut entries: Vec<(Key<'s>, Node<'s>)> = Vec::new();
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut merges = Vec::new();
        loop {
            let (event, span) = match self.next()? {
                (Event::MappingEnd, end) => {
                    for merge in merges {
                        self.merge(merge, &mut entries, &mut seen);
                    }
                    return Ok(Node { span: join(start, end), kind: Kind::Map(entries) });
                }
                (Event::StreamEnd, _) => return Err(Stop),
                key => key,
            };
            let key = self.node(event, span, depth + 1)?;
            let (event, at) = self.next()?;
            let value = self.node(event, at, depth + 1)?;
            let (text, plain) = match key.kind {
                Kind::Scalar { text, plain } => (text, plain),
                Kind::Null => (Cow::Borrowed(self.source.slice(span)), false),
                _ => {
                    self.findings.add(Code::WrongType, span, format!("a key is text, not {}", key.describe()));
                    continue;
                }
            };
            if text == "<<" && plain {
                merges.push(value);
            } else if let Some(first) = seen.get(text.as_ref()) {
                let line = self.source.position(entries[*first].0.span.start).line;
                self.findings.add_help(
                    Code::DuplicateKey,
                    span,
                    format!("the key `{text}` stands twice in this map"),
                    format!("the first is in line {line}; remove or rename one of them"),
                );
            } else {
                seen.insert(text.to_string(), entries.len());
                entries.push((Key { text, span }, value));
            }
        }
    }

    fn merge(&mut self, value: Node<'s>, entries: &mut Vec<(Key<'s>, Node<'s>)>, seen: &mut HashMap<String, usize>) {
        match value.kind {
            Kind::Map(more) => {
                for (key, node) in more {
                    if !seen.contains_key(key.text.as_ref()) {
                        seen.insert(key.text.to_string(), entries.len());
                        entries.push((key, node));
                    }
                }
            }
            Kind::List(items) => items.into_iter().for_each(|item| self.merge(item, entries, seen)),
            _ => self.findings.add(
                Code::WrongType,
                value.span,
                format!("a merge key (`<<`) takes a map, not {}", value.describe()),
            ),
        }
    }
}

/// The first bracket of a list or map in brackets that is still open at the end of a text.
fn open_bracket(text: &str) -> Option<(usize, char)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let (mut quote, mut before, mut space) = (None, '\n', true);
    let mut comment = false;
    for (at, c) in text.char_indices() {
        if comment {
            comment = c != '\n';
        } else if let Some(mark) = quote {
            if c == mark {
                quote = None;
            }
        } else {
            let begins = matches!(before, '\n' | ':' | '-' | ',' | '[' | '{');
            match c {
                '#' if space => comment = true,
                '\'' | '"' if begins => quote = Some(c),
                '[' | '{' if begins => open.push((at, c)),
                ']' | '}' if !open.is_empty() => drop(open.pop()),
                _ => {}
            }
        }
        space = c.is_whitespace();
        if !space || c == '\n' && open.is_empty() {
            before = c;
        }
    }
    open.first().copied()
}

/// Where the tab is that the parser stopped at: just before the place, or in the indentation of the next line that has one.
fn tab_near(text: &str, at: usize) -> usize {
    let Some((before, rest)) = text.split_at_checked(at) else { return at };
    if before.ends_with('\t') {
        return at - 1;
    }
    let mut start = at;
    for line in rest.split_inclusive('\n') {
        let indent = &line[..line.len() - line.trim_start().len()];
        if let Some(tab) = indent.find('\t') {
            return start + tab;
        }
        start += line.len();
    }
    at
}

fn join(start: Span, end: Span) -> Span {
    Span { start: start.start, end: end.end.max(start.end) }
}
