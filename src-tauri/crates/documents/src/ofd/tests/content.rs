//! Words and ruling lines of a page.

use super::*;

#[test]
fn words_have_a_glyph_for_each_character_at_its_place() {
    let page = "<ofd:TextObject ID='5' CTM='0.5 0 0 0.5 0 0' Boundary='20 10 50 5' Size='8'><ofd:TextCode X='0' Y='8' DeltaX='8 4'>税a1</ofd:TextCode></ofd:TextObject>";
    let content = open(document(page, &[])).page_content(0).unwrap();
    let [word] = content.words.as_slice() else {
        panic!("one word")
    };
    assert_eq!(word.text, "税a1");
    let lefts = word.glyphs.iter().map(|g| g.x0 * 200.0);
    for (left, at) in lefts.zip([20.0, 24.0, 26.0]) {
        assert!((left - at).abs() < 1e-4, "{left} instead of {at}");
    }
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
fn labels_and_values_are_words_of_their_own_by_colour_and_by_ruling_line() {
    let brown = "<ofd:TextObject Boundary='10 10 20 5' Size='4'><ofd:FillColor Value='128 0 0'/><ofd:TextCode X='0' Y='4'>号码：</ofd:TextCode></ofd:TextObject>";
    let line = "<PathObject Boundary='30 30 0 10'><AbbreviatedData>M 0 0 L 0 10</AbbreviatedData></PathObject>";
    let page = [
        brown.to_owned(),
        text(2, 22.0, 10.0, "0007"),
        text(3, 10.0, 20.0, "号码："),
        text(4, 22.0, 20.0, "0008"),
        text(5, 20.0, 30.0, "12345"),
        text(6, 30.2, 30.0, "678"),
        line.to_owned(),
    ]
    .concat();
    assert_eq!(
        words_of(document(&page, &[])),
        ["号码：", "0007", "号码：0008", "12345", "678"]
    );
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
