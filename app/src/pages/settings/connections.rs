//! The provider accounts of a tenant: how each is doing and why, and everything that sets one up.

use leptos::prelude::*;

use crate::api::connections::connections;
use crate::components::ConnectionsDesk;
use crate::pages::tenant_page;

/// Fetches the page and shows it, or says what is wrong.
#[component]
pub(crate) fn ConnectionsPage() -> impl IntoView {
    tenant_page(connections, |first| view! { <ConnectionsDesk first/> }.into_any())
}
