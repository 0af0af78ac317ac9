//! Who holds an area, for which components: the cells of the components in scope, gathered once for all controls.

use super::Asked;
use crate::matrix::{Cell, Holder, Matrix, Seller};
use crate::model::Basis;
use std::collections::{BTreeSet, HashMap};

/// Components for which the same hands hold an area.
#[derive(Debug, Clone)]
pub struct Holding {
    /// Who holds it.
    pub holder: Holder,
    /// Who holds the provider's part: those of a chain who hold it, or the one provider there is.
    pub sellers: Vec<Seller>,
    /// Whether they are others than the service's own provider alone.
    pub chained: bool,
    /// Who answers for the organisation's part, by owner id.
    pub owner: Option<String>,
    /// Who does it, by owner id.
    pub performed_by: Option<String>,
    /// The profiles of the components, by position.
    pub profiles: Vec<usize>,
    /// The components, by position, in order.
    pub components: Vec<usize>,
    /// Those of them for which no source says who holds it.
    pub judged: Vec<usize>,
    /// What shows that the organisation's duties are met, by id.
    pub evidence: Vec<String>,
}

type Key<'a> = (Holder, Vec<&'a Seller>, Option<&'a str>, Option<&'a str>);

/// The holdings of every area, in the order of the areas.
pub(super) fn holdings(
    matrix: &Matrix,
    components: &[usize],
    areas: usize,
    asked: Option<&Asked>,
) -> Vec<Vec<Holding>> {
    let within: BTreeSet<usize> = components.iter().copied().collect();
    let mut holdings: Vec<Vec<Holding>> = vec![Vec::new(); areas];
    let mut known: Vec<HashMap<Key<'_>, usize>> = vec![HashMap::new(); areas];
    for (position, profile) in matrix.profiles.iter().enumerate() {
        let members: Vec<usize> = profile.components.iter().copied().filter(|at| within.contains(at)).collect();
        if members.is_empty() {
            continue;
        }
        for cell in profile.cells.iter().filter(|cell| concerns(cell, asked)) {
            let of_area = &mut holdings[cell.area];
            let held_by: Vec<&Seller> = cell.chain.iter().filter(|link| link.holds).map(|link| &link.seller).collect();
            let sellers = if held_by.is_empty() { vec![&*profile.seller] } else { held_by };
            let chained = sellers != [&*profile.seller];
            let key = (cell.holder, sellers.clone(), cell.owner.as_deref(), cell.performed_by.as_deref());
            let at = *known[cell.area].entry(key).or_insert_with(|| {
                of_area.push(Holding {
                    holder: cell.holder,
                    sellers: sellers.into_iter().cloned().collect(),
                    chained,
                    owner: cell.owner.clone(),
                    performed_by: cell.performed_by.clone(),
                    profiles: Vec::new(),
                    components: Vec::new(),
                    judged: Vec::new(),
                    evidence: Vec::new(),
                });
                of_area.len() - 1
            });
            let new = cell.evidence.iter().filter(|id| !of_area[at].evidence.contains(id)).cloned().collect::<Vec<_>>();
            of_area[at].evidence.extend(new);
            of_area[at].profiles.push(position);
            of_area[at].components.extend(&members);
            if cell.basis == Some(Basis::Judgement) {
                of_area[at].judged.extend(&members);
            }
        }
    }
    for holding in holdings.iter_mut().flatten() {
        holding.components.sort_unstable();
        holding.judged.sort_unstable();
    }
    holdings
}

/// Whether a cell is of those that are asked for.
fn concerns(cell: &Cell, asked: Option<&Asked>) -> bool {
    let Some(Asked::Owner(id)) = asked else { return true };
    let named = |owner: &Option<String>| owner.as_deref() == Some(id);
    matches!(cell.holder, Holder::Customer | Holder::Shared) && (named(&cell.owner) || named(&cell.performed_by))
}
