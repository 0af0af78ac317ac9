//! Sheets as an Excel workbook: frozen headings, filters, column widths, and set up for printing. All cells are texts, so
//! none is taken for a formula; none are merged.

use super::{Sheet, plain};
use crate::document::View;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use std::borrow::Cow;
use std::io::{self, Write};

/// The most characters that a cell may have.
const MOST: usize = 32_767;
/// The most rows of a sheet, with its heading.
const MOST_ROWS: usize = 1_048_576;
/// The colour of headings, as in the documents.
const HEADING: u32 = 0xF1F0EC;
/// The colour of lines.
const LINE: u32 = 0xC9C7C0;

/// Writes a workbook. Its dates are the document's, never the clock's.
pub fn write(view: &View, sheets: Vec<Sheet<'_>>, out: &mut (dyn Write + Send)) -> io::Result<()> {
    make(view, sheets).and_then(|mut book| book.save_to_writer(out)).map_err(|error| match error {
        XlsxError::IoError(error) => error,
        error => io::Error::other(error),
    })
}

fn make(view: &View, sheets: Vec<Sheet<'_>>) -> Result<Workbook, XlsxError> {
    let facts = &view.architecture;
    let mut book = Workbook::new();
    let day = facts.date.as_deref().unwrap_or(&view.model.date);
    book.set_properties(
        &DocProperties::new()
            .set_title(plain(&facts.name))
            .set_subject("Shared responsibility matrix")
            .set_company(plain(facts.organisation.as_deref().unwrap_or_default()))
            .set_status(plain(facts.status.as_deref().unwrap_or_default()))
            .set_creation_datetime(&ExcelDateTime::parse_from_str(day)?),
    );
    let heading = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color(HEADING)
        .set_border_bottom(FormatBorder::Medium);
    let cell = Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border_bottom(FormatBorder::Thin)
        .set_border_bottom_color(LINE);
    for made in sheets {
        let sheet = book.add_worksheet();
        let head = match made.groups() {
            Some(groups) => {
                for (at, group) in (0..).zip(&groups) {
                    sheet.write_string_with_format(0, at, *group, &heading)?;
                }
                let widths = made.columns.iter().map(|column| column.width);
                sheet.set_row_height(0, height(groups.into_iter().zip(widths)))?;
                1
            }
            None => 0,
        };
        let Sheet { name, columns, rows } = made;
        sheet.set_name(&name)?;
        for (at, column) in (0..).zip(&columns) {
            sheet.set_column_width(at, column.width)?;
            sheet.write_string_with_format(head, at, &column.heading, &heading)?;
        }
        let widths = || columns.iter().map(|column| column.width);
        sheet.set_row_height(head, height(columns.iter().map(|column| (column.heading.as_str(), column.width))))?;
        let mut last = head;
        for (at, row) in (head + 1..).zip(rows) {
            if at as usize >= MOST_ROWS {
                return Err(XlsxError::CustomError(format!(
                    "the sheet {name} has more rows than a workbook may have; write it as CSV"
                )));
            }
            let texts: Vec<Cow<'_, str>> = row.iter().map(|text| cut(plain(text))).collect();
            sheet.set_row_height(at, height(texts.iter().map(AsRef::as_ref).zip(widths())))?;
            for (column, text) in (0..).zip(texts) {
                write_text(sheet, at, column, text, &cell)?;
            }
            last = at;
        }
        let end = columns.len().saturating_sub(1) as u16;
        sheet.set_freeze_panes(head + 1, u16::from(columns.len() > 2))?;
        sheet.autofilter(head, 0, last, end)?;
        sheet.set_repeat_rows(0, head)?;
        // A4, or Letter where the printer has that: one page wide, as many as it takes.
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.7, 0.7, 0.3, 0.3);
        let [title, mark, version, date] =
            [Some(facts.name.as_str()), facts.handling.as_deref(), facts.version.as_deref(), facts.date.as_deref()]
                .map(|text| margin(text.unwrap_or_default()));
        let status = margin(facts.status.as_deref().unwrap_or_default());
        sheet.set_header(format!("&L{title}: {}&C{mark}&R{status}", margin(&name)));
        sheet.set_footer(format!("&L{version}&C{date}&RPage &P of &N"));
    }
    Ok(book)
}

/// Writes a text into a cell. What looks like the mark-up of a rich text would be written as mark-up, and so goes as a
/// rich text of one run.
fn write_text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: Cow<'_, str>,
    format: &Format,
) -> Result<(), XlsxError> {
    if text.starts_with("<r>") && text.ends_with("</r>") {
        sheet.write_rich_string_with_format(row, column, &[(&Format::new(), &text)], format)?;
    } else {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

/// How high a row is, in points: not every program makes room for wrapped lines by itself. A column is as wide as that many
/// digits, and takes a few more letters. A row has an end, and what is longer is read in the cell.
fn height<'t>(texts: impl Iterator<Item = (&'t str, u16)>) -> f64 {
    const LINE_HEIGHT: f64 = 15.0;
    const HIGHEST: f64 = 409.0;
    let lines = |(text, width): (&str, u16)| {
        text.lines().map(|line| wrapped(line, usize::from(width) * 11 / 10)).sum::<usize>()
    };
    let most = texts.map(lines).max().unwrap_or_default().max(1);
    (most as f64 * LINE_HEIGHT).min(HIGHEST)
}

/// How many lines a line takes where it is wrapped between words.
fn wrapped(line: &str, width: usize) -> usize {
    if line.len() <= width {
        return 1;
    }
    let (mut lines, mut used) = (1, 0);
    for word in line.split(' ').map(|word| word.chars().count()) {
        if used > 0 && used + 1 + word > width {
            lines += 1;
            used = 0;
        }
        used += word + usize::from(used > 0);
        if used > width {
            lines += (used - 1) / width;
            used = (used - 1) % width + 1;
        }
    }
    lines
}

/// A text in the margin of a page, where an ampersand begins a command and there is room for little.
fn margin(text: &str) -> String {
    plain(text).chars().take(60).collect::<String>().replace('&', "&&")
}

/// What fits into a cell; a longer text says that it was cut.
fn cut(text: Cow<'_, str>) -> Cow<'_, str> {
    const SAID: &str = " ... (cut: a workbook's cell holds no more)";
    if text.len() <= MOST || text.encode_utf16().count() <= MOST {
        return text;
    }
    let room = MOST - SAID.len();
    let mut units = 0;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= room
    });
    Cow::Owned(kept.collect::<String>() + SAID)
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_are_wrapped_between_words() {
        for (line, width, lines) in [
            ("", 4, 1),
            ("ab cd", 5, 1),
            ("ab cde", 5, 2),
            ("a b c d", 3, 2),
            ("abcdefghij", 4, 3),
            ("a abcdefgh b", 4, 4),
        ] {
            assert_eq!(wrapped(line, width), lines, "{line:?} in {width}");
        }
    }
}
