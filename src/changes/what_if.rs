//! An architecture as it would be if some keys of components were written otherwise. The file's tree is changed before it
//! is decoded, so a new value is checked as one in the file is; what is found in it stands where the change was asked for.

use crate::architecture::{self, Architecture};
use crate::finding::{Code, Finding, Findings, Severity};
use crate::include;
use crate::source::{Source, Span};
use crate::yaml::{self, Key, Kind, Node};
use std::borrow::Cow;
use std::sync::Arc;

/// The name that changes have in findings.
const NAME: &str = "--set";

/// Changes to keys of components, each written `component.key=value`. The value is YAML; without one the key is removed.
#[derive(Debug, Default)]
pub struct Settings {
    /// All of them, a line each.
    text: String,
    list: Vec<Setting>,
}

#[derive(Debug)]
struct Setting {
    /// Where it begins among all.
    start: usize,
    /// The component's id and the keys below it.
    path: Vec<String>,
    value: String,
}

impl Settings {
    /// Reads changes. The error says what is wrong with one of them.
    pub fn read(written: &[String]) -> Result<Self, String> {
        let (mut list, mut text) = (Vec::new(), String::new());
        for setting in written {
            let setting = setting.trim();
            let (path, value) = setting.split_once('=').unwrap_or((setting, ""));
            let path: Vec<String> = path.split('.').map(str::to_owned).collect();
            if !setting.contains('=') || path.len() < 2 || path.iter().any(String::is_empty) {
                return Err(format!(
                    "`{NAME} {setting}` is not of the form `component.key=value`, as `api.variant=ec2`"
                ));
            }
            list.push(Setting { start: text.len(), path, value: value.to_owned() });
            text.push_str(setting);
            text.push('\n');
        }
        Ok(Self { text, list })
    }

    /// Reads an architecture with these changes.
    pub fn parse(&self, source: &Arc<Source>, findings: &mut Findings) -> Option<Architecture> {
        let root = yaml::parse(source, findings)?;
        let included = include::read(&root, findings);
        let settings = findings.join(&Source::new(NAME, self.text.as_str()));
        let values = self.list.iter().map(|setting| {
            let keys: usize = setting.path.iter().map(|step| step.len() + 1).sum();
            Source::at(NAME, setting.value.as_str(), settings.base + (setting.start + keys) as u32)
        });
        let values: Vec<Arc<Source>> = values.collect();
        let mut root = include::join(root, &included, findings);
        for (setting, value) in self.list.iter().zip(&values) {
            let start = settings.base as usize + setting.start;
            let value = match value.text.trim().is_empty() {
                true => None,
                false => yaml::parse(value, findings),
            };
            let mut at = start;
            let keys = setting.path.iter().map(|step| {
                let span = Span { start: at as u32, end: (at + step.len()) as u32 };
                at += step.len() + 1;
                Key { text: Cow::Borrowed(step), span }
            });
            let keys: Vec<Key<'_>> = keys.collect();
            match component(&mut root, &setting.path[0]) {
                Some(component) => set(component, &keys[1..], value),
                None => {
                    let message = format!("unknown component `{}`", setting.path[0]);
                    let ids = components(&mut root).iter().filter_map(id);
                    findings.unknown(
                        Code::UnknownComponent,
                        keys[0].span,
                        message,
                        &setting.path[0],
                        ids.collect::<Vec<_>>(),
                    );
                }
            }
        }
        architecture::decode(&root, findings)
    }

    /// Whether there is an error in the changes themselves.
    pub fn refused(findings: &[Finding]) -> bool {
        let ours = |finding: &Finding| finding.place.as_ref().is_some_and(|place| place.source.name == NAME);
        findings.iter().any(|finding| finding.severity() == Severity::Error && ours(finding))
    }
}

fn components<'n, 's>(root: &'n mut Node<'s>) -> &'n mut [Node<'s>] {
    let Kind::Map(entries) = &mut root.kind else { return &mut [] };
    match entries.iter_mut().find(|(key, _)| key.text == "components").map(|(_, node)| &mut node.kind) {
        Some(Kind::List(components)) => components,
        _ => &mut [],
    }
}

fn component<'n, 's>(root: &'n mut Node<'s>, wanted: &str) -> Option<&'n mut Node<'s>> {
    components(root).iter_mut().find(|node| id(node) == Some(wanted))
}

fn id<'n>(component: &'n Node<'_>) -> Option<&'n str> {
    match &component.get("id")?.1.kind {
        Kind::Scalar { text, .. } => Some(text),
        _ => None,
    }
}

/// Sets what a path names, or removes it. What is missing on the way is made.
fn set<'s>(node: &mut Node<'s>, path: &[Key<'s>], value: Option<Node<'s>>) {
    let Some((key, rest)) = path.split_first() else { return };
    if !matches!(node.kind, Kind::Map(_)) {
        node.kind = Kind::Map(Vec::new());
    }
    let Kind::Map(entries) = &mut node.kind else { return };
    let at = entries.iter().position(|(known, _)| known.text == key.text);
    match (at, value) {
        (Some(at), None) if rest.is_empty() => drop(entries.remove(at)),
        (None, None) => {}
        (Some(at), Some(value)) if rest.is_empty() => entries[at] = (key.clone(), value),
        (None, Some(value)) if rest.is_empty() => entries.push((key.clone(), value)),
        (Some(at), value) => set(&mut entries[at].1, rest, value),
        (None, value) => {
            let mut node = Node { span: key.span, kind: Kind::Map(Vec::new()) };
            set(&mut node, rest, value);
            entries.push((key.clone(), node));
        }
    }
}
