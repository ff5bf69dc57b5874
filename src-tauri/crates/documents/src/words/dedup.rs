use rustc_hash::FxHashMap;

use super::Printed;

/// How near two prints of one character lie when the second only thickens the first, in em.
/// Neighbouring equal digits lie half an em apart.
const SAME_PLACE: f32 = 0.15;

/// Width of the cells by which places are looked up, in points.
const CELL: f32 = 4.0;

/// Drops every character that was printed before at the same place: bold type made by printing
/// twice, or fill and outline as two operations. The first print stays.
pub(super) fn drop_doubles(printed: &mut Vec<Printed>) {
    let mut seen: FxHashMap<(char, i32, i32), Vec<(f32, f32)>> = FxHashMap::default();
    seen.reserve(printed.len());
    printed.retain(|p| {
        if p.is_blank() {
            return true;
        }
        let near = (p.em() * SAME_PLACE).min(CELL);
        let cell = |v: f32| (v / CELL).floor() as i32;
        let (cx, cy) = (cell(p.x), cell(p.y));
        let double = (cell(p.x - near)..=cell(p.x + near)).any(|x| {
            (cell(p.y - near)..=cell(p.y + near)).any(|y| {
                seen.get(&(p.text, x, y)).is_some_and(|places| {
                    places
                        .iter()
                        .any(|(px, py)| (px - p.x).abs() <= near && (py - p.y).abs() <= near)
                })
            })
        });
        if !double {
            seen.entry((p.text, cx, cy)).or_default().push((p.x, p.y));
        }
        !double
    });
}
