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
use rustc_hash::FxHashSet;

use super::ink::Letters;
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
    usual: Option<Hand<'a>>,
    /// For pages with rare characters, which the usual substitute fonts lack.
    wide: Option<Hand<'a>>,
}

impl<'a> Drawer<'a> {
    pub(super) fn new() -> Self {
        Self {
            usual: None,
            wide: None,
        }
    }

    /// Draws a page. `text` is all text on it, `letters` the same as the fonts name it.
    pub(super) fn draw(
        &mut self,
        page: &'a Page<'a>,
        text: &str,
        letters: &Letters,
        width: u16,
        height: u16,
    ) -> Picture {
        let wide = fonts::needs_wide(text.chars());
        let place = if wide {
            &mut self.wide
        } else {
            &mut self.usual
        };
        // Outlines are fitted to pixels by measures that are taken from other characters.
        let fitted = f64::from(width) / f64::from(page.render_dimensions().0) < FITTED_BELOW;
        let letters = (!fitted && !letters.hidden).then_some(&letters.all);
        let hand = match place.take() {
            Some(hand) if hand.has(letters) => hand,
            before => Hand::new(wide, together(before.as_ref(), letters)),
        };
        place.insert(hand).draw(page, fitted, width, height)
    }
}

/// So many characters are as good as all.
const MANY: usize = 3_000;

/// What the substitute fonts shall hold for a page: what they held, and its letters; `None` for
/// whole fonts.
fn together(
    before: Option<&Hand<'_>>,
    letters: Option<&FxHashSet<char>>,
) -> Option<FxHashSet<char>> {
    let mut all = letters?.clone();
    if let Some(hand) = before {
        all.extend(hand.letters.as_deref()?);
    }
    (all.len() < MANY).then_some(all)
}

/// The fonts to draw with, and the shapes drawn before.
struct Hand<'a> {
    cache: RenderCache<'a>,
    settings: InterpreterSettings,
    /// What the substitute fonts hold; `None` where they are whole.
    letters: Option<Arc<FxHashSet<char>>>,
}

impl<'a> Hand<'a> {
    fn new(wide: bool, letters: Option<FxHashSet<char>>) -> Self {
        let letters = letters.map(Arc::new);
        let held = letters.clone();
        Self {
            cache: RenderCache::new(),
            settings: InterpreterSettings {
                font_resolver: Arc::new(move |query| {
                    Some(substitute(query, wide, held.as_deref()))
                }),
                ..InterpreterSettings::default()
            },
            letters,
        }
    }

    fn has(&self, letters: Option<&FxHashSet<char>>) -> bool {
        self.letters
            .as_ref()
            .is_none_or(|held| letters.is_some_and(|letters| letters.is_subset(held)))
    }

    fn draw(&mut self, page: &'a Page<'a>, fitted: bool, width: u16, height: u16) -> Picture {
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
                hinting: fitted,
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

/// The font to draw with in place of one that the file does not carry, with these letters at
/// least.
fn substitute(query: &FontQuery, wide: bool, letters: Option<&FxHashSet<char>>) -> (FontData, u32) {
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
        Some(style) => chinese(style, wide, letters),
        None if is_chinese => chinese(Style::Song, wide, letters),
        None => latin(query, &name).get_font_data(),
    }
}

fn chinese(style: Style, wide: bool, letters: Option<&FxHashSet<char>>) -> (FontData, u32) {
    let face = fonts::face_with_boxes(style, wide);
    match letters.and_then(|letters| fonts::thinned(&face, letters.iter().copied())) {
        Some(thin) => (Arc::new(thin), 0),
        None => (face.data, face.index),
    }
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
