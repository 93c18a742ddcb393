//! Pages fetch; components show.

mod account;
mod agent;
mod agents;
mod board;
mod display_program;
mod displays;
mod entry;
mod history;
mod join;
mod message;
mod pair;
mod queues;
mod recording;
mod replay;
mod reset;
mod rules;
mod set_up;
mod settings;
mod sign_in;
mod tenant_page;
mod wall;

pub(crate) use account::AccountPage;
pub(crate) use agent::AgentPage;
pub(crate) use agents::AgentsPage;
pub(crate) use agents::QueuePage;
pub(crate) use board::BoardPage;
#[cfg(feature = "ssr")]
pub(crate) use board::loading_rows;
pub(crate) use display_program::DisplayProgramPage;
pub(crate) use displays::DisplaysPage;
pub(crate) use history::HistoryPage;
pub(crate) use join::JoinPage;
pub(crate) use message::FailurePage;
#[cfg(feature = "ssr")]
pub(crate) use message::Message;
pub(crate) use message::NotFoundPage;
pub(crate) use pair::PairPage;
pub(crate) use queues::QueuesPage;
pub(crate) use recording::RecordingPage;
pub(crate) use replay::ReplayPage;
pub(crate) use reset::ResetPage;
pub(crate) use rules::RulesPage;
pub(crate) use set_up::SetUpPage;
pub(crate) use settings::AuditLogPage;
pub(crate) use settings::CompanyPage;
pub(crate) use settings::ConnectionsPage;
pub(crate) use settings::HistorySettingsPage;
pub(crate) use settings::LimitsPage;
pub(crate) use settings::PeoplePage;
pub(crate) use sign_in::SignInPage;
pub(crate) use tenant_page::tenant_page;
pub(crate) use wall::WallPage;
