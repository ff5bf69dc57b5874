//! The numbered pictures of the set, and their truth.

use std::fmt;
use std::ops::Range;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, RgbImage};
use invoice::synthetic::Dice;
use invoice::{FieldPath, HeaderField, Invoice, Region, Side};
use serde_json::{Map, Value, json};

use super::paper::Paper;
use super::wear::{self, Projection, Warped};
use super::{Layout, contents, forms, seals};

/// What happened to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Wear {
    /// As drawn.
    Clean,
    /// On its side, its head at the right.
    Turned90,
    /// Upside down.
    Turned180,
    /// On its side, its head at the left.
    Turned270,
    /// By up to 3 degrees.
    Skewed,
    /// JPEG of quality 40.
    Jpeg40,
    /// Grain and specks.
    Noise,
    /// A shadow across it.
    Shadow,
    /// Red seals over text.
    Sealed,
    /// Photographed from the side, with what lies around it.
    Photo,
    /// Photographed from farther away: most of the picture is desk.
    Desk,
}

impl Wear {
    /// All.
    pub const ALL: [Self; 11] = [
        Self::Clean,
        Self::Turned90,
        Self::Turned180,
        Self::Turned270,
        Self::Skewed,
        Self::Jpeg40,
        Self::Noise,
        Self::Shadow,
        Self::Sealed,
        Self::Photo,
        Self::Desk,
    ];

    /// Its name in file names and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Turned90 => "turned90",
            Self::Turned180 => "turned180",
            Self::Turned270 => "turned270",
            Self::Skewed => "skewed",
            Self::Jpeg40 => "jpeg40",
            Self::Noise => "noise",
            Self::Shadow => "shadow",
            Self::Sealed => "sealed",
            Self::Photo => "photo",
            Self::Desk => "desk",
        }
    }
}

/// One picture of the set: a layout, what happened to it, and which of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Specimen {
    /// The form.
    pub layout: Layout,
    /// What happened to it.
    pub wear: Wear,
    /// From 0; other contents.
    pub copy: u64,
}

/// All layouts in every wear, these copies of each.
pub fn specimens(copies: Range<u64>) -> Vec<Specimen> {
    let mut all = Vec::new();
    for copy in copies {
        for layout in Layout::ALL {
            for wear in Wear::ALL {
                all.push(Specimen { layout, wear, copy });
            }
        }
    }
    all
}

/// A drawn specimen.
pub struct Picture {
    /// PNG or JPEG, or a PDF of two scanned pages.
    pub bytes: Vec<u8>,
    /// `png`, `jpg` or `pdf`.
    pub extension: &'static str,
    /// What stands on it: only what was printed.
    pub invoice: Invoice,
    /// Where each value stands: page from 1 and place.
    pub places: Vec<(FieldPath, u32, Region)>,
    /// Every level text, labels too, seals not: page from 1 and place.
    pub texts: Vec<(String, u32, Region)>,
}

impl fmt::Display for Specimen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}-{}-{}",
            self.layout.name(),
            self.wear.name(),
            self.copy
        )
    }
}

impl Specimen {
    fn dice(self) -> Dice {
        let layout = Layout::ALL.iter().position(|l| *l == self.layout).unwrap() as u64;
        let wear = Wear::ALL.iter().position(|w| *w == self.wear).unwrap() as u64;
        Dice::new(0x5EED_0000 + (self.copy << 16) + (layout << 8) + wear)
    }

    /// Draws it.
    pub fn draw(self) -> Picture {
        let mut dice = self.dice();
        let invoice = contents::invoice(self.layout, &mut dice);
        let dpi = match self.wear {
            Wear::Jpeg40 => dice.range(150, 200),
            Wear::Photo | Wear::Desk => dice.range(200, 260),
            _ => *dice.pick(&[150, 200, 200, 250, 300]),
        } as f32;
        let mut pages = match self.layout {
            Layout::Listed => vec![
                forms::old::draw(self.layout, &invoice, dpi, true, &mut dice),
                forms::list::draw(&invoice, dpi, &mut dice),
            ],
            Layout::Roll => vec![forms::roll::draw(&invoice, dpi, &mut dice)],
            layout if layout.kind().is_digital() => {
                vec![forms::digital::draw(layout, &invoice, dpi, &mut dice)]
            }
            layout => vec![forms::old::draw(layout, &invoice, dpi, false, &mut dice)],
        };
        if self.wear == Wear::Sealed {
            for page in &mut pages {
                seal(page, &invoice, &mut dice);
            }
        }
        let mut printed = Invoice::default();
        let mut places = Vec::new();
        let mut texts = Vec::new();
        let mut drawn = Vec::new();
        for (index, page) in pages.iter().enumerate() {
            let (picture, map) = self.worn(page, &mut dice);
            for (path, place) in &page.printed {
                printed.set(*path, invoice.value(*path).cloned());
                if let Some(region) = region(*place, page.scale, &map, &picture) {
                    places.push((*path, index as u32 + 1, region));
                }
            }
            for (text, place) in &page.texts {
                if let Some(region) = region(*place, page.scale, &map, &picture) {
                    texts.push((text.clone(), index as u32 + 1, region));
                }
            }
            drawn.push(picture);
        }
        for field in [HeaderField::InvoiceType, HeaderField::Title] {
            let path = FieldPath::Header(field);
            printed.set(path, invoice.value(path).cloned());
        }
        let (bytes, extension) = self.encoded(&drawn, dpi);
        Picture {
            bytes,
            extension,
            invoice: printed,
            places,
            texts,
        }
    }

    fn worn(self, page: &Paper, dice: &mut Dice) -> Warped {
        let mut picture = opaque(page);
        match self.wear {
            Wear::Clean | Wear::Jpeg40 | Wear::Sealed => (picture, Projection::SAME),
            Wear::Turned90 => wear::turned(&picture, 1),
            Wear::Turned180 => wear::turned(&picture, 2),
            Wear::Turned270 => wear::turned(&picture, 3),
            Wear::Skewed => wear::skewed(&picture, dice),
            Wear::Noise => {
                let deviation = dice.range(9, 16) as f32;
                wear::grained(&mut picture, deviation, dice);
                wear::specked(&mut picture, dice);
                (picture, Projection::SAME)
            }
            Wear::Shadow => {
                wear::shadowed(&mut picture, dice);
                (picture, Projection::SAME)
            }
            Wear::Photo => {
                let margin = dice.range(3, 9);
                wear::photographed(&picture, margin, dice)
            }
            Wear::Desk => {
                let margin = dice.range(22, 40);
                wear::photographed(&picture, margin, dice)
            }
        }
    }

    fn encoded(self, pages: &[RgbImage], dpi: f32) -> (Vec<u8>, &'static str) {
        let quality = match self.wear {
            Wear::Jpeg40 => 40,
            Wear::Photo | Wear::Desk => 82,
            _ => 90,
        };
        if let [page] = pages {
            if self.wear == Wear::Clean {
                let mut png = std::io::Cursor::new(Vec::new());
                page.write_to(&mut png, ImageFormat::Png).unwrap();
                return (png.into_inner(), "png");
            }
            return (jpeg(page, quality), "jpg");
        }
        (scanned_pdf(pages, quality, dpi), "pdf")
    }
}

impl Picture {
    /// Its truth as `score.py` reads it; `file` is its path below the folder of samples.
    pub fn truth(&self, file: &str) -> Value {
        let mut truth = Map::new();
        truth.insert("file".to_owned(), json!(file));
        let invoice = serde_json::to_value(&self.invoice).unwrap();
        if let Value::Object(fields) = invoice {
            truth.extend(fields);
        }
        let places: Map<String, Value> = self
            .places
            .iter()
            .map(|(path, page, region)| {
                (path.to_string(), json!({ "page": page, "region": region }))
            })
            .collect();
        truth.insert("places".to_owned(), Value::Object(places));
        let texts: Vec<Value> = self
            .texts
            .iter()
            .map(|(text, page, region)| json!({ "page": page, "text": text, "region": region }))
            .collect();
        truth.insert("texts".to_owned(), Value::Array(texts));
        Value::Object(truth)
    }
}

/// A round seal and the seller's, pressed over what is filled in.
fn seal(page: &mut Paper, invoice: &Invoice, dice: &mut Dice) {
    let red = *dice.pick(&[(214, 30, 34), (226, 50, 44), (206, 44, 70)]);
    let over: Vec<[f32; 4]> = page
        .printed
        .iter()
        .filter(|(path, _)| {
            matches!(
                path,
                FieldPath::Party(Side::Seller, _)
                    | FieldPath::Header(
                        HeaderField::AmountWithTax
                            | HeaderField::AmountInWords
                            | HeaderField::TotalTax
                    )
                    | FieldPath::Item(0..3, _)
            )
        })
        .map(|(_, place)| *place)
        .collect();
    let company = invoice
        .party(Side::Seller, invoice::PartyField::Name)
        .unwrap_or_default();
    let [left, top, right, bottom] = *dice.pick(&over);
    let x = f32::midpoint(left, right) + dice.range(-8, 8) as f32;
    let y = f32::midpoint(top, bottom) + dice.range(-6, 6) as f32;
    seals::round(page, (x, y), &company, red, dice);
}

fn opaque(page: &Paper) -> RgbImage {
    let (width, height) = (page.picture.width(), page.picture.height());
    let rgb = page
        .picture
        .data()
        .chunks_exact(4)
        .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    RgbImage::from_raw(width, height, rgb).unwrap()
}

fn region(place: [f32; 4], scale: f32, map: &Projection, picture: &RgbImage) -> Option<Region> {
    let [left, top, right, bottom] = place.map(|mm| mm * scale);
    let (w, h) = (f64::from(picture.width()), f64::from(picture.height()));
    let mut corners = [0.0; 8];
    for (index, (x, y)) in [(left, top), (right, top), (right, bottom), (left, bottom)]
        .into_iter()
        .enumerate()
    {
        let (x, y) = map.map(x, y);
        corners[2 * index] = f64::from(x) / w;
        corners[2 * index + 1] = f64::from(y) / h;
    }
    Region::new(corners)
}

fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(picture)
        .unwrap();
    bytes
}

/// Scanned pages as scanners send them: one JPEG a page in a PDF without text.
fn scanned_pdf(pages: &[RgbImage], quality: u8, dpi: f32) -> Vec<u8> {
    use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};
    let whole = |number: u32| i32::try_from(number).unwrap();
    let mut pdf = Pdf::new();
    let (catalog, tree) = (Ref::new(1), Ref::new(2));
    pdf.catalog(catalog).pages(tree);
    let ids = |index: usize| {
        let first = 3 + 3 * i32::try_from(index).unwrap();
        [first, first + 1, first + 2].map(Ref::new)
    };
    pdf.pages(tree)
        .kids((0..pages.len()).map(|index| ids(index)[0]))
        .count(i32::try_from(pages.len()).unwrap());
    for (index, page) in pages.iter().enumerate() {
        let [leaf, content, picture] = ids(index);
        let points = |pixels: u32| pixels as f32 * 72.0 / dpi;
        let (width, height) = (points(page.width()), points(page.height()));
        let mut object = pdf.page(leaf);
        object
            .parent(tree)
            .media_box(Rect::new(0.0, 0.0, width, height))
            .contents(content);
        object.resources().x_objects().pair(Name(b"P"), picture);
        object.finish();
        let mut drawing = Content::new();
        drawing
            .transform([width, 0.0, 0.0, height, 0.0, 0.0])
            .x_object(Name(b"P"));
        pdf.stream(content, &drawing.finish());
        let data = jpeg(page, quality);
        let mut image = pdf.image_xobject(picture, &data);
        image.filter(Filter::DctDecode);
        image
            .width(whole(page.width()))
            .height(whole(page.height()))
            .bits_per_component(8);
        image.color_space().device_rgb();
    }
    pdf.finish()
}
