//! The part of the view that is about frameworks: their controls, who holds them, and what each side does in the areas
//! that they draw on. Like the rest of the view a contract with templates.

use super::items::Items;
use super::view::SourceView;
use schemars::JsonSchema;
use serde::Serialize;

/// A framework that the file uses, or a profile of one.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FrameworkView {
    /// The framework's id, with the profile's where one is used: `framework/profile`.
    pub id: String,
    /// Its number in the document, from 1; the anchors of its controls begin with it.
    pub number: usize,
    /// Its full name.
    pub name: String,
    /// The name that documents use.
    pub short: String,
    /// The version that is mapped.
    pub version: String,
    /// The profile's title.
    pub profile: Option<String>,
    /// Who publishes it.
    pub publisher: String,
    /// What of it may be shown.
    pub licence: String,
    /// What it is.
    pub summary: Option<String>,
    /// How far the mapping has come: `draft`.
    pub status: Option<String>,
    /// `consumer`: what the providers do for the organisation. `offering`: what the organisation does for its own customers.
    pub side: String,
    /// The organisation's own customers; only in an offering.
    pub downstream: Option<String>,
    /// The texts that controls and titles come from.
    pub sources: Vec<TextView>,
    /// The catalogue of the user's own that gave titles and texts.
    pub catalog: Option<CatalogView>,
    /// The titles of the classes of data it is limited to.
    pub data: Vec<String>,
    /// The components in scope.
    pub components: Vec<String>,
    /// The components in scope in words.
    pub holds_for: String,
    /// The components that are out of scope by what they hold.
    pub left_out: Vec<String>,
    /// Those of them that do not say what they hold.
    pub left_out_undeclared: Vec<String>,
    /// Numbers of controls.
    pub counts: ControlCounts,
    /// Controls in which the third party that the document is about has no part.
    pub without_part: Vec<String>,
    /// The controls, in the framework's order.
    pub controls: Items<ControlView>,
    /// The same without the components of each side by id.
    #[serde(skip)]
    pub(super) in_brief: Items<ControlView>,
}

/// A text that a framework's controls come from.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TextView {
    /// Its title.
    pub title: String,
    /// Its address; nothing for an unpublished text.
    pub address: Option<String>,
    /// The date of the copy that was read.
    pub copy: Option<String>,
    /// The day it was read.
    pub read: String,
    /// How it was read.
    pub note: Option<String>,
}

/// A catalogue of the user's own.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CatalogView {
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: Option<String>,
}

/// Numbers of controls by result.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct ControlCounts {
    /// All.
    pub controls: usize,
    /// Parts of them that are asked for one by one.
    pub parts: usize,
    /// The organisation's.
    pub organisation: usize,
    /// Several sides'.
    pub shared: usize,
    /// Supported by providers.
    pub supported: usize,
    /// Inherited from providers.
    pub inherited: usize,
    /// The organisation's own, in which no area has a part.
    pub own: usize,
    /// That do not apply.
    pub not_applicable: usize,
    /// Undecided.
    pub undecided: usize,
}

/// A control.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ControlView {
    /// Its id, as the framework prints it.
    pub id: String,
    /// What links to it lead to: the number of its framework and its id in lower case, `1.ac-2.1`.
    pub anchor: String,
    /// The id of its group.
    pub group: String,
    /// The title of its group.
    pub group_title: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its text, from a catalogue of the user's own.
    pub text: Option<String>,
    /// The parts that are asked for one by one; each is answered as the control is.
    pub parts: Vec<ControlPart>,
    /// `organisation`, `shared`, `supported`, `inherited`, `own`, `not-applicable` or `undecided`.
    pub result: String,
    /// Who takes part: providers and vendors, the organisation, third parties, the organisation's own customers.
    pub who: Vec<PartyView>,
    /// The same in words: `AWS, Okta and Harbourline`.
    pub who_words: String,
    /// Why it does not apply, or why no area has a part in it.
    pub reason: Option<String>,
    /// Why the mapping names these areas.
    pub because: Option<String>,
    /// Whether it asks for a policy and procedures, which are never inherited.
    pub policy: bool,
    /// The areas that decide it, the weightier first.
    pub areas: Vec<ControlArea>,
    /// Areas it touches, by id.
    pub related: Vec<String>,
    /// The components in scope, by who holds the areas that decide the control for them.
    pub components: Vec<ControlComponents>,
    /// What providers do: areas they hold, alone or with the organisation.
    pub provider: Vec<ControlShare>,
    /// What is left for the organisation: areas it holds, alone or with the provider.
    pub left: Vec<ControlShare>,
    /// What is left for the organisation's own customers: areas, by id.
    pub downstream: Vec<String>,
    /// The attestations that show it, by id; only where it is inherited.
    pub attestations: Vec<String>,
    /// Where it could be inherited and is not: the components that no attestation covers.
    pub not_covered: Vec<String>,
    /// What shows that duties in the areas that decide it are met, by id of `evidence`, which says for which components.
    pub evidence: Vec<String>,
}

/// A part of a control.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ControlPart {
    /// Its id, as the framework prints it: `AC-2(a)`.
    pub id: String,
    /// Its text, from a catalogue of the user's own.
    pub text: Option<String>,
    /// What shows that it is met; not used yet.
    pub evidence: Vec<String>,
}

/// Somebody who takes part in a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PartyView {
    /// `provider`, `organisation`, `third-party` or `downstream`.
    pub kind: String,
    /// The id of a provider, as in `providers`, or of an owner.
    pub id: Option<String>,
    /// The name.
    pub name: String,
}

/// An area that decides a control.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ControlArea {
    /// Its id.
    pub id: String,
    /// Its number among the areas, from 1.
    pub number: usize,
    /// `high` or `medium`.
    pub weight: String,
}

/// Components for which a control is held by the same party.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ControlComponents {
    /// `customer`, `shared`, `provider`, `not-applicable`, `undecided` or `unplaced`, over the areas that decide the control.
    pub party: String,
    /// The party in words.
    pub holder: String,
    /// The components.
    pub components: Vec<String>,
    /// The components in words.
    pub holds_for: String,
    /// The components in a few words, within the scope of the framework: `all but keys`, `13 components`; `all` for all.
    pub in_short: String,
}

/// Areas of a control that the same hands hold for the same components.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ControlShare {
    /// The areas, by id.
    pub areas: Vec<String>,
    /// Who holds them.
    pub holders: Vec<ShareHolder>,
}

/// Who holds areas of a control, for which components.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ShareHolder {
    /// Who: a provider's name, or the owner's; the organisation's where no owner is named.
    pub name: String,
    /// Who does it, by name, where that is another.
    pub performed_by: Option<String>,
    /// The components.
    pub components: Vec<String>,
    /// The components in words.
    pub holds_for: String,
    /// The components in a few words, within the scope of the framework: `all but keys`, `13 components`; `all` for all.
    pub in_short: String,
    /// Whether for some of them no source says so.
    pub judgement: bool,
}

/// What each side does in an area that controls draw on.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StatementView {
    /// The area's id.
    pub area: String,
    /// Its number among the areas, from 1.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// What it covers.
    pub definition: String,
    /// Who holds it, for which components.
    pub holders: Vec<HolderView>,
    /// What providers do.
    pub provider: Vec<StatedDuty>,
    /// What the organisation does.
    pub organisation: Vec<StatedDuty>,
    /// What the organisation's own customers do.
    pub downstream: Option<String>,
    /// What the holders rest on: source ids in full.
    pub sources: Vec<String>,
}

/// Who holds an area, for which components.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HolderView {
    /// `customer`, `shared`, `provider`, `not-applicable`, `undecided` or `unplaced`.
    pub party: String,
    /// The party in words.
    pub holder: String,
    /// Who answers for the organisation's part, by name.
    pub owner: Option<String>,
    /// Who does it, by name, where that is another.
    pub performed_by: Option<String>,
    /// The components.
    pub components: Vec<String>,
    /// The components in words.
    pub holds_for: String,
    /// Those of them for which no source says so, in words.
    pub judgement: Option<String>,
}

/// A duty in an area.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StatedDuty {
    /// The duty's id, as in `duties`.
    pub id: String,
    /// The sentence.
    pub text: String,
    /// Who: a provider's name, or the owner's; the organisation's where no owner is named.
    pub name: String,
    /// Who does it, by name, where that is another.
    pub performed_by: Option<String>,
    /// How far it is met: `planned` or `implemented`.
    pub status: Option<String>,
    /// By when it is to be met.
    pub due: Option<String>,
    /// What shows it, by id of `evidence`.
    pub evidence: Vec<String>,
    /// The components in words.
    pub holds_for: String,
    /// The first cell it stands in, as component and area.
    pub cell: String,
}

/// What a provider can show of itself.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AttestationView {
    /// Its id.
    pub id: String,
    /// The provider's short name.
    pub provider: String,
    /// What it is.
    pub scheme: String,
    /// Where it is found.
    pub reference: String,
    /// The frameworks it is about.
    pub frameworks: Vec<String>,
    /// The services it is limited to.
    pub services: Vec<String>,
    /// The Regions it is limited to.
    pub regions: Vec<String>,
    /// The day it was given.
    pub date: String,
    /// When it runs out.
    pub expires: Option<String>,
    /// Whether it holds on the document's date.
    pub holds: bool,
    /// The components it covers.
    pub components: Vec<String>,
    /// The components it covers, in words; nothing where it covers none.
    pub holds_for: Option<String>,
}

/// The frameworks of a view, and what belongs to them.
#[derive(Debug, Clone)]
pub(super) struct Parts {
    pub(super) frameworks: Vec<FrameworkView>,
    pub(super) statements: Items<StatementView>,
    pub(super) statement_sources: Vec<SourceView>,
    pub(super) attestations: Vec<AttestationView>,
    pub(super) only_for: Option<PartyView>,
}
