//! Text and prose as HTML, and the hash that lets a page's own style through its content security policy.

use super::markdown::is_dropped;
use super::prose::{Block, Inline};
use super::view::SourceView;
use base64::Engine as _;
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// Writes a text so that HTML shows it as it is, in an element or a quoted attribute. Runs without anything to escape are
/// copied whole.
pub fn escape(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut copied = 0;
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        if !LOOKED_AT[usize::from(byte)] {
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let entity: &[u8] = match c {
            '&' => b"&amp;",
            '<' => b"&lt;",
            '>' => b"&gt;",
            '"' => b"&quot;",
            '\'' => b"&#39;",
            '\n' | '\t' => continue,
            c if is_dropped(c) => b"",
            _ => continue,
        };
        out.write_all(&text.as_bytes()[copied..at])?;
        out.write_all(entity)?;
        copied = at + c.len_utf8();
    }
    out.write_all(&text.as_bytes()[copied..])
}

/// The bytes with which characters begin that may have to be escaped or dropped.
const LOOKED_AT: [bool; 256] = {
    let mut bytes = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        bytes[byte] = matches!(byte as u8, b'&' | b'<' | b'>' | b'"' | b'\'' | 0..0x20 | 0x7f | 0xc2 | 0xe2 | 0xef);
        byte += 1;
    }
    bytes
};

/// A text so that HTML shows it as it is.
pub fn escaped(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + text.len() / 16);
    escape(text, &mut out).expect("writing to memory does not fail");
    String::from_utf8(out).expect("what is left out of a text and what stands for it are whole characters")
}

/// A source's number, with the date of its copy where that is of another year than the reading.
pub(super) fn cite(source: &SourceView) -> String {
    let date = source.dated().map_or_else(String::new, |date| format!(", {}", escaped(&date)));
    format!("<a class=\"c\" href=\"#source-{0}\">[{0}{date}]</a>", source.number)
}

/// Prose as one run of inline HTML.
pub fn inline(inlines: &[Inline]) -> String {
    let mut out = String::new();
    write_inlines(inlines, &mut out);
    out.trim().to_owned()
}

/// Prose as paragraphs and lists.
pub fn blocks(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => out.push_str(&format!("<p>{}</p>\n", inline(inlines))),
            Block::List(first, items) => {
                let (open, close) = match first {
                    None => ("<ul>".to_owned(), "</ul>"),
                    Some(1) => ("<ol>".to_owned(), "</ol>"),
                    Some(first) => (format!("<ol start=\"{first}\">"), "</ol>"),
                };
                out.push_str(&format!("{open}\n"));
                for item in items {
                    let body = match &item[..] {
                        [Block::Paragraph(inlines)] => inline(inlines),
                        item => self::blocks(item),
                    };
                    out.push_str(&format!("<li>{body}</li>\n"));
                }
                out.push_str(&format!("{close}\n"));
            }
        }
    }
    out
}

fn write_inlines(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => out.push_str(&escaped(text)),
            Inline::Code(code) => out.push_str(&format!("<code>{}</code>", escaped(code))),
            Inline::Emphasis(inner) => tagged("em", inner, out),
            Inline::Strong(inner) => tagged("strong", inner, out),
            Inline::Link(address, inner) => {
                out.push_str(&format!("<a href=\"{}\">", escaped(address)));
                write_inlines(inner, out);
                out.push_str("</a>");
            }
        }
    }
}

fn tagged(tag: &str, inner: &[Inline], out: &mut String) {
    out.push_str(&format!("<{tag}>"));
    write_inlines(inner, out);
    out.push_str(&format!("</{tag}>"));
}

/// The hash of a style, as a content security policy names it.
pub fn style_hash(style: &str) -> String {
    format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(style.as_bytes())))
}
