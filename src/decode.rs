//! From a YAML tree to typed values, with every mistake reported at its place. A bad value is reported and left empty,
//! so that one run tells all that is wrong with a file. [`record!`] writes a struct, its decoder and its shape (from
//! which the editor schema is made) from one declaration: what is read, what is reported and what an editor offers
//! cannot drift apart.

use crate::finding::{Code, Findings};
use crate::source::Span;
use crate::yaml::{Key, Kind, Node};
use std::collections::BTreeMap;
use std::ops::Deref;

/// A type that can be read from a value of a YAML tree.
pub trait Decode: Sized {
    /// Reads it. `None`: it cannot be read, and a finding says why. `what` is the key it stands under, for messages.
    fn decode(node: &Node<'_>, what: &str, findings: &mut Findings) -> Option<Self>;

    /// What it looks like, for the editor schema.
    fn shape() -> Shape;

    /// Whether a key with nothing behind it is read as if the key were absent.
    const NOTHING_IS_ABSENT: bool = false;
}

/// What a value looks like.
#[derive(Debug, Clone)]
pub enum Shape {
    /// Any text.
    Text,
    /// A text of a known form; the name of the form is a key for the schema writer (`id`, `date`, `service`, ...).
    Form(&'static str),
    /// One of a few words.
    Words(&'static [(&'static str, &'static str)]),
    /// `true` or `false`.
    Flag,
    /// A list of one kind of value.
    List(Box<Shape>),
    /// A map from ids of a form to one kind of value.
    Map(&'static str, Box<Shape>),
    /// A value or another kind of value.
    Either(Box<Shape>, Box<Shape>),
    /// A map with known keys.
    Record(RecordShape),
}

/// A map with known keys.
#[derive(Debug, Clone)]
pub struct RecordShape {
    /// What it is called in a schema.
    pub name: &'static str,
    /// What it is.
    pub doc: String,
    /// Its keys.
    pub fields: Vec<FieldShape>,
}

/// A key of a record.
#[derive(Debug, Clone)]
pub struct FieldShape {
    /// The key.
    pub name: &'static str,
    /// What it means.
    pub doc: String,
    /// Whether the record is incomplete without it.
    pub required: bool,
    /// What stands behind it.
    pub shape: fn() -> Shape,
}

/// The entries of a map with known keys, while a record is read from it.
pub struct Fields<'n, 's> {
    entries: &'n [(Key<'s>, Node<'s>)],
    place: Span,
    record: &'static str,
}

impl<'n, 's> Fields<'n, 's> {
    /// Opens a map; reports keys that are not known. `None`: it is no map.
    pub fn open(
        node: &'n Node<'s>,
        what: &str,
        record: &'static str,
        known: &[&str],
        findings: &mut Findings,
    ) -> Option<Self> {
        let Kind::Map(entries) = &node.kind else {
            let keys = known.iter().take(6).map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
            let message = format!("`{what}` takes a map, not {}", node.describe());
            findings.add_help(Code::WrongType, place(node), message, format!("its keys are {keys}"));
            return None;
        };
        for (key, _) in entries {
            if !known.contains(&key.text.as_ref()) {
                let message = format!("unknown key `{}` in {record}", key.text);
                findings.unknown(Code::UnknownField, key.span, message, &key.text, known.iter().copied());
            }
        }
        let place = entries.first().map_or(node.span, |(key, _)| key.span);
        Some(Self { entries, place, record })
    }

    /// Reads a key.
    pub fn take<T: Decode>(&self, key: &str, required: bool, findings: &mut Findings) -> Option<T> {
        match self.entries.iter().find(|(name, _)| name.text == key) {
            Some((_, node)) if T::NOTHING_IS_ABSENT && matches!(node.kind, Kind::Null) && !required => None,
            Some((name, node)) if matches!(node.kind, Kind::Null) => {
                let message = format!("`{key}` has no value");
                let help =
                    if required { "write one after the colon" } else { "write one after the colon, or remove the key" };
                findings.add_help(Code::WrongType, name.span, message, help);
                None
            }
            Some((_, node)) => T::decode(node, key, findings),
            None if required => {
                let message = format!("the key `{key}` is missing in {}", self.record);
                let help = match T::shape() {
                    Shape::Words(words) => {
                        let words: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
                        format!("add `{key}:` with {}", words.join(" or "))
                    }
                    _ => format!("add `{key}:`"),
                };
                findings.add_help(Code::MissingField, self.place, message, help);
                None
            }
            None => None,
        }
    }
}

/// A place that is a few words long even when the value is a whole block: its first key or item.
fn place(node: &Node<'_>) -> Span {
    match &node.kind {
        Kind::Map(entries) => entries.first().map_or(node.span, |(key, _)| key.span),
        Kind::List(items) => items.first().map_or(node.span, place),
        _ => node.span,
    }
}

fn wrong_type(node: &Node<'_>, what: &str, wanted: &str, findings: &mut Findings) {
    let message = format!("`{what}` takes {wanted}, not {}", node.describe());
    let help = match wanted {
        "text" if matches!(node.kind, Kind::Scalar { .. }) => "write a text, or remove the key",
        "text" => "write one value, in quotes where it holds `: `, ` #` or begins with a bracket",
        "a list" => "write each item on a line of its own after `- `, or all between `[` and `]`",
        "a map" => "write `key: value` lines, indented below it",
        _ => "write `true` or `false`",
    };
    findings.add_help(Code::WrongType, place(node), message, help);
}

impl Decode for String {
    fn decode(node: &Node<'_>, what: &str, findings: &mut Findings) -> Option<Self> {
        match &node.kind {
            Kind::Scalar { text, .. } if !text.trim().is_empty() => Some(text.to_string()),
            _ => {
                wrong_type(node, what, "text", findings);
                None
            }
        }
    }

    fn shape() -> Shape {
        Shape::Text
    }
}

impl Decode for bool {
    fn decode(node: &Node<'_>, what: &str, findings: &mut Findings) -> Option<Self> {
        match &node.kind {
            Kind::Scalar { text, plain: true } if text == "true" => Some(true),
            Kind::Scalar { text, plain: true } if text == "false" => Some(false),
            Kind::Scalar { text, .. } => {
                let help = match text.to_ascii_lowercase().as_str() {
                    "yes" | "on" | "y" | "true" | "1" => "write `true`",
                    "no" | "off" | "n" | "false" | "0" => "write `false`",
                    _ => "write `true` or `false`, without quotes",
                };
                findings.add_help(Code::WrongType, node.span, format!("`{what}` takes `true` or `false`"), help);
                None
            }
            _ => {
                wrong_type(node, what, "`true` or `false`", findings);
                None
            }
        }
    }

    fn shape() -> Shape {
        Shape::Flag
    }
}

impl<T: Decode> Decode for Option<T> {
    const NOTHING_IS_ABSENT: bool = T::NOTHING_IS_ABSENT;

    fn decode(node: &Node<'_>, what: &str, findings: &mut Findings) -> Option<Self> {
        T::decode(node, what, findings).map(Some)
    }

    fn shape() -> Shape {
        T::shape()
    }
}

impl<T: Decode> Decode for Box<T> {
    fn decode(node: &Node<'_>, what: &str, findings: &mut Findings) -> Option<Self> {
        T::decode(node, what, findings).map(Box::new)
    }

    fn shape() -> Shape {
        T::shape()
    }
}

impl<T: Decode> Decode for Vec<T> {
    const NOTHING_IS_ABSENT: bool = true;

    fn decode(node: &Node<'_>, what: &str, findings: &mut Findings) -> Option<Self> {
        match &node.kind {
            Kind::List(items) => {
                let items = items.iter().enumerate();
                Some(items.filter_map(|(at, item)| T::decode(item, &format!("{what}[{at}]"), findings)).collect())
            }
            Kind::Scalar { text, .. } => {
                let message = format!("`{what}` takes a list, not {}", node.describe());
                findings.add_help(
                    Code::WrongType,
                    node.span,
                    message,
                    format!("write it as a list: `[{}]`", text.trim()),
                );
                None
            }
            _ => {
                wrong_type(node, what, "a list", findings);
                None
            }
        }
    }

    fn shape() -> Shape {
        Shape::List(Box::new(T::shape()))
    }
}

/// A list that selects. An empty one would select nothing, or by mistake everything, so it is refused.
#[derive(Debug, Clone)]
pub struct Selection<T>(pub Vec<T>);

impl<T> Default for Selection<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for Selection<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<'s, T> IntoIterator for &'s Selection<T> {
    type Item = &'s T;
    type IntoIter = std::slice::Iter<'s, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: Decode> Decode for Selection<T> {
    fn decode(node: &Node<'_>, what: &str, findings: &mut Findings) -> Option<Self> {
        if matches!(&node.kind, Kind::List(items) if items.is_empty()) {
            let message = format!("`{what}` is empty, so it selects nothing");
            findings.add_help(
                Code::BadValue,
                node.span,
                message,
                "name what it selects, or remove the key to select all",
            );
            return None;
        }
        Vec::decode(node, what, findings).map(Self)
    }

    fn shape() -> Shape {
        Vec::<T>::shape()
    }
}

/// A key of a map that is read into a [`BTreeMap`].
pub trait DecodeKey: Ord + Sized {
    /// Reads the key. `None`: a finding says why.
    fn decode_key(key: &Key<'_>, what: &str, findings: &mut Findings) -> Option<Self>;
    /// The form of the key, for the editor schema.
    fn form() -> &'static str;
}

impl DecodeKey for String {
    fn decode_key(key: &Key<'_>, _: &str, _: &mut Findings) -> Option<Self> {
        Some(key.text.to_string())
    }

    fn form() -> &'static str {
        "text"
    }
}

impl<K: DecodeKey, T: Decode> Decode for BTreeMap<K, T> {
    const NOTHING_IS_ABSENT: bool = true;

    fn decode(node: &Node<'_>, what: &str, findings: &mut Findings) -> Option<Self> {
        let Kind::Map(entries) = &node.kind else {
            wrong_type(node, what, "a map", findings);
            return None;
        };
        let mut map = Self::new();
        for (key, node) in entries {
            let Some(name) = K::decode_key(key, what, findings) else { continue };
            if matches!(node.kind, Kind::Null) {
                findings.add(Code::WrongType, key.span, format!("`{}` under `{what}` has no value", key.text));
            } else if let Some(value) = T::decode(node, &key.text, findings) {
                map.insert(name, value);
            }
        }
        Some(map)
    }

    fn shape() -> Shape {
        Shape::Map(K::form(), Box::new(T::shape()))
    }
}

/// Declares an enum of words: `words! { /// doc \n pub enum Name { /// doc \n Variant = "word", } }`.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[doc = $doc:literal])+ $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[doc = $doc])+ #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// The word used in files and documents.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl $crate::decode::Decode for $name {
            fn decode(node: &$crate::yaml::Node<'_>, what: &str, findings: &mut $crate::finding::Findings) -> Option<Self> {
                let text = $crate::form::Text::decode(node, what, findings)?;
                match &*text {
                    $($word => Some(Self::$variant),)+
                    other => {
                        let message = format!("`{other}` is not what `{what}` takes");
                        let help = $crate::finding::did_you_mean(other, [$($word),+]);
                        findings.add_help($crate::finding::Code::BadValue, text.span, message, help);
                        None
                    }
                }
            }

            fn shape() -> $crate::decode::Shape {
                $crate::decode::Shape::Words(&[$(($word, concat!($($doc),+))),+])
            }
        }
    };
}

/// Declares a struct that is read from a map with known keys, with its decoder and its shape. A key is `required` or
/// `optional`; an optional one that is absent is the type's default.
#[macro_export]
macro_rules! record {
    (
        $(#[doc = $doc:literal])+
        $(#[derive($($derive:ident),+)])?
        pub struct $name:ident as $called:literal {
            $($(#[doc = $field_doc:literal])+ $need:ident $field:ident: $type:ty,)+
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Default $(, $($derive),+)?)]
        pub struct $name {
            $($(#[doc = $field_doc])+ pub $field: $type,)+
        }

        impl $crate::decode::Decode for $name {
            fn decode(node: &$crate::yaml::Node<'_>, what: &str, findings: &mut $crate::finding::Findings) -> Option<Self> {
                const KEYS: &[&str] = &[$($crate::decode::key_name(stringify!($field))),+];
                let fields = $crate::decode::Fields::open(node, what, $called, KEYS, findings)?;
                Some(Self {
                    $($field: fields
                        .take($crate::decode::key_name(stringify!($field)), $crate::record!(@$need), findings)
                        .unwrap_or_default(),)+
                })
            }

            fn shape() -> $crate::decode::Shape {
                $crate::decode::Shape::Record($crate::decode::RecordShape {
                    name: stringify!($name),
                    doc: concat!($($doc),+).trim().to_owned(),
                    fields: vec![$($crate::decode::FieldShape {
                        name: $crate::decode::key_name(stringify!($field)),
                        doc: concat!($($field_doc),+).trim().to_owned(),
                        required: $crate::record!(@$need),
                        shape: <$type as $crate::decode::Decode>::shape,
                    }),+],
                })
            }
        }
    };
    (@required) => { true };
    (@optional) => { false };
}

/// A field's name as a key: `r#type` is `type`.
pub const fn key_name(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}
