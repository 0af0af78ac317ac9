//! The view of a resolved matrix.

use super::ground::{CellKey, Ground, MOST_IDS, label};
use super::items::Items;
use super::reader::{self, Reader};
use super::view::*;
use super::{citations, decisions, evidence, facts, gaps, grid, review};
use crate::architecture::Architecture;
use crate::embedded::Model;
use crate::finding::{Finding, Findings};
use crate::matrix::duty::Side;
use crate::matrix::profile::listing;
use crate::matrix::resolve::one_line;
use crate::matrix::{Cell, Chosen, Holder, Matrix, Profile, Seller, Tally};
use crate::report::FindingView;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The view of a matrix. `findings` are those of the architecture's file.
pub fn view(architecture: &Arc<Architecture>, model: &Arc<Model>, matrix: &Arc<Matrix>, findings: &[Finding]) -> View {
    view_for(&Reader::default(), architecture, model, matrix, findings)
}

/// The view of a matrix for somebody who reads it.
pub fn view_for(
    reader: &Reader,
    architecture: &Arc<Architecture>,
    model: &Arc<Model>,
    matrix: &Arc<Matrix>,
    findings: &[Finding],
) -> View {
    if !reader.outside {
        return assemble(reader, architecture, model, matrix, findings);
    }
    let (architecture, matrix) = reader::external(architecture, model, matrix);
    let mut view = assemble(reader, &architecture, model, &matrix, &[]);
    // What the organisation still has to settle inside, and a digest of what is not all here.
    view.decisions.retain(|decision| !["owner", "agreement", "review"].contains(&decision.kind.as_str()));
    view.architecture.digest = None;
    view
}

fn assemble(
    reader: &Reader,
    architecture: &Arc<Architecture>,
    model: &Arc<Model>,
    matrix: &Arc<Matrix>,
    findings: &[Finding],
) -> View {
    let ground = Arc::new(Ground::new(architecture, model, matrix));
    let duties = items(&ground, "duties", matrix.duties.len(), |ground, at| ground.duty(&ground.matrix.duties[at]));
    let facts = facts::facts(architecture, matrix, model);
    let owner = reader.owner.as_deref();
    let (gaps, allowed) = (gaps::gaps(&ground, owner), gaps::allowed(architecture));
    let accepted = if reader.outside { Vec::new() } else { gaps::accepted(&ground) };
    let providers = ground.providers();
    let judged = review::judgements(&ground);
    let (grids, heads) = grid::grids(&ground, &facts.groups);
    let sources = citations::citations(&ground, &providers, &facts.sign_off);
    let evidence = evidence::evidence(&ground);
    View {
        view: VERSION,
        audience: reader.audience().to_owned(),
        owner: reader.owner.clone(),
        model: ModelFacts { version: model.core.version.version.clone(), date: model.core.version.date.clone() },
        sections: sections(&facts, &providers, &evidence, !accepted.is_empty() || !allowed.is_empty()),
        layers: ground.layers(),
        areas: ground.areas(),
        sources,
        profiles: items(&ground, "profiles", matrix.profiles.len(), |ground, at| {
            ground.profile(&ground.matrix.profiles[at], true)
        }),
        components: components(&ground, false),
        checklists: ground.checklists(&duties, owner),
        duties,
        decisions: decisions::decisions(&ground, &judged),
        grids,
        heads,
        departures: review::departures(&ground),
        judgements: judged.into_iter().map(|(view, _)| view).collect(),
        conflicts: review::conflicts(&ground),
        evidence,
        gaps,
        accepted,
        allowed,
        counts: ground.counts(),
        findings: findings.iter().take(Findings::MOST).map(|found| finding(found, architecture)).collect(),
        architecture: facts,
        providers,
        ground,
    }
}

/// A list of the view whose items are made from the ground.
pub(super) fn items<T>(
    ground: &Arc<Ground>,
    list: &str,
    len: usize,
    make: impl Fn(&Ground, usize) -> T + Send + Sync + 'static,
) -> Items<T> {
    let ground = Arc::clone(ground);
    Items::new(list, len, move |at| make(&ground, at))
}

fn components(ground: &Arc<Ground>, cells: bool) -> Items<ComponentView> {
    items(ground, "components", ground.matrix.components.len(), move |ground, at| ground.component(at, cells))
}

impl View {
    /// The view with every component's cells in full, as JSON shows it.
    pub fn with_cells(&self) -> Self {
        Self { components: components(&self.ground, true), ..self.clone() }
    }

    /// A component, by its id.
    pub fn component(&self, id: &str) -> Option<ComponentView> {
        self.components.get(self.ground.position(id)?)
    }

    /// A profile without its cells, by its position in `profiles`.
    pub(super) fn profile_in_brief(&self, at: usize) -> Option<ProfileView> {
        self.ground.matrix.profiles.get(at).map(|profile| self.ground.profile(profile, false))
    }

    /// A duty without the names of what it holds for, by its position in `duties`.
    pub(super) fn duty_in_brief(&self, at: usize) -> Option<DutyView> {
        self.ground.matrix.duties.get(at).map(|duty| self.ground.duty_in_brief(duty))
    }

    /// A grid without its rows, by its position in `grids`.
    pub(super) fn grid_in_brief(&self, at: usize) -> Option<GridView> {
        self.heads.get(at)
    }

    /// The position of a profile in `profiles`, by the id of a component in it.
    pub(super) fn profile_position(&self, component: &str) -> Option<usize> {
        Some(self.ground.matrix.components[self.ground.position(component)?].profile)
    }

    /// A profile's own cells: what tells apart a cell that others hold too, and how to make it.
    pub(super) fn cells_in(
        &self,
        profile: usize,
    ) -> impl Iterator<Item = (Option<CellKey>, impl FnOnce() -> CellView)> {
        let ground = &self.ground;
        let profile = &ground.matrix.profiles[profile];
        let component = &ground.matrix.components[profile.components[0]];
        profile.cells.iter().filter(|cell| !profile.common[cell.area]).map(move |cell| {
            (CellKey::of(cell, &profile.seller), move || ground.cell(component, &profile.seller, cell))
        })
    }
}

/// The sections of the document, in order and numbered.
fn sections(
    architecture: &ArchitectureFacts,
    providers: &[ProviderView],
    evidence: &[EvidenceView],
    excepted: bool,
) -> Vec<SectionView> {
    let closing = match (architecture.revisions.is_empty(), architecture.sign_off.is_empty()) {
        (true, true) => None,
        (false, false) => Some("Revisions and sign-off"),
        (true, false) => Some("Sign-off"),
        (false, true) => Some("Revisions"),
    };
    let once = providers.iter().any(|provider| !provider.common.is_empty());
    let left = format!("What is left for {}", architecture.customer);
    let sections = [
        ("decisions", Some("What needs a decision")),
        ("duties", Some(&left)),
        ("holders", Some("Who holds what")),
        ("once", once.then_some("Once per provider")),
        ("profiles", Some("Each profile in full")),
        ("departures", Some("Departures from the model")),
        ("judgements", Some("Judgements and conflicts")),
        ("scope", Some("Scope and assumptions")),
        ("evidence", (!evidence.is_empty()).then_some("Evidence")),
        ("exceptions", excepted.then_some("Accepted and allowed")),
        ("sources", Some("Sources")),
        ("sign-off", closing),
    ];
    let there = sections.into_iter().filter_map(|(id, title)| Some((id, title?)));
    there
        .enumerate()
        .map(|(at, (id, title))| SectionView { id: id.to_owned(), number: at + 1, title: title.to_owned() })
        .collect()
}

impl Ground {
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
        let mut profiles: BTreeMap<&Seller, Vec<&Profile>> = BTreeMap::new();
        for profile in &self.matrix.profiles {
            profiles.entry(&profile.seller).or_default().push(profile);
        }
        for component in &self.matrix.components {
            let key = &*self.matrix.profiles[component.profile].seller;
            if !seen.insert(key) {
                continue;
            }
            let Some(chosen) = self.matrix.providers.iter().find(|provider| provider.id == key.provider) else {
                continue;
            };
            let Some(facts) = self.model.core.providers.get(&key.provider) else { continue };
            let Some(edition) = facts.editions.get(&chosen.edition) else { continue };
            let profiles = profiles.get(key).map_or(&[][..], Vec::as_slice);
            let full = |sources: &[String]| {
                sources.iter().map(|source| format!("{}/{source}", key.provider)).collect::<Vec<_>>()
            };
            let members: Vec<&Chosen> = self.members(key).iter().map(|&at| &self.matrix.components[at]).collect();
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
            let common = profiles.iter().find(|profile| profile.common.contains(&true));
            providers.push(ProviderView {
                id: self.provider_id(key),
                name: key.vendor.clone().unwrap_or_else(|| facts.facts.name.clone()),
                short: self.short(key),
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
                profiles: profiles
                    .iter()
                    .map(|profile| self.matrix.components[profile.components[0]].id.clone())
                    .collect(),
                common: common.map_or_else(Vec::new, |profile| self.cells_of(profile, true)),
            });
        }
        providers
    }

    fn profile(&self, profile: &Profile, cells: bool) -> ProfileView {
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
            cells: if cells { self.cells_of(profile, false) } else { Vec::new() },
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
        let component = &self.matrix.components[profile.components[0]];
        profile
            .cells
            .iter()
            .filter(|cell| profile.common[cell.area] == common)
            .map(|cell| self.cell(component, &profile.seller, cell))
            .collect()
    }

    fn cell(&self, component: &Chosen, seller: &Seller, cell: &Cell) -> CellView {
        CellView {
            id: format!("{}.{}", component.id, self.area(cell.area)),
            area: self.area(cell.area).to_owned(),
            party: cell.holder.word().to_owned(),
            holder: self.holder(cell.holder, seller),
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
            choices: self.choices(&component.service, cell),
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
            status: cell.status.map(|status| status.word().to_owned()),
            due: cell.due.clone(),
            evidence: cell.evidence.clone(),
            departs_from: cell.departs_from.as_ref().map(|departs| DepartsView {
                party: departs.holder.word().to_owned(),
                sources: departs.sources.clone(),
            }),
        }
    }

    fn component(&self, at: usize, cells: bool) -> ComponentView {
        let component = &self.matrix.components[at];
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
            category_title: component
                .placed
                .as_ref()
                .map(|placed| self.category_title(&component.provider, &placed.category)),
            profile: self.matrix.components[profile.components[0]].id.clone(),
            provider: self.provider_id(&profile.seller),
            account: component.account.clone(),
            scope: component.service.scope.map(|scope| scope.word().to_owned()),
            regions: component.regions.clone(),
            data: component.data.clone(),
            instances: written.instances.iter().map(|name| one_line(name)).collect(),
            notes: notes.map(|text| text.to_string()),
            counts: tally(self.matrix.counts.components.get(at).copied().unwrap_or_default()),
            cells: match cells {
                true => profile.cells.iter().map(|cell| self.cell(component, &profile.seller, cell)).collect(),
                false => Vec::new(),
            },
        }
    }

    fn duty(&self, duty: &crate::matrix::Duty) -> DutyView {
        DutyView {
            components: self.component_ids(&duty.components),
            cells: duty
                .cells
                .iter()
                .map(|&(at, area)| format!("{}.{}", self.matrix.components[at as usize].id, self.area(area as usize)))
                .collect(),
            ..self.duty_in_brief(duty)
        }
    }

    /// A duty without the names of the components and cells it holds for.
    fn duty_in_brief(&self, duty: &crate::matrix::Duty) -> DutyView {
        DutyView {
            id: duty.id.clone(),
            text: duty.text.clone(),
            side: if duty.side == Side::Customer { "customer" } else { "provider" }.to_owned(),
            areas: duty.areas.iter().map(|&area| self.area(area).to_owned()).collect(),
            components: Vec::new(),
            holds_for: self.holds_for(&duty.components),
            cells: Vec::new(),
            row: duty.cells.first().map_or_else(String::new, |&(at, area)| self.row(at as usize, area as usize)),
            owner: duty.owner.clone(),
            performed_by: duty.performed_by.clone(),
            status: duty.status.map(|status| status.word().to_owned()),
            due: duty.due.clone(),
            evidence: duty.evidence.clone(),
        }
    }

    /// The organisation's duties by owner: those without one first, then by owner id. `only`: what one owner answers for or
    /// does.
    fn checklists(self: &Arc<Self>, duties: &Items<DutyView>, only: Option<&str>) -> Vec<ChecklistView> {
        let mut owners: BTreeMap<Option<&String>, Vec<usize>> = BTreeMap::new();
        let shown = |duty: &&crate::matrix::Duty| {
            let hands = [duty.owner.as_deref(), duty.performed_by.as_deref()];
            duty.side == Side::Customer && (only.is_none() || hands.contains(&only))
        };
        for (at, duty) in self.matrix.duties.iter().enumerate().filter(|(_, duty)| shown(duty)) {
            owners.entry(duty.owner.as_ref()).or_default().push(at);
        }
        let name =
            |id: &str| self.architecture.owners.get(id).map_or_else(|| id.to_owned(), |owner| one_line(&owner.name));
        let list = |(at, (owner, own)): (usize, (Option<&String>, Vec<usize>))| {
            let mut others: BTreeMap<&String, usize> = BTreeMap::new();
            for performer in own.iter().filter_map(|&at| self.matrix.duties[at].performed_by.as_ref()) {
                if Some(performer) != owner {
                    *others.entry(performer).or_default() += 1;
                }
            }
            let about = self.concerned(&own);
            let items = self.listed(duties, at, own, &about);
            ChecklistView {
                owner: owner.cloned(),
                name: owner.map(|owner| name(owner)),
                performers: others
                    .into_iter()
                    .map(|(performer, duties)| PerformerView { name: name(performer), duties })
                    .collect(),
                components: self.component_ids(&about),
                duties: items,
            }
        };
        owners.into_iter().enumerate().map(list).collect()
    }

    /// The components that some duties are about, where they are many and not all: what the duties of a list then hold for
    /// is told by what the list is about.
    fn concerned(&self, duties: &[usize]) -> Vec<usize> {
        let components: BTreeSet<usize> =
            duties.iter().flat_map(|&duty| self.matrix.duties[duty].components.iter().copied()).collect();
        match components.len() <= MOST_IDS || components.len() == self.matrix.components.len() {
            true => Vec::new(),
            false => components.into_iter().collect(),
        }
    }

    /// The duties of a checklist.
    fn listed(
        self: &Arc<Self>,
        duties: &Items<DutyView>,
        list: usize,
        own: Vec<usize>,
        about: &[usize],
    ) -> Items<DutyView> {
        if about.is_empty() {
            return duties.some(own);
        }
        let (about, names) = (about.to_vec(), format!("checklists.{list}"));
        items(self, &names, self.matrix.duties.len(), move |ground, at| {
            let duty = &ground.matrix.duties[at];
            let mut view = ground.duty(duty);
            if duty.components.len() > MOST_IDS {
                let missing: Vec<usize> =
                    about.iter().copied().filter(|at| duty.components.binary_search(at).is_err()).collect();
                view.holds_for = match missing.len() {
                    0 => format!("all {} of this list", about.len()),
                    1..=3 => format!("all of this list but {}", listing(&ground.component_ids(&missing))),
                    _ => ground.named(&duty.components, &about),
                };
            }
            view
        })
        .some(own)
    }

    fn counts(self: &Arc<Self>) -> CountsView {
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
            components: items(self, "counts.components", counts.components.len(), |ground, at| NamedTally {
                id: ground.matrix.components[at].id.clone(),
                tally: tally(ground.matrix.counts.components[at]),
            }),
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

/// A finding as data. The file is named from the folder of the architecture, so that the same input gives the same bytes
/// from anywhere.
fn finding(finding: &Finding, architecture: &Architecture) -> FindingView {
    let mut view = crate::report::view(finding);
    let named = |file: &str| {
        let mut further = architecture.include.iter().chain(&architecture.owners_from).map(|path| path.as_str());
        let further = further.find(|path| file.ends_with(&format!("/{path}")));
        further.unwrap_or_else(|| file.rsplit(['/', '\\']).next().unwrap_or_default()).to_owned()
    };
    view.file = view.file.as_deref().map(named);
    view
}
