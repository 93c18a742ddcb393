//! Pages fetch; components show.

mod account;
mod board;
mod entry;
mod join;
mod message;
mod reset;
mod set_up;
mod settings;
mod sign_in;

pub(crate) use account::AccountPage;
pub(crate) use board::BoardPage;
pub(crate) use join::JoinPage;
pub(crate) use message::FailurePage;
pub(crate) use message::NotFoundPage;
pub(crate) use reset::ResetPage;
pub(crate) use set_up::SetUpPage;
pub(crate) use settings::AuditLogPage;
pub(crate) use settings::ConnectionsPage;
pub(crate) use settings::PeoplePage;
pub(crate) use sign_in::SignInPage;
