//! The page that is drawn from the data of a 数电票.

use std::fmt::Write;

use super::snapshot::assert_drawn_as;

fn invoice(buyer: &str, lines: &[[&str; 8]], remark: &str) -> Vec<u8> {
    let mut items = String::new();
    for [name, spec, unit, quantity, price, amount, rate, tax] in lines {
        let _ = write!(
            items,
            "<IssuItemInformation><ItemName>{name}</ItemName><SpecMod>{spec}</SpecMod><MeaUnits>{unit}</MeaUnits>\
             <Quantity>{quantity}</Quantity><UnPrice>{price}</UnPrice><Amount>{amount}</Amount><TaxRate>{rate}</TaxRate>\
             <ComTaxAm>{tax}</ComTaxAm></IssuItemInformation>"
        );
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><EInvoice><Header><EIid>23352000000012345678</EIid><InherentLabel>\
         <GeneralOrSpecialVAT><LabelCode>01</LabelCode><LabelName>增值税专用发票</LabelName></GeneralOrSpecialVAT></InherentLabel></Header>\
         <EInvoiceData><SellerInformation><SellerIdNum>9131000063159284XQ</SellerIdNum><SellerName>白鹭洲试验科技有限公司</SellerName></SellerInformation>\
         <BuyerInformation><BuyerIdNum>91350100M000100Y43</BuyerIdNum><BuyerName>{buyer}</BuyerName></BuyerInformation>\
         <BasicInformation><TotalAmWithoutTax>127.50</TotalAmWithoutTax><TotalTaxAm>16.58</TotalTaxAm>\
         <TotalTax-includedAmount>144.08</TotalTax-includedAmount><TotalTax-includedAmountInChinese>壹佰肆拾肆圆零捌分</TotalTax-includedAmountInChinese>\
         <Drawer>李四</Drawer><RequestTime>2023-04-07 10:24:36</RequestTime></BasicInformation>{items}\
         <AdditionalInformation><Remark>{remark}</Remark></AdditionalInformation></EInvoiceData>\
         <TaxSupervisionInfo><InvoiceNumber>23352000000012345678</InvoiceNumber><IssueTime>2023-04-07 10:24:36</IssueTime></TaxSupervisionInfo></EInvoice>"
    )
    .into_bytes()
}

const PENCILS: [&str; 8] = [
    "*文具*铅笔",
    "HB-12",
    "盒",
    "10",
    "8.5",
    "85.00",
    "0.13",
    "11.05",
];

#[test]
fn the_form_of_an_xml() {
    let rubbers = ["*文具*橡皮", "", "块", "5", "8.5", "42.50", "0.13", "5.53"];
    let bytes = invoice(
        "青石桥示范贸易有限公司",
        &[PENCILS, rubbers],
        "订单号:12345678",
    );
    assert_drawn_as("xml_digital", bytes, 0, 800);
}

#[test]
fn long_names_and_remarks_are_broken_and_stay_inside() {
    let long = [
        "*信息技术服务*示范管线监测系统年度运行维护与技术支持服务费（含现场）",
        "SFGX-2023-MONITOR-EXT/V2.0",
        "项",
        "1",
        "42.4999999",
        "42.50",
        "0.13",
        "5.53",
    ];
    let buyer = "青石桥示范贸易集团有限公司自由贸易试验区第三分公司（特殊普通合伙）";
    let remark = "合同编号：SF-2023-0001；".repeat(12);
    let bytes = invoice(buyer, &[PENCILS, long], &remark);
    assert_drawn_as("xml_digital_wraps", bytes, 0, 800);
}
