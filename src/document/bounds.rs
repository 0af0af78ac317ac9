//! What templates of a user's own may take: files, bytes of output, time, memory, stack. They are programs, and Tera
//! counts no steps, so a loop that does not end is stopped from outside. The templates that are compiled in need no guard.

use crate::finding::{Code, Finding};
use crate::source::{Source, Span, memory_in_use};
use std::cell::Cell;
use std::io::{self, Write};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

/// How many files a folder of templates may hold.
const MOST_FILES: usize = 100;
/// How many bytes they may have together. Tera holds about forty times as much.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// How many `elif` a template may have. Tera reads each inside the one before it, on the stack.
const MOST_ELIF: usize = 1000;
/// How many bytes a document may have.
const MOST_OUTPUT: usize = 512 * 1024 * 1024;
/// How much memory the whole run may use while templates of a user's own are at work, where the system tells it.
const MOST_MEMORY: u64 = 1024 * 1024 * 1024;
/// Room for components in includes in components, as deep as Tera lets them be nested.
const STACK: usize = 128 * 1024 * 1024;
/// How long a loop that prints may take to notice that its time is over.
const GRACE: Duration = Duration::from_millis(300);
/// How often time and memory are looked at.
const TICK: Duration = Duration::from_millis(20);

/// What is too much in a folder of templates, before Tera reads them.
pub fn check(sources: &[(String, Arc<Source>)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some((_, last)) = sources.last().filter(|_| is_too_much(sources)) {
        let most = format!("{MOST_FILES} templates or {} MiB", MOST_BYTES / 1024 / 1024);
        let finding = Finding::new(Code::Template, format!("with this file the folder holds more than {most}"));
        findings.push(finding.help("keep in it only what the documents need").at(last, None));
    }
    for (_, source) in sources {
        if let Some((start, word)) = source.text.match_indices("elif").nth(MOST_ELIF) {
            let span = Span { start: start as u32, end: (start + word.len()) as u32 };
            let message = format!("the template has more than {MOST_ELIF} `elif`");
            findings
                .push(Finding::new(Code::Template, message).help("look the value up in a map").at(source, Some(span)));
        }
    }
    findings
}

/// Whether there are more templates than Tera is given to read.
pub fn is_too_much(sources: &[(String, Arc<Source>)]) -> bool {
    sources.len() > MOST_FILES || sources.iter().map(|(_, source)| source.text.len()).sum::<usize>() > MOST_BYTES
}

thread_local! {
    /// When the templates that run on this thread must have ended.
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// A writer that refuses what goes beyond a document's size, and what comes too late: so a loop that prints ends in good
/// order, and what it wrote is cleared away.
pub(super) struct Bounded<W> {
    inner: W,
    left: usize,
    deadline: Option<Instant>,
}

impl<W> Bounded<W> {
    pub(super) fn new(inner: W) -> Self {
        Self { inner, left: MOST_OUTPUT, deadline: DEADLINE.get() }
    }
}

impl<W: Write> Write for Bounded<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.left {
            return Err(io::Error::other(format!("the document grows beyond {} MiB", MOST_OUTPUT / 1024 / 1024)));
        }
        if self.deadline.is_some_and(|deadline| Instant::now() > deadline) {
            return Err(io::Error::other(LATE));
        }
        let written = self.inner.write(bytes)?;
        self.left -= written;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// What is said of templates that take too long.
const LATE: &str = "the template takes too long";
/// What to do about templates that go beyond their bounds.
pub(super) const HELP: &str =
    "does a loop not end, or a text grow in it? `--template-timeout SECONDS` gives a template longer";

/// Runs templates of a user's own, with time, memory and stack of their own. Nothing can stop a loop that prints nothing
/// but the end of the process: `end` gets the reason and does not come back. Where the system does not tell how much
/// memory is in use (it does on Linux), only the time is bounded.
pub fn watched<T: Send>(limit: Duration, work: impl FnOnce() -> T + Send, end: impl FnOnce(Finding) -> T) -> T {
    let (done, wait) = mpsc::channel();
    let started = Instant::now();
    let end = |message: String| end(Finding::new(Code::Template, message).help(HELP));
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || {
            DEADLINE.set(Some(started + limit));
            let made = work();
            // Nobody waits any more only when the process is about to end.
            let _ = done.send(());
            made
        });
        let Ok(worker) = worker else { return end("there is no memory to run templates in".to_owned()) };
        while let Err(mpsc::RecvTimeoutError::Timeout) = wait.recv_timeout(TICK) {
            if started.elapsed() > limit + GRACE {
                return end(LATE.to_owned());
            }
            if memory_in_use().is_some_and(|bytes| bytes > MOST_MEMORY) {
                return end(format!("the template takes more than {} MiB of memory", MOST_MEMORY / 1024 / 1024));
            }
        }
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bounded_writer_takes_what_fits_in_time_and_refuses_the_rest() {
        let mut out = Vec::new();
        let mut bounded = Bounded { inner: &mut out, left: 3, deadline: None };
        assert!(bounded.write_all(b"abc").is_ok());
        assert!(bounded.write_all(b"d").is_err());
        assert_eq!(out, b"abc");
        let mut late = Bounded { inner: io::sink(), left: 3, deadline: Some(Instant::now() - TICK) };
        assert!(late.write_all(b"a").is_err());
    }
}
