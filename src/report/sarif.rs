//! Findings as SARIF 2.1.0, the form in which forges and editors take what analysis tools say.

use super::{FindingView, as_json, view};
use crate::finding::{Code, Finding, Severity};
use serde_json::{Value, json};

/// One log with one run: every code as a rule, every finding as a result. `dropped` were found and not kept.
pub(super) fn log(findings: &[Finding], dropped: usize) -> String {
    let rules: Vec<Value> = Code::ALL.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = findings.iter().map(result).collect();
    let mut run = json!({
        "tool": { "driver": { "name": "onus", "rules": rules } },
        "columnKind": "unicodeCodePoints",
        "results": results,
    });
    if dropped > 0 {
        let text = format!("{dropped} more findings were not kept");
        let notice = json!({ "level": "warning", "message": { "text": text } });
        run["invocations"] = json!([{ "executionSuccessful": true, "toolExecutionNotifications": [notice] }]);
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    });
    as_json(&log)
}

fn rule(code: Code) -> Value {
    let description = code.description();
    json!({
        "id": code.word(),
        "shortDescription": { "text": code.meaning() },
        "fullDescription": { "text": description },
        "help": { "text": description },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn result(finding: &Finding) -> Value {
    let view = view(finding);
    let text = match &view.help {
        Some(help) => format!("{}\nhelp: {help}", view.message),
        None => view.message.clone(),
    };
    let mut result = json!({
        "ruleId": view.code,
        "ruleIndex": Code::ALL.iter().position(|code| *code == finding.code),
        "level": level(finding.severity()),
        "message": { "text": text },
    });
    if let Some(file) = &view.file {
        let mut place = json!({ "artifactLocation": { "uri": uri(file) } });
        if let Some(region) = region(&view) {
            place["region"] = region;
        }
        result["locations"] = json!([{ "physicalLocation": place }]);
    }
    result
}

fn region(view: &FindingView) -> Option<Value> {
    Some(json!({
        "startLine": view.line?,
        "startColumn": view.column?,
        "endLine": view.end_line?,
        "endColumn": view.end_column?,
    }))
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A path as a URI: relative as it was typed, or of the scheme `file`.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    let prefix = match path {
        _ if drive => "file:///",
        _ if path.starts_with('/') => "file://",
        _ => "",
    };
    let encode = |(at, byte): (usize, u8)| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        b':' if drive && at == 1 => ":".to_owned(),
        byte => format!("%{byte:02X}"),
    };
    prefix.chars().map(String::from).chain(path.bytes().enumerate().map(encode)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_uri() {
        for (path, expected) in [
            ("a/b c.yaml", "a/b%20c.yaml"),
            ("../é.yaml", "../%C3%A9.yaml"),
            ("/a/b.yaml", "file:///a/b.yaml"),
            ("C:\\a\\b.yaml", "file:///C:/a/b.yaml"),
            ("ab:c.yaml", "ab%3Ac.yaml"),
            ("<stdin>", "%3Cstdin%3E"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
