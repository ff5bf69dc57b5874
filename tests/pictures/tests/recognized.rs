//! A slice of the pictures is read as well as the whole set must be.
// What fails in a test stops it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod reader;

use fapiao_pictures::score::Score;
use fapiao_pictures::{Layout, Specimen, Wear};

/// One of each group of layouts, and every wear once.
const SLICE: [(Layout, Wear); 10] = [
    (Layout::PaperOrdinary, Wear::Clean),
    (Layout::DigitalSpecial, Wear::Clean),
    (Layout::PaperSpecial, Wear::Photo),
    (Layout::ElectronicOrdinary, Wear::Turned90),
    (Layout::Toll, Wear::Turned180),
    (Layout::DigitalConstruction, Wear::Jpeg40),
    (Layout::Roll, Wear::Skewed),
    (Layout::Blockchain, Wear::Noise),
    (Layout::ElectronicSpecial, Wear::Shadow),
    (Layout::RefinedOil, Wear::Sealed),
];

#[tokio::test]
async fn a_slice_of_the_pictures_is_read() {
    let Some(reader) = reader::Reader::new() else {
        return;
    };
    let mut score = Score::default();
    for (layout, wear) in SLICE {
        let specimen = Specimen {
            layout,
            wear,
            copy: 0,
        };
        let picture = specimen.draw();
        let judgement = reader.judge(&picture).await;
        let (tally, misses) = score.add(specimen, &picture.invoice, judgement.as_ref());
        println!("{specimen:<36} {tally}");
        for miss in misses {
            println!("      {miss:?}");
        }
    }
    println!("{score}");
    let (clean, worn) = (score.clean(), score.worn());
    assert!(clean.share() >= 96.0, "clean pages: {clean}");
    assert!(worn.share() >= 95.0, "worn pages: {worn}");
    let (right, all) = score.certain();
    assert!(
        all > 0 && right == all,
        "certain: {right} of {all} are right"
    );
    let invented = clean.invented + worn.invented;
    assert!(invented <= 2, "invented: {clean}, {worn}");
}
