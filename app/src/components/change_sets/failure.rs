//! A reading that failed: what it was, since when, and the way out.

use domain::administration::TroubleKind;
use domain::time::UnixMs;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::readings::Readings;
use super::readings::wait_left;
use crate::error::AppError;
use crate::row_model::Reader;
use crate::timing;
use crate::words;

#[component]
pub(crate) fn Failure(
    /// What was read.
    readings: Readings,
    /// Language and zone.
    reader: Reader,
    /// What went wrong, and when.
    trouble: (AppError, UnixMs),
) -> impl IntoView {
    let locale = reader.locale;
    let offset = reader.zone;
    let kind = match &trouble.0 {
        AppError::Administration { trouble } => Some(trouble.kind),
        AppError::SignedOut
        | AppError::NotFound
        | AppError::Forbidden
        | AppError::NeedsSecondFactor
        | AppError::NeedsProof { .. }
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
        let href = readings.connection.read_untracked().as_ref().map(|connection| {
            format!("/t/{}/settings/connections?open={}", readings.tenant.get_value(), connection.id)
        });
        view! { <a class="button" href=href>{td_string!(locale, queues_enter_key)}</a> }
    });
    let text = words::error(locale, &trouble.0, offset);
    let last = readings.floor.read_untracked().as_ref().map(|floor| {
        let time = timing::time_of_day(floor.agents.as_of, offset);
        td_string!(locale, queues_still_shown, time = time)
    });
    let waits = trouble.clone();
    let left = Memo::new(move |_| wait_left(&waits, readings.now.get()));
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
                <button class="button" type="button" on:click=move |_| readings.read(true)>{td_string!(locale, try_again)}</button>
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
