//! Calling a provider as often as it may be called and no more: paced, backed off, and never again
//! where the call may have been charged without an answer.

use std::time::Duration;

use async_trait::async_trait;

use crate::pace::Pace;
use crate::{Charge, Reach, ReadyCall, Recognition, RecognitionError, Recognizer, Request};

/// How often and after what waits a call is repeated.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// Calls in all, the first included.
    pub attempts: u32,
    /// The wait before the second call; doubled for each further one.
    pub first_wait: Duration,
    /// No wait is longer; a provider that asks for more is not waited for.
    pub longest_wait: Duration,
    /// A random number from 0 to 1, so that many queues do not come back all at once.
    pub random: fn() -> f64,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_mins(1),
            random: fastrand::f64,
        }
    }
}

impl RetryPolicy {
    /// The wait after so many failed calls: what the provider asks for, else a random time between
    /// half and the whole of the doubled wait. `None` where that is too long or enough was tried.
    pub fn wait(&self, failed: u32, error: &RecognitionError) -> Option<Duration> {
        if failed >= self.attempts || !may_repeat(error) {
            return None;
        }
        let doubled = self
            .first_wait
            .saturating_mul(1 << failed.saturating_sub(1).min(20))
            .min(self.longest_wait);
        let share = 0.5 + (self.random)().clamp(0.0, 1.0) / 2.0;
        let wait = doubled
            .mul_f64(share)
            .max(error.retry_after.unwrap_or_default());
        (wait <= self.longest_wait).then_some(wait)
    }
}

/// Whether a failed call may be sent again without asking. Not what only the user can mend, not
/// what was charged, and not what went out and was never answered. A failure that the provider
/// itself answered may be repeated even where its document is silent on charging: that is what
/// "later" in its table of errors means.
pub fn may_repeat(error: &RecognitionError) -> bool {
    error.retryable
        && error.reach == Reach::Document
        && match error.charge {
            Charge::Free => true,
            Charge::Unknown => !error.sent || error.raw_reply.is_some(),
            Charge::Charged => false,
        }
}

/// What happens during a call, for whoever writes it down. A failure of
/// [`CallEvents::before_send`] stops the call before anything leaves.
#[async_trait]
pub trait CallEvents: Send + Sync {
    /// Right before the request leaves: from here until [`CallEvents::answered`] it is in doubt.
    /// `attempt` counts from 1.
    async fn before_send(&self, attempt: u32) -> Result<(), RecognitionError>;

    /// An answer or a failure is known.
    async fn answered(&self, attempt: u32, outcome: &Result<Recognition, RecognitionError>);

    /// The call failed and is sent again after this wait.
    async fn waiting(&self, attempt: u32, wait: Duration);
}

/// Nobody writes it down.
pub struct Unrecorded;

#[async_trait]
impl CallEvents for Unrecorded {
    async fn before_send(&self, _: u32) -> Result<(), RecognitionError> {
        Ok(())
    }

    async fn answered(&self, _: u32, _: &Result<Recognition, RecognitionError>) {}

    async fn waiting(&self, _: u32, _: Duration) {}
}

/// Recognizes, at the provider's pace, repeating what may be repeated. Dropping the future stops
/// it; nothing leaves after that. A recognizer that sends nothing is simply asked.
pub async fn call(
    recognizer: &dyn Recognizer,
    request: &Request,
    policy: &RetryPolicy,
    pace: &Pace,
    events: &dyn CallEvents,
) -> Result<Recognition, RecognitionError> {
    match recognizer.make_ready(request).await? {
        Some(ready) => send(ready.as_ref(), policy, pace, events).await,
        None => recognizer.recognize(request).await,
    }
}

/// Sends what is ready, likewise.
pub async fn send(
    ready: &dyn ReadyCall,
    policy: &RetryPolicy,
    pace: &Pace,
    events: &dyn CallEvents,
) -> Result<Recognition, RecognitionError> {
    let mut attempt = 1;
    loop {
        let outcome = {
            let mut turn = pace.turn().await;
            events.before_send(attempt).await?;
            turn.depart();
            ready.send().await
        };
        events.answered(attempt, &outcome).await;
        let error = match outcome {
            Ok(recognition) => return Ok(recognition),
            Err(error) => error,
        };
        // Whoever else is in the line would be refused just the same.
        if error.code == invoice::ErrorCode::RateLimited
            && let Some(wait) = error.retry_after
        {
            pace.hold(wait.min(policy.longest_wait));
        }
        let Some(wait) = policy.wait(attempt, &error) else {
            return Err(error);
        };
        events.waiting(attempt, wait).await;
        tokio::time::sleep(wait).await;
        attempt += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use invoice::{ErrorCode, Sentence};
    use tokio::time::Instant;

    use super::*;
    use crate::{Leaving, PaceLimits};

    /// Answers with each of these in turn, then with success.
    struct Scripted(Mutex<Vec<RecognitionError>>, Mutex<Vec<Instant>>);

    impl Scripted {
        fn new(mut errors: Vec<RecognitionError>) -> Self {
            errors.reverse();
            Self(Mutex::new(errors), Mutex::default())
        }

        fn sent(&self) -> usize {
            self.1.lock().unwrap().len()
        }
    }

    #[async_trait]
    impl ReadyCall for Scripted {
        fn leaving(&self) -> Leaving {
            Leaving {
                host: String::new(),
                format: None,
                bytes: 0,
                pixels: None,
            }
        }

        async fn send(&self) -> Result<Recognition, RecognitionError> {
            self.1.lock().unwrap().push(Instant::now());
            match self.0.lock().unwrap().pop() {
                Some(error) => Err(error),
                None => Ok(Recognition {
                    readings: Vec::new(),
                    raw_reply: None,
                    request_id: None,
                    charge: Charge::Unknown,
                    remaining_calls: None,
                }),
            }
        }
    }

    fn busy() -> RecognitionError {
        RecognitionError {
            retryable: true,
            sent: true,
            raw_reply: Some("{}".to_owned()),
            charge: Charge::Unknown,
            ..RecognitionError::local(ErrorCode::ServerFault, "busy", Sentence::new("忙", "busy"))
        }
    }

    const POLICY: RetryPolicy = RetryPolicy {
        attempts: 3,
        first_wait: Duration::from_secs(2),
        longest_wait: Duration::from_secs(30),
        random: || 1.0,
    };

    fn pace() -> Pace {
        Pace::new(PaceLimits {
            calls_per_second: 100.0,
            concurrency: 1,
        })
    }

    #[tokio::test(start_paused = true)]
    async fn an_answered_fault_is_repeated_after_growing_waits() {
        let call = Scripted::new(vec![busy(), busy()]);
        let start = Instant::now();
        assert!(send(&call, &POLICY, &pace(), &Unrecorded).await.is_ok());
        assert_eq!(start.elapsed(), Duration::from_secs(2 + 4));
        let call = Scripted::new(vec![busy(), busy(), busy(), busy()]);
        assert!(send(&call, &POLICY, &pace(), &Unrecorded).await.is_err());
        assert_eq!(call.sent(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_cost_twice_or_only_the_user_can_mend_is_sent_once() {
        let in_doubt = RecognitionError {
            raw_reply: None,
            ..busy()
        };
        let charged = RecognitionError {
            charge: Charge::Charged,
            ..busy()
        };
        let quota = RecognitionError {
            reach: Reach::Provider,
            ..busy()
        };
        let refused = RecognitionError {
            retryable: false,
            ..busy()
        };
        for error in [in_doubt, charged, quota, refused] {
            let call = Scripted::new(vec![error]);
            assert!(send(&call, &POLICY, &pace(), &Unrecorded).await.is_err());
            assert_eq!(call.sent(), 1);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn retry_after_is_honoured_and_holds_the_others() {
        let limited = RecognitionError {
            code: ErrorCode::RateLimited,
            retry_after: Some(Duration::from_secs(20)),
            ..busy()
        };
        let pace = pace();
        let first = Scripted::new(vec![limited.clone()]);
        let second = Scripted::new(Vec::new());
        let start = Instant::now();
        let (a, b) = tokio::join!(
            send(&first, &POLICY, &pace, &Unrecorded),
            send(&second, &POLICY, &pace, &Unrecorded)
        );
        assert!(a.is_ok() && b.is_ok());
        for call in [&first, &second] {
            let last = *call.1.lock().unwrap().last().unwrap();
            assert!(last - start >= Duration::from_secs(20));
        }
        // Longer than anybody waits.
        let call = Scripted::new(vec![RecognitionError {
            retry_after: Some(Duration::from_hours(1)),
            ..limited
        }]);
        assert!(send(&call, &POLICY, &pace, &Unrecorded).await.is_err());
        assert_eq!(call.sent(), 1);
    }

    /// Writes down, and can refuse.
    struct Book(Mutex<Vec<String>>, bool);

    #[async_trait]
    impl CallEvents for Book {
        async fn before_send(&self, attempt: u32) -> Result<(), RecognitionError> {
            self.0.lock().unwrap().push(format!("sent {attempt}"));
            if self.1 { Err(busy()) } else { Ok(()) }
        }

        async fn answered(&self, attempt: u32, outcome: &Result<Recognition, RecognitionError>) {
            let ok = outcome.is_ok();
            self.0
                .lock()
                .unwrap()
                .push(format!("answered {attempt} {ok}"));
        }

        async fn waiting(&self, attempt: u32, wait: Duration) {
            self.0
                .lock()
                .unwrap()
                .push(format!("waits {attempt} {wait:?}"));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn every_step_is_written_down_before_it_happens() {
        let book = Book(Mutex::default(), false);
        let call = Scripted::new(vec![busy()]);
        assert!(send(&call, &POLICY, &pace(), &book).await.is_ok());
        assert_eq!(
            *book.0.lock().unwrap(),
            [
                "sent 1",
                "answered 1 false",
                "waits 1 2s",
                "sent 2",
                "answered 2 true"
            ]
        );
        let broken = Book(Mutex::default(), true);
        let call = Scripted::new(Vec::new());
        assert!(send(&call, &POLICY, &pace(), &broken).await.is_err());
        assert_eq!(call.sent(), 0, "what cannot be written down is not sent");
    }
}
