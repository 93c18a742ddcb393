//! What a rule would have done: tried on the kept past before anybody is woken by it.

use domain::back_test::BackTest;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::api::rules::RuleForm;
use crate::api::rules::TryRule;
use crate::row_model::Reader;
use crate::timing;
use crate::words;
use crate::words::rules as rule_words;

/// The times that can be tried, in hours.
const SPANS: [u32; 3] = [24, 72, 168];

/// The button and what came of it.
#[component]
pub(super) fn Trial(
    /// Address word of the tenant.
    tenant: String,
    /// The rule as it stands in the form.
    form: Signal<RuleForm>,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let locale = reader.locale;
    let trial = ServerAction::<TryRule>::new();
    let hours = RwSignal::new(SPANS[0]);
    let tenant = StoredValue::new(tenant);
    let run = move |_| {
        trial.value().set(None);
        let spec = form.get_untracked();
        trial.dispatch(TryRule { tenant: tenant.get_value(), spec, hours: hours.get_untracked() });
    };
    let spans = SPANS.map(
        |span| view! { <option value=span.to_string()>{td_string!(locale, back_test_hours, hours = span)}</option> },
    );
    let choose = move |event| hours.set(event_target_value(&event).parse().unwrap_or(SPANS[0]));
    let pending = trial.pending();
    let result = move || match trial.value().get()? {
        Ok(test) => Some(view! { <p>{rule_words::back_test(locale, &test)}</p> <Times test reader/> }.into_any()),
        Err(error) => Some(view! { <p class="field-error">{words::error(locale, &error, reader.zone)}</p> }.into_any()),
    };
    view! {
        <div class="rule-trial">
            <div class="rule-line">
                <div class="field">
                    <label for="rule-span">{td_string!(locale, back_test_over)}</label>
                    <select id="rule-span" on:change=choose>{spans}</select>
                </div>
                <button class="button" type="button" disabled=move || pending.get() on:click=run>
                    {move || if pending.get() { td_string!(locale, back_test_runs) } else { td_string!(locale, back_test) }}
                </button>
            </div>
            <div role="status" class="rule-result">{result}</div>
        </div>
    }
    .into_any()
}

/// When it would have fired.
#[component]
fn Times(test: BackTest, reader: Reader) -> impl IntoView {
    let locale = reader.locale;
    if test.first.is_empty() {
        return ().into_any();
    }
    let until = test.until;
    let rows = test
        .first
        .into_iter()
        .map(|fired| {
            let lasted = fired.until.unwrap_or(until).seconds_since(fired.from);
            view! {
                <tr>
                    <td class="is-time">{timing::date_time(locale, fired.from, reader.zone)}</td>
                    <td class="is-figure">{timing::clock(lasted)}</td>
                    <td class="is-figure">{fired.most_subjects}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <details>
            <summary>{td_string!(locale, back_test_times)}</summary>
            <table class="list-table">
                <caption class="visually-hidden">{td_string!(locale, back_test_times)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{td_string!(locale, back_test_from)}</th>
                        <th scope="col" class="is-figure">{td_string!(locale, back_test_lasted)}</th>
                        <th scope="col" class="is-figure">{td_string!(locale, back_test_subjects)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
    .into_any()
}
