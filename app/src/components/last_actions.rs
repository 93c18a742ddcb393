//! What was done to an agent last: by whom, when, and how it ended.

use domain::audit::AuditLine;
use domain::audit::Done;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::audit_table::asked_words;
use super::audit_table::done_words;
use super::audit_table::ended_words;
use crate::api::act::last_actions;
use crate::error::AppError;
use crate::row_model::Reader;
use crate::timing;
use crate::words;

/// The list, read anew whenever `turn` changes.
#[component]
pub(crate) fn LastActions(
    /// Address word of the tenant.
    tenant: String,
    /// The agent's word in the address.
    open: String,
    /// Anything that changes when something was done.
    #[prop(into)]
    turn: Signal<usize>,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let locale = reader.locale;
    let lines = Resource::new(move || turn.get(), move |_| last_actions(tenant.clone(), open.clone()));
    let show = move |lines: Result<Vec<AuditLine>, AppError>| match lines {
        Ok(lines) if lines.is_empty() => {
            view! { <p class="quiet">{td_string!(locale, last_actions_none)}</p> }.into_any()
        }
        Ok(lines) => {
            let items = lines.iter().map(|line| item(line, reader)).collect_view();
            view! { <ul class="events">{items}</ul> }.into_any()
        }
        Err(error) => view! { <p role="alert">{words::error(locale, &error, reader.zone)}</p> }.into_any(),
    };
    view! {
        <section class="panel-section last-actions">
            <h3>{td_string!(locale, last_actions_title)}</h3>
            <Transition fallback=move || {
                view! { <p class="quiet" aria-busy="true">{td_string!(locale, loading_page)}</p> }
            }>{move || Suspend::new(async move { show(lines.await) })}</Transition>
        </section>
    }
    .into_any()
}

fn item(line: &AuditLine, reader: Reader) -> impl IntoView + use<> {
    let (glyph, ended) = ended_words(reader.locale, line.ended.as_ref());
    let what = done_words(reader.locale, &line.done);
    let asked = match &line.done {
        Done::Command(action) => asked_words(action, &line.matter),
        Done::Deed(_) | Done::Other(_) => Vec::new(),
    };
    let asked = asked.into_iter().chain([timing::date(reader.locale, line.at, reader.zone)]);
    let asked = asked.collect::<Vec<_>>().join(" · ");
    let time = timing::time_of_day(line.at, reader.zone);
    view! {
        <li>
            <time>{time}</time>
            <div>
                {what}" "<b>{line.actor.clone()}</b>
                <small>{asked}" · "<span class="audit-end" data-end=glyph>{ended}</span></small>
            </div>
        </li>
    }
}
