//! One line for each queue: who waits, how long, and how many agents. What a provider does not report is said in words.

use domain::board::QueueView;
use domain::freshness::Freshness;
use domain::wall::WallGroup;
use domain::wall::fit::IN_STRIP;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::picture::Scene;
use super::slide::Part;
use crate::components::bits::Glyph;
use crate::timing;
use crate::words;

/// What one line says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Line {
    key: String,
    name: String,
    figures: Figures,
    /// Answered and dropped today; they are shown where there is room.
    totals: (Option<u32>, Option<u32>),
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

/// The sign of a queue without figures; the words beside it say why.
fn quiet(line: &Line) -> Option<AnyView> {
    let has_figures = matches!(line.figures, Figures::Reported { .. });
    (!has_figures).then(|| view! { <Glyph name=words::wall_glyph(WallGroup::Offline)/> }.into_any())
}

fn lines(scene: &Scene) -> Vec<Line> {
    let (at, zone, is_lost) = (scene.at.get(), scene.reader.zone, scene.is_lost.get());
    let connections = scene.board.connections.read();
    let line = |(key, queue): (&String, &QueueView)| {
        let connection = connections.get(&queue.connection)?;
        let reported = &queue.reported;
        let is_stale = is_lost || queue.freshness(connection, at) == Freshness::Stale;
        let figures = if reported.waiting.is_none() && reported.longest_wait_s.is_none() {
            Figures::NotReported { provider: connection.kind.label() }
        } else if is_stale {
            Figures::Stale { since: timing::time_of_day(reported.as_of, zone) }
        } else {
            Figures::Reported { waiting: reported.waiting, longest_s: reported.longest_wait_s }
        };
        let seen = (queue.agents_seen > 0).then_some(queue.agents_seen);
        let waiting = if is_stale { 0 } else { reported.waiting.unwrap_or(0) };
        let agents = reported.agents_reported.or(seen).filter(|_| !is_stale);
        let totals = if is_stale { (None, None) } else { (reported.answered, reported.dropped) };
        Some(Line { key: key.clone(), name: reported.queue.label().to_owned(), figures, totals, agents, waiting })
    };
    let (queues, slide) = (scene.board.queues.read(), scene.slide.read());
    let is_shown = |(_, queue): &(&String, &QueueView)| slide.who.has_queue(&connections, queue);
    let mut lines: Vec<Line> = queues.iter().filter(is_shown).filter_map(line).collect();
    lines.sort_by(|a, b| {
        let is_quiet = |line: &Line| !matches!(line.figures, Figures::Reported { .. });
        (is_quiet(a), b.waiting, &a.name, &a.key).cmp(&(is_quiet(b), a.waiting, &b.name, &b.key))
    });
    lines
}

/// The queues.
#[component]
pub(super) fn QueuesPart(
    /// What is shown.
    scene: Scene,
    /// Where it stands.
    part: Part,
) -> impl IntoView {
    let locale = scene.reader.locale;
    let screen = scene.screen.get_untracked();
    let reading = scene.clone();
    let all = Memo::new(move |_| lines(&reading));
    let area = NodeRef::<html::Div>::new();
    let ruler = NodeRef::<html::Div>::new();
    let head = NodeRef::<html::Thead>::new();
    let capacity = RwSignal::new(screen.queues(part.height).max(1));
    let track_room = scene.track_room();
    Effect::new(move |_| {
        track_room();
        let (Some(area), Some(ruler)) = (area.get(), ruler.get()) else { return };
        let Some(head) = head.get() else { return };
        let height = |element: &web_sys::Element| element.get_bounding_client_rect().height();
        let fits = ((height(&area) - height(&head) + 0.5) / height(&ruler).max(1.0)).floor().max(1.0) as usize;
        if capacity.get_untracked() != fits {
            capacity.set(fits);
        }
    });
    let pages = Memo::new(move |_| all.read().len().div_ceil(capacity.get()).max(1));
    let page = scene.page(part.slot, pages);
    let has_totals = Memo::new(move |_| {
        screen.has_queue_totals() && all.read().iter().any(|line| line.totals.0.or(line.totals.1).is_some())
    });
    let shown = move || {
        let (from, capacity) = (page.get() * capacity.get(), capacity.get());
        all.read().iter().skip(from).take(capacity).cloned().collect::<Vec<_>>()
    };
    let missing = move |provider: &'static str| td_string!(locale, not_reported_by, provider = provider);
    let figure = move |value: Option<String>, is_quiet: bool| match value {
        Some(value) => view! { <td class:is-quiet=is_quiet>{value}</td> }.into_any(),
        None => view! { <td class="is-missing">{td_string!(locale, not_reported)}</td> }.into_any(),
    };
    let totals = move |line: &Line| {
        let (answered, dropped) = line.totals;
        let word = |count: Option<u32>| count.map(|count| count.to_string());
        view! { {figure(word(answered), true)} {figure(word(dropped), true)} }
    };
    // What is said in words goes across every cell that has no figure.
    let cells = move |line: &Line| {
        let has_own_totals = line.totals.0.or(line.totals.1).is_some();
        let across = if has_totals.get() && !has_own_totals { "4" } else { "2" };
        let said = |text: String| view! { <td class="is-missing" colspan=across>{text}</td> }.into_any();
        match &line.figures {
            Figures::Reported { waiting, longest_s } => {
                let is_quiet = line.waiting == 0;
                let longest = longest_s.map(|longest| timing::clock(i64::from(longest)));
                let totals = has_totals.get().then(|| totals(line));
                view! {
                    {figure(waiting.map(|waiting| waiting.to_string()), is_quiet)}
                    {figure(longest, is_quiet)}
                    {totals}
                }
                .into_any()
            }
            Figures::NotReported { provider } => {
                let totals = (across == "2" && has_totals.get()).then(|| totals(line));
                view! { {said(missing(provider))} {totals} }.into_any()
            }
            Figures::Stale { since } => said(td_string!(locale, queue_stale, time = since.clone())),
        }
    };
    view! {
        <div class="wall-queues" class:has-totals=move || has_totals.get() node_ref=area>
            <div class="wall-queue-ruler" node_ref=ruler aria-hidden="true"></div>
            <table>
                <caption class="visually-hidden">{td_string!(locale, queues_label)}</caption>
                <thead node_ref=head>
                    <tr>
                        <th scope="col">{td_string!(locale, queue)}</th>
                        <th scope="col">{td_string!(locale, queue_waiting)}</th>
                        <th scope="col">{td_string!(locale, queue_longest)}</th>
                        {move || has_totals.get().then(|| view! {
                            <th scope="col">{td_string!(locale, queue_answered)}</th>
                            <th scope="col">{td_string!(locale, queue_dropped)}</th>
                        })}
                        <th scope="col">{td_string!(locale, queue_agents)}</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=shown key=move |line| (line.clone(), has_totals.get()) let:line>
                        <tr>
                            <th scope="row">{quiet(&line)} <span>{line.name.clone()}</span></th>
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

/// Callers waiting, on one line below the floor and upright on a line each; nothing where no provider reports a queue.
#[component]
pub(super) fn WaitingStrip(
    /// What is shown.
    scene: Scene,
) -> impl IntoView {
    let locale = scene.reader.locale;
    let first = Memo::new(move |_| lines(&scene).into_iter().take(IN_STRIP).collect::<Vec<_>>());
    let has_longest = |line: &Line| matches!(line.figures, Figures::Reported { longest_s: Some(_), .. });
    // One line without a longest wait keeps its place free, so that the counts stand below one another.
    let is_column = Memo::new(move |_| first.read().iter().any(has_longest));
    let item = move |line: Line| {
        let quiet = quiet(&line);
        let figures = match line.figures {
            Figures::Reported { waiting, longest_s } => {
                let waiting = waiting.map_or_else(|| "–".to_owned(), |waiting| waiting.to_string());
                let longest = longest_s.map(|longest| timing::clock(i64::from(longest)));
                let longest = is_column.get().then(|| view! { <span class="wall-strip-longest">{longest}</span> });
                view! { <b>{waiting}</b> " " {longest} }.into_any()
            }
            Figures::NotReported { .. } => {
                view! { <span class="wall-strip-words">{td_string!(locale, not_reported)}</span> }.into_any()
            }
            Figures::Stale { since } => {
                view! { <span class="wall-strip-words">{td_string!(locale, queue_stale, time = since)}</span> }
                    .into_any()
            }
        };
        view! { <li>{quiet}<span class="wall-strip-name">{line.name}</span> " " {figures}</li> }
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
