use super::{Input, Stop, Talk, counted, refusal};
use onus::architecture::Status;
use onus::finding::Severity;
use onus::matrix::digest::digest;
use std::io::Write as _;

/// Say what is wrong with an architecture and what needs a decision; write nothing.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  onus check                               ./architecture.yaml
  onus check --deny warnings               open decisions fail, too
  onus check --max-source-age 540d         sources older than that fail
  onus check --output-format github        annotate a pull request")]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,

    /// The most days old that a source may be on that day, as 540d. Measured is the copy that was read, and where that bears no date, when it was read.
    #[arg(long, value_name = "DAYS", help_heading = "Findings", value_parser = days)]
    max_source_age: Option<u32>,
}

/// A number of days: `540d`.
fn days(text: &str) -> Result<u32, String> {
    let number = text.strip_suffix('d').filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    number.and_then(|number| number.parse().ok()).ok_or_else(|| "write a number of days, as 540d".to_owned())
}

impl Args {
    pub(super) fn run(self, talk: Talk) -> Result<u8, Stop> {
        let (model, mut findings) = self.input.model()?;
        let mut options = self.input.options(&model)?;
        options.max_source_age = self.max_source_age;
        let (mut resolved, unreadable) = match findings.is_empty() {
            true => self.input.resolve(&model, &options),
            false => (Vec::new(), refusal(&findings) == 2),
        };
        // An approval covers a digest; who writes or reads one needs it.
        let parts =
            resolved.iter().filter(|resolved| !resolved.failed()).filter_map(|resolved| resolved.parts.as_ref());
        let parts = parts.filter(|(architecture, _)| talk.verbose || architecture.status == Some(Status::Approved));
        let digests = parts.map(|(architecture, matrix)| (matrix.id.clone(), digest(architecture, &model, matrix)));
        let digests: Vec<(String, String)> = digests.collect();
        let dropped: usize = resolved.iter().map(|resolved| resolved.dropped).sum();
        findings.extend(resolved.iter_mut().flat_map(|resolved| std::mem::take(&mut resolved.findings)));
        self.input.print_findings(&findings, dropped, talk, true)?;
        if !talk.quiet && !self.input.for_machines() {
            let number = |severity: Severity| findings.iter().filter(|finding| finding.severity() == severity).count();
            let found = [
                (Severity::Error, "error", "errors"),
                (Severity::Warning, "warning", "warnings"),
                (Severity::Note, "note", "notes"),
            ];
            let mut found: Vec<String> =
                found.iter().map(|(severity, one, many)| counted(number(*severity), one, many)).collect();
            if dropped > 0 {
                found.push(format!("and {dropped} more"));
            }
            let _ = writeln!(
                anstream::stderr(),
                "{}: {}",
                counted(resolved.len(), "architecture", "architectures"),
                found.join(", ")
            );
            for (id, digest) in digests {
                let _ = writeln!(anstream::stderr(), "{id}: {digest}");
            }
        }
        let failed = findings.iter().any(|finding| self.input.denied(finding));
        Ok(if unreadable { 2 } else { u8::from(failed) })
    }
}
