//! The settings of a CrocoDial connection.

use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::settings::ROSTER_NAME_CHARS;
use serde::Deserialize;
use serde::Serialize;

const LABEL_CHARS: std::ops::RangeInclusive<usize> = 1..=63;

/// How to speak to this CrocoDial account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CrocodialConfig {
    /// The API user.
    pub user: String,
    /// Whose state is read.
    pub agents: Agents,
    /// How parameters travel.
    pub method: Method,
}

/// Whose state is read; CrocoDial has no request for all live agents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agents {
    /// Every active user of the account, from the provider's own list.
    #[default]
    All,
    /// These users, for accounts whose API user may not read the list.
    List(Vec<String>),
}

/// How parameters, the password among them, travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// In the body, where proxies and web servers do not log them.
    #[default]
    Post,
    /// In the address, for servers that refuse a form.
    Get,
}

/// The base URL of a hosted account from its one DNS label (decision G10); a self-hosted system has its own URL.
///
/// # Errors
/// [`Problem::NotALabel`] for the base URL when the label cannot be one.
pub fn hosted_base_url(label: &str) -> Result<String, FieldError> {
    let is_label = LABEL_CHARS.contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-');
    if is_label {
        Ok(format!("https://{label}.croco-dial.net"))
    } else {
        Err(FieldError::new(Field::BaseUrl, Problem::NotALabel))
    }
}

impl CrocodialConfig {
    /// The settings as they are sent: trimmed, each agent once, capital letters as they are (decision G11).
    ///
    /// # Errors
    /// Every setting that cannot work.
    pub(crate) fn checked(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        self.user = self.user.trim().to_owned();
        if self.user.is_empty() {
            errors.push(FieldError::new(Field::User, Problem::Required));
        }
        if let Agents::List(names) = self.agents {
            let mut kept: Vec<String> = Vec::with_capacity(names.len());
            let mut seen = std::collections::HashSet::new();
            for name in names {
                let name = name.trim().to_owned();
                if name.chars().count() > crate::lenient::ID_CHARS {
                    errors.push(FieldError::new(Field::Agents, Problem::TooLong { most: ROSTER_NAME_CHARS }));
                    break;
                }
                if !name.is_empty() && seen.insert(name.clone()) {
                    kept.push(name);
                }
            }
            if kept.is_empty() && errors.iter().all(|error| error.field != Field::Agents) {
                errors.push(FieldError::new(Field::Agents, Problem::NoneNamed));
            }
            self.agents = Agents::List(kept);
        }
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g10_the_domain_is_one_dns_label() {
        assert_eq!(hosted_base_url("example-1"), Ok("https://example-1.croco-dial.net".to_owned()));
        for label in
            ["", "a.b", "a/b", "evil.example#", "A", "user@host", "-a", "a-", "a b", "a:1", "\u{e9}", &"a".repeat(64)]
        {
            assert_eq!(hosted_base_url(label), Err(FieldError::new(Field::BaseUrl, Problem::NotALabel)), "{label}");
        }
    }

    #[test]
    fn settings_are_read_with_defaults() {
        let all: CrocodialConfig = serde_json::from_str(r#"{"user":"MyUser"}"#).unwrap();
        let some: CrocodialConfig =
            serde_json::from_str(r#"{"user":"MyUser","agents":{"list":["a"]},"method":"get"}"#).unwrap();

        assert_eq!((all.agents, all.method), (Agents::All, Method::Post));
        assert_eq!((some.agents, some.method), (Agents::List(vec!["a".to_owned()]), Method::Get));
    }

    #[test]
    fn g11_user_names_keep_their_capital_letters() {
        let agents = Agents::List(["Example.User", " example.user ", "Example.User"].map(str::to_owned).to_vec());
        let checked = CrocodialConfig { user: "u".to_owned(), agents, ..CrocodialConfig::default() }.checked().unwrap();

        assert_eq!(checked.agents, Agents::List(["Example.User", "example.user"].map(str::to_owned).to_vec()));
    }

    #[test]
    fn an_empty_user_and_an_empty_list_name_their_fields() {
        let field = |config: CrocodialConfig| config.checked().unwrap_err()[0].field;

        assert_eq!(field(CrocodialConfig::default()), Field::User);
        let agents = Agents::List(vec![" ".to_owned()]);
        assert_eq!(
            field(CrocodialConfig { user: "u".to_owned(), agents, ..CrocodialConfig::default() }),
            Field::Agents
        );
    }
}
