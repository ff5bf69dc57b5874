//! What the workbook tells of an invoice beyond the page: how it was checked, on what grounds, and
//! what is odd about it. In Chinese, as the workbook is.

use chrono::DateTime;
use export::{Oddity, Record};
use invoice::checks::{Finding, Severity};
use invoice::{FieldPath, HeaderField, Judgement, PartyField, Side, Source};
use ledger::{DocumentId, DocumentRow, LedgerError, Timestamp, VerificationAnswer};
use recognition::ProviderId;

use crate::App;
use crate::related::file_name;
use crate::view::Problem;

/// The fields whose grounds are told, with their names.
const MAIN: [(FieldPath, &str); 11] = [
    (FieldPath::Header(HeaderField::InvoiceType), "发票种类"),
    (FieldPath::Header(HeaderField::Code), "发票代码"),
    (FieldPath::Header(HeaderField::Number), "发票号码"),
    (FieldPath::Header(HeaderField::IssueDate), "开票日期"),
    (FieldPath::Party(Side::Seller, PartyField::Name), "销售方"),
    (
        FieldPath::Party(Side::Seller, PartyField::TaxId),
        "销方税号",
    ),
    (FieldPath::Party(Side::Buyer, PartyField::Name), "购买方"),
    (FieldPath::Party(Side::Buyer, PartyField::TaxId), "购方税号"),
    (FieldPath::Header(HeaderField::TotalAmount), "合计金额"),
    (FieldPath::Header(HeaderField::TotalTax), "合计税额"),
    (FieldPath::Header(HeaderField::AmountWithTax), "价税合计"),
];

/// What is odd and not merely wrong, by the codes of the findings.
const ODD: [(&str, &str); 10] = [
    ("duplicate_number", "重复"),
    ("duplicate_file", "重复文件"),
    ("duplicate_alike", "疑似重复"),
    ("consecutive_numbers", "连号"),
    ("just_under_limit", "略低于限额"),
    ("new_seller", "新销售方"),
    ("unusual_rate", "税率异常"),
    ("red_without_blue", "缺蓝字发票"),
    ("same_trip_twice", "重复行程"),
    ("buyer_not_ours", "抬头不是本公司"),
];

impl App {
    pub(crate) fn dossier_of(
        &self,
        row: &DocumentRow,
        judged: &Judgement,
    ) -> Result<Record, Problem> {
        let of = |severities: &[Severity]| {
            let found = judged.findings.iter();
            let wanted = found.filter(|finding| severities.contains(&finding.severity));
            let lines: Vec<&str> = wanted.map(|finding| finding.message.zh.as_str()).collect();
            lines.join("\n")
        };
        let verified = self.ledger().verifications(row.id)?.into_iter().next();
        let verified = verified.filter(|verified| verified.answer.is_some());
        Ok(Record {
            status: if row.reviewed_at.is_some() {
                "已复核"
            } else {
                "未复核"
            }
            .to_owned(),
            reviewed_at: row.reviewed_at.map(shown),
            failed: of(&[Severity::Error, Severity::Warning]),
            notes: of(&[Severity::Note]),
            corrected: corrected(judged),
            grounds: grounds(judged),
            provider: self.provider_name(row.summary.provider.as_deref()),
            verification: verified
                .and_then(|verified| verified.answer)
                .map(|answer| answer_words(answer).to_owned()),
            verified_at: verified.map(|verified| shown(verified.at)),
            reimbursed_at: row.reimbursed_at.map(shown),
            link: self.link_to(row)?,
            oddities: judged
                .findings
                .iter()
                .map(|finding| self.oddity(finding))
                .collect::<Result<Vec<_>, _>>()?
                .into_iter()
                .flatten()
                .collect(),
        })
    }

    fn oddity(&self, finding: &Finding) -> Result<Option<Oddity>, Problem> {
        let Some((_, kind)) = ODD.iter().find(|(code, _)| finding.code == *code) else {
            return Ok(None);
        };
        let other = match finding.related.first().map(|id| id.parse().map(DocumentId)) {
            Some(Ok(id)) => match self.ledger().document(id) {
                Ok(row) => Some(row),
                Err(LedgerError::Missing { .. }) => None,
                Err(error) => return Err(error.into()),
            },
            _ => None,
        };
        Ok(Some(Oddity {
            kind: (*kind).to_owned(),
            severity: match finding.severity {
                Severity::Error => "错误",
                Severity::Warning => "存疑",
                Severity::Note => "提示",
            }
            .to_owned(),
            sentence: finding.message.zh.clone(),
            other_number: other.as_ref().and_then(|row| row.summary.number.clone()),
            other_uses: match &other {
                Some(row) => self.uses_in_words(row)?,
                None => None,
            },
            other_file: other.map(|row| row.name),
        }))
    }

    fn uses_in_words(&self, row: &DocumentRow) -> Result<Option<String>, Problem> {
        let mut words = Vec::new();
        if row.exported_at.is_some()
            && let Some(export) = self.ledger().exports_of(row.id)?.first()
        {
            let (at, file) = (shown(export.at), file_name(&export.path));
            words.push(format!("{at} 已导出到 {file}"));
        }
        if let Some(at) = row.reimbursed_at {
            words.push(format!("{} 已报销", shown(at)));
        }
        Ok((!words.is_empty()).then(|| words.join("；")))
    }

    fn provider_name(&self, id: Option<&str>) -> String {
        let known = id.and_then(ProviderId::parse);
        known.map_or_else(
            || id.unwrap_or_default().to_owned(),
            |id| self.parts.recognizers.descriptor(id).name.zh.to_owned(),
        )
    }

    /// Where the file lay; `None` where it did not come from a folder.
    fn link_to(&self, row: &DocumentRow) -> Result<Option<String>, Problem> {
        let original = self.ledger().original(&row.sha256)?;
        let path = original.and_then(|original| original.source_path);
        Ok(path.and_then(|path| url::Url::from_file_path(path).ok()?.to_string().into()))
    }
}

fn corrected(judged: &Judgement) -> String {
    let typed = judged.fields.iter().filter(|(_, field)| {
        field
            .field
            .as_ref()
            .is_none_or(|value| value.source == Source::Reviewer)
            && field.trust == invoice::Trust::Yours
    });
    let names: Vec<String> = typed.map(|(path, _)| field_name(*path)).collect();
    names.join("、")
}

fn grounds(judged: &Judgement) -> String {
    let lines: Vec<String> = MAIN
        .iter()
        .filter_map(|(path, name)| {
            let field = judged.fields.get(path)?;
            field.field.as_ref()?;
            Some(format!("{name}：{}", field.reason.zh))
        })
        .collect();
    lines.join("\n")
}

/// In the words of the form, `备注`, `明细第 2 行`.
fn field_name(path: FieldPath) -> String {
    if let Some((_, name)) = MAIN.iter().find(|(main, _)| *main == path) {
        return (*name).to_owned();
    }
    match path {
        FieldPath::Header(field) => match field {
            HeaderField::Remarks => "备注",
            HeaderField::CheckCode => "校验码",
            HeaderField::AmountInWords => "大写金额",
            HeaderField::MachineNumber => "机器编号",
            HeaderField::Payee => "收款人",
            HeaderField::Reviewer => "复核人",
            HeaderField::Drawer => "开票人",
            HeaderField::Title => "票面名称",
            other => other.as_str(),
        }
        .to_owned(),
        FieldPath::Party(side, field) => {
            let side = match side {
                Side::Seller => "销方",
                Side::Buyer => "购方",
            };
            let field = match field {
                PartyField::Name => "名称",
                PartyField::TaxId => "税号",
                PartyField::AddressPhone => "地址电话",
                PartyField::BankAccount => "开户行及账号",
            };
            format!("{side}{field}")
        }
        FieldPath::Item(line, field) => format!("明细第 {} 行 {}", line + 1, field.as_str()),
    }
}

const fn answer_words(answer: VerificationAnswer) -> &'static str {
    match answer {
        VerificationAnswer::Consistent => "一致",
        VerificationAnswer::Inconsistent => "不一致",
        VerificationAnswer::NotFound => "查无此票",
        VerificationAnswer::Void => "已作废",
        VerificationAnswer::Red => "已红冲",
    }
}

/// In China's time, `2026-05-28 14:03`.
fn shown(at: Timestamp) -> String {
    const CHINA: i64 = 8 * 3_600_000;
    DateTime::from_timestamp_millis(at.0.saturating_add(CHINA))
        .map(|at| at.format("%Y-%m-%d %H:%M").to_string())
        .unwrap_or_default()
}
