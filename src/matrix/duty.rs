//! Duties: what one side does, each once, with everything it holds for.

use super::cell::{Cell, Holder};
use super::chosen::{Chosen, Seller};
use super::owners::Hands;
use super::profile::Profile;
use crate::architecture::Architecture;
use crate::embedded::Model;
use crate::finding::{Code, Finding, Findings};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
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
    /// Who does the provider's part; for a duty of the provider's.
    pub seller: Option<Seller>,
}

/// What makes two duties one: the side, the sentence, the hands or the seller.
type Key<'a> = (Side, &'a str, Hands<'a>, Option<&'a Seller>);

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
    let customer = cell.customer_duty.as_deref().map(|text| (Side::Customer, text, hands, None));
    let one = cell.provider_duty.as_deref().filter(|_| cell.chain.is_empty()).map(|text| (text, seller));
    let providers = one.into_iter().chain(cell.chain.iter().map(|link| (link.duty.as_str(), &link.seller)));
    let providers = providers.map(|(text, seller)| (Side::Provider, text, Hands::default(), Some(seller)));
    customer.into_iter().chain(providers).filter(move |_| held)
}

/// A duty that holds for nothing yet.
fn duty((side, text, hands, seller): Key<'_>) -> Duty {
    Duty {
        id: String::new(),
        text: text.to_owned(),
        side,
        areas: Vec::new(),
        components: Vec::new(),
        cells: Vec::new(),
        owner: hands.owner.map(str::to_owned),
        performed_by: hands.performed_by.map(str::to_owned),
        seller: seller.cloned(),
    }
}

/// Gives every duty its id: four characters of digest, more for those that would collide.
fn name(model: &Model, duties: &mut [Duty]) {
    let digests: Vec<(String, String)> =
        duties.iter().map(|duty| (model.core.areas.areas[duty.areas[0]].id.clone(), digest(duty))).collect();
    let mut lengths = vec![4; duties.len()];
    loop {
        let mut seen: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, (area, digest)) in digests.iter().enumerate() {
            seen.entry(format!("{area}.{}", &digest[..lengths[at]])).or_default().push(at);
        }
        let mut settled = true;
        for (id, members) in seen {
            for &at in &members {
                duties[at].id.clone_from(&id);
                if members.len() > 1 && lengths[at] < digests[at].1.len() {
                    lengths[at] += 1;
                    settled = false;
                }
            }
        }
        if settled {
            return;
        }
    }
}

/// A digest of a duty's words, side and hands, in lower case letters and digits.
fn digest(duty: &Duty) -> String {
    let mut hash = Sha256::new();
    let seller = duty
        .seller
        .as_ref()
        .map(|seller| format!("{}/{}", seller.provider, seller.vendor.as_deref().unwrap_or_default()));
    for part in [Some(duty.text.as_str()), duty.owner.as_deref(), duty.performed_by.as_deref(), seller.as_deref()] {
        hash.update(part.unwrap_or_default().as_bytes());
        hash.update([0]);
    }
    const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";
    hash.finalize().iter().map(|byte| LETTERS[usize::from(byte & 31)] as char).collect()
}

/// Reports duties of the organisation that nobody answers for.
pub fn check(architecture: &Architecture, duties: &[Duty], findings: &mut Findings) {
    let orphans: Vec<&Duty> =
        duties.iter().filter(|duty| duty.side == Side::Customer && duty.owner.is_none()).collect();
    if let Some(first) = orphans.first() {
        let number = match orphans.len() {
            1 => "one duty has no owner".to_owned(),
            number => format!("{number} duties have no owner"),
        };
        let help =
            format!("`assign: [{{ owner: ... }}]` gives the rest to one owner; the first without is `{}`", first.id);
        let source = findings.source().clone();
        let place = architecture.owners.keys().map(|id| id.span).min();
        findings.push(Finding::new(Code::NoOwner, number).help(help).at(&source, place));
    }
}
