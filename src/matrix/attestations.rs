//! What providers can show of themselves, every name looked up, and which components each covers.

use super::chosen::Chosen;
use super::{Options, frameworks, names};
use crate::architecture::{Architecture, Attestation, RegionId};
use crate::embedded::Model;
use crate::finding::{Code, Findings, did_you_mean};
use crate::model::Scope;
use std::collections::BTreeMap;

/// What stands for services that run in no single Region.
const GLOBAL: &str = "global";

/// What a provider can show of itself.
#[derive(Debug, Clone)]
pub struct Attested {
    /// Its position in the file.
    pub at: usize,
    /// The provider's id.
    pub provider: String,
    /// Frameworks it is about, each with the profile it is limited to.
    pub frameworks: Vec<(String, Option<String>)>,
    /// Services it is limited to, in full.
    services: Vec<String>,
    /// Regions it is limited to, lower case.
    regions: Vec<String>,
    /// Whether it holds on the document's date. One that runs out holds on no day where the document has none.
    pub holds: bool,
}

impl Attested {
    /// Whether it covers a component: its provider, its service, and every Region it runs in. What a provider that stands
    /// for several vendors can show covers only services that it names.
    pub fn covers(&self, component: &Chosen) -> bool {
        let named = self.services.contains(&component.service_id);
        let service = named || self.services.is_empty() && component.service.vendor.is_none();
        let everywhere = matches!(component.service.scope, Some(Scope::Global | Scope::Edge));
        let global = everywhere && self.regions.iter().any(|region| region == GLOBAL);
        let region = self.regions.is_empty()
            || match component.regions.is_empty() {
                true => global,
                false => component.regions.iter().all(|region| self.regions.contains(region)),
            };
        self.holds && self.provider == component.provider && service && region
    }
}

/// The attestations of the file. One with an unknown name is left out.
pub fn attestations(
    architecture: &Architecture,
    model: &Model,
    components: &[Chosen],
    options: &Options,
    findings: &mut Findings,
) -> Vec<Attested> {
    let mut attested: Vec<Attested> = Vec::new();
    let mut ids = BTreeMap::new();
    for (at, written) in architecture.attestations.iter().enumerate() {
        if let Some(first) = ids.insert(written.id.as_str(), written.id.span).filter(|_| !written.id.is_empty()) {
            let line = findings.source().position(first.start).line;
            let message = format!("two attestations have the id `{}`", written.id.as_str());
            let help = format!("the first is in line {line}; give one of them another id");
            findings.add_help(Code::DuplicateId, written.id.span, message, help);
        }
        let before = findings.errors();
        let one = look_up(at, written, architecture, model, findings);
        if findings.errors() > before {
            continue;
        }
        let on_some_day = Attested { holds: true, ..one.clone() };
        if !components.iter().any(|component| on_some_day.covers(component)) && !findings.has_errors() {
            let message = format!("the attestation `{}` covers no component", written.id.as_str());
            let vendor = |component: &Chosen| component.provider == one.provider && component.service.vendor.is_some();
            let help = match components.iter().any(vendor) && one.services.is_empty() {
                true => "name its `services`: the provider stands for several vendors",
                false => "its provider, one of its services and all Regions of a component must match",
            };
            findings.add_help(Code::MatchesNothing, written.id.span, message, help);
        }
        attested.push(one);
    }
    check_dates(architecture, options, findings);
    attested
}

fn look_up(
    at: usize,
    written: &Attestation,
    architecture: &Architecture,
    model: &Model,
    findings: &mut Findings,
) -> Attested {
    let provider = written.provider.as_str();
    if !model.core.providers.contains_key(provider) && !provider.is_empty() {
        let known = model.core.providers.keys().map(String::as_str);
        let message = format!("unknown provider `{provider}`");
        findings.unknown(Code::UnknownProvider, written.provider.span, message, provider, known);
    }
    let mut about = Vec::new();
    for framework in &written.frameworks {
        let Some((id, profile)) = frameworks::known(framework, model, findings) else { continue };
        if let Some(profile) = profile {
            let facts = model.framework(id).unwrap_or_default();
            frameworks::known_profile(framework, profile, &facts, findings);
        }
        about.push((id.to_owned(), profile.map(str::to_owned)));
    }
    let mut services = Vec::new();
    for service in &written.services {
        match model.find(service) {
            Some(id) => {
                if id.split('/').next() != Some(provider) {
                    let message = format!("`{id}` is no service of `{provider}`");
                    let help = "an attestation is about one provider";
                    findings.add_help(Code::OtherProvider, service.span, message, help);
                }
                services.push(id);
            }
            None => {
                let known = model.services().map(|entry| entry.id.as_str());
                let help = did_you_mean(service, known);
                let message = format!("unknown service `{}`", service.as_str());
                findings.add_help(Code::UnknownService, service.span, message, help);
            }
        }
    }
    let known = model.core.providers.contains_key(provider);
    for region in written.regions.iter().filter(|region| known && region.to_lowercase() != GLOBAL) {
        names::unknown_region(&RegionId(region.0.clone()), provider, model, findings);
    }
    let holds = match (&architecture.date, &written.expires) {
        (None, expires) => expires.is_none(),
        (Some(day), expires) => {
            let (day, given) = (day.as_str(), written.date.as_str());
            given <= day && expires.as_ref().is_none_or(|expires| expires.as_str() >= day)
        }
    };
    let regions = written.regions.iter().map(|region| region.to_lowercase()).collect();
    Attested { at, provider: provider.to_owned(), frameworks: about, services, regions, holds }
}

/// Reports what has run out on the day that is given.
fn check_dates(architecture: &Architecture, options: &Options, findings: &mut Findings) {
    let day = options.as_of.clone().or_else(|| architecture.date.as_ref().map(|date| date.to_string()));
    for written in &architecture.attestations {
        let (Some(day), Some(expires)) = (&day, &written.expires) else { continue };
        if expires.as_str() < day.as_str() {
            let message =
                format!("the attestation `{}` ran out on {}, before {day}", written.id.as_str(), expires.as_str());
            let help = "name the one that followed it: what has run out covers nothing";
            findings.add_help(Code::Expired, expires.span, message, help);
        }
    }
}
