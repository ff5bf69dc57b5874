//! The picture of a page.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};

use crate::{PageSize, Picture};

/// Most pixels along a side: the rasterizer counts in 16 bits.
const MAX_SIDE: f64 = 32_000.0;

/// Width and height of the picture of a page whose longer side shall have `long_side` pixels,
/// within the bounds.
pub(super) fn pixels(size: PageSize, long_side: u32, max_pixels: u64) -> (u16, u16) {
    let long = size.width.max(size.height).max(1.0);
    let short = size.width.min(size.height).max(1.0);
    let wished = f64::from(long_side).clamp(1.0, MAX_SIDE);
    let area = (wished * wished * short / long).max(1.0);
    let scale = wished / long * (max_pixels as f64 / area).sqrt().min(1.0);
    let side = |points: f64| (points * scale).round().clamp(1.0, MAX_SIDE) as u16;
    (side(size.width), side(size.height))
}

/// Draws pages of one file and keeps what they share.
#[derive(Default)]
pub(super) struct Drawer<'a> {
    cache: RenderCache<'a>,
    settings: InterpreterSettings,
}

impl<'a> Drawer<'a> {
    pub(super) fn draw(&mut self, page: &'a Page<'a>, width: u16, height: u16) -> Picture {
        let (points_wide, points_high) = page.render_dimensions();
        let transform = Affine::scale_non_uniform(
            f64::from(width) / f64::from(points_wide),
            f64::from(height) / f64::from(points_high),
        ) * page.initial_transform(true).to_kurbo();
        let mut context = RenderContext::new(width, height);
        render_into(
            page,
            &self.cache,
            &self.settings,
            &RenderSettings::default(),
            &mut context,
            transform,
        );
        context.flush();
        let mut pixmap = Pixmap::new(width, height);
        context.render_with(
            &mut pixmap,
            &mut Resources::default(),
            RasterizerSettings {
                target_init: TargetInit::Clear(WHITE),
                ..RasterizerSettings::default()
            },
        );
        Picture {
            width: u32::from(width),
            height: u32::from(height),
            rgba: pixmap.data_as_u8_slice().to_vec(),
        }
    }
}
