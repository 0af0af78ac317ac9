//! What a template sees: the view, and beside it the names, numbers and marks that every document needs. Long lists
//! reach our own templates as handles, which the filter `open` turns into items; a user's templates see the lists whole.

use super::format::Format;
use super::ground::{CellKey, glyph, small};
use super::items::{as_handles, handle};
use super::view::{CellView, SourceView, View};
use super::{html, markdown, picture};
use crate::matrix::Holder;
use serde::Serialize;
use serde_json::json;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use tera::{Context, Error, Kwargs, State, TeraResult, Value};

/// A view that is ready to be set.
pub struct Page {
    view: Arc<View>,
    context: Context,
    cells: Arc<Cells>,
}

/// Cells that were made before: all profiles that hold one share it, in every format.
type Cells = Mutex<HashMap<CellKey, Value>>;

/// What filters look into while a document is set.
struct Shown {
    view: Arc<View>,
    /// A citation of each source, as the format writes it.
    cites: HashMap<String, String>,
    cells: Arc<Cells>,
}

thread_local! {
    /// The document that this thread is setting.
    static SHOWN: RefCell<Option<Shown>> = const { RefCell::new(None) };
}

impl Page {
    /// A page from a view; `whole` where templates may look at anything in it.
    pub(super) fn new(view: View, whole: bool) -> Self {
        let context = match whole {
            true => Context::from_serialize(&view),
            false => as_handles(|| Context::from_serialize(&view)),
        };
        let mut context = context.unwrap_or_default();
        frame(&view, &mut context);
        Self { view: Arc::new(view), context, cells: Arc::default() }
    }

    /// The view.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// What a template of a format sees; without the picture where it does not show it.
    pub(super) fn context(&self, format: Format, style: &str, draw: bool) -> Context {
        let mut context = self.context.clone();
        if format == Format::Html {
            if draw {
                context.insert_value("picture", Value::safe_string(&picture::inline(&self.view)));
            }
            add_style(&mut context, style);
        }
        context
    }

    /// Runs what sets a document from this page.
    pub(super) fn shown<R>(&self, format: Format, set: impl FnOnce() -> R) -> R {
        let cite = |source: &SourceView| match format {
            Format::Html => html::cite(source),
            _ => markdown::cite(source),
        };
        let cites = self.view.sources.iter().flat_map(|source| source.ids().map(|id| (id.clone(), cite(source))));
        let cites = cites.collect();
        SHOWN.set(Some(Shown { view: Arc::clone(&self.view), cites, cells: Arc::clone(&self.cells) }));
        let result = set();
        SHOWN.take();
        result
    }
}

/// The style of a page, and its hash for the content security policy.
pub(super) fn add_style(context: &mut Context, style: &str) {
    context.insert_value("style", Value::safe_string(style));
    context.insert_value("style_hash", Value::safe_string(&html::style_hash(style)));
}

/// Names to look ids up in, the numbers of sections, the glyphs of parties, and the names of both sides.
fn frame(view: &View, context: &mut Context) {
    fn pairs<T>(items: &[T], pair: impl Fn(&T) -> (&str, &str)) -> BTreeMap<&str, &str> {
        items.iter().map(pair).collect()
    }
    let facts = &view.architecture;
    let sources: BTreeMap<&str, usize> =
        view.sources.iter().flat_map(|source| source.ids().map(|id| (id.as_str(), source.number))).collect();
    context.insert_value(
        "names",
        settled(Value::from_serializable(&json!({
            "owners": pairs(&facts.owners, |owner| (&owner.id, &owner.name)),
            "areas": pairs(&view.areas, |area| (&area.id, &area.title)),
            "sources": sources,
            "providers": pairs(&view.providers, |provider| (&provider.id, &provider.short)),
            "layers": pairs(&view.layers, |layer| (&layer.id, &layer.title)),
            "data": pairs(&facts.data_classes, |class| (&class.id, &class.title)),
        }))),
    );
    let numbers: BTreeMap<String, usize> =
        view.sections.iter().map(|section| (section.id.replace('-', "_"), section.number)).collect();
    context.insert("number", &numbers);
    let glyphs: BTreeMap<&str, &str> = Holder::ALL.map(|holder| (holder.word(), glyph(holder))).into();
    context.insert("glyph", &glyphs);
    let small: Vec<String> = (0..=view.areas.len()).map(small).collect();
    context.insert("small", &small);
    let named = facts.organisation.is_some();
    context.insert("customer", &facts.customer);
    context.insert("Customer", if named { facts.customer.as_str() } else { "The customer" });
    let noted = if named { format!("{} notes", facts.customer) } else { "Note".to_owned() };
    context.insert("noted", &noted);
    let provider = match &view.providers[..] {
        [provider] if !provider.self_run => provider.short.as_str(),
        _ => "the provider",
    };
    context.insert("the_provider", provider);
    context.insert("open", &(view.counts.total.undecided + view.counts.total.unplaced));
}

/// Looks into the document that is being set.
fn look<R>(look: impl FnOnce(&Shown) -> R) -> TeraResult<R> {
    SHOWN.with_borrow(|shown| shown.as_ref().map(look)).ok_or_else(|| Error::message("no document is being set"))
}

fn value(item: Option<impl Serialize>, what: &str) -> TeraResult<Value> {
    let item = item.ok_or_else(|| Error::message(format!("there is no `{what}`")))?;
    as_handles(|| Value::try_from_serializable(&item))
}

/// The item of a list, from the list's handle; an item stays what it is. With `cells=false` a profile comes without its
/// cells, a grid without its rows, and a duty without the names of the components and cells it holds for.
pub(super) fn open(item: Value, kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let Some(text) = item.as_str() else { return Ok(item) };
    let (list, at) = handle(text).ok_or_else(|| Error::message(format!("`{text}` is no item of a list")))?;
    let brief = kwargs.get::<bool>("cells")? == Some(false);
    look(|shown| match list {
        "profiles" if brief => value(shown.view.profile_in_brief(at), text),
        "profiles" => profile_at(shown, at),
        "components" => value(shown.view.components.get(at), text),
        "duties" if brief => value(shown.view.duty_in_brief(at), text),
        "duties" => value(shown.view.duties.get(at), text),
        "grids" if brief => value(shown.view.grid_in_brief(at), text),
        "grids" => value(shown.view.grids.get(at), text),
        "departures" => value(shown.view.departures.get(at), text),
        "statements" => value(shown.view.statements.get(at), text),
        list if list.starts_with("frameworks.") => value(shown.view.control(list, at, brief), text),
        "counts.components" => value(shown.view.counts.components.get(at), text),
        list if list.starts_with("checklists.") => {
            let number = list.strip_prefix("checklists.").and_then(|number| number.parse::<usize>().ok());
            let checklist = number.and_then(|number| shown.view.checklists.get(number));
            value(checklist.and_then(|checklist| checklist.duties.open(at)), text)
        }
        _ => value(None::<()>, text),
    })?
}

/// A profile with its cells. Profiles share them, so they have no ids, which tell the profile's first component.
fn profile_at(shown: &Shown, at: usize) -> TeraResult<Value> {
    let profile = value(shown.view.profile_in_brief(at), "profile")?;
    let mut known = shown.cells.lock().unwrap_or_else(PoisonError::into_inner);
    let mut cells = Vec::new();
    for (key, make) in shown.view.cells_in(at) {
        let cell = match key.and_then(|key| known.get(&key)) {
            Some(cell) => cell.clone(),
            None => {
                let cell = Value::try_from_serializable(&CellView { id: String::new(), ..make() })?;
                match key {
                    Some(key) => known.entry(key).or_insert(settled(cell)).clone(),
                    None => cell,
                }
            }
        };
        cells.push(cell);
    }
    let mut profile = profile.into_map().unwrap_or_default();
    profile.insert("cells".into(), Value::from(cells));
    Ok(Value::from(profile))
}

/// A value in which a text that every format prints as it stands is marked as such: nobody need look through it again.
fn settled(value: Value) -> Value {
    match value.as_str() {
        Some(text) if markdown::is_plain(text) && !text.contains('\'') => return value.mark_safe(),
        Some(_) => return value,
        None => {}
    }
    if let Some(items) = value.as_array().filter(|items| !items.is_empty()) {
        return items.iter().cloned().map(settled).collect::<Vec<_>>().into();
    }
    if !value.is_map() {
        return value;
    }
    let mut map = value.into_map().unwrap_or_default();
    map.values_mut().for_each(|value| *value = settled(std::mem::replace(value, Value::none())));
    map.into()
}

/// The component with an id.
pub(super) fn component(id: &str, _: Kwargs, _: &State) -> TeraResult<Value> {
    look(|shown| value(shown.view.component(id), id))?
}

/// The profile with an id.
pub(super) fn profile(id: &str, _: Kwargs, _: &State) -> TeraResult<Value> {
    look(|shown| match shown.view.profile_position(id) {
        Some(at) => profile_at(shown, at),
        None => value(None::<()>, id),
    })?
}

/// Sources by number, each a link to its place in the list of sources.
pub(super) fn cites(ids: Value, _: Kwargs, _: &State) -> TeraResult<Value> {
    look(|shown| {
        let mut out = String::new();
        for cite in ids.as_array().unwrap_or_default().iter().filter_map(|id| shown.cites.get(id.as_str()?)) {
            out.push_str(if out.is_empty() { "" } else { " " });
            out.push_str(cite);
        }
        Value::safe_string(&out)
    })
}
