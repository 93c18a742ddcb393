//! One member beside the list: part and limits, a link to set a new password, sessions, suspension and removal. Nobody
//! changes their own part, and the panel says why.

use domain::id::UserId;
use domain::role::Role;
use domain::zone::Zone;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::Ask;
use super::Desk;
use super::confirm::Confirm;
use super::link_box::LinkBox;
use super::member_sessions::MemberSessions;
use super::part_fields::PartFields;
use super::second_factor::MemberSecondFactor;
use crate::api::people::Member;
use crate::api::people::MemberState;
use crate::components::Icon;
use crate::components::lang;
use crate::error::AppError;
use crate::timing;
use crate::words;

/// The panel of the member with that identity.
#[component]
pub(crate) fn MemberPanel(
    /// The page.
    desk: Desk,
    /// Whose panel, as it stands in the address.
    open: String,
) -> impl IntoView {
    let locale = lang();
    let found =
        desk.page.with_untracked(|page| page.members.iter().find(|member| member.id.to_string() == open).cloned());
    let title = found.as_ref().map_or_else(|| td_string!(locale, people).to_owned(), |member| member.name.clone());
    let email = found.as_ref().map(|member| member.email.clone());
    let body = match found {
        Some(member) => view! { <PanelBody desk member/> }.into_any(),
        None => view! { <section class="panel-section"><p>{td_string!(locale, people_member_gone)}</p></section> }
            .into_any(),
    };
    view! {
        <aside class="side-panel people-panel" aria-label=title.clone()>
            <header class="panel-head">
                <h2 title=title.clone()>{title.clone()}</h2>
                <div class="panel-tools">
                    <a class="button is-plain is-icon" href=desk.path() aria-label=td_string!(locale, close) title=td_string!(locale, close)>
                        <Icon name="i-close"/>
                    </a>
                </div>
                <p>{email}</p>
            </header>
            <div class="panel-body">{body}</div>
        </aside>
    }
    .into_any()
}

fn concerns(ask: &Ask, user: UserId) -> bool {
    match ask {
        Ask::Change { user: of, .. }
        | Ask::Suspend(of)
        | Ask::Resume(of)
        | Ask::LetSwitchRecording(of, _)
        | Ask::Remove(of)
        | Ask::ResetLink(of)
        | Ask::ResetSecondFactor(of)
        | Ask::EndSessions(of, _) => *of == user,
        Ask::Invite { .. } | Ask::Withdraw(_) | Ask::RequireSecondFactor(_) => false,
    }
}

#[component]
fn PanelBody(desk: Desk, member: Member) -> impl IntoView {
    let locale = lang();
    let user = member.id;
    let zone = desk.page.with_untracked(|page| page.zone);
    let now = Memo::new(move |_| desk.page.read().members.iter().find(|member| member.id == user).cloned());
    let opened_at = desk.action.version().get_untracked();
    let answer = Memo::new(move |_| {
        let is_new = desk.action.version().get() > opened_at;
        if is_new { desk.answer(|ask| concerns(ask, user)) } else { None }
    });
    let said = move || {
        let answer = answer.get()?;
        Some(match (&answer.outcome, &answer.ask) {
            (Err(AppError::NotOffered), Ask::ResetLink(_)) => {
                (true, td_string!(locale, people_reset_absent).to_owned())
            }
            (Err(error), _) => (true, words::error(locale, error, zone)),
            (Ok(_), Ask::Change { .. }) => (false, td_string!(locale, people_member_changed).to_owned()),
            (Ok(_), Ask::Suspend(_)) => (false, td_string!(locale, people_member_suspended).to_owned()),
            (Ok(_), Ask::Resume(_)) => (false, td_string!(locale, people_member_resumed).to_owned()),
            (Ok(_), Ask::LetSwitchRecording(..)) => (false, td_string!(locale, people_recording_changed).to_owned()),
            (Ok(_), Ask::EndSessions(..)) => (false, td_string!(locale, people_sessions_ended).to_owned()),
            (Ok(_), Ask::Remove(_)) => (false, td_string!(locale, people_member_removed).to_owned()),
            (Ok(_), Ask::ResetSecondFactor(_)) => (false, td_string!(locale, factor_was_reset).to_owned()),
            (Ok(_), Ask::ResetLink(_) | Ask::Invite { .. } | Ask::Withdraw(_) | Ask::RequireSecondFactor(_)) => {
                return None;
            }
        })
    };
    let notice = move || {
        said().map(|(is_bad, text)| {
            let (class, role) = if is_bad { ("notice", "alert") } else { ("notice is-info", "status") };
            view! { <p class=class role=role>{text}</p> }
        })
    };
    let joined = timing::date(locale, member.joined_at, zone);
    let works_elsewhere = member.elsewhere > 0;
    let elsewhere =
        move || works_elsewhere.then(|| view! { <p class="quiet">{td_string!(locale, people_works_elsewhere)}</p> });
    let gone = move || now.read().is_none();
    let is_me = member.is_me;
    let shown = StoredValue::new(member);
    let part = move || {
        if is_me {
            view! { <section class="panel-section"><h3>{td_string!(locale, people_role)}</h3><p>{td_string!(locale, people_not_yourself)}</p></section> }
                .into_any()
        } else {
            view! { <Part desk member=shown.get_value()/> }.into_any()
        }
    };
    let access =
        move || (!is_me).then(|| view! { <Access desk now name=shown.with_value(|member| member.name.clone()) user/> });
    let recording = move || (!is_me).then(|| view! { <Recording desk now user/> });
    view! {
        <div class="panel-said">{notice}</div>
        <Show when=move || !gone()>
            <section class="panel-section">
                <p class="quiet">{td_string!(locale, people_member_since, date = joined.clone())}</p>
                {elsewhere()}
            </section>
            {part}
            <Reset desk member=shown.get_value() answer zone/>
            <MemberSecondFactor desk now is_me name=shown.with_value(|member| member.name.clone()) user/>
            <MemberSessions desk user zone/>
            {recording}
            {access}
        </Show>
    }
    .into_any()
}

/// Role and limits.
#[component]
fn Part(desk: Desk, member: Member) -> impl IntoView {
    let locale = lang();
    let user = member.id;
    let (role, scope) = (RwSignal::new(member.role), RwSignal::new(member.scope));
    let choices = desk.page.with_untracked(|page| page.choices.clone());
    let errors = Signal::derive(move || desk.errors(|ask| concerns(ask, user)));
    let pending = desk.action.pending();
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        desk.action.dispatch(Ask::Change { user, role: role.get_untracked(), scope: scope.get_untracked() });
    };
    view! {
        <form class="panel-section form" method="post" on:submit=save>
            <PartFields role scope choices errors/>
            <div class="form-actions">
                <button class="button is-primary" type="submit" disabled=move || pending.get()>{td_string!(locale, people_save)}</button>
            </div>
        </form>
    }
    .into_any()
}

/// A link to set a new password, or why there is none.
#[component]
fn Reset(desk: Desk, member: Member, answer: Memo<Option<super::Answer>>, zone: Zone) -> impl IntoView {
    let locale = lang();
    let user = member.id;
    let link = move || match answer.get() {
        Some(super::Answer { ask: Ask::ResetLink(_), outcome: Ok(Some(link)) }) => {
            let text = td_string!(locale, people_reset_made, email = link.email.clone());
            Some(view! { <LinkBox link text zone/> })
        }
        Some(_) | None => None,
    };
    let offer = if member.may_reset {
        let make = move |_| {
            desk.action.dispatch(Ask::ResetLink(user));
        };
        view! {
            <p class="quiet">{td_string!(locale, people_reset_text)}</p>
            <button class="button" type="button" on:click=make><Icon name="i-key"/>{td_string!(locale, people_make_reset_link)}</button>
        }
        .into_any()
    } else {
        view! { <p class="quiet">{td_string!(locale, people_reset_absent)}</p> }.into_any()
    };
    view! {
        <section class="panel-section panel-stack">
            <h3>{td_string!(locale, password)}</h3>
            {offer}
            {link}
        </section>
    }
    .into_any()
}

/// The permission to switch recording, which is one of its own: switching it off may break a law or a promise.
#[component]
fn Recording(desk: Desk, now: Memo<Option<Member>>, user: UserId) -> impl IntoView {
    let locale = lang();
    let is_admin = Memo::new(move |_| now.read().as_ref().is_some_and(|member| member.role == Role::Admin));
    let may = Memo::new(move |_| now.read().as_ref().is_some_and(|member| member.may_switch_recording));
    let turn = move |_| {
        desk.action.dispatch(Ask::LetSwitchRecording(user, !may.get_untracked()));
    };
    let state = move || {
        if may.get() { td_string!(locale, people_recording_may) } else { td_string!(locale, people_recording_may_not) }
    };
    let button = move || {
        if may.get() { td_string!(locale, people_recording_take) } else { td_string!(locale, people_recording_give) }
    };
    view! {
        <Show when=move || is_admin.get()>
            <section class="panel-section panel-stack">
                <h3>{td_string!(locale, recording)}</h3>
                <p class="quiet">{state}</p>
                <button class="button" type="button" on:click=turn>{button}</button>
            </section>
        </Show>
    }
    .into_any()
}

/// Suspending, resuming, removing.
#[component]
fn Access(desk: Desk, now: Memo<Option<Member>>, name: String, user: UserId) -> impl IntoView {
    let locale = lang();
    let state = Memo::new(move |_| now.read().as_ref().map(|member| member.state));
    let name = StoredValue::new(name);
    let suspend = Callback::new(move |()| {
        desk.action.dispatch(Ask::Suspend(user));
    });
    let remove = Callback::new(move |()| {
        desk.action.dispatch(Ask::Remove(user));
    });
    let resume = move |_| {
        desk.action.dispatch(Ask::Resume(user));
    };
    let switch = move || match state.get() {
        Some(MemberState::Suspended) => view! {
            <button class="button" type="button" on:click=resume>{td_string!(locale, people_resume)}</button>
        }
        .into_any(),
        Some(MemberState::Active | MemberState::Barred) | None => view! {
            <Confirm
                label=td_string!(locale, people_suspend)
                title=td_string!(locale, people_suspend_title, name = name.get_value())
                text=td_string!(locale, people_suspend_text)
                button=td_string!(locale, people_suspend)
                run=suspend
            />
        }
        .into_any(),
    };
    view! {
        <section class="panel-section panel-stack">
            <h3>{td_string!(locale, people_access)}</h3>
            <p class="quiet">{td_string!(locale, people_access_text)}</p>
            <div class="action-row">
                {switch}
                <Confirm
                    label=td_string!(locale, people_remove)
                    title=td_string!(locale, people_remove_title, name = name.get_value())
                    text=td_string!(locale, people_remove_text)
                    button=td_string!(locale, people_remove)
                    run=remove
                />
            </div>
        </section>
    }
    .into_any()
}
