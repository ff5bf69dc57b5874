//! Pictures of pages for the web view, by `page://localhost/<document>/<page>/<long side>`, and of
//! parts of pages, by `/<document>/<page>/<left>/<top>/<right>/<bottom>/<quarter turns>` in
//! ten-thousandths of the page as stored. A scheme of its own is several times faster than any other
//! way of getting a picture of some megabytes into the page, and gives it no access to files.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use app::App;
use app::view::Problem;
use lru::LruCache;
use percent_encoding::percent_decode_str;
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager, UriSchemeContext, UriSchemeResponder, Wry};

/// Long sides in pixels that are drawn; others are refused, so that the cache stays small.
const LONG_SIDES: [u32; 5] = [300, 1000, 1600, 2400, 3600];
/// Parts of a page are measured in these.
const WHOLE: u32 = 10_000;
/// How much the cache may hold. A page at 1,600 pixels takes 0.2–4 MB.
const CACHE_BYTES: usize = 96 * 1024 * 1024;
const CACHE_PICTURES: NonZeroUsize = NonZeroUsize::MIN.saturating_add(511);

/// Which picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Wanted {
    document: u32,
    page: u32,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum What {
    /// The whole page, its longer side so many pixels.
    Page(u32),
    /// Left, top, right, bottom in ten-thousandths, turned so many quarters.
    Part([u32; 4], u8),
}

/// PNG or JPEG.
type Picture = Arc<Vec<u8>>;

/// The pictures drawn last.
pub(crate) struct PagePictures(Mutex<LruCache<Wanted, Picture>>);

impl Default for PagePictures {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(CACHE_PICTURES)))
    }
}

impl PagePictures {
    fn get(&self, wanted: Wanted) -> Option<Picture> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&wanted)
            .cloned()
    }

    fn keep(&self, wanted: Wanted, picture: Picture) {
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cache.put(wanted, picture);
        let mut held: usize = cache.iter().map(|(_, picture)| picture.len()).sum();
        while held > CACHE_BYTES {
            let Some((_, oldest)) = cache.pop_lru() else {
                break;
            };
            held -= oldest.len();
        }
    }
}

/// Answers a request of the page, without holding up the window.
// Tauri hands both over; a reference would not fit its signature.
#[allow(clippy::needless_pass_by_value)]
pub(crate) fn answer(
    context: UriSchemeContext<'_, Wry>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let Some(wanted) = parse(request.uri().path()) else {
        responder.respond(refusal(StatusCode::NOT_FOUND));
        return;
    };
    let handle = context.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let pictures = handle.state::<PagePictures>();
        if let Some(picture) = pictures.get(wanted) {
            responder.respond(response(&picture));
            return;
        }
        match draw(&handle.state::<App>(), wanted).await {
            Ok(picture) => {
                responder.respond(response(&picture));
                pictures.keep(wanted, picture);
            }
            Err(problem) => {
                tracing::warn!(
                    "no picture of document {}: {}",
                    wanted.document,
                    problem.code
                );
                responder.respond(refusal(StatusCode::UNPROCESSABLE_ENTITY));
            }
        }
    });
}

async fn draw(app: &App, wanted: Wanted) -> Result<Picture, Problem> {
    let Wanted {
        document,
        page,
        what,
    } = wanted;
    let picture = match what {
        What::Page(long_side) => app.page_picture(document, page, long_side).await,
        What::Part(part, turns) => {
            let part = part.map(|edge| f64::from(edge) / f64::from(WHOLE));
            app.part_of_page(document, page, part, turns).await
        }
    };
    picture.map(Arc::new)
}

/// `/12/1/1600`, with the slashes encoded or not.
fn parse(path: &str) -> Option<Wanted> {
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let parts = path.trim_start_matches('/').split('/');
    let numbers: Vec<u32> = parts.map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (document, page, what) = match numbers[..] {
        [document, page, side] if LONG_SIDES.contains(&side) => (document, page, What::Page(side)),
        [document, page, left, top, right, bottom, turns]
            if left < right && top < bottom && right.max(bottom) <= WHOLE && turns < 4 =>
        {
            let part = [left, top, right, bottom];
            (document, page, What::Part(part, turns.try_into().ok()?))
        }
        _ => return None,
    };
    Some(Wanted {
        document,
        page,
        what,
    })
}

fn response(picture: &[u8]) -> Response<Vec<u8>> {
    let kind = if picture.starts_with(b"\x89PNG") {
        "image/png"
    } else {
        "image/jpeg"
    };
    let mut response = Response::new(picture.to_vec());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(kind));
    // The same document always gives the same picture: originals never change.
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("private, max-age=3600, immutable"),
    );
    response
}

fn refusal(status: StatusCode) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_pictures() {
        let wanted = Wanted {
            document: 12,
            page: 1,
            what: What::Page(1600),
        };
        let part = Wanted {
            what: What::Part([100, 250, 3000, 320], 1),
            ..wanted
        };
        assert_eq!(parse("/12/1/100/250/3000/320/1"), Some(part));
        assert_eq!(parse("/12/1/1600"), Some(wanted));
        assert_eq!(parse("/12%2F1%2F1600"), Some(wanted));
        for other in [
            "",
            "/",
            "/12/1",
            "/12/1/1601",
            "/12/1/1600/",
            "/a/1/1600",
            "/-1/1/1600",
            "/../1/1600",
            "/12/1/3000/250/100/320/1",
            "/12/1/100/250/10001/320/1",
            "/12/1/100/250/3000/320/4",
            "/12/1/100/250/3000/320",
        ] {
            assert_eq!(parse(other), None, "{other}");
        }
    }

    #[test]
    fn the_cache_holds_no_more_than_its_bytes() {
        let pictures = PagePictures::default();
        let large = Arc::new(vec![0; CACHE_BYTES / 2 - 1]);
        for page in 1..=3 {
            pictures.keep(
                Wanted {
                    document: 1,
                    page,
                    what: What::Page(1600),
                },
                Arc::clone(&large),
            );
        }
        assert!(
            pictures
                .get(Wanted {
                    document: 1,
                    page: 1,
                    what: What::Page(1600)
                })
                .is_none()
        );
        assert!(
            pictures
                .get(Wanted {
                    document: 1,
                    page: 3,
                    what: What::Page(1600)
                })
                .is_some()
        );
    }
}
