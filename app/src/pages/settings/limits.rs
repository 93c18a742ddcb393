//! How long is too long in a tenant: states, reasons of pauses, and what differs at a connection.

use leptos::prelude::*;

use crate::api::limits::limits;
use crate::components::LimitsDesk;
use crate::pages::tenant_page;

/// Fetches the limits and shows them, or says what is wrong.
#[component]
pub(crate) fn LimitsPage() -> impl IntoView {
    tenant_page(limits, |first| view! { <LimitsDesk first/> }.into_any())
}
