//! The providers' own totals on one quiet line, with scope and age; never added to ours.

use domain::board::ConnectionView;
use domain::freshness::Freshness;
use domain::snapshot::ProviderTotals;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::lang;
use crate::figures::counted;
use crate::i18n::Locale;
use crate::live::LiveBoard;
use crate::timing;
use crate::words;

/// The line; nothing when there is no connection.
#[component]
pub(crate) fn ProviderTotalsLine(
    /// The board's feed.
    board: LiveBoard,
) -> impl IntoView {
    let locale = lang();
    let (connections, now) = (board.connections, board.now);
    let items = Memo::new(move |_| {
        let now = now.get();
        let (with, without): (Vec<_>, Vec<_>) =
            connections.get().into_values().partition(|connection| connection.totals.is_some());
        let mut items: Vec<(String, String, String, bool)> = with
            .iter()
            .filter_map(|connection| {
                let age = connection.health.last_ok_at.map(|at| timing::age(now.seconds_since(at)));
                let late = connection.freshness(now) != Freshness::Fresh;
                Some((
                    connection.name.clone(),
                    text(locale, connection.totals.as_ref()?),
                    age.unwrap_or_default(),
                    late,
                ))
            })
            .collect();
        if !without.is_empty() {
            let names: Vec<String> = without.into_iter().map(|connection: ConnectionView| connection.name).collect();
            items.push((names.join(", "), td_string!(locale, totals_none).to_owned(), String::new(), false));
        }
        items
    });
    view! {
        <section class="provider-totals" aria-label=td_string!(locale, providers_say_label)>
            <span>{td_string!(locale, providers_say)}</span>
            <dl>
                {move || {
                    items
                        .get()
                        .into_iter()
                        .map(|(name, text, age, late)| {
                            view! { <div><dt>{name}</dt><dd>{text}" "<span class="age" class:is-late=late>{age}</span></dd></div> }
                        })
                        .collect_view()
                }}
            </dl>
        </section>
    }
    .into_any()
}

fn text(locale: Locale, totals: &ProviderTotals) -> String {
    let figures = [
        totals.agents.map(|count| counted!(locale, total_agents, count)),
        totals.records.map(|count| counted!(locale, total_records, count)),
        totals.in_call.map(|count| td_string!(locale, total_in_call, count = count)),
        totals.ready.map(|count| td_string!(locale, total_ready, count = count)),
        totals.paused.map(|count| td_string!(locale, total_paused, count = count)),
        totals.offline.map(|count| td_string!(locale, total_offline, count = count)),
        totals.calls.map(|count| counted!(locale, total_calls, count)),
        totals.answered.map(|count| td_string!(locale, total_answered, count = count)),
        totals.dropped.map(|count| td_string!(locale, total_dropped, count = count)),
    ];
    let mut parts: Vec<String> = figures.into_iter().flatten().collect();
    parts.push(words::scope(locale, totals.scope).to_owned());
    parts.join(", ")
}
