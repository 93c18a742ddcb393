//! Queues with the figures their providers report; what is not reported is said in words, never as zero.

use domain::board::QueueView;
use domain::freshness::Freshness;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::board_href;
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
    /// As the rows name it.
    name: String,
    is_on: bool,
    /// Where the card leads; nowhere when no row names the queue, since nobody would be shown.
    href: Option<String>,
    mark: &'static str,
    provider: &'static str,
    /// When the figures were read, where that is too long ago to show them.
    stale_since: Option<String>,
    figures: Vec<Figure>,
}

/// The strip; nothing when no provider reports a queue.
#[component]
pub(crate) fn QueueStrip(
    /// Address word of the tenant.
    tenant: String,
    /// The board's feed.
    board: LiveBoard,
    /// The view, which each card narrows.
    view: Memo<View>,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let locale = lang();
    let (queues, connections, now) = (board.queues, board.connections, board.now);
    let cards = Memo::new(move |_| {
        let connections = connections.read();
        let now = now.get();
        let chosen = view.get();
        let card = |(key, queue): (&String, &QueueView)| {
            let connection = connections.get(&queue.connection)?;
            let stale = queue.freshness(connection, now) == Freshness::Stale;
            let read_at = if queue.reported.has_figures() { Some(queue.reported.as_of) } else { None };
            let read_at = read_at.or(connection.health.last_ok_at).unwrap_or_default();
            let name = queue.reported.queue.label().to_owned();
            let is_on = chosen.queue.as_ref() == Some(&name);
            let wanted = (!is_on).then(|| name.clone());
            Some(Card {
                key: key.clone(),
                name,
                is_on,
                href: (is_on || queue.agents_seen > 0)
                    .then(|| board_href(&tenant, &View { queue: wanted, invalid: Vec::new(), ..chosen.clone() })),
                mark: connection.kind.mark(),
                provider: connection.kind.label(),
                stale_since: stale.then(|| timing::time_of_day(read_at, reader.zone)),
                figures: figures(locale, queue),
            })
        };
        queues.read().iter().filter_map(card).collect::<Vec<_>>()
    });
    view! {
        <Show when=move || !cards.read().is_empty()>
            <ul class="queue-strip" aria-label=td_string!(locale, queues_label) tabindex="0">
                // A card stays the same element while its figures move, so that the focus stays on it.
                <For each=move || cards.get() key=|card| card.key.clone() let:card>
                    <QueueCard cards key=card.key/>
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

/// One card, which filters by its queue; a second press takes the filter back.
#[component]
fn QueueCard(cards: Memo<Vec<Card>>, key: String) -> impl IntoView {
    let locale = lang();
    let card = Memo::new(move |last: Option<&Option<Card>>| {
        let cards = cards.read();
        cards.iter().find(|card| card.key == key).cloned().or_else(|| last.cloned().flatten())
    });
    let of = move |f: fn(Card) -> String| move || card.get().map(f).unwrap_or_default();
    let is_stale = Memo::new(move |_| card.read().as_ref().is_some_and(|card| card.stale_since.is_some()));
    let leads = move || card.read().as_ref().is_some_and(|card| card.href.is_some());
    let is_on = move || card.read().as_ref().is_some_and(|card| card.is_on);
    view! {
        <li class="queue-card" class:is-stale=move || is_stale.get() data-stale=move || is_stale.get().to_string()>
            <h3>
                <span class="mark" aria-hidden="true">{of(|card| card.mark.to_owned())}</span>
                <Show when=leads fallback=move || view! { <span>{of(|card| card.name)}</span> }>
                    <a href=of(|card| card.href.unwrap_or_default()) aria-current=move || is_on().then_some("true")>
                        {of(|card| card.name)}
                    </a>
                </Show>
            </h3>
            {move || card.get().map(|card| figures_view(locale, card))}
        </li>
    }
    .into_any()
}

fn figures_view(locale: Locale, card: Card) -> AnyView {
    if let Some(time) = card.stale_since {
        // An old "0 waiting" is worse than none: what was last read is said to be last read, and no figure is shown.
        return view! { <p>{td_string!(locale, queue_stale, time = time)}</p> }.into_any();
    }
    let missing = td_string!(locale, not_reported_by, provider = card.provider);
    let (told, untold): (Vec<Figure>, Vec<Figure>) = card.figures.into_iter().partition(|(_, value)| value.is_some());
    // The last figure may be our own count of agents; a card without any other says so once instead of six times.
    let nothing_told = told.iter().all(|(word, _)| *word == td_string!(locale, queue_agents));
    let untold = untold.into_iter().map(|(word, _)| word).collect::<Vec<_>>().join(", ");
    let note = match (nothing_told, untold.is_empty()) {
        (true, _) => Some(missing),
        (false, true) => None,
        (false, false) => Some(format!("{missing}: {untold}")),
    };
    let rows =
        told.into_iter().map(|(word, value)| view! { <div><dt>{word}</dt><dd>{value}</dd></div> }).collect_view();
    let note = note.map(|note| view! { <p title=note.clone()>{note.clone()}</p> });
    view! { <dl>{rows}</dl>{note} }.into_any()
}
