//! The five providers against a strict server that stands in for them.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::sync::Arc;
use std::time::Duration;

use documents::Limits;
use fapiao_tests::impersonator::{Answer, Content, Impersonator, PUBLIC_KEY, SECRET_KEY};
use invoice::ErrorCode;
use recognition::providers::{ProviderContext, ProviderSettings, build, descriptor};
use recognition::retry::{self, RetryPolicy, Unrecorded};
use recognition::{
    Charge, Credentials, HttpClient, HttpSettings, Pace, PaceLimits, ProviderId, RandomNonces,
    Reach, Recognition, RecognitionError, Recognizer, Request, Secret, SystemClock,
};

const PROVIDERS: [ProviderId; 5] = [
    ProviderId::Juhe,
    ProviderId::Jumdata,
    ProviderId::Volcengine,
    ProviderId::Jdcloud,
    ProviderId::Deepfinch,
];

fn fixture(name: &str) -> String {
    let path = format!("{}/fixtures/providers/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

fn example(id: ProviderId) -> String {
    fixture(&format!("{}.json", id.as_str()))
}

fn credentials(id: ProviderId) -> Credentials {
    let mut credentials = Credentials::default();
    let fields = descriptor(id).unwrap().credentials;
    for (index, field) in fields.iter().enumerate() {
        let last = index + 1 == fields.len();
        let key = if last { SECRET_KEY } else { PUBLIC_KEY };
        credentials.insert(field.name, Secret::new(key));
    }
    credentials
}

fn context(total: Duration) -> ProviderContext {
    ProviderContext {
        clock: Arc::new(SystemClock),
        nonces: Arc::new(RandomNonces),
        http: HttpClient::new(&HttpSettings {
            connect_timeout: Duration::from_secs(2),
            total_timeout: total,
            ..HttpSettings::default()
        })
        .unwrap(),
    }
}

fn provider_at(id: ProviderId, address: &str, total: Duration) -> Arc<dyn Recognizer> {
    let settings = ProviderSettings {
        credentials: credentials(id),
        endpoint: Some(address.parse().unwrap()),
        ..ProviderSettings::default()
    };
    build(id, settings, context(total)).unwrap()
}

const PATIENT: Duration = Duration::from_secs(20);

fn pdf() -> Request {
    document(pdf_of(240, 160))
}

/// A page of this many points with a few strokes and a number in Helvetica.
fn pdf_of(width: u32, height: u32) -> Vec<u8> {
    let drawn = format!(
        "BT /F1 12 Tf 60 120 Td (24952000000012345678) Tj ET 2 w 20 20 m {} {} l S 60 40 80 20 re f",
        width - 20,
        height - 20
    );
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents 4 0 R\
             /Resources<</Font<</F1 5 0 R>>>>>>"
        ),
        format!("<</Length {}>>stream\n{drawn}\nendstream", drawn.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", file.len()).unwrap();
        writeln!(file, "{} 0 obj{object}endobj", index + 1).unwrap();
    }
    let start = file.len();
    write!(
        file,
        "xref\n0 6\n{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    )
    .unwrap();
    file.into_bytes()
}

fn document(bytes: Vec<u8>) -> Request {
    let opened = documents::open(bytes.clone(), None, &Limits::default()).unwrap();
    Request::new(Arc::new(opened), Arc::new(bytes), vec![0])
}

/// One call that is answered so.
async fn answered(id: ProviderId, answer: Answer) -> Result<Recognition, RecognitionError> {
    let server = Impersonator::start(id, vec![answer]).await;
    let result = provider_at(id, &server.address, PATIENT)
        .recognize(&pdf())
        .await;
    assert_eq!(server.calls().len(), 1, "{id:?} calls once");
    result
}

/// The fields as canonical text; what could not be parsed has a question mark.
fn shown(recognition: &Recognition) -> BTreeMap<String, String> {
    let [reading] = &recognition.readings[..] else {
        panic!("a provider gives one reading")
    };
    reading
        .fields
        .iter()
        .map(|(path, field)| {
            let mark = if field.value.is_unreadable() { "?" } else { "" };
            (path.to_string(), format!("{mark}{}", field.value))
        })
        .collect()
}

fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(path, value)| ((*path).to_owned(), (*value).to_owned()))
        .collect()
}

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

/// A row of the catalogue of errors.
struct Row {
    id: ProviderId,
    level: String,
    code: String,
    status: u16,
    message: String,
    category: String,
    retry: String,
    charged: String,
}

fn catalogue() -> Vec<Row> {
    fixture("errors.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [id, level, code, status, message, category, retry, charged] = cells[..] else {
                panic!("{line}")
            };
            Row {
                id: ProviderId::parse(id).unwrap(),
                level: level.to_owned(),
                code: code.to_owned(),
                status: status.parse().unwrap(),
                message: message.to_owned(),
                category: category.to_owned(),
                retry: retry.to_owned(),
                charged: charged.to_owned(),
            }
        })
        .collect()
}

/// The reply in which a provider puts such an error. `charged` is the flag of those that have one.
fn reply_of(row: &Row, charged: Option<bool>) -> String {
    let text = |value: &str| serde_json::Value::from(value).to_string();
    let (code, message) = (&row.code, text(&row.message));
    let flag = charged.map_or(String::new(), |c| format!(r#","charge":{c}"#));
    match (row.id, row.level.as_str()) {
        (ProviderId::Juhe, _) => {
            let old = code.parse::<i64>().unwrap() - 9_900;
            format!(
                r#"{{"resultcode":"{old}","reason":{message},"result":null,"error_code":{code}}}"#
            )
        }
        (ProviderId::Jumdata, _) => format!(r#"{{"msg":{message},"code":{code}{flag}}}"#),
        (ProviderId::Volcengine, "body") => format!(
            r#"{{"code":{code},"data":null,"message":{message},"request_id":"r1","status":{code},"time_elapsed":"1ms"}}"#
        ),
        (ProviderId::Volcengine, "http") => "<html><body>gateway</body></html>".to_owned(),
        (ProviderId::Volcengine, gateway) => format!(
            r#"{{"ResponseMetadata":{{"RequestId":"r2","Action":"OcrRollInvoice","Version":"2021-08-23","Service":"cv","Region":"cn-north-1","Error":{{"CodeN":{code},"Code":"{}","Message":{message}}}}}}}"#,
            gateway.strip_prefix("gateway:").unwrap()
        ),
        (ProviderId::Jdcloud, "system") => {
            format!(r#"{{"code":"{code}"{flag},"msg":{message},"result":null}}"#)
        }
        (ProviderId::Jdcloud, "business") => format!(
            r#"{{"code":"10000"{flag},"remain":12,"msg":"查询成功","result":{{"code":{code},"message":{message},"request_id":"r3","result":null}}}}"#
        ),
        (ProviderId::Jdcloud, _) => format!(
            r#"{{"requestId":"r4","error":{{"code":{},"message":{message},"status":"{code}"}}}}"#,
            row.status
        ),
        _ => format!(r#"{{"status":"{code}","reason":{message},"request_id":"r5"}}"#),
    }
}

#[tokio::test]
async fn every_error_of_the_catalogue_means_what_it_says() {
    let rows = catalogue();
    assert_eq!(rows.len(), 98);
    let request = pdf();
    for row in rows {
        let name = format!("{} {} {}", row.id.as_str(), row.level, row.code);
        let server = Impersonator::start(
            row.id,
            vec![Answer::status(row.status, reply_of(&row, Some(false)))],
        )
        .await;
        let provider = provider_at(row.id, &server.address, PATIENT);
        let ready = provider.make_ready(&request).await.unwrap().unwrap();
        let error = ready.send().await.unwrap_err();
        assert_eq!(error.code.as_str(), row.category, "{name}: {error}");
        let later = ["later", "tomorrow"].contains(&row.retry.as_str());
        assert_eq!(error.retryable, later, "{name}");
        let charge = match row.charged.as_str() {
            "no" | "no (guess)" | "flag" => Charge::Free,
            _ => Charge::Unknown,
        };
        assert_eq!(error.charge, charge, "{name}");
        assert!(error.sent && error.raw_reply.is_some(), "{name}");
        let stops = ["bad_credentials", "permission", "quota_exhausted"];
        if stops.contains(&row.category.as_str()) {
            assert_eq!(error.reach, Reach::Provider, "{name}");
        }
        if ["bad_image", "rate_limited", "server_fault", "unknown"].contains(&row.category.as_str())
        {
            assert_eq!(error.reach, Reach::Document, "{name}");
        }
        if row.retry == "fix clock" {
            assert!(
                error.message.zh.contains("时间"),
                "{name}: {}",
                error.message.zh
            );
        }
        assert!(error.message.zh.contains(&row.message), "{name}");
        assert!(error.message.en.contains(&row.message), "{name}");

        if row.charged == "flag" {
            server.answer_with(Answer::status(row.status, reply_of(&row, Some(true))));
            let error = ready.send().await.unwrap_err();
            assert_eq!(error.charge, Charge::Charged, "{name}");
            assert!(
                !error.retryable,
                "{name}: what was charged is not charged again"
            );
            server.answer_with(Answer::status(row.status, reply_of(&row, None)));
            let error = ready.send().await.unwrap_err();
            assert_eq!(error.charge, Charge::Unknown, "{name}");
        }
        server.calls();
    }
}

#[tokio::test]
async fn what_is_no_documented_answer_is_told_from_what_never_came() {
    use Charge::{Free, Unknown};
    use ErrorCode as E;
    let html = b"<!DOCTYPE html><html><body>Sign in</body></html>".to_vec();
    let page = |status| {
        Answer::Reply(
            status,
            vec![("Content-Type", "text/html".to_owned())],
            html.clone(),
        )
    };
    let redirect = Answer::Reply(
        302,
        vec![("Location", "http://127.0.0.1:9/elsewhere".to_owned())],
        Vec::new(),
    );
    let deep = "[".repeat(200_000);
    let deep_object = format!("{}1{}", "{\"result\":".repeat(5_000), "}".repeat(5_000));
    let quick = Duration::from_millis(700);
    let late = Answer::Late(Duration::from_secs(30), b"{}".to_vec());
    let cases: Vec<(&str, Answer, Duration, E, bool, Charge)> = vec![
        (
            "html",
            page(200),
            PATIENT,
            E::MalformedReply,
            false,
            Unknown,
        ),
        (
            "nothing",
            Answer::json(""),
            PATIENT,
            E::MalformedReply,
            false,
            Unknown,
        ),
        (
            "no object",
            Answer::json("[]"),
            PATIENT,
            E::MalformedReply,
            false,
            Unknown,
        ),
        (
            "empty",
            Answer::json("{}"),
            PATIENT,
            E::MalformedReply,
            false,
            Unknown,
        ),
        (
            "cut json",
            Answer::json("{\"code\": 200, \"da"),
            PATIENT,
            E::MalformedReply,
            false,
            Unknown,
        ),
        (
            "bytes",
            Answer::json(vec![0xFF, 0xFE, 0x80]),
            PATIENT,
            E::MalformedReply,
            false,
            Unknown,
        ),
        (
            "deep",
            Answer::json(deep),
            PATIENT,
            E::MalformedReply,
            false,
            Unknown,
        ),
        (
            "deep objects",
            Answer::json(deep_object),
            PATIENT,
            E::MalformedReply,
            false,
            Unknown,
        ),
        (
            "redirect",
            redirect,
            PATIENT,
            E::MalformedReply,
            false,
            Unknown,
        ),
        (
            "cut off",
            Answer::Cut(20, vec![b'x'; 900]),
            PATIENT,
            E::MalformedReply,
            false,
            Unknown,
        ),
        (
            "endless",
            Answer::Endless(100 << 20),
            PATIENT,
            E::MalformedReply,
            false,
            Unknown,
        ),
        ("dropped", Answer::Drop, PATIENT, E::Network, false, Unknown),
        ("late", late, quick, E::Timeout, false, Unknown),
        ("400", page(400), PATIENT, E::BadRequest, false, Unknown),
        ("401", page(401), PATIENT, E::BadCredentials, false, Free),
        ("404", page(404), PATIENT, E::BadRequest, false, Free),
        ("413", page(413), PATIENT, E::BadImage, false, Free),
        ("429", page(429), PATIENT, E::RateLimited, true, Free),
        ("500", page(500), PATIENT, E::ServerFault, true, Unknown),
        ("503", page(503), PATIENT, E::ServerFault, true, Unknown),
    ];
    let request = pdf();
    for id in PROVIDERS {
        for (name, answer, total, code, retryable, charge) in &cases {
            let server = Impersonator::start(id, vec![answer.clone()]).await;
            let provider = provider_at(id, &server.address, *total);
            let error = provider.recognize(&request).await.unwrap_err();
            let name = format!("{} {name}", id.as_str());
            assert_eq!(error.code, *code, "{name}: {error}");
            assert_eq!(error.retryable, *retryable, "{name}");
            // DeepFinch's own document says of no failure whether it is charged.
            if id != ProviderId::Deepfinch {
                assert_eq!(error.charge, *charge, "{name}");
            }
            assert!(error.sent, "{name}");
            assert!(
                error.detail.chars().count() <= 330,
                "{name}: {}",
                error.detail
            );
            assert!(
                error.raw_reply.is_none_or(|raw| raw.len() <= 70_000),
                "{name}"
            );
            assert_eq!(
                server.calls().len(),
                1,
                "{name}: sent once and nowhere else"
            );
        }
        let nobody = provider_at(id, "http://127.0.0.1:9/nobody", PATIENT);
        let error = nobody.recognize(&request).await.unwrap_err();
        assert_eq!(error.code, E::Network);
        assert!(error.retryable && !error.sent && error.charge == Free);
    }
}

#[tokio::test]
async fn gzip_and_any_content_type_are_understood() {
    for id in PROVIDERS {
        let body = example(id).into_bytes();
        let plain = answered(id, Answer::json(body.clone())).await.unwrap();
        let gzip = answered(id, Answer::Gzip(body.clone())).await.unwrap();
        let kind = vec![("Content-Type", "text/plain".to_owned())];
        let typed = answered(id, Answer::Reply(200, kind, body)).await.unwrap();
        assert_eq!(plain.readings, gzip.readings);
        assert_eq!(plain.readings, typed.readings);
    }
}

#[tokio::test]
async fn a_bomb_of_gzip_is_not_unfolded() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..100 {
        gzip.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = gzip.finish().unwrap();
    let headers = vec![("Content-Encoding", "gzip".to_owned())];
    for id in PROVIDERS {
        let answer = Answer::Reply(200, headers.clone(), bomb.clone());
        let error = answered(id, answer).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::MalformedReply);
    }
}

#[tokio::test]
async fn retry_after_is_read_in_both_forms() {
    let at = httpdate::fmt_http_date(std::time::SystemTime::now() + Duration::from_secs(90));
    for (header, low, high) in [("17".to_owned(), 17, 17), (at, 80, 90)] {
        let answer = Answer::Reply(429, vec![("Retry-After", header)], Vec::new());
        let error = answered(ProviderId::Volcengine, answer).await.unwrap_err();
        let seconds = error.retry_after.unwrap().as_secs();
        assert!((low..=high).contains(&seconds), "{seconds}");
    }
}

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

#[tokio::test]
async fn deepfinchs_regions_lie_on_the_page_however_it_was_turned() {
    for turns in 0..4 {
        let server = Impersonator::start(
            ProviderId::Deepfinch,
            vec![Answer::json(example(ProviderId::Deepfinch))],
        )
        .await;
        let provider = provider_at(ProviderId::Deepfinch, &server.address, PATIENT);
        let mut request = pdf();
        request.quarter_turns = turns;
        let ready = provider.make_ready(&request).await.unwrap().unwrap();
        let (width, height) = ready.leaving().pixels.unwrap();
        // A box in the upper left of the sent picture.
        let (u, v) = (f64::from(width) / 10.0, f64::from(height) / 20.0);
        let corners = [u, v, u * 2.0, v, u * 2.0, v * 2.0, u, v * 2.0];
        let reply = serde_json::json!({"status": "OK", "result": {"invoice_info": {
            "invoice_numb": {"txt": "01234567", "region": corners}}}});
        server.answer_with(Answer::json(reply.to_string()));
        let got = ready.send().await.unwrap();
        let field = got.readings[0].fields.values().next().unwrap();
        let (x0, y0, x1, y1) = field.region.unwrap().bounds();
        let want = match turns {
            0 => (0.1, 0.05, 0.2, 0.1),
            1 => (0.05, 0.8, 0.1, 0.9),
            2 => (0.8, 0.9, 0.9, 0.95),
            _ => (0.9, 0.1, 0.95, 0.2),
        };
        for (got, want) in [(x0, want.0), (y0, want.1), (x1, want.2), (y1, want.3)] {
            assert!((got - want).abs() < 1e-9, "{turns}: {got} is not {want}");
        }
        let corners = field.region.unwrap().corners();
        assert!((corners[0] - x0).abs() < 1e-9 && (corners[1] - y0).abs() < 1e-9);
        let calls = server.calls();
        let [Content::Picture(_, w, h)] = [&calls[0].content] else {
            panic!("a picture is sent")
        };
        assert_eq!((*w, *h), (width, height));
        assert_eq!(width > height, turns % 2 == 0, "the page is turned upright");
    }
}

#[tokio::test]
async fn jumdata_takes_the_file_with_its_page_number() {
    let server = Impersonator::start(
        ProviderId::Jumdata,
        vec![Answer::json(example(ProviderId::Jumdata))],
    )
    .await;
    let provider = provider_at(ProviderId::Jumdata, &server.address, PATIENT);
    let request = pdf();
    provider.recognize(&request).await.unwrap();

    let mut roll = pdf();
    roll.roll = Some(true);
    provider.recognize(&roll).await.unwrap();

    // A page that the reviewer turned goes as a picture.
    let mut turned = pdf();
    turned.quarter_turns = 2;
    provider.recognize(&turned).await.unwrap();

    let calls = server.calls();
    let number = ("pdfFileNum".to_owned(), "1".to_owned());
    assert_eq!(calls[0].content, Content::File(request.original.to_vec()));
    assert_eq!(calls[0].parameters, std::slice::from_ref(&number));
    assert_eq!(
        calls[1].parameters,
        [number, ("type".to_owned(), "roll".to_owned())]
    );
    assert!(matches!(calls[2].content, Content::Picture(..)));
    assert_eq!(calls[2].parameters, []);
}

#[tokio::test]
async fn an_address_is_sent_where_it_is_taken() {
    for id in PROVIDERS {
        let server = Impersonator::start(id, vec![Answer::json(example(id))]).await;
        let provider = provider_at(id, &server.address, PATIENT);
        let mut request = pdf();
        request.address = Some("https://example.com/发票 1.pdf?a=1&b=发".parse().unwrap());
        provider.recognize(&request).await.unwrap();
        let sent = server.calls().remove(0).content;
        let takes = descriptor(id).unwrap().takes_url;
        assert_eq!(matches!(sent, Content::Address(_)), takes, "{id:?}");
        if let Content::Address(text) = sent {
            assert_eq!(
                text,
                "https://example.com/%E5%8F%91%E7%A5%A8%201.pdf?a=1&b=%E5%8F%91"
            );
        }
    }
}

#[tokio::test]
async fn no_secret_is_left_in_errors_and_replies() {
    for id in PROVIDERS {
        let reply = serde_json::json!({
            "code": 601, "error_code": 10002, "status": "UNAUTHORIZED",
            "msg": format!("no right for {SECRET_KEY}"), "reason": format!("key {SECRET_KEY} {PUBLIC_KEY}"),
            "message": format!("The accesskey {PUBLIC_KEY} with {SECRET_KEY}")
        });
        let error = answered(id, Answer::json(reply.to_string()))
            .await
            .unwrap_err();
        let everything = format!("{error:?} {error}");
        assert!(!everything.contains(SECRET_KEY), "{everything}");
        // Juhe has one key only.
        let has_id = descriptor(id).unwrap().credentials.len() == 2;
        assert!(!has_id || !everything.contains(PUBLIC_KEY), "{everything}");
        let settings = ProviderSettings {
            credentials: credentials(id),
            ..ProviderSettings::default()
        };
        let printed = format!("{settings:?}");
        assert!(!printed.contains(SECRET_KEY));
        assert!(!printed.contains(PUBLIC_KEY));
    }
}

#[tokio::test]
async fn what_is_missing_or_unusable_is_said_before_anything_is_sent() {
    for id in PROVIDERS {
        let refused = |settings| {
            build(id, settings, context(PATIENT))
                .err()
                .map(|e| (e.code, e.sent, e.reach))
        };
        assert_eq!(
            refused(ProviderSettings::default()),
            Some((ErrorCode::BadCredentials, false, Reach::Provider))
        );
        assert_eq!(
            refused(ProviderSettings {
                credentials: credentials(id),
                endpoint: Some("file:///etc/hosts".parse().unwrap()),
                ..ProviderSettings::default()
            }),
            Some((ErrorCode::BadRequest, false, Reach::Provider))
        );
    }
}

#[tokio::test]
async fn values_without_a_place_are_found_on_the_page() {
    let reply = r#"{"error_code":0,"result":{"InvoiceNum":"24952000000012345678","SellerName":"某某公司"}}"#;
    let got = answered(ProviderId::Juhe, Answer::json(reply))
        .await
        .unwrap();
    let region = |path: &str| got.readings[0].fields[&path.parse().unwrap()].region;
    // It begins 60 points from the left of 240 and stands 120 above the bottom of 160.
    let (x0, y0, x1, y1) = region("number").unwrap().bounds();
    assert!((0.24..0.27).contains(&x0) && x1 > 0.7, "{x0} {x1}");
    assert!(y0 > 0.15 && y1 < 0.3, "{y0} {y1}");
    assert_eq!(region("seller.name"), None);
}

/// A picture with something on every part of it that no encoding makes small.
fn noise(width: u32, height: u32) -> image::RgbImage {
    let mut state = 0x9E37_79B9_u32;
    image::RgbImage::from_fn(width, height, |_, _| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let [a, b, c, _] = state.to_le_bytes();
        image::Rgb([a, b, c])
    })
}

fn encoded(picture: &image::RgbImage, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// What each provider is sent for a file; `None` where it is refused before sending.
async fn sent_to(id: ProviderId, bytes: &[u8]) -> Result<(Content, Vec<String>), ErrorCode> {
    let server = Impersonator::start(id, vec![Answer::json(example(id))]).await;
    let provider = provider_at(id, &server.address, PATIENT);
    match provider.recognize(&document(bytes.to_vec())).await {
        Ok(_) => {
            let call = server.calls().remove(0);
            let kinds = call.parameters.into_iter();
            Ok((
                call.content,
                kinds.map(|(n, v)| format!("{n}={v}")).collect(),
            ))
        }
        Err(error) => {
            assert!(!error.sent && error.charge == Charge::Free);
            assert_eq!(server.calls().len(), 0, "nothing is sent");
            Err(error.code)
        }
    }
}

#[tokio::test]
async fn what_fits_goes_as_it_is_and_the_rest_is_made_to_fit() {
    use ProviderId as P;
    use image::ImageFormat as F;
    let small = noise(300, 200);
    for (format, takers) in [
        (F::Jpeg, &PROVIDERS[..]),
        (F::Png, &PROVIDERS[..]),
        (F::Bmp, &[P::Juhe, P::Jumdata, P::Volcengine][..]),
        (F::WebP, &[][..]),
        (F::Tiff, &[][..]),
    ] {
        let bytes = encoded(&small, format);
        for id in PROVIDERS {
            let (Content::Picture(sent, width, height), _) = sent_to(id, &bytes).await.unwrap()
            else {
                panic!("a picture is sent as a picture")
            };
            assert_eq!((width, height), (300, 200), "{id:?} {format:?}");
            assert_eq!(sent == bytes, takers.contains(&id), "{id:?} {format:?}");
            // A scan of a page loses nothing where it must be encoded again and fits.
            let pixels = image::load_from_memory(&sent).unwrap().into_rgb8();
            assert!(format == F::Jpeg || pixels == small, "{id:?} {format:?}");
        }
    }
}

#[tokio::test]
async fn a_photo_that_its_exif_turns_is_sent_upright() {
    let plain = encoded(&noise(320, 240), image::ImageFormat::Jpeg);
    // Orientation 6: to be turned a quarter clockwise.
    let mut exif =
        b"\xFF\xE1\x00\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
            .to_vec();
    exif.splice(0..0, plain[..2].iter().copied());
    exif.extend_from_slice(&plain[2..]);
    for id in PROVIDERS {
        let (content, _) = sent_to(id, &exif).await.unwrap();
        assert!(matches!(content, Content::Picture(_, 240, 320)), "{id:?}");
    }
}

#[tokio::test]
async fn large_long_and_tiny_pictures_are_made_to_fit_or_refused_unsent() {
    use ProviderId as P;
    let png = |width, height| encoded(&noise(width, height), image::ImageFormat::Png);
    // Far over every limit of bytes, and noise at that; the server checks the limits.
    let heavy = png(2400, 1800);
    assert!(heavy.len() > 10_000_000);
    for id in PROVIDERS {
        let (Content::Picture(sent, width, _), _) = sent_to(id, &heavy).await.unwrap() else {
            panic!("a picture is sent as a picture")
        };
        let limited = descriptor(id).unwrap().max_bytes.is_some();
        assert_eq!(sent == heavy, !limited, "{id:?}");
        assert!(width >= 1000, "{id:?} is still legible");
    }
    let long = png(5000, 300);
    let tiny = png(9, 12);
    let strip = png(4200, 12);
    let tall = png(100, 250);
    for id in [P::Juhe, P::Jumdata] {
        let (content, _) = sent_to(id, &long).await.unwrap();
        assert!(matches!(content, Content::Picture(_, 4096, 246)), "{id:?}");
        let (content, _) = sent_to(id, &tiny).await.unwrap();
        assert!(matches!(content, Content::Picture(_, 15, 20)), "{id:?}");
        assert_eq!(
            sent_to(id, &strip).await,
            Err(ErrorCode::BadImage),
            "{id:?}"
        );
    }
    // A strip of this shape is a 卷票.
    let (_, parameters) = sent_to(P::Jumdata, &tall).await.unwrap();
    assert_eq!(parameters, ["type=roll"]);
    let (_, parameters) = sent_to(P::Jumdata, &png(300, 200)).await.unwrap();
    assert_eq!(parameters, Vec::<String>::new());
}

#[tokio::test]
async fn what_did_not_go_out_is_not_in_doubt() {
    // Takes the connection and never reads: a body larger than all buffers stays behind.
    let deaf = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", deaf.local_addr().unwrap());
    let file = encoded(&noise(2600, 2200), image::ImageFormat::Png);
    let provider = provider_at(ProviderId::Deepfinch, &address, Duration::from_secs(2));
    let error = provider.recognize(&document(file)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Timeout);
    assert!(!error.sent && error.retryable && error.charge == Charge::Free);
}

/// Not a test of right or wrong on a busy machine: run it alone to see the figures.
#[tokio::test]
#[ignore = "a measurement of 20 seconds"]
async fn two_hundred_documents_at_ten_a_second_and_300_ms_each() {
    let id = ProviderId::Juhe;
    let late = Answer::Late(Duration::from_millis(300), example(id).into_bytes());
    let server = Impersonator::start(id, vec![late]).await;
    let provider = provider_at(id, &server.address, PATIENT);
    let pace = Pace::new(PaceLimits {
        calls_per_second: 10.0,
        concurrency: 8,
    });
    let request = document(encoded(&noise(300, 200), image::ImageFormat::Jpeg));
    let start = std::time::Instant::now();
    let tasks: Vec<_> = (0..200)
        .map(|_| {
            let (provider, request, pace) = (provider.clone(), request.clone(), pace.clone());
            tokio::spawn(async move {
                let policy = RetryPolicy::default();
                retry::call(provider.as_ref(), &request, &policy, &pace, &Unrecorded).await
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let took = start.elapsed().as_secs_f64();
    let times: Vec<f64> = server
        .calls()
        .iter()
        .map(|call| call.at.duration_since(start).as_secs_f64())
        .collect();
    let most = times
        .iter()
        .map(|from| {
            times
                .iter()
                .filter(|t| (*from..from + 1.0).contains(*t))
                .count()
        })
        .max()
        .unwrap();
    println!("{took:.2} s for 200 calls, at most {most} in any second");
    assert_eq!(times.len(), 200);
    assert!(most <= 10 && took <= 20.0 * 1.1);
}
