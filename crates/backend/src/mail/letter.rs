//! What a message tells, before it is words. It is kept sealed: there are links in it that open something.

use domain::mail::MailKind;
use domain::time::UnixMs;
use secrecy::ExposeSecret;
use secrecy::SecretString;
use serde::Deserialize;
use serde::Serialize;

/// What became of a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorChange {
    /// Its owner switched it on.
    On,
    /// Its owner switched it off.
    Off,
    /// An admin or the operator took it away.
    Reset,
}

/// What a message tells.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Letter {
    /// Somebody is invited.
    Invitation {
        /// Into which company.
        company: String,
        /// By whom.
        invited_by: String,
        /// The whole address of the link.
        link: String,
        /// Until when it opens something.
        until: UnixMs,
    },
    /// A link to set a new password.
    Reset {
        /// The whole address of the link.
        link: String,
        /// Until when it opens something.
        until: UnixMs,
    },
    /// Somebody signed in from where they never did.
    NewDevice {
        /// Browser and system, as `Chrome on Windows`.
        browser: Option<String>,
        /// The address.
        remote: Option<String>,
        /// When.
        at: UnixMs,
        /// Where they look after their account.
        link: String,
    },
    /// A second factor was switched on, off or taken away.
    SecondFactor {
        /// Which of it.
        change: FactorChange,
        /// When.
        at: UnixMs,
        /// Where they look after their account.
        link: String,
    },
    /// A rule fired or is over, perhaps several times since the last message.
    Alarm {
        /// In which company.
        company: String,
        /// What people call the rule.
        rule: String,
        /// The worse of the two levels.
        is_critical: bool,
        /// Whether it was over when it last did something.
        is_over: bool,
        /// When that was, in the receiver's zone.
        at: String,
        /// How often it fired since the last message.
        raised: u32,
        /// How often it was over since then.
        cleared: u32,
        /// How many it concerned.
        count: u32,
        /// The first of them.
        names: Vec<String>,
        /// The board.
        link: String,
    },
    /// Mail works.
    Test,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Letter({})", self.kind().as_str())
    }
}

impl Letter {
    pub(super) fn read(content: &SecretString) -> Option<Self> {
        serde_json::from_str(content.expose_secret()).ok()
    }

    /// What about; a test is never kept, and counts as the most harmless of them.
    pub(super) const fn kind(&self) -> MailKind {
        match self {
            Self::Invitation { .. } => MailKind::Invitation,
            Self::Reset { .. } => MailKind::Reset,
            Self::NewDevice { .. } => MailKind::NewDevice,
            Self::Alarm { .. } => MailKind::Alarm,
            Self::SecondFactor { .. } | Self::Test => MailKind::SecondFactor,
        }
    }
}
