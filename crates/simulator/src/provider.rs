//! The five providers by name. Nothing about what any of them answers.

use std::{fmt, str::FromStr};

/// One of the five phone systems the simulator stands in for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProviderName {
    /// TEL4VN's monitor.
    Tel4vn,
    /// Convoso's agent monitor.
    Convoso,
    /// AloHub's agent management.
    Alohub,
    /// VICIdial's non-agent and agent interfaces.
    Vicidial,
    /// CrocoDial, the fork of goAPIv2.
    Crocodial,
}

/// A word that names none of the five providers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownProvider(pub String);

impl ProviderName {
    /// All five, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Tel4vn, Self::Convoso, Self::Alohub, Self::Vicidial, Self::Crocodial];

    /// The word used on the command line and in control paths.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tel4vn => "tel4vn",
            Self::Convoso => "convoso",
            Self::Alohub => "alohub",
            Self::Vicidial => "vicidial",
            Self::Crocodial => "crocodial",
        }
    }

    /// The path prefix of this provider on the simulator's listener.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Tel4vn => "/tel4vn",
            Self::Convoso => "/convoso",
            Self::Alohub => "/alohub",
            // The documented path begins with /vicidial/ itself, so the host part gets another word.
            Self::Vicidial => "/vicidial-server",
            Self::Crocodial => "/crocodial",
        }
    }

    pub(crate) fn index(self) -> usize {
        match self {
            Self::Tel4vn => 0,
            Self::Convoso => 1,
            Self::Alohub => 2,
            Self::Vicidial => 3,
            Self::Crocodial => 4,
        }
    }
}

impl fmt::Display for ProviderName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for ProviderName {
    type Err = UnknownProvider;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|provider| provider.as_str() == word).ok_or_else(|| UnknownProvider(word.to_owned()))
    }
}

impl fmt::Display for UnknownProvider {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "no provider is called {:?}", self.0)
    }
}

impl std::error::Error for UnknownProvider {}
