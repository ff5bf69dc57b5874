//! Where the printed form lies when its own print is too pale to be read: what was filled in stands
//! at known places of it, so enough values of different kinds tell the same as its labels do.

use invoice::TaxId;

use super::blocks::is_cipher;
use super::figures;
use super::frame::{Frame, Pair};
use super::header::is_code;
use super::numbers;
use super::sheet::{Line, Rect, Sheet};

/// The form's width by its height.
const RATIO: f32 = 2.1;
/// How far a value may stand from its place, in widths and heights of the form: print is often off.
const OFF: (f32, f32) = (0.045, 0.055);
/// Least kinds of values and labels that agree.
const LEAST: usize = 6;
/// The least distance of two places that a form is laid through.
const APART: f32 = 0.3;

/// Which point of a value stands at a place: values begin, end or are centred there.
#[derive(Clone, Copy)]
enum Hold {
    Begin,
    Middle,
    End,
}

/// A value's place in widths and heights of the form's border; the kind counts once.
struct Spot(Kind, Hold, (f32, f32));

/// What was filled in, or printed by the press in dark ink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    CodeLeft,
    CodeRight,
    Number,
    NumberAgain,
    Date,
    CheckCode,
    Cipher,
    Net,
    Tax,
    Gross,
    Words,
    BuyerName,
    BuyerTaxId,
    BuyerBank,
    SellerName,
    SellerTaxId,
    SellerBank,
    /// A printed name, by its place among those that the frame knows.
    Label(usize),
}

use Hold::{Begin, End, Middle};

/// Measured on printed forms, like the places of the labels.
const CODE: [Spot; 2] = [
    Spot(Kind::CodeLeft, Middle, (0.203, -0.170)),
    Spot(Kind::CodeRight, Middle, (0.953, -0.157)),
];
const NUMBER: [Spot; 2] = [
    Spot(Kind::Number, Middle, (0.815, -0.168)),
    Spot(Kind::NumberAgain, Middle, (0.945, -0.108)),
];
const DATE: [Spot; 1] = [Spot(Kind::Date, Middle, (0.910, -0.050))];
const CHECK_CODE: [Spot; 1] = [Spot(Kind::CheckCode, Middle, (0.270, -0.029))];
const CIPHER: [Spot; 1] = [Spot(Kind::Cipher, Middle, (0.783, 0.115))];
const AMOUNTS: [Spot; 3] = [
    Spot(Kind::Net, End, (0.793, 0.668)),
    Spot(Kind::Tax, End, (0.989, 0.668)),
    Spot(Kind::Gross, Begin, (0.800, 0.741)),
];
const WORDS: [Spot; 1] = [Spot(Kind::Words, Begin, (0.312, 0.741))];
const NAMES: [Spot; 2] = [
    Spot(Kind::BuyerName, Begin, (0.172, 0.033)),
    Spot(Kind::SellerName, Begin, (0.172, 0.813)),
];
const TAX_IDS: [Spot; 2] = [
    Spot(Kind::BuyerTaxId, Begin, (0.190, 0.086)),
    Spot(Kind::SellerTaxId, Begin, (0.190, 0.866)),
];
const BANKS: [Spot; 2] = [
    Spot(Kind::BuyerBank, Begin, (0.172, 0.195)),
    Spot(Kind::SellerBank, Begin, (0.172, 0.964)),
];

/// Something on the page that may stand at a place of the form.
struct Candidate {
    kind: Kind,
    pair: Pair,
}

/// How much more must agree with a form laid through values than with one laid through labels.
const CLEARLY: f32 = 1.0;

/// 数电票 and what is no invoice have none of these, nor has the end of a form.
fn own(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::CodeLeft | Kind::CodeRight | Kind::Number | Kind::Cipher
    )
}

/// Whether code, number or cipher stand at their places of a form.
pub(super) fn agrees(sheet: &Sheet, frame: &Frame) -> bool {
    let mut candidates = values(sheet);
    candidates.retain(|candidate| own(candidate.kind));
    !agreeing(&candidates, frame).1.is_empty()
}

/// The place of the form by what was filled in and by `labels` (with their places, of which each
/// counts once); `None` where too little agrees, or hardly more than with the form that was laid
/// through the labels alone.
pub(super) fn frame(
    sheet: &Sheet,
    labels: &[(usize, Pair)],
    by_labels: Option<&Frame>,
) -> Option<Frame> {
    let mut candidates = values(sheet);
    if !candidates.iter().any(|candidate| own(candidate.kind)) {
        return None;
    }
    candidates.extend(labels.iter().map(|(index, pair)| Candidate {
        kind: Kind::Label(*index),
        pair: *pair,
    }));
    let mut best: Option<(f32, Vec<usize>)> = None;
    for (at, first) in candidates.iter().enumerate() {
        for second in candidates.iter().skip(at + 1) {
            let Some(guess) = through(&first.pair, &second.pair) else {
                continue;
            };
            let (score, agreeing) = agreeing(&candidates, &guess);
            // What of another form reaches into the picture is its end, below all these.
            let whole = guess.lies_on(sheet)
                && agreeing
                    .iter()
                    .filter_map(|at| candidates.get(*at))
                    .any(|candidate| own(candidate.kind));
            if !whole {
                continue;
            }
            if best.as_ref().is_none_or(|(most, _)| score > *most) {
                best = Some((score, agreeing));
            }
        }
    }
    let (_, mut chosen) = best?;
    for _ in 0..3 {
        let pairs = pairs_of(&candidates, &chosen);
        let found = Frame::through(&pairs, LEAST)?.with_em_of_height();
        chosen = agreeing(&candidates, &found).1;
    }
    let kinds = || chosen.iter().filter_map(|at| candidates.get(*at));
    let found = Frame::through(&pairs_of(&candidates, &chosen), LEAST)?.with_em_of_height();
    if !kinds().any(|candidate| own(candidate.kind)) || !found.is_sound(sheet) {
        return None;
    }
    let score = |frame: &Frame| agreeing(&candidates, frame).0;
    let better = by_labels.is_none_or(|labels| score(&found) > score(labels) + CLEARLY);
    better.then_some(found)
}

fn pairs_of(candidates: &[Candidate], chosen: &[usize]) -> Vec<Pair> {
    chosen
        .iter()
        .filter_map(|at| candidates.get(*at))
        .map(|candidate| candidate.pair)
        .collect()
}

/// The level form of the usual proportions through two places; `None` where they lie too near, or
/// the form would not be level.
fn through(a: &Pair, b: &Pair) -> Option<Frame> {
    let (du, dv) = (b.at.0 - a.at.0, (b.at.1 - a.at.1) / RATIO);
    let (dx, dy) = (b.point.0 - a.point.0, b.point.1 - a.point.1);
    let apart = du.hypot(dv);
    if du.hypot(dv * RATIO) < APART || apart < 0.15 {
        return None;
    }
    let width = dx.hypot(dy) / apart;
    let level = (dx - width * du).hypot(dy - width * dv) < 0.05 * width;
    level.then(|| Frame::level(width, width / RATIO, a))
}

/// The candidates that stand at their places, the nearest of each kind, and how well they do.
fn agreeing(candidates: &[Candidate], frame: &Frame) -> (f32, Vec<usize>) {
    let mut nearest: Vec<(Kind, f32, usize)> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let (u, v) = frame.place(candidate.pair.point);
        let place = candidate.pair.at;
        let off = ((u - place.0) / OFF.0).hypot((v - place.1) / OFF.1);
        if off >= 1.0 {
            continue;
        }
        match nearest
            .iter_mut()
            .find(|(kind, _, _)| *kind == candidate.kind)
        {
            Some(known) if off < known.1 => (known.1, known.2) = (off, at),
            Some(_) => {}
            None => nearest.push((candidate.kind, off, at)),
        }
    }
    let score = nearest.iter().map(|(_, off, _)| 1.0 - 0.4 * off).sum();
    (score, nearest.into_iter().map(|(_, _, at)| at).collect())
}

/// Everything on the page that looks like a value whose place is known.
fn values(sheet: &Sheet) -> Vec<Candidate> {
    let page = Rect::new(0.0, 0.0, sheet.width, sheet.height);
    let mut found = Vec::new();
    let mut put = |spots: &[Spot], rect: Rect| {
        for Spot(kind, hold, at) in spots {
            let (x, y) = rect.center();
            let x = match hold {
                Begin => rect.x0,
                Middle => x,
                End => rect.x1,
            };
            let pair = Pair {
                at: *at,
                point: (x, y),
                height: rect.y1 - rect.y0,
            };
            found.push(Candidate { kind: *kind, pair });
        }
    };
    let lines = sheet.lines(page, |_| false);
    let mut cipher: Option<(Rect, usize)> = None;
    for line in &lines {
        let around = sheet.rect(line);
        let words = around.and_then(|around| figures::longest_words(sheet, around));
        if let Some(rect) = words.and_then(|words| sheet.rect(&words)) {
            put(&WORDS, rect);
        }
        for part in sheet.cut(line, 0.9) {
            let Some(rect) = sheet.rect(&part) else {
                continue;
            };
            let text = sheet.folded(&part);
            if is_cipher(&text) && text.len() >= 12 {
                cipher = Some(match cipher {
                    Some((all, rows)) => (all.union(&rect), rows + 1),
                    None => (rect, 1),
                });
            } else if let Some(spots) = spots_of(&text) {
                put(spots, rect);
            }
        }
        for run in numbers::runs(sheet, line) {
            let spots: &[Spot] = match run.digits.as_str() {
                digits if is_code(digits) => &CODE,
                digits if digits.len() == 8 && !numbers::is_day(digits) => &NUMBER,
                _ => continue,
            };
            if let Some(rect) = sheet.rect(&run.marks) {
                put(spots, rect);
            }
        }
        let check_code = numbers::groups_of_five(sheet, line);
        let date = numbers::date(sheet, line).map(|(marks, _)| marks);
        let of_line: [(&[Spot], Option<Line>); 2] = [(&DATE, date), (&CHECK_CODE, check_code)];
        for (spots, marks) in of_line {
            if let Some(rect) = marks.and_then(|marks| sheet.rect(&marks)) {
                put(spots, rect);
            }
        }
    }
    if let Some((rect, 3 | 4)) = cipher {
        put(&CIPHER, rect);
    }
    for figure in figures::figures(sheet, page) {
        if figure.signed {
            put(&AMOUNTS, figure.rect);
        }
    }
    found
}

/// The places of a text of one of the parties.
fn spots_of(text: &str) -> Option<&'static [Spot]> {
    const COMPANIES: [&str; 4] = ["公司", "研究所", "大学", "学院"];
    const BANKS_OF: [&str; 4] = ["银行", "支行", "分行", "信用社"];
    let count = text.chars().count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_tax_id = matches!(count, 15 | 18 | 20) && digits >= 9 && TaxId::parse(text).is_some();
    if is_tax_id {
        Some(&TAX_IDS)
    } else if BANKS_OF.iter().any(|word| text.contains(word)) && digits >= 9 {
        Some(&BANKS)
    } else if count >= 6 && digits < 4 && COMPANIES.iter().any(|word| text.ends_with(word)) {
        Some(&NAMES)
    } else {
        None
    }
}
