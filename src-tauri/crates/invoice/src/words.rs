//! Amounts in Chinese words (价税合计大写), by value: 支付结算办法, annex.

use crate::Money;

/// The value of an amount in words, in any spelling that 支付结算办法 and tax software use.
/// `None` where it is cut or no amount (`佰叁拾圆整`, `壹佰贰佰圆整`).
pub fn parse(text: &str) -> Option<Money> {
    let _ = text;
    None
}
