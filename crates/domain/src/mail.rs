//! Mail in the words that pages, the store and the command line share: what is sent, how it stands with it, and why it was
//! not taken. None of these words holds an address.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;

use crate::time::UnixMs;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the store.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl FromStr for $name {
            type Err = UnknownMailWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text).ok_or(UnknownMailWord)
            }
        }
    };
}

/// The word is none of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown word about mail")]
pub struct UnknownMailWord;

words! {
    /// What a message is about.
    MailKind {
        /// Somebody was invited.
        Invitation = "invitation",
        /// A link to set a new password.
        Reset = "reset",
        /// Somebody signed in from where they never did.
        NewDevice = "new_device",
        /// A second factor was switched on, off or taken away.
        SecondFactor = "second_factor",
        /// A rule fired or is over.
        Alarm = "alarm",
    }
}

words! {
    /// How it stands with a message.
    MailState {
        /// It waits, for the first time or again.
        Waiting = "waiting",
        /// A mail server took it.
        Sent = "sent",
        /// It was given up.
        Failed = "failed",
    }
}

words! {
    /// Why a message was not taken.
    MailTrouble {
        /// Nobody answered at the server's address.
        Unreachable = "unreachable",
        /// It took too long.
        TimedOut = "timed_out",
        /// No safe connection could be made.
        Tls = "tls",
        /// The server did not accept user and password.
        SignIn = "sign_in",
        /// The server knows no such recipient, or takes nothing for them.
        Recipient = "recipient",
        /// The server refused for another reason.
        Refused = "refused",
        /// The key that it is sealed with is not there; it waits for it.
        KeyMissing = "key_missing",
        /// What was to be sent cannot be read any more.
        Unreadable = "unreadable",
    }
}

/// A message about alarms to one member, as admins read of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlarmMail {
    /// To whom.
    pub recipient: String,
    /// When it was written.
    pub made_at: UnixMs,
    /// How often it was tried.
    pub attempts: u32,
    /// How it stands with it.
    pub state: MailState,
    /// Why the last try failed.
    pub trouble: Option<MailTrouble>,
}

impl fmt::Display for MailTrouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreachable => "nobody answers at the mail server's address",
            Self::TimedOut => "the mail server took too long",
            Self::Tls => "no safe connection to the mail server could be made",
            Self::SignIn => "the mail server does not accept user and password",
            Self::Recipient => "the mail server takes nothing for this recipient",
            Self::Refused => "the mail server refused the message",
            Self::KeyMissing => "the key that the message is sealed with is not there",
            Self::Unreadable => "the message cannot be read any more",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        assert!(MailKind::ALL.iter().all(|kind| kind.as_str().parse() == Ok(*kind)));
        assert!(MailState::ALL.iter().all(|state| state.as_str().parse() == Ok(*state)));
        assert!(MailTrouble::ALL.iter().all(|trouble| trouble.as_str().parse() == Ok(*trouble)));
    }
}
