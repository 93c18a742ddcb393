//! The queues to tick, with those of the agent ticked already.

use domain::administration::ScanProgress;
use domain::queue::NamedRef;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::Callin;
use crate::api::agent_queues::AgentCallin;
use crate::components::dialog::close_dialog;
use crate::timing;
use crate::words;

#[component]
pub(super) fn Choose(callin: Callin) -> impl IntoView {
    let locale = callin.desk.reader.locale;
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        callin.make_plan();
    };
    let reading = move || callin.reading.get().map(|progress| view! { <Reading callin progress/> });
    let trouble = move || {
        let error = callin.trouble.get()?;
        let text = words::error(locale, &error, callin.desk.reader.zone);
        Some(view! {
            <p class="notice" role="alert">{text}</p>
            <div class="action-row">
                <button class="button" type="button" on:click=move |_| callin.read(true)>{td_string!(locale, try_again)}</button>
            </div>
        })
    };
    let boxes = move || callin.read.get().map(|read| view! { <Boxes callin read/> });
    let busy = move || {
        if callin.pending.get() { td_string!(locale, queues_planning) } else { td_string!(locale, queues_make_plan) }
    };
    let is_off = Memo::new(move |_| {
        let can = callin.read.read().as_ref().is_some_and(|read| read.unseen.is_none());
        callin.pending.get() || !can
    });
    view! {
        <form class="confirm-step" method="post" on:submit=send novalidate>
            {reading}
            {trouble}
            {boxes}
            <p class="field-error" role="alert">{move || callin.problem.get()}</p>
            <p class="help">{td_string!(locale, queues_nothing_sent)}</p>
            <div class="action-row">
                <button class="button" type="button" on:click=move |_| close_dialog(callin.dialog)>
                    {td_string!(locale, cancel)}
                </button>
                <button class="button is-primary" type="submit" disabled=move || is_off.get()>{busy}</button>
            </div>
        </form>
    }
    .into_any()
}

/// How far the reading of the whole connection is: no provider tells the queues of one agent.
#[component]
fn Reading(callin: Callin, progress: ScanProgress) -> impl IntoView {
    let locale = callin.desk.reader.locale;
    let label = td_string!(locale, queues_reading_label);
    let bar = if progress.of == 0 {
        view! { <progress class="queues-reading" aria-label=label></progress> }.into_any()
    } else {
        let (max, value) = (progress.of.to_string(), progress.done.to_string());
        view! { <progress class="queues-reading" aria-label=label max=max value=value></progress> }.into_any()
    };
    let text = if progress.of == 0 {
        td_string!(locale, queues_reading_agents).to_owned()
    } else {
        td_string!(locale, queues_reading, done = progress.done, of = progress.of)
    };
    view! {
        {bar}
        <p role="status">{text}</p>
    }
    .into_any()
}

#[component]
fn Boxes(callin: Callin, read: AgentCallin) -> impl IntoView {
    let locale = callin.desk.reader.locale;
    let provider = callin.desk.connection.read_untracked().kind.label();
    let read_at = read.read_at;
    let age = move || {
        let age = timing::age(callin.now().seconds_since(read_at).max(0));
        let time = timing::time_of_day(read_at, callin.desk.reader.zone);
        td_string!(locale, panel_callin_read, time = time, age = age)
    };
    let unseen = read.unseen.map(|trouble| {
        let text = format!("{} {}", words::queues::trouble(locale, trouble), td_string!(locale, panel_callin_unseen));
        view! { <p class="notice is-attention">{text}</p> }
    });
    let is_partly = unseen.is_none() && !read.complete;
    let partly =
        is_partly.then(|| view! { <p class="notice is-attention">{td_string!(locale, queues_partly_text)}</p> });
    let boxes = read.queues.into_iter().map(|queue| view! { <QueueBox callin queue/> }).collect_view();
    let last =
        move || (callin.ticked.read().len() == 1).then(|| td_string!(locale, panel_callin_last, provider = provider));
    view! {
        <p class="callin-age">
            <span class="num">{age}</span>
            <button class="button is-plain" type="button" on:click=move |_| callin.read(true)>{td_string!(locale, reread)}</button>
        </p>
        {unseen}
        {partly}
        <fieldset class="queues-boxes">
            <legend class="visually-hidden">{td_string!(locale, queues_callin)}</legend>
            {boxes}
        </fieldset>
        <p class="help" id="callin-last">{last}</p>
    }
    .into_any()
}

/// A queue. The last one that is ticked stays so: the provider refuses an empty list.
#[component]
fn QueueBox(callin: Callin, queue: NamedRef) -> impl IntoView {
    let (id, label) = (queue.id.clone(), queue.label().to_owned());
    let number = (label != id).then(|| id.clone());
    let is_last = {
        let id = id.clone();
        Memo::new(move |_| {
            let ticked = callin.ticked.read();
            ticked.len() == 1 && ticked.contains(&id)
        })
    };
    let is_ticked = {
        let id = id.clone();
        move || callin.ticked.read().contains(&id)
    };
    let toggle = move |event: leptos::ev::Event| {
        let checked = event_target_checked(&event);
        if is_last.get_untracked() && !checked {
            // The box has been cleared by the browser already; what it shows is put right.
            callin.ticked.update(|_| {});
            event_target::<web_sys::HtmlInputElement>(&event).set_checked(true);
            return;
        }
        callin.problem.set(None);
        callin.ticked.update(|ticked| {
            if checked {
                ticked.insert(id.clone());
            } else {
                ticked.remove(&id);
            }
        });
    };
    view! {
        <label class="check-field">
            <input
                type="checkbox"
                prop:checked=is_ticked
                aria-disabled=move || is_last.get().then_some("true")
                aria-describedby=move || is_last.get().then_some("callin-last")
                on:change=toggle
            />
            <span>{label}" "<small>{number}</small></span>
        </label>
    }
    .into_any()
}
