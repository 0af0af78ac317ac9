//! A rendered document as a reader's program sees it, whatever the template looks like: its text, its links and their
//! targets, its ids, and how often each piece of structure stands in it. HTML goes through a real parser, Markdown through
//! the parser that forges use the like of, with the HTML in it through the same one.

use pulldown_cmark::{Event, Options, Parser, Tag};
use scraper::{Html, Node};
use std::collections::BTreeMap;

/// What of a document does not depend on its format.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// All text, with every run of white space as one space.
    pub(crate) text: String,
    /// Where links lead, and their texts, in order.
    pub(crate) links: Vec<(String, String)>,
    /// The ids that links can lead to, in order.
    pub(crate) ids: Vec<String>,
    /// How many there are of each kind of element.
    pub(crate) structure: BTreeMap<String, usize>,
}

impl Document {
    /// A document in the format of that name.
    pub(crate) fn read(text: &str, format: &str) -> Self {
        match format {
            "html" => Self::html(text),
            "markdown" => Self::markdown(text),
            other => panic!("no reader for {other}"),
        }
    }

    fn html(text: &str) -> Self {
        let mut document = Self::default();
        let html = Html::parse_document(text);
        let mut words = String::new();
        for node in html.tree.nodes() {
            match node.value() {
                Node::Element(element) => {
                    *document.structure.entry(element.name().to_owned()).or_default() += 1;
                    document.ids.extend(element.attr("id").map(str::to_owned));
                    // A block ends a word; so does a cell of a table.
                    words.push(' ');
                    if let Some(address) = element.attr("href") {
                        let text: String = node
                            .descendants()
                            .filter_map(|node| node.value().as_text())
                            .map(|text| text.text.to_string())
                            .collect();
                        document.links.push((address.to_owned(), one_line(&text)));
                    }
                }
                Node::Text(text)
                    if !node.parent().is_some_and(|parent| {
                        parent.value().as_element().is_some_and(|element| element.name() == "style")
                    }) =>
                {
                    words += text
                }
                _ => {}
            }
        }
        document.text = one_line(&words);
        document
    }

    fn markdown(text: &str) -> Self {
        let mut document = Self::default();
        let mut words = String::new();
        let mut open: Vec<(String, usize)> = Vec::new();
        for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS) {
            match event {
                Event::Start(tag) => {
                    let kind = format!("{:?}", tag.to_end());
                    *document.structure.entry(kind).or_default() += 1;
                    match tag {
                        Tag::Link { dest_url, .. } => open.push((dest_url.to_string(), words.len())),
                        Tag::Emphasis | Tag::Strong => {}
                        _ => words.push(' '),
                    }
                }
                Event::End(pulldown_cmark::TagEnd::Link) => {
                    let (address, start) = open.pop().expect("links are closed in turn");
                    document.links.push((address, one_line(&words[start..])));
                }
                Event::Text(text) | Event::Code(text) => words += &text,
                Event::SoftBreak | Event::HardBreak => words.push(' '),
                Event::Html(html) | Event::InlineHtml(html) => document.inline_html(&html),
                _ => {}
            }
        }
        document.text = one_line(&words);
        document
    }

    /// A tag that stands in Markdown: `<a id="...">`, `<sub>`.
    fn inline_html(&mut self, html: &str) {
        if html.starts_with("</") {
            return;
        }
        for node in Html::parse_fragment(html).tree.nodes() {
            if let Node::Element(element) = node.value()
                && !["html", "head", "body"].contains(&element.name())
            {
                *self.structure.entry(format!("<{}>", element.name())).or_default() += 1;
                self.ids.extend(element.attr("id").map(str::to_owned));
            }
        }
    }
}

/// A text with every run of white space as one space.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
