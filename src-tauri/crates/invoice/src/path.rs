use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a field holds; it decides how text is parsed and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text, trimmed.
    Text,
    /// Digits and letters without blanks (codes, numbers, check codes).
    Code,
    /// [`crate::InvoiceType`].
    InvoiceType,
    /// A calendar date.
    Date,
    /// [`crate::TaxId`].
    TaxId,
    /// An amount in fen.
    Money,
    /// A decimal that keeps every printed digit (quantity, unit price).
    Decimal,
    /// A tax rate as printed.
    Rate,
    /// An amount in Chinese words.
    Words,
}

macro_rules! fields {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident => $text:literal, $kind:ident;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// All, in the order of the form.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in paths and JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// What the field holds.
            pub const fn kind(self) -> FieldKind {
                match self { $(Self::$variant => FieldKind::$kind,)* }
            }

            fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

fields! {
    /// A field that stands once on an invoice.
    HeaderField {
        /// 发票种类.
        InvoiceType => "invoice_type", InvoiceType;
        /// The printed title, e.g. 湖北增值税电子普通发票.
        Title => "title", Text;
        /// 发票代码.
        Code => "code", Code;
        /// 发票号码.
        Number => "number", Code;
        /// 开票日期.
        IssueDate => "issue_date", Date;
        /// 校验码.
        CheckCode => "check_code", Code;
        /// 机器编号.
        MachineNumber => "machine_number", Code;
        /// 机打号码 (卷票).
        TypedNumber => "typed_number", Code;
        /// 密码区, lines joined by `\n`.
        PasswordArea => "password_area", Text;
        /// 合计金额, without tax.
        TotalAmount => "total_amount", Money;
        /// 合计税额.
        TotalTax => "total_tax", Money;
        /// 价税合计 (小写).
        AmountWithTax => "amount_with_tax", Money;
        /// 价税合计 (大写).
        AmountInWords => "amount_in_words", Words;
        /// 收款人.
        Payee => "payee", Text;
        /// 复核.
        Reviewer => "reviewer", Text;
        /// 开票人.
        Drawer => "drawer", Text;
        /// 备注.
        Remarks => "remarks", Text;
        /// 联次.
        Sheet => "sheet", Text;
        /// 省.
        Province => "province", Text;
        /// 市.
        City => "city", Text;
        /// 是否代开.
        Agent => "agent", Text;
        /// 电子支付标识 (区块链).
        OnlinePay => "online_pay", Text;
        /// 发票代码的辅助校验码.
        CodeConfirm => "code_confirm", Code;
        /// 发票号码的辅助校验码.
        NumberConfirm => "number_confirm", Code;
        /// 印章中销售方名称.
        SealSellerName => "seal_seller_name", Text;
        /// 印章中销售方纳税人识别号.
        SealSellerTaxId => "seal_seller_tax_id", TaxId;
    }
}

fields! {
    /// A field of the buyer or the seller.
    PartyField {
        /// 名称.
        Name => "name", Text;
        /// 纳税人识别号 / 统一社会信用代码.
        TaxId => "tax_id", TaxId;
        /// 地址、电话.
        AddressPhone => "address_phone", Text;
        /// 开户行及账号.
        BankAccount => "bank_account", Text;
    }
}

fields! {
    /// A field of a line item.
    ItemField {
        /// 货物或应税劳务、服务名称.
        Name => "name", Text;
        /// 规格型号.
        Specification => "specification", Text;
        /// 单位.
        Unit => "unit", Text;
        /// 数量.
        Quantity => "quantity", Decimal;
        /// 单价.
        UnitPrice => "unit_price", Decimal;
        /// 金额.
        Amount => "amount", Money;
        /// 税率.
        TaxRate => "tax_rate", Rate;
        /// 税额.
        Tax => "tax", Money;
        /// 车牌号 (通行费).
        LicensePlate => "license_plate", Text;
        /// 类型 (通行费).
        VehicleType => "vehicle_type", Text;
        /// 通行日期起.
        TollStart => "toll_start", Date;
        /// 通行日期止.
        TollEnd => "toll_end", Date;
    }
}

/// One of the two parties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// 购买方.
    Buyer,
    /// 销售方.
    Seller,
}

/// The name of a field of the canonical invoice: `number`, `seller.tax_id`, `items[0].amount`.
/// Ordered as the form shows them: header, buyer, seller, lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FieldPath {
    /// A field of the whole invoice.
    Header(HeaderField),
    /// A field of a party.
    Party(Side, PartyField),
    /// A field of the line with this index, from 0.
    Item(usize, ItemField),
}

/// The highest index of a line that is accepted. Lists of real invoices stay under 2,000 lines.
const MAX_ITEM: usize = 9_999;

impl FieldPath {
    /// What the field holds.
    pub const fn kind(self) -> FieldKind {
        match self {
            Self::Header(f) => f.kind(),
            Self::Party(_, f) => f.kind(),
            Self::Item(_, f) => f.kind(),
        }
    }

    /// Shorthand for a field of the buyer.
    pub const fn buyer(field: PartyField) -> Self {
        Self::Party(Side::Buyer, field)
    }

    /// Shorthand for a field of the seller.
    pub const fn seller(field: PartyField) -> Self {
        Self::Party(Side::Seller, field)
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(field) => f.write_str(field.as_str()),
            Self::Party(Side::Buyer, field) => write!(f, "buyer.{}", field.as_str()),
            Self::Party(Side::Seller, field) => write!(f, "seller.{}", field.as_str()),
            Self::Item(index, field) => write!(f, "items[{index}].{}", field.as_str()),
        }
    }
}

/// The text is no field path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no field of an invoice")]
pub struct UnknownField(pub String);

impl FromStr for FieldPath {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownField(text.chars().take(80).collect());
        if let Some(rest) = text.strip_prefix("buyer.") {
            return PartyField::parse(rest).map(Self::buyer).ok_or_else(unknown);
        }
        if let Some(rest) = text.strip_prefix("seller.") {
            return PartyField::parse(rest)
                .map(Self::seller)
                .ok_or_else(unknown);
        }
        if let Some(rest) = text.strip_prefix("items[") {
            let (index, field) = rest.split_once("].").ok_or_else(unknown)?;
            let index: usize = index.parse().map_err(|_| unknown())?;
            if index > MAX_ITEM {
                return Err(unknown());
            }
            return ItemField::parse(field)
                .map(|f| Self::Item(index, f))
                .ok_or_else(unknown);
        }
        HeaderField::parse(text)
            .map(Self::Header)
            .ok_or_else(unknown)
    }
}

impl Serialize for FieldPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FieldPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_survives_its_text() {
        let headers = HeaderField::ALL.iter().map(|f| FieldPath::Header(*f));
        let parties = PartyField::ALL
            .iter()
            .flat_map(|f| [FieldPath::buyer(*f), FieldPath::seller(*f)]);
        let items = ItemField::ALL.iter().map(|f| FieldPath::Item(17, *f));
        for path in headers.chain(parties).chain(items) {
            assert_eq!(
                path.to_string().parse(),
                Ok(path),
                "{path} must parse to itself"
            );
        }
    }

    #[test]
    fn what_is_no_field_is_refused() {
        for text in [
            "",
            "buyer",
            "buyer.age",
            "items[].name",
            "items[10000].name",
            "items[1]name",
            "items[-1].name",
        ] {
            assert!(
                text.parse::<FieldPath>().is_err(),
                "{text:?} must be refused"
            );
        }
    }
}
