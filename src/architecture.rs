//! What the author wrote: the architecture file, typed, every value with its place. Nothing is looked up here: whether a
//! service or an owner exists is `matrix`'s question.

use crate::decode::{Decode, Selection, Shape};
use crate::finding::{Code, Findings};
use crate::form::{Date, Id, Text, is_framework_id, is_id, kebab};
use crate::include;
use crate::matrix::digest::is_digest;
use crate::model::Party;
use crate::source::{Source, Span};
use crate::yaml::{self, Kind, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

crate::form!(
    /// A service of the model, in full: `provider/service`.
    ServiceId, "service", "a service in full: a provider, a slash, a service, as in `provider/service`", is_service_id
);
crate::form!(
    /// A variant of the component's service.
    VariantId, "variant", "an id: lower case letters and digits, joined by single hyphens", is_id
);
crate::form!(
    /// An area of the model.
    AreaId, "area", "an id: lower case letters and digits, joined by single hyphens", is_id
);
crate::form!(
    /// A layer of the model.
    LayerId, "layer", "an id: lower case letters and digits, joined by single hyphens", is_id
);
crate::form!(
    /// A provider of the model.
    ProviderId, "provider", "an id: lower case letters and digits, joined by single hyphens", is_id
);
crate::form!(
    /// An edition of a provider's model.
    EditionId, "edition", "an id: lower case letters and digits, joined by single hyphens", is_id
);
crate::form!(
    /// A Region of a provider.
    RegionId, "region", "a Region of the provider, as `eu-central-1`; for a provider without Regions a country or a geography", is_place_id
);
crate::form!(
    /// A Region that an attestation covers, or `global`.
    CoveredRegion, "covered-region", "a Region of the provider, as `eu-central-1`, or `global`", is_place_id
);
crate::form!(
    /// A Region, a country or a geography in which data may stay.
    PlaceId, "residency", "a Region, a country (ISO 3166, as `de`) or a geography (as `eu`)", is_place_id
);
crate::form!(
    /// A framework of the model, or one of its profiles: `framework/profile`.
    FrameworkId, "framework", "a framework, or a framework, a slash and one of its profiles", is_framework_use
);
crate::form!(
    /// A control of a framework.
    ControlId, "control", "a control's id, as its framework prints it", |text| !text.trim().is_empty()
);
crate::form!(
    /// A YAML file, by its path from the architecture's folder.
    FilePath, "file", "a path to a YAML file from the folder of the architecture, as `evidence.yaml`", is_yaml_path
);
crate::form!(
    /// A view that was printed, by its path from the architecture's folder.
    ViewPath, "view", "a path to a JSON file from the folder of the architecture, as `approved.json`", is_json_path
);
crate::form!(
    /// A digest of what is approved.
    DigestText, "digest", "a digest as `onus check` prints it: `onus1:` and 32 digits", is_digest
);
crate::form!(
    /// The code of a finding.
    CodeId, "code", "the code of a finding; `onus list findings` prints all", is_code
);
crate::form!(
    /// A link: `https`, `http`, `mailto`, or relative to the document.
    Address, "address", "a link: https, http, mailto, or relative to the document", is_address
);

crate::record! {
    /// An architecture: the services a project chose, who owns what, and where it departs from the model.
    pub struct Architecture as "an architecture" {
        /// Files beside this one, or in folders below, with further keys of the architecture. A key stands in one of the files.
        optional include: Vec<FilePath>,
        /// Names the folder of the documents; made from the name when it is absent.
        optional id: Option<Id>,
        /// The system's name, the title of the documents.
        required name: Text,
        /// Whose system it is. Documents say this name; without it, "the customer".
        optional organisation: Option<Organisation>,
        /// The document's version. Quote it: "2.1".
        optional version: Option<Text>,
        /// The document's date. The program reads no clock.
        optional date: Option<Date>,
        /// `draft` or `approved`. A draft says so on every page.
        optional status: Option<Status>,
        /// Who approved the document, when, and what that covers. A document with `status: approved` needs it.
        optional approval: Option<Approval>,
        /// Judgements of the model that somebody has accepted. Every selector given must match.
        optional accepted: Vec<Acceptance>,
        /// Findings that are allowed, each with a reason.
        optional findings: Vec<Allowance>,
        /// Number, handling and next review of the document.
        optional document: Option<DocumentFacts>,
        /// What the system is, in Markdown: paragraphs, lists, emphasis, code, links.
        optional summary: Option<Text>,
        /// What this document leaves out.
        optional out_of_scope: Vec<Text>,
        /// Further reading: diagrams, the design review.
        optional links: Vec<Link>,
        /// The history of the document, newest first.
        optional revisions: Vec<Revision>,
        /// Who signs.
        optional sign_off: Vec<SignOff>,
        /// The edition of each provider's model, by provider; the provider's default otherwise.
        optional editions: BTreeMap<ProviderId, EditionId>,
        /// Where data may be: Regions, countries (ISO 3166) or geographies (`eu` is the Union).
        optional residency: Vec<PlaceId>,
        /// Classes of data, by id. The class `none` means no content of the customer's.
        optional data_classes: BTreeMap<Id, DataClass>,
        /// Accounts, subscriptions or projects, by id.
        optional accounts: BTreeMap<Id, Account>,
        /// Teams and third parties that hold duties, by id.
        optional owners: BTreeMap<Id, Owner>,
        /// A Backstage catalogue with further owners, by its path from this file: `../catalog-info.yaml`.
        optional owners_from: Option<FilePath>,
        /// What the organisation keeps to show how its duties are met, by id. It is named, never opened.
        optional evidence: BTreeMap<Id, Evidence>,
        /// Who owns and who performs which duties. Every selector given must match; the last rule that matches wins.
        optional assign: Vec<Assignment>,
        /// Any key of a component; a component's own key replaces it whole.
        optional defaults: Option<Defaults>,
        /// Order and headings of the components.
        optional groups: Vec<Id>,
        /// What holds for every component, by area: one entry, or a list of entries. `components` in an entry narrows it.
        optional responsibilities: BTreeMap<AreaId, Entries>,
        /// The frameworks whose controls the document `controls` decides.
        optional frameworks: Vec<FrameworkUse>,
        /// Who builds on this system: the organisation's own customers, for frameworks that are used `as: offering`.
        optional downstream: Option<Downstream>,
        /// What providers can show of themselves: without one that covers it, no control is inherited.
        optional attestations: Vec<Attestation>,
        /// The chosen services.
        required components: Vec<Component>,
    }
}

crate::record! {
    /// Whose system it is.
    pub struct Organisation as "the organisation" {
        /// The full, legal name.
        required name: Text,
        /// The name documents use after the first time.
        optional short: Option<Text>,
    }
}

crate::words! {
    /// Whether a document is approved.
    pub enum Status {
        /// Nobody has approved it.
        Draft = "draft",
        /// It is approved.
        Approved = "approved",
    }
}

crate::record! {
    /// An approval.
    pub struct Approval as "an approval" {
        /// Who approved it.
        required by: Text,
        /// In which role.
        optional role: Option<Text>,
        /// When.
        required date: Date,
        /// The digest of what was approved, as `onus check` prints it.
        required covers: DigestText,
        /// The view that was approved, as `onus render -f json` prints it: with it onus names what has changed since.
        optional view: Option<ViewPath>,
    }
}

crate::record! {
    /// Judgements of the model that somebody has accepted.
    pub struct Acceptance as "an acceptance" {
        /// Who accepts them.
        required by: Text,
        /// When.
        required date: Date,
        /// Why.
        required because: Text,
        /// Only in these areas.
        optional areas: Selection<AreaId>,
        /// Only in the areas of these layers.
        optional layers: Selection<LayerId>,
        /// Only of these groups.
        optional groups: Selection<Id>,
        /// Only of these components.
        optional components: Selection<Id>,
        /// Only of components with one of these classes of data.
        optional data: Selection<Id>,
        /// Only of services of these providers.
        optional providers: Selection<ProviderId>,
    }
}

crate::record! {
    /// A finding that is allowed.
    pub struct Allowance as "an allowance" {
        /// The finding's code. An error cannot be allowed.
        required code: CodeId,
        /// `true`.
        required allow: Option<bool>,
        /// Only about these components.
        optional components: Selection<Id>,
        /// Why.
        required because: Text,
        /// The last day on which it is allowed.
        optional until: Option<Date>,
    }
}

crate::record! {
    /// The document's own facts.
    pub struct DocumentFacts as "the document" {
        /// Its number in the organisation's register.
        optional number: Option<Text>,
        /// How it may be passed on, as "Confidential".
        optional handling: Option<Text>,
        /// When it is to be reviewed.
        optional next_review: Option<Date>,
    }
}

crate::record! {
    /// A link.
    pub struct Link as "a link" {
        /// Its text.
        required title: Text,
        /// Where it leads: https, http, mailto, or relative to the document.
        required address: Address,
    }
}

crate::record! {
    /// One version of the document.
    pub struct Revision as "a revision" {
        /// The version. Quote it: "2.1".
        required version: Text,
        /// Its date.
        required date: Date,
        /// Who made it.
        optional author: Option<Text>,
        /// What changed.
        required changes: Text,
    }
}

crate::record! {
    /// A line to sign on, or a provider that signs nothing.
    pub struct SignOff as "a sign-off" {
        /// Who signs: a name, or the id of an owner or a provider.
        required party: Text,
        /// In which role.
        optional role: Option<Text>,
        /// The person's name, when it is known.
        optional name: Option<Text>,
        /// The day of the signature.
        optional date: Option<Date>,
        /// `provider`: the provider signs nothing; its published commitment is printed.
        optional commitment: Option<CommitmentKind>,
    }
}

crate::words! {
    /// What stands in the place of a signature.
    pub enum CommitmentKind {
        /// The provider's published commitment.
        Provider = "provider",
    }
}

crate::record! {
    /// A class of data.
    pub struct DataClass as "a data class" {
        /// Its name.
        required title: Text,
        /// A remark.
        optional note: Option<Text>,
    }
}

crate::record! {
    /// An account, a subscription or a project at a provider.
    pub struct Account as "an account" {
        /// Its name.
        required title: Text,
        /// Its number. Quote it.
        optional number: Option<Text>,
        /// The provider it is at.
        optional provider: Option<ProviderId>,
        /// Production, test and the like.
        optional environment: Option<Text>,
    }
}

crate::record! {
    /// A team or a third party that holds duties.
    pub struct Owner as "an owner" {
        /// Its name.
        required name: Text,
        /// How to reach it.
        optional contact: Option<Text>,
        /// Whether it is outside the organisation, as a managed service provider is.
        optional third_party: bool,
        /// The agreement with a third party.
        optional agreement: Option<Agreement>,
    }
}

crate::record! {
    /// An agreement with a third party.
    pub struct Agreement as "an agreement" {
        /// Its title or number.
        required title: Text,
        /// Since when it holds.
        optional date: Option<Date>,
        /// When it runs out.
        optional expires: Option<Date>,
    }
}

crate::record! {
    /// Something that shows how duties are met.
    pub struct Evidence as "evidence" {
        /// What it is.
        required title: Text,
        /// Where it lies: a path.
        optional file: Option<Text>,
        /// Where it lies: https, http, mailto, or relative to the document.
        optional address: Option<Address>,
        /// The day it is of.
        optional date: Option<Date>,
        /// The last day on which it counts.
        optional expires: Option<Date>,
        /// Who keeps it: the id of an owner.
        optional holder: Option<Id>,
    }
}

crate::words! {
    /// How far a duty of the organisation's is met.
    pub enum Progress {
        /// It is not met yet; `due` says by when.
        Planned = "planned",
        /// It is met.
        Implemented = "implemented",
    }
}

crate::record! {
    /// Who owns and who performs the duties that the selectors match.
    pub struct Assignment as "an assignment" {
        /// Who answers for them.
        optional owner: Option<Id>,
        /// Who does the work; the owner otherwise.
        optional performed_by: Option<Id>,
        /// Only these areas.
        optional areas: Selection<AreaId>,
        /// Only the areas of these layers.
        optional layers: Selection<LayerId>,
        /// Only these groups.
        optional groups: Selection<Id>,
        /// Only these components.
        optional components: Selection<Id>,
        /// Only components with one of these classes of data.
        optional data: Selection<Id>,
        /// Only services of these providers.
        optional providers: Selection<ProviderId>,
    }
}

crate::record! {
    /// What a component has when it does not say otherwise.
    pub struct Defaults as "the defaults" {
        /// The group.
        optional group: Option<Id>,
        /// The variant.
        optional variant: Option<VariantId>,
        /// The account; it is left out where it belongs to another provider.
        optional account: Option<Id>,
        /// The Regions; those of another provider are left out.
        optional regions: Option<Vec<RegionId>>,
        /// The classes of data.
        optional data: Option<Vec<Id>>,
        /// A remark.
        optional notes: Option<Text>,
    }
}

crate::record! {
    /// A chosen service.
    pub struct Component as "a component" {
        /// Its id; row ids are made of it.
        required id: Id,
        /// The group it stands in.
        optional group: Option<Id>,
        /// Its name; the id otherwise.
        optional name: Option<Text>,
        /// The service, in full: `provider/service`.
        required service: ServiceId,
        /// A way to run the service that changes who does what.
        optional variant: Option<VariantId>,
        /// The names of many of one kind: one column, one chapter.
        optional instances: Vec<Text>,
        /// The account it runs in.
        optional account: Option<Id>,
        /// The Regions it runs in.
        optional regions: Option<Vec<RegionId>>,
        /// The classes of data it holds.
        optional data: Option<Vec<Id>>,
        /// A remark: one paragraph of Markdown.
        optional notes: Option<Text>,
        /// A category chosen by hand, where the edition has none for the service.
        optional placement: Option<HandPlacement>,
        /// Where it departs from the model, by area.
        optional responsibilities: BTreeMap<AreaId, Box<Entry>>,
    }
}

crate::record! {
    /// A category chosen by hand.
    pub struct HandPlacement as "a placement" {
        /// The category of the edition.
        required category: Id,
        /// Why.
        required because: Text,
    }
}

crate::record! {
    /// What the author says about one area.
    pub struct Entry as "an entry" {
        /// Who holds it; needs `because`, and with `shared` both duties.
        optional party: Option<Party>,
        /// Why it departs from the model.
        optional because: Option<Text>,
        /// What the provider does: third person.
        optional provider: Option<Text>,
        /// What the organisation does: imperative.
        optional customer: Option<Text>,
        /// What the organisation may do.
        optional option: Option<Text>,
        /// Why the area does not exist here.
        optional not_applicable: Option<Text>,
        /// A remark: one paragraph of Markdown.
        optional note: Option<Text>,
        /// Who answers for it.
        optional owner: Option<Id>,
        /// Who does the work.
        optional performed_by: Option<Id>,
        /// How far the organisation's duty is met.
        optional status: Option<Progress>,
        /// By when a planned duty is met.
        optional due: Option<Date>,
        /// What shows it, by id of the register `evidence`.
        optional evidence: Vec<Id>,
        /// Only these components; at the top level.
        optional components: Selection<Id>,
    }
}

crate::record! {
    /// A framework whose controls are decided.
    pub struct FrameworkUse as "a framework" {
        /// The framework, or a profile of it: `framework/profile`.
        required r#use: FrameworkId,
        /// The side the organisation stands on.
        required r#as: Option<Side>,
        /// Only components with one of these classes of data; the others are listed as left out.
        optional data: Selection<Id>,
        /// Only these controls.
        optional controls: Selection<ControlId>,
        /// As an offering, the controls in which `downstream` takes part; all that draw on an area of its duties otherwise.
        optional downstream: Selection<ControlId>,
        /// Controls that the organisation has found not to apply, with the reason.
        optional not_applicable: BTreeMap<ControlId, Text>,
    }
}

crate::words! {
    /// The side the organisation stands on.
    pub enum Side {
        /// The organisation consumes: the document says what its providers do for it.
        Consumer = "consumer",
        /// The organisation offers: customers of its own build on the system, and `downstream` says who they are.
        Offering = "offering",
    }
}

crate::record! {
    /// The organisation's own customers.
    pub struct Downstream as "the downstream customers" {
        /// What they are called, as "Agency customers".
        required name: Text,
        /// What is left for them, by area: imperative, one sentence.
        optional duties: BTreeMap<AreaId, Text>,
    }
}

crate::record! {
    /// What a provider can show of itself: a report or an authorisation by somebody else.
    pub struct Attestation as "an attestation" {
        /// Its id.
        required id: Id,
        /// The provider it is about.
        required provider: ProviderId,
        /// The frameworks whose controls it shows, or profiles of them.
        required frameworks: Selection<FrameworkId>,
        /// What it is, as "FedRAMP Moderate" or "PCI DSS AOC".
        required scheme: Text,
        /// Where it is found: its number, or the place it is kept in.
        required reference: Text,
        /// The day it was given.
        required date: Date,
        /// When it runs out.
        optional expires: Option<Date>,
        /// Only these services; needed where the provider stands for several vendors.
        optional services: Selection<ServiceId>,
        /// Only these Regions; `global` is for services that run in no single Region.
        optional regions: Selection<CoveredRegion>,
    }
}

/// One entry, or several that are narrowed to different components.
#[derive(Debug, Clone, Default)]
pub struct Entries(pub Vec<Entry>);

impl Decode for Entries {
    fn decode(node: &Node<'_>, what: &str, findings: &mut Findings) -> Option<Self> {
        match node.kind {
            Kind::List(_) => Vec::<Entry>::decode(node, what, findings).map(Self),
            _ => Entry::decode(node, what, findings).map(|entry| Self(vec![entry])),
        }
    }

    fn shape() -> Shape {
        Shape::Either(Box::new(Entry::shape()), Box::new(Shape::List(Box::new(Entry::shape()))))
    }
}

impl Entry {
    /// Whether it says who holds the area or what a side does: such an entry departs from the model.
    pub fn departs(&self) -> bool {
        self.party.is_some() || self.provider.is_some() || self.customer.is_some() || self.not_applicable.is_some()
    }

    /// Whether it says how far a duty is met, or what shows it.
    pub fn has_standing(&self) -> bool {
        self.status.is_some() || self.due.is_some() || !self.evidence.is_empty()
    }
}

impl Architecture {
    /// All entries: those for every component, and the components' own.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        let own = self.components.iter().flat_map(|component| component.responsibilities.values());
        self.responsibilities.values().flat_map(|entries| &entries.0).chain(own.map(|entry| &**entry))
    }

    /// The ids of all owners that it names.
    pub fn named_owners(&self) -> BTreeSet<String> {
        let hands = self.entries().flat_map(|entry| entry.owner.iter().chain(&entry.performed_by));
        let hands = hands.chain(self.assign.iter().flat_map(|rule| rule.owner.iter().chain(&rule.performed_by)));
        let hands = hands.chain(self.evidence.values().filter_map(|evidence| evidence.holder.as_ref()));
        hands.map(|id| id.to_string()).chain(self.sign_off.iter().map(|line| line.party.to_string())).collect()
    }

    /// The id that names its folder: as written, else made from the name.
    pub fn id(&self) -> String {
        self.id.as_ref().map_or_else(|| shortened(kebab(&self.name)), |id| id.to_string())
    }
}

/// An id that was made, cut at a hyphen where it is too long for the name of a folder.
fn shortened(mut id: String) -> String {
    const MOST: usize = 80;
    if id.len() > MOST {
        id.truncate(id[..MOST].rfind('-').unwrap_or(MOST));
    }
    id
}

/// Reads an architecture. All findings of the file are in the list; with an error among them the architecture is what
/// could be read, fit for further checks and for no document.
pub fn parse(source: &Arc<Source>, findings: &mut Findings) -> Option<Architecture> {
    let root = yaml::parse(source, findings)?;
    let included = include::read(&root, findings);
    decode(&include::join(root, &included, findings), findings)
}

/// Reads an architecture from a file's tree.
pub fn decode(node: &Node<'_>, findings: &mut Findings) -> Option<Architecture> {
    if !matches!(node.kind, Kind::Map(_)) {
        let place = Span { end: node.span.start + 1, ..node.span };
        let message = format!("an architecture is a map of keys, not {}", node.describe());
        findings.add_help(
            Code::WrongType,
            place,
            message,
            "begin with `name:` and `components:`; `onus init` writes one to start from",
        );
        return None;
    }
    let mut architecture = Architecture::decode(node, "architecture", findings)?;
    include::add_owners(&mut architecture, findings);
    if architecture.id().is_empty() && !architecture.name.is_empty() {
        let message = format!("no id can be made from the name `{}`", &*architecture.name);
        findings.add_help(
            Code::MissingField,
            architecture.name.span,
            message,
            "add `id:` with lower case letters, digits and hyphens",
        );
    }
    Some(architecture)
}

fn is_service_id(text: &str) -> bool {
    // A service without its provider is no service, but it can be told which is meant.
    is_id(text) || text.split_once('/').is_some_and(|(provider, service)| is_id(provider) && is_id(service))
}

fn is_framework_use(text: &str) -> bool {
    match text.split_once('/') {
        Some((framework, profile)) => is_framework_id(framework) && is_id(profile),
        None => is_framework_id(text),
    }
}

fn is_yaml_path(text: &str) -> bool {
    text.len() <= 1000 && (text.ends_with(".yaml") || text.ends_with(".yml"))
}

fn is_json_path(text: &str) -> bool {
    text.len() <= 1000 && text.ends_with(".json")
}

fn is_code(text: &str) -> bool {
    Code::ALL.iter().any(|code| code.word() == text)
}

fn is_place_id(text: &str) -> bool {
    is_id(&text.to_ascii_lowercase())
}

fn is_address(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let scheme = lower.split(['/', '?', '#']).next().unwrap_or("").split_once(':').map(|(scheme, _)| scheme);
    let plain = !text.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '\\'));
    plain && !text.starts_with("//") && scheme.is_none_or(|scheme| matches!(scheme, "https" | "http" | "mailto"))
}
