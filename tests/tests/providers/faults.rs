//! Whatever a network and a server can do wrong.

use std::io::Write as _;
use std::time::Duration;

use fapiao_tests::impersonator::{Answer, Impersonator, PUBLIC_KEY, SECRET_KEY};
use invoice::ErrorCode;
use recognition::providers::{ProviderSettings, build, descriptor};
use recognition::{Charge, ProviderId, Reach};

use super::{
    PATIENT, PROVIDERS, answered, context, credentials, document, encoded, example, noise, pdf,
    provider_at,
};

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
