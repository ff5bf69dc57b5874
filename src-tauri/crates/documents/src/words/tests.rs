use super::*;

const PAGE: PageSize = PageSize {
    width: 600.0,
    height: 400.0,
};

/// Text at 10 points, Chinese characters one em wide and others half.
fn print(text: &str, x: f32, y: f32, run: u32) -> Vec<Printed> {
    let mut at = x;
    text.chars()
        .map(|c| {
            let wide = if c.is_ascii() { 5.0 } else { 10.0 };
            let p = Printed {
                text: c,
                x: at,
                y,
                along: (wide, 0.0),
                up: (0.0, -10.0),
                downwards: false,
                run,
                paint: 0,
                confidence: None,
            };
            at += wide;
            p
        })
        .collect()
}

fn texts(printed: Vec<Printed>, rules: &[Rule]) -> Vec<String> {
    let mut texts: Vec<String> = assemble(printed, rules, PAGE)
        .into_iter()
        .map(|w| w.text)
        .collect();
    texts.sort();
    texts
}

#[test]
fn characters_printed_one_by_one_and_out_of_order_become_one_word() {
    let mut printed = print("税额12.50", 100.0, 100.0, 0);
    for (run, p) in printed.iter_mut().enumerate() {
        p.run = run as u32;
    }
    printed.swap(0, 5);
    printed.swap(2, 6);
    assert_eq!(texts(printed, &[]), ["税额12.50"]);
}

#[test]
fn a_wide_gap_cuts() {
    let mut printed = print("金额", 100.0, 100.0, 0);
    printed.extend(print("税额", 130.0, 100.0, 0));
    assert_eq!(texts(printed, &[]), ["税额", "金额"]);
}

#[test]
fn blanks_stay_inside_and_vanish_at_the_ends() {
    assert_eq!(texts(print("  ab cd ", 100.0, 100.0, 0), &[]), ["ab cd"]);
    // Four half-wide blanks are a column gap.
    assert_eq!(texts(print("ab    cd", 100.0, 100.0, 0), &[]), ["ab", "cd"]);
    assert_eq!(texts(print("    ", 100.0, 100.0, 0), &[]), [""; 0]);
}

#[test]
fn blanks_over_other_text_cut() {
    let mut printed = print("06  25", 100.0, 100.0, 0);
    assert_eq!(texts(printed.clone(), &[]), ["06  25"]);
    printed.extend(print("月", 110.0, 101.0, 1).into_iter().map(|mut p| {
        p.paint = 7;
        p
    }));
    assert_eq!(texts(printed, &[]), ["06", "25", "月"]);
}

#[test]
fn a_ruling_line_cuts_even_where_text_touches_it() {
    let mut printed = print("12", 100.0, 100.0, 0);
    printed.extend(print("34", 110.0, 100.0, 1));
    assert_eq!(texts(printed.clone(), &[]), ["1234"]);
    let rule = Rule {
        x0: 110.0 / 600.0,
        y0: 80.0 / 400.0,
        x1: 110.0 / 600.0,
        y1: 120.0 / 400.0,
    };
    assert_eq!(texts(printed, &[rule]), ["12", "34"]);
}

#[test]
fn text_printed_twice_is_read_once_but_equal_neighbours_stay() {
    let mut printed = print("1100.00", 100.0, 100.0, 0);
    printed.extend(print("1100.00", 100.4, 100.0, 1));
    assert_eq!(texts(printed, &[]), ["1100.00"]);
}

#[test]
fn text_off_the_page_is_dropped() {
    let mut printed = print("张三", 100.0, -20.0, 0);
    printed.extend(print("李四", 700.0, 100.0, 1));
    printed.extend(print("王五", 100.0, 100.0, 2));
    assert_eq!(texts(printed, &[]), ["王五"]);
}

#[test]
fn other_paint_is_another_word_unless_it_is_one_run() {
    let mut printed = print("名称：", 100.0, 100.0, 0);
    let mut value = print("某某公司", 130.0, 100.0, 1);
    for p in &mut value {
        p.paint = 7;
    }
    printed.extend(value);
    assert_eq!(texts(printed, &[]), ["名称：", "某某公司"]);
}

#[test]
fn turned_text_is_vertical_and_reads_on() {
    let printed: Vec<Printed> = "下载次数"
        .chars()
        .enumerate()
        .map(|(i, text)| Printed {
            text,
            x: 50.0,
            y: 100.0 + 10.0 * i as f32,
            along: (0.0, 10.0),
            up: (10.0, 0.0),
            downwards: false,
            run: i as u32,
            paint: 0,
            confidence: None,
        })
        .collect();
    let words = assemble(printed, &[], PAGE);
    assert_eq!(words.len(), 1);
    assert_eq!(words[0].text, "下载次数");
    assert!(words[0].vertical);
}

#[test]
fn boxes_are_fractions_and_one_for_each_character() {
    let words = assemble(print("金额", 300.0, 200.0, 0), &[], PAGE);
    let word = &words[0];
    assert_eq!(word.glyphs.len(), 2);
    let (x0, y0, x1, y1) = word.region.bounds();
    assert!((x0 - 0.5).abs() < 1e-6 && (x1 - 320.0 / 600.0).abs() < 1e-6);
    assert!((y0 - 191.2 / 400.0).abs() < 1e-6 && (y1 - 201.2 / 400.0).abs() < 1e-6);
    assert!((word.size - 10.0 / 400.0).abs() < 1e-6);
    assert!((word.glyphs[1].x0 - 310.0 / 600.0).abs() < 1e-6);
}

#[test]
fn numbers_that_are_not_finite_do_no_harm() {
    let mut printed = print("坏", f32::NAN, 100.0, 0);
    printed.extend(print("坏", 1e30, f32::INFINITY, 1));
    printed.extend(print("好", 100.0, 100.0, 2));
    assert_eq!(texts(printed, &[]), ["好"]);
}
