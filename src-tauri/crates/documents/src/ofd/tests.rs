use std::io::{Cursor, Write};

use invoice::FieldPath;

use super::*;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

/// An archive of these parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A document of one page of 200 × 100 mm. Later parts go over the usual ones of the same name.
fn document(page: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let page = format!(
        "<ofd:Page xmlns:ofd='o'><ofd:Area><ofd:PhysicalBox>0 0 200 100</ofd:PhysicalBox></ofd:Area>\
         <ofd:Template TemplateID='1'/><ofd:Content><ofd:Layer>{page}</ofd:Layer></ofd:Content></ofd:Page>"
    );
    let mut parts = vec![
        (
            "OFD.xml",
            format!(
                "{HEAD}<ofd:OFD><ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot><ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody></ofd:OFD>"
            ),
        ),
        (
            "Doc_0/Document.xml",
            format!(
                "{HEAD}<ofd:Document><ofd:CommonData><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>\
             <ofd:TemplatePage ID='1' BaseLoc='Tpls/Tpl_0/Content.xml'/></ofd:CommonData>\
             <ofd:Pages><ofd:Page ID='61' BaseLoc='Pages/Page_0/Content.xml'/></ofd:Pages>\
             <ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>\
             <ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags><ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>"
            ),
        ),
        ("Doc_0/Pages/Page_0/Content.xml", page),
    ];
    for (name, content) in more {
        parts.retain(|(known, _)| known != name);
        parts.push((name, (*content).to_owned()));
    }
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, content)| (*name, content.as_bytes()))
        .collect();
    archive(&parts)
}

fn open(bytes: Vec<u8>) -> OfdDocument {
    OfdDocument::open(bytes, &Limits::default()).unwrap()
}

fn text(id: u32, x: f64, y: f64, content: &str) -> String {
    format!(
        "<ofd:TextObject ID='{id}' Boundary='{x} {y} 50 5' Font='9' Size='4'><ofd:TextCode X='0' Y='4'>{content}</ofd:TextCode></ofd:TextObject>"
    )
}

fn words_of(bytes: Vec<u8>) -> Vec<String> {
    open(bytes)
        .page_content(0)
        .unwrap()
        .words
        .into_iter()
        .map(|w| w.text)
        .collect()
}

/// The colour at a place of the drawn page, in millimetres.
fn colour(picture: &Picture, x: f64, y: f64) -> [u8; 3] {
    let (column, row) = (
        x / 200.0 * f64::from(picture.width),
        y / 100.0 * f64::from(picture.height),
    );
    let at = (row as usize * picture.width as usize + column as usize) * 4;
    [picture.rgba[at], picture.rgba[at + 1], picture.rgba[at + 2]]
}

fn drawn(bytes: Vec<u8>) -> Picture {
    open(bytes).draw_page(0, 800).unwrap()
}

const WHITE: [u8; 3] = [255, 255, 255];

#[test]
fn words_have_a_glyph_for_each_character_at_its_place() {
    let page = "<ofd:TextObject ID='5' CTM='0.5 0 0 0.5 0 0' Boundary='20 10 50 5' Size='8'><ofd:TextCode X='0' Y='8' DeltaX='8 4'>税a1</ofd:TextCode></ofd:TextObject>";
    let content = open(document(page, &[])).page_content(0).unwrap();
    let [word] = content.words.as_slice() else {
        panic!("one word")
    };
    assert_eq!(word.text, "税a1");
    let lefts: Vec<f32> = word.glyphs.iter().map(|g| g.x0 * 200.0).collect();
    assert_eq!(lefts, [20.0, 24.0, 26.0]);
    let (x0, y0, x1, y1) = word.region.bounds();
    assert!((x0 * 200.0 - 20.0).abs() < 1e-4 && (x1 * 200.0 - 28.0).abs() < 1e-4);
    assert!(
        y0 * 100.0 < 11.0 && y1 * 100.0 > 14.0,
        "the baseline stands at 14 mm"
    );
    assert!((word.size * 100.0 - 4.0).abs() < 1e-4);
    assert!(!word.vertical && word.confidence.is_none());
}

#[test]
fn wide_gaps_cut_narrow_blanks_stay_and_what_is_outside_is_dropped() {
    let page = [
        text(1, 10.0, 10.0, "名 称"),
        text(2, 10.0, 20.0, "甲乙      丙丁"),
        text(3, 250.0, 30.0, "外面"),
        text(4, 10.0, 185.0, "下面"),
        text(5, 10.0, 40.0, "粗体"),
        text(6, 10.0, 40.0, "粗体"),
        text(7, 10.0, 50.0, "¥"),
        text(8, 12.0, 50.0, "20.00"),
        text(9, 40.0, 50.0, "     "),
    ]
    .concat();
    assert_eq!(
        words_of(document(&page, &[])),
        ["名 称", "甲乙", "丙丁", "粗体", "¥20.00"]
    );
}

#[test]
fn lines_of_one_text_code_are_words_and_turned_text_is_vertical() {
    let page = "<ofd:TextObject Boundary='10 10 50 20' Size='4'><ofd:TextCode X='0' Y='4' DeltaX='g 2 2 -4 g 2 2' DeltaY='g 2 0 5 g 2 0'>abcdef</ofd:TextCode></ofd:TextObject>\
        <ofd:TextObject CTM='0 1 -1 0 4 0' Boundary='100 10 4 30' Size='4'><ofd:TextCode X='0' Y='3' DeltaX='4'>下载次</ofd:TextCode></ofd:TextObject>\
        <ofd:TextObject Boundary='120 10 4 30' Size='4'><ofd:TextCode X='0' Y='4' DeltaY='4'>购买方</ofd:TextCode></ofd:TextObject>";
    let content = open(document(page, &[])).page_content(0).unwrap();
    let seen: Vec<(&str, bool)> = content
        .words
        .iter()
        .map(|w| (w.text.as_str(), w.vertical))
        .collect();
    assert_eq!(
        seen,
        [
            ("abc", false),
            ("def", false),
            ("下载次", true),
            ("购买方", true)
        ]
    );
    for word in &content.words[2..] {
        let (x0, y0, x1, y1) = word.region.bounds();
        assert!(
            ((y1 - y0) * 100.0 - 12.0).abs() < 0.01 && ((x1 - x0) * 200.0 - 4.0).abs() < 0.01,
            "{word:?}"
        );
    }
}

#[test]
fn templates_stand_under_the_page_and_their_ids_are_none_of_the_tags() {
    let template = format!(
        "<Page><Content><Layer>{}</Layer></Content></Page>",
        text(7, 10.0, 10.0, "发票号码：")
    );
    let page = text(7, 40.0, 10.0, "12345678");
    let tags = "<root><InvoiceNo><ObjectRef PageRef='61'>7</ObjectRef></InvoiceNo></root>";
    let more = [
        ("Doc_0/Tpls/Tpl_0/Content.xml", template.as_str()),
        (
            "Doc_0/Tags/CustomTags.xml",
            "<CustomTags><CustomTag TypeID='x'><FileLoc>CustomTag.xml</FileLoc></CustomTag></CustomTags>",
        ),
        ("Doc_0/Tags/CustomTag.xml", tags),
    ];
    let document = open(document(&page, &more));
    let words: Vec<String> = document
        .page_content(0)
        .unwrap()
        .words
        .into_iter()
        .map(|w| w.text)
        .collect();
    assert_eq!(words, ["发票号码：", "12345678"]);
    let [reading] = document.exact() else {
        panic!("one reading")
    };
    let [field] = reading.fields.as_slice() else {
        panic!("one field")
    };
    assert_eq!(
        (field.path.to_string().as_str(), field.text.as_str()),
        ("number", "12345678")
    );
    let (page, region) = field.place.unwrap();
    assert_eq!(page, 0);
    assert!((region.bounds().0 - 0.2).abs() < 1e-6);
}

fn tagged(page: &str, tags: &str) -> Vec<(String, String)> {
    let more = [
        (
            "Doc_0/Tags/CustomTags.xml",
            "<CustomTags><CustomTag TypeID='x'><FileLoc>CustomTag.xml</FileLoc></CustomTag></CustomTags>",
        ),
        ("Doc_0/Tags/CustomTag.xml", tags),
    ];
    let document = open(document(page, &more));
    document
        .exact()
        .iter()
        .flat_map(|r| &r.fields)
        .map(|f| (f.path.to_string(), f.text.clone()))
        .collect()
}

fn refer(name: &str, ids: &[u32]) -> String {
    let references: Vec<String> = ids
        .iter()
        .map(|id| format!("<o:ObjectRef PageRef='61'>{id}</o:ObjectRef>"))
        .collect();
    let references = references.concat();
    format!("<o:{name}>{references}</o:{name}>")
}

#[test]
fn values_of_several_text_objects_are_joined_and_those_outside_are_passed_over() {
    let page = [
        text(1, 10.0, 10.0, "*服务*很长"),
        text(2, 10.0, 15.0, "的名称"),
        text(3, 10.0, 60.0, "第一行"),
        text(4, 10.0, 65.0, "第二行"),
        text(5, 10.0, 290.0, "王五"),
        text(6, 10.0, 90.0, "赵六"),
        text(7, 10.0, 80.0, "2025"),
        text(8, 20.0, 80.0, "1"),
        text(9, 30.0, 80.0, "5"),
    ]
    .concat();
    let tags = [
        "<:eInvoice xmlns:=''>".to_owned(),
        refer("Item", &[1, 2]),
        refer("Note", &[3, 4]),
        refer("InvoiceClerk", &[5]),
        refer("InvoiceClerk", &[6]),
        refer("IssueDate", &[7, 8, 9]),
        refer("Payee", &[99]),
        "</:eInvoice>".to_owned(),
    ]
    .concat();
    let want = [
        ("remarks", "第一行\n第二行"),
        ("drawer", "赵六"),
        ("issue_date", "2025 1 5"),
        ("items[0].name", "*服务*很长的名称"),
    ];
    assert_eq!(
        tagged(&page, &tags),
        want.map(|(a, b)| (a.to_owned(), b.to_owned()))
    );
}

#[test]
fn lines_are_told_apart_by_group_by_order_or_by_height() {
    let page = [
        text(1, 10.0, 10.0, "甲"),
        text(2, 50.0, 10.0, "1.00"),
        text(3, 10.0, 20.0, "乙"),
        text(4, 50.0, 20.0, "2.00"),
        text(5, 90.0, 20.0, "6%"),
    ]
    .concat();
    let want: Vec<(String, String)> = [
        ("items[0].name", "甲"),
        ("items[0].amount", "1.00"),
        ("items[1].name", "乙"),
        ("items[1].amount", "2.00"),
        ("items[1].tax_rate", "6%"),
    ]
    .map(|(a, b)| (a.to_owned(), b.to_owned()))
    .to_vec();
    let flat = [
        refer("Item", &[1]),
        refer("Amount", &[2]),
        refer("Item", &[3]),
        refer("TaxScheme", &[5]),
        refer("Amount", &[4]),
    ]
    .concat();
    let columns = [
        refer("Amount", &[2]),
        refer("Amount", &[4]),
        refer("TaxScheme", &[5]),
        refer("Item", &[1]),
        refer("Item", &[3]),
    ]
    .concat();
    let groups = [
        "<GoodsInfos><GoodsInfo>".to_owned(),
        refer("Amount", &[2]),
        refer("Item", &[1]),
        "</GoodsInfo><GoodsInfo>".to_owned(),
        refer("TaxScheme", &[5]),
        refer("Item", &[3]),
        refer("Amount", &[4]),
        "</GoodsInfo></GoodsInfos>".to_owned(),
    ]
    .concat();
    for tags in [flat, columns, groups] {
        let mut got = tagged(&page, &format!("<root>{tags}</root>"));
        got.sort_by_key(|(path, _)| (path.parse::<FieldPath>().ok(), path.clone()));
        assert_eq!(got, want, "{tags}");
    }
}

#[test]
fn custom_data_and_attached_invoices_are_readings_of_their_own() {
    let ofd = "<OFD><DocBody><DocInfo><CustomDatas><CustomData Name='发票号码'>00000007</CustomData><CustomData Name='价税合计'> </CustomData><CustomData Name='native-producer'>x</CustomData></CustomDatas></DocInfo><DocRoot>\\doc_0\\DOCUMENT.XML</DocRoot></DocBody></OFD>";
    let invoice = "<eInvoice><InvoiceNo>00000007</InvoiceNo><BuyerName>样例公司</BuyerName><Payee>王五</Payee></eInvoice>";
    let more = [
        ("OFD.xml", ofd),
        (
            "Doc_0/Attachs/Attachments.xml",
            "\u{feff}<Attachments><Attachment Name='original_invoice'><FileLoc>/Doc_0/Attachs/original_invoice.xml</FileLoc></Attachment><Attachment><FileLoc>other.xml</FileLoc></Attachment><Attachment><FileLoc>gone.xml</FileLoc></Attachment></Attachments>",
        ),
        ("Doc_0/Attachs/original_invoice.xml", invoice),
        ("Doc_0/Attachs/other.xml", "<note>hello</note>"),
    ];
    let document = open(document("", &more));
    let seen: Vec<(invoice::Source, &str, usize)> = document
        .exact()
        .iter()
        .map(|r| (r.source, r.origin.as_str(), r.fields.len()))
        .collect();
    assert_eq!(
        seen,
        [
            (invoice::Source::Xml, "original_invoice.xml", 3),
            (invoice::Source::Ofd, "CustomData", 1)
        ]
    );
}

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

#[test]
fn ruling_lines_come_from_strokes_and_from_bars() {
    let page = "<PathObject Boundary='10 10 100 0'><AbbreviatedData>M 0 0 L 100 0</AbbreviatedData></PathObject>\
        <PathObject Boundary='10 10 0 50'><AbbreviatedData>M 0 0 L 0 50</AbbreviatedData></PathObject>\
        <PathObject Boundary='10 60 100 0.3' Stroke='false' Fill='true'><FillColor Value='0 0 0'/><AbbreviatedData>M 0 0 L 100 0 L 100 0.3 L 0 0.3 C</AbbreviatedData></PathObject>\
        <PathObject Boundary='10 10 50 50'><AbbreviatedData>M 0 0 L 50 50</AbbreviatedData></PathObject>\
        <PathObject Boundary='300 10 50 50'><AbbreviatedData>M 0 0 L 50 0</AbbreviatedData></PathObject>";
    let rules = open(document(page, &[])).page_content(0).unwrap().rules;
    let millimetres: Vec<[f32; 4]> = rules
        .iter()
        .map(|r| {
            [r.x0 * 200.0, r.y0 * 100.0, r.x1 * 200.0, r.y1 * 100.0]
                .map(|v| (v * 100.0).round() / 100.0)
        })
        .collect();
    assert_eq!(
        millimetres,
        [
            [10.0, 10.0, 110.0, 10.0],
            [10.0, 10.0, 10.0, 60.0],
            [10.0, 60.15, 110.0, 60.15]
        ]
    );
}

#[test]
fn what_is_no_readable_document_says_so() {
    let refused = |bytes: Vec<u8>| OfdDocument::open(bytes, &Limits::default()).err();
    let damaged = |bytes| matches!(refused(bytes), Some(DocumentError::Damaged(_)));
    let whole = document("", &[]);
    assert!(damaged(whole[..whole.len() / 2].to_vec()), "cut off");
    assert!(damaged(b"PK\x03\x04".to_vec()), "only the mark of a ZIP");
    assert!(damaged(archive(&[("a.txt", b"x")])), "no OFD.xml");
    assert!(damaged(archive(&[("OFD.xml", b"<OFD/>")])), "no body");
    assert!(
        damaged(document(
            "",
            &[("Doc_0/Document.xml", "<Document><Pages/></Document>")]
        )),
        "no pages"
    );
    let bomb = "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><OFD>&a;</OFD>";
    assert!(
        damaged(archive(&[("OFD.xml", bomb.as_bytes())])),
        "entities"
    );
    let long = format!(
        "<Document><Pages>{}</Pages></Document>",
        "<Page ID='1' BaseLoc='Pages/Page_0/Content.xml'/>".repeat(501)
    );
    assert!(matches!(
        refused(document("", &[("Doc_0/Document.xml", &long)])),
        Some(DocumentError::TooLarge(_))
    ));
    let spaces = " ".repeat(1 << 20);
    let limits = Limits {
        max_unfolded: 1 << 19,
        ..Limits::default()
    };
    let big = OfdDocument::open(document("", &[("OFD.xml", &spaces)]), &limits).err();
    assert!(
        matches!(big, Some(DocumentError::TooLarge(_))),
        "unfolds to too much: {big:?}"
    );
}

#[test]
fn too_many_objects_are_an_error_and_other_pages_are_none() {
    let many = "<PathObject/>".repeat(200_001);
    let document = open(document(&many, &[]));
    assert!(matches!(
        document.page_content(0),
        Err(DocumentError::TooLarge(_))
    ));
    assert!(matches!(
        document.draw_page(0, 100),
        Err(DocumentError::TooLarge(_))
    ));
    assert!(
        document.page_content(1).is_err()
            && document.draw_page(1, 100).is_err()
            && document.page_size(1).is_err()
    );
}

#[test]
fn endless_text_and_parts_named_over_and_over_end_soon() {
    let glyphs = "<CGTransform CodeCount='99999'><Glyphs>1</Glyphs></CGTransform>";
    let object = format!("<TextObject Size='3'>{glyphs}<TextCode>a</TextCode></TextObject>");
    let endless = open(document(&object.repeat(9), &[]));
    assert!(matches!(
        endless.page_content(0),
        Err(DocumentError::TooLarge(_))
    ));

    let invoice = "<eInvoice><InvoiceNo>00000007</InvoiceNo><BuyerName>样例公司</BuyerName><Payee>王五</Payee></eInvoice>";
    let list = "<Attachment><FileLoc>a.xml</FileLoc></Attachment>".repeat(50_000);
    let list = format!("<Attachments>{list}</Attachments>");
    let more = [
        ("Doc_0/Attachs/Attachments.xml", list.as_str()),
        ("Doc_0/Attachs/a.xml", invoice),
    ];
    assert_eq!(open(document("", &more)).exact().len(), 1);
}

#[test]
fn missing_and_broken_resources_leave_the_rest_readable() {
    let page = format!(
        "{}<ImageObject ResourceID='404' Boundary='0 0 9 9' CTM='9 0 0 9 0 0'/>",
        text(1, 10.0, 10.0, "还在")
    );
    let more = [
        ("Doc_0/PublicRes.xml", "not xml"),
        (
            "Doc_0/Annots/Annotations.xml",
            "<Annotations><Page PageID='61'><FileLoc>gone.xml</FileLoc></Page></Annotations>",
        ),
        ("Doc_0/Tags/CustomTags.xml", "<"),
    ];
    let bytes = document(&page, &more);
    assert_eq!(words_of(bytes.clone()), ["还在"]);
    assert!(open(bytes).draw_page(0, 300).is_ok());
}

/// A small generator of pseudo-random numbers, so that a failure can be repeated.
struct Noise(u64);

impl Noise {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

#[test]
fn parts_with_random_faults_never_panic() {
    let page = format!(
        "<Page><Area><PhysicalBox>0 0 200 100</PhysicalBox></Area><Content><Layer DrawParam='4'>{}<PathObject Boundary='1 1 50 50' LineWidth='0.5' DashPattern='2 1'><Clips><Clip><Area><Path><AbbreviatedData>M 0 0 L 9 9 A 5 5 0 0 1 9 0 C</AbbreviatedData></Path></Area></Clip></Clips>\
         <AbbreviatedData>M 0 0 L 50 0 B 1 2 3 4 5 6 Q 1 2 3 4 A 5 3 30 1 0 20 20 C</AbbreviatedData></PathObject><ImageObject ResourceID='30' CTM='9 0 0 9 0 0' Boundary='1 1 9 9'/>\
         <TextObject Boundary='0 0 9 9' Size='3' CTM='1 0.2 0 1 0 0' HScale='0.8'><CGTransform CodePosition='0' CodeCount='2' GlyphCount='2'><Glyphs>1 2</Glyphs></CGTransform><TextCode X='1' Y='9' DeltaX='g 3 2.5 -7' DeltaY='g 3 0 4'>发票a1￥</TextCode></TextObject></Layer></Content></Page>",
        text(1, 5.0, 5.0, "测试¥1.00")
    );
    let resources = "<Res><DrawParams><DrawParam ID='4' LineWidth='0.25'><StrokeColor Value='128 0 0'/></DrawParam></DrawParams><Fonts><Font ID='9' FontName='楷体'/></Fonts><MultiMedias><MultiMedia ID='30' Format='GBIG2'><MediaFile>Document.xml</MediaFile></MultiMedia></MultiMedias></Res>";
    let mut noise = Noise(0x9e37_79b9_7f4a_7c15);
    for _ in 0..300 {
        let mut parts = [page.clone().into_bytes(), resources.as_bytes().to_vec()];
        for part in &mut parts {
            for _ in 0..noise.below(6) {
                let at = noise.below(part.len());
                match noise.below(3) {
                    0 => part[at] = b"0123456789 .-<>/'eNM"[noise.below(20)],
                    1 => drop(part.drain(at..(at + noise.below(9)).min(part.len()))),
                    _ => part.insert(at, b"9<-\"&"[noise.below(5)]),
                }
            }
        }
        let [page, resources] = &parts;
        let texts = (
            String::from_utf8_lossy(page),
            String::from_utf8_lossy(resources),
        );
        let bytes = document(
            "",
            &[
                ("Doc_0/Pages/Page_0/Content.xml", &*texts.0),
                ("Doc_0/PublicRes.xml", &*texts.1),
            ],
        );
        if let Ok(document) = OfdDocument::open(bytes, &Limits::default()) {
            // Any answer will do, as long as it is one.
            let _ = document.page_content(0);
            let _ = document.draw_page(0, 150);
        }
    }
}

#[test]
fn archives_with_random_faults_never_panic() {
    let whole = document(&text(1, 5.0, 5.0, "测试"), &[]);
    let mut noise = Noise(42);
    for _ in 0..500 {
        let mut bytes = whole.clone();
        for _ in 0..=noise.below(8) {
            let at = noise.below(bytes.len());
            bytes[at] = noise.below(256) as u8;
        }
        if let Ok(document) = OfdDocument::open(bytes, &Limits::default()) {
            let _ = document.page_content(0);
        }
    }
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
