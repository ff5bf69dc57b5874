//! Amounts: the sums and the amount in words choose between what was seen.

use invoice::{FieldPath, HeaderField, ItemField, Money, Rate, Value, parse_decimal, words};
use rust_decimal::Decimal;

use super::{Letter, Seen};
use crate::offline::layout::{figure_of, meant_in_words, stands_in_words};

/// A value that the letters of a field can have, and what was changed for it.
#[derive(Debug, Clone)]
struct Variant<T> {
    value: T,
    text: String,
    changed: Vec<usize>,
    odds: f32,
}

const NET: FieldPath = FieldPath::Header(HeaderField::TotalAmount);
const TAX: FieldPath = FieldPath::Header(HeaderField::TotalTax);
const GROSS: FieldPath = FieldPath::Header(HeaderField::AmountWithTax);
const WORDS: FieldPath = FieldPath::Header(HeaderField::AmountInWords);

pub(super) fn settle(seen: &mut Seen<'_>) {
    totals(seen);
    lines(seen);
}

/// Most digits before an amount that are none of it.
const MOST_BEFORE: usize = 4;

/// Whether the amount in words says 负数, or one of the other totals has a minus.
fn is_reversal(seen: &Seen<'_>) -> bool {
    let minus =
        |path| matches!(seen.value(path), Some(Value::Money(money)) if *money < Money::ZERO);
    let named = |letter: &Letter| matches!(letter.text, '负' | '負');
    [NET, TAX, GROSS].into_iter().any(minus) || seen.letters(WORDS).iter().any(named)
}

/// The amount as read, then with one character as it was also seen.
fn amounts(seen: &Seen<'_>, path: FieldPath) -> Vec<Variant<Money>> {
    let letters = seen.letters(path);
    let read: Vec<char> = letters.iter().map(|letter| letter.text).collect();
    let mut variants: Vec<Variant<Money>> = Vec::new();
    let mut add = |text: Vec<char>, changed: Vec<usize>, odds: f32| {
        let text: String = text.into_iter().collect();
        let value = figure_of(&text).or_else(|| Money::parse(&text));
        if let Some(value) = value
            && variants.iter().all(|v| v.value != value)
        {
            variants.push(Variant {
                value,
                text,
                changed,
                odds,
            });
        }
    };
    add(read.clone(), Vec::new(), 1.0);
    for (at, letter) in letters.iter().enumerate() {
        for (rival, odds) in letter.rivals() {
            if !matches!(rival, '0'..='9' | '.' | ',' | '-' | '¥' | '￥') {
                continue;
            }
            let mut text = read.clone();
            if let Some(slot) = text.get_mut(at) {
                *slot = rival;
            }
            add(text, vec![at], odds);
        }
    }
    // Totals are printed with ¥ before them: a figure in its place may be the sign misread, and
    // others before it what a seal or a label left.
    if matches!(path, FieldPath::Header(_)) && read.first().is_some_and(char::is_ascii_digit) {
        for lost in 1..=MOST_BEFORE {
            if read.len() > lost + 3 {
                let odds = 0.05 / lost as f32;
                let rest = read.iter().skip(lost).copied().collect();
                add(rest, (0..lost).collect(), odds);
            }
        }
    }
    // A minus stands before all amounts or none, and is the smallest sign of them.
    if is_reversal(seen) && !read.iter().any(|c| matches!(c, '-' | '−')) {
        let mut text = vec!['-'];
        text.extend(read.iter().filter(|c| !matches!(c, '¥' | '￥')));
        add(text, vec![0], 0.2);
    }
    // A point that was lost: printed amounts have two decimals.
    if !read.iter().any(|c| matches!(c, '.' | ',' | '。')) && read.len() > 2 {
        let mut text = read.clone();
        text.insert(read.len() - 2, '.');
        add(text, vec![read.len() - 2], 0.3);
    }
    // What the layout reader made of it counts as read.
    if let Some(Value::Money(money)) = seen.value(path)
        && variants.iter().all(|v| v.value != *money)
    {
        variants.insert(
            0,
            Variant {
                value: *money,
                text: String::new(),
                changed: Vec::new(),
                odds: 1.0,
            },
        );
    }
    variants
}

/// The amount in words as read, with what never stands in one taken for what it looks like, and
/// with one character as it was also seen.
fn in_words(letters: &[Letter]) -> Vec<Variant<Money>> {
    let mut variants: Vec<Variant<Money>> = Vec::new();
    let mut base = Vec::with_capacity(letters.len());
    let mut replaced = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        let c = if stands_in_words(letter.text) {
            letter.text
        } else {
            let rival = letter
                .rivals()
                .map(|(c, _)| c)
                .find(|c| stands_in_words(*c));
            let c = rival.or_else(|| meant_in_words(letter.text));
            if c.is_some() {
                replaced.push(at);
            }
            c.unwrap_or(letter.text)
        };
        base.push(c);
    }
    let mut add = |text: Vec<char>, changed: Vec<usize>, odds: f32| {
        let text: String = text.into_iter().collect();
        if let Some(value) = words::parse(&text)
            && variants.iter().all(|v| v.value != value)
        {
            variants.push(Variant {
                value,
                text,
                changed,
                odds,
            });
        }
    };
    add(letters.iter().map(|l| l.text).collect(), Vec::new(), 1.0);
    add(base.clone(), replaced.clone(), 0.8);
    for (at, letter) in letters.iter().enumerate() {
        for (rival, odds) in letter.rivals().filter(|(c, _)| stands_in_words(*c)) {
            let mut text = base.clone();
            if let Some(slot) = text.get_mut(at) {
                *slot = rival;
            }
            let mut changed = replaced.clone();
            changed.push(at);
            add(text, changed, odds);
        }
    }
    variants
}

/// Net, tax, gross and words: the nearest to what was read of which most agree.
fn totals(seen: &mut Seen<'_>) {
    let (nets, taxes, grosses) = (amounts(seen, NET), amounts(seen, TAX), amounts(seen, GROSS));
    let spoken = in_words(seen.letters(WORDS));
    let listed = sum_of_lines(seen);
    let some = |variants: &[Variant<Money>]| -> Vec<Option<usize>> {
        if variants.is_empty() {
            vec![None]
        } else {
            (0..variants.len()).map(Some).collect()
        }
    };
    let pick = |variants: &'_ [Variant<Money>], at: Option<usize>| -> Option<Variant<Money>> {
        variants.get(at?).cloned()
    };
    let mut best: Option<(f32, [Option<usize>; 4])> = None;
    let mut second = f32::MIN;
    for n in some(&nets) {
        for t in some(&taxes) {
            for g in some(&grosses) {
                for w in some(&spoken) {
                    let chosen = [
                        pick(&nets, n),
                        pick(&taxes, t),
                        pick(&grosses, g),
                        pick(&spoken, w),
                    ];
                    let changes = chosen
                        .iter()
                        .flatten()
                        .filter(|v| !v.changed.is_empty())
                        .count();
                    if changes > 2 {
                        continue;
                    }
                    let odds: f32 = chosen.iter().flatten().map(|v| v.odds.max(1e-4).ln()).sum();
                    let score =
                        20.0 * agreements(&chosen, listed) as f32 - 4.0 * changes as f32 + odds;
                    if best.as_ref().is_none_or(|(most, _)| score > *most) {
                        second = best.as_ref().map_or(f32::MIN, |(most, _)| *most);
                        best = Some((score, [n, t, g, w]));
                    } else {
                        second = second.max(score);
                    }
                }
            }
        }
    }
    let Some((score, [n, t, g, w])) = best else {
        return;
    };
    // Two ways to make it agree are no way.
    if score - second < 0.5 {
        return;
    }
    for (path, variants, at) in [(NET, &nets, n), (TAX, &taxes, t), (GROSS, &grosses, g)] {
        let Some(variant) = pick(variants, at).filter(|v| !v.changed.is_empty()) else {
            continue;
        };
        seen.choose(
            path,
            Value::Money(variant.value),
            &variant.changed,
            "chosen_by_sum",
        );
    }
    let gross = match seen.value(GROSS) {
        Some(Value::Money(money)) => Some(*money),
        _ => None,
    };
    if let Some(variant) = pick(&spoken, w).filter(|v| !v.changed.is_empty())
        && Some(variant.value) == gross
    {
        seen.choose(
            WORDS,
            Value::Words(variant.text),
            &variant.changed,
            "chosen_by_figures",
        );
    }
}

/// What the lines add up to; `None` where an amount of one was not read.
fn sum_of_lines(seen: &Seen<'_>) -> Option<Money> {
    let amounts = |index| match seen.value(FieldPath::Item(index, ItemField::Amount)) {
        Some(Value::Money(money)) => Some(*money),
        _ => None,
    };
    let count = line_count(seen);
    (count > 0).then(|| (0..count).map(amounts).sum::<Option<Money>>())?
}

fn agreements(chosen: &[Option<Variant<Money>>; 4], listed: Option<Money>) -> usize {
    let [net, tax, gross, spoken] = chosen.each_ref().map(|v| v.as_ref().map(|v| v.value));
    let sum = match (net, tax, gross) {
        (Some(net), Some(tax), Some(gross)) => net + tax == gross,
        (Some(net), None, Some(gross)) => net == gross,
        _ => false,
    };
    usize::from(sum)
        + usize::from(gross.is_some() && gross == spoken)
        + usize::from(sum && net.is_some() && net == listed)
}

fn line_count(seen: &Seen<'_>) -> usize {
    let lines = seen.fields.keys().filter_map(|path| match path {
        FieldPath::Item(index, _) => Some(index + 1),
        _ => None,
    });
    lines.max().unwrap_or(0)
}

/// The lines: each column's sum, and amount × rate.
fn lines(seen: &mut Seen<'_>) {
    let count = line_count(seen);
    if count == 0 || count > 60 {
        return;
    }
    column(seen, count, ItemField::Amount, NET);
    column(seen, count, ItemField::Tax, TAX);
    for index in 0..count {
        rate(seen, index);
        product(seen, index);
    }
}

/// The quantity or the price of a line among what was seen whose product is the amount.
fn product(seen: &mut Seen<'_>, index: usize) {
    let decimal = |field| match seen.value(FieldPath::Item(index, field)) {
        Some(Value::Decimal(decimal)) => Some(*decimal),
        _ => None,
    };
    let amount = match seen.value(FieldPath::Item(index, ItemField::Amount)) {
        Some(Value::Money(money)) => *money,
        _ => return,
    };
    let (Some(quantity), Some(price)) =
        (decimal(ItemField::Quantity), decimal(ItemField::UnitPrice))
    else {
        return;
    };
    let gives = |a: Decimal, b: Decimal| {
        a.checked_mul(b)
            .and_then(Money::rounded)
            .is_some_and(|product| (product - amount).abs() <= Money::from_fen(1))
    };
    if gives(quantity, price) {
        return;
    }
    let mut fitting: Vec<(ItemField, Decimal, usize)> = Vec::new();
    for (field, other) in [
        (ItemField::Quantity, price),
        (ItemField::UnitPrice, quantity),
    ] {
        let letters = seen.letters(FieldPath::Item(index, field));
        let read: Vec<char> = letters.iter().map(|letter| letter.text).collect();
        for (at, letter) in letters.iter().enumerate() {
            for (rival, _) in letter.rivals() {
                let mut text = read.clone();
                if let Some(slot) = text.get_mut(at) {
                    *slot = rival;
                }
                let text: String = text.into_iter().collect();
                if let Some(value) = parse_decimal(&text).filter(|value| gives(*value, other)) {
                    fitting.push((field, value, at));
                }
            }
        }
    }
    if let [(field, value, at)] = fitting.as_slice() {
        seen.choose(
            FieldPath::Item(index, *field),
            Value::Decimal(*value),
            &[*at],
            "chosen_by_sum",
        );
    }
}

/// Where a column does not add up and one character as it was also seen makes it, takes that.
fn column(seen: &mut Seen<'_>, count: usize, field: ItemField, total: FieldPath) {
    let Some(Value::Money(total)) = seen.value(total).cloned() else {
        return;
    };
    let money = |seen: &Seen<'_>, index| match seen.value(FieldPath::Item(index, field)) {
        Some(Value::Money(money)) => Some(*money),
        _ => None,
    };
    let values: Vec<Option<Money>> = (0..count).map(|index| money(seen, index)).collect();
    let readable: Money = values.iter().flatten().copied().sum();
    if readable == total {
        return;
    }
    let mut fitting: Vec<(usize, Variant<Money>)> = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let others = readable - value.unwrap_or(Money::ZERO);
        let found = amounts(seen, FieldPath::Item(index, field))
            .into_iter()
            .filter(|v| !v.changed.is_empty() && others + v.value == total);
        fitting.extend(found.map(|v| (index, v)));
    }
    if let [(index, variant)] = fitting.as_slice() {
        seen.choose(
            FieldPath::Item(*index, field),
            Value::Money(variant.value),
            &variant.changed,
            "chosen_by_sum",
        );
    }
}

/// The rate of a line among what was seen that gives its tax.
fn rate(seen: &mut Seen<'_>, index: usize) {
    let path = FieldPath::Item(index, ItemField::TaxRate);
    let money = |field| match seen.value(FieldPath::Item(index, field)) {
        Some(Value::Money(money)) => Some(*money),
        _ => None,
    };
    let (Some(amount), Some(tax)) = (money(ItemField::Amount), money(ItemField::Tax)) else {
        return;
    };
    let gives = |rate: &Rate| {
        rate.fraction()
            .and_then(|fraction| amount.to_decimal().checked_mul(fraction))
            .and_then(Money::rounded)
            == Some(tax)
    };
    if let Some(Value::Rate(rate)) = seen.value(path)
        && gives(rate)
    {
        return;
    }
    let letters = seen.letters(path).to_vec();
    let read: Vec<char> = letters.iter().map(|letter| letter.text).collect();
    let mut fitting = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        for (rival, _) in letter.rivals() {
            let mut text = read.clone();
            if let Some(slot) = text.get_mut(at) {
                *slot = rival;
            }
            let text: String = text.into_iter().collect();
            if let Some(rate) = Rate::parse(&text).filter(gives) {
                fitting.push((rate, at));
            }
        }
    }
    if let [(rate, at)] = fitting.as_slice() {
        seen.choose(path, Value::Rate(rate.clone()), &[*at], "chosen_by_sum");
    }
}
