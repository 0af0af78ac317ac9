//! Work on several things at once, as many as there are processors, with the results in the order of the things.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many things are worked on at once.
pub(super) fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Does something to each of the items.
pub(super) fn each<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let workers = workers().min(items.len());
    if workers < 2 {
        return items.into_iter().map(work).collect();
    }
    let items: Vec<Mutex<Option<T>>> = items.into_iter().map(|item| Mutex::new(Some(item))).collect();
    let results: Vec<Mutex<Option<R>>> = items.iter().map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    let run = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { break };
            let item = item.lock().expect("no worker panics while it holds an item").take();
            let result = item.map(&work);
            *results[at].lock().expect("no worker panics while it holds a result") = result;
        }
    };
    std::thread::scope(|scope| {
        (1..workers).for_each(|_| drop(scope.spawn(run)));
        run();
    });
    let taken = results.into_iter().map(|result| result.into_inner().expect("all workers have ended"));
    taken.map(|result| result.expect("every item was worked on")).collect()
}
