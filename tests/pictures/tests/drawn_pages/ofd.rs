//! OFD pages: text, paths and pictures; templates, annotations and the seal of a signature.

use std::io::{Cursor, Write};

use image::{ImageFormat, Rgb, RgbImage};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::snapshot::assert_drawn_as;

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const RESOURCES: &str = "<ofd:Res xmlns:ofd='http://www.ofdspec.org/2016' BaseLoc='Res'>\
    <ofd:ColorSpaces><ofd:ColorSpace ID='2' Type='RGB'/></ofd:ColorSpaces>\
    <ofd:DrawParams><ofd:DrawParam ID='3' LineWidth='0.3'><ofd:StrokeColor Value='128 0 0' ColorSpace='2'/></ofd:DrawParam>\
    <ofd:DrawParam ID='4' Relative='3' LineWidth='1'><ofd:FillColor Value='240 220 160'/></ofd:DrawParam></ofd:DrawParams>\
    <ofd:Fonts><ofd:Font ID='9' FontName='宋体' FamilyName='宋体'/><ofd:Font ID='10' FontName='楷体'/><ofd:Font ID='11' FontName='Courier New'/></ofd:Fonts>\
    <ofd:MultiMedias><ofd:MultiMedia ID='30' Type='Image' Format='PNG'><ofd:MediaFile>mark.png</ofd:MediaFile></ofd:MultiMedia>\
    <ofd:MultiMedia ID='31' Type='Image' Format='GBIG2'><ofd:MediaFile>code.jb2</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>\
    <ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID='20' Width='20' Height='20'><ofd:Content>\
    <ofd:PathObject ID='21' Boundary='0 0 20 20' Fill='true' LineWidth='0.5'><ofd:FillColor Value='0 120 0'/><ofd:AbbreviatedData>M 10 0 L 20 10 L 10 20 L 0 10 C</ofd:AbbreviatedData></ofd:PathObject>\
    </ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>";

const TEMPLATE: &str = "<ofd:Page xmlns:ofd='http://www.ofdspec.org/2016'><ofd:Content><ofd:Layer ID='50' DrawParam='3'>\
    <ofd:PathObject ID='51' Boundary='5 5 140 70'><ofd:AbbreviatedData>M 0 0 L 140 0 L 140 70 L 0 70 C</ofd:AbbreviatedData></ofd:PathObject>\
    <ofd:TextObject ID='52' Boundary='8 66 60 8' Font='10' Size='4'><ofd:FillColor Value='128 0 0'/><ofd:TextCode X='0' Y='5' DeltaX='g 3 4'>模板文字</ofd:TextCode></ofd:TextObject>\
    </ofd:Layer></ofd:Content></ofd:Page>";

/// A document of one page of 150 × 80 mm on a template.
fn document(page: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let page = format!(
        "<?xml version='1.0' encoding='UTF-8'?><ofd:Page xmlns:ofd='http://www.ofdspec.org/2016'>\
         <ofd:Template TemplateID='7' ZOrder='Background'/><ofd:Content><ofd:Layer ID='60'>{page}</ofd:Layer></ofd:Content></ofd:Page>"
    );
    let parts: [(&str, &[u8]); 5] = [
        (
            "OFD.xml",
            b"<ofd:OFD xmlns:ofd='http://www.ofdspec.org/2016' DocType='OFD' Version='1.0'><ofd:DocBody><ofd:DocInfo/>\
              <ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot><ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody></ofd:OFD>",
        ),
        (
            "Doc_0/Document.xml",
            b"<ofd:Document xmlns:ofd='http://www.ofdspec.org/2016'><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 150 80</ofd:PhysicalBox></ofd:PageArea>\
              <ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:TemplatePage ID='7' BaseLoc='Tpls/Tpl_0/Content.xml'/></ofd:CommonData>\
              <ofd:Pages><ofd:Page ID='61' BaseLoc='Pages/Page_0/Content.xml'/></ofd:Pages><ofd:Annotations>Annots/Annotations.xml</ofd:Annotations></ofd:Document>",
        ),
        ("Doc_0/PublicRes.xml", RESOURCES.as_bytes()),
        ("Doc_0/Tpls/Tpl_0/Content.xml", TEMPLATE.as_bytes()),
        ("Doc_0/Pages/Page_0/Content.xml", page.as_bytes()),
    ];
    let (mark, code) = (mark(), code());
    let mut all = parts.to_vec();
    all.push(("Doc_0/Res/mark.png", &mark));
    all.push(("Doc_0/Res/code.jb2", &code));
    all.extend(more);
    archive(&all)
}

/// A red ring on white, as the picture of a seal or watermark.
fn mark() -> Vec<u8> {
    let picture = RgbImage::from_fn(60, 60, |x, y| {
        let away = (f64::from(x) - 29.5).hypot(f64::from(y) - 29.5);
        if (20.0..26.0).contains(&away) {
            Rgb([220, 30, 30])
        } else {
            Rgb([255; 3])
        }
    });
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png).unwrap();
    png.into_inner()
}

/// A board of 4 × 4 squares of 16 pixels as bare JBIG2: one generic region coded as in fax (MMR).
fn code() -> Vec<u8> {
    const SIDE: u32 = 64;
    // Horizontal mode, and the lengths of runs that occur.
    const HORIZONTAL: &str = "001";
    const WHITE: [(u32, &str); 2] = [(0, "00110101"), (16, "101010")];
    const BLACK: [(u32, &str); 2] = [(0, "0000110111"), (16, "0000010111")];
    let code = |table: [(u32, &'static str); 2], run: u32| {
        table.iter().find(|(length, _)| *length == run).unwrap().1
    };
    let mut bits = String::new();
    for row in 0..SIDE {
        let runs: &[u32] = if (row / 16) % 2 == 0 {
            &[16, 16, 16, 16]
        } else {
            &[0, 16, 16, 16, 16, 0]
        };
        for pair in runs.chunks(2) {
            bits += HORIZONTAL;
            bits += code(WHITE, pair[0]);
            bits += code(BLACK, pair[1]);
        }
    }
    while !bits.len().is_multiple_of(8) {
        bits.push('0');
    }
    let coded: Vec<u8> = bits
        .as_bytes()
        .chunks(8)
        .map(|byte| byte.iter().fold(0, |sum, bit| sum * 2 + (bit - b'0')))
        .collect();
    let size = SIDE.to_be_bytes();
    // Segment 0: the page (type 48). Segment 1: an immediate generic region (type 38).
    let mut bytes = vec![0, 0, 0, 0, 48, 0, 1, 0, 0, 0, 19];
    bytes.extend([size, size].concat());
    bytes.extend([0; 11]);
    bytes.extend([0, 0, 0, 1, 38, 0, 1]);
    bytes.extend(u32::try_from(18 + coded.len()).unwrap().to_be_bytes());
    bytes.extend([size, size].concat());
    bytes.extend([0; 9]);
    bytes.push(1);
    bytes.extend(coded);
    bytes
}

fn text(boundary: &str, font: u32, size: f32, attributes: &str, code: &str) -> String {
    format!(
        "<ofd:TextObject Boundary='{boundary}' Font='{font}' Size='{size}' {attributes}>{code}</ofd:TextObject>"
    )
}

#[test]
fn text_with_deltas_and_transforms() {
    let page = [
        text("10 8 80 8", 9, 6.0, "", "<ofd:TextCode X='0' Y='6' DeltaX='g 8 7'>增值税电子发票</ofd:TextCode>"),
        text("10 18 80 8", 10, 4.0, "", "<ofd:TextCode X='0' Y='4' DeltaX='4 12 4 4'>名称：云杉纸业有限公司</ofd:TextCode>"),
        text("10 26 80 8", 11, 4.0, "Weight='700'", "<ofd:FillColor Value='0 0 160'/><ofd:TextCode X='0' Y='4' DeltaX='g 13 2.4'>91110000QQ0012</ofd:TextCode>"),
        text("10 34 60 8", 9, 8.0, "CTM='0.5 0 0 0.5 0 0'", "<ofd:TextCode X='0' Y='8' DeltaX='8 8 4 8'>缩小a的字</ofd:TextCode>"),
        text("60 34 60 8", 9, 5.0, "HScale='0.6'", "<ofd:TextCode X='0' Y='5' DeltaX='3'>压扁的字</ofd:TextCode>"),
        text("100 8 5 40", 9, 4.0, "", "<ofd:TextCode X='0' Y='4' DeltaY='g 4 5'>购买方信息</ofd:TextCode>"),
        text("115 10 5 40", 9, 4.0, "CTM='0 1 -1 0 5 0'", "<ofd:TextCode X='0' Y='4' DeltaX='4'>转向的字</ofd:TextCode>"),
        text("10 44 60 20", 9, 4.0, "", "<ofd:TextCode X='0' Y='4' DeltaX='g 2 4 -8 g 2 4' DeltaY='g 2 0 6 g 2 0'>第一行第二行</ofd:TextCode>"),
        text("60 50 60 10", 9, 9.0, "Stroke='true' Fill='false'", "<ofd:StrokeColor Value='0 100 0'/><ofd:TextCode X='0' Y='8' DeltaX='9'>空心⊗</ofd:TextCode>"),
    ]
    .concat();
    assert_drawn_as("ofd_text", document(&page, &[]), 0, 750);
}

#[test]
fn paths_clips_units_and_pictures() {
    let square = "<ofd:AbbreviatedData>M 0 0 L 20 0 L 20 20 L 0 20 C</ofd:AbbreviatedData>";
    let page = format!(
        "<ofd:PathObject Boundary='10 10 20 20' DrawParam='4' Fill='true'>{square}</ofd:PathObject>\
         <ofd:PathObject Boundary='35 10 20 20' DrawParam='3'>{square}</ofd:PathObject>\
         <ofd:PathObject Boundary='60 10 20 20' LineWidth='0.8' DashPattern='3 1.5'><ofd:StrokeColor Value='0 0 200'/>\
         <ofd:AbbreviatedData>M 0 10 A 10 6 30 1 1 20 10 Q 15 20 10 15 B 5 10 2 20 0 10</ofd:AbbreviatedData></ofd:PathObject>\
         <ofd:PathObject Boundary='85 10 20 20' Stroke='false' Fill='true' Rule='Even-Odd' Alpha='128'><ofd:FillColor Value='200 0 0'/>\
         <ofd:AbbreviatedData>M 0 0 L 20 0 L 20 20 L 0 20 C M 5 5 L 15 5 L 15 15 L 5 15 C</ofd:AbbreviatedData></ofd:PathObject>\
         <ofd:PathObject Boundary='110 10 30 20' LineWidth='3' Cap='Round' Join='Round'><ofd:AbbreviatedData>M 3 17 L 15 3 L 27 17</ofd:AbbreviatedData></ofd:PathObject>\
         <ofd:CompositeObject ResourceID='20' CTM='1 0 0 1 0 0' Boundary='10 38 20 20'><ofd:Clips><ofd:Clip><ofd:Area>\
         <ofd:Path Boundary='0 0 20 14'><ofd:AbbreviatedData>M 0 0 L 20 0 L 20 14 L 0 14 C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips></ofd:CompositeObject>\
         <ofd:ImageObject CTM='20 0 0 20 0 0' Boundary='40 38 20 20' ResourceID='30'/>\
         <ofd:ImageObject CTM='20 0 0 20 0 0' Boundary='70 38 20 20' ResourceID='31'/>\
         <ofd:ImageObject CTM='14 14 -14 14 14 0' Boundary='100 36 30 30' ResourceID='31' Alpha='160'/>"
    );
    assert_drawn_as("ofd_paths", document(&page, &[]), 0, 750);
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x83], &length[1..], content].concat()
}

/// The seal's picture where GM/T 0031 has it: kind, picture, width, height.
fn signed_value(kind: &str, picture: &[u8]) -> Vec<u8> {
    let info = [
        der(0x16, kind.as_bytes()),
        der(4, picture),
        der(2, &[40]),
        der(2, &[30]),
    ]
    .concat();
    let head = [der(0x16, b"ES"), der(2, &[4])].concat();
    der(
        0x30,
        &der(0x30, &[der(0x30, &head), der(0x30, &info)].concat()),
    )
}

#[test]
fn annotations_and_the_seal_of_a_signature() {
    let page = [
        text(
            "10 20 120 8",
            9,
            6.0,
            "",
            "<ofd:TextCode X='0' Y='6' DeltaX='6'>印章压着这些文字的时候</ofd:TextCode>",
        ),
        text(
            "10 45 120 8",
            9,
            6.0,
            "",
            "<ofd:TextCode X='0' Y='6' DeltaX='6'>价税合计伍拾贰圆柒角整</ofd:TextCode>",
        ),
    ]
    .concat();
    let seal = archive(&[
        ("OFD.xml", b"<ofd:OFD><ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"),
        ("Doc_0/Document.xml", b"<ofd:Document><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 40 30</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID='1' BaseLoc='Pages/Page_0/Content.xml'/></ofd:Pages></ofd:Document>"),
        ("Doc_0/Pages/Page_0/Content.xml", b"<ofd:Page><ofd:Content><ofd:Layer>\
          <ofd:PathObject Boundary='1 1 38 28' LineWidth='1'><ofd:StrokeColor Value='220 20 20'/><ofd:AbbreviatedData>M 0 14 A 19 14 0 1 1 38 14 A 19 14 0 1 1 0 14 C</ofd:AbbreviatedData></ofd:PathObject>\
          <ofd:TextObject Boundary='8 12 30 8' Size='5'><ofd:FillColor Value='220 20 20'/><ofd:TextCode X='0' Y='5' DeltaX='5'>\xe5\x8f\x91\xe7\xa5\xa8\xe4\xb8\x93\xe7\x94\xa8</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>"),
    ]);
    let signed = signed_value("ofd", &seal);
    let annotation = "<ofd:PageAnnot xmlns:ofd='o'><ofd:Annot Type='Watermark' ID='1'><ofd:Appearance Boundary='95 38 30 30'>\
        <ofd:ImageObject BlendMode='Darken' CTM='30 0 0 30 0 0' Boundary='0 0 30 30' ResourceID='30'/></ofd:Appearance></ofd:Annot>\
        <ofd:Annot Type='Watermark' ID='2'><ofd:Appearance Boundary='100 5 45 10'><ofd:TextObject Boundary='0 0 45 8' CTM='0.97 0.25 -0.25 0.97 5 0' Font='9' Size='4'>\
        <ofd:FillColor Value='150 150 150'/><ofd:TextCode X='0' Y='4' DeltaX='4'>下载次数：1</ofd:TextCode></ofd:TextObject></ofd:Appearance></ofd:Annot></ofd:PageAnnot>";
    let bytes = document(
        &page,
        &[
            ("Doc_0/Annots/Annotations.xml", b"<Annotations><Page PageID='61'><FileLoc>Page_0/Annotation.xml</FileLoc></Page></Annotations>"),
            ("Doc_0/Annots/Page_0/Annotation.xml", annotation.as_bytes()),
            ("Doc_0/Signs/Signatures.xml", b"<Signatures><Signature ID='1' BaseLoc='/Doc_0/Signs/Sign_0/Signature.xml'/></Signatures>"),
            ("Doc_0/Signs/Sign_0/Signature.xml", b"<Signature><SignedInfo><StampAnnot PageRef='61' Boundary='30 10 40 30'/></SignedInfo><SignedValue>/Doc_0/Signs/Sign_0/SignedValue.dat</SignedValue></Signature>"),
            ("Doc_0/Signs/Sign_0/SignedValue.dat", &signed),
        ],
    );
    assert_drawn_as("ofd_marks", bytes, 0, 750);
}
