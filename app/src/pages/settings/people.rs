//! The people of a tenant: members with what they see, open invitations, and one of them beside the list.

use leptos::ev;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use leptos_router::hooks::use_query_map;

use crate::api::people::PeoplePage as PeopleData;
use crate::api::people::people;
use crate::components::Icon;
use crate::components::SettingsFrame;
use crate::components::SettingsTab;
use crate::components::lang;
use crate::components::people::Desk;
use crate::components::people::InvitationTable;
use crate::components::people::InvitePanel;
use crate::components::people::MemberPanel;
use crate::components::people::MemberTable;
use crate::components::people::SecondFactorRule;
use crate::pages::tenant_page;

/// Stands in the address in place of a person while somebody is being invited.
const INVITE: &str = "invite";

/// Fetches the people.
#[component]
pub(crate) fn PeoplePage() -> impl IntoView {
    tenant_page(people, |page| view! { <People page/> }.into_any())
}

#[component]
fn People(page: PeopleData) -> impl IntoView {
    let locale = lang();
    let me = page.me.clone();
    let desk = Desk::new(page);
    let query = use_query_map();
    let open = Memo::new(move |_| query.read().get("open").filter(|open| !open.is_empty()));
    close_on_escape(desk, open);
    let invite_href = format!("{}?open={INVITE}", desk.path());
    let actions = move || {
        view! {
            <a class="button is-primary" href=invite_href.clone()>
                <Icon name="i-plus"/>
                {td_string!(locale, people_invite_person)}
            </a>
        }
    };
    let panel = move || match open.get() {
        Some(open) if open == INVITE => view! { <InvitePanel desk/> }.into_any(),
        Some(open) => view! { <MemberPanel desk open/> }.into_any(),
        None => ().into_any(),
    };
    let summary = move || {
        let page = desk.page.read();
        td_string!(locale, people_summary, members = page.members.len(), invitations = page.invitations.len())
    };
    view! {
        <SettingsFrame
            me=me
            tab=SettingsTab::People
            title=td_string!(locale, people)
            summary=Signal::derive(summary)
            actions=actions
            panel=Signal::derive(move || open.read().is_some())
            panel_view=panel
        >
            <MemberTable desk open/>
            <InvitationTable desk/>
            <SecondFactorRule desk/>
        </SettingsFrame>
    }
    .into_any()
}

/// Escape closes the panel, unless a dialog above it is open.
fn close_on_escape(desk: Desk, open: Memo<Option<String>>) {
    Effect::new(move |_| {
        let navigate = use_navigate();
        let listener = window_event_listener(ev::keydown, move |event| {
            let is_dialog_open = document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some());
            if event.key() == "Escape" && !is_dialog_open && open.get_untracked().is_some() {
                navigate(&desk.path(), NavigateOptions { scroll: false, ..NavigateOptions::default() });
            }
        });
        on_cleanup(move || listener.remove());
    });
}
