//! A sheet of paper that is printed on, in millimetres from the top left. It remembers which values
//! were printed and where.

use std::f32::consts::PI;

use invoice::FieldPath;
use invoice::synthetic::Dice;
use tiny_skia::{
    BlendMode, Color, FillRule, Mask, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, Transform,
};

use super::faces::Face;
use super::needles::Needles;

/// Red, green and blue of an ink.
pub(super) type Ink = (u8, u8, u8);

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen {
    pub(super) face: Face,
    /// The em, in millimetres.
    pub(super) size: f32,
    pub(super) ink: Ink,
    /// How wide characters are made; 1 as they are.
    pub(super) squeeze: f32,
    /// Between characters, in millimetres.
    pub(super) spacing: f32,
    /// By a needle printer, dot by dot, instead of evenly.
    pub(super) needles: bool,
    pub(super) bold: bool,
}

impl Pen {
    pub(super) fn new(face: Face, size: f32, ink: Ink) -> Self {
        Self {
            face,
            size,
            ink,
            squeeze: 1.0,
            spacing: 0.0,
            needles: false,
            bold: false,
        }
    }

    pub(super) fn of(self, size: f32) -> Self {
        Self { size, ..self }
    }

    pub(super) fn in_face(self, face: Face) -> Self {
        Self { face, ..self }
    }

    pub(super) fn spaced(self, spacing: f32) -> Self {
        Self { spacing, ..self }
    }

    pub(super) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// How wide a text is, in millimetres.
    pub(super) fn width(&self, text: &str) -> f32 {
        let gaps = text.chars().count().saturating_sub(1) as f32;
        self.face.width(text) * self.size * self.squeeze + gaps * self.spacing
    }

    /// The box of a text on this baseline.
    fn bounds(&self, left: f32, baseline: f32, right: f32) -> [f32; 4] {
        [
            left,
            baseline - 0.85 * self.size,
            right,
            baseline + 0.15 * self.size,
        ]
    }

    /// The same, smaller where a text would be wider than this.
    pub(super) fn within(self, room: f32, text: &str) -> Self {
        let width = self.width(text);
        if width <= room {
            return self;
        }
        let part = room / width;
        Self {
            size: self.size * part,
            spacing: self.spacing * part,
            ..self
        }
    }
}

/// A sheet of paper.
pub(super) struct Paper {
    pub(super) picture: Pixmap,
    /// Pixels in a millimetre.
    pub(super) scale: f32,
    needles: Needles,
    /// What was printed, and its box: left, top, right, bottom in millimetres.
    pub(super) printed: Vec<(FieldPath, [f32; 4])>,
    /// Every level text that was printed, values and labels, and its box. Seals are none.
    pub(super) texts: Vec<(String, [f32; 4])>,
}

impl Paper {
    pub(super) fn new(width: f32, height: f32, dpi: f32, colour: Ink) -> Self {
        let scale = dpi / 25.4;
        let size = |length: f32| (length * scale).round() as u32;
        let mut picture = Pixmap::new(size(width), size(height)).unwrap();
        picture.fill(Color::from_rgba8(colour.0, colour.1, colour.2, 255));
        Self {
            needles: Needles::new(picture.width(), picture.height(), scale),
            picture,
            scale,
            printed: Vec::new(),
            texts: Vec::new(),
        }
    }

    fn mm(&self) -> Transform {
        Transform::from_scale(self.scale, self.scale)
    }

    pub(super) fn line(&mut self, from: (f32, f32), to: (f32, f32), width: f32, ink: Ink) {
        let mut path = PathBuilder::new();
        path.move_to(from.0, from.1);
        path.line_to(to.0, to.1);
        self.stroke(&path.finish().unwrap(), width, ink, 1.0);
    }

    pub(super) fn stroke(&mut self, path: &Path, width: f32, ink: Ink, strength: f32) {
        let stroke = Stroke {
            width,
            ..Stroke::default()
        };
        let mm = self.mm();
        self.picture
            .stroke_path(path, &paint(ink, strength), &stroke, mm, None);
    }

    pub(super) fn fill(&mut self, path: &Path, ink: Ink, strength: f32) {
        let mm = self.mm();
        self.picture
            .fill_path(path, &paint(ink, strength), FillRule::Winding, mm, None);
    }

    /// One character, its left end at (x, y) on the baseline, turned clockwise by `turn` degrees.
    fn character(&mut self, x: f32, y: f32, character: char, pen: &Pen, turn: f32, strength: f32) {
        let Some(outline) = pen.face.set(character).outline else {
            return;
        };
        let place = Transform::from_scale(pen.size * pen.squeeze, pen.size)
            .post_concat(Transform::from_rotate(turn))
            .post_translate(x, y)
            .post_scale(self.scale, self.scale);
        if pen.needles {
            self.needles
                .strike(&outline, pen.size, pen.squeeze, (x, y), pen.ink);
            return;
        }
        let paint = paint(pen.ink, strength);
        self.picture
            .fill_path(&outline, &paint, FillRule::Winding, place, None);
        if pen.bold {
            let stroke = Stroke {
                width: 0.045,
                ..Stroke::default()
            };
            self.picture
                .stroke_path(&outline, &paint, &stroke, place, None);
        }
    }

    /// A text from its left end; returns its right end.
    pub(super) fn text(&mut self, left: f32, baseline: f32, text: &str, pen: &Pen) -> f32 {
        let mut x = left;
        for character in text.chars() {
            self.character(x, baseline, character, pen, 0.0, 1.0);
            x += pen.face.set(character).advance * pen.size * pen.squeeze + pen.spacing;
        }
        let right = (x - pen.spacing).max(left);
        self.texts
            .push((text.to_owned(), pen.bounds(left, baseline, right)));
        right
    }

    pub(super) fn text_right(&mut self, right: f32, baseline: f32, text: &str, pen: &Pen) {
        self.text(right - pen.width(text), baseline, text, pen);
    }

    pub(super) fn text_middle(&mut self, middle: f32, baseline: f32, text: &str, pen: &Pen) {
        self.text(middle - pen.width(text) / 2.0, baseline, text, pen);
    }

    /// Characters spread evenly between two ends, as labels are (名　　称).
    pub(super) fn text_spread(
        &mut self,
        left: f32,
        right: f32,
        baseline: f32,
        text: &str,
        pen: &Pen,
    ) {
        let gaps = text.chars().count().saturating_sub(1).max(1) as f32;
        let room = right - left - pen.width(text);
        self.text(left, baseline, text, &pen.spaced(room / gaps));
    }

    /// Characters under one another.
    pub(super) fn text_down(&mut self, left: f32, baseline: f32, step: f32, text: &str, pen: &Pen) {
        for (index, character) in text.chars().enumerate() {
            self.text(
                left,
                baseline + step * index as f32,
                &character.to_string(),
                pen,
            );
        }
    }

    /// A line of text turned a quarter clockwise, read from the top down.
    pub(super) fn text_turned(&mut self, baseline: f32, top: f32, text: &str, pen: &Pen) {
        let mut y = top;
        for character in text.chars() {
            self.character(baseline, y, character, pen, 90.0, 1.0);
            y += pen.face.set(character).advance * pen.size * pen.squeeze + pen.spacing;
        }
    }

    /// A text on an ellipse between two angles (degrees, clockwise from the left).
    #[allow(clippy::too_many_arguments)] // an ellipse, a range, a text
    pub(super) fn text_around(
        &mut self,
        centre: (f32, f32),
        radii: (f32, f32),
        from: f32,
        to: f32,
        text: &str,
        pen: &Pen,
        strength: f32,
    ) {
        let count = text.chars().count();
        for (index, character) in text.chars().enumerate() {
            let part = if count == 1 {
                0.5
            } else {
                index as f32 / (count - 1) as f32
            };
            let angle = (from + (to - from) * part) * PI / 180.0;
            let upward = from <= to;
            let (x, y) = (
                centre.0 - radii.0 * angle.cos(),
                centre.1 - radii.1 * angle.sin(),
            );
            // The outer normal of the ellipse is the character's upward direction.
            let normal = (-angle.cos() / radii.0, -angle.sin() / radii.1);
            let mut turn = normal.0.atan2(-normal.1);
            if !upward {
                turn += PI;
            }
            let half = pen.face.set(character).advance * pen.size * pen.squeeze / 2.0;
            let (left, baseline) = (x - half * turn.cos(), y - half * turn.sin());
            self.character(left, baseline, character, pen, turn * 180.0 / PI, strength);
        }
    }

    /// A value of the invoice from its left end, remembered.
    pub(super) fn value(
        &mut self,
        path: FieldPath,
        left: f32,
        baseline: f32,
        text: &str,
        pen: &Pen,
    ) -> f32 {
        let right = self.text(left, baseline, text, pen);
        self.remember(path, left, baseline, right, pen, text);
        right
    }

    pub(super) fn value_right(
        &mut self,
        path: FieldPath,
        right: f32,
        baseline: f32,
        text: &str,
        pen: &Pen,
    ) {
        self.value(path, right - pen.width(text), baseline, text, pen);
    }

    pub(super) fn value_middle(
        &mut self,
        path: FieldPath,
        middle: f32,
        baseline: f32,
        text: &str,
        pen: &Pen,
    ) {
        self.value(path, middle - pen.width(text) / 2.0, baseline, text, pen);
    }

    /// A value on several lines from its left end, broken where the room ends. Returns how many.
    #[allow(clippy::too_many_arguments)] // a place, a room, a text
    pub(super) fn value_wrapped(
        &mut self,
        path: FieldPath,
        left: f32,
        baseline: f32,
        room: f32,
        step: f32,
        text: &str,
        pen: &Pen,
    ) -> usize {
        let lines = wrapped(text, room, pen);
        for (index, line) in lines.iter().enumerate() {
            self.value(path, left, baseline + step * index as f32, line, pen);
        }
        lines.len()
    }

    /// That a value stands there, where it was printed as part of something else.
    pub(super) fn remember(
        &mut self,
        path: FieldPath,
        left: f32,
        baseline: f32,
        right: f32,
        pen: &Pen,
        text: &str,
    ) {
        if text.trim().is_empty() {
            return;
        }
        let new = pen.bounds(left, baseline, right);
        match self.printed.iter_mut().find(|(known, _)| *known == path) {
            Some((_, place)) => {
                *place = [
                    place[0].min(new[0]),
                    place[1].min(new[1]),
                    place[2].max(new[2]),
                    place[3].max(new[3]),
                ];
            }
            None => self.printed.push((path, new)),
        }
    }

    /// A QR code of this side.
    pub(super) fn qr(&mut self, left: f32, top: f32, side: f32, text: &str, ink: Ink) {
        let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M).unwrap();
        let modules = code.width();
        let size = side / modules as f32;
        let mut path = PathBuilder::new();
        for (index, colour) in code.to_colors().into_iter().enumerate() {
            if colour == qrcode::Color::Dark {
                let (row, column) = (index / modules, index % modules);
                let (x, y) = (left + column as f32 * size, top + row as f32 * size);
                path.push_rect(Rect::from_xywh(x, y, size, size).unwrap());
            }
        }
        self.fill(&path.finish().unwrap(), ink, 1.0);
    }

    /// ⊗ before an amount in words.
    pub(super) fn crossed_circle(&mut self, centre: (f32, f32), radius: f32, ink: Ink) {
        let circle = PathBuilder::from_circle(centre.0, centre.1, radius).unwrap();
        self.stroke(&circle, 0.28, ink, 1.0);
        let d = radius * 0.7;
        for (sx, sy) in [(1.0, 1.0), (1.0, -1.0)] {
            self.line(
                (centre.0 - d * sx, centre.1 - d * sy),
                (centre.0 + d * sx, centre.1 + d * sy),
                0.28,
                ink,
            );
        }
    }

    /// Lets the dots of the needle printer run into the paper: once, when all values stand.
    pub(super) fn press_needles(&mut self, dice: &mut Dice) {
        self.needles.press(&mut self.picture, dice);
    }

    /// One character by its outline and with a strength, as seals print it.
    pub(super) fn stamped(
        &mut self,
        left: f32,
        baseline: f32,
        text: &str,
        pen: &Pen,
        strength: f32,
    ) {
        let mut x = left;
        for character in text.chars() {
            self.character(x, baseline, character, pen, 0.0, strength);
            x += pen.face.set(character).advance * pen.size * pen.squeeze + pen.spacing;
        }
    }
}

/// An ellipse.
pub(super) fn oval(centre: (f32, f32), radii: (f32, f32)) -> Path {
    let rect = Rect::from_ltrb(
        centre.0 - radii.0,
        centre.1 - radii.1,
        centre.0 + radii.0,
        centre.1 + radii.1,
    );
    PathBuilder::from_oval(rect.unwrap()).unwrap()
}

/// A text in lines of at most this width.
pub(super) fn wrapped(text: &str, room: f32, pen: &Pen) -> Vec<String> {
    let mut lines = vec![String::new()];
    for character in text.chars() {
        let last = lines.last_mut().unwrap();
        if !last.is_empty() && pen.width(&format!("{last}{character}")) > room {
            lines.push(character.to_string());
        } else {
            last.push(character);
        }
    }
    lines
}

/// Inks darken what lies under them.
fn paint(ink: Ink, strength: f32) -> Paint<'static> {
    let mut paint = Paint::default();
    let alpha = (strength * 255.0).round() as u8;
    paint.set_color_rgba8(ink.0, ink.1, ink.2, alpha);
    paint.blend_mode = BlendMode::Multiply;
    paint
}

/// An outline as a mask of its own size: what needles strike. Hairlines are made as wide as a
/// needle, as the printers' own faces have them.
pub(super) fn mask(path: &Path, width: u32, height: u32, place: Transform) -> Mask {
    let mut mask = Mask::new(width, height).unwrap();
    mask.fill_path(path, FillRule::Winding, true, place);
    let needle = Stroke {
        width: 0.024,
        ..Stroke::default()
    };
    if let Some(edge) = path.stroke(&needle, 24.0) {
        mask.fill_path(&edge, FillRule::Winding, true, place);
    }
    mask
}
