//! The picture of a page, with its stamps and seals.

use super::*;

#[test]
fn draw_parameters_are_inherited_and_paths_are_filled_only_with_a_colour() {
    let resources = "<Res><ColorSpaces><ColorSpace ID='2' Type='RGB'/></ColorSpaces><DrawParams><DrawParam ID='3' LineWidth='4'><StrokeColor Value='200 0 0'/></DrawParam>\
        <DrawParam ID='4' Relative='3'><FillColor Value='0 0 200'/></DrawParam><DrawParam ID='8' Relative='8'/></DrawParams></Res>";
    let square = "<AbbreviatedData>M 0 0 L 20 0 L 20 20 L 0 20 C</AbbreviatedData>";
    let page = format!(
        "<PathObject DrawParam='4' Boundary='10 10 50 4'><AbbreviatedData>M 0 0 L 50 0</AbbreviatedData></PathObject>\
         <PathObject DrawParam='4' Boundary='10 30 20 20' Stroke='false' Fill='true'>{square}</PathObject>\
         <PathObject DrawParam='4' Boundary='50 30 20 20' Stroke='false'>{square}</PathObject>\
         <PathObject Boundary='90 30 20 20' Stroke='false' Fill='true' DrawParam='8'>{square}</PathObject>\
         <PathObject Boundary='130 30 20 20' Stroke='false' Fill='true'><FillColor Value='0 0 0 255'/>{square}</PathObject>\
         <PathObject Boundary='160 30 20 20' Stroke='false' Fill='true' Alpha='128'><FillColor Value='0 #ff 0'/>{square}</PathObject>"
    );
    let picture = drawn(document(&page, &[("Doc_0/PublicRes.xml", resources)]));
    assert_eq!(
        colour(&picture, 30.0, 10.0),
        [200, 0, 0],
        "a line 4 mm wide in the inherited colour"
    );
    assert_eq!(colour(&picture, 30.0, 11.5), [200, 0, 0]);
    assert_eq!(colour(&picture, 20.0, 40.0), [0, 0, 200], "filled");
    assert_eq!(
        colour(&picture, 60.0, 40.0),
        WHITE,
        "not filled unless it says so"
    );
    assert_eq!(
        colour(&picture, 100.0, 40.0),
        WHITE,
        "no colour is no filling"
    );
    assert_eq!(colour(&picture, 140.0, 40.0), [0, 0, 0], "CMYK");
    assert_eq!(
        colour(&picture, 170.0, 40.0),
        [127, 255, 127],
        "half see-through"
    );
}

#[test]
fn clips_cut_and_composite_units_are_shown_where_they_are_put() {
    let resources = "<Res><CompositeGraphicUnits><CompositeGraphicUnit ID='20' Width='10' Height='10'><Content><PathObject Boundary='0 0 10 10' Stroke='false' Fill='true'><FillColor Value='200 0 0'/>\
        <AbbreviatedData>M 0 0 L 10 0 L 10 10 L 0 10 C</AbbreviatedData></PathObject></Content></CompositeGraphicUnit>\
        <CompositeGraphicUnit ID='21' Width='1' Height='1'><Content><CompositeObject ResourceID='21' Boundary='0 0 1 1'/><CompositeObject ResourceID='21' Boundary='0 0 1 1'/></Content></CompositeGraphicUnit></CompositeGraphicUnits></Res>";
    let page = "<CompositeObject ResourceID='20' CTM='2 0 0 2 0 0' Boundary='10 10 20 20'/>\
        <CompositeObject ResourceID='20' CTM='2 0 0 2 0 0' Boundary='50 10 20 20'><Clips><Clip><Area><Path Boundary='0 0 5 10'><AbbreviatedData>M 0 0 L 5 0 L 5 10 L 0 10 C</AbbreviatedData></Path></Area></Clip></Clips></CompositeObject>\
        <CompositeObject ResourceID='20' CTM='2 0 0 2 0 0' Boundary='90 10 20 20'><Clips/></CompositeObject>\
        <CompositeObject ResourceID='99' Boundary='90 10 20 20'/>";
    let picture = drawn(document(page, &[("Doc_0/PublicRes.xml", resources)]));
    assert_eq!(colour(&picture, 28.0, 28.0), [200, 0, 0]);
    assert_eq!(colour(&picture, 58.0, 20.0), [200, 0, 0], "inside the clip");
    assert_eq!(colour(&picture, 62.0, 20.0), WHITE, "outside the clip");
    assert_eq!(
        colour(&picture, 100.0, 20.0),
        [200, 0, 0],
        "an empty clip list cuts nothing"
    );
    let endless = open(document(
        "<CompositeObject ResourceID='21' Boundary='0 0 1 1'/>",
        &[("Doc_0/PublicRes.xml", resources)],
    ));
    assert!(
        endless.page_content(0).is_ok(),
        "a unit that holds itself ends at the deepest level"
    );
}

#[test]
fn text_is_drawn_black_and_pages_without_anything_are_white() {
    let page = "<TextObject Boundary='10 10 80 80' Size='80'><TextCode X='0' Y='68'>国</TextCode></TextObject>";
    let picture = drawn(document(page, &[]));
    let dark = picture.rgba.chunks_exact(4).filter(|p| p[0] < 80).count();
    assert!(dark > 2_000, "{dark} dark pixels");
    assert_eq!((picture.width, picture.height), (800, 400));
    let empty = drawn(document("", &[]));
    assert!(empty.rgba.iter().all(|b| *b == 255));
}

#[test]
fn shadings_change_along_a_line_or_from_a_centre() {
    let colours = "<Segment Position='0'><Color Value='255 0 0'/></Segment><Segment Position='1'><Color Value='0 0 255'/></Segment>";
    let square = "<AbbreviatedData>M 0 0 L 80 0 L 80 40 L 0 40 C</AbbreviatedData>";
    let page = format!(
        "<PathObject Boundary='10 10 80 40' Stroke='false' Fill='true'><FillColor><AxialShd StartPoint='20 0' EndPoint='60 0' Extend='1'>{colours}</AxialShd></FillColor>{square}</PathObject>\
         <PathObject Boundary='110 10 80 40' Stroke='false' Fill='true'><FillColor><RadialShd StartPoint='40 20' StartRadius='0' EndPoint='40 20' EndRadius='20' Extend='3'>{colours}</RadialShd></FillColor>{square}</PathObject>"
    );
    let picture = drawn(document(&page, &[]));
    let [red, _, blue] = colour(&picture, 50.0, 30.0);
    assert!(
        red.abs_diff(128) < 8 && blue.abs_diff(128) < 8,
        "in the middle"
    );
    assert_eq!(
        colour(&picture, 20.0, 30.0),
        [255, 0, 0],
        "goes on at its start"
    );
    assert_eq!(colour(&picture, 80.0, 30.0), WHITE, "and not at its end");
    let [red, ..] = colour(&picture, 150.5, 30.5);
    assert!(red > 235, "red in the centre");
    assert_eq!(colour(&picture, 185.0, 30.0), [0, 0, 255]);
}

#[test]
fn pictures_watermarks_and_words_of_annotations() {
    let mut red = Cursor::new(Vec::new());
    image::RgbaImage::from_pixel(4, 4, image::Rgba([255, 0, 0, 255]))
        .write_to(&mut red, image::ImageFormat::Png)
        .unwrap();
    let red = red.into_inner();
    let resources = "<Res BaseLoc='Res'><MultiMedias><MultiMedia ID='30' Type='Image'><MediaFile>red.png</MediaFile></MultiMedia></MultiMedias></Res>";
    let annotation = format!(
        "<PageAnnot><Annot Type='Watermark' ID='1'><Parameters><Parameter Name='x'>1</Parameter></Parameters><Appearance Boundary='100 10 20 20'>\
         <ImageObject BlendMode='Darken' CTM='20 0 0 20 0 0' Boundary='0 0 20 20' ResourceID='30'/></Appearance></Annot>\
         <Annot Type='Watermark'><Appearance Boundary='150 50 40 10'>{}</Appearance></Annot>\
         <Annot Type='Stamp'><Appearance Boundary='150 70 40 10'>{}</Appearance></Annot></PageAnnot>",
        text(1, 0.0, 0.0, "下载次数"),
        text(2, 0.0, 0.0, "印章")
    );
    let page = "<ImageObject CTM='20 0 0 20 0 0' Boundary='10 10 20 20' ResourceID='30'/><PathObject Boundary='100 10 10 20' Stroke='false' Fill='true'><FillColor Value='0 0 0'/><AbbreviatedData>M 0 0 L 10 0 L 10 20 L 0 20 C</AbbreviatedData></PathObject>";
    let whole = document(
        page,
        &[
            ("Doc_0/PublicRes.xml", resources),
            (
                "Doc_0/Annots/Annotations.xml",
                "<Annotations><Page PageID='61'><FileLoc>Page_0/Annotation.xml</FileLoc></Page></Annotations>",
            ),
            ("Doc_0/Annots/Page_0/Annotation.xml", &annotation),
        ],
    );
    let mut parts = zip::ZipWriter::new_append(Cursor::new(whole)).unwrap();
    parts
        .start_file(
            "Doc_0/Res/red.png",
            zip::write::SimpleFileOptions::default(),
        )
        .unwrap();
    parts.write_all(&red).unwrap();
    let bytes = parts.finish().unwrap().into_inner();
    let picture = drawn(bytes.clone());
    assert_eq!(colour(&picture, 20.0, 20.0), [255, 0, 0]);
    assert_eq!(
        colour(&picture, 105.0, 20.0),
        [0, 0, 0],
        "what is darker shows"
    );
    assert_eq!(colour(&picture, 115.0, 20.0), [255, 0, 0]);
    assert_eq!(
        words_of(bytes.clone()),
        ["下载次数"],
        "words of stamps are none of the page's"
    );
    let share = open(bytes).page_content(0).unwrap().picture_share;
    assert!((share - 0.02).abs() < 1e-4, "{share}");
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag, 0x83];
    bytes.extend(&(content.len() as u32).to_be_bytes()[1..]);
    bytes.extend(content);
    bytes
}

#[test]
fn seals_inside_signatures_are_drawn_whether_a_document_or_a_picture() {
    let square = "<PathObject Boundary='50 0 100 100' Stroke='false' Fill='true'><FillColor Value='200 0 0'/><AbbreviatedData>M 0 0 L 100 0 L 100 100 L 0 100 C</AbbreviatedData></PathObject>";
    let nested = document(square, &[]);
    let mut white = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(4, 4, image::Rgb([255; 3]))
        .write_to(&mut white, image::ImageFormat::Png)
        .unwrap();
    let signature = "<Signature><SignedInfo><StampAnnot PageRef='61' Boundary='100 20 40 20'/><StampAnnot PageRef='62' Boundary='0 0 40 20'/></SignedInfo><SignedValue>/Doc_0/Signs/Sign_0/SignedValue.dat</SignedValue></Signature>";
    let page = "<PathObject Boundary='102 22 4 4' Stroke='false' Fill='true'><FillColor Value='0 0 0'/><AbbreviatedData>M 0 0 L 4 0 L 4 4 L 0 4 C</AbbreviatedData></PathObject>";
    let whole = document(
        page,
        &[
            (
                "Doc_0/Signs/Signatures.xml",
                "<Signatures><Signature ID='1' BaseLoc='/Doc_0/Signs/Sign_0/Signature.xml'/></Signatures>",
            ),
            ("Doc_0/Signs/Sign_0/Signature.xml", signature),
        ],
    );
    for (kind, bytes, ground) in [
        ("ofd", nested, [200, 0, 0]),
        ("png", white.into_inner(), WHITE),
    ] {
        let info = der(
            0x30,
            &[
                der(0x16, kind.as_bytes()),
                der(0x04, &bytes),
                der(2, &[40]),
                der(2, &[20]),
            ]
            .concat(),
        );
        let signed = der(
            0x30,
            &der(
                0x30,
                &[der(0x30, &[der(0x16, b"ES"), der(2, &[4])].concat()), info].concat(),
            ),
        );
        let mut parts = zip::ZipWriter::new_append(Cursor::new(whole.clone())).unwrap();
        parts
            .start_file(
                "Doc_0/Signs/Sign_0/SignedValue.dat",
                zip::write::SimpleFileOptions::default(),
            )
            .unwrap();
        parts.write_all(&signed).unwrap();
        let picture = drawn(parts.finish().unwrap().into_inner());
        assert_eq!(
            colour(&picture, 120.0, 30.0),
            ground,
            "{kind}: the middle half of the seal's page is red"
        );
        assert_eq!(
            colour(&picture, 104.0, 24.0),
            [0, 0, 0],
            "{kind}: the page shows through at its edge"
        );
        assert_eq!(
            colour(&picture, 20.0, 10.0),
            WHITE,
            "{kind}: the seal of another page"
        );
    }
}
