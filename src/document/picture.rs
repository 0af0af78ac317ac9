//! The picture: a column a profile, a row an area, one mark a cell; and a line that shows how far up the provider carries
//! the stack alone. As SVG without script or network, readable in black and white.

use super::html::escaped;
use super::view::{GridView, View};
use std::fmt::Write as _;

/// The most columns beside each other; more go into a further band.
const MOST: usize = 14;
const LEFT: usize = 246;
const ROW: usize = 16;
const HEAD: usize = 104;
const GAP: usize = 6;
const WIDTH: usize = 1040;

/// The style of a picture that stands alone; in a page, the page's own style names the same classes.
const STYLE: &str = ".onus-picture{--customer:#8f4700;--provider:#14557b;--ink:#1c1f24;--quiet:#5b6470;--paper:#fff;background:var(--paper);font-family:system-ui,sans-serif}\
@media(prefers-color-scheme:dark){.onus-picture{--customer:#f0a35e;--provider:#7cc0e8;--ink:#e8eaed;--quiet:#a3abb5;--paper:#15181c}}";

/// The picture inside a page.
pub fn inline(view: &View) -> String {
    draw(view, "")
}

/// The picture as a file of its own.
pub fn standalone(view: &View) -> String {
    draw(view, &format!("<style>{STYLE}</style>")) + "\n"
}

struct Column<'a> {
    label: &'a str,
    service: String,
    marks: Vec<&'a str>,
}

fn draw(view: &View, style: &str) -> String {
    let columns: Vec<Column<'_>> = view.grids.iter().flat_map(columns).collect();
    let bands = columns.len().div_ceil(MOST).max(1);
    let per_band = columns.len().div_ceil(bands).max(1);
    let rows = view.areas.len() * ROW + view.layers.len() * GAP;
    let band_height = HEAD + rows + 18;
    let height = band_height * bands + 34;
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"onus-picture\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"picture-title picture-text\">\
<title id=\"picture-title\">Who holds what: {}</title>\
<desc id=\"picture-text\">{}</desc>{style}\
<defs><pattern id=\"hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
<rect width=\"5\" height=\"5\" fill=\"var(--paper)\"/><rect width=\"2.4\" height=\"5\" fill=\"var(--customer)\"/></pattern></defs>\n",
        escaped(&view.architecture.name),
        escaped(&describe(view)),
    );
    for (band, columns) in columns.chunks(per_band).enumerate() {
        draw_band(view, columns, band * band_height, &mut svg);
    }
    draw_legend(view, bands * band_height + 10, &mut svg);
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

fn columns(grid: &GridView) -> impl Iterator<Item = Column<'_>> {
    grid.columns.iter().enumerate().map(|(at, column)| Column {
        label: &column.label,
        service: column.variant.as_ref().map_or_else(|| column.service.clone(), |variant| format!("{}, {variant}", column.service)),
        marks: grid.layers.iter().flat_map(|layer| &layer.rows).map(|row| row.marks[at].party.as_str()).collect(),
    })
}

fn draw_band(view: &View, columns: &[Column<'_>], top: usize, svg: &mut String) {
    let step = ((WIDTH - LEFT - 60) as f64 / columns.len().max(1) as f64).min(96.0);
    let width = step - 5.0;
    let text = |svg: &mut String, x: f64, y: usize, size: usize, fill: &str, more: &str, text: &str| {
        let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y}\" font-size=\"{size}\" fill=\"var(--{fill})\"{more}>{}</text>", escaped(text));
    };
    for (at, column) in columns.iter().enumerate() {
        let (x, y) = (LEFT as f64 + at as f64 * step + width / 2.0, top + HEAD - 8);
        let turn = format!(" font-weight=\"600\" transform=\"rotate(-34 {x:.1} {y})\"");
        text(svg, x, y, 12, "ink", &turn, &cut(column.label, 24));
        let turn = format!(" transform=\"rotate(-34 {x:.1} {y})\" dy=\"12\" dx=\"8\"");
        text(svg, x, y, 10, "quiet", &turn, &cut(&column.service, 26));
    }
    let mut y = top + HEAD;
    let mut ys = Vec::new();
    for layer in &view.layers {
        text(svg, 0.0, y + ROW - 4, 11, "quiet", " font-weight=\"600\"", &layer.title);
        for area in &layer.areas {
            let title = view.areas.iter().find(|known| known.id == *area).map_or("", |area| area.title.as_str());
            text(svg, LEFT as f64 - 10.0, y + ROW - 4, 11, "ink", " text-anchor=\"end\"", title);
            for (at, column) in columns.iter().enumerate() {
                draw_mark(column.marks.get(ys.len()).copied().unwrap_or("unplaced"), LEFT as f64 + at as f64 * step, y, width, svg);
            }
            ys.push(y);
            y += ROW;
        }
        y += GAP;
    }
    draw_line(columns, &ys, step, svg);
}

fn draw_mark(party: &str, x: f64, y: usize, width: f64, svg: &mut String) {
    let y = y + 2;
    let height = ROW - 4;
    let _ = match party {
        "customer" => writeln!(svg, "<rect x=\"{x:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"{height}\" rx=\"1.5\" fill=\"var(--customer)\"/>"),
        "shared" => writeln!(
            svg,
            "<rect x=\"{x:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"{height}\" rx=\"1.5\" fill=\"url(#hatch)\" stroke=\"var(--customer)\" stroke-width=\"0.8\"/>"
        ),
        "provider" => writeln!(
            svg,
            "<rect x=\"{:.1}\" y=\"{}.5\" width=\"{:.1}\" height=\"{}\" rx=\"1.5\" fill=\"none\" stroke=\"var(--provider)\" stroke-width=\"1.1\"/>",
            x + 0.5,
            y,
            width - 1.0,
            height - 1
        ),
        "not-applicable" => writeln!(
            svg,
            "<path d=\"M{:.1} {}.5h9\" stroke=\"var(--quiet)\" stroke-width=\"1.2\" fill=\"none\"/>",
            x + width / 2.0 - 4.5,
            y + height / 2
        ),
        _ => writeln!(
            svg,
            "<rect x=\"{:.1}\" y=\"{}.5\" width=\"{:.1}\" height=\"{}\" rx=\"1.5\" fill=\"none\" stroke=\"var(--ink)\" stroke-width=\"1.1\" stroke-dasharray=\"2 2.5\"/>",
            x + 0.5,
            y,
            width - 1.0,
            height - 1
        ),
    };
}

/// The line above what the provider carries alone, counted from the bottom: it steps up and down with the columns.
fn draw_line(columns: &[Column<'_>], ys: &[usize], step: f64, svg: &mut String) {
    let Some(&last) = ys.last() else { return };
    let height = |column: &Column<'_>| {
        let alone = column.marks.iter().rev().take_while(|party| matches!(**party, "provider" | "not-applicable")).count();
        ys.len().checked_sub(alone).and_then(|at| ys.get(at)).copied().unwrap_or(last + ROW)
    };
    let mut path = String::new();
    for (at, column) in columns.iter().enumerate() {
        let (x, y) = (LEFT as f64 + at as f64 * step - 2.5, height(column));
        let _ = write!(path, "{}{x:.1} {y}H{:.1}", if at == 0 { "M" } else { "L" }, x + step);
    }
    let _ = writeln!(svg, "<path d=\"{path}\" fill=\"none\" stroke=\"var(--ink)\" stroke-width=\"2\" stroke-linejoin=\"round\"/>");
}

fn draw_legend(view: &View, y: usize, svg: &mut String) {
    let open = view.counts.total.undecided + view.counts.total.unplaced;
    let mut entries = vec![("customer", view.architecture.customer.as_str()), ("shared", "shared"), ("provider", "the provider"), ("not-applicable", "does not apply")];
    if open > 0 {
        entries.push(("undecided", "undecided or unplaced"));
    }
    let mut x = LEFT as f64;
    for (party, words) in entries {
        draw_mark(party, x, y, 26.0, svg);
        let words = cut(words, 28);
        let _ = writeln!(svg, "<text x=\"{:.1}\" y=\"{}\" font-size=\"11\" fill=\"var(--ink)\">{}</text>", x + 32.0, y + ROW - 4, escaped(&words));
        x += 52.0 + words.chars().count() as f64 * 6.2;
    }
    let _ = writeln!(svg, "<path d=\"M{x:.1} {}h26\" stroke=\"var(--ink)\" stroke-width=\"2\" fill=\"none\"/>", y + ROW / 2);
    let _ = writeln!(svg, "<text x=\"{:.1}\" y=\"{}\" font-size=\"11\" fill=\"var(--ink)\">below it, the provider alone</text>", x + 32.0, y + ROW - 4);
}

fn cut(text: &str, most: usize) -> String {
    match text.chars().count() > most {
        true => text.chars().take(most - 1).chain(['\u{2026}']).collect(),
        false => text.to_owned(),
    }
}
