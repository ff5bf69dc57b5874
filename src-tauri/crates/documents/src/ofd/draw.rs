use std::collections::HashMap;
use std::sync::Arc;

use tiny_skia::{FillRule, Path, PathBuilder, Pixmap, Transform};

use super::canvas::{Canvas, Ink};
use super::geometry::Matrix;
use super::object::{Blend, Content, Image, Object, Path as PathObject};
use super::package::Package;
use super::page::Layer;
use super::resources::Resources;
use super::style::{Cap, Colour, Join, Style};
use super::text::{Character, Text};
use crate::DocumentError;
use crate::fonts::{Typeface, UNITS, substitutes};

/// How thick a bold substitute's outline is made, in ems.
const BOLD: f64 = 0.025;
/// The slant of an italic substitute.
const SLANT: f64 = 0.2;

/// Draws objects. Fonts and pictures are opened once for a page.
pub(super) struct Drawing<'a> {
    canvas: &'a mut Canvas,
    package: Option<&'a Package>,
    resources: &'a Resources,
    max_pixels: u64,
    embedded: HashMap<String, Option<Arc<Typeface>>>,
    pictures: HashMap<(String, Option<String>), Option<Arc<Pixmap>>>,
}

impl<'a> Drawing<'a> {
    pub(super) fn new(
        canvas: &'a mut Canvas,
        package: Option<&'a Package>,
        resources: &'a Resources,
        max_pixels: u64,
    ) -> Self {
        Self {
            canvas,
            package,
            resources,
            max_pixels,
            embedded: HashMap::new(),
            pictures: HashMap::new(),
        }
    }

    /// Draws layers one over the other. `outer` leads from their page to the canvas's page.
    pub(super) fn layers(&mut self, layers: &[Layer], outer: &Matrix) -> Result<(), DocumentError> {
        layers
            .iter()
            .try_for_each(|layer| self.objects(&layer.objects, outer, 1.0))
    }

    fn objects(
        &mut self,
        objects: &[Object],
        outer: &Matrix,
        alpha: f32,
    ) -> Result<(), DocumentError> {
        for object in objects {
            self.canvas.check_time()?;
            let alpha = alpha * object.alpha;
            let clips: Vec<_> = object
                .clips
                .iter()
                .map(|clip| clip.iter().map(|o| o.mapped(outer)).collect::<Vec<_>>())
                .collect();
            let before = if clips.is_empty() {
                None
            } else {
                Some(self.canvas.clip(&clips))
            };
            let matrix = object.matrix.then(outer);
            match &object.content {
                Content::Group(objects) => self.objects(objects, outer, alpha)?,
                Content::Path(path) => self.path(object, path, &matrix, alpha),
                Content::Image(image) => self.image(image, &matrix, alpha, object.blend),
                Content::Text(text) => self.text(object, text, &matrix, alpha),
            }
            if let Some(before) = before {
                self.canvas.unclip(before);
            }
        }
        Ok(())
    }

    fn path(&mut self, object: &Object, path: &PathObject, matrix: &Matrix, alpha: f32) {
        let outline = path.outline.mapped(matrix);
        let ink = |colour| Ink {
            colour,
            alpha,
            blend: object.blend,
        };
        // A path that says nothing of its colour is not filled, even where it says `Fill="true"`.
        if let (true, Some(colour)) = (path.filled, object.style.fill) {
            let shading = object.style.shading.as_ref();
            let shader = shading.and_then(|s| s.shader(&self.to_pixels(matrix), alpha));
            match shader {
                Some(shader) => {
                    self.canvas
                        .fill_shaded(&outline, path.even_odd, shader, object.blend);
                }
                None => self.canvas.fill(&outline, path.even_odd, ink(colour)),
            }
        }
        if path.stroked {
            let colour = object.style.stroke.unwrap_or(Colour::BLACK);
            self.canvas
                .stroke(&outline, &object.style, zoom(matrix), ink(colour));
        }
    }

    fn to_pixels(&self, matrix: &Matrix) -> Matrix {
        matrix.then(&Matrix::scale(self.canvas.scale, self.canvas.scale))
    }

    fn image(&mut self, image: &Image, matrix: &Matrix, alpha: f32, blend: Blend) {
        let key = (image.resource.clone(), image.mask.clone());
        let picture = if let Some(known) = self.pictures.get(&key) {
            known.clone()
        } else {
            let mask = image.mask.as_ref().and_then(|id| self.open_picture(id));
            let picture = self.open_picture(&image.resource);
            let picture = match (picture, mask) {
                (Some(picture), Some(mask)) => super::picture::masked(picture, &mask),
                (picture, _) => picture,
            };
            let picture = picture.map(Arc::new);
            self.pictures.insert(key, picture.clone());
            picture
        };
        if let Some(picture) = picture {
            self.canvas.picture(&picture, matrix, alpha, blend);
        }
    }

    fn open_picture(&self, id: &str) -> Option<Pixmap> {
        let medium = self.resources.medium(id)?;
        let bytes = self.package?.read(&medium.part).ok()?;
        super::picture::decode(&bytes, &medium.format, self.max_pixels)
    }

    fn text(&mut self, object: &Object, text: &Text, matrix: &Matrix, alpha: f32) {
        let font = self.resources.font(&text.font);
        let embedded = font.and_then(|_| self.embedded(&text.font));
        let name = font
            .map(|f| {
                if f.name.is_empty() {
                    f.family.clone()
                } else {
                    f.name.clone()
                }
            })
            .unwrap_or_default();
        let mut builder = PathBuilder::new();
        let mut substituted = false;
        for character in &text.characters {
            let own = embedded
                .as_ref()
                .and_then(|face| own_outline(face, text, character));
            let outline = match own {
                Some(outline) => Some(outline),
                None if character.text.is_whitespace() || character.text.is_control() => None,
                None => {
                    substituted = true;
                    substitutes(&name).find_map(|face| face.outline(face.glyph(character.text)?))
                }
            };
            let size = text.size / UNITS;
            let slant = if (text.italic || font.is_some_and(|f| f.italic)) && substituted {
                SLANT
            } else {
                0.0
            };
            let placed = Matrix([
                size * text.horizontal_scale,
                0.0,
                size * slant,
                -size,
                character.x,
                character.y,
            ])
            .then(matrix)
            .then(&Matrix::scale(self.canvas.scale, self.canvas.scale));
            match outline {
                Some(outline) => push(&mut builder, &outline, &placed),
                None if is_crossed_circle(character.text) => {
                    push_crossed_circle(&mut builder, &placed);
                }
                None => {}
            }
        }
        let Some(path) = builder.finish() else { return };
        let ink = |colour| Ink {
            colour,
            alpha,
            blend: object.blend,
        };
        let fill = object.style.fill.unwrap_or(Colour::BLACK);
        if text.filled {
            self.canvas.fill_path(&path, FillRule::Winding, ink(fill));
        }
        if text.stroked {
            let colour = object.style.stroke.unwrap_or(Colour::BLACK);
            self.canvas
                .stroke_path(&path, &object.style, zoom(matrix), ink(colour));
        } else if substituted && (text.weight >= 600 || font.is_some_and(|f| f.bold)) {
            let style = Style {
                line_width: text.size * BOLD,
                cap: Cap::Round,
                join: Join::Round,
                ..Style::default()
            };
            self.canvas
                .stroke_path(&path, &style, zoom(matrix), ink(fill));
        }
    }

    fn embedded(&mut self, id: &str) -> Option<Arc<Typeface>> {
        if let Some(known) = self.embedded.get(id) {
            return known.clone();
        }
        let open = || {
            let part = self.resources.font(id)?.file.as_ref()?;
            Typeface::new(Arc::new(self.package?.read(part).ok()?), 0).map(Arc::new)
        };
        let face = open();
        self.embedded.insert(id.to_owned(), face.clone());
        face
    }
}

/// A character's outline in the font that the document carries: by the glyph that the text names,
/// else by the font's own character map.
fn own_outline(face: &Typeface, text: &Text, character: &Character) -> Option<Arc<Path>> {
    let named = text.glyphs.iter().find_map(|run| {
        let index = character.position.checked_sub(run.first)?;
        if index >= run.characters {
            return None;
        }
        run.glyphs.get(index).copied()
    });
    match named {
        Some(glyph) => face.outline(glyph),
        None => face.outline(face.glyph(character.text)?),
    }
}

fn push(builder: &mut PathBuilder, outline: &Path, matrix: &Matrix) {
    let [a, b, c, d, e, f] = matrix.0.map(|v| v as f32);
    if let Some(path) = outline
        .clone()
        .transform(Transform::from_row(a, b, c, d, e, f))
    {
        let bounds = path.bounds();
        let near = |v: f32| v.abs() < 1e5;
        if [bounds.left(), bounds.top(), bounds.right(), bounds.bottom()]
            .into_iter()
            .all(near)
        {
            builder.push_path(&path);
        }
    }
}

/// The mark before an amount in words, which few fonts have.
const fn is_crossed_circle(c: char) -> bool {
    matches!(c, '⊗' | 'ⓧ' | 'Ⓧ' | '⨂')
}

fn push_crossed_circle(builder: &mut PathBuilder, matrix: &Matrix) {
    const CENTRE: (f32, f32) = (500.0, 360.0);
    const RADIUS: f32 = 380.0;
    let mut mark = PathBuilder::new();
    mark.push_circle(CENTRE.0, CENTRE.1, RADIUS);
    let reach = RADIUS * std::f32::consts::FRAC_1_SQRT_2;
    for side in [-1.0, 1.0] {
        mark.move_to(CENTRE.0 - reach, CENTRE.1 - side * reach);
        mark.line_to(CENTRE.0 + reach, CENTRE.1 + side * reach);
    }
    let stroke = tiny_skia::Stroke {
        width: 45.0,
        ..tiny_skia::Stroke::default()
    };
    if let Some(outline) = mark.finish().and_then(|mark| mark.stroke(&stroke, 1.0)) {
        push(builder, &outline, matrix);
    }
}

/// How much lengths grow under a map.
fn zoom(matrix: &Matrix) -> f64 {
    let [a, b, c, d, ..] = matrix.0;
    (a * d - b * c).abs().sqrt()
}
