//! The strip as a table.

use domain::agent_day::AgentDay;
use domain::agent_day::DayStretch;
use domain::clock::SinceSource;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::Stretching;
use super::scale::Scale;
use super::time_of_day;
use super::what;
use super::why;
use crate::components::bits::lang;
use crate::i18n::Locale;

/// The stretches that the strip shows, as lines.
#[component]
pub(super) fn StretchTable(
    /// The day.
    day: Memo<AgentDay>,
    /// The hours it shows.
    scale: Memo<Scale>,
) -> impl IntoView {
    let locale = lang();
    let shown = Memo::new(move |_| {
        let (scale, day) = (scale.get(), day.read());
        let count = day.stretches.len();
        let on_strip = |at: &usize| {
            let stretch = &day.stretches[*at].stretch;
            scale.percent(stretch.from, stretch.until).is_some()
        };
        (0..count).filter(on_strip).collect::<Vec<_>>()
    });
    let rows = move || {
        let last = day.read_untracked().stretches.len().saturating_sub(1);
        shown
            .get()
            .into_iter()
            .map(|at| {
                // Only the last line of a day that lasts has an end that moves.
                if at == last {
                    let line = move || day.read().stretches.get(at).map(|stretch| cells(locale, &day.read(), stretch));
                    view! { <tr>{line}</tr> }.into_any()
                } else {
                    let day = day.read_untracked();
                    view! { <tr>{day.stretches.get(at).map(|stretch| cells(locale, &day, stretch))}</tr> }.into_any()
                }
            })
            .collect_view()
    };
    view! {
        <details class="day-table">
            <summary>
                {td_string!(locale, day_table)}
                " "<span class="quiet">{move || shown.read().len().to_string()}</span>
            </summary>
            <div class="table-scroll" tabindex="0" role="group" aria-label=td_string!(locale, day_table_caption)>
                <table class="list-table">
                    <caption class="visually-hidden">{td_string!(locale, day_table_caption)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{td_string!(locale, day_from)}</th>
                            <th scope="col">{td_string!(locale, day_until)}</th>
                            <th scope="col">{td_string!(locale, state)}</th>
                            <th scope="col">{td_string!(locale, day_why)}</th>
                            <th scope="col" class="is-figure">{td_string!(locale, day_lasted)}</th>
                            <th scope="col">{td_string!(locale, day_limit)}</th>
                            <th scope="col">{td_string!(locale, day_origin)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

fn cells(locale: Locale, day: &AgentDay, stretch: &DayStretch) -> impl IntoView + use<> {
    let Stretching { from, until, lasted } = Stretching::of(day, stretch);
    let over = stretch.over_from.map(|at| td_string!(locale, day_over_from, time = time_of_day(day, at)));
    let origin = stretch.stretch.doing.as_ref().map(|doing| match doing.source {
        SinceSource::ProviderDuration | SinceSource::ProviderTimestamp => td_string!(locale, day_origin_reported),
        SinceSource::CallStart => td_string!(locale, day_origin_call),
        SinceSource::FirstSeen if doing.is_lower_bound => td_string!(locale, day_origin_least),
        SinceSource::FirstSeen => td_string!(locale, day_origin_seen),
    });
    view! {
        <td>{from}</td>
        <td>{until}</td>
        <th scope="row">{what(locale, stretch)}</th>
        <td>{why(locale, stretch)}</td>
        <td class="is-figure">{lasted}</td>
        <td>{over}</td>
        <td class="quiet">{origin}</td>
    }
}
