//! A framework: the controls a regime asks for, and the areas each of them draws on. A mapping is a draft of the model's
//! own, "related"; how a control is decided is `controls`' affair.

use super::Citation;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

crate::record! {
    /// A catalogue of controls, mapped to areas.
    #[derive(Serialize, Deserialize)]
    pub struct Framework as "a framework" {
        /// Its full name.
        required name: String,
        /// The name that documents use.
        required short: String,
        /// The version of it that is mapped. Quote it.
        required version: String,
        /// Who publishes it.
        required publisher: String,
        /// What of it may be shown, one sentence.
        required licence: String,
        /// What it is, one or two sentences.
        optional summary: Option<String>,
        /// How far the mapping has come.
        required status: Option<MappingStatus>,
        /// How a part is written behind its control, with `{part}` in it; `({part})` where nothing is written.
        optional part_form: Option<String>,
        /// Texts that only this file cites, by id.
        optional define_sources: BTreeMap<String, Citation>,
        /// Ids of the texts that controls and titles come from.
        required sources: Vec<String>,
        /// Groups of controls, in the framework's order.
        required groups: Vec<ControlGroup>,
        /// Named selections of controls, by id.
        optional profiles: BTreeMap<String, ControlProfile>,
        /// Every control, in the framework's order.
        required controls: Vec<Control>,
        /// Controls that were withdrawn, by id, with what became of them.
        optional withdrawn: BTreeMap<String, String>,
    }
}

crate::words! {
    /// How far a mapping has come.
    pub enum MappingStatus {
        /// Nobody outside has reviewed it.
        Draft = "draft",
    }
}

crate::record! {
    /// A group of controls.
    #[derive(Serialize, Deserialize)]
    pub struct ControlGroup as "a group of controls" {
        /// Its id, as the framework prints it.
        required id: String,
        /// Its title; absent where the licence does not let it be shown.
        optional title: Option<String>,
    }
}

crate::record! {
    /// A named selection of controls.
    #[derive(Serialize, Deserialize)]
    pub struct ControlProfile as "a profile" {
        /// Its title.
        required title: String,
        /// Ids of sources.
        optional sources: Vec<String>,
        /// The controls in it.
        required controls: Vec<String>,
    }
}

crate::record! {
    /// A control, and the areas it draws on.
    #[derive(Serialize, Deserialize)]
    pub struct Control as "a control" {
        /// Its id, exactly as the framework prints it.
        required id: String,
        /// The group it stands in.
        required group: String,
        /// Its title; absent where the licence does not let it be shown.
        optional title: Option<String>,
        /// The parts of its statement that a regime asks for one by one.
        optional parts: Vec<String>,
        /// A control that asks for a policy and procedures: it is never inherited.
        optional policy: bool,
        /// Whether what a provider attests can cover it whole.
        optional inheritable: bool,
        /// Why these areas, or why it can be inherited, one sentence.
        optional because: Option<String>,
        /// Areas it is about.
        optional high: Vec<String>,
        /// Areas that are a large part of it.
        optional medium: Vec<String>,
        /// Areas it touches.
        optional low: Vec<String>,
        /// Why no area has a part in it: it is the organisation's own.
        optional own: Option<String>,
    }
}

impl Control {
    /// Whether it names areas of its own.
    pub fn has_areas(&self) -> bool {
        !(self.high.is_empty() && self.medium.is_empty() && self.low.is_empty())
    }

    /// The id of the control it enhances: the id before the bracket.
    pub fn base(&self) -> Option<&str> {
        self.id.split_once('(').map(|(base, _)| base.trim_end())
    }
}

impl Framework {
    /// Where each control stands, by its id.
    pub fn positions(&self) -> BTreeMap<&str, usize> {
        self.controls.iter().enumerate().map(|(at, control)| (control.id.as_str(), at)).collect()
    }

    /// A part of a control, as the framework prints it: `AC-2(a)`.
    pub fn part(&self, control: &str, part: &str) -> String {
        format!("{control}{}", self.part_form.as_deref().unwrap_or("({part})").replace("{part}", part))
    }
}
