//! One field of many documents at once: the odd one is seen at a glance, and the rest is confirmed
//! with one key.

use invoice::{FieldPath, Source};
use ledger::{DocumentFilter, DocumentId, DocumentOrder, DocumentState as Stored};

use recognition::RecognitionError;

use crate::app::{document_id, view_id};
use crate::pages::number_of;
use crate::review::parse_path;
use crate::view::{Problem, SeenValue, WallCell};
use crate::{App, picture};

/// Most fields on a wall.
const MOST_CELLS: usize = 200;
/// The longer side of a page, in pixels, from which a part of it is cut: a line of print is as tall
/// as it is read on the screen.
const SIDE_OF_PARTS: u32 = 2_000;
/// Most documents that are looked through for them: each is judged anew.
const MOST_DOCUMENTS: usize = 1_000;

impl App {
    /// A field of the documents that wait for review, oldest first, where it was read and nobody
    /// has confirmed it yet. At most 200.
    pub async fn wall(&self, path: String) -> Result<Vec<WallCell>, Problem> {
        let path = parse_path(&path)?;
        self.blocking(move |app| {
            let waiting = DocumentFilter {
                states: vec![Stored::Ready],
                ..DocumentFilter::default()
            };
            let rows =
                app.ledger()
                    .documents(&waiting, DocumentOrder::Arrival, MOST_DOCUMENTS, 0)?;
            let mut cells = Vec::new();
            for row in rows {
                if cells.len() == MOST_CELLS {
                    break;
                }
                let judged = app.judged(row.id)?;
                let Some(field) = judged.fields.get(&path) else {
                    continue;
                };
                // What the reviewer typed or confirmed was seen, also where a rule calls it wrong.
                let read = field.field.as_ref();
                let Some(read) = read.filter(|read| read.source != Source::Reviewer) else {
                    continue;
                };
                let pages = app.ledger().pages(row.id)?;
                let page = pages
                    .iter()
                    .find(|page| Some(number_of(&row.sha256, page)) == read.page);
                cells.push(WallCell {
                    id: view_id(row.id),
                    file_name: row.name,
                    seller: row.summary.seller_name,
                    value: read.value.to_string(),
                    trust: field.trust.into(),
                    reason: field.reason.clone().into(),
                    page: page.and(read.page),
                    bounds: page.and(read.region).map(|region| region.bounds()),
                    quarter_turns: page.map_or(0, |page| page.quarter_turns),
                });
            }
            Ok(cells)
        })
        .await
    }

    /// Confirms a field of many documents, each as one step of undo. A value that is another one by
    /// now than the reviewer saw is left alone. Returns the documents in which it was confirmed.
    pub async fn confirm_on_wall(
        &self,
        path: String,
        seen: Vec<SeenValue>,
    ) -> Result<Vec<u32>, Problem> {
        let path = parse_path(&path)?;
        let confirmed = self
            .blocking(move |app| {
                let mut confirmed = Vec::new();
                for SeenValue { id, value } in seen {
                    if app.confirm_value(document_id(id), path, &value)? {
                        confirmed.push(id);
                    }
                }
                Ok(confirmed)
            })
            .await?;
        self.announce(&confirmed);
        Ok(confirmed)
    }

    /// Takes confirmations of a field back, where nothing was changed in the document since.
    /// Returns the documents in which it was.
    pub async fn take_back_on_wall(
        &self,
        path: String,
        documents: Vec<u32>,
    ) -> Result<Vec<u32>, Problem> {
        let path = parse_path(&path)?;
        let taken = self
            .blocking(move |app| {
                let mut taken = Vec::new();
                for id in documents {
                    let document = document_id(id);
                    if app.ledger().undo_of(document, path, app.now())? {
                        app.refresh_summary(document)?;
                        taken.push(id);
                    }
                }
                Ok(taken)
            })
            .await?;
        self.announce(&taken);
        Ok(taken)
    }

    /// The picture of a part of a page (left, top, right, bottom as fractions of the page as
    /// stored), turned by quarters clockwise, as PNG.
    pub async fn part_of_page(
        &self,
        id: u32,
        page: u32,
        part: [f64; 4],
        quarter_turns: u8,
    ) -> Result<Vec<u8>, Problem> {
        let (document, index) = self.shown_page(id, page).await?;
        self.blocking(move |_| {
            let drawn = document
                .draw_page(index, SIDE_OF_PARTS)
                .map_err(|error| Problem::from(&RecognitionError::from(error)))?;
            let cut = picture::cut(drawn, part, quarter_turns);
            let cut = cut.ok_or_else(|| {
                Problem::local("picture", "无法截取页面。", "The page cannot be cut.")
            })?;
            picture::encode(&cut)
        })
        .await
    }

    fn confirm_value(
        &self,
        document: DocumentId,
        path: FieldPath,
        seen: &str,
    ) -> Result<bool, Problem> {
        if self.ledger().document(document)?.state != Stored::Ready {
            return Ok(false);
        }
        let judged = self.judged(document)?;
        let now = judged.fields.get(&path).and_then(|f| f.field.as_ref());
        if now.is_none_or(|field| field.value.to_string() != seen) {
            return Ok(false);
        }
        let step = [(path, Some(seen.to_owned()))];
        self.ledger().correct(document, &step, false, self.now())?;
        self.refresh_summary(document)?;
        Ok(true)
    }
}
