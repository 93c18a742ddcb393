//! What one display plays, for admins.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::tenant_page::tenant_page;
use crate::api::display_program::display_program;
use crate::components::DisplayEditor;

/// Fetches what there is and opens the editor.
#[component]
pub(crate) fn DisplayProgramPage() -> impl IntoView {
    let params = use_params_map();
    let fetch = move |tenant| display_program(tenant, params.read_untracked().get("display").unwrap_or_default());
    tenant_page(fetch, |first| view! { <DisplayEditor first/> }.into_any())
}
