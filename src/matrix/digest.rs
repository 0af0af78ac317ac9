//! A digest of what an approval covers: who holds every cell, what each side does, who answers and who works, what it rests
//! on; the owners and the scope. Evidence, notes, layout and the order of the file are not in it.

use super::cell::Cell;
use super::{Matrix, Profile};
use crate::architecture::Architecture;
use crate::embedded::Model;
use crate::form::{Date, Text};
use crate::model::Basis;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::sync::Arc;

/// What a digest of today's form begins with.
pub const FORM: &str = "onus1:";

/// The digest of a matrix: the form, and 32 digits.
pub fn digest(architecture: &Architecture, model: &Model, matrix: &Matrix) -> String {
    let mut cells: HashMap<*const Cell, Part> = HashMap::new();
    let profiles: Vec<Part> = matrix.profiles.iter().map(|profile| of_profile(profile, model, &mut cells)).collect();
    let day = |day: &Option<Date>| day.as_ref().map_or_else(String::new, |day| day.to_string());
    let mut parts: Vec<Part> = Vec::new();
    for component in &matrix.components {
        let written = &architecture.components[component.at];
        let facts = of(&[
            "component",
            &component.id,
            text(&written.name),
            &component.service_id,
            component.variant.as_deref().unwrap_or_default(),
            component.account.as_deref().unwrap_or_default(),
            &sorted(component.regions.iter().map(String::as_str)),
            &sorted(component.data.iter().map(String::as_str)),
            &sorted(written.instances.iter().map(|name| name.as_str())),
        ]);
        parts.push(Sha256::new().chain_update(facts).chain_update(profiles[component.profile]).finalize().into());
    }
    for (id, owner) in &architecture.owners {
        let third_party = if owner.third_party { "third party" } else { "" };
        let agreement = owner.agreement.clone().unwrap_or_default();
        let days = [day(&agreement.date), day(&agreement.expires)];
        parts.push(of(&["owner", id, &owner.name, third_party, &agreement.title, &days[0], &days[1]]));
    }
    for (id, account) in &architecture.accounts {
        parts.push(of(&["account", id, &account.title, text(&account.number)]));
    }
    parts.extend(architecture.data_classes.iter().map(|(id, class)| of(&["data", id, &class.title])));
    parts.extend(architecture.residency.iter().map(|place| of(&["residency", &place.to_lowercase()])));
    parts.extend(architecture.out_of_scope.iter().map(|item| of(&["out of scope", item])));
    let organisation = architecture.organisation.as_ref().map_or("", |organisation| organisation.name.as_str());
    parts.push(of(&["system", &matrix.id, &architecture.name, organisation]));
    parts.sort();
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    let digits: String = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{FORM}{digits}")
}

/// Whether a text is a digest of a form that was ever printed.
pub fn is_digest(text: &str) -> bool {
    text.strip_prefix(FORM).is_some_and(|digits| {
        digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

/// The digest of a part.
type Part = [u8; 32];

/// Texts, each with its length, so that no two lists of texts are alike.
fn of(texts: &[&str]) -> Part {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    hash.finalize().into()
}

/// Cells that profiles share are read once.
fn of_profile(profile: &Profile, model: &Model, known: &mut HashMap<*const Cell, Part>) -> Part {
    let mut hash = Sha256::new();
    for cell in &profile.cells {
        hash.update(known.entry(Arc::as_ptr(cell)).or_insert_with(|| of_cell(cell, model)));
    }
    hash.finalize().into()
}

fn of_cell(cell: &Cell, model: &Model) -> Part {
    let words = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut texts = vec![
        model.core.areas.areas[cell.area].id.clone(),
        cell.holder.word().to_owned(),
        cell.basis.map_or("", Basis::word).to_owned(),
        words(&cell.provider_duty),
        words(&cell.customer_duty),
        words(&cell.owner),
        words(&cell.performed_by),
    ];
    for link in &cell.chain {
        let holds = if link.holds { "holds" } else { "supplies" };
        texts.extend([link.name.clone(), holds.to_owned(), link.duty.clone()]);
    }
    of(&texts.iter().map(String::as_str).collect::<Vec<_>>())
}

fn text(text: &Option<Text>) -> &str {
    text.as_ref().map_or("", |text| text.as_str())
}

/// Texts in one order, whatever the file's.
fn sorted<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut texts: Vec<&str> = texts.collect();
    texts.sort_unstable();
    texts.join("\0")
}
