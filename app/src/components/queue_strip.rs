//! Queues with the figures their providers report; what is not reported is said in words, never as zero.

use domain::board::QueueView;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::lang;
use crate::i18n::Locale;
use crate::live::LiveBoard;
use crate::timing;

/// One figure of a card: its name and value.
type Figure = (&'static str, Option<String>);

/// The strip; nothing when no provider reports a queue.
#[component]
pub(crate) fn QueueStrip(
    /// The board's feed.
    board: LiveBoard,
) -> impl IntoView {
    let locale = lang();
    let (queues, connections) = (board.queues, board.connections);
    let cards = Memo::new(move |_| {
        let connections = connections.read();
        queues
            .read()
            .iter()
            .map(|(key, queue)| {
                let provider = connections.get(&queue.connection).map_or("", |connection| connection.kind.label());
                let mark = connections.get(&queue.connection).map_or("", |connection| connection.kind.mark());
                (key.clone(), queue.reported.queue.label().to_owned(), provider, mark, figures(locale, queue))
            })
            .collect::<Vec<_>>()
    });
    view! {
        <Show when=move || !cards.read().is_empty()>
            <ul class="queue-strip" aria-label=td_string!(locale, queues_label) tabindex="0">
                <For each=move || cards.get() key=Clone::clone let:card>
                    {card_view(locale, card)}
                </For>
            </ul>
        </Show>
    }
    .into_any()
}

fn figures(locale: Locale, queue: &QueueView) -> Vec<Figure> {
    let count = |count: Option<u32>| count.map(|count| count.to_string());
    let reported = &queue.reported;
    vec![
        (td_string!(locale, queue_waiting), count(reported.waiting)),
        (td_string!(locale, queue_longest), reported.longest_wait_s.map(|wait| timing::clock(i64::from(wait)))),
        (td_string!(locale, queue_calls), count(reported.calls_today)),
        (td_string!(locale, queue_answered), count(reported.answered)),
        (td_string!(locale, queue_dropped), count(reported.dropped)),
        (td_string!(locale, queue_leads), count(reported.dialable_leads)),
        (td_string!(locale, queue_agents), agents(queue)),
    ]
}

/// The provider's figure, else how many of the rows name the queue. Rows that name no queue at all are not "0 agents".
fn agents(queue: &QueueView) -> Option<String> {
    let seen = (queue.agents_seen > 0).then_some(queue.agents_seen);
    queue.reported.agents_reported.or(seen).map(|count| count.to_string())
}

fn card_view(
    locale: Locale,
    (_, name, provider, mark, figures): (String, String, &'static str, &'static str, Vec<Figure>),
) -> impl IntoView {
    let missing = td_string!(locale, not_reported_by, provider = provider);
    // The last figure may be our own count of agents; a card without any other says so once instead of six times.
    let nothing_reported = figures.iter().rev().skip(1).all(|(_, value)| value.is_none());
    let rows = figures
        .into_iter()
        .filter(|(_, value)| value.is_some() || !nothing_reported)
        .map(|(word, value)| match value {
            Some(value) => view! { <div><dt>{word}</dt><dd>{value}</dd></div> }.into_any(),
            None => view! {
                <div><dt>{word}</dt><dd class="is-missing" title=missing.clone()>
                    <span aria-hidden="true">"–"</span><span class="visually-hidden">{missing.clone()}</span>
                </dd></div>
            }
            .into_any(),
        })
        .collect_view();
    view! {
        <li class="queue-card">
            <h3><span class="mark" aria-hidden="true">{mark}</span>{name}</h3>
            <dl>{rows}{nothing_reported.then(|| view! { <div><dt>{missing}</dt></div> })}</dl>
        </li>
    }
}
