//! Why somebody shall not be recorded: asked before there is a plan, and kept with it, since switching off may break a law or
//! a promise.

use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::desk::Switches;
use crate::components::field::mistake_in;
use crate::components::show_dialog;
use crate::error::AppError;
use crate::figures::counted;
use crate::words;

#[component]
pub(super) fn ReasonQuestion(
    desk: Desk,
    /// Whom to record and whom not.
    switches: Switches,
) -> impl IntoView {
    let locale = desk.reader.locale;
    let title = counted!(locale, recording_why_title, switches.off.len());
    let also = (!switches.on.is_empty()).then(|| {
        view! { <p>{counted!(locale, recording_why_also, switches.on.len())}</p> }
    });
    let typed = RwSignal::new(String::new());
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let trouble = RwSignal::new(None::<String>);
    let mistake = Memo::new(move |_| mistake_in(&errors.read(), Field::Reason));
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        dialog.track();
        show_dialog(dialog);
    });
    let close = move || desk.asks_why.set(None);
    let fail = Callback::new(move |error: AppError| {
        let fields = error.field_errors().to_vec();
        let is_elsewhere = fields.iter().all(|error| error.field != Field::Reason);
        errors.try_set(fields);
        trouble.try_set(is_elsewhere.then(|| words::error(locale, &error, desk.reader.zone)));
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let reason = typed.get_untracked();
        if reason.trim().is_empty() {
            errors.set(vec![FieldError::new(Field::Reason, Problem::Required)]);
            return;
        }
        errors.set(Vec::new());
        trouble.set(None);
        desk.plan(switches.clone(), reason, fail);
    };
    let busy = move || {
        if desk.is_planning.get() { td_string!(locale, queues_planning) } else { td_string!(locale, queues_make_plan) }
    };
    view! {
        <dialog class="confirm" node_ref=dialog aria-labelledby="recording-why" on:close=move |_| close()>
            <form method="post" novalidate on:submit=send>
                <h2 id="recording-why">{title}</h2>
                {also}
                <div class="field">
                    <label for="recording-reason">{td_string!(locale, recording_reason)}</label>
                    <input
                        id="recording-reason"
                        type="text"
                        autocomplete="off"
                        required
                        aria-invalid=move || mistake.read().is_some().then_some("true")
                        aria-describedby="recording-reason-error recording-reason-help"
                        on:input=move |event| typed.set(event_target_value(&event))
                    />
                    <span class="field-error" id="recording-reason-error" role="alert">{move || mistake.get()}</span>
                    <small id="recording-reason-help">{td_string!(locale, recording_reason_help)}</small>
                </div>
                <p class="field-error" role="alert">{move || trouble.get()}</p>
                <p class="help">{td_string!(locale, queues_nothing_sent)}</p>
                <div class="action-row">
                    <button class="button" type="button" on:click=move |_| close()>{td_string!(locale, cancel)}</button>
                    <button class="button is-primary" type="submit" aria-disabled=move || desk.is_planning.get().then_some("true")>{busy}</button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}
