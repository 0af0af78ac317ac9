//! A file's name and text, and places in it. Everything that is read comes in through here, so that sizes are bounded
//! and an I/O error always carries its path. Nothing below this module opens a file.

use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// A range of bytes in the texts of a run: those of one source, or of several that are read as one, one behind the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A line and a column, both from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A text with the name it is shown under.
#[derive(Debug, Default)]
pub struct Source {
    /// The path as typed, `<stdin>`, or `model/...` for what is compiled in.
    pub name: String,
    /// The text, without a byte order mark. Empty for a file of which only the name is known.
    pub text: String,
    /// Where its places begin: behind the sources before it, where several are read as one.
    pub base: u32,
    /// The folder it was read from; none for what is no file.
    pub folder: Option<PathBuf>,
    /// Where lines begin, found when a place is first asked for.
    lines: OnceLock<Vec<u32>>,
    /// How many characters begin before each block of bytes, so that a column in a line of megabytes costs no more.
    characters: OnceLock<Vec<u32>>,
}

/// How many bytes of a text are counted at once.
const BLOCK: usize = 4096;

/// Why bytes are not a text onus reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodingError {
    /// Where the first bad byte stands in the source's (repaired) text.
    pub span: Span,
    /// What the bytes look like, for the help.
    pub guess: &'static str,
}

impl Source {
    /// A source from a text that is known to be good.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        let text = text.into();
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        Arc::new(Self { name: name.into(), text, ..Self::default() })
    }

    /// A source whose places begin further on.
    pub fn at(name: impl Into<String>, text: impl Into<String>, base: u32) -> Arc<Self> {
        let mut source = Self::new(name, text);
        if let Some(source) = Arc::get_mut(&mut source) {
            source.base = base;
        }
        source
    }

    /// A source from bytes. Bytes that are not UTF-8 give a source with the text repaired, so that the place can be
    /// shown, and the error.
    pub fn decode(name: impl Into<String>, bytes: Vec<u8>) -> (Arc<Self>, Option<EncodingError>) {
        match String::from_utf8(bytes) {
            Ok(text) => (Self::new(name, text), None),
            Err(error) => {
                let start = error.utf8_error().valid_up_to();
                let bytes = error.into_bytes();
                let guess = match bytes.as_slice() {
                    [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it looks like UTF-16",
                    bytes if bytes.contains(&0) => "it looks like a binary file or UTF-16",
                    _ => "it may be Latin-1 or Windows-1252",
                };
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let (source, dropped) = (Self::new(name, text), usize::from(bytes.starts_with(b"\xef\xbb\xbf")) * 3);
                let start = start.saturating_sub(dropped) as u32;
                let end = start + char::REPLACEMENT_CHARACTER.len_utf8() as u32;
                (source, Some(EncodingError { span: Span { start, end }, guess }))
            }
        }
    }

    /// The line and column of a byte. An offset past the end is the end.
    pub fn position(&self, offset: u32) -> Position {
        let mut offset = (offset.saturating_sub(self.base) as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.lines().partition_point(|start| *start as usize <= offset).max(1);
        let start = self.lines().get(line - 1).map_or(0, |start| *start as usize);
        Position { line, column: self.characters_before(offset) - self.characters_before(start) + 1 }
    }

    fn characters_before(&self, offset: usize) -> usize {
        let begins = |bytes: &[u8]| bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count();
        let bytes = self.text.as_bytes();
        let blocks = self.characters.get_or_init(|| {
            let counted = bytes.chunks(BLOCK).scan(0, |sum, block| {
                let before = *sum;
                *sum += begins(block) as u32;
                Some(before)
            });
            counted.collect()
        });
        let block = (offset / BLOCK).min(blocks.len().saturating_sub(1));
        blocks.get(block).map_or(0, |before| *before as usize) + begins(&bytes[block * BLOCK..offset])
    }

    /// The bytes of a line, counted from 1, without its end.
    pub fn line(&self, number: usize) -> std::ops::Range<usize> {
        let start = self.lines().get(number.saturating_sub(1)).map_or(self.text.len(), |start| *start as usize);
        let end = self.lines().get(number).map_or(self.text.len(), |next| *next as usize - 1);
        start..end.max(start)
    }

    fn lines(&self) -> &[u32] {
        let starts = || std::iter::once(0).chain(self.text.match_indices('\n').map(|(at, _)| at as u32 + 1)).collect();
        self.lines.get_or_init(starts)
    }

    /// A span's bytes in the text.
    pub fn range(&self, span: Span) -> std::ops::Range<usize> {
        span.start.saturating_sub(self.base) as usize..span.end.saturating_sub(self.base) as usize
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(self.range(span)).unwrap_or("")
    }
}

/// A file that could not be read: the path and why.
#[derive(Debug)]
pub struct ReadError {
    /// The path as it was given.
    pub path: PathBuf,
    /// Why, in one phrase.
    pub reason: String,
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot read `{}`: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for ReadError {}

/// The bytes of a file, at most [`MAX_BYTES`].
pub fn read(path: &Path) -> Result<Vec<u8>, ReadError> {
    let fail = |reason: String| ReadError { path: path.to_owned(), reason };
    let file = std::fs::File::open(path).map_err(|error| fail(plain(&error)))?;
    if file.metadata().is_ok_and(|meta| meta.is_dir()) {
        return Err(fail("it is a folder; name the file in it".to_owned()));
    }
    read_bounded(file).map_err(fail)
}

/// A file as a source that knows its folder, and what is wrong with its bytes.
pub fn load(path: &Path) -> Result<(Arc<Source>, Option<EncodingError>), ReadError> {
    let (mut source, error) = Source::decode(path.display().to_string(), read(path)?);
    if let Some(source) = Arc::get_mut(&mut source) {
        source.folder = Some(path.parent().map(Path::to_owned).unwrap_or_default());
    }
    Ok((source, error))
}

/// Loads a file that another one names, by its path from the folder of that one. `within`: it must not lead out of the
/// folder, by itself or by a link.
pub fn load_beside(folder: &Path, name: &str, within: bool) -> Result<(Arc<Source>, Option<EncodingError>), ReadError> {
    let path = folder.join(name);
    let fail = |reason: &str| ReadError { path: path.clone(), reason: reason.to_owned() };
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let steps = || Path::new(name).components();
    if name.contains('\\')
        || name.contains(':')
        || steps().any(|step| !matches!(step, Component::Normal(_) | Component::CurDir | Component::ParentDir))
    {
        return Err(fail("it is no path from the folder of the file that names it, with `/` between its parts"));
    }
    if within && steps().any(|step| step == Component::ParentDir) {
        return Err(fail("it leads out of the folder of the file that names it"));
    }
    let real = |path: &Path| path.canonicalize().map_err(|error| fail(&plain(&error)));
    let target = real(&path)?;
    if within && !target.starts_with(real(here)?) {
        return Err(fail("it is a link that leads out of the folder of the file that names it"));
    }
    if !target.is_file() {
        return Err(fail("it is no file"));
    }
    load(&path)
}

/// The bytes of standard input, at most [`MAX_BYTES`].
pub fn read_stdin() -> Result<Vec<u8>, ReadError> {
    read_bounded(std::io::stdin().lock()).map_err(|reason| ReadError { path: PathBuf::from("-"), reason })
}

fn read_bounded(reader: impl std::io::Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = reader.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| plain(&error))?;
    if read as u64 > MAX_BYTES {
        return Err(format!("it is larger than {} MiB", MAX_BYTES / 1024 / 1024));
    }
    Ok(bytes)
}

/// A file's name in its folder, and its path.
pub type Listed = (String, PathBuf);

/// How many files and folders a folder may hold.
const MOST_LISTED: usize = 20_000;

/// All files below a folder that end in `.yaml`, in the order of their paths relative to it, with those paths, and what
/// could not be looked into.
pub fn yaml_files(folder: &Path) -> Result<(Vec<Listed>, Vec<ReadError>), ReadError> {
    let (mut files, mut errors) = (Vec::new(), Vec::new());
    let mut open = vec![(String::new(), folder.to_owned())];
    let mut listed = 0;
    while let Some((prefix, folder)) = open.pop() {
        let fail = |path: PathBuf, error: std::io::Error| ReadError { path, reason: plain(&error) };
        let entries = match std::fs::read_dir(&folder).and_then(Iterator::collect::<std::io::Result<Vec<_>>>) {
            Err(error) if prefix.is_empty() => return Err(fail(folder, error)),
            Err(error) => {
                errors.push(fail(folder, error));
                continue;
            }
            Ok(entries) => entries,
        };
        for entry in entries {
            let (name, path) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
            listed += 1;
            if listed > MOST_LISTED {
                errors.push(ReadError { path: folder, reason: format!("there are more than {MOST_LISTED} files") });
                return Ok((files, errors));
            }
            // What begins with a dot is an editor's or a tool's.
            if name.starts_with('.') {
                continue;
            }
            match std::fs::metadata(&path) {
                Err(error) => errors.push(fail(path, error)),
                Ok(meta) if meta.is_dir() && leads_back(&folder, &path) => {
                    errors.push(ReadError { path, reason: "it leads back to a folder that it is in".to_owned() })
                }
                Ok(meta) if meta.is_dir() => open.push((format!("{prefix}{name}/"), path)),
                Ok(meta) if meta.is_file() && name.ends_with(".yaml") => files.push((format!("{prefix}{name}"), path)),
                Ok(_) => {}
            }
        }
    }
    files.sort();
    errors.sort_by(|one, other| one.path.cmp(&other.path));
    Ok((files, errors))
}

/// Whether what stands in a folder is a link to that folder or to one around it.
fn leads_back(folder: &Path, path: &Path) -> bool {
    path.is_symlink()
        && match (folder.canonicalize(), path.canonicalize()) {
            (Ok(folder), Ok(target)) => folder.starts_with(target),
            _ => false,
        }
}

/// The templates and styles in a folder, in the order of their names, with those names. What cannot be read is told when
/// it is.
pub fn template_files(folder: &Path) -> Result<Vec<Listed>, ReadError> {
    let fail = |error: std::io::Error| ReadError { path: folder.to_owned(), reason: plain(&error) };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let ours = [".md", ".html", ".css"].iter().any(|ending| name.ends_with(ending));
        // A folder may explain itself; that is no template.
        if ours
            && name != "README.md"
            && !name.starts_with('.')
            && std::fs::metadata(entry.path()).map_or(true, |meta| meta.is_file())
        {
            files.push((name, entry.path()));
        }
    }
    files.sort();
    Ok(files)
}

/// How many bytes of memory the process has in use, where the system tells it.
pub fn memory_in_use() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().strip_suffix(" kB")?;
    kilobytes.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// An I/O error in words, without the operating system's number.
pub fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + chars.as_str())
}
