//! The settings of a VICIdial connection, and what the server would silently strip from them.

use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use serde::Deserialize;
use serde::Serialize;

use crate::ProviderError;

/// Where the non-agent API is unless the web directory was renamed.
pub const DEFAULT_PATH: &str = "/vicidial/non_agent_api.php";
/// Where the agent API is unless the web directory was renamed.
pub const DEFAULT_AGENT_API_PATH: &str = "/agc/api.php";
const DEFAULT_SOURCE: &str = "callboard";
const SOURCE_CHARS: std::ops::RangeInclusive<usize> = 2..=20;
/// What is told of a name that does not fit.
pub(crate) const SOURCE_LENGTH: Problem = Problem::ShortWord { least: 2, most: 20 };
const AGENT_CHARS: u32 = 20;

/// How to speak to this VICIdial system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VicidialConfig {
    /// The API user, of level 7 or higher, with "view reports", API access and the functions used here.
    pub user: String,
    /// The name under which VICIdial records our requests: 2 to 20 letters and digits.
    pub source: String,
    /// Path of the non-agent API below the base URL.
    pub path: String,
    /// Whether all agents come in one request or each in its own.
    pub mode: Mode,
    /// Agent user ids that the per-agent mode asks for.
    pub agents: Vec<String>,
    /// In-groups whose figures are read.
    pub in_groups: Vec<String>,
    /// Whether the agent API is used to log agents out, pause them and change their in-groups.
    pub agent_api: AgentApi,
    /// Path of the agent API below the base URL.
    pub agent_api_path: String,
    /// Whether agents whose in-groups are changed also take outbound calls: the agent API asks it with every change.
    pub blended: Blended,
    /// How parameters travel.
    pub method: Method,
}

impl Default for VicidialConfig {
    fn default() -> Self {
        Self {
            user: String::new(),
            source: DEFAULT_SOURCE.to_owned(),
            path: DEFAULT_PATH.to_owned(),
            mode: Mode::List,
            agents: Vec::new(),
            in_groups: Vec::new(),
            agent_api: AgentApi::Off,
            agent_api_path: DEFAULT_AGENT_API_PATH.to_owned(),
            blended: Blended::No,
            method: Method::Post,
        }
    }
}

/// How agents are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// `logged_in_agents`: everybody in one request.
    #[default]
    List,
    /// `agent_status`: one request for each configured agent.
    Agent,
}

/// Whether agents may be acted on. Off until an admin says so: VICIdial does not check groups there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentApi {
    /// Agents are only looked at.
    #[default]
    Off,
    /// The API user may also act on agents.
    On,
}

/// What becomes of outbound calls when in-groups are changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blended {
    /// The agent takes inbound calls only.
    #[default]
    No,
    /// The agent goes on taking outbound calls too.
    Yes,
}

impl Blended {
    /// The word that the agent API takes.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::No => "NO",
            Self::Yes => "YES",
        }
    }
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

impl VicidialConfig {
    /// The settings as they are sent: trimmed, the source filtered as the server filters it, each agent once.
    ///
    /// # Errors
    /// Every setting that cannot work.
    pub(crate) fn checked(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut wrong = |field, problem| errors.push(FieldError::new(field, problem));
        self.user = self.user.trim().to_owned();
        if self.user.is_empty() {
            wrong(Field::User, Problem::Required);
        } else if !self.user.chars().all(survives) {
            wrong(Field::User, Problem::LettersDigitsOnly);
        }
        self.source.retain(|letter| letter.is_ascii_alphanumeric());
        if !SOURCE_CHARS.contains(&self.source.len()) {
            wrong(Field::Source, SOURCE_LENGTH);
        }
        let unusable = |letter: char| letter.is_whitespace() || letter.is_control() || matches!(letter, '?' | '#');
        for (field, path) in [(Field::Path, &mut self.path), (Field::AgentApiPath, &mut self.agent_api_path)] {
            *path = path.trim().to_owned();
            if !path.starts_with('/') || path.contains(unusable) {
                wrong(field, Problem::NotAPath);
            }
        }
        for (field, names) in [(Field::Agents, &mut self.agents), (Field::InGroups, &mut self.in_groups)] {
            match names_once(std::mem::take(names)) {
                Ok(kept) => *names = kept,
                Err(problem) => wrong(field, problem),
            }
        }
        if self.mode == Mode::Agent && self.agents.is_empty() && errors.iter().all(|error| error.field != Field::Agents)
        {
            errors.push(FieldError::new(Field::Agents, Problem::NoneNamed));
        }
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}

/// Refuses a password of which the server would strip a part: the log-in would fail, and ten of those lock the account.
/// Letters of other alphabets pass, because a server set to `use_non_latin` keeps them.
///
/// # Errors
/// [`ProviderError::Misconfigured`] that does not show the password.
pub(crate) fn checked_secret(secret: &SecretString) -> Result<(), ProviderError> {
    let password = secret.expose_secret();
    if password.is_empty() {
        return Err(ProviderError::misconfigured(Field::Secret, Problem::Required));
    }
    if !password.chars().all(survives) {
        return Err(ProviderError::misconfigured(Field::Secret, Problem::Stripped));
    }
    Ok(())
}

/// Whether VICIdial's parameter filter leaves the character in place.
pub(crate) fn survives(letter: char) -> bool {
    letter.is_ascii_digit() || letter.is_alphabetic() || matches!(letter, '-' | '_')
}

fn names_once(names: Vec<String>) -> Result<Vec<String>, Problem> {
    let mut kept: Vec<String> = Vec::with_capacity(names.len());
    let mut seen = std::collections::HashSet::new();
    for name in names {
        let name = name.trim();
        if name.is_empty() {
            continue;
        }
        if !name.chars().all(survives) {
            return Err(Problem::LettersDigitsOnly);
        }
        if name.chars().count() > AGENT_CHARS as usize {
            return Err(Problem::TooLong { most: AGENT_CHARS });
        }
        if seen.insert(name.to_owned()) {
            kept.push(name.to_owned());
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> VicidialConfig {
        VicidialConfig { user: "apiuser".to_owned(), ..VicidialConfig::default() }
    }

    fn refused_field(config: VicidialConfig) -> Option<Field> {
        config.checked().err().map(|errors| errors[0].field)
    }

    #[test]
    fn an_empty_object_reads_as_the_defaults() {
        let read: VicidialConfig = serde_json::from_str(r#"{"user":"apiuser"}"#).unwrap();

        assert_eq!(read, config());
        assert_eq!(read.source, "callboard");
        assert_eq!(read.path, "/vicidial/non_agent_api.php");
        assert_eq!((read.mode, read.method), (Mode::List, Method::Post));
        assert_eq!((read.agent_api, read.agent_api_path.as_str()), (AgentApi::Off, "/agc/api.php"));
    }

    #[test]
    fn the_source_is_filtered_as_the_server_does_before_its_length_counts() {
        let source = |source: &str| VicidialConfig { source: source.to_owned(), ..config() };

        assert_eq!(source("call-board").checked().map(|checked| checked.source), Ok("callboard".to_owned()));
        assert_eq!(refused_field(source("w-_")), Some(Field::Source));
        assert_eq!(refused_field(source("")), Some(Field::Source));
        assert_eq!(refused_field(source(&"a".repeat(21))), Some(Field::Source));
    }

    #[test]
    fn a_password_with_symbols_is_refused_without_being_shown() {
        for password in ["p@ss!1", "pass word", "pass'1", "pass|1"] {
            let refused = checked_secret(&SecretString::from(password)).unwrap_err();

            assert_eq!(refused, ProviderError::misconfigured(Field::Secret, Problem::Stripped));
            assert!(!refused.to_string().contains(password));
            assert!(!format!("{refused:?}").contains(password));
        }
        for password in ["pss1", "A-b_9", "mậtkhẩu1"] {
            assert_eq!(checked_secret(&SecretString::from(password)), Ok(()));
        }
        assert!(checked_secret(&SecretString::from("")).is_err());
    }

    #[test]
    fn agents_are_trimmed_and_asked_once_and_capital_letters_count() {
        let agents = ["agent001", " agent001 ", "", "Agent001"].map(str::to_owned).to_vec();
        let checked = VicidialConfig { agents, mode: Mode::Agent, ..config() }.checked().unwrap();

        assert_eq!(checked.agents, ["agent001", "Agent001"]);
    }

    #[test]
    fn what_cannot_work_names_its_field() {
        assert_eq!(refused_field(VicidialConfig::default()), Some(Field::User));
        assert_eq!(refused_field(VicidialConfig { user: "api user".to_owned(), ..config() }), Some(Field::User));
        assert_eq!(refused_field(VicidialConfig { path: "api.php".to_owned(), ..config() }), Some(Field::Path));
        assert_eq!(refused_field(VicidialConfig { path: "/a?b".to_owned(), ..config() }), Some(Field::Path));
        let agent_api_path = "agc/api.php".to_owned();
        assert_eq!(refused_field(VicidialConfig { agent_api_path, ..config() }), Some(Field::AgentApiPath));
        assert_eq!(refused_field(VicidialConfig { mode: Mode::Agent, ..config() }), Some(Field::Agents));
        let in_groups = vec!["A|B".to_owned()];
        assert_eq!(refused_field(VicidialConfig { in_groups, ..config() }), Some(Field::InGroups));
    }
}
