//! Page → invoice. One trait, [`Recognizer`], behind which stand the offline reader and the five
//! providers; what they may send, how fast, and what their answers and errors mean.
//!
//! What is not here: the queue and its rows (that is `app` and `ledger`), the checks (`invoice`).

mod credentials;
mod descriptor;
mod error;
mod fitting;
mod http;
mod json;
mod moment;
mod pace;
mod recognizer;

pub mod link;
pub mod offline;
pub mod providers;
pub mod retry;
pub mod routing;

pub use credentials::{Credentials, Secret};
pub use descriptor::{CredentialField, Descriptor, FixedSentence, ProviderId};
pub use error::{Reach, RecognitionError};
pub use http::{HttpClient, HttpSettings, HttpSetupError};
pub use moment::{Clock, Nonces, RandomNonces, SystemClock};
pub use pace::{Pace, PaceLimits, Paces, Turn};
pub use recognizer::{Charge, Leaving, ReadyCall, Recognition, Recognizer, Request};
