//! What is sent of a document, and what is refused before.

use fapiao_tests::impersonator::{Answer, Content, Impersonator};
use invoice::ErrorCode;
use recognition::providers::descriptor;
use recognition::{Charge, ProviderId, Request};

use super::{PATIENT, PROVIDERS, document, encoded, example, noise, pdf, provider_at};

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
async fn an_address_is_sent_where_it_is_taken_and_the_file_needs_no_change() {
    let picture = document(encoded(&noise(300, 200), image::ImageFormat::Png));
    let mut turned = picture.clone();
    turned.quarter_turns = 1;
    // Of the two that take addresses, DeepFinch takes pictures only.
    let jumdata: &[ProviderId] = &[ProviderId::Jumdata];
    let cases: [(Request, &[ProviderId]); 3] = [
        (picture, &[ProviderId::Jumdata, ProviderId::Deepfinch]),
        (pdf(), jumdata),
        (turned, &[]),
    ];
    for (id, (mut request, by)) in PROVIDERS
        .into_iter()
        .flat_map(|id| cases.clone().map(|case| (id, case)))
    {
        let server = Impersonator::start(id, vec![Answer::json(example(id))]).await;
        let provider = provider_at(id, &server.address, PATIENT);
        request.address = Some("https://example.com/发票 1.pdf?a=1&b=发".parse().unwrap());
        provider.recognize(&request).await.unwrap();
        let sent = server.calls().remove(0).content;
        assert_eq!(
            matches!(sent, Content::Address(_)),
            by.contains(&id),
            "{id:?}"
        );
        if let Content::Address(text) = sent {
            assert_eq!(
                text,
                "https://example.com/%E5%8F%91%E7%A5%A8%201.pdf?a=1&b=%E5%8F%91"
            );
        }
    }
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
