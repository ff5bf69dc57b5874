use super::*;
use crate::{FieldKind, IssueDate, ReadingRemark, Region};

fn context() -> Context {
    Context::new(IssueDate::new(2026, 1, 31).unwrap())
}

fn reading(source: Source, fields: &[(&str, &str)]) -> Reading {
    let field = |(path, text): &(&str, &str)| {
        let path: FieldPath = path.parse().unwrap();
        let value = Value::parse(path.kind(), text).unwrap();
        let field = Field {
            value,
            text: (*text).to_owned(),
            page: Some(1),
            region: None,
            confidence: None,
            source,
            doubts: Vec::new(),
        };
        (path, field)
    };
    Reading {
        source,
        origin: String::new(),
        fields: fields.iter().map(field).collect(),
        remarks: Vec::new(),
    }
}

fn judged(readings: &[Reading], path: &str) -> JudgedField {
    let judgement = judge(readings, &Corrections::new(), &context());
    judgement.fields[&path.parse::<FieldPath>().unwrap()].clone()
}

/// The trust, the value and the Chinese reason of a field.
fn verdict(readings: &[Reading], path: &str) -> (Trust, String, String) {
    let field = judged(readings, path);
    let value = field.field.map(|f| f.value.to_string());
    (field.trust, value.unwrap_or_default(), field.reason.zh)
}

fn is(trust: Trust, value: &str, reason: &str) -> (Trust, String, String) {
    (trust, value.to_owned(), reason.to_owned())
}

use Source::{Jdcloud, Juhe, Ocr, Ofd, PdfText, Qr, Volcengine, Xml};
use Trust::{Certain, Doubtful, Wrong, Yours};

#[test]
fn one_digital_reading_is_certain_and_one_recognized_is_not() {
    let field = [("seller.name", "青藤测试有限公司")];
    for (source, name) in [(Xml, "XML"), (Ofd, "OFD 标签"), (PdfText, "文本层")] {
        assert_eq!(
            verdict(&[reading(source, &field)], "seller.name"),
            is(Certain, "青藤测试有限公司", name)
        );
    }
    for (source, why) in [(Juhe, "仅聚合一处读到"), (Ocr, "仅本机识别一处读到")] {
        assert_eq!(
            verdict(&[reading(source, &field)], "seller.name"),
            is(Doubtful, "青藤测试有限公司", why)
        );
    }
}

#[test]
fn independent_readings_agree_by_value_not_by_spelling() {
    let readings = [
        reading(
            Ocr,
            &[("seller.name", "青藤(测试) 有限公司"), ("drawer", "甲乙")],
        ),
        reading(
            Juhe,
            &[("seller.name", "青藤（测试）有限公司"), ("drawer", "甲乙")],
        ),
    ];
    assert_eq!(
        verdict(&readings, "seller.name"),
        is(Certain, "青藤（测试）有限公司", "聚合 = 本机识别")
    );
    let twice = [
        reading(Juhe, &[("drawer", "甲乙")]),
        reading(Juhe, &[("drawer", "甲乙")]),
    ];
    assert_eq!(
        verdict(&twice, "drawer").0,
        Doubtful,
        "the same reader twice"
    );
}

#[test]
fn what_differs_is_doubtful_and_both_are_shown() {
    let readings = [
        reading(Juhe, &[("drawer", "王珂")]),
        reading(PdfText, &[("drawer", "王坷")]),
    ];
    let field = judged(&readings, "drawer");
    assert_eq!(field.trust, Doubtful);
    assert_eq!(
        field.field.unwrap().text,
        "王坷",
        "the text layer goes first"
    );
    assert_eq!(field.reason.zh, "文本层 王坷 ≠ 聚合 王珂");
    assert_eq!(field.alternatives[0].text, "王珂");
}

#[test]
fn two_digital_kinds_outweigh_a_recognized_one_which_is_still_shown() {
    let readings = [
        reading(Ocr, &[("number", "25442000000000000019")]),
        reading(Xml, &[("number", "25442000000000000018")]),
        reading(Qr, &[("number", "25442000000000000018")]),
    ];
    let field = judged(&readings, "number");
    assert_eq!(
        (field.trust, field.reason.zh.as_str()),
        (Certain, "XML = 二维码")
    );
    assert_eq!(field.alternatives.len(), 1);
    let exact = [
        reading(PdfText, &[("drawer", "甲")]),
        reading(Ofd, &[("drawer", "乙")]),
        reading(Xml, &[("drawer", "乙")]),
    ];
    assert_eq!(
        verdict(&exact, "drawer").0,
        Doubtful,
        "digital kinds that differ"
    );
}

#[test]
fn closing_sums_make_a_single_recognized_reading_certain() {
    let juhe = reading(
        Juhe,
        &[
            ("invoice_type", "电子普通发票"),
            ("total_amount", "100.00"),
            ("total_tax", "13.00"),
            ("amount_with_tax", "113.00"),
            ("amount_in_words", "壹佰壹拾叁圆整"),
            ("items[0].name", "*纸制品*信封"),
            ("items[0].quantity", "3"),
            ("items[0].unit_price", "33.3333333333"),
            ("items[0].amount", "100.00"),
            ("items[0].tax_rate", "13%"),
            ("items[0].tax", "13.00"),
        ],
    );
    let readings = [juhe];
    assert_eq!(
        verdict(&readings, "amount_with_tax"),
        is(Certain, "113.00", "聚合 = 大写 = 两项和")
    );
    for path in [
        "total_amount",
        "total_tax",
        "amount_in_words",
        "items[0].quantity",
        "items[0].unit_price",
        "items[0].amount",
        "items[0].tax_rate",
        "items[0].tax",
    ] {
        assert_eq!(verdict(&readings, path).0, Certain, "{path}");
    }
    assert_eq!(verdict(&readings, "items[0].name").0, Doubtful);
}

#[test]
fn a_last_digit_that_no_sum_can_see_stays_doubtful() {
    let readings = [reading(
        Juhe,
        &[
            ("items[0].quantity", "1"),
            ("items[0].unit_price", "33.3341"),
            ("items[0].amount", "33.33"),
        ],
    )];
    assert_eq!(verdict(&readings, "items[0].quantity").0, Certain);
    assert_eq!(verdict(&readings, "items[0].unit_price").0, Doubtful);
}

#[test]
fn exchanged_amounts_add_up_but_are_not_certain() {
    let readings = [reading(
        Jdcloud,
        &[
            ("total_amount", "13.00"),
            ("total_tax", "100.00"),
            ("amount_with_tax", "113.00"),
        ],
    )];
    assert_eq!(verdict(&readings, "amount_with_tax").0, Certain);
    for path in ["total_amount", "total_tax"] {
        assert_ne!(verdict(&readings, path).0, Certain, "{path}");
    }
}

#[test]
fn among_recognized_amounts_the_ones_that_add_up_are_taken_and_stay_doubtful() {
    let readings = [
        reading(
            Juhe,
            &[
                ("total_amount", "100.00"),
                ("total_tax", "13.00"),
                ("amount_with_tax", "118.00"),
            ],
        ),
        reading(Ocr, &[("amount_with_tax", "113.00")]),
    ];
    assert_eq!(
        verdict(&readings, "amount_with_tax"),
        is(Doubtful, "113.00", "本机识别 113.00 ≠ 聚合 118.00")
    );
}

#[test]
fn a_check_digit_vouches_for_one_reading() {
    let of = |text| {
        verdict(
            &[reading(Juhe, &[("seller.tax_id", text)])],
            "seller.tax_id",
        )
    };
    assert_eq!(
        of("91350100M000100Y43"),
        is(Certain, "91350100M000100Y43", "聚合 = 校验位")
    );
    assert_eq!(of("91350100M000100Y44").0, Doubtful);
}

#[test]
fn unreadable_text_is_wrong_and_gives_way_to_a_readable_one() {
    let broken = reading(Juhe, &[("issue_date", "20227年03月24日")]);
    let (trust, value, _) = verdict(std::slice::from_ref(&broken), "issue_date");
    assert_eq!((trust, value.as_str()), (Wrong, "20227年03月24日"));
    let readings = [
        broken,
        reading(PdfText, &[("issue_date", "2022年03月24日")]),
    ];
    let field = judged(&readings, "issue_date");
    assert_eq!(field.trust, Certain);
    assert_eq!(field.alternatives.len(), 1);
}

#[test]
fn what_a_reader_put_right_is_not_certain_by_itself() {
    let mut text = reading(PdfText, &[("total_tax", "13.00")]);
    text.remarks.push(ReadingRemark {
        code: "tax_total_ambiguous".into(),
        fields: vec!["total_tax".parse().unwrap()],
    });
    assert_eq!(verdict(&[text], "total_tax").0, Doubtful);
}

#[test]
fn a_value_without_place_takes_the_place_of_the_same_value() {
    let region = Region::rectangle(0.1, 0.1, 0.2, 0.2);
    let mut ocr = reading(Ocr, &[("number", "12345678"), ("drawer", "甲")]);
    for field in ocr.fields.values_mut() {
        field.region = region;
        field.page = Some(2);
    }
    let xml = reading(Xml, &[("number", "12345678"), ("drawer", "乙")]);
    let readings = [xml, ocr];
    let number = judged(&readings, "number").field.unwrap();
    assert_eq!(
        (number.source, number.page, number.region),
        (Xml, Some(2), region)
    );
    let drawer = judged(&readings, "drawer").field.unwrap();
    assert_eq!(
        drawer.region, None,
        "another value's place is not its place"
    );
}

#[test]
fn a_value_of_the_code_is_shown_where_it_is_printed() {
    let path: FieldPath = "number".parse().unwrap();
    let at = |source, left| {
        let mut reading = reading(source, &[("number", "24952000000012345678")]);
        let field = reading.fields.get_mut(&path).unwrap();
        field.region = Region::rectangle(left, 0.0, left + 0.25, 0.5);
        reading
    };
    let left = |readings: &[Reading]| {
        let field = judged(readings, "number").field.unwrap();
        field.region.unwrap().bounds().0
    };
    let (code, print) = (at(Qr, 0.0), at(Juhe, 0.5));
    assert!((left(&[code.clone(), print]) - 0.5).abs() < 1e-9);
    assert!(left(&[code]).abs() < 1e-9);
}

#[test]
fn rows_of_different_counts_are_not_mixed() {
    let two = reading(
        Juhe,
        &[
            ("total_amount", "30.00"),
            ("items[0].amount", "10.00"),
            ("items[1].amount", "20.00"),
        ],
    );
    let three = reading(
        Ocr,
        &[
            ("items[0].amount", "10.00"),
            ("items[1].amount", "12.00"),
            ("items[2].amount", "20.00"),
            ("items[2].name", "信封"),
        ],
    );
    let judgement = judge(&[two, three], &Corrections::new(), &context());
    assert_eq!(judgement.invoice.item_count(), 2);
    let path: FieldPath = "items[1].amount".parse().unwrap();
    assert_eq!(judgement.fields[&path].trust, Certain);
    assert!(judgement.fields[&path].alternatives.is_empty());
}

#[test]
fn the_rows_that_close_go_before_the_better_source() {
    let text = reading(
        PdfText,
        &[("total_amount", "30.00"), ("items[0].amount", "10.00")],
    );
    let ocr = reading(
        Ocr,
        &[("items[0].amount", "10.00"), ("items[1].amount", "20.00")],
    );
    let judgement = judge(&[text, ocr], &Corrections::new(), &context());
    assert_eq!(judgement.invoice.item_count(), 2);
}

#[test]
fn corrections_are_yours_and_help_the_sums() {
    let readings = [reading(
        Volcengine,
        &[
            ("total_amount", "100.00"),
            ("total_tax", "18.00"),
            ("amount_with_tax", "113.00"),
        ],
    )];
    let tax: FieldPath = "total_tax".parse().unwrap();
    let drawer: FieldPath = "drawer".parse().unwrap();
    let corrections =
        Corrections::from([(tax, Value::parse(FieldKind::Money, "13")), (drawer, None)]);
    let judgement = judge(&readings, &corrections, &context());
    assert_eq!(judgement.fields[&tax].trust, Yours);
    assert_eq!(judgement.fields[&tax].alternatives.len(), 1);
    let gross: FieldPath = "amount_with_tax".parse().unwrap();
    assert_eq!(judgement.fields[&gross].trust, Certain);
    assert_eq!(judgement.fields[&drawer].field, None);
    assert_eq!(judgement.fields[&drawer].trust, Yours);
}

#[test]
fn the_kind_follows_from_title_code_and_number() {
    let kind = |fields: &[(&str, &str)]| {
        let (trust, value, _) = verdict(&[reading(Ocr, fields)], "invoice_type");
        (trust, value)
    };
    let toll = kind(&[
        ("title", "湖北增值税电子普通发票"),
        ("code", "042001700112"),
    ]);
    assert_eq!(toll.1, "toll");
    assert_eq!(kind(&[("code", "144032409110")]).1, "blockchain");
    assert_eq!(
        kind(&[("title", "电子发票（增值税专用发票）")]).1,
        "digital_special"
    );
    assert_eq!(
        kind(&[("number", "25442000000000000018")]),
        (Doubtful, "digital_ordinary".into())
    );
    let fields = [("invoice_type", "普通发票"), ("code", "031001750107")];
    assert_eq!(
        kind(&fields),
        (Doubtful, "roll".into()),
        "a code that was read once may be misread"
    );
    let qr = crate::QrContent::parse("01,11,031001750107,12345678,100,20190114,,,").unwrap();
    let readings = [reading(Ocr, &fields), qr.reading("qr", None)];
    assert_eq!(
        verdict(&readings, "invoice_type"),
        is(Certain, "roll", "二维码 = 本机识别 = 发票代码")
    );
}

#[test]
fn the_amount_of_a_qr_code_means_what_the_page_bears_out() {
    let page = reading(
        PdfText,
        &[
            ("total_amount", "100.00"),
            ("total_tax", "13.00"),
            ("amount_with_tax", "113.00"),
        ],
    );
    let qr = |text: &str| crate::QrContent::parse(text).unwrap().reading("qr", None);
    let gross = qr("01,10,011001605111,80100798,113,20161018,85342965681116380258,,");
    let readings = [page.clone(), gross];
    assert_eq!(verdict(&readings, "total_amount").0, Certain);
    assert_eq!(
        verdict(&readings, "amount_with_tax"),
        is(Certain, "113.00", "文本层 = 二维码 = 两项和")
    );
    let other = qr("01,10,011001605111,80100798,118,20161018,85342965681116380258,,");
    assert_eq!(verdict(&[page.clone(), other], "total_amount").0, Wrong);
    let special = qr("01,04,1100160511,80100798,113,20161018,85342965681116380258,,");
    assert_eq!(
        verdict(&[page, special], "total_amount").0,
        Wrong,
        "04 means net"
    );
}

#[test]
fn an_error_makes_a_field_wrong_even_where_two_kinds_agree_or_you_typed_it() {
    let fields = [
        ("total_amount", "100.00"),
        ("total_tax", "18.00"),
        ("amount_with_tax", "113.00"),
    ];
    let readings = [reading(Xml, &fields), reading(PdfText, &fields)];
    let (trust, value, reason) = verdict(&readings, "total_tax");
    assert_eq!((trust, value.as_str()), (Wrong, "18.00"));
    assert_eq!(
        reason,
        "合计金额 100.00 + 合计税额 18.00 = 118.00 ≠ 价税合计 113.00"
    );
    let path: FieldPath = "total_tax".parse().unwrap();
    let corrections = Corrections::from([(path, Value::parse(FieldKind::Money, "14"))]);
    let judgement = judge(&readings, &corrections, &context());
    assert_eq!(judgement.fields[&path].trust, Wrong);
}

#[test]
fn a_warning_asks_once_and_rests_when_you_confirm() {
    let readings = [reading(Xml, &[("seller.tax_id", "91350100M000100Y44")])];
    let path: FieldPath = "seller.tax_id".parse().unwrap();
    assert_eq!(judged(&readings, "seller.tax_id").trust, Doubtful);
    let value = Value::parse(FieldKind::TaxId, "91350100M000100Y44");
    let judgement = judge(&readings, &Corrections::from([(path, value)]), &context());
    assert_eq!(judgement.fields[&path].trust, Yours);
    assert_eq!(
        judgement
            .findings
            .iter()
            .filter(|f| f.code == "tax_id_check_digit")
            .count(),
        1
    );
}

#[test]
fn what_must_be_there_and_was_not_read_gets_a_place() {
    let readings = [reading(Xml, &[("invoice_type", "电子普通发票")])];
    let field = judged(&readings, "check_code");
    assert_eq!((field.trust, field.field), (Wrong, None));
    assert_eq!(field.reason.zh, "电子普票应有校验码，未读到");
}

#[test]
fn a_blockchain_check_code_is_the_end_of_its_hash() {
    let fields = |check_code: &'static str| {
        let fields = [
            ("invoice_type", "区块链发票"),
            ("check_code", check_code),
            ("password_area", "018f2d86\n148ea1234"),
        ];
        verdict(&[reading(Juhe, &fields)], "check_code")
    };
    assert_eq!(fields("a1234"), is(Certain, "a1234", "聚合 = 密码区末五位"));
    assert_eq!(fields("a1235").0, Doubtful);
}
