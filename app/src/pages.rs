//! Pages fetch; components show.

mod board;
mod message;
mod settings;
mod sign_in;

pub(crate) use board::BoardPage;
pub(crate) use message::FailurePage;
pub(crate) use message::NotFoundPage;
pub(crate) use settings::AuditLogPage;
pub(crate) use settings::ConnectionsPage;
pub(crate) use sign_in::SignInPage;
