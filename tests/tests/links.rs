//! Pasted links against a small web server: what is fetched, what is refused, and what a provider
//! is then sent.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::App;
use app::view::{DocumentState, QueueRow};
use fapiao_tests::impersonator::{Answer, Content, Impersonator};
use fapiao_tests::program::{self, until};
use recognition::link::{Fetched, LinkFetcher, LinkLimits};
use recognition::{ProviderId, RecognitionError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// What the server gives for a path: a head without its last empty line, and a body.
type Pages = BTreeMap<&'static str, (String, Vec<u8>)>;

/// A web server of pages. Under `/slow` it begins to answer and never ends; under `/endless` it
/// sends ever more.
struct Web {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Web {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Web {
    async fn start(pages: Pages) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heads = Arc::clone(&asked);
        let server = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    if stream.read_buf(&mut head).await.unwrap_or(0) == 0 {
                        break;
                    }
                }
                let head = String::from_utf8(head).unwrap();
                let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let path = target.split('?').next().unwrap_or_default().to_owned();
                heads.lock().unwrap().push(head);
                let missing = ("HTTP/1.1 404 Not Found\r\n".to_owned(), Vec::new());
                let (mut head, body) = pages.get(path.as_str()).cloned().unwrap_or(missing);
                tokio::spawn(async move {
                    head.push_str("Connection: close\r\n\r\n");
                    let _ = stream.write_all(head.as_bytes()).await;
                    let _ = stream.write_all(&body).await;
                    if path == "/slow" {
                        std::future::pending::<()>().await;
                    }
                    while path == "/endless" && stream.write_all(&[b'x'; 4096]).await.is_ok() {}
                });
            }
        });
        Self {
            address,
            asked,
            server,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Fetches from here, up to a hundred thousand bytes.
    async fn fetch(&self, path: &str) -> Result<Fetched, RecognitionError> {
        fetcher(self.address).fetch(&self.url(path)).await
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn fetcher(address: SocketAddr) -> LinkFetcher {
    let limits = LinkLimits {
        max_bytes: 100_000,
        total_time: Duration::from_secs(15),
    };
    LinkFetcher::new(limits).and_from(address)
}

fn found(kind: &str, body: &[u8]) -> (String, Vec<u8>) {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n",
        body.len()
    );
    (head, body.to_vec())
}

fn moved(to: &str) -> (String, Vec<u8>) {
    let head = format!("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {to}\r\n");
    (head, Vec::new())
}

fn gzip(body: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(body).unwrap();
    gzip.finish().unwrap()
}

fn code(result: Result<Fetched, RecognitionError>) -> String {
    match result {
        Ok(fetched) => panic!("it was fetched: {}", fetched.file_name),
        Err(error) => {
            assert!(
                !format!("{error:?}").contains("hush"),
                "a link's query in {error:?}"
            );
            error.code.as_str().to_owned()
        }
    }
}

fn sample(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/samples");
    std::fs::read(folder.join(name)).unwrap()
}

fn picture() -> Vec<u8> {
    let picture = image::RgbImage::from_pixel(320, 200, image::Rgb([250, 250, 250]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn this_machine_and_the_private_network_are_never_reached() {
    let web = Web::start(Pages::from([(
        "/a.pdf",
        found("application/pdf", b"%PDF-"),
    )]))
    .await;
    let port = web.address.port();
    let public = LinkFetcher::new(LinkLimits::up_to(1000));
    let hosts = [
        "127.0.0.1",
        "localhost",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "10.0.0.1",
        "169.254.169.254",
    ];
    for host in hosts {
        let link = format!("http://{host}:{port}/a.pdf?hush=1");
        assert_eq!(code(public.fetch(&link).await), "bad_request", "{host}");
    }
    assert!(
        web.asked().is_empty(),
        "nobody was asked: {:?}",
        web.asked()
    );
}

#[tokio::test]
async fn what_is_no_link_is_refused() {
    let fetcher = LinkFetcher::new(LinkLimits::up_to(1000));
    for text in [
        "",
        "发票.pdf",
        "file:///etc/passwd",
        "ftp://example.com/a.pdf",
        "https://user:hush@example.com/a.pdf",
        "https://user@example.com/a.pdf",
        "http://",
    ] {
        assert_eq!(code(fetcher.fetch(text).await), "bad_request", "{text}");
    }
}

#[tokio::test]
async fn redirects_are_checked_like_the_link_itself() {
    let inside = Web::start(Pages::from([(
        "/a.pdf",
        found("application/pdf", b"%PDF-"),
    )]))
    .await;
    let web = Web::start(Pages::from([
        ("/a.pdf", found("application/pdf", b"%PDF-1.7")),
        ("/three", moved("/two?hush=1")),
        ("/two", moved("one")),
        ("/one", moved("/a.pdf")),
        ("/four", moved("/three")),
        ("/inside", moved(&inside.url("/a.pdf?hush=1"))),
        (
            "/by-name",
            moved(&format!("http://localhost:{}/a.pdf", inside.address.port())),
        ),
        ("/file", moved("file:///etc/passwd")),
        ("/user", moved("http://user:hush@127.0.0.1/a.pdf")),
    ]))
    .await;
    let fetched = web.fetch("/three#part").await.unwrap();
    assert_eq!(
        (fetched.file_name.as_str(), fetched.bytes.as_slice()),
        ("a.pdf", &b"%PDF-1.7"[..])
    );
    for path in ["/four", "/inside", "/by-name", "/file", "/user"] {
        assert_eq!(code(web.fetch(path).await), "bad_request", "{path}");
    }
    assert!(inside.asked().is_empty(), "the private server was asked");
    for head in web.asked() {
        let head = head.to_ascii_lowercase();
        assert!(
            !head.contains("cookie") && !head.contains("referer") && !head.contains("#part"),
            "{head}"
        );
    }
}

#[tokio::test]
async fn size_is_bounded_before_and_after_decompression() {
    let mut large = b"%PDF-1.7".to_vec();
    large.resize(200_000, b' ');
    let pdf = sample("digital_ordinary.pdf");
    let packed = |body: &[u8]| {
        let (head, body) = found("application/pdf", &gzip(body));
        (head + "Content-Encoding: gzip\r\n", body)
    };
    let web = Web::start(Pages::from([
        ("/announced", found("application/pdf", &large)),
        (
            "/endless",
            ("HTTP/1.1 200 OK\r\n".to_owned(), b"%PDF-1.7".to_vec()),
        ),
        ("/bomb", packed(&large)),
        ("/packed.pdf", packed(&pdf)),
    ]))
    .await;
    assert!(gzip(&large).len() < 1000, "a bomb is small");
    for path in ["/announced", "/endless", "/bomb"] {
        assert_eq!(code(web.fetch(path).await), "too_large", "{path}");
    }
    assert!(pdf.len() < 100_000, "the sample is within the limit");
    assert_eq!(web.fetch("/packed.pdf").await.unwrap().bytes, pdf);
}

#[tokio::test]
async fn what_does_not_come_has_a_code() {
    let status = |line: &str| {
        (
            format!("HTTP/1.1 {line}\r\nContent-Length: 0\r\n"),
            Vec::new(),
        )
    };
    let cut = (
        "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n".to_owned(),
        b"%PDF-".to_vec(),
    );
    let slow = (
        "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n".to_owned(),
        b"%PDF-".to_vec(),
    );
    let web = Web::start(Pages::from([
        (
            "/page",
            found("text/html; charset=utf-8", b"<!DOCTYPE html><html>"),
        ),
        ("/text", found("text/plain", b"hello")),
        ("/empty", found("application/pdf", b"")),
        ("/login", status("403 Forbidden")),
        ("/busy", status("503 Service Unavailable")),
        ("/cut", cut),
        ("/slow", slow),
    ]))
    .await;
    for (path, expected) in [
        ("/missing?hush=1", "bad_request"),
        ("/login", "bad_request"),
        ("/busy", "network"),
        ("/page", "unsupported_format"),
        ("/text", "unsupported_format"),
        ("/empty", "damaged_file"),
        ("/cut", "network"),
    ] {
        assert_eq!(code(web.fetch(path).await), expected, "{path}");
    }
    let hurried = LinkLimits {
        max_bytes: 1000,
        total_time: Duration::from_millis(500),
    };
    let hurried = LinkFetcher::new(hurried).and_from(web.address);
    assert_eq!(
        code(hurried.fetch(&web.url("/slow?hush=1")).await),
        "timeout"
    );

    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let link = format!("http://{address}/?hush=1");
    assert_eq!(code(fetcher(address).fetch(&link).await), "network");
}

async fn start(folder: &Path, provider: &str, endpoint: &str) -> App {
    let app = program::start(folder, endpoint).await;
    let mut preferences = app.startup().await.unwrap().preferences;
    preferences.provider = provider.to_owned();
    app.save_preferences(preferences).await.unwrap();
    app
}

/// Waits until so many documents are recognized.
async fn recognized(app: &App, count: usize) {
    until(app, "so many recognized", |queue| {
        let ready = |row: &&QueueRow| row.state == DocumentState::Ready;
        queue.rows.iter().filter(ready).count() == count
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_behind_a_link_is_taken_in_once_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let web = Web::start(Pages::from([(
        "/get",
        found("application/octet-stream", &sample("digital_ordinary.pdf")),
    )]))
    .await;
    let app = start(folder.path(), "offline", "http://127.0.0.1:9/").await;
    let refused = app.add_link(web.url("/get")).await.unwrap_err();
    assert_eq!(refused.code, "bad_request", "private by default");
    assert!(
        app.queue().await.unwrap().rows.is_empty(),
        "and nothing is left of it"
    );

    let fetcher = fetcher(web.address);
    let report = app
        .add_link_with(&fetcher, web.url("/get?k=1"))
        .await
        .unwrap();
    assert_eq!(report.added.len(), 1, "{report:?}");
    recognized(&app, 1).await;
    let row = app.queue().await.unwrap().rows.remove(0);
    assert_eq!(row.file_name, "get.pdf");
    assert!(row.number.is_some() && row.amount.is_some(), "{row:?}");
    let again = app
        .add_link_with(&fetcher, web.url("/get?k=2"))
        .await
        .unwrap();
    assert_eq!(
        (again.added.len(), again.duplicates.len()),
        (0, 1),
        "{again:?}"
    );
    app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn deepfinch_is_sent_the_link_of_a_picture_and_the_page_of_a_pdf() {
    let folder = tempfile::tempdir().unwrap();
    let web = Web::start(Pages::from([
        ("/%E7%A5%A8.png", found("image/png", &picture())),
        (
            "/a.pdf",
            found("application/pdf", &sample("digital_ordinary.pdf")),
        ),
    ]))
    .await;
    let reply = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/providers/deepfinch.json");
    let reply = Answer::json(std::fs::read_to_string(reply).unwrap());
    let server = Impersonator::start(ProviderId::Deepfinch, vec![reply]).await;
    let app = start(folder.path(), "deepfinch", &server.address).await;
    let fetcher = fetcher(web.address);
    let link = web.url("/票.png?名=发 票&k=1#top");
    app.add_link_with(&fetcher, link).await.unwrap();
    recognized(&app, 1).await;
    app.add_link_with(&fetcher, web.url("/a.pdf"))
        .await
        .unwrap();
    recognized(&app, 2).await;
    let calls = server.calls();
    let escaped = web.url("/%E7%A5%A8.png?%E5%90%8D=%E5%8F%91%20%E7%A5%A8&k=1");
    assert_eq!(calls[0].content, Content::Address(escaped));
    assert!(
        matches!(calls[1].content, Content::Picture(..)),
        "it takes no PDF, so the page goes as a picture"
    );
    app.stop();
}
