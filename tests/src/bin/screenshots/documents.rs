//! The documents of the program that is looked at, with some of them reviewed.

use std::path::{Path, PathBuf};

use fapiao_tests::fixtures::{
    encrypted_pdf, misprinted, sample, to_ofd, to_pdf, to_pdf_together, trial_picture,
};
use fapiao_tests::window::Window;
use invoice::InvoiceType;
use serde_json::json;

/// Makes a data folder with documents of every kind, and finishes a few of them, so that the
/// ledger and the statistics have something to show.
pub(crate) async fn fill(folder: &Path, data: &Path) {
    fapiao_tests::filled::fill(data, &files(folder)).await;
    let program = fapiao_tests::program::program("fapiao-review");
    let window = Window::open_program(&program, data, &[], &[]).await;
    window.find("[data-testid='form']").await;
    for (id, spent) in (13..21).zip([4_200, 6_900, 3_100, 12_400, 5_000, 7_700, 2_900, 9_300]) {
        window
            .call("finish", json!({ "id": id, "spentMs": spent }))
            .await;
    }
    window
        .call(
            "set_reimbursed",
            json!({ "documents": [14, 15], "reimbursed": true }),
        )
        .await;
    window
        .call(
            "record_verification",
            json!({ "id": 15, "answer": "consistent" }),
        )
        .await;
    window.close().await;
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let invoice = |seed| sample(InvoiceType::DigitalOrdinary, seed);
    let wrong = misprinted(&invoice(901), "seller.tax_id", "91310022QQ8811152W");
    let off = misprinted(&invoice(902), "total_tax", "1.07");
    let together = [903, 904, 905].map(invoice);
    let mut files = vec![
        ("税号不符.pdf".to_owned(), to_pdf(&wrong)),
        ("税额不符.pdf".to_owned(), to_pdf(&off)),
        ("三张合并.pdf".to_owned(), to_pdf_together(&together)),
        (
            "electronic.ofd".to_owned(),
            to_ofd(&sample(InvoiceType::ElectronicOrdinary, 906)),
        ),
        ("加密.pdf".to_owned(), encrypted_pdf(&invoice(907))),
        (
            "damaged.pdf".to_owned(),
            to_pdf(&invoice(908))[..900].to_vec(),
        ),
        // Nothing reads pictures here: what that looks like.
        ("扫描件.png".to_owned(), trial_picture()),
    ];
    for seed in 910..924 {
        files.push((format!("发票_{seed}.pdf"), to_pdf(&invoice(seed))));
    }
    files
        .into_iter()
        .map(|(name, bytes)| {
            let path = folder.join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        })
        .collect()
}
