//! The system's own dialogs. Paths start here or in a drop, never in the page.

use std::path::PathBuf;

use rfd::{AsyncFileDialog, FileHandle, MessageButtons, MessageDialog, MessageLevel};

/// The two languages of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Chinese,
    English,
}

impl Language {
    /// `zh` or `en`, as in the preferences.
    fn named(name: &str) -> Self {
        if name == "en" {
            Self::English
        } else {
            Self::Chinese
        }
    }

    fn pick(self, chinese: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}

/// Files to take in. `None` where the dialog was closed.
pub(crate) async fn pick_files(language: &str) -> Option<Vec<PathBuf>> {
    let language = Language::named(language);
    let files = AsyncFileDialog::new()
        .set_title(language.pick("选择发票文件", "Choose invoices"))
        .add_filter(
            language.pick(
                "发票（PDF、OFD、XML、图片）",
                "Invoices (PDF, OFD, XML, pictures)",
            ),
            &INVOICE_ENDINGS,
        )
        .add_filter(language.pick("所有文件", "All files"), &["*"])
        .pick_files()
        .await?;
    Some(files.iter().map(|file| file.path().to_owned()).collect())
}

/// A folder to take in. `None` where the dialog was closed.
pub(crate) async fn pick_folder(language: &str) -> Option<Vec<PathBuf>> {
    let title = Language::named(language).pick("选择发票文件夹", "Choose a folder of invoices");
    let folder = AsyncFileDialog::new()
        .set_title(title)
        .pick_folder()
        .await?;
    Some(vec![folder.path().to_owned()])
}

/// Where to write a workbook, always with the ending `.xlsx`. `None` where the dialog was closed.
pub(crate) async fn save_workbook(language: &str) -> Option<PathBuf> {
    let language = Language::named(language);
    let file = AsyncFileDialog::new()
        .set_title(language.pick("导出到 Excel", "Export to Excel"))
        .add_filter("Excel", &["xlsx"])
        .set_file_name(language.pick("发票.xlsx", "invoices.xlsx"))
        .save_file()
        .await?;
    Some(with_xlsx_ending(&file))
}

/// GTK gives the name as typed; a workbook without its ending would not open on a double click.
fn with_xlsx_ending(file: &FileHandle) -> PathBuf {
    let path = file.path();
    match path.extension() {
        Some(ending) if ending.eq_ignore_ascii_case("xlsx") => path.to_owned(),
        _ => {
            let mut name = path.as_os_str().to_owned();
            name.push(".xlsx");
            PathBuf::from(name)
        }
    }
}

/// Says why the program cannot start, where there is a display to say it on.
pub(crate) fn tell_fatal(reason: &str) {
    MessageDialog::new()
        .set_level(MessageLevel::Error)
        .set_title("票审 Fapiao Review")
        .set_description(reason)
        .set_buttons(MessageButtons::Ok)
        .show();
}

const INVOICE_ENDINGS: [&str; 14] = [
    "pdf", "ofd", "xml", "zip", "jpg", "jpeg", "png", "bmp", "tif", "tiff", "webp", "gif", "PDF",
    "JPG",
];
