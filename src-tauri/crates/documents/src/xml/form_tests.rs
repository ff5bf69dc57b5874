use super::*;
use crate::Limits;

fn fields(values: &[(&str, &str)]) -> Vec<ExactField> {
    values
        .iter()
        .map(|(path, text)| ExactField {
            path: path.parse().unwrap(),
            text: (*text).to_owned(),
            place: None,
        })
        .collect()
}

fn said(sheet: &Sheet) -> String {
    sheet
        .content()
        .words
        .into_iter()
        .map(|w| w.text + "\n")
        .collect()
}

#[test]
fn every_field_is_set_and_has_its_place() {
    let mut reading = fields(&[
        ("invoice_type", "电子发票（普通发票）"),
        ("code", "099002500111"),
        ("number", "25990000000000000001"),
        ("issue_date", "2025-03-04 05:06:07"),
        ("check_code", "12345678901234567890"),
        ("machine_number", "499098765432"),
        ("buyer.name", "云上样例有限公司"),
        ("buyer.tax_id", "91310000MA1K000006"),
        ("seller.name", "青禾测试商贸有限公司"),
        (
            "seller.address_phone",
            "虚构市一路 1 号虚构大厦甲座一二三四五六七八九十层 021-00000000",
        ),
        ("seller.bank_account", "样例银行 0000"),
        ("items[0].name", "*纸制品*很长很长很长很长的名称的本子"),
        ("items[0].unit", "本"),
        ("items[0].quantity", "10"),
        ("items[0].unit_price", "20"),
        ("items[0].amount", "200.000000"),
        ("items[0].tax_rate", "0.130000"),
        ("items[0].tax", "26.00"),
        ("items[1].name", "折扣"),
        ("items[1].amount", "-20.00"),
        ("total_amount", "180.00"),
        ("total_tax", "26.00"),
        ("amount_with_tax", "206.00"),
        ("amount_in_words", "贰佰零陆圆整"),
        ("drawer", "李四"),
        ("payee", "王五"),
        ("reviewer", "赵六"),
        ("remarks", "第一行\n第二行"),
    ]);
    let sheets = lay_out(&mut reading);
    let [sheet] = sheets.as_slice() else {
        panic!("one sheet")
    };
    let words = said(sheet);
    for text in [
        "由 XML 数据绘制，非原件版式",
        "2025年03月04日",
        "13%",
        "¥206.00",
        "200.00",
        "-20.00",
        "购买方信息".get(..3).unwrap(),
        "第二行",
    ] {
        assert!(words.contains(text), "{text}\n{words}");
    }
    let mut places: Vec<(f64, f64, f64, f64)> = Vec::new();
    for field in &reading {
        let (page, region) = field
            .place
            .unwrap_or_else(|| panic!("{} has no place", field.path));
        assert_eq!(page, 0);
        let (x0, y0, x1, y1) = region.bounds();
        assert!(x0 >= 0.0 && x1 <= 1.0 && y0 >= 0.0 && y1 <= 1.0);
        for (a0, b0, a1, b1) in &places {
            let apart =
                x1 <= a0 + 1e-4 || *a1 <= x0 + 1e-4 || y1 <= b0 + 0.004 || *b1 <= y0 + 0.004;
            assert!(apart, "{} stands over another field", field.path);
        }
        places.push((x0, y0, x1, y1));
    }
}

#[test]
fn many_items_go_on_on_further_sheets() {
    let mut values = fields(&[
        ("number", "25990000000000000001"),
        ("total_amount", "100.00"),
    ]);
    for index in 0..200 {
        for (field, text) in [("name", "*服务*第几项"), ("amount", "1.00")] {
            values.push(ExactField {
                path: format!("items[{index}].{field}").parse().unwrap(),
                text: text.to_owned(),
                place: None,
            });
        }
    }
    let sheets = lay_out(&mut values);
    assert!(sheets.len() >= 3, "{} sheets", sheets.len());
    assert!(
        sheets
            .iter()
            .all(|s| s.size().height <= 300.0 / 25.4 * 72.0)
    );
    let pages: Vec<usize> = values.iter().filter_map(|f| f.place.map(|p| p.0)).collect();
    assert_eq!(pages.len(), values.len(), "every field has a place");
    assert_eq!(pages.last(), Some(&(sheets.len() - 1)));
    assert!(said(&sheets[0]).contains("（续下页）") && said(&sheets[1]).contains("非原件版式"));
}

#[test]
fn nothing_but_a_number_still_makes_a_sheet() {
    let mut values = fields(&[("number", "25990000000000000001")]);
    let sheets = lay_out(&mut values);
    assert_eq!(sheets.len(), 1);
    assert!(values[0].place.is_some());
    let picture = sheets[0].draw(400, &Limits::default()).unwrap();
    assert_eq!((picture.width, picture.height), (400, 267));
    let words = said(&sheets[0]);
    assert!(
        !words.contains('¥') && !words.contains('⊗'),
        "nothing is invented: {words}"
    );
}

#[test]
fn a_value_of_a_million_characters_does_not_make_a_million_lines() {
    let long = "长".repeat(1_000_000);
    let mut values = fields(&[
        ("number", "1"),
        ("remarks", &long),
        ("items[0].name", &long),
        ("buyer.name", &long),
    ]);
    let sheets = lay_out(&mut values);
    assert!(sheets.iter().all(|s| s.size().height < 20_000.0));
    assert_eq!(
        values[1].text.chars().count(),
        1_000_000,
        "the value itself is whole"
    );
}
