//! Duties: what one side does, each once, with everything it holds for.

use super::cell::Holder;
use super::chosen::{Chosen, Seller};
use super::owners::Hands;
use super::profile::Profile;
use crate::architecture::Architecture;
use crate::embedded::Model;
use crate::finding::{Code, Finding, Findings};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Whose duty it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
    pub cells: Vec<(usize, usize)>,
    /// Who answers for it, by owner id.
    pub owner: Option<String>,
    /// Who does it, by owner id.
    pub performed_by: Option<String>,
    /// Who does the provider's part; for a duty of the provider's.
    pub seller: Option<Seller>,
}

/// What makes two duties one.
type Key = (Side, String, Hands, Option<Seller>);

/// The distinct duties, the organisation's first, in the order of their first areas and components.
pub fn duties(model: &Model, components: &[Chosen], profiles: &[Profile]) -> Vec<Duty> {
    let mut at: BTreeMap<Key, usize> = BTreeMap::new();
    let mut duties: Vec<Duty> = Vec::new();
    for (index, component) in components.iter().enumerate() {
        let Some(profile) = profiles.get(component.profile) else { continue };
        for cell in profile
            .cells
            .iter()
            .filter(|cell| matches!(cell.holder, Holder::Customer | Holder::Shared | Holder::Provider))
        {
            let sides = [(Side::Customer, &cell.customer_duty), (Side::Provider, &cell.provider_duty)];
            for (side, text) in sides.into_iter().filter_map(|(side, text)| Some((side, text.as_ref()?))) {
                let (hands, seller) = match side {
                    Side::Customer => {
                        (Hands { owner: cell.owner.clone(), performed_by: cell.performed_by.clone() }, None)
                    }
                    Side::Provider => (Hands::default(), Some(profile.seller.clone())),
                };
                let Hands { owner, performed_by } = hands.clone();
                let key = (side, text.clone(), hands, seller.clone());
                let known = *at.entry(key).or_insert_with(|| {
                    let id = String::new();
                    let (areas, components, cells) = (Vec::new(), Vec::new(), Vec::new());
                    duties.push(Duty {
                        id,
                        text: text.clone(),
                        side,
                        areas,
                        components,
                        cells,
                        owner,
                        performed_by,
                        seller,
                    });
                    duties.len() - 1
                });
                let duty = &mut duties[known];
                duty.cells.push((index, cell.area));
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
