//! Text on its way into a table that a spreadsheet opens. Spreadsheets run what begins like a formula, and names and
//! status words come from outside.

use std::borrow::Cow;

/// The text as a cell that no spreadsheet takes for a formula.
pub fn harmless(text: &str) -> Cow<'_, str> {
    let is_formula = text.trim_start_matches([' ', '\u{a0}']).starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|']);
    if is_formula { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_made_text() {
        for text in ["=1+1", "+84", "-1", "@sum", "\tx", " =1", "|cmd"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in ["", "An", "a=b", "7", "Đỗ An"] {
            assert_eq!(harmless(text), text);
        }
    }
}
