//! What Tera says is wrong with a template, as findings at their places, with what there is instead. Where Tera names no
//! place (a cycle, a parent that is missing) the tag is looked for.

use crate::finding::{Code, Finding, nearest};
use crate::source::{Source, Span};
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::{ErrorKind, Tera};

/// The filters of Tera and of `templates`, in the order of the alphabet.
const FILTERS: &[&str] = &[
    "abs",
    "capitalize",
    "cites",
    "code",
    "component",
    "count",
    "day",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "open",
    "pairs",
    "pluralize",
    "profile",
    "prose",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];
/// Tera's tests, which follow `is`.
const TESTS: &[&str] = &[
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];
/// Tera's functions.
const FUNCTIONS: &[&str] = &["range", "super", "throw"];

/// The loaded templates by the names Tera knows them under: `user/list.md`, `builtin/page.html`.
pub(super) type Sources = BTreeMap<String, Arc<Source>>;

/// What is wrong with the templates of an ending, each mistake at its place.
pub(super) fn loading(error: &tera::Error, ending: &str, sources: &Sources) -> Vec<Finding> {
    if !matches!(error.kind(), ErrorKind::SyntaxError(_)) {
        return findings(error, sources);
    }
    // Tera stops at the first file it cannot read: the others are read one by one.
    let files = sources.iter().filter(|(name, _)| name.ends_with(&format!(".{ending}")));
    let read = |(name, source): (&String, &Arc<Source>)| Tera::default().add_raw_template(name, &source.text).err();
    let errors = files.filter_map(read).filter(|error| matches!(error.kind(), ErrorKind::SyntaxError(_)));
    let found: Vec<Finding> = errors.flat_map(|error| findings(&error, sources)).collect();
    if found.is_empty() { findings(error, sources) } else { found }
}

/// What went wrong while a template was set. What has no place of its own is at least about the template's file.
pub(super) fn rendering(error: &tera::Error, file: &str, sources: &Sources) -> Finding {
    let finding = findings(error, sources).into_iter().next();
    let finding = finding.unwrap_or_else(|| Finding::new(Code::Template, lower_first(&error.to_string())));
    let source = ["user/", "builtin/"].iter().find_map(|from| sources.get(&format!("{from}{file}")));
    match (&finding.place, source) {
        (None, Some(source)) => finding.at(source, None),
        _ => finding,
    }
}

fn findings(error: &tera::Error, sources: &Sources) -> Vec<Finding> {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let range = &report.span().range;
            let span = Span { start: range.start as u32, end: range.end as u32 };
            vec![said(report.message(), report.filename(), Some(span), sources)]
        }
        ErrorKind::CircularInclude { include_chain, .. } => vec![cycle("include", include_chain, sources)],
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            let chain: Vec<String> = std::iter::once(tpl).chain(inheritance_chain).cloned().collect();
            vec![cycle("extends", &chain, sources)]
        }
        ErrorKind::MissingParent { current, parent } => {
            let span = argument(sources, current, "extends", parent);
            vec![said(&format!("Unknown template `{parent}`"), current, span, sources)]
        }
        ErrorKind::Io(_) => {
            let reason = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
            vec![Finding::new(Code::Template, reason).help(super::bounds::HELP)]
        }
        other => {
            let text = other.to_string();
            match reports(&text, sources) {
                found if !found.is_empty() => found,
                _ if text.starts_with("Maximum render recursion") => vec![component_cycle(&text, sources)],
                _ => vec![twice(&text, sources)],
            }
        }
    }
}

/// A message of Tera's at a place, with what there is instead.
fn said(message: &str, name: &str, span: Option<Span>, sources: &Sources) -> Finding {
    let (message, available) =
        message.split_once(". Available ").map_or((message, None), |(message, rest)| (message, Some(rest)));
    let finding = Finding::new(Code::Template, lower_first(message));
    let finding = match (help(message, name, available, sources), available) {
        (Some(help), _) => finding.help(help),
        (None, Some(available)) => finding.help(format!("available {available}")),
        (None, None) => finding,
    };
    at(finding, name, span, sources)
}

/// What there is where something is unknown.
fn help(message: &str, file: &str, available: Option<&str>, sources: &Sources) -> Option<String> {
    let wrong = message.split('`').nth(1)?;
    let listed = |what: &str, names: &[&str]| {
        let near =
            nearest(wrong, names.iter().copied()).map_or_else(String::new, |name| format!("did you mean `{name}`? "));
        match names.is_empty() {
            true => format!("there are no {what}"),
            false => format!("{near}{what}: {}", names.join(", ")),
        }
    };
    if let Some((what, names)) = available.and_then(|available| available.split_once(": ")) {
        return Some(listed(what, &names.split(", ").collect::<Vec<_>>()));
    }
    let here = || sources.iter().filter(|(name, _)| alike(name, file));
    match message.split(" `").next()? {
        "Unknown filter" => Some(listed("filters", FILTERS)),
        "Unknown test" => Some(listed("tests", TESTS)),
        "Unknown function" => Some(listed("functions", FUNCTIONS)),
        "Unknown component" => Some(listed("components", &declared("component", here().map(|(_, source)| source)))),
        "Unknown template" => {
            let mut names: Vec<&str> = here().map(|(name, _)| name.strip_prefix("user/").unwrap_or(name)).collect();
            names.sort_unstable();
            Some(listed("templates", &names))
        }
        "Block" => {
            let parents = ancestors(file, sources);
            let of_parents = here().filter(|(name, _)| parents.contains(name)).map(|(_, source)| source);
            Some(listed("blocks", &declared("block", of_parents)))
        }
        _ => None,
    }
}

/// The names that tags of a kind declare, each once.
fn declared<'s>(word: &'static str, sources: impl Iterator<Item = &'s Arc<Source>>) -> Vec<&'s str> {
    let names = sources.flat_map(|source| tags(&source.text, word));
    let mut names: Vec<&str> =
        names.map(|(argument, _)| argument.split(['(', ' ', '{']).next().unwrap_or(argument)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The reports that Tera joins to one text: `error: message`, ` --> file:line:column`, the line, a caret.
fn reports(text: &str, sources: &Sources) -> Vec<Finding> {
    let lines: Vec<&str> = text.lines().collect();
    let report = |pair: &[&str]| {
        let message = pair[0].strip_prefix("error: ")?;
        let mut place = pair[1].trim_start().strip_prefix("--> ")?.rsplitn(3, ':');
        let (column, line, name) = (place.next()?.parse().ok()?, place.next()?.parse().ok()?, place.next()?);
        let span = sources.get(name).map(|source| offset(source, line, column));
        Some(said(message, name, span, sources))
    };
    lines.windows(2).filter_map(report).collect()
}

/// The place of a line and a column in characters, and the word there.
fn offset(source: &Source, line: usize, column: usize) -> Span {
    let line = source.line(line);
    let text = &source.text[line.clone()];
    let start = text.char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
    // A component is called as `<name`.
    let opened = usize::from(text[start..].starts_with('<'));
    let rest = &text[start + opened..];
    let word =
        rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '"' | '/' | '-')).unwrap_or(rest.len());
    let end = start + opened + word;
    Span { start: (line.start + start) as u32, end: (line.start + end) as u32 }
}

/// A template that leads back to itself: the tag of its first step.
fn cycle(word: &'static str, chain: &[String], sources: &Sources) -> Finding {
    let (first, next) = (chain.first().map_or("", String::as_str), chain.get(1).map_or("", String::as_str));
    let does = if word == "include" { "includes" } else { "extends" };
    let mut path: Vec<String> = chain.iter().map(|name| format!("`{}`", short(name))).collect();
    path.dedup();
    let message = match path.len() {
        1 => format!("`{}` {does} itself", short(first)),
        _ => format!("`{}` {does} itself: {}", short(first), path.join(", ")),
    };
    let finding = Finding::new(Code::Template, message);
    let builtin = format!("builtin/{}", short(first));
    let finding = match sources.contains_key(&builtin) {
        true => finding.help(format!("the built-in one is `{builtin}`")),
        false => finding.help(format!("take out one of the `{word}` tags")),
    };
    at(finding, first, argument(sources, first, word, short(next)), sources)
}

/// A component as its text shows it: where it stands, and which components it calls, each with its place.
#[derive(Default)]
struct Component<'s> {
    file: &'s str,
    calls: Vec<(&'s str, Span)>,
}

/// A component that calls itself, found in the texts.
fn component_cycle(message: &str, sources: &Sources) -> Finding {
    let mut components: BTreeMap<&str, Component<'_>> = BTreeMap::new();
    for (file, source) in sources {
        for (argument, span) in tags(&source.text, "component") {
            let name = argument.split('(').next().unwrap_or(argument).trim();
            let component = components.entry(name).or_default();
            component.file = file;
            component.calls.extend(calls(&source.text, span.end as usize));
        }
    }
    let reaches = |from: &str, to: &str| {
        let (mut seen, mut open) = (vec![from], vec![from]);
        while let Some(name) = open.pop() {
            if name == to {
                return true;
            }
            for (next, _) in components.get(name).into_iter().flat_map(|component| &component.calls) {
                if !seen.contains(next) {
                    seen.push(next);
                    open.push(next);
                }
            }
        }
        false
    };
    for (name, component) in &components {
        if let Some((_, span)) = component.calls.iter().find(|(next, _)| reaches(next, name)) {
            let finding = Finding::new(Code::Template, format!("the component `{name}` calls itself without end"));
            return at(finding.help("components may be nested at most 20 deep"), component.file, Some(*span), sources);
        }
    }
    Finding::new(Code::Template, lower_first(message))
}

/// What a component calls whose text begins at a place: every name behind a `<`, of which those of components matter.
fn calls(text: &str, start: usize) -> impl Iterator<Item = (&str, Span)> {
    let body = text.get(start..).unwrap_or("");
    let body = &body[..body.find("endcomponent").unwrap_or(body.len())];
    body.match_indices('<').filter_map(move |(at, _)| {
        let rest = &body[at + 1..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '-')).unwrap_or(rest.len());
        let from = start + at + 1;
        (end > 0).then_some((&rest[..end], Span { start: from as u32, end: (from + end) as u32 }))
    })
}

/// A component with two definitions, at the second; any other message as it is.
fn twice(message: &str, sources: &Sources) -> Finding {
    let parts: Vec<&str> = message.split('`').collect();
    let finding = Finding::new(Code::Template, lower_first(message));
    match parts[..] {
        ["Component ", name, " is defined in both ", first, " and ", second, ..] => {
            let text = format!("the component `{name}` is defined in `{}` and in `{}`", short(first), short(second));
            let source = sources.get(second);
            let place = source.and_then(|source| {
                tags(&source.text, "component").find(|(argument, _)| argument.split('(').next() == Some(name))
            });
            at(Finding::new(Code::Template, text), second, place.map(|(_, span)| span), sources)
        }
        _ => finding,
    }
}

/// The place of the tag by which a template names another.
fn argument(sources: &Sources, file: &str, word: &'static str, named: &str) -> Option<Span> {
    let found: Vec<(&str, Span)> = tags(&sources.get(file)?.text, word).collect();
    let names = |argument: &str| short(argument.trim_matches(['"', '\'', '`'])) == short(named);
    found.iter().find(|(argument, _)| names(argument)).or(found.first()).map(|(_, span)| *span)
}

/// The templates that one extends, nearest first.
fn ancestors(file: &str, sources: &Sources) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut current = file.to_owned();
    while let Some((argument, _)) = sources.get(&current).and_then(|source| tags(&source.text, "extends").next()) {
        let named = argument.trim_matches(['"', '\'', '`']);
        let full = [named.to_owned(), format!("user/{named}"), format!("builtin/{named}")];
        match full.into_iter().find(|name| sources.contains_key(name)) {
            Some(parent) if !found.contains(&parent) => {
                found.push(parent.clone());
                current = parent;
            }
            _ => break,
        }
    }
    found
}

/// The tags of a kind in a template: what stands behind the word, and where.
fn tags<'s>(text: &'s str, word: &'static str) -> impl Iterator<Item = (&'s str, Span)> {
    text.match_indices("{%").filter_map(move |(at, _)| {
        let inner = &text[at + 2..];
        let inner = &inner[..inner.find("%}")?];
        let argument = inner.trim_start_matches('-').trim_start().strip_prefix(word)?;
        if !argument.starts_with(char::is_whitespace) {
            return None;
        }
        let argument = argument.trim_end_matches('-').trim();
        let start = argument.as_ptr() as usize - text.as_ptr() as usize;
        Some((argument, Span { start: start as u32, end: (start + argument.len()) as u32 }))
    })
}

fn at(finding: Finding, name: &str, span: Option<Span>, sources: &Sources) -> Finding {
    match sources.get(name) {
        Some(source) => finding.at(source, span),
        None => finding,
    }
}

/// A name without the folder it comes from.
fn short(name: &str) -> &str {
    name.strip_prefix("user/").or_else(|| name.strip_prefix("builtin/")).unwrap_or(name)
}

/// Whether two names end alike: only those templates see each other.
fn alike(one: &str, other: &str) -> bool {
    one.rsplit('.').next() == other.rsplit('.').next()
}

fn lower_first(text: &str) -> String {
    let mut chars = text.trim_end_matches('.').chars();
    chars.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Format, Templates};

    #[test]
    fn what_is_offered_is_what_there_is() {
        let filters = FILTERS.iter().map(|name| format!("{{{{ 1 | {name} }}}}"));
        let tests = TESTS.iter().map(|name| format!("{{% if 1 is {name} %}}{{% endif %}}"));
        let functions = FUNCTIONS.iter().filter(|name| **name != "super").map(|name| format!("{{{{ {name}() }}}}"));
        let all: String = filters.chain(tests).chain(functions).collect();
        assert!(
            Templates::load(&[("all.md".to_owned(), Source::new("all.md", all))], &[Format::Markdown], "all").is_ok()
        );
        // Tera tells how many it has; eight filters are ours, and `super` is no function to it.
        let tera = format!("{:?}", Tera::default());
        for (what, number) in
            [("filters", FILTERS.len() - 8), ("tests", TESTS.len()), ("functions", FUNCTIONS.len() - 1)]
        {
            assert!(tera.contains(&format!("{what}: {number},")), "not {number} {what}: {tera}");
        }
    }
}
