//! Findings as JUnit XML, in the form that CI servers read: a suite for each file, a test case for each finding. What makes
//! the run fail is a failure; what does not is a test that was skipped, with its message.

use super::{FindingView, printable, view};
use crate::finding::Finding;
use std::fmt::Write as _;

/// One document. `fails` tells which findings make the run fail; `dropped` were found and not kept.
pub fn junit(findings: &[Finding], dropped: usize, fails: impl Fn(&Finding) -> bool) -> String {
    let mut suites: Vec<(String, Vec<(FindingView, bool)>)> = Vec::new();
    for finding in findings {
        let (view, failed) = (view(finding), fails(finding));
        let file = view.file.clone().unwrap_or_else(|| "onus".to_owned());
        match suites.iter_mut().find(|(name, _)| *name == file) {
            Some((_, cases)) => cases.push((view, failed)),
            None => suites.push((file, vec![(view, failed)])),
        }
    }
    let failed = |cases: &[(FindingView, bool)]| cases.iter().filter(|(_, failed)| *failed).count();
    let tests: usize = suites.iter().map(|(_, cases)| cases.len()).sum();
    let failures: usize = suites.iter().map(|(_, cases)| failed(cases)).sum();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if suites.is_empty() {
        // A report without a test reads as one that did not run.
        out.push_str("<testsuites name=\"onus\" tests=\"1\" failures=\"0\" errors=\"0\">\n");
        out.push_str("  <testsuite name=\"onus\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">\n");
        out.push_str("    <testcase classname=\"onus\" name=\"nothing was found\"/>\n  </testsuite>\n</testsuites>\n");
        return out;
    }
    let _ = writeln!(out, "<testsuites name=\"onus\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">");
    for (file, cases) in &suites {
        let (file, tests, failures) = (escaped(file), cases.len(), failed(cases));
        let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{}\"", tests - failures);
        let _ = writeln!(out, "  <testsuite name=\"{file}\" {counts}>");
        cases.iter().for_each(|(view, failed)| case(&mut out, &file, view, *failed));
        if dropped > 0 {
            let _ = writeln!(out, "    <system-out>{dropped} more findings were not kept</system-out>");
        }
        out.push_str("  </testsuite>\n");
    }
    out + "</testsuites>\n"
}

fn case(out: &mut String, file: &str, view: &FindingView, failed: bool) {
    let (code, message) = (&view.code, escaped(&view.message));
    let line = view.line.map_or(String::new(), |line| format!(", line {line}"));
    let at = view.line.map_or(String::new(), |line| format!(" line=\"{line}\""));
    let _ = writeln!(out, "    <testcase classname=\"{file}\" name=\"{code}{line}: {message}\" file=\"{file}\"{at}>");
    let place = match (view.line, view.column) {
        (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        _ => file.to_owned(),
    };
    let help = view.help.as_ref().map_or(String::new(), |help| format!("\nhelp: {}", escaped(help)));
    let text = format!("{place}: {}[{code}]: {message}{help}", view.severity);
    let _ = match failed {
        true => writeln!(out, "      <failure type=\"{}\" message=\"{message}\">{text}</failure>", view.severity),
        // Readers take no text inside what was skipped, but a test may say something.
        false => writeln!(
            out,
            "      <skipped message=\"{}: {message}\"/>\n      <system-out>{text}</system-out>",
            view.severity
        ),
    };
    out.push_str("    </testcase>\n");
}

/// A text as XML, without the characters that XML cannot hold.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out
}
