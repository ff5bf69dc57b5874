use std::path::PathBuf;

use invoice::Sentence;
use rusqlite::ErrorCode as Sqlite;

/// Why the ledger could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The file was written by a newer program.
    #[error("the ledger has version {found}, this program knows up to {known}")]
    Newer {
        /// The file's version.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// The file is broken.
    #[error("the ledger is damaged: {detail}")]
    Damaged {
        /// What `SQLite` says.
        detail: String,
    },
    /// A database, but of another program.
    #[error("the file is a database of another program")]
    NotALedger,
    /// Another program held the file for longer than the ledger waits.
    #[error("the ledger is in use by another program")]
    Busy,
    /// No room on the disk.
    #[error("no room on the disk for the ledger")]
    Full,
    /// The file or its folder cannot be written.
    #[error("the ledger cannot be written: {detail}")]
    Unwritable {
        /// What the system says.
        detail: String,
    },
    /// The copy that goes before a change of the file's shape could not be made; nothing was
    /// changed.
    #[error("no backup at {path}: {detail}")]
    Backup {
        /// Where it should have been.
        path: PathBuf,
        /// What went wrong.
        detail: String,
    },
    /// No such row.
    #[error("there is no {what} {id}")]
    Missing {
        /// `document`, `job`, ….
        what: &'static str,
        /// Its id or key.
        id: String,
    },
    /// The step does not follow from the state that the row is in now.
    #[error("the {what} is {state}")]
    WrongState {
        /// `document`, `job`, ….
        what: &'static str,
        /// The state.
        state: String,
    },
    /// A row holds what this program cannot read.
    #[error("unreadable {what} in the ledger: {detail}")]
    Unreadable {
        /// `reading`, `setting`, ….
        what: &'static str,
        /// What the parser says.
        detail: String,
    },
    /// What was handed over cannot be kept (a document without pages, an unknown original).
    #[error("cannot be kept: {0}")]
    Refused(String),
    /// Anything else that `SQLite` says.
    #[error("ledger: {0}")]
    Sql(rusqlite::Error),
}

impl LedgerError {
    /// A stable code, by which the window chooses its words.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Newer { .. } => "ledger_newer",
            Self::Damaged { .. } => "ledger_damaged",
            Self::NotALedger => "ledger_not_ours",
            Self::Busy => "ledger_busy",
            Self::Full => "disk_full",
            Self::Unwritable { .. } => "ledger_unwritable",
            Self::Backup { .. } => "ledger_backup_failed",
            Self::Missing { .. } => "ledger_missing",
            Self::WrongState { .. } => "ledger_wrong_state",
            Self::Unreadable { .. } => "ledger_unreadable",
            Self::Refused(_) => "ledger_refused",
            Self::Sql(_) => "ledger_fault",
        }
    }

    /// What happened and what to do, for the person at the window.
    pub fn message(&self) -> Sentence {
        match self {
            Self::Newer { found, known } => Sentence::new(
                format!(
                    "账本由更新版本的程序写入（版本 {found}，本程序支持到 {known}）。请升级程序。"
                ),
                format!(
                    "The ledger was written by a newer program (version {found}; this one knows up to {known}). Update the program."
                ),
            ),
            Self::Damaged { .. } => Sentence::new(
                "账本文件已损坏。请关闭程序，用同一文件夹中的备份文件恢复。",
                "The ledger file is damaged. Close the program and restore a backup from the same folder.",
            ),
            Self::NotALedger => Sentence::new(
                "这是其他程序的数据库，不是本程序的账本。",
                "This is a database of another program, not a ledger of this one.",
            ),
            Self::Busy => Sentence::new(
                "账本正被另一个程序占用，请稍后再试。",
                "The ledger is in use by another program. Try again shortly.",
            ),
            Self::Full => Sentence::new(
                "磁盘已满，刚才的改动没有保存。请腾出空间后重试。",
                "The disk is full and the last change was not saved. Make room and try again.",
            ),
            Self::Unwritable { detail } => Sentence::new(
                format!("账本文件无法写入（{detail}）。请检查文件夹权限。"),
                format!("The ledger cannot be written ({detail}). Check the folder's permissions."),
            ),
            Self::Backup { detail, .. } => Sentence::new(
                format!("升级账本前的备份失败（{detail}），账本未作任何改动。"),
                format!(
                    "The backup before upgrading the ledger failed ({detail}). The ledger was not changed."
                ),
            ),
            Self::Missing { .. } | Self::WrongState { .. } | Self::Refused(_) => Sentence::new(
                format!("账本中的记录与此操作不符（{self}）。"),
                format!("The ledger does not allow this step ({self})."),
            ),
            Self::Unreadable { .. } | Self::Sql(_) => Sentence::new(
                format!("账本出错（{self}）。"),
                format!("A fault of the ledger ({self})."),
            ),
        }
    }

    pub(crate) fn missing(what: &'static str, id: impl std::fmt::Display) -> Self {
        Self::Missing {
            what,
            id: id.to_string(),
        }
    }

    pub(crate) fn unreadable(what: &'static str, detail: impl std::fmt::Display) -> Self {
        Self::Unreadable {
            what,
            detail: detail.to_string(),
        }
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        let detail = error.to_string();
        match error.sqlite_error_code() {
            Some(Sqlite::DatabaseCorrupt | Sqlite::NotADatabase) => Self::Damaged { detail },
            Some(Sqlite::DatabaseBusy | Sqlite::DatabaseLocked) => Self::Busy,
            Some(Sqlite::DiskFull) => Self::Full,
            Some(
                Sqlite::ReadOnly
                | Sqlite::CannotOpen
                | Sqlite::PermissionDenied
                | Sqlite::SystemIoFailure,
            ) => Self::Unwritable { detail },
            _ => Self::Sql(error),
        }
    }
}
