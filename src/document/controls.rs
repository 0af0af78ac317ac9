//! The controls of the view: each is made when it is asked for, from chapters that are decided once.

use super::assemble::items;
use super::framework_view::*;
use super::ground::Ground;
use super::items::Items;
use super::reader::Reader;
use super::view::SourceView;
use crate::architecture::Side;
use crate::controls::{self, Asked, Catalog, Chapter, Decided, Holding, Outcome};
use crate::matrix::duty::Side as DutySide;
use crate::matrix::frameworks::plain_id;
use crate::matrix::profile::listing;
use crate::matrix::resolve::one_line;
use crate::matrix::{Duty, Holder, Matrix, Seller, Used};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a run chooses beyond the file: who reads, and what of the controls.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Who reads the document.
    pub reader: Reader,
    /// Whose part alone is asked for.
    pub asked: Option<Asked>,
    /// Catalogues of the user's own, by the id of the framework whose controls they hold.
    pub catalogs: BTreeMap<String, Arc<Catalog>>,
}

/// What the parts of a view that are about controls are made from.
struct Press {
    chapters: Vec<Chapter>,
    wanted: Wanted,
    /// The components in scope of each chapter, by profile.
    members: Vec<Members>,
    /// The components of all chapters.
    scope: BTreeSet<usize>,
    /// Who holds each area for them, in the order of the areas.
    holdings: Vec<Vec<Holding>>,
}

/// The components in scope of a chapter, by the position of their profile: a control is told by profiles, and names
/// components only where they are few or all are wanted.
struct Members {
    by_profile: Vec<Vec<usize>>,
    all: usize,
}

impl Members {
    fn of(chapter: &Chapter, matrix: &Matrix) -> Self {
        let mut by_profile = vec![Vec::new(); matrix.profiles.len()];
        for &at in &chapter.components {
            by_profile[matrix.components[at].profile].push(at);
        }
        Self { by_profile, all: chapter.components.len() }
    }

    fn count(&self, profiles: &BTreeSet<usize>) -> usize {
        profiles.iter().map(|&profile| self.by_profile[profile].len()).sum()
    }

    /// The components of some profiles, in order.
    fn components(&self, profiles: &BTreeSet<usize>) -> Vec<usize> {
        let mut components: Vec<usize> =
            profiles.iter().flat_map(|&profile| self.by_profile[profile].iter().copied()).collect();
        components.sort_unstable();
        components
    }

    /// The components of all other profiles, in order.
    fn others(&self, profiles: &BTreeSet<usize>) -> Vec<usize> {
        let others = (0..self.by_profile.len()).filter(|profile| !profiles.contains(profile)).collect();
        self.components(&others)
    }
}

/// The frameworks of a view, and what belongs to them.
pub(super) fn parts(ground: &Arc<Ground>, sources: &[SourceView], wanted: &Wanted) -> Parts {
    let areas = &ground.model.core.areas;
    let chapters = controls::chapters(&ground.architecture, &ground.matrix, areas, wanted.asked.as_ref());
    let scope: BTreeSet<usize> = chapters.iter().flat_map(|chapter| chapter.components.iter().copied()).collect();
    let all: Vec<usize> = scope.iter().copied().collect();
    let holdings = controls::holdings(&ground.matrix, &all, areas, wanted.asked.as_ref());
    let members = chapters.iter().map(|chapter| Members::of(chapter, &ground.matrix)).collect();
    let press = Arc::new(Press { chapters, wanted: wanted.clone(), members, scope, holdings });
    let frameworks = (0..press.chapters.len()).map(|at| framework(ground, &press, at)).collect();
    let in_use: BTreeSet<usize> =
        press.chapters.iter().flat_map(|chapter| &chapter.controls).flat_map(|decided| decided.areas.clone()).collect();
    let in_use: Vec<usize> = in_use.into_iter().collect();
    let cited: BTreeSet<String> = in_use.iter().flat_map(|&area| ground.sources_of(&press, area)).collect();
    let stated = Arc::clone(&press);
    Parts {
        frameworks,
        statements: items(ground, "statements", in_use.len(), move |ground, at| ground.statement(&stated, in_use[at])),
        statement_sources: sources.iter().filter(|source| cited.contains(&source.id)).cloned().collect(),
        attestations: ground.attestations(),
        only_for: wanted.asked.as_ref().map(|asked| match asked {
            Asked::Seller(seller) => ground.seller_party(seller),
            Asked::Owner(id) => {
                PartyView { kind: "third-party".to_owned(), id: Some(id.clone()), name: ground.owner_name(id) }
            }
        }),
    }
}

fn framework(ground: &Arc<Ground>, press: &Arc<Press>, at: usize) -> FrameworkView {
    let chapter = &press.chapters[at];
    let used = &ground.matrix.frameworks[chapter.used];
    let framework = &used.framework;
    let written = &ground.architecture.frameworks[used.at];
    let text = |id: &String| framework.define_sources.get(id);
    let profile = used.profile.as_ref().and_then(|profile| framework.profiles.get(profile));
    let cited = framework.sources.iter().chain(profile.iter().flat_map(|profile| &profile.sources));
    let mut met = BTreeSet::new();
    let texts = cited.filter(|id| met.insert(*id)).filter_map(text).map(|citation| TextView {
        title: citation.title.clone(),
        address: citation.address.clone(),
        copy: citation.copy.clone(),
        read: citation.read.clone(),
        note: citation.note.clone(),
    });
    let catalog = press.wanted.catalogs.get(&used.id);
    let class = |id: &crate::form::Id| {
        let class = ground.architecture.data_classes.get(id.as_str());
        class.map_or_else(|| id.to_string(), |class| one_line(&class.title))
    };
    let undeclared = chapter.left_out.iter().copied().filter(|&at| ground.matrix.components[at].data.is_empty());
    let undeclared: Vec<usize> = undeclared.collect();
    let (mine, brief) = (Arc::clone(press), Arc::clone(press));
    let list = format!("frameworks.{at}");
    FrameworkView {
        id: used.profile.as_ref().map_or_else(|| used.id.clone(), |profile| format!("{}/{profile}", used.id)),
        number: at + 1,
        name: framework.name.clone(),
        short: framework.short.clone(),
        version: framework.version.clone(),
        profile: profile.map(|profile| profile.title.clone()),
        publisher: framework.publisher.clone(),
        licence: framework.licence.clone(),
        summary: framework.summary.clone(),
        status: framework.status.map(|status| status.word().to_owned()),
        side: used.side.word().to_owned(),
        downstream: ground.downstream_name(used),
        sources: texts.collect(),
        catalog: catalog.map(|catalog| CatalogView { title: catalog.title.clone(), version: catalog.version.clone() }),
        data: written.data.iter().map(class).collect(),
        components: ground.component_ids(&chapter.components),
        holds_for: ground.holds_for(&chapter.components),
        left_out: ground.component_ids(&chapter.left_out),
        left_out_undeclared: ground.component_ids(&undeclared),
        counts: counts(used, chapter),
        without_part: chapter.without_part.iter().map(|&at| framework.controls[at].id.clone()).collect(),
        in_brief: items(ground, &list, chapter.controls.len(), move |ground, control| {
            ground.control(&brief, at, &brief.chapters[at].controls[control], false)
        }),
        controls: items(ground, &list, chapter.controls.len(), move |ground, control| {
            ground.control(&mine, at, &mine.chapters[at].controls[control], true)
        }),
    }
}

fn counts(used: &Used, chapter: &Chapter) -> ControlCounts {
    let of = |result: Outcome| chapter.controls.iter().filter(|decided| decided.result == result).count();
    let parts = chapter.controls.iter().map(|decided| used.framework.controls[decided.control].parts.len());
    ControlCounts {
        controls: chapter.controls.len(),
        parts: parts.sum(),
        organisation: of(Outcome::Organisation),
        shared: of(Outcome::Shared),
        supported: of(Outcome::Supported),
        inherited: of(Outcome::Inherited),
        own: of(Outcome::Own),
        not_applicable: of(Outcome::NotApplicable),
        undecided: of(Outcome::Undecided),
    }
}

/// Who holds an area: names, profiles, and whether for some of them no source says so.
type Hand = (Who, BTreeSet<usize>, bool);

/// Who answers for something, by name, and who does it, where that is another.
type Who = (String, Option<String>);

/// How a control names components.
struct Names<'a> {
    ground: &'a Ground,
    members: &'a Members,
    /// Whether it names all of them.
    whole: bool,
}

impl Names<'_> {
    fn ids(&self, profiles: &BTreeSet<usize>) -> Vec<String> {
        match self.whole {
            true => self.ground.component_ids(&self.members.components(profiles)),
            false => Vec::new(),
        }
    }

    fn holds_for(&self, profiles: &BTreeSet<usize>) -> String {
        match self.whole {
            true => self.ground.holds_for(&self.members.components(profiles)),
            false => String::new(),
        }
    }

    /// Components in a few words, among those in scope.
    fn in_short(&self, profiles: &BTreeSet<usize>) -> String {
        const FEW: usize = 4;
        let count = self.members.count(profiles);
        let named = |components: Vec<usize>| listing(&self.ground.component_ids(&components));
        match self.members.all - count {
            0 => "all".to_owned(),
            _ if count <= FEW => named(self.members.components(profiles)),
            missing if missing <= FEW => format!("all but {}", named(self.members.others(profiles))),
            _ => format!("{count} components"),
        }
    }
}

impl Ground {
    /// A control; `whole` with the components of each side by id.
    fn control(&self, press: &Press, at: usize, decided: &Decided, whole: bool) -> ControlView {
        let chapter = &press.chapters[at];
        let names = Names { ground: self, members: &press.members[at], whole };
        let used = &self.matrix.frameworks[chapter.used];
        let framework = &used.framework;
        let control = &framework.controls[decided.control];
        let entry = press.wanted.catalogs.get(&used.id).and_then(|catalog| catalog.control(&control.id));
        let weight = |at: usize| if at < decided.high { "high" } else { "medium" };
        let areas = decided.areas.iter().enumerate().map(|(at, &area)| ControlArea {
            id: self.area(area).to_owned(),
            number: area + 1,
            weight: weight(at).to_owned(),
        });
        let tailored = used.not_applicable.contains_key(&decided.control);
        let held: Vec<(usize, &Holding)> = match tailored {
            true => Vec::new(),
            false => {
                let of = |&area: &usize| chapter.holdings[area].iter().map(move |holding| (area, holding));
                decided.areas.iter().flat_map(of).collect()
            }
        };
        let who = self.who(used, decided, &held, control.policy && !tailored);
        let ids = |areas: &[usize]| areas.iter().map(|&area| self.area(area).to_owned()).collect::<Vec<_>>();
        ControlView {
            id: control.id.clone(),
            anchor: format!("{}.{}", at + 1, plain_id(&control.id)),
            group: control.group.clone(),
            group_title: framework
                .groups
                .iter()
                .find(|group| group.id == control.group)
                .and_then(|group| group.title.clone()),
            title: entry.and_then(|entry| entry.title.clone()).or_else(|| control.title.clone()),
            text: entry.and_then(|entry| entry.text.clone()).filter(|_| control.parts.is_empty()),
            parts: control
                .parts
                .iter()
                .map(|part| ControlPart {
                    id: framework.part(&control.id, part),
                    text: entry.and_then(|entry| entry.parts.get(part).cloned()),
                    evidence: Vec::new(),
                })
                .collect(),
            result: decided.result.word().to_owned(),
            who_words: distinct(who.iter().map(|party| party.name.as_str())),
            who,
            reason: decided.reason.as_ref().map(|reason| one_line(reason)),
            because: control.because.clone(),
            policy: control.policy,
            areas: areas.collect(),
            related: ids(&decided.related),
            components: self.by_party(&held, &names),
            provider: self.provider_shares(&held, &names),
            left: self.left(&held, &names),
            downstream: if tailored { Vec::new() } else { ids(&decided.downstream) },
            attestations: decided
                .attestations
                .iter()
                .map(|&at| self.architecture.attestations[self.matrix.attestations[at].at].id.to_string())
                .collect(),
            not_covered: self.component_ids(&decided.not_covered),
            evidence: {
                let mut met = BTreeSet::new();
                held.iter().flat_map(|(_, holding)| &holding.evidence).filter(|id| met.insert(*id)).cloned().collect()
            },
        }
    }

    /// Who takes part: providers in their order, the organisation, third parties, its own customers.
    fn who(&self, used: &Used, decided: &Decided, held: &[(usize, &Holding)], policy: bool) -> Vec<PartyView> {
        let holds = |holding: &Holding, holder: Holder| holding.holder == holder || holding.holder == Holder::Shared;
        let mut sellers: Vec<(usize, &Seller)> = Vec::new();
        let mut third: BTreeSet<&str> = BTreeSet::new();
        let mut own = decided.result == Outcome::Own || policy;
        for (_, holding) in held {
            if holds(holding, Holder::Provider) {
                let first = holding.profiles.first().copied().unwrap_or_default();
                for seller in &holding.sellers {
                    match sellers.iter_mut().find(|(_, known)| *known == seller) {
                        Some((at, _)) => *at = first.min(*at),
                        None => sellers.push((first, seller)),
                    }
                }
            }
            if holds(holding, Holder::Customer) {
                own = true;
                let hands = [&holding.owner, &holding.performed_by].into_iter().flatten().map(String::as_str);
                third.extend(hands.filter(|id| self.is_third_party(id)));
            }
        }
        sellers.sort_by_key(|(first, _)| *first);
        let mut who: Vec<PartyView> = sellers.into_iter().map(|(_, seller)| self.seller_party(seller)).collect();
        let party = |kind: &str, id: Option<&str>, name: String| PartyView {
            kind: kind.to_owned(),
            id: id.map(str::to_owned),
            name,
        };
        if own {
            who.push(party("organisation", None, self.customer()));
        }
        who.extend(third.into_iter().map(|id| party("third-party", Some(id), self.owner_name(id))));
        if let Some(name) = self.downstream_name(used).filter(|_| !decided.downstream.is_empty()) {
            who.push(party("downstream", None, name));
        }
        who
    }

    /// The components by who holds the deciding areas for them: both sides' together are shared.
    fn by_party(&self, held: &[(usize, &Holding)], names: &Names<'_>) -> Vec<ControlComponents> {
        let mut holders: BTreeMap<usize, (BTreeSet<Holder>, BTreeSet<&Seller>)> = BTreeMap::new();
        for (_, holding) in held {
            for &profile in &holding.profiles {
                let (holders, sellers) = holders.entry(profile).or_default();
                holders.insert(holding.holder);
                if matches!(holding.holder, Holder::Provider | Holder::Shared) {
                    sellers.extend(&holding.sellers);
                }
            }
        }
        let overall = |holders: &BTreeSet<Holder>| {
            let has = |holder: &Holder| holders.contains(holder);
            match () {
                () if has(&Holder::Undecided) => Holder::Undecided,
                () if has(&Holder::Unplaced) => Holder::Unplaced,
                () if has(&Holder::Shared) || has(&Holder::Customer) && has(&Holder::Provider) => Holder::Shared,
                () if has(&Holder::Customer) => Holder::Customer,
                () if has(&Holder::Provider) => Holder::Provider,
                () => Holder::NotApplicable,
            }
        };
        let mut groups: BTreeMap<(Holder, String), BTreeSet<usize>> = BTreeMap::new();
        for (profile, (holders, sellers)) in holders {
            let holder = overall(&holders);
            groups.entry((holder, self.all_of(holder, sellers))).or_default().insert(profile);
        }
        let view = |((holder, words), profiles): ((Holder, String), BTreeSet<usize>)| ControlComponents {
            party: holder.word().to_owned(),
            holder: words,
            components: names.ids(&profiles),
            holds_for: names.holds_for(&profiles),
            in_short: names.in_short(&profiles),
        };
        groups.into_iter().map(view).collect()
    }

    /// A party in words, with all names where it is shared.
    fn all_of<'s>(&self, holder: Holder, sellers: impl IntoIterator<Item = &'s Seller>) -> String {
        let mut names: Vec<String> = sellers.into_iter().map(|seller| self.short(seller)).collect();
        match holder {
            Holder::Shared => {
                names.push(self.customer());
                distinct(names.iter().map(String::as_str))
            }
            Holder::Provider => distinct(names.iter().map(String::as_str)),
            Holder::Customer => self.customer(),
            Holder::NotApplicable => "does not apply".to_owned(),
            _ => holder.word().to_owned(),
        }
    }

    fn provider_shares(&self, held: &[(usize, &Holding)], names: &Names<'_>) -> Vec<ControlShare> {
        let held = held.iter().filter(|(_, holding)| matches!(holding.holder, Holder::Provider | Holder::Shared));
        self.shares(held, names, |holding| holding.sellers.iter().map(|seller| (self.short(seller), None)).collect())
    }

    fn left(&self, held: &[(usize, &Holding)], names: &Names<'_>) -> Vec<ControlShare> {
        let held = held.iter().filter(|(_, holding)| matches!(holding.holder, Holder::Customer | Holder::Shared));
        self.shares(held, names, |holding| vec![self.hands(holding.owner.as_deref(), holding.performed_by.as_deref())])
    }

    /// Who answers for something, by name, and who does it, where that is another.
    fn hands(&self, owner: Option<&str>, performer: Option<&str>) -> Who {
        let name = owner.map_or_else(|| self.customer(), |id| self.owner_name(id));
        (name, performer.filter(|performer| Some(*performer) != owner).map(|id| self.owner_name(id)))
    }

    /// Holdings by area; areas that the same hands hold for the same components stand together.
    fn shares<'h>(
        &self,
        held: impl Iterator<Item = &'h (usize, &'h Holding)>,
        names: &Names<'_>,
        named: impl Fn(&Holding) -> Vec<Who>,
    ) -> Vec<ControlShare> {
        let mut by_area: Vec<(usize, Vec<Hand>)> = Vec::new();
        for (area, holding) in held {
            if by_area.last().is_none_or(|(last, _)| last != area) {
                by_area.push((*area, Vec::new()));
            }
            let Some((_, hands)) = by_area.last_mut() else { continue };
            for who in named(holding) {
                let at = hands.iter().position(|(known, ..)| *known == who).unwrap_or_else(|| {
                    hands.push((who, BTreeSet::new(), false));
                    hands.len() - 1
                });
                hands[at].1.extend(&holding.profiles);
                hands[at].2 |= !holding.judged.is_empty();
            }
        }
        let mut alike: Vec<(Vec<Hand>, Vec<usize>)> = Vec::new();
        for (area, hands) in by_area {
            match alike.iter_mut().find(|(known, _)| *known == hands) {
                Some((_, areas)) => areas.push(area),
                None => alike.push((hands, vec![area])),
            }
        }
        let holder = |(who, profiles, judgement): Hand| ShareHolder {
            name: who.0,
            performed_by: who.1,
            components: names.ids(&profiles),
            holds_for: names.holds_for(&profiles),
            in_short: names.in_short(&profiles),
            judgement,
        };
        let share = |(hands, areas): (Vec<Hand>, Vec<usize>)| ControlShare {
            areas: areas.into_iter().map(|area| self.area(area).to_owned()).collect(),
            holders: hands.into_iter().map(holder).collect(),
        };
        alike.into_iter().map(share).collect()
    }

    /// What each side does in an area, for the components of any chapter.
    fn statement(&self, press: &Press, area: usize) -> StatementView {
        let facts = &self.model.core.areas.areas[area];
        let mut view = StatementView {
            area: facts.id.clone(),
            number: area + 1,
            title: facts.title.clone(),
            definition: facts.definition.clone(),
            holders: press.holdings[area].iter().map(|holding| self.holder_of(holding)).collect(),
            provider: Vec::new(),
            organisation: Vec::new(),
            downstream: None,
            sources: self.sources_of(press, area),
        };
        for duty in self.matrix.duties.iter().filter(|duty| duty.areas.contains(&area) && asked_for(press, duty)) {
            let cells = duty.cells.iter().filter(|(_, of)| *of as usize == area).map(|(at, _)| *at as usize);
            let components: Vec<usize> = cells.filter(|at| press.scope.contains(at)).collect();
            let Some(&first) = components.first() else { continue };
            let (name, performed_by) = match &duty.seller {
                Some(seller) => (self.short(seller), None),
                None => self.hands(duty.owner.as_deref(), duty.performed_by.as_deref()),
            };
            let stated = StatedDuty {
                id: duty.id.clone(),
                text: duty.text.clone(),
                name,
                performed_by,
                status: duty.status.map(|status| status.word().to_owned()),
                due: duty.due.clone(),
                evidence: duty.evidence.clone(),
                holds_for: self.holds_for(&components),
                cell: format!("{}.{}", self.matrix.components[first].id, facts.id),
            };
            match duty.side {
                DutySide::Provider => view.provider.push(stated),
                DutySide::Customer => view.organisation.push(stated),
            }
        }
        let offering = self.matrix.frameworks.iter().any(|used| used.side == Side::Offering);
        if let Some(downstream) = self.architecture.downstream.as_ref().filter(|_| offering) {
            view.downstream = downstream.duties.get(facts.id.as_str()).map(|text| one_line(text));
        }
        view
    }

    /// The sources that the holders of an area rest on, for the components of any chapter.
    fn sources_of(&self, press: &Press, area: usize) -> Vec<String> {
        let mut sources: Vec<String> = Vec::new();
        for profile in &self.matrix.profiles {
            if profile.components.iter().any(|at| press.scope.contains(at)) {
                for source in &profile.cells[area].sources {
                    if !sources.contains(source) {
                        sources.push(source.clone());
                    }
                }
            }
        }
        sources
    }

    fn holder_of(&self, holding: &Holding) -> HolderView {
        let part = matches!(holding.holder, Holder::Customer | Holder::Shared);
        let owner = holding.owner.as_deref().filter(|_| part);
        let performer = holding.performed_by.as_deref().filter(|performer| part && Some(*performer) != owner);
        HolderView {
            party: holding.holder.word().to_owned(),
            holder: self.all_of(holding.holder, &holding.sellers),
            owner: owner.map(|id| self.owner_name(id)),
            performed_by: performer.map(|id| self.owner_name(id)),
            components: self.component_ids(&holding.components),
            holds_for: self.holds_for(&holding.components),
            judgement: (!holding.judged.is_empty()).then(|| self.holds_for(&holding.judged)),
        }
    }

    fn attestations(&self) -> Vec<AttestationView> {
        let view = |attested: &crate::matrix::Attested| {
            let written = &self.architecture.attestations[attested.at];
            let components = &self.matrix.components;
            let covered: Vec<usize> = (0..components.len()).filter(|&at| attested.covers(&components[at])).collect();
            let mut sellers: Vec<String> = Vec::new();
            for &at in &covered {
                let name = self.short(&self.matrix.profiles[components[at].profile].seller);
                if !sellers.contains(&name) {
                    sellers.push(name);
                }
            }
            if sellers.is_empty() {
                sellers.push(self.short(&Seller { provider: attested.provider.clone(), vendor: None }));
            }
            AttestationView {
                id: written.id.to_string(),
                provider: listing(&sellers),
                scheme: one_line(&written.scheme),
                reference: one_line(&written.reference),
                frameworks: written.frameworks.iter().map(|id| id.to_string()).collect(),
                services: written.services.iter().map(|id| id.to_string()).collect(),
                regions: written.regions.iter().map(|id| id.to_string()).collect(),
                date: written.date.to_string(),
                expires: written.expires.as_ref().map(|date| date.to_string()),
                holds: attested.holds,
                components: self.component_ids(&covered),
                holds_for: (!covered.is_empty()).then(|| self.holds_for(&covered)),
            }
        };
        self.matrix.attestations.iter().map(view).collect()
    }

    fn seller_party(&self, seller: &Seller) -> PartyView {
        PartyView { kind: "provider".to_owned(), id: Some(self.provider_id(seller)), name: self.short(seller) }
    }

    fn owner_name(&self, id: &str) -> String {
        self.architecture.owners.get(id).map_or_else(|| id.to_owned(), |owner| one_line(&owner.name))
    }

    fn is_third_party(&self, id: &str) -> bool {
        self.architecture.owners.get(id).is_some_and(|owner| owner.third_party)
    }

    /// The organisation's own customers, where a framework is used as an offering.
    fn downstream_name(&self, used: &Used) -> Option<String> {
        let downstream = self.architecture.downstream.as_ref().filter(|_| used.side == Side::Offering);
        downstream.map(|downstream| one_line(&downstream.name))
    }
}

/// Names as a sentence lists them, each once: a provider and a vendor may have the same.
fn distinct<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut once: Vec<&str> = Vec::new();
    for name in names {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    listing(&once)
}

/// Whether a duty is of those that are asked for: a third party's own, or both sides' where a provider was named or nobody.
fn asked_for(press: &Press, duty: &Duty) -> bool {
    match &press.wanted.asked {
        Some(Asked::Owner(id)) => [&duty.owner, &duty.performed_by].into_iter().flatten().any(|known| known == id),
        _ => true,
    }
}

impl super::View {
    /// A control, from the handle of its list; in brief without the components of each side by id.
    pub(super) fn control(&self, list: &str, at: usize, brief: bool) -> Option<ControlView> {
        let number: usize = list.strip_prefix("frameworks.")?.parse().ok()?;
        let framework = self.frameworks.get(number)?;
        let controls: &Items<ControlView> = if brief { &framework.in_brief } else { &framework.controls };
        controls.get(at)
    }
}
