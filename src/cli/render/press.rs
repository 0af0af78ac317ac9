//! Documents as they are set: each format of each architecture, as a file beside the old one, as a text, or printed.

use crate::cli::{Stop, parallel, print_raw};
use onus::architecture::Architecture;
use onus::document::part::{self, Part, Refusal};
use onus::document::{self, Format, Page, Reader, SetError, Templates, Wanted, bounds, picture};
use onus::embedded::Model;
use onus::finding::Finding;
use onus::form::kebab;
use onus::matrix::Matrix;
use onus::model::Dialect;
use onus::oscal;
use onus::output::{Document, Draft, Finished, Purpose, WriteError};
use onus::sheet::{self, Sheet};
use onus::source::{self, Source};
use std::convert::Infallible;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What sets documents.
pub(super) struct Press<'a> {
    pub(super) model: &'a Arc<Model>,
    pub(super) templates: &'a Templates,
    pub(super) template: &'a str,
    pub(super) dialect: Option<&'a (String, Dialect)>,
    pub(super) provider: Option<&'a str>,
    pub(super) formats: &'a [Format],
    pub(super) target: &'a Target,
    pub(super) watch: Option<&'a Watch<'a>>,
    pub(super) shape: &'a Shape,
    pub(super) reader: &'a Reader,
    pub(super) way: Way,
}

/// An architecture without errors, with what was found in it.
pub(super) type Good = (Arc<Architecture>, Arc<Matrix>, Vec<Finding>, Wanted);

/// What of a document is set: a part or all, from a level of heading on.
pub(super) struct Shape {
    pub(super) part: Option<Part>,
    pub(super) level: Option<usize>,
}

/// Where documents go.
pub(super) enum Target {
    Folder(PathBuf),
    File(PathBuf),
    Stdout,
}

/// How documents leave.
#[derive(Clone, Copy)]
pub(super) enum Way {
    File(Purpose),
    /// As a text, to be shown beside the old one.
    Text,
    Print,
}

/// How templates of a user's own are watched.
pub(super) struct Watch<'a> {
    pub(super) folder: &'a Path,
    pub(super) limit: Duration,
    /// Ends the run.
    pub(super) end: &'a (dyn Fn(Finding) -> Infallible + Sync),
}

/// A document that is set.
pub(super) enum Made {
    File(Finished),
    Text(Document),
    /// It is printed already.
    Nothing,
}

/// Why a document is not set.
pub(super) enum Failure {
    Template(Box<Finding>),
    Stop(Stop),
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self::Stop(error.into())
    }
}

impl Press<'_> {
    /// The documents of each architecture. Several architectures, or the formats of a single one, are set beside each
    /// other.
    pub(super) fn set_all(&self, good: Vec<Good>) -> Vec<Result<Vec<Made>, Failure>> {
        if good.len() > 1 {
            return parallel::each(good, |good| {
                let page = self.page(&good);
                self.formats.iter().map(|&format| self.set(&page, &good.1.id, format)).collect()
            });
        }
        good.into_iter()
            .map(|good| {
                let page = self.page(&good);
                let set = parallel::each(self.formats.to_vec(), |format| self.set(&page, &good.1.id, format));
                std::mem::forget((page, good));
                set.into_iter().collect()
            })
            .collect()
    }

    fn page(&self, (architecture, matrix, findings, wanted): &Good) -> Page {
        self.templates.page(document::view_of(architecture, self.model, matrix, findings, wanted))
    }

    fn set(&self, page: &Page, id: &str, format: Format) -> Result<Made, Failure> {
        let path = self.path(id, format);
        match self.way {
            Way::File(purpose) => {
                let mut draft = Draft::begin(&path, purpose)?;
                self.write(page, format, &path, &mut draft)?;
                Ok(Made::File(draft.finish()?))
            }
            Way::Text => {
                let mut text = Vec::new();
                self.write(page, format, &path, &mut text)?;
                Ok(Made::Text(Document { path, text: String::from_utf8_lossy(&text).into_owned() }))
            }
            Way::Print => {
                let mut text = Vec::new();
                self.write(page, format, &path, &mut text)?;
                print_raw(&text).map_err(Failure::Stop)?;
                Ok(Made::Nothing)
            }
        }
    }

    /// Where a document of an architecture goes; nowhere for standard output.
    fn path(&self, id: &str, format: Format) -> PathBuf {
        match self.target {
            Target::File(path) => path.clone(),
            Target::Folder(folder) => {
                let part = self.shape.part.as_ref().map_or(String::new(), |part| format!(".{}", part.name()));
                let part = self.provider.map_or(String::new(), |id| format!(".{}", kebab(id))) + &part;
                let name = match format {
                    Format::Oscal => "oscal",
                    _ => self.dialect.map_or(self.template, |(id, _)| id),
                };
                let owner = self.reader.owner.as_ref().map_or(String::new(), |owner| format!(".{owner}"));
                let outside = if self.reader.outside { ".external" } else { "" };
                folder.join(id).join(format!("{name}{part}{owner}{outside}.{}", format.ending()))
            }
            Target::Stdout => PathBuf::new(),
        }
    }

    /// The sheet that is asked for, where one is.
    fn sheet<'p>(&'p self, page: &'p Page) -> Result<Option<Sheet<'p>>, Failure> {
        let Some((id, dialect)) = self.dialect else { return Ok(None) };
        sheet::dialect::sheet(id, dialect, page.view()).map(Some).map_err(|reason| Failure::Stop(Stop(reason)))
    }

    /// Does what runs templates: ours as they are, a user's own within bounds.
    fn watched<T: Send>(&self, format: Format, set: impl FnOnce() -> T + Send) -> T {
        let Some(watch) = self.watch else { return set() };
        let end = |finding: Finding| {
            let file = watch.folder.join(format!("{}.{}", self.template, format.ending()));
            let place = Source::new(file.display().to_string(), "");
            match (watch.end)(finding.at(&place, None)) {}
        };
        bounds::watched(watch.limit, set, end)
    }

    fn write(&self, page: &Page, format: Format, path: &Path, out: &mut (dyn Write + Send)) -> Result<(), Failure> {
        let written = match format {
            Format::Markdown | Format::Html => {
                let failed = |error| match error {
                    SetError::Template(finding) => Failure::Template(finding),
                    SetError::Write(error) => {
                        WriteError { path: path.to_owned(), reason: source::plain(&error) }.into()
                    }
                };
                let text = match (&self.shape.part, self.shape.level) {
                    (None, None) => {
                        let set = || self.templates.set(self.template, format, page, out);
                        return self.watched(format, set).map_err(failed);
                    }
                    (None, Some(level)) => {
                        let mut text = Vec::new();
                        let set = || self.templates.set(self.template, format, page, &mut text);
                        self.watched(format, set).map_err(failed)?;
                        part::leveled(&String::from_utf8_lossy(&text), format, level)
                    }
                    (Some(part), level) => {
                        let level = level.unwrap_or(part::LEVEL);
                        let set = || part.set(self.templates, self.template, format, page, level);
                        self.watched(format, set).map_err(|refusal| match refusal {
                            Refusal::Set(error) => failed(error),
                            Refusal::Unknown(reason) => Failure::Stop(Stop(reason)),
                        })?
                    }
                };
                out.write_all(text.as_bytes())
            }
            Format::Oscal => match oscal::refusal(page.view()) {
                Some(reason) => return Err(Failure::Stop(Stop(reason))),
                None => oscal::write(page.view(), out),
            },
            Format::Svg => out.write_all(picture::standalone(page.view()).as_bytes()),
            Format::Csv => sheet::csv::write(self.sheet(page)?.unwrap_or_else(|| sheet::matrix(page.view())), out),
            #[cfg(feature = "xlsx")]
            Format::Xlsx => {
                let view = page.view();
                let sheets = self.sheet(page)?.map_or_else(|| sheet::book(view), |sheet| vec![sheet]);
                sheet::xlsx::write(view, sheets, out)
            }
            #[cfg(not(feature = "xlsx"))]
            Format::Xlsx => Err(std::io::Error::other("this onus was built without workbooks (`--features xlsx`)")),
            Format::Json => serde_json::to_writer_pretty(&mut *out, &page.view().with_cells())
                .map_err(std::io::Error::from)
                .and_then(|()| out.write_all(b"\n")),
        };
        written.map_err(|error| WriteError { path: path.to_owned(), reason: source::plain(&error) }.into())
    }
}
