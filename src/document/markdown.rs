//! Text and prose as Markdown that GitHub shows as it is meant. Whatever a plain text holds, it stays text: no markup, no
//! link, no further cell of a table.

use super::prose::{Block, Inline};
use std::io::{self, Write};

/// Writes a text so that Markdown shows it as it is, on one line, also in a cell of a table.
pub fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(escaped(text).as_bytes())
}

/// A text so that Markdown shows it as it is, on one line, also in a cell of a table.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut chars = text.chars().peekable();
    let mut before = None;
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match c {
            _ if c.is_whitespace() => {
                if before.is_some_and(|c: char| !c.is_whitespace()) && chars.clone().any(|c| !c.is_whitespace()) {
                    out.push(' ');
                } else if before.is_none() && text.trim().is_empty() {
                    before = Some(' ');
                    continue;
                }
                before = Some(' ');
                continue;
            }
            _ if is_dropped(c) => continue,
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            ':' if next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '+' | '-' | '_')) => {
                out.push_str("&#58;")
            }
            '@' if next.is_some_and(char::is_alphanumeric) => out.push_str("&#64;"),
            '.' if next.is_some_and(char::is_alphanumeric) && ends_with_www(&out) => out.push_str("&#46;"),
            '#' | '-' | '+' | '=' | '!' if out.is_empty() => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')'
                if !out.is_empty()
                    && out.len() < 10
                    && out.bytes().all(|b| b.is_ascii_digit())
                    && next.is_none_or(char::is_whitespace) =>
            {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
        before = Some(c);
    }
    out
}

fn ends_with_www(out: &str) -> bool {
    let tail = out.as_bytes();
    tail.len() >= 3 && tail[tail.len() - 3..].eq_ignore_ascii_case(b"www")
}

/// Characters that no document prints: controls, and those that turn the direction of what follows.
pub(super) fn is_dropped(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Prose as one paragraph of Markdown.
pub fn inline(inlines: &[Inline]) -> String {
    let mut out = String::new();
    write_inlines(inlines, &mut out);
    out.trim().to_owned()
}

/// Prose as blocks of Markdown, with a blank line between them.
pub fn blocks(blocks: &[Block]) -> String {
    let mut out = String::new();
    write_blocks(blocks, "", &mut out);
    out.trim_end().to_owned()
}

fn write_blocks(blocks: &[Block], indent: &str, out: &mut String) {
    for (at, block) in blocks.iter().enumerate() {
        match block {
            Block::Paragraph(inlines) => {
                if at > 0 {
                    out.push_str(&format!("\n{indent}"));
                }
                out.push_str(&inline(inlines));
                out.push('\n');
            }
            Block::List(first, items) => {
                if at > 0 {
                    out.push_str(&format!("\n{indent}"));
                }
                for (number, item) in items.iter().enumerate() {
                    if number > 0 {
                        out.push_str(indent);
                    }
                    let bullet = first.map_or_else(
                        || "- ".to_owned(),
                        |first| format!("{}. ", first.saturating_add(number as u64).min(999_999_999)),
                    );
                    out.push_str(&bullet);
                    let deeper = format!("{indent}{}", " ".repeat(bullet.len()));
                    if item.is_empty() {
                        out.push('\n');
                    }
                    write_blocks(item, &deeper, out);
                }
            }
        }
    }
}

fn write_inlines(inlines: &[Inline], out: &mut String) {
    for (at, inline) in inlines.iter().enumerate() {
        match inline {
            Inline::Text(text) => write_text(text, out),
            Inline::Code(code) => write_code(code, out),
            Inline::Emphasis(inner) => write_marked(inner, "*", "em", inlines.get(at + 1), out),
            Inline::Strong(inner) => write_marked(inner, "**", "strong", inlines.get(at + 1), out),
            Inline::Link(address, inner) => {
                let mut text = String::new();
                write_inlines(inner, &mut text);
                let address: String = address
                    .chars()
                    .map(|c| match c {
                        '<' | '>' | '|' | '(' | ')' | '`' | '"' | '\'' | '{' | '}' | '*' | '_' | '[' | ']' => {
                            format!("%{:02X}", c as u32)
                        }
                        '&' => "&amp;".to_owned(),
                        c => c.to_string(),
                    })
                    .collect();
                out.push_str(&format!("[{}]({address})", text.trim()));
            }
        }
    }
}

/// Text inside a paragraph: spaces at its ends are kept.
fn write_text(text: &str, out: &mut String) {
    if text.starts_with(char::is_whitespace) && !out.ends_with(' ') && !out.is_empty() {
        out.push(' ');
    }
    // Only text that begins the paragraph can be taken for the beginning of a list or heading.
    let trimmed = text.trim();
    let escaped = if out.is_empty() {
        escaped(trimmed)
    } else {
        escaped(&format!("\u{200b}{trimmed}")).replacen('\u{200b}', "", 1)
    };
    out.push_str(&escaped);
    if text.ends_with(char::is_whitespace) && !trimmed.is_empty() {
        out.push(' ');
    }
}

/// Code as a code span; as a tag where a span cannot hold it in a cell of a table.
fn write_code(code: &str, out: &mut String) {
    let code: String =
        code.split_whitespace().collect::<Vec<_>>().join(" ").chars().filter(|c| !is_dropped(*c)).collect();
    if code.is_empty() {
        return;
    }
    if code.contains(['|', '`', '\\']) || out.ends_with('`') {
        let code: String = code
            .chars()
            .map(|c| if c.is_alphanumeric() || c == ' ' { c.to_string() } else { format!("&#{};", c as u32) })
            .collect();
        out.push_str(&format!("<code>{code}</code>"));
    } else {
        out.push_str(&format!("`{code}`"));
    }
}

/// Emphasis by asterisks where they are sure to be read as such, else by a tag.
fn write_marked(inner: &[Inline], mark: &str, tag: &str, next: Option<&Inline>, out: &mut String) {
    let mut text = String::new();
    write_inlines(inner, &mut text);
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let sure = text.starts_with(char::is_alphanumeric) && text.ends_with(char::is_alphanumeric);
    let free_before = out.chars().next_back().is_none_or(char::is_whitespace);
    let free_after = match next {
        None => true,
        Some(Inline::Text(text)) => text.starts_with(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';')),
        Some(_) => false,
    };
    match sure && free_before && free_after {
        true => out.push_str(&format!("{mark}{text}{mark}")),
        false => out.push_str(&format!("<{tag}>{text}</{tag}>")),
    }
}
