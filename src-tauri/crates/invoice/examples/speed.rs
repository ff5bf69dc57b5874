//! How long the checks and the judgement take on invoices with many lines.

use std::time::Instant;

use invoice::synthetic::{Dice, long_invoice, qr_reading, reading, today};
use invoice::{
    Company, Context, Corrections, EarlierInvoice, InvoiceType, Money, SellerHistory, Source,
    checks, judge,
};

fn main() {
    // Everything that a large ledger would tell.
    let earlier = |n: usize| EarlierInvoice {
        id: n.to_string(),
        number: Some(format!("2631{n:016}")),
        ..EarlierInvoice::default()
    };
    let context = Context {
        companies: (0..20)
            .map(|n| Company {
                name: format!("杭州第{n}商贸有限公司"),
                ..Company::default()
            })
            .collect(),
        earlier: (0..50).map(earlier).collect(),
        seller: Some(SellerHistory {
            invoices: 200,
            rates: [("13%".to_owned(), 600)].into(),
            neighbours: (0..6).map(earlier).collect(),
        }),
        limits: vec![Money::from_fen(100_000), Money::from_fen(500_000)],
        ..Context::new(today())
    };
    let mut dice = Dice::new(1);
    for lines in [1, 8, 100, 500] {
        let invoice = long_invoice(InvoiceType::DigitalSpecial, lines, &mut dice);
        let qr = qr_reading(&invoice);
        let mut readings = vec![
            reading(&invoice, Source::Xml),
            reading(&invoice, Source::PdfText),
            reading(&invoice, Source::Juhe),
        ];
        let rounds = 200;
        let start = Instant::now();
        let mut found = 0;
        for _ in 0..rounds {
            found += checks::check(&invoice, qr.as_ref().map(|r| &r.fields), &context).len();
        }
        let check = start.elapsed() / rounds;
        readings.extend(qr);
        let start = Instant::now();
        for _ in 0..rounds {
            found += judge(&readings, &Corrections::new(), &context)
                .findings
                .len();
        }
        let judged = start.elapsed() / rounds;
        println!(
            "{lines:>4} lines: checks {check:?}, judgement of four readings {judged:?} ({found} findings)"
        );
    }
}
