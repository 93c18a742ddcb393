//! What stands between the filters and the list: news, why a reading failed and what to do, and what cannot be promised.

use domain::administration::TroubleKind;
use domain::time::UnixMs;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::desk::wait_left;
use crate::error::AppError;
use crate::timing;
use crate::words;

#[component]
pub(super) fn Notes(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let reading = move || {
        let progress = desk.reading.get()?;
        let label = td_string!(locale, queues_reading_label);
        Some(if progress.of == 0 {
            view! { <progress class="queues-reading" aria-label=label></progress> }.into_any()
        } else {
            let (max, value) = (progress.of.to_string(), progress.done.to_string());
            view! { <progress class="queues-reading" aria-label=label max=max value=value></progress> }.into_any()
        })
    };
    let trouble = move || desk.trouble.get().map(|trouble| view! { <Failure desk trouble/> });
    let unseen = move || {
        let floor = desk.floor.read();
        let floor = floor.as_ref()?;
        let unseen = floor.unseen.map(|trouble| {
            format!("{} {}", words::queues::trouble(locale, trouble), td_string!(locale, queues_unseen_text))
        });
        let partly = floor.memberships.as_ref().is_some_and(|scan| !scan.complete) || !floor.agents.complete;
        let text = unseen.or_else(|| partly.then(|| td_string!(locale, queues_partly_text).to_owned()))?;
        Some(view! { <p class="notice is-attention">{text}</p> })
    };
    view! {
        <div class="queues-notes">
            {reading}
            <p class="notice is-info" role="status">{move || desk.said.get()}</p>
            {trouble}
            {unseen}
            <Show when=move || desk.selection.with(|selection| !selection.is_empty())>
                <p class="help">{move || td_string!(locale, queues_no_promise, provider = desk.kind().label())}</p>
            </Show>
        </div>
    }
    .into_any()
}

/// A reading that failed: what it was, since when, and the way out.
#[component]
fn Failure(desk: Desk, trouble: (AppError, UnixMs)) -> impl IntoView {
    let locale = desk.reader.locale;
    let offset = desk.reader.utc_offset_s;
    let kind = match &trouble.0 {
        AppError::Administration { trouble } => Some(trouble.kind),
        AppError::SignedOut
        | AppError::NotFound
        | AppError::Forbidden
        | AppError::TooSoon { .. }
        | AppError::NotOffered
        | AppError::Provider { .. }
        | AppError::Unavailable
        | AppError::Invalid { .. }
        | AppError::Conflict
        | AppError::BadRequest
        | AppError::Network
        | AppError::Internal => None,
    };
    let key = (kind == Some(TroubleKind::KeyRefused)).then(|| {
        let href = desk
            .connection
            .read_untracked()
            .as_ref()
            .map(|connection| format!("/t/{}/settings/connections?open={}", desk.tenant(), connection.id));
        view! { <a class="button" href=href>{td_string!(locale, queues_enter_key)}</a> }
    });
    let text = words::error(locale, &trouble.0, offset);
    let last = desk.floor.read_untracked().as_ref().map(|floor| {
        let time = timing::time_of_day(floor.agents.as_of, offset);
        td_string!(locale, queues_still_shown, time = time)
    });
    let waits = trouble.clone();
    let left = Memo::new(move |_| wait_left(&waits, desk.now.get()));
    let is_wait = matches!(kind, Some(TroubleKind::RateLimited { .. }));
    let wait = move || {
        is_wait.then(|| match left.get() {
            Some(seconds) => td_string!(locale, act_wait_left, seconds = seconds),
            None => td_string!(locale, act_wait_over).to_owned(),
        })
    };
    let again = move || {
        left.get().is_none().then(|| {
            view! {
                <button class="button" type="button" on:click=move |_| desk.read(true)>{td_string!(locale, try_again)}</button>
            }
        })
    };
    view! {
        <div class="notice queues-failure">
            <p role="alert">{text}" "{last}</p>
            <p>{wait}</p>
            <div class="action-row">{key}{again}</div>
        </div>
    }
    .into_any()
}
