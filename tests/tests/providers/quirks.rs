//! What the providers do that their documents do not say.

use fapiao_tests::impersonator::Answer;
use invoice::ErrorCode;
use recognition::{Charge, ProviderId};

use super::{answered, example, fields, shown};

#[tokio::test]
async fn jdclouds_envelopes_are_all_opened() {
    let inner = serde_json::from_str::<serde_json::Value>(&example(ProviderId::Jdcloud)).unwrap();
    let fields = inner["result"].clone();
    let outer = |result: serde_json::Value| {
        serde_json::json!({
            "code": "10000", "charge": true, "remain": 499, "remainTimes": 499,
            "remainSeconds": -1, "msg": "查询成功,扣费", "result": result
        })
    };
    let doubled = serde_json::json!({
        "code": "10000", "charge": false, "msg": "查询成功", "result": outer(inner.clone())
    });
    let as_text = outer(serde_json::Value::String(inner.to_string()));
    for reply in [outer(inner.clone()), outer(fields), doubled, as_text] {
        let got = answered(ProviderId::Jdcloud, Answer::json(reply.to_string()))
            .await
            .unwrap();
        assert_eq!(shown(&got)["number"], "01599485");
        assert_eq!(shown(&got)["code"], "3700081650");
        assert_eq!(got.charge, Charge::Charged);
        assert_eq!(got.remaining_calls, Some(499));
    }
    // Amounts that stand right stay as they are.
    let mut right = inner;
    right["result"]["invoice_amount"] = "13675.21".into();
    right["result"]["tax_amount"] = "2324.79".into();
    let got = answered(ProviderId::Jdcloud, Answer::json(right.to_string()))
        .await
        .unwrap();
    assert_eq!(shown(&got)["total_tax"], "2324.79");
    assert_eq!(got.readings[0].remarks, []);
}

#[tokio::test]
async fn juhes_result_may_be_text_and_its_code_may_be_old() {
    let mut reply: serde_json::Value = serde_json::from_str(&example(ProviderId::Juhe)).unwrap();
    let plain = answered(ProviderId::Juhe, Answer::json(reply.to_string()))
        .await
        .unwrap();
    reply["result"] = reply["result"].to_string().into();
    reply["error_code"] = "0".into();
    let text = answered(ProviderId::Juhe, Answer::json(reply.to_string()))
        .await
        .unwrap();
    assert_eq!(plain.readings, text.readings);
    let old = r#"{"resultcode":"112","reason":"请求超过次数限制!!!","result":null}"#;
    let error = answered(ProviderId::Juhe, Answer::json(old))
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::QuotaExhausted);
    assert_eq!(error.provider_code.as_deref(), Some("10012"));
}

#[tokio::test]
async fn rows_are_joined_by_their_number() {
    let reply = r#"{"error_code":0,"reason":"ok","result":{
        "MachineCode":"499099","CheckCode":"12345 67890","Province":"江苏",
        "CommodityName":[{"row":"1","word":"*餐饮服务*餐费"},{"word":"*住宿服务*房费","row":"3"}],
        "CommodityAmount":[{"word":"200.00","row":"3"},{"word":"100.00","row":"1"}],
        "CommodityUnit":[{"row":"","word":""},{"row":"2","word":"***"}],
        "CommodityTax":"[{'row': '1', 'word': '6.00'}]",
        "CommodityTaxRate":[{"row":"1","word":"A"},{"word":"6%"}],
        "CommodityNum":[{"row":3,"word":2.50}],
        "CommodityType":[],"TotalTax":"***","TotalAmount":"","InvoiceType":"奇怪的票"}}"#;
    let got = answered(ProviderId::Juhe, Answer::json(reply))
        .await
        .unwrap();
    assert_eq!(
        shown(&got),
        fields(&[
            ("machine_number", "499099"),
            ("check_code", "1234567890"),
            ("province", "江苏"),
            ("invoice_type", "?奇怪的票"),
            ("items[0].name", "*餐饮服务*餐费"),
            ("items[0].amount", "100.00"),
            ("items[0].tax", "6.00"),
            ("items[0].tax_rate", "?A"),
            ("items[1].tax_rate", "6%"),
            ("items[2].name", "*住宿服务*房费"),
            ("items[2].amount", "200.00"),
            ("items[2].quantity", "2.50"),
        ])
    );
    assert_eq!(got.readings[0].remarks[0].code, "row_without_number");
}

#[tokio::test]
async fn volcengines_entries_are_in_numeric_order() {
    let mut page =
        serde_json::json!({"invoice_code": "031001750107", "lowercase_total_amount": "￥66.00"});
    for number in (0..12).rev() {
        page[format!("entry_{number}.entry_name")] = format!("货物{number}").into();
        page[format!("entry_{number}.price_amount")] = format!("{number}.00").into();
    }
    page["entry_5.quantity"] = "".into();
    for data in [page.clone(), serde_json::json!([page])] {
        let reply = serde_json::json!({"code": 10000, "message": "Success", "data": {"license_main": data}});
        let got = answered(ProviderId::Volcengine, Answer::json(reply.to_string()))
            .await
            .unwrap();
        let shown = shown(&got);
        for number in 0..12 {
            assert_eq!(
                shown[&format!("items[{number}].name")],
                format!("货物{number}")
            );
        }
        assert_eq!(shown["amount_with_tax"], "66.00");
        assert!(!shown.contains_key("items[5].quantity"));
    }
}

#[tokio::test]
async fn deepfinchs_tax_total_is_settled_by_the_sums() {
    let reply = |net: &str, tax: &str, gross: &str| {
        let said = |txt: &str| serde_json::json!({"txt": txt, "region": ""});
        serde_json::json!({"status": "OK", "request_id": "r", "result": {
            "invoice_info": {"invoice_code": said("011001900211")}, "buyer_info": null,
            "detail_info": {"detail_name": said("*货物*甲"), "tax_amount": said("13.00")},
            "amount_info": {"amount_total": said(net), "tax_amount_total": said(tax),
                            "amount_in_figuers": said(gross)}}})
        .to_string()
    };
    let cases = [
        (("100.00", "13.00", "113.00"), Some("13.00"), "113.00", None),
        (
            ("100.00", "113.00", "113.00"),
            None,
            "113.00",
            Some("tax_total_was_gross"),
        ),
        (
            ("100.00", "113.00", ""),
            None,
            "113.00",
            Some("tax_total_was_gross"),
        ),
        (
            ("100.00", "12.00", "113.00"),
            Some("12.00"),
            "113.00",
            Some("tax_total_ambiguous"),
        ),
        (
            ("-100.00", "-13.00", "-113.00"),
            Some("-13.00"),
            "-113.00",
            None,
        ),
    ];
    for ((net, tax, gross), total_tax, amount_with_tax, remark) in cases {
        let body = reply(net, tax, gross);
        let got = answered(ProviderId::Deepfinch, Answer::json(body))
            .await
            .unwrap();
        let shown = shown(&got);
        assert_eq!(
            shown.get("total_tax").map(String::as_str),
            total_tax,
            "{tax}"
        );
        assert_eq!(shown["amount_with_tax"], amount_with_tax);
        let codes: Vec<&str> = got.readings[0]
            .remarks
            .iter()
            .map(|r| r.code.as_str())
            .collect();
        assert_eq!(codes, remark.into_iter().collect::<Vec<_>>(), "{tax}");
        assert_eq!(shown["invoice_type"], "electronic_ordinary");
        assert_eq!(shown["items[0].tax"], "13.00");
    }
}
