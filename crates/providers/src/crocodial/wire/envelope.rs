//! The envelope: what is a success, and what the many shapes of failure mean (decision G5).
//!
//! Everything comes with HTTP 200 and a wrong content type. No word of a failure is kept.

use domain::form::Field;
use domain::form::Problem;
use domain::right::Right;
use serde_json::Map;
use serde_json::Value;

use crate::ProviderError;
use crate::error::BadBody;

/// A failure, or an answer in the dress of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// CrocoDial knows no such user.
    NoSuchAgent,
    /// The function is unknown; the upstream program has no `getLiveAgentInfo`.
    NoSuchFunction,
    /// Anything else.
    Failed(ProviderError),
}

impl From<ProviderError> for Failure {
    fn from(error: ProviderError) -> Self {
        Self::Failed(error)
    }
}

impl Failure {
    /// The error that this is where nothing better is known.
    pub(crate) fn into_error(self) -> ProviderError {
        match self {
            Self::Failed(error) => error,
            Self::NoSuchAgent => refused(None, "the user does not exist"),
            Self::NoSuchFunction => ProviderError::misconfigured(Field::BaseUrl, Problem::OtherSystem),
        }
    }
}

/// The whole object of a success: `result` is exactly `success` and there is something under `data`, or beside it.
///
/// # Errors
/// What the failure means; [`ProviderError::BadBody`] for what is no answer of this API.
pub(crate) fn read(text: &str) -> Result<Map<String, Value>, Failure> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ProviderError::BadBody(BadBody::Empty).into());
    }
    if !text.starts_with('{') {
        return Err(without_json(text));
    }
    let answer = match serde_json::from_str(text) {
        Ok(Value::Object(answer)) => answer,
        _ => return Err(ProviderError::BadBody(BadBody::NotJson).into()),
    };
    if answer.get("result").and_then(Value::as_str) == Some("success") {
        return Ok(answer);
    }
    let word = |name: &str| match answer.get(name) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let code = word("code").filter(|code| code.len() <= 6 && code.bytes().all(|byte| byte.is_ascii_digit()));
    match word("message").or_else(|| word("result")).or_else(|| code.clone()) {
        Some(said) => Err(meaning(&said, code)),
        None => Err(ProviderError::BadBody(BadBody::WrongShape).into()),
    }
}

/// Plain text, XML and web pages. XML comes when the format was not understood, and is not even well-formed.
fn without_json(text: &str) -> Failure {
    let lower: String = text.chars().take(2000).collect::<String>().to_lowercase();
    if let Some((_, said)) = lower.split_once("message=").filter(|(start, _)| start.starts_with("result=error")) {
        return meaning(said, None);
    }
    if lower.contains("<goautodialapi") {
        return match meaning(&lower, None) {
            Failure::Failed(ProviderError::AuthFailed) => Failure::Failed(ProviderError::AuthFailed),
            Failure::NoSuchAgent | Failure::NoSuchFunction | Failure::Failed(_) => {
                ProviderError::BadBody(BadBody::NotJson).into()
            }
        };
    }
    if lower.starts_with('<') {
        return ProviderError::BadBody(BadBody::Html).into();
    }
    if lower.starts_with("error:") {
        // Its database or its own settings are missing; the status is 200 all the same.
        return ProviderError::ServerError { status: 500 }.into();
    }
    ProviderError::BadBody(BadBody::NotJson).into()
}

fn meaning(said: &str, code: Option<String>) -> Failure {
    let said = said.to_lowercase();
    let has = |words: &str| said.contains(words);
    if has("username/password") || has("invalid username") || has("invalid password") || has("login incorrect") {
        ProviderError::AuthFailed.into()
    } else if has("command not found") {
        Failure::NoSuchFunction
    } else if has("permission") {
        ProviderError::Forbidden { right: Right::ReadAgents }.into()
    } else if has("doesn't exist") || has("does not exist") {
        Failure::NoSuchAgent
    } else if has("api user not defined") {
        ProviderError::misconfigured(Field::User, Problem::Required).into()
    } else if has("session user not defined") {
        // GOautodial asks for it; it has no live agent info.
        ProviderError::misconfigured(Field::BaseUrl, Problem::OtherSystem).into()
    } else if has("missing required") {
        refused(code, "a required parameter is missing").into()
    } else if has("responsetype") {
        refused(code, "the answer format was not understood").into()
    } else {
        refused(code, "an error that CrocoDial does not document").into()
    }
}

fn refused(code: Option<String>, reason: &str) -> ProviderError {
    ProviderError::Refused { code, reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> ProviderError {
        read(text).unwrap_err().into_error()
    }

    #[test]
    fn g05_only_the_exact_word_is_a_success() {
        assert!(read(r#"{"result":"success","data":3}"#).is_ok());
        for text in [
            r#"{"result":"Success","data":{}}"#,
            r#"{"result":"success ","data":{}}"#,
            r#"{"result":true,"data":{}}"#,
            r#"{"data":{"status":"READY"}}"#,
            r#"{"result":"fail","data":"x"}"#,
            r#"{"result":["success"]}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn g05_a_refused_password_is_known_in_every_shape() {
        for text in [
            r#"{"result":"error","message":"Invalid Username\/Password"}"#,
            r#"{"result":"Error: Invalid Username/Password"}"#,
            "result=error;message=Invalid Username/Password",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\\n<goautodialapi version=\"4.0\">(\\n<result>error</result><message>Invalid Username/Password</message>",
        ] {
            assert_eq!(error(text), ProviderError::AuthFailed, "{text}");
        }
    }

    #[test]
    fn g05_errors_without_a_result_or_with_the_text_in_it_are_read() {
        let code = |text: &str| {
            let error = error(text);
            let ProviderError::Refused { code, .. } = error else { panic!("not refused: {error:?}") };
            code
        };

        assert_eq!(
            code(r#"{"code":"40001","message":"Error: Missing required parameters"}"#).as_deref(),
            Some("40001")
        );
        assert_eq!(
            code(r#"{"code":40002,"result":"Error: Missing required parameter needed for update "}"#).as_deref(),
            Some("40002")
        );
        assert_eq!(
            code("result=error;message=This API function only accepts XML or JSON value on responsetype;"),
            None
        );
        assert_eq!(code(r#"{"result":"error","message":"new"}"#), None);
        assert!(matches!(
            error(r#"{"code":"10001","result":"Error: You do not have permission to view this page "}"#),
            ProviderError::Forbidden { .. }
        ));
        assert_eq!(
            read(r#"{"code":"41004","result":"Invalid value in user. Doesn't exist"}"#),
            Err(Failure::NoSuchAgent)
        );
        for text in
            [r#"{"result":"Error: goAPI User Not Defined."}"#, r#"{"result":"Error: Session User Not Defined."}"#]
        {
            assert!(matches!(error(text), ProviderError::Misconfigured { .. }), "{text}");
        }
    }

    #[test]
    fn g05_the_upstream_program_does_not_know_the_request() {
        let text = r#"{"result":"error","message":"Command Not Found"}"#;

        assert_eq!(read(text), Err(Failure::NoSuchFunction));
        assert_eq!(error(text), ProviderError::misconfigured(Field::BaseUrl, Problem::OtherSystem));
    }

    #[test]
    fn g05_what_is_no_json_is_told_apart() {
        assert_eq!(error(""), ProviderError::BadBody(BadBody::Empty));
        assert_eq!(error("<!DOCTYPE html><html></html>"), ProviderError::BadBody(BadBody::Html));
        assert_eq!(error(r#"{"result":"success","data":{"sta"#), ProviderError::BadBody(BadBody::NotJson));
        assert_eq!(error("[]"), ProviderError::BadBody(BadBody::NotJson));
        assert_eq!(
            error(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\\n<goautodialapi version=\"4.0\">(\\n<action>\"nosuch \"</action>\\n\" )<result>error</result>"
            ),
            ProviderError::BadBody(BadBody::NotJson)
        );
        assert_eq!(error("ERROR: 'astguiclient.conf' file not found."), ProviderError::ServerError { status: 500 });
    }

    #[test]
    fn x08_no_failure_repeats_what_was_said() {
        for text in [
            r#"{"result":"error","message":"FAKEpass1"}"#,
            r#"{"code":"FAKEpass1","message":"Missing required FAKEpass1"}"#,
            "result=error;message=FAKEpass1",
            "FAKEpass1",
        ] {
            assert!(!format!("{:?}", error(text)).contains("FAKEpass1"), "{text}");
        }
    }
}
