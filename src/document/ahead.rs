//! Items of a list, made by a thread of its own while those before them are used.

use std::cell::Cell;
use std::sync::mpsc::{self, Receiver};

/// How many items are worth a thread.
const MANY: usize = 100;
/// How many items wait at most to be used.
const WAITING: usize = 16;

/// Whether there are enough items, and a processor to make them on.
pub(super) fn pays(items: usize) -> bool {
    items >= MANY && std::thread::available_parallelism().is_ok_and(|processors| processors.get() > 1)
}

/// Items that are made in their order, a few ahead of their use.
pub(super) struct Ahead<T> {
    made: Receiver<T>,
    next: Cell<usize>,
}

impl<T: Send + 'static> Ahead<T> {
    /// Starts to make the items of a list of some length. It ends when all are made, or when nobody takes them any more.
    pub(super) fn start(length: usize, make: impl Fn(usize) -> T + Send + 'static) -> Self {
        let (send, made) = mpsc::sync_channel(WAITING);
        std::thread::spawn(move || (0..length).map(make).try_for_each(|item| send.send(item)));
        Self { made, next: Cell::new(0) }
    }

    /// The item at a position, where it is the next; nothing for any other.
    pub(super) fn take(&self, at: usize) -> Option<T> {
        let next = self.next.get();
        (at == next).then(|| self.next.set(next + 1)).and_then(|()| self.made.recv().ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_in_their_order_and_no_other() {
        let ahead = Ahead::start(MANY, |at| at * 2);
        assert_eq!(ahead.take(1), None);
        assert!((0..MANY).all(|at| ahead.take(at) == Some(at * 2)));
        assert_eq!(ahead.take(MANY), None);
    }
}
