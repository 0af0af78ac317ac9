//! A list as a table for people, as JSON and as CSV.

use onus::sheet::csv::inert;
use serde_json::{Map, Value};

/// A table: its columns and rows.
pub(super) struct Table {
    pub(super) columns: &'static [&'static str],
    pub(super) rows: Vec<Vec<Cell>>,
}

/// What stands in a row under a column.
pub(super) enum Cell {
    Text(String),
    Count(usize),
    /// Half numbers are whole or end in .5.
    Half(f64),
    /// Numbers with what they are of.
    Counts(Vec<(String, usize)>),
}

impl Table {
    /// A table of texts.
    pub(super) fn of(columns: &'static [&'static str], rows: impl IntoIterator<Item = Vec<String>>) -> Self {
        let cells = |row: Vec<String>| row.into_iter().map(Cell::Text).collect();
        Self { columns, rows: rows.into_iter().map(cells).collect() }
    }

    /// Keeps the rows whose text is wanted.
    pub(super) fn retain(&mut self, wanted: impl Fn(&str) -> bool) {
        self.rows.retain(|row| wanted(&row.iter().map(Cell::text).collect::<Vec<_>>().join("\n")));
    }

    /// Columns as wide as their widest cell, numbers to the right; the last column runs free.
    pub(super) fn plain(&self) -> String {
        let rows: Vec<Vec<String>> = self.rows.iter().map(|row| row.iter().map(Cell::text).collect()).collect();
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|at| {
                let cells = rows.iter().map(|row| row[at].chars().count());
                cells.chain([self.columns[at].len()]).max().unwrap_or(0)
            })
            .collect();
        let right: Vec<bool> = (0..self.columns.len())
            .map(|at| self.rows.first().is_some_and(|row| matches!(row[at], Cell::Count(_) | Cell::Half(_))))
            .collect();
        let line = |cells: &[String]| {
            let mut line = String::new();
            for ((cell, width), right) in cells.iter().zip(&widths).zip(&right) {
                let space = " ".repeat(width - cell.chars().count());
                let (before, after) = if *right { (space.as_str(), "") } else { ("", space.as_str()) };
                line.push_str(&format!("{before}{cell}{after}  "));
            }
            line.trim_end().to_owned() + "\n"
        };
        let head = self.columns.iter().map(|column| column.to_uppercase()).collect::<Vec<_>>();
        rows.iter().fold(line(&head), |out, row| out + &line(row))
    }

    pub(super) fn json(&self) -> String {
        let row = |row: &Vec<Cell>| {
            let keys = self.columns.iter().map(|column| column.replace(' ', "_"));
            keys.zip(row.iter().map(Cell::json)).collect::<Map<_, _>>()
        };
        let rows: Vec<Map<String, Value>> = self.rows.iter().map(row).collect();
        serde_json::to_string_pretty(&rows).expect("texts and numbers are JSON") + "\n"
    }

    pub(super) fn csv(&self) -> String {
        let head = self.columns.join(",") + "\n";
        let line = |row: &Vec<Cell>| row.iter().map(|cell| quoted(&cell.text())).collect::<Vec<_>>().join(",") + "\n";
        self.rows.iter().fold(head, |out, row| out + &line(row))
    }
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(number) => number.to_string(),
            Self::Half(number) => number.to_string(),
            Self::Counts(counts) => {
                counts.iter().map(|(of, number)| format!("{of}: {number}")).collect::<Vec<_>>().join(", ")
            }
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Text(text) => Value::from(text.as_str()),
            Self::Count(number) => Value::from(*number),
            Self::Half(number) if number.fract() == 0.0 => Value::from(*number as usize),
            Self::Half(number) => Value::from(*number),
            Self::Counts(counts) => counts.iter().map(|(of, number)| (of.clone(), Value::from(*number))).collect(),
        }
    }
}

/// A cell of CSV. One that a spreadsheet would take for a formula gets an apostrophe.
fn quoted(text: &str) -> String {
    let text = inert(text);
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.into_owned() }
}
