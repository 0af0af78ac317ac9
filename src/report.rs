//! How findings are printed: for people in the manner of rustc, in one line each, as JSON, and as annotations of a forge.

use crate::document::view::FindingView;
use crate::finding::{Finding, Severity};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::fmt::Write as _;

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// The line, a caret and the help.
    Full,
    /// One line each.
    Concise,
    /// One JSON array.
    Json,
    /// Annotations for a pull request.
    Github,
}

/// The most findings that are printed for people; the rest is counted.
const MOST_TEXT: usize = 100;
/// The most characters of a quoted line.
const MOST_LINE: usize = 160;

/// A finding as data.
pub fn view(finding: &Finding) -> FindingView {
    let place = finding.place.as_ref();
    let span = place.and_then(|place| place.span);
    let position = |offset: u32| place.map(|place| place.source.position(offset));
    let (start, end) = (span.and_then(|span| position(span.start)), span.and_then(|span| position(span.end.max(span.start))));
    FindingView {
        code: finding.code.word().to_owned(),
        severity: finding.severity().word().to_owned(),
        message: finding.message.clone(),
        file: place.map(|place| place.source.name.clone()),
        line: start.map(|at| at.line),
        column: start.map(|at| at.column),
        end_line: end.map(|at| at.line),
        end_column: end.map(|at| at.column),
        help: finding.help.clone(),
    }
}

/// Prints findings in a style. `dropped` were found and not kept.
pub fn print(findings: &[Finding], dropped: usize, style: Style) -> String {
    match style {
        Style::Json => {
            let views: Vec<FindingView> = findings.iter().map(view).collect();
            serde_json::to_string_pretty(&views).expect("views hold only texts and numbers") + "\n"
        }
        Style::Full => text(findings, dropped, full),
        Style::Concise => text(findings, dropped, concise),
        Style::Github => findings.iter().map(github).collect(),
    }
}

fn text(findings: &[Finding], dropped: usize, one: fn(&Finding) -> String) -> String {
    let mut out: String = findings.iter().take(MOST_TEXT).map(one).collect();
    let rest = findings.len().saturating_sub(MOST_TEXT) + dropped;
    if rest > 0 {
        let _ = writeln!(out, "and {rest} more");
    }
    out
}

fn full(finding: &Finding) -> String {
    let level = match finding.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(printable(&finding.message)).id(finding.code.word());
    let help = finding.help.as_ref().map(|help| Level::HELP.message(printable(help)));
    let renderer = Renderer::styled();
    let quoted = finding.place.as_ref().and_then(|place| Quote::of(&place.source.text, place.span?).map(|quote| (place, quote)));
    let mut report = match &quoted {
        Some((place, quote)) => {
            let name = printable(&place.source.name);
            let snippet = Snippet::source(quote.line.as_str()).line_start(quote.number).path(name).annotation(AnnotationKind::Primary.span(quote.start..quote.end));
            let group = Group::with_title(title).element(snippet);
            renderer.render(&[group.elements(help)])
        }
        None => {
            let name = finding.place.as_ref().map(|place| place.source.name.as_str());
            let group = Group::with_title(title).elements(name.map(|name| annotate_snippets::Origin::path(printable(name))));
            renderer.render(&[group.elements(help)])
        }
    };
    report.push_str("\n\n");
    report
}

/// One line of a source, cut around the place, with the place inside it in bytes.
struct Quote {
    line: String,
    number: usize,
    start: usize,
    end: usize,
}

impl Quote {
    fn of(text: &str, span: crate::source::Span) -> Option<Self> {
        let start = (span.start as usize).min(text.len());
        let line_start = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let number = text[..line_start].matches('\n').count() + 1;
        let end = (span.end as usize).clamp(start, line_end);
        let full: Vec<char> = text[line_start..line_end].trim_end_matches('\r').chars().collect();
        let (from, to) = (text[line_start..start].chars().count().min(full.len()), text[line_start..end].chars().count().min(full.len()));
        let shift = if full.len() > MOST_LINE && from > MOST_LINE / 2 { (from - MOST_LINE / 2).min(full.len() - MOST_LINE) } else { 0 };
        let cut = &full[shift..full.len().min(shift + MOST_LINE)];
        let clean = |c: &char| if c.is_control() && *c != '\t' { '\u{fffd}' } else { *c };
        let bytes = |chars: &[char]| chars.iter().map(|c| clean(c).len_utf8()).sum::<usize>();
        let (from, to) = (from - shift, (to - shift).min(cut.len()));
        let (start, end) = (bytes(&cut[..from]), bytes(&cut[..to]));
        let line: String = cut.iter().map(clean).collect();
        Some(Self { end: end.max(start), line, number, start })
    }
}

fn concise(finding: &Finding) -> String {
    let view = view(finding);
    let place = match (&view.file, view.line, view.column) {
        (Some(file), Some(line), Some(column)) => format!("{}:{line}:{column}: ", printable(file)),
        (Some(file), _, _) => format!("{}: ", printable(file)),
        _ => String::new(),
    };
    let help = view.help.as_ref().map_or(String::new(), |help| format!(" ({})", printable(help)));
    format!("{place}{}[{}]: {}{help}\n", view.severity, view.code, printable(&view.message))
}

fn github(finding: &Finding) -> String {
    let view = view(finding);
    let escape = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| escape(text).replace(':', "%3A").replace(',', "%2C");
    let kind = match finding.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(file) = &view.file {
        properties.push(format!("file={}", property(file)));
    }
    let numbers = [("line", view.line), ("col", view.column), ("endLine", view.end_line), ("endColumn", view.end_column)];
    properties.extend(numbers.into_iter().filter_map(|(name, value)| value.map(|value| format!("{name}={value}"))));
    properties.push(format!("title={}", property(&view.code)));
    let help = view.help.map_or(String::new(), |help| format!("\nhelp: {help}"));
    format!("::{kind} {}::{}\n", properties.join(","), escape(&format!("{}{help}", view.message)))
}

/// A text without control characters, so that a file cannot write to the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
