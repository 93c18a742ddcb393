//! Each day as a bar of its states, as long as the time that was worked on it; and the same as a table.

use domain::agent::AgentState;
use domain::totals::Day;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::percent;
use crate::api::history::HistoryPage;
use crate::components::bits::lang;
use crate::components::state_textures::StateTextures;
use crate::components::state_textures::Texture;
use crate::components::state_textures::TextureKey;
use crate::components::state_textures::textured;
use crate::i18n::Locale;
use crate::timing;

/// What a bar is made of, in its order. Who was logged out worked nothing.
fn parts(day: &Day) -> Vec<(Texture, i64)> {
    let states = AgentState::ALL.into_iter().filter(|state| state.is_logged_in());
    states
        .map(|state| (Texture::State(state), day.tally.in_state_ms(state)))
        .chain([(Texture::NotObserved, day.tally.not_observed_ms)])
        .filter(|(_, ms)| *ms > 0)
        .collect()
}

/// A length of a whole as SVG writes it.
pub(super) fn length(part: i64, whole: i64) -> String {
    let hundredths = 10_000 * part / whole.max(1);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// The bars, their key, and the table.
#[component]
pub(crate) fn Days(
    /// What is shown.
    page: HistoryPage,
) -> impl IntoView {
    let locale = lang();
    let (offset, tenant) = (page.zone, page.me.tenant.0.clone());
    let longest = page.days.iter().map(|day| parts(day).iter().map(|(_, ms)| ms).sum::<i64>()).max().unwrap_or(0);
    let bars = page
        .days
        .iter()
        .map(|day| {
            let name = timing::weekday_date(locale, day.from, offset);
            let replay = format!("/t/{tenant}/replay?at={}", day.from.0);
            let label = td_string!(locale, history_replay_of, day = name.clone());
            let share = day.tally.occupancy().map_or_else(|| "–".to_owned(), percent);
            view! {
                <li>
                    <span class="day-name">{name}</span>
                    {bar(locale, day, longest)}
                    <span class="day-sum">{timing::hours(day.tally.logged_in_ms())}</span>
                    <span class="day-sum">{share}</span>
                    <a href=replay aria-label=label>{td_string!(locale, history_replay)}</a>
                </li>
            }
        })
        .collect_view();
    let mut used: Vec<Texture> =
        page.days.iter().flat_map(|day| parts(day).into_iter().map(|(part, _)| part)).collect();
    used.sort();
    used.dedup();
    view! {
        <section class="history-part" aria-labelledby="history-days">
            <header class="part-head">
                <h2 id="history-days">{td_string!(locale, history_per_day)}</h2>
                <p>{td_string!(locale, history_per_day_text)}</p>
            </header>
            <StateTextures/>
            <ul class="day-bars">
                <li class="day-heads" aria-hidden="true">
                    <span></span>
                    <span></span>
                    <span class="day-sum">{td_string!(locale, logged_in)}</span>
                    <span class="day-sum">{td_string!(locale, history_occupancy)}</span>
                    <span></span>
                </li>
                {bars}
            </ul>
            <TextureKey textures=used.clone()/>
            <details class="as-table">
                <summary>{td_string!(locale, history_as_table)}</summary>
                {table(locale, &page, &used)}
            </details>
        </section>
    }
    .into_any()
}

fn bar(locale: Locale, day: &Day, longest: i64) -> AnyView {
    let parts = parts(day);
    let spoken: Vec<String> =
        parts.iter().map(|(part, ms)| format!("{} {}", part.word(locale), timing::hours(*ms))).collect();
    let spoken = if spoken.is_empty() { td_string!(locale, history_nothing).to_owned() } else { spoken.join(", ") };
    let mut begin = 0;
    let rects = parts
        .into_iter()
        .map(|(part, ms)| {
            let rect = textured(part, length(begin, longest), length(ms, longest));
            begin += ms;
            rect
        })
        .collect_view();
    view! { <svg class="day-bar" role="img" aria-label=spoken>{rects}</svg> }.into_any()
}

fn table(locale: Locale, page: &HistoryPage, used: &[Texture]) -> AnyView {
    let heads =
        used.iter().map(|part| view! { <th scope="col" class="is-figure">{part.word(locale)}</th> }).collect_view();
    let of = |day: &Day, part: Texture| match part {
        Texture::State(state) => day.tally.in_state_ms(state),
        Texture::NotObserved | Texture::OverLimit => day.tally.not_observed_ms,
    };
    let rows = page
        .days
        .iter()
        .map(|day| {
            let cells = used
                .iter()
                .map(|part| view! { <td class="is-figure">{timing::hours(of(day, *part))}</td> })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">{timing::weekday_date(locale, day.from, page.zone)}</th>
                    {cells}
                    <td class="is-figure">{timing::hours(day.tally.logged_in_ms())}</td>
                    <td class="is-figure">{day.tally.occupancy().map_or_else(|| "–".to_owned(), percent)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="table-scroll">
            <table class="list-table">
                <caption class="visually-hidden">{td_string!(locale, history_per_day)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{td_string!(locale, history_day)}</th>
                        {heads}
                        <th scope="col" class="is-figure">{td_string!(locale, logged_in)}</th>
                        <th scope="col" class="is-figure">{td_string!(locale, history_occupancy)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_a_part_of_the_whole_in_percent() {
        assert_eq!([length(1, 3), length(3, 3), length(0, 3), length(0, 0)], ["33.33%", "100.00%", "0.00%", "0.00%"]);
    }
}
