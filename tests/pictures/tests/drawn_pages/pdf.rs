//! PDF pages: fonts embedded and named, turned, cropped, with annotations and pictures.

use std::fmt::Write;
use std::io::Read;

use skrifa::{FontRef, MetadataProvider};

use super::snapshot::assert_drawn_as;

/// A file of these objects, numbered from 1; the first is the catalogue.
fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n", index + 1).into_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let table = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    let size = objects.len() + 1;
    bytes.extend(
        format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF").into_bytes(),
    );
    bytes
}

fn stream(entries: &str, content: &[u8]) -> Vec<u8> {
    let mut bytes = format!("<<{entries}/Length {}>>stream\n", content.len()).into_bytes();
    bytes.extend(content);
    bytes.extend(b"\nendstream");
    bytes
}

/// A file of one page of 300 × 150 points: its own entries, its resources, what is drawn, and
/// further objects from number 5 on.
fn page(entries: &str, resources: &str, content: &[u8], more: Vec<Vec<u8>>) -> Vec<u8> {
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 150]{entries}/Contents 4 0 R/Resources<<{resources}>>>>"
        )
        .into_bytes(),
        stream("", content),
    ];
    objects.extend(more);
    file(&objects)
}

/// A Chinese font that is named and not carried, in an encoding; its objects from `number` on.
fn named(number: usize, name: &str, encoding: &str) -> [Vec<u8>; 3] {
    [
        format!(
            "<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/{encoding}/DescendantFonts[{} 0 R]>>",
            number + 1
        ),
        format!(
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>\
             /DW 1000/W[1 95 500 814 907 500]/FontDescriptor {} 0 R>>",
            number + 2
        ),
        format!(
            "<</Type/FontDescriptor/FontName/{name}/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 859/Descent -141/StemV 80/CapHeight 700>>"
        ),
    ]
    .map(String::into_bytes)
}

fn hex(bytes: impl IntoIterator<Item = u8>) -> String {
    let mut text = String::new();
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn ucs2(text: &str) -> String {
    hex(text.encode_utf16().flat_map(u16::to_be_bytes))
}

fn show(font: &str, size: u32, x: u32, y: u32, hexadecimal: &str) -> String {
    format!("BT /{font} {size} Tf {x} {y} Td <{hexadecimal}> Tj ET\n")
}

const FONTS: &str = "/Font<</S 5 0 R/K 8 0 R/C 11 0 R/H 12 0 R>>";

/// Named fonts in every way that invoices name them, on a frame.
fn with_named_fonts() -> (Vec<u8>, Vec<Vec<u8>>) {
    let gbk = "购买方：云杉纸业（集团）";
    let (gbk, _, _) = encoding_rs::GBK.encode(gbk);
    let mut content = "0.5 0.2 0.1 RG 0.8 w 10 10 280 130 re S 10 70 m 290 70 l S [4 2] 0 d 150 10 m 150 70 l S []0 d\n0.5 0.2 0.1 rg\n".to_owned();
    content += &show("S", 16, 20, 115, &ucs2("增值税电子普通发票"));
    content += "0 0 0 rg\n";
    content += &show("K", 12, 20, 92, &hex(gbk.iter().copied()));
    content += &show("S", 11, 180, 92, &ucs2("¥1,234.50　叁仟元整"));
    content += &show("C", 12, 20, 50, &hex(*b"03<*5/+6-91QQ0012"));
    content += &show("H", 12, 20, 25, &hex(*b"Helvetica 0123.45 %"));
    // Stretched, raised, outlined, turned.
    content += "BT /S 12 Tf 60 Tz 160 50 Td ";
    let _ = writeln!(
        content,
        "<{}> Tj 100 Tz 4 Ts <{}> Tj 0 Ts ET",
        ucs2("狭窄的字"),
        ucs2("上")
    );
    let _ = writeln!(
        content,
        "BT /S 20 Tf 1 Tr 160 22 Td <{}> Tj ET",
        ucs2("空心")
    );
    let _ = writeln!(
        content,
        "BT /K 12 Tf 0 Tr 0 1 -1 0 285 20 Tm <{}> Tj ET",
        hex(encoding_rs::GBK.encode("竖写").0.iter().copied())
    );
    let mut more: Vec<Vec<u8>> = named(5, "STSong-Light", "UniGB-UCS2-H").into();
    more.extend(named(8, "KaiTi_GB2312", "GBK-EUC-H"));
    for name in ["Courier", "Helvetica"] {
        more.push(
            format!("<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>")
                .into_bytes(),
        );
    }
    (content.into_bytes(), more)
}

#[test]
fn fonts_that_are_named_and_not_carried() {
    let (content, more) = with_named_fonts();
    assert_drawn_as("pdf_named_fonts", page("", FONTS, &content, more), 0, 750);
}

#[test]
fn a_page_turned_and_cropped() {
    let (content, more) = with_named_fonts();
    let entries = "/Rotate 90/CropBox[5 40 260 145]";
    let bytes = page(entries, FONTS, &content, more);
    assert_drawn_as("pdf_turned_and_cropped", bytes, 0, 600);
}

#[test]
fn a_font_that_is_carried_by_its_glyphs() {
    let mut font = Vec::new();
    flate2::read::GzDecoder::new(&include_bytes!("../../fonts/gkai00mp.ttf.gz")[..])
        .read_to_end(&mut font)
        .unwrap();
    let glyphs = |text: &str| {
        let map = FontRef::new(&font).unwrap().charmap();
        hex(text.chars().flat_map(|c| {
            u16::try_from(map.map(c).unwrap().to_u32())
                .unwrap()
                .to_be_bytes()
        }))
    };
    let mut content = show("E", 22, 15, 105, &glyphs("楷体嵌入字体"));
    content += &show("E", 14, 15, 70, &glyphs("纳税人识别号：9131QQ"));
    let _ = writeln!(
        content,
        "0.8 0.1 0.1 rg BT /E 14 Tf 15 40 Td [<{}> -600 <{}>] TJ ET",
        glyphs("合"),
        glyphs("计")
    );
    let more = vec![
        b"<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Kai/Encoding/Identity-H/DescendantFonts[6 0 R]>>".to_vec(),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Kai/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/CIDToGIDMap/Identity/FontDescriptor 7 0 R>>".to_vec(),
        b"<</Type/FontDescriptor/FontName/ABCDEF+Kai/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 859/Descent -141/StemV 80/CapHeight 700/FontFile2 8 0 R>>".to_vec(),
        stream(&format!("/Length1 {}", font.len()), &font),
    ];
    let bytes = page("", "/Font<</E 5 0 R>>", content.as_bytes(), more);
    assert_drawn_as("pdf_embedded_font", bytes, 0, 750);
}

/// A seal as an annotation, and one as the field of a signature; a hidden one is not shown.
#[test]
fn seals_in_annotations_and_signature_fields() {
    let (content, mut more) = with_named_fonts();
    let seal =
        b"1 0 0 RG 3 w 50 30 m 50 42 0 50 -0 30 c S 2 2 96 56 re S 0.9 0.2 0.2 rg 30 20 40 20 re f";
    let form = |entries: &str| {
        stream(
            &format!("/Type/XObject/Subtype/Form/BBox[0 0 100 60]{entries}"),
            seal,
        )
    };
    let first = 5 + more.len();
    let annotation = |entries: &str| {
        format!("<</Type/Annot/Rect[180 5 280 65]/F 4/AP<</N {first} 0 R>>{entries}>>").into_bytes()
    };
    more.push(form("/Matrix[1 0 0 1 0 0]"));
    more.push(annotation("/Subtype/Stamp"));
    more.push(
        format!("<</Type/Annot/Subtype/Widget/FT/Sig/T(s)/Rect[20 75 90 145]/F 132/AP<</N {first} 0 R>>>>").into_bytes(),
    );
    more.push(
        format!("<</Type/Annot/Subtype/Stamp/Rect[100 75 170 145]/F 2/AP<</N {first} 0 R>>>>")
            .into_bytes(),
    );
    let entries = format!(
        "/Annots[{} 0 R {} 0 R {} 0 R]",
        first + 1,
        first + 2,
        first + 3
    );
    let bytes = page(&entries, FONTS, &content, more);
    assert_drawn_as("pdf_annotations", bytes, 0, 750);
}

/// A picture with a soft mask, a stencil in the current colour, one in indexed colours, a shape
/// clipped by a path and one that darkens what lies under it.
#[test]
fn pictures_masks_clips_and_blending() {
    let content = b"0.9 0.9 0.6 rg 0 0 300 150 re f\n\
        q 80 0 0 80 20 40 cm /P Do Q\n\
        0.1 0.4 0.1 rg q 60 0 0 60 120 50 cm /M Do Q\n\
        q 50 0 0 50 200 80 cm /I Do Q\n\
        q 200 10 m 290 10 l 245 75 l h W n 0.2 0.2 0.8 rg 200 10 90 40 re f Q\n\
        q /G gs 1 0.3 0.3 rg 10 30 140 40 re f Q\n";
    let gradient: Vec<u8> = (0..8 * 8).flat_map(|i| [i * 4, 255 - i * 4, 128]).collect();
    let mask: Vec<u8> = (0..8 * 8)
        .map(|i: u32| u8::try_from((i % 8) * 36).unwrap())
        .collect();
    let picture = "/Type/XObject/Subtype/Image/Width 8/Height 8";
    let more = vec![
        stream(
            &format!("{picture}/BitsPerComponent 8/ColorSpace/DeviceRGB/SMask 6 0 R"),
            &gradient,
        ),
        stream(
            &format!("{picture}/BitsPerComponent 8/ColorSpace/DeviceGray"),
            &mask,
        ),
        stream(
            &format!("{picture}/ImageMask true/BitsPerComponent 1"),
            &[0x18, 0x3c, 0x7e, 0xff, 0xff, 0x7e, 0x3c, 0x18],
        ),
        stream(
            &format!(
                "{picture}/BitsPerComponent 2/ColorSpace[/Indexed/DeviceRGB 3<ffffff000000c00000 0000c0>]"
            ),
            &[0x1b, 0xe4].repeat(8),
        ),
    ];
    let resources = "/XObject<</P 5 0 R/M 7 0 R/I 8 0 R>>/ExtGState<</G<</BM/Multiply/ca 0.8>>>>";
    assert_drawn_as("pdf_pictures", page("", resources, content, more), 0, 600);
}
