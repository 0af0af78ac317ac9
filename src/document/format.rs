//! What documents are written as.

use std::path::Path;

/// What a document is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// GitHub-flavoured Markdown.
    Markdown,
    /// One HTML file without script or network.
    Html,
    /// The view.
    Json,
    /// The picture.
    Svg,
    /// The matrix as comma-separated values.
    Csv,
    /// All tables as an Excel workbook.
    Xlsx,
    /// The controls as an OSCAL component definition.
    Oscal,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 7] = [Self::Markdown, Self::Html, Self::Json, Self::Svg, Self::Csv, Self::Xlsx, Self::Oscal];

    /// Its name on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Oscal => "oscal",
            format => format.ending(),
        }
    }

    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Json | Self::Oscal => "json",
            Self::Svg => "svg",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The format of a file, by its ending; `.json` is the view.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|format| format.ending() == ending)
    }

    /// Whether it is set by a template: the others are made from the view.
    pub fn is_set(self) -> bool {
        matches!(self, Self::Markdown | Self::Html)
    }
}
