//! HTTP/1.1 as little as it takes, and as badly as a test wants it.

use std::io::Write;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Answer;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Received {
    /// `POST`.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Received {
    /// The value of a header that stands exactly once.
    pub fn header(&self, name: &str) -> Result<&str, String> {
        let mut values = self.headers.iter().filter(|(n, _)| n == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => Ok(value),
            (None, _) => Err(format!("no header {name}")),
            _ => Err(format!("header {name} stands twice")),
        }
    }
}

pub(super) struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            read: Vec::new(),
        }
    }

    /// The next request; `None` where the other side has closed.
    pub(super) async fn receive(&mut self) -> Option<Received> {
        let head_end = loop {
            if let Some(at) = self.read.windows(4).position(|w| w == b"\r\n\r\n") {
                break at;
            }
            if self.stream.read_buf(&mut self.read).await.ok()? == 0 {
                return None;
            }
        };
        let head = String::from_utf8(self.read[..head_end].to_vec()).unwrap();
        let mut lines = head.split("\r\n");
        let mut request = lines.next().unwrap().split(' ');
        let (method, target) = (request.next().unwrap(), request.next().unwrap());
        let headers: Vec<(String, String)> = lines
            .map(|line| {
                let (name, value) = line.split_once(':').unwrap();
                (name.to_ascii_lowercase(), value.trim().to_owned())
            })
            .collect();
        let length: usize = headers
            .iter()
            .find(|(name, _)| name == "content-length")
            .map_or(0, |(_, value)| value.parse().unwrap());
        let whole = head_end + 4 + length;
        while self.read.len() < whole {
            if self.stream.read_buf(&mut self.read).await.ok()? == 0 {
                return None;
            }
        }
        let body = self.read[head_end + 4..whole].to_vec();
        self.read.drain(..whole);
        Some(Received {
            method: method.to_owned(),
            target: target.to_owned(),
            headers,
            body,
        })
    }

    /// Answers. `false` where the connection is to be closed.
    pub(super) async fn answer(&mut self, answer: Answer) -> bool {
        match answer {
            Answer::Reply(status, headers, body) => self.reply(status, &headers, &body).await,
            Answer::Gzip(body) => {
                let mut gzip =
                    flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
                gzip.write_all(&body).unwrap();
                let headers = [("Content-Encoding", "gzip".to_owned())];
                self.reply(200, &headers, &gzip.finish().unwrap()).await
            }
            Answer::Late(time, body) => {
                tokio::time::sleep(time).await;
                self.reply(200, &[], &body).await
            }
            Answer::Held(permits, body) => {
                let Ok(permit) = permits.acquire().await else {
                    return false;
                };
                permit.forget();
                self.reply(200, &[], &body).await
            }
            Answer::Drop => false,
            Answer::Cut(bytes, body) => {
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
                let _ = self.stream.write_all(head.as_bytes()).await;
                let _ = self.stream.write_all(&body[..bytes]).await;
                false
            }
            Answer::Endless(bytes) => {
                let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"a\":\"";
                let _ = self.stream.write_all(head.as_bytes()).await;
                let piece = vec![b'x'; 1 << 16];
                for _ in 0..bytes / piece.len() {
                    if self.stream.write_all(&piece).await.is_err() {
                        break;
                    }
                }
                false
            }
        }
    }

    async fn reply(&mut self, status: u16, headers: &[(&str, String)], body: &[u8]) -> bool {
        let mut head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        head.push_str("\r\n");
        self.stream.write_all(head.as_bytes()).await.is_ok()
            && self.stream.write_all(body).await.is_ok()
    }
}
