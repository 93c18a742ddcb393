//! The provider flags that `poll` and `connection add` share, and the settings they make.

use clap::Args;
use clap::Subcommand;
use clap::ValueEnum;
use providers::ConnectionSettings;
use providers::ProviderConfig;
use providers::alohub::config::AuthStyle;
use providers::config::AlohubConfig;
use providers::config::ConvosoConfig;
use providers::config::CrocodialConfig;
use providers::config::Tel4vnConfig;
use providers::config::VicidialConfig;
use providers::convoso::config::TokenPlace;
use providers::crocodial::config::Agents;
use providers::crocodial::config::Method as CrocodialMethod;
use providers::tel4vn::config::Tel4vnAuth;
use providers::vicidial::config::AgentApi;
use providers::vicidial::config::Blended;
use providers::vicidial::config::DEFAULT_AGENT_API_PATH;
use providers::vicidial::config::DEFAULT_PATH;
use providers::vicidial::config::Method as VicidialMethod;
use providers::vicidial::config::Mode;

/// A provider with its flags.
#[derive(Debug, Subcommand)]
pub(super) enum ProviderArgs {
    /// TEL4VN's monitor
    #[command(
        after_help = "Example:\n  CALLBOARD_SECRET=your-token callboard poll tel4vn --base-url https://api.tel4vn.com"
    )]
    Tel4vn(Tel4vnArgs),
    /// Convoso's agent monitor
    #[command(
        after_help = "Example:\n  CALLBOARD_SECRET=your-auth-token callboard poll convoso --base-url https://api.convoso.com --queue 12"
    )]
    Convoso(ConvosoArgs),
    /// AloHub's agents and queues
    #[command(
        after_help = "Example:\n  CALLBOARD_SECRET=your-key callboard poll alohub --base-url https://xapi.alohub.vn"
    )]
    Alohub(AlohubArgs),
    /// VICIdial's non-agent API
    #[command(
        after_help = "Example, for a server on the local network:\n  CALLBOARD_SECRET=your-password callboard poll vicidial --base-url http://192.168.1.20 \\\n    --allow-private 192.168.1.0/24 --zone America/New_York --user apiuser --in-groups SALESLINE"
    )]
    Vicidial(VicidialArgs),
    /// CrocoDial's live agents
    #[command(
        after_help = "Example:\n  CALLBOARD_SECRET=your-password callboard poll crocodial --base-url https://yourcompany.croco-dial.net --user apiuser --agents all"
    )]
    Crocodial(CrocodialArgs),
}

/// Where a provider is.
#[derive(Debug, Args)]
pub(super) struct PlaceArgs {
    /// Address of the provider, without the documented path
    #[arg(long, value_name = "URL")]
    base_url: String,
    /// Time zone of the provider's times [default: the provider's own]
    #[arg(long, value_name = "IANA")]
    zone: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Tel4vnArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// What the secret is: a static bearer token, or an API key that version 1 or 3 turns into tokens
    #[arg(long, value_enum, default_value = "static")]
    auth: Auth,
    /// Path of the monitor
    #[arg(long)]
    path: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Auth {
    Static,
    V1,
    V3,
}

#[derive(Debug, Args)]
pub(super) struct ConvosoArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Where the token goes
    #[arg(long, value_enum, default_value = "query")]
    token_in: TokenIn,
    /// Only agents of this campaign
    #[arg(long, value_name = "ID")]
    campaign: Option<String>,
    /// Only agents of this queue; its figures are shown then
    #[arg(long, value_name = "ID")]
    queue: Option<String>,
    /// Only this agent
    #[arg(long, value_name = "ID")]
    user: Option<String>,
    /// Only agents with these skills, separated by commas
    #[arg(long, value_name = "LIST")]
    skills: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum TokenIn {
    Query,
    Body,
}

#[derive(Debug, Args)]
pub(super) struct AlohubArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Which of AloHub's two doors: the public gateway, or the backend behind it
    #[arg(long, value_enum, default_value = "gateway")]
    auth_style: Door,
    /// AloHub's tenant id; rows of other tenants are dropped
    #[arg(long, value_name = "ID")]
    tenant_id: Option<String>,
    /// Another team than the key's own
    #[arg(long, value_name = "ID")]
    team_id: Option<String>,
    /// Only active (1) or only inactive (0) accounts
    #[arg(long, value_name = "0|1")]
    status: Option<String>,
    /// Only agents of this callin queue
    #[arg(long, value_name = "ID")]
    queue: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Door {
    Gateway,
    Backend,
}

#[derive(Debug, Args)]
pub(super) struct VicidialArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// The API user
    #[arg(long)]
    user: String,
    /// The name under which VICIdial records the requests: 2 to 20 letters and digits
    #[arg(long, default_value = "callboard")]
    source: String,
    /// Path of the non-agent API
    #[arg(long, default_value = DEFAULT_PATH)]
    path: String,
    /// All agents in one request, or each in its own
    #[arg(long, value_enum, default_value = "list")]
    mode: Reading,
    /// The agents to ask for with --mode agent, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "LIST", required_if_eq("mode", "agent"))]
    agents: Vec<String>,
    /// In-groups whose figures are read, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "LIST")]
    in_groups: Vec<String>,
    /// Lets agents be paused, logged out and moved through the agent API
    #[arg(long)]
    agent_api: bool,
    /// Path of the agent API
    #[arg(long, default_value = DEFAULT_AGENT_API_PATH)]
    agent_api_path: String,
    /// Agents whose in-groups are changed go on taking outbound calls
    #[arg(long)]
    blended: bool,
    /// How parameters travel; get writes the password into the server's log
    #[arg(long, value_enum, default_value = "post")]
    method: Travel,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Reading {
    List,
    Agent,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Travel {
    Post,
    Get,
}

#[derive(Debug, Args)]
pub(super) struct CrocodialArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// The API user
    #[arg(long)]
    user: String,
    /// The agents to ask for, separated by commas, or all
    #[arg(long, value_name = "LIST|all", default_value = "all")]
    agents: String,
    /// How parameters travel; get writes the password into the server's log
    #[arg(long, value_enum, default_value = "post")]
    method: Travel,
}

impl ProviderArgs {
    /// The settings that the flags describe. Whether they can work is for `providers::connect` to say.
    pub(super) fn settings(self) -> ConnectionSettings {
        let (place, provider) = match self {
            Self::Tel4vn(args) => {
                let auth = match args.auth {
                    Auth::Static => Tel4vnAuth::Static,
                    Auth::V1 => Tel4vnAuth::V1,
                    Auth::V3 => Tel4vnAuth::V3,
                };
                let path = args.path.unwrap_or_else(|| Tel4vnConfig::default().path);
                (args.place, ProviderConfig::Tel4vn(Tel4vnConfig { auth, path }))
            }
            Self::Convoso(args) => {
                let token_in = match args.token_in {
                    TokenIn::Query => TokenPlace::Query,
                    TokenIn::Body => TokenPlace::Body,
                };
                let config = ConvosoConfig {
                    token_in,
                    campaign_id: args.campaign,
                    queue_id: args.queue,
                    user_id: args.user,
                    skills: args.skills,
                };
                (args.place, ProviderConfig::Convoso(config))
            }
            Self::Alohub(args) => {
                let auth_style = match args.auth_style {
                    Door::Gateway => AuthStyle::Gateway,
                    Door::Backend => AuthStyle::Backend,
                };
                let config = AlohubConfig {
                    auth_style,
                    tenant_id: args.tenant_id,
                    team_id: args.team_id,
                    status: args.status,
                    queue_id: args.queue,
                };
                (args.place, ProviderConfig::Alohub(config))
            }
            Self::Vicidial(args) => {
                let mode = match args.mode {
                    Reading::List => Mode::List,
                    Reading::Agent => Mode::Agent,
                };
                let method = match args.method {
                    Travel::Post => VicidialMethod::Post,
                    Travel::Get => VicidialMethod::Get,
                };
                let config = VicidialConfig {
                    user: args.user,
                    source: args.source,
                    path: args.path,
                    mode,
                    agents: args.agents,
                    in_groups: args.in_groups,
                    agent_api: if args.agent_api { AgentApi::On } else { AgentApi::Off },
                    agent_api_path: args.agent_api_path,
                    blended: if args.blended { Blended::Yes } else { Blended::No },
                    method,
                };
                (args.place, ProviderConfig::Vicidial(config))
            }
            Self::Crocodial(args) => {
                let method = match args.method {
                    Travel::Post => CrocodialMethod::Post,
                    Travel::Get => CrocodialMethod::Get,
                };
                let agents = if args.agents.trim().eq_ignore_ascii_case("all") {
                    Agents::All
                } else {
                    Agents::List(args.agents.split(',').map(|name| name.trim().to_owned()).collect())
                };
                (args.place, ProviderConfig::Crocodial(CrocodialConfig { user: args.user, agents, method }))
            }
        };
        ConnectionSettings { zone: place.zone, ..ConnectionSettings::new(place.base_url, provider) }
    }
}
