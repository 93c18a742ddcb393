//! Reading what should have been a number, a flag or a text (decisions X4, X5 and X6).
//!
//! Every function takes what a JSON field may hold, or nothing, and never fails: a value that cannot be read is absent.
//! Functions on dates are in [`crate::zone`].

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde_json::Value;

/// Longest identifier kept, in characters (decision X4).
pub const ID_CHARS: usize = 128;

/// An identifier, and whether it came as a JSON number, which loses leading zeros (decision A2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LenientId {
    /// The identifier, trimmed and otherwise unchanged.
    pub text: String,
    /// Whether it came as a number.
    pub was_number: bool,
}

/// A text, a number or a flag as trimmed text without control characters; nothing and blanks are none.
pub fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => clip(text, usize::MAX),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A text as [`text`] reads it, where a lone `-` stands for none as well (decision X5).
pub fn label(value: Option<&Value>) -> Option<String> {
    text(value).filter(|text| text != "-")
}

/// An identifier: a text or a whole number. One longer than 128 characters, a broken number, or a text of which a letter
/// was lost on the way (U+FFFD) is none: it would name somebody else.
pub fn id(value: Option<&Value>) -> Option<LenientId> {
    let found = match value? {
        Value::String(text) => LenientId { text: clip(text, usize::MAX), was_number: false },
        Value::Number(number) if number.is_i64() || number.is_u64() => {
            LenientId { text: number.to_string(), was_number: true }
        }
        Value::Number(_) | Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    let usable = !found.text.is_empty()
        && found.text.chars().count() <= ID_CHARS
        && !found.text.contains(char::REPLACEMENT_CHARACTER);
    usable.then_some(found)
}

/// The identifier of a lead, list, queue, campaign or call: `-` and zero stand for none there (decision X5).
pub fn reference(value: Option<&Value>) -> Option<String> {
    id(value).map(|id| id.text).filter(|text| text != "-" && text != "0")
}

/// A count: the number, and whether something was there that is none. `42`, `"42"` and `42.0` are 42; nothing, `""` and
/// `"-"` are none; negative, broken or huge values are none and flagged.
pub fn u32_lenient(value: Option<&Value>) -> (Option<u32>, bool) {
    let number = match value {
        None | Some(Value::Null) => return (None, false),
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => match text.trim() {
            "" | "-" => return (None, false),
            text => text.parse::<f64>().ok(),
        },
        Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => None,
    };
    match number.and_then(whole_u32) {
        Some(count) => (Some(count), false),
        None => (None, true),
    }
}

/// The whole number within `0..=u32::MAX` that this is, if it is one.
fn whole_u32(number: f64) -> Option<u32> {
    if number.is_finite() && number >= 0.0 && number.fract() == 0.0 && number <= f64::from(u32::MAX) {
        // A whole number prints without a fraction, and the range was just checked.
        format!("{number:.0}").trim_start_matches('-').parse().ok()
    } else {
        None
    }
}

/// A flag in any of the spellings that vendors use; anything else is none.
pub fn bool_lenient(value: Option<&Value>) -> Option<bool> {
    match value? {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => match number.as_f64() {
            Some(1.0) => Some(true),
            Some(0.0) => Some(false),
            _ => None,
        },
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "1" | "y" | "yes" | "true" | "on" => Some(true),
            "0" | "n" | "no" | "false" | "off" => Some(false),
            _ => None,
        },
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Seconds from `MM:SS` or `HH:MM:SS`. The first part may exceed 59, seconds and inner minutes may not.
pub fn duration_s(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.trim().split(':').collect();
    if parts.iter().any(|part| part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let numbers: Vec<u32> = parts.iter().map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match numbers[..] {
        [minutes, seconds] if seconds < 60 => minutes.checked_mul(60)?.checked_add(seconds),
        [hours, minutes, seconds] if minutes < 60 && seconds < 60 => {
            hours.checked_mul(3600)?.checked_add(minutes * 60)?.checked_add(seconds)
        }
        _ => None,
    }
}

/// Of the identifiers that differ from another one in capital letters only, the first of each group (decision X4).
pub fn case_only_duplicates<'a>(ids: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut folded: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for id in ids {
        folded.entry(id.to_lowercase()).or_default().insert(id);
    }
    folded.into_values().filter(|group| group.len() > 1).filter_map(|group| group.into_iter().next()).collect()
}

/// The first `most` characters, trimmed, without control characters.
pub fn clip(text: &str, most: usize) -> String {
    let clean: String = text.chars().filter(|letter| !letter.is_control()).collect();
    let clipped: String = clean.trim().chars().take(most).collect();
    clipped.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn x05_dashes_and_zeros_stand_for_no_reference() {
        for none in [json!("0"), json!(0), json!("-"), json!(""), json!("  "), json!(null), json!([]), json!({})] {
            assert_eq!(reference(Some(&none)), None, "{none}");
        }

        assert_eq!(reference(None), None);
        assert_eq!(reference(Some(&json!("54321"))), Some("54321".to_owned()));
        assert_eq!(reference(Some(&json!(54321))), Some("54321".to_owned()));
    }

    #[test]
    fn x05_a_text_may_be_zero_and_a_label_may_not_be_a_dash() {
        assert_eq!(text(Some(&json!("0"))), Some("0".to_owned()));
        assert_eq!(text(Some(&json!(" - "))), Some("-".to_owned()));
        assert_eq!(label(Some(&json!("-"))), None);
        assert_eq!(text(Some(&json!(""))), None);
    }

    #[test]
    fn x04_identifiers_stay_opaque_and_tell_numbers_from_texts() {
        let written = |value: serde_json::Value| id(Some(&value)).map(|id| (id.text, id.was_number));

        assert_eq!(written(json!(" 082018 ")), Some(("082018".to_owned(), false)));
        assert_eq!(written(json!(82018)), Some(("82018".to_owned(), true)));
        assert_eq!(written(json!("Example.User")), Some(("Example.User".to_owned(), false)));
        assert_eq!(written(json!(1.5)), None);
        assert_eq!(written(json!("12\u{fffd}45")), None);
        assert_eq!(written(json!("x".repeat(129))), None);
        assert_eq!(written(json!("x".repeat(128))).map(|(text, _)| text.len()), Some(128));
    }

    #[test]
    fn x04_identifiers_that_differ_in_capitals_only_are_found() {
        assert_eq!(case_only_duplicates(["anna", "Example.User", "example.user", "EXAMPLE.USER"]), ["EXAMPLE.USER"]);
        assert!(case_only_duplicates(["anna", "anna", "Bob"]).is_empty());
    }

    #[test]
    fn x06_counts_are_read_from_numbers_and_texts() {
        for (value, expected) in [
            (json!(42), (Some(42), false)),
            (json!("42"), (Some(42), false)),
            (json!(42.0), (Some(42), false)),
            (json!(0), (Some(0), false)),
            (json!(-0.0), (Some(0), false)),
            (json!(4_294_967_295_u32), (Some(u32::MAX), false)),
            (json!(""), (None, false)),
            (json!("-"), (None, false)),
            (json!(null), (None, false)),
            (json!(-1), (None, true)),
            (json!("-7"), (None, true)),
            (json!(1.5), (None, true)),
            (json!("many"), (None, true)),
            (json!("NaN"), (None, true)),
            (json!("inf"), (None, true)),
            (json!(1e300), (None, true)),
            (json!(4_294_967_296_u64), (None, true)),
            (json!(true), (None, true)),
            (json!([1]), (None, true)),
        ] {
            assert_eq!(u32_lenient(Some(&value)), expected, "{value}");
        }
        assert_eq!(u32_lenient(None), (None, false));
    }

    #[test]
    fn x06_flags_are_read_in_every_spelling() {
        for yes in [json!(true), json!(1), json!("1"), json!("Y"), json!("true"), json!(" Yes "), json!("TRUE")] {
            assert_eq!(bool_lenient(Some(&yes)), Some(true), "{yes}");
        }
        for no in [json!(false), json!(0), json!("0"), json!("N"), json!("false")] {
            assert_eq!(bool_lenient(Some(&no)), Some(false), "{no}");
        }
        for neither in [json!(2), json!("maybe"), json!(""), json!(null), json!([])] {
            assert_eq!(bool_lenient(Some(&neither)), None, "{neither}");
        }
    }

    #[test]
    fn x06_durations_may_have_more_than_59_minutes() {
        for (text, expected) in [
            ("05:00", Some(300)),
            ("125:07", Some(7507)),
            ("02:05:07", Some(7507)),
            ("00:00:00", Some(0)),
            (" 5:07 ", Some(307)),
            ("05:60", None),
            ("1:60:00", None),
            ("-5:00", None),
            ("5", None),
            ("", None),
            (":", None),
            ("1:2:3:4", None),
            ("99999999999:00", None),
            ("4294967295:59", None),
        ] {
            assert_eq!(duration_s(text), expected, "{text:?}");
        }
    }

    #[test]
    fn x08_clipping_keeps_characters_whole_and_drops_control_characters() {
        assert_eq!(clip("Nguyễn Văn Ánh", 6), "Nguyễn");
        assert_eq!(clip("a\u{0}b\u{1b}[31mc\r\nd", 64), "ab[31mcd");
        assert_eq!(clip("  wide  ", 64), "wide");
        assert_eq!(clip("ab cd", 3), "ab");
    }
}
