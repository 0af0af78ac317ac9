//! The picture: a column for every column of the grids, a row an area, one mark a cell; and a line that shows how far up
//! the provider carries the stack alone. As SVG without script or network, readable in black and white: the marks are
//! those of the text, a filled circle, a half, an open and a dotted one, and a dash.

use super::html::escaped;
use super::view::View;
use crate::matrix::Holder;
use std::fmt::Write as _;

/// The most columns beside each other; more go into a further band.
const MOST: usize = 28;
/// Where the columns begin.
const LEFT: f64 = 264.0;
/// The height of a row.
const ROW: f64 = 17.0;
/// From this width of a column on, the name of the service stands beside that of the column.
const ROOM: f64 = 36.0;
/// The most characters of a name.
const LONGEST: usize = 28;
/// The width of a bold character.
const BOLD: f64 = 7.0;
/// How much of a slanted name goes upward, and how much to the right.
const SLANT: (f64, f64) = (0.83, 0.56);
/// The space between layers and between groups.
const GAP: f64 = 9.0;
/// The space below the rows, for the names of the groups.
const FOOT: f64 = 40.0;
/// The radius of a mark.
const RADIUS: f64 = 5.0;

/// The style of a picture that stands alone; in a page, the page's own style names the same classes.
const STYLE: &str = ".onus-picture{background:#fff;font:11.5px system-ui,-apple-system,\"Segoe UI\",Roboto,sans-serif}\
.pic-text{fill:#1b1f24}.pic-quiet{fill:#57606a}.pic-small{font-size:10px}.pic-end{text-anchor:end}.pic-bold{font-weight:600}\
.pic-rule{stroke:#d8dde3;fill:none}.pic-line{stroke:#1b1f24;stroke-width:2;fill:none}.pic-alone{fill:#e9f1f7}\
.pic-customer{fill:#954600}.pic-provider{stroke:#14557b;stroke-width:1.4;fill:#fff}.pic-open{stroke:#1b1f24;stroke-width:1.8;stroke-dasharray:1.7 2.2;fill:#fff}.pic-none{stroke:#57606a;stroke-width:1.4}\
@media(prefers-color-scheme:dark){.onus-picture{background:#14171b}.pic-text{fill:#e8eaed}.pic-quiet{fill:#a7afb9}.pic-rule{stroke:#363d46}.pic-line{stroke:#e8eaed}\
.pic-alone{fill:#1a2a36}.pic-customer{fill:#f0a35e}.pic-provider{stroke:#7cc0e8;fill:#14171b}.pic-open{stroke:#e8eaed;fill:#14171b}.pic-none{stroke:#a7afb9}}";

/// The picture inside a page, which explains the marks itself.
pub fn inline(view: &View) -> String {
    draw(view, false)
}

/// The picture as a file of its own.
pub fn standalone(view: &View) -> String {
    draw(view, true) + "\n"
}

/// A column and where it stands.
struct Column {
    label: String,
    service: String,
    marks: Vec<&'static str>,
    /// The position of its group among the groups.
    group: usize,
    /// The middle of its marks.
    x: f64,
}

/// A row and where it stands.
struct Row<'a> {
    title: &'a str,
    /// The layer's heading, on its first row.
    layer: Option<&'a str>,
    y: f64,
}

fn draw(view: &View, alone: bool) -> String {
    let (groups, mut columns) = columns(view);
    let bands = columns.len().div_ceil(MOST).max(1);
    let per_band = columns.len().div_ceil(bands).max(1);
    let step = (640.0 / per_band as f64).clamp(26.0, 46.0);
    let roomy = step >= ROOM;
    let longest = columns
        .iter()
        .map(|column| {
            let service = if roomy { column.service.chars().count() * 4 / 5 } else { 0 };
            column.label.chars().count().max(service)
        })
        .max()
        .unwrap_or_default();
    let reach = longest.min(LONGEST) as f64 * BOLD;
    let head = reach * SLANT.0 + 18.0;
    let rows = rows(view, head);
    let mut width: f64 = if alone { 720.0 } else { 0.0 };
    for band in columns.chunks_mut(per_band) {
        width = width.max(place(band, step) + reach * SLANT.1);
    }
    let bottom = rows.last().map_or(head, |row| row.y + ROW / 2.0);
    let band_height = bottom + FOOT;
    let height = if alone { band_height * bands as f64 + 30.0 } else { band_height };
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"onus-picture\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-labelledby=\"picture-title picture-text\">\n\
<title id=\"picture-title\">Who holds what: {}</title>\n\
<desc id=\"picture-text\">{}</desc>\n",
        escaped(&view.architecture.name),
        escaped(&describe(view)),
    );
    if alone {
        let _ = writeln!(svg, "<style>{STYLE}</style>");
    }
    let _ = writeln!(
        svg,
        "<defs><circle id=\"mark-customer\" r=\"{RADIUS}\" class=\"pic-customer\"/><g id=\"mark-shared\"><circle r=\"{RADIUS}\" class=\"pic-provider\"/><path d=\"M0 -{RADIUS}a{RADIUS} {RADIUS} 0 0 0 0 {}z\" class=\"pic-customer\"/></g>\
<circle id=\"mark-provider\" r=\"{RADIUS}\" class=\"pic-provider\"/><circle id=\"mark-open\" r=\"{RADIUS}\" class=\"pic-open\"/><path id=\"mark-not-applicable\" d=\"M-3.5 0h7\" class=\"pic-none\"/></defs>",
        2.0 * RADIUS,
    );
    for (band, columns) in columns.chunks(per_band).enumerate() {
        // In a page each band is a drawing of its own, which may go on the next sheet of paper.
        if band > 0 && !alone {
            let _ = writeln!(
                svg,
                "</svg>\n<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"onus-picture\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" aria-hidden=\"true\">"
            );
        }
        let top = if alone { band as f64 * band_height } else { 0.0 };
        let _ = writeln!(svg, "<g transform=\"translate(0 {top:.1})\">");
        draw_band(view, columns, &rows, (head, bottom, roomy), &groups, &mut svg);
        svg.push_str("</g>\n");
    }
    if alone {
        draw_legend(view, bands as f64 * band_height + 10.0, &mut svg);
    }
    svg.push_str("</svg>");
    svg
}

fn describe(view: &View) -> String {
    let total = &view.counts.total;
    format!(
        "{} cells: {} with {}, {} shared, {} with a provider, {} that do not apply, {} undecided or unplaced. The tables that follow say the same.",
        total.cells,
        total.customer,
        view.architecture.customer,
        total.shared,
        total.provider,
        total.not_applicable,
        total.undecided + total.unplaced,
    )
}

/// The headings of the groups, in order, and the columns.
fn columns(view: &View) -> (Vec<String>, Vec<Column>) {
    let (mut groups, mut columns): (Vec<String>, Vec<Column>) = (Vec::new(), Vec::new());
    for grid in view.grids.iter() {
        if groups.last() != Some(&grid.group.title) {
            groups.push(grid.group.title.clone());
        }
        let rows = || grid.layers.iter().flat_map(|layer| &layer.rows);
        columns.extend(grid.columns.into_iter().enumerate().map(|(at, column)| Column {
            label: column.label,
            service: match column.variant {
                Some(variant) => format!("{}, {variant}", column.service),
                None => column.service,
            },
            marks: rows().filter_map(|row| row.marks.get(at)).map(|mark| word(&mark.party)).collect(),
            group: groups.len() - 1,
            x: 0.0,
        }));
    }
    (groups, columns)
}

/// The mark of a party.
fn word(party: &str) -> &'static str {
    Holder::ALL.into_iter().map(Holder::word).find(|word| *word == party).unwrap_or_default()
}

fn rows(view: &View, head: f64) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    let mut y = head + 6.0;
    for layer in &view.layers {
        for (at, area) in layer.areas.iter().enumerate() {
            let title = view.areas.iter().find(|known| known.id == *area).map_or("", |area| area.title.as_str());
            rows.push(Row { title, layer: (at == 0).then_some(layer.title.as_str()), y: y + ROW / 2.0 });
            y += ROW;
        }
        y += GAP;
    }
    rows
}

/// Places the columns of a band and answers where they end.
fn place(columns: &mut [Column], step: f64) -> f64 {
    let mut x = LEFT;
    let mut before = None;
    for column in columns {
        if before.is_some_and(|group| group != column.group) {
            x += GAP;
        }
        before = Some(column.group);
        column.x = x + step / 2.0;
        x += step;
    }
    x
}

fn draw_band(
    view: &View,
    columns: &[Column],
    rows: &[Row<'_>],
    (head, bottom, roomy): (f64, f64, bool),
    groups: &[String],
    svg: &mut String,
) {
    let (Some(first), Some(last)) = (columns.first(), columns.last()) else { return };
    let half = columns.windows(2).map(|pair| pair[1].x - pair[0].x).fold(46.0, f64::min) / 2.0;
    let (from, to) = (first.x - half, last.x + half);
    draw_alone(columns, rows, bottom, half, svg);
    let mut guides = String::new();
    for row in rows {
        let _ = write!(guides, "M{from:.1} {:.1}H{to:.1}", row.y);
    }
    let _ = writeln!(svg, "<path d=\"{guides}\" class=\"pic-rule\"/>");
    for row in rows {
        if let Some(layer) = row.layer {
            let _ = writeln!(
                svg,
                "<text x=\"0\" y=\"{:.1}\" class=\"pic-quiet pic-bold\">{}</text>",
                row.y + 4.0,
                escaped(layer)
            );
        }
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{:.1}\" class=\"pic-text pic-end\">{}</text>",
            LEFT - 8.0,
            row.y + 4.0,
            escaped(row.title)
        );
    }
    for column in columns {
        let (x, y) = (column.x, head - 4.0);
        let _ = writeln!(
            svg,
            "<g transform=\"translate({x:.1} {y:.1}) rotate(-56)\"><text y=\"{}\" class=\"pic-text pic-bold\">{}</text>{}</g>",
            if roomy { 1 } else { 4 },
            escaped(&cut(&column.label, LONGEST)),
            if roomy {
                format!(
                    "<text x=\"5\" y=\"13\" class=\"pic-quiet pic-small\">{}</text>",
                    escaped(&cut(&column.service, LONGEST * 5 / 4))
                )
            } else {
                String::new()
            },
        );
        for (row, party) in rows.iter().zip(&column.marks) {
            let mark = if matches!(*party, "undecided" | "unplaced") { "open" } else { party };
            let _ = write!(svg, "<use href=\"#mark-{mark}\" x=\"{x:.1}\" y=\"{:.1}\"/>", row.y);
        }
        svg.push('\n');
    }
    draw_line(columns, rows, bottom, half, svg);
    if view.grids.len() > 1 {
        draw_groups(columns, groups, bottom, half, svg);
    }
}

/// The height at which what the provider carries alone begins, counted from the bottom.
fn top_of_alone(column: &Column, rows: &[Row<'_>], bottom: f64) -> f64 {
    let alone =
        column.marks.iter().zip(rows).rev().take_while(|(party, _)| matches!(**party, "provider" | "not-applicable"));
    alone.filter(|(party, _)| **party == "provider").last().map_or(bottom, |(_, row)| row.y - ROW / 2.0)
}

/// The ground of what the provider carries alone.
fn draw_alone(columns: &[Column], rows: &[Row<'_>], bottom: f64, half: f64, svg: &mut String) {
    let mut path = String::new();
    for (at, column) in columns.iter().enumerate() {
        let (left, right) = edges(columns, at, half);
        let top = top_of_alone(column, rows, bottom);
        if top < bottom {
            let _ = write!(path, "M{left:.1} {top:.1}H{right:.1}V{bottom:.1}H{left:.1}z");
        }
    }
    if !path.is_empty() {
        let _ = writeln!(svg, "<path d=\"{path}\" class=\"pic-alone\"/>");
    }
}

/// The line above it: it steps up and down with the columns.
fn draw_line(columns: &[Column], rows: &[Row<'_>], bottom: f64, half: f64, svg: &mut String) {
    let mut path = String::new();
    for (at, column) in columns.iter().enumerate() {
        let (left, right) = edges(columns, at, half);
        let y = top_of_alone(column, rows, bottom);
        let _ = if at == 0 { write!(path, "M{left:.1} {y:.1}H{right:.1}") } else { write!(path, "V{y:.1}H{right:.1}") };
    }
    let _ = writeln!(svg, "<path d=\"{path}\" class=\"pic-line\"/>");
}

/// Where a column begins and ends; the space between groups is halved.
fn edges(columns: &[Column], at: usize, half: f64) -> (f64, f64) {
    let x = columns[at].x;
    let left = if at == 0 { x - half } else { (columns[at - 1].x + x) / 2.0 };
    let right = columns.get(at + 1).map_or(x + half, |next| (x + next.x) / 2.0);
    (left, right)
}

/// The names of the groups, below their columns.
fn draw_groups(columns: &[Column], groups: &[String], bottom: f64, half: f64, svg: &mut String) {
    for within in columns.chunk_by(|a, b| a.group == b.group) {
        let (Some(first), Some(last)) = (within.first(), within.last()) else { continue };
        let (from, to, y) = (first.x - half + 3.0, last.x + half - 3.0, bottom + 9.0);
        let _ = writeln!(svg, "<path d=\"M{from:.1} {y:.1}v3H{to:.1}v-3\" class=\"pic-rule\"/>");
        let title = groups.get(first.group).map_or("", String::as_str);
        let room = ((to - from + 6.0) / BOLD) as usize;
        if room >= title.chars().count().min(5) {
            let _ = writeln!(
                svg,
                "<text x=\"{from:.1}\" y=\"{:.1}\" class=\"pic-quiet pic-bold\">{}</text>",
                y + 16.0,
                escaped(&cut(title, room))
            );
        }
    }
}

fn draw_legend(view: &View, y: f64, svg: &mut String) {
    let open = view.counts.total.undecided + view.counts.total.unplaced;
    let mut entries = vec![
        ("customer", view.architecture.customer.as_str()),
        ("shared", "shared"),
        ("provider", "the provider"),
        ("not-applicable", "does not apply"),
    ];
    if open > 0 {
        entries.push(("open", "undecided or unplaced"));
    }
    let mut x = 8.0;
    for (mark, words) in entries {
        let words = cut(words, 28);
        let _ = writeln!(
            svg,
            "<use href=\"#mark-{mark}\" x=\"{x:.1}\" y=\"{y:.1}\"/><text x=\"{:.1}\" y=\"{:.1}\" class=\"pic-text\">{}</text>",
            x + 10.0,
            y + 4.0,
            escaped(&words)
        );
        x += 32.0 + words.chars().count() as f64 * 6.2;
    }
    let _ = writeln!(
        svg,
        "<path d=\"M{x:.1} {y:.1}h22\" class=\"pic-line\"/><text x=\"{:.1}\" y=\"{:.1}\" class=\"pic-text\">below it, the provider alone</text>",
        x + 28.0,
        y + 4.0
    );
}

fn cut(text: &str, most: usize) -> String {
    match text.chars().count() > most {
        true => text.chars().take(most.saturating_sub(1)).chain(['\u{2026}']).collect(),
        false => text.to_owned(),
    }
}
