use std::collections::BTreeMap;

use invoice::FieldPath;
use ledger::CorrectionKind;
use proptest::prelude::*;

use crate::{Fixture, at, document, path};

#[allow(
    clippy::unnecessary_wraps,
    reason = "None clears a field: the shape of a correction"
)]
fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

#[test]
fn undo_and_redo_survive_a_restart() {
    let fixture = Fixture::new();
    let (number, remarks) = (path("number"), path("remarks"));
    let document = {
        let ledger = fixture.open();
        let document = document(&ledger, 1);
        ledger
            .correct(document, &[(number, text("1"))], false, at(1))
            .unwrap();
        ledger
            .correct(
                document,
                &[(number, text("2")), (remarks, None)],
                false,
                at(2),
            )
            .unwrap();
        assert_eq!(
            ledger.undo(document, at(3)).unwrap(),
            Some(vec![number, remarks])
        );
        document
    };
    let ledger = fixture.open();
    let current = || ledger.current_corrections(document).unwrap();
    assert_eq!(current(), [(number, text("1"))].into());
    assert!(ledger.can_redo(document).unwrap());
    assert_eq!(
        ledger.redo(document, at(4)).unwrap(),
        Some(vec![number, remarks])
    );
    assert_eq!(current(), [(number, text("2")), (remarks, None)].into());
    assert!(!ledger.can_redo(document).unwrap());
    assert_eq!(ledger.redo(document, at(5)).unwrap(), None);

    ledger.undo(document, at(6)).unwrap();
    ledger.undo(document, at(7)).unwrap();
    assert_eq!(current(), BTreeMap::new(), "the field holds what was read");
    assert!(!ledger.can_undo(document).unwrap());
    assert_eq!(ledger.undo(document, at(8)).unwrap(), None);
    ledger
        .correct(document, &[(number, text("3"))], false, at(9))
        .unwrap();
    assert!(
        !ledger.can_redo(document).unwrap(),
        "a new step ends what could be brought back"
    );
}

#[test]
fn continued_typing_is_one_step_of_undo_and_all_of_it_is_in_the_trail() {
    let ledger = Fixture::new().open();
    let document = document(&ledger, 1);
    let (number, remarks) = (path("number"), path("remarks"));
    for (second, value, continues) in [(1, "1", false), (2, "12", true), (3, "123", true)] {
        ledger
            .correct(document, &[(number, text(value))], continues, at(second))
            .unwrap();
    }
    let history = ledger.field_history(document, number).unwrap();
    let values: Vec<_> = history
        .iter()
        .map(|change| change.text.as_deref())
        .collect();
    assert_eq!(values, [Some("1"), Some("12"), Some("123")]);
    // Another field is another step, whatever the caller says.
    ledger
        .correct(document, &[(remarks, text("x"))], true, at(4))
        .unwrap();
    ledger.undo(document, at(5)).unwrap();
    assert_eq!(
        ledger.current_corrections(document).unwrap(),
        [(number, text("123"))].into()
    );
    // So is typing after an undo.
    ledger
        .correct(document, &[(number, text("1234"))], true, at(6))
        .unwrap();
    ledger.undo(document, at(7)).unwrap();
    assert_eq!(
        ledger.current_corrections(document).unwrap(),
        [(number, text("123"))].into()
    );
    ledger.undo(document, at(8)).unwrap();
    assert_eq!(
        ledger.current_corrections(document).unwrap(),
        BTreeMap::new()
    );

    let history = ledger.field_history(document, number).unwrap();
    let last = history.last().unwrap();
    assert_eq!(
        (last.kind, last.corrected, last.at),
        (CorrectionKind::Undo, false, at(8))
    );
    assert_eq!(ledger.field_history(document, path("code")).unwrap(), []);
}

#[test]
fn documents_do_not_share_their_undo() {
    let ledger = Fixture::new().open();
    let (a, b) = (document(&ledger, 1), document(&ledger, 2));
    ledger
        .correct(a, &[(path("number"), text("1"))], false, at(1))
        .unwrap();
    ledger
        .correct(b, &[(path("number"), text("2"))], false, at(2))
        .unwrap();
    ledger.undo(a, at(3)).unwrap();
    assert_eq!(ledger.current_corrections(a).unwrap(), BTreeMap::new());
    assert_eq!(
        ledger.current_corrections(b).unwrap(),
        [(path("number"), text("2"))].into()
    );
}

#[test]
fn a_correction_of_nothing_or_of_no_document_is_refused() {
    let ledger = Fixture::new().open();
    let document = document(&ledger, 1);
    let refused = |document, values: &[_]| {
        ledger
            .correct(document, values, false, at(1))
            .unwrap_err()
            .code()
    };
    assert_eq!(refused(document, &[]), "ledger_refused");
    let values = [(path("number"), None)];
    assert_eq!(refused(ledger::DocumentId(99), &values), "ledger_missing");
    assert!(!ledger.can_undo(document).unwrap());
}

type Values = BTreeMap<FieldPath, Option<String>>;

#[derive(Debug, Clone)]
enum Step {
    Set(Vec<(FieldPath, Option<String>)>, bool),
    Undo,
    Redo,
}

fn a_step() -> impl Strategy<Value = Step> {
    let value = (
        prop::sample::select(vec!["number", "remarks", "items[0].amount"]),
        prop::option::of("[0-9]{1,3}"),
    );
    let values = prop::collection::vec(value, 1..3).prop_map(|values| {
        values
            .into_iter()
            .map(|(p, text)| (path(p), text))
            .collect()
    });
    prop_oneof![
        3 => (values, any::<bool>()).prop_map(|(values, continues)| Step::Set(values, continues)),
        2 => Just(Step::Undo),
        1 => Just(Step::Redo),
    ]
}

/// Undo as a row of whole pictures and a finger on one of them.
struct Pictures {
    row: Vec<Values>,
    finger: usize,
    typing: Option<Vec<FieldPath>>,
}

impl Pictures {
    fn take(&mut self, step: &Step) {
        match step {
            Step::Set(values, continues) => {
                let values: Values = values.iter().cloned().collect();
                let paths: Vec<FieldPath> = values.keys().copied().collect();
                if *continues && self.typing.as_ref() == Some(&paths) {
                    self.finger -= 1;
                }
                self.row.truncate(self.finger + 1);
                let mut picture = self.row[self.finger].clone();
                picture.extend(values);
                self.row.push(picture);
                self.finger += 1;
                self.typing = Some(paths);
            }
            Step::Undo if self.finger > 0 => {
                self.finger -= 1;
                self.typing = None;
            }
            Step::Redo if self.finger + 1 < self.row.len() => {
                self.finger += 1;
                self.typing = None;
            }
            Step::Undo | Step::Redo => {}
        }
    }
}

proptest! {
    // Every case writes to the disk some thirty times.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_order_of_steps_gives_what_whole_pictures_give(
        steps in prop::collection::vec(a_step(), 1..30)
    ) {
        let fixture = Fixture::new();
        let ledger = fixture.open();
        let document = document(&ledger, 1);
        let mut model = Pictures { row: vec![Values::new()], finger: 0, typing: None };
        for step in &steps {
            model.take(step);
            match step {
                Step::Set(values, continues) => {
                    ledger.correct(document, values, *continues, at(1)).unwrap();
                }
                Step::Undo => { ledger.undo(document, at(1)).unwrap(); }
                Step::Redo => { ledger.redo(document, at(1)).unwrap(); }
            }
            prop_assert_eq!(&ledger.current_corrections(document).unwrap(), &model.row[model.finger]);
            prop_assert_eq!(ledger.can_undo(document).unwrap(), model.finger > 0);
            prop_assert_eq!(ledger.can_redo(document).unwrap(), model.finger + 1 < model.row.len());
        }
        drop(ledger);
        prop_assert_eq!(&fixture.open().current_corrections(document).unwrap(), &model.row[model.finger]);
    }
}
