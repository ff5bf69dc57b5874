//! Amounts in Chinese words (价税合计大写), by value: 支付结算办法, annex.
//!
//! `零` stands for reading only and is skipped wherever it may stand; what decides is that every
//! unit has its digit and that units fall from left to right. So both spellings of 107000.53 have
//! the same value, and a string that lost its beginning has none.

use crate::Money;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];

/// What may stand before the amount: the stamp against additions, as it is printed and as it is
/// often recognized.
const STAMPS: &str = "⊗ⓧⓍ⊠☒×xX※¤◎○⦻⨂⊕®*:：¥";

/// Symbols of an amount in words, after folding the many ways to write them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symbol {
    /// 零 to 玖.
    Digit(i64),
    /// 拾, 佰, 仟.
    Unit(i64),
    Wan,
    Yi,
    Yuan,
    Jiao,
    Fen,
    /// 整, 正.
    Whole,
}

impl Symbol {
    fn of(c: char) -> Option<Self> {
        Some(match c {
            '零' | '〇' => Self::Digit(0),
            '壹' | '壱' | '弌' | '一' => Self::Digit(1),
            '贰' | '貳' | '弍' | '二' => Self::Digit(2),
            '叁' | '叄' | '參' | '参' | '弎' | '三' => Self::Digit(3),
            '肆' | '四' => Self::Digit(4),
            '伍' | '五' => Self::Digit(5),
            '陆' | '陸' | '六' => Self::Digit(6),
            '柒' | '七' => Self::Digit(7),
            '捌' | '八' => Self::Digit(8),
            '玖' | '九' => Self::Digit(9),
            '拾' | '十' => Self::Unit(10),
            '佰' | '百' => Self::Unit(100),
            '仟' | '千' => Self::Unit(1000),
            '万' | '萬' => Self::Wan,
            '亿' | '億' => Self::Yi,
            '圆' | '圓' | '元' => Self::Yuan,
            '角' => Self::Jiao,
            '分' => Self::Fen,
            '整' | '正' => Self::Whole,
            _ => return None,
        })
    }
}

/// The value of an amount in words, in any spelling that 支付结算办法 and tax software use.
/// `None` where it is cut or no amount (`佰叁拾圆整`, `壹佰贰佰圆整`).
pub fn parse(text: &str) -> Option<Money> {
    let (negative, body) = without_prefixes(text);
    let symbols: Vec<Symbol> = body
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(Symbol::of)
        .collect::<Option<_>>()?;
    let (yuan, rest) = match symbols.iter().position(|s| *s == Symbol::Yuan) {
        Some(at) => {
            let (before, after) = symbols.split_at(at);
            (Some(whole_number(before)?), after.get(1..)?)
        }
        None => (None, symbols.as_slice()),
    };
    let cents = jiao_and_fen(rest, yuan.is_some())?;
    let fen = yuan.unwrap_or(0).checked_mul(100)?.checked_add(cents)?;
    let money = Money::from_decimal(rust_decimal::Decimal::new(fen, 2))?;
    Some(if negative { -money } else { money })
}

/// Strips stamps, 人民币 and the mark of a negative amount, in whatever order they stand.
fn without_prefixes(text: &str) -> (bool, &str) {
    let mut negative = false;
    let mut body = text.trim();
    loop {
        let before = body;
        body = body.trim_start_matches(|c: char| c.is_whitespace() || STAMPS.contains(c));
        for currency in ["人民币", "人民幣"] {
            body = body.strip_prefix(currency).unwrap_or(body);
        }
        if let Some(rest) = after_minus(body).filter(|_| !negative) {
            negative = true;
            body = rest;
        }
        if body == before {
            return (negative, body);
        }
    }
}

/// What follows the words for a minus, whose brackets may be of either width or not be there.
fn after_minus(text: &str) -> Option<&str> {
    let bare = text.strip_prefix(['（', '(']);
    let body = bare.unwrap_or(text);
    let rest = ["负数", "負數"]
        .iter()
        .find_map(|minus| body.strip_prefix(minus));
    match bare {
        Some(_) => rest?.strip_prefix(['）', ')']),
        None => rest.or_else(|| body.strip_prefix(['负', '負'])),
    }
}

/// The yuan: sections of 亿, 万 and below.
fn whole_number(symbols: &[Symbol]) -> Option<i64> {
    let (yi, below) = match symbols.iter().rposition(|s| *s == Symbol::Yi) {
        Some(at) => (Some(symbols.get(..at)?), symbols.get(at + 1..)?),
        None => (None, symbols),
    };
    let mut value = 0;
    if let Some(part) = yi {
        value = below_yi(part, true)?.checked_mul(100_000_000)?;
        if below.is_empty() {
            return Some(value);
        }
    }
    value.checked_add(below_yi(below, yi.is_none())?)
}

/// A number below 亿: a section before 万 and one after. `leads`: nothing stands before it, so a
/// bare 拾 may mean ten.
fn below_yi(symbols: &[Symbol], leads: bool) -> Option<i64> {
    match symbols.iter().position(|s| *s == Symbol::Wan) {
        Some(at) => {
            let high = section(symbols.get(..at)?, leads)?;
            let low = symbols.get(at + 1..)?;
            let low = if low.is_empty() {
                0
            } else {
                section(low, false)?
            };
            high.checked_mul(10_000)?.checked_add(low)
        }
        None => section(symbols, leads),
    }
}

/// A section of 仟佰拾, 0–9999: units fall, every unit has its digit.
fn section(symbols: &[Symbol], leads: bool) -> Option<i64> {
    let mut value = 0;
    let mut last_unit = 10_000;
    let mut pending: Option<i64> = None;
    for (at, symbol) in symbols.iter().enumerate() {
        match *symbol {
            Symbol::Digit(digit) => {
                if pending.is_some_and(|p| p != 0) {
                    return None;
                }
                pending = Some(digit);
            }
            Symbol::Unit(unit) => {
                let digit = match pending.take() {
                    Some(digit) => digit,
                    None if unit == 10 && at == 0 && leads => 1,
                    None => return None,
                };
                if unit >= last_unit {
                    return None;
                }
                last_unit = unit;
                value += digit * unit;
            }
            _ => return None,
        }
    }
    if let Some(ones) = pending {
        value += ones;
    } else if last_unit == 10_000 {
        return None;
    }
    Some(value)
}

/// The part after 圆: `角`, `分` and `整`, in fen. Without 圆 there must be 角 or 分.
fn jiao_and_fen(symbols: &[Symbol], after_yuan: bool) -> Option<i64> {
    let mut symbols = symbols;
    let mut fen = 0;
    let mut seen = after_yuan;
    let mut may_end_whole = after_yuan;
    for (unit, size) in [(Symbol::Jiao, 10), (Symbol::Fen, 1)] {
        let mut rest = symbols;
        // 零 before the digit, for reading only; before the unit itself it is the digit.
        if let [Symbol::Digit(0), Symbol::Digit(_), ..] = rest {
            rest = rest.get(1..)?;
        }
        if let [Symbol::Digit(digit), found, tail @ ..] = rest
            && *found == unit
        {
            fen += digit * size;
            symbols = tail;
            seen = true;
            may_end_whole = unit == Symbol::Jiao;
        }
    }
    match symbols {
        [] if seen => Some(fen),
        [Symbol::Whole] if seen && may_end_whole => Some(fen),
        _ => None,
    }
}

/// The amount in words as tax software prints it: `壹仟壹佰圆整`, `（负数）壹万肆仟圆整`.
pub fn format(money: Money) -> String {
    let fen = money.abs().fen();
    let (yuan, jiao, cent) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut text = String::new();
    if money < Money::ZERO {
        text.push_str("（负数）");
    }
    if yuan > 0 {
        push_whole(&mut text, yuan);
        text.push('圆');
    } else if fen == 0 {
        text.push_str("零圆");
    }
    // 零 bridges a gap: an empty last place of the yuan, or an empty 角.
    if yuan > 0 && fen % 100 != 0 && (yuan % 10 == 0 || jiao == 0) {
        text.push('零');
    }
    if jiao > 0 {
        push_digit(&mut text, jiao);
        text.push('角');
    }
    if cent > 0 {
        push_digit(&mut text, cent);
        text.push('分');
    } else {
        text.push('整');
    }
    text
}

fn push_digit(text: &mut String, digit: i64) {
    let digit = usize::try_from(digit)
        .ok()
        .and_then(|d| DIGITS.get(d))
        .copied();
    text.extend(digit);
}

/// A whole number above 0, in sections of four digits.
fn push_whole(text: &mut String, number: i64) {
    let (yi, below) = (number / 100_000_000, number % 100_000_000);
    if yi > 0 {
        push_whole(text, yi);
        text.push('亿');
    }
    let mut open = yi > 0;
    for (section, unit) in [(below / 10_000, Some('万')), (below % 10_000, None)] {
        if section == 0 {
            continue;
        }
        if open && section < 1000 {
            text.push('零');
        }
        push_section(text, section);
        text.extend(unit);
        open = true;
    }
}

/// 1–9999, with 零 for a gap inside.
fn push_section(text: &mut String, section: i64) {
    let mut started = false;
    let mut gap = false;
    for (size, unit) in [
        (1000, Some('仟')),
        (100, Some('佰')),
        (10, Some('拾')),
        (1, None),
    ] {
        let digit = section / size % 10;
        if digit == 0 {
            gap = started;
            continue;
        }
        if gap {
            text.push('零');
            gap = false;
        }
        push_digit(text, digit);
        text.extend(unit);
        started = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fen(text: &str) -> Option<i64> {
        parse(text).map(Money::fen)
    }

    #[test]
    fn every_spelling_has_its_value() {
        let cases = [
            ("壹拾柒圆肆角", 1_740),
            ("⊗ 壹佰玖拾元零壹角玖分", 19_019),
            ("人民币：壹仟零壹圆整", 100_100),
            ("壹仟壹圆整", 100_100),
            ("ⓧ（负数）壹分", -1),
            ("(负数）壹分", -1),
            ("（負數）壹仟貳佰叄拾肆圓伍角陸分", -123_456),
            ("零仟壹佰零拾伍元零角零分", 10_500),
            ("壹萬億圓整", 100_000_000_000_000),
            ("一千二百三十四元五角", 123_450),
            ("贰拾万叁仟零肆拾伍圆正", 20_304_500),
            ("参拾元整", 3_000),
        ];
        for (text, want) in cases {
            assert_eq!(fen(text), Some(want), "{text}");
        }
    }

    #[test]
    fn what_is_cut_or_no_amount_has_none() {
        for text in [
            "万仟柒佰陆拾陆圆整",
            "佰叁拾圆叁角肆分",
            "壹佰拾伍圆整",
            "壹贰圆整",
            "壹圆伍",
            "壹圆整伍角",
            "壹圆伍分叁角",
            "叁角贰分整",
            "壹佰圆整整",
            "价税合计",
            "负负壹圆整",
            "壹佰元整元",
            "亿圆整",
            "整",
            "零",
            "1234.50",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_printed_is_read_back() {
        let mut seed = 7_u64;
        for _ in 0..50_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let digits = seed >> 60;
            let size = 10_i64.pow(u32::try_from(digits % 16).unwrap());
            let value = i64::try_from(seed >> 12).unwrap() % size;
            for fen in [value, -value] {
                let money = Money::from_fen(fen);
                assert_eq!(parse(&format(money)), Some(money), "{}", format(money));
            }
        }
    }
}
