//! The form of one rule: plain fields, the rule as a sentence, and what it would have done.

mod telling;
mod timing;

use domain::agent::AgentState;
use domain::audience::ScopeFilter;
use domain::form::Field;
use domain::form::FieldError;
use domain::rule::Bound;
use domain::rule::Figure;
use domain::rule::Measure;
use domain::rule::Trouble;
use leptos::prelude::*;
use leptos_i18n::td_string;

use self::telling::Telling;
use self::timing::Timing;
use super::number::NumberField;
use super::trial::Trial;
use crate::api::ScopeChoices;
use crate::api::rules::Receiver;
use crate::api::rules::RuleForm;
use crate::api::rules::RuleKind;
use crate::api::rules::SaveRule;
use crate::components::field::TextField;
use crate::components::field::mistake_in;
use crate::components::scope_picker::ScopePicker;
use crate::error::AppError;
use crate::i18n::Locale;
use crate::row_model::Reader;
use crate::words;
use crate::words::rules as rule_words;

/// The form.
#[component]
pub(super) fn RuleEditor(
    /// Address word of the tenant.
    tenant: String,
    /// What it holds at first.
    form: RuleForm,
    /// What there is on the floor.
    choices: ScopeChoices,
    /// Who can be written to.
    members: Vec<Receiver>,
    /// Whether mail is sent here at all.
    sends_mail: bool,
    /// Sends it.
    save: ServerAction<SaveRule>,
    /// Language and zone.
    reader: Reader,
    /// Called when it is put away.
    #[prop(into)]
    close: Callback<()>,
) -> impl IntoView {
    let locale = reader.locale;
    let is_new = form.id.is_none();
    let title = if is_new {
        td_string!(locale, rule_add).to_owned()
    } else {
        td_string!(locale, rule_change_title, name = form.name.clone())
    };
    let (connections, groups, queues) = (form.connections.clone(), form.groups.clone(), form.queues.clone());
    let scope = RwSignal::new(ScopeFilter { connections, groups, queues });
    let name = form.name.clone();
    let form = RwSignal::new(form);
    let errors = Signal::derive(move || {
        let failed = save.value().get().and_then(Result::err);
        failed.map(|error| error.field_errors().to_vec()).unwrap_or_default()
    });
    let failure = move || match save.value().get()? {
        Ok(_) | Err(AppError::Invalid { .. }) => None,
        Err(error) => Some(words::error(locale, &error, reader.zone)),
    };
    let whole = move || {
        let ScopeFilter { connections, groups, queues } = scope.get();
        RuleForm { connections, groups, queues, ..form.get() }
    };
    let tenant = StoredValue::new(tenant);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save.dispatch(SaveRule { tenant: tenant.get_value(), spec: untrack(whole) });
    };
    let named = move |event: leptos::ev::Event| form.update(|form| form.name = event_target_value(&event));
    let scope_mistake = move || mistake_in(&errors.read(), Field::Scope);
    view! {
        <section class="settings-section rule-editor" aria-labelledby="rule-editor">
            <h2 id="rule-editor">{title}</h2>
            <form class="form rule-form" method="post" on:submit=send>
                <div on:input=named>
                    <TextField field=Field::Name label=td_string!(locale, rule_name) value=name errors/>
                </div>
                <Condition form errors locale/>
                <Timing form errors locale/>
                <details class="rule-scope">
                    <summary>{td_string!(locale, rule_scope)}</summary>
                    <ScopePicker choices value=scope/>
                </details>
                <span class="field-error">{scope_mistake}</span>
                <Telling form members sends_mail errors locale/>
                <output class="rule-sentence">{move || rule_words::sentence(locale, &form.read().spec())}</output>
                <Trial tenant=tenant.get_value() form=Signal::derive(whole) reader/>
                <p class="notice" role="alert">{failure}</p>
                <div class="form-actions">
                    <button class="button is-primary" type="submit" disabled=move || save.pending().get()>
                        {if is_new { td_string!(locale, rule_save_new) } else { td_string!(locale, keep_changes) }}
                    </button>
                    <button class="button" type="button" on:click=move |_| close.run(())>{td_string!(locale, cancel)}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// A list of which one is chosen.
fn select<T: Copy + PartialEq + 'static, const N: usize>(
    id: &'static str,
    label: &'static str,
    all: [T; N],
    (slug, word): (fn(T) -> &'static str, impl Fn(T) -> &'static str),
    chosen: T,
    on_choice: impl Fn(T) + 'static,
) -> AnyView {
    let options = all
        .into_iter()
        .map(|one| view! { <option value=slug(one) selected=one == chosen>{word(one)}</option> })
        .collect_view();
    let choose = move |event| {
        let typed = event_target_value(&event);
        all.into_iter().filter(|one| slug(*one) == typed).for_each(&on_choice);
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select id=id on:change=choose>{options}</select>
        </div>
    }
    .into_any()
}

/// A box to tick.
fn tick(label: &'static str, is_on: Signal<bool>, on_tick: impl Fn(bool) + 'static) -> AnyView {
    view! {
        <label class="check-field">
            <input
                type="checkbox"
                checked=is_on.get_untracked()
                prop:checked=move || is_on.get()
                on:change=move |event| on_tick(event_target_checked(&event))
            />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// What shall be noticed.
#[component]
fn Condition(form: RwSignal<RuleForm>, errors: Signal<Vec<FieldError>>, locale: Locale) -> impl IntoView {
    let kind = Memo::new(move |_| form.read().kind);
    let rest = move || match kind.get() {
        RuleKind::AgentInState => view! { <AgentInState form errors locale/> }.into_any(),
        RuleKind::AgentCount => view! { <AgentCount form errors locale/> }.into_any(),
        RuleKind::QueueFigure => view! { <QueueFigure form errors locale/> }.into_any(),
        RuleKind::Connection => {
            let word = move |trouble| rule_words::trouble(locale, trouble);
            let chosen = form.with_untracked(|form| form.trouble);
            let choose = move |trouble| form.update(|form| form.trouble = trouble);
            select(
                "rule-trouble",
                td_string!(locale, rule_trouble),
                Trouble::ALL,
                (Trouble::slug, word),
                chosen,
                choose,
            )
        }
    };
    view! {
        {select(
            "rule-kind",
            td_string!(locale, rule_kind),
            RuleKind::ALL,
            (RuleKind::slug, move |kind| rule_words::kind(locale, kind)),
            kind.get_untracked(),
            move |kind| form.update(|form| form.kind = kind),
        )}
        {rest}
    }
    .into_any()
}

/// Which agents.
#[component]
fn States(form: RwSignal<RuleForm>, errors: Signal<Vec<FieldError>>, locale: Locale) -> impl IntoView {
    let boxes = AgentState::ALL
        .into_iter()
        .map(|state| {
            let is_on = Signal::derive(move || form.read().states.contains(&state));
            tick(words::state(locale, state), is_on, move |is_on| {
                form.update(|form| {
                    form.states.retain(|known| *known != state);
                    if is_on {
                        form.states.push(state);
                        form.states.sort_unstable();
                    }
                });
            })
        })
        .collect_view();
    let is_paused = move || form.read().states.contains(&AgentState::Paused);
    let mistake = move || mistake_in(&errors.read(), Field::States);
    view! {
        <fieldset class="field rule-states">
            <legend>{td_string!(locale, rule_states)}</legend>
            {boxes}
            <span class="field-error">{mistake}</span>
        </fieldset>
        <Show when=is_paused>
            <div class="field">
                <label for="rule-reason">{td_string!(locale, rule_reason)}</label>
                <input
                    id="rule-reason"
                    type="text"
                    value=form.read_untracked().reason.clone()
                    on:input=move |event| form.update(|form| form.reason = event_target_value(&event))
                />
                <small>{td_string!(locale, rule_reason_hint)}</small>
            </div>
        </Show>
    }
    .into_any()
}

#[component]
fn AgentInState(form: RwSignal<RuleForm>, errors: Signal<Vec<FieldError>>, locale: Locale) -> impl IntoView {
    view! {
        <States form errors locale/>
        <NumberField
            field=Field::LongerThan
            label=td_string!(locale, rule_longer_than).to_owned()
            value=form.with_untracked(|form| form.longer_than_s)
            on_value=move |number| form.update(|form| form.longer_than_s = number)
            errors
        />
    }
    .into_any()
}

#[component]
fn AgentCount(form: RwSignal<RuleForm>, errors: Signal<Vec<FieldError>>, locale: Locale) -> impl IntoView {
    view! {
        <States form errors locale/>
        <div class="rule-line">
            {select(
                "rule-bound",
                td_string!(locale, rule_bound),
                Bound::ALL,
                (Bound::slug, move |bound| rule_words::bound(locale, bound)),
                form.with_untracked(|form| form.bound),
                move |bound| form.update(|form| form.bound = bound),
            )}
            <Threshold form errors locale/>
            {select(
                "rule-measure",
                td_string!(locale, rule_measure),
                Measure::ALL,
                (Measure::slug, move |measure| rule_words::measure(locale, measure)),
                form.with_untracked(|form| form.measure),
                move |measure| form.update(|form| form.measure = measure),
            )}
        </div>
    }
    .into_any()
}

#[component]
fn QueueFigure(form: RwSignal<RuleForm>, errors: Signal<Vec<FieldError>>, locale: Locale) -> impl IntoView {
    view! {
        {select(
            "rule-figure",
            td_string!(locale, rule_figure),
            Figure::ALL,
            (Figure::slug, move |figure| rule_words::figure(locale, figure)),
            form.with_untracked(|form| form.figure),
            move |figure| form.update(|form| form.figure = figure),
        )}
        <Threshold form errors locale/>
    }
    .into_any()
}

#[component]
fn Threshold(form: RwSignal<RuleForm>, errors: Signal<Vec<FieldError>>, locale: Locale) -> impl IntoView {
    view! {
        <NumberField
            field=Field::Threshold
            label=td_string!(locale, rule_threshold).to_owned()
            value=form.with_untracked(|form| form.threshold)
            on_value=move |number| form.update(|form| form.threshold = number)
            errors
        />
    }
    .into_any()
}
