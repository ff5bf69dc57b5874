use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

/// Reads a decimal in any usual spelling, keeping every printed digit: full-width characters,
/// ¥, thousands separators and blanks are dropped, brackets and any of the dashes mean minus.
/// `None` where anything else stands in it.
pub fn parse_decimal(text: &str) -> Option<Decimal> {
    let mut plain = String::with_capacity(text.len());
    let mut negative = false;
    let folded: String = text.nfkc().collect();
    let mut body = folded.trim();
    if let Some(inner) = body.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        negative = true;
        body = inner;
    }
    for c in body.chars() {
        match c {
            '0'..='9' | '.' => plain.push(c),
            '-' | '−' | '–' | '—' | '‐' | '﹣' if plain.is_empty() && !negative => {
                negative = true;
            }
            '¥' | '￥' | '+' if plain.is_empty() => {}
            ',' | '，' | '元' | '圆' if !plain.is_empty() => {}
            c if c.is_whitespace() => {}
            _ => return None,
        }
    }
    if !plain.contains(|c: char| c.is_ascii_digit()) || plain.len() > 28 {
        return None;
    }
    // `.5` and `5.` are printed by some machines.
    if plain.starts_with('.') {
        plain.insert(0, '0');
    }
    let value: Decimal = plain.trim_end_matches('.').parse().ok()?;
    Some(if negative { -value } else { value })
}
