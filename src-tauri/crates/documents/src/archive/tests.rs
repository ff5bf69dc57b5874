use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use super::*;

type Files<'a> = &'a [(&'a str, &'a [u8])];

fn zip(files: Files<'_>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn wanted(name: &str, head: &[u8]) -> bool {
    name.contains(".pdf") || head.starts_with(b"%PDF")
}

/// What each file gave: its size, or the error.
type Given = Vec<(String, Result<usize, DocumentError>)>;

fn taken(bytes: Vec<u8>, limits: &Limits) -> (Given, Result<Unpacked, DocumentError>) {
    let mut given = Vec::new();
    let end = unpack(Cursor::new(bytes), limits, &wanted, &mut |file| {
        given.push((file.name, file.bytes.map(|bytes| bytes.len())));
    });
    (given, end)
}

fn names(bytes: Vec<u8>) -> Vec<String> {
    let (given, end) = taken(bytes, &Limits::default());
    end.unwrap();
    given.into_iter().map(|(name, _)| name).collect()
}

#[test]
fn files_are_given_in_order_with_those_of_inner_archives() {
    let inner = zip(&[("b.pdf", b"%PDF-2"), ("notes.txt", b"hello")]);
    let archive = zip(&[
        ("三月/a.pdf", b"%PDF-1"),
        ("inner.zip", &inner),
        ("no ending", b"%PDF-3"),
        ("video.mp4", b"...."),
        ("__MACOSX/三月/._a.pdf", b"x"),
    ]);
    let (given, end) = taken(archive, &Limits::default());
    let expected = ["三月/a.pdf", "inner.zip/b.pdf", "no ending"].map(|n| (n.to_owned(), Ok(6)));
    assert_eq!(given, expected);
    let found = Unpacked {
        given: 3,
        passed_over: 2,
    };
    assert_eq!(end, Ok(found));
}

/// Windows packs names in GBK without saying so.
#[test]
fn names_in_gbk_are_read() {
    let mut bytes = zip(&[("xxxx.pdf", b"%PDF")]);
    let (gbk, _, _) = encoding_rs::GBK.encode("发票");
    for at in 0..bytes.len() - 4 {
        if &bytes[at..at + 4] == b"xxxx" {
            bytes[at..at + 4].copy_from_slice(&gbk);
        }
    }
    assert_eq!(names(bytes), ["发票.pdf"]);
}

#[test]
fn names_that_lead_outside_are_only_labels() {
    let archive = zip(&[
        ("../../etc/a.pdf", b"%PDF"),
        ("/b.pdf", b"%PDF"),
        ("..\\..\\c.pdf", b"%PDF"),
        ("d\u{1b}[2J.pdf", b"%PDF"),
    ]);
    assert_eq!(names(archive), ["etc/a.pdf", "b.pdf", "c.pdf", "d[2J.pdf"]);
}

#[test]
fn one_document_in_a_zip_is_no_archive() {
    for (files, archive) in [
        (&[("OFD.xml", &b"<x/>"[..]), ("a.pdf", b"%PDF")][..], false),
        (
            &[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"")],
            false,
        ),
        (
            &[("mimetype", b"application/epub+zip"), ("a.xml", b"")],
            false,
        ),
        (&[("word/a.pdf", b"%PDF")], true),
        (&[], true),
    ] {
        assert_eq!(
            is_archive(&mut Cursor::new(zip(files))),
            archive,
            "{files:?}"
        );
    }
    assert!(!is_archive(&mut Cursor::new(b"PK\x03\x04 cut off")));
    let book = zip(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"")]);
    let archive = zip(&[("a.pdf", b"%PDF"), ("b.xlsx", &book)]);
    assert_eq!(
        names(archive),
        ["a.pdf"],
        "an office document inside is none"
    );
}

#[test]
fn a_damaged_or_locked_file_is_told_and_the_next_is_taken() {
    let mut archive = zip(&[
        ("a.pdf", &b"%PDF-1 of some length"[..]),
        ("b.pdf", b"%PDF-2 of some length"),
        ("c.pdf", b"%PDF-3"),
    ]);
    let data = archive
        .windows(6)
        .position(|w| w == b"a.pdf%" || w[..5] == *b"a.pdf");
    let data = data.unwrap() + 5;
    archive[data] ^= 0x55;
    // The mark of an encrypted file, in the entry itself and in the directory.
    for (mark, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let at = (0..archive.len() - 4)
            .filter(|at| archive[*at..*at + 4] == *mark)
            .nth(1)
            .unwrap();
        archive[at + flags] |= 1;
    }
    let (given, end) = taken(archive, &Limits::default());
    assert!(end.is_ok(), "{end:?}");
    assert!(
        matches!(given[0].1, Err(DocumentError::Damaged(_))),
        "{given:?}"
    );
    assert_eq!(given[1].1, Err(DocumentError::Encrypted));
    assert_eq!(given[2], ("c.pdf".to_owned(), Ok(6)));
}

#[test]
fn a_bomb_ends_the_archive_and_what_came_before_is_kept() {
    let bomb = vec![0; 64 << 20];
    let archive = zip(&[("a.pdf", b"%PDF"), ("b.pdf", &bomb), ("c.pdf", b"%PDF")]);
    assert!(archive.len() < 100 << 10);
    let (given, end) = taken(archive, &Limits::default());
    assert_eq!(given, [("a.pdf".to_owned(), Ok(4))]);
    assert!(matches!(end, Err(DocumentError::TooLarge(_))), "{end:?}");
}

#[test]
fn depth_files_and_bytes_are_bounded() {
    let limits = Limits {
        max_archive_depth: 3,
        max_archive_files: 4,
        max_archive_bytes: 4 << 10,
        max_bytes: 2 << 10,
        ..Limits::default()
    };
    let mut nested = zip(&[("a.pdf", b"%PDF")]);
    for _ in 0..5 {
        nested = zip(&[("z.zip", &nested)]);
    }
    let (given, end) = taken(nested, &limits);
    assert!(end.is_ok());
    assert_eq!(given[0].0, "z.zip/z.zip/z.zip");
    assert!(matches!(given[0].1, Err(DocumentError::TooLarge(_))));

    let many: Vec<(String, &[u8])> = (0..6).map(|n| (format!("{n}.pdf"), &b"%PDF"[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    let (given, end) = taken(zip(&many), &limits);
    assert_eq!(given.len(), 4);
    assert!(matches!(end, Err(DocumentError::TooLarge(_))));

    let (long, longer) = (vec![b'%'; 1500], vec![b'%'; 3000]);
    let (given, end) = taken(zip(&[("a.pdf", &longer), ("b.pdf", &long)]), &limits);
    assert!(
        matches!(given[0].1, Err(DocumentError::TooLarge(_))),
        "one file"
    );
    assert_eq!(given[1].1, Ok(1500));
    assert!(end.is_ok());
    let (given, end) = taken(
        zip(&[("a.pdf", &long), ("b.pdf", &long), ("c.pdf", &long)]),
        &limits,
    );
    assert_eq!(given.len(), 2);
    assert!(
        matches!(end, Err(DocumentError::TooLarge(_))),
        "all together"
    );
}

#[test]
fn a_directory_of_very_many_entries_is_refused_unread() {
    let mut bytes = zip(&[("a.pdf", b"%PDF")]);
    bytes.extend(b"PK\x01\x02".repeat(MAX_ENTRIES + 1));
    let (given, end) = taken(bytes, &Limits::default());
    assert!(given.is_empty());
    assert!(matches!(end, Err(DocumentError::TooLarge(_))));
}

#[test]
fn of_a_cut_archive_the_whole_files_are_taken_and_the_rest_is_told() {
    let files: Files<'_> = &[
        ("a.pdf", b"%PDF-1 the first"),
        ("b.txt", b"no invoice"),
        ("c.pdf", b"%PDF-3 the third"),
    ];
    let whole = zip(files);
    let ends: Vec<usize> = (1..=files.len())
        .map(|count| {
            let part = zip(&files[..count]);
            let directory = part.windows(4).position(|w| w == b"PK\x01\x02");
            directory.unwrap()
        })
        .collect();
    for length in 0..whole.len() - 1 {
        let (given, end) = taken(whole[..length].to_vec(), &Limits::default());
        let complete: Vec<&str> = given
            .iter()
            .filter(|(_, bytes)| bytes.is_ok())
            .map(|(name, _)| name.as_str())
            .collect();
        let expected: &[&str] = match length {
            _ if length < ends[0] => &[],
            _ if length < ends[2] => &["a.pdf"],
            _ => &["a.pdf", "c.pdf"],
        };
        assert_eq!(complete, expected, "{length} of {}", whole.len());
        assert!(
            matches!(end, Err(DocumentError::Damaged(_))),
            "{length}: {end:?}"
        );
    }
    let outer = zip(&[("cut.zip", &whole[..ends[0] + 3]), ("d.pdf", b"%PDF-4")]);
    let (given, end) = taken(outer, &Limits::default());
    assert!(end.is_ok(), "{end:?}");
    let seen: Vec<(&str, bool)> = given
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.is_ok()))
        .collect();
    assert_eq!(
        seen,
        [("cut.zip/a.pdf", true), ("cut.zip", false), ("d.pdf", true)]
    );
}

#[test]
fn a_document_that_is_cut_off_is_no_archive() {
    let png = b"\x89PNG\r\n\x1a\n";
    for files in [
        &[("OFD.xml", &b"<OFD/>"[..]), ("Doc_0/Res/a.png", png)][..],
        &[("Doc_0/Res/a.png", png), ("Doc_0/Document.xml", b"<D/>")],
        &[
            ("[Content_Types].xml", b"<x/>"),
            ("xl/workbook.xml", b"<x/>"),
            ("xl/media/a.png", png),
        ],
    ] {
        let whole = zip(files);
        let cut = &whole[..whole.len() - 30];
        assert!(!is_archive(&mut Cursor::new(cut)), "{files:?}");
    }
}
