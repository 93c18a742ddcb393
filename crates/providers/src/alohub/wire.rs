//! What AloHub sends: the envelope, its six error codes, and the scalars that change type from field to field.
//!
//! Nothing here decides what a row means; that is `normalise`. `error_message` is not read: it may quote the request
//! (decision X8).

use serde_json::Value;

/// AloHub's documented error codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorCode {
    Unauthorized,
    InsufficientScope,
    InvalidInput,
    NotFound,
    RateLimitExceeded,
    Fail,
}

impl ErrorCode {
    pub(crate) const ALL: [Self; 6] = [
        Self::Unauthorized,
        Self::InsufficientScope,
        Self::InvalidInput,
        Self::NotFound,
        Self::RateLimitExceeded,
        Self::Fail,
    ];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Unauthorized => "UNAUTHORIZED",
            Self::InsufficientScope => "INSUFFICIENT_SCOPE",
            Self::InvalidInput => "INVALID_INPUT",
            Self::NotFound => "NOT_FOUND",
            Self::RateLimitExceeded => "RATE_LIMIT_EXCEEDED",
            Self::Fail => "FAIL",
        }
    }

    fn from_value(value: Option<&Value>) -> Option<Self> {
        let word = value?.as_str()?.trim();
        Self::ALL.into_iter().find(|code| code.as_str().eq_ignore_ascii_case(word))
    }
}

/// A good answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Envelope {
    /// `totalRecord`.
    pub(crate) total: Option<u32>,
    /// `data`, where it is a list.
    pub(crate) rows: Option<Vec<Value>>,
}

/// What an answer says, its body before its status (decision X1).
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    /// Success.
    Good(Envelope),
    /// One of the documented errors.
    Said(ErrorCode),
    /// A refusal without a documented code.
    Refused,
    /// Not AloHub's envelope; the status has the word.
    NoEnvelope,
}

impl Answer {
    /// Reads a body that came with `status`.
    pub(crate) fn read(status: u16, body: Value) -> Self {
        let Value::Object(mut fields) = body else { return Self::NoEnvelope };
        let code = ErrorCode::from_value(fields.get("error_code"));
        let good_status = (200..300).contains(&status);
        match fields.get("success").and_then(success) {
            Some(true) if good_status => Self::Good(Envelope {
                total: fields.get("totalRecord").and_then(figure),
                rows: if let Some(Value::Array(rows)) = fields.remove("data") { Some(rows) } else { None },
            }),
            Some(true) | None => code.map_or(Self::NoEnvelope, Self::Said),
            Some(false) => match code {
                Some(code) => Self::Said(code),
                None if good_status => Self::Refused,
                None => Self::NoEnvelope,
            },
        }
    }
}

/// `success`: "1", 1 and true are success, "0", 0 and false are not (decision A21); anything else tells nothing.
fn success(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Number(number) => match number.as_u64() {
            Some(1) => Some(true),
            Some(0) => Some(false),
            Some(_) | None => None,
        },
        Value::String(text) => match text.trim() {
            "1" => Some(true),
            "0" => Some(false),
            _ => None,
        },
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Text of a string or number: trimmed, without control characters, and none for the sentinels `""`, `"-"` and null.
pub(crate) fn text(value: Option<&Value>, most_chars: usize) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.chars().filter(|letter| !letter.is_control()).collect::<String>(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let text = text.trim();
    if text.is_empty() || text == "-" {
        return None;
    }
    Some(text.chars().take(most_chars).collect::<String>().trim_end().to_owned())
}

/// An identifier as canonical text (decision A3); `0` is a sentinel for queues and tenants.
pub(crate) fn reference(value: Option<&Value>) -> Option<String> {
    text(value, 128).filter(|id| id != "0")
}

/// A count that may come as text; nothing for anything that is not one.
pub(crate) fn figure(value: &Value) -> Option<u32> {
    match value {
        Value::Number(number) => number.as_u64().and_then(|number| u32::try_from(number).ok()),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A scalar that may be absent, readable, or something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Read<T> {
    /// Null, blank, a sentinel, or no such field.
    Absent,
    /// Read.
    Is(T),
    /// There, and not readable.
    Odd,
}

impl<T> Read<T> {
    /// The value; `odd` is called where something unreadable is there.
    pub(crate) fn or_else_note(self, odd: impl FnOnce()) -> Option<T> {
        match self {
            Self::Absent => None,
            Self::Is(value) => Some(value),
            Self::Odd => {
                odd();
                None
            }
        }
    }
}

/// A flag that comes as 1 or 0, and may come as text or as a real flag.
pub(crate) fn flag(value: Option<&Value>) -> Read<bool> {
    match value {
        Some(Value::Bool(flag)) => Read::Is(*flag),
        other => match text(other, 8) {
            None if matches!(other, None | Some(Value::Null | Value::String(_))) => Read::Absent,
            Some(word) if word == "1" => Read::Is(true),
            Some(word) if word == "0" => Read::Is(false),
            Some(_) | None => Read::Odd,
        },
    }
}

/// A whole number that is read as text and written as a number (decision A3).
pub(crate) fn integer(value: Option<&Value>) -> Read<i32> {
    match text(value, 16) {
        None if matches!(value, None | Some(Value::Null | Value::String(_))) => Read::Absent,
        None => Read::Odd,
        Some(word) => word.parse().map_or(Read::Odd, Read::Is),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn a21_success_is_one_as_text_number_or_flag_and_nothing_else() {
        for success in [json!("1"), json!(1), json!(true)] {
            let answer = Answer::read(200, json!({"success": success, "data": []}));

            assert_eq!(answer, Answer::Good(Envelope { total: None, rows: Some(Vec::new()) }));
        }
        for success in [json!("0"), json!(0), json!(false)] {
            let answer = Answer::read(200, json!({"success": success, "data": [], "totalRecord": 0}));

            assert_eq!(answer, Answer::Refused);
        }
        for success in [json!("yes"), json!(2), json!(null), json!([1])] {
            let answer = Answer::read(200, json!({"success": success, "data": []}));

            assert_eq!(answer, Answer::NoEnvelope);
        }
    }

    #[test]
    fn x01_the_body_is_asked_before_the_status() {
        let said = json!({"success": "0", "error_code": "INSUFFICIENT_SCOPE", "error_message": "x"});

        assert_eq!(Answer::read(200, said.clone()), Answer::Said(ErrorCode::InsufficientScope));
        assert_eq!(Answer::read(500, said), Answer::Said(ErrorCode::InsufficientScope));
        assert_eq!(Answer::read(502, json!({"success": "1", "data": []})), Answer::NoEnvelope);
        assert_eq!(Answer::read(401, json!({"message": "No API key found"})), Answer::NoEnvelope);
    }

    #[test]
    fn a03_identifiers_are_text_whatever_type_they_came_in() {
        assert_eq!(reference(Some(&json!("1001226"))), reference(Some(&json!(1_001_226))));
        assert_eq!(reference(Some(&json!("082018"))).as_deref(), Some("082018"));
        for nothing in [json!(""), json!(" "), json!("-"), json!(null), json!("0"), json!(0), json!({"id": 1})] {
            assert_eq!(reference(Some(&nothing)), None, "{nothing}");
        }
        assert_eq!(integer(Some(&json!("1"))), Read::Is(1));
        assert_eq!(integer(Some(&json!(1))), Read::Is(1));
        assert_eq!(integer(Some(&json!(null))), Read::Absent);
        assert_eq!(integer(Some(&json!("high"))), Read::Odd);
        assert_eq!(flag(Some(&json!("1"))), Read::Is(true));
        assert_eq!(flag(Some(&json!(0))), Read::Is(false));
        assert_eq!(flag(Some(&json!(""))), Read::Absent);
        assert_eq!(flag(Some(&json!(7))), Read::Odd);
    }

    proptest! {
        #[test]
        fn reading_never_fails_on_text_of_any_kind(word in ".*", status in 100_u16..600) {
            let value = Value::String(word.clone());

            prop_assert!(text(Some(&value), 64).is_none_or(|text| text.chars().count() <= 64));
            let answer = Answer::read(status, json!({"success": word, "error_code": value}));
            let is_good = matches!(answer, Answer::Good(_));
            prop_assert!(!is_good || (200..300).contains(&status));
        }
    }
}
