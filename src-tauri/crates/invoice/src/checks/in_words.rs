//! The amount in words, by its value (支付结算办法, annex), against the figures.

use super::findings::Findings;
use super::sheet::{Sheet, header};
use crate::HeaderField::{AmountInWords, AmountWithTax, TotalAmount, TotalTax};
use crate::words;

pub(super) fn check(sheet: &Sheet<'_>, found: &mut Findings) {
    let Some(text) = sheet.header(AmountInWords) else {
        return;
    };
    let Some(value) = words::parse(text) else {
        let shown: String = text.chars().take(40).collect();
        found.error(
            "words_unreadable",
            [header(AmountInWords)],
            format!("大写“{shown}”不成金额，可能有缺字"),
            format!("The words “{shown}” name no amount; a character may be missing"),
        );
        return;
    };
    let Some(gross) = sheet.gross.filter(|gross| *gross != value) else {
        return;
    };
    let sums = sheet.net.map(|net| net + sheet.tax.unwrap_or_default());
    // The sums may tell which of the two is wrong.
    let fields = match sums {
        // A minus is lost from all figures alike: that they add up proves nothing for it.
        _ if value == -gross => vec![
            header(AmountWithTax),
            header(TotalAmount),
            header(TotalTax),
            header(AmountInWords),
        ],
        Some(sum) if sum == gross => vec![header(AmountInWords)],
        Some(sum) if sum == value => vec![header(AmountWithTax)],
        _ => vec![header(AmountWithTax), header(AmountInWords)],
    };
    found.error(
        "words_mismatch",
        fields,
        format!("大写为 {value}，小写为 {gross}"),
        format!("Words say {value}, figures say {gross}"),
    );
}
