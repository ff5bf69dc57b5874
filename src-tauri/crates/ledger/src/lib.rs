//! The ledger: one SQLite file that holds what was dropped, what was read, what the reviewer
//! corrected, what was asked of providers and what was exported.
//!
//! Evidence, then invoice: recognitions, readings, corrections and reviews are only ever added;
//! triggers in the file itself refuse anything else. The summary of a document repeats what
//! follows from them, so that lists are fast. What is not here: reading or judging invoices, the
//! files themselves, secrets, the clock.
//!
//! Every method that changes something is one transaction and is on the disk when it returns.
//! The ledger is shared between threads by reference, and its file by several programs.

mod arrangements;
mod backup;
mod beside;
mod calls;
mod companies;
mod copies;
mod corrections;
mod document_list;
mod documents;
mod duplicates;
mod error;
mod exports;
mod ids;
mod jobs;
mod ledger;
mod migrations;
mod originals;
mod pages;
mod particulars;
mod recognitions;
mod recovery;
mod requests;
mod reviews;
mod scores;
mod second_readings;
mod session;
mod settings;
mod states;
mod summary;
mod verifications;
mod waiting;

pub use arrangements::Arranged;
pub use beside::Unaccompanied;
pub use calls::{CallOutcome, NewCall, ProviderUsage, StoredCall};
pub use companies::{Company, NewCompany};
pub use corrections::{CorrectionKind, FieldChange};
pub use document_list::{DocumentFilter, DocumentOrder, DocumentTotals};
pub use documents::{DocumentRow, Failure};
pub use duplicates::{Duplicate, DuplicateKind, DuplicateQuery};
pub use error::LedgerError;
pub use exports::Export;
pub use ids::{
    CallId, CompanyId, CorrectionSeq, DocumentId, ExportId, JobId, RecognitionId, ReviewId,
    Timestamp,
};
pub use jobs::{Enqueued, Job, JobState};
pub use ledger::Ledger;
pub use originals::{AddedOriginal, NewOriginal, Original};
pub use pages::Page;
pub use particulars::{EarlierTrip, Particulars, SellerHabits, Trip};
pub use recognitions::{NewRecognition, StoredRecognition};
pub use recovery::Recovered;
pub use reviews::{NewReview, Review};
pub use scores::{FieldScore, Score, ScoredReview};
pub use states::{DocumentState, StateChange};
pub use summary::{JudgedDocument, Stamp, Summary};
pub use verifications::{Verification, VerificationAnswer};
