//! 通行费 lines: plate and days of the trip.

use super::findings::Findings;
use super::sheet::Sheet;
use crate::InvoiceType;
use crate::ItemField::{LicensePlate, TollEnd, TollStart};

pub(super) fn check(sheet: &Sheet<'_>, found: &mut Findings) {
    for line in &sheet.lines {
        let place = line.place();
        if let (Some(start), Some(end)) = (line.toll_start, line.toll_end)
            && end < start
        {
            found.error(
                "toll_days_exchanged",
                [line.path(TollStart), line.path(TollEnd)],
                format!("第 {place} 行通行日期止 {end} 早于起 {start}"),
                format!("Line {place}: the trip ends {end} before it starts {start}"),
            );
        }
        if let (Some(end), Some(date)) = (line.toll_end.or(line.toll_start), sheet.date)
            && end > date
        {
            found.warning(
                "toll_after_issue",
                [line.path(TollEnd)],
                format!("第 {place} 行通行日期 {end} 晚于开票日期 {date}"),
                format!("Line {place}: the trip on {end} is after the issue date {date}"),
            );
        }
        if let Some(plate) = line.plate.filter(|plate| !is_plate(plate)) {
            found.warning(
                "plate_form",
                [line.path(LicensePlate)],
                format!("第 {place} 行车牌号“{plate}”不像车牌"),
                format!("Line {place}: “{plate}” does not look like a license plate"),
            );
        }
        if sheet.kind == Some(InvoiceType::Toll)
            && line.plate.is_none()
            && line.toll_start.is_some()
        {
            found.warning(
                "plate_missing",
                [line.path(LicensePlate)],
                format!("第 {place} 行有通行日期，没有车牌号"),
                format!("Line {place} has days of a trip, but no license plate"),
            );
        }
    }
}

/// One character for the province, a letter, then five places (six for new energy), the last of
/// which may be a character (学, 警, 挂, 港, 澳).
fn is_plate(text: &str) -> bool {
    let plate: Vec<char> = text
        .chars()
        .filter(|c| !c.is_whitespace() && !"·•.".contains(*c))
        .collect();
    let [province, letter, rest @ ..] = plate.as_slice() else {
        return false;
    };
    let Some((last, middle)) = rest.split_last() else {
        return false;
    };
    !province.is_ascii()
        && letter.is_ascii_uppercase()
        && (5..=6).contains(&rest.len())
        && middle.iter().all(char::is_ascii_alphanumeric)
        && (last.is_ascii_alphanumeric() || "学警挂港澳试超使领".contains(*last))
}
