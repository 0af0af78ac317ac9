//! Text and prose as Markdown that GitHub shows as it is meant. Whatever a plain text holds, it stays text: no markup, no
//! link, no further cell of a table.

use super::prose::{Block, Inline};
use super::view::SourceView;
use std::io::{self, Write};

/// Writes a text so that Markdown shows it as it is, on one line, also in a cell of a table.
pub fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    match is_plain(text) {
        true => out.write_all(text.as_bytes()),
        false => out.write_all(escaped(text).as_bytes()),
    }
}

/// Whether a text can hold no markup: it begins with a letter, its words stand one space apart, and nothing in it means
/// anything to Markdown. Most sentences are such, so they are copied whole.
pub(super) fn is_plain(text: &str) -> bool {
    let (mut wrong, mut refused) = (0, !LETTER);
    for &byte in text.as_bytes() {
        let kind = KIND[usize::from(byte)];
        wrong |= kind & refused;
        refused = match kind {
            SPACE => MARKUP | SPACE | DOT,
            DOT => !SPACE,
            _ => MARKUP,
        };
    }
    // An end refuses nothing but a space before it, and a text that has not begun.
    wrong == 0 && text.as_bytes().last().is_some_and(|last| *last != b' ')
}

const LETTER: u8 = 1;
const SPACE: u8 = 2;
const DOT: u8 = 4;
/// Plain within a text, and not at its beginning.
const INNER: u8 = 8;
const MARKUP: u8 = 16;

/// What each byte may be in a plain text.
const KIND: [u8; 256] = {
    let mut kinds = [MARKUP; 256];
    let mut byte = 0;
    while byte < 128 {
        kinds[byte] = match byte as u8 {
            b' ' => SPACE,
            b'.' => DOT,
            b'-' | b',' | b';' | b'\'' | b'/' | b'(' | b')' | b'?' | b'%' | b'0'..=b'9' => INNER,
            byte if byte.is_ascii_alphabetic() => LETTER,
            _ => MARKUP,
        };
        byte += 1;
    }
    kinds
};

/// A text so that Markdown shows it as it is, on one line, also in a cell of a table.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    push_escaped(text.trim(), &mut out);
    out
}

/// Adds a text to a paragraph: what is markup only at its beginning is escaped there. Runs of white space become one space.
fn push_escaped(text: &str, out: &mut String) {
    let mut chars = text.chars().filter(|c| !is_dropped(*c) || c.is_whitespace()).peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let begins = out.is_empty();
        match c {
            _ if c.is_whitespace() => {
                if !begins && !out.ends_with(' ') {
                    out.push(' ');
                }
                continue;
            }
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            ':' if next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '+' | '-' | '_')) => {
                out.push_str("&#58;");
            }
            '@' if next.is_some_and(char::is_alphanumeric) => out.push_str("&#64;"),
            '.' if next.is_some_and(char::is_alphanumeric) && ends_with_www(out) => out.push_str("&#46;"),
            _ => {
                let numbered = out.len() < 10 && !begins && out.bytes().all(|b| b.is_ascii_digit());
                let markup = match c {
                    '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '{' | '}' => true,
                    '#' => begins || out.ends_with(' '),
                    '-' | '+' | '=' | '!' => begins,
                    '.' | ')' => numbered && next.is_none_or(char::is_whitespace),
                    _ => false,
                };
                if markup {
                    out.push('\\');
                }
                out.push(c);
            }
        }
    }
}

fn ends_with_www(out: &str) -> bool {
    let tail = out.as_bytes();
    tail.len() >= 3 && tail[tail.len() - 3..].eq_ignore_ascii_case(b"www")
}

/// Characters that no document prints: controls, and those that turn the direction of what follows.
pub(crate) fn is_dropped(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A source's number, with the date of its copy where that is of another year than the reading.
pub(super) fn cite(source: &SourceView) -> String {
    let date = source.dated().map_or_else(String::new, |date| format!(", {}", escaped(&date)));
    format!("[\\[{0}{date}\\]](#source-{0})", source.number)
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
                // Two lists behind each other would be read as one but for another mark.
                let odd =
                    blocks[..at].iter().rev().take_while(|block| matches!(block, Block::List(..))).count() % 2 == 1;
                let (dash, dot) = if odd { ("* ", ")") } else { ("- ", ".") };
                for (number, item) in items.iter().enumerate() {
                    if number > 0 {
                        out.push_str(indent);
                    }
                    let bullet = first.map_or_else(
                        || dash.to_owned(),
                        |first| format!("{}{dot} ", first.saturating_add(number as u64).min(999_999_999)),
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
            Inline::Text(text) => push_escaped(text, out),
            Inline::Code(code) => write_code(code, out),
            Inline::Emphasis(inner) => write_marked(inner, "*", "em", inlines.get(at + 1), out),
            Inline::Strong(inner) => write_marked(inner, "**", "strong", inlines.get(at + 1), out),
            Inline::Link(address, inner) => {
                // An exclamation mark before a link would make it an image.
                if out.ends_with('!') {
                    out.pop();
                    out.push_str("&#33;");
                }
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_plain_text_is_one_that_needs_no_escaping(text in "[a-zA-Z0-9 .,:;()/%'?@#*_<>-]{0,12}") {
            if is_plain(&text) {
                prop_assert_eq!(escaped(&text), text);
            }
        }
    }

    #[test]
    fn a_sentence_is_plain() {
        assert!(is_plain("Applies security patches (no later than 30 days), also to hosts/guests."));
        for text in ["", " a", "a ", "a  b", "1. a", "a.b", "a .b", "- a", "a|b", "é"] {
            assert!(!is_plain(text), "{text:?}");
        }
    }
}
