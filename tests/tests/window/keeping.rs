//! Nothing that was typed is lost.

use fantoccini::key::Key;
use fapiao_tests::fixtures::{name, number, sample, to_pdf};
use fapiao_tests::window::{Window, drop_files};
use invoice::{InvoiceType, Side};

use crate::{Desk, READY, becomes, first_id, kept, press, type_over};

#[tokio::test]
#[ignore = "needs a display: make window"]
async fn what_was_typed_last_survives_closing() {
    let desk = Desk::new();
    let invoice = sample(InvoiceType::DigitalOrdinary, 4);
    let window = Window::open(&desk.data()).await;
    drop_files(&[desk.file("a.pdf", to_pdf(&invoice))]);
    window.find(READY).await;
    becomes(&window, "number", &number(&invoice)).await;
    let id = first_id(&window).await;
    type_over(&window, "buyer.name", "刚刚输入的名称").await;
    window.close().await;

    let window = Window::open(&desk.data()).await;
    window.find(READY).await;
    assert_eq!(kept(&window, id, "buyer.name").await, "刚刚输入的名称");
    becomes(&window, "buyer.name", "刚刚输入的名称").await;
    // The steps are kept too.
    press(
        &window,
        "buyer.name",
        &format!("{}z{}", Key::Control, Key::Control),
    )
    .await;
    becomes(&window, "buyer.name", &name(&invoice, Side::Buyer)).await;
    window.close().await;
}
