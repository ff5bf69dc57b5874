//! The program's own reader of pictures, for what measures it.

use std::path::Path;
use std::sync::Arc;

use documents::Limits;
use fapiao_pictures::Picture;
use invoice::{Context, Corrections, Judgement, judge, synthetic};
use recognition::offline::{OfflineReader, PageReader, have_models};
use recognition::{Recognizer, Request};

/// Threads that a page is read on: as many as the peers are measured with.
const THREADS: usize = 2;

pub(crate) struct Reader(OfflineReader);

impl Reader {
    /// `None`, and a notice, where the models are not there.
    pub(crate) fn new() -> Option<Self> {
        let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
        if !have_models(&models) {
            println!("skipped: no models that read pictures (setup/models.sh fetches them)");
            return None;
        }
        let pages = PageReader::new(Some(models), THREADS);
        Some(Self(OfflineReader::new(pages)))
    }

    /// The invoice on a picture; `None`, and the reason, where it is refused.
    pub(crate) async fn judge(&self, picture: &Picture) -> Option<Judgement> {
        let bytes = picture.bytes.clone();
        let document = documents::open(bytes.clone(), None, &Limits::default()).unwrap();
        let pages = (0..document.page_count()).collect();
        let request = Request::new(Arc::new(document), Arc::new(bytes), pages);
        match self.0.recognize(&request).await {
            Ok(recognition) => Some(judge(
                &recognition.readings,
                &Corrections::new(),
                &Context::new(synthetic::today()),
            )),
            Err(error) => {
                println!("  refused: {error}: {}", error.message.en);
                None
            }
        }
    }
}
