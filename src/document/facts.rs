//! What the author says about the system and the document, ready to be printed.

use super::view::*;
use crate::architecture::{Architecture, CommitmentKind};
use crate::embedded::Model;
use crate::form::{Text, heading};
use crate::matrix::resolve::one_line;
use crate::matrix::{Chosen, Duty, Matrix, duty};
use crate::model::Scope;

/// The architecture's own facts.
pub fn facts(architecture: &Architecture, matrix: &Matrix, model: &Model) -> ArchitectureFacts {
    let line = |text: &Option<Text>| text.as_ref().map(|text| one_line(text));
    let organisation = architecture.organisation.as_ref();
    let short = organisation.map(|organisation| one_line(organisation.short.as_ref().unwrap_or(&organisation.name)));
    let document = architecture.document.clone().unwrap_or_default();
    ArchitectureFacts {
        id: matrix.id.clone(),
        name: one_line(&architecture.name),
        organisation: organisation.map(|organisation| one_line(&organisation.name)),
        customer: short.unwrap_or_else(|| "the customer".to_owned()),
        version: line(&architecture.version),
        date: architecture.date.as_ref().map(|date| date.to_string()),
        status: architecture.status.map(|status| status.word().to_owned()),
        approval: architecture.approval.as_ref().map(|approval| ApprovalView {
            by: one_line(&approval.by),
            role: line(&approval.role),
            date: approval.date.to_string(),
            covers: approval.covers.to_string(),
        }),
        digest: None,
        number: line(&document.number),
        handling: line(&document.handling),
        next_review: document.next_review.as_ref().map(|date| date.to_string()),
        summary: architecture.summary.as_ref().map(|text| text.to_string()),
        out_of_scope: architecture.out_of_scope.iter().map(|text| one_line(text)).collect(),
        links: architecture
            .links
            .iter()
            .map(|link| LinkView { title: one_line(&link.title), address: link.address.to_string() })
            .collect(),
        revisions: revisions(architecture),
        sign_off: sign_off(architecture, matrix, model),
        residency: architecture.residency.iter().map(|place| place.to_string()).collect(),
        data_classes: data_classes(architecture, matrix),
        accounts: accounts(architecture, matrix),
        owners: owners(architecture, matrix),
        regions: regions(matrix, model),
        without_region: without_region(matrix),
        groups: groups(architecture, matrix),
        downstream: architecture.downstream.as_ref().map(|downstream| one_line(&downstream.name)),
    }
}

fn ids<'a>(components: impl IntoIterator<Item = &'a Chosen>) -> Vec<String> {
    components.into_iter().map(|component| component.id.clone()).collect()
}

fn revisions(architecture: &Architecture) -> Vec<RevisionView> {
    let view = |revision: &crate::architecture::Revision| RevisionView {
        version: one_line(&revision.version),
        date: revision.date.to_string(),
        author: revision.author.as_ref().map(|text| one_line(text)),
        changes: one_line(&revision.changes),
    };
    architecture.revisions.iter().map(view).collect()
}

fn sign_off(architecture: &Architecture, matrix: &Matrix, model: &Model) -> Vec<SignOffView> {
    let lines = architecture.sign_off.iter().map(|line| {
        let party = line.party.as_str();
        let provider = model.core.providers.get(party);
        let owner = architecture.owners.get(party).map(|owner| one_line(&owner.name));
        let name = owner.or_else(|| provider.map(|provider| provider.facts.name.clone()));
        let commitment = (line.commitment == Some(CommitmentKind::Provider)).then(|| {
            let published = provider.and_then(|provider| provider.facts.commitment.as_ref());
            let published = published.map(|commitment| CommitmentView {
                text: commitment.text.clone(),
                sources: commitment.sources.iter().map(|source| format!("{party}/{source}")).collect(),
                instead: "what it has published".to_owned(),
            });
            let agreement = architecture.owners.get(party).and_then(|owner| owner.agreement.as_ref());
            published.or_else(|| agreement.map(agreed)).unwrap_or_else(|| by_vendor(party, matrix))
        });
        SignOffView {
            party: name.unwrap_or_else(|| one_line(party)),
            role: line.role.as_ref().map(|text| one_line(text)),
            name: line.name.as_ref().map(|text| one_line(text)),
            date: line.date.as_ref().map(|date| date.to_string()),
            commitment,
        }
    });
    lines.collect()
}

/// An agreement in the place of a signature.
fn agreed(agreement: &crate::architecture::Agreement) -> CommitmentView {
    let title = one_line(&agreement.title);
    let text = match (&agreement.date, &agreement.expires) {
        (Some(from), Some(to)) => format!("{title} runs from {} to {}.", day(from), day(to)),
        (Some(from), None) => format!("{title} runs from {}.", day(from)),
        (None, Some(to)) => format!("{title} runs until {}.", day(to)),
        (None, None) => format!("{title}."),
    };
    CommitmentView { text, sources: Vec::new(), instead: "the agreement with it".to_owned() }
}

/// What a vendor has published, in the place of its signature: the pages that its services' cells rest on.
fn by_vendor(vendor: &str, matrix: &Matrix) -> CommitmentView {
    let levels = matrix.components.iter().flat_map(Chosen::levels);
    let services = levels.filter(|level| level.service.vendor.as_deref() == Some(vendor));
    let pages = services
        .flat_map(|level| level.service.define_sources.keys().map(|source| format!("{}/{source}", level.provider)));
    let sources: std::collections::BTreeSet<String> = pages.collect();
    CommitmentView {
        text: "What this document says of its services rests on the pages cited here.".to_owned(),
        sources: sources.into_iter().collect(),
        instead: "what it has published".to_owned(),
    }
}

fn data_classes(architecture: &Architecture, matrix: &Matrix) -> Vec<DataClassView> {
    let classes = architecture.data_classes.iter().map(|(id, class)| DataClassView {
        id: id.to_string(),
        title: one_line(&class.title),
        note: class.note.as_ref().map(|text| one_line(text)),
        components: ids(matrix
            .components
            .iter()
            .filter(|component| component.data.iter().any(|data| data == id.as_str()))),
    });
    classes.collect()
}

fn accounts(architecture: &Architecture, matrix: &Matrix) -> Vec<AccountView> {
    let accounts = architecture.accounts.iter().map(|(id, account)| AccountView {
        id: id.to_string(),
        title: one_line(&account.title),
        number: account.number.as_ref().map(|text| one_line(text)),
        provider: account.provider.as_ref().map(|provider| provider.to_string()),
        environment: account.environment.as_ref().map(|text| one_line(text)),
        components: ids(matrix.components.iter().filter(|component| component.account.as_deref() == Some(id.as_str()))),
    });
    accounts.collect()
}

fn owners(architecture: &Architecture, matrix: &Matrix) -> Vec<OwnerView> {
    let count = |of: &dyn Fn(&Duty) -> bool| {
        matrix.duties.iter().filter(|duty| duty.side == duty::Side::Customer && of(duty)).count()
    };
    let owners = architecture.owners.iter().map(|(id, owner)| OwnerView {
        id: id.to_string(),
        name: one_line(&owner.name),
        contact: owner.contact.as_ref().map(|text| one_line(text)),
        third_party: owner.third_party,
        agreement: owner.agreement.as_ref().map(|agreement| AgreementView {
            title: one_line(&agreement.title),
            date: agreement.date.as_ref().map(|date| date.to_string()),
            expires: agreement.expires.as_ref().map(|date| date.to_string()),
        }),
        answers_for: count(&|duty| duty.owner.as_deref() == Some(id.as_str())),
        performs: count(&|duty| duty.performed_by.as_deref() == Some(id.as_str())),
    });
    owners.collect()
}

/// A Region as it is written: its id, and a country or a geography of two letters in upper case.
pub(super) fn place(region: &str) -> String {
    if region.len() == 2 { region.to_uppercase() } else { region.to_owned() }
}

fn regions(matrix: &Matrix, model: &Model) -> Vec<RegionView> {
    let mut regions: Vec<RegionView> = Vec::new();
    for component in &matrix.components {
        for id in &component.regions {
            let provider = model.core.providers.get(component.located_by(model));
            let known = provider.and_then(|provider| provider.regions.iter().find(|region| region.id == *id));
            let country = known.map(|region| region.country.as_str());
            let same = |region: &&mut RegionView| region.id.eq_ignore_ascii_case(id);
            match regions.iter_mut().find(same) {
                Some(region) => region.components.push(component.id.clone()),
                None => regions.push(RegionView {
                    id: place(id),
                    name: known.map(|region| region.name.clone()),
                    country: country
                        .or(Some(id).filter(|id| model.core.countries().any(|known| known == *id)).map(String::as_str))
                        .map(str::to_uppercase),
                    components: vec![component.id.clone()],
                }),
            }
        }
    }
    regions
}

/// The components that name no Region, by where they run.
fn without_region(matrix: &Matrix) -> Vec<WithoutRegionView> {
    let of = |title: &str, here: &dyn Fn(Option<Scope>) -> bool| WithoutRegionView {
        title: title.to_owned(),
        components: ids(matrix
            .components
            .iter()
            .filter(|component| component.regions.is_empty() && here(component.service.scope))),
    };
    let all = [
        of("global", &|scope| scope == Some(Scope::Global)),
        of("edge locations", &|scope| scope == Some(Scope::Edge)),
        of("none named", &|scope| !matches!(scope, Some(Scope::Global | Scope::Edge))),
    ];
    all.into_iter().filter(|of| !of.components.is_empty()).collect()
}

fn groups(architecture: &Architecture, matrix: &Matrix) -> Vec<GroupView> {
    let members = |id: Option<&str>| ids(matrix.components.iter().filter(|component| component.group.as_deref() == id));
    let mut groups: Vec<GroupView> = architecture
        .groups
        .iter()
        .map(|id| GroupView { id: Some(id.to_string()), title: heading(id), components: members(Some(id)) })
        .filter(|group| !group.components.is_empty())
        .collect();
    let rest = members(None);
    if !rest.is_empty() {
        let title = if groups.is_empty() { "All components" } else { "Other components" };
        groups.push(GroupView { id: None, title: title.to_owned(), components: rest });
    }
    groups
}

/// `2026-11-20` as `20 November 2026`, `2023-06` as `June 2023`.
pub fn day(text: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts: Vec<&str> = text.split('-').collect();
    let month = |month: &str| month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    match parts[..] {
        [year, of, day] => {
            month(of).map_or_else(|| text.to_owned(), |month| format!("{} {month} {year}", day.trim_start_matches('0')))
        }
        [year, of] => month(of).map_or_else(|| text.to_owned(), |month| format!("{month} {year}")),
        _ => text.to_owned(),
    }
}

impl SourceView {
    /// Every id by which it is cited.
    pub fn ids(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.id).chain(&self.also)
    }

    /// The date of its copy, where that is of another year than the reading.
    pub(super) fn dated(&self) -> Option<String> {
        let copy = self.copy.as_ref()?;
        (copy.get(..4) != self.read.get(..4)).then(|| day(copy))
    }
}
