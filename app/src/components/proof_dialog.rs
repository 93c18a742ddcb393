//! The question who it is, in the middle of what somebody does: a code or the password, and then it goes on.

use domain::form::Field;
use domain::form::FieldError;
use domain::proof::ProofBy;
use domain::zone::Zone;
use leptos::form::FromFormData;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;
use serde::Deserialize;

use super::TextField;
use super::close_dialog;
use super::lang;
use super::show_dialog;
use crate::api::second_factor::prove;
use crate::error::AppError;
use crate::proof::ProofDesk;
use crate::words;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    code: String,
    current_password: String,
}

/// The dialog; empty until it is needed.
#[component]
pub(crate) fn ProofDialog() -> impl IntoView {
    let desk = ProofDesk::new();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| desk.open());
    Effect::new(move |_| {
        if desk.asked.read().is_some() {
            show_dialog(dialog);
        } else {
            close_dialog(dialog);
        }
    });
    let form = move || desk.asked.get().map(|by| view! { <ProofForm desk by/> });
    // Escape puts it away, which is a no.
    let closed = move |_| {
        if desk.asked.get_untracked().is_some() {
            desk.tell(false);
        }
    };
    view! {
        <dialog class="confirm" node_ref=dialog aria-label=td_string!(lang(), proof_title) on:close=closed>{form}</dialog>
    }
    .into_any()
}

#[component]
fn ProofForm(desk: ProofDesk, by: ProofBy) -> impl IntoView {
    let locale = lang();
    let action = Action::new(move |typed: &String| {
        let typed = typed.clone();
        async move {
            let answer = prove(typed).await;
            if answer.is_ok() {
                desk.tell(true);
            }
            answer
        }
    });
    let answer = action.value();
    let errors = Signal::derive(move || -> Vec<FieldError> {
        answer.with(|answer| match answer {
            Some(Err(error)) => error.field_errors().to_vec(),
            Some(Ok(())) | None => Vec::new(),
        })
    });
    let failure = move || {
        answer.with(|answer| match answer {
            Some(Err(AppError::TooSoon { retry_after_s })) => {
                Some(td_string!(locale, entry_too_many, seconds = *retry_after_s))
            }
            Some(Err(error)) if error.field_errors().is_empty() => Some(words::error(locale, error, Zone::UTC)),
            Some(_) | None => None,
        })
    };
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(typed) = Typed::from_event(&event) else { return };
        action.dispatch(match by {
            // It was proved in another tab.
            ProofBy::Provider => String::new(),
            ProofBy::Code => typed.code,
            ProofBy::Password => typed.current_password,
        });
    };
    if by == ProofBy::Provider {
        return view! { <ProviderForm desk/> }.into_any();
    }
    let pending = action.pending();
    view! {
        <form method="post" novalidate on:submit=send>
            <h2>{td_string!(locale, proof_title)}</h2>
            <p>{td_string!(locale, proof_text)}</p>
            <p class="notice" role="alert">{failure}</p>
            <ProofField by errors/>
            <div class="action-row">
                <button class="button" type="button" on:click=move |_| desk.tell(false)>{td_string!(locale, people_cancel)}</button>
                <button class="button is-primary" type="submit" disabled=move || pending.get()>{td_string!(locale, proof_button)}</button>
            </div>
        </form>
    }
    .into_any()
}

/// It is proved in another tab, so that nothing typed on this page is lost.
#[component]
fn ProviderForm(desk: ProofDesk) -> impl IntoView {
    let locale = lang();
    view! {
        <form method="post" action="/account/proof/provider" target="_blank">
            <h2>{td_string!(locale, proof_title)}</h2>
            <p>{td_string!(locale, sso_proof_text)}</p>
            <input type="hidden" name="next" value="/account/proof"/>
            <div class="action-row">
                <button class="button" type="button" on:click=move |_| desk.tell(false)>{td_string!(locale, people_cancel)}</button>
                <button class="button" type="submit">{td_string!(locale, sso_proof_button)}</button>
                <button class="button is-primary" type="button" on:click=move |_| desk.tell(true)>
                    {td_string!(locale, sso_proof_done)}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// The field for what proves it.
#[component]
pub(crate) fn ProofField(
    /// What proves it.
    by: ProofBy,
    /// What was wrong with the form as it was sent.
    #[prop(into)]
    errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let locale = lang();
    match by {
        ProofBy::Provider => ().into_any(),
        ProofBy::Code => view! {
            <TextField
                field=Field::Code
                label=td_string!(locale, factor_code)
                autocomplete="one-time-code"
                hint=td_string!(locale, factor_code_hint)
                errors
            />
        }
        .into_any(),
        ProofBy::Password => view! {
            <TextField
                field=Field::CurrentPassword
                label=td_string!(locale, current_password)
                kind="password"
                autocomplete="current-password"
                errors
            />
        }
        .into_any(),
    }
}
