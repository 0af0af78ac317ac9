//! Controls of frameworks, decided from the matrix: who holds the areas a control draws on, for the components in scope.
//! Knows no template, and claims nothing: a control that only providers hold is *supported* by them, and *inherited* only
//! where its mapping allows that and an attestation covers every component.

pub mod catalog;
mod decide;
mod holding;

pub use catalog::Catalog;
pub use decide::{Decided, Outcome};
pub use holding::Holding;

use crate::architecture::{Architecture, Side};
use crate::form::kebab;
use crate::matrix::{Matrix, Profile, Seller, Used};
use crate::model::Areas;
use std::collections::BTreeSet;

/// One framework that the file uses, decided.
#[derive(Debug)]
pub struct Chapter {
    /// Its position among the matrix's frameworks.
    pub used: usize,
    /// The components in scope, by position.
    pub components: Vec<usize>,
    /// The components that are out of scope.
    pub left_out: Vec<usize>,
    /// Who holds each area, in the order of the areas.
    pub holdings: Vec<Vec<Holding>>,
    /// The controls, in the framework's order.
    pub controls: Vec<Decided>,
    /// Controls in which the third party that was asked for has no part, by position in the framework.
    pub without_part: Vec<usize>,
}

/// Whose part alone is asked for: a provider's or a vendor's, or a third party's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// A provider, or a vendor of one: only its components.
    Seller(Seller),
    /// A third party, by owner id: only what it answers for or does.
    Owner(String),
}

/// The frameworks that the file uses, decided.
pub fn chapters(architecture: &Architecture, matrix: &Matrix, areas: &Areas, asked: Option<&Asked>) -> Vec<Chapter> {
    let chapter = |(at, used): (usize, &Used)| {
        let within = |component: &usize| match asked {
            Some(Asked::Seller(seller)) => {
                let profile = &matrix.profiles[matrix.components[*component].profile];
                sellers(profile).any(|known| known == seller)
            }
            _ => true,
        };
        let components: Vec<usize> = used.components.iter().copied().filter(within).collect();
        let holdings = holdings(matrix, &components, areas, asked);
        let downstream = match (used.side, &architecture.downstream) {
            (Side::Offering, Some(downstream)) => {
                downstream.duties.keys().filter_map(|area| areas.index(area)).collect()
            }
            _ => BTreeSet::new(),
        };
        let ground = decide::Ground { used, areas, holdings: &holdings, downstream };
        let (mut controls, mut without_part) = (Vec::new(), Vec::new());
        for decided in decide::decide(&ground, matrix, &components) {
            match asked {
                Some(Asked::Owner(_)) if !decided.areas.iter().any(|&area| !holdings[area].is_empty()) => {
                    without_part.push(decided.control);
                }
                _ => controls.push(decided),
            }
        }
        let left_out = used.left_out.iter().copied().filter(within).collect();
        Chapter { used: at, components, left_out, holdings, controls, without_part }
    };
    matrix.frameworks.iter().enumerate().map(chapter).collect()
}

/// Who holds each area for some components, in the order of the areas.
pub fn holdings(matrix: &Matrix, components: &[usize], areas: &Areas, asked: Option<&Asked>) -> Vec<Vec<Holding>> {
    holding::holdings(matrix, components, areas.areas.len(), asked)
}

/// Who has a part in a profile: its provider, and those that its service is built on.
fn sellers(profile: &Profile) -> impl Iterator<Item = &Seller> {
    let chains = profile.cells.iter().flat_map(|cell| cell.chain.iter().map(|link| &link.seller));
    std::iter::once(&*profile.seller).chain(chains)
}

/// Whom a name asks for: a provider's id, a vendor's name in the form of an id (`okta`, `saas/okta`), or the owner id of a
/// third party. An error tells what there is.
pub fn asked(name: &str, architecture: &Architecture, matrix: &Matrix) -> Result<Asked, Vec<String>> {
    let mut known = Vec::new();
    let all: BTreeSet<&Seller> = matrix.profiles.iter().flat_map(sellers).collect();
    for seller in all {
        let id = seller.vendor.as_ref().map_or_else(|| seller.provider.clone(), |vendor| kebab(vendor));
        if id == name || format!("{}/{id}", seller.provider) == name {
            return Ok(Asked::Seller(seller.clone()));
        }
        known.push(id);
    }
    for (id, _) in architecture.owners.iter().filter(|(_, owner)| owner.third_party) {
        if id.as_str() == name {
            return Ok(Asked::Owner(name.to_owned()));
        }
        known.push(id.as_str().to_owned());
    }
    Err(known)
}
