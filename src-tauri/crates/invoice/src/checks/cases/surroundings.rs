//! Cases that need more than the invoice: its QR code, the own companies, the ledger.

use super::super::*;
use super::{base, changed, number, said, today};
use crate::{
    Company, EarlierInvoice, EarlierTrip, IssueDate, Money, PartyField, Pattern, QrContent,
    SellerHistory, Side,
};

/// Kind, QR text, changes, what the rules say.
const QR_CASES: &[(&str, &str, &str, &str)] = &[
    (
        "special",
        "01,01,3100231130,12345678,100,20230510,,9335,",
        "",
        "",
    ),
    (
        "special",
        "01,01,3100231130,12345678,113.00,20230510,,9335,",
        "",
        "qr_mismatch!",
    ),
    (
        "special",
        "01,01,3100231130,12345679,100,20230510,,9335,",
        "",
        "qr_mismatch!",
    ),
    (
        "special",
        "01,01,3100231131,12345678,100,20230510,,9335,",
        "",
        "qr_mismatch!",
    ),
    (
        "special",
        "01,01,3100231130,12345678,100,20230511,,9335,",
        "",
        "qr_mismatch!",
    ),
    (
        "special",
        "01,04,3100231130,12345678,100,20230510,,9335,",
        "",
        "qr_kind_mismatch!",
    ),
    (
        "electronic_ordinary",
        "01,10,031002300111,12345678,100,20230510,12345678901234567890,1FDD,",
        "",
        "",
    ),
    (
        "electronic_ordinary",
        "01,10,031002300111,12345678,113,20230510,12345678901234567890",
        "",
        "",
    ),
    (
        "electronic_ordinary",
        "01,10,031002300111,12345678,99.5,20230510,12345678901234567890",
        "",
        "qr_mismatch!",
    ),
    (
        "electronic_ordinary",
        "01,10,031002300111,12345678,100,20230510,12345678901234567899",
        "",
        "qr_mismatch!",
    ),
    (
        "electronic_ordinary",
        "01,10,031002300111,12345678,100,20230510,12345678901234567890",
        "check_code=567890",
        "check_code_tail?",
    ),
    (
        "toll",
        "01,10,031002300112,12345678,100,20230510,12345678901234567890",
        "",
        "",
    ),
    (
        "roll",
        "01,11,031002300107,12345678,100,20230510,12345678901234567890",
        "",
        "",
    ),
    (
        "roll",
        "01,11,031002300107,12345678,101,20230510,12345678901234567890",
        "",
        "qr_mismatch!",
    ),
    (
        "digital_ordinary",
        "01,32,,23312000000000000018,113,20230510,,74AE",
        "",
        "",
    ),
    (
        "digital_ordinary",
        "01,32,,23312000000000000018,100,20230510,,74AE",
        "",
        "qr_mismatch!",
    ),
    (
        "digital_ordinary",
        "01,31,,23312000000000000018,113,20230510,,74AE",
        "",
        "qr_kind_mismatch!",
    ),
    (
        "blockchain",
        "https://bcfp.shenzhen.chinatax.gov.cn/verify/scan?bill_num=12345678",
        "",
        "",
    ),
];

#[test]
fn the_qr_code_against_the_fields() {
    let context = Context::new(today());
    for (kind, qr, changes, answer) in QR_CASES {
        let qr_fields = QrContent::parse(qr).expect(qr).reading("qr", None).fields;
        let got = said(&check(&changed(kind, changes), Some(&qr_fields), &context));
        assert_eq!(got, *answer, "{kind} with {qr} {changes}");
    }
}

fn company() -> Company {
    Company {
        name: "青藤测试(上海)有限公司".into(),
        tax_id: Some(number(Side::Buyer)),
        address_phone: Some("白桦路1号".into()),
        bank_account: Some("云杉银行 1".into()),
    }
}

#[test]
fn the_buyer_against_the_own_companies() {
    let context = Context {
        companies: vec![company()],
        ..Context::new(today())
    };
    let other = number(Side::Seller);
    let near = {
        let mut text = number(Side::Buyer).as_str().to_owned();
        text.replace_range(17.., if text.ends_with('0') { "1" } else { "0" });
        text
    };
    let cases = [
        ("special", String::new(), ""),
        ("special", "buyer.name=青藤测试（上海） 有限公司".into(), ""),
        (
            "special",
            "buyer.name=青滕测试（上海）有限公司".into(),
            "buyer_name?",
        ),
        (
            "special",
            "buyer.bank_account=云杉银行 2".into(),
            "buyer_bank?",
        ),
        (
            "special",
            "buyer.address_phone=白桦路2号".into(),
            "buyer_address?",
        ),
        (
            "special",
            format!("buyer.tax_id={near}"),
            "buyer_tax_id? tax_id_check_digit?",
        ),
        (
            "ordinary",
            format!(
                "buyer.name=石榴咨询服务部; buyer.tax_id={other}; seller.tax_id=91350100M000100Y43"
            ),
            "buyer_not_ours?",
        ),
        (
            "ordinary",
            "buyer.name=个人; buyer.tax_id=".into(),
            "buyer_not_ours?",
        ),
        ("roll", "buyer.name=; buyer.tax_id=".into(), ""),
    ];
    for (kind, changes, answer) in cases {
        let findings = check(&changed(kind, &changes), None, &context);
        assert_eq!(said(&findings), answer, "{kind} {changes}");
    }
    let findings = check(
        &changed("special", "buyer.name=青滕测试（上海）有限公司"),
        None,
        &context,
    );
    assert_eq!(
        findings[0].message.zh,
        "购买方名称与本公司不同：应为“青【藤】测试(上海)有限公司”，票面“青【滕】测试(上海)有限公司”"
    );
}

#[test]
fn invoices_of_the_ledger() {
    let same = EarlierInvoice {
        id: "7".into(),
        code: Some("3100231320".into()),
        number: Some("12345678".into()),
        seller: Some(number(Side::Seller).as_str().into()),
        seller_name: None,
        amount_with_tax: Some(Money::from_fen(11_300)),
        issue_date: IssueDate::new(2023, 5, 10),
        file_name: Some("扫描.jpg".into()),
        same_file: false,
        exported: true,
        reimbursed: true,
    };
    let of = |earlier: EarlierInvoice| {
        let context = Context {
            earlier: vec![earlier],
            ..Context::new(today())
        };
        check(&base("ordinary"), None, &context)
    };
    let found = of(same.clone());
    assert_eq!(said(&found), "duplicate_number!");
    assert_eq!(found[0].related, ["7"]);
    assert_eq!(
        found[0].message.zh,
        "与已有发票重复：号码 12345678，2023-05-10，扫描.jpg，已导出，已报销"
    );
    let other_code = EarlierInvoice {
        code: Some("3100231321".into()),
        amount_with_tax: None,
        ..same.clone()
    };
    assert_eq!(said(&of(other_code.clone())), "");
    let without_code = EarlierInvoice {
        code: None,
        ..same.clone()
    };
    assert_eq!(said(&of(without_code)), "duplicate_number!");
    assert_eq!(
        said(&of(EarlierInvoice {
            same_file: true,
            ..other_code
        })),
        "duplicate_file!"
    );
    let alike = EarlierInvoice {
        number: Some("87654321".into()),
        ..same.clone()
    };
    assert_eq!(said(&of(alike.clone())), "duplicate_alike?");
    let named = EarlierInvoice {
        seller: Some("91310000MISREAD123".into()),
        seller_name: Some("云杉测试有限公司".into()),
        ..alike.clone()
    };
    assert_eq!(said(&of(named)), "duplicate_alike?");
    // One of two numbers was not read: it may be the very invoice.
    let unread = EarlierInvoice {
        number: None,
        ..alike.clone()
    };
    let found = of(unread);
    assert_eq!(said(&found), "duplicate_alike?");
    assert!(found[0].message.zh.contains("可能是同一张"));
    let next_day = EarlierInvoice {
        issue_date: IssueDate::new(2023, 5, 11),
        ..alike
    };
    assert_eq!(said(&of(next_day)), "");
}

#[test]
fn reviewed_invoices_know_the_seller() {
    let context = |name: &str| Context {
        known_names: [(number(Side::Seller), name.to_owned())].into(),
        ..Context::new(today())
    };
    let said_of = |name| said(&check(&base("ordinary"), None, &context(name)));
    assert_eq!(said_of("云杉测试有限公司"), "");
    assert_eq!(said_of("云杉測试有限公司"), "known_name_differs?");
}

/// What the rules say of invoices whose surroundings are known: for the list of all rules.
pub(super) fn findings_of_surroundings() -> Vec<Finding> {
    let mut all = Vec::new();
    for (kind, qr, changes, _) in QR_CASES {
        let reading = QrContent::parse(qr).unwrap().reading("qr", Some(1));
        let context = Context::new(today());
        all.extend(check(
            &changed(kind, changes),
            Some(&reading.fields),
            &context,
        ));
    }
    let company = Company {
        name: "青藤测试(上海)有限公司".into(),
        tax_id: Some(number(Side::Buyer)),
        address_phone: Some("白桦路2号".into()),
        bank_account: Some("云杉银行 2".into()),
    };
    let earlier = |number: Option<&str>, same_file| EarlierInvoice {
        id: "7".into(),
        number: number.map(str::to_owned),
        seller_name: Some("云杉测试有限公司".into()),
        amount_with_tax: Some(Money::from_fen(10_300)),
        issue_date: IssueDate::new(2023, 5, 10),
        file_name: Some("扫描.jpg".into()),
        same_file,
        ..EarlierInvoice::default()
    };
    let context = Context {
        companies: vec![company],
        earlier: vec![
            earlier(Some("12345678"), false),
            earlier(Some("1"), true),
            earlier(Some("2"), false),
        ],
        known_names: [(number(Side::Seller), "云杉測试有限公司".to_owned())].into(),
        ..surroundings()
    };
    let toll = changed(
        "toll",
        "buyer.address_phone=白桦路1号; buyer.bank_account=云杉银行 1; buyer.name=青滕测试（上海）有限公司; \
         seal_seller_name=云山测试有限公司",
    );
    all.extend(check(&toll, None, &context));
    let other = changed("ordinary", "buyer.name=某某公司; buyer.tax_id=");
    all.extend(check(&other, None, &context));
    let tax_id = format!("buyer.tax_id={}", number(Side::Seller));
    all.extend(check(&changed("ordinary", &tax_id), None, &context));
    all.extend(check(&red_letter(), None, &context));
    all
}

/// Everything that a ledger can know of the base toll invoice.
fn surroundings() -> Context {
    let neighbour = |number: &str| EarlierInvoice {
        id: number.into(),
        code: Some("031002300112".into()),
        number: Some(number.into()),
        ..EarlierInvoice::default()
    };
    let habit = SellerHistory {
        invoices: 0,
        rates: [("6%".to_owned(), 9)].into(),
        neighbours: vec![neighbour("12345680"), neighbour("12345690")],
    };
    let trip = EarlierTrip {
        id: "t".into(),
        number: "00000001".into(),
        license_plate: "沪A12345".into(),
        start: IssueDate::new(2023, 5, 1).unwrap(),
        end: IssueDate::new(2023, 5, 2).unwrap(),
        amount: Money::from_fen(10_000),
    };
    Context {
        seller: Some(habit),
        trips: vec![trip],
        limits: vec![Money::from_fen(10_500), Money::from_fen(50_000)],
        blue_is_known: Some(false),
        ..Context::new(today())
    }
}

fn red_letter() -> Invoice {
    changed(
        "digital_ordinary",
        "items[0].quantity=-10; items[0].amount=-100.00; items[0].tax=-13.00; total_amount=-100.00; \
         total_tax=-13.00; amount_with_tax=-113.00; amount_in_words=（负数）壹佰壹拾叁圆整; \
         remarks=被红冲蓝字数电票号码：23312000000000000011",
    )
}

#[test]
fn patterns_are_notes_and_can_be_switched_off() {
    let all = surroundings();
    let invoice = base("toll");
    assert_eq!(
        said(&check(&invoice, None, &all)),
        "consecutive_numbers. just_under_limit. new_seller. same_trip_twice. unusual_rate."
    );
    let off = Context {
        patterns_off: Pattern::ALL.iter().copied().collect(),
        ..all.clone()
    };
    assert_eq!(said(&check(&invoice, None, &off)), "");
    let red = red_letter();
    let blue = Context {
        seller: None,
        trips: Vec::new(),
        ..all
    };
    assert_eq!(said(&check(&red, None, &blue)), "red_without_blue.");
}

#[test]
fn the_blue_invoice_is_read_from_the_remarks() {
    let of = |text| blue_invoice(text).map(|b| (b.code, b.number));
    assert_eq!(
        of("被红冲蓝字数电票号码：23312000000000000011 红字发票信息确认单编号：310"),
        Some((None, "23312000000000000011".into()))
    );
    assert_eq!(
        of("对应正数发票代码:3100231130号码:12345678"),
        Some((Some("3100231130".into()), "12345678".into()))
    );
    assert_eq!(of("订单号 12345678"), None);
}

#[test]
fn findings_keep_the_contracts_names() {
    let findings = check(
        &changed("digital_ordinary", "total_tax=14.00; items[0].amount="),
        None,
        &Context::new(today()),
    );
    let json = serde_json::to_value(&findings[0]).unwrap();
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["code", "severity", "fields", "message"]);
    assert_eq!(json["severity"], "error");
    assert!(
        json["fields"]
            .as_array()
            .unwrap()
            .iter()
            .any(|f| f == "total_tax")
    );
    let path = FieldPath::seller(PartyField::Name).to_string();
    assert_eq!(path, "seller.name");
}
