//! Nothing that was typed is lost.

use fapiao_tests::fixtures::{name, number, sample, to_pdf};
use fapiao_tests::window::Window;
use invoice::{InvoiceType, Side};

use crate::{Desk, READY, becomes, first_id, input, kept, text_of, type_over};

/// What was typed last survives closing; undo and redo go on after a restart; each field has its
/// history.
#[tokio::test]
#[ignore = "needs a display: make window"]
async fn what_was_typed_last_survives_closing() {
    let desk = Desk::new();
    let invoice = sample(InvoiceType::DigitalOrdinary, 4);
    let window = Window::open(&desk.data()).await;
    window.drop_files(&[desk.file("a.pdf", to_pdf(&invoice))]);
    window.find(READY).await;
    becomes(&window, "number", &number(&invoice)).await;
    let id = first_id(&window).await;
    type_over(&window, "buyer.name", "刚刚输入的名称").await;
    window.close().await;

    let window = Window::open(&desk.data()).await;
    window.find(READY).await;
    assert_eq!(kept(&window, id, "buyer.name").await, "刚刚输入的名称");
    becomes(&window, "buyer.name", "刚刚输入的名称").await;
    // The steps are kept too, and who read or typed what.
    window.click(&input("buyer.name")).await;
    window.until_focus("buyer.name").await;
    window.key("Ctrl+z").await;
    becomes(&window, "buyer.name", &name(&invoice, Side::Buyer)).await;
    window.close().await;

    let window = Window::open(&desk.data()).await;
    becomes(&window, "buyer.name", &name(&invoice, Side::Buyer)).await;
    window.click(&input("buyer.name")).await;
    window.until_focus("buyer.name").await;
    window.key("Ctrl+Shift+Z").await;
    becomes(&window, "buyer.name", "刚刚输入的名称").await;
    window.key("Ctrl+h").await;
    window
        .until("its history tells both", async |w| {
            let history = text_of(w, "[data-testid='history']").await;
            let read = name(&invoice, Side::Buyer);
            ["刚刚输入的名称", "您", read.as_str()]
                .iter()
                .all(|part| history.contains(part))
        })
        .await;
    window.close().await;
}
