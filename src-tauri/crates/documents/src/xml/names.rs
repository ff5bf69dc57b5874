//! What the elements of the invoice formats mean: name → field of the canonical invoice.

use invoice::{FieldPath, HeaderField as H, ItemField as I, PartyField as P};

/// The part of a line that an element holds.
pub(crate) fn line_field(name: &str) -> Option<I> {
    Some(match name {
        // eInvoice and the tags of OFD; 数电票; XBRL.
        "Item" | "ItemName" | "NameOfTaxableGoodsOrServices" => I::Name,
        "Specification" | "SpecMod" => I::Specification,
        "MeasurementDimension" | "MeaUnits" | "UnitOfGoodsOrServices" => I::Unit,
        "Quantity" | "QuantityOfGoodsOrServices" => I::Quantity,
        "Price" | "UnPrice" | "UnitPriceOfGoodsOrServices" => I::UnitPrice,
        "Amount" | "AmountExcludingTax" => I::Amount,
        "TaxScheme" | "TaxRate" => I::TaxRate,
        "TaxAmount" | "ComTaxAm" => I::Tax,
        _ => return None,
    })
}

/// Elements of the older eInvoice (GB/T 38636 data, tags in OFD, `original_invoice.xml`).
pub(crate) fn einvoice_field(name: &str) -> Option<FieldPath> {
    Some(match name {
        "InvoiceCode" => FieldPath::Header(H::Code),
        "InvoiceNo" => FieldPath::Header(H::Number),
        "IssueDate" => FieldPath::Header(H::IssueDate),
        "InvoiceCheckCode" => FieldPath::Header(H::CheckCode),
        "MachineNo" => FieldPath::Header(H::MachineNumber),
        "TaxControlCode" => FieldPath::Header(H::PasswordArea),
        "TaxExclusiveTotalAmount" => FieldPath::Header(H::TotalAmount),
        "TaxTotalAmount" => FieldPath::Header(H::TotalTax),
        "TaxInclusiveTotalAmount" => FieldPath::Header(H::AmountWithTax),
        "TaxInclusiveTotalAmountWithWords" => FieldPath::Header(H::AmountInWords),
        "Note" => FieldPath::Header(H::Remarks),
        "InvoiceClerk" => FieldPath::Header(H::Drawer),
        "Payee" => FieldPath::Header(H::Payee),
        "Checker" => FieldPath::Header(H::Reviewer),
        "BuyerName" => FieldPath::buyer(P::Name),
        "BuyerTaxID" => FieldPath::buyer(P::TaxId),
        "BuyerAddrTel" => FieldPath::buyer(P::AddressPhone),
        "BuyerFinancialAccount" => FieldPath::buyer(P::BankAccount),
        "SellerName" => FieldPath::seller(P::Name),
        "SellerTaxID" => FieldPath::seller(P::TaxId),
        "SellerAddrTel" => FieldPath::seller(P::AddressPhone),
        "SellerFinancialAccount" => FieldPath::seller(P::BankAccount),
        _ => return None,
    })
}

/// Elements of the XBRL instance of 电子凭证会计数据标准 (taxonomy `inv`).
pub(crate) fn xbrl_field(name: &str) -> Option<FieldPath> {
    Some(match name {
        "TypeOfInvoice" => FieldPath::Header(H::InvoiceType),
        "CodeOfInvoice" => FieldPath::Header(H::Code),
        "NumberOfInvoice" => FieldPath::Header(H::Number),
        "DateOfIssue" => FieldPath::Header(H::IssueDate),
        "IdentifyingCode" => FieldPath::Header(H::CheckCode),
        "NumberOfInvoiceMachine" => FieldPath::Header(H::MachineNumber),
        "TotalAmountExcludingTax" => FieldPath::Header(H::TotalAmount),
        "TotalTaxAmount" => FieldPath::Header(H::TotalTax),
        "TaxIncludedAmountInFigures" => FieldPath::Header(H::AmountWithTax),
        "TaxIncludedAmountInWords" => FieldPath::Header(H::AmountInWords),
        "Remarks" => FieldPath::Header(H::Remarks),
        "Payee" => FieldPath::Header(H::Payee),
        "Reviewer" => FieldPath::Header(H::Reviewer),
        "Issuer" => FieldPath::Header(H::Drawer),
        "NameOfPurchaser" => FieldPath::buyer(P::Name),
        "TaxpayerIdentificationNumberUnifiedSocialCreditCodeOfPurchaser" => {
            FieldPath::buyer(P::TaxId)
        }
        "AddressPhoneNumberOfPurchaser" => FieldPath::buyer(P::AddressPhone),
        "DepositBankAndAccountNumberOfPurchaser" => FieldPath::buyer(P::BankAccount),
        "NameOfSeller" => FieldPath::seller(P::Name),
        "TaxpayerIdentificationNumberUnifiedSocialCreditCodeOfSeller" => {
            FieldPath::seller(P::TaxId)
        }
        "AddressPhoneNumberOfSeller" => FieldPath::seller(P::AddressPhone),
        "DepositBankAndAccountNumberOfSeller" => FieldPath::seller(P::BankAccount),
        _ => return None,
    })
}

/// `CustomData` of `OFD.xml`, by its `Name`.
pub(crate) fn custom_data_field(name: &str) -> Option<FieldPath> {
    Some(match name {
        "发票代码" => FieldPath::Header(H::Code),
        "发票号码" => FieldPath::Header(H::Number),
        "开票日期" => FieldPath::Header(H::IssueDate),
        "校验码" => FieldPath::Header(H::CheckCode),
        "机器编号" => FieldPath::Header(H::MachineNumber),
        "合计金额" => FieldPath::Header(H::TotalAmount),
        "合计税额" => FieldPath::Header(H::TotalTax),
        "价税合计" => FieldPath::Header(H::AmountWithTax),
        "购买方名称" => FieldPath::buyer(P::Name),
        "购买方纳税人识别号" => FieldPath::buyer(P::TaxId),
        "销售方名称" => FieldPath::seller(P::Name),
        "销售方纳税人识别号" => FieldPath::seller(P::TaxId),
        _ => return None,
    })
}
