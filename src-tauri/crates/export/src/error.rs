use std::io;
use std::path::PathBuf;

use invoice::Sentence;
use rust_xlsxwriter::XlsxError;

/// Why no workbook was written. Whatever stood at the target before is still there.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// More rows than a sheet has.
    #[error("{rows} rows; a sheet holds {most}")]
    TooManyRows {
        /// How many there would be, without the header.
        rows: usize,
        /// How many a sheet holds, without the header.
        most: usize,
    },
    /// The target cannot be replaced: open in another program, or protected.
    #[error("{path} is in use or protected: {source}")]
    InUse {
        /// The target.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The folder is not there.
    #[error("the folder of {path} does not exist")]
    NoFolder {
        /// The target.
        path: PathBuf,
    },
    /// No room on the disk.
    #[error("no room on the disk for {path}")]
    DiskFull {
        /// The target.
        path: PathBuf,
    },
    /// The folder cannot be written.
    #[error("cannot write {path}: {source}")]
    Unwritable {
        /// The target.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The workbook could not be built.
    #[error("cannot build the workbook: {0}")]
    Workbook(#[from] XlsxError),
}

impl ExportError {
    /// A stable code, by which the window chooses its words.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooManyRows { .. } => "too_many_rows",
            Self::InUse { .. } => "target_in_use",
            Self::NoFolder { .. } => "target_folder_missing",
            Self::DiskFull { .. } => "disk_full",
            Self::Unwritable { .. } => "target_unwritable",
            Self::Workbook(_) => "workbook_fault",
        }
    }

    /// What happened and what to do, for the person at the window.
    pub fn message(&self) -> Sentence {
        match self {
            Self::TooManyRows { rows, most } => Sentence::new(
                format!("共 {rows} 行，超出工作表上限 {most} 行。请分批导出。"),
                format!("{rows} rows are more than the {most} of a sheet. Export in parts."),
            ),
            Self::InUse { path, .. } => Sentence::new(
                format!(
                    "无法替换 {}：文件可能正在 Excel 中打开，或受保护。请关闭后重试，或换一个文件名。",
                    path.display()
                ),
                format!(
                    "Cannot replace {}: it may be open in Excel or protected. Close it and try again, or choose another name.",
                    path.display()
                ),
            ),
            Self::NoFolder { path } => Sentence::new(
                format!("文件夹不存在：{}。", path.display()),
                format!("The folder does not exist: {}.", path.display()),
            ),
            Self::DiskFull { path } => Sentence::new(
                format!("磁盘已满，无法写入 {}。请腾出空间后重试。", path.display()),
                format!(
                    "The disk is full; {} was not written. Make room and try again.",
                    path.display()
                ),
            ),
            Self::Unwritable { path, source } => Sentence::new(
                format!("无法写入 {}（{source}）。", path.display()),
                format!("Cannot write {} ({source}).", path.display()),
            ),
            Self::Workbook(error) => Sentence::new(
                format!("无法生成工作簿（{error}）。"),
                format!("The workbook could not be built ({error})."),
            ),
        }
    }
}
