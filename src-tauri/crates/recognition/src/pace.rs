//! How fast a provider is called: never more than so many departures in any one second, and never
//! more than so many calls at once. One pace a provider, shared by all queues of the program.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::{Descriptor, ProviderId};

/// What a provider allows, or the user.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PaceLimits {
    /// Calls per second. Below 1, one call in `1 / calls_per_second` seconds.
    pub calls_per_second: f64,
    /// Calls at the same time, at least 1.
    pub concurrency: usize,
}

impl PaceLimits {
    /// Those of the descriptor.
    pub const fn of(descriptor: &Descriptor) -> Self {
        Self {
            calls_per_second: descriptor.calls_per_second,
            concurrency: descriptor.concurrency,
        }
    }

    /// So many departures in any such span.
    fn window(self) -> (usize, Duration) {
        let rate = if self.calls_per_second.is_finite() {
            self.calls_per_second.clamp(0.001, 1e6)
        } else {
            1.0
        };
        let span = Duration::from_secs_f64(if rate < 1.0 { 1.0 / rate } else { 1.0 });
        ((rate.floor() as usize).max(1), span + LEEWAY)
    }
}

/// Calls do not all take the same time on their way; two that leave a second apart may arrive a
/// little closer. The span is longer by this, which costs 4.5% of the speed.
const LEEWAY: Duration = Duration::from_millis(45);

/// The pace of one provider. Cloning shares it.
#[derive(Clone)]
pub struct Pace {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    changed: Notify,
    /// Held by the first in the line, so that calls depart in the order they came.
    line: tokio::sync::Mutex<()>,
}

struct State {
    limits: PaceLimits,
    /// When the last calls departed.
    departed: VecDeque<Instant>,
    /// Let through, but not yet departed.
    departing: usize,
    /// Let through and not yet finished.
    running: usize,
    /// Nothing departs before.
    held_until: Option<Instant>,
    /// The next call is let through no earlier: calls are spread over the second, so that a few
    /// that are held up on their way do not arrive together with the next ones.
    next: Option<Instant>,
}

/// The right to make one call. Dropping it ends the call.
pub struct Turn {
    shared: Arc<Shared>,
    departed: bool,
}

enum Verdict {
    Go,
    At(Instant),
    WhenChanged,
}

impl Pace {
    /// A pace of its own.
    pub fn new(limits: PaceLimits) -> Self {
        Self {
            shared: Arc::new(Shared {
                state: Mutex::new(State {
                    limits,
                    departed: VecDeque::new(),
                    departing: 0,
                    running: 0,
                    held_until: None,
                    next: None,
                }),
                changed: Notify::new(),
                line: tokio::sync::Mutex::new(()),
            }),
        }
    }

    /// Waits until a call may be made. Dropping the future gives up the place in the line and
    /// takes nothing from the others.
    pub async fn turn(&self) -> Turn {
        let _first = self.shared.line.lock().await;
        loop {
            let mut changed = std::pin::pin!(self.shared.changed.notified());
            // Listens before it looks, so that no change is missed in between.
            changed.as_mut().enable();
            let verdict = self.shared.state().verdict(Instant::now());
            match verdict {
                Verdict::Go => break,
                Verdict::WhenChanged => changed.await,
                Verdict::At(time) => {
                    tokio::select! {
                        () = tokio::time::sleep_until(time) => {}
                        () = changed => {}
                    }
                }
            }
        }
        Turn {
            shared: Arc::clone(&self.shared),
            departed: false,
        }
    }

    /// Nothing departs for so long: the provider asked for it.
    pub fn hold(&self, time: Duration) {
        let until = Instant::now().checked_add(time);
        let mut state = self.shared.state();
        state.held_until = state.held_until.max(until);
    }

    /// Other limits, from now on.
    pub fn set_limits(&self, limits: PaceLimits) {
        self.shared.state().limits = limits;
        self.shared.changed.notify_waiters();
    }

    /// The limits.
    pub fn limits(&self) -> PaceLimits {
        self.shared.state().limits
    }
}

impl Turn {
    /// The request leaves now. It counts from this moment; a turn that is dropped before counts
    /// for nothing.
    pub fn depart(&mut self) {
        if self.departed {
            return;
        }
        self.departed = true;
        let mut state = self.shared.state();
        state.departing = state.departing.saturating_sub(1);
        state.departed.push_back(Instant::now());
        drop(state);
        self.shared.changed.notify_waiters();
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        if !self.departed {
            state.departing = state.departing.saturating_sub(1);
        }
        state.running = state.running.saturating_sub(1);
        drop(state);
        self.shared.changed.notify_waiters();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held, and its numbers are whole at every moment.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes a place if there is one.
    fn verdict(&mut self, now: Instant) -> Verdict {
        if let Some(until) = self.held_until {
            if until > now {
                return Verdict::At(until);
            }
            self.held_until = None;
        }
        if self.running >= self.limits.concurrency.max(1) {
            return Verdict::WhenChanged;
        }
        let (most, span) = self.limits.window();
        let gap = span / u32::try_from(most).unwrap_or(u32::MAX);
        // Limits may have been raised since.
        let next = self.next.map(|next| next.min(now + gap));
        if let Some(next) = next
            && next > now
        {
            return Verdict::At(next);
        }
        while self
            .departed
            .front()
            .is_some_and(|time| now.duration_since(*time) >= span)
        {
            self.departed.pop_front();
        }
        if self.departed.len() + self.departing < most {
            self.departing += 1;
            self.running += 1;
            // From when it was due, not from when the timer woke up: no time is lost.
            let due = next.filter(|next| now.duration_since(*next) < gap);
            self.next = Some(due.unwrap_or(now) + gap);
            return Verdict::Go;
        }
        // Those departing have no time yet; of those departed, enough must lie a span back.
        let over = (self.departed.len() + self.departing).saturating_sub(most);
        match self.departed.get(over) {
            Some(time) => Verdict::At(*time + span),
            None => Verdict::WhenChanged,
        }
    }
}

/// The paces of all providers: one each, for every queue of the program.
#[derive(Clone, Default)]
pub struct Paces {
    by_provider: Arc<Mutex<HashMap<ProviderId, Pace>>>,
}

impl Paces {
    /// The pace of a provider; made with these limits where it is the first to ask.
    pub fn of(&self, id: ProviderId, limits: PaceLimits) -> Pace {
        self.by_provider
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(id)
            .or_insert_with(|| Pace::new(limits))
            .clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(calls_per_second: f64, concurrency: usize) -> Pace {
        Pace::new(PaceLimits {
            calls_per_second,
            concurrency,
        })
    }

    /// Makes so many calls at once, each taking so long, and gives their departures in seconds.
    async fn departures(pace: &Pace, calls: usize, each: Duration) -> Vec<f64> {
        let start = Instant::now();
        let tasks: Vec<_> = (0..calls)
            .map(|index| {
                let pace = pace.clone();
                tokio::spawn(async move {
                    let mut turn = pace.turn().await;
                    // What is written down before a call leaves takes its own time.
                    tokio::time::sleep(Duration::from_millis(index as u64 * 7 % 30)).await;
                    turn.depart();
                    let departed = start.elapsed().as_secs_f64();
                    tokio::time::sleep(each).await;
                    departed
                })
            })
            .collect();
        let mut times = Vec::new();
        for task in tasks {
            times.push(task.await.unwrap());
        }
        times.sort_by(f64::total_cmp);
        times
    }

    fn most_in_a_second(times: &[f64]) -> usize {
        times
            .iter()
            .map(|start| {
                times
                    .iter()
                    .filter(|t| (*start..=start + 1.0).contains(*t))
                    .count()
            })
            .max()
            .unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn no_second_has_more_than_the_limit_and_no_time_is_lost() {
        let calls = Duration::from_millis(300);
        let start = Instant::now();
        let times = departures(&pace(10.0, 10), 200, calls).await;
        assert!(most_in_a_second(&times) <= 10);
        let ideal = 200.0 / 10.0;
        let took = start.elapsed().as_secs_f64();
        assert!(took <= ideal * 1.1, "{took}");
    }

    #[tokio::test(start_paused = true)]
    async fn two_a_second_stay_two_and_half_a_call_is_one_in_two_seconds() {
        let times = departures(&pace(2.0, 8), 12, Duration::ZERO).await;
        assert!(most_in_a_second(&times) <= 2);
        let times = departures(&pace(0.5, 8), 4, Duration::ZERO).await;
        assert!(
            times.windows(2).all(|pair| pair[1] - pair[0] >= 2.0),
            "{times:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_than_so_many_run_at_once() {
        let times = departures(&pace(1000.0, 3), 9, Duration::from_secs(5)).await;
        for (index, time) in times.iter().enumerate() {
            assert!(*time >= (index / 3) as f64 * 5.0, "{times:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_up_takes_nothing_from_the_others() {
        let pace = pace(1.0, 1);
        let mut first = pace.turn().await;
        let waiting = pace.clone();
        let given_up = tokio::spawn(async move { waiting.turn().await });
        tokio::task::yield_now().await;
        given_up.abort();
        let _ = given_up.await;
        first.depart();
        drop(first);
        // One that was let through and never departed counts for nothing in any second.
        drop(pace.turn().await);
        let before = Instant::now();
        drop(pace.turn().await);
        assert!(before.elapsed() <= Duration::from_secs(1) + LEEWAY);
    }

    #[tokio::test(start_paused = true)]
    async fn a_hold_holds_everybody() {
        let pace = pace(100.0, 10);
        pace.hold(Duration::from_secs(7));
        let times = departures(&pace, 5, Duration::ZERO).await;
        assert!(times.iter().all(|t| *t >= 7.0), "{times:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn queues_share_one_pace_a_provider() {
        let paces = Paces::default();
        let limits = PaceLimits {
            calls_per_second: 1.0,
            concurrency: 5,
        };
        let mut turn = paces.of(ProviderId::Juhe, limits).turn().await;
        turn.depart();
        let start = Instant::now();
        paces.of(ProviderId::Jumdata, limits).turn().await;
        assert_eq!(start.elapsed(), Duration::ZERO);
        paces.of(ProviderId::Juhe, limits).turn().await;
        assert!(start.elapsed() >= Duration::from_secs(1));
    }
}
