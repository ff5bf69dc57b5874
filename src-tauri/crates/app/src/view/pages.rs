use serde::{Deserialize, Serialize};
use specta::Type;

use super::DocumentView;

/// What is to become of the pages of a document. Pages are named by [`super::PageView::number`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PageChange {
    /// All its pages, in another order.
    Order {
        /// Their numbers.
        pages: Vec<u32>,
    },
    /// These pages become a document of their own.
    Split {
        /// Their numbers; not all of them.
        pages: Vec<u32>,
    },
    /// These pages only go with the invoice (水单, 行程单), or are part of it.
    Attach {
        /// Their numbers; not all of them where they become attachments.
        pages: Vec<u32>,
        /// Whether they only go with it.
        attached: bool,
    },
    /// The pages of another document come to the end of this one. Those of another file, and all
    /// of them where `attached`, only go with the invoice.
    Take {
        /// The other document. It is left without pages.
        document: u32,
        /// Whether all of them only go with it.
        attached: bool,
    },
}

/// What a change of pages did.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
pub struct Arrangement {
    /// The document, with its pages now.
    pub document: DocumentView,
    /// Documents that were made.
    pub added: Vec<u32>,
    /// Documents that are left without pages.
    pub removed: Vec<u32>,
}
