//! Infrastructure as code against the model: every namespace and prefix belongs to a service or is left out for a reason,
//! and no two services claim the same. The lists in `tests/data/iac/` are those of the tools.

use crate::harness::{assert_none, data};
use onus::embedded::Model;
use onus::model::Service;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static SERVICES: LazyLock<Vec<(String, Service)>> = LazyLock::new(|| {
    let model = Model::embedded();
    let ids: Vec<String> = model.services().map(|entry| entry.id.clone()).collect();
    ids.into_iter().map(|id| (id.clone(), model.service(&id).expect("it is listed"))).collect()
});

/// What is claimed of a tool's types by the services of a provider.
fn claims(provider: &str, of: fn(&Service) -> Vec<String>) -> BTreeSet<String> {
    let mine = SERVICES.iter().filter(|(id, _)| id.split('/').next() == Some(provider));
    mine.flat_map(|(_, service)| of(service)).collect()
}

fn cloudformation(service: &Service) -> Vec<String> {
    service.cloudformation.iter().map(|declared| declared.r#type.clone()).collect()
}

fn terraform(service: &Service) -> Vec<String> {
    service.terraform.clone()
}

/// What is left out for a provider, each with a reason.
fn left_out(provider: &str) -> BTreeSet<String> {
    let lines = data(&format!("left-out/{provider}.tsv"));
    let left: Vec<(&str, &str)> =
        lines.iter().skip(1).map(|line| line.split_once('\t').expect("a claim and a reason")).collect();
    assert!(left.iter().all(|(_, reason)| reason.ends_with('.') && !reason.contains('\t')), "reasons are sentences");
    assert!(left.is_sorted_by(|one, next| one.0 < next.0), "sorted, and each once");
    left.into_iter().map(|(claim, _)| claim.to_owned()).collect()
}

/// Whether a claim, a type or a prefix that ends in `_`, reaches into a prefix or holds it.
fn reaches(claim: &str, prefix: &str) -> bool {
    claim.starts_with(prefix) || claim.ends_with('_') && prefix.starts_with(claim)
}

#[test]
fn every_cloudformation_namespace_belongs_to_a_service_or_is_left_out() {
    let namespace = |claim: &String| claim.split("::").take(2).collect::<Vec<_>>().join("::");
    let claimed: BTreeSet<String> = claims("aws", cloudformation).iter().map(namespace).collect();
    let left = left_out("aws");
    let known = data("iac/cloudformation.txt");
    let nobodys = known.iter().filter(|name| !claimed.contains(*name) && !left.contains(*name));
    assert_none(&nobodys.cloned().collect::<Vec<_>>(), "namespaces of nobody");
    let both = known.iter().filter(|name| claimed.contains(*name) && left.contains(*name));
    assert_none(&both.cloned().collect::<Vec<_>>(), "namespaces that are claimed and left out");
}

#[test]
fn every_terraform_prefix_belongs_to_a_service_or_is_left_out() {
    for provider in ["aws", "azure", "gcp"] {
        let (claimed, left) = (claims(provider, terraform), left_out(provider));
        let known = data(&format!("iac/terraform-{provider}.txt"));
        assert!(known.len() > 100, "{provider}: {}", known.len());
        let nobodys = known.iter().filter(|prefix| !claimed.iter().chain(&left).any(|claim| reaches(claim, prefix)));
        assert_none(&nobodys.cloned().collect::<Vec<_>>(), "prefixes of nobody");
        assert_none(&claimed.intersection(&left).cloned().collect::<Vec<_>>(), "claimed and left out");
    }
}

#[test]
fn no_two_services_claim_one_resource_type_under_one_condition() {
    let mut claims: BTreeMap<(&str, String), Vec<(&str, String)>> = BTreeMap::new();
    for (id, service) in SERVICES.iter() {
        for declared in &service.cloudformation {
            let condition = match declared.when.is_empty() && declared.unless.is_empty() {
                true => String::new(),
                false => format!("when {:?} unless {:?}", declared.when, declared.unless),
            };
            claims.entry(("CloudFormation", declared.r#type.clone())).or_default().push((id, condition));
        }
        for declared in &service.terraform {
            claims.entry(("Terraform", declared.clone())).or_default().push((id, String::new()));
        }
        for declared in &service.arm {
            claims.entry(("Azure Resource Manager", declared.clone())).or_default().push((id, String::new()));
        }
    }
    let twice = claims.into_iter().filter(|(_, claims)| {
        let conditions: BTreeSet<&String> = claims.iter().map(|(_, condition)| condition).collect();
        conditions.len() < claims.len()
    });
    assert_none(&twice.map(|(of, claims)| format!("{of:?}: {claims:?}")).collect::<Vec<_>>(), "resource types");
}
