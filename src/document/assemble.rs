//! The view of a resolved matrix.

use super::ground::{Ground, MOST_IDS, label};
use super::view::*;
use super::{citations, decisions, facts, grid, review};
use crate::architecture::Architecture;
use crate::embedded::Model;
use crate::finding::{Finding, Findings};
use crate::matrix::duty::Side;
use crate::matrix::profile::listing;
use crate::matrix::resolve::one_line;
use crate::matrix::{Cell, Chosen, Holder, Matrix, Profile, Tally};
use crate::report::FindingView;
use std::collections::BTreeSet;

/// The view of a matrix. `findings` are those of the architecture's file.
pub fn view(architecture: &Architecture, model: &Model, matrix: &Matrix, findings: &[Finding]) -> View {
    let ground = Ground { architecture, model, matrix };
    let duties: Vec<DutyView> = matrix.duties.iter().map(|duty| ground.duty(duty)).collect();
    let mut view = View {
        view: VERSION,
        model: ModelFacts { version: model.core.version.version.clone(), date: model.core.version.date.clone() },
        architecture: facts::facts(architecture, matrix, model),
        layers: ground.layers(),
        areas: ground.areas(),
        sources: Vec::new(),
        providers: ground.providers(),
        profiles: matrix.profiles.iter().map(|profile| ground.profile(profile)).collect(),
        components: matrix
            .components
            .iter()
            .enumerate()
            .map(|(at, component)| ground.component(at, component))
            .collect(),
        checklists: ground.checklists(&duties),
        duties,
        decisions: decisions::decisions(&ground),
        grids: grid::grids(&ground),
        departures: review::departures(&ground),
        judgements: review::judgements(&ground),
        conflicts: review::conflicts(&ground),
        counts: ground.counts(),
        findings: findings.iter().take(Findings::MOST).map(finding).collect(),
    };
    view.sources = citations::citations(&view, matrix, model);
    view
}

/// The view with every component's cells in full, as JSON shows it.
pub fn expand(view: &mut View, matrix: &Matrix, architecture: &Architecture, model: &Model) {
    let ground = Ground { architecture, model, matrix };
    for (component, chosen) in view.components.iter_mut().zip(&matrix.components) {
        component.cells =
            matrix.profiles[chosen.profile].cells.iter().map(|cell| ground.cell(&chosen.id, cell)).collect();
    }
}

impl Ground<'_> {
    fn layers(&self) -> Vec<LayerView> {
        let areas = &self.model.core.areas;
        let within =
            |layer: &str| areas.areas.iter().filter(|area| area.layer == layer).map(|area| area.id.clone()).collect();
        areas
            .layers
            .iter()
            .map(|layer| LayerView { id: layer.id.clone(), title: layer.title.clone(), areas: within(&layer.id) })
            .collect()
    }

    fn areas(&self) -> Vec<AreaView> {
        let view = |area: &crate::model::Area| AreaView {
            id: area.id.clone(),
            layer: area.layer.clone(),
            title: area.title.clone(),
            definition: area.definition.clone(),
        };
        self.model.core.areas.areas.iter().map(view).collect()
    }

    /// The providers at work, a vendor each by itself, in the order of their first components.
    fn providers(&self) -> Vec<ProviderView> {
        let mut seen = BTreeSet::new();
        let mut providers = Vec::new();
        for component in &self.matrix.components {
            let key = component.seller();
            let Some(chosen) = self.matrix.providers.iter().find(|provider| provider.id == key.provider) else {
                continue;
            };
            let Some(facts) = self.model.core.providers.get(&key.provider) else { continue };
            let Some(edition) = facts.editions.get(&chosen.edition) else { continue };
            if !seen.insert(key.clone()) {
                continue;
            }
            let full = |sources: &[String]| {
                sources.iter().map(|source| format!("{}/{source}", key.provider)).collect::<Vec<_>>()
            };
            let members: Vec<&Chosen> =
                self.matrix.components.iter().filter(|component| component.seller() == key).collect();
            let within = |category: Option<&str>| {
                let placed =
                    |component: &&&Chosen| component.placed.as_ref().map(|placed| placed.category.as_str()) == category;
                members.iter().filter(placed).map(|component| component.id.clone()).collect::<Vec<_>>()
            };
            let guide = edition.guide.iter().chain(&facts.facts.guide).map(|paragraph| GuideView {
                title: paragraph.title.clone(),
                text: paragraph.text.clone(),
                sources: full(&paragraph.sources),
            });
            let common =
                self.matrix.profiles.iter().find(|profile| profile.seller == key && profile.common.contains(&true));
            providers.push(ProviderView {
                id: self.provider_id(&key),
                name: key.vendor.clone().unwrap_or_else(|| facts.facts.name.clone()),
                short: self.short(&key),
                edition: EditionView {
                    id: chosen.edition.clone(),
                    title: edition.title.clone(),
                    summary: edition.summary.clone(),
                    sources: full(&edition.sources),
                    categories: edition
                        .categories
                        .iter()
                        .map(|(id, category)| CategoryView {
                            id: id.clone(),
                            title: category.title.clone(),
                            meaning: category.meaning.clone(),
                            provider: category.provider.clone(),
                            customer: category.customer.clone(),
                            sources: full(&category.sources),
                            components: within(Some(id)),
                        })
                        .collect(),
                    unplaced: within(None),
                },
                guide: guide.collect(),
                components: members.iter().map(|component| component.id.clone()).collect(),
                common: common.map_or_else(Vec::new, |profile| self.cells_of(profile, true)),
            });
        }
        providers
    }

    fn profile(&self, profile: &Profile) -> ProfileView {
        let first = &self.matrix.components[profile.components[0]];
        let service = &first.service;
        let variant = first.variant.as_ref().and_then(|id| service.variants.get(id).map(|variant| (id, variant)));
        ProfileView {
            id: first.id.clone(),
            components: self.component_ids(&profile.components),
            label: label(&self.component_ids(&profile.components)),
            service: ServiceView {
                id: first.service_id.clone(),
                name: service.name.clone(),
                summary: service.summary.clone(),
                third_party: service.third_party.clone(),
            },
            variant: variant.map(|(id, variant)| VariantView {
                id: id.clone(),
                title: variant.title.clone(),
                when: variant.when.clone(),
            }),
            category: self.placement(first),
            provider: self.provider_id(&profile.seller),
            cells: self.cells_of(profile, false),
            counts: tally(self.matrix.counts.components.get(profile.components[0]).copied().unwrap_or_default()),
        }
    }

    fn placement(&self, component: &Chosen) -> Option<PlacementView> {
        let placed = component.placed.as_ref()?;
        Some(PlacementView {
            id: placed.category.clone(),
            title: self.category_title(&component.provider, &placed.category),
            basis: placed.basis.word().to_owned(),
            sources: placed.sources.iter().map(|source| format!("{}/{source}", component.provider)).collect(),
            because: placed.because.clone(),
        })
    }

    fn cells_of(&self, profile: &Profile, common: bool) -> Vec<CellView> {
        let id = &self.matrix.components[profile.components[0]].id;
        profile
            .cells
            .iter()
            .filter(|cell| profile.common[cell.area] == common)
            .map(|cell| self.cell(id, cell))
            .collect()
    }

    pub(super) fn cell(&self, component: &str, cell: &Cell) -> CellView {
        CellView {
            id: format!("{component}.{}", self.area(cell.area)),
            area: self.area(cell.area).to_owned(),
            party: cell.holder.word().to_owned(),
            provider_duty: cell.provider_duty.clone(),
            customer_duty: cell.customer_duty.clone(),
            option: cell.option.clone(),
            origin: cell.origin.map(|origin| origin.word().to_owned()),
            basis: cell.basis.map(|basis| basis.word().to_owned()),
            sources: cell.sources.clone(),
            because: cell.because.clone(),
            guidance: cell.guidance.clone(),
            note: cell.note.clone(),
            reason: cell.reason.clone(),
            owner: cell.owner.clone(),
            performed_by: cell.performed_by.clone(),
            choices: self.choices(component, cell),
            conflicts: cell
                .conflicts
                .iter()
                .map(|conflict| CellConflictView {
                    source: conflict.source.clone(),
                    party: conflict.party.map(|party| party.word().to_owned()),
                    note: conflict.note.clone(),
                })
                .collect(),
            chain: Vec::new(),
            status: None,
            evidence: Vec::new(),
            departs_from: cell.departs_from.as_ref().map(|departs| DepartsView {
                party: departs.holder.word().to_owned(),
                sources: departs.sources.clone(),
            }),
        }
    }

    /// What each variant of a component's service would answer.
    fn component(&self, at: usize, component: &Chosen) -> ComponentView {
        let written = &self.architecture.components[component.at];
        let defaults = self.architecture.defaults.as_ref();
        let notes = written.notes.as_ref().or_else(|| defaults.and_then(|defaults| defaults.notes.as_ref()));
        let profile = &self.matrix.profiles[component.profile];
        ComponentView {
            id: component.id.clone(),
            name: written.name.as_ref().map_or_else(|| component.id.clone(), |name| one_line(name)),
            group: component.group.clone(),
            service: component.service_id.clone(),
            service_name: component.service.name.clone(),
            variant: component.variant.clone(),
            variant_title: component
                .variant
                .as_ref()
                .and_then(|id| component.service.variants.get(id))
                .map(|variant| variant.title.clone()),
            category: component.placed.as_ref().map(|placed| placed.category.clone()),
            profile: self.matrix.components[profile.components[0]].id.clone(),
            provider: self.provider_id(&component.seller()),
            account: component.account.clone(),
            scope: component.service.scope.map(|scope| scope.word().to_owned()),
            regions: component.regions.clone(),
            data: component.data.clone(),
            instances: written.instances.iter().map(|name| one_line(name)).collect(),
            notes: notes.map(|text| text.to_string()),
            counts: tally(self.matrix.counts.components.get(at).copied().unwrap_or_default()),
            cells: Vec::new(),
        }
    }

    fn duty(&self, duty: &crate::matrix::Duty) -> DutyView {
        DutyView {
            id: duty.id.clone(),
            text: duty.text.clone(),
            side: if duty.side == Side::Customer { "customer" } else { "provider" }.to_owned(),
            areas: duty.areas.iter().map(|&area| self.area(area).to_owned()).collect(),
            components: self.component_ids(&duty.components),
            holds_for: self.holds_for(&duty.components),
            cells: duty
                .cells
                .iter()
                .map(|&(at, area)| format!("{}.{}", self.matrix.components[at].id, self.area(area)))
                .collect(),
            owner: duty.owner.clone(),
            performed_by: duty.performed_by.clone(),
            status: None,
        }
    }

    /// The organisation's duties by owner: those without one first, then by owner id.
    fn checklists(&self, duties: &[DutyView]) -> Vec<ChecklistView> {
        let own: Vec<&DutyView> = duties.iter().filter(|duty| duty.side == "customer").collect();
        let owners: BTreeSet<Option<&String>> = own.iter().map(|duty| duty.owner.as_ref()).collect();
        let name =
            |id: &str| self.architecture.owners.get(id).map_or_else(|| id.to_owned(), |owner| one_line(&owner.name));
        let list = |owner: Option<&String>| {
            let mut duties: Vec<DutyView> =
                own.iter().filter(|duty| duty.owner.as_ref() == owner).map(|&duty| duty.clone()).collect();
            let components = self.concerned(&mut duties);
            let others: BTreeSet<&String> = duties
                .iter()
                .filter_map(|duty| duty.performed_by.as_ref())
                .filter(|performer| Some(*performer) != owner)
                .collect();
            let performers = others.into_iter().map(|performer| PerformerView {
                name: name(performer),
                duties: duties.iter().filter(|duty| duty.performed_by.as_ref() == Some(performer)).count(),
            });
            ChecklistView {
                owner: owner.cloned(),
                name: owner.map(|owner| name(owner)),
                performers: performers.collect(),
                components,
                duties,
            }
        };
        owners.into_iter().map(list).collect()
    }

    /// The components that a list of duties is about, where they are many and not all; its duties then say what they hold
    /// for by what the list is about.
    fn concerned(&self, duties: &mut [DutyView]) -> Vec<String> {
        let ids: BTreeSet<&String> = duties.iter().flat_map(|duty| &duty.components).collect();
        let components = &self.matrix.components;
        if ids.len() <= MOST_IDS || ids.len() == components.len() {
            return Vec::new();
        }
        let about: Vec<usize> = (0..components.len()).filter(|&at| ids.contains(&components[at].id)).collect();
        for duty in duties.iter_mut().filter(|duty| duty.components.len() > MOST_IDS) {
            let meant: BTreeSet<&String> = duty.components.iter().collect();
            let (held, missing): (Vec<usize>, Vec<usize>) =
                about.iter().partition(|&&at| meant.contains(&components[at].id));
            duty.holds_for = match missing.len() {
                0 => format!("all {} of this list", about.len()),
                1..=3 => format!("all of this list but {}", listing(&self.component_ids(&missing))),
                _ => self.named(&held, &about),
            };
        }
        self.component_ids(&about)
    }

    fn counts(&self) -> CountsView {
        let counts = &self.matrix.counts;
        let named = |id: &str, counted: &Tally| NamedTally { id: id.to_owned(), tally: tally(*counted) };
        let side = |side: Side| self.matrix.duties.iter().filter(|duty| duty.side == side).count();
        let cells = |of: &dyn Fn(&Cell) -> bool| {
            let profiles = self.matrix.components.iter().map(|component| &self.matrix.profiles[component.profile]);
            profiles.flat_map(|profile| &profile.cells).filter(|cell| of(cell)).count()
        };
        CountsView {
            total: tally(counts.total),
            layers: self
                .model
                .core
                .areas
                .layers
                .iter()
                .zip(&counts.layers)
                .map(|(layer, counted)| named(&layer.id, counted))
                .collect(),
            components: self
                .matrix
                .components
                .iter()
                .zip(&counts.components)
                .map(|(component, counted)| named(&component.id, counted))
                .collect(),
            customer_duties: side(Side::Customer),
            provider_duties: side(Side::Provider),
            judgements: cells(&|cell| cell.basis == Some(crate::model::Basis::Judgement)),
            departures: cells(&|cell| cell.departs_from.is_some()),
        }
    }
}

fn tally(tally: Tally) -> TallyView {
    TallyView {
        cells: tally.all(),
        customer: tally.of(Holder::Customer),
        shared: tally.of(Holder::Shared),
        provider: tally.of(Holder::Provider),
        not_applicable: tally.of(Holder::NotApplicable),
        undecided: tally.of(Holder::Undecided),
        unplaced: tally.of(Holder::Unplaced),
    }
}

/// A finding as data. The file is named without its folder, so that the same input gives the same bytes from anywhere.
fn finding(finding: &Finding) -> FindingView {
    let mut view = crate::report::view(finding);
    view.file = view.file.map(|file| file.rsplit(['/', '\\']).next().unwrap_or_default().to_owned());
    view
}
