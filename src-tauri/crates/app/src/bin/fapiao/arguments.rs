use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// 票审：识别增值税发票，导出 Excel。Fapiao Review without a window.
#[derive(Debug, Parser)]
#[command(name = "fapiao", version, about, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 识别文件或文件夹中的发票。Recognize the invoices in files and folders.
    Recognize(Recognize),
    /// 把台账导出为 Excel。Export a ledger to Excel.
    Export(Export),
    /// 列出识别方式及其配置情况。List the recognizers and whether they are set up.
    Providers,
}

#[derive(Debug, Args)]
pub(crate) struct Recognize {
    /// 识别方式。Who recognizes.
    #[arg(long, value_enum, default_value = "offline")]
    pub(crate) provider: Provider,
    /// 每张发票输出一行 JSON。Print one JSON object a line and invoice.
    #[arg(long, conflicts_with = "xlsx")]
    pub(crate) json: bool,
    /// 写入 Excel 文件。Write an Excel workbook.
    #[arg(long, value_name = "OUT.xlsx")]
    pub(crate) xlsx: Option<PathBuf>,
    /// 同时记入台账。Also keep them in this ledger.
    #[arg(long, value_name = "FILE.sqlite")]
    pub(crate) ledger: Option<PathBuf>,
    /// 文件或文件夹。Files or folders.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// 台账文件。The ledger.
    #[arg(long, value_name = "FILE.sqlite")]
    pub(crate) ledger: PathBuf,
    /// 写入的 Excel 文件。The workbook to write.
    #[arg(long, value_name = "OUT.xlsx")]
    pub(crate) xlsx: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Provider {
    Offline,
    Juhe,
    Jumdata,
    Volcengine,
    Jdcloud,
    Deepfinch,
}
