use super::*;

const DIGITAL: &str = r#"<?xml version="1.0" encoding="utf-8"?><EInvoice><Header><EIid>25990000000000000001</EIid>
<InherentLabel><InIssuType><LabelCode>Y</LabelCode></InIssuType>
<GeneralOrSpecialVAT><LabelCode>02</LabelCode><LabelName>普通发票</LabelName></GeneralOrSpecialVAT></InherentLabel></Header>
<EInvoiceData><SellerInformation><SellerIdNum>91310000MA1K000006</SellerIdNum><SellerName>青禾测试商贸有限公司</SellerName>
<SellerAddr>虚构市一路 1 号</SellerAddr><SellerTelNum>021-00000000</SellerTelNum><SellerBankName>样例银行</SellerBankName>
<SellerBankAccNum></SellerBankAccNum></SellerInformation>
<BuyerInformation><BuyerIdNum/><BuyerName> 张三（个人） </BuyerName></BuyerInformation>
<BasicInformation><TotalAmWithoutTax>180.00</TotalAmWithoutTax><TotalTaxAm>23.40</TotalTaxAm>
<TotalTax-includedAmount>203.40</TotalTax-includedAmount>
<TotalTax-includedAmountInChinese>贰佰零叁圆肆角整</TotalTax-includedAmountInChinese><Drawer>李四</Drawer></BasicInformation>
<IssuItemInformation><ItemName>*纸制品*本子 A&amp;B</ItemName><SpecMod>A5</SpecMod><MeaUnits>本</MeaUnits><Quantity>10</Quantity>
<UnPrice>20</UnPrice><Amount>200.00</Amount><TaxRate>0.130000</TaxRate><ComTaxAm>26.00</ComTaxAm>
<TaxClassificationCode>1060105000000000000</TaxClassificationCode></IssuItemInformation>
<IssuItemInformation><ItemName>*纸制品*本子 A&amp;B</ItemName><Amount>-20.00</Amount><TaxRate>0.130000</TaxRate><ComTaxAm>-2.60</ComTaxAm></IssuItemInformation>
<SpecificInformation><TravelerInfo><Amount>999</Amount></TravelerInfo></SpecificInformation>
<AdditionalInformation><Remark>第一行
第二行</Remark></AdditionalInformation></EInvoiceData>
<TaxSupervisionInfo><InvoiceNumber>25990000000000000001</InvoiceNumber><IssueTime>2025-03-04 05:06:07</IssueTime></TaxSupervisionInfo></EInvoice>"#;

fn value<'a>(reading: &'a ExactReading, path: &str) -> Option<&'a str> {
    let path: FieldPath = path.parse().unwrap();
    let mut found = reading.fields.iter().filter(|f| f.path == path);
    let text = found.next().map(|f| f.text.as_str());
    assert!(found.next().is_none(), "{path} must stand once");
    text
}

#[test]
fn every_field_of_a_digital_invoice_is_read() {
    let reading = read_invoice(DIGITAL.as_bytes(), "test.xml").unwrap();
    assert_eq!(
        (reading.source, reading.origin.as_str()),
        (Source::Xml, "test.xml")
    );
    for (path, want) in [
        ("invoice_type", Some("电子发票（普通发票）")),
        ("number", Some("25990000000000000001")),
        ("code", None),
        ("issue_date", Some("2025-03-04 05:06:07")),
        ("seller.name", Some("青禾测试商贸有限公司")),
        ("seller.tax_id", Some("91310000MA1K000006")),
        ("seller.address_phone", Some("虚构市一路 1 号 021-00000000")),
        ("seller.bank_account", Some("样例银行")),
        ("buyer.name", Some("张三（个人）")),
        ("buyer.tax_id", None),
        ("buyer.address_phone", None),
        ("items[0].name", Some("*纸制品*本子 A&B")),
        ("items[0].specification", Some("A5")),
        ("items[0].unit", Some("本")),
        ("items[0].quantity", Some("10")),
        ("items[0].unit_price", Some("20")),
        ("items[0].tax_rate", Some("0.130000")),
        ("items[1].amount", Some("-20.00")),
        ("items[1].tax", Some("-2.60")),
        ("items[1].quantity", None),
        ("items[2].amount", None),
        ("total_amount", Some("180.00")),
        ("total_tax", Some("23.40")),
        ("amount_with_tax", Some("203.40")),
        ("amount_in_words", Some("贰佰零叁圆肆角整")),
        ("drawer", Some("李四")),
        ("remarks", Some("第一行\n第二行")),
    ] {
        assert_eq!(value(&reading, path), want, "{path}");
    }
}

#[test]
fn without_labels_and_supervision_the_kind_is_unknown_and_the_number_comes_from_the_header() {
    let label =
        &DIGITAL[DIGITAL.find("<InherentLabel>").unwrap()..DIGITAL.find("</Header>").unwrap()];
    let supervision = &DIGITAL
        [DIGITAL.find("<TaxSupervisionInfo>").unwrap()..DIGITAL.find("</EInvoice>").unwrap()];
    let text = DIGITAL
        .replace(label, "<InherentLabel/>")
        .replace(supervision, "");
    let reading = read_invoice(text.as_bytes(), "x").unwrap();
    assert_eq!(value(&reading, "invoice_type"), None);
    assert_eq!(value(&reading, "issue_date"), None);
    assert_eq!(value(&reading, "number"), Some("25990000000000000001"));

    let by_code = DIGITAL.replace(
        "<LabelCode>02</LabelCode><LabelName>普通发票</LabelName>",
        "<LabelCode>01</LabelCode>",
    );
    let reading = read_invoice(by_code.as_bytes(), "x").unwrap();
    assert_eq!(
        value(&reading, "invoice_type"),
        Some("电子发票（增值税专用发票）")
    );
}

#[test]
fn the_older_form_is_read_with_broken_namespaces() {
    let text = r#"<:eInvoice xmlns:=""><fp:InvoiceCode>099002500111</fp:InvoiceCode><fp:InvoiceNo>00000123</fp:InvoiceNo>
<fp:IssueDate>2021年02月03日</fp:IssueDate><fp:Note></fp:Note><fp:Buyer><fp:BuyerName>云上样例有限公司</fp:BuyerName></fp:Buyer>
<fp:TaxInclusiveTotalAmount>10.60</fp:TaxInclusiveTotalAmount><fp:Checker>王五</fp:Checker>
<fp:GoodsInfos><fp:GoodsInfo><fp:Item>甲</fp:Item><fp:Amount>4.00</fp:Amount></fp:GoodsInfo>
<fp:GoodsInfo><fp:Item>乙</fp:Item><fp:Price>3</fp:Price><fp:Amount>6.00</fp:Amount><fp:TaxScheme>6%</fp:TaxScheme></fp:GoodsInfo></fp:GoodsInfos></:eInvoice>"#;
    let reading = read_invoice(text.as_bytes(), "original_invoice.xml").unwrap();
    for (path, want) in [
        ("code", Some("099002500111")),
        ("number", Some("00000123")),
        ("remarks", None),
        ("buyer.name", Some("云上样例有限公司")),
        ("reviewer", Some("王五")),
        ("amount_with_tax", Some("10.60")),
        ("items[0].amount", Some("4.00")),
        ("items[0].tax_rate", None),
        ("items[1].name", Some("乙")),
        ("items[1].unit_price", Some("3")),
    ] {
        assert_eq!(value(&reading, path), want, "{path}");
    }
}

#[test]
fn an_xbrl_instance_is_read_with_its_lines() {
    let text = r#"<xbrl xmlns:inv="i"><inv:TypeOfInvoice>增值税电子普通发票</inv:TypeOfInvoice><inv:CodeOfInvoice><![CDATA[099002500111]]></inv:CodeOfInvoice>
<inv:NumberOfInvoice>00000123</inv:NumberOfInvoice><inv:NameOfSeller>青禾测试商贸有限公司</inv:NameOfSeller>
<inv:Tuple><inv:NameOfTaxableGoodsOrServices>甲</inv:NameOfTaxableGoodsOrServices><inv:TaxRate>13%</inv:TaxRate><inv:TaxAmount>1.30</inv:TaxAmount></inv:Tuple>
<inv:Tuple><inv:NameOfTaxableGoodsOrServices>乙</inv:NameOfTaxableGoodsOrServices><inv:AmountExcludingTax>2.00</inv:AmountExcludingTax></inv:Tuple></xbrl>"#;
    let reading = read_invoice(text.as_bytes(), "a.xbrl").unwrap();
    for (path, want) in [
        ("invoice_type", Some("增值税电子普通发票")),
        ("number", Some("00000123")),
        ("seller.name", Some("青禾测试商贸有限公司")),
        ("items[0].tax", Some("1.30")),
        ("items[1].amount", Some("2.00")),
        ("items[1].tax", None),
    ] {
        assert_eq!(value(&reading, path), want, "{path}");
    }
}

#[test]
fn other_xml_is_no_invoice_and_half_an_invoice_is_damaged() {
    for text in [
        "<svg><path d='M0'/></svg>",
        "<EInvoice><EInvoiceData/></EInvoice>",
        "<eInvoice><InvoiceNo>1</InvoiceNo></eInvoice>",
    ] {
        assert!(
            matches!(
                read_invoice(text.as_bytes(), "x"),
                Err(DocumentError::Unsupported(_))
            ),
            "{text}"
        );
    }
    let half = &DIGITAL.as_bytes()[..DIGITAL.len() - 80];
    assert!(matches!(
        read_invoice(half, "x"),
        Err(DocumentError::Damaged(_))
    ));
}
