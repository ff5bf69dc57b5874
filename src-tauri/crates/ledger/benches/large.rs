//! How long the window waits for a ledger of 200,000 invoices: `cargo bench -p ledger`.
//! Prints the median and the slowest of 21 runs each.

#![allow(clippy::unwrap_used, reason = "a measurement may simply stop")]

use std::time::{Duration, Instant};

use invoice::{IssueDate, Money};
use ledger::{
    DocumentFilter, DocumentId, DocumentOrder, DocumentState, DuplicateQuery, Ledger, Timestamp,
};
use rusqlite::Connection;

const INVOICES: i64 = 200_000;
/// The seller of every tenth invoice.
const LARGE_SELLER: &str = "913205000000000042";
const NOW: Timestamp = Timestamp(1_767_225_600_000);

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.sqlite");
    drop(Ledger::open(&path, NOW).unwrap());
    fill(&path);
    let started = Instant::now();
    let ledger = Ledger::open(&path, NOW).unwrap();
    println!("{:<46}{:>10.2?}", "open", started.elapsed());

    let reviewed = |text: &str| DocumentFilter {
        states: vec![DocumentState::Reviewed],
        text: text.to_owned(),
        ..DocumentFilter::default()
    };
    let list = |filter: DocumentFilter, order, offset| {
        move |ledger: &Ledger| ledger.documents(&filter, order, 100, offset).unwrap().len()
    };
    let all = reviewed("");
    let show = |name: &str, measured: &dyn Fn(&Ledger) -> usize| report(&ledger, name, measured);
    show(
        "queue, first 100 of 2,000",
        &list(
            DocumentFilter {
                states: vec![DocumentState::Ready],
                ..DocumentFilter::default()
            },
            DocumentOrder::Arrival,
            0,
        ),
    );
    show(
        "first 100, newest first",
        &list(all.clone(), DocumentOrder::Newest, 0),
    );
    show(
        "100 after 100,000, newest first",
        &list(all.clone(), DocumentOrder::Newest, 100_000),
    );
    show(
        "first 100, latest date of issue",
        &list(all.clone(), DocumentOrder::IssueDateDescending, 0),
    );
    show(
        "first 100, by seller",
        &list(all.clone(), DocumentOrder::Seller, 0),
    );
    show(
        "first 100, largest",
        &list(all.clone(), DocumentOrder::Gross, 0),
    );
    show(
        "search, two characters, rare",
        &list(reviewed("罕见"), DocumentOrder::Newest, 0),
    );
    show(
        "search, no hit",
        &list(reviewed("没有这样"), DocumentOrder::Newest, 0),
    );
    show(
        "search, common",
        &list(reviewed("公司"), DocumentOrder::Newest, 0),
    );
    show("totals of all", &|ledger| {
        ledger.document_totals(&all).unwrap().count as usize
    });
    show("counts by state", &|ledger| {
        ledger.state_counts().unwrap().len()
    });
    show("duplicates of one", &|ledger| {
        let query = DuplicateQuery {
            document: DocumentId(1),
            code: None,
            number: Some("26310000000000099999"),
            seller_tax_id: Some(LARGE_SELLER),
            seller_name: Some("苏州第42仪器设备有限公司"),
            gross: Some(Money::from_fen(4_200)),
            issue_date: IssueDate::new(2026, 1, 15),
        };
        ledger.find_duplicates(&query).unwrap().len()
    });
    // What one judgement asks of the ledger, for the invoice of a seller with 20,000 others.
    show("all that the checks of one invoice ask", &|ledger| {
        let own = DocumentId(INVOICES);
        let query = DuplicateQuery {
            document: own,
            code: None,
            number: Some("26310000000000199998"),
            seller_tax_id: Some(LARGE_SELLER),
            seller_name: Some("苏州第42仪器设备有限公司"),
            gross: Some(Money::from_fen(4_200)),
            issue_date: IssueDate::new(2026, 1, 15),
        };
        let near: Vec<String> = (199_995..200_001).map(|n| format!("2631{n:016}")).collect();
        let day = IssueDate::new(2026, 1, 15).unwrap();
        ledger.find_duplicates(&query).unwrap().len()
            + ledger.companies().unwrap().len()
            + usize::from(ledger.setting("checks").unwrap().is_some())
            + ledger.seller_habits(LARGE_SELLER, own).unwrap().invoices as usize
            + ledger.numbered(LARGE_SELLER, &near, own).unwrap().len()
            + usize::from(ledger.has_past(own, 10).unwrap())
            + usize::from(
                ledger
                    .latest_of_seller(LARGE_SELLER, own)
                    .unwrap()
                    .is_some(),
            )
            + ledger.trips("沪A12345", day, own).unwrap().len()
            + usize::from(
                ledger
                    .has_number(None, "26310000000000000007", own)
                    .unwrap(),
            )
    });
    show("findings and marks of 200 rows", &|ledger| {
        let ids: Vec<DocumentId> = (1..=200).map(DocumentId).collect();
        ledger.findings(&ids).unwrap().len() + ledger.latest_verifications(&ids).unwrap().len()
    });
    show("one correction written", &|ledger| {
        let path = "remarks".parse().unwrap();
        let values = [(path, Some("备注".to_owned()))];
        ledger.correct(DocumentId(1), &values, true, NOW).unwrap();
        1
    });
}

fn report(ledger: &Ledger, name: &str, measured: &dyn Fn(&Ledger) -> usize) {
    let mut rows = 0;
    let mut times: Vec<Duration> = (0..21)
        .map(|_| {
            let started = Instant::now();
            rows = measured(ledger);
            started.elapsed()
        })
        .collect();
    times.sort();
    println!(
        "{name:<46}{:>10.2?}{:>10.2?}  ({rows})",
        times[10], times[20]
    );
}

/// Writes the rows past the ledger's own methods, which wait for the disk at every one.
fn fill(path: &std::path::Path) {
    let mut connection = Connection::open(path).unwrap();
    let transaction = connection.transaction().unwrap();
    {
        let mut original = transaction
            .prepare("INSERT INTO originals VALUES (?1, ?2, 1024, 'pdf', NULL, 0)")
            .unwrap();
        let mut document = transaction
            .prepare(
                "INSERT INTO documents (sha256, name, state, state_at, added_at, invoice_type,
                     number, issue_date, seller_name, seller_tax_id, buyer_name, buyer_tax_id,
                     net_fen, tax_fen, gross_fen, provider, reviewed_at, search_text, rates)
                 VALUES (?1, ?2, ?3, 0, 0, 'digital_special', ?4, ?5, ?6, ?7, ?8,
                     '913301000000000000', ?9, ?10, ?11, 'offline', 0, ?12, '{\"13%\":3}')",
            )
            .unwrap();
        for n in 0..INVOICES {
            let sha = format!("{n:064x}");
            let name = format!("dzfp_2631{n:016}_{}.pdf", n % 97);
            // A shuffled order, as files come.
            let k = n * 7_919 % INVOICES;
            let state = if n < 2_000 { "ready" } else { "reviewed" };
            let number = format!("2631{n:016}");
            let date = format!("20{}-{:02}-{:02}", 22 + k % 5, 1 + k % 12, 1 + k % 28);
            let rare = if n == 150_000 { "罕见" } else { "" };
            let one = if n % 10 == 0 { 42 } else { k % 3_000 };
            let seller = format!("苏州第{one}{rare}仪器设备有限公司");
            let seller_id = format!("9132050000{one:08}");
            let gross = (k % 90_000) * 100;
            let buyer = "杭州远山商贸有限公司";
            let search = format!(
                "{name}\n{number}\n{seller}\n{seller_id}\n{buyer}\n913301000000000000\n{}.00\n{date}",
                gross / 100
            );
            original.execute((&sha, &name)).unwrap();
            document
                .execute(rusqlite::params![
                    sha,
                    name,
                    state,
                    number,
                    date,
                    seller,
                    seller_id,
                    buyer,
                    gross - gross / 10,
                    gross / 10,
                    gross,
                    search
                ])
                .unwrap();
        }
    }
    transaction.commit().unwrap();
}
