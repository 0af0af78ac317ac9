//! What changed between two architectures, or under two models: who holds what now, what each side does, and why. Two
//! views are compared, as they are printed, so that what is said here is what the documents say. Which of two things is
//! the cause is only said where the views show it; else both are named.

mod cause;
mod compare;
pub mod markdown;
pub mod side;
pub mod text;
pub mod what_if;

pub use compare::{Known, compare};
pub use side::Side;

use schemars::JsonSchema;
use serde::Serialize;

/// The version of [`Changes`] as JSON.
pub const VERSION: u32 = 1;

/// What changed. Lists are in the order of the new document. Keys are always there, `null` or `[]` until used.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Changes {
    /// The version of this shape.
    pub diff: u32,
    /// What was compared with `new`.
    pub old: Compared,
    /// What it is now.
    pub new: Compared,
    /// Numbers of what changed.
    pub counts: Counts,
    /// Cells that another party holds.
    pub moved: Vec<Change>,
    /// Cells of the same party with another owner or performer.
    pub owners: Vec<Change>,
    /// Cells of the same party in which a side has another duty.
    pub duties: Vec<Change>,
    /// Cells that say the same and rest on something else.
    pub basis: Vec<Change>,
    /// Components that are new.
    pub added: Vec<Arrival>,
    /// Components that are gone.
    pub removed: Vec<Arrival>,
    /// What else differs: the model, editions, and what was chosen for components.
    pub facts: Vec<Fact>,
}

/// One of the two that were compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Compared {
    /// The architecture's id.
    pub id: String,
    /// The system's name.
    pub name: String,
    /// The version of the responsibility model.
    pub model: String,
}

/// Numbers of what changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// Cells in `moved`.
    pub moved: usize,
    /// Cells in `owners`.
    pub owners: usize,
    /// Duties in `duties`, counted in every cell.
    pub duties: usize,
    /// Cells in `basis`.
    pub basis: usize,
    /// New components.
    pub added: usize,
    /// Components that are gone.
    pub removed: usize,
}

/// One change, with every cell that has it: each of the components in each of the areas.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Change {
    /// The components.
    pub components: Vec<String>,
    /// The areas, by id.
    pub areas: Vec<String>,
    /// The components in words.
    pub holds_for: String,
    /// The areas in words.
    pub about: String,
    /// Whose duty it is, `provider` or `customer`; only in `duties`.
    pub side: Option<String>,
    /// The name of that side; only in `duties`.
    pub whose: Option<String>,
    /// What it was.
    pub from: State,
    /// What it is.
    pub to: State,
    /// Why. Several where the two inputs do not show which of them it is.
    pub causes: Vec<Cause>,
}

/// What a cell says, as far as the change is about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct State {
    /// It in words; nothing where a side has no duty, or nothing was taken away or added.
    pub words: Option<String>,
    /// Who holds it; in `moved`.
    pub party: Option<String>,
    /// Who answers for it, by owner id; in `moved` and `owners`.
    pub owner: Option<String>,
    /// Who does the work, by owner id; in `moved` and `owners`.
    pub performed_by: Option<String>,
    /// `stated`, `derived`, `judgement` or `declared`; in `basis`, where it is not the same on both sides.
    pub basis: Option<String>,
    /// Ids, in full, of sources that the other side does not cite; in `basis`.
    pub sources: Vec<String>,
}

/// Why a cell changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, JsonSchema)]
pub struct Cause {
    /// `architecture` or `model`.
    pub of: String,
    /// `override`, `service`, `variant`, `placement`, `edition`, `group`, `data`, `owner`, `assignment`, `model` or `architecture`.
    pub what: String,
    /// It in words.
    pub words: String,
    /// What it was, where it has a name.
    pub from: Option<String>,
    /// What it is, where it has a name.
    pub to: Option<String>,
    /// The author's reason: inline Markdown.
    pub because: Option<String>,
}

/// Components that came or went and are alike.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Arrival {
    /// The components.
    pub components: Vec<String>,
    /// The components in words.
    pub holds_for: String,
    /// The service's id in full.
    pub service: String,
    /// The service's name.
    pub service_name: String,
    /// The variant's id.
    pub variant: Option<String>,
    /// Who holds how many cells of each.
    pub holders: Vec<Holding>,
}

/// How many cells of a component somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
pub struct Holding {
    /// `customer`, `shared`, `provider`, `not-applicable`, `undecided` or `unplaced`.
    pub party: String,
    /// Who that is.
    pub words: String,
    /// The number of cells.
    pub cells: usize,
}

/// Something beside the cells that differs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Fact {
    /// `model`, `organisation`, `edition`, `area`, `service`, `variant`, `placement`, `group`, `account`, `regions` or `data`.
    pub what: String,
    /// The components it is about, by id; empty where it is about none.
    pub components: Vec<String>,
    /// Whom or what it is about, in words.
    pub about: Option<String>,
    /// It in words.
    pub words: String,
    /// What it was.
    pub from: Option<String>,
    /// What it is.
    pub to: Option<String>,
}

impl Changes {
    /// Whether the two are the same.
    pub fn is_empty(&self) -> bool {
        let Self { moved, owners, duties, basis, added, removed, facts, .. } = self;
        [moved, owners, duties, basis].into_iter().all(Vec::is_empty)
            && added.is_empty()
            && removed.is_empty()
            && facts.is_empty()
    }

    /// The system's name; both where it is another.
    fn title(&self) -> String {
        match self.old.name == self.new.name {
            true => self.new.name.clone(),
            false => format!("{} to {}", self.old.name, self.new.name),
        }
    }

    /// How much changed, in one phrase.
    fn summary(&self) -> String {
        let Counts { moved, owners, duties, basis, added, removed } = self.counts;
        let all = [
            (moved, "cell moved", "cells moved"),
            (owners, "cell has another owner or performer", "cells have another owner or performer"),
            (duties, "duty changed", "duties changed"),
            (basis, "cell rests on something else", "cells rest on something else"),
            (added, "component added", "components added"),
            (removed, "component removed", "components removed"),
        ];
        let said: Vec<String> = all
            .into_iter()
            .filter(|(number, ..)| *number > 0)
            .map(|(number, one, many)| format!("{number} {}", if number == 1 { one } else { many }))
            .collect();
        match said.is_empty() {
            true => "nothing changed in who is responsible for what".to_owned(),
            false => said.join(", "),
        }
    }

    /// The changes of cells under their headings, moved parties first.
    fn sections(&self) -> [(&'static str, &[Change]); 4] {
        [
            ("Moved", &self.moved),
            ("Owners and performers", &self.owners),
            ("Duties", &self.duties),
            ("Basis and sources", &self.basis),
        ]
    }

    /// Components that came and went, under their headings.
    fn arrivals(&self) -> [(&'static str, &[Arrival]); 2] {
        [("Added", &self.added), ("Removed", &self.removed)]
    }
}

impl Arrival {
    /// The service, and the variant where there is one.
    fn chosen(&self) -> String {
        match &self.variant {
            Some(variant) => format!("{}, {variant}", self.service_name),
            None => self.service_name.clone(),
        }
    }

    /// Who holds how many cells, in one phrase.
    fn held(&self) -> String {
        let one = |holding: &Holding| format!("{} {}", holding.words, holding.cells);
        self.holders.iter().map(one).collect::<Vec<_>>().join("; ")
    }
}
