//! The catalogue of errors, row by row.

use fapiao_tests::impersonator::{Answer, Impersonator};
use recognition::{Charge, ProviderId, Reach};

use super::{PATIENT, fixture, pdf, provider_at};

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
