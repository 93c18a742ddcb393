//! What a tenant's admins set up, and the log of it.

mod audit_log;
mod connections;
mod limits;
mod people;

pub(crate) use audit_log::AuditLogPage;
pub(crate) use connections::ConnectionsPage;
pub(crate) use limits::LimitsPage;
pub(crate) use people::PeoplePage;
