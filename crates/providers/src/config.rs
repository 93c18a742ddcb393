//! A connection's settings: everything except its one secret. Stored as JSON, shown to admins, never logged whole.

use std::collections::BTreeMap;

use domain::agent::AgentState;
use domain::provider::ProviderKind;
use serde::Deserialize;
use serde::Serialize;

pub use crate::alohub::config::AlohubConfig;
pub use crate::convoso::config::ConvosoConfig;
pub use crate::crocodial::config::CrocodialConfig;
pub use crate::tel4vn::config::Tel4vnConfig;
pub use crate::vicidial::config::VicidialConfig;

/// Where a provider is and how to speak to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionSettings {
    /// Scheme, host, optional port and path prefix; no user, query or fragment.
    pub base_url: String,
    /// IANA zone of the provider's naive times; none takes the vendor's own (decision X7).
    #[serde(default)]
    pub zone: Option<String>,
    /// Requests a minute that an admin allows; polls take at most four fifths of them.
    #[serde(default)]
    pub budget_per_minute: Option<u32>,
    /// States for words of the provider that Callboard has no state for, exactly as reported (decision X10).
    #[serde(default)]
    pub state_map: BTreeMap<String, AgentState>,
    /// The vendor and its own settings.
    #[serde(flatten)]
    pub provider: ProviderConfig,
}

impl ConnectionSettings {
    /// A provider at an address, with everything else as the vendor has it.
    pub fn new(base_url: impl Into<String>, provider: ProviderConfig) -> Self {
        Self { base_url: base_url.into(), zone: None, budget_per_minute: None, state_map: BTreeMap::new(), provider }
    }
}

/// The vendor and its own settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "provider", rename_all = "snake_case")]
pub enum ProviderConfig {
    /// TEL4VN.
    Tel4vn(Tel4vnConfig),
    /// Convoso.
    Convoso(ConvosoConfig),
    /// AloHub.
    Alohub(AlohubConfig),
    /// VICIdial.
    Vicidial(VicidialConfig),
    /// CrocoDial.
    Crocodial(CrocodialConfig),
}

impl ProviderConfig {
    /// Which vendor.
    pub const fn kind(&self) -> ProviderKind {
        match self {
            Self::Tel4vn(_) => ProviderKind::Tel4vn,
            Self::Convoso(_) => ProviderKind::Convoso,
            Self::Alohub(_) => ProviderKind::Alohub,
            Self::Vicidial(_) => ProviderKind::Vicidial,
            Self::Crocodial(_) => ProviderKind::Crocodial,
        }
    }
}
