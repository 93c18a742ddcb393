//! Who should be recorded: a rule for everybody, and exceptions by callin queue and by agent. Saving it switches nothing.

use domain::administration::RecordingPolicy;
use domain::administration::RecordingRule;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

use super::desk::Desk;
use crate::api::recording::change_recording_policy;
use crate::components::bits::Icon;
use crate::i18n::Locale;
use crate::timing;
use crate::words;

/// What was changed and is not saved yet.
type Draft = RwSignal<Option<RecordingPolicy>>;

/// The policy as the form shows it: the draft, else the one that is kept.
fn shown(desk: Desk, draft: Draft) -> RecordingPolicy {
    draft.get().or_else(|| desk.book.read().as_ref().map(|book| book.policy.clone())).unwrap_or_default()
}

fn change(desk: Desk, draft: Draft, change: impl FnOnce(&mut RecordingPolicy)) {
    let mut policy = untrack(|| shown(desk, draft));
    change(&mut policy);
    let kept = desk.book.with_untracked(|book| book.as_ref().map(|book| book.policy.clone()).unwrap_or_default());
    draft.set((policy != kept).then_some(policy));
}

#[component]
pub(super) fn PolicyForm(desk: Desk) -> impl IntoView {
    let locale = desk.reader.locale;
    let draft = Draft::new(None);
    let said = RwSignal::new(None::<(bool, String)>);
    let is_saving = RwSignal::new(false);
    // A draft belongs to the connection it was begun for.
    let connection = Memo::new(move |_| desk.readings.connection.read().as_ref().map(|connection| connection.id));
    Effect::new(move |before: Option<Option<_>>| {
        let now = connection.get();
        if before.is_some_and(|before| before != now) {
            draft.set(None);
            said.set(None);
        }
        now
    });
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Some(policy), Some(id), false) =
            (draft.get_untracked(), connection.get_untracked(), is_saving.get_untracked())
        else {
            return;
        };
        let version = desk.book.with_untracked(|book| book.as_ref().map_or(0, |book| book.version));
        let policy = serde_json::to_string(&policy).expect("a policy can be written as JSON");
        let tenant = desk.readings.tenant.get_value();
        is_saving.set(true);
        spawn_local(async move {
            let answer = change_recording_policy(tenant, id.to_string(), version, policy).await;
            is_saving.try_set(false);
            let text = match answer {
                Ok(book) => {
                    desk.book.try_set(Some(book.into()));
                    draft.try_set(None);
                    (false, td_string!(locale, recording_policy_saved).to_owned())
                }
                Err(error) => (true, words::error(locale, &error, desk.reader.zone)),
            };
            said.try_set(Some(text));
        });
    };
    let discard = move |_| {
        draft.set(None);
        said.set(None);
        desk.read(false);
    };
    let rule = move |of: RecordingRule| {
        let is_chosen = move || shown(desk, draft).rule == of;
        let choose = move |_| change(desk, draft, |policy| policy.rule = of);
        view! {
            <label class="check-field">
                <input type="radio" name="rule" value=of.as_str() prop:checked=is_chosen on:change=choose/>
                {rule_word(locale, of)}
            </label>
        }
    };
    let changed = move || {
        let (at, by) = desk.book.read().as_ref()?.changed.clone()?;
        let time = timing::date_time(locale, at, desk.reader.zone);
        Some(td_string!(locale, recording_policy_changed, name = by, time = time))
    };
    let notice = move || {
        said.get().map(|(is_bad, text)| {
            let (class, role) = if is_bad { ("notice", "alert") } else { ("notice is-good", "status") };
            view! { <p class=class role=role>{text}</p> }
        })
    };
    let is_changed = Memo::new(move |_| draft.read().is_some());
    let buttons = desk.may_switch().then(|| {
        let off = move || (!is_changed.get() || is_saving.get()).then_some("true");
        view! {
            <div class="action-row">
                <button class="button is-primary" type="submit" aria-disabled=off>{td_string!(locale, recording_policy_save)}</button>
                <Show when=move || is_changed.get()>
                    <button class="button is-plain" type="button" on:click=discard>{td_string!(locale, queues_discard)}</button>
                </Show>
            </div>
        }
    });
    view! {
        <form class="recording-form" method="post" aria-labelledby="recording-policy" on:submit=save>
            <h2 id="recording-policy">{td_string!(locale, recording_policy_title)}</h2>
            <p class="help">{td_string!(locale, recording_policy_text)}</p>
            <fieldset disabled=!desk.may_switch()>
                <legend>{td_string!(locale, recording_rule)}</legend>
                {RecordingRule::ALL.map(rule)}
            </fieldset>
            <QueueExceptions desk draft/>
            <AgentExceptions desk draft/>
            {notice}
            {buttons}
            <p class="help">{changed}</p>
        </form>
    }
    .into_any()
}

fn rule_word(locale: Locale, rule: RecordingRule) -> &'static str {
    match rule {
        RecordingRule::NoPolicy => td_string!(locale, recording_rule_none),
        RecordingRule::Everybody => td_string!(locale, recording_rule_everybody),
        RecordingRule::Nobody => td_string!(locale, recording_rule_nobody),
    }
}

/// On, off, or as the rule says.
#[component]
fn QueueExceptions(desk: Desk, draft: Draft) -> impl IntoView {
    let locale = desk.reader.locale;
    let queues = Memo::new(move |_| {
        let floor = desk.readings.floor.read();
        let mut queues: Vec<(String, String)> = floor
            .iter()
            .flat_map(|floor| floor.callin_queues())
            .map(|queue| (queue.id.clone(), queue.label().to_owned()))
            .collect();
        // An exception of a queue that is gone can still be taken away.
        let gone = shown(desk, draft).queues.into_keys().filter(|id| queues.iter().all(|(known, _)| known != id));
        let gone: Vec<_> = gone.map(|id| (id.clone(), id)).collect();
        queues.extend(gone);
        queues
    });
    let line = move |(id, label): (String, String)| {
        let id = StoredValue::new(id);
        let is = move |wanted: Option<bool>| id.with_value(|id| shown(desk, draft).queues.get(id).copied()) == wanted;
        let word = move || match id.with_value(|id| shown(desk, draft).queues.get(id).copied()) {
            Some(true) => "on",
            Some(false) => "off",
            None => "",
        };
        let choose = move |event| {
            let wanted = match event_target_value(&event).as_str() {
                "on" => Some(true),
                "off" => Some(false),
                _ => None,
            };
            change(desk, draft, |policy| {
                let id = id.get_value();
                match wanted {
                    Some(on) => policy.queues.insert(id, on),
                    None => policy.queues.remove(&id),
                };
            });
        };
        view! {
            <li>
                <label>
                    <span>{label}</span>
                    <select class="input" prop:value=word on:change=choose>
                        <option value="" selected=move || is(None)>{td_string!(locale, recording_by_rule)}</option>
                        <option value="on" selected=move || is(Some(true))>{td_string!(locale, recording_wanted_on)}</option>
                        <option value="off" selected=move || is(Some(false))>{td_string!(locale, recording_wanted_off)}</option>
                    </select>
                </label>
            </li>
        }
        .into_any()
    };
    view! {
        <fieldset disabled=!desk.may_switch()>
            <legend>{td_string!(locale, recording_by_queue)}</legend>
            <ul class="recording-exceptions"><For each=move || queues.get() key=Clone::clone children=line/></ul>
        </fieldset>
    }
    .into_any()
}

/// Exceptions of single agents, which win over those of queues.
#[component]
fn AgentExceptions(desk: Desk, draft: Draft) -> impl IntoView {
    let locale = desk.reader.locale;
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let exceptions = Memo::new(move |_| {
        let floor = desk.readings.floor.read();
        let label = |id: &str| {
            let agent = floor.as_ref().and_then(|floor| floor.agents.agents.get(id));
            agent.map_or(id, |agent| agent.label()).to_owned()
        };
        let agents = shown(desk, draft).agents;
        agents.into_iter().map(|(id, on)| (label(&id), id, on)).collect::<Vec<(String, String, bool)>>()
    });
    let line = move |(label, id, on): (String, String, bool)| {
        let word = if on { td_string!(locale, recording_wanted_on) } else { td_string!(locale, recording_wanted_off) };
        let remove = td_string!(locale, recording_remove_exception, name = label.clone());
        let detail = (label != id).then(|| id.clone());
        let take = move |_| {
            change(desk, draft, |policy| {
                policy.agents.remove(&id);
            })
        };
        view! {
            <li>
                <span>{label}" "<small>{detail}</small></span>
                <span>{word}</span>
                <button class="button is-plain is-tiny is-icon" type="button" aria-label=remove.clone() title=remove on:click=take>
                    <Icon name="i-close"/>
                </button>
            </li>
        }
        .into_any()
    };
    let add = move |on: bool| {
        let sought = typed.get_untracked().trim().to_owned();
        let found = desk.readings.floor.with_untracked(|floor| {
            let agents = &floor.as_ref()?.agents.agents;
            let by_name = || agents.values().find(|agent| agent.label() == sought);
            agents.get(&sought).or_else(by_name).map(|agent| agent.external_id.clone())
        });
        wrong.set(found.is_none());
        if let Some(id) = found {
            typed.set(String::new());
            change(desk, draft, |policy| {
                policy.agents.insert(id, on);
            });
        }
    };
    let options = move || {
        let floor = desk.readings.floor.read();
        let agents = floor.iter().flat_map(|floor| floor.agents.agents.values());
        agents
            .map(|agent| view! { <option value=agent.external_id.clone()>{agent.label().to_owned()}</option> })
            .collect_view()
    };
    let form = desk.may_switch().then(|| {
        view! {
            <div class="field">
                <label for="recording-agent">{td_string!(locale, column_agent)}</label>
                <div class="recording-add">
                    <input
                        id="recording-agent"
                        list="recording-agents"
                        autocomplete="off"
                        prop:value=move || typed.get()
                        aria-invalid=move || wrong.get().then_some("true")
                        aria-describedby="recording-agent-error"
                        on:input=move |event| typed.set(event_target_value(&event))
                    />
                    <button class="button" type="button" on:click=move |_| add(true)>{td_string!(locale, recording_record)}</button>
                    <button class="button" type="button" on:click=move |_| add(false)>{td_string!(locale, recording_wanted_off)}</button>
                </div>
                <datalist id="recording-agents">{options}</datalist>
                <span class="field-error" id="recording-agent-error" role="alert">
                    {move || wrong.get().then(|| td_string!(locale, recording_no_such_agent))}
                </span>
            </div>
        }
    });
    view! {
        <fieldset disabled=!desk.may_switch()>
            <legend>{td_string!(locale, recording_by_agent)}</legend>
            <ul class="recording-exceptions"><For each=move || exceptions.get() key=Clone::clone children=line/></ul>
            {form}
        </fieldset>
    }
    .into_any()
}
