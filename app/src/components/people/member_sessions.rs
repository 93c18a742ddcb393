//! What a member is signed in to, and ending it.

use domain::id::UserId;
use domain::zone::Zone;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::Ask;
use super::Desk;
use crate::api::people::MemberSession;
use crate::api::people::member_sessions;
use crate::components::lang;
use crate::error::AppError;
use crate::timing;
use crate::words;

/// The list.
#[component]
pub(super) fn MemberSessions(
    /// The page.
    desk: Desk,
    /// Whose.
    user: UserId,
    /// Offset of the installation's zone, in seconds.
    zone: Zone,
) -> impl IntoView {
    let locale = lang();
    let sessions =
        Resource::new(move || desk.action.version().get(), move |_| member_sessions(desk.tenant(), user.to_string()));
    let show = move |sessions: Result<Vec<MemberSession>, AppError>| match sessions {
        Ok(sessions) if sessions.is_empty() => {
            view! { <p class="quiet">{td_string!(locale, people_no_sessions)}</p> }.into_any()
        }
        Ok(sessions) => {
            let several = (sessions.len() > 1).then(|| {
                let end_all = move |_| {
            desk.action.dispatch(Ask::EndSessions(user, None));
        };
                view! {
                    <button class="button" type="button" on:click=end_all>{td_string!(locale, people_end_all_sessions)}</button>
                }
            });
            let items = sessions.into_iter().map(|session| item(desk, user, session, zone)).collect_view();
            view! { <ul class="session-list">{items}</ul>{several} }.into_any()
        }
        Err(error) => view! { <p role="alert">{words::error(locale, &error, zone)}</p> }.into_any(),
    };
    view! {
        <section class="panel-section">
            <h3>{td_string!(locale, people_sessions)}</h3>
            <Transition fallback=move || view! { <p class="quiet" aria-busy="true">{td_string!(locale, loading_page)}</p> }>
                {move || Suspend::new(async move { show(sessions.await) })}
            </Transition>
        </section>
    }
    .into_any()
}

fn item(desk: Desk, user: UserId, session: MemberSession, zone: Zone) -> impl IntoView + use<> {
    let locale = lang();
    let browser = session.browser.unwrap_or_else(|| td_string!(locale, people_unknown_browser).to_owned());
    let place = session.remote.unwrap_or_default();
    let times = td_string!(
        locale,
        people_session_times,
        first = timing::date_time(locale, session.first_seen, zone),
        last = timing::date_time(locale, session.last_seen, zone)
    );
    let label = format!("{}: {browser}", td_string!(locale, people_end_session));
    let name = session.name;
    let end = move |_| {
        desk.action.dispatch(Ask::EndSessions(user, Some(name.clone())));
    };
    view! {
        <li>
            <div><b>{browser}</b><small>{place}</small><small>{times}</small></div>
            <button class="button is-tiny" type="button" aria-label=label on:click=end>{td_string!(locale, people_end_session)}</button>
        </li>
    }
}
