//! The comparison: cell by cell, and what is equal about many of them said once.

use super::cause::{Pair, by_hand, difference};
use super::side::{Cell, Component, Profile, Provider, Side};
use super::{Arrival, Cause, Change, Changes, Compared, Counts, Fact, Holding, State, VERSION};
use crate::matrix::profile::listing;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

/// What is known about two sides that they do not show themselves.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known {
    /// Whether both were resolved with one model; nothing where a view was read, which only tells its version.
    pub same_model: Option<bool>,
    /// Whether both are one file, read in two ways.
    pub same_file: bool,
}

/// What changed from one side to the other.
pub fn compare(old: &Side, new: &Side, known: Known) -> Changes {
    let both = [Index::new(old), Index::new(new)];
    let stayed =
        new.components.iter().filter(|component| both[0].components.contains_key(component.id.as_str())).count();
    let comparison = Comparison { names: renamed(old, new), both, known, stayed };
    let cells = comparison.cells();
    let arrivals = |side: usize| comparison.arrivals(side);
    let (removed, added) = (arrivals(0), arrivals(1));
    let number = |changes: &[Change]| changes.iter().map(|change| change.components.len() * change.areas.len()).sum();
    let came = |arrivals: &[Arrival]| arrivals.iter().map(|arrival| arrival.components.len()).sum();
    let [moved, owners, duties, basis] = cells;
    Changes {
        diff: VERSION,
        old: compared(old),
        new: compared(new),
        counts: Counts {
            moved: number(&moved),
            owners: number(&owners),
            duties: number(&duties),
            basis: number(&basis),
            added: came(&added),
            removed: came(&removed),
        },
        moved,
        owners,
        duties,
        basis,
        facts: comparison.facts(),
        added,
        removed,
    }
}

fn compared(side: &Side) -> Compared {
    Compared {
        id: side.architecture.id.clone(),
        name: side.architecture.name.clone(),
        model: side.model.version.clone(),
    }
}

/// What duties may call the organisation, longest first, where its name changed. A duty in which nothing else changed is
/// the same.
fn renamed(old: &Side, new: &Side) -> Vec<String> {
    let [old, new] = [old, new].map(|side| side.architecture.customer.clone());
    if old == new {
        return Vec::new();
    }
    let mut names = vec![old, new, "the customer".to_owned(), "The customer".to_owned()];
    names.retain(|name| !name.is_empty());
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}

impl Fact {
    fn new(what: &str, from: Option<&str>, to: Option<&str>) -> Self {
        Self {
            what: what.to_owned(),
            components: Vec::new(),
            about: None,
            words: difference(what, from, to),
            from: from.map(str::to_owned),
            to: to.map(str::to_owned),
        }
    }
}

/// A side with what is looked up in it.
struct Index<'s> {
    side: &'s Side,
    components: HashMap<&'s str, &'s Component>,
    providers: HashMap<&'s str, &'s Provider>,
    profiles: HashMap<&'s str, &'s Profile>,
    /// Cells of a profile, and those of a provider that all its profiles have, by area.
    cells: HashMap<(&'s str, &'s str), &'s Cell>,
    common: HashMap<(&'s str, &'s str), &'s Cell>,
    owners: HashMap<&'s str, &'s str>,
}

impl<'s> Index<'s> {
    fn new(side: &'s Side) -> Self {
        let cells = side.profiles.iter().flat_map(|profile| profile.cells.iter().map(move |cell| (&profile.id, cell)));
        let common = side.providers.iter().flat_map(|of| of.common.iter().map(move |cell| (&of.id, cell)));
        let by_area = |(of, cell): (&'s String, &'s Cell)| ((of.as_str(), cell.area.as_str()), cell);
        Self {
            side,
            components: side.components.iter().map(|component| (component.id.as_str(), component)).collect(),
            providers: side.providers.iter().map(|provider| (provider.id.as_str(), provider)).collect(),
            profiles: side.profiles.iter().map(|profile| (profile.id.as_str(), profile)).collect(),
            cells: cells.map(by_area).collect(),
            common: common.map(by_area).collect(),
            owners: side.architecture.owners.iter().map(|owner| (owner.id.as_str(), owner.name.as_str())).collect(),
        }
    }

    fn cell(&self, component: &'s Component, area: &'s str) -> Option<&'s Cell> {
        let own = self.cells.get(&(component.profile.as_str(), area));
        own.or_else(|| self.common.get(&(component.provider.as_str(), area))).copied()
    }

    fn short(&self, component: &'s Component) -> &'s str {
        self.providers.get(component.provider.as_str()).map_or(&component.provider, |provider| &provider.short)
    }

    fn customer(&self) -> &'s str {
        &self.side.architecture.customer
    }

    fn name<'a>(&'a self, owner: &'a str) -> &'a str {
        self.owners.get(owner).copied().unwrap_or(owner)
    }

    /// Who answers for the organisation's part of a cell.
    fn owner<'a>(&'a self, cell: &'a Cell) -> &'a str {
        cell.owner.as_deref().map_or(self.customer(), |owner| self.name(owner))
    }

    /// That, and who does the work where that is somebody else.
    fn hands(&self, cell: &Cell) -> String {
        let owner = self.owner(cell);
        match cell.performed_by.as_deref().filter(|_| cell.performed_by != cell.owner) {
            Some(performer) => format!("{owner}, done by {}", self.name(performer)),
            None => owner.to_owned(),
        }
    }

    /// Who holds the provider's part of a cell, by name.
    fn provider(&self, component: &'s Component, cell: &Cell) -> String {
        match &cell.held_by()[..] {
            [] => self.short(component).to_owned(),
            names => listing(names),
        }
    }

    /// Who holds a cell, by name.
    fn holder(&self, component: &'s Component, cell: &Cell) -> String {
        match cell.party.as_str() {
            "customer" => self.hands(cell),
            "provider" => self.provider(component, cell),
            "shared" => format!("shared ({} and {})", self.provider(component, cell), self.hands(cell)),
            "not-applicable" => "not applicable".to_owned(),
            other => other.to_owned(),
        }
    }
}

/// Components and, of each, areas.
type Places = Vec<(usize, Vec<usize>)>;

/// Equal changes with their components and areas, by position in the new side.
#[derive(Default)]
struct Gathered {
    known: HashMap<What, usize>,
    groups: Vec<(What, Places)>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct What {
    side: Option<(&'static str, String)>,
    from: State,
    to: State,
    causes: Vec<Cause>,
}

impl Gathered {
    fn add(&mut self, what: What, component: usize, area: usize) {
        let at = *self.known.entry(what.clone()).or_insert(self.groups.len());
        if at == self.groups.len() {
            self.groups.push((what, Vec::new()));
        }
        let places = &mut self.groups[at].1;
        match places.last_mut() {
            Some((last, areas)) if *last == component => areas.push(area),
            _ => places.push((component, vec![area])),
        }
    }
}

struct Comparison<'s> {
    both: [Index<'s>; 2],
    names: Vec<String>,
    known: Known,
    /// How many components are on both sides.
    stayed: usize,
}

impl<'s> Comparison<'s> {
    /// Who holds what otherwise, who answers for it, what is to be done, and what that rests on.
    fn cells(&self) -> [Vec<Change>; 4] {
        let [old, new] = &self.both;
        let mut gathered: [Gathered; 4] = Default::default();
        for (at, component) in new.side.components.iter().enumerate() {
            let Some(before) = old.components.get(component.id.as_str()) else { continue };
            let pair = self.pair(before, component);
            for (area, facts) in new.side.areas.iter().enumerate() {
                let cells = (old.cell(before, &facts.id), new.cell(component, &facts.id));
                if let (Some(was), Some(is)) = cells {
                    self.cell(&pair, [was, is], &mut |kind, what| gathered[kind].add(what, at, area));
                }
            }
        }
        gathered.map(|gathered| self.changes(gathered))
    }

    fn pair(&self, before: &'s Component, component: &'s Component) -> Pair<'s> {
        let [old, new] = &self.both;
        let of = [(old, before), (new, component)];
        Pair {
            old: before,
            new: component,
            categories: of.map(|(side, component)| {
                side.profiles.get(component.profile.as_str()).and_then(|profile| profile.category.as_ref())
            }),
            editions: of.map(|(side, component)| {
                side.providers.get(component.provider.as_str())?.edition.as_ref().map(|edition| edition.id.as_str())
            }),
            models: of.map(|(side, _)| side.side.model.version.as_str()),
            known: self.known,
        }
    }

    /// Tells what changed in one cell. Where the party moved, the rest goes with it.
    fn cell(&self, pair: &Pair<'s>, [was, is]: [&Cell; 2], tell: &mut dyn FnMut(usize, What)) {
        let [old, new] = &self.both;
        // In a chain the same party can be another provider.
        let passed_on = matches!(is.party.as_str(), "provider" | "shared")
            && (!was.chain.is_empty() || !is.chain.is_empty())
            && old.provider(pair.old, was) != new.provider(pair.new, is);
        if was.party != is.party || passed_on {
            let held = |words: String, cell: &Cell| State { party: Some(cell.party.clone()), ..answers(words, cell) };
            let (from, to) = (held(old.holder(pair.old, was), was), held(new.holder(pair.new, is), is));
            return tell(0, What { side: None, from, to, causes: pair.of_cell(was, is) });
        }
        let answered = |cell: &Cell| cell.owner.is_some() || cell.performed_by.is_some();
        // The organisation itself answers for what it holds; for what it does not hold, somebody has to be named.
        let hands = [(old, was), (new, is)].map(|(side, cell)| match cell.party.as_str() {
            "provider" | "not-applicable" if !answered(cell) => "nobody".to_owned(),
            _ => side.hands(cell),
        });
        if hands[0] != hands[1] && (answered(was) || answered(is)) {
            let [from, to] = hands;
            let (from, to) = (answers(from, was), answers(to, is));
            tell(1, What { side: None, from, to, causes: pair.of_hands(was, is) });
        }
        let provided = [was, is].map(Cell::provided);
        let mut reworded = false;
        let sides = [
            ("customer", &was.customer_duty, &is.customer_duty, new.owner(is).to_owned()),
            ("provider", &provided[0], &provided[1], new.provider(pair.new, is)),
        ];
        for (side, from, to, whose) in sides.into_iter().filter(|(_, from, to, _)| !self.same(from, to)) {
            reworded = true;
            let state = |words: &Option<String>| State { words: words.clone(), ..State::default() };
            let what =
                What { side: Some((side, whose)), from: state(from), to: state(to), causes: pair.of_cell(was, is) };
            tell(2, what);
        }
        if !reworded {
            let [from, to] = [[was, is], [is, was]].map(|[cell, other]| founded(cell, other));
            if from != to {
                // The reasons stand in what it was and is.
                let causes = pair.of_cell(was, is).into_iter().map(|cause| Cause { because: None, ..cause });
                tell(3, What { side: None, from, to, causes: causes.collect() });
            }
        }
    }

    /// Whether two duties are the same but for the organisation's name.
    fn same(&self, old: &Option<String>, new: &Option<String>) -> bool {
        let unnamed = |text: &String| self.names.iter().fold(text.clone(), |text, name| text.replace(name, "\0"));
        old == new || !self.names.is_empty() && old.as_ref().map(unnamed) == new.as_ref().map(unnamed)
    }

    fn changes(&self, gathered: Gathered) -> Vec<Change> {
        let mut changes = Vec::new();
        for (what, places) in gathered.groups {
            for (components, areas) in fewest(places) {
                changes.push(((components[0], areas[0]), self.change(&what, &components, &areas)));
            }
        }
        changes.sort_by_key(|(first, _)| *first);
        changes.into_iter().map(|(_, change)| change).collect()
    }

    fn change(&self, what: &What, components: &[usize], areas: &[usize]) -> Change {
        let new = self.both[1].side;
        let ids: Vec<String> = components.iter().map(|&at| new.components[at].id.clone()).collect();
        let titles: Vec<String> = areas.iter().map(|&at| new.areas[at].title.to_lowercase()).collect();
        Change {
            holds_for: self.holds_for(&ids),
            about: match titles.iter().any(|title| title.contains(',')) {
                _ if titles.len() == new.areas.len() => "all areas".to_owned(),
                true => titles.join("; "),
                false => titles.join(", "),
            },
            components: ids,
            areas: areas.iter().map(|&at| new.areas[at].id.clone()).collect(),
            side: what.side.as_ref().map(|(side, _)| (*side).to_owned()),
            whose: what.side.as_ref().map(|(_, whose)| whose.clone()),
            from: what.from.clone(),
            to: what.to.clone(),
            causes: what.causes.clone(),
        }
    }

    /// Components of the new side in words: all that were there before, or by id.
    fn holds_for(&self, ids: &[String]) -> String {
        match self.stayed {
            stayed if ids.len() < stayed || stayed < 3 => some(ids),
            stayed if stayed == self.both[1].side.components.len() => format!("all {stayed} components"),
            stayed => format!("all {stayed} components that stayed"),
        }
    }

    /// Components of one side that the other does not have.
    fn arrivals(&self, side: usize) -> Vec<Arrival> {
        let (here, there) = (&self.both[side], &self.both[1 - side]);
        let only =
            here.side.components.iter().filter(|component| !there.components.contains_key(component.id.as_str()));
        let kind = |component: &'s Component| {
            let mut holders: BTreeMap<(usize, String), Holding> = BTreeMap::new();
            for cell in here.side.areas.iter().filter_map(|area| here.cell(component, &area.id)) {
                let words = here.holder(component, cell);
                let order = ["customer", "shared", "provider", "not-applicable", "undecided"];
                let order = order.iter().position(|party| *party == cell.party).unwrap_or(order.len());
                let holding = Holding { party: cell.party.clone(), words: words.clone(), cells: 0 };
                holders.entry((order, words)).or_insert(holding).cells += 1;
            }
            (component.service.as_str(), component.variant.as_ref(), holders.into_values().collect::<Vec<_>>())
        };
        let arrival = |((service, variant, holders), components): ((&str, Option<&String>, _), Vec<&Component>)| {
            let ids: Vec<String> = components.iter().map(|component| component.id.clone()).collect();
            Arrival {
                holds_for: some(&ids),
                components: ids,
                service: service.to_owned(),
                service_name: components[0].service_name.clone(),
                variant: variant.cloned(),
                holders,
            }
        };
        alike(only.map(|component| (kind(component), component))).into_iter().map(arrival).collect()
    }

    /// What differs beside the cells.
    fn facts(&self) -> Vec<Fact> {
        let [old, new] = &self.both;
        let mut facts = Vec::new();
        let mut tell = |what: &str, about: Option<&str>, from: Option<&str>, to: Option<&str>| {
            if from != to {
                facts.push(Fact { about: about.map(str::to_owned), ..Fact::new(what, from, to) });
            }
        };
        tell("model", None, Some(&old.side.model.version), Some(&new.side.model.version));
        tell("organisation", None, Some(old.customer()), Some(new.customer()));
        for provider in &new.side.providers {
            if let Some(before) = old.providers.get(provider.id.as_str()) {
                let edition = |of: &'s Provider| of.edition.as_ref().map(|edition| edition.id.as_str());
                tell("edition", Some(&provider.short), edition(before), edition(provider));
            }
        }
        let areas = [old, new].map(|side| side.side.areas.iter().map(|area| area.id.as_str()).collect::<HashSet<_>>());
        for area in old.side.areas.iter().filter(|area| !areas[1].contains(area.id.as_str())) {
            tell("area", None, Some(&area.title), None);
        }
        for area in new.side.areas.iter().filter(|area| !areas[0].contains(area.id.as_str())) {
            tell("area", None, None, Some(&area.title));
        }
        facts.extend(self.choices());
        facts
    }

    /// What was chosen otherwise for components.
    fn choices(&self) -> Vec<Fact> {
        let [old, new] = &self.both;
        let mut found = Vec::new();
        for component in &new.side.components {
            let Some(before) = old.components.get(component.id.as_str()) else { continue };
            let pair = self.pair(before, component);
            let list = |list: &[String]| Some(list.join(", ")).filter(|list| !list.is_empty());
            let [was, is] = [before, &component].map(|component| {
                [
                    ("service", Some(component.service.clone())),
                    ("variant", component.variant.clone()),
                    ("group", component.group.clone()),
                    ("account", component.account.clone()),
                    ("regions", list(&component.regions)),
                    ("data", list(&component.data)),
                ]
            });
            found.extend(
                was.into_iter().zip(is).map(|((what, from), (_, to))| ((what, from, to), component.id.clone())),
            );
            let [from, to] = pair.categories.map(|category| by_hand(category).map(str::to_owned));
            found.push((("placement", from, to), component.id.clone()));
        }
        let found = alike(found.into_iter().filter(|((_, from, to), _)| from != to));
        let fact = |what: &str, from: Option<&str>, to: Option<&str>, ids: Vec<String>| Fact {
            about: Some(self.holds_for(&ids)),
            components: ids,
            ..Fact::new(what, from, to)
        };
        found.into_iter().map(|((what, from, to), ids)| fact(what, from.as_deref(), to.as_deref(), ids)).collect()
    }
}

/// Components with their areas as few pairs of lists, each component of one with each of its areas: components that have
/// equal areas together, or areas that have equal components, whichever says it shorter.
fn fewest(places: Places) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut by_area: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (component, areas) in &places {
        for area in areas {
            by_area.entry(*area).or_default().push(*component);
        }
    }
    let by_component = alike(places.into_iter().map(|(component, areas)| (areas, component)));
    let by_area = alike(by_area.into_iter().map(|(area, components)| (components, area)));
    match by_area.len() < by_component.len() {
        true => by_area,
        false => by_component.into_iter().map(|(areas, components)| (components, areas)).collect(),
    }
}

/// At most eight ids, then how many more.
fn some(ids: &[String]) -> String {
    match ids.len() {
        0..=8 => ids.join(", "),
        more => format!("{} and {} more", ids[..7].join(", "), more - 7),
    }
}

/// Who answers for a cell, in these words.
fn answers(words: String, cell: &Cell) -> State {
    let (owner, performed_by) = (cell.owner.clone(), cell.performed_by.clone());
    State { words: Some(words), owner, performed_by, ..State::default() }
}

/// What a cell rests on and another does not: its basis, its sources, its reason.
fn founded(cell: &Cell, other: &Cell) -> State {
    let basis = cell.basis.clone().filter(|_| cell.basis != other.basis);
    let sources: Vec<String> = cell.sources.iter().filter(|source| !other.sources.contains(source)).cloned().collect();
    let why = cell.why().filter(|_| cell.why() != other.why());
    let words: Vec<String> = basis.iter().chain(&sources).chain(why).cloned().collect();
    State { words: Some(words.join(", ")).filter(|words| !words.is_empty()), basis, sources, ..State::default() }
}

/// Values by their equal keys, both in the order in which they first came.
fn alike<K: Clone + Eq + Hash, V>(pairs: impl Iterator<Item = (K, V)>) -> Vec<(K, Vec<V>)> {
    let mut known: HashMap<K, usize> = HashMap::new();
    let mut groups: Vec<(K, Vec<V>)> = Vec::new();
    for (key, value) in pairs {
        let at = *known.entry(key.clone()).or_insert(groups.len());
        match groups.get_mut(at) {
            Some((_, values)) => values.push(value),
            None => groups.push((key, vec![value])),
        }
    }
    groups
}
