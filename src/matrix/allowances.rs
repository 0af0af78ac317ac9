//! Findings that the file allows: they are not printed, and the document says so. Errors cannot be allowed.

use crate::architecture::{Allowance, Architecture};
use crate::finding::{Code, Findings, Severity};

/// Takes out the findings that the file allows on a day, and reports allowances that do nothing.
pub fn apply(architecture: &Architecture, day: Option<&str>, findings: &mut Findings) {
    let mut used = vec![false; architecture.findings.len()];
    findings.retain(|finding| match allowing(architecture, day, finding.code, &finding.about) {
        Some(at) => {
            used[at] = true;
            false
        }
        None => true,
    });
    let broken = findings.has_errors();
    for (allowance, used) in architecture.findings.iter().zip(used) {
        let code = allowance.code.as_str();
        if allowance.allow == Some(false) {
            let help = "an entry under `findings` allows one: add `allow: true`";
            findings.add_help(Code::Contradiction, allowance.code.span, format!("`{code}` is not allowed"), help);
        } else if allowance.kind().is_some_and(|code| code.severity() == Severity::Error) {
            let message = format!("`{code}` is an error, and errors cannot be allowed");
            findings.add_help(Code::Contradiction, allowance.code.span, message, "mend what it says, and remove this");
        } else if let Some(until) = allowance.until.as_ref().filter(|_| !allowance.holds_on(day)) {
            let message = format!("`{code}` was allowed until {}", until.as_str());
            findings.add_help(Code::Expired, until.span, message, "mend what it allows, or decide on it again");
        } else if !used
            && !broken
            && (day.is_some() || !matches!(allowance.kind(), Some(Code::Expired | Code::Overdue)))
        {
            let message = format!("no `{code}` is found that this would allow");
            findings.add_help(Code::MatchesNothing, allowance.code.span, message, "remove the entry");
        }
    }
}

/// The allowance under which a finding about components is allowed on a day, by position.
pub fn allowing(architecture: &Architecture, day: Option<&str>, code: Code, about: &[String]) -> Option<usize> {
    let reaches = |allowance: &Allowance| {
        let named = |component: &String| allowance.components.iter().any(|id| id.as_str() == component);
        allowance.components.is_empty() || !about.is_empty() && about.iter().all(named)
    };
    architecture.findings.iter().position(|allowance| {
        allowance.allow == Some(true)
            && code.severity() != Severity::Error
            && allowance.code.as_str() == code.word()
            && allowance.holds_on(day)
            && reaches(allowance)
    })
}

impl Allowance {
    /// The code it allows.
    pub fn kind(&self) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.word() == self.code.as_str())
    }

    /// Whether its day has not passed. Without a day nothing has.
    fn holds_on(&self, day: Option<&str>) -> bool {
        let passed = |until: &str| day.is_some_and(|day| until < day);
        !self.until.as_ref().is_some_and(|until| passed(until))
    }
}
