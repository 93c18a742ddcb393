//! The settings of a tenant.

mod audit_log;

pub(crate) use audit_log::AuditLogPage;
