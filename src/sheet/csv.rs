//! A sheet as comma-separated values, after RFC 4180 with UTF-8 and line feeds.

use super::{Sheet, plain};
use std::borrow::Cow;
use std::io::{self, Write};

/// Writes a sheet.
pub fn write(sheet: Sheet<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    if let Some(groups) = sheet.groups() {
        csv.write_record(groups)?;
    }
    csv.write_record(sheet.columns.iter().map(|column| column.heading.as_str()))?;
    for row in sheet.rows {
        csv.write_record(row.iter().map(|text| inert(&plain(text)).into_owned()))?;
    }
    csv.flush()
}

/// A text that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe.
pub fn inert(text: &str) -> Cow<'_, str> {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && text.len() > 1;
    if formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn what_begins_like_a_formula_is_text() {
        for formula in ["=1+1", "+1", "-1", "@a", "\t=1"] {
            assert_eq!(inert(formula), format!("'{formula}"));
        }
        for text in ["a=1", "-", "", "a"] {
            assert_eq!(inert(text), text);
        }
    }
}
