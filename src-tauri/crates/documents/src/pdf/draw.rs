//! The picture of a page.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::{FallbackFontQuery, FontData, FontQuery, StandardFont};
use hayro::hayro_interpret::hayro_cmap::CidFamily;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{PixmapMut, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};

use crate::fonts::{self, Style};
use crate::{PageSize, Picture};

/// Pixels of a point below which outlines are fitted to pixels: about 125 dpi.
const FITTED_BELOW: f64 = 1.75;

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
pub(super) struct Drawer<'a> {
    usual: Hand<'a>,
    /// For pages with rare characters, which the usual substitute fonts lack.
    wide: Option<Hand<'a>>,
}

impl<'a> Drawer<'a> {
    pub(super) fn new() -> Self {
        Self {
            usual: Hand::new(false),
            wide: None,
        }
    }

    /// Draws a page. `text` is all text on it.
    pub(super) fn draw(
        &mut self,
        page: &'a Page<'a>,
        text: impl Iterator<Item = char>,
        width: u16,
        height: u16,
    ) -> Picture {
        let hand = if fonts::needs_wide(text) {
            self.wide.get_or_insert_with(|| Hand::new(true))
        } else {
            &mut self.usual
        };
        hand.draw(page, width, height)
    }
}

/// The fonts to draw with, and the shapes drawn before.
struct Hand<'a> {
    cache: RenderCache<'a>,
    settings: InterpreterSettings,
}

impl<'a> Hand<'a> {
    fn new(wide: bool) -> Self {
        Self {
            cache: RenderCache::new(),
            settings: InterpreterSettings {
                font_resolver: Arc::new(move |query| Some(substitute(query, wide))),
                ..InterpreterSettings::default()
            },
        }
    }

    fn draw(&mut self, page: &'a Page<'a>, width: u16, height: u16) -> Picture {
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
            // Fitting outlines to pixels costs more than all else on a page of Chinese: only where
            // strokes would be pale without it.
            &RenderSettings {
                hinting: f64::from(width) / f64::from(points_wide) < FITTED_BELOW,
                ..RenderSettings::default()
            },
            &mut context,
            transform,
        );
        context.flush();
        // Drawn where it stays: a page at 200 dpi is 7 MB, and its memory costs as much as its ink.
        let mut rgba = vec![0; usize::from(width) * usize::from(height) * 4];
        if let Some(target) = PixmapMut::new(width, height, &mut rgba) {
            context.render_with(
                target,
                &mut Resources::default(),
                RasterizerSettings {
                    target_init: TargetInit::Clear(WHITE),
                    ..RasterizerSettings::default()
                },
            );
        }
        Picture {
            width: u32::from(width),
            height: u32::from(height),
            rgba,
        }
    }
}

/// The font to draw with in place of one that the file does not carry.
fn substitute(query: &FontQuery, wide: bool) -> (FontData, u32) {
    let query = match query {
        FontQuery::Standard(font) => return font.get_font_data(),
        FontQuery::Fallback(query) => query,
    };
    let name = [
        &query.post_script_name,
        &query.font_name,
        &query.font_family,
    ]
    .into_iter()
    .flatten()
    .map(String::as_str)
    .collect::<Vec<_>>()
    .join(" ");
    let is_chinese = query.character_collection.as_ref().is_some_and(|c| {
        // Japanese and Korean text is rare enough on Chinese invoices to be drawn in Song.
        !matches!(
            c.family,
            CidFamily::AdobeIdentity | CidFamily::Custom { .. }
        )
    });
    match fonts::style_of(&name) {
        Some(style) => chinese(style, wide),
        None if is_chinese => chinese(Style::Song, wide),
        None => latin(query, &name).get_font_data(),
    }
}

fn chinese(style: Style, wide: bool) -> (FontData, u32) {
    let face = fonts::face_with_boxes(style, wide);
    (face.data, face.index)
}

/// One of the standard fonts, which hayro carries.
fn latin(query: &FallbackFontQuery, name: &str) -> StandardFont {
    let name = name.to_lowercase();
    let has = |marks: &[&str]| marks.iter().any(|mark| name.contains(mark));
    let mut query = query.clone();
    query.is_fixed_pitch |= has(&["courier", "mono", "consol", "typewriter"]);
    query.is_serif |= has(&["times", "roman", "serif", "georgia", "garamond"]) && !has(&["sans"]);
    query.pick_standard_font()
}
