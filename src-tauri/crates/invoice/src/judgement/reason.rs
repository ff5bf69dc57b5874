//! The few words that say why a field can be trusted or not.

use super::closure::Closure;
use super::evidence::{Weighed, is_exact};
use crate::{Sentence, Source};

/// The name of a source, as short as the form needs it.
fn name(source: Source) -> (&'static str, &'static str) {
    match source {
        Source::Xml => ("XML", "XML"),
        Source::Ofd => ("OFD 标签", "OFD tags"),
        Source::PdfText => ("文本层", "text layer"),
        Source::Qr => ("二维码", "QR"),
        Source::Ocr => ("本机识别", "OCR"),
        Source::Juhe => ("聚合", "Juhe"),
        Source::Jumdata => ("聚美", "Jumdata"),
        Source::Volcengine => ("火山", "Volcengine"),
        Source::Jdcloud => ("京东云", "JD Cloud"),
        Source::Deepfinch => ("深源", "DeepFinch"),
        Source::Reviewer => ("人工", "you"),
    }
}

/// `XML = 二维码 = 大写 = 两项和`.
pub(super) fn support(weighed: &Weighed, closures: &[Closure]) -> Sentence {
    let sources = weighed.sources.iter().map(|s| name(*s));
    let (zh, en): (Vec<&str>, Vec<&str>) =
        sources.chain(closures.iter().map(|c| (c.zh, c.en))).unzip();
    Sentence::new(zh.join(" = "), en.join(" = "))
}

/// `XML 12.00 ≠ 本机识别 72.00`.
pub(super) fn conflict(weighed: &Weighed) -> Sentence {
    let shown = |field: &crate::Field| shortened(&field.value.to_string());
    let (zh, en) = name(weighed.chosen.source);
    let value = shown(&weighed.chosen);
    let (mut zh, mut en) = (format!("{zh} {value}"), format!("{en} {value}"));
    for other in weighed
        .others
        .iter()
        .filter(|f| !f.value.is_unreadable())
        .take(2)
    {
        let (name_zh, name_en) = name(other.source);
        let value = shown(other);
        zh = format!("{zh} ≠ {name_zh} {value}");
        en = format!("{en} ≠ {name_en} {value}");
    }
    Sentence::new(zh, en)
}

/// One recognized reading and nothing else.
pub(super) fn alone(weighed: &Weighed) -> Sentence {
    let (zh, en) = name(weighed.chosen.source);
    if weighed.sources.is_empty() {
        return Sentence::new(
            "由 20 位号码推断为数电票，专/普未读到",
            "digital by its 20-digit number; special or ordinary was not read",
        );
    }
    if is_exact(weighed.chosen.source) {
        return Sentence::new(
            format!("仅{zh}，含义待核"),
            format!("only {en}, meaning unsure"),
        );
    }
    Sentence::new(format!("仅{zh}一处读到"), format!("read by {en} only"))
}

/// The reader had to put something right: what, where it is known.
pub(super) fn remarked(weighed: &Weighed, code: &str) -> Sentence {
    let (zh, en) = name(weighed.chosen.source);
    let shown = shortened(&weighed.chosen.text);
    match code {
        "chosen_by_check_digit" => Sentence::new(
            format!("读作“{shown}”，按校验位从看到的候选字中选定"),
            format!("read “{shown}”; the check digit chose among the characters seen"),
        ),
        "chosen_by_sum" => Sentence::new(
            format!("读作“{shown}”，按合计关系从看到的候选字中选定"),
            format!("read “{shown}”; the sums chose among the characters seen"),
        ),
        "chosen_by_figures" => Sentence::new(
            format!("读作“{shown}”，按小写金额选定"),
            format!("read “{shown}”; the figures chose among the characters seen"),
        ),
        "sign_unread" => Sentence::new(
            format!("读作“{shown}”，前面的￥可能被读成了数字"),
            format!("read “{shown}”; the ¥ before it may have been read as a digit"),
        ),
        "start_unread" => Sentence::new(
            format!("读作“{shown}”，开头可能少读了字"),
            format!("read “{shown}”; a character at its beginning may not have been read"),
        ),
        "letter_for_digit" => Sentence::new(
            format!("读作“{shown}”，此处不会有的字母改为形近的字"),
            format!(
                "read “{shown}”; letters that never stand there were taken for what they look like"
            ),
        ),
        "star_of_category" => Sentence::new(
            format!("读作“{shown}”，补上了类别前的星号"),
            format!("read “{shown}”; the star before the category was added"),
        ),
        _ => Sentence::new(
            format!("{zh}读取时有疑点"),
            format!("{en} was not sure of it"),
        ),
    }
}

/// Something speaks for it, but too little for a value that was read from a picture.
pub(super) fn weak(weighed: &Weighed, closures: &[Closure]) -> Sentence {
    let Sentence { zh, en } = support(weighed, closures);
    Sentence::new(
        format!("{zh}，但字迹不清"),
        format!("{en}, but not read clearly"),
    )
}

/// Typed or confirmed by the reviewer.
pub(super) fn typed() -> Sentence {
    Sentence::new("您已确认", "confirmed by you")
}

/// Cleared by the reviewer.
pub(super) fn cleared() -> Sentence {
    Sentence::new("您已清空", "cleared by you")
}

/// A value short enough for the form.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 24;
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}
