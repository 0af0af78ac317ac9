//! A dialect: the sheet that a regime wants handed in, as data. Its columns, its words for the parties, its rows, and the
//! sides it can serve.

use super::Citation;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

crate::record! {
    /// A sheet in the words of a regime.
    #[derive(Serialize, Deserialize)]
    pub struct Dialect as "a dialect" {
        /// What the sheet is called.
        required name: String,
        /// What it is for, and what is left to be filled in by hand; one or two sentences.
        required summary: String,
        /// The name of the sheet in a workbook, at most 31 characters.
        required sheet: String,
        /// Texts that only this file cites, by id.
        optional define_sources: BTreeMap<String, Citation>,
        /// Ids of the texts that its headings and words come from.
        optional sources: Vec<String>,
        /// What its rows are.
        required rows: Option<DialectRows>,
        /// The frameworks it is for, by id; with rows of controls or parts.
        optional frameworks: Vec<String>,
        /// The sides it cannot serve, with the reason.
        optional refused: BTreeMap<String, String>,
        /// Its words for who holds a row: the first whose facts hold.
        optional words: Vec<DialectWord>,
        /// Its columns, in order.
        required columns: Vec<DialectColumn>,
    }
}

crate::words! {
    /// What the rows of a sheet are.
    pub enum DialectRows {
        /// A control each.
        Controls = "controls",
        /// A part of a control each, or the control where it has none.
        Parts = "parts",
        /// A control each, of those that leave something to the organisation's own customers.
        Downstream = "downstream",
        /// A duty each, of either side.
        Duties = "duties",
    }
}

crate::record! {
    /// A word for who holds a row, and the facts of which all, any or none must hold.
    #[derive(Serialize, Deserialize)]
    pub struct DialectWord as "a word" {
        /// The word; nothing where the cell is left empty.
        optional word: String,
        /// Facts that must all hold.
        optional all: Vec<RowFact>,
        /// Facts of which one must hold.
        optional any: Vec<RowFact>,
        /// Facts of which none may hold.
        optional none: Vec<RowFact>,
    }
}

crate::record! {
    /// A column: what it shows, or a mark where facts hold. One that has neither is left empty, to be filled in by hand.
    #[derive(Serialize, Deserialize)]
    pub struct DialectColumn as "a column" {
        /// Its heading, exactly as the regime writes it.
        required heading: String,
        /// A heading above it, which its neighbours share.
        optional group: Option<String>,
        /// How wide it is shown.
        optional width: Option<DialectWidth>,
        /// What it shows, each on lines of its own.
        optional show: Vec<RowField>,
        /// A mark where the facts hold.
        optional mark: Option<String>,
        /// Facts that must all hold.
        optional all: Vec<RowFact>,
        /// Facts of which one must hold.
        optional any: Vec<RowFact>,
        /// Facts of which none may hold.
        optional none: Vec<RowFact>,
    }
}

crate::words! {
    /// How wide a column is shown.
    pub enum DialectWidth {
        /// Ids and marks.
        Narrow = "narrow",
        /// Names.
        Middle = "middle",
        /// Sentences.
        Wide = "wide",
    }
}

impl DialectWidth {
    /// In characters.
    pub fn characters(self) -> u16 {
        match self {
            Self::Narrow => 14,
            Self::Middle => 28,
            Self::Wide => 64,
        }
    }
}

crate::words! {
    /// What may hold of a row.
    pub enum RowFact {
        /// A provider or vendor takes part.
        Provider = "provider",
        /// The organisation takes part.
        Organisation = "organisation",
        /// A third party of the organisation's takes part.
        ThirdParty = "third-party",
        /// The organisation's own customers have a duty in it.
        Downstream = "downstream",
        /// No area has a part in it: it is the organisation's own.
        Own = "own",
        /// It asks for a policy and procedures.
        Policy = "policy",
        /// It is inherited.
        Inherited = "inherited",
        /// Attestations cover all that providers do for it.
        Attested = "attested",
        /// It does not apply.
        NotApplicable = "not-applicable",
        /// Somebody has to decide who holds it.
        Undecided = "undecided",
        /// Evidence is kept for an area of it.
        Evidence = "evidence",
        /// A duty of the organisation's in it is implemented, with evidence.
        Implemented = "implemented",
        /// A duty of the organisation's in it is planned.
        Planned = "planned",
        /// A duty of the organisation's in it has no status, or no evidence.
        Unstated = "unstated",
    }
}

crate::words! {
    /// What a column may show of a row.
    pub enum RowField {
        /// The control's or the part's id; the duty's.
        Id = "id",
        /// The id of the control.
        Control = "control",
        /// The id of the part alone.
        Part = "part",
        /// The id of the group.
        Group = "group",
        /// The title of the group, or its id.
        GroupTitle = "group-title",
        /// The title, where it may be shown.
        Title = "title",
        /// The name of the framework.
        Framework = "framework",
        /// The dialect's word for who holds it.
        Word = "word",
        /// Who takes part, by name.
        Who = "who",
        /// The providers that take part, by name.
        Providers = "providers",
        /// The organisation and its third parties that take part, by name.
        Organisation = "organisation",
        /// The organisation's third parties that take part, by name.
        ThirdParties = "third-parties",
        /// Who answers for a duty.
        Accountable = "accountable",
        /// Who does a duty.
        Responsible = "responsible",
        /// The services of the components in scope that have a part in it.
        Services = "services",
        /// The components, in words.
        Components = "components",
        /// The areas.
        Areas = "areas",
        /// Who holds which areas, a party a line.
        Holders = "holders",
        /// What the organisation and its providers hold for the organisation's own customers, a party a line; only where
        /// these have a part.
        Inherited = "inherited-from-us",
        /// What providers do, a duty a line.
        ProviderDuties = "provider-duties",
        /// What the organisation does, a duty a line.
        OrganisationDuties = "organisation-duties",
        /// What the organisation's own customers do, a duty a line.
        DownstreamDuties = "downstream-duties",
        /// The text of a duty.
        Text = "text",
        /// The attestations of the providers that take part, with their dates.
        Attestations = "attestations",
        /// What shows that it is met.
        Evidence = "evidence",
        /// Why it does not apply, or why no area has a part in it.
        Reason = "reason",
        /// What is open: undecided cells, components without an attestation.
        Open = "open",
        /// What the providers' parts rest on.
        Sources = "sources",
    }
}

/// Whether facts hold, as a word or a column asks for them.
pub fn holds(all: &[RowFact], any: &[RowFact], none: &[RowFact], facts: &[RowFact]) -> bool {
    let has = |fact: &RowFact| facts.contains(fact);
    all.iter().all(has) && (any.is_empty() || any.iter().any(has)) && !none.iter().any(has)
}

impl Dialect {
    /// Its word for a row of which facts hold.
    pub fn word(&self, facts: &[RowFact]) -> &str {
        let said = self.words.iter().find(|word| holds(&word.all, &word.any, &word.none, facts));
        said.map_or("", |word| word.word.as_str())
    }
}
