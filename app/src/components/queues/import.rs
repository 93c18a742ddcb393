//! A table pasted from a spreadsheet: agent, queues, priority. Lines that cannot be used are named one by one; when all
//! are good the same plan comes of it as of a selection.

use domain::changes::ImportProblem;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use crate::api::queues::Imported;
use crate::api::queues::plan_import;
use crate::components::bits::encode;
use crate::components::change_sets::MOST_ENCODED;
use crate::components::close_dialog;
use crate::components::show_dialog;
use crate::figures::counted;
use crate::words;

/// Lines that are named; whoever mends these sees the next.
const MOST_PROBLEMS: usize = 50;

#[component]
pub(super) fn ImportButton(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let dialog = NodeRef::<html::Dialog>::new();
    let text = RwSignal::new(String::new());
    let mode = RwSignal::new("add".to_owned());
    let problems = RwSignal::new(Vec::<ImportProblem>::new());
    let trouble = RwSignal::new(None::<String>);
    let pending = RwSignal::new(false);
    let open = move |_| {
        problems.set(Vec::new());
        trouble.set(None);
        show_dialog(dialog);
    };
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let pasted = text.get_untracked();
        if encode(&pasted).len() > MOST_ENCODED {
            trouble.set(Some(td_string!(locale, queues_import_long).to_owned()));
            return;
        }
        let connection = desk.connection.read_untracked().as_ref().map(|connection| connection.id.to_string());
        let (Some(id), false) = (connection, pending.get_untracked()) else { return };
        trouble.set(None);
        pending.set(true);
        leptos::task::spawn_local(async move {
            let answer = plan_import(desk.tenant(), id, mode.get_untracked(), pasted).await;
            pending.try_set(false);
            match answer {
                Ok(Imported::Plan(plan)) => {
                    close_dialog(dialog);
                    desk.show_plan(*plan);
                }
                Ok(Imported::Problems(found)) => {
                    problems.try_set(found);
                }
                Err(error) => {
                    trouble.try_set(Some(words::error(locale, &error, desk.reader.zone)));
                }
            }
        });
    };
    let modes = [
        ("add", td_string!(locale, queues_import_add)),
        ("remove", td_string!(locale, queues_import_remove)),
        ("replace", td_string!(locale, queues_import_replace)),
    ]
    .map(|(value, text)| view! { <option value=value>{text}</option> });
    let lines = move || {
        let problems = problems.read();
        let line = |problem: &ImportProblem| {
            let text = words::queues::import_problem(locale, problem);
            view! { <li><b>{td_string!(locale, queues_import_line, line = problem.line)}</b>" "{text}</li> }
        };
        problems.iter().take(MOST_PROBLEMS).map(line).collect_view()
    };
    let count = move || {
        let count = problems.read().len();
        (count > 0).then(|| counted!(locale, queues_import_wrong, count))
    };
    view! {
        <button class="button" type="button" on:click=open>{td_string!(locale, queues_import)}</button>
        <dialog class="confirm queues-import" node_ref=dialog aria-labelledby="queues-import">
            <form method="post" on:submit=send>
                <h2 id="queues-import">{td_string!(locale, queues_import_title)}</h2>
                <p id="queues-import-help">{td_string!(locale, queues_import_help)}</p>
                <div class="field">
                    <label for="queues-mode">{td_string!(locale, queues_import_mode)}</label>
                    <select id="queues-mode" on:change=move |event| mode.set(event_target_value(&event))>{modes}</select>
                </div>
                <div class="field">
                    <label for="queues-text">{td_string!(locale, queues_import_text)}</label>
                    <textarea
                        id="queues-text"
                        rows="10"
                        required
                        spellcheck="false"
                        aria-describedby="queues-import-help queues-import-problems"
                        on:input=move |event| text.set(event_target_value(&event))
                    ></textarea>
                </div>
                <div id="queues-import-problems" role="status">
                    <p class="field-error">{count}</p>
                    <ul class="queues-problems">{lines}</ul>
                </div>
                <p class="field-error" role="alert">{move || trouble.get()}</p>
                <p class="help">{td_string!(locale, queues_nothing_sent)}</p>
                <div class="action-row">
                    <button class="button" type="button" on:click=move |_| close_dialog(dialog)>{td_string!(locale, cancel)}</button>
                    <button class="button is-primary" type="submit" aria-disabled=move || pending.get().then_some("true")>
                        {move || if pending.get() { td_string!(locale, queues_planning) } else { td_string!(locale, queues_make_plan) }}
                    </button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}
