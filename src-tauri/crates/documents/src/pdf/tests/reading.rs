use super::writer::{chinese, file, gbk, page, stream, utf16};
use super::{open, texts};
use crate::{Document, DocumentError, Limits, Picture, Word};

const A5: &str = "/MediaBox [0 0 600 400]";

fn song() -> String {
    format!("/F1 {}", chinese("STSong-Light", "UniGB-UCS2-H"))
}

fn word(document: &Document, text: &str) -> Word {
    let content = document.page_content(0).unwrap();
    content
        .words
        .iter()
        .find(|word| word.text == text)
        .cloned()
        .unwrap_or_else(|| panic!("{text} is not among {:?}", texts(document, 0)))
}

/// Share of dark pixels inside a word's box.
fn ink(picture: &Picture, word: &Word) -> f64 {
    let (x0, y0, x1, y1) = word.region.bounds();
    let (wide, high) = (f64::from(picture.width), f64::from(picture.height));
    let (mut dark, mut all) = (0_u32, 0_u32);
    for y in (y0 * high) as u32..(y1 * high) as u32 {
        for x in (x0 * wide) as u32..(x1 * wide) as u32 {
            all += 1;
            dark += u32::from(picture.rgba[((y * picture.width + x) * 4) as usize] < 128);
        }
    }
    f64::from(dark) / f64::from(all.max(1))
}

#[test]
fn fonts_that_are_not_embedded_are_read_and_drawn() {
    let fonts = [
        ("STSong-Light", "UniGB-UCS2-H", utf16 as fn(&str) -> String),
        ("SimSun", "UniGB-UTF16-H", utf16),
        ("KaiTi_GB2312", "GBK-EUC-H", gbk),
        ("SimHei", "GBKp-EUC-H", gbk),
        ("FangSong", "GB-EUC-H", gbk),
    ];
    for (name, encoding, code) in fonts {
        let content = format!("BT /F1 20 Tf 100 300 Td {} Tj ET", code("价税合计¥120.50"));
        // ¥ is not in the older sets.
        let content = if encoding.starts_with("UniGB") {
            content
        } else {
            format!("BT /F1 20 Tf 100 300 Td {} Tj ET", code("价税合计￥120.50"))
        };
        let bytes = page(
            A5,
            &format!("/F1 {}", chinese(name, encoding)),
            &content,
            &[],
        );
        let document = open(&bytes).unwrap();
        let found = texts(&document, 0);
        let read = found.concat().replace('￥', "¥");
        assert_eq!(read, "价税合计¥120.50", "{name} {encoding}");
        let content = document.page_content(0).unwrap();
        let picture = document.draw_page(0, 1200).unwrap();
        assert_eq!((picture.width, picture.height), (1200, 800));
        let drawn = ink(&picture, &content.words[0]);
        assert!((0.03..0.6).contains(&drawn), "{name} {encoding}: {drawn}");
    }
}

#[test]
fn later_pages_and_patterns_have_their_characters_too() {
    let two = |texts: [&str; 2]| {
        let contents = texts.map(|text| {
            let content = format!("BT /F1 80 Tf 60 200 Td {} Tj ET", utf16(text));
            stream("", content.as_bytes())
        });
        let fonts = song();
        let page = |content: u32| {
            format!("<</Type /Page /Parent 2 0 R {A5} /Resources <</Font <<{fonts}>>>> /Contents {content} 0 R>>").into_bytes()
        };
        let [first, second] = contents;
        file(&[
            b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
            b"<</Type /Pages /Kids [3 0 R 4 0 R] /Count 2>>".to_vec(),
            page(5),
            page(6),
            first,
            second,
        ])
    };
    let both = open(&two(["发票", "发货清单"])).unwrap();
    let alone = open(&two(["发货清单", "发票"])).unwrap();
    let drawn = |document: &Document, page| document.draw_page(page, 1200).unwrap().rgba;
    let first = drawn(&both, 0);
    assert!(drawn(&both, 1) == drawn(&alone, 0));
    assert!(drawn(&alone, 1) == first);
    assert!(drawn(&both, 0) == first, "and once more");

    let pattern = stream(
        &format!(
            "/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 200 200] /XStep 200 /YStep 200 /Resources <</Font <<{}>>>>",
            song()
        ),
        format!("BT /F1 180 Tf 10 30 Td {} Tj ET", utf16("税")).as_bytes(),
    );
    let content = format!(
        "BT /F1 20 Tf 10 300 Td {} Tj ET /Pattern cs /P scn 0 0 600 250 re f",
        utf16("发票")
    );
    let fonts = format!("{} >> /Pattern <</P 5 0 R", song());
    let document = open(&page(A5, &fonts, &content, &[pattern])).unwrap();
    let picture = document.draw_page(0, 1200).unwrap();
    let below = picture.rgba.len() / 2;
    let dark = picture.rgba[below..].chunks_exact(4).filter(|p| p[0] < 128);
    assert!(dark.count() > 20_000, "the character in the pattern");
}

#[test]
fn boxes_stand_where_the_text_is() {
    let content = format!("BT /F1 10 Tf 60 300 Td {} Tj ET", utf16("金额12"));
    let document = open(&page(A5, &song(), &content, &[])).unwrap();
    let word = word(&document, "金额12");
    let (x0, y0, x1, y1) = word.region.bounds();
    let near = |a: f64, b: f64| (a - b).abs() < 1e-3;
    assert!(near(x0, 0.1) && near(x1, 90.0 / 600.0), "{x0} {x1}");
    assert!(near(y0, (400.0 - 308.8) / 400.0) && near(y1, (400.0 - 298.8) / 400.0));
    assert!(near(f64::from(word.size), 10.0 / 400.0));
    assert!(near(
        f64::from(word.glyphs[2].x1 - word.glyphs[2].x0),
        5.0 / 600.0
    ));
    assert!(!word.vertical && word.confidence.is_none());
}

#[test]
fn a_turned_page_and_its_crop_box_are_as_shown() {
    let content = format!("BT /F1 10 Tf 150 200 Td {} Tj ET", utf16("发票"));
    let entries = "/MediaBox [0 0 600 400] /CropBox [100 100 500 300] /Rotate 90";
    let document = open(&page(entries, &song(), &content, &[])).unwrap();
    let size = document.page_size(0).unwrap();
    assert_eq!((size.width, size.height), (200.0, 400.0));
    let word = word(&document, "发票");
    assert!(word.vertical, "the text runs downwards on the turned page");
    let (x0, y0, x1, y1) = word.region.bounds();
    // 50 points from the crop's left edge are 50 from the top; 100 from its bottom, 100 from
    // the left.
    assert!(
        (y0 - 50.0 / 400.0).abs() < 1e-3 && (y1 - 70.0 / 400.0).abs() < 1e-3,
        "{y0} {y1}"
    );
    assert!(
        (x0 - 98.8 / 200.0).abs() < 1e-3 && (x1 - 108.8 / 200.0).abs() < 1e-3,
        "{x0} {x1}"
    );
    let picture = document.draw_page(0, 800).unwrap();
    assert_eq!((picture.width, picture.height), (400, 800));
    assert!(ink(&picture, &word) > 0.03);
}

#[test]
fn ruling_lines_are_found_however_they_are_drawn() {
    let ways = [
        "1 w 100 100 m 100 300 l S",
        "99.5 100 1 200 re f",
        "q 99.5 100 1 200 re W n 50 50 200 300 re f Q",
        "q 1 0 0 200 99.5 100 cm 0 0 1 1 re f Q",
    ];
    for way in ways {
        let text = format!("{way} BT /F1 10 Tf 90 200 Td {} Tj ET", utf16("合计"));
        let document = open(&page(A5, &song(), &text, &[])).unwrap();
        let content = document.page_content(0).unwrap();
        assert_eq!(content.rules.len(), 1, "{way}");
        let rule = content.rules[0];
        assert!((rule.x0 - 100.0 / 600.0).abs() < 1e-3 && (rule.y1 - rule.y0 - 0.5).abs() < 1e-3);
        assert_eq!(texts(&document, 0), ["合", "计"], "{way}: the line cuts");
    }
    let white = "1 1 1 rg 99.5 100 1 200 re f 0 0 600 400 re f";
    let document = open(&page(A5, &song(), white, &[])).unwrap();
    assert_eq!(
        document.page_content(0).unwrap().rules.len(),
        0,
        "what cannot be seen"
    );
}

#[test]
fn printed_twice_off_the_page_and_outside_the_clip() {
    let content = format!(
        "BT /F1 10 Tf 100 300 Td {0} Tj ET BT /F1 10 Tf 100.3 300 Td {0} Tj ET \
         BT /F1 10 Tf 100 -50 Td {1} Tj ET q 0 0 50 50 re W n BT /F1 10 Tf 100 200 Td {1} Tj ET Q",
        utf16("税额11"),
        utf16("看不见")
    );
    let document = open(&page(A5, &song(), &content, &[])).unwrap();
    assert_eq!(texts(&document, 0), ["税额11"]);
}

#[test]
fn invisible_text_over_a_scan_is_not_exact() {
    let content = format!("BT 3 Tr /F1 10 Tf 100 300 Td {} Tj ET", utf16("扫描件"));
    let document = open(&page(A5, &song(), &content, &[])).unwrap();
    assert!(
        word(&document, "扫描件")
            .confidence
            .is_some_and(|c| c < 0.9)
    );
}

#[test]
fn text_written_downwards_is_vertical() {
    let content = format!("BT /F1 10 Tf 100 300 Td {} Tj ET", utf16("第一联"));
    let fonts = format!("/F1 {}", chinese("STSong-Light", "UniGB-UCS2-V"));
    let document = open(&page(A5, &fonts, &content, &[])).unwrap();
    assert!(word(&document, "第一联").vertical);
}

#[test]
fn pictures_cover_their_share() {
    let image = stream(
        "/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8",
        &[0, 255, 255, 0],
    );
    let content = "q 300 0 0 400 0 0 cm /X Do Q";
    let document = open(&page(A5, "", content, &[image])).unwrap();
    let share = document.page_content(0).unwrap().picture_share;
    assert!((share - 0.5).abs() < 0.03, "{share}");
}

#[test]
fn hidden_fields_and_attached_xml_are_read() {
    let fields = "BT=某省增值税电子普通发票\nGM=甲公司\nXM=乙公司\nHJ=￥1.00\nHM=00000001\nDM=011001900111\n";
    let xml = "<?xml version=\"1.0\"?><eInvoice><InvoiceCode>011001900111</InvoiceCode><InvoiceNo>00000001</InvoiceNo><IssueDate>20200102</IssueDate><Seller><SellerName>乙公司</SellerName></Seller></eInvoice>";
    let more = [
        stream("/Type /Metadata /Subtype /XML", fields.as_bytes()),
        stream("/Type /EmbeddedFile", xml.as_bytes()),
        b"<</Type /Filespec /F (invoice.xml) /EF <</F 6 0 R>>>>".to_vec(),
    ];
    let document = open(&page(A5, "", "", &more)).unwrap();
    let origins: Vec<&str> = document.exact().iter().map(|r| r.origin.as_str()).collect();
    assert_eq!(origins, ["PDF /Metadata", "PDF attachment invoice.xml"]);
    for reading in document.exact() {
        let number = reading
            .fields
            .iter()
            .find(|f| f.path.to_string() == "number");
        assert_eq!(
            number.map(|f| f.text.as_str()),
            Some("00000001"),
            "{}",
            reading.origin
        );
    }
}

#[test]
fn encryption_needs_the_password_it_was_made_with() {
    let open = |bytes: &[u8], password| crate::open(bytes.to_vec(), password, &Limits::default());
    let free = include_bytes!("../fixtures/encrypted_without_password.pdf");
    let closed = include_bytes!("../fixtures/encrypted_with_password.pdf");
    for (bytes, password) in [(&free[..], None), (&closed[..], Some("fapiao"))] {
        let document = open(bytes, password).unwrap();
        assert_eq!(texts(&document, 0), ["secret 12345678"]);
    }
    for password in [None, Some(""), Some("wrong")] {
        let refused = open(closed, password).map(|d| d.page_count());
        assert_eq!(refused, Err(DocumentError::Encrypted), "{password:?}");
    }
}

#[test]
fn several_threads_may_ask_one_document() {
    let content = format!("BT /F1 10 Tf 100 300 Td {} Tj ET", utf16("发票"));
    let document = open(&page(A5, &song(), &content, &[])).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(texts(&document, 0), ["发票"]));
        }
    });
}
