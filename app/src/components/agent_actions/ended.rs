//! How the last action goes and went, in words: read out once, and counted down where the provider asks to wait.

use domain::command::Outcome;
use domain::command::Refusal;
use domain::time::UnixMs;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::Desk;
use super::asked::Asked;
use crate::error::AppError;
use crate::i18n::Locale;
use crate::words;

/// The place of the words.
#[component]
pub(super) fn Ended(
    /// What every part needs.
    desk: Desk,
) -> impl IntoView {
    let locale = desk.reader.locale;
    let pending = desk.act.pending();
    // Whoever may ask again from when on, where the provider asked to wait.
    let again_at: Memo<Option<UnixMs>> = Memo::new(move |_| match desk.act.value().get() {
        Some(Ok(Outcome::Refused { reason: Refusal::RateLimited { retry_after_s }, .. })) => {
            Some(desk.now.get_untracked().plus_s(i64::from(retry_after_s)))
        }
        Some(_) | None => None,
    });
    let left_s = Memo::new(move |_| {
        let until = again_at.get()?;
        Some(until.seconds_since(desk.now.get()).max(0))
    });
    let is_over = Memo::new(move |_| left_s.get() == Some(0));
    let said = move || {
        let asked = desk.last.get()?;
        let provider = desk.connection.read().kind.label();
        let (mood, text) = if pending.get() {
            ("is-info", format!("{}…", words::under_way(locale, asked.kind())))
        } else if is_over.get() {
            ("is-info", td_string!(locale, act_wait_over).to_owned())
        } else {
            match desk.act.value().get()? {
                Ok(outcome) => outcome_words(locale, asked, &outcome, provider),
                Err(AppError::Conflict) => ("is-attention", td_string!(locale, act_under_way).to_owned()),
                Err(error) => ("", words::error(locale, &error, desk.reader.zone)),
            }
        };
        let spinner = pending.get().then(|| {
            view! { <svg class="icon is-small spinner" aria-hidden="true"><use href="#i-busy"></use></svg> }
        });
        Some(view! { <p class=format!("notice {mood}")>{spinner}{text}</p> })
    };
    // Every second of it read out would be noise: what is read out is the whole wait, and its end.
    let countdown = move || {
        let left = left_s.get().filter(|left| *left > 0 && !pending.get())?;
        Some(
            view! { <p class="act-countdown" aria-hidden="true">{td_string!(locale, act_wait_left, seconds = left)}</p> },
        )
    };
    view! {
        <div class="act-outcome" role="status" aria-live="polite">{said}</div>
        {countdown}
    }
    .into_any()
}

/// The mood of the notice, and its words.
fn outcome_words(locale: Locale, asked: Asked, outcome: &Outcome, provider: &'static str) -> (&'static str, String) {
    match outcome {
        Outcome::Confirmed => ("is-good", td_string!(locale, act_confirmed, provider = provider)),
        Outcome::AcceptedNotVisible if asked == Asked::InGroups => {
            ("is-attention", td_string!(locale, in_groups_requested, provider = provider))
        }
        Outcome::AcceptedNotVisible => ("is-attention", td_string!(locale, act_not_visible, provider = provider)),
        Outcome::AcceptedUnverifiable => ("is-info", td_string!(locale, act_unverifiable, provider = provider)),
        Outcome::AlreadyDone if asked == Asked::LogOut => ("is-info", td_string!(locale, act_already_out).to_owned()),
        Outcome::AlreadyDone => ("is-info", td_string!(locale, act_already).to_owned()),
        Outcome::Refused { reason, code } => {
            let why = words::refusal(locale, *reason, code.as_deref(), provider);
            ("", td_string!(locale, act_failed, why = why))
        }
        Outcome::Unknown => ("is-attention", td_string!(locale, act_unknown).to_owned()),
    }
}
