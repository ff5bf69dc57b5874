//! The rates that were legal on the issue date. Old rates reappear legally on red-letter and late
//! invoices, so a rate is never more than a warning.

use rust_decimal::Decimal;

use super::findings::Findings;
use super::sheet::Sheet;
use crate::ItemField::TaxRate;
use crate::{InvoiceType, IssueDate};

/// Year, month, day.
type Day = (i32, u32, u32);

/// A rate in tenths of a percent with the first and last day of its use.
struct Period {
    per_mille: i64,
    from: Day,
    to: Day,
}

const fn period(per_mille: i64, from: Day, to: Day) -> Period {
    Period {
        per_mille,
        from,
        to,
    }
}

const ALWAYS: Day = (0, 0, 0);
const TODAY: Day = (i32::MAX, 0, 0);

/// 增值税暂行条例; 财税〔2016〕36号 (11, 6, levy 5); 财税〔2014〕57号 (6, 4 → 3); 财税〔2017〕37号
/// (13 → 11); 财税〔2018〕32号 (17 → 16, 11 → 10); 公告2019年第39号 (16 → 13, 10 → 9); 公告2020年
/// 第13号, 2023年第19号 (3 → 1); 公告2020年第17号 (0.5).
const PERIODS: [Period; 16] = [
    period(170, ALWAYS, (2018, 4, 30)),
    period(160, (2018, 5, 1), (2019, 3, 31)),
    period(130, ALWAYS, (2017, 6, 30)),
    period(130, (2019, 4, 1), TODAY),
    period(110, (2012, 1, 1), (2018, 4, 30)),
    period(100, (2018, 5, 1), (2019, 3, 31)),
    period(90, (2019, 4, 1), TODAY),
    period(60, ALWAYS, TODAY),
    period(50, (2016, 5, 1), TODAY),
    period(40, ALWAYS, (2014, 6, 30)),
    period(30, ALWAYS, TODAY),
    period(20, ALWAYS, TODAY),
    period(15, (2016, 5, 1), TODAY),
    period(10, (2020, 3, 1), (2027, 12, 31)),
    period(5, (2020, 5, 1), (2027, 12, 31)),
    period(0, ALWAYS, TODAY),
];

fn is_legal(fraction: Decimal, date: IssueDate) -> bool {
    let day = (date.year(), date.month(), date.day());
    PERIODS.iter().any(|period| {
        Decimal::new(period.per_mille, 3) == fraction && (period.from..=period.to).contains(&day)
    })
}

pub(super) fn check(sheet: &Sheet<'_>, found: &mut Findings) {
    let special = sheet.kind.is_some_and(InvoiceType::is_special);
    for line in &sheet.lines {
        let Some(rate) = line.rate else { continue };
        let place = line.place();
        match (rate.fraction(), sheet.date) {
            (Some(fraction), Some(date)) if !is_legal(fraction, date) => found.warning(
                "rate_not_in_use",
                [line.path(TaxRate)],
                format!("第 {place} 行税率 {rate} 在 {date} 未施行（红字或补开除外）"),
                format!(
                    "Line {place}: rate {rate} was not in use on {date} (unless red-letter or late)"
                ),
            ),
            (None, _) if special && matches!(rate.as_str(), "免税" | "不征税") => found
                .warning(
                    "special_without_tax",
                    [line.path(TaxRate)],
                    format!("第 {place} 行{rate}：专用发票不得开具免税项目"),
                    format!("Line {place} is {rate}: a special invoice may not carry exempt goods"),
                ),
            _ => {}
        }
    }
}
