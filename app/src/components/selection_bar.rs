//! What is selected and what can be done with it. The bar stands below the list, so that its coming moves no row.

use std::collections::BTreeSet;

use domain::board::AgentRow;
use domain::counts::Kpi;
use domain::id::ConnectionIndex;
use domain::selection::Selection;
use domain::view::MOST_AGENTS;
use domain::view::Show as Shown;
use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::Glyph;
use super::bits::Icon;
use super::bits::board_href;
use super::bits::export_href;
use super::bits::lang;
use super::clipboard::copy_text;
use crate::live::LiveBoard;
use crate::live::Order;
use crate::words;

/// What the bar says of the selected agents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Summary {
    /// How many of each count of the band; none stands for logged out.
    tally: Vec<(Option<Kpi>, u32)>,
    /// Selected agents that the view does not show.
    hidden: usize,
    /// Selected agents that are not on the board any more.
    gone: usize,
}

/// The bar; nothing while nothing is selected.
#[component]
pub(crate) fn SelectionBar(
    /// Address word of the tenant.
    tenant: String,
    /// The board's feed.
    board: LiveBoard,
    /// The view.
    view: Memo<View>,
    /// The rows in order, and which are selected.
    order: Order,
) -> impl IntoView {
    let selection = order.selection;
    forget_when_connections_change(&board, selection);
    let is_any = Memo::new(move |_| !selection.read().is_empty());
    view! {
        <Show when=move || is_any.get()>
            <Bar tenant=tenant.clone() board=board.clone() view order/>
        </Show>
    }
    .into_any()
}

#[component]
fn Bar(tenant: String, board: LiveBoard, view: Memo<View>, order: Order) -> impl IntoView {
    let locale = lang();
    let selection = order.selection;
    let summary = {
        let board = board.clone();
        Memo::new(move |_| summary(&board, order))
    };
    let count = Memo::new(move |_| selection.read().len());
    let only_one = Memo::new(move |_| selection.read().iter().next().cloned().filter(|_| count.get() == 1));
    let named = move || View { agents: selection.read().iter().cloned().collect(), invalid: Vec::new(), ..view.get() };
    let fits = move || count.get() <= MOST_AGENTS;
    let only = Memo::new(move |_| {
        let agents = &view.read().agents;
        !agents.is_empty() && agents.iter().eq(selection.read().iter())
    });
    let only_href = {
        let tenant = tenant.clone();
        move || {
            let view = if only.get() {
                View { agents: BTreeSet::new(), invalid: Vec::new(), ..view.get() }
            } else {
                // A filter that hides one of them would make "only these" show fewer.
                View { show: Shown::Everyone, agents: named().agents, ..view.get().unfiltered() }
            };
            board_href(&tenant, &view)
        }
    };
    let csv_href = {
        let tenant = tenant.clone();
        move || {
            let view = View { show: Shown::Everyone, agents: named().agents, ..view.get().unfiltered() };
            export_href(&tenant, &view)
        }
    };
    let open_href = move || board_href(&tenant, &View { open: only_one.get(), invalid: Vec::new(), ..view.get() });
    let copied = RwSignal::new(None::<bool>);
    let copy = move |_| copied.set(Some(copy_text(&names(&board, order))));
    let note = move || match copied.get() {
        Some(true) => td_string!(locale, desk_copied),
        Some(false) => td_string!(locale, desk_not_copied),
        None => "",
    };
    Effect::new(move |_| {
        selection.track();
        copied.set(None);
    });
    let tally = move || {
        let tally = summary.get().tally.into_iter();
        tally
            .map(|(kpi, count)| {
                let word = kpi.map_or(td_string!(locale, logged_out), |kpi| words::kpi(locale, kpi));
                let glyph = kpi.map_or("loggedout", |kpi| words::kpi_glyph(kpi).unwrap_or("unknown"));
                view! { <li title=word><Glyph name=glyph/><span class="visually-hidden">{word}" "</span>{count}</li> }
            })
            .collect_view()
    };
    let beside = move || {
        let Summary { hidden, gone, .. } = summary.get();
        let hidden = (hidden > 0).then(|| td_string!(locale, desk_selected_hidden, count = hidden));
        let gone = (gone > 0).then(|| td_string!(locale, desk_selected_gone, count = gone));
        hidden.into_iter().chain(gone).map(|text| view! { <li>{text}</li> }).collect_view()
    };
    view! {
        <section class="selection-bar" aria-label=td_string!(locale, desk_selection)>
            <b>{move || td_string!(locale, desk_selected, count = count.get())}</b>
            <ul class="tally">{tally}{beside}</ul>
            <span class="spacer"></span>
            <span role="status">{note}</span>
            <Show when=move || only_one.read().is_some()>
                <a class="button" href=open_href.clone()>{td_string!(locale, desk_open_agent)}</a>
            </Show>
            <button type="button" class="button" on:click=copy>
                <Icon name="i-copy"/>
                {td_string!(locale, desk_copy_names)}
            </button>
            <Show when=fits fallback=move || view! { <span>{td_string!(locale, desk_too_many, most = MOST_AGENTS)}</span> }>
                <a class="button" href=csv_href.clone() rel="external">{td_string!(locale, desk_csv)}</a>
                <a class="button" href=only_href.clone() aria-current=move || only.get().then_some("true")>
                    {td_string!(locale, desk_show_selected)}
                </a>
            </Show>
            <button
                type="button"
                class="button is-plain is-icon"
                aria-label=td_string!(locale, desk_clear_selection)
                title=td_string!(locale, desk_clear_selection)
                on:click=move |_| selection.update(Selection::clear)
            >
                <Icon name="i-close"/>
            </button>
        </section>
    }
    .into_any()
}

/// An agent's word begins with the number of the connection. Should a restarted server number the connections otherwise,
/// the words would mean other agents, and nothing is selected any more.
fn forget_when_connections_change(board: &LiveBoard, selection: RwSignal<Selection<String>>) {
    let connections = board.connections;
    Effect::new(move |known: Option<Vec<_>>| {
        let now: Vec<_> = connections.read().iter().map(|(index, connection)| (*index, connection.id)).collect();
        let is_other = |(index, id): &(ConnectionIndex, _)| now.iter().any(|(now, other)| now == index && other != id);
        if known.is_some_and(|known| known.iter().any(is_other)) {
            selection.update(Selection::clear);
        }
        now
    });
}

fn summary(board: &LiveBoard, order: Order) -> Summary {
    board.version.track();
    order.arrangement.track();
    order.collapsed.track();
    let shown: BTreeSet<String> = order.agents(board).into_iter().collect();
    let selection = order.selection.read();
    let mut summary = Summary { hidden: 0, gone: selection.len(), tally: Vec::new() };
    board.with_board(|all| {
        for row in selected(all.rows.values(), &selection) {
            summary.gone -= 1;
            summary.hidden += usize::from(!shown.contains(&row.address()));
            let kpi = Kpi::of(row.state);
            match summary.tally.iter_mut().find(|(known, _)| *known == kpi) {
                Some((_, count)) => *count += 1,
                None => summary.tally.push((kpi, 1)),
            }
        }
    });
    // In the order of the band; who is logged out comes last.
    summary.tally.sort_by_key(|(kpi, _)| (kpi.is_none(), *kpi));
    summary
}

fn selected<'a>(
    rows: impl Iterator<Item = &'a AgentRow>,
    selection: &Selection<String>,
) -> impl Iterator<Item = &'a AgentRow> {
    rows.filter(|row| selection.contains(&row.address()))
}

/// The names of the selected agents, one on each line, in the order of the list; those it does not show come last.
fn names(board: &LiveBoard, order: Order) -> String {
    let selection = order.selection.read_untracked();
    let shown = order.agents(board);
    board.with_board(|all| {
        let mut rows: Vec<&AgentRow> = selected(all.rows.values(), &selection).collect();
        rows.sort_by_key(|row| {
            let address = row.address();
            shown.iter().position(|agent| *agent == address).unwrap_or(usize::MAX)
        });
        rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>().join("\n")
    })
}
