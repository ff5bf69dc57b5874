//! Things that are lent to one user at a time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Lends its things, each to one at a time.
pub(super) struct Lent<T> {
    things: Vec<Mutex<T>>,
    next: AtomicUsize,
}

impl<T> Lent<T> {
    pub(super) fn new(things: impl IntoIterator<Item = T>) -> Self {
        Self {
            things: things.into_iter().map(Mutex::new).collect(),
            next: AtomicUsize::new(0),
        }
    }

    /// Works with one that is free; where none is, waits for one, each caller for the next. `None`
    /// if there are none at all.
    pub(super) fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> Option<R> {
        let free = self.things.iter().find_map(|thing| thing.try_lock().ok());
        let mut thing = if let Some(thing) = free {
            thing
        } else {
            let turn = self.next.fetch_add(1, Ordering::Relaxed) % self.things.len().max(1);
            let thing = self.things.get(turn)?;
            thing.lock().unwrap_or_else(PoisonError::into_inner)
        };
        Some(work(&mut thing))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_serves_one_at_a_time_and_whoever_finds_none_waits() {
        let lent = Lent::new([0_usize, 0]);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..500 {
                        let _ = lent.with(|count| {
                            let before = *count;
                            std::thread::yield_now();
                            *count = before + 1;
                        });
                    }
                });
            }
        });
        let counts: Vec<usize> = lent
            .things
            .iter()
            .map(|thing| *thing.lock().unwrap_or_else(PoisonError::into_inner))
            .collect();
        assert_eq!(counts.iter().sum::<usize>(), 4000, "{counts:?}");
    }

    #[test]
    fn of_nothing_nothing_is_lent() {
        assert_eq!(Lent::<u8>::new([]).with(|_| ()), None);
    }
}
