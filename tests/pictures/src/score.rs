//! What was read against what stands on the page, field by field: the rules of `score.py`, so that
//! both print the same figures. Beside them, whether the trust shown for a field means what it says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use invoice::{Invoice, Judgement, Trust};
use rust_decimal::Decimal;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::{Layout, Specimen, Wear};

const SIMPLE: [&str; 13] = [
    "code",
    "number",
    "issue_date",
    "check_code",
    "machine_number",
    "total_amount",
    "total_tax",
    "amount_with_tax",
    "amount_in_words",
    "payee",
    "reviewer",
    "drawer",
    "remarks",
];
const PARTY: [&str; 4] = ["name", "tax_id", "address_phone", "bank_account"];
const ITEM: [&str; 12] = [
    "name",
    "specification",
    "unit",
    "quantity",
    "unit_price",
    "amount",
    "tax_rate",
    "tax",
    "license_plate",
    "vehicle_type",
    "toll_start",
    "toll_end",
];
const NUMERIC: [&str; 7] = [
    "total_amount",
    "total_tax",
    "amount_with_tax",
    "quantity",
    "unit_price",
    "amount",
    "tax",
];

/// A value as it is compared; `None` where nothing is printed.
fn normal(field: &str, value: &str) -> Option<String> {
    let text: String = value
        .nfkc()
        .filter(|c| !c.is_whitespace() && !['¥', '￥'].contains(c))
        .collect();
    if ["", "***", "*", "-"].contains(&text.as_str()) {
        return None;
    }
    let last = field.rsplit('.').next().unwrap_or(field);
    if NUMERIC.contains(&last) {
        let number: Result<Decimal, _> = text.replace(',', "").parse();
        return Some(number.map_or(text, |number| number.normalize().to_string()));
    }
    match last {
        "issue_date" | "toll_start" | "toll_end" => {
            return Some(text.chars().filter(char::is_ascii_digit).collect());
        }
        "tax_rate" if !text.contains('%') && text.trim_start_matches('0').starts_with('.') => {
            if let Ok(part) = text.parse::<Decimal>() {
                return Some(format!("{}%", (part * Decimal::from(100)).normalize()));
            }
        }
        "amount_in_words" => {
            let spelled = text
                .replace('圆', "元")
                .replace('正', "整")
                .replace('⊗', "");
            return Some(spelled.to_uppercase());
        }
        _ => {}
    }
    Some(text.to_uppercase())
}

fn flat(invoice: &Invoice) -> BTreeMap<String, String> {
    let json = serde_json::to_value(invoice).unwrap();
    let mut flat = BTreeMap::new();
    let mut put = |path: String, value: &Value| {
        if let Some(text) = value.as_str()
            && let Some(text) = normal(&path, text)
        {
            flat.insert(path, text);
        }
    };
    for field in SIMPLE {
        put(field.to_owned(), &json[field]);
    }
    for side in ["buyer", "seller"] {
        for field in PARTY {
            put(format!("{side}.{field}"), &json[side][field]);
        }
    }
    let items = json["items"].as_array().map_or(&[][..], Vec::as_slice);
    for (index, item) in items.iter().enumerate() {
        for field in ITEM {
            put(format!("items[{index}].{field}"), &item[field]);
        }
    }
    flat.insert("items.count".to_owned(), items.len().to_string());
    flat
}

/// How a field was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// As printed.
    Right,
    /// Another value.
    Wrong,
    /// Printed, and nothing read.
    Missing,
    /// Read where nothing is printed.
    Invented,
}

/// A field that is printed or was read.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Its path.
    pub field: String,
    /// How it was read.
    pub outcome: Outcome,
    /// What is printed, normalised.
    pub want: Option<String>,
    /// What was read, normalised.
    pub got: Option<String>,
}

/// All fields that are printed or were read, and the number of lines.
pub fn compare(truth: &Invoice, got: &Invoice) -> Vec<Compared> {
    let (want, got) = (flat(truth), flat(got));
    let fields: BTreeSet<&String> = want.keys().chain(got.keys()).collect();
    fields
        .into_iter()
        .map(|field| {
            let (want, got) = (want.get(field).cloned(), got.get(field).cloned());
            let outcome = match (&want, &got) {
                (None, _) => Outcome::Invented,
                (Some(_), None) => Outcome::Missing,
                (Some(want), Some(got)) if want == got => Outcome::Right,
                _ => Outcome::Wrong,
            };
            Compared {
                field: field.clone(),
                outcome,
                want,
                got,
            }
        })
        .collect()
}

/// Counts of outcomes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// As printed.
    pub right: u32,
    /// Printed.
    pub all: u32,
    /// Read as another value.
    pub wrong: u32,
    /// Not read.
    pub missing: u32,
    /// Read where nothing is printed.
    pub invented: u32,
}

impl Tally {
    fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Right => self.right += 1,
            Outcome::Wrong => self.wrong += 1,
            Outcome::Missing => self.missing += 1,
            Outcome::Invented => self.invented += 1,
        }
        self.all = self.right + self.wrong + self.missing;
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.all += other.all;
        self.wrong += other.wrong;
        self.missing += other.missing;
        self.invented += other.invented;
    }

    /// Share of the printed fields that were read as printed, in percent.
    pub fn share(&self) -> f64 {
        100.0 * f64::from(self.right) / f64::from(self.all.max(1))
    }

    /// Fields that were read and are not printed, in percent of the printed ones.
    pub fn invented_share(&self) -> f64 {
        100.0 * f64::from(self.invented) / f64::from(self.all.max(1))
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:6}/{:<6} {:6.2} %  wrong {:<5} missing {:<5} invented {:<4} ({:.2} %)",
            self.right,
            self.all,
            self.share(),
            self.wrong,
            self.missing,
            self.invented,
            self.invented_share()
        )
    }
}

/// Lower bounds of the classes of confidence, the highest first.
const CLASSES: [f32; 6] = [0.99, 0.95, 0.9, 0.8, 0.6, 0.0];

/// The sums over many pictures.
#[derive(Debug, Default)]
pub struct Score {
    cells: BTreeMap<(Layout, Wear), Tally>,
    fields: BTreeMap<String, Tally>,
    remarks: Tally,
    /// Trust and class of confidence → right, all. Classes are indices of [`CLASSES`]; the last
    /// is without a confidence.
    calibration: BTreeMap<(&'static str, usize), (u32, u32)>,
    /// What is shown as certain and is not right: of which picture, and the field.
    misled: Vec<(Specimen, Compared)>,
}

impl Score {
    /// Adds one picture; returns the fields that are not right.
    pub fn add(
        &mut self,
        specimen: Specimen,
        truth: &Invoice,
        judgement: Option<&Judgement>,
    ) -> (Tally, Vec<Compared>) {
        let nothing = Invoice::default();
        let got = judgement.map_or(&nothing, |judgement| &judgement.invoice);
        let (mut here, mut misses) = (Tally::default(), Vec::new());
        for compared in compare(truth, got) {
            if let Some(judgement) = judgement
                && self.calibrate(judgement, &compared) == Some(Trust::Certain)
                && compared.outcome != Outcome::Right
            {
                self.misled.push((specimen, compared.clone()));
            }
            if compared.field == "remarks" {
                self.remarks.count(compared.outcome);
                continue;
            }
            here.count(compared.outcome);
            let kind = compared.field.rsplit("].").next().unwrap_or_default();
            self.fields
                .entry(kind.to_owned())
                .or_default()
                .count(compared.outcome);
            if compared.outcome != Outcome::Right {
                misses.push(compared);
            }
        }
        self.cells
            .entry((specimen.layout, specimen.wear))
            .or_default()
            .add(here);
        (here, misses)
    }

    /// Counts a field that was read under its trust, and gives that.
    fn calibrate(&mut self, judgement: &Judgement, compared: &Compared) -> Option<Trust> {
        let path = compared.field.parse().ok()?;
        let judged = judgement.fields.get(&path)?;
        compared.got.as_ref()?;
        let class = judged
            .field
            .as_ref()
            .and_then(|field| field.confidence)
            .map_or(CLASSES.len(), |confidence| {
                let class = CLASSES.iter().position(|least| confidence >= *least);
                class.unwrap_or(CLASSES.len() - 1)
            });
        let trust = match judged.trust {
            Trust::Certain => "certain",
            Trust::Doubtful => "doubtful",
            Trust::Wrong => "wrong",
            Trust::Yours => "yours",
        };
        let (right, all) = self.calibration.entry((trust, class)).or_default();
        *right += u32::from(compared.outcome == Outcome::Right);
        *all += 1;
        Some(judged.trust)
    }

    fn sum(&self, wanted: impl Fn(Layout, Wear) -> bool) -> Tally {
        let mut sum = Tally::default();
        for ((layout, wear), tally) in &self.cells {
            if wanted(*layout, *wear) {
                sum.add(*tally);
            }
        }
        sum
    }

    /// Pictures that nothing happened to.
    pub fn clean(&self) -> Tally {
        self.sum(|_, wear| wear == Wear::Clean)
    }

    /// All the others.
    pub fn worn(&self) -> Tally {
        self.sum(|_, wear| wear != Wear::Clean)
    }

    /// Fields shown as certain: right and all.
    pub fn certain(&self) -> (u32, u32) {
        self.calibration
            .iter()
            .filter(|((trust, _), _)| *trust == "certain")
            .fold((0, 0), |sum, (_, (right, all))| {
                (sum.0 + right, sum.1 + all)
            })
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "by layout")?;
        for layout in Layout::ALL {
            let sum = self.sum(|l, _| l == layout);
            if sum.all > 0 {
                writeln!(f, "  {:<22}{sum}", layout.name())?;
            }
        }
        writeln!(f, "by wear")?;
        for wear in Wear::ALL {
            let sum = self.sum(|_, w| w == wear);
            if sum.all > 0 {
                writeln!(f, "  {:<22}{sum}", wear.name())?;
            }
        }
        writeln!(f, "by field")?;
        for (field, tally) in &self.fields {
            writeln!(f, "  {field:<22}{tally}")?;
        }
        writeln!(
            f,
            "calibration: trust and confidence shown against the share that is right"
        )?;
        for ((trust, class), (right, all)) in &self.calibration {
            let class = match CLASSES.get(*class) {
                Some(least) => format!(">= {least}"),
                None => "none".to_owned(),
            };
            let share = 100.0 * f64::from(*right) / f64::from((*all).max(1));
            writeln!(
                f,
                "  {trust:<9} confidence {class:<8}{right:6}/{all:<6} {share:6.2} %"
            )?;
        }
        for (specimen, compared) in &self.misled {
            let (field, want, got) = (&compared.field, &compared.want, &compared.got);
            writeln!(
                f,
                "  certain and wrong: {specimen} {field}: want {want:?} got {got:?}"
            )?;
        }
        let (right, all) = self.certain();
        let share = 100.0 * f64::from(right) / f64::from(all.max(1));
        writeln!(
            f,
            "shown as certain and right: {right}/{all} = {share:.2} %"
        )?;
        writeln!(f, "remarks   {}", self.remarks)?;
        writeln!(f, "clean     {}", self.clean())?;
        writeln!(f, "degraded  {}", self.worn())?;
        let all = self.sum(|_, _| true);
        writeln!(f, "all       {all}")?;
        write!(
            f,
            "invented  {:.2} % of what is printed",
            all.invented_share()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use invoice::{FieldPath, HeaderField, ItemField, Value};

    fn with(values: &[(FieldPath, &str)]) -> Invoice {
        let mut invoice = Invoice::default();
        for (path, text) in values {
            invoice.set(*path, Value::parse(path.kind(), text));
        }
        invoice
    }

    fn outcomes(truth: &Invoice, got: &Invoice) -> Vec<(String, Outcome)> {
        compare(truth, got)
            .into_iter()
            .map(|compared| (compared.field, compared.outcome))
            .collect()
    }

    #[test]
    fn values_that_mean_the_same_are_right() {
        let words = FieldPath::Header(HeaderField::AmountInWords);
        let drawer = FieldPath::Header(HeaderField::Drawer);
        let amount = FieldPath::Item(0, ItemField::Amount);
        let rate = FieldPath::Item(0, ItemField::TaxRate);
        let truth = with(&[
            (words, "⊗壹佰圆整"),
            (amount, "100.00"),
            (rate, "13%"),
            (drawer, "ＡＢ c"),
        ]);
        let got = with(&[
            (words, "壹佰元正"),
            (amount, "100"),
            (rate, "0.13"),
            (drawer, "abC"),
        ]);
        for (field, outcome) in outcomes(&truth, &got) {
            assert_eq!(outcome, Outcome::Right, "{field}");
        }
    }

    #[test]
    fn wrong_missing_and_invented_are_told_apart() {
        let number = FieldPath::Header(HeaderField::Number);
        let payee = FieldPath::Header(HeaderField::Payee);
        let drawer = FieldPath::Header(HeaderField::Drawer);
        let truth = with(&[(number, "00362801"), (drawer, "李四")]);
        let got = with(&[(number, "00362807"), (payee, "张三")]);
        assert_eq!(
            outcomes(&truth, &got),
            [
                ("drawer".to_owned(), Outcome::Missing),
                ("items.count".to_owned(), Outcome::Right),
                ("number".to_owned(), Outcome::Wrong),
                ("payee".to_owned(), Outcome::Invented),
            ]
        );
    }
}
