//! The view: plain data, sorted, counted and grouped, from which every document is set. The contract with templates;
//! `-f json` prints it. Keys are always there, `null` or `[]` until used, and a key's meaning never changes within one
//! version of the view.

use super::framework_view::{AttestationView, FrameworkView, PartyView, StatementView};
use super::ground::Ground;
use super::items::Items;
use crate::report::FindingView;
use schemars::JsonSchema;
use serde::Serialize;
use std::sync::Arc;

/// The version of the view.
pub const VERSION: u32 = 1;

/// Everything a document says.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct View {
    /// The version of this shape.
    pub view: u32,
    /// Whom it is for: `internal`, or `external`, without owners of the organisation, contacts, notes and evidence.
    pub audience: String,
    /// The owner, by id, whose duties and gaps alone are in `checklists` and `gaps`.
    pub owner: Option<String>,
    /// The responsibility model it was resolved with.
    pub model: ModelFacts,
    /// The architecture's own facts.
    pub architecture: ArchitectureFacts,
    /// The sections of the document, in order.
    pub sections: Vec<SectionView>,
    /// Layers, in order.
    pub layers: Vec<LayerView>,
    /// Areas, in order.
    pub areas: Vec<AreaView>,
    /// Sources that this document cites, numbered in the order of their first citation.
    pub sources: Vec<SourceView>,
    /// The providers at work, those included on which others' services are built.
    pub providers: Vec<ProviderView>,
    /// The editions they are read by, each once.
    pub editions: Vec<EditionInUse>,
    /// What components of one kind share.
    pub profiles: Items<ProfileView>,
    /// The components, in order.
    pub components: Items<ComponentView>,
    /// Distinct duties of both sides, the organisation's first.
    pub duties: Items<DutyView>,
    /// The organisation's duties by owner.
    pub checklists: Vec<ChecklistView>,
    /// What somebody has to decide.
    pub decisions: Vec<DecisionView>,
    /// Tables of areas against profiles, by group, at most six columns each.
    pub grids: Items<GridView>,
    /// Where the architecture departs from the model.
    pub departures: Items<DepartureView>,
    /// Cells that rest on the model's judgement, by area.
    pub judgements: Vec<JudgementView>,
    /// Sources that answer differently than a cell does.
    pub conflicts: Vec<ConflictView>,
    /// What the organisation keeps to show how duties are met, by id.
    pub evidence: Vec<EvidenceView>,
    /// What is missing before the document can be relied on, by kind.
    pub gaps: Vec<GapView>,
    /// Judgements that somebody has accepted.
    pub accepted: Vec<AcceptedView>,
    /// Findings that are allowed.
    pub allowed: Vec<AllowedView>,
    /// Numbers of cells and duties.
    pub counts: CountsView,
    /// The frameworks that the file uses, with their controls.
    pub frameworks: Vec<FrameworkView>,
    /// What each side does in the areas that controls draw on, in the order of areas.
    pub statements: Items<StatementView>,
    /// The sources that the statements cite; numbered as in `sources`.
    pub statement_sources: Vec<SourceView>,
    /// What providers can show of themselves.
    pub attestations: Vec<AttestationView>,
    /// Whose part alone the controls show; nothing where they show everybody's.
    pub only_for: Option<PartyView>,
    /// What was found in the file.
    pub findings: Vec<FindingView>,
    /// The grids without their rows.
    #[serde(skip)]
    pub(super) heads: Items<GridView>,
    /// Whether it is for readers outside the organisation.
    #[serde(skip)]
    pub(super) outside: bool,
    /// What the lists are made from.
    #[serde(skip)]
    pub(super) ground: Arc<Ground>,
}

/// The responsibility model's own version.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ModelFacts {
    /// The version.
    pub version: String,
    /// The day it was made.
    pub date: String,
}

/// The architecture's own facts.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ArchitectureFacts {
    /// Its id.
    pub id: String,
    /// The system's name.
    pub name: String,
    /// The organisation's full name.
    pub organisation: Option<String>,
    /// The name that duties and marks use for the organisation; "the customer" where it has none.
    pub customer: String,
    /// The document's version.
    pub version: Option<String>,
    /// Its date, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// `draft`, `approved`, or nothing.
    pub status: Option<String>,
    /// Who approved it.
    pub approval: Option<ApprovalView>,
    /// The digest of what an approval of it covers; in the JSON view.
    pub digest: Option<String>,
    /// Its number.
    pub number: Option<String>,
    /// How it may be passed on.
    pub handling: Option<String>,
    /// When it is to be reviewed, `YYYY-MM-DD`.
    pub next_review: Option<String>,
    /// What the system is: Markdown.
    pub summary: Option<String>,
    /// What the document leaves out.
    pub out_of_scope: Vec<String>,
    /// Further reading.
    pub links: Vec<LinkView>,
    /// The history of the document.
    pub revisions: Vec<RevisionView>,
    /// Who signs.
    pub sign_off: Vec<SignOffView>,
    /// Where data may be: Regions, countries, geographies.
    pub residency: Vec<String>,
    /// Classes of data.
    pub data_classes: Vec<DataClassView>,
    /// Accounts.
    pub accounts: Vec<AccountView>,
    /// Owners.
    pub owners: Vec<OwnerView>,
    /// Regions that components run in.
    pub regions: Vec<RegionView>,
    /// Components that name no Region, by where they run: `global`, `edge locations`, `none named`.
    pub without_region: Vec<WithoutRegionView>,
    /// Groups of components, in order.
    pub groups: Vec<GroupView>,
    /// The organisation's own customers, by name.
    pub downstream: Option<String>,
}

/// An approval.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ApprovalView {
    /// Who approved it.
    pub by: String,
    /// In which role.
    pub role: Option<String>,
    /// When, `YYYY-MM-DD`.
    pub date: String,
    /// The digest of what was approved.
    pub covers: String,
}

/// A link.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LinkView {
    /// Its text.
    pub title: String,
    /// Where it leads.
    pub address: String,
}

/// A version of the document.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RevisionView {
    /// The version.
    pub version: String,
    /// Its date.
    pub date: String,
    /// Who made it.
    pub author: Option<String>,
    /// What changed.
    pub changes: String,
}

/// Who signs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SignOffView {
    /// The name of who signs.
    pub party: String,
    /// In which role.
    pub role: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// The day of the signature.
    pub date: Option<String>,
    /// What a provider that signs nothing has published instead.
    pub commitment: Option<CommitmentView>,
}

/// What a provider has published about its side.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CommitmentView {
    /// One sentence.
    pub text: String,
    /// Its sources.
    pub sources: Vec<String>,
    /// What stands in the place of a signature: "what it has published", "the agreement with it".
    pub instead: String,
}

/// A class of data.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DataClassView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// A remark.
    pub note: Option<String>,
    /// The components that hold it.
    pub components: Vec<String>,
}

/// An account.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AccountView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its number.
    pub number: Option<String>,
    /// The provider it is at.
    pub provider: Option<String>,
    /// Production, test and the like.
    pub environment: Option<String>,
    /// The components in it.
    pub components: Vec<String>,
}

/// A team or a third party.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OwnerView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How to reach it.
    pub contact: Option<String>,
    /// Whether it is outside the organisation.
    pub third_party: bool,
    /// The agreement with it.
    pub agreement: Option<AgreementView>,
    /// How many duties it answers for.
    pub answers_for: usize,
    /// How many duties it does.
    pub performs: usize,
}

/// An agreement with a third party.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AgreementView {
    /// Its title or number.
    pub title: String,
    /// Since when it holds.
    pub date: Option<String>,
    /// When it runs out.
    pub expires: Option<String>,
}

/// Something that shows how duties are met.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EvidenceView {
    /// Its id.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Where it lies: a path.
    pub file: Option<String>,
    /// Where it lies: a link.
    pub address: Option<String>,
    /// The day it is of.
    pub date: Option<String>,
    /// The last day on which it counts.
    pub expires: Option<String>,
    /// Who keeps it, by owner id.
    pub holder: Option<String>,
    /// The areas it is for.
    pub areas: Vec<String>,
    /// The components it is for.
    pub components: Vec<String>,
    /// The components in words.
    pub holds_for: String,
    /// The cells it is for.
    pub cells: Vec<String>,
}

/// A Region that components run in.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RegionView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// The country it stands in, ISO 3166, upper case.
    pub country: Option<String>,
    /// The components that run in it.
    pub components: Vec<String>,
}

/// Components that name no Region.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct WithoutRegionView {
    /// Where they run, in words.
    pub title: String,
    /// The components.
    pub components: Vec<String>,
}

/// A group of components.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GroupView {
    /// Its id; nothing for components without a group.
    pub id: Option<String>,
    /// Its heading.
    pub title: String,
    /// Its components.
    pub components: Vec<String>,
}

/// A group by name.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GroupHead {
    /// Its id; nothing for components without a group.
    pub id: Option<String>,
    /// Its heading.
    pub title: String,
}

/// A section of the document.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SectionView {
    /// Its id, which is its anchor.
    pub id: String,
    /// Its number, from 1.
    pub number: usize,
    /// Its heading.
    pub title: String,
}

/// A layer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LayerView {
    /// Its id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Its areas.
    pub areas: Vec<String>,
}

/// An area.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AreaView {
    /// Its id.
    pub id: String,
    /// The layer it stands in.
    pub layer: String,
    /// Its heading.
    pub title: String,
    /// What it covers.
    pub definition: String,
}

/// A source.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SourceView {
    /// Its id in full: `provider/source`.
    pub id: String,
    /// The ids of other providers for the same page.
    pub also: Vec<String>,
    /// Its number in this document, from 1.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// Its address; nothing for an unpublished text.
    pub address: Option<String>,
    /// The date of the copy that was read: a year, a month or a day.
    pub copy: Option<String>,
    /// The day it was read.
    pub read: String,
    /// How it was read.
    pub note: Option<String>,
}

/// A provider at work.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProviderView {
    /// Its id; with a vendor, `saas/<vendor>`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The name that duties and marks use.
    pub short: String,
    /// There is no provider: the organisation runs it itself.
    pub self_run: bool,
    /// The short names of those on whose services its own are built.
    pub built_on: Vec<String>,
    /// The short names of those whose services are built on its own.
    pub carries: Vec<String>,
    /// The edition its model is read by; nothing where all its services are built on others'.
    pub edition: Option<EditionView>,
    /// Paragraphs for the reading guide.
    pub guide: Vec<GuideView>,
    /// Its components.
    pub components: Vec<String>,
    /// Its profiles, by id.
    pub profiles: Vec<String>,
    /// Cells that are the same for all its profiles; empty where it has one profile. Each carries the id of its first component.
    pub common: Vec<CellView>,
}

/// An edition of a provider's model.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EditionView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What text it is.
    pub summary: String,
    /// Its sources.
    pub sources: Vec<String>,
    /// Its categories.
    pub categories: Vec<CategoryView>,
    /// Components for whose service it has no category.
    pub unplaced: Vec<String>,
}

/// An edition in use.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct EditionInUse {
    /// The provider's id, without a vendor.
    pub provider: String,
    /// Whose part it is, as a heading: the provider's short name, a vendor's, or "The vendor" where they are several.
    pub heading: String,
    /// There is no provider: the organisation runs it itself.
    pub self_run: bool,
    /// The edition, with the components of all vendors.
    #[serde(flatten)]
    pub edition: EditionView,
    /// Paragraphs for the reading guide.
    pub guide: Vec<GuideView>,
}

/// A category of an edition.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CategoryView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Which services are meant.
    pub meaning: String,
    /// What the provider holds.
    pub provider: String,
    /// What the customer holds.
    pub customer: String,
    /// Its sources.
    pub sources: Vec<String>,
    /// The components placed in it.
    pub components: Vec<String>,
}

/// A paragraph of the reading guide.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GuideView {
    /// Its heading.
    pub title: String,
    /// The paragraph.
    pub text: String,
    /// Its sources.
    pub sources: Vec<String>,
}

/// What components of one kind share.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProfileView {
    /// The id of its first component.
    pub id: String,
    /// Its components.
    pub components: Vec<String>,
    /// The components in one line, for a heading: at most four, then how many more.
    pub label: String,
    /// The service.
    pub service: ServiceView,
    /// The variant.
    pub variant: Option<VariantView>,
    /// The category.
    pub category: Option<PlacementView>,
    /// The provider's id, as in `providers`.
    pub provider: String,
    /// There is no provider: the organisation runs it itself.
    pub self_run: bool,
    /// Its own cells: those that are not the same for all profiles of its provider. Each carries the id of its first component.
    pub cells: Vec<CellView>,
    /// How many cells each side holds, all cells included.
    pub counts: TallyView,
    /// Who holds the cells that a provider holds, by name.
    pub holders: Vec<HolderView>,
}

/// A provider, or providers together, and how many cells it holds.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct HolderView {
    /// The name.
    pub name: String,
    /// How many cells.
    pub cells: usize,
}

/// A service.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ServiceView {
    /// Its id in full.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub summary: Option<String>,
    /// A further party that does part of the provider's work.
    pub third_party: Option<String>,
    /// Services of other providers that it is built on, from the top down.
    pub built_on: Vec<BaseView>,
}

/// A service on which another is built.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BaseView {
    /// Its id in full.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The title of the variant it is run in.
    pub variant: Option<String>,
    /// The short name of who sells it.
    pub provider: String,
}

/// A variant.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct VariantView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it is this one.
    pub when: String,
}

/// Where a component is placed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlacementView {
    /// The category's id.
    pub id: String,
    /// The category's title.
    pub title: String,
    /// How well the placement is founded.
    pub basis: String,
    /// Its sources.
    pub sources: Vec<String>,
    /// The author's reason, where the author placed it.
    pub because: Option<String>,
}

/// A component.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ComponentView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The group it stands in.
    pub group: Option<String>,
    /// The service's id in full.
    pub service: String,
    /// The service's name.
    pub service_name: String,
    /// The variant's id.
    pub variant: Option<String>,
    /// The variant's title.
    pub variant_title: Option<String>,
    /// The category's id.
    pub category: Option<String>,
    /// The category's title.
    pub category_title: Option<String>,
    /// Its profile, by id.
    pub profile: String,
    /// Its provider, as in `providers`.
    pub provider: String,
    /// The account's id.
    pub account: Option<String>,
    /// `regional`, `global` or `edge`.
    pub scope: Option<String>,
    /// The Regions it runs in.
    pub regions: Vec<String>,
    /// The classes of data it holds, by id.
    pub data: Vec<String>,
    /// The names of many of one kind.
    pub instances: Vec<String>,
    /// A remark: inline Markdown.
    pub notes: Option<String>,
    /// How many cells each side holds.
    pub counts: TallyView,
    /// Its cells in full, in the JSON view; empty in templates, which have profiles.
    pub cells: Vec<CellView>,
}

/// A cell.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CellView {
    /// `component.area`. Cells that come with an opened profile have none: `profile.components[0] ~ "." ~ cell.area`.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schemars(required)]
    pub id: String,
    /// The area's id.
    pub area: String,
    /// `customer`, `shared`, `provider`, `not-applicable`, `undecided` or `unplaced`.
    pub party: String,
    /// The party in words: a short name, `shared`, `does not apply`, `undecided`, `unplaced`.
    pub holder: String,
    /// What the provider does; where there is a chain, what the last in it does.
    pub provider_duty: Option<String>,
    /// What the organisation does.
    pub customer_duty: Option<String>,
    /// What the organisation may do.
    pub option: Option<String>,
    /// The rule that decided: `component`, `architecture`, `variant`, `service`, `category` or `edition`.
    pub origin: Option<String>,
    /// `stated`, `derived`, `judgement` or `declared`.
    pub basis: Option<String>,
    /// Source ids in full.
    pub sources: Vec<String>,
    /// Why the author departs from the model.
    pub because: Option<String>,
    /// How it is done with this service, in the model's words: inline Markdown.
    pub guidance: Option<String>,
    /// A remark of the author's: inline Markdown.
    pub note: Option<String>,
    /// Why the area does not exist here.
    pub reason: Option<String>,
    /// Who answers for it, by owner id.
    pub owner: Option<String>,
    /// Who does the work, by owner id.
    pub performed_by: Option<String>,
    /// What each variant would answer.
    pub choices: Vec<ChoiceView>,
    /// Sources that answer differently.
    pub conflicts: Vec<CellConflictView>,
    /// Who does what for a service that is built on another's, the lowest first; empty where there is one provider.
    pub chain: Vec<LinkInChain>,
    /// How far the organisation's duty is met: `planned` or `implemented`, where the author says it.
    pub status: Option<String>,
    /// By when a planned duty is to be met, `YYYY-MM-DD`.
    pub due: Option<String>,
    /// What shows it, by id of `evidence`.
    pub evidence: Vec<String>,
    /// What the model says, where the author departs from it.
    pub departs_from: Option<DepartsView>,
}

/// What a variant would answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChoiceView {
    /// The variant's id.
    pub variant: String,
    /// The variant's title.
    pub title: String,
    /// Who would hold the area.
    pub party: String,
    /// The party in words.
    pub holder: String,
}

/// A source that answers differently.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CellConflictView {
    /// The source in full.
    pub source: String,
    /// Whom it names.
    pub party: Option<String>,
    /// The party in words.
    pub holder: Option<String>,
    /// What it says.
    pub note: String,
}

/// What one provider does in a cell of a service that is built on another's.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LinkInChain {
    /// The provider's short name.
    pub provider: String,
    /// What it does.
    pub duty: String,
    /// Its sources.
    pub sources: Vec<String>,
    /// Whether it holds the area, alone or with others; otherwise it only supplies something.
    pub holds: bool,
}

/// What the model says where the author says otherwise.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DepartsView {
    /// Who would hold it.
    pub party: String,
    /// The party in words.
    pub holder: String,
    /// The sources of that.
    pub sources: Vec<String>,
}

/// A duty, once, with all it holds for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DutyView {
    /// Its id: the first area and a digest.
    pub id: String,
    /// The sentence.
    pub text: String,
    /// `customer` or `provider`.
    pub side: String,
    /// Areas, in order.
    pub areas: Vec<String>,
    /// Components, in order.
    pub components: Vec<String>,
    /// The components in words: `all 12 components`, `api, database`.
    pub holds_for: String,
    /// Cells, in order.
    pub cells: Vec<String>,
    /// The row in which its first cell stands in full.
    pub row: String,
    /// Who answers for it, by owner id.
    pub owner: Option<String>,
    /// Who does it, by owner id.
    pub performed_by: Option<String>,
    /// How far it is met: `planned` or `implemented`, where the author says it.
    pub status: Option<String>,
    /// By when a planned duty is to be met, `YYYY-MM-DD`.
    pub due: Option<String>,
    /// What shows it, by id of `evidence`.
    pub evidence: Vec<String>,
}

/// The organisation's duties of one owner.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChecklistView {
    /// The owner's id; nothing for duties without one.
    pub owner: Option<String>,
    /// The owner's name.
    pub name: Option<String>,
    /// The components the list is about, where they are many and not all: its duties then hold for "all of this list".
    pub components: Vec<String>,
    /// Its duties, by area.
    pub duties: Items<DutyView>,
    /// Who else does some of them: name and how many.
    pub performers: Vec<PerformerView>,
}

/// Somebody who does some of an owner's duties.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PerformerView {
    /// The name.
    pub name: String,
    /// How many duties.
    pub duties: usize,
}

/// What somebody has to decide.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DecisionView {
    /// `undecided`, `unplaced`, `residency`, `owner`, `judgement`, `agreement`, `evidence` or `review`.
    pub kind: String,
    /// The first cell it is about; nothing where it is about a component.
    pub cell: Option<String>,
    /// The row in which that cell stands in full.
    pub row: Option<String>,
    /// What is to be decided, in full sentences.
    pub text: String,
    /// What there is to choose from.
    pub choices: Vec<ChoiceView>,
    /// The components it is about.
    pub components: Vec<String>,
    /// The areas it is about.
    pub areas: Vec<String>,
    /// Who decides, by owner id, where one owner holds all of it.
    pub owner: Option<String>,
}

/// Something that is missing, with all it is missing for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GapView {
    /// The code of the finding it is.
    pub code: String,
    /// What that means, in one sentence.
    pub meaning: String,
    /// What tells it apart from others of its kind: the name of an owner, the id of evidence.
    pub what: Option<String>,
    /// The day that has passed, `YYYY-MM-DD`.
    pub day: Option<String>,
    /// The components.
    pub components: Vec<String>,
    /// The components in words.
    pub holds_for: String,
    /// The areas.
    pub areas: Vec<String>,
    /// Who answers for them, by owner id.
    pub owner: Option<String>,
}

/// Judgements of the model that somebody has accepted.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AcceptedView {
    /// Who accepted them.
    pub by: String,
    /// When, `YYYY-MM-DD`.
    pub date: String,
    /// Why.
    pub because: String,
    /// The components.
    pub components: Vec<String>,
    /// The components in words.
    pub holds_for: String,
    /// The areas.
    pub areas: Vec<String>,
    /// The cells.
    pub cells: Vec<String>,
}

/// A finding that is allowed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct AllowedView {
    /// Its code.
    pub code: String,
    /// What that means, in one sentence.
    pub meaning: String,
    /// The components about which it is allowed; empty where it is for all.
    pub components: Vec<String>,
    /// Why.
    pub because: String,
    /// The last day on which it is allowed, `YYYY-MM-DD`.
    pub until: Option<String>,
}

/// A table of areas against profiles.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GridView {
    /// The group it belongs to, by name: `architecture.groups` has its components.
    pub group: GroupHead,
    /// Which table of the group it is, from 1.
    pub part: usize,
    /// How many tables the group has.
    pub parts: usize,
    /// Its columns.
    pub columns: Vec<ColumnView>,
    /// Its rows, by layer.
    pub layers: Vec<GridLayer>,
}

/// A column of a grid: the components of one profile that stand in the group.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ColumnView {
    /// The profile's id.
    pub profile: String,
    /// The components in the column.
    pub components: Vec<String>,
    /// The components in one line.
    pub label: String,
    /// The service's name.
    pub service: String,
    /// The variant's title.
    pub variant: Option<String>,
    /// The name of the service it is built on.
    pub built_on: Option<String>,
    /// The category's title.
    pub category: Option<String>,
    /// The titles of the classes of data.
    pub data: Vec<String>,
    /// Its marks in one look, a text a layer: each area's number in small digits, and the glyph of who holds it.
    pub strips: Vec<String>,
}

/// The rows of a layer.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GridLayer {
    /// The layer's id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Its rows.
    pub rows: Vec<GridRow>,
}

/// A row of a grid.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GridRow {
    /// The area's id.
    pub area: String,
    /// Its number among the areas, from 1.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// A mark for each column.
    pub marks: Vec<MarkView>,
}

/// A mark of a grid.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MarkView {
    /// The cell's id.
    pub cell: String,
    /// Who holds it.
    pub party: String,
    /// The word beside the glyph: a short name, `shared`, `undecided`, `unplaced`, `n/a`.
    pub word: String,
    /// Whether it departs from the model.
    pub departs: bool,
    /// Whether no source says it.
    pub judgement: bool,
    /// The row in which it stands in full: the id of the cell that stands for this one, of the first component that has it.
    pub row: String,
}

/// Where the architecture departs from the model.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DepartureView {
    /// `placement` or `cell`.
    pub kind: String,
    /// The area's id; nothing for a placement.
    pub area: Option<String>,
    /// The components it holds for.
    pub components: Vec<String>,
    /// The components in words.
    pub holds_for: String,
    /// What the model says: a party, or a category's title; nothing where the model places it nowhere.
    pub model: Option<String>,
    /// The sources of that.
    pub sources: Vec<String>,
    /// What the architecture says: a party, or a category's title.
    pub here: String,
    /// What the provider does here.
    pub provider_duty: Option<String>,
    /// What the organisation does here.
    pub customer_duty: Option<String>,
    /// The author's reason: inline Markdown.
    pub because: String,
    /// The provider's short name.
    pub provider: String,
}

/// Cells of one area that rest on the model's judgement.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct JudgementView {
    /// The area's id.
    pub area: String,
    /// Who holds it.
    pub party: String,
    /// The provider's short name.
    pub provider: String,
    /// The components it holds for.
    pub components: Vec<String>,
    /// The components in words.
    pub holds_for: String,
    /// Whether the organisation relies on the provider alone.
    pub relied_on: bool,
}

/// A source that answers differently than cells do.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ConflictView {
    /// The area's id.
    pub area: String,
    /// Who holds it here.
    pub party: String,
    /// The provider's short name.
    pub provider: String,
    /// The source that answers differently.
    pub source: String,
    /// Whom it names.
    pub other: Option<String>,
    /// Whom it names, in words.
    pub other_holder: Option<String>,
    /// What it says.
    pub note: String,
    /// The components it holds for.
    pub components: Vec<String>,
    /// The components in words.
    pub holds_for: String,
}

/// Numbers of cells and duties.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CountsView {
    /// All cells.
    pub total: TallyView,
    /// By layer.
    pub layers: Vec<NamedTally>,
    /// By component.
    pub components: Items<NamedTally>,
    /// Distinct duties of the organisation.
    pub customer_duties: usize,
    /// Distinct duties of providers.
    pub provider_duties: usize,
    /// Cells that rest on the model's judgement.
    pub judgements: usize,
    /// Cells that depart from the model.
    pub departures: usize,
}

/// Numbers of cells by holder.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TallyView {
    /// All cells.
    pub cells: usize,
    /// The organisation's.
    pub customer: usize,
    /// Shared.
    pub shared: usize,
    /// The provider's.
    pub provider: usize,
    /// Not applicable.
    pub not_applicable: usize,
    /// Undecided.
    pub undecided: usize,
    /// Unplaced.
    pub unplaced: usize,
}

/// Numbers with what they are of.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NamedTally {
    /// The id of what is counted.
    pub id: String,
    /// The numbers.
    #[serde(flatten)]
    pub tally: TallyView,
}
