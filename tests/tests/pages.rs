//! Pages are split, merged, attached and turned, with the real queue behind it.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

use app::App;
use app::view::{DocumentState, DocumentView, PageChange, QueueRow};
use fapiao_tests::fixtures::{number, sample, to_pdf, to_pdf_together};
use fapiao_tests::program::{settled, start_in};
use invoice::InvoiceType;
use recognition::offline::PageReader;

async fn start(folder: &Path) -> App {
    start_in(folder, &[], PageReader::default()).await
}

async fn take_in(app: &App, folder: &Path, name: &str, bytes: &[u8]) -> Vec<QueueRow> {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    app.add_paths(vec![path]).await.unwrap();
    settled(app).await
}

fn read(view: &DocumentView, path: &str) -> Option<String> {
    let field = view.fields.iter().find(|field| field.path == path)?;
    field.value.clone()
}

fn numbers(view: &DocumentView) -> Vec<u32> {
    view.pages.iter().map(|page| page.number).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn merged_pages_are_one_document_until_it_is_taken_back_or_split_again() {
    let folder = tempfile::tempdir().unwrap();
    let app = start(&folder.path().join("data")).await;
    let invoices = [1, 2].map(|seed| sample(InvoiceType::DigitalOrdinary, seed));
    let rows = take_in(&app, folder.path(), "两张.pdf", &to_pdf_together(&invoices)).await;
    let [first, second] = [rows[0].id, rows[1].id];

    let merge = PageChange::Take {
        document: second,
        attached: false,
    };
    let merged = app.arrange_pages(first, merge).await.unwrap();
    assert_eq!(merged.removed, [second]);
    assert_eq!(numbers(&merged.document), [1, 2]);
    assert_eq!(settled(&app).await.len(), 1);

    let back = app.undo(first).await.unwrap();
    assert_eq!(numbers(&back), [1]);
    let rows = settled(&app).await;
    assert_eq!(rows.len(), 2);
    for (row, invoice) in rows.iter().zip(&invoices) {
        assert_eq!(
            row.number,
            Some(number(invoice)),
            "what was read counts again"
        );
        assert_eq!(row.state, DocumentState::Ready);
    }

    app.redo(first).await.unwrap();
    settled(&app).await;
    let split = PageChange::Split { pages: vec![2] };
    let split = app.arrange_pages(first, split).await.unwrap();
    let rows = settled(&app).await;
    assert_eq!(rows.len(), 2);
    let part = app.open_document(split.added[0]).await.unwrap();
    assert_eq!(read(&part, "number"), Some(number(&invoices[1])));
    let whole = app.open_document(first).await.unwrap();
    assert_eq!(read(&whole, "number"), Some(number(&invoices[0])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_another_file_goes_with_the_invoice_and_is_no_part_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let app = start(&folder.path().join("data")).await;
    let invoices = [3, 4].map(|seed| sample(InvoiceType::DigitalOrdinary, seed));
    take_in(&app, folder.path(), "发票.pdf", &to_pdf(&invoices[0])).await;
    let rows = take_in(&app, folder.path(), "水单.pdf", &to_pdf(&invoices[1])).await;
    let [own, slip] = [rows[0].id, rows[1].id];
    let typed = vec![app::view::FieldEdit {
        path: "remarks".to_owned(),
        value: Some("差旅".to_owned()),
    }];
    app.correct(own, typed, false).await.unwrap();

    let attach = PageChange::Take {
        document: slip,
        attached: true,
    };
    let view = app.arrange_pages(own, attach).await.unwrap().document;
    assert_eq!(view.pages.len(), 2);
    assert!(view.pages[1].attachment && !view.pages[0].attachment);
    assert_eq!(settled(&app).await.len(), 1);
    let view = app.open_document(own).await.unwrap();
    assert_eq!(read(&view, "number"), Some(number(&invoices[0])));
    assert_eq!(read(&view, "remarks").as_deref(), Some("差旅"));

    // Its picture and words are of its own file, and stay so when the pages change places.
    let foreign = view.pages[1].number;
    let words = async |page: u32| {
        let words = app.page_words(own, page).await.unwrap();
        words.into_iter().map(|word| word.text).collect::<String>()
    };
    assert!(words(foreign).await.contains(&number(&invoices[1])));
    let order = PageChange::Order {
        pages: vec![foreign, 1],
    };
    let view = app.arrange_pages(own, order).await.unwrap().document;
    assert_eq!(numbers(&view), [foreign, 1]);
    assert!(words(1).await.contains(&number(&invoices[0])));
    assert_eq!(read(&view, "number"), Some(number(&invoices[0])));

    // Ctrl+Z takes the steps back in the order in which they were made: order, attachment, remark.
    for (pages, remark) in [(2, Some("差旅")), (1, Some("差旅")), (1, None)] {
        let view = app.undo(own).await.unwrap();
        assert_eq!(view.pages.len(), pages);
        assert_eq!(
            read(&view, "remarks").filter(|r| r == "差旅").as_deref(),
            remark
        );
    }
    assert_eq!(settled(&app).await.len(), 2, "the slip is a document again");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_document_is_left_without_a_page_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let app = start(&folder.path().join("data")).await;
    let invoice = sample(InvoiceType::DigitalOrdinary, 5);
    let id = take_in(&app, folder.path(), "a.pdf", &to_pdf(&invoice)).await[0].id;
    for change in [
        PageChange::Split { pages: vec![1] },
        PageChange::Split { pages: vec![7] },
        PageChange::Order { pages: vec![1, 1] },
        PageChange::Take {
            document: id,
            attached: true,
        },
        PageChange::Attach {
            pages: vec![1],
            attached: true,
        },
    ] {
        let refused = app.arrange_pages(id, change.clone()).await.unwrap_err();
        assert_eq!(refused.code, "pages", "{change:?}");
    }
    let view = app.turn_page(id, 1, 3).await.unwrap();
    assert_eq!(view.pages[0].quarter_turns, 3);
    app.finish(id, Some(4_200)).await.unwrap();
    let pace = app.review_pace().await.unwrap();
    assert_eq!((pace.reviewed, pace.median_ms), (1, Some(4_200)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wall_confirms_what_was_seen_and_nothing_that_changed_since() {
    let folder = tempfile::tempdir().unwrap();
    let app = start(&folder.path().join("data")).await;
    for seed in 10..13 {
        let invoice = sample(InvoiceType::DigitalOrdinary, seed);
        take_in(
            &app,
            folder.path(),
            &format!("{seed}.pdf"),
            &to_pdf(&invoice),
        )
        .await;
    }
    let path = "amount_with_tax".to_owned();
    let cells = app.wall(path.clone()).await.unwrap();
    assert_eq!(cells.len(), 3);
    assert!(cells.iter().all(|cell| cell.bounds.is_some()));
    let part = cells[0].bounds.unwrap();
    let cut = app
        .part_of_page(cells[0].id, 1, [part.0, part.1, part.2, part.3], 1)
        .await
        .unwrap();
    let cut = image::load_from_memory(&cut).unwrap();
    assert!(cut.height() > cut.width(), "turned by a quarter");

    let changed = cells[1].id;
    let typed = vec![app::view::FieldEdit {
        path: path.clone(),
        value: Some("1.00".to_owned()),
    }];
    app.correct(changed, typed, false).await.unwrap();
    let seen = cells
        .iter()
        .map(|cell| app::view::SeenValue {
            id: cell.id,
            value: cell.value.clone(),
        })
        .collect();
    let confirmed = app.confirm_on_wall(path.clone(), seen).await.unwrap();
    assert_eq!(confirmed, [cells[0].id, cells[2].id]);
    assert!(app.wall(path.clone()).await.unwrap().is_empty());

    // One in which something was typed since keeps its confirmation.
    let typed = vec![app::view::FieldEdit {
        path: "drawer".to_owned(),
        value: Some("欧阳试".to_owned()),
    }];
    app.correct(cells[0].id, typed, false).await.unwrap();
    let taken = app
        .take_back_on_wall(path.clone(), confirmed)
        .await
        .unwrap();
    assert_eq!(taken, [cells[2].id]);
    assert_eq!(app.wall(path).await.unwrap().len(), 1);
}
