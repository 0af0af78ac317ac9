//! The only writer of files. Compares first and leaves what is already right; else writes beside the file and renames, so
//! that every file is whole at any moment, the old one or the new one. A run's files are renamed together at the end.

use crate::source::plain;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file a run makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Where it goes.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// There was none.
    New,
    /// It said something else.
    Changed,
    /// It says it already.
    Same,
}

/// A file that could not be written: the path and why.
#[derive(Debug)]
pub struct WriteError {
    /// The path.
    pub path: PathBuf,
    /// Why, in one phrase.
    pub reason: String,
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot write `{}`: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for WriteError {}

/// How a file on the disk compares with what it should say, and what it says now.
pub fn compare(document: &Document) -> (Change, String) {
    match std::fs::read(&document.path) {
        Ok(bytes) if bytes == document.text.as_bytes() => (Change::Same, document.text.clone()),
        Ok(bytes) => (Change::Changed, String::from_utf8_lossy(&bytes).into_owned()),
        Err(_) => (Change::New, String::new()),
    }
}

/// Writes what differs. Nothing is renamed before everything is written, so a full disk leaves all files as they were.
pub fn write(documents: &[Document]) -> Result<Vec<Change>, WriteError> {
    let mut changes = Vec::new();
    let mut ready: Vec<(NamedTempFile, PathBuf)> = Vec::new();
    for document in documents {
        let (change, _) = compare(document);
        if change != Change::Same {
            // A symbolic link is followed: what it points to is replaced, and the link stays.
            let path = std::fs::canonicalize(&document.path).unwrap_or_else(|_| document.path.clone());
            ready.push((prepare(&path, &document.text)?, path));
        }
        changes.push(change);
    }
    for (file, path) in ready {
        file.persist(&path).map_err(|error| WriteError { path, reason: plain(&error.error) })?;
    }
    Ok(changes)
}

/// Writes a file that must not exist yet.
pub fn create(path: &Path, text: &str) -> Result<(), WriteError> {
    let fail = |error: std::io::Error| WriteError { path: path.to_owned(), reason: plain(&error) };
    let file = prepare(path, text)?;
    file.persist_noclobber(path).map_err(|error| fail(error.error)).map(|_| ())
}

fn prepare(path: &Path, text: &str) -> Result<NamedTempFile, WriteError> {
    let fail = |error: std::io::Error| WriteError { path: path.to_owned(), reason: plain(&error) };
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(fail)?;
    if path.is_dir() {
        return Err(WriteError { path: path.to_owned(), reason: "it is a folder".to_owned() });
    }
    if std::fs::metadata(path).is_ok_and(|meta| meta.permissions().readonly()) {
        return Err(WriteError { path: path.to_owned(), reason: "it is read-only".to_owned() });
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".onus-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path).map_or(0o666, |meta| meta.permissions().mode());
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    let mut file = builder.tempfile_in(folder).map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)?;
    file.flush().map_err(fail)?;
    Ok(file)
}

/// What would change, as a unified diff.
pub fn diff(document: &Document, old: &str) -> String {
    let name = document.path.display().to_string();
    let diff = similar::TextDiff::from_lines(old, document.text.as_str());
    diff.unified_diff().context_radius(3).header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}
