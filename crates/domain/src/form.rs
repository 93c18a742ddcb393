//! What can be wrong with what somebody typed: which field, and what to do about it. Closed sets, so that every sentence
//! a person reads about a field exists in both languages. Checking is done by whoever owns the field.

use std::fmt;

use serde::Deserialize;
use serde::Serialize;

/// A field of a form, by the name it has on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// A person's address.
    Email,
    /// The name others read: of a person, a tenant, a connection or a display.
    Name,
    /// The name of a company, on a form that asks for a person's name too.
    Company,
    /// A password to be set.
    Password,
    /// The password that holds now.
    CurrentPassword,
    /// The word of a tenant in its addresses.
    Slug,
    /// A person's part in a tenant.
    Role,
    /// What a person or display is limited to.
    Scope,
    /// Why something is done that needs a reason.
    Reason,
    /// The callout queue of an agent.
    Queue,
    /// A code that is typed: of a screen that is paired, or of the second factor.
    Code,
    /// Where a display hangs.
    Place,
    /// What a display shows.
    Layout,
    /// The states an alarm rule is about.
    States,
    /// For how long an agent may be in a state.
    LongerThan,
    /// The figure from which on a rule fires.
    Threshold,
    /// For how long a rule's condition has to hold.
    Hold,
    /// How far a figure has to come back before an alarm clears.
    Slack,
    /// For how long all has to be well before an alarm clears.
    ClearAfter,
    /// The members a rule writes to.
    MailTo,
    /// When a rule is silent.
    QuietHours,
    /// Where a provider is.
    BaseUrl,
    /// Who a company's identity provider says it is: an address.
    Issuer,
    /// As what Callboard is known to a company's identity provider.
    ClientId,
    /// The claim that names a person's groups or roles.
    RoleClaim,
    /// Values of that claim that make an admin.
    AdminValues,
    /// Values of that claim that make a supervisor.
    SupervisorValues,
    /// The admins who may sign in with a password all the same.
    BreakGlass,
    /// A provider's key or password.
    Secret,
    /// The zone of a provider's naive times, of a company or of a person.
    Zone,
    /// In which language somebody reads.
    Language,
    /// A provider's API user.
    User,
    /// The name under which VICIdial records our requests.
    Source,
    /// Path of a provider's interface below its base URL.
    Path,
    /// Whether VICIdial's agent API is used.
    AgentApi,
    /// Path of VICIdial's agent API.
    AgentApiPath,
    /// Whether agents whose in-groups are changed also take outbound calls (VICIdial).
    Blended,
    /// How agents are read.
    Mode,
    /// The agents that are read.
    Agents,
    /// The in-groups whose figures are read.
    InGroups,
    /// How parameters travel.
    Method,
    /// What the secret is (TEL4VN).
    Auth,
    /// Where the token goes (Convoso).
    TokenIn,
    /// Only agents of a campaign (Convoso).
    CampaignId,
    /// Only agents of a queue.
    QueueId,
    /// Only this agent (Convoso).
    UserId,
    /// Only agents with these skills (Convoso).
    Skills,
    /// Which of the two doors (AloHub).
    AuthStyle,
    /// The provider's own tenant (AloHub).
    TenantId,
    /// Another team than the key's own (AloHub).
    TeamId,
    /// Only active or inactive accounts (AloHub).
    Status,
    /// Requests a minute that the admin allows.
    Budget,
    /// For how many days the past is kept.
    HistoryDays,
    /// The state for a provider's word.
    StateMap,
    /// What a board shows.
    View,
    /// A part of one line of the limits.
    Limit {
        /// Which line, from 0, in the order in which they were sent.
        line: u16,
        /// Which part of it.
        part: LimitPart,
    },
    /// The certificate authorities of the machine.
    Certificates,
}

/// A part of a line of the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitPart {
    /// At which connection.
    Connection,
    /// For which reason of a pause.
    Reason,
    /// From when on a warning.
    Warn,
    /// From when on an alarm.
    Alarm,
}

impl LimitPart {
    /// The name of the part in the page.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Reason => "reason",
            Self::Warn => "warn",
            Self::Alarm => "alarm",
        }
    }
}

impl Field {
    /// The name on the wire, in stored settings and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::MailTo => "mail_to",
            Self::Issuer => "issuer",
            Self::ClientId => "client_id",
            Self::RoleClaim => "role_claim",
            Self::AdminValues => "admin_values",
            Self::SupervisorValues => "supervisor_values",
            Self::BreakGlass => "break_glass",
            Self::Company => "company",
            Self::Name => "name",
            Self::Password => "password",
            Self::CurrentPassword => "current_password",
            Self::Slug => "slug",
            Self::Role => "role",
            Self::Scope => "scope",
            Self::Reason => "reason",
            Self::Queue => "queue",
            Self::Code => "code",
            Self::Place => "place",
            Self::Layout => "layout",
            Self::States => "states",
            Self::LongerThan => "longer_than",
            Self::Threshold => "threshold",
            Self::Hold => "hold",
            Self::Slack => "slack",
            Self::ClearAfter => "clear_after",
            Self::QuietHours => "quiet_hours",
            Self::BaseUrl => "base_url",
            Self::Secret => "secret",
            Self::Zone => "zone",
            Self::Language => "language",
            Self::User => "user",
            Self::Source => "source",
            Self::Path => "path",
            Self::AgentApi => "agent_api",
            Self::AgentApiPath => "agent_api_path",
            Self::Blended => "blended",
            Self::Mode => "mode",
            Self::Agents => "agents",
            Self::InGroups => "in_groups",
            Self::Method => "method",
            Self::Auth => "auth",
            Self::TokenIn => "token_in",
            Self::CampaignId => "campaign_id",
            Self::QueueId => "queue_id",
            Self::UserId => "user_id",
            Self::Skills => "skills",
            Self::AuthStyle => "auth_style",
            Self::TenantId => "tenant_id",
            Self::TeamId => "team_id",
            Self::Status => "status",
            Self::Budget => "budget",
            Self::HistoryDays => "history_days",
            Self::StateMap => "state_map",
            Self::View => "view",
            Self::Limit { part, .. } => part.as_str(),
            Self::Certificates => "certificates",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is wrong with a field, by what the person can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "problem")]
pub enum Problem {
    /// Fill it in.
    Required,
    /// Shorten it.
    TooLong {
        /// Characters that fit.
        most: u32,
    },
    /// Lengthen it.
    TooShort {
        /// Characters it needs.
        least: u32,
    },
    /// It is no e-mail address.
    NotAnEmail,
    /// Somebody or something has it already.
    Taken,
    /// Small letters, digits and hyphens only.
    NotASlug,
    /// Choose one that is not on every list of guesses.
    Guessable,
    /// It does not fit what is kept.
    Wrong,
    /// Choose one that is offered.
    NotOffered,
    /// Write a whole address, beginning with `https://`.
    NotAnAddress,
    /// Write `https://`; plain http needs an address inside a range that the operator allowed.
    PlainHttp,
    /// The address is private or reserved; the operator has to allow its range.
    PrivateAddress,
    /// Leave user name and password out of the address.
    LeaveOutLogin,
    /// Leave out the question mark of the address and what follows it.
    LeaveOutQuery,
    /// Leave out the number sign of the address and what follows it.
    LeaveOutFragment,
    /// Leave the documented path out of the address; it is added.
    LeaveOutPath,
    /// Write only the first part of the host name.
    NotALabel,
    /// Write a path that begins with a slash, without a question mark.
    NotAPath,
    /// Choose a time zone by its IANA name.
    NotAZone,
    /// Digits only.
    DigitsOnly,
    /// Letters, digits, hyphens and underscores only.
    LettersDigitsOnly,
    /// So many letters and digits, and nothing else.
    ShortWord {
        /// Characters it needs.
        least: u32,
        /// Characters that fit.
        most: u32,
    },
    /// A whole number between two others.
    NotBetween {
        /// The smallest.
        least: u32,
        /// The largest.
        most: u32,
    },
    /// The provider strips some of its characters; set another there.
    Stripped,
    /// Copy it exactly as the provider shows it.
    NotAsShown,
    /// Name at least one, or read all.
    NoneNamed,
    /// Each line is a word of the provider, an equals sign and one of our states.
    NotAPair,
    /// The provider does not know it; correct it or leave it empty.
    UnknownThere,
    /// The provider's version lacks the request; choose the other way, or update it.
    LacksRequest,
    /// The address is that of another system than this provider's.
    OtherSystem,
    /// Install it on the machine.
    NotInstalled,
    /// It does not fit a screen in letters that can be read.
    Illegible,
    /// Write a length of time: seconds, minutes and seconds, or with a unit.
    NotADuration,
    /// From one second to 24 hours.
    NotWithinADay,
    /// The warning comes before the alarm.
    NotBeforeAlarm,
    /// Remove some: no more than so many are kept.
    TooMany {
        /// How many are.
        most: u32,
    },
    /// Somebody has to stay who lets people in: make another person an admin first.
    LastAdmin,
    /// It is over; ask for a new one.
    Expired,
    /// Choose an admin who has a password and a second factor: somebody must get in while the provider is away.
    NobodyLeft,
}

/// The remedy in English, for the command line and the logs; pages have their own words in two languages.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong { most } => return write!(f, "use at most {most} characters"),
            Self::TooShort { least } => return write!(f, "use at least {least} characters"),
            Self::ShortWord { least, most } => return write!(f, "use {least} to {most} letters and digits"),
            Self::NotBetween { least, most } => return write!(f, "use a whole number from {least} to {most}"),
            Self::TooMany { most } => return write!(f, "remove some: at most {most} are kept"),
            Self::Required => "fill this in",
            Self::NotAnEmail => "enter an address such as name@example.com",
            Self::Taken => "this is taken already; choose another",
            Self::NotASlug => "use small letters, digits and hyphens",
            Self::Guessable => "this is among the first guesses; choose another",
            Self::Wrong => "this does not match",
            Self::NotOffered => "choose one of those offered",
            Self::NotAnAddress => "enter a full address such as https://api.example.com",
            Self::PlainHttp => {
                "use https://; plain http is possible only to an address inside a range that the operator allowed"
            }
            Self::PrivateAddress => {
                "this address is private or reserved; the operator must allow its range before it can be used"
            }
            Self::LeaveOutLogin => "leave user name and password out of the address",
            Self::LeaveOutQuery => "leave out everything from the question mark on",
            Self::LeaveOutFragment => "leave out everything from the number sign on",
            Self::LeaveOutPath => "leave out the version and the path; they are added",
            Self::NotALabel => "enter only the first part of the address: a to z, digits and -",
            Self::NotAPath => "enter a path that begins with a slash, without a question mark",
            Self::NotAZone => "choose a time zone such as Asia/Ho_Chi_Minh",
            Self::DigitsOnly => "use digits only",
            Self::LettersDigitsOnly => "use letters, digits, - and _ only",
            Self::Stripped => {
                "the provider strips every character but letters, digits, - and _; set one there without others"
            }
            Self::NotAsShown => "enter it exactly as the provider shows it",
            Self::NoneNamed => "name at least one, or read all at once",
            Self::NotAPair => "write a word of the provider, an equals sign and a state on each line",
            Self::UnknownThere => "the provider does not know it; correct it or leave it empty",
            Self::LacksRequest => {
                "this provider's version does not know the request; update it or choose the other way"
            }
            Self::OtherSystem => "another system answers there, without the requests that are needed",
            Self::NotInstalled => "install them on this machine",
            Self::Illegible => "this does not fit the screen in letters that can be read from there; show less of it",
            Self::NotADuration => "write seconds such as 90, a clock such as 1:30, or a unit such as 15 min",
            Self::NotWithinADay => "use a time from 1 second to 24 hours",
            Self::NotBeforeAlarm => "the warning must be shorter than the alarm",
            Self::LastAdmin => "somebody has to stay an admin; make another person one first",
            Self::Expired => "this is over; ask for a new one",
            Self::NobodyLeft => "choose an admin who has a password and a second factor",
        })
    }
}

/// One field and what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct FieldError {
    /// Which field.
    pub field: Field,
    /// What is wrong.
    pub problem: Problem,
}

impl FieldError {
    /// What is wrong with a field.
    pub const fn new(field: Field, problem: Problem) -> Self {
        Self { field, problem }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_printed_by_its_name_on_the_wire() {
        for field in [Field::BaseUrl, Field::InGroups, Field::CampaignId, Field::Certificates, Field::CurrentPassword] {
            assert_eq!(serde_json::to_value(field).unwrap(), field.as_str());
        }
        let error = FieldError::new(Field::Source, Problem::ShortWord { least: 2, most: 20 });
        assert_eq!(error.to_string(), "source: use 2 to 20 letters and digits");
    }
}
