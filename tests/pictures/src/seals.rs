//! Red seals: 发票监制章 over the title and 发票专用章 of the seller.

use invoice::synthetic::Dice;

use super::faces::Face;
use super::paper::{Ink, Paper, Pen, oval};

/// 全国统一发票监制章 of the tax office, an oval over the title.
pub(super) fn supervision(paper: &mut Paper, centre: (f32, f32), region: &str, ink: Ink) {
    let outer = oval(centre, (15.0, 10.0));
    paper.stroke(&outer, 0.9, ink, 0.9);
    let inner = oval(centre, (13.6, 8.7));
    paper.stroke(&inner, 0.2, ink, 0.9);
    let pen = Pen::new(Face::Song, 2.6, ink);
    paper.text_around(
        centre,
        (10.6, 5.6),
        12.0,
        168.0,
        "全国统一发票监制章",
        &pen,
        0.9,
    );
    paper.text_around(
        centre,
        (10.6, 7.6),
        -28.0,
        -152.0,
        "国家税务总局监制",
        &pen.of(2.3),
        0.9,
    );
    let spread = pen.of(2.7).spaced(2.0);
    let left = centre.0 - spread.width(region) / 2.0;
    paper.stamped(left, centre.1 + 0.9, region, &spread, 0.9);
}

/// 发票专用章 of the seller: an oval of 40 × 30 mm as pressed by hand or printed.
pub(super) fn seller(
    paper: &mut Paper,
    centre: (f32, f32),
    company: &str,
    tax_id: &str,
    ink: Ink,
    strength: f32,
) {
    let outer = oval(centre, (20.0, 15.0));
    paper.stroke(&outer, 0.9, ink, strength);
    let count = company.chars().count() as f32;
    let size = (62.0 / count.max(8.0)).min(4.2);
    let pen = Pen {
        squeeze: 0.8,
        ..Pen::new(Face::Song, size, ink)
    };
    let open = (count * 13.0).min(195.0);
    paper.text_around(
        centre,
        (20.0 - size * 1.05 - 0.6, 15.0 - size * 1.05 - 0.6),
        90.0 - open / 2.0,
        90.0 + open / 2.0,
        company,
        &pen,
        strength,
    );
    let number = Pen {
        squeeze: 0.75,
        ..Pen::new(Face::Helvetica, 3.2, ink)
    };
    let left = centre.0 - number.width(tax_id) / 2.0;
    paper.stamped(left, centre.1 + 1.6, tax_id, &number, strength);
    let words = Pen::new(Face::Song, 3.4, ink).bold().spaced(0.8);
    let left = centre.0 - words.width("发票专用章") / 2.0;
    paper.stamped(left, centre.1 + 7.6, "发票专用章", &words, strength);
}

/// A round seal with a star, as pressed over anything.
pub(super) fn round(
    paper: &mut Paper,
    centre: (f32, f32),
    company: &str,
    ink: Ink,
    dice: &mut Dice,
) {
    let strength = dice.range(55, 90) as f32 / 100.0;
    let outer = oval(centre, (19.0, 19.0));
    paper.stroke(&outer, 1.1, ink, strength);
    let pen = Pen {
        squeeze: 0.7,
        ..Pen::new(Face::Song, 4.4, ink)
    };
    paper.text_around(centre, (13.6, 13.6), -20.0, 200.0, company, &pen, strength);
    let mut star = tiny_skia::PathBuilder::new();
    for point in 0..5 {
        let angle = (point as f32 * 144.0 - 90.0).to_radians();
        let (x, y) = (centre.0 + 5.0 * angle.cos(), centre.1 + 5.0 * angle.sin());
        if point == 0 {
            star.move_to(x, y);
        } else {
            star.line_to(x, y);
        }
    }
    star.close();
    paper.fill(&star.finish().unwrap(), ink, strength);
    let words = Pen::new(Face::Song, 3.2, ink).bold();
    let left = centre.0 - words.width("财务专用章") / 2.0;
    paper.stamped(left, centre.1 + 11.0, "财务专用章", &words, strength);
}
