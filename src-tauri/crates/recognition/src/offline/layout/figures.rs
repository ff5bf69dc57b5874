//! Amounts wherever they stand on a picture: figures by their look, words by their characters.

use invoice::{Money, words};

use super::sheet::{Line, Mark, Rect, Sheet};

/// An amount in figures.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub(crate) marks: Line,
    pub(crate) rect: Rect,
    pub(crate) money: Money,
    /// Printed with ¥ before it, as totals are.
    pub(crate) signed: bool,
    /// Its point was not read: it is an amount only if the sums say so.
    pub(crate) pointless: bool,
}

/// Widest gap inside an amount, in em.
const GAP: f32 = 0.75;

/// All amounts with two decimals, or with ¥ before them, in a zone, from the top.
pub(crate) fn figures(sheet: &Sheet, zone: Rect) -> Vec<Figure> {
    sheet
        .lines(zone, |_| false)
        .iter()
        .flat_map(|line| runs(sheet, line))
        .filter_map(|run| figure(sheet, &run))
        .collect()
}

/// Whether a mark can belong to an amount in figures.
fn is_figure(mark: &Mark) -> bool {
    matches!(mark.folded, '0'..='9' | '.' | ',' | '¥' | '-' | '−' | '·') || is_sign(mark.folded)
}

/// ¥ and what it is often taken for.
fn is_sign(c: char) -> bool {
    matches!(c, '¥' | 'Y' | '羊' | '半' | '丫')
}

/// Stretches of a line that can be amounts. A sign begins a new one.
fn runs(sheet: &Sheet, line: &[usize]) -> Vec<Line> {
    let mut runs: Vec<Line> = Vec::new();
    let mut before: Option<&Mark> = None;
    let mut decimals: Option<usize> = None;
    for index in line {
        let Some(mark) = sheet.mark(*index) else {
            continue;
        };
        if !is_figure(mark) {
            before = None;
            continue;
        }
        let near =
            before.is_some_and(|last| mark.rect.x0 - last.rect.x1 <= GAP * mark.em.max(last.em));
        // Two decimals end an amount: what follows is of the next column.
        let full = decimals == Some(2) && before.is_some_and(|last| mark.rect.x0 > last.rect.x0);
        match runs.last_mut() {
            Some(run) if near && !full && !is_sign(mark.folded) => run.push(*index),
            _ => {
                runs.push(vec![*index]);
                decimals = None;
            }
        }
        let digits_before = runs.last().is_some_and(|run| {
            run.iter()
                .any(|i| sheet.mark(*i).is_some_and(|m| m.folded.is_ascii_digit()))
        });
        decimals = match (mark.folded, decimals) {
            // A speck before the figure is no point.
            ('.' | '·', _) if digits_before => Some(0),
            ('0'..='9', Some(n)) => Some(n + 1),
            (_, n) => n,
        };
        before = Some(mark);
    }
    runs
}

fn figure(sheet: &Sheet, run: &[usize]) -> Option<Figure> {
    let text = sheet.folded(run);
    let signed = text.chars().next().is_some_and(is_sign);
    let money = money(&text)?;
    let marks = run.to_vec();
    Some(Figure {
        rect: sheet.rect(&marks)?,
        marks,
        money,
        signed,
        pointless: false,
    })
}

/// What would be amounts in a zone if a point stood before their last two digits: the points that
/// needles print are small.
pub(crate) fn pointless(sheet: &Sheet, zone: Rect) -> Vec<Figure> {
    sheet
        .lines(zone, |_| false)
        .iter()
        .flat_map(|line| runs(sheet, line))
        .filter_map(|run| {
            let text = sheet.folded(&run);
            let digits = text.trim_start_matches(|c: char| is_sign(c) || c == '-');
            let all =
                (3..=11).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
            if !all {
                return None;
            }
            let (whole, cents) = digits.split_at_checked(digits.len() - 2)?;
            let amount = Money::parse(&format!("{whole}.{cents}"))?;
            Some(Figure {
                rect: sheet.rect(&run)?,
                marks: run,
                money: if text.contains('-') { -amount } else { amount },
                signed: text.chars().next().is_some_and(is_sign),
                pointless: true,
            })
        })
        .collect()
}

/// An amount as it is read on a picture: a sign may be misread, the point may be a comma.
pub(crate) fn money(text: &str) -> Option<Money> {
    let body: String = text
        .trim_start_matches(is_sign)
        .chars()
        .map(|c| match c {
            '·' => '.',
            '−' => '-',
            c => c,
        })
        .collect();
    let body = body.trim_end_matches(['.', ',', '-']);
    let negative = body.starts_with('-');
    let body = body.trim_start_matches('-');
    let (whole, cents) = body.rsplit_once(['.', ','])?;
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let whole: String = whole.chars().filter(|c| !matches!(c, ',' | '.')).collect();
    if cents.len() != 2 || !digits(cents) || !digits(&whole) || whole.is_empty() || whole.len() > 11
    {
        return None;
    }
    let money = Money::parse(&format!("{whole}.{cents}"))?;
    Some(if negative { -money } else { money })
}

/// Characters of amounts in words.
pub(crate) const WORDS: &str = "零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正貳參叄陸萬億圓";

/// Characters that are read for those of an amount in words and never occur there: of like shape,
/// most with a part of it, as they are seen on pale, blurred and sealed print.
const ALIKE: [(char, &str); 16] = [
    ('圆', "图园國国固囫围圜员圃面断"),
    ('叁', "参叄參仐佘会卷垒叠些"),
    ('贰', "武貮贳式戴"),
    ('壹', "壶壺壸豆亜查麦"),
    ('柒', "染桀架集柴荣果"),
    ('玖', "攻政致欧积"),
    ('佰', "倍百俏"),
    ('仟', "任千什阡纤仔"),
    ('拾', "捡抬恰捨十给抢"),
    ('陆', "隋陇陸陈陪"),
    ('角', "甬"),
    ('伍', "五仵位"),
    ('肆', "肄律脉"),
    ('捌', "拐扒据撕删损别测制折洲指"),
    ('零', "雯雾"),
    ('整', "敕"),
];

/// The character of an amount in words that another one was read for.
pub(crate) fn meant(c: char) -> Option<char> {
    ALIKE
        .iter()
        .find(|(_, read)| read.contains(c))
        .map(|(meant, _)| *meant)
}

/// Whether a character stands in amounts in words.
pub(crate) fn stands_in_words(c: char) -> bool {
    WORDS.contains(c)
}

fn is_word(mark: &Mark) -> bool {
    WORDS.contains(mark.text) || meant(mark.text).is_some()
}

/// The longest stretch of amount words on the page below a height, on one line.
pub(crate) fn longest_words(sheet: &Sheet, zone: Rect) -> Option<Line> {
    let mut best: Option<(usize, Line)> = None;
    for line in sheet.lines(zone, |_| false) {
        for run in word_runs(sheet, &line) {
            let certain = run
                .iter()
                .filter_map(|index| sheet.mark(*index))
                .filter(|mark| WORDS.contains(mark.text))
                .count();
            let unit = run
                .iter()
                .filter_map(|index| sheet.mark(*index))
                .any(|mark| "圆元角分佰仟拾万圓".contains(mark.text));
            if certain >= 3 && unit && best.as_ref().is_none_or(|(n, _)| certain > *n) {
                best = Some((certain, run));
            }
        }
    }
    best.map(|(_, run)| run)
}

/// Most strange characters beside each other inside a stretch of amount words.
const STRANGE: usize = 2;

/// Stretches of amount words; few strange characters inside do not end a stretch.
fn word_runs(sheet: &Sheet, line: &[usize]) -> Vec<Line> {
    let mut runs: Vec<Line> = Vec::new();
    let mut open: Line = Line::new();
    let mut strange = 0;
    let mut before: Option<&Mark> = None;
    for index in line {
        let Some(mark) = sheet.mark(*index) else {
            continue;
        };
        let near =
            before.is_none_or(|last| mark.rect.x0 - last.rect.x1 <= 2.5 * mark.em.max(last.em));
        if !near && !open.is_empty() {
            runs.push(std::mem::take(&mut open));
            strange = 0;
        }
        if is_word(mark) {
            strange = 0;
            open.push(*index);
        } else if !open.is_empty() && strange < STRANGE && !mark.folded.is_ascii() {
            strange += 1;
            open.push(*index);
        } else if !open.is_empty() {
            runs.push(std::mem::take(&mut open));
            strange = 0;
        }
        before = Some(mark);
    }
    runs.push(open);
    for run in &mut runs {
        with_minus(sheet, line, run);
        while run
            .last()
            .and_then(|index| sheet.mark(*index))
            .is_some_and(|mark| !is_word(mark))
        {
            run.pop();
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// `（负数）` before an amount belongs to it.
fn with_minus(sheet: &Sheet, line: &[usize], run: &mut Line) {
    let Some(at) = run
        .first()
        .and_then(|first| line.iter().position(|i| i == first))
    else {
        return;
    };
    let before: Vec<usize> = line.iter().take(at).rev().take(4).rev().copied().collect();
    let minus = before
        .iter()
        .position(|index| sheet.mark(*index).is_some_and(|m| "负負".contains(m.text)));
    if let Some(minus) = minus {
        let from = minus
            - usize::from(
                minus > 0
                    && before
                        .get(minus - 1)
                        .is_some_and(|index| sheet.mark(*index).is_some_and(|m| m.folded == '(')),
            );
        run.splice(0..0, before.iter().skip(from).copied());
    }
}

/// The value of an amount in words as it stands.
pub(crate) fn words_value(sheet: &Sheet, line: &[usize]) -> Option<Money> {
    let text: String = line
        .iter()
        .filter_map(|index| sheet.mark(*index))
        .map(|mark| mark.text)
        .collect();
    words::parse(&text)
}
