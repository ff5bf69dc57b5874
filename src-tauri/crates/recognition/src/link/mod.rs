//! A link that the user pasted: fetched once, bounded in size and time, and only from the public
//! internet.
//!
//! The host is resolved here, every address that it has is checked, and the connection goes to
//! the checked addresses and nowhere else, so that a name cannot change its meaning in between.
//! Redirects are followed by hand, each with the same checks. No proxy, no cookies. The query of
//! a link is often a key to the invoice: it stands in no error and no log.

mod file_name;
mod hosts;

use std::net::SocketAddr;
use std::time::Duration;

use documents::{Format, sniff};
use invoice::{ErrorCode, Sentence};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use reqwest::{Client, Response, StatusCode};
use url::{Host, Url};

use crate::RecognitionError;
use crate::http::{self, TransportFault};

/// Redirects that are followed.
const REDIRECTS: usize = 3;
/// Longest link, in bytes, after escaping.
const LONGEST_LINK: usize = 8192;

/// Bounds within which a link is fetched.
#[derive(Debug, Clone, Copy)]
pub struct LinkLimits {
    /// Largest file, in bytes, after decompression.
    pub max_bytes: usize,
    /// Longest time in all: names, redirects, the whole file.
    pub total_time: Duration,
}

impl LinkLimits {
    /// Files up to this many bytes, within 15 seconds.
    pub const fn up_to(max_bytes: usize) -> Self {
        Self {
            max_bytes,
            total_time: Duration::from_secs(15),
        }
    }
}

/// A file that a link gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Its content: a document or picture of a kind that is read here, going by its first bytes.
    pub bytes: Vec<u8>,
    /// Its name: no folders, never empty, with an ending that fits the content.
    pub file_name: String,
}

/// The web address that a text is; `None` where it is none, or one that carries a user's name and
/// password. Escaped as UTF-8, without the part after `#`, which is never sent.
pub fn address_of(text: &str) -> Option<Url> {
    let mut url = Url::parse(text.trim()).ok()?;
    url.set_fragment(None);
    let usable = matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|host| !host.is_empty())
        && url.username().is_empty()
        && url.password().is_none()
        && url.as_str().len() <= LONGEST_LINK;
    usable.then_some(url)
}

/// Fetches links.
#[derive(Debug, Clone)]
pub struct LinkFetcher {
    limits: LinkLimits,
    allowed: Vec<SocketAddr>,
}

impl LinkFetcher {
    /// From the public internet only.
    pub fn new(limits: LinkLimits) -> Self {
        Self {
            limits,
            allowed: Vec::new(),
        }
    }

    /// Also from this address and port, although it is private: the server of a test.
    #[must_use]
    pub fn and_from(mut self, address: SocketAddr) -> Self {
        self.allowed.push(address);
        self
    }

    /// Fetches what a link gives. Errors are `bad_request` (no link, a private address, nothing
    /// there), `network`, `timeout`, `too_large`, `unsupported_format` (a web page) and
    /// `damaged_file` (nothing in it).
    pub async fn fetch(&self, link: &str) -> Result<Fetched, RecognitionError> {
        let url = address_of(link).ok_or_else(no_link)?;
        tokio::time::timeout(self.limits.total_time, self.follow(url))
            .await
            .unwrap_or_else(|_| Err(too_slow(self.limits.total_time)))
    }

    async fn follow(&self, mut url: Url) -> Result<Fetched, RecognitionError> {
        for _ in 0..=REDIRECTS {
            let response = self.ask(&url).await?;
            match redirected(&url, &response)? {
                Some(next) => url = next,
                None => return self.take(url, response).await,
            }
        }
        Err(refused(
            "too many redirects",
            "链接跳转次数过多，没有打开。请在浏览器中打开它，下载发票后再拖入。",
            "The link redirects too often and was given up. Open it in a browser, download the invoice and drop it here.",
        ))
    }

    async fn ask(&self, url: &Url) -> Result<Response, RecognitionError> {
        let checked = self.checked_addresses(url).await?;
        // One client for each hop: it knows no address but the checked ones. Certificates are
        // read from the disk.
        let client = tokio::task::spawn_blocking(move || client_for(checked))
            .await
            .map_err(|error| unreachable_host(&error.to_string()))?
            .map_err(|error| failed(error, None))?;
        client
            .get(url.clone())
            .send()
            .await
            .map_err(|error| failed(error, None))
    }

    /// All addresses of a link's host. One that is not public makes the host suspect as a whole.
    async fn checked_addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, RecognitionError> {
        let port = url.port_or_known_default().unwrap_or_default();
        let addresses: Vec<SocketAddr> = match url.host() {
            Some(Host::Domain(name)) => tokio::net::lookup_host((name, port))
                .await
                .map_err(|error| unreachable_host(&error.to_string()))?
                .collect(),
            Some(Host::Ipv4(address)) => vec![(address, port).into()],
            Some(Host::Ipv6(address)) => vec![(address, port).into()],
            None => Vec::new(),
        };
        if addresses.is_empty() {
            return Err(unreachable_host("the host has no address"));
        }
        let may =
            |address: &SocketAddr| hosts::is_public(address.ip()) || self.allowed.contains(address);
        if addresses.iter().all(may) {
            Ok(addresses)
        } else {
            Err(refused(
                "a private address",
                "链接指向本机或内部网络，为安全起见没有打开。请自行下载后再拖入文件。",
                "The link leads to this machine or a private network and was not opened. Download the file yourself and drop it here.",
            ))
        }
    }

    async fn take(&self, url: Url, mut response: Response) -> Result<Fetched, RecognitionError> {
        refuse_status(response.status())?;
        let limit = self.limits.max_bytes;
        let announced = response.content_length().unwrap_or_default();
        if announced > limit as u64 {
            return Err(too_large(limit));
        }
        let mut bytes = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if bytes.len() + chunk.len() > limit => {
                    return Err(too_large(limit));
                }
                Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => return Err(failed(error, Some(bytes))),
            }
        }
        // Looking into a large archive takes its time.
        tokio::task::spawn_blocking(move || named(bytes, &url, &response))
            .await
            .map_err(|error| unreachable_host(&error.to_string()))?
    }
}

/// Knows the addresses of one host, whatever it is asked.
struct Known(Vec<SocketAddr>);

impl Resolve for Known {
    fn resolve(&self, _: Name) -> Resolving {
        let addresses: Addrs = Box::new(self.0.clone().into_iter());
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

fn client_for(addresses: Vec<SocketAddr>) -> Result<Client, reqwest::Error> {
    let known = std::sync::Arc::new(Known(addresses));
    http::client(move |builder| builder.dns_resolver(std::sync::Arc::clone(&known)))
}

/// Where a response sends us, if anywhere.
fn redirected(url: &Url, response: &Response) -> Result<Option<Url>, RecognitionError> {
    use StatusCode as S;
    let moved = [
        S::MOVED_PERMANENTLY,
        S::FOUND,
        S::SEE_OTHER,
        S::TEMPORARY_REDIRECT,
        S::PERMANENT_REDIRECT,
    ];
    if !moved.contains(&response.status()) {
        return Ok(None);
    }
    response
        .headers()
        .get(LOCATION)
        .and_then(|value| std::str::from_utf8(value.as_bytes()).ok())
        .and_then(|text| url.join(text).ok())
        .and_then(|next| address_of(next.as_str()))
        .map(Some)
        .ok_or_else(|| {
            refused(
                "a redirect that cannot be followed",
                "链接跳转到无法打开的地址。请在浏览器中打开它，下载发票后再拖入。",
                "The link redirects to an address that cannot be opened. Open it in a browser, download the invoice and drop it here.",
            )
        })
}

fn refuse_status(status: StatusCode) -> Result<(), RecognitionError> {
    let number = status.as_u16();
    let detail = format!("HTTP {number}");
    match number {
        200..=299 => Ok(()),
        401 | 403 | 407 => Err(refused(
            detail,
            "链接需要登录或没有访问权限。请在浏览器中登录并下载发票，再拖入文件。",
            "The link asks for a login or permission. Log in with a browser, download the invoice and drop it here.",
        )),
        404 | 410 => Err(refused(
            detail,
            "链接上没有文件，可能已过期或不完整。请重新获取链接。",
            "There is no file at the link; it may have expired or be incomplete. Get the link again.",
        )),
        408 | 429 | 500.. => Err(passing(
            ErrorCode::Network,
            detail,
            Sentence::new(
                format!("对方网站暂时无法提供文件（HTTP {number}）。请稍后重试。"),
                format!(
                    "The site cannot give the file at the moment (HTTP {number}). Try again later."
                ),
            ),
        )),
        _ => Err(refused(
            detail,
            format!("对方网站拒绝了这个链接（HTTP {number}）。请核对链接是否完整。"),
            format!("The site refused the link (HTTP {number}). Check that it is complete."),
        )),
    }
}

fn named(bytes: Vec<u8>, url: &Url, response: &Response) -> Result<Fetched, RecognitionError> {
    let header = |name| {
        response
            .headers()
            .get(name)
            .map(reqwest::header::HeaderValue::as_bytes)
    };
    if bytes.is_empty() {
        return Err(documents::DocumentError::Empty.into());
    }
    let format = sniff(&bytes);
    if format == Format::Unknown {
        let is_page = header(CONTENT_TYPE)
            .is_some_and(|kind| kind.to_ascii_lowercase().starts_with(b"text/html"));
        return Err(no_document(is_page));
    }
    Ok(Fetched {
        file_name: file_name::file_name(header(CONTENT_DISPOSITION), url, format),
        bytes,
    })
}

fn no_link() -> RecognitionError {
    refused(
        "not an http or https address",
        "这不是可用的链接。请粘贴以 http:// 或 https:// 开头、不含用户名和密码的完整链接。",
        "This is not a link that can be used. Paste a whole one that begins with http:// or https:// and holds no user name or password.",
    )
}

fn no_document(is_page: bool) -> RecognitionError {
    let (detail, zh, en) = if is_page {
        (
            "a web page",
            "链接打开的是网页，不是发票文件。请在浏览器中打开它，下载 PDF、OFD 或 XML 后再拖入。",
            "The link opens a web page, not an invoice. Open it in a browser, download the PDF, OFD or XML and drop it here.",
        )
    } else {
        (
            "neither PDF, OFD, XML nor a picture",
            "链接给出的文件不是 PDF、OFD、XML 或图片，没有导入。",
            "What the link gives is neither PDF, OFD, XML nor a picture; it was not taken in.",
        )
    };
    RecognitionError::local(ErrorCode::UnsupportedFormat, detail, Sentence::new(zh, en))
}

fn refused(
    detail: impl Into<String>,
    zh: impl Into<String>,
    en: impl Into<String>,
) -> RecognitionError {
    RecognitionError::local(ErrorCode::BadRequest, detail, Sentence::new(zh, en))
}

fn too_large(limit: usize) -> RecognitionError {
    let megabytes = limit.div_ceil(1 << 20);
    RecognitionError::local(
        ErrorCode::TooLarge,
        format!("more than {limit} bytes"),
        Sentence::new(
            format!("链接上的文件超过 {megabytes} MB，没有导入。"),
            format!("The file at the link is over {megabytes} MB; it was not taken in."),
        ),
    )
}

fn too_slow(limit: Duration) -> RecognitionError {
    let seconds = limit.as_secs();
    passing(
        ErrorCode::Timeout,
        format!("not done within {seconds} s"),
        Sentence::new(
            format!("{seconds} 秒内没有下载完成。请稍后重试，或在浏览器中下载后拖入。"),
            format!(
                "It was not downloaded within {seconds} s. Try again, or download it with a browser and drop it here."
            ),
        ),
    )
}

fn unreachable_host(detail: &str) -> RecognitionError {
    passing(
        ErrorCode::Network,
        detail,
        Sentence::new(
            "无法连接链接中的网站。请核对链接和网络后重试。",
            "The site of the link cannot be reached. Check the link and the network and try again.",
        ),
    )
}

fn failed(error: reqwest::Error, partial: Option<Vec<u8>>) -> RecognitionError {
    let error = http::describe(error, false, partial);
    match error.fault {
        TransportFault::Tls => passing(
            ErrorCode::Network,
            error.detail,
            Sentence::new(
                "对方网站的安全证书不可信，没有打开链接。请核对链接和电脑时间。",
                "The site's certificate is not trusted; the link was not opened. Check the link and the clock.",
            ),
        ),
        TransportFault::Broken => passing(
            ErrorCode::Network,
            error.detail,
            Sentence::new(
                "下载中断，文件不完整，没有导入。请重试。",
                "The download broke off; nothing was taken in. Try again.",
            ),
        ),
        _ => unreachable_host(&error.detail),
    }
}

/// One that may be over when it is tried again.
fn passing(code: ErrorCode, detail: impl Into<String>, message: Sentence) -> RecognitionError {
    let mut error = RecognitionError::local(code, detail, message);
    error.retryable = true;
    error
}
