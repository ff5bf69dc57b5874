//! The rules of Chinese VAT invoices, without any input or output.
//!
//! Everything that reads an invoice (the exact formats, the page's text, a provider) gives a
//! [`FieldMap`]: field paths with values that were parsed at the edge, and where each was read.
//! The canonical [`Invoice`] is a view of such a map. What is not here: files, the network, the
//! database, the clock. The current date is passed in where a rule needs it.

mod code;
mod context;
mod date;
mod decimal;
mod error;
mod field;
mod field_map;
mod invoice_type;
mod json;
mod judgement;
mod money;
mod path;
mod qr;
mod rate;
mod reading;
mod region;
mod same;
mod sentence;
mod source;
mod tax_id;
mod value;
mod verification;
pub mod words;

pub mod checks;
#[cfg(any(test, feature = "synthetic"))]
pub mod synthetic;

pub use code::{InvoiceCode, province_name, region_name, region_of_title, type_of_code};
pub use context::{Company, Context, EarlierInvoice, EarlierTrip, Pattern, SellerHistory};
pub use date::IssueDate;
pub use decimal::parse_decimal;
pub use error::ErrorCode;
pub use field::{Doubt, Field};
pub use field_map::{FieldMap, Invoice};
pub use invoice_type::InvoiceType;
pub use judgement::{Corrections, JudgedField, Judgement, Trust, judge, judge_with_lines_of};
pub use money::Money;
pub use path::{FieldKind, FieldPath, HeaderField, ItemField, PartyField, Side, UnknownField};
pub use qr::QrContent;
pub use rate::Rate;
pub use reading::{Reading, ReadingRemark};
pub use region::Region;
pub use same::{normalise_name, same_value};
pub use sentence::Sentence;
pub use source::Source;
pub use tax_id::{TaxId, TaxIdForm};
pub use value::Value;
pub use verification::{VerificationInput, verification_inputs};
