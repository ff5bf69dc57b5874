use std::fmt;

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                i64::column_result(value).map(Self)
            }
        }
    };
}

number! {
    /// A document, that is a unit of review. Never used again for another one.
    DocumentId
}
number! {
    /// A job of recognition.
    JobId
}
number! {
    /// A request to a provider.
    CallId
}
number! {
    /// An answer of a recognizer.
    RecognitionId
}
number! {
    /// An event in the trail of corrections; grows over all documents.
    CorrectionSeq
}
number! {
    /// An invoice as reviewed.
    ReviewId
}
number! {
    /// A file that invoices were exported to.
    ExportId
}
number! {
    /// One of the user's own companies.
    CompanyId
}
number! {
    /// A point in time: milliseconds since 1970-01-01 UTC. Always passed in, as no logic reads
    /// the clock by itself.
    Timestamp
}
