//! Who recognizes a page when the user leaves the choice to a rule.

use crate::ProviderId;

/// What is known of a page before anybody has read it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PageKind {
    /// Its words are known: nothing needs to leave the machine.
    Digital,
    /// Only a picture.
    Picture {
        /// Height divided by width, as it is shown.
        height_to_width: f64,
    },
}

/// From this shape on a picture is taken for a 卷票, which is 57 to 76 mm wide and 127 to 203 mm
/// long; all other invoices lie across.
const ROLL_SHAPE: f64 = 1.8;

/// Those that read 卷票, the one that reads nothing else first.
const FOR_ROLLS: [ProviderId; 2] = [ProviderId::Volcengine, ProviderId::Jumdata];
/// Those that read all other invoices, by how many fields they give.
const FOR_FORMS: [ProviderId; 4] = [
    ProviderId::Jumdata,
    ProviderId::Juhe,
    ProviderId::Deepfinch,
    ProviderId::Jdcloud,
];

/// The recognizer for a page, among those whose credentials exist. This machine where none of them
/// can read it.
pub fn choose(page: PageKind, configured: &[ProviderId]) -> ProviderId {
    let PageKind::Picture { height_to_width } = page else {
        return ProviderId::Offline;
    };
    let is_roll = height_to_width.is_finite() && height_to_width >= ROLL_SHAPE;
    let candidates: &[ProviderId] = if is_roll { &FOR_ROLLS } else { &FOR_FORMS };
    candidates
        .iter()
        .copied()
        .find(|id| configured.contains(id))
        .unwrap_or(ProviderId::Offline)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_needs_no_provider_stays_here_and_rolls_go_to_those_who_read_them() {
        use ProviderId::{Deepfinch, Jdcloud, Jumdata, Offline, Volcengine};
        let all = ProviderId::ALL;
        let form = PageKind::Picture {
            height_to_width: 0.65,
        };
        let roll = PageKind::Picture {
            height_to_width: 2.4,
        };
        let cases: [(PageKind, &[ProviderId], ProviderId); 7] = [
            (PageKind::Digital, all, Offline),
            (form, all, Jumdata),
            (form, &[Volcengine], Offline),
            (form, &[Jdcloud, Deepfinch], Deepfinch),
            (roll, all, Volcengine),
            (roll, &[Jumdata], Jumdata),
            (roll, &[Deepfinch], Offline),
        ];
        for (page, configured, want) in cases {
            assert_eq!(
                choose(page, configured),
                want,
                "{page:?} among {configured:?}"
            );
        }
    }
}
