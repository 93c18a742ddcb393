//! What a tenant's admins set up, and the log of it.

mod audit_log;
mod company;
mod connections;
mod history;
mod limits;
mod people;
mod single_sign_on;

pub(crate) use audit_log::AuditLogPage;
pub(crate) use company::CompanyPage;
pub(crate) use connections::ConnectionsPage;
pub(crate) use history::HistorySettingsPage;
pub(crate) use limits::LimitsPage;
pub(crate) use people::PeoplePage;
pub(crate) use single_sign_on::SingleSignOnSettingsPage;
