//! The cases that need nothing but the invoice.

/// Kind, changes, what the rules say.
pub(super) const CASES: &[(&str, &str, &str)] = &[
    // Right as they stand.
    ("special", "", ""),
    ("ordinary", "", ""),
    ("electronic_special", "", ""),
    ("electronic_ordinary", "", ""),
    ("roll", "", ""),
    ("toll", "", ""),
    ("blockchain", "", ""),
    ("digital_special", "", ""),
    ("digital_ordinary", "", ""),
    ("motor_vehicle", "", ""),
    ("other", "", ""),
    // Totals.
    (
        "digital_ordinary",
        "total_tax=14.00",
        "gross_mismatch! tax_sum_mismatch!",
    ),
    (
        "digital_ordinary",
        "total_amount=101.00",
        "gross_mismatch! line_sum_mismatch!",
    ),
    (
        "digital_ordinary",
        "amount_with_tax=118.00",
        "gross_mismatch! words_mismatch!",
    ),
    (
        "digital_ordinary",
        "amount_with_tax=113.01",
        "gross_mismatch! words_mismatch!",
    ),
    ("digital_ordinary", "total_tax=", "total_tax_missing!"),
    (
        "digital_ordinary",
        "total_amount=13.00; total_tax=100.00; items[0].amount=; items[0].tax=",
        "line_amount_missing? tax_too_large!",
    ),
    (
        "digital_ordinary",
        "total_tax=; items[0].tax=; items[0].tax_rate=免税; amount_with_tax=100.00; amount_in_words=壹佰圆整",
        "",
    ),
    ("digital_ordinary", "total_amount=", "field_missing!"),
    // Words.
    ("digital_ordinary", "amount_in_words=壹佰壹拾叁元正", ""),
    ("digital_ordinary", "amount_in_words=⊗壹佰壹拾叁圆", ""),
    (
        "digital_ordinary",
        "amount_in_words=人民币壹佰壹拾叁圆零角零分",
        "",
    ),
    (
        "digital_ordinary",
        "amount_in_words=壹佰壹拾捌圆整",
        "words_mismatch!",
    ),
    (
        "digital_ordinary",
        "amount_in_words=佰壹拾叁圆整",
        "words_unreadable!",
    ),
    (
        "digital_ordinary",
        "amount_in_words=壹佰壹拾叁圆叁",
        "words_unreadable!",
    ),
    (
        "digital_ordinary",
        "amount_in_words=（负数）壹佰壹拾叁圆整",
        "words_mismatch!",
    ),
    ("digital_ordinary", "amount_in_words=", "field_missing?"),
    // Lines.
    (
        "digital_ordinary",
        "items[0].quantity=11",
        "line_product_mismatch!",
    ),
    ("digital_ordinary", "items[0].unit_price=10.001", ""),
    (
        "digital_ordinary",
        "items[0].unit_price=10.002",
        "line_product_mismatch!",
    ),
    (
        "digital_ordinary",
        "items[0].unit_price=10.10",
        "line_product_mismatch!",
    ),
    (
        "digital_ordinary",
        "items[0].quantity=; items[0].unit_price=",
        "",
    ),
    (
        "digital_ordinary",
        "items[0].quantity=3; items[0].unit_price=33.33333333",
        "",
    ),
    (
        "digital_ordinary",
        "items[0].quantity=998; items[0].unit_price=0.10",
        "line_product_rounded?",
    ),
    (
        "digital_ordinary",
        "items[0].amount=101.00",
        "line_product_mismatch! line_sum_mismatch! line_tax_mismatch!",
    ),
    (
        "digital_ordinary",
        "items[0].amount=",
        "line_amount_missing?",
    ),
    (
        "digital_ordinary",
        "items[0].tax=13.06; total_tax=13.06; amount_with_tax=113.06; amount_in_words=壹佰壹拾叁圆零陆分",
        "",
    ),
    (
        "digital_ordinary",
        "items[0].tax=13.07; total_tax=13.07; amount_with_tax=113.07; amount_in_words=壹佰壹拾叁圆零柒分",
        "line_tax_mismatch!",
    ),
    (
        "digital_ordinary",
        "items[0].tax=12.00",
        "line_tax_mismatch! tax_sum_mismatch!",
    ),
    (
        "digital_ordinary",
        "items[0].tax_rate=9%",
        "line_tax_mismatch!",
    ),
    ("digital_ordinary", "items[0].tax_rate=13.00%", ""),
    ("digital_ordinary", "items[0].tax_rate=0.13", ""),
    (
        "digital_ordinary",
        "items[0].tax_rate=",
        "line_rate_missing?",
    ),
    (
        "digital_ordinary",
        "items[0].tax_rate=; remarks=差额征税：20.00",
        "",
    ),
    ("digital_ordinary", "items[0].tax=", "line_tax_missing?"),
    (
        "digital_ordinary",
        "items[0].tax_rate=免税",
        "exempt_with_tax!",
    ),
    (
        "digital_ordinary",
        "items[0].tax_rate=1.5%; items[0].tax=1.45; total_tax=1.45; amount_with_tax=101.45; amount_in_words=壹佰零壹圆肆角伍分",
        "",
    ),
    (
        "digital_ordinary",
        "items[0].tax_rate=3%; items[0].tax=1.98; total_tax=1.98; amount_with_tax=101.98; amount_in_words=壹佰零壹圆玖角捌分",
        "",
    ),
    (
        "digital_ordinary",
        "items[0].tax=-13.00",
        "line_tax_mismatch! line_tax_sign! tax_sum_mismatch!",
    ),
    (
        "digital_ordinary",
        "items[1].name=*纸制品*信封; items[1].amount=1.00",
        "line_sum_mismatch!",
    ),
    // A list's one line.
    (
        "electronic_ordinary",
        "items[0].name=(详见销货清单); items[0].quantity=; items[0].unit_price=; items[0].tax_rate=",
        "",
    ),
    (
        "electronic_ordinary",
        "items[1].name=（详见销货清单）; items[1].amount=100.00; items[1].tax=13.00",
        "",
    ),
    // Discounts.
    (
        "digital_ordinary",
        "items[0].quantity=11; items[0].amount=110.00; items[0].tax=14.30; items[1].name=*纸制品*信封; items[1].amount=-10.00; items[1].tax_rate=13%; items[1].tax=-1.30",
        "",
    ),
    (
        "digital_ordinary",
        "items[0].quantity=11; items[0].amount=110.00; items[0].tax=14.30; items[1].name=*文具*笔; items[1].amount=-10.00; items[1].tax_rate=13%; items[1].tax=-1.30",
        "discount_other_name?",
    ),
    (
        "digital_ordinary",
        "items[0].quantity=11; items[0].amount=110.00; items[0].tax=14.30; items[1].name=*纸制品*信封; items[1].quantity=-1; items[1].unit_price=10; items[1].amount=-10.00; items[1].tax_rate=13%; items[1].tax=-1.30",
        "discount_with_quantity?",
    ),
    (
        "digital_ordinary",
        "items[0].quantity=; items[0].unit_price=; items[0].amount=-10.00; items[0].tax=-1.30; items[1].name=*纸制品*信封; items[1].amount=110.00; items[1].tax_rate=13%; items[1].tax=14.30",
        "discount_without_line?",
    ),
    (
        "digital_ordinary",
        "items[1].name=*文具*笔; items[1].amount=10.00; items[1].tax_rate=13%; items[1].tax=1.30; items[2].name=*文具*笔; items[2].amount=-10.01; items[2].tax_rate=13%; items[2].tax=-1.30; items[3].name=*文具*尺; items[3].amount=0.01; items[3].tax_rate=13%; items[3].tax=0.00",
        "discount_too_large?",
    ),
    // Red letters.
    (
        "digital_ordinary",
        "items[0].quantity=-10; items[0].amount=-100.00; items[0].tax=-13.00; total_amount=-100.00; total_tax=-13.00; amount_with_tax=-113.00; amount_in_words=（负数）壹佰壹拾叁圆整; remarks=被红冲蓝字数电票号码：23312000000000000011",
        "",
    ),
    (
        "digital_ordinary",
        "items[0].quantity=-10; items[0].amount=-100.00; items[0].tax=-13.00; total_amount=-100.00; total_tax=-13.00; amount_with_tax=-113.00; amount_in_words=（负数）壹佰壹拾叁圆整",
        "red_reference_missing?",
    ),
    (
        "digital_ordinary",
        "items[0].unit_price=-10; items[0].amount=-100.00; items[0].tax=-13.00; total_amount=-100.00; total_tax=-13.00; amount_with_tax=-113.00; amount_in_words=（负数）壹佰壹拾叁圆整; remarks=被红冲蓝字数电票号码：23312000000000000011",
        "red_price_negative?",
    ),
    (
        "digital_ordinary",
        "amount_with_tax=-113.00",
        "gross_mismatch! mixed_signs! red_line_positive? red_reference_missing? words_mismatch!",
    ),
    (
        "digital_ordinary",
        "total_tax=-13.00",
        "gross_mismatch! mixed_signs! tax_sum_mismatch!",
    ),
    (
        "digital_ordinary",
        "items[0].quantity=-10; items[0].unit_price=-10",
        "line_sign?",
    ),
    // Rolls show gross amounts.
    (
        "roll",
        "items[0].amount=90.00; items[0].unit_price=9",
        "line_sum_mismatch!",
    ),
    ("roll", "items[0].tax_rate=13%", "roll_with_tax?"),
    ("roll", "items[0].tax=13.00", "roll_with_tax?"),
    ("roll", "typed_number=12345679", "printings_differ?"),
    ("ordinary", "typed_number=661234567890", ""),
    ("roll", "buyer.name=; buyer.tax_id=", ""),
    ("roll", "check_code=", "field_missing!"),
    // Code and number.
    ("special", "code=310023113", "code_length!"),
    ("special", "code=3100231320", "code_kind_mismatch!"),
    ("special", "code=3100231930", "code_unknown?"),
    ("special", "code=9900231130; title=", "code_region?"),
    ("special", "code=3200231130", "code_region_title?"),
    ("special", "code=3100241130", "code_after_issue!"),
    ("special", "code=3100221130", ""),
    ("special", "code=3100001130", "code_year?"),
    ("special", "code=", "field_missing!"),
    ("special", "number=1234567", "number_length!"),
    ("special", "number=123456789", "number_length!"),
    (
        "special",
        "number=23312000000000000018",
        "number_kind_mismatch!",
    ),
    ("special", "number=", "field_missing!"),
    ("special", "number_confirm=12345679", "printings_differ?"),
    (
        "special",
        "code_confirm=3100231130; number_confirm=12345678",
        "",
    ),
    ("ordinary", "code=031002300104", ""),
    ("ordinary", "code=031002300111", ""),
    ("electronic_ordinary", "code=031002300112", ""),
    ("electronic_ordinary", "code=031002300104; title=", ""),
    (
        "electronic_ordinary",
        "code=031002300113",
        "code_kind_mismatch!",
    ),
    (
        "digital_ordinary",
        "number=12345678",
        "number_kind_mismatch!",
    ),
    (
        "digital_ordinary",
        "number=22312000000000000018",
        "number_year!",
    ),
    (
        "digital_ordinary",
        "number=22312000000000000018; issue_date=2023-01-02",
        "number_year?",
    ),
    (
        "digital_ordinary",
        "number=24312000000000000018",
        "number_year!",
    ),
    (
        "digital_ordinary",
        "number=23992000000000000018",
        "number_region?",
    ),
    ("digital_ordinary", "code=3100231130", "field_unexpected?"),
    (
        "digital_special",
        "number=12345678; code=3100231130",
        "field_unexpected?",
    ),
    ("motor_vehicle", "number=1234567", ""),
    // Check code and machine number.
    ("electronic_ordinary", "check_code=", "field_missing!"),
    (
        "electronic_ordinary",
        "check_code=1234567890123456789",
        "check_code_length!",
    ),
    (
        "electronic_ordinary",
        "check_code=567890",
        "check_code_tail?",
    ),
    (
        "electronic_ordinary",
        "machine_number=66123456789",
        "machine_number_form?",
    ),
    ("electronic_ordinary", "machine_number=", "field_missing?"),
    ("ordinary", "check_code=", "field_missing!"),
    ("ordinary", "machine_number=661234567890", ""),
    (
        "special",
        "check_code=12345678901234567890",
        "field_unexpected?",
    ),
    ("special", "machine_number=661234567890", ""),
    ("electronic_special", "check_code=12345678901234567890", ""),
    ("blockchain", "check_code=", "field_missing!"),
    ("blockchain", "password_area=018f2d86", ""),
    ("roll", "password_area=018f2d86", "field_unexpected?"),
    ("blockchain", "check_code=e123", "check_code_length!"),
    (
        "blockchain",
        "machine_number=661234567890",
        "field_unexpected?",
    ),
    (
        "digital_ordinary",
        "check_code=12345678901234567890",
        "field_unexpected?",
    ),
    (
        "digital_ordinary",
        "machine_number=661234567890",
        "field_unexpected?",
    ),
    (
        "digital_ordinary",
        "password_area=03<*1/+",
        "field_unexpected?",
    ),
    // Taxpayer numbers.
    ("special", "seller.tax_id=91350100M000100Y43", ""),
    (
        "special",
        "seller.tax_id=91350100M000100Y4Z",
        "tax_id_check_digit?",
    ),
    (
        "special",
        "seller.tax_id=91350100M000100Y44",
        "tax_id_check_digit?",
    ),
    ("special", "seller.tax_id=372569065123562", ""),
    (
        "special",
        "seller.tax_id=372569065123563",
        "tax_id_check_digit?",
    ),
    ("ordinary", "seller.tax_id=110105491231002", ""),
    ("ordinary", "seller.tax_id=11010519491231002X", ""),
    ("ordinary", "seller.tax_id=11010519491231002X01", ""),
    ("ordinary", "seller.tax_id=", "field_missing?"),
    ("ordinary", "buyer.tax_id=", ""),
    ("special", "buyer.tax_id=", "field_missing!"),
    ("special", "buyer.name=", "field_missing!"),
    ("special", "seller.name=", "field_missing!"),
    ("special", "buyer.bank_account=", "buyer_details_missing."),
    ("ordinary", "seller.tax_id=9135010", "unreadable!"),
    (
        "ordinary",
        "seller.tax_id=91350100M000100Y43; buyer.tax_id=91350100M000100Y43",
        "parties_same?",
    ),
    ("ordinary", "seal_seller_name=云杉测试有限公司", ""),
    (
        "ordinary",
        "seal_seller_name=云衫测试有限公司",
        "seal_differs?",
    ),
    (
        "ordinary",
        "seal_seller_tax_id=91350100M000100Y43",
        "seal_differs?",
    ),
    // Dates.
    (
        "digital_ordinary",
        "issue_date=2026-02-01; number=26312000000000000018",
        "date_in_future!",
    ),
    (
        "digital_ordinary",
        "issue_date=2026-01-31; number=26312000000000000018",
        "",
    ),
    (
        "digital_ordinary",
        "issue_date=2021-11-30; number=21312000000000000018",
        "date_before_form!",
    ),
    (
        "electronic_ordinary",
        "issue_date=2015-07-31; code=031001500111",
        "date_before_form!",
    ),
    (
        "toll",
        "issue_date=2017-12-01; code=031001700112; items[0].toll_start=; items[0].toll_end=",
        "date_before_form!",
    ),
    ("digital_ordinary", "issue_date=", "field_missing!"),
    (
        "digital_ordinary",
        "issue_date=20227年03月24日",
        "unreadable!",
    ),
    // Rates by date.
    (
        "special",
        "issue_date=2018-04-30; code=3100171130",
        "rate_not_in_use?",
    ),
    (
        "special",
        "issue_date=2018-04-30; code=3100171130; items[0].tax_rate=17%; items[0].tax=17.00; total_tax=17.00; amount_with_tax=117.00; amount_in_words=壹佰壹拾柒圆整",
        "",
    ),
    (
        "special",
        "issue_date=2018-05-01; code=3100171130; items[0].tax_rate=17%; items[0].tax=17.00; total_tax=17.00; amount_with_tax=117.00; amount_in_words=壹佰壹拾柒圆整",
        "rate_not_in_use?",
    ),
    (
        "special",
        "issue_date=2019-03-31; code=3100171130; items[0].tax_rate=16%; items[0].tax=16.00; total_tax=16.00; amount_with_tax=116.00; amount_in_words=壹佰壹拾陆圆整",
        "",
    ),
    (
        "special",
        "items[0].tax_rate=7%; items[0].tax=7.00; total_tax=7.00; amount_with_tax=107.00; amount_in_words=壹佰零柒圆整",
        "rate_not_in_use?",
    ),
    (
        "digital_special",
        "items[0].tax_rate=免税; items[0].tax=; total_tax=; amount_with_tax=100.00; amount_in_words=壹佰圆整",
        "special_without_tax?",
    ),
    // Tolls.
    ("toll", "items[0].toll_end=20230430", "toll_days_exchanged!"),
    ("toll", "items[0].toll_end=20230511", "toll_after_issue?"),
    ("toll", "items[0].license_plate=沪A1234", "plate_form?"),
    ("toll", "items[0].license_plate=沪AD12345", ""),
    ("toll", "items[0].license_plate=", "plate_missing?"),
    (
        "toll",
        "items[0].tax_rate=不征税; items[0].tax=; total_tax=; amount_with_tax=100.00; amount_in_words=壹佰圆整",
        "",
    ),
    // Names on 数电票.
    ("digital_ordinary", "payee=苏一禾", "digital_with_name."),
    (
        "digital_ordinary",
        "payee=苏一禾; remarks=收款人:苏一禾",
        "",
    ),
    ("digital_ordinary", "drawer=", "drawer_missing."),
    ("electronic_ordinary", "payee=; reviewer=; drawer=", ""),
    // Nothing known.
    ("digital_ordinary", "invoice_type=", "kind_unknown?"),
    ("digital_ordinary", "invoice_type=收据", "unreadable!"),
    (
        "electronic_ordinary",
        "items[0].name=; items[0].quantity=; items[0].unit_price=; items[0].amount=; items[0].tax_rate=; items[0].tax=",
        "lines_missing.",
    ),
];
