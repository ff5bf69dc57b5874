//! The three amounts of an invoice and the amount in words, on a picture: of all figures near
//! their places, those that add up.

use invoice::{FieldPath, HeaderField, ItemField, Money, Value};

use super::columns::Headings;
use super::draft::Draft;
use super::figures::{self, Figure};
use super::form::Form;
use super::sheet::{Line, Rect, Sheet};

/// What is taken for the amounts, and how much speaks for it.
struct Choice<'a> {
    net: Option<&'a Figure>,
    tax: Option<&'a Figure>,
    gross: Option<&'a Figure>,
    score: f32,
}

/// What it costs to take a figure whose point was not read: more than it brings by its look and its
/// place, less than it brings if it makes the sum or names what the words do.
const POINTLESS: f32 = 3.5;

/// The heights at which the totals and the price are printed.
struct Rows {
    total: Option<f32>,
    gross: f32,
    em: f32,
    /// Where the amount in words ends.
    words_end: f32,
}

/// Reads 合计, 价税合计（大写） and （小写）.
pub(super) fn read(sheet: &Sheet, form: &Form, draft: &mut Draft) {
    let top = form
        .headings
        .as_ref()
        .map_or(0.3 * sheet.height, |h| h.rect.y1);
    let below = Rect::new(0.0, top, sheet.width, sheet.height);
    // Remarks and goods may hold the same characters.
    let words = form
        .frame
        .as_ref()
        .and_then(|frame| figures::longest_words(sheet, frame.part((0.15, 0.695), (1.05, 0.79))))
        .or_else(|| figures::longest_words(sheet, below));
    if let Some(line) = &words {
        let text = sheet.text(line).replace(' ', "");
        draft.put_text(
            sheet,
            FieldPath::Header(HeaderField::AmountInWords),
            line,
            text,
        );
        // Software prints 壹拾, never 拾 alone: the figures agree without the first character too.
        if sheet
            .folded(line)
            .trim_start_matches(['(', ')', '负', '数'])
            .starts_with('拾')
        {
            draft.remark(
                FieldPath::Header(HeaderField::AmountInWords),
                "start_unread",
            );
        }
    }
    let Some(rows) = rows(sheet, form, words.as_ref()) else {
        return;
    };
    let mut all = figures::figures(sheet, below);
    all.extend(figures::pointless(sheet, below));
    let in_words = words
        .as_ref()
        .and_then(|line| figures::words_value(sheet, line));
    let Some(choice) = choose(&all, &rows, form.headings.as_ref(), in_words) else {
        return;
    };
    for (field, figure) in [
        (HeaderField::TotalAmount, choice.net),
        (HeaderField::TotalTax, choice.tax),
        (HeaderField::AmountWithTax, choice.gross),
    ] {
        if let Some(figure) = figure {
            draft.put_value(
                sheet,
                FieldPath::Header(field),
                &figure.marks,
                sheet.text(&figure.marks),
                Value::Money(figure.money),
            );
            if figure.pointless {
                draft.remark(FieldPath::Header(field), "chosen_by_sum");
            } else if !figure.signed {
                // Totals are printed with ¥, which may have been read as a digit of the amount.
                draft.remark(FieldPath::Header(field), "sign_unread");
            }
        }
    }
}

fn rows(sheet: &Sheet, form: &Form, words: Option<&Line>) -> Option<Rows> {
    let words = words.and_then(|line| sheet.rect(line));
    let gross = form.gross_figures.as_ref().or(form.gross.as_ref());
    let em = gross.map_or_else(|| sheet.body_em(), |label| label.em);
    // With a frame the label's place is sure even where it was not read.
    let at = match (&form.frame, words, gross) {
        (None, Some(words), _) | (_, Some(words), None) => words.cy(),
        (_, _, Some(label)) => label.rect.cy(),
        (_, None, None) => return None,
    };
    let total = form
        .total
        .as_ref()
        .map(|label| label.rect.cy())
        .filter(|y| *y < at);
    Some(Rows {
        total,
        gross: at,
        em,
        words_end: words.map_or(0.0, |rect| rect.x1),
    })
}

fn choose<'a>(
    all: &'a [Figure],
    rows: &Rows,
    headings: Option<&Headings>,
    in_words: Option<Money>,
) -> Option<Choice<'a>> {
    let em = rows.em;
    let off = |figure: &Figure, y: f32| (figure.rect.cy() - y).abs() / em;
    let grosses: Vec<Option<&Figure>> = all
        .iter()
        .filter(|f| off(f, rows.gross) < 1.3 && f.rect.x0 > rows.words_end - em)
        .map(Some)
        .chain([None])
        .collect();
    let totals: Vec<&Figure> = all
        .iter()
        .filter(|f| {
            f.rect.cy() < rows.gross - 0.5 * em && f.rect.cy() > rows.gross - 5.0 * em
                || rows.total.is_some_and(|y| off(f, y) < 1.0)
        })
        .filter(|f| f.rect.cy() < rows.gross + 0.3 * em)
        .collect();
    let place = |figure: &Figure, field: ItemField| -> f32 {
        let Some(column) = headings.and_then(|h| h.column(field)) else {
            return 0.0;
        };
        let x = figure.rect.x1 - 0.3 * em;
        let outside = (column.from - x).max(x - column.to).max(0.0) / em;
        -(0.5 * outside).min(3.0)
    };
    let level = |figure: &Figure| -> f32 {
        let far = rows.total.map_or(0.0, |y| 0.6 * off(figure, y));
        let sign = if figure.signed { 0.8 } else { 0.0 };
        sign - far.min(2.5)
    };
    let mut best: Option<Choice<'a>> = None;
    let nets: Vec<Option<&Figure>> = totals.iter().copied().map(Some).chain([None]).collect();
    for net in &nets {
        for tax in &nets {
            if let (Some(net), Some(tax)) = (net, tax) {
                let same_row = (net.rect.cy() - tax.rect.cy()).abs() < 0.7 * em;
                if !same_row || net.rect.x1 >= tax.rect.x1 - em {
                    continue;
                }
            }
            for gross in &grosses {
                // One printed figure is one amount, however near it stands to the other row.
                let twice = |figure: Option<&Figure>| {
                    figure
                        .zip(*gross)
                        .is_some_and(|(figure, gross)| figure.marks == gross.marks)
                };
                if twice(*net) || twice(*tax) {
                    continue;
                }
                let amount = |figure: Option<&Figure>| figure.map(|f| f.money);
                let (n, t, g) = (amount(*net), amount(*tax), amount(*gross));
                let mut score = 0.0;
                if let (Some(n), Some(t)) = (n, t) {
                    if g.is_some_and(|g| n + t == g) {
                        score += 5.0;
                    }
                    if in_words.is_some_and(|w| n + t == w) {
                        score += 3.0;
                    }
                    if t.abs() > n.abs() {
                        score -= 4.0;
                    }
                }
                if n.is_some() && t.is_none() && n == g {
                    score += 2.0;
                }
                if g.is_some() && g == in_words {
                    score += 4.0;
                }
                for (figure, field) in [(net, ItemField::Amount), (tax, ItemField::Tax)] {
                    if let Some(figure) = figure {
                        score += 1.0 + place(figure, field) + level(figure);
                    }
                }
                let guessed = [*net, *tax, *gross]
                    .into_iter()
                    .flatten()
                    .filter(|figure| figure.pointless)
                    .count();
                score -= POINTLESS * guessed as f32;
                if let Some(figure) = gross {
                    score +=
                        1.0 + if figure.signed { 0.8 } else { 0.0 } - 0.5 * off(figure, rows.gross);
                }
                if best.as_ref().is_none_or(|b| score > b.score) {
                    best = Some(Choice {
                        net: *net,
                        tax: *tax,
                        gross: *gross,
                        score,
                    });
                }
            }
        }
    }
    best
}
