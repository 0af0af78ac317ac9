//! What must hold between the files of a model: ids resolve, every area is answered, every cell is founded and worded.
//! Run by `build.rs` on what is compiled in, so that a broken model does not build, and on a folder given with `--model`.

use super::{
    Area, Citation, Core, Dialect, DialectRows, Framework, Guide, NotApplicable, Party, Placement, Provider, Regimes,
    Rule, Service, built_on,
};
use crate::finding::{did_you_mean, nearest};
use crate::form::{is_copy_date, is_date, is_id};
use std::collections::{BTreeMap, BTreeSet};

/// Something that does not hold: the file, the way to it inside the file, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file's path in the model folder.
    pub file: String,
    /// Keys and list indices that lead to the place.
    pub path: Vec<String>,
    /// What is wrong.
    pub message: String,
    /// What to do, where that is known.
    pub help: Option<String>,
}

/// The longest duty, in characters.
pub const MAX_DUTY: usize = 220;

/// Checks a whole model.
pub fn check<'m>(
    core: &'m Core,
    services: impl IntoIterator<Item = (&'m str, &'m Service)>,
    regimes: &Regimes,
) -> Vec<Problem> {
    let mut checker = Checker { core, problems: Vec::new(), file: String::new() };
    checker.areas();
    for (id, provider) in core.providers.iter() {
        checker.provider(id, provider);
    }
    let mut defined: BTreeMap<(String, String), String> = BTreeMap::new();
    let services: BTreeMap<&str, &Service> = services.into_iter().collect();
    for (id, service) in &services {
        checker.service(id, service, &mut defined);
        if let Some(base) = &service.built_on {
            for (path, message, help) in built_on::check(core, &services, id, service, base) {
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                checker.problem(&path, message, help);
            }
        }
    }
    for (id, framework) in &regimes.frameworks {
        checker.framework(id, framework);
    }
    for (id, dialect) in &regimes.dialects {
        checker.dialect(id, dialect);
    }
    checker.problems
}

struct Checker<'m> {
    core: &'m Core,
    problems: Vec<Problem>,
    file: String,
}

impl Checker<'_> {
    fn problem(&mut self, path: &[&str], message: impl Into<String>, help: Option<String>) {
        let path = path.iter().map(|&step| step.to_owned()).collect();
        self.problems.push(Problem { file: self.file.clone(), path, message: message.into(), help });
    }

    fn areas(&mut self) {
        self.file = "areas.yaml".to_owned();
        let core = self.core;
        let layers: Vec<&str> = core.areas.layers.iter().map(|layer| layer.id.as_str()).collect();
        let mut seen = BTreeSet::new();
        for area in &core.areas.areas {
            let at = area.id.as_str();
            if !is_id(&area.id) || !seen.insert(&area.id) {
                self.problem(&["areas", at, "id"], format!("`{}` is no id, or stands twice", area.id), None);
            }
            if !layers.contains(&area.layer.as_str()) {
                let help = did_you_mean(&area.layer, layers.iter().copied());
                self.problem(&["areas", at, "layer"], format!("unknown layer `{}`", area.layer), Some(help));
            }
            for party in [Party::Provider, Party::Customer, Party::Shared] {
                let words = area.words.of(party);
                let path = ["areas", at, "words", party.word()];
                self.duty(&path, words.provider.as_deref(), words.customer.as_deref(), Some(party));
                let complete = match party {
                    Party::Provider => words.provider.is_some(),
                    Party::Customer => words.customer.is_some(),
                    Party::Shared => words.provider.is_some() && words.customer.is_some(),
                };
                if !complete {
                    self.problem(&path, format!("the area `{}` has no words for `{}`", area.id, party.word()), None);
                }
            }
        }
    }

    fn provider(&mut self, id: &str, provider: &Provider) {
        self.file = format!("{id}/provider.yaml");
        if provider.facts.name.is_empty() {
            self.problem(&[], format!("the provider `{id}` has no `provider.yaml`"), None);
        }
        // Without an edition, every service must be built on another provider's.
        let without = provider.editions.is_empty() && provider.facts.default_edition.is_empty();
        if !without && !provider.editions.contains_key(&provider.facts.default_edition) {
            let help = did_you_mean(&provider.facts.default_edition, provider.editions.keys().map(String::as_str));
            self.problem(
                &["default_edition"],
                format!("there is no edition `{}`", provider.facts.default_edition),
                Some(help),
            );
        }
        let neutral: BTreeSet<&str> = provider.sources.keys().map(String::as_str).collect();
        if let Some(commitment) = &provider.facts.commitment {
            self.sources(&["commitment"], &commitment.sources, &neutral);
        }
        self.guide(&provider.facts.guide, &neutral);
        self.file = format!("{id}/sources.yaml");
        self.citations(&[], &provider.sources);
        self.file = format!("{id}/regions.yaml");
        for region in &provider.regions {
            let at = region.id.as_str();
            if !is_id(&region.id) {
                self.problem(&[at, "id"], format!("`{}` is no id", region.id), None);
            }
            let core = self.core;
            if !core.countries().any(|known| known == region.country) {
                let help = did_you_mean(&region.country, core.countries());
                self.problem(&[at, "country"], format!("unknown country `{}`", region.country), Some(help));
            }
        }
        for (name, edition) in &provider.editions {
            self.file = format!("{id}/editions/{name}.yaml");
            self.citations(&["define_sources"], &edition.define_sources);
            for source in edition.define_sources.keys() {
                let other = provider
                    .editions
                    .iter()
                    .any(|(other, edition)| other != name && edition.define_sources.contains_key(source));
                if neutral.contains(source.as_str()) || other {
                    self.problem(&["define_sources", source], format!("the source `{source}` is defined twice"), None);
                }
            }
            let known: BTreeSet<&str> =
                neutral.iter().copied().chain(edition.define_sources.keys().map(String::as_str)).collect();
            self.sources(&[], &edition.sources, &known);
            self.guide(&edition.guide, &known);
            self.rules(&["every"], &edition.every, &known);
            for (category, facts) in edition.categories.iter() {
                let path = ["categories", category];
                if !is_id(category) {
                    self.problem(&path, format!("`{category}` is no id"), None);
                }
                self.sources(&path, &facts.sources, &known);
                self.rules(&[path[0], path[1], "responsibilities"], &facts.responsibilities, &known);
                let answers = |area: &&Area| {
                    !edition.every.contains_key(&area.id) && !facts.responsibilities.contains_key(&area.id)
                };
                let open: Vec<String> =
                    self.core.areas.areas.iter().filter(answers).map(|area| format!("`{}`", area.id)).collect();
                if !open.is_empty() {
                    let help = "answer them here or under `every`; `onus list areas` says what each is";
                    let message = format!("the category `{category}` has no cell for {}", open.join(", "));
                    self.problem(&path, message, Some(help.to_owned()));
                }
                for (area, rule) in edition.every.iter().chain(&facts.responsibilities) {
                    if rule.party.is_none() && edition.every.get(area).is_none_or(|rule| rule.party.is_none()) {
                        self.problem(&path, format!("the cell `{area}` of `{category}` names no party"), None);
                    }
                }
            }
        }
    }

    fn service(&mut self, id: &str, service: &Service, defined: &mut BTreeMap<(String, String), String>) {
        let (provider_id, name) = id.split_once('/').unwrap_or(("", id));
        self.file = format!("{provider_id}/services/{name}.yaml");
        let Some(provider) = self.core.providers.get(provider_id) else { return };
        self.citations(&["define_sources"], &service.define_sources);
        for source in service.define_sources.keys() {
            let first = defined.insert((provider_id.to_owned(), source.clone()), self.file.clone());
            let edition = provider.editions.values().any(|edition| edition.define_sources.contains_key(source));
            if first.is_some() || edition || provider.sources.contains_key(source) {
                self.problem(&["define_sources", source], format!("the source `{source}` is defined twice"), None);
            }
        }
        let known: BTreeSet<&str> =
            provider.sources.keys().chain(service.define_sources.keys()).map(String::as_str).collect();
        if service.built_on.is_none() && provider.editions.is_empty() {
            let message = format!("`{provider_id}` has no edition that could place `{name}`");
            let help = "name the service it runs on with `built_on: { service: ... }`, or give the provider an edition";
            self.problem(&["name"], message, Some(help.to_owned()));
        }
        self.placement(&["placement"], &service.placement, provider, &known);
        self.rules(&["responsibilities"], &service.responsibilities, &known);
        self.not_applicable(&["not_applicable"], &service.not_applicable, &service.responsibilities, &known);
        for (variant, facts) in &service.variants {
            let path = ["variants", variant];
            if !is_id(variant) {
                self.problem(&path, format!("`{variant}` is no id"), None);
            }
            self.placement(&[path[0], path[1], "placement"], &facts.placement, provider, &known);
            self.rules(&[path[0], path[1], "responsibilities"], &facts.responsibilities, &known);
            self.not_applicable(
                &[path[0], path[1], "not_applicable"],
                &facts.not_applicable,
                &facts.responsibilities,
                &known,
            );
        }
        if service.variant_required && service.variants.is_empty() {
            self.problem(&["variant_required"], "a variant is required and none is declared", None);
        }
    }

    fn dialect(&mut self, id: &str, dialect: &Dialect) {
        self.file = format!("dialects/{id}.yaml");
        self.citations(&["define_sources"], &dialect.define_sources);
        let known: BTreeSet<&str> = dialect.define_sources.keys().map(String::as_str).collect();
        self.sources(&[], &dialect.sources, &known);
        if dialect.sheet.chars().count() > 31 || dialect.sheet.contains(['[', ']', ':', '*', '?', '/', '\\']) {
            let help = "a workbook takes 31 characters, and none of `[]:*?/\\`";
            self.problem(&["sheet"], format!("`{}` is no name of a sheet", dialect.sheet), Some(help.to_owned()));
        }
        let of_controls = dialect.rows != Some(DialectRows::Duties);
        if of_controls && dialect.frameworks.is_empty() {
            self.problem(&["frameworks"], "a sheet of controls names the frameworks it is for", None);
        }
        if dialect.columns.is_empty() {
            self.problem(&["columns"], "a sheet has columns", None);
        }
        for side in dialect.refused.keys().filter(|side| !["consumer", "offering"].contains(&side.as_str())) {
            let help = did_you_mean(side, ["consumer", "offering"]);
            self.problem(&["refused", side], format!("`{side}` is no side"), Some(help));
        }
        for (at, column) in dialect.columns.iter().enumerate() {
            let path = ["columns", &at.to_string()].map(str::to_owned);
            let path = [path[0].as_str(), path[1].as_str()];
            if !column.show.is_empty() && column.mark.is_some() {
                self.problem(&path, format!("the column `{}` shows something and has a mark", column.heading), None);
            }
            let asks = !(column.all.is_empty() && column.any.is_empty() && column.none.is_empty());
            if column.mark.is_none() && asks {
                self.problem(&path, format!("the column `{}` asks for facts and has no mark", column.heading), None);
            }
        }
    }

    fn framework(&mut self, id: &str, framework: &Framework) {
        self.file = format!("frameworks/{id}.yaml");
        self.citations(&["define_sources"], &framework.define_sources);
        let known: BTreeSet<&str> = framework.define_sources.keys().map(String::as_str).collect();
        self.sources(&[], &framework.sources, &known);
        if framework.sources.is_empty() {
            self.problem(&["sources"], "a framework names the texts its controls come from", None);
        }
        if framework.part_form.as_deref().is_some_and(|form| !form.contains("{part}")) {
            self.problem(&["part_form"], "`part_form` has no `{part}` in it", None);
        }
        let mut groups = BTreeSet::new();
        for (at, group) in framework.groups.iter().enumerate() {
            if !groups.insert(group.id.as_str()) {
                self.problem(
                    &["groups", &at.to_string(), "id"],
                    format!("the group `{}` stands twice", group.id),
                    None,
                );
            }
        }
        let positions = framework.positions();
        for (at, control) in framework.controls.iter().enumerate() {
            let at_text = at.to_string();
            let path = ["controls", &at_text];
            if positions[control.id.as_str()] != at {
                self.problem(&[path[0], path[1], "id"], format!("the control `{}` stands twice", control.id), None);
            }
            if framework.withdrawn.contains_key(&control.id) {
                self.problem(&path, format!("the control `{}` is listed and withdrawn", control.id), None);
            }
            if !groups.contains(control.group.as_str()) {
                let help = did_you_mean(&control.group, groups.iter().copied());
                self.problem(&[path[0], path[1], "group"], format!("unknown group `{}`", control.group), Some(help));
            }
            let mut met = BTreeSet::new();
            for (weight, areas) in [("high", &control.high), ("medium", &control.medium), ("low", &control.low)] {
                for area in areas {
                    let path = [path[0], path[1], weight];
                    self.area(&path, area);
                    if !met.insert(area) {
                        self.problem(&path, format!("the area `{area}` stands twice in `{}`", control.id), None);
                    }
                }
            }
            let mut parts = BTreeSet::new();
            if let Some(twice) = control.parts.iter().find(|part| !parts.insert(*part)) {
                self.problem(&[path[0], path[1], "parts"], format!("the part `{twice}` stands twice"), None);
            }
            let base = control.base().and_then(|base| framework.controls.get(*positions.get(base)?));
            let decides = |control: &super::Control| !(control.high.is_empty() && control.medium.is_empty());
            match (&control.own, control.has_areas()) {
                (Some(_), true) => {
                    let message = format!("`{}` has areas and is the organisation's own", control.id);
                    self.problem(&path, message, Some("keep one of the two".to_owned()));
                }
                (None, true) if !decides(control) => {
                    let message = format!("`{}` has only areas of `low`, so nothing decides it", control.id);
                    self.problem(&path, message, Some("say in `own` why no area has a part in it".to_owned()));
                }
                (None, false) if base.is_none_or(|base| !base.has_areas() && base.own.is_none()) => {
                    let message = format!("`{}` has no area, no base control that has one, and no `own`", control.id);
                    self.problem(&path, message, Some("`onus list areas` says what each area is".to_owned()));
                }
                _ => {}
            }
            if control.inheritable && control.policy {
                let message = format!("`{}` asks for a policy, which is never inherited", control.id);
                self.problem(&path, message, None);
            }
        }
        for (name, profile) in &framework.profiles {
            let path = ["profiles", name];
            if !is_id(name) {
                self.problem(&path, format!("`{name}` is no id"), None);
            }
            self.sources(&path, &profile.sources, &known);
            let mut met = BTreeSet::new();
            for control in &profile.controls {
                let path = [path[0], path[1], "controls"];
                if !positions.contains_key(control.as_str()) {
                    let help = match framework.withdrawn.get(control) {
                        Some(became) => became.clone(),
                        None => did_you_mean(control, positions.keys().copied()),
                    };
                    self.problem(&path, format!("unknown control `{control}` in `{name}`"), Some(help));
                }
                if !met.insert(control) {
                    self.problem(&path, format!("the control `{control}` stands twice in `{name}`"), None);
                }
            }
        }
    }

    fn placement(
        &mut self,
        path: &[&str],
        placement: &BTreeMap<String, Placement>,
        provider: &Provider,
        known: &BTreeSet<&str>,
    ) {
        for (edition, placed) in placement {
            let path = [path, &[edition]].concat();
            let Some(facts) = provider.editions.get(edition) else {
                let help = did_you_mean(edition, provider.editions.keys().map(String::as_str));
                self.problem(&path, format!("unknown edition `{edition}`"), Some(help));
                continue;
            };
            if !facts.categories.contains_key(&placed.category) {
                let help = did_you_mean(&placed.category, facts.categories.keys().map(String::as_str));
                self.problem(
                    &[&path[..], &["category"]].concat(),
                    format!("unknown category `{}`", placed.category),
                    Some(help),
                );
            }
            let known = known.iter().copied().chain(facts.define_sources.keys().map(String::as_str)).collect();
            self.sources(&path, &placed.sources, &known);
        }
    }

    fn rules(&mut self, path: &[&str], rules: &BTreeMap<String, Rule>, known: &BTreeSet<&str>) {
        for (area, rule) in rules {
            let path = [path, &[area]].concat();
            self.area(&path, area);
            self.duty(&path, rule.provider.as_deref(), rule.customer.as_deref(), rule.party);
            if let Some(option) = &rule.option {
                self.sentence(&[&path[..], &["option"]].concat(), option, Side::Customer);
            }
            self.sources(&path, &rule.sources, known);
            let conflicting: Vec<String> = rule.conflicts.iter().map(|conflict| conflict.source.clone()).collect();
            self.sources(&[&path[..], &["conflicts"]].concat(), &conflicting, known);
        }
    }

    fn not_applicable(
        &mut self,
        path: &[&str],
        reasons: &BTreeMap<String, NotApplicable>,
        rules: &BTreeMap<String, Rule>,
        known: &BTreeSet<&str>,
    ) {
        for (area, reason) in reasons {
            let path = [path, &[area]].concat();
            self.area(&path, area);
            self.sources(&path, &reason.sources, known);
            if rules.contains_key(area) {
                self.problem(&path, format!("`{area}` has a cell and is not applicable"), None);
            }
        }
    }

    fn area(&mut self, path: &[&str], area: &str) {
        if self.core.areas.index(area).is_none() {
            let help = did_you_mean(area, self.core.areas.areas.iter().map(|area| area.id.as_str()));
            self.problem(path, format!("unknown area `{area}`"), Some(help));
        }
    }

    fn guide(&mut self, guide: &[Guide], known: &BTreeSet<&str>) {
        for (at, paragraph) in guide.iter().enumerate() {
            self.sources(&["guide", &at.to_string()], &paragraph.sources, known);
        }
    }

    fn sources(&mut self, path: &[&str], sources: &[String], known: &BTreeSet<&str>) {
        for source in sources {
            if !known.contains(source.as_str()) {
                let help = match nearest(source, known.iter().copied()) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => "define it in this file under `define_sources`, or in `sources.yaml`".to_owned(),
                };
                self.problem(&[path, &["sources"]].concat(), format!("unknown source `{source}`"), Some(help));
            }
        }
    }

    fn citations(&mut self, path: &[&str], citations: &BTreeMap<String, Citation>) {
        for (id, citation) in citations {
            let path = [path, &[id]].concat();
            if !is_id(id) {
                self.problem(&path, format!("`{id}` is no id"), None);
            }
            if !is_date(&citation.read) || citation.copy.as_deref().is_some_and(|date| !is_copy_date(date)) {
                self.problem(
                    &path,
                    format!("a date of the source `{id}` is none"),
                    Some("write YYYY-MM-DD; a copy's date may be YYYY or YYYY-MM".into()),
                );
            }
            if citation
                .address
                .as_deref()
                .is_some_and(|address| !address.starts_with("https://") && !address.starts_with("http://"))
            {
                self.problem(&path, format!("the address of the source `{id}` is no web address"), None);
            }
        }
    }

    fn duty(&mut self, path: &[&str], provider: Option<&str>, customer: Option<&str>, party: Option<Party>) {
        if let Some(text) = provider {
            self.sentence(&[path, &["provider"]].concat(), text, Side::Provider);
        }
        if let Some(text) = customer {
            let path = [path, &["customer"]].concat();
            self.sentence(&path, text, Side::Customer);
            if party == Some(Party::Provider) {
                let help = "make the cell `shared` if something fails without it, or say it in `option`";
                self.problem(&path, "a `provider` cell has no customer duty", Some(help.to_owned()));
            }
        }
    }

    fn sentence(&mut self, path: &[&str], text: &str, side: Side) {
        for message in misworded(text, side) {
            self.problem(path, message, None);
        }
    }
}

/// Whose duty a sentence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The provider's: third person.
    Provider,
    /// The customer's: imperative.
    Customer,
}

/// What is wrong with the form of a duty.
pub fn misworded(text: &str, side: Side) -> Vec<String> {
    let mut wrong = Vec::new();
    if text.chars().count() > MAX_DUTY {
        wrong.push(format!("the duty has more than {MAX_DUTY} characters"));
    }
    if !text.ends_with('.') {
        wrong.push("the duty does not end with a full stop".to_owned());
    }
    if !text.starts_with(|c: char| c.is_ascii_uppercase()) {
        wrong.push("the duty does not begin with a capital letter".to_owned());
    }
    if let Some(word) =
        words(text).find(|word| ["you", "your", "yours", "we", "our"].contains(&word.to_ascii_lowercase().as_str()))
    {
        wrong.push(format!("a duty does not say `{word}`"));
    }
    let third_person = |verb: &str| {
        verb.ends_with('s')
            && !["access", "address", "assess", "pass", "process", "discuss"]
                .contains(&verb.to_ascii_lowercase().as_str())
    };
    match (verb(text), side) {
        (None, _) => wrong.push("the duty has no verb".to_owned()),
        (Some(verb), Side::Provider) if !third_person(verb) => {
            wrong.push(format!("a provider's duty is in the third person: `{verb}` does not end in s"));
        }
        (Some(verb), Side::Customer) if third_person(verb) => {
            wrong.push(format!("a customer's duty is in the imperative: `{verb}` looks like the third person"));
        }
        _ => {}
    }
    wrong
}

/// The verb of a duty: its first word, or where it begins with a condition the first after that.
pub fn verb(text: &str) -> Option<&str> {
    let conditional = ["Where", "When", "While", "For", "In", "If", "On", "Before", "After", "Until", "With"];
    match words(text).next() {
        Some(first) if conditional.contains(&first) => words(text.split_once(", ")?.1).next(),
        first => first,
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '\'').filter(|word| !word.is_empty())
}
