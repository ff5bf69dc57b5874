use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use invoice::{HeaderField, Invoice, IssueDate};
use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, Url,
    Workbook, Worksheet, XlsxError,
};

use crate::cell::{Cell, CellText, exact_number};
use crate::layout::{
    BASIC, BASIC_SHEET, CHECK_SHEET, CHECKS, Column, LINE_SHEET, LINES, ODD_SHEET, ODDITIES, Row,
};
use crate::{ExportError, ExportNotice, ExportReport, NoticeCode, Record, target};

/// An invoice to be exported.
#[derive(Debug, Clone, Copy)]
pub struct ExportInvoice<'a> {
    /// The invoice.
    pub invoice: &'a Invoice,
    /// What notices call it where it has no number: the name of its file.
    pub file_name: &'a str,
    /// What is known beyond the page; without any there are only the platform's two sheets.
    pub record: Option<&'a Record>,
}

impl<'a> ExportInvoice<'a> {
    fn row(&self) -> Row<'a> {
        Row {
            serial: 0,
            invoice: self.invoice,
            file_name: self.file_name,
            record: self.record,
            line: None,
            oddity: None,
        }
    }
}

/// The rows of a sheet, without its header.
const MOST_ROWS: usize = 1_048_575;

/// Writes the invoices, in this order, to a workbook with the sheets [`BASIC_SHEET`] and
/// [`LINE_SHEET`], and with [`CHECK_SHEET`] and [`ODD_SHEET`] where anything is known for them. The file appears at `path`, or replaces the one there, only when it is complete.
/// `written_at` (seconds since 1970-01-01 UTC) is what the workbook says of its own making.
pub fn write_workbook(
    path: &Path,
    invoices: &[ExportInvoice<'_>],
    written_at: i64,
) -> Result<ExportReport, ExportError> {
    let lines = invoices.iter().map(|e| e.invoice.item_count().max(1)).sum();
    // An invoice has at least one row on the second sheet, so that one is the longer.
    if lines > MOST_ROWS {
        return Err(ExportError::TooManyRows {
            rows: lines,
            most: MOST_ROWS,
        });
    }
    target::check(path)?;
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_timestamp(written_at)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let mut formats = Formats::new();
    let mut notices = Vec::new();

    let mut sheet = Sheet::begin(&mut workbook, BASIC_SHEET, BASIC, &mut formats)?;
    for (index, export) in invoices.iter().enumerate() {
        sheet.row(export.row(), index, &mut notices)?;
    }
    sheet.end()?;

    let mut sheet = Sheet::begin(&mut workbook, LINE_SHEET, LINES, &mut formats)?;
    for (index, export) in invoices.iter().enumerate() {
        let count = export.invoice.item_count();
        if count == 0 {
            // Left out, its money would be missing from the sheet's sums.
            let notice = ExportNotice::new(NoticeCode::NoLines, index, &label(&export.row()), None);
            notices.push(notice);
            sheet.row(export.row(), index, &mut notices)?;
        }
        for line in 0..count {
            let row = Row {
                line: Some(line),
                ..export.row()
            };
            sheet.row(row, index, &mut notices)?;
        }
    }
    sheet.end()?;
    if invoices.iter().any(|export| export.record.is_some()) {
        check_sheets(&mut workbook, invoices, &mut formats, &mut notices)?;
    }

    target::replace(path, &workbook.save_to_buffer()?)?;
    // The invoice's own columns stand on both sheets and once for every line.
    let mut said = HashSet::new();
    notices.retain(|n| said.insert((n.code, n.invoice, n.column.clone())));
    Ok(ExportReport {
        invoices: invoices.len(),
        lines,
        notices,
    })
}

/// How each invoice was checked, and what is odd.
fn check_sheets(
    workbook: &mut Workbook,
    invoices: &[ExportInvoice<'_>],
    formats: &mut Formats,
    notices: &mut Vec<ExportNotice>,
) -> Result<(), XlsxError> {
    let mut sheet = Sheet::begin(workbook, CHECK_SHEET, CHECKS, formats)?;
    for (index, export) in invoices.iter().enumerate() {
        sheet.row(export.row(), index, notices)?;
    }
    sheet.end()?;
    let mut sheet = Sheet::begin(workbook, ODD_SHEET, ODDITIES, formats)?;
    for (index, export) in invoices.iter().enumerate() {
        for oddity in export.record.iter().flat_map(|record| &record.oddities) {
            let row = Row {
                oddity: Some(oddity),
                ..export.row()
            };
            sheet.row(row, index, notices)?;
        }
    }
    sheet.end()
}

fn label(row: &Row<'_>) -> String {
    row.invoice
        .header(HeaderField::Number)
        .unwrap_or_else(|| row.file_name.to_owned())
}

/// A sheet that is being written.
struct Sheet<'a> {
    worksheet: &'a mut Worksheet,
    columns: &'static [Column],
    formats: &'a mut Formats,
    /// The row being written; the header is row 0.
    row: u32,
}

impl<'a> Sheet<'a> {
    fn begin(
        workbook: &'a mut Workbook,
        name: &str,
        columns: &'static [Column],
        formats: &'a mut Formats,
    ) -> Result<Self, XlsxError> {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(name)?.set_freeze_panes(1, 0)?;
        for (number, column) in (0..).zip(columns) {
            worksheet.set_column_width(number, column.width)?;
            worksheet.write_string_with_format(0, number, column.header, &formats.header)?;
        }
        Ok(Self {
            worksheet,
            columns,
            formats,
            row: 0,
        })
    }

    /// Adds a row.
    fn row(
        &mut self,
        row: Row<'_>,
        index: usize,
        notices: &mut Vec<ExportNotice>,
    ) -> Result<(), XlsxError> {
        self.row += 1;
        let row = Row {
            serial: self.row,
            ..row
        };
        for (number, column) in (0..).zip(self.columns) {
            for code in self.put(number, (column.cell)(&row))? {
                let header = Some(column.header);
                notices.push(ExportNotice::new(code, index, &label(&row), header));
            }
        }
        Ok(())
    }

    /// Puts a cell into the current row; returns what is to be said of it.
    fn put(&mut self, column: u16, cell: Cell) -> Result<Vec<NoticeCode>, XlsxError> {
        match cell {
            Cell::Empty => Ok(Vec::new()),
            Cell::Count(count) => {
                self.worksheet.write_number(self.row, column, count)?;
                Ok(Vec::new())
            }
            Cell::Date(date) => {
                let when = excel_date(date)?;
                let format = &self.formats.date;
                self.worksheet
                    .write_datetime_with_format(self.row, column, &when, format)?;
                Ok(Vec::new())
            }
            Cell::Amount(money) => {
                let amount = money.to_decimal();
                self.put_number(column, amount, |formats| &formats.amount)
            }
            Cell::Decimal(decimal) => {
                self.put_number(column, decimal, |formats| formats.decimal(decimal.scale()))
            }
            Cell::Text(text) => self.put_text(column, &text),
            Cell::Link { address, text } => self.put_link(column, &address, &text),
            Cell::Unreadable(text) => {
                let mut notices = self.put_text(column, &text)?;
                notices.push(NoticeCode::Unreadable);
                Ok(notices)
            }
        }
    }

    fn put_number(
        &mut self,
        column: u16,
        decimal: Decimal,
        format: impl Fn(&mut Formats) -> &Format,
    ) -> Result<Vec<NoticeCode>, XlsxError> {
        let Some(number) = exact_number(decimal) else {
            self.put_text(column, &decimal.to_string())?;
            return Ok(vec![NoticeCode::NumberAsText]);
        };
        let format = format(self.formats);
        self.worksheet
            .write_number_with_format(self.row, column, number, format)?;
        Ok(Vec::new())
    }

    /// Writes text as such: `write_string` never makes a formula, a number or a link of it.
    fn put_text(&mut self, column: u16, text: &str) -> Result<Vec<NoticeCode>, XlsxError> {
        let held = CellText::from(text);
        let format = &self.formats.text;
        self.worksheet
            .write_string_with_format(self.row, column, held.text, format)?;
        let said = [
            (held.cleaned, NoticeCode::Cleaned),
            (held.cut, NoticeCode::Cut),
        ];
        Ok(said
            .into_iter()
            .filter_map(|(is_so, code)| is_so.then_some(code))
            .collect())
    }

    /// A link; plain text where a spreadsheet would not take the address.
    fn put_link(
        &mut self,
        column: u16,
        address: &str,
        text: &str,
    ) -> Result<Vec<NoticeCode>, XlsxError> {
        let held = CellText::from(text);
        let link = Url::new(address).set_text(held.text);
        match self.worksheet.write_url(self.row, column, link) {
            Ok(_) => Ok(Vec::new()),
            Err(XlsxError::MaxUrlLengthExceeded | XlsxError::UnknownUrlType(_)) => {
                self.put_text(column, text)
            }
            Err(error) => Err(error),
        }
    }

    fn end(self) -> Result<(), XlsxError> {
        let last = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        self.worksheet.autofilter(0, 0, self.row, last)?;
        // Codes and numbers are text on purpose: no green corners for them.
        self.worksheet
            .ignore_error_range(0, 0, self.row, last, IgnoreError::NumberStoredAsText)?;
        Ok(())
    }
}

fn excel_date(date: IssueDate) -> Result<ExcelDateTime, XlsxError> {
    // In range by IssueDate's own: 1994 to 2099.
    ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8)
}

/// The formats of cells, each made once.
struct Formats {
    header: Format,
    text: Format,
    date: Format,
    amount: Format,
    /// By the number of digits behind the point.
    decimals: BTreeMap<u32, Format>,
}

impl Formats {
    fn new() -> Self {
        Self {
            header: Format::new()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_background_color(Color::RGB(0xE8_EEF7))
                .set_border_bottom(FormatBorder::Thin),
            text: Format::new().set_num_format("@"),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            amount: Format::new().set_num_format("#,##0.00"),
            decimals: BTreeMap::new(),
        }
    }

    /// Shows as many digits behind the point as are printed.
    fn decimal(&mut self, scale: u32) -> &Format {
        self.decimals.entry(scale).or_insert_with(|| {
            let zeros = "0".repeat(scale as usize);
            let point = if scale == 0 { "" } else { "." };
            Format::new().set_num_format(format!("0{point}{zeros}"))
        })
    }
}
