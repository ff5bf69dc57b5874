//! Settings, own companies, exports.

use ledger::{CompanyId, DocumentFilter, DocumentOrder, NewCompany};
use serde_json::json;

use crate::{Fixture, at, document};

#[test]
fn settings_are_json_and_null_forgets_them() {
    let fixture = Fixture::new();
    {
        let ledger = fixture.open();
        ledger
            .set_setting("provider", &json!("offline"), at(1))
            .unwrap();
        ledger
            .set_setting("rates", &json!({"juhe": 2.5}), at(1))
            .unwrap();
        ledger
            .set_setting("provider", &json!("juhe"), at(2))
            .unwrap();
    }
    let ledger = fixture.open();
    assert_eq!(ledger.setting("provider").unwrap(), Some(json!("juhe")));
    assert_eq!(ledger.settings().unwrap().len(), 2);
    ledger.set_setting("provider", &json!(null), at(3)).unwrap();
    assert_eq!(ledger.setting("provider").unwrap(), None);
}

#[test]
fn own_companies_are_kept_changed_and_forgotten() {
    let ledger = Fixture::new().open();
    let mut company = NewCompany {
        name: "杭州远山商贸有限公司".to_owned(),
        tax_id: Some("913301000000000000".to_owned()),
        ..NewCompany::default()
    };
    let id = ledger.add_company(&company, at(1)).unwrap();
    company.bank_account = Some("工行西湖支行 1202".to_owned());
    ledger.update_company(id, &company, at(2)).unwrap();
    let all = ledger.companies().unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(
        (all[0].id, &all[0].details, all[0].updated_at),
        (id, &company, at(2))
    );
    ledger.remove_company(id).unwrap();
    assert_eq!(ledger.companies().unwrap(), []);
    let gone = ledger.update_company(CompanyId(99), &company, at(3));
    assert_eq!(gone.unwrap_err().code(), "ledger_missing");
}

#[test]
fn exports_tell_what_went_into_which_file() {
    let ledger = Fixture::new().open();
    let (a, b) = (document(&ledger, 1), document(&ledger, 2));
    let first = ledger
        .record_export("一月.xlsx", "platform", &[a, b, a], at(1))
        .unwrap();
    let second = ledger
        .record_export("补.xlsx", "platform", &[b], at(2))
        .unwrap();
    let all = ledger.exports(10).unwrap();
    assert_eq!(
        all.iter().map(|e| (e.id, e.invoices)).collect::<Vec<_>>(),
        [(second, 1), (first, 2)]
    );
    assert_eq!(all[1].path, "一月.xlsx");
    assert_eq!(
        ledger
            .exports_of(a)
            .unwrap()
            .iter()
            .map(|e| e.id)
            .collect::<Vec<_>>(),
        [first]
    );
    assert_eq!(ledger.document(b).unwrap().exported_at, Some(at(2)));

    let never = DocumentFilter {
        exported: Some(false),
        ..DocumentFilter::default()
    };
    let c = document(&ledger, 3);
    let rows = ledger
        .documents(&never, DocumentOrder::Arrival, 10, 0)
        .unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [c]);

    let unknown = ledger.record_export("x.xlsx", "platform", &[a, ledger::DocumentId(99)], at(3));
    assert_eq!(unknown.unwrap_err().code(), "ledger_missing");
    assert_eq!(
        ledger.exports(10).unwrap().len(),
        2,
        "half an export is none"
    );
}
