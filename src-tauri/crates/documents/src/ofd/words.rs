//! The characters of text objects, placed for the cutter of words that all formats share.

use invoice::Region;

use super::geometry::{Matrix, Rect};
use super::object::{Content, Object};
use super::page::{Layer, Origin};
use super::style::Colour;
use super::text::{Character, Text};
use super::{POINTS, points};
use crate::words::{Printed, assemble};
use crate::{Rule, Word};

/// The words of a page, templates included; those of stamps and seals are left out. No word
/// reaches across one of the `rules`.
pub(super) fn words(layers: &[Layer], rules: &[Rule], area: Rect) -> Vec<Word> {
    let mut printed = Vec::new();
    let mut run = 0;
    for layer in layers.iter().filter(|l| l.origin != Origin::Stamp) {
        collect(&layer.objects, &mut |object, text| {
            print(object, text, layer.origin, &mut run, &mut printed);
        });
    }
    assemble(printed, rules, points(area))
}

/// Where the text object stands on the page, if any of it does, and its text there: for tags.
pub(super) fn place_of(object: &Object, area: Rect) -> Option<(String, Region)> {
    let size = points(area);
    let mut printed = Vec::new();
    collect(std::slice::from_ref(object), &mut |object, text| {
        print(object, text, Origin::Page, &mut 0, &mut printed);
    });
    printed.retain(|p| p.is_on(size));
    let text = printed.iter().map(|p| p.text).collect();
    let region = assemble(printed, &[], size)
        .into_iter()
        .map(|word| word.region)
        .reduce(|all, one| all.union(&one))?;
    Some((text, region))
}

fn collect<'a>(objects: &'a [Object], found: &mut impl FnMut(&'a Object, &'a Text)) {
    for object in objects {
        match &object.content {
            Content::Text(text) => found(object, text),
            Content::Group(objects) => collect(objects, found),
            _ => {}
        }
    }
}

/// Labels, of a template or in the colour of the form, and the values beside them are never one
/// word.
fn paint(object: &Object, origin: Origin) -> u32 {
    let colour = object.style.fill.unwrap_or(Colour::BLACK);
    u32::from_be_bytes([origin as u8, colour.red, colour.green, colour.blue])
}

/// Adds the characters of a text object, each line as a run of its own.
fn print(object: &Object, text: &Text, origin: Origin, run: &mut u32, printed: &mut Vec<Printed>) {
    let matrix = object.matrix.then(&Matrix::scale(POINTS, POINTS));
    let [a, b, c, d, ..] = matrix.0;
    let vector = |x: f64, y: f64| ((a * x + c * y) as f32, (b * x + d * y) as f32);
    for line in lines(text) {
        *run = run.wrapping_add(1);
        let downwards = is_downwards(line, text);
        for (index, character) in line.iter().enumerate() {
            if character.text.is_control() || character.text == '\u{feff}' {
                continue;
            }
            let natural = text.natural_width(character.text);
            let width = match line.get(index + 1) {
                Some(next) if !downwards && next.x > character.x => {
                    natural.min(next.x - character.x)
                }
                _ => natural,
            };
            let (x, y) = matrix.apply(character.x, character.y);
            printed.push(Printed {
                text: character.text,
                x: x as f32,
                y: y as f32,
                along: vector(width, 0.0),
                up: vector(0.0, -text.size),
                downwards,
                run: *run,
                paint: paint(object, origin),
                confidence: None,
            });
        }
    }
}

/// The lines of a text object. A line ends where the text steps to another one or returns.
fn lines(text: &Text) -> Vec<&[Character]> {
    let mut lines = Vec::new();
    let mut rest = text.characters.as_slice();
    while !rest.is_empty() {
        let end = (1..rest.len())
            .find(|end| turns(rest, *end, text))
            .unwrap_or(rest.len());
        let (line, after) = rest.split_at(end);
        lines.push(line);
        rest = after;
    }
    lines
}

/// Whether the line of the first `end` characters is over before the next one.
fn turns(characters: &[Character], end: usize, text: &Text) -> bool {
    let (Some(line), Some(next)) = (characters.get(..end), characters.get(end)) else {
        return false;
    };
    let Some(last) = line.last() else {
        return false;
    };
    let half = text.size * 0.5;
    let (dx, dy) = (next.x - last.x, next.y - last.y);
    if is_downwards(line, text) {
        return dx.abs() > half || dy < -half;
    }
    // From the first character on, a step straight down starts vertical writing.
    let starts_down = line.len() == 1 && dx.abs() < text.size * 0.1 && dy > 0.0;
    !starts_down && (dy.abs() > half || dx < -half)
}

fn is_downwards(line: &[Character], text: &Text) -> bool {
    let half = text.size * 0.5;
    match line {
        [first, .., last] => last.y - first.y > half && (last.x - first.x).abs() < half,
        _ => false,
    }
}
