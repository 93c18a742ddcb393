//! Places outside that are told of alarms, and the log of what was told to them.

use domain::form::Field;
use domain::webhook::Delivery;
use domain::webhook::WebhookView;
use leptos::form::FromFormData;
use leptos::prelude::*;
use leptos_i18n::td_string;
use serde::Deserialize;

use crate::api::rules::AddWebhook;
use crate::api::rules::DeleteWebhook;
use crate::api::rules::RulesPage;
use crate::api::rules::TestWebhook;
use crate::api::rules::WebhookTest;
use crate::components::field::TextField;
use crate::row_model::Reader;
use crate::timing;
use crate::words;
use crate::words::rules as rule_words;

#[derive(Deserialize)]
struct Fields {
    name: String,
    base_url: String,
}

/// The section; only for admins.
#[component]
pub(super) fn WebhookSection(
    /// Address word of the tenant.
    tenant: String,
    /// The page as last read.
    page: RwSignal<RulesPage>,
    /// Language and zone.
    reader: Reader,
    /// Reads the page anew.
    fetch: Callback<()>,
) -> impl IntoView {
    let locale = reader.locale;
    let tenant = StoredValue::new(tenant);
    let add = ServerAction::<AddWebhook>::new();
    let test = ServerAction::<TestWebhook>::new();
    let delete = ServerAction::<DeleteWebhook>::new();
    Effect::new(move |before: Option<()>| {
        add.value().track();
        test.value().track();
        delete.value().track();
        if before.is_some() {
            fetch.run(());
        }
    });
    let errors = Signal::derive(move || {
        let failed = add.value().get().and_then(Result::err);
        failed.map(|error| error.field_errors().to_vec()).unwrap_or_default()
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(fields) = Fields::from_event(&event) else { return };
        add.dispatch(AddWebhook { tenant: tenant.get_value(), name: fields.name, base_url: fields.base_url });
    };
    let secret = move || {
        let added = add.value().get()?.ok()?;
        let view = view! {
            <div class="link-box" role="status">
                <p>{td_string!(locale, webhook_secret_once)}</p>
                <input
                    class="input"
                    readonly
                    data-secret="webhook"
                    aria-label=td_string!(locale, webhook_secret)
                    value=added.secret
                />
                <small>{td_string!(locale, webhook_secret_how)}</small>
            </div>
        };
        Some(view.into_any())
    };
    let tested = move || {
        Some(match test.value().get()? {
            Ok(WebhookTest::Taken(status)) => td_string!(locale, webhook_taken, status = status),
            Ok(WebhookTest::Failed(failure)) => rule_words::failure(locale, failure, None),
            Err(error) => words::error(locale, &error, reader.zone),
        })
    };
    let rows = move || {
        page.read()
            .webhooks
            .iter()
            .map(|webhook| {
                let id = webhook.id;
                let tenant = move || tenant.get_value();
                let try_it = Callback::new(move |()| {
                    test.dispatch(TestWebhook { tenant: tenant(), webhook: id });
                });
                let drop_it = Callback::new(move |()| {
                    delete.dispatch(DeleteWebhook { tenant: tenant(), webhook: id });
                });
                view! { <WebhookRow webhook=webhook.clone() reader try_it drop_it/> }
            })
            .collect_view()
    };
    let has_any = Memo::new(move |_| !page.read().webhooks.is_empty());
    let has_told = Memo::new(move |_| !page.read().deliveries.is_empty());
    view! {
        <section class="settings-section" aria-labelledby="webhooks">
            <h2 id="webhooks">{td_string!(locale, webhooks)}</h2>
            <p>{td_string!(locale, webhooks_summary)}</p>
            <Show when=move || has_any.get()>
                <ul class="webhook-list">{rows}</ul>
            </Show>
            <p class="notice is-info" role="status">{tested}</p>
            {secret}
            <form class="form" method="post" on:submit=send>
                <TextField field=Field::Name label=td_string!(locale, webhook_name) errors/>
                <TextField
                    field=Field::BaseUrl
                    label=td_string!(locale, webhook_url)
                    kind="url"
                    hint=td_string!(locale, webhook_url_hint)
                    errors
                />
                <div class="form-actions">
                    <button class="button" type="submit" disabled=move || add.pending().get()>
                        {td_string!(locale, webhook_add)}
                    </button>
                </div>
            </form>
            <Show when=move || has_told.get()>
                <DeliveryLog page reader/>
            </Show>
        </section>
    }
    .into_any()
}

#[component]
fn WebhookRow(webhook: WebhookView, reader: Reader, try_it: Callback<()>, drop_it: Callback<()>) -> impl IntoView {
    let locale = reader.locale;
    let added = timing::date(locale, webhook.added_at, reader.zone);
    let name = webhook.name.clone();
    view! {
        <li>
            <div>
                <b>{webhook.name}</b>
                <small>{webhook.url}</small>
                <small>{td_string!(locale, webhook_added, name = webhook.added_by, date = added)}</small>
            </div>
            <button class="button is-tiny" type="button" on:click=move |_| try_it.run(())>
                {td_string!(locale, webhook_test)}
                <span class="visually-hidden">{name.clone()}</span>
            </button>
            <button class="button is-tiny" type="button" on:click=move |_| drop_it.run(())>
                {td_string!(locale, webhook_delete)}
                <span class="visually-hidden">{name.clone()}</span>
            </button>
        </li>
    }
    .into_any()
}

#[component]
fn DeliveryLog(page: RwSignal<RulesPage>, reader: Reader) -> impl IntoView {
    let locale = reader.locale;
    let rows = move || page.read().deliveries.iter().map(|delivery| line(reader, delivery)).collect_view();
    view! {
        <h3>{td_string!(locale, webhook_log)}</h3>
        <div class="table-scroll" role="region" tabindex="0" aria-label=td_string!(locale, webhook_log)>
            <table class="list-table delivery-table">
                <caption class="visually-hidden">{td_string!(locale, webhook_log)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{td_string!(locale, webhook_when)}</th>
                        <th scope="col">{td_string!(locale, webhook_name)}</th>
                        <th scope="col">{td_string!(locale, webhook_event)}</th>
                        <th scope="col" class="is-figure">{td_string!(locale, webhook_tries)}</th>
                        <th scope="col">{td_string!(locale, webhook_outcome)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(reader: Reader, delivery: &Delivery) -> impl IntoView + use<> {
    let locale = reader.locale;
    let outcome = match (delivery.delivered_at, delivery.failure, delivery.next_try_at) {
        (Some(_), ..) => td_string!(locale, webhook_taken, status = delivery.status.unwrap_or(200)),
        (None, None, _) => td_string!(locale, webhook_on_its_way).to_owned(),
        (None, Some(failure), Some(at)) => {
            let why = rule_words::failure(locale, failure, delivery.status);
            let time = timing::time_of_day(at, reader.zone);
            td_string!(locale, webhook_again, why = why, time = time)
        }
        (None, Some(failure), None) => {
            let why = rule_words::failure(locale, failure, delivery.status);
            td_string!(locale, webhook_given_up, why = why)
        }
    };
    view! {
        <tr>
            <td class="is-time">{timing::date_time(locale, delivery.made_at, reader.zone)}</td>
            <td>{delivery.webhook.clone()}</td>
            <td>{delivery.event.clone()}</td>
            <td class="is-figure">{delivery.attempts}</td>
            <td>{outcome}</td>
        </tr>
    }
    .into_any()
}
