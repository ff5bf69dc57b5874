//! Where on the page the values stand.

use fapiao_tests::impersonator::{Answer, Content, Impersonator};
use recognition::ProviderId;

use super::{PATIENT, answered, example, pdf, provider_at};

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
