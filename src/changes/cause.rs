//! Why a cell changed. Each thing that differs is a possible cause; where the rule that decided the cell shows which it
//! was, that one is named alone, and else all that are possible.

use super::side::{Category, Cell, Component};
use super::{Cause, compare::Known};

/// A component on both sides, with what decides its cells.
pub(super) struct Pair<'s> {
    pub(super) old: &'s Component,
    pub(super) new: &'s Component,
    pub(super) categories: [Option<&'s Category>; 2],
    pub(super) editions: [Option<&'s str>; 2],
    pub(super) models: [&'s str; 2],
    pub(super) known: Known,
}

impl Cause {
    fn new(what: &str, [from, to]: [Option<&str>; 2]) -> Self {
        Self {
            of: if what == "model" { "model" } else { "architecture" }.to_owned(),
            what: what.to_owned(),
            words: difference(what, from, to),
            from: from.map(str::to_owned),
            to: to.map(str::to_owned),
            because: None,
        }
    }

    fn because(self, reason: Option<&String>) -> Self {
        Self { because: reason.cloned(), ..self }
    }
}

/// What was and what is, in words: `variant fargate to ec2`, `variant added: ec2`.
pub(super) fn difference(what: &str, from: Option<&str>, to: Option<&str>) -> String {
    let what = if what == "data" { "data classes" } else { what };
    match (from, to) {
        (Some(from), Some(to)) => format!("{what} {from} to {to}"),
        (None, Some(to)) => format!("{what} added: {to}"),
        (Some(from), None) => format!("{what} removed: {from}"),
        (None, None) => what.to_owned(),
    }
}

/// The category that the author placed a component in.
pub(super) fn by_hand(category: Option<&Category>) -> Option<&str> {
    category.filter(|category| category.because.is_some()).map(|category| category.id.as_str())
}

fn differing(ids: [Option<&str>; 2]) -> Option<[Option<&str>; 2]> {
    (ids[0] != ids[1]).then_some(ids)
}

impl Pair<'_> {
    /// Why who holds a cell, what a side does there, or what it rests on is not what it was.
    pub(super) fn of_cell(&self, old: &Cell, new: &Cell) -> Vec<Cause> {
        // Only an entry that names a party moves a cell.
        let moved = old.party != new.party;
        let overridden = |side: usize, cell: &Cell| authors(cell) || !moved && self.overridden(side, cell);
        let told = |what: &str, cell: &Cell| {
            let cause = Cause { words: format!("override {what}"), ..Cause::new("override", [None, None]) };
            vec![cause.because(cell.why())]
        };
        let both = [overridden(0, old), overridden(1, new)];
        let mut causes = match both {
            [false, true] => return told("added", new),
            [true, false] => return told("removed", old),
            [true, true] if old.why() != new.why() => return told("changed", new),
            [true, true] if !self.known.same_file => told("changed", new),
            _ => Vec::new(),
        };
        let origin = |words: &[&str]| {
            [old, new].iter().any(|cell| cell.origin.as_deref().is_some_and(|origin| words.contains(&origin)))
        };
        let open = |word: &str| [old, new].iter().any(|cell| cell.party == word);
        let placed_otherwise = {
            let [old, new] = self.categories.map(|category| category.map(|category| &category.id));
            old != new
        };
        let by_hand = differing(self.categories.map(by_hand));
        let service = differing([Some(&self.old.service), Some(&self.new.service)]);
        let variant = differing([self.old.variant.as_deref(), self.new.variant.as_deref()]);
        // Of another provider the edition is another anyway.
        let edition = differing(self.editions).filter(|_| self.old.provider == self.new.provider);
        let category = origin(&["category"]) || open("unplaced");
        let chosen = service.is_none() && (origin(&["variant"]) || open("undecided"));
        let place = placed_otherwise && edition.is_none() && by_hand.is_none();
        let possible = [
            ("service", service, origin(&["service", "variant"]) || placed_otherwise),
            ("variant", variant, chosen || place && category),
            ("placement", by_hand, category),
            ("edition", edition, category || origin(&["edition"])),
        ];
        let reason = |what: &str| {
            let because = self.categories[1].or(self.categories[0]).and_then(|category| category.because.as_ref());
            because.filter(|_| what == "placement")
        };
        for (what, ids, sure) in possible {
            let Some(ids) = ids else { continue };
            let cause = Cause::new(what, ids).because(reason(what));
            if sure && causes.is_empty() {
                return vec![cause];
            }
            causes.push(cause);
        }
        let [old_model, new_model] = self.models;
        if self.known.same_model.map_or(old_model != new_model, |same| !same) {
            causes.push(self.model());
        }
        if !causes.is_empty() {
            return causes;
        }
        match (both, self.known.same_model) {
            ([true, true], _) => told("changed", new),
            (_, Some(true)) => vec![Cause::new("architecture", [None, None])],
            // Nothing else differs, so it is the model, though its version is the same.
            _ => vec![self.model()],
        }
    }

    /// Why somebody else answers for a cell, or does the work.
    pub(super) fn of_hands(&self, old: &Cell, new: &Cell) -> Vec<Cause> {
        if old.owner == new.owner && old.performed_by == new.performed_by {
            return vec![Cause { words: "renamed".to_owned(), ..Cause::new("owner", [None, None]) }];
        }
        let mut causes = Vec::new();
        if self.old.group != self.new.group {
            causes.push(Cause::new("group", [self.old.group.as_deref(), self.new.group.as_deref()]));
        }
        if self.old.data != self.new.data {
            let [old, new] = [&self.old.data, &self.new.data].map(|data| data.join(", "));
            causes
                .push(Cause::new("data", [&old, &new].map(|data| Some(data.as_str()).filter(|data| !data.is_empty()))));
        }
        if self.old.provider != self.new.provider {
            causes.push(Cause::new("service", [Some(&self.old.service), Some(&self.new.service)]));
        }
        if causes.is_empty() || !self.known.same_file {
            causes.push(Cause::new("assignment", [None, None]));
        }
        causes
    }

    /// Whether an entry of the author's has a reason here, beside the reason for where the component is placed.
    fn overridden(&self, side: usize, cell: &Cell) -> bool {
        let placed = self.categories[side].and_then(|category| category.because.as_ref());
        cell.because.is_some() && cell.because.as_ref() != placed
    }

    /// The model as a cause: with its versions, where these tell it apart.
    fn model(&self) -> Cause {
        let [old, new] = self.models;
        Cause::new("model", if old == new { [None, None] } else { [Some(old), Some(new)] })
    }
}

/// Whether the author decided who holds a cell.
fn authors(cell: &Cell) -> bool {
    matches!(cell.origin.as_deref(), Some("component" | "architecture"))
}
