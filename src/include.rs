//! The further files of an architecture: those it includes, which are read as a part of it, and the catalogue from which
//! it takes owners. Each is a source of its own, so that a finding names the file it stands in. What is read comes in
//! through `source`, from the folder of the architecture; one that came from no folder has no further files.

use crate::architecture::{Architecture, FilePath, Owner};
use crate::decode::Decode as _;
use crate::finding::{Code, Finding, Findings};
use crate::form::{Id, Text, is_id, kebab};
use crate::source::{self, MAX_BYTES, Source, Span};
use crate::yaml::{self, Kind, MAX_NODES, Node};
use std::sync::Arc;

/// The key that names the files.
const KEY: &str = "include";
/// How many files an architecture may include.
const MOST_FILES: usize = 100;

/// Reads the files that an architecture's tree includes.
pub fn read(root: &Node<'_>, findings: &mut Findings) -> Vec<Arc<Source>> {
    let Some((_, list)) = root.get(KEY) else { return Vec::new() };
    let Kind::List(items) = &list.kind else { return Vec::new() };
    let mut read: Vec<Arc<Source>> = Vec::new();
    let mut bytes = findings.source().text.len();
    for item in items {
        // A path of another form is reported where the key is decoded.
        let Some(path) = FilePath::decode(item, KEY, &mut Findings::new(&Source::new("", ""))) else { continue };
        let Some(file) = load(&path, true, findings) else { continue };
        let twice = read.iter().any(|known| known.name == file.name) || file.name == findings.source().name;
        bytes += file.text.len();
        let refused = match () {
            () if twice => Some("the file is read already".to_owned()),
            () if read.len() == MOST_FILES => Some(format!("there are more than {MOST_FILES} files")),
            () if bytes as u64 > MAX_BYTES => {
                Some(format!("with this file the architecture is larger than {} MiB", MAX_BYTES / 1024 / 1024))
            }
            () => None,
        };
        match refused {
            Some(message) => findings.add(Code::Include, path.span, message),
            None => read.push(findings.join(&file)),
        }
    }
    read
}

/// Reads a file that the architecture names, by its path from the folder of that; `within`: in the folder or in one below
/// it. What is wrong with it stands where it is named.
pub fn load(path: &Text, within: bool, findings: &mut Findings) -> Option<Arc<Source>> {
    let Some(folder) = findings.source().folder.clone() else {
        let message = format!("`{}` cannot be read: the architecture came from no file", path.as_str());
        findings.add_help(Code::Include, path.span, message, "name the architecture's file instead of piping it");
        return None;
    };
    match source::load_beside(&folder, path, within) {
        Ok((file, None)) => Some(file),
        Ok((file, Some(error))) => {
            findings.push(Finding::not_utf8(&file, &error));
            None
        }
        Err(error) => {
            let message = format!("`{}` cannot be read: {}", path.as_str(), error.reason);
            let help = match within {
                true => "it stands in the folder of the architecture or in one below it",
                false => "name it by its path from the folder of the architecture",
            };
            findings.add_help(Code::Include, path.span, message, help);
            None
        }
    }
}

/// One tree of all files: the keys of the included ones beside those of the architecture.
pub fn join<'s>(mut root: Node<'s>, included: &'s [Arc<Source>], findings: &mut Findings) -> Node<'s> {
    let Kind::Map(entries) = &mut root.kind else { return root };
    let mut values = if included.is_empty() { 0 } else { entries.iter().map(|(_, node)| node.size()).sum() };
    for file in included {
        let Some(node) = yaml::parse(file, findings) else { continue };
        values += node.size();
        let span = Span { end: node.span.start + 1, ..node.span };
        if values > MAX_NODES {
            let message = format!("with this file the architecture has more than {MAX_NODES} values");
            findings.add(Code::TooComplex, span, message);
            break;
        }
        let Kind::Map(more) = node.kind else {
            let message = format!("an included file is a map of keys, not {}", node.describe());
            findings.add_help(Code::WrongType, span, message, "write keys of an architecture into it, as `evidence:`");
            continue;
        };
        for (key, node) in more {
            if key.text == KEY {
                let help = "name all the files in the architecture itself";
                findings.add_help(Code::Include, key.span, "an included file includes no other", help);
            } else if let Some((first, _)) = entries.iter().find(|(known, _)| known.text == key.text) {
                let message = format!("the key `{}` stands in two files", key.text);
                let help =
                    format!("the other is in {}; keep all of it in one file", findings.line(first.span, key.span));
                findings.add_help(Code::DuplicateKey, key.span, message, help);
            } else {
                entries.push((key, node));
            }
        }
    }
    root
}

/// Adds the owners of the catalogue that an architecture names, as far as it names them: a catalogue has many teams that
/// have nothing to do with it.
pub fn add_owners(architecture: &mut Architecture, findings: &mut Findings) {
    let Some(path) = architecture.owners_from.clone() else { return };
    let Some(file) = load(&path, false, findings) else { return };
    let file = findings.join(&file);
    let named = architecture.named_owners();
    for (id, owner) in catalogued(&file, findings) {
        if let Some((first, _)) = architecture.owners.get_key_value(id.as_str()) {
            let message = format!("two owners have the id `{}`", id.as_str());
            let line = findings.line(first.span, id.span);
            findings.add_help(Code::DuplicateId, id.span, message, format!("the other is in {line}; keep one of them"));
        } else if named.contains(id.as_str()) {
            architecture.owners.insert(id, owner);
        }
    }
}

/// The owners in a Backstage catalogue: its groups and users, and the owners of its components.
fn catalogued(file: &Arc<Source>, findings: &mut Findings) -> Vec<(Id, Owner)> {
    let mut owners: Vec<(Id, Owner)> = Vec::new();
    let mut of_components: Vec<(Id, Owner)> = Vec::new();
    for entity in yaml::documents(file, findings) {
        match text(&entity, &["kind"]).as_deref() {
            Some("Group" | "User") => {
                let Some(id) = text(&entity, &["metadata", "name"]).and_then(id) else { continue };
                let name = text(&entity, &["spec", "profile", "displayName"]);
                let name = name.or_else(|| text(&entity, &["metadata", "title"])).unwrap_or_else(|| id.0.clone());
                let contact = text(&entity, &["spec", "profile", "email"]);
                owners.push((id, Owner { name, contact, ..Owner::default() }));
            }
            Some("Component") => {
                // A reference: `group:default/payments`, or the name alone.
                let Some(owner) = text(&entity, &["spec", "owner"]) else { continue };
                let name = owner.rsplit([':', '/']).next().unwrap_or_default().to_owned();
                let Some(id) = id(Text { value: name, span: owner.span }) else { continue };
                let name = Text { value: crate::form::heading(&id), span: id.span };
                of_components.push((id, Owner { name, ..Owner::default() }));
            }
            _ => {}
        }
    }
    for (id, owner) in of_components {
        if !owners.iter().any(|(known, _)| *known == id) {
            owners.push((id, owner));
        }
    }
    owners
}

/// A name of the catalogue as an id of ours: `Team_A` is `team-a`.
fn id(name: Text) -> Option<Id> {
    let value = kebab(&name);
    is_id(&value).then_some(Id(Text { value, span: name.span }))
}

/// The text that keys lead to.
fn text(node: &Node<'_>, path: &[&str]) -> Option<Text> {
    let node = path.iter().try_fold(node, |node, key| node.get(key).map(|(_, node)| node))?;
    match &node.kind {
        Kind::Scalar { text, .. } if !text.trim().is_empty() => Some(Text { value: text.to_string(), span: node.span }),
        _ => None,
    }
}
