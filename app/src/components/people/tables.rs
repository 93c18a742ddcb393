//! Members and open invitations as tables.

use domain::zone::Zone;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::Ask;
use super::Desk;
use crate::api::people::Member;
use crate::api::people::MemberState;
use crate::api::people::OpenInvitation;
use crate::api::people::PeoplePage;
use crate::components::lang;
use crate::timing;
use crate::words;

/// The members.
#[component]
pub(crate) fn MemberTable(
    /// The page.
    desk: Desk,
    /// Whose panel is open, as it stands in the address.
    open: Memo<Option<String>>,
) -> impl IntoView {
    let locale = lang();
    let rows = move || {
        let page = desk.page.read();
        page.members.iter().map(|member| member_row(desk, &page, member, open)).collect_view()
    };
    view! {
        <div class="table-scroll">
            <table class="list-table people-table">
                <caption class="visually-hidden">{td_string!(locale, people)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{td_string!(locale, people_person_name)}</th>
                        <th scope="col">{td_string!(locale, people_role)}</th>
                        <th scope="col">{td_string!(locale, people_person_sees)}</th>
                        <th scope="col">{td_string!(locale, people_last_seen)}</th>
                        <th scope="col">{td_string!(locale, people_access)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn member_row(desk: Desk, page: &PeoplePage, member: &Member, open: Memo<Option<String>>) -> impl IntoView + use<> {
    let locale = lang();
    let id = member.id.to_string();
    let href = format!("{}?open={id}", desk.path());
    let is_open = move || open.read().as_deref() == Some(id.as_str());
    let me = member.is_me.then(|| view! { <span class="badge">{td_string!(locale, people_you)}</span> });
    let seen = match member.last_seen {
        Some(at) => timing::date_time(locale, at, page.zone),
        None => td_string!(locale, people_not_lately).to_owned(),
    };
    let sessions = (member.sessions > 0).then(|| td_string!(locale, people_n_sessions, count = member.sessions));
    let (class, state) = match member.state {
        MemberState::Active => ("", td_string!(locale, people_member_active)),
        MemberState::Suspended => ("badge is-attention", td_string!(locale, people_member_is_suspended)),
        MemberState::Barred => ("badge is-alarm", td_string!(locale, people_member_is_barred)),
    };
    let factor = member.has_second_factor.then(|| view! { <small>{td_string!(locale, factor_title)}</small> });
    let provider = member.has_identity.then(|| view! { <small>{td_string!(locale, sso_member)}</small> });
    let glass = member.is_break_glass.then(|| view! { <small>{td_string!(locale, sso_break_glass_member)}</small> });
    let scope = words::limits(locale, &member.scope, &page.choices)
        .into_iter()
        .map(|line| view! { <span>{line}</span> })
        .collect_view();
    view! {
        <tr class:is-open=is_open>
            <th scope="row">
                <a class="name" href=href>{member.name.clone()}</a>" "{me}
                <small>{member.email.clone()}</small>
            </th>
            <td>{words::role(locale, member.role)}</td>
            <td class="sees">{scope}</td>
            <td class="is-time">{seen}<small>{sessions}</small></td>
            <td><span class=class>{state}</span>{factor}{provider}{glass}</td>
        </tr>
    }
}

/// Who has been invited and has not joined yet; nothing when there is nobody.
#[component]
pub(crate) fn InvitationTable(
    /// The page.
    desk: Desk,
) -> impl IntoView {
    let locale = lang();
    let rows = move || {
        let page = desk.page.read();
        page.invitations.iter().map(|invitation| invitation_row(desk, &page, invitation)).collect_view()
    };
    let any = Memo::new(move |_| !desk.page.read().invitations.is_empty());
    let failure = move || {
        let answer = desk.answer(|ask| matches!(ask, Ask::Withdraw(_)))?;
        answer.outcome.err().map(|error| words::error(locale, &error, Zone::UTC))
    };
    view! {
        <p class="notice" role="alert">{failure}</p>
        <Show when=move || any.get()>
            <h2 class="table-title">{td_string!(locale, people_open_invitations)}</h2>
            <div class="table-scroll">
                <table class="list-table people-table">
                    <caption class="visually-hidden">{td_string!(locale, people_open_invitations)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, email)}</th>
                            <th scope="col">{td_string!(locale, people_role)}</th>
                            <th scope="col">{td_string!(locale, people_person_sees)}</th>
                            <th scope="col">{td_string!(locale, people_invited_by)}</th>
                            <th scope="col">{td_string!(locale, people_good_until)}</th>
                            <th scope="col"><span class="visually-hidden">{td_string!(locale, people_withdraw)}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Show>
    }
    .into_any()
}

fn invitation_row(desk: Desk, page: &PeoplePage, invitation: &OpenInvitation) -> impl IntoView + use<> {
    let locale = lang();
    let label = format!("{}: {}", td_string!(locale, people_withdraw), invitation.email);
    let id = invitation.id.clone();
    let withdraw = move |_| {
        desk.action.dispatch(Ask::Withdraw(id.clone()));
    };
    let mail = invitation.mail.map(|(state, trouble)| view! { <small>{words::mail(locale, state, trouble)}</small> });
    let scope = words::limits(locale, &invitation.scope, &page.choices)
        .into_iter()
        .map(|line| view! { <span>{line}</span> })
        .collect_view();
    view! {
        <tr>
            <th scope="row">{invitation.email.clone()}{mail}</th>
            <td>{words::role(locale, invitation.role)}</td>
            <td class="sees">{scope}</td>
            <td>{invitation.invited_by.clone()}</td>
            <td class="is-time">{timing::date_time(locale, invitation.expires_at, page.zone)}</td>
            <td class="is-actions">
                <button class="button is-tiny" type="button" aria-label=label on:click=withdraw>{td_string!(locale, people_withdraw)}</button>
            </td>
        </tr>
    }
}
