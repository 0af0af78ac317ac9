//! Names in the file that must be known: each is reported where it stands, with the nearest that is known.

use crate::architecture::{Architecture, AreaId, RegionId};
use crate::embedded::Model;
use crate::finding::{Code, Findings, did_you_mean, nearest};
use crate::form::Id;

/// The class of data that means none of the customer's.
pub const NO_DATA: &str = "none";

/// Reports an area that the model does not have.
pub fn unknown_area(area: &AreaId, model: &Model, findings: &mut Findings) {
    let known = model.core.areas.areas.iter().map(|area| area.id.as_str());
    if model.core.areas.index(area).is_none() {
        findings.unknown(Code::UnknownArea, area.span, format!("unknown area `{}`", area.as_str()), area, known);
    }
}

/// Reports a class of data that is not declared.
pub fn unknown_data_class(class: &Id, architecture: &Architecture, findings: &mut Findings) {
    if class.as_str() != NO_DATA && !architecture.data_classes.contains_key(class.as_str()) {
        let known = architecture.data_classes.keys().map(|id| id.value.as_str());
        findings.unknown(
            Code::UnknownDataClass,
            class.span,
            format!("unknown data class `{}`", class.as_str()),
            class,
            known,
        );
    }
}

/// Reports a Region that the provider does not have.
pub fn unknown_region(region: &RegionId, provider: &str, model: &Model, findings: &mut Findings) {
    let lower = region.to_lowercase();
    let regions = model.core.providers.get(provider).map_or(&[][..], |provider| &provider.regions[..]);
    let known =
        regions.iter().any(|known| known.id == lower) || regions.is_empty() && model.places().contains(lower.as_str());
    if !known {
        let help = match regions.is_empty() {
            true => {
                let places = model.places();
                let near = nearest(&lower, places.iter().copied()).map(|near| format!("did you mean `{near}`? "));
                format!(
                    "{}the provider has no Regions; name a country (ISO 3166) or a geography",
                    near.unwrap_or_default()
                )
            }
            false => did_you_mean(&lower, regions.iter().map(|region| region.id.as_str())),
        };
        findings.add_help(
            Code::UnknownRegion,
            region.span,
            format!("unknown Region `{}` of `{provider}`", region.as_str()),
            help,
        );
    }
}

/// Reports evidence that is not in the register.
pub fn unknown_evidence(evidence: &Id, architecture: &Architecture, findings: &mut Findings) {
    if !architecture.evidence.contains_key(evidence.as_str()) {
        let help = match architecture.evidence.is_empty() {
            true => format!("register it: `evidence: {{ {}: {{ title: ..., file: ... }} }}`", evidence.as_str()),
            false => did_you_mean(evidence, architecture.evidence.keys().map(|id| id.value.as_str())),
        };
        let message = format!("unknown evidence `{}`", evidence.as_str());
        findings.add_help(Code::UnknownEvidence, evidence.span, message, help);
    }
}

/// Reports an owner that is not declared.
pub fn unknown_owner(owner: &Id, architecture: &Architecture, findings: &mut Findings) {
    if !architecture.owners.contains_key(owner.as_str()) {
        let help = match architecture.owners.is_empty() {
            true => format!("declare it: `owners: {{ {}: {{ name: ... }} }}`", owner.as_str()),
            false => did_you_mean(owner, architecture.owners.keys().map(|id| id.value.as_str())),
        };
        findings.add_help(Code::UnknownOwner, owner.span, format!("unknown owner `{}`", owner.as_str()), help);
    }
}
