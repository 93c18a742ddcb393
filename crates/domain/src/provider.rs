//! The five phone systems by name.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Serialize;

/// Which vendor a connection speaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProviderKind {
    /// TEL4VN's monitor.
    Tel4vn,
    /// Convoso's agent monitor.
    Convoso,
    /// AloHub's agent management.
    Alohub,
    /// VICIdial's non-agent API.
    Vicidial,
    /// CrocoDial's live agent info.
    Crocodial,
}

impl ProviderKind {
    /// All five, in the order in which they are listed.
    pub const ALL: [Self; 5] = [Self::Tel4vn, Self::Convoso, Self::Alohub, Self::Vicidial, Self::Crocodial];

    /// The word used on the command line, in the store and in the page's attributes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tel4vn => "tel4vn",
            Self::Convoso => "convoso",
            Self::Alohub => "alohub",
            Self::Vicidial => "vicidial",
            Self::Crocodial => "crocodial",
        }
    }

    /// The vendor's own spelling of its name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Tel4vn => "TEL4VN",
            Self::Convoso => "Convoso",
            Self::Alohub => "AloHub",
            Self::Vicidial => "VICIdial",
            Self::Crocodial => "CrocoDial",
        }
    }

    /// Whether the states of its agents tell that one is at work on a call. AloHub tells only who is available.
    pub const fn tells_work(self) -> bool {
        match self {
            Self::Tel4vn | Self::Convoso | Self::Vicidial | Self::Crocodial => true,
            Self::Alohub => false,
        }
    }

    /// Whether agents, their queues and their recording can be administered through its interface.
    pub const fn has_administration(self) -> bool {
        match self {
            Self::Alohub => true,
            Self::Tel4vn | Self::Convoso | Self::Vicidial | Self::Crocodial => false,
        }
    }

    /// Two letters that stand beside a row.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Tel4vn => "T4",
            Self::Convoso => "CV",
            Self::Alohub => "AH",
            Self::Vicidial => "VD",
            Self::Crocodial => "CD",
        }
    }
}

impl fmt::Display for ProviderKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word is none of the five providers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown provider; use one of tel4vn, convoso, alohub, vicidial, crocodial")]
pub struct UnknownProvider;

impl FromStr for ProviderKind {
    type Err = UnknownProvider;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownProvider)
    }
}
