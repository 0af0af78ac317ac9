//! A catalogue of controls in OSCAL's JSON, of the user's own: titles and texts that the model may not show, or does not.
//! It is read for one run and kept nowhere.

use crate::matrix::frameworks::plain_id;
use serde_json::Value;
use std::collections::BTreeMap;

/// Titles and texts of controls.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// The catalogue's own title.
    pub title: String,
    /// Its version.
    pub version: Option<String>,
    controls: BTreeMap<String, Entry>,
}

/// What a catalogue says of a control.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// The title.
    pub title: Option<String>,
    /// The statement.
    pub text: Option<String>,
    /// The parts of the statement, by their letters.
    pub parts: BTreeMap<String, String>,
}

impl Catalog {
    /// Reads a catalogue. An error says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let json: Value = serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
        let catalog = json.get("catalog").ok_or("it has no `catalog`: an OSCAL catalogue in JSON is meant")?;
        let metadata = &catalog["metadata"];
        let mut read = Self {
            title: word(&metadata["title"]).unwrap_or_else(|| "a catalogue without a title".to_owned()),
            version: word(&metadata["version"]),
            controls: BTreeMap::new(),
        };
        read.group(catalog);
        match read.controls.is_empty() {
            true => Err("it holds no control".to_owned()),
            false => Ok(read),
        }
    }

    /// What it says of a control, by the id that a framework prints.
    pub fn control(&self, id: &str) -> Option<&Entry> {
        self.controls.get(&plain_id(id))
    }

    /// Controls of a group, or of the whole catalogue: the format nests both.
    fn group(&mut self, group: &Value) {
        list(&group["groups"]).for_each(|group| self.group(group));
        for control in list(&group["controls"]) {
            if let Some(id) = word(&control["id"]) {
                let entry = entry(control);
                // A label, `AC-2(1)`, is what the framework prints; the id may have a prefix of its own.
                if let Some(label) = label(control) {
                    self.controls.entry(plain_id(&label)).or_insert_with(|| entry.clone());
                }
                self.controls.insert(plain_id(&id), entry);
            }
            self.group(control);
        }
    }
}

fn entry(control: &Value) -> Entry {
    let names: BTreeMap<String, String> = list(&control["params"]).filter_map(parameter).collect();
    let mut entry = Entry { title: word(&control["title"]), ..Entry::default() };
    for statement in list(&control["parts"]).filter(|part| part["name"] == "statement") {
        let mut lines: Vec<String> = prose(statement, &names).into_iter().collect();
        for part in list(&statement["parts"]) {
            let text = whole(part, &names);
            if let Some(letter) = label(part).map(|label| letters(&label)).filter(|letter| !letter.is_empty()) {
                lines.push(format!("({letter}) {text}"));
                entry.parts.insert(letter, text);
            } else {
                lines.push(text);
            }
        }
        entry.text = Some(lines.join(" ")).filter(|text| !text.is_empty());
    }
    entry
}

/// The text of a part with all that is in it.
fn whole(part: &Value, names: &BTreeMap<String, String>) -> String {
    let mut lines: Vec<String> = prose(part, names).into_iter().collect();
    for inner in list(&part["parts"]) {
        let text = whole(inner, names);
        lines.push(label(inner).map_or_else(|| text.clone(), |label| format!("({}) {text}", letters(&label))));
    }
    lines.join(" ")
}

/// A parameter's id, and the words that stand for it.
fn parameter(parameter: &Value) -> Option<(String, String)> {
    let id = word(&parameter["id"])?;
    let choices: Vec<String> = list(&parameter["select"]["choice"]).filter_map(word).collect();
    let words = match word(&parameter["label"]) {
        Some(label) => label,
        None if !choices.is_empty() => format!("selection: {}", choices.join("; ")),
        None => "to be set".to_owned(),
    };
    Some((id, words))
}

/// A part's prose in one line, with parameters in brackets.
fn prose(part: &Value, names: &BTreeMap<String, String>) -> Option<String> {
    let text = word(&part["prose"])?;
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((insert, after)) = after.split_once("}}") else { break };
        let id = insert.rsplit(',').next().unwrap_or_default().trim();
        out.push_str(before);
        out.push_str(&format!("[{}]", names.get(id).map_or(id, String::as_str)));
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// The label among a part's properties.
fn label(part: &Value) -> Option<String> {
    list(&part["props"])
        .find(|prop| prop["name"] == "label" && prop["class"] != "zero-padded")
        .and_then(|prop| word(&prop["value"]))
}

/// The letters and digits of a label: `a.`, `(a)` and `[a]` are `a`.
fn letters(label: &str) -> String {
    label.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A text in one line.
fn word(value: &Value) -> Option<String> {
    value.as_str().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::Catalog;

    #[test]
    fn titles_statements_and_parts_are_read_by_any_form_of_an_id() {
        let text = r#"{"catalog": {"metadata": {"title": "Controls", "version": "5.2"}, "groups": [{"id": "ac", "controls": [
            {"id": "ac-2", "title": "Account\n Management", "params": [{"id": "ac-2_prm_1", "label": "roles"}],
             "parts": [{"name": "statement", "parts": [
               {"name": "item", "props": [{"name": "label", "value": "a."}], "prose": "Name {{ insert: param, ac-2_prm_1 }}."}]},
               {"name": "guidance", "prose": "Long."}],
             "controls": [{"id": "x-ac-2.1", "props": [{"name": "label", "value": "AC-2(1)"}], "title": "Automation"}]}]}]}}"#;
        let catalog = Catalog::parse(text).expect("it is a catalogue");
        assert_eq!((catalog.title.as_str(), catalog.version.as_deref()), ("Controls", Some("5.2")));
        let control = catalog.control("AC-2").expect("it is there");
        assert_eq!(control.title.as_deref(), Some("Account Management"));
        assert_eq!(control.text.as_deref(), Some("(a) Name [roles]."));
        assert_eq!(control.parts["a"], "Name [roles].");
        assert_eq!(catalog.control("AC-02 (01)").and_then(|entry| entry.title.as_deref()), Some("Automation"));
        for (text, wrong) in [("{", "not JSON"), ("{}", "no `catalog`"), (r#"{"catalog": {}}"#, "no control")] {
            assert!(Catalog::parse(text).is_err_and(|error| error.contains(wrong)), "{text}");
        }
    }
}
