//! A button and its question: to whom, how they are now, what will be sent, and two buttons.

use std::time::Duration;

use domain::command::ActionKind;
use domain::form::Field;
use domain::form::FieldError;
use domain::form::Problem;
use domain::id::CommandId;
use domain::queue::NamedRef;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::Desk;
use super::asked::Asked;
use super::in_groups::InGroupFields;
use crate::api::act::Act;
use crate::api::act::SentWish;
use crate::api::act::callout_queues;
use crate::components::bits::Glyph;
use crate::components::bits::Icon;
use crate::components::dialog::close_dialog;
use crate::components::dialog::show_dialog;
use crate::components::mistake_in;
use crate::timing;
use crate::words;

/// Longest reason, as the server keeps it.
const MOST_REASON_CHARS: &str = "200";

/// The second click of a double click shall find the question, and not what lies behind it.
const SECOND_CLICK: Duration = Duration::from_millis(500);

/// One action.
#[component]
pub(super) fn Ask(
    /// What every part needs.
    desk: Desk,
    /// Which action.
    asked: Asked,
) -> impl IntoView {
    let locale = desk.reader.locale;
    let dialog = NodeRef::<html::Dialog>::new();
    // The command has its identity from the moment the question is asked: however often it is answered, it is one.
    let command = StoredValue::new(None::<CommandId>);
    let typed = RwSignal::new(String::new());
    let mistakes = RwSignal::new(Vec::<FieldError>::new());
    let times_opened = RwSignal::new(0_u32);
    let pending = desk.act.pending();
    let open = move |_| {
        if pending.get_untracked() {
            return;
        }
        command.set_value(fresh_identity());
        typed.set(String::new());
        mistakes.set(Vec::new());
        times_opened.update(|times| *times += 1);
        show_dialog(dialog);
    };
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(mistake) = missing(asked, &typed.read_untracked()) {
            mistakes.set(vec![mistake]);
            return;
        }
        let Some(id) = command.get_value().filter(|_| !pending.get_untracked()) else { return };
        desk.last.set(Some(asked));
        desk.act.dispatch(Act {
            tenant: desk.tenant.get_value(),
            agent: desk.open.get_value(),
            wish: wish(asked, id, typed.get_untracked()),
        });
        let sent = dialog.get_untracked();
        set_timeout(move || sent.iter().for_each(|dialog| dialog.close()), SECOND_CLICK);
    };
    let field = match asked {
        Asked::RecordingOff => Some(view! { <ReasonField desk typed mistakes/> }.into_any()),
        Asked::CalloutQueue => Some(view! { <QueueField desk typed mistakes times_opened/> }.into_any()),
        Asked::InGroups => Some(view! { <InGroupFields desk typed mistakes times_opened/> }.into_any()),
        Asked::LogOut | Asked::Pause | Asked::Resume | Asked::RecordingOn => None,
    };
    let title = format!("ask-{}", asked.slug());
    let title_of = title.clone();
    let question = move || asked.question(locale, &desk.details.read().agent.display_name);
    let consequence = move || asked.consequence(locale, &desk.connection.read(), &desk.details.read());
    let send_class = if asked.is_danger() { "button is-danger" } else { "button is-primary" };
    view! {
        <button
            class="button"
            class:is-danger=asked.is_danger()
            type="button"
            aria-haspopup="dialog"
            aria-disabled=move || pending.get().then_some("true")
            on:click=open
        >
            {asked.icon().map(|name| view! { <Icon name/> })}
            {asked.label(locale)}
        </button>
        <dialog class="confirm" node_ref=dialog aria-labelledby=title_of>
            <form method="post" on:submit=send novalidate>
                <h2 id=title>{question}</h2>
                <Present desk/>
                <p>{consequence}</p>
                {field}
                <div class="action-row">
                    <button class="button" type="button" on:click=move |_| close_dialog(dialog)>
                        {td_string!(locale, people_cancel)}
                    </button>
                    <button class=send_class type="submit" disabled=move || pending.get()>{asked.label(locale)}</button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}

/// An identity of the browser's own making; none where there is no browser.
fn fresh_identity() -> Option<CommandId> {
    let mut bytes = [0; 16];
    window().crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(CommandId::of_random(bytes))
}

/// What is missing of what has to be typed.
fn missing(asked: Asked, typed: &str) -> Option<FieldError> {
    let field = match asked {
        Asked::RecordingOff => Field::Reason,
        Asked::CalloutQueue => Field::Queue,
        Asked::InGroups => Field::InGroups,
        Asked::LogOut | Asked::Pause | Asked::Resume | Asked::RecordingOn => return None,
    };
    typed.trim().is_empty().then_some(FieldError::new(field, Problem::Required))
}

fn wish(asked: Asked, id: CommandId, typed: String) -> SentWish {
    let (value, reason) = match asked.kind() {
        ActionKind::SetCalloutQueue | ActionKind::ChangeInGroups => (typed, String::new()),
        ActionKind::LogOut
        | ActionKind::Pause
        | ActionKind::Resume
        | ActionKind::SetCallinQueues
        | ActionKind::SetRecording => (asked.value().to_owned(), typed),
    };
    SentWish { id: id.to_string(), action: asked.kind(), value, reason }
}

/// How the agent is now, ticking, and their call.
#[component]
pub(super) fn Present(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let state = Memo::new(move |_| desk.details.read().agent.state);
    let time = move || {
        let clock = desk.details.read().agent.clock?;
        let figures = timing::clock(desk.now.get().seconds_since(clock.since));
        Some(if clock.is_lower_bound { format!("≥ {figures}") } else { figures })
    };
    let call = move || {
        let details = desk.details.read();
        let call = details.agent.call.as_ref()?;
        let parts = [Some(words::direction(locale, call.direction).to_owned()), call.customer_number.clone()];
        Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    };
    view! {
        <p class="confirm-present">
            <Glyph name=Signal::derive(move || words::glyph(state.get()))/>
            <b>{move || words::state(locale, state.get())}</b>
            <span class="num">{time}</span>
            <span>{call}</span>
        </p>
    }
    .into_any()
}

/// Why recording is switched off.
#[component]
fn ReasonField(desk: Desk, typed: RwSignal<String>, mistakes: RwSignal<Vec<FieldError>>) -> impl IntoView {
    let locale = desk.reader.locale;
    let mistake = Memo::new(move |_| mistake_in(&mistakes.read(), Field::Reason));
    view! {
        <div class="field">
            <label for="act-reason">{td_string!(locale, act_reason)}</label>
            <textarea
                id="act-reason"
                rows="3"
                maxlength=MOST_REASON_CHARS
                aria-required="true"
                aria-invalid=move || mistake.read().is_some().then_some("true")
                aria-describedby="act-reason-error act-reason-help"
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
            ></textarea>
            <span class="field-error" id="act-reason-error" role="alert">{move || mistake.get()}</span>
            <small id="act-reason-help">{td_string!(locale, act_reason_help)}</small>
        </div>
    }
    .into_any()
}

/// Which callout queue: one that agents have now, or a number typed.
#[component]
fn QueueField(
    desk: Desk,
    typed: RwSignal<String>,
    mistakes: RwSignal<Vec<FieldError>>,
    /// The list is read when somebody first looks.
    times_opened: RwSignal<u32>,
) -> impl IntoView {
    let locale = desk.reader.locale;
    let mistake = Memo::new(move |_| mistake_in(&mistakes.read(), Field::Queue));
    let is_wanted = Memo::new(move |_| times_opened.get() > 0);
    let known = LocalResource::new(move || {
        let (is_wanted, tenant, open) = (is_wanted.get(), desk.tenant.get_value(), desk.open.get_value());
        async move {
            match is_wanted {
                true => callout_queues(tenant, open).await,
                false => Ok(Vec::new()),
            }
        }
    });
    // Without the list a number can still be typed.
    let options = move || {
        let queues: Vec<NamedRef> = known.get().and_then(Result::ok).into_iter().flatten().collect();
        queues
            .into_iter()
            .map(|queue| {
                let name = queue.label().to_owned();
                view! { <option value=queue.id>{name}</option> }
            })
            .collect_view()
    };
    view! {
        <div class="field">
            <label for="act-queue">{td_string!(locale, act_queue)}</label>
            <input
                id="act-queue"
                type="text"
                inputmode="numeric"
                list="act-queues"
                autocomplete="off"
                aria-required="true"
                aria-invalid=move || mistake.read().is_some().then_some("true")
                aria-describedby="act-queue-error act-queue-help"
                prop:value=move || typed.get()
                on:input=move |event| typed.set(event_target_value(&event))
            />
            <datalist id="act-queues">{options}</datalist>
            <span class="field-error" id="act-queue-error" role="alert">{move || mistake.get()}</span>
            <small id="act-queue-help">{td_string!(locale, act_queue_help)}</small>
        </div>
    }
    .into_any()
}
