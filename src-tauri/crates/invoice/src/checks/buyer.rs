//! The buyer against the user's own companies. Whatever differs is marked: `应为“…【甲】…”`.

use super::findings::Findings;
use super::sheet::Sheet;
use crate::PartyField::{AddressPhone, BankAccount, Name, TaxId};
use crate::{Company, Context, FieldPath, Side, normalise_name};

pub(super) fn check(sheet: &Sheet<'_>, context: &Context, found: &mut Findings) {
    if context.companies.is_empty() {
        return;
    }
    let name = sheet.party(Side::Buyer, Name);
    let tax_id = sheet.invoice.tax_id(Side::Buyer);
    let same_name = |company: &&Company| {
        name.is_some_and(|name| normalise_name(name) == normalise_name(&company.name))
    };
    let same_tax_id = |company: &&Company| tax_id.is_some() && company.tax_id.as_ref() == tax_id;
    let companies = || context.companies.iter();
    let company = companies()
        .find(|c| same_name(c) && same_tax_id(c))
        .or_else(|| companies().find(same_tax_id))
        .or_else(|| companies().find(same_name));
    match company {
        Some(company) => details(sheet, company, found),
        None if name.is_none() && tax_id.is_none() => {}
        None => other_title(sheet, context, found),
    }
}

fn details(sheet: &Sheet<'_>, company: &Company, found: &mut Findings) {
    let own_tax_id = company.tax_id.as_ref().map(crate::TaxId::as_str);
    let fields = [
        (
            Name,
            Some(company.name.as_str()),
            "buyer_name",
            "名称",
            "name",
        ),
        (TaxId, own_tax_id, "buyer_tax_id", "税号", "tax number"),
        (
            AddressPhone,
            company.address_phone.as_deref(),
            "buyer_address",
            "地址电话",
            "address",
        ),
        (
            BankAccount,
            company.bank_account.as_deref(),
            "buyer_bank",
            "开户行及账号",
            "bank account",
        ),
    ];
    for (field, own, code, zh, en) in fields {
        let (Some(own), Some(read)) = (own, sheet.party(Side::Buyer, field)) else {
            continue;
        };
        if normalise_name(own) == normalise_name(read) {
            continue;
        }
        let (marked_zh, marked_en) = difference(own, read);
        found.warning(
            code,
            [FieldPath::buyer(field)],
            format!("购买方{zh}与本公司不同：{marked_zh}"),
            format!("The buyer's {en} is not your company's: {marked_en}"),
        );
        found.expect(own);
    }
}

/// No company has this name or number: the nearest one, if one is near, shows what is off.
fn other_title(sheet: &Sheet<'_>, context: &Context, found: &mut Findings) {
    let name = sheet.party(Side::Buyer, Name);
    let tax_id = sheet.party(Side::Buyer, TaxId);
    for company in &context.companies {
        let near_name = name.filter(|name| is_near(&company.name, name));
        let near_number = company
            .tax_id
            .as_ref()
            .zip(tax_id)
            .filter(|(own, read)| is_near(own.as_str(), read));
        if near_name.is_some() || near_number.is_some() {
            details(sheet, company, found);
            return;
        }
    }
    let shown = name.or(tax_id).unwrap_or_default();
    found.warning(
        "buyer_not_ours",
        [FieldPath::buyer(Name)],
        format!("抬头不是本公司：“{shown}”"),
        format!("The buyer is none of your companies: “{shown}”"),
    );
}

/// Whether all but a quarter of the characters agree, from both ends inwards.
fn is_near(own: &str, read: &str) -> bool {
    let (own, read) = (normalise_name(own), normalise_name(read));
    let (prefix, suffix) = common_ends(&own, &read);
    let longest = own.chars().count().max(read.chars().count());
    longest > 0 && (prefix + suffix) * 4 >= longest * 3
}

/// How many characters agree at the beginning and, beyond those, at the end.
fn common_ends(a: &str, b: &str) -> (usize, usize) {
    let prefix = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let rest = a.chars().count().min(b.chars().count()) - prefix;
    let suffix = a
        .chars()
        .rev()
        .zip(b.chars().rev())
        .take(rest)
        .take_while(|(a, b)| a == b)
        .count();
    (prefix, suffix)
}

/// Both texts with what differs in brackets, in Chinese and English.
pub(super) fn difference(due: &str, read: &str) -> (String, String) {
    let (due, read) = (normalise_name(due), normalise_name(read));
    let (prefix, suffix) = common_ends(&due, &read);
    let marked = |text: &str| {
        let count = text.chars().count();
        let mut shown = String::new();
        for (at, c) in text.chars().enumerate() {
            if at == prefix {
                shown.push('【');
            }
            if at == count - suffix {
                shown.push('】');
            }
            shown.push(c);
        }
        if prefix == count {
            shown.push('【');
        }
        if suffix == 0 {
            shown.push('】');
        }
        shown
    };
    let (due, read) = (marked(&due), marked(&read));
    (
        format!("应为“{due}”，票面“{read}”"),
        format!("expected “{due}”, read “{read}”"),
    )
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn the_difference_is_marked() {
        for (due, read, zh) in [
            (
                "云杉科技",
                "云杉料技",
                "应为“云杉【科】技”，票面“云杉【料】技”",
            ),
            ("云杉科技", "云杉技", "应为“云杉【科】技”，票面“云杉【】技”"),
            ("云杉", "云杉甲", "应为“云杉【】”，票面“云杉【甲】”"),
            ("甲云", "云", "应为“【甲】云”，票面“【】云”"),
        ] {
            assert_eq!(difference(due, read).0, zh);
        }
    }
}
