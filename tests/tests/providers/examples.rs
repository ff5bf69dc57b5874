//! The examples of the documents, field by field.

use fapiao_tests::impersonator::Answer;
use recognition::{Charge, ProviderId};

use super::{answered, example, fields, shown};

#[tokio::test]
async fn every_field_of_the_examples_arrives() {
    let juhe = answered(ProviderId::Juhe, Answer::json(example(ProviderId::Juhe)))
        .await
        .unwrap();
    assert_eq!(
        shown(&juhe),
        fields(&[
            ("invoice_type", "special"),
            ("title", "江苏增值税专用发票"),
            ("code", "3200153160"),
            ("number", "00362801"),
            ("issue_date", "2016-04-26"),
            ("buyer.name", "北京畅联电子有限公司"),
            ("buyer.tax_id", "110101251328321"),
            ("buyer.address_phone", "北京市海淀区浇灌里231号62345123"),
            ("buyer.bank_account", "江南农商行1234567890123"),
            ("seller.name", "江苏省常州地方税务局第一税务分局(代开机关)"),
            ("seller.tax_id", "32040700DKD0337"),
            ("seller.address_phone", "宁波市海南路24号甲5892346"),
            ("seller.bank_account", "苏地现04268641(完税凭证号)"),
            ("items[0].name", "商品房"),
            ("items[0].quantity", "1"),
            ("items[0].unit_price", "19417.475728"),
            ("items[0].amount", "19417.48"),
            ("items[0].tax_rate", "3%"),
            ("items[0].tax", "582.52"),
            ("total_amount", "19417.48"),
            ("total_tax", "582.52"),
            ("amount_with_tax", "20000.00"),
            ("amount_in_words", "贰万圆整"),
            ("drawer", "徐智利"),
            ("remarks", "开发区雨虹电子有限公司"),
        ])
    );

    let jumdata = answered(
        ProviderId::Jumdata,
        Answer::json(example(ProviderId::Jumdata)),
    )
    .await
    .unwrap();
    assert_eq!(
        shown(&jumdata),
        fields(&[
            ("invoice_type", "electronic_ordinary"),
            ("issue_date", "2021-11-12"),
            ("agent", "否"),
            ("province", "浙江"),
            ("code_confirm", "033002100611"),
            ("items[0].name", "*餐饮服务*货物"),
            ("items[0].amount", "10.00"),
            ("items[0].tax_rate", "0%"),
            ("total_amount", "10.00"),
            ("amount_with_tax", "10.00"),
            ("amount_in_words", "壹拾圆整"),
        ])
    );
    assert_eq!(jumdata.request_id.as_deref(), Some("30853523396532582768"));
    assert_eq!(jumdata.charge, Charge::Charged);

    let volcengine = answered(
        ProviderId::Volcengine,
        Answer::json(example(ProviderId::Volcengine)),
    )
    .await
    .unwrap();
    assert_eq!(
        shown(&volcengine),
        fields(&[
            ("invoice_type", "roll"),
            ("title", "上海增值税普通发票"),
            ("sheet", "发票联"),
            ("code", "031001750107"),
            ("number", "03574125"),
            ("issue_date", "2019-01-14"),
            ("check_code", "70497714341554189588"),
            ("machine_number", "661712116595"),
            ("typed_number", "03574125"),
            ("buyer.name", "上海今日头条科技有限公司"),
            ("buyer.tax_id", "91310104MA1FR7C72G"),
            ("seller.name", "中国石化销售有限公司上海石油分公司"),
            ("seller.tax_id", "91310000834486035U"),
            ("items[0].name", "*预付卡销售*加油充值款"),
            ("items[0].quantity", "1.00"),
            ("items[0].unit_price", "500.00"),
            ("items[0].amount", "500.00"),
            ("amount_with_tax", "500.00"),
            ("amount_in_words", "伍佰元整"),
            ("payee", "高红英"),
        ])
    );
    assert_eq!(
        volcengine.request_id.as_deref(),
        Some("68885192694164377721603858375")
    );

    let jdcloud = answered(
        ProviderId::Jdcloud,
        Answer::json(example(ProviderId::Jdcloud)),
    )
    .await
    .unwrap();
    assert_eq!(
        shown(&jdcloud),
        fields(&[
            ("invoice_type", "ordinary"),
            ("code", "3700081650"),
            ("number", "01599485"),
            ("issue_date", "2009-04-24"),
            ("check_code", "44095028783173850994"),
            ("buyer.name", "华电虎林凤力发电有限公司"),
            ("buyer.tax_id", "372569065123562"),
            ("seller.name", "山东阳谷振璃工艺制品司"),
            ("seller.tax_id", "372522168018036"),
            ("total_amount", "13675.21"),
            ("total_tax", "2324.79"),
            ("amount_with_tax", "16000.00"),
        ])
    );
    assert_eq!(jdcloud.readings[0].remarks[0].code, "amounts_exchanged");
    assert_eq!(
        jdcloud.request_id.as_deref(),
        Some("815774d6ed6ca43e5d0cce316d36d822")
    );

    let deepfinch = answered(
        ProviderId::Deepfinch,
        Answer::json(example(ProviderId::Deepfinch)),
    )
    .await
    .unwrap();
    assert_eq!(
        shown(&deepfinch),
        fields(&[
            ("code", "023XXXX1XX"),
            ("number", "01XXX92"),
            ("issue_date", "?20227年03月24日"),
            ("check_code", "000085XXXXXXXXXX"),
            ("machine_number", "80XXXXX021"),
            (
                "password_area",
                "03+92<662/1*0374c4943296016\nJ-475>216+9246621*83/47-03\n<++924662/1*83/4c-4-0.5\n+176-0648101+7830×54+6366×1"
            ),
            ("seller.tax_id", "91230107XXXXXXXXX08"),
            ("seller.address_phone", "XXXXXXXXX"),
            ("total_amount", "120.00"),
            ("amount_with_tax", "120.00"),
            ("amount_in_words", "壹佰贰拾圆整"),
        ])
    );
    assert_eq!(
        deepfinch.request_id.as_deref(),
        Some("TID5ad591e2169544079a2e66f5822933e0")
    );
    for recognition in [&juhe, &jumdata, &volcengine, &jdcloud, &deepfinch] {
        let raw = recognition.raw_reply.as_deref().unwrap();
        assert!(raw.trim_end().ends_with('}') && raw.len() > 400);
    }
}
