//! Patterns that an accountant wants to know of. Notes, never errors; each can be switched off.

use super::duplicates::shown;
use super::findings::Findings;
use super::sheet::{Sheet, header};
use crate::HeaderField::{AmountWithTax, Code, Number, Remarks};
use crate::{Context, FieldPath, ItemField, Money, PartyField, Pattern};

/// How far numbers may lie apart to be called consecutive.
const NEAR_NUMBERS: u128 = 3;
/// How many lines a habit needs.
const LINES_OF_A_HABIT: u32 = 5;

pub(super) fn check(sheet: &Sheet<'_>, context: &Context, found: &mut Findings) {
    for pattern in Pattern::ALL {
        if context.patterns_off.contains(pattern) {
            continue;
        }
        let code = pattern.as_str();
        match pattern {
            Pattern::ConsecutiveNumbers => consecutive_numbers(sheet, context, code, found),
            Pattern::JustUnderLimit => just_under_limit(sheet, context, code, found),
            Pattern::NewSeller => new_seller(sheet, context, code, found),
            Pattern::UnusualRate => unusual_rate(sheet, context, code, found),
            Pattern::RedWithoutBlue => red_without_blue(sheet, context, code, found),
            Pattern::SameTripTwice => same_trip(sheet, context, code, found),
        }
    }
}

fn consecutive_numbers(sheet: &Sheet<'_>, context: &Context, code: &str, found: &mut Findings) {
    let number = |text: &str| text.parse::<u128>().ok();
    let (Some(own), Some(seller)) = (sheet.header(Number), &context.seller) else {
        return;
    };
    let Some(value) = number(own) else { return };
    let near = |other: &&crate::EarlierInvoice| {
        other.code.as_deref() == sheet.header(Code)
            && other.number.as_deref().is_some_and(|text| {
                let apart = number(text).map(|other| other.abs_diff(value));
                text.len() == own.len() && apart.is_some_and(|d| (1..=NEAR_NUMBERS).contains(&d))
            })
    };
    let neighbours: Vec<_> = seller.neighbours.iter().filter(near).collect();
    let Some(first) = neighbours.first() else {
        return;
    };
    let (zh, en) = shown(first);
    found.note(
        code,
        [header(Number)],
        format!("同一销售方的连号发票：{zh}"),
        format!("Consecutive invoices of one seller: {en}"),
    );
    found.relate(neighbours.iter().map(|n| n.id.clone()));
}

fn just_under_limit(sheet: &Sheet<'_>, context: &Context, code: &str, found: &mut Findings) {
    let Some(gross) = sheet.gross else { return };
    let limit = context.limits.iter().filter(|limit| {
        let fen = limit.fen();
        gross < **limit && gross.fen() >= fen - fen / 20
    });
    if let Some(limit) = limit.min() {
        found.note(
            code,
            [header(AmountWithTax)],
            format!("金额 {gross} 略低于限额 {limit}"),
            format!("{gross} is just under the limit of {limit}"),
        );
    }
}

fn new_seller(sheet: &Sheet<'_>, context: &Context, code: &str, found: &mut Findings) {
    let path = FieldPath::seller(PartyField::Name);
    if context.seller.as_ref().is_some_and(|s| s.invoices == 0) && sheet.has(path) {
        found.note(
            code,
            [path],
            "第一次见到的销售方",
            "A seller seen for the first time",
        );
    }
}

fn unusual_rate(sheet: &Sheet<'_>, context: &Context, code: &str, found: &mut Findings) {
    let Some(seller) = &context.seller else {
        return;
    };
    let known: u32 = seller.rates.values().sum();
    if known < LINES_OF_A_HABIT {
        return;
    }
    let is_usual = |rate: &crate::Rate| {
        seller.rates.keys().any(|text| {
            text == rate.as_str()
                || crate::Rate::parse(text).is_some_and(|usual| {
                    usual.fraction().is_some() && usual.fraction() == rate.fraction()
                })
        })
    };
    let unusual = sheet
        .lines
        .iter()
        .filter_map(|line| Some((line, line.rate?)))
        .find(|(_, rate)| !is_usual(rate));
    if let Some((line, rate)) = unusual {
        let habit: Vec<&str> = seller.rates.keys().map(String::as_str).collect();
        let habit = habit.join(" ");
        let place = line.place();
        found.note(
            code,
            [line.path(ItemField::TaxRate)],
            format!("第 {place} 行税率 {rate}，该销售方以往为 {habit}"),
            format!("Line {place}: rate {rate}; this seller used {habit} so far"),
        );
    }
}

fn red_without_blue(sheet: &Sheet<'_>, context: &Context, code: &str, found: &mut Findings) {
    if sheet.is_red() && context.blue_is_known == Some(false) {
        found.note(
            code,
            [header(Remarks)],
            "台账里没有这张红字发票对应的蓝字发票",
            "The blue invoice of this red-letter one is not in the ledger",
        );
    }
}

fn same_trip(sheet: &Sheet<'_>, context: &Context, code: &str, found: &mut Findings) {
    if context.trips.is_empty() {
        return;
    }
    for line in &sheet.lines {
        let (Some(plate), Some(start), Some(amount)) = (line.plate, line.toll_start, line.amount)
        else {
            continue;
        };
        let end = line.toll_end.unwrap_or(start);
        let same = context.trips.iter().find(|trip| {
            trip.license_plate == plate
                && (trip.start, trip.end) == (start, end)
                && trip.amount == amount
                && amount != Money::ZERO
        });
        if let Some(trip) = same {
            let (place, number) = (line.place(), &trip.number);
            found.note(
                code,
                [line.path(ItemField::LicensePlate)],
                format!("第 {place} 行 {plate} {start} {amount} 与发票 {number} 是同一行程"),
                format!("Line {place}: {plate} {start} {amount} is the same trip as on {number}"),
            );
            found.relate([trip.id.clone()]);
        }
    }
}
