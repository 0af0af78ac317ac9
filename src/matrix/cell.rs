//! A cell: who holds one area for one component, what each side does, and what that rests on.

use super::chosen::Seller;
use super::profile::listing;
use crate::architecture::Progress;
use crate::model::{Basis, Party};

/// Who holds an area; or honestly, that nobody can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// The organisation.
    Customer,
    /// Both, each with a duty.
    Shared,
    /// The provider.
    Provider,
    /// The area does not exist for this component.
    NotApplicable,
    /// A variant has to be chosen first.
    Undecided,
    /// The edition has no category for the service.
    Unplaced,
}

impl Holder {
    /// All, in the order they are counted in.
    pub const ALL: [Self; 6] =
        [Self::Customer, Self::Shared, Self::Provider, Self::NotApplicable, Self::Undecided, Self::Unplaced];

    /// The word used in views.
    pub fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Shared => "shared",
            Self::Provider => "provider",
            Self::NotApplicable => "not-applicable",
            Self::Undecided => "undecided",
            Self::Unplaced => "unplaced",
        }
    }
}

impl From<Party> for Holder {
    fn from(party: Party) -> Self {
        match party {
            Party::Provider => Self::Provider,
            Party::Customer => Self::Customer,
            Party::Shared => Self::Shared,
        }
    }
}

/// Which rule decided who holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The component's own entry.
    Component,
    /// An entry for the whole architecture.
    Architecture,
    /// The variant of the service.
    Variant,
    /// The service.
    Service,
    /// The category the edition places the service in.
    Category,
    /// The edition, whatever the category.
    Edition,
}

impl Origin {
    /// The word used in views.
    pub fn word(self) -> &'static str {
        match self {
            Self::Component => "component",
            Self::Architecture => "architecture",
            Self::Variant => "variant",
            Self::Service => "service",
            Self::Category => "category",
            Self::Edition => "edition",
        }
    }
}

/// One area of one component, or of all components of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The area's position among the model's areas.
    pub area: usize,
    /// Who holds it.
    pub holder: Holder,
    /// What the provider does; where there is a chain, what the last in it does.
    pub provider_duty: Option<String>,
    /// What the organisation does. Only where it holds the area, alone or shared.
    pub customer_duty: Option<String>,
    /// What the organisation may do.
    pub option: Option<String>,
    /// The rule that decided; absent where none could.
    pub origin: Option<Origin>,
    /// How well it is founded; absent where nothing was decided.
    pub basis: Option<Basis>,
    /// Sources in full (`provider/source`), in the order of weight.
    pub sources: Vec<String>,
    /// Why the author departs from the model.
    pub because: Option<String>,
    /// How it is done with this service, in the model's words.
    pub guidance: Option<String>,
    /// A remark of the author's.
    pub note: Option<String>,
    /// Why the area does not exist here.
    pub reason: Option<String>,
    /// Who answers for it, by owner id.
    pub owner: Option<String>,
    /// Who does the work, by owner id.
    pub performed_by: Option<String>,
    /// How far the organisation's duty is met.
    pub status: Option<Progress>,
    /// By when it is to be met.
    pub due: Option<String>,
    /// What shows it, by id.
    pub evidence: Vec<String>,
    /// What each variant would answer, where one has to be chosen.
    pub choices: Vec<Choice>,
    /// Sources that answer differently.
    pub conflicts: Vec<CellConflict>,
    /// Who does what for a service that is built on another's, the lowest first; empty where there is one provider.
    pub chain: Vec<Link>,
    /// What the model says, where the author departs from it.
    pub departs_from: Option<Departure>,
}

impl Cell {
    /// Whether somebody is said to hold it on judgement alone.
    pub fn is_judgement(&self) -> bool {
        self.basis == Some(Basis::Judgement) && self.holder != Holder::NotApplicable
    }

    /// Whether the organisation has a part in it, or may have.
    pub fn concerns_customer(&self) -> bool {
        matches!(self.holder, Holder::Customer | Holder::Shared | Holder::Undecided | Holder::Unplaced)
    }

    /// Those in the chain who hold the area, alone or with the organisation, by name; nothing where no chain says it.
    pub fn held_by(&self) -> Option<String> {
        let names: Vec<&str> = self.chain.iter().filter(|link| link.holds).map(|link| link.name.as_str()).collect();
        (!names.is_empty()).then(|| listing(&names))
    }
}

/// What one provider does in a cell of a service that is built on another's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Who does it.
    pub seller: Seller,
    /// Its name in duties.
    pub name: String,
    /// What is done.
    pub duty: String,
    /// Sources of that, in full.
    pub sources: Vec<String>,
    /// Whether the area is held by it, alone or with others; otherwise it only supplies something.
    pub holds: bool,
}

/// What a variant would answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The variant's id.
    pub variant: String,
    /// The variant's title.
    pub title: String,
    /// Who would hold the area.
    pub holder: Holder,
    /// The name of the provider that would, alone or with the organisation.
    pub provider: Option<String>,
}

/// A source that answers differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellConflict {
    /// The source in full.
    pub source: String,
    /// Whom it names.
    pub party: Option<Party>,
    /// The name of the provider that is meant, where a chain has several.
    pub provider: Option<String>,
    /// What it says.
    pub note: String,
}

/// What the model says where the author says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    /// Who would hold it.
    pub holder: Holder,
    /// The provider that would, by name, where a chain says which.
    pub provider: Option<String>,
    /// The sources of that, in full.
    pub sources: Vec<String>,
}
