//! Who holds an area, for which components: the cells of the components in scope, gathered once for all controls.

use super::Asked;
use crate::matrix::{Cell, Holder, Matrix, Seller};
use crate::model::Basis;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Components for which the same hands hold an area.
#[derive(Debug, Clone)]
pub struct Holding {
    /// Who holds it.
    pub holder: Holder,
    /// Who does the provider's part.
    pub seller: Arc<Seller>,
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
}

type Key<'a> = (Holder, &'a Seller, Option<&'a str>, Option<&'a str>);

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
        let concerned = profile.cells.iter().filter(|cell| concerns(cell, asked));
        for (cell, seller) in
            concerned.flat_map(|cell| sellers(cell, &profile.seller).map(move |seller| (cell, seller)))
        {
            let of_area = &mut holdings[cell.area];
            let key = (cell.holder, seller, cell.owner.as_deref(), cell.performed_by.as_deref());
            let at = *known[cell.area].entry(key).or_insert_with(|| {
                of_area.push(Holding {
                    holder: cell.holder,
                    seller: Arc::new(seller.clone()),
                    owner: cell.owner.clone(),
                    performed_by: cell.performed_by.clone(),
                    profiles: Vec::new(),
                    components: Vec::new(),
                    judged: Vec::new(),
                });
                of_area.len() - 1
            });
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

/// Who does the provider's part of a cell: the profile's seller, or those in its chain that hold it.
fn sellers<'c>(cell: &'c Cell, seller: &'c Seller) -> impl Iterator<Item = &'c Seller> {
    let chain = cell.chain.iter().filter(|link| link.holds).map(|link| &link.seller);
    let alone = !cell.chain.iter().any(|link| link.holds);
    chain.chain(alone.then_some(seller))
}

/// Whether a cell is of those that are asked for.
fn concerns(cell: &Cell, asked: Option<&Asked>) -> bool {
    let Some(Asked::Owner(id)) = asked else { return true };
    let named = |owner: &Option<String>| owner.as_deref() == Some(id);
    matches!(cell.holder, Holder::Customer | Holder::Shared) && (named(&cell.owner) || named(&cell.performed_by))
}
