//! A list of a view whose items are made when they are asked for. A document of ten thousand components has a quarter of
//! a million cells; made one chapter at a time they need no memory to speak of.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::ser::{Serialize, SerializeSeq, Serializer};
use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;

/// A list whose items are made when they are asked for. Written as JSON it is the list; see [`as_handles`] for templates.
pub struct Items<T> {
    /// The key of the view under which the whole list stands.
    list: Arc<str>,
    /// Which items of the whole list, by position.
    at: Arc<[u32]>,
    make: Arc<dyn Fn(usize) -> T + Send + Sync>,
}

impl<T> Items<T> {
    /// The whole list that stands under a key of the view.
    pub(super) fn new(list: &str, len: usize, make: impl Fn(usize) -> T + Send + Sync + 'static) -> Self {
        Self { list: list.into(), at: (0..len as u32).collect(), make: Arc::new(make) }
    }

    /// Some items of this list.
    pub(super) fn some(&self, at: impl IntoIterator<Item = usize>) -> Self {
        Self { at: at.into_iter().map(|at| at as u32).collect(), ..self.clone() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// The items, each made as it comes.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = T> + '_ {
        self.at.iter().map(|&at| (self.make)(at as usize))
    }

    /// The items, each made as it comes, from a list of one's own.
    pub fn owned(self) -> impl Iterator<Item = T> {
        (0..self.at.len()).map(move |index| (self.make)(self.at[index] as usize))
    }

    /// The item that a handle names by its position in the whole list.
    pub(super) fn open(&self, at: usize) -> Option<T> {
        self.at.binary_search(&(at as u32)).ok().map(|_| (self.make)(at))
    }

    /// An item.
    pub fn get(&self, index: usize) -> Option<T> {
        self.at.get(index).map(|&at| (self.make)(at as usize))
    }
}

impl<T> Clone for Items<T> {
    fn clone(&self) -> Self {
        Self { list: Arc::clone(&self.list), at: Arc::clone(&self.at), make: Arc::clone(&self.make) }
    }
}

impl<T> std::fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.at.len(), self.list)
    }
}

thread_local! {
    static HANDLES: Cell<bool> = const { Cell::new(false) };
}

/// Runs something in which lists are serialised as handles, `profiles/3`, in the place of their items.
pub(super) fn as_handles<R>(run: impl FnOnce() -> R) -> R {
    let before = HANDLES.replace(true);
    let result = run();
    HANDLES.set(before);
    result
}

/// The list and the position that a handle names.
pub(super) fn handle(text: &str) -> Option<(&str, usize)> {
    let (list, at) = text.split_once('/')?;
    Some((list, at.parse().ok()?))
}

impl<T: Serialize> Serialize for Items<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.at.len()))?;
        let handles = HANDLES.get();
        for &at in &*self.at {
            match handles {
                true => list.serialize_element(&format!("{}/{at}", self.list))?,
                false => list.serialize_element(&(self.make)(at as usize))?,
            }
        }
        list.end()
    }
}

impl<T: JsonSchema> JsonSchema for Items<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Vec::<T>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<T>::json_schema(generator)
    }
}
