//! How findings are printed: for people in the manner of rustc, in one line each, as JSON, as annotations of a forge, as
//! SARIF and as JUnit.

mod junit;
mod sarif;

pub use junit::junit;

use crate::finding::{Finding, Severity};
use crate::source::{Source, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::Write as _;

/// A finding as data.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FindingView {
    /// The code.
    pub code: String,
    /// `error`, `warning` or `note`.
    pub severity: String,
    /// What is wrong.
    pub message: String,
    /// The file.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The column in characters, from 1.
    pub column: Option<usize>,
    /// The line of the end.
    pub end_line: Option<usize>,
    /// The column after the end.
    pub end_column: Option<usize>,
    /// What to do.
    pub help: Option<String>,
}

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
    /// One SARIF 2.1.0 log.
    Sarif,
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
    let (start, end) =
        (span.and_then(|span| position(span.start)), span.and_then(|span| position(span.end.max(span.start))));
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
            as_json(&serde_json::to_value(views).expect("views hold only texts and numbers"))
        }
        Style::Full => text(findings, dropped, full),
        Style::Concise => text(findings, dropped, concise),
        Style::Github => findings.iter().map(github).collect(),
        Style::Sarif => sarif::log(findings, dropped),
    }
}

/// A value as JSON in which unseen characters are escaped: they stand nowhere but in its texts.
fn as_json(value: &serde_json::Value) -> String {
    let escaped = |c: char| c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect();
    let text = serde_json::to_string_pretty(value).expect("it holds only texts and numbers") + "\n";
    match text.contains(|c| is_unseen(c) && c != '\n') {
        true => text.chars().map(|c| if is_unseen(c) && c != '\n' { escaped(c) } else { c.to_string() }).collect(),
        false => text,
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
    let quoted =
        finding.place.as_ref().and_then(|place| Quote::of(&place.source, place.span?).map(|quote| (place, quote)));
    let mut report = match &quoted {
        Some((place, quote)) => {
            let name = printable(&place.source.name);
            let snippet = Snippet::source(quote.line.as_str()).line_start(quote.number);
            let snippet = snippet.annotation(AnnotationKind::Primary.span(quote.start..quote.end));
            let group = Group::with_title(title);
            // A line that was cut at its left has its columns elsewhere, so the place is named by itself.
            let group = match quote.cut {
                false => group.element(snippet.path(name)),
                true => group.element(Origin::path(name).line(quote.number).char_column(quote.column)).element(snippet),
            };
            let report = renderer.render(&[group.elements(help)]);
            // Between a place by itself and a line the renderer leaves a line of three colons.
            let colons = |line: &&str| anstream::adapter::strip_str(line).to_string().trim() != ":::";
            report.lines().filter(colons).collect::<Vec<_>>().join("\n")
        }
        None => {
            let name = finding.place.as_ref().map(|place| place.source.name.as_str());
            let name = name.filter(|name| !finding.message.contains(name));
            let group = Group::with_title(title).elements(name.map(|name| Origin::path(printable(name))));
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
    /// The place's column in the whole line, from 1.
    column: usize,
    /// Whether the line begins before what is quoted.
    cut: bool,
    start: usize,
    end: usize,
}

impl Quote {
    fn of(source: &Source, span: Span) -> Option<Self> {
        let text = source.text.as_str();
        let snap = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let crate::source::Position { line: number, column } = source.position(span.start);
        let (line_start, line_end) = (source.line(number).start, source.line(number).end);
        let span = source.range(span);
        let start = snap(span.start.clamp(line_start, line_end));
        // A line may have megabytes: no more of it is looked at than can be shown, whatever its characters' sizes.
        let (line_start, line_end) =
            (snap(start.saturating_sub(4 * MOST_LINE).max(line_start)), snap((start + 4 * MOST_LINE).min(line_end)));
        let end = snap(span.end.clamp(start, line_end));
        let full: Vec<char> = text[line_start..line_end].trim_end_matches('\r').chars().collect();
        let (from, to) = (
            text[line_start..start].chars().count().min(full.len()),
            text[line_start..end].chars().count().min(full.len()),
        );
        let shift = if full.len() > MOST_LINE && from > MOST_LINE / 2 {
            (from - MOST_LINE / 2).min(full.len() - MOST_LINE)
        } else {
            0
        };
        let cut = &full[shift..full.len().min(shift + MOST_LINE)];
        let clean = |c: &char| if *c == '\t' { "\t".to_owned() } else { seen(*c) };
        let bytes = |chars: &[char]| chars.iter().map(|c| clean(c).len()).sum::<usize>();
        let (from, to) = (from - shift, (to - shift).min(cut.len()));
        let (before, after) =
            (if shift > 0 { "..." } else { "" }, if shift + cut.len() < full.len() { "..." } else { "" });
        let (start, end) = (before.len() + bytes(&cut[..from]), before.len() + bytes(&cut[..to]));
        let line: String = cut.iter().map(clean).collect();
        Some(Self {
            end: end.max(start),
            line: format!("{before}{line}{after}"),
            number,
            column,
            cut: shift > 0,
            start,
        })
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
    let kind = match finding.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let numbers =
        [("line", view.line), ("col", view.column), ("endLine", view.end_line), ("endColumn", view.end_column)];
    let place = numbers.into_iter().filter_map(|(name, value)| value.map(|value| format!("{name}={value},"))).collect();
    let help = view.help.map_or(String::new(), |help| format!("\nhelp: {}", printable(&help)));
    annotate(kind, view.file.as_deref(), place, &view.code, &format!("{}{help}", printable(&view.message)))
}

/// A document that is not as it would be written, as an annotation of its file.
pub fn github_stale(file: &str, state: &str) -> String {
    let message = format!("the document is {state}; run `onus render` and commit what it writes");
    annotate("error", Some(file), String::new(), state, &message)
}

fn annotate(kind: &str, file: Option<&str>, place: String, title: &str, message: &str) -> String {
    let escape = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| escape(text).replace(':', "%3A").replace(',', "%2C");
    let file = file.map_or(String::new(), |file| format!("file={},", property(file)));
    format!("::{kind} {file}{place}title={}::{}\n", property(title), escape(message))
}

/// A text with its controls and unseen characters escaped, so that a file can neither write to the terminal nor turn or
/// hide what stands there.
pub fn printable(text: &str) -> String {
    match text.contains(is_unseen) {
        true => text.chars().map(seen).collect(),
        false => text.to_owned(),
    }
}

fn seen(c: char) -> String {
    if is_unseen(c) { c.escape_unicode().to_string() } else { c.to_string() }
}

/// Controls, characters that turn the direction of what follows, and those that leave no trace.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
