//! A digest of what an approval covers: who holds every cell, what each side does, who answers and who works, what it rests
//! on; the owners and the scope. Evidence, notes, layout and the order of the file are not in it.

use super::cell::Cell;
use super::{Matrix, Profile};
use crate::architecture::Architecture;
use crate::embedded::Model;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::Arc;

/// What a digest of today's form begins with.
pub const FORM: &str = "onus1:";

/// The digest of a matrix: the form, and 32 digits.
pub fn digest(architecture: &Architecture, model: &Model, matrix: &Matrix) -> String {
    let mut cells: HashMap<*const Cell, [u8; 32]> = HashMap::new();
    let profiles: Vec<[u8; 32]> =
        matrix.profiles.iter().map(|profile| of_profile(profile, model, &mut cells)).collect();
    let mut parts: Vec<String> = matrix
        .components
        .iter()
        .map(|component| {
            let written = &architecture.components[component.at];
            let name = written.name.as_ref().map_or("", |name| name.as_str());
            let instances = sorted(written.instances.iter().map(|name| name.as_str()));
            let facts = (&component.id, name, &component.service_id, &component.variant, &component.account);
            let (regions, data) = (sorted(&component.regions), sorted(&component.data));
            format!("component {facts:?} {regions:?} {data:?} {instances:?} {:?}", profiles[component.profile])
        })
        .collect();
    parts.extend(architecture.owners.iter().map(|(id, owner)| {
        let day = |day: &Option<crate::form::Date>| day.as_ref().map(|day| day.to_string());
        let agreement = owner.agreement.as_ref();
        let agreement = agreement.map(|of| (of.title.to_string(), day(&of.date), day(&of.expires)));
        format!("owner {:?} {:?} {} {agreement:?}", id.as_str(), owner.name.as_str(), owner.third_party)
    }));
    parts.extend(
        architecture
            .data_classes
            .iter()
            .map(|(id, class)| format!("data {:?} {:?}", id.as_str(), class.title.as_str())),
    );
    parts.extend(architecture.accounts.iter().map(|(id, account)| {
        let number = account.number.as_ref().map(|number| number.as_str());
        format!("account {:?} {:?} {number:?}", id.as_str(), account.title.as_str())
    }));
    parts.extend(architecture.residency.iter().map(|place| format!("residency {:?}", place.to_lowercase())));
    parts.extend(architecture.out_of_scope.iter().map(|item| format!("out {:?}", item.as_str())));
    let organisation = architecture.organisation.as_ref().map(|organisation| organisation.name.as_str());
    parts.push(format!("system {:?} {:?} {organisation:?}", matrix.id, architecture.name.as_str()));
    parts.sort();
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part.as_bytes()));
    let digits: String = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{FORM}{digits}")
}

/// Whether a text is a digest of a form that was ever printed.
pub fn is_digest(text: &str) -> bool {
    text.strip_prefix(FORM).is_some_and(|digits| {
        digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

/// Cells that profiles share are read once.
fn of_profile(profile: &Profile, model: &Model, known: &mut HashMap<*const Cell, [u8; 32]>) -> [u8; 32] {
    let mut hash = Sha256::new();
    for cell in &profile.cells {
        hash.update(known.entry(Arc::as_ptr(cell)).or_insert_with(|| of_cell(cell, model)));
    }
    hash.finalize().into()
}

fn of_cell(cell: &Cell, model: &Model) -> [u8; 32] {
    let area = &model.core.areas.areas[cell.area].id;
    let texts = [&cell.provider_duty, &cell.customer_duty, &cell.owner, &cell.performed_by];
    let basis = cell.basis.map(|basis| basis.word());
    Sha256::digest(format!("{area} {} {basis:?} {texts:?}", cell.holder.word())).into()
}

fn sorted<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort();
    items
}
