//! What whoever has the shell does to an installation that may be serving meanwhile. Nothing here checks a role: whoever has
//! the shell is the operator. Each deed is written down as the operator's, and a server that runs takes it up by itself:
//! members and displays with their next request, connections within seconds.

mod connections;
mod displays;
mod members;
mod tenants;

pub use connections::add_connection;
pub use connections::pause_connection;
pub use connections::remove_connection;
pub use connections::replace_secret;
pub use displays::revoke_display;
pub use members::add_member;
pub use members::change_member;
pub use members::change_role;
pub use members::grant;
pub use members::remove_member;
pub use tenants::add_tenant;
pub use tenants::remove_tenant;
pub use tenants::resume_tenant;
pub use tenants::suspend_tenant;
