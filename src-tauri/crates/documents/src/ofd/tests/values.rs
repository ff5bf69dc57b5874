//! Values that a document carries as data.

use invoice::FieldPath;

use super::*;

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
