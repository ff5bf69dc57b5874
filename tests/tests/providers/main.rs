//! The five providers against a strict server that stands in for them.
#![allow(clippy::unwrap_used, clippy::panic)]

mod catalogue;
mod examples;
mod faults;
mod places;
mod quirks;
mod sending;
mod speed;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use documents::Limits;
use fapiao_tests::impersonator::{Answer, Impersonator, PUBLIC_KEY, SECRET_KEY};
use recognition::offline::PageReader;
use recognition::providers::{ProviderContext, ProviderSettings, build, descriptor};
use recognition::{
    Credentials, HttpClient, HttpSettings, ProviderId, RandomNonces, Recognition, RecognitionError,
    Recognizer, Request, Secret, SystemClock,
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
        pages: PageReader::default(),
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
