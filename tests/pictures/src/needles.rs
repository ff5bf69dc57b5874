//! The needle printer (24 pins, 180 dots an inch) that fills paper forms: characters of coarse dots
//! that the ribbon inks unevenly.

use std::sync::Arc;

use invoice::synthetic::Dice;
use tiny_skia::{Path, Pixmap, Transform};

use super::paper::{Ink, mask};

/// Dots in a millimetre.
const DOTS: f32 = 180.0 / 25.4;
/// A dot is struck where so much of it is covered, of 255.
const COVERED: u8 = 95;
/// Half as wide as a dot, in millimetres.
const RADIUS: f32 = 0.115;

/// The dots that were struck.
pub(super) struct Needles {
    width: usize,
    scale: f32,
    /// How much ink each pixel got, 0–1.
    ink: Vec<f32>,
    colour: Ink,
}

impl Needles {
    pub(super) fn new(width: u32, height: u32, scale: f32) -> Self {
        Self {
            width: width as usize,
            scale,
            ink: vec![0.0; (width * height) as usize],
            colour: (0, 0, 0),
        }
    }

    /// Strikes a character whose baseline begins at `place` (millimetres).
    pub(super) fn strike(
        &mut self,
        outline: &Arc<Path>,
        size: f32,
        squeeze: f32,
        place: (f32, f32),
        colour: Ink,
    ) {
        self.colour = colour;
        let em = size * DOTS;
        let side = (em * 1.5).ceil() as u32 + 2;
        // The head stands at whole dots: what is between them is lost.
        let origin = ((place.0 * DOTS).floor(), (place.1 * DOTS).floor());
        let above = (em * 1.05).ceil();
        let drawn = mask(
            outline,
            side,
            side,
            Transform::from_scale(em * squeeze, em).post_translate(1.0, above),
        );
        for (index, covered) in drawn.data().iter().enumerate() {
            if *covered >= COVERED {
                let (column, row) = (index as u32 % side, index as u32 / side);
                let x = (origin.0 + column as f32 - 0.5) / DOTS;
                let y = (origin.1 + row as f32 - above + 0.5) / DOTS;
                self.dot(x * self.scale, y * self.scale);
            }
        }
    }

    fn dot(&mut self, x: f32, y: f32) {
        let radius = RADIUS * self.scale;
        let reach = (radius + 1.0).ceil() as i32;
        let height = self.ink.len() / self.width;
        for row in -reach..=reach {
            for column in -reach..=reach {
                let (px, py) = (x.floor() as i32 + column, y.floor() as i32 + row);
                if px < 0 || py < 0 || px as usize >= self.width || py as usize >= height {
                    continue;
                }
                let away = (px as f32 + 0.5 - x).hypot(py as f32 + 0.5 - y);
                let strength = (radius + 0.5 - away).clamp(0.0, 1.0);
                let ink = &mut self.ink[py as usize * self.width + px as usize];
                *ink = ink.max(strength);
            }
        }
    }

    /// Inks the paper: weaker and stronger along the line as the ribbon is worn.
    pub(super) fn press(&mut self, picture: &mut Pixmap, dice: &mut Dice) {
        let wave = dice.range(60, 200) as f32;
        let (least, most) = (0.72, 0.97);
        let colour = [self.colour.0, self.colour.1, self.colour.2];
        let width = self.width;
        for (index, (pixel, ink)) in picture
            .data_mut()
            .chunks_exact_mut(4)
            .zip(&mut self.ink)
            .enumerate()
        {
            if *ink <= 0.0 {
                continue;
            }
            let (x, y) = ((index % width) as f32, (index / width) as f32);
            let worn = 0.5 + 0.5 * (x / wave + y / 37.0).sin();
            let grain = dice.below(100) as f32 / 1000.0;
            let strength = *ink * (least + (most - least) * worn - grain);
            for (channel, ink) in pixel.iter_mut().zip(colour) {
                let inked = f32::from(*channel) * f32::from(ink) / 255.0;
                *channel = (f32::from(*channel) * (1.0 - strength) + inked * strength) as u8;
            }
            *ink = 0.0;
        }
    }
}
