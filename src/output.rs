//! The only writer of files. Compares first and leaves what is already right; else writes beside the file and renames, so
//! that every file is whole at any moment, the old one or the new one. A run's files are renamed together at the end.

use crate::source::plain;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::{NamedTempFile, TempPath};

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
pub fn compare(document: &Document) -> Result<(Change, String), WriteError> {
    let fail = |reason: String| WriteError { path: document.path.clone(), reason };
    match std::fs::metadata(&document.path) {
        Ok(meta) if meta.is_dir() => return Err(fail("it is a folder".to_owned())),
        Ok(meta) if !meta.is_file() => return Err(fail("it is no regular file".to_owned())),
        _ => {}
    }
    match std::fs::read(&document.path) {
        Ok(bytes) if bytes == document.text.as_bytes() => Ok((Change::Same, document.text.clone())),
        Ok(bytes) => Ok((Change::Changed, String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok((Change::New, String::new())),
        Err(error) => Err(fail(plain(&error))),
    }
}

/// Writes what differs. Nothing is renamed before everything is written, so a full disk leaves all files as they were.
pub fn write(documents: &[Document]) -> Result<Vec<Change>, WriteError> {
    let mut changes = Vec::new();
    // Closed at once: a run may write more files than a process may hold open.
    let mut ready: Vec<(TempPath, PathBuf)> = Vec::new();
    for document in documents {
        let (change, _) = compare(document)?;
        if change != Change::Same {
            let path = followed(&document.path);
            ready.push((prepare(&path, &document.text)?.into_temp_path(), path));
        }
        changes.push(change);
    }
    for (file, path) in ready {
        file.persist(&path).map_err(|error| WriteError { path, reason: plain(&error.error) })?;
    }
    Ok(changes)
}

/// Where a path leads. What a symbolic link names is replaced, and the link stays; one that names nothing yet, too.
fn followed(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..16 {
        let Ok(target) = std::fs::read_link(&path) else { break };
        path = path.parent().map_or_else(|| target.clone(), |folder| folder.join(&target));
    }
    path
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
    sweep(folder);
    if path.is_dir() {
        return Err(WriteError { path: path.to_owned(), reason: "it is a folder".to_owned() });
    }
    if std::fs::metadata(path).is_ok_and(|meta| meta.permissions().readonly()) {
        return Err(WriteError { path: path.to_owned(), reason: "it is read-only".to_owned() });
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    // A new file gets what the umask leaves; one that is replaced keeps its mode.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(fail)?;
    if let Ok(meta) = std::fs::metadata(path) {
        file.as_file().set_permissions(meta.permissions()).map_err(fail)?;
    }
    file.write_all(text.as_bytes()).map_err(fail)?;
    file.flush().map_err(fail)?;
    Ok(file)
}

/// How the names of temporary files begin and end.
const PREFIX: &str = ".onus-";
const SUFFIX: &str = ".tmp";
/// How old a temporary file must be to belong to no run that still writes.
const STALE: Duration = Duration::from_secs(60 * 60);

/// Removes the temporary files that runs which were killed left in a folder. One that is in use or cannot be removed stays.
fn sweep(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if !name.to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX)) {
            continue;
        }
        let written = entry.metadata().ok().filter(|meta| meta.is_file()).and_then(|meta| meta.modified().ok());
        if written.and_then(|time| time.elapsed().ok()).is_some_and(|age| age > STALE) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// What would change, as a unified diff.
pub fn diff(document: &Document, old: &str) -> String {
    let name = document.path.display().to_string();
    let diff = similar::TextDiff::from_lines(old, document.text.as_str());
    diff.unified_diff().context_radius(3).header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}
