//! Queues with the figures their providers report; what is not reported is said in words, never as zero.

use domain::board::QueueView;
use domain::freshness::Freshness;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::lang;
use crate::i18n::Locale;
use crate::live::LiveBoard;
use crate::row_model::Reader;
use crate::timing;

/// One figure of a card: its name and value.
type Figure = (&'static str, Option<String>);

/// What one card says.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Card {
    key: String,
    name: String,
    mark: &'static str,
    provider: &'static str,
    /// When the figures were read, where that is too long ago to show them.
    stale_since: Option<String>,
    figures: Vec<Figure>,
}

/// The strip; nothing when no provider reports a queue.
#[component]
pub(crate) fn QueueStrip(
    /// The board's feed.
    board: LiveBoard,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let locale = lang();
    let (queues, connections, now) = (board.queues, board.connections, board.now);
    let cards = Memo::new(move |_| {
        let connections = connections.read();
        let now = now.get();
        let card = |(key, queue): (&String, &QueueView)| {
            let connection = connections.get(&queue.connection)?;
            let stale = queue.freshness(connection, now) == Freshness::Stale;
            let read_at = if queue.reported.has_figures() { Some(queue.reported.as_of) } else { None };
            let read_at = read_at.or(connection.health.last_ok_at).unwrap_or_default();
            Some(Card {
                key: key.clone(),
                name: queue.reported.queue.label().to_owned(),
                mark: connection.kind.mark(),
                provider: connection.kind.label(),
                stale_since: stale.then(|| timing::time_of_day(read_at, reader.utc_offset_s)),
                figures: figures(locale, queue),
            })
        };
        queues.read().iter().filter_map(card).collect::<Vec<_>>()
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

fn card_view(locale: Locale, card: Card) -> impl IntoView {
    let title = view! { <h3><span class="mark" aria-hidden="true">{card.mark}</span>{card.name}</h3> };
    if let Some(time) = card.stale_since {
        // An old "0 waiting" is worse than none: what was last read is said to be last read, and no figure is shown.
        let text = td_string!(locale, queue_stale, time = time);
        return view! {
            <li class="queue-card is-stale" data-stale="true">{title}<dl><div><dt>{text}</dt></div></dl></li>
        }
        .into_any();
    }
    let missing = td_string!(locale, not_reported_by, provider = card.provider);
    // The last figure may be our own count of agents; a card without any other says so once instead of six times.
    let nothing_reported = card.figures.iter().rev().skip(1).all(|(_, value)| value.is_none());
    let rows = card
        .figures
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
    let note = nothing_reported.then(|| view! { <div><dt>{missing}</dt></div> });
    view! { <li class="queue-card" data-stale="false">{title}<dl>{rows}{note}</dl></li> }.into_any()
}
