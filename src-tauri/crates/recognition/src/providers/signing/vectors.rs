//! The official test vectors: JD's documentation and Rust signer, the Volcengine SDK's `SignerV4`,
//! Jumdata's own example. Where the shared folder is present, all of its vectors are reproduced,
//! canonical texts included.

use serde_json::Value;
use url::Url;

use super::{canonical, jdcloud2, sha256, volcengine_v4};
use crate::Secret;

const FORM: &str = "application/x-www-form-urlencoded";

fn volcengine(token: Option<&str>, url: &str, body: &str, date: &str) -> volcengine_v4::Signed {
    let token = token.map(Secret::new);
    volcengine_v4::sign(&volcengine_v4::SigningInput {
        access_key_id: &Secret::new("AKLTEXAMPLE0000000000000000000000"),
        secret_access_key: &Secret::new("U0tFWEFNUExFMDAwMDAwMDAwMDAwMDAwMA=="),
        session_token: token.as_ref(),
        region: "cn-north-1",
        service: "cv",
        url: &Url::parse(url).unwrap(),
        content_type: FORM,
        body_sha256: &canonical::sha256_hex(body.as_bytes()),
        date,
    })
}

#[test]
fn volcengine_signs_as_its_sdk() {
    const QUERY: &str = "?Action=OcrRollInvoice&Version=2021-08-23";
    let cases = [
        (
            None,
            "https://visual.volcengineapi.com/",
            "image_base64=%2F9j%2F4AAQSkZJRg%2B%2F%3D%3D",
            "20240102T030405Z",
            "24d46249315077b76ca7d1325c3f95c3f6b54bd326da33a4ae399bf04592a775",
        ),
        (
            None,
            "https://visual.volcengineapi.com",
            "image_base64=",
            "20240229T235959Z",
            "557353186cab9c6fdeb15eb5c25c641c646511318499d8993837dfaaf646cc63",
        ),
        (
            Some("STSTOKEN123"),
            "https://visual.volcengineapi.com:443/",
            "image_base64=aGVsbG8%3D",
            "20240102T030405Z",
            "ffac79829976b8e63e3d3c4b693aa5c85e8cec5dfaab529c31a7df5754085230",
        ),
        (
            None,
            "http://127.0.0.1:18080/volcengine/",
            "image_base64=aGVsbG8%3D",
            "20240102T030405Z",
            "9cb9c99cea208ff4a20eb9be394b7f9a8d3df7ec05bfcdd6597fd579e94a3098",
        ),
    ];
    for (token, address, body, date, signature) in cases {
        let signed = volcengine(token, &format!("{address}{QUERY}"), body, date);
        let names = if token.is_some() {
            ";x-security-token"
        } else {
            ""
        };
        let day = &date[..8];
        assert_eq!(
            signed.authorization,
            format!(
                "HMAC-SHA256 Credential=AKLTEXAMPLE0000000000000000000000/{day}/cn-north-1/cv/request, \
                 SignedHeaders=content-type;host;x-content-sha256;x-date{names}, Signature={signature}"
            )
        );
    }
}

struct Jd<'a> {
    keys: (&'a str, &'a str),
    scope: (&'a str, &'a str),
    method: &'a str,
    url: &'a str,
    headers: &'a [(&'a str, &'a str)],
    signs_host: bool,
    payload_sha256: &'a str,
    date: &'a str,
}

fn jdcloud(case: &Jd<'_>) -> jdcloud2::Signed {
    jdcloud2::sign(&jdcloud2::SigningInput {
        access_key_id: &Secret::new(case.keys.0),
        secret_access_key: &Secret::new(case.keys.1),
        region: case.scope.0,
        service: case.scope.1,
        method: case.method,
        url: &Url::parse(case.url).unwrap(),
        headers: case.headers,
        signs_host: case.signs_host,
        payload_sha256: case.payload_sha256,
        date: case.date,
    })
}

const NONCE: &str = "55f3919e-3a7d-4174-b117-f150ff25e274";
const JD_DATE: &str = "20240102T030405Z";
const HELLO_SHA256: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
const BINARY_SHA256: &str = "40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880";
const OCTETS: (&str, &str) = ("content-type", "application/octet-stream");

fn jd_cases() -> Vec<(&'static str, Jd<'static>, &'static str)> {
    let call = |scope, headers, payload_sha256| Jd {
        keys: ("TESTAK", "TESTSK"),
        scope,
        method: "POST",
        url: "https://aiapi.jdcloud.com/jdai/ocr_invoice",
        headers,
        signs_host: true,
        payload_sha256,
        date: JD_DATE,
    };
    vec![
        (
            "jd0_doc",
            Jd {
                keys: ("TESTAK", "TESTSK"),
                scope: ("cn-north-1", "test"),
                method: "POST",
                url: "http://www.jdcloud-api.com/v1/resource:action?u=u&p1=p1&p0=p0&o=%25",
                headers: &[
                    ("x-my-header", "test"),
                    ("x-my-header_blank", " blank"),
                    ("x-jdcloud-date", "20190214T104514Z"),
                    ("x-jdcloud-nonce", "testnonce"),
                ],
                signs_host: false,
                payload_sha256: "e51832a118eeff7ad976d635b7d04538e362e4c21bd0f6253580b0a83a209074",
                date: "20190214T104514Z",
            },
            "2a98f83c074e7bee260bfc8ef64f009c07595bd93f7f0c3f4e156bf6479ed9bf",
        ),
        (
            "jd0_rust",
            Jd {
                keys: ("ak", "sk"),
                scope: ("cn-north-1", "service_name"),
                method: "GET",
                url: "https://www.jdcloud-api.com/v1/regions/cn-north-1/instances?pageNumber=2&pageSize=10",
                headers: &[
                    ("content-type", "application/json"),
                    ("x-jdcloud-date", "20180405T010203Z"),
                    ("x-jdcloud-nonce", NONCE),
                ],
                signs_host: false,
                payload_sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                date: "20180405T010203Z",
            },
            "cea138630c57ba3de51933926e3b1657c34b4d1b6f86d360511bf40a09f63729",
        ),
        (
            "jd1_ascii_body",
            call(
                ("cn-north-1", "aiapi"),
                &[
                    OCTETS,
                    ("x-jdcloud-date", JD_DATE),
                    ("x-jdcloud-nonce", NONCE),
                ],
                HELLO_SHA256,
            ),
            "7735e6db21b32c6b76f3802f404b36bf2b7b14738672b3773c13d32ef0d3ac12",
        ),
        (
            "jd2_binary_sha_header",
            call(
                ("cn-north-1", "aiapi"),
                &[
                    OCTETS,
                    ("x-jdcloud-content-sha256", BINARY_SHA256),
                    ("x-jdcloud-date", JD_DATE),
                    ("x-jdcloud-nonce", NONCE),
                ],
                BINARY_SHA256,
            ),
            "d4c752db7b3578f806def1fc80ebc796b2b2cb7ff3fde3882d2a5fdafe8d8271",
        ),
        (
            "jd3_sdk_defaults",
            call(
                ("jdcloud-api", "simpleclient"),
                &[
                    OCTETS,
                    ("x-jdcloud-date", JD_DATE),
                    ("x-jdcloud-nonce", NONCE),
                ],
                HELLO_SHA256,
            ),
            "da20b6f502db280352a9bae7b398c0676f9ec441fdf9a0ef2b2aa3ba435b0d94",
        ),
    ]
}

#[test]
fn jdcloud_signs_as_its_documentation_and_sdks() {
    for (name, case, signature) in jd_cases() {
        let signed = jdcloud(&case);
        let (_, got) = signed.authorization.rsplit_once("Signature=").unwrap();
        assert_eq!(got, signature, "{name}: {}", signed.canonical_request);
    }
    let binary: Vec<u8> = (0..=255).collect();
    assert_eq!(canonical::sha256_hex(&binary), BINARY_SHA256);
}

#[test]
fn jumdata_signs_as_its_example() {
    let sign = |id, secret, time| sha256::sign(&Secret::new(id), &Secret::new(secret), time);
    assert_eq!(
        sign(
            "xyzxy2121zxyz",
            "efcefcef1121cefcefc1212121",
            "1555378976238"
        ),
        "6ddcdc405743c576cb6d34b17b47ed56e2b9b6670fae1fe85ed01244fd31558b"
    );
    assert_eq!(
        sign("app", "secret", "1700000000000"),
        "da6d2d51d1d2144255018b7f0a0241a159ebca246fea9864db67690749909799"
    );
}

#[test]
fn every_shared_vector_is_reproduced() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../../shared/providers/signing-vectors.json"
    );
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: the shared vectors are not here");
        return;
    };
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let of = |vector: &Value, key: &str| vector[key].as_str().unwrap().to_owned();
    let mut seen = 0;

    for (name, vector) in vectors.as_object().unwrap() {
        if name.starts_with("volc") {
            let token = of(vector, "session_token");
            let scheme = if name.contains("loopback") {
                "http"
            } else {
                "https"
            };
            let signed = volcengine(
                (!token.is_empty()).then_some(token.as_str()),
                &format!(
                    "{scheme}://{}{}?{}",
                    of(vector, "host"),
                    of(vector, "path"),
                    of(vector, "query")
                ),
                &of(vector, "body"),
                &of(vector, "x_date"),
            );
            assert_eq!(signed.content_sha256, of(vector, "body_sha256"), "{name}");
            assert_eq!(
                signed.canonical_request,
                of(vector, "canonical_request"),
                "{name}"
            );
            assert_eq!(
                signed.string_to_sign,
                of(vector, "string_to_sign"),
                "{name}"
            );
            assert_eq!(signed.authorization, of(vector, "authorization"), "{name}");
            seen += 1;
        }
    }
    for (name, case, _) in jd_cases() {
        let vector = &vectors[name];
        let signed = jdcloud(&case);
        assert_eq!(
            signed.canonical_request,
            of(vector, "canonical_request"),
            "{name}"
        );
        assert_eq!(
            signed.string_to_sign,
            of(vector, "string_to_sign"),
            "{name}"
        );
        match vector.get("authorization").and_then(Value::as_str) {
            Some(authorization) => assert_eq!(signed.authorization, authorization, "{name}"),
            None => assert!(
                signed.authorization.ends_with(&of(vector, "signature")),
                "{name}"
            ),
        }
        seen += 1;
    }
    for name in ["jumdata_seed", "jumdata_2"] {
        let vector = &vectors[name];
        let sign = sha256::sign(
            &Secret::new(of(vector, "appId")),
            &Secret::new(of(vector, "appSecret")),
            &of(vector, "timestamp"),
        );
        assert_eq!(sign, of(vector, "sign"), "{name}");
        seen += 1;
    }
    assert_eq!(seen, 11);
}
