//! A strict server that stands in for all five providers: it checks every request as closely as
//! their documents allow, signatures included, and answers as it is told.

// It is there to stop a test at once.
#![allow(clippy::missing_panics_doc)]

mod checks;
mod form;
mod wire;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use recognition::ProviderId;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

pub use checks::Content;
pub use wire::Received;

/// What the server does with a request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A status, further headers and a body.
    Reply(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Likewise, compressed with gzip.
    Gzip(Vec<u8>),
    /// Waits before it answers.
    Late(Duration, Vec<u8>),
    /// Answers once for each permit that is added here.
    Held(Arc<Semaphore>, Vec<u8>),
    /// Reads the request and closes the connection.
    Drop,
    /// Announces the whole body and sends only so many bytes of it.
    Cut(usize, Vec<u8>),
    /// Sends so many bytes of JSON that never ends.
    Endless(usize),
}

impl Answer {
    /// 200 with JSON.
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::status(200, body)
    }

    /// A status with JSON.
    pub fn status(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let kind = ("Content-Type", "application/json".to_owned());
        Self::Reply(status, vec![kind], body.into())
    }
}

/// What a checked request carried.
#[derive(Debug, Clone)]
pub struct Call {
    /// The content, decoded and looked at.
    pub content: Content,
    /// The parameters beside it (`type`, `pdfFileNum`, …).
    pub parameters: Vec<(String, String)>,
    /// When it arrived.
    pub at: std::time::Instant,
}

/// The keys that the server knows. Their words are found nowhere else, so that a test can look
/// for them in whatever the program leaves behind.
pub const PUBLIC_KEY: &str = "AKOFTHETESTSERVER0001";
/// The secret half.
pub const SECRET_KEY: &str = "secret+of/the=test&server 7f3c";

/// The running server.
pub struct Impersonator {
    /// The full address of the call.
    pub address: String,
    calls: Arc<Mutex<Vec<Result<Call, String>>>>,
    answers: Arc<Mutex<Vec<Answer>>>,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Impersonator {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Impersonator {
    /// Stands in for a provider. Gives the answers in order, the last one again and again.
    pub async fn start(provider: ProviderId, answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let calls = Arc::new(Mutex::new(Vec::new()));
        let answers = Arc::new(Mutex::new(answers.into_iter().rev().collect::<Vec<_>>()));
        let server = tokio::spawn({
            let (calls, answers) = (Arc::clone(&calls), Arc::clone(&answers));
            let host = host.clone();
            async move {
                // They end with the server.
                let mut connections = JoinSet::new();
                while let Ok((stream, _)) = listener.accept().await {
                    let (calls, answers) = (Arc::clone(&calls), Arc::clone(&answers));
                    let host = host.clone();
                    connections.spawn(async move {
                        let mut connection = wire::Connection::new(stream);
                        while let Some(received) = connection.receive().await {
                            let at = std::time::Instant::now();
                            let checked = checks::check(provider, &host, &received).map(
                                |(content, parameters)| Call {
                                    content,
                                    parameters,
                                    at,
                                },
                            );
                            calls.lock().unwrap().push(checked);
                            let answer = {
                                let mut left = answers.lock().unwrap();
                                if left.len() > 1 {
                                    left.pop().unwrap()
                                } else {
                                    left[0].clone()
                                }
                            };
                            if !connection.answer(answer).await {
                                break;
                            }
                        }
                    });
                }
            }
        });
        Self {
            address: format!("http://{host}{}", checks::path(provider)),
            calls,
            answers,
            server,
        }
    }

    /// The requests so far. Panics where one is not as documented.
    pub fn calls(&self) -> Vec<Call> {
        let calls = self.calls.lock().unwrap();
        calls
            .iter()
            .map(|call| match call {
                Ok(call) => call.clone(),
                Err(what) => panic!("the request is not as documented: {what}"),
            })
            .collect()
    }

    /// What the server answers from now on.
    pub fn answer_with(&self, answer: Answer) {
        *self.answers.lock().unwrap() = vec![answer];
    }
}
