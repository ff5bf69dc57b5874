//! What speaks for a value besides its readings: sums that close, words that name the amount,
//! check digits, a second printing on the same page, the user's own companies.
//!
//! A closure counts only where a misread figure would have broken it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy::{MidpointAwayFromZero, ToZero};

use super::evidence::Weighed;
use crate::{
    Context, FieldPath, HeaderField, Invoice, InvoiceType, ItemField, Money, PartyField, Side,
    Source, TaxIdForm, Value, normalise_name, words,
};

/// One thing that speaks for a value, in the words of a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Closure {
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
}

const fn closure(zh: &'static str, en: &'static str) -> Closure {
    Closure { zh, en }
}

const WORDS: Closure = closure("大写", "words");
const FIGURES: Closure = closure("小写", "figures");
const TWO_SUMS: Closure = closure("两项和", "net + tax");
const DIFFERENCE: Closure = closure("价税合计之差", "gross − other");
const LINES: Closure = closure("行合计", "sum of lines");
const TOTAL: Closure = closure("合计", "total");
const PRODUCT: Closure = closure("数量×单价", "quantity × price");
const LINE_AMOUNT: Closure = closure("金额÷数量", "amount ÷ quantity");
const RATE: Closure = closure("金额×税率", "amount × rate");
pub(super) const CHECK_DIGIT: Closure = closure("校验位", "check digit");
pub(super) const CODE: Closure = closure("发票代码", "code");
const HASH: Closure = closure("密码区末五位", "end of the hash");
const TYPED: Closure = closure("机打号码", "typed number");
const CONFIRM: Closure = closure("另一处印刷", "second printing");
const SEAL: Closure = closure("印章", "seal");
const OWN: Closure = closure("本公司", "own company");
const KNOWN: Closure = closure("已复核发票", "reviewed invoices");

/// Below this a check digit alone does not make a number certain that was read from a picture: it
/// lets one misreading in 31 pass (one in 11 of the older numbers, whose first six places it does
/// not cover at all).
const SURE: f32 = 0.9;
const SURE_OF_OLDER: f32 = 0.98;

/// A character less sure than this may be misread, and its like in the other figures of a sum with it.
const BLURRED: f32 = 0.8;

/// Whether what speaks for a value makes it certain. Of a value from our own reading of a picture
/// more is asked: what was chosen because it closes is not proved by that closure, and a check
/// digit is weak.
pub(super) fn suffice(closures: &[Closure], weighed: &Weighed) -> bool {
    if weighed.sources != [Source::Ocr] {
        return !closures.is_empty();
    }
    let confidence = weighed.chosen.confidence.unwrap_or(0.0);
    let remark = weighed.remark.as_deref();
    let least = match &weighed.chosen.value {
        Value::TaxId(id) if id.form() == TaxIdForm::Uscc => SURE,
        _ => SURE_OF_OLDER,
    };
    let strong = closures
        .iter()
        .filter(|closure| {
            **closure != CHECK_DIGIT
                || (confidence >= least && remark != Some("chosen_by_check_digit"))
        })
        .count();
    let needed = match remark {
        Some(
            "chosen_by_sum" | "chosen_by_figures" | "gross_from_words" | "sign_unread"
            | "start_unread",
        ) => 2,
        // What blurs one figure blurs those that it is added up from.
        _ if confidence < BLURRED => 2,
        _ => 1,
    };
    strong >= needed
}

/// What speaks for each field.
pub(super) fn closures(invoice: &Invoice, context: &Context) -> BTreeMap<FieldPath, Vec<Closure>> {
    let mut found = Found::default();
    totals(invoice, &mut found);
    lines(invoice, &mut found);
    sums_of_lines(invoice, &mut found);
    identity(invoice, &mut found);
    names(invoice, context, &mut found);
    found.0
}

#[derive(Default)]
struct Found(BTreeMap<FieldPath, Vec<Closure>>);

impl Found {
    fn add(&mut self, path: FieldPath, closure: Closure) {
        self.0.entry(path).or_default().push(closure);
    }

    fn header(&mut self, field: HeaderField, closure: Closure) {
        self.add(FieldPath::Header(field), closure);
    }
}

fn money(invoice: &Invoice, field: HeaderField) -> Option<Money> {
    invoice.money(FieldPath::Header(field))
}

fn totals(invoice: &Invoice, found: &mut Found) {
    use HeaderField::{AmountInWords, AmountWithTax, TotalAmount, TotalTax};
    let gross = money(invoice, AmountWithTax);
    let in_words = invoice
        .header(AmountInWords)
        .and_then(|text| words::parse(&text));
    if gross.is_some() && gross == in_words {
        found.header(AmountWithTax, WORDS);
        found.header(AmountInWords, FIGURES);
    }
    let (Some(net), Some(gross)) = (money(invoice, TotalAmount), gross) else {
        return;
    };
    // A minus is lost from all totals alike; then they still add up.
    if net != Money::ZERO && sum_of_lines(invoice) == Some(-net) {
        return;
    }
    match money(invoice, TotalTax) {
        Some(tax) if net + tax == gross => {
            found.header(AmountWithTax, TWO_SUMS);
            // Exchanged amounts add up as well; no rate makes the tax larger than a fifth.
            if net.abs().fen() / 5 >= tax.abs().fen() {
                found.header(TotalAmount, DIFFERENCE);
                found.header(TotalTax, DIFFERENCE);
            }
        }
        None if net == gross => {
            found.header(AmountWithTax, TOTAL);
            found.header(TotalAmount, TOTAL);
        }
        _ => {}
    }
}

/// What the amounts of the lines add up to; `None` where one is not there.
fn sum_of_lines(invoice: &Invoice) -> Option<Money> {
    (0..invoice.item_count())
        .map(|index| invoice.money(FieldPath::Item(index, ItemField::Amount)))
        .sum()
}

/// Whether an amount of the invoice or of a line is below nothing.
fn has_minus(invoice: &Invoice) -> bool {
    use HeaderField::{AmountWithTax, TotalAmount, TotalTax};
    let totals = [TotalAmount, TotalTax, AmountWithTax].map(FieldPath::Header);
    let lines = (0..invoice.item_count())
        .flat_map(|index| [ItemField::Amount, ItemField::Tax].map(|f| FieldPath::Item(index, f)));
    totals.into_iter().chain(lines).any(|path| {
        invoice
            .money(path)
            .is_some_and(|amount| amount < Money::ZERO)
    })
}

/// Whether a change of one in the last printed place of `factor` would move the product by a fen.
fn last_place_counts(factor: Decimal, other: Decimal) -> bool {
    let place = Decimal::new(1, factor.scale());
    place
        .checked_mul(other.abs())
        .is_some_and(|step| step >= Decimal::new(1, 2))
}

fn lines(invoice: &Invoice, found: &mut Found) {
    // One of a thing has the same figures for price and amount, which are misread alike: their
    // product proves nothing unless the lines add up. Where they do not, no product does.
    let sum = sum_of_lines(invoice);
    let totals =
        [HeaderField::TotalAmount, HeaderField::AmountWithTax].map(|field| money(invoice, field));
    let adds_up = sum.is_some() && totals.contains(&sum);
    let contradicted = sum.is_some() && totals.iter().any(Option::is_some) && !adds_up;
    // A minus lost from amount and tax alike leaves their rate as it is.
    let minus_lost = contradicted && has_minus(invoice);
    for index in 0..invoice.item_count() {
        let path = |field| FieldPath::Item(index, field);
        let Some(amount) = invoice.money(path(ItemField::Amount)) else {
            continue;
        };
        let tax = invoice.money(path(ItemField::Tax));
        let fraction = invoice
            .rate(path(ItemField::TaxRate))
            .and_then(crate::Rate::fraction);
        let quantity = invoice.decimal(path(ItemField::Quantity));
        let price = invoice.decimal(path(ItemField::UnitPrice));
        if let (Some(fraction), Some(tax)) = (fraction, tax)
            && fraction > Decimal::ZERO
            && amount
                .to_decimal()
                .checked_mul(fraction)
                .and_then(Money::rounded)
                == Some(tax)
        {
            if !minus_lost || tax < Money::ZERO {
                found.add(path(ItemField::Tax), RATE);
            }
            // The next legal rate lies half a percent away: below this it would round alike.
            if amount.abs() >= Money::from_fen(400) {
                found.add(path(ItemField::TaxRate), RATE);
            }
        }
        if !contradicted
            && let (Some(quantity), Some(price)) = (quantity, price)
            && quantity.checked_mul(price).and_then(Money::rounded) == Some(amount)
        {
            if last_place_counts(quantity, price) {
                found.add(path(ItemField::Quantity), PRODUCT);
            }
            let alike = quantity.abs() == Decimal::ONE;
            if alike && !adds_up {
                continue;
            }
            found.add(path(ItemField::Amount), PRODUCT);
            if last_place_counts(price, quantity)
                || is_quotient(price, amount.to_decimal(), quantity, None)
                || fraction.zip(tax).is_some_and(|(fraction, tax)| {
                    is_quotient(price, (amount + tax).to_decimal(), quantity, Some(fraction))
                })
            {
                found.add(path(ItemField::UnitPrice), LINE_AMOUNT);
            }
        }
    }
}

/// Whether the price is, to its last printed place, what software divides: the amount by the
/// quantity, or the gross amount by the rate and the quantity.
fn is_quotient(price: Decimal, amount: Decimal, quantity: Decimal, rate: Option<Decimal>) -> bool {
    let divisor = match rate {
        Some(rate) => quantity.checked_mul(Decimal::ONE + rate),
        None => Some(quantity),
    };
    let Some(quotient) = divisor.and_then(|d| amount.checked_div(d)) else {
        return false;
    };
    [MidpointAwayFromZero, ToZero]
        .iter()
        .any(|rounding| quotient.round_dp_with_strategy(price.scale(), *rounding) == price)
}

fn sums_of_lines(invoice: &Invoice, found: &mut Found) {
    let count = invoice.item_count();
    let column = |field: ItemField| -> Vec<Option<Money>> {
        (0..count)
            .map(|index| invoice.money(FieldPath::Item(index, field)))
            .collect()
    };
    if count == 0 {
        return;
    }
    let amounts = column(ItemField::Amount);
    let net = money(invoice, HeaderField::TotalAmount);
    let gross = money(invoice, HeaderField::AmountWithTax);
    let includes_tax = invoice.invoice_type() == Some(InvoiceType::Roll) || net.is_none();
    let (total, wanted) = if includes_tax {
        (HeaderField::AmountWithTax, gross)
    } else {
        (HeaderField::TotalAmount, net)
    };
    let sum = amounts.into_iter().sum::<Option<Money>>();
    if sum.is_some() && sum == wanted {
        found.header(total, LINES);
        for index in 0..count {
            found.add(FieldPath::Item(index, ItemField::Amount), TOTAL);
        }
    }
    let taxes = column(ItemField::Tax);
    let any = taxes.iter().any(Option::is_some);
    let sum: Money = taxes.iter().flatten().copied().sum();
    if any && Some(sum) == money(invoice, HeaderField::TotalTax) {
        found.header(HeaderField::TotalTax, LINES);
        for (index, tax) in taxes.iter().enumerate() {
            if tax.is_some() {
                found.add(FieldPath::Item(index, ItemField::Tax), TOTAL);
            }
        }
    }
}

fn identity(invoice: &Invoice, found: &mut Found) {
    for side in [Side::Buyer, Side::Seller] {
        let holds = invoice
            .tax_id(side)
            .and_then(crate::TaxId::check_digit_holds);
        if holds == Some(true) {
            found.add(FieldPath::Party(side, PartyField::TaxId), CHECK_DIGIT);
        }
    }
    // A 区块链 invoice's check code is the end of the hash that stands in the cipher area. A hash
    // that was read otherwise proves nothing: it is long and small.
    if let (Some(InvoiceType::Blockchain), Some(check_code), Some(hash)) = (
        invoice.invoice_type(),
        invoice.header(HeaderField::CheckCode),
        invoice.header(HeaderField::PasswordArea),
    ) && check_code.len() == 5
        && hash.trim_end().ends_with(&check_code)
    {
        found.header(HeaderField::CheckCode, HASH);
    }
    for (field, second, closure) in [
        (HeaderField::Number, HeaderField::TypedNumber, TYPED),
        (HeaderField::Number, HeaderField::NumberConfirm, CONFIRM),
        (HeaderField::Code, HeaderField::CodeConfirm, CONFIRM),
    ] {
        let first = invoice.header(field);
        if first.is_some() && first == invoice.header(second) {
            found.header(field, closure);
            found.header(second, closure);
        }
    }
}

fn names(invoice: &Invoice, context: &Context, found: &mut Found) {
    let same = |a: &str, b: &str| normalise_name(a) == normalise_name(b);
    let seller = FieldPath::seller(PartyField::Name);
    if let (Some(name), Some(seal)) = (
        invoice.text(seller),
        invoice.header(HeaderField::SealSellerName),
    ) && same(&name, &seal)
    {
        found.add(seller, SEAL);
        found.header(HeaderField::SealSellerName, SEAL);
    }
    if let (Some(printed), Some(Value::TaxId(sealed))) = (
        invoice.tax_id(Side::Seller),
        invoice.value(FieldPath::Header(HeaderField::SealSellerTaxId)),
    ) && printed == sealed
    {
        found.add(FieldPath::seller(PartyField::TaxId), SEAL);
        found.header(HeaderField::SealSellerTaxId, SEAL);
    }
    for side in [Side::Buyer, Side::Seller] {
        let path = FieldPath::Party(side, PartyField::Name);
        let (Some(name), Some(tax_id)) = (invoice.text(path), invoice.tax_id(side)) else {
            continue;
        };
        if context
            .known_names
            .get(tax_id)
            .is_some_and(|known| same(known, &name))
        {
            found.add(path, KNOWN);
        }
    }
    let buyer = |field| invoice.party(Side::Buyer, field);
    let (name, tax_id) = (buyer(PartyField::Name), invoice.tax_id(Side::Buyer));
    for company in &context.companies {
        let name_agrees = name.as_ref().is_some_and(|name| same(name, &company.name));
        if !name_agrees || (company.tax_id.is_some() && company.tax_id.as_ref() != tax_id) {
            continue;
        }
        found.add(FieldPath::buyer(PartyField::Name), OWN);
        if tax_id.is_some() && company.tax_id.as_ref() == tax_id {
            found.add(FieldPath::buyer(PartyField::TaxId), OWN);
        }
        for (field, known) in [
            (PartyField::AddressPhone, &company.address_phone),
            (PartyField::BankAccount, &company.bank_account),
        ] {
            if let (Some(read), Some(known)) = (buyer(field), known)
                && same(&read, known)
            {
                found.add(FieldPath::buyer(field), OWN);
            }
        }
    }
}
