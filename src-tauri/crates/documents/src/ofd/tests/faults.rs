//! What is broken, missing or without end.

use super::*;

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
