//! The rights that a provider's key or API user needs, as the provider contract names them. Texts belong to the page.

use std::fmt;

use serde::Deserialize;
use serde::Serialize;

use crate::provider::ProviderKind;

/// One right that an admin grants in the provider's own console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// TEL4VN: view the monitor (`view_monitor`).
    ViewMonitor,
    /// Convoso: the section "Agent Monitor" of the token's access list.
    AgentMonitor,
    /// AloHub: the scope `agent`, for agents, their queues and recording.
    ScopeAgent,
    /// AloHub: the scope `queue`, for the list of inbound queues.
    ScopeQueue,
    /// VICIdial: user level 7 or higher.
    LevelSeven,
    /// VICIdial: "view reports" of the API user.
    ViewReports,
    /// VICIdial: API access of the API user.
    ApiAccess,
    /// VICIdial: `logged_in_agents` among the API user's allowed functions.
    FunctionLoggedInAgents,
    /// VICIdial: `agent_status` among the API user's allowed functions.
    FunctionAgentStatus,
    /// VICIdial: `in_group_status` among the API user's allowed functions.
    FunctionInGroupStatus,
    /// VICIdial: our machine's address among those that the API user's group allows.
    AllowedAddress,
    /// CrocoDial: the API user may read agents.
    ReadAgents,
    /// CrocoDial: the API user may read the list of users; without it the agents are named in the settings.
    ListUsers,
    /// Access through a web server that stands before the provider.
    WebServer,
}

impl Right {
    /// The word used in page attributes and in the provider's answers to `callboard poll --json`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::ViewMonitor => "view_monitor",
            Self::AgentMonitor => "agent_monitor",
            Self::ScopeAgent => "scope_agent",
            Self::ScopeQueue => "scope_queue",
            Self::LevelSeven => "level_seven",
            Self::ViewReports => "view_reports",
            Self::ApiAccess => "api_access",
            Self::FunctionLoggedInAgents => "function_logged_in_agents",
            Self::FunctionAgentStatus => "function_agent_status",
            Self::FunctionInGroupStatus => "function_in_group_status",
            Self::AllowedAddress => "allowed_address",
            Self::ReadAgents => "read_agents",
            Self::ListUsers => "list_users",
            Self::WebServer => "web_server",
        }
    }
}

/// The right in English, for the command line and the logs.
impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ViewMonitor => "view monitor (view_monitor)",
            Self::AgentMonitor => "Agent Monitor",
            Self::ScopeAgent => "scope agent",
            Self::ScopeQueue => "scope queue",
            Self::LevelSeven => "user level 7 or higher",
            Self::ViewReports => "view_reports and API access of the API user (level 7 or higher)",
            Self::ApiAccess => "API access of the API user",
            Self::FunctionLoggedInAgents => "the function logged_in_agents among the API user's allowed API functions",
            Self::FunctionAgentStatus => "the function agent_status among the API user's allowed API functions",
            Self::FunctionInGroupStatus => "the function in_group_status among the API user's allowed API functions",
            Self::AllowedAddress => "this server's address in the API user group's list of allowed addresses",
            Self::ReadAgents => "the API user's right to read agents",
            Self::ListUsers => "the API user's right to list users",
            Self::WebServer => "access through the web server before the provider",
        })
    }
}

/// The rights that the key of a connection to this provider needs for everything that Callboard reads and writes there.
pub const fn rights(kind: ProviderKind) -> &'static [Right] {
    match kind {
        ProviderKind::Tel4vn => &[Right::ViewMonitor],
        ProviderKind::Convoso => &[Right::AgentMonitor],
        ProviderKind::Alohub => &[Right::ScopeAgent, Right::ScopeQueue],
        ProviderKind::Vicidial => &[
            Right::LevelSeven,
            Right::ViewReports,
            Right::ApiAccess,
            Right::FunctionLoggedInAgents,
            Right::FunctionAgentStatus,
            Right::FunctionInGroupStatus,
        ],
        ProviderKind::Crocodial => &[Right::ReadAgents, Right::ListUsers],
    }
}
