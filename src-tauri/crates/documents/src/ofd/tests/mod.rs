//! Invented documents, and what is read and drawn of them.

mod content;
mod drawing;
mod faults;
mod values;

use std::io::{Cursor, Write};

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
