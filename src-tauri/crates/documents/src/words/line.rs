use rustc_hash::FxHashMap;

use super::Printed;
use super::fences::Fences;

/// Widest gap inside one showing operation, in em. Column gaps of forms are wider.
const GAP_WITHIN_RUN: f32 = 0.8;
/// Widest gap where blanks were printed between: one ideographic blank, as in `张　三`.
const GAP_WITH_BLANKS: f32 = 1.05;
/// Widest gap between two showing operations. Columns of a table without ruling lines can come
/// this near, so it is less than within an operation.
const GAP_BETWEEN_RUNS: f32 = 0.35;
/// How far a character may start before the end of the one before it, in em.
const OVERLAP: f32 = 0.5;
/// How far the baselines of neighbours may differ, in em.
const BASELINE: f32 = 0.25;
/// How much smaller the smaller of two neighbours may be.
const SIZE_RATIO: f32 = 0.72;

/// A piece of a line: characters in reading order.
pub(super) struct Line {
    printed: Vec<Printed>,
}

impl Line {
    /// The characters from the first to the last that is not blank.
    pub(super) fn without_blank_ends(&self) -> &[Printed] {
        let first = self.printed.iter().position(|p| !p.is_blank());
        let last = self.printed.iter().rposition(|p| !p.is_blank());
        match (first, last) {
            (Some(first), Some(last)) => self.printed.get(first..=last).unwrap_or_default(),
            _ => &[],
        }
    }

    fn first(&self) -> Option<&Printed> {
        self.without_blank_ends().first()
    }

    fn last(&self) -> Option<&Printed> {
        self.without_blank_ends().last()
    }
}

/// Joins characters to lines: first those printed one after the other, then pieces that were
/// printed at other times but stand next to each other.
pub(super) fn join(printed: Vec<Printed>, fences: &Fences) -> Vec<Line> {
    let pieces = cut_where_others_stand(join_in_order(printed, fences));
    join_neighbours(pieces, fences)
}

/// Cuts pieces at blanks over which other text was printed: `06   25`, printed over a form that
/// has `月` there, is two words.
fn cut_where_others_stand(lines: Vec<Line>) -> Vec<Line> {
    // Where characters stand: those of the pieces that are beside a wide gap matter only.
    let mut standing: FxHashMap<i32, Vec<(f32, f32)>> = FxHashMap::default();
    for p in lines.iter().flat_map(|line| &line.printed) {
        if !p.is_blank() && is_level(p) {
            let x = p.x + p.advance() / 2.0;
            standing.entry(band(p.y)).or_default().push((x, p.y));
        }
    }
    for places in standing.values_mut() {
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    let stands_between = |before: &Printed, next: &Printed| {
        let (low, high) = (before.x + before.advance(), next.x);
        let off = BASELINE * before.em() * 1.5;
        (band(before.y - off)..=band(before.y + off))
            .filter_map(|b| standing.get(&b))
            .any(|places| {
                let from = places.partition_point(|(x, _)| *x <= low);
                places
                    .iter()
                    .skip(from)
                    .take_while(|(x, _)| *x < high)
                    .any(|(_, y)| (y - before.y).abs() <= off)
            })
    };
    let mut pieces = Vec::with_capacity(lines.len());
    for line in lines {
        let mut open: Vec<Printed> = Vec::with_capacity(line.printed.len());
        for p in line.printed {
            let after_blank = open.last().is_some_and(Printed::is_blank) && !p.is_blank();
            if after_blank
                && is_level(&p)
                && let Some(before) = open.iter().rfind(|q| !q.is_blank())
                && stands_between(before, &p)
            {
                pieces.push(Line {
                    printed: std::mem::take(&mut open),
                });
            }
            open.push(p);
        }
        pieces.push(Line { printed: open });
    }
    pieces
}

fn join_in_order(printed: Vec<Printed>, fences: &Fences) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut open: Vec<Printed> = Vec::new();
    for p in printed {
        let goes_on = match open.last() {
            None => true,
            Some(before) if p.is_blank() || before.is_blank() => {
                // Blanks stay with what they were printed with; how wide they are is judged
                // when the next character comes.
                before.run == p.run && judge_over_blanks(&open, &p, fences)
            }
            Some(before) => follows(before, &p, false, fences),
        };
        if !goes_on {
            lines.push(Line {
                printed: std::mem::take(&mut open),
            });
        }
        open.push(p);
    }
    lines.push(Line { printed: open });
    lines.retain(|line| !line.without_blank_ends().is_empty());
    lines
}

/// Whether `p` still belongs to a piece that ends with blanks, or is such a blank.
fn judge_over_blanks(open: &[Printed], p: &Printed, fences: &Fences) -> bool {
    match open.iter().rfind(|q| !q.is_blank()) {
        // Only blanks so far.
        None => true,
        Some(_) if p.is_blank() => true,
        Some(before) => follows(before, p, true, fences),
    }
}

/// Whether `next` goes on where `before` ends.
fn follows(before: &Printed, next: &Printed, over_blanks: bool, fences: &Fences) -> bool {
    let (em, other) = (before.em(), next.em());
    if em.min(other) < em.max(other) * SIZE_RATIO || before.confidence != next.confidence {
        return false;
    }
    let (fx, fy) = before.flow();
    let (gx, gy) = next.flow();
    if fx * gx + fy * gy < 0.995 {
        return false;
    }
    let same_run = before.run == next.run;
    if !same_run && before.paint != next.paint {
        return false;
    }
    let em = em.max(other);
    let (ax, ay) = before.start();
    let (bx, by) = next.start();
    let end = (ax + fx * before.advance(), ay + fy * before.advance());
    let (dx, dy) = (bx - end.0, by - end.1);
    let gap = (dx * fx + dy * fy) / em;
    let off = (dx * fy - dy * fx).abs() / em;
    let widest = match (same_run, over_blanks) {
        (_, true) => GAP_WITH_BLANKS,
        (true, false) => GAP_WITHIN_RUN,
        (false, false) => GAP_BETWEEN_RUNS,
    };
    if off > BASELINE || !(-OVERLAP..=widest).contains(&gap) {
        return false;
    }
    // The characters' middle, where a fence would cut.
    let middle = |x: f32, y: f32| (x + before.up.0 * 0.38, y + before.up.1 * 0.38);
    let inset = before.advance().min(next.advance()) * 0.25;
    !fences.between(
        middle(end.0 - fx * inset, end.1 - fy * inset),
        middle(bx + fx * inset, by + fy * inset),
        em,
    )
}

/// Height of the bands in which pieces look for their neighbours, in points.
const BAND: f32 = 4.0;

fn band(y: f32) -> i32 {
    (y / BAND).floor() as i32
}

/// Joins upright pieces whose ends meet although other text was printed between.
fn join_neighbours(lines: Vec<Line>, fences: &Fences) -> Vec<Line> {
    let mut starts: FxHashMap<i32, Vec<(f32, usize)>> = FxHashMap::default();
    for (index, line) in lines.iter().enumerate() {
        if let Some(p) = line.first().filter(|p| is_level(p)) {
            starts.entry(band(p.y)).or_default().push((p.x, index));
        }
    }
    for places in starts.values_mut() {
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    // For each piece the one that goes on where it ends; nobody is gone on to twice.
    let mut next_of: Vec<Option<usize>> = vec![None; lines.len()];
    let mut taken = vec![false; lines.len()];
    for (index, line) in lines.iter().enumerate() {
        let (Some(begin), Some(end)) = (line.first(), line.last()) else {
            continue;
        };
        if !is_level(begin) || !is_level(end) {
            continue;
        }
        let begin = begin.x;
        let em = end.em();
        let x = end.x + end.advance();
        let (low, high) = (x - OVERLAP * em * 0.5, x + GAP_WITH_BLANKS * em);
        let off = BASELINE * em;
        let found = (band(end.y - off)..=band(end.y + off))
            .filter_map(|b| starts.get(&b))
            .flat_map(|places| {
                let from = places.partition_point(|(start, _)| *start < low);
                places
                    .iter()
                    .skip(from)
                    .take_while(|(start, _)| *start <= high)
                    // Piles of text at one place are no reading.
                    .take(8)
            })
            // Only ever to the right, so that no ring can close.
            .filter(|(start, other)| *start > begin && taken.get(*other) == Some(&false))
            .find(|(_, other)| {
                lines
                    .get(*other)
                    .and_then(Line::first)
                    .is_some_and(|start| follows(end, start, false, fences))
            });
        if let Some((_, other)) = found {
            if let Some(slot) = next_of.get_mut(index) {
                *slot = Some(*other);
            }
            if let Some(slot) = taken.get_mut(*other) {
                *slot = true;
            }
        }
    }
    string_together(lines, &next_of, &taken)
}

fn string_together(lines: Vec<Line>, next_of: &[Option<usize>], taken: &[bool]) -> Vec<Line> {
    let mut pieces: Vec<Option<Line>> = lines.into_iter().map(Some).collect();
    let mut joined = Vec::with_capacity(pieces.len());
    for start in 0..pieces.len() {
        if taken.get(start) != Some(&false) {
            continue;
        }
        let mut whole = Line {
            printed: Vec::new(),
        };
        let mut at = Some(start);
        while let Some(index) = at {
            if let Some(piece) = pieces.get_mut(index).and_then(Option::take) {
                if whole.printed.is_empty() {
                    whole = piece;
                } else {
                    whole.printed.extend(piece.printed);
                }
            }
            at = next_of.get(index).copied().flatten();
        }
        joined.push(whole);
    }
    joined
}

fn is_level(p: &Printed) -> bool {
    let (x, y) = p.flow();
    x > 0.99 && y.abs() < 0.1
}
