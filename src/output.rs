//! The only writer of files. A document is compared with what is there as it comes; where they differ, it goes on in a
//! file beside it, which is renamed at the end. So a document never stands in memory as a whole, what is already right is
//! left alone, and every file is whole at any moment, the old one or the new one. A run's files are renamed together.

use crate::source::plain;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::{NamedTempFile, TempPath};

/// A file a run makes, as a text.
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

/// What to do with what is written into a [`Draft`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Put it in the place of the file.
    Replace,
    /// Only compare it with the file.
    Compare,
}

/// A file that is being made: what is written into it is compared with what is there, as it comes.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    /// Where the path leads.
    target: PathBuf,
    purpose: Purpose,
    /// What was written last and not yet compared.
    buffer: Vec<u8>,
    /// The file that is there, read as far as both are alike.
    old: Option<File>,
    /// How many bytes are alike.
    alike: u64,
    new: Option<NamedTempFile>,
    change: Change,
}

/// How much is compared and written at once.
const PIECE: usize = 64 * 1024;

/// A file that is made, beside the one whose place it takes.
#[derive(Debug)]
pub struct Finished {
    /// Its path.
    pub path: PathBuf,
    /// What becomes of the file.
    pub change: Change,
    target: PathBuf,
    ready: Option<TempPath>,
}

impl Draft {
    /// Begins a file.
    pub fn begin(path: &Path, purpose: Purpose) -> Result<Self, WriteError> {
        let fail = |reason: String| WriteError { path: path.to_owned(), reason };
        match std::fs::metadata(path) {
            Ok(meta) if meta.is_dir() => return Err(fail("it is a folder".to_owned())),
            Ok(meta) if !meta.is_file() => return Err(fail("it is no regular file".to_owned())),
            _ => {}
        }
        let old = match File::open(path) {
            Ok(file) => Some(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(fail(plain(&error))),
        };
        let change = if old.is_some() { Change::Same } else { Change::New };
        Ok(Self {
            path: path.to_owned(),
            target: followed(path),
            purpose,
            buffer: Vec::with_capacity(PIECE),
            old,
            alike: 0,
            new: None,
            change,
        })
    }

    /// The path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Compares and writes what was gathered.
    fn settle(&mut self) -> io::Result<()> {
        let buffer = std::mem::take(&mut self.buffer);
        if self.change == Change::Same && self.goes_on_with(&buffer)? {
            self.alike += buffer.len() as u64;
        } else {
            self.part()?;
            if let Some(new) = &mut self.new {
                new.write_all(&buffer)?;
            }
        }
        self.buffer = buffer;
        self.buffer.clear();
        Ok(())
    }

    /// Whether the next bytes of the file that is there are these.
    fn goes_on_with(&mut self, bytes: &[u8]) -> io::Result<bool> {
        let Some(old) = &mut self.old else { return Ok(false) };
        let mut piece = Vec::with_capacity(bytes.len());
        old.take(bytes.len() as u64).read_to_end(&mut piece)?;
        Ok(piece == bytes)
    }

    /// Goes on in a file beside it, with what was alike so far.
    fn part(&mut self) -> io::Result<()> {
        if self.change == Change::Same {
            self.change = Change::Changed;
        }
        if self.purpose == Purpose::Compare || self.new.is_some() {
            return Ok(());
        }
        let mut new = beside(&self.target)?;
        if let Some(old) = &mut self.old {
            old.seek(SeekFrom::Start(0))?;
            io::copy(&mut old.take(self.alike), &mut new)?;
        }
        self.new = Some(new);
        Ok(())
    }

    /// Ends the file. It takes its place with [`put`].
    pub fn finish(mut self) -> Result<Finished, WriteError> {
        let ended = self.settle().and_then(|()| if self.is_shorter()? { self.part() } else { Ok(()) });
        ended.map_err(|error| WriteError { path: self.path.clone(), reason: plain(&error) })?;
        let ready = self.new.take().map(NamedTempFile::into_temp_path);
        Ok(Finished { path: self.path, change: self.change, target: self.target, ready })
    }

    /// Whether the file that is there goes on where this one ends.
    fn is_shorter(&mut self) -> io::Result<bool> {
        match &mut self.old {
            Some(old) if self.change == Change::Same => Ok(old.read(&mut [0])? > 0),
            _ => Ok(false),
        }
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.buffer.len() + bytes.len() > PIECE {
            self.settle()?;
        }
        self.buffer.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    /// Nothing is promised before the file is finished.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Puts finished files in their places. Nothing is renamed before everything is written, so a full disk leaves all files
/// as they were.
pub fn put(files: Vec<Finished>) -> Result<(), WriteError> {
    for Finished { path, target, ready, .. } in files {
        if let Some(ready) = ready {
            ready.persist(&target).map_err(|error| WriteError { path, reason: plain(&error.error) })?;
        }
    }
    Ok(())
}

/// Writes what differs.
pub fn write(documents: &[Document]) -> Result<Vec<Change>, WriteError> {
    let finish = |document: &Document| {
        let mut draft = Draft::begin(&document.path, Purpose::Replace)?;
        let fail = |error: io::Error| WriteError { path: document.path.clone(), reason: plain(&error) };
        draft.write_all(document.text.as_bytes()).map_err(fail)?;
        draft.finish()
    };
    let files = documents.iter().map(finish).collect::<Result<Vec<_>, _>>()?;
    let changes = files.iter().map(|file| file.change).collect();
    put(files)?;
    Ok(changes)
}

/// What a file says now; nothing where there is none.
pub fn current(path: &Path) -> Result<String, WriteError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(WriteError { path: path.to_owned(), reason: plain(&error) }),
    }
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
    let fail = |error: io::Error| WriteError { path: path.to_owned(), reason: plain(&error) };
    let mut file = beside(path).map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)?;
    file.persist_noclobber(path).map_err(|error| fail(error.error)).map(|_| ())
}

/// A new file beside one, with its mode.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    sweep(folder);
    if std::fs::metadata(path).is_ok_and(|meta| meta.permissions().readonly()) {
        return Err(io::Error::other("it is read-only"));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    // A new file gets what the umask leaves; one that is replaced keeps its mode.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder)?;
    if let Ok(meta) = std::fs::metadata(path) {
        file.as_file().set_permissions(meta.permissions())?;
    }
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
