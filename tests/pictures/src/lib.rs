//! Pictures of invented invoices, drawn as the printed forms look and then turned, skewed, worn and
//! photographed; each with its truth. The same number gives the same picture on every machine: no
//! installed font and no clock is used.

// All of this crate is test code, also where the compiler does not see it as such: what fails here
// is to stop at once and say where.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc
)]

mod contents;
mod faces;
mod forms;
mod needles;
mod paper;
pub mod score;
mod seals;
mod specimen;
mod wear;

pub use specimen::{Picture, Specimen, Wear, specimens};

use invoice::InvoiceType;

/// A form that invoices are drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layout {
    /// 增值税专用发票 on paper.
    PaperSpecial,
    /// 增值税普通发票 on paper.
    PaperOrdinary,
    /// The same whose lines stand on a 销货清单: two pages.
    Listed,
    /// 增值税电子普通发票.
    ElectronicOrdinary,
    /// 增值税电子专用发票.
    ElectronicSpecial,
    /// The same with the mark 成品油.
    RefinedOil,
    /// 通行费.
    Toll,
    /// 区块链电子发票.
    Blockchain,
    /// 数电票 of both kinds.
    DigitalSpecial,
    /// 电子发票（普通发票）.
    DigitalOrdinary,
    /// 数电票 with the columns of 建筑服务.
    DigitalConstruction,
    /// 数电票 with the columns of 不动产经营租赁服务.
    DigitalLease,
    /// 卷票.
    Roll,
}

impl Layout {
    /// All.
    pub const ALL: [Self; 13] = [
        Self::PaperSpecial,
        Self::PaperOrdinary,
        Self::Listed,
        Self::ElectronicOrdinary,
        Self::ElectronicSpecial,
        Self::RefinedOil,
        Self::Toll,
        Self::Blockchain,
        Self::DigitalSpecial,
        Self::DigitalOrdinary,
        Self::DigitalConstruction,
        Self::DigitalLease,
        Self::Roll,
    ];

    /// Its name in file names and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PaperSpecial => "paper_special",
            Self::PaperOrdinary => "paper_ordinary",
            Self::Listed => "listed",
            Self::ElectronicOrdinary => "electronic_ordinary",
            Self::ElectronicSpecial => "electronic_special",
            Self::RefinedOil => "refined_oil",
            Self::Toll => "toll",
            Self::Blockchain => "blockchain",
            Self::DigitalSpecial => "digital_special",
            Self::DigitalOrdinary => "digital_ordinary",
            Self::DigitalConstruction => "digital_construction",
            Self::DigitalLease => "digital_lease",
            Self::Roll => "roll",
        }
    }

    /// The kind of its invoices.
    pub const fn kind(self) -> InvoiceType {
        match self {
            Self::PaperSpecial => InvoiceType::Special,
            Self::PaperOrdinary | Self::Listed => InvoiceType::Ordinary,
            Self::ElectronicOrdinary | Self::RefinedOil => InvoiceType::ElectronicOrdinary,
            Self::ElectronicSpecial => InvoiceType::ElectronicSpecial,
            Self::Toll => InvoiceType::Toll,
            Self::Blockchain => InvoiceType::Blockchain,
            Self::DigitalSpecial => InvoiceType::DigitalSpecial,
            Self::DigitalOrdinary | Self::DigitalConstruction | Self::DigitalLease => {
                InvoiceType::DigitalOrdinary
            }
            Self::Roll => InvoiceType::Roll,
        }
    }

    /// Printed by a press on paper and filled in by a needle printer.
    pub(crate) const fn is_printed_form(self) -> bool {
        matches!(
            self,
            Self::PaperSpecial | Self::PaperOrdinary | Self::Listed
        )
    }

    /// What stands beside the QR code.
    pub(crate) const fn mark(self) -> Option<&'static str> {
        match self {
            Self::RefinedOil => Some("成品油"),
            Self::Toll => Some("通行费"),
            Self::DigitalConstruction => Some("建筑服务"),
            Self::DigitalLease => Some("不动产经营租赁服务"),
            _ => None,
        }
    }
}
