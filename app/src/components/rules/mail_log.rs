//! What became of mail about alarms, beside the log of webhooks.

use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::api::rules::RulesPage;
use crate::row_model::Reader;
use crate::timing;
use crate::words;

/// The section; nothing while nobody was written to.
#[component]
pub(super) fn MailLog(
    /// The page as last read.
    page: RwSignal<RulesPage>,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let locale = reader.locale;
    let has_any = Memo::new(move |_| !page.read().mails.is_empty());
    let rows = move || {
        let page = page.read();
        page.mails
            .iter()
            .map(|mail| {
                view! {
                    <tr>
                        <td class="is-time">{timing::date_time(locale, mail.made_at, reader.zone)}</td>
                        <td>{mail.recipient.clone()}</td>
                        <td class="is-figure">{mail.attempts}</td>
                        <td>{words::mail(locale, mail.state, mail.trouble)}</td>
                    </tr>
                }
            })
            .collect_view()
    };
    view! {
        <Show when=move || has_any.get()>
            <div class="settings-section">
                <h2>{td_string!(locale, rule_mail_log)}</h2>
                <div class="table-scroll" role="region" tabindex="0" aria-label=td_string!(locale, rule_mail_log)>
                    <table class="list-table delivery-table">
                        <caption class="visually-hidden">{td_string!(locale, rule_mail_log)}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{td_string!(locale, webhook_when)}</th>
                                <th scope="col">{td_string!(locale, email)}</th>
                                <th scope="col" class="is-figure">{td_string!(locale, webhook_tries)}</th>
                                <th scope="col">{td_string!(locale, webhook_outcome)}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </div>
        </Show>
    }
    .into_any()
}
