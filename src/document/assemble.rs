//! The view of a resolved matrix.

use super::controls::Wanted;
use super::ground::{CellKey, Ground, MOST_IDS, label};
use super::items::Items;
use super::reader;
use super::view::*;
use super::{citations, controls, decisions, evidence, facts, gaps, grid, review};
use crate::architecture::Architecture;
use crate::embedded::Model;
use crate::finding::{Finding, Findings};
use crate::matrix::digest::digest;
use crate::matrix::duty::Side;
use crate::matrix::profile::listing;
use crate::matrix::resolve::one_line;
use crate::matrix::{Cell, Chosen, Holder, Matrix, Profile, Seller, Tally};
use crate::report::FindingView;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The view of a matrix. `findings` are those of the architecture's file.
pub fn view(architecture: &Arc<Architecture>, model: &Arc<Model>, matrix: &Arc<Matrix>, findings: &[Finding]) -> View {
    view_of(architecture, model, matrix, findings, &Wanted::default())
}

/// The view of a matrix, with what a run chooses: who reads it, and what of its controls.
pub fn view_of(
    architecture: &Arc<Architecture>,
    model: &Arc<Model>,
    matrix: &Arc<Matrix>,
    findings: &[Finding],
    wanted: &Wanted,
) -> View {
    if !wanted.reader.outside {
        return assemble(architecture, model, matrix, findings, wanted);
    }
    let (architecture, matrix) = reader::external(architecture, model, matrix);
    let mut view = assemble(&architecture, model, &matrix, &[], wanted);
    // What the organisation still has to settle inside.
    view.decisions.retain(|decision| !["owner", "agreement", "review"].contains(&decision.kind.as_str()));
    view.outside = true;
    view
}

fn assemble(
    architecture: &Arc<Architecture>,
    model: &Arc<Model>,
    matrix: &Arc<Matrix>,
    findings: &[Finding],
    wanted: &Wanted,
) -> View {
    let ground = Arc::new(Ground::new(architecture, model, matrix));
    let duties = items(&ground, "duties", matrix.duties.len(), |ground, at| ground.duty(&ground.matrix.duties[at]));
    let facts = facts::facts(architecture, matrix, model);
    let reader = &wanted.reader;
    let owner = reader.owner.as_deref();
    let (gaps, allowed) = (gaps::gaps(&ground, owner), gaps::allowed(architecture));
    let accepted = if reader.outside { Vec::new() } else { gaps::accepted(&ground) };
    let providers = ground.providers();
    let editions = ground.editions(&providers);
    let judged = review::judgements(&ground);
    let (grids, heads) = grid::grids(&ground, &facts.groups);
    let sources = citations::citations(&ground, &providers, &facts.sign_off);
    let controls = controls::parts(&ground, &sources, wanted);
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
        frameworks: controls.frameworks,
        statements: controls.statements,
        statement_sources: controls.statement_sources,
        attestations: controls.attestations,
        only_for: controls.only_for,
        findings: findings.iter().take(Findings::MOST).map(|found| finding(found, architecture)).collect(),
        architecture: facts,
        editions,
        providers,
        outside: false,
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
    /// The view with every component's cells in full, as JSON shows it, and the digest of what an approval of it covers; a
    /// view for the outside has not all of that.
    pub fn with_cells(&self) -> Self {
        let mut view = Self { components: components(&self.ground, true), ..self.clone() };
        let Ground { architecture, model, matrix, .. } = &*self.ground;
        view.architecture.digest = (!self.outside).then(|| digest(architecture, model, matrix));
        view
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
        let any_built = self.matrix.components.iter().any(|component| component.built_on.is_some());
        let mut sellers: Vec<Arc<Seller>> = Vec::new();
        for component in &self.matrix.components {
            let seller = &self.matrix.profiles[component.profile].seller;
            if !seen.contains(seller) {
                seen.insert(Arc::clone(seller));
                sellers.push(Arc::clone(seller));
            }
            for below in component.levels().skip(1).map(|level| Arc::new(level.seller())) {
                if seen.insert(Arc::clone(&below)) {
                    sellers.push(below);
                }
            }
        }
        for key in sellers.iter().map(|seller| &**seller) {
            let Some(chosen) = self.matrix.providers.iter().find(|provider| provider.id == key.provider) else {
                continue;
            };
            let Some(facts) = self.model.core.providers.get(&key.provider) else { continue };
            let edition = facts.editions.get(&chosen.edition);
            let profiles = profiles.get(key).map_or(&[][..], Vec::as_slice);
            let full = |sources: &[String]| {
                sources.iter().map(|source| format!("{}/{source}", key.provider)).collect::<Vec<_>>()
            };
            let members: Vec<&Chosen> = self.members(key).iter().map(|&at| &self.matrix.components[at]).collect();
            // What the provider's edition places: also what others have built on its services.
            let is_seller = |of: &Chosen| of.provider == key.provider && of.service.vendor == key.vendor;
            let here: Vec<&Chosen> = match any_built {
                true => self.matrix.components.iter().filter(|component| is_seller(component.lowest())).collect(),
                false => members.clone(),
            };
            let (mut built_on, mut carries): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
            for component in self.matrix.components.iter().filter(|component| component.built_on.is_some()) {
                let names = |list: &mut Vec<String>, level: &Chosen| {
                    let name = self.short(&level.seller());
                    if !list.contains(&name) {
                        list.push(name);
                    }
                };
                let levels: Vec<&Chosen> = component.levels().collect();
                let Some(at) = levels.iter().position(|level| is_seller(level)) else { continue };
                levels[..at].iter().for_each(|level| names(&mut carries, level));
                levels[at + 1..].iter().for_each(|level| names(&mut built_on, level));
            }
            let within = |category: Option<&str>| {
                let placed =
                    |component: &&&Chosen| component.placed.as_ref().map(|placed| placed.category.as_str()) == category;
                here.iter().filter(placed).map(|component| component.id.clone()).collect::<Vec<_>>()
            };
            let guide = edition.iter().flat_map(|edition| &edition.guide).chain(&facts.facts.guide).map(|paragraph| {
                GuideView {
                    title: paragraph.title.clone(),
                    text: paragraph.text.clone(),
                    sources: full(&paragraph.sources),
                }
            });
            let common = profiles.iter().find(|profile| profile.common.contains(&true));
            providers.push(ProviderView {
                id: self.provider_id(key),
                name: key.vendor.clone().unwrap_or_else(|| facts.facts.name.clone()),
                short: self.short(key),
                self_run: facts.facts.self_run,
                built_on,
                carries,
                edition: edition.filter(|_| !here.is_empty()).map(|edition| EditionView {
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
                }),
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

    /// The editions in use, each once, with what all vendors of a provider have in it.
    fn editions(&self, providers: &[ProviderView]) -> Vec<EditionInUse> {
        let mut editions: Vec<EditionInUse> = Vec::new();
        let join = |all: &mut Vec<String>, more: &[String]| {
            all.extend_from_slice(more);
            all.sort_by_key(|id| self.position(id));
        };
        for view in providers {
            let Some(edition) = &view.edition else { continue };
            let provider = view.id.split('/').next().unwrap_or_default();
            let Some(known) = editions.iter_mut().find(|known| known.provider == provider) else {
                editions.push(EditionInUse {
                    provider: provider.to_owned(),
                    heading: view.short.clone(),
                    self_run: view.self_run,
                    edition: edition.clone(),
                    guide: view.guide.clone(),
                });
                continue;
            };
            // Several vendors: the column is headed by the name they go by in general.
            let general = self.model.core.providers.get(provider).map(|facts| facts.facts.short.as_str());
            known.heading = crate::form::heading(general.unwrap_or_default());
            for (all, more) in known.edition.categories.iter_mut().zip(&edition.categories) {
                join(&mut all.components, &more.components);
            }
            join(&mut known.edition.unplaced, &edition.unplaced);
        }
        editions
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
                built_on: first.levels().skip(1).map(|level| self.base(level)).collect(),
            },
            variant: variant.map(|(id, variant)| VariantView {
                id: id.clone(),
                title: variant.title.clone(),
                when: variant.when.clone(),
            }),
            category: self.placement(first),
            provider: self.provider_id(&profile.seller),
            self_run: self.model.core.providers.get(&first.provider).is_some_and(|provider| provider.facts.self_run),
            cells: if cells { self.cells_of(profile, false) } else { Vec::new() },
            counts: tally(self.matrix.counts.components.get(profile.components[0]).copied().unwrap_or_default()),
            holders: self.holders(profile),
        }
    }

    /// What a service is built on.
    fn base(&self, level: &Chosen) -> BaseView {
        BaseView {
            id: level.service_id.clone(),
            name: level.service.name.clone(),
            variant: level.variant.as_ref().and_then(|id| Some(level.service.variants.get(id)?.title.clone())),
            provider: self.short(&level.seller()),
        }
    }

    /// Who holds the cells of a profile that a provider holds, and how many each.
    fn holders(&self, profile: &Profile) -> Vec<HolderView> {
        let mut holders: Vec<HolderView> = Vec::new();
        for cell in profile.cells.iter().filter(|cell| cell.holder == Holder::Provider) {
            let name = self.provider_of(cell, &profile.seller);
            match holders.iter_mut().find(|holder| holder.name == name) {
                Some(holder) => holder.cells += 1,
                None => holders.push(HolderView { name, cells: 1 }),
            }
        }
        holders
    }

    fn placement(&self, component: &Chosen) -> Option<PlacementView> {
        let placed = component.placed.as_ref()?;
        Some(PlacementView {
            id: placed.category.clone(),
            title: self.category_of(component, placed),
            basis: placed.basis.word().to_owned(),
            sources: placed.sources.iter().map(|source| format!("{}/{source}", component.lowest().provider)).collect(),
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
            holder: self.holder(cell.holder, || self.provider_of(cell, seller)),
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
            choices: self.choices(cell, seller),
            conflicts: cell
                .conflicts
                .iter()
                .map(|conflict| CellConflictView {
                    source: conflict.source.clone(),
                    party: conflict.party.map(|party| party.word().to_owned()),
                    holder: self.holder_in(conflict, cell, seller),
                    note: conflict.note.clone(),
                })
                .collect(),
            chain: cell
                .chain
                .iter()
                .map(|link| LinkInChain {
                    provider: link.name.clone(),
                    duty: link.duty.clone(),
                    sources: link.sources.clone(),
                    holds: link.holds,
                })
                .collect(),
            status: cell.status.map(|status| status.word().to_owned()),
            due: cell.due.clone(),
            evidence: cell.evidence.clone(),
            departs_from: cell.departs_from.as_ref().map(|departs| DepartsView {
                party: departs.holder.word().to_owned(),
                holder: self.holder(departs.holder, || departs.provider.clone().unwrap_or_else(|| self.short(seller))),
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
            category_title: component.placed.as_ref().map(|placed| self.category_of(component, placed)),
            profile: self.matrix.components[profile.components[0]].id.clone(),
            provider: self.provider_id(&profile.seller),
            account: component.account.clone(),
            scope: component.service.scope.map(|scope| scope.word().to_owned()),
            regions: component.regions.iter().map(|region| facts::place(region)).collect(),
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
