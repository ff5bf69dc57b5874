//! What a rule found in a few words, for a narrow column: the field's note, a row of the queue.
//! The numbers stand in the finding's sentence.

use super::Finding;
use crate::Sentence;

/// By code, in Chinese and English. A rule whose sentence is short anyway has no line here.
const BRIEF: [(&str, &str, &str); 52] = [
    ("buyer_address", "地址与本公司不同", "address is not yours"),
    ("buyer_bank", "开户行与本公司不同", "bank is not yours"),
    ("buyer_name", "名称与本公司不同", "name is not yours"),
    ("buyer_not_ours", "抬头不是本公司", "not your company"),
    (
        "buyer_tax_id",
        "税号与本公司不同",
        "tax number is not yours",
    ),
    ("check_code_length", "校验码位数不符", "check code’s length"),
    (
        "code_after_issue",
        "代码晚于开票日期",
        "code after the issue date",
    ),
    (
        "code_kind_mismatch",
        "代码与票种不符",
        "code of another kind",
    ),
    ("code_length", "代码位数不符", "code’s length"),
    ("code_region", "代码地区不存在", "code of no known region"),
    (
        "code_region_title",
        "代码与票头地区不符",
        "code of another region",
    ),
    (
        "code_unknown",
        "代码不属于已知票种",
        "code of no known kind",
    ),
    ("code_year", "代码年份为 00", "code of the year 00"),
    (
        "date_before_form",
        "日期早于该票种启用",
        "before this kind existed",
    ),
    ("date_in_future", "开票日期晚于今天", "later than today"),
    (
        "discount_other_name",
        "折扣行名称不同",
        "discount of another name",
    ),
    ("discount_too_large", "折扣超过原金额", "discount too large"),
    (
        "discount_with_quantity",
        "折扣行不写数量",
        "discount with a quantity",
    ),
    (
        "discount_without_line",
        "没有被折扣的行",
        "discount of no line",
    ),
    ("duplicate_alike", "疑似重复", "may be a duplicate"),
    ("duplicate_file", "同一文件已导入", "same file as before"),
    ("duplicate_number", "号码已有", "number known already"),
    ("exempt_with_tax", "免税却有税额", "exempt, yet taxed"),
    ("gross_mismatch", "价税合计不符", "totals disagree"),
    (
        "known_name_differs",
        "与以往名称不同",
        "another name than before",
    ),
    (
        "line_product_mismatch",
        "数量×单价≠金额",
        "quantity × price ≠ amount",
    ),
    (
        "line_product_rounded",
        "数量×单价略有出入",
        "quantity × price is off",
    ),
    ("line_sign", "正负号不一致", "signs differ"),
    ("line_sum_mismatch", "与明细不符", "lines disagree"),
    ("line_tax_mismatch", "金额×税率≠税额", "amount × rate ≠ tax"),
    ("line_tax_sign", "正负号不一致", "signs differ"),
    (
        "machine_number_form",
        "机器编号位数不符",
        "machine number’s length",
    ),
    ("mixed_signs", "正负号不一致", "signs differ"),
    (
        "number_kind_mismatch",
        "号码与票种不符",
        "number of another kind",
    ),
    ("number_length", "号码位数不符", "number’s length"),
    (
        "number_region",
        "号码地区不存在",
        "number of no known region",
    ),
    ("number_year", "号码与日期不符", "number of another year"),
    ("parties_same", "购销双方相同", "seller is the buyer"),
    ("plate_form", "车牌号不像车牌", "not like a license plate"),
    ("printings_differ", "两处印刷不同", "two printings differ"),
    (
        "qr_kind_mismatch",
        "与二维码不符",
        "differs from the QR code",
    ),
    ("qr_mismatch", "与二维码不符", "differs from the QR code"),
    ("rate_not_in_use", "当时没有此税率", "rate not in use then"),
    ("red_line_positive", "红字金额应为负", "should be negative"),
    ("seal_differs", "与印章不同", "differs from the seal"),
    ("tax_id_check_digit", "税号校验位不符", "check digit fails"),
    ("tax_sum_mismatch", "与明细不符", "lines disagree"),
    ("tax_too_large", "可能与金额颠倒", "net and tax exchanged?"),
    (
        "toll_after_issue",
        "通行晚于开票日期",
        "trip after the issue date",
    ),
    (
        "toll_days_exchanged",
        "通行起止日期颠倒",
        "trip’s days exchanged",
    ),
    ("words_mismatch", "大小写不符", "words and figures differ"),
    ("words_unreadable", "大写不成金额", "words name no amount"),
];

impl Finding {
    /// What was found in at most about ten Chinese characters; nothing where the sentence itself
    /// is no longer.
    pub fn brief(&self) -> Option<Sentence> {
        let (_, zh, en) = BRIEF.iter().find(|(code, ..)| *code == self.code)?;
        Some(Sentence::new(*zh, *en))
    }
}

#[cfg(test)]
mod tests {
    use super::{BRIEF, Finding};
    use crate::checks::Severity;

    fn found(code: &str) -> Finding {
        Finding {
            code: code.to_owned(),
            severity: Severity::Error,
            fields: Vec::new(),
            message: crate::Sentence::new("", ""),
            related: Vec::new(),
            expected: None,
        }
    }

    #[test]
    fn each_code_stands_once_and_its_words_fit_a_column() {
        for pair in BRIEF.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} {}", pair[0].0, pair[1].0);
        }
        for (code, zh, en) in BRIEF {
            assert!(zh.chars().count() <= 10, "{code}: {zh}");
            assert!(en.chars().count() <= 26, "{code}: {en}");
        }
    }

    #[test]
    fn a_rule_without_words_of_its_own_keeps_its_sentence() {
        assert_eq!(
            found("tax_id_check_digit").brief().unwrap().zh,
            "税号校验位不符"
        );
        assert_eq!(found("lines_missing").brief(), None);
    }
}
