//! Pages that only say something: not found, forbidden, failed.

use std::time::Duration;

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

use crate::components::Icon;
use crate::components::PageLinks;
use crate::components::lang;
use crate::error::AppError;
use crate::live::load_anew;

/// A page that failed is tried again after so long.
const RETRY: Duration = Duration::from_secs(8);

/// There is no such page, or it is somebody else's: both look alike.
#[component]
pub(crate) fn NotFoundPage() -> impl IntoView {
    view! { <FailurePage error=AppError::NotFound/> }
}

/// What went wrong with the whole page, and what to do.
#[component]
pub(crate) fn FailurePage(
    /// What went wrong.
    error: AppError,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::ssr::answer_with(&error);
    if tries_again(&error) {
        try_again_by_itself();
    }
    view! {
        <Title text=words_of(&error).0/>
        <main class="message-page">
            <Message error/>
            <PageLinks/>
        </main>
    }
}

/// What went wrong, and the way on.
#[component]
pub(crate) fn Message(
    /// What went wrong.
    error: AppError,
) -> impl IntoView {
    let locale = lang();
    let (title, text) = words_of(&error);
    let (href, button) = match error {
        AppError::SignedOut => ("/sign-in", td_string!(locale, sign_in)),
        AppError::Network | AppError::Unavailable | AppError::Internal => ("", td_string!(locale, try_again)),
        AppError::NeedsSecondFactor => ("/account/second-factor", td_string!(locale, factor_start)),
        AppError::NotFound
        | AppError::Forbidden
        | AppError::NeedsProof { .. }
        | AppError::TooSoon { .. }
        | AppError::NotOffered
        | AppError::Provider { .. }
        | AppError::Administration { .. }
        | AppError::Invalid { .. }
        | AppError::Conflict
        | AppError::BadRequest => ("/", td_string!(locale, to_board)),
    };
    view! {
        <Icon name="i-info"/>
        <h1>{title}</h1>
        <p>{text}</p>
        <a class="button is-primary" href=href rel="external">{button}</a>
    }
    .into_any()
}

/// Title and sentence.
fn words_of(error: &AppError) -> (&'static str, &'static str) {
    let locale = lang();
    match error {
        AppError::NotFound => (td_string!(locale, not_found_title), td_string!(locale, not_found_text)),
        AppError::Forbidden => (td_string!(locale, forbidden_title), td_string!(locale, forbidden_text)),
        AppError::SignedOut => (td_string!(locale, sign_in), td_string!(locale, signed_out_notice)),
        AppError::NeedsSecondFactor => (td_string!(locale, factor_title), td_string!(locale, factor_error_needed)),
        AppError::NeedsProof { .. }
        | AppError::TooSoon { .. }
        | AppError::NotOffered
        | AppError::Provider { .. }
        | AppError::Administration { .. }
        | AppError::Unavailable
        | AppError::Invalid { .. }
        | AppError::Conflict
        | AppError::BadRequest
        | AppError::Network
        | AppError::Internal => (td_string!(locale, error_title), td_string!(locale, error_text)),
    }
}

/// Whether it may be over in a moment.
const fn tries_again(error: &AppError) -> bool {
    matches!(error, AppError::Network | AppError::Unavailable | AppError::Internal)
}

/// Loads the page anew after a while, once the server answers; each time it fails again this page begins again.
fn try_again_by_itself() {
    Effect::new(move |_| {
        let timer = set_timeout_with_handle(load_anew, RETRY);
        on_cleanup(move || {
            if let Ok(timer) = timer {
                timer.clear();
            }
        });
    });
}
