//! Totals of each agent, group or connection, ordered by any of their figures.

use domain::agent::AgentState;
use domain::occupancy::BUSY;
use domain::provider::ProviderKind;
use domain::totals::Column;
use domain::totals::Row;
use domain::totals::Subject;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::href;
use super::percent;
use crate::api::history::HistoryPage;
use crate::api::history::Question;
use crate::api::history::ROWS;
use crate::components::bits::Icon;
use crate::components::bits::encode;
use crate::components::bits::lang;
use crate::figures;
use crate::i18n::Locale;
use crate::timing;
use crate::words;

/// Who counts no calls, in words; nothing when everybody does.
pub(super) fn uncounted(locale: Locale, providers: &[ProviderKind]) -> String {
    if providers.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = providers.iter().map(|provider| provider.label()).collect();
    td_string!(locale, history_not_reported_by, provider = names.join(", "))
}

/// The rows of one page.
#[component]
pub(crate) fn TotalsTable(
    /// The page's own path.
    path: String,
    /// What is shown.
    page: HistoryPage,
) -> impl IntoView {
    let locale = lang();
    let states: Vec<AgentState> = AgentState::ALL
        .into_iter()
        .filter(|state| state.is_logged_in() && page.total.in_state_ms(*state) > 0)
        .collect();
    let states_then = states.iter().map(|state| Column::State(*state));
    let columns: Vec<Column> = [Column::Name, Column::LoggedIn]
        .into_iter()
        .chain(states_then)
        .chain([Column::NotObserved, Column::Occupancy, Column::Calls])
        .collect();
    let heads = columns.iter().map(|column| head(locale, &path, &page.question, *column)).collect_view();
    let rows = page.rows.iter().map(|row| line(locale, &page, &states, row)).collect_view();
    let pages = page.row_count.div_ceil(ROWS).max(1);
    let turn = |to: usize, icon: &'static str, text: &'static str| {
        let href = href(&path, &Question { page: to, ..page.question.clone() });
        view! { <a class="button" href=href>{text}<Icon name=icon/></a> }
    };
    let at = page.question.page;
    let earlier = (at > 1).then(|| turn(at - 1, "i-left", td_string!(locale, history_page_back)));
    let later = (at < pages).then(|| turn(at + 1, "i-right", td_string!(locale, history_page_on)));
    let count = td_string!(
        locale,
        history_rows,
        first = (at - 1) * ROWS + 1,
        last = (at - 1) * ROWS + page.rows.len(),
        count = figures::count(locale, page.row_count)
    );
    view! {
        <section class="history-part" aria-labelledby="history-rows">
            <header class="part-head">
                <h2 id="history-rows">{words::by(locale, page.question.by)}</h2>
                <p>{count}</p>
            </header>
            <div class="table-scroll">
                <table class="list-table totals-table">
                    <caption class="visually-hidden">{td_string!(locale, history_totals)}</caption>
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="page-turn">{earlier}{later}</p>
            <p class="quiet">{td_string!(locale, history_occupancy_text)}</p>
            <p class="quiet">{td_string!(locale, history_counts_text)}</p>
        </section>
    }
    .into_any()
}

fn head(locale: Locale, path: &str, question: &Question, column: Column) -> AnyView {
    let is_this = question.column == column;
    // The largest figures first, names from the beginning; a second time the other way round.
    let falling = if is_this { !question.falling } else { column != Column::Name };
    let href = href(path, &Question { column, falling, page: 1, ..question.clone() });
    let (order, icon) = match (is_this, question.falling) {
        (false, _) => (None, None),
        (true, false) => (Some("ascending"), Some("i-up")),
        (true, true) => (Some("descending"), Some("i-down")),
    };
    let icon = icon.map(|name| view! { <Icon name/> });
    let class = (column != Column::Name).then_some("is-figure");
    view! {
        <th scope="col" class=class aria-sort=order>
            <a href=href>{words::totals_column(locale, column)}{icon}</a>
        </th>
    }
    .into_any()
}

fn line(locale: Locale, page: &HistoryPage, states: &[AgentState], row: &Row) -> AnyView {
    let tally = &row.tally;
    let time = |ms: i64, share: Option<u16>| {
        let class = if ms == 0 { "is-figure is-nothing" } else { "is-figure" };
        let share = share.filter(|_| ms > 0).map(|share| view! { <small>{percent(share)}</small> });
        view! { <td class=class>{timing::hours(ms)}{share}</td> }.into_any()
    };
    let nothing = || view! { <td class="is-figure is-nothing">"–"</td> }.into_any();
    let cells = states
        .iter()
        .map(|state| match tally.tells_work() || !BUSY.contains(state) {
            true => time(tally.in_state_ms(*state), tally.share(*state)),
            false => nothing(),
        })
        .collect_view();
    let calls = match tally.calls {
        Some(calls) => {
            view! { <td class="is-figure">{figures::count(locale, calls).to_string()}<small>{uncounted(locale, &row.uncounted)}</small></td> }.into_any()
        }
        None => view! { <td class="is-figure is-words">{uncounted(locale, &row.uncounted)}</td> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row">{who(locale, page, row)}</th>
            {time(tally.logged_in_ms(), None)}
            {cells}
            {time(tally.not_observed_ms, tally.not_observed())}
            <td class="is-figure is-strong">{tally.occupancy().map_or_else(|| "–".to_owned(), percent)}</td>
            {calls}
        </tr>
    }
    .into_any()
}

/// The name, leading to an agent's day, and what else tells one from another.
fn who(locale: Locale, page: &HistoryPage, row: &Row) -> AnyView {
    match &row.subject {
        Subject::Agent { name, connection, connection_name, external_id, group } => {
            let tenant = &page.me.tenant.0;
            let day = &page.question.last;
            let href = format!("/t/{tenant}/agents/{connection}:{}?day={day}", encode(external_id));
            let place: Vec<&str> = [Some(connection_name.as_str()), group.as_deref()].into_iter().flatten().collect();
            view! { <a class="name" href=href>{name.clone()}</a><small>{place.join(" · ")}</small> }.into_any()
        }
        Subject::Group { .. } | Subject::Connection { .. } => {
            let name =
                row.subject.name().map_or_else(|| td_string!(locale, history_no_group).to_owned(), str::to_owned);
            view! { <span class="name">{name}</span><small>{td_string!(locale, history_n_agents, count = row.agents)}</small> }
                .into_any()
        }
    }
}
