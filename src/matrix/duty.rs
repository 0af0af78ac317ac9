//! Duties: what one side does, each once, with everything it holds for.

use super::cell::{Cell, Holder};
use super::chosen::{Chosen, Seller};
use super::owners::Hands;
use super::profile::Profile;
use crate::architecture::Progress;
use crate::embedded::Model;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;

/// Whose duty it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The organisation's.
    Customer,
    /// The provider's.
    Provider,
}

/// What one side does, once, with all it holds for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Its first area and a digest of its words, owner and performer.
    pub id: String,
    /// The sentence.
    pub text: String,
    /// Whose it is.
    pub side: Side,
    /// Areas, by position, in order.
    pub areas: Vec<usize>,
    /// Components, by position, in order.
    pub components: Vec<usize>,
    /// Cells as (component, area), by component and then area.
    pub cells: Vec<(u32, u32)>,
    /// Who answers for it, by owner id.
    pub owner: Option<String>,
    /// Who does it, by owner id.
    pub performed_by: Option<String>,
    /// How far it is met.
    pub status: Option<Progress>,
    /// By when it is to be met.
    pub due: Option<String>,
    /// What shows it, by id.
    pub evidence: Vec<String>,
    /// Who does the provider's part; for a duty of the provider's.
    pub seller: Option<Seller>,
}

/// What makes two duties one: the side, the sentence, the hands and how far it is met, or the seller.
type Key<'a> = (Side, &'a str, Hands<'a>, Standing<'a>, Option<&'a Seller>);

/// How far a duty is met, by when it is to be, and what shows it.
type Standing<'a> = (Option<Progress>, Option<&'a str>, &'a [String]);

/// The distinct duties, the organisation's first, in the order of their first areas and components.
pub fn duties(model: &Model, components: &[Chosen], profiles: &[Profile]) -> Vec<Duty> {
    let mut at: HashMap<Key<'_>, usize> = HashMap::new();
    let mut duties: Vec<Duty> = Vec::new();
    // The duties of a cell are found once for all profiles that hold it.
    let mut of_cell: HashMap<(*const Cell, *const Seller), Vec<usize>> = HashMap::new();
    for (index, component) in components.iter().enumerate() {
        let Some(profile) = profiles.get(component.profile) else { continue };
        for cell in &profile.cells {
            let found = of_cell.entry((Arc::as_ptr(cell), Arc::as_ptr(&profile.seller))).or_insert_with(|| {
                let number = |key| {
                    *at.entry(key).or_insert_with(|| {
                        duties.push(duty(key));
                        duties.len() - 1
                    })
                };
                sides(cell, &profile.seller).map(number).collect()
            });
            for known in found.iter() {
                let duty = &mut duties[*known];
                duty.cells.push((index as u32, cell.area as u32));
                if !duty.areas.contains(&cell.area) {
                    duty.areas.push(cell.area);
                }
                if duty.components.last() != Some(&index) {
                    duty.components.push(index);
                }
            }
        }
    }
    duties.iter_mut().for_each(|duty| duty.areas.sort_unstable());
    duties.sort_by(|a, b| {
        (a.side, a.areas.first(), a.components.first()).cmp(&(b.side, b.areas.first(), b.components.first()))
    });
    name(model, &mut duties);
    duties
}

/// The duties in a cell, the organisation's and the provider's, or those of each provider in its chain.
fn sides<'a>(cell: &'a Cell, seller: &'a Seller) -> impl Iterator<Item = Key<'a>> {
    let held = matches!(cell.holder, Holder::Customer | Holder::Shared | Holder::Provider);
    let hands = Hands { owner: cell.owner.as_deref(), performed_by: cell.performed_by.as_deref() };
    let standing = (cell.status, cell.due.as_deref(), &*cell.evidence);
    let none = Standing::default();
    let customer = cell.customer_duty.as_deref().map(|text| (Side::Customer, text, hands, standing, None));
    let one = cell.provider_duty.as_deref().filter(|_| cell.chain.is_empty()).map(|text| (text, seller));
    let providers = one.into_iter().chain(cell.chain.iter().map(|link| (link.duty.as_str(), &link.seller)));
    let providers = providers.map(move |(text, seller)| (Side::Provider, text, Hands::default(), none, Some(seller)));
    customer.into_iter().chain(providers).filter(move |_| held)
}

/// A duty that holds for nothing yet.
fn duty((side, text, hands, (status, due, evidence), seller): Key<'_>) -> Duty {
    Duty {
        id: String::new(),
        text: text.to_owned(),
        side,
        areas: Vec::new(),
        components: Vec::new(),
        cells: Vec::new(),
        owner: hands.owner.map(str::to_owned),
        performed_by: hands.performed_by.map(str::to_owned),
        status,
        due: due.map(str::to_owned),
        evidence: evidence.to_vec(),
        seller: seller.cloned(),
    }
}

/// Gives every duty its id: the first four characters of its digest, and as many more as tell it from others of its area.
fn name(model: &Model, duties: &mut [Duty]) {
    let mut digests: Vec<(usize, String, usize)> =
        duties.iter().enumerate().map(|(at, duty)| (duty.areas[0], digest(duty, false), at)).collect();
    digests.sort_unstable();
    // An id stays when a duty is met at last; only those that differ in nothing else need one that tells it.
    let alike = |a: &(usize, String, usize), b: &(usize, String, usize)| (a.0, &a.1) == (b.0, &b.1);
    for alike in digests.chunk_by_mut(alike).filter(|alike| alike.len() > 1) {
        alike.iter_mut().for_each(|(_, known, at)| *known = digest(&duties[*at], true));
    }
    digests.sort_unstable();
    for ((area, digest, at), length) in digests.iter().zip(lengths(&digests)) {
        duties[*at].id = format!("{}.{}", model.core.areas.areas[*area].id, &digest[..length]);
    }
}

/// How much of each digest tells it from the others of its area: four characters at least, and all of those that are equal.
/// They are sorted by area and digest, so that a neighbour has most in common with it.
fn lengths(digests: &[(usize, String, usize)]) -> Vec<usize> {
    let in_common = |place: usize, other: usize| match (&digests[place], digests.get(other)) {
        ((area, one, _), Some((of, other, _))) if of == area => {
            one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count()
        }
        _ => 0,
    };
    let most = |place: usize| in_common(place, place.wrapping_sub(1)).max(in_common(place, place + 1));
    (0..digests.len()).map(|place| (most(place) + 1).clamp(4, digests[place].1.len())).collect()
}

/// A digest of a duty's words, side and hands, in lower case letters and digits; `standing`: also of how far it is met.
fn digest(duty: &Duty, standing: bool) -> String {
    let mut hash = Sha256::new();
    let seller = duty
        .seller
        .as_ref()
        .map(|seller| format!("{}/{}", seller.provider, seller.vendor.as_deref().unwrap_or_default()));
    for part in [Some(duty.text.as_str()), duty.owner.as_deref(), duty.performed_by.as_deref(), seller.as_deref()] {
        hash.update(part.unwrap_or_default().as_bytes());
        hash.update([0]);
    }
    if standing {
        hash.update(format!("{:?} {:?} {:?}", duty.status.map(Progress::word), duty.due, duty.evidence));
    }
    const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";
    hash.finalize().iter().map(|byte| LETTERS[usize::from(byte & 31)] as char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_longer_only_where_others_of_their_area_begin_alike() {
        let digests =
            [(0, "abcdefgh"), (0, "abcdeggh"), (0, "abcxaaaa"), (1, "abcdefgh"), (2, "aaaaaaaa"), (2, "aaaaaaaa")];
        let digests = digests.map(|(area, digest)| (area, digest.to_owned(), 0));
        assert_eq!(lengths(&digests), [6, 6, 4, 4, 8, 8]);
    }
}
