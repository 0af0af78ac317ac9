//! What the file declares beside its components: names in it that are not known, things that are used nowhere, days that
//! have passed.

use super::Options;
use super::chosen::Chosen;
use super::names;
use crate::architecture::Architecture;
use crate::embedded::Model;
use crate::finding::{Code, Findings};
use crate::form::Id;
use std::collections::BTreeSet;

/// Reports what is declared beside the components and is unknown or unused.
pub fn check(architecture: &Architecture, model: &Model, components: &[Chosen], findings: &mut Findings) {
    if let Some(defaults) = &architecture.defaults {
        if let Some(account) =
            defaults.account.as_ref().filter(|account| !architecture.accounts.contains_key(account.as_str()))
        {
            let known = architecture.accounts.keys().map(|id| id.value.as_str());
            findings.unknown(
                Code::UnknownAccount,
                account.span,
                format!("unknown account `{}`", account.as_str()),
                account,
                known,
            );
        }
        if let Some(group) = defaults.group.as_ref().filter(|group| !architecture.groups.contains(group)) {
            let known = architecture.groups.iter().map(|group| group.value.as_str());
            findings.unknown(
                Code::UnknownGroup,
                group.span,
                format!("unknown group `{}`", group.as_str()),
                group,
                known,
            );
        }
        defaults.data.iter().flatten().for_each(|class| names::unknown_data_class(class, architecture, findings));
        for region in defaults.regions.iter().flatten() {
            let lower = region.to_lowercase();
            let anywhere = model.core.providers.values().flat_map(|provider| &provider.regions);
            if !anywhere.clone().any(|known| known.id == lower) {
                findings.unknown(
                    Code::UnknownRegion,
                    region.span,
                    format!("no provider has a Region `{}`", region.as_str()),
                    &lower,
                    anywhere.map(|region| region.id.as_str()),
                );
            }
        }
    }
    for account in architecture.accounts.values() {
        if let Some(provider) =
            account.provider.as_ref().filter(|provider| !model.core.providers.contains_key(provider.as_str()))
        {
            let known = model.core.providers.keys().map(String::as_str);
            findings.unknown(
                Code::UnknownProvider,
                provider.span,
                format!("unknown provider `{}`", provider.as_str()),
                provider,
                known,
            );
        }
    }
    let mut seen = BTreeSet::new();
    for group in &architecture.groups {
        if !seen.insert(group.as_str()) {
            let message = format!("the group `{}` stands twice", group.as_str());
            findings.add_help(Code::DuplicateId, group.span, message, "remove one of them");
        }
    }
    evidence(architecture, findings);
    sign_off(architecture, model, components, findings);
    default_variant(architecture, model, findings);
    unused(architecture, findings);
    if architecture.components.is_empty() && !findings.has_errors() {
        let help = "add at least one: `- { id: ..., service: ... }`; `onus list services` prints what there is";
        findings.add_help(Code::MissingField, architecture.name.span, "the architecture has no components", help);
    }
}

/// Evidence lies somewhere, and is kept by somebody who is known.
fn evidence(architecture: &Architecture, findings: &mut Findings) {
    for (id, evidence) in &architecture.evidence {
        if let Some(holder) = &evidence.holder {
            names::unknown_owner(holder, architecture, findings);
        }
        if evidence.file.is_none() && evidence.address.is_none() {
            let message = format!("the evidence `{}` lies nowhere", id.as_str());
            findings.add_help(Code::MissingField, id.span, message, "add `file:` or `address:`");
        }
    }
}

/// A commitment stands in the place of a signature only where a provider or a vendor has published something, or a third
/// party has an agreement.
fn sign_off(architecture: &Architecture, model: &Model, components: &[Chosen], findings: &mut Findings) {
    let cited = components.iter().flat_map(Chosen::levels).filter(|level| !level.service.define_sources.is_empty());
    let vendors: BTreeSet<&str> = cited.filter_map(|level| level.service.vendor.as_deref()).collect();
    for line in architecture.sign_off.iter().filter(|line| line.commitment.is_some()) {
        let party = line.party.as_str();
        if let Some(owner) = architecture.owners.get(party) {
            if owner.agreement.is_none() {
                let message = format!("the file names no agreement with `{party}`");
                let help = "let it sign, or name the agreement under `owners`";
                findings.add_help(Code::MatchesNothing, line.party.span, message, help);
            }
            continue;
        }
        match model.core.providers.get(party) {
            None if vendors.contains(party) => {}
            None => {
                let known = model.core.providers.keys().map(String::as_str).chain(vendors.iter().copied());
                let known = known.chain(architecture.owners.keys().map(|id| id.value.as_str()));
                let message = format!("`{party}` is no provider, vendor or owner, so nothing stands for its signature");
                findings.unknown(Code::UnknownProvider, line.party.span, message, party, known);
            }
            Some(provider) if provider.facts.commitment.is_none() => {
                let message = format!("the model knows no published commitment of `{party}`");
                findings.add_help(Code::MatchesNothing, line.party.span, message, "let it sign, or leave it out");
            }
            Some(_) => {}
        }
    }
}

/// A default variant should be one of some component's service.
fn default_variant(architecture: &Architecture, model: &Model, findings: &mut Findings) {
    let Some(variant) = architecture.defaults.as_ref().and_then(|defaults| defaults.variant.as_ref()) else { return };
    let without = architecture.components.iter().filter(|component| component.variant.is_none());
    let services: BTreeSet<&str> = without.map(|component| component.service.as_str()).collect();
    let service = |id: &str| model.find(id).and_then(|id| model.service(&id));
    if !services.into_iter().filter_map(service).any(|service| service.variants.contains_key(variant.as_str())) {
        let message = format!("the default variant `{}` reaches no component", variant.as_str());
        findings.add(Code::MatchesNothing, variant.span, message);
    }
}

fn unused(architecture: &Architecture, findings: &mut Findings) {
    let defaults = architecture.defaults.clone().unwrap_or_default();
    let components = &architecture.components;
    let mut data: BTreeSet<&str> =
        components.iter().flat_map(|component| component.data.iter().flatten()).map(|id| id.as_str()).collect();
    data.extend(defaults.data.iter().flatten().map(|id| id.as_str()));
    data.extend(architecture.assign.iter().flat_map(|rule| &rule.data).map(|id| id.as_str()));
    data.extend(architecture.frameworks.iter().flat_map(|framework| &framework.data).map(|id| id.as_str()));
    let mut accounts: BTreeSet<&str> =
        components.iter().filter_map(|component| component.account.as_ref()).map(|id| id.as_str()).collect();
    accounts.extend(defaults.account.as_ref().map(|id| id.as_str()));
    let mut groups: BTreeSet<&str> =
        components.iter().filter_map(|component| component.group.as_ref()).map(|id| id.as_str()).collect();
    groups.extend(defaults.group.as_ref().map(|id| id.as_str()));
    let owners = architecture.named_owners();
    let evidence: BTreeSet<&str> =
        architecture.entries().flat_map(|entry| &entry.evidence).map(|id| id.as_str()).collect();
    let mut report = |what: &str, id: &Id, used: bool| {
        if !used {
            findings.add(Code::Unused, id.span, format!("the {what} `{}` is used nowhere", id.as_str()));
        }
    };
    architecture.data_classes.keys().for_each(|id| report("data class", id, data.contains(id.as_str())));
    architecture.accounts.keys().for_each(|id| report("account", id, accounts.contains(id.as_str())));
    architecture.groups.iter().for_each(|id| report("group", id, groups.contains(id.as_str())));
    architecture.owners.keys().for_each(|id| report("owner", id, owners.contains(id.as_str())));
    architecture.evidence.keys().for_each(|id| report("evidence", id, evidence.contains(id.as_str())));
}

/// Reports what has run out on the day that is given.
pub fn check_dates(architecture: &Architecture, options: &Options, findings: &mut Findings) {
    let agreements = architecture
        .owners
        .values()
        .filter_map(|owner| owner.agreement.as_ref()?.expires.as_ref().map(|day| (owner, day)));
    let evidence = architecture.evidence.values().filter_map(|evidence| evidence.expires.as_ref());
    let due = architecture.entries().filter_map(|entry| entry.due.as_ref());
    let until = architecture.findings.iter().filter_map(|allowance| allowance.until.as_ref());
    let review = architecture.document.as_ref().and_then(|document| document.next_review.as_ref());
    let Some(day) = options.as_of.clone().or_else(|| architecture.date.as_ref().map(|date| date.to_string())) else {
        let mut attested = architecture.attestations.iter().filter(|attestation| attestation.expires.is_some());
        if review.is_some()
            || attested.next().is_some()
            || agreements.count() > 0
            || evidence.chain(due).chain(until).next().is_some()
        {
            let message = "no date is given, so nothing was measured against a day";
            let help = "add `date:`, or give the day with `--as-of`";
            findings.add_help(Code::NoDate, architecture.name.span, message, help);
        }
        return;
    };
    for (owner, expires) in agreements.filter(|(_, expires)| expires.as_str() < day.as_str()) {
        let message = format!("the agreement with {} ran out on {}, before {day}", &*owner.name, expires.as_str());
        findings.add(Code::Expired, expires.span, message);
    }
    if let Some(review) = review.filter(|review| review.as_str() < day.as_str()) {
        findings.add(Code::Expired, review.span, format!("the review of {} is overdue on {day}", review.as_str()));
    }
}
