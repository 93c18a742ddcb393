//! One line for each queue: who waits, how long, and how many agents. What a provider does not report is said in words.

use domain::board::QueueView;
use domain::freshness::Freshness;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::Scene;
use crate::timing;

/// What fits at five metres, until the screen has been measured.
const FIRST_CAPACITY: usize = 6;

/// What one line says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Line {
    key: String,
    name: String,
    figures: Figures,
    agents: Option<u32>,
    waiting: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Figures {
    Reported {
        waiting: Option<u32>,
        longest_s: Option<u32>,
    },
    /// The provider tells nothing of waiting callers.
    NotReported {
        provider: &'static str,
    },
    /// They were read too long ago to be shown as now.
    Stale {
        since: String,
    },
}

fn lines(scene: &Scene) -> Vec<Line> {
    let (at, offset_s, is_lost) = (scene.at.get(), scene.reader.zone, scene.is_lost.get());
    let connections = scene.board.connections.read();
    let line = |(key, queue): (&String, &QueueView)| {
        let connection = connections.get(&queue.connection)?;
        let reported = &queue.reported;
        let is_stale = is_lost || queue.freshness(connection, at) == Freshness::Stale;
        let figures = if reported.waiting.is_none() && reported.longest_wait_s.is_none() {
            Figures::NotReported { provider: connection.kind.label() }
        } else if is_stale {
            Figures::Stale { since: timing::time_of_day(reported.as_of, offset_s) }
        } else {
            Figures::Reported { waiting: reported.waiting, longest_s: reported.longest_wait_s }
        };
        let seen = (queue.agents_seen > 0).then_some(queue.agents_seen);
        let waiting = if is_stale { 0 } else { reported.waiting.unwrap_or(0) };
        let agents = reported.agents_reported.or(seen).filter(|_| !is_stale);
        Some(Line { key: key.clone(), name: reported.queue.label().to_owned(), figures, agents, waiting })
    };
    let mut lines: Vec<Line> = scene.board.queues.read().iter().filter_map(line).collect();
    lines.sort_by(|a, b| {
        let is_quiet = |line: &Line| !matches!(line.figures, Figures::Reported { .. });
        (is_quiet(a), b.waiting, &a.name, &a.key).cmp(&(is_quiet(b), a.waiting, &b.name, &b.key))
    });
    lines
}

/// The queues.
#[component]
pub(super) fn QueuesPage(
    /// What is shown.
    scene: Scene,
) -> impl IntoView {
    let locale = scene.reader.locale;
    let reading = scene.clone();
    let all = Memo::new(move |_| lines(&reading));
    let area = NodeRef::<html::Div>::new();
    let ruler = NodeRef::<html::Div>::new();
    let capacity = RwSignal::new(FIRST_CAPACITY);
    let now = scene.board.now;
    Effect::new(move |_| {
        now.track();
        let (Some(area), Some(ruler)) = (area.get(), ruler.get()) else { return };
        let fits = usize::try_from(area.client_height() / ruler.client_height().max(1)).unwrap_or(1).max(2) - 1;
        if capacity.get_untracked() != fits {
            capacity.set(fits);
        }
    });
    let (pages, page) = (scene.pages, scene.page);
    let wanted = Memo::new(move |_| all.read().len().div_ceil(capacity.get()).max(1));
    Effect::new(move |_| pages.set(wanted.get()));
    let shown = move || {
        let (from, capacity) = (page.get() * capacity.get(), capacity.get());
        all.read().iter().skip(from).take(capacity).cloned().collect::<Vec<_>>()
    };
    let missing = move |provider: &'static str| td_string!(locale, not_reported_by, provider = provider);
    let figure = move |value: Option<String>, is_quiet: bool| match value {
        Some(value) => view! { <td class:is-quiet=is_quiet>{value}</td> }.into_any(),
        None => view! { <td class="is-missing">{td_string!(locale, not_reported)}</td> }.into_any(),
    };
    let cells = move |line: &Line| match &line.figures {
        Figures::Reported { waiting, longest_s } => {
            let is_quiet = line.waiting == 0;
            let longest = longest_s.map(|longest| timing::clock(i64::from(longest)));
            view! { {figure(waiting.map(|waiting| waiting.to_string()), is_quiet)} {figure(longest, is_quiet)} }
                .into_any()
        }
        Figures::NotReported { provider } => {
            view! { <td class="is-missing" colspan="2">{missing(provider)}</td> }.into_any()
        }
        Figures::Stale { since } => {
            view! { <td class="is-missing" colspan="2">{td_string!(locale, queue_stale, time = since.clone())}</td> }
                .into_any()
        }
    };
    view! {
        <div class="wall-queues" node_ref=area>
            <div class="wall-queue-ruler" node_ref=ruler aria-hidden="true"></div>
            <table>
                <caption class="visually-hidden">{td_string!(locale, queues_label)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{td_string!(locale, queue)}</th>
                        <th scope="col">{td_string!(locale, queue_waiting)}</th>
                        <th scope="col">{td_string!(locale, queue_longest)}</th>
                        <th scope="col">{td_string!(locale, queue_agents)}</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=shown key=Clone::clone let:line>
                        <tr>
                            <th scope="row"><span>{line.name.clone()}</span></th>
                            {cells(&line)}
                            {figure(line.agents.map(|agents| agents.to_string()), true)}
                        </tr>
                    </For>
                </tbody>
            </table>
            {move || all.read().is_empty().then(|| view! { <p class="wall-empty">{td_string!(locale, wall_no_queues)}</p> })}
        </div>
    }
    .into_any()
}

/// So many queues stand on one line.
const IN_STRIP: usize = 3;

/// Callers waiting, on one line below the floor; nothing where no provider reports a queue.
#[component]
pub(super) fn WaitingStrip(
    /// What is shown.
    scene: Scene,
) -> impl IntoView {
    let locale = scene.reader.locale;
    let first = Memo::new(move |_| lines(&scene).into_iter().take(IN_STRIP).collect::<Vec<_>>());
    let item = move |line: Line| {
        let figures = match line.figures {
            Figures::Reported { waiting, longest_s } => {
                let waiting = waiting.map_or_else(|| "–".to_owned(), |waiting| waiting.to_string());
                let longest = longest_s.map(|longest| timing::clock(i64::from(longest)));
                view! { <b>{waiting}</b> " " <span class="second">{longest}</span> }.into_any()
            }
            Figures::NotReported { .. } => {
                view! { <span class="second">{td_string!(locale, not_reported)}</span> }.into_any()
            }
            Figures::Stale { since } => {
                view! { <span class="second">{td_string!(locale, queue_stale, time = since)}</span> }.into_any()
            }
        };
        view! { <li><span>{line.name}</span> " " {figures}</li> }
    };
    view! {
        <Show when=move || !first.read().is_empty()>
            <section class="wall-strip" aria-label=td_string!(locale, queues_label)>
                <h2>{td_string!(locale, queue_waiting)}</h2>
                <ul>{move || first.get().into_iter().map(item).collect_view()}</ul>
            </section>
        </Show>
    }
    .into_any()
}
