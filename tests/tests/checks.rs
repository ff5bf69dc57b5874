//! The checks as the window meets them: real files, a real ledger, the real queue.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};

use app::App;
use app::view::{
    CheckSettings, CompanyEdit, DocumentState, DocumentView, FieldEdit, FieldView, FindingView,
    LedgerFilter, StatisticsFilter, TrustView, VerificationAnswer,
};
use calamine::{Reader, Xlsx, open_workbook};
use fapiao_tests::fixtures::{misprinted, name, number, sample, to_pdf, value};
use fapiao_tests::impersonator::{Answer, Impersonator, SECRET_KEY};
use fapiao_tests::program::{settled, start_in, until};
use invoice::{Invoice, InvoiceType, Side};
use recognition::ProviderId;
use recognition::offline::PageReader;

struct Desk {
    folder: tempfile::TempDir,
    app: App,
}

impl Desk {
    async fn new(environment: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = start_in(
            &folder.path().join("data"),
            environment,
            PageReader::default(),
        )
        .await;
        Self { folder, app }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Drops an invoice as PDF and waits until it is recognized.
    async fn drop_in(&self, file: &str, invoice: &Invoice) -> u32 {
        let path = self.path(file);
        std::fs::write(&path, to_pdf(invoice)).unwrap();
        let added = self.app.add_paths(vec![path]).await.unwrap().added;
        settled(&self.app).await;
        added[0]
    }

    async fn open(&self, id: u32) -> DocumentView {
        self.app.open_document(id).await.unwrap()
    }

    /// Waits until the row of a document has as many open fields.
    async fn open_fields_become(&self, id: u32, count: u32) {
        until(&self.app, "as many open fields", |queue| {
            let row = queue.rows.iter().find(|row| row.id == id).unwrap();
            row.doubtful + row.wrong == count
        })
        .await;
    }
}

fn codes(view: &DocumentView) -> Vec<&str> {
    view.findings.iter().map(|f| f.code.as_str()).collect()
}

fn finding<'a>(view: &'a DocumentView, code: &str) -> &'a FindingView {
    let found = view.findings.iter().find(|f| f.code == code);
    found.unwrap_or_else(|| panic!("no {code} among {:?}", codes(view)))
}

fn field<'a>(view: &'a DocumentView, path: &str) -> &'a FieldView {
    let found = view.fields.iter().find(|field| field.path == path);
    found.unwrap_or_else(|| panic!("no field {path}"))
}

fn edit(path: &str, value: &str) -> Vec<FieldEdit> {
    vec![FieldEdit {
        path: path.to_owned(),
        value: Some(value.to_owned()),
    }]
}

/// The text with another character in the place of its second one.
fn one_character_wrong(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    characters[1] = if characters[1] == '墨' { '默' } else { '墨' };
    characters.into_iter().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_company_is_compared_at_once_with_everything_that_waits() {
    let desk = Desk::new(&[]).await;
    let invoice = sample(InvoiceType::DigitalOrdinary, 3);
    let right = name(&invoice, Side::Buyer);
    let wrong = one_character_wrong(&right);
    let id = desk
        .drop_in("a.pdf", &misprinted(&invoice, "buyer.name", &wrong))
        .await;
    let before = desk.open(id).await;
    assert!(
        codes(&before)
            .iter()
            .all(|code| !code.starts_with("buyer_"))
    );
    desk.open_fields_become(id, 0).await;

    let company = CompanyEdit {
        name: right.clone(),
        tax_id: Some(value(&invoice, "buyer.tax_id").to_lowercase()),
        ..CompanyEdit::default()
    };
    let kept = desk.app.add_companies(vec![company.clone()]).await.unwrap();
    assert_eq!(kept[0].check_digit_holds, Some(true));
    // The list says so without the document being opened.
    desk.open_fields_become(id, 1).await;
    let view = desk.open(id).await;
    let found = finding(&view, "buyer_name");
    assert!(found.message.zh.contains('【'), "{}", found.message.zh);
    assert_eq!(found.expected.as_deref(), Some(right.as_str()));
    assert_eq!(field(&view, "buyer.name").trust, TrustView::Doubtful);

    // The same company again brings itself up to date and is not kept twice.
    assert_eq!(
        desk.app.add_companies(vec![company]).await.unwrap().len(),
        1
    );
    let view = desk
        .app
        .correct(id, edit("buyer.name", &right), false)
        .await
        .unwrap();
    assert!(!codes(&view).contains(&"buyer_name"));
    desk.app.remove_company(kept[0].id).await.unwrap();
    desk.app.undo(id).await.unwrap();
    assert!(!codes(&desk.open(id).await).contains(&"buyer_name"));

    let taken = desk.app.add_buyer_as_company(id).await.unwrap();
    assert_eq!(taken[0].name, wrong, "as it stands on the page");
    let refused = CompanyEdit {
        name: "甲".to_owned(),
        tax_id: Some("123".to_owned()),
        ..CompanyEdit::default()
    };
    let problem = desk.app.add_companies(vec![refused]).await.unwrap_err();
    assert_eq!(problem.code, "company_tax_id");
    desk.app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_names_the_earlier_one_and_what_was_done_with_it() {
    let desk = Desk::new(&[]).await;
    let invoice = sample(InvoiceType::DigitalSpecial, 5);
    let first = desk.drop_in("第一份.pdf", &invoice).await;
    let again = misprinted(&invoice, "drawer", "欧阳试");
    let second = desk.drop_in("第二份.pdf", &again).await;

    let view = desk.open(first).await;
    assert!(
        !codes(&view).contains(&"duplicate_number"),
        "the first is not blamed for the second"
    );
    desk.app.finish(first, Some(2_000)).await.unwrap();
    let workbook = desk.path("导出.xlsx");
    desk.app.export_excel(workbook.clone(), None).await.unwrap();
    desk.app.set_reimbursed(vec![first], true).await.unwrap();

    let view = desk.open(second).await;
    let found = finding(&view, "duplicate_number");
    assert_eq!(found.severity, "error");
    assert_eq!(field(&view, "number").trust, TrustView::Wrong);
    let [earlier] = found.related.as_slice() else {
        panic!("one earlier invoice: {:?}", found.related);
    };
    assert_eq!(
        (earlier.id, earlier.state),
        (first, DocumentState::Reviewed)
    );
    assert_eq!(earlier.file_name, "第一份.pdf");
    assert_eq!(earlier.number, Some(number(&invoice)));
    assert_eq!(earlier.uses.exports[0].file_name, "导出.xlsx");
    assert!(earlier.uses.reimbursed_at.is_some());

    // The ledger says the same of the first one, and finds it by its marks.
    let filter = |reimbursed| LedgerFilter {
        limit: 10,
        reimbursed,
        ..LedgerFilter::default()
    };
    let page = desk.app.ledger_page(filter(Some(true))).await.unwrap();
    assert_eq!(page.rows[0].uses.exports[0].file_name, "导出.xlsx");
    assert_eq!(
        desk.app
            .ledger_page(filter(Some(false)))
            .await
            .unwrap()
            .total,
        0
    );
    desk.app.set_reimbursed(vec![first], false).await.unwrap();
    assert!(desk.open(first).await.uses.reimbursed_at.is_none());
    desk.app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn patterns_are_noted_and_can_be_switched_off() {
    let desk = Desk::new(&[]).await;
    let invoice = (1..1_000)
        .map(|seed| sample(InvoiceType::DigitalOrdinary, seed))
        .find(|invoice| !value(invoice, "amount_with_tax").starts_with('-'))
        .unwrap();
    let own = number(&invoice);
    let next = (own.parse::<u128>().unwrap() + 2).to_string();
    let first = desk.drop_in("a.pdf", &invoice).await;
    let mut second = misprinted(&invoice, "number", &next);
    // Another day, so that it is not the same sale.
    second = misprinted(&second, "issue_date", "2025-12-24");
    let id = desk.drop_in("b.pdf", &second).await;
    let view = desk.open(id).await;
    let found = finding(&view, "consecutive_numbers");
    assert_eq!(
        (found.severity.as_str(), found.related[0].id),
        ("note", first)
    );
    assert!(
        !codes(&view).contains(&"just_under_limit"),
        "no limit is set"
    );
    assert!(
        !codes(&view).contains(&"new_seller"),
        "the ledger has hardly begun"
    );

    let gross: f64 = value(&invoice, "amount_with_tax").parse().unwrap();
    let settings = desk
        .app
        .save_check_settings(CheckSettings {
            patterns: Vec::new(),
            patterns_off: vec!["consecutive_numbers".to_owned()],
            limits: vec![format!("{:.2}", gross + 0.01)],
        })
        .await
        .unwrap();
    assert!(settings.patterns.len() >= 6, "all that can be switched");
    let view = desk.open(id).await;
    assert!(!codes(&view).contains(&"consecutive_numbers"));
    assert_eq!(finding(&view, "just_under_limit").severity, "note");
    let bad = CheckSettings {
        limits: vec!["many".to_owned()],
        ..settings
    };
    let problem = desk.app.save_check_settings(bad).await.unwrap_err();
    assert_eq!(problem.code, "bad_limit");
    desk.app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exact_value_is_not_believed_against_a_check() {
    let desk = Desk::new(&[]).await;
    let invoice = sample(InvoiceType::DigitalOrdinary, 13);
    let tax = value(&invoice, "total_tax");
    let printed = format!("{:.2}", tax.parse::<f64>().unwrap() + 1.0);
    let id = desk
        .drop_in("a.pdf", &misprinted(&invoice, "total_tax", &printed))
        .await;
    let view = desk.open(id).await;
    let field = field(&view, "total_tax");
    // What stands on the page is shown, not what ought to stand there.
    assert_eq!(field.value.as_deref(), Some(printed.as_str()));
    assert_eq!(field.trust, TrustView::Wrong, "{:?}", field.reason);
    assert!(codes(&view).contains(&"gross_mismatch"));
    desk.app.stop();
}

/// The provider's example, as it stands and with a second row that it does not have.
fn replies() -> Vec<Answer> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/providers/juhe.json");
    let right = std::fs::read_to_string(path).unwrap();
    let mut wrong: serde_json::Value = serde_json::from_str(&right).unwrap();
    for (column, word) in [("CommodityName", "零星费用"), ("CommodityAmount", "5.00")] {
        let rows = wrong["result"][column].as_array_mut().unwrap();
        rows.push(serde_json::json!({ "word": word, "row": "2" }));
    }
    vec![Answer::json(wrong.to_string()), Answer::json(right)]
}

#[tokio::test(flavor = "multi_thread")]
async fn corrected_lines_keep_their_rows_when_a_later_reading_sees_others() {
    let juhe = Impersonator::start(ProviderId::Juhe, replies()).await;
    let desk = Desk::new(&[
        ("FAPIAO_JUHE_KEY", SECRET_KEY),
        ("FAPIAO_JUHE_ENDPOINT", &juhe.address),
    ])
    .await;
    let picture = desk.path("扫描件.png");
    image::RgbImage::from_pixel(320, 200, image::Rgb([250, 250, 250]))
        .save(&picture)
        .unwrap();
    let id = desk
        .app
        .add_paths_for(vec![picture], "juhe".to_owned())
        .await
        .unwrap()
        .added[0];
    settled(&desk.app).await;
    let read = desk.open(id).await;
    assert_eq!(read.item_count, 2);
    let corrected = desk
        .app
        .correct(id, edit("items[1].unit", "个半"), false)
        .await
        .unwrap();
    assert_eq!(corrected.item_count, 2);

    desk.app.retry(vec![id], None).await.unwrap();
    settled(&desk.app).await;
    assert_eq!(juhe.calls().len(), 2);
    let view = desk.open(id).await;
    assert_eq!(view.item_count, 2, "the rows that were corrected stay");
    assert_eq!(field(&view, "items[1].unit").value.as_deref(), Some("个半"));
    let name = field(&view, "items[1].name").value.as_deref();
    assert_eq!(name, Some("零星费用"), "beside the goods it was typed for");
    let found = finding(&view, "rows_kept");
    assert_eq!(found.severity, "warning");
    assert_eq!(field(&view, "items[0].name").trust, TrustView::Doubtful);

    // Without the correction nothing holds the old rows, and nothing is said of them.
    let view = desk.app.undo(id).await.unwrap();
    assert!(!codes(&view).contains(&"rows_kept"));
    assert_eq!(view.item_count, 1, "the last one asked is taken");
    let view = desk.app.redo(id).await.unwrap();
    assert_eq!(view.item_count, 2);
    assert_eq!(field(&view, "items[1].unit").value.as_deref(), Some("个半"));
    desk.app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_tax_platform_asks_for_is_at_hand_and_its_answer_is_kept() {
    let desk = Desk::new(&[]).await;
    let invoice = sample(InvoiceType::ElectronicOrdinary, 4);
    let id = desk.drop_in("a.pdf", &invoice).await;
    let view = desk.open(id).await;
    let asked: Vec<_> = view
        .verification
        .inputs
        .iter()
        .map(|input| (input.path.as_str(), input.value.clone().unwrap_or_default()))
        .collect();
    let check_code = value(&invoice, "check_code");
    assert_eq!(
        asked,
        [
            ("code", value(&invoice, "code")),
            ("number", number(&invoice)),
            ("issue_date", value(&invoice, "issue_date").replace('-', "")),
            ("check_code", check_code[check_code.len() - 6..].to_owned()),
        ]
    );
    let view = desk
        .app
        .record_verification(id, Some(VerificationAnswer::Void))
        .await
        .unwrap();
    assert_eq!(view.verification.answer, Some(VerificationAnswer::Void));
    desk.app.finish(id, None).await.unwrap();
    let filter = LedgerFilter {
        limit: 10,
        ..LedgerFilter::default()
    };
    let page = desk.app.ledger_page(filter).await.unwrap();
    assert_eq!(page.rows[0].verification, Some(VerificationAnswer::Void));
    let view = desk.app.record_verification(id, None).await.unwrap();
    assert_eq!(
        (view.verification.answer, view.state),
        (None, DocumentState::Reviewed)
    );
    desk.app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn statistics_come_from_the_reviewers_own_corrections() {
    let desk = Desk::new(&[]).await;
    let all = StatisticsFilter::default();
    assert_eq!(
        desk.app.statistics(all.clone()).await.unwrap().all.invoices,
        0
    );
    let id = desk
        .drop_in("a.pdf", &sample(InvoiceType::DigitalOrdinary, 21))
        .await;
    desk.app
        .correct(id, edit("drawer", "欧阳试"), false)
        .await
        .unwrap();
    desk.app.finish(id, Some(6_200)).await.unwrap();
    let view = desk.app.statistics(all).await.unwrap();
    assert_eq!((view.all.invoices, view.all.corrected), (1, 1));
    assert_eq!(view.review_ms, Some(6_200));
    let offline = &view.providers[0];
    assert_eq!(offline.provider, "offline");
    assert_eq!(
        (offline.digital.invoices, offline.digital.corrected),
        (1, 1)
    );
    let corrected: Vec<_> = view.fields.iter().filter(|f| f.all.corrected > 0).collect();
    assert_eq!(corrected.len(), 1);
    assert_eq!(corrected[0].field, "drawer");
    assert_eq!(view.recommendations, [], "one invoice proves nothing");
    let past = StatisticsFilter {
        from: None,
        to: Some("2020-01-01".to_owned()),
    };
    assert_eq!(desk.app.statistics(past).await.unwrap().all.invoices, 0);
    desk.app.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_workbook_tells_what_was_checked_and_what_is_odd() {
    let desk = Desk::new(&[]).await;
    let invoice = sample(InvoiceType::DigitalSpecial, 5);
    let first = desk.drop_in("第一份.pdf", &invoice).await;
    let second = desk
        .drop_in("第二份.pdf", &misprinted(&invoice, "drawer", "欧阳试"))
        .await;
    desk.app
        .correct(second, edit("remarks", "补注"), false)
        .await
        .unwrap();
    desk.app.finish(first, None).await.unwrap();
    desk.app.finish(second, None).await.unwrap();
    desk.app
        .record_verification(second, Some(VerificationAnswer::Consistent))
        .await
        .unwrap();
    let path = desk.path("导出.xlsx");
    desk.app.export_excel(path.clone(), None).await.unwrap();
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    assert_eq!(
        book.sheet_names(),
        ["发票基础信息", "信息汇总表", "核对与依据", "重复与异常"]
    );
    let mut sheet = |name: &str| -> Vec<Vec<String>> {
        let range = book.worksheet_range(name).unwrap();
        let rows = range.rows();
        rows.map(|row| row.iter().map(ToString::to_string).collect())
            .collect()
    };
    let checks = sheet("核对与依据");
    let cell = |row: usize, header: &str| {
        let at = checks[0].iter().position(|h| h == header);
        let at = at.unwrap_or_else(|| panic!("no column {header}: {:?}", checks[0]));
        checks[row][at].as_str()
    };
    assert_eq!(checks.len(), 3);
    assert_eq!(cell(1, "复核状态"), "已复核");
    let of_second = (1..3)
        .find(|row| cell(*row, "文件") == "第二份.pdf")
        .unwrap();
    assert_eq!(cell(of_second, "查验结果"), "一致");
    assert!(cell(of_second, "未通过的核对").contains("与已有发票重复"));
    assert!(cell(of_second, "人工改动").contains("备注"));
    assert!(
        cell(of_second, "依据").contains("文本层"),
        "{}",
        cell(of_second, "依据")
    );

    let odd = sheet("重复与异常");
    assert_eq!(odd.len(), 2, "{odd:?}");
    assert!(odd[1].iter().any(|cell| cell == "第一份.pdf"), "{odd:?}");
    desk.app.stop();
}
