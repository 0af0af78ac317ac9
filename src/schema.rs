//! JSON Schemas: of the architecture file and of model files, from the shapes the decoder itself uses, of the view and of
//! changes. Service ids, variants, areas and the like are enumerations with descriptions, so that an editor completes them.

use crate::architecture::Architecture;
use crate::changes::Changes;
use crate::decode::{Decode, RecordShape, Shape};
use crate::document::Reference;
use crate::document::view::View;
use crate::embedded::Model;
use crate::finding::Code;
use crate::form::is_id;
use crate::model::{Areas, Dialect, Edition, Framework, ProviderFacts, Service, ServiceEntry};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What there is a schema of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// `architecture.yaml`.
    Architecture,
    /// The view that templates see and `-f json` prints.
    View,
    /// What the templates of the reference see.
    Reference,
    /// What `diff -f json` prints.
    Diff,
    /// A service of a model folder.
    Service,
    /// An edition of a model folder.
    Edition,
    /// `areas.yaml` of a model folder.
    Areas,
    /// `provider.yaml` of a model folder.
    Provider,
    /// A framework of a model folder.
    Framework,
    /// A dialect of a model folder.
    Dialect,
}

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of a subject, with the names that a model knows.
pub fn schema(subject: Subject, model: &Model) -> Value {
    match subject {
        Subject::Architecture => architecture(model),
        Subject::View => serde_json::to_value(schemars::schema_for!(View)).expect("a schema is JSON"),
        Subject::Reference => serde_json::to_value(schemars::schema_for!(Reference)).expect("a schema is JSON"),
        Subject::Diff => serde_json::to_value(schemars::schema_for!(Changes)).expect("a schema is JSON"),
        Subject::Service => of::<Service>("A service of a responsibility model", model),
        Subject::Edition => of::<Edition>("An edition of a provider's responsibility model", model),
        Subject::Areas => of::<Areas>("The areas of a responsibility model", model),
        Subject::Provider => of::<ProviderFacts>("A provider of a responsibility model", model),
        Subject::Framework => of::<Framework>("A framework of a responsibility model", model),
        Subject::Dialect => of::<Dialect>("A dialect of a responsibility model", model),
    }
}

fn of<T: Decode>(title: &str, model: &Model) -> Value {
    let mut writer = Writer { forms: forms(model), definitions: Map::new() };
    let root = writer.shape(&T::shape());
    let mut schema = json!({ "$schema": DRAFT, "title": title });
    merge(&mut schema, writer.definitions.remove(root_name(&root)).unwrap_or(root));
    schema["$defs"] = Value::Object(writer.definitions);
    schema
}

fn root_name(reference: &Value) -> &str {
    reference["$ref"].as_str().and_then(|path| path.rsplit('/').next()).unwrap_or_default()
}

fn architecture(model: &Model) -> Value {
    let mut schema = of::<Architecture>("An architecture for onus", model);
    let names = |entry: &ServiceEntry| old_names(entry).into_iter().chain([entry.id.clone()]).collect::<Vec<_>>();
    let conditions: Vec<Value> = model.services().map(|entry| variants(&names(entry), &entry.variants)).collect();
    schema["$defs"]["Component"]["allOf"] = Value::Array(conditions);
    // What is needed may stand in an included file.
    if let Some(required) = schema.as_object_mut().and_then(|schema| schema.remove("required")) {
        schema["anyOf"] = json!([{ "required": required }, { "required": ["include"] }]);
    }
    schema
}

/// The aliases of a service that resolve as an id, in full.
fn old_names(entry: &ServiceEntry) -> Vec<String> {
    let provider = entry.id.split('/').next().unwrap_or_default();
    entry.aliases.iter().filter(|alias| is_id(alias)).map(|alias| format!("{provider}/{alias}")).collect()
}

/// A component's variant is one of its service's.
fn variants(names: &[String], variants: &[(String, String)]) -> Value {
    let then = match variants {
        [] => json!({ "properties": { "variant": false } }),
        variants => {
            json!({ "properties": { "variant": enumeration(variants.iter().map(|(id, title)| (id.as_str(), title.as_str()))) } })
        }
    };
    json!({ "if": { "properties": { "service": { "enum": names } }, "required": ["service"] }, "then": then })
}

/// Texts with a form: a pattern, or the names that a model knows.
fn forms(model: &Model) -> BTreeMap<&'static str, Value> {
    let id = json!({ "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" });
    let core = &model.core;
    let areas = core.areas.areas.iter().map(|area| (area.id.as_str(), area.definition.as_str()));
    let layers = core.areas.layers.iter().map(|layer| (layer.id.as_str(), layer.title.as_str()));
    let providers = core.providers.iter().map(|(id, provider)| (id.as_str(), provider.facts.name.as_str()));
    let editions: BTreeMap<&str, &str> = core
        .providers
        .values()
        .flat_map(|provider| &provider.editions)
        .map(|(id, edition)| (id.as_str(), edition.title.as_str()))
        .collect();
    let regions: Vec<&crate::model::Region> = core.providers.values().flat_map(|provider| &provider.regions).collect();
    let geographies: BTreeSet<&str> =
        regions.iter().flat_map(|region| region.geographies.iter().map(String::as_str)).collect();
    let known_regions = || regions.iter().map(|region| (region.id.as_str(), region.name.as_str()));
    let everywhere = [("global", "Services that run in no single Region.")];
    let known_places = geographies.iter().map(|place| (*place, "a geography"));
    let known_places = core.countries().map(|place| (place, "a country, ISO 3166")).chain(known_places);
    let frameworks: Vec<(String, String)> = model.frameworks().into_iter().flat_map(|id| named(id, model)).collect();
    let frameworks = frameworks.iter().map(|(id, name)| (id.as_str(), name.as_str()));
    let services = enumeration(model.services().map(|entry| (entry.id.as_str(), entry.name.as_str())));
    let old: Vec<String> = model.services().flat_map(old_names).collect();
    let old = json!({ "enum": old, "deprecated": true, "description": "Another name of a service; its id is better." });
    let codes = core.countries().chain(geographies.iter().copied().filter(|place| place.len() == 2));
    let country = json!({ "type": "string", "pattern": in_any_case(codes), "description": "A country, ISO 3166." });
    BTreeMap::from([
        ("id", id.clone()),
        ("text", json!({ "type": "string" })),
        ("date", json!({ "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$" })),
        ("variant", id),
        ("view", json!({ "type": "string", "pattern": "\\.json$" })),
        ("digest", json!({ "type": "string", "pattern": "^onus1:[0-9a-f]{32}$" })),
        ("code", enumeration(Code::ALL.iter().map(|code| (code.word(), code.description())))),
        ("file", json!({ "type": "string", "pattern": "\\.ya?ml$" })),
        ("address", json!({ "type": "string", "minLength": 1 })),
        ("area", enumeration(areas)),
        ("layer", enumeration(layers)),
        ("provider", enumeration(providers)),
        ("edition", enumeration(editions)),
        ("region", json!({ "anyOf": [enumeration(known_regions()), country] })),
        ("covered-region", json!({ "anyOf": [enumeration(known_regions().chain(everywhere)), country] })),
        ("residency", json!({ "anyOf": [enumeration(known_regions().chain(known_places)), country] })),
        ("control", json!({ "type": "string", "minLength": 1 })),
        ("framework", enumeration(frameworks)),
        ("service", json!({ "anyOf": [services, old] })),
    ])
}

/// A pattern for codes of two letters, whether small or capital.
fn in_any_case<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    let both = |letter: char| format!("{}{letter}", letter.to_ascii_uppercase());
    let mut seconds: BTreeMap<char, BTreeSet<char>> = BTreeMap::new();
    for code in codes {
        let mut letters = code.chars();
        if let (Some(first), Some(second)) = (letters.next(), letters.next()) {
            seconds.entry(first).or_default().insert(second);
        }
    }
    let one = |(first, seconds): (char, BTreeSet<char>)| {
        format!("[{}][{}]", both(first), seconds.into_iter().map(both).collect::<String>())
    };
    format!("^({})$", seconds.into_iter().map(one).collect::<Vec<_>>().join("|"))
}

/// A framework and its profiles, as an architecture names them.
fn named(id: &str, model: &Model) -> Vec<(String, String)> {
    let framework = model.framework(id).unwrap_or_default();
    let profiles = framework.profiles.iter();
    let profiles =
        profiles.map(|(name, facts)| (format!("{id}/{name}"), format!("{}, {}", framework.short, facts.title)));
    [(id.to_owned(), framework.name.clone())].into_iter().chain(profiles).collect()
}

/// One of a few words, each with what it means.
fn enumeration<'a>(words: impl IntoIterator<Item = (&'a str, &'a str)>) -> Value {
    let (words, meanings): (Vec<&str>, Vec<&str>) =
        words.into_iter().map(|(word, meaning)| (word, meaning.trim())).unzip();
    json!({ "type": "string", "enum": words, "enumDescriptions": meanings, "markdownEnumDescriptions": meanings })
}

struct Writer {
    forms: BTreeMap<&'static str, Value>,
    definitions: Map<String, Value>,
}

impl Writer {
    fn shape(&mut self, shape: &Shape) -> Value {
        match shape {
            // A plain number, date or `no` is read as the text it is, so an editor must not object to one.
            Shape::Text => json!({ "type": ["string", "number", "boolean"] }),
            Shape::Form(form) => self.form(form),
            Shape::Words(words) => enumeration(words.iter().copied()),
            Shape::Flag => json!({ "type": "boolean" }),
            Shape::List(item) => json!({ "type": ["array", "null"], "items": self.shape(item) }),
            Shape::Map(key, value) => {
                let (key, value) = (self.form(key), self.shape(value));
                json!({ "type": ["object", "null"], "propertyNames": key, "additionalProperties": value })
            }
            Shape::Either(one, other) => json!({ "anyOf": [self.shape(one), self.shape(other)] }),
            Shape::Record(record) => {
                self.define(record);
                json!({ "$ref": format!("#/$defs/{}", record.name) })
            }
        }
    }

    /// A form as a definition of its own, so that long enumerations stand once.
    fn form(&mut self, form: &str) -> Value {
        if let Some(schema) = self.forms.get(form) {
            self.definitions.entry(form).or_insert_with(|| schema.clone());
        }
        json!({ "$ref": format!("#/$defs/{form}") })
    }

    fn define(&mut self, record: &RecordShape) {
        if self.definitions.contains_key(record.name) {
            return;
        }
        self.definitions.insert(record.name.to_owned(), Value::Null);
        let mut properties = Map::new();
        for field in &record.fields {
            let mut schema = self.shape(&(field.shape)());
            if let Some(object) = schema.as_object_mut() {
                object.insert("description".to_owned(), Value::String(field.doc.clone()));
            }
            // A map of ids of a known kind lists them as its keys, so that an editor completes them.
            self.known_keys(&(field.shape)(), &mut schema);
            properties.insert(field.name.to_owned(), schema);
        }
        let required: Vec<&str> = record.fields.iter().filter(|field| field.required).map(|field| field.name).collect();
        let schema = json!({
            "type": "object",
            "description": record.doc,
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        });
        self.definitions.insert(record.name.to_owned(), schema);
    }

    fn known_keys(&mut self, shape: &Shape, schema: &mut Value) {
        let Shape::Map(key, value) = shape else { return };
        let Some(names) = self.forms.get(key).and_then(|form| form["enum"].as_array()).cloned() else { return };
        let meanings = self.forms[key]["enumDescriptions"].as_array().cloned().unwrap_or_default();
        let value = self.shape(value);
        let property = |meaning: &Value| {
            let mut property = value.clone();
            if let Some(object) = property.as_object_mut() {
                object.insert("description".to_owned(), meaning.clone());
            }
            property
        };
        let properties = names
            .iter()
            .zip(&meanings)
            .filter_map(|(name, meaning)| Some((name.as_str()?.to_owned(), property(meaning))));
        schema["properties"] = Value::Object(properties.collect());
    }
}

fn merge(into: &mut Value, from: Value) {
    if let (Some(into), Value::Object(from)) = (into.as_object_mut(), from) {
        into.extend(from);
    }
}
