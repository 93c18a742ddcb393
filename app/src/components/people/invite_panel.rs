//! Inviting somebody: address, role, limits; then the link, which is shown once.

use domain::audience::ScopeFilter;
use domain::form::Field;
use domain::role::Role;
use leptos::form::FromFormData;
use leptos::prelude::*;
use leptos_i18n::td_string;
use serde::Deserialize;

use super::Ask;
use super::Desk;
use super::link_box::LinkBox;
use super::part_fields::PartFields;
use crate::components::Icon;
use crate::components::TextField;
use crate::components::lang;
use crate::words;

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    email: String,
}

fn is_mine(ask: &Ask) -> bool {
    matches!(ask, Ask::Invite { .. })
}

/// The panel.
#[component]
pub(crate) fn InvitePanel(
    /// The page.
    desk: Desk,
) -> impl IntoView {
    let locale = lang();
    let (role, scope) = (RwSignal::new(Role::Supervisor), RwSignal::new(ScopeFilter::default()));
    let (choices, zone) = desk.page.with_untracked(|page| (page.choices.clone(), page.zone));
    let errors = Signal::derive(move || desk.errors(is_mine));
    let pending = desk.action.pending();
    // A link that was made before the panel was opened again is shown no more.
    let opened_at = desk.action.version().get_untracked();
    let answer = move || {
        if desk.action.version().get() > opened_at { desk.answer(is_mine).map(|answer| answer.outcome) } else { None }
    };
    let link = move || match answer() {
        Some(Ok(Some(link))) => {
            let text = td_string!(locale, people_invited, email = link.email.clone());
            Some(view! { <LinkBox link text zone/> })
        }
        Some(Ok(None) | Err(_)) | None => None,
    };
    let failure = move || match answer() {
        Some(Err(error)) if error.field_errors().is_empty() => Some(words::error(locale, &error, zone)),
        Some(Ok(_) | Err(_)) | None => None,
    };
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(typed) = Typed::from_event(&event) else { return };
        desk.action.dispatch(Ask::Invite {
            email: typed.email,
            role: role.get_untracked(),
            scope: scope.get_untracked(),
        });
    };
    let title = td_string!(locale, people_invite_person);
    view! {
        <aside class="side-panel people-panel" aria-label=title>
            <header class="panel-head">
                <h2>{title}</h2>
                <div class="panel-tools">
                    <a class="button is-plain is-icon" href=desk.path() aria-label=td_string!(locale, close) title=td_string!(locale, close)>
                        <Icon name="i-close"/>
                    </a>
                </div>
                <p>{td_string!(locale, people_invite_text)}</p>
            </header>
            <div class="panel-body">
                <form class="panel-section form" method="post" novalidate on:submit=send>
                    <TextField field=Field::Email label=td_string!(locale, email) kind="email" errors/>
                    <PartFields role scope choices errors/>
                    <p class="notice" role="alert">{failure}</p>
                    <div class="form-actions">
                        <button class="button is-primary" type="submit" disabled=move || pending.get()>
                            {td_string!(locale, people_make_invitation)}
                        </button>
                    </div>
                    {link}
                </form>
            </div>
        </aside>
    }
    .into_any()
}
