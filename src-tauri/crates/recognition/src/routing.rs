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

/// Who has read best so far, by the user's own corrections; `None` where too little is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Learned {
    /// Of 卷票.
    pub for_rolls: Option<ProviderId>,
    /// Of all other invoices.
    pub for_forms: Option<ProviderId>,
}

/// The recognizer for a page, among those whose credentials exist: the one that has read best, if
/// it can read such pages at all, else the first of them that can. This machine where none can.
pub fn choose(page: PageKind, configured: &[ProviderId], learned: Learned) -> ProviderId {
    let PageKind::Picture { height_to_width } = page else {
        return ProviderId::Offline;
    };
    let is_roll = height_to_width.is_finite() && height_to_width >= ROLL_SHAPE;
    let (candidates, best): (&[ProviderId], _) = if is_roll {
        (&FOR_ROLLS, learned.for_rolls)
    } else {
        (&FOR_FORMS, learned.for_forms)
    };
    let best = best.filter(|id| candidates.contains(id));
    best.into_iter()
        .chain(candidates.iter().copied())
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
                choose(page, configured, Learned::default()),
                want,
                "{page:?} among {configured:?}"
            );
        }
    }

    #[test]
    fn what_was_learned_goes_before_where_it_can_be_used() {
        use ProviderId::{Deepfinch, Jdcloud, Jumdata, Offline, Volcengine};
        let form = PageKind::Picture {
            height_to_width: 0.65,
        };
        let learned = |for_forms| Learned {
            for_rolls: None,
            for_forms: Some(for_forms),
        };
        let all = ProviderId::ALL;
        for (best, configured, want) in [
            (Jdcloud, all, Jdcloud),
            (Jdcloud, &[Jumdata, Deepfinch] as &[_], Jumdata),
            // It reads rolls only, and this machine is no provider.
            (Volcengine, all, Jumdata),
            (Offline, all, Jumdata),
        ] {
            assert_eq!(choose(form, configured, learned(best)), want, "{best:?}");
        }
        assert_eq!(choose(PageKind::Digital, all, learned(Jdcloud)), Offline);
    }
}
