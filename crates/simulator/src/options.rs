//! What can be chosen about each face: the places where the documents disagree, and rare behaviours worth switching on.
//! All of it may be changed while the simulator runs.

use serde::{Deserialize, Serialize};

/// The choices of all faces. CrocoDial has none.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// TEL4VN's choices.
    pub tel4vn: Tel4vnOptions,
    /// Convoso's choices.
    pub convoso: ConvosoOptions,
    /// AloHub's choices.
    pub alohub: AlohubOptions,
    /// VICIdial's choices.
    pub vicidial: VicidialOptions,
}

/// TEL4VN: tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tel4vnOptions {
    /// How long an issued token lives.
    pub token_life_s: i64,
}

impl Default for Tel4vnOptions {
    fn default() -> Self {
        // The v1 sample's token lives 59 minutes.
        Self { token_life_s: 3540 }
    }
}

/// The two documented answers of Convoso's search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConvosoShape {
    /// The third-party document: everything at the root, numbers as numbers.
    Seed,
    /// The vendor's own sample: `data.entries`, strings for numbers, `"0"` and `"-"` for nothing.
    #[default]
    Official,
}

/// Convoso: shape, the doubtful 6012, and log-outs that are slow to show or to answer.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConvosoOptions {
    /// Which documented shape a search has.
    pub shape: ConvosoShape,
    /// Logout answers 6012 although the agent is logged in (the code's other published meaning).
    pub logout_6012_while_live: bool,
    /// How long an accepted logout takes to show.
    pub logout_delay_ms: i64,
    /// A logout is taken and never answered, and nothing comes of it.
    pub logout_unanswered: bool,
}

/// AloHub: limits and migrations.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AlohubOptions {
    /// Requests per 10 s for the whole tenant.
    pub tenant_limit: u32,
    /// Requests per 10 s for one route.
    pub route_limit: u32,
    /// The largest page the server gives.
    pub page_cap: usize,
    /// The recording column was never added to the vendor's table.
    pub recording_migration_missing: bool,
    /// How long an accepted write takes to become visible.
    pub write_delay_ms: i64,
    /// A write is taken and takes effect, and its answer never comes.
    pub write_unanswered: bool,
    /// Scopes that were taken from every key.
    pub lost_scopes: Vec<String>,
    /// Accounts and queues are opened and closed all the time: from one page to the next `totalRecord` differs.
    pub shifting_totals: bool,
    /// `agentId` comes as a number, as the path's parameter is typed, so that leading zeros are gone.
    pub numeric_agent_ids: bool,
}

impl Default for AlohubOptions {
    fn default() -> Self {
        Self {
            tenant_limit: 200,
            route_limit: 120,
            page_cap: 100,
            recording_migration_missing: false,
            write_delay_ms: 0,
            write_unanswered: false,
            lost_scopes: Vec::new(),
            shifting_totals: false,
            numeric_agent_ids: false,
        }
    }
}

/// VICIdial: the server's PHP and database settings.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VicidialOptions {
    /// `use_non_latin=0`: raw latin1 bytes, and `?` for what latin1 lacks.
    pub latin1: bool,
    /// `display_errors=On`: warnings before the data.
    pub php_noise: bool,
    /// PHP 8.1 and later: a small body that contains an apostrophe is sent with HTTP 500.
    pub apostrophe_500: bool,
    /// `agent_status` answers the seven values of the article instead of the program's thirteen.
    pub article_columns: bool,
    /// Builds before 151226: `agent_status` has twelve columns under a header of eight.
    pub twelve_columns: bool,
}

impl Default for VicidialOptions {
    fn default() -> Self {
        Self { latin1: false, php_noise: false, apostrophe_500: true, article_columns: false, twelve_columns: false }
    }
}
