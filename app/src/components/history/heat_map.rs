//! Half hours of each day, the busier the stronger; and the same as a table whose figures lead to that moment.

use domain::totals::Cell;
use domain::totals::Day;
use domain::totals::PLACES;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::days::length;
use super::href;
use super::percent;
use crate::api::history::Heat;
use crate::api::history::HistoryPage;
use crate::api::history::Question;
use crate::components::bits::lang;
use crate::components::state_textures::Swatch;
use crate::components::state_textures::Texture;
use crate::i18n::Locale;
use crate::timing;

/// Shades from nothing to all of it.
const SHADES: i64 = 6;

/// What a half hour shows: its figure in tenths, or that nobody looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Figure(i64),
    Blind,
    Nobody,
}

fn shown(heat: Heat, cell: &Cell) -> Shown {
    let figure = match heat {
        Heat::Occupancy => cell.occupancy().map(i64::from),
        Heat::LoggedIn => cell.logged_in(),
    };
    match figure {
        Some(0) if heat == Heat::LoggedIn => Shown::Nobody,
        Some(figure) => Shown::Figure(figure),
        None if cell.not_observed_ms > 0 && cell.logged_in_ms == 0 => Shown::Blind,
        None => Shown::Nobody,
    }
}

fn text(heat: Heat, shown: Shown) -> String {
    match (shown, heat) {
        (Shown::Figure(figure), Heat::Occupancy) => percent(u16::try_from(figure).unwrap_or(u16::MAX)),
        (Shown::Figure(figure), Heat::LoggedIn) => format!("{}.{}", figure / 10, figure % 10),
        (Shown::Blind | Shown::Nobody, _) => "–".to_owned(),
    }
}

/// From 1 to [`SHADES`].
fn shade(figure: i64, most: i64) -> i64 {
    (figure * SHADES / most.max(1)).clamp(0, SHADES - 1) + 1
}

fn time_of(place: usize) -> String {
    format!("{:02}:{:02}", place / 2, place % 2 * 30)
}

/// The map, what it shows, and the table.
#[component]
pub(crate) fn HeatMap(
    /// The page's own path.
    path: String,
    /// What is shown.
    page: HistoryPage,
) -> impl IntoView {
    let locale = lang();
    let (heat, question) = (page.question.heat, page.question.clone());
    let choices =
        [(Heat::Occupancy, td_string!(locale, history_occupancy)), (Heat::LoggedIn, td_string!(locale, logged_in))]
            .map(|(of, text)| {
                let href = href(&path, &Question { heat: of, ..question.clone() });
                view! { <a href=href aria-current=(of == heat).then_some("true")>{text}</a> }
            });
    let cells = || page.days.iter().flat_map(Day::places).flatten();
    let figures = || {
        cells().filter_map(|cell| match shown(heat, &cell) {
            Shown::Figure(figure) => Some(figure),
            Shown::Blind | Shown::Nobody => None,
        })
    };
    let most = match heat {
        Heat::Occupancy => 1000,
        Heat::LoggedIn => figures().max().unwrap_or(10),
    };
    let rows = page
        .days
        .iter()
        .map(|day| {
            let name = timing::weekday_date(locale, day.from, page.zone);
            view! { <li><span class="day-name">{name}</span>{strip(locale, heat, day, most)}</li> }
        })
        .collect_view();
    let hours = (0..24)
        .step_by(2)
        .map(|hour| view! { <text x=length(hour, 24) y="12">{format!("{hour:02}:00")}</text> })
        .collect_view();
    let steps = (1..=SHADES)
        .map(|step| {
            view! { <svg class="swatch" aria-hidden="true"><rect class=format!("heat-{step}") width="100%" height="100%"></rect></svg> }
        })
        .collect_view();
    let (least, all) = match heat {
        Heat::Occupancy => ("0 %".to_owned(), "100 %".to_owned()),
        Heat::LoggedIn => ("0".to_owned(), text(heat, Shown::Figure(most))),
    };
    view! {
        <section class="history-part" aria-labelledby="history-heat">
            <header class="part-head">
                <h2 id="history-heat">{td_string!(locale, history_per_half_hour)}</h2>
                <nav class="segmented" aria-label=td_string!(locale, history_per_half_hour)>{choices}</nav>
                <p class="heat-key">
                    <span>{least}</span>{steps}<span>{all}</span>
                    <Swatch texture=Texture::NotObserved/>
                    <span>{td_string!(locale, texture_not_observed)}</span>
                </p>
            </header>
            <ul class="heat-map">
                {rows}
                <li aria-hidden="true"><span></span><svg class="heat-axis">{hours}</svg></li>
            </ul>
            <details class="as-table">
                <summary>{td_string!(locale, history_as_table)}</summary>
                {table(locale, &page, heat)}
            </details>
        </section>
    }
    .into_any()
}

fn strip(locale: Locale, heat: Heat, day: &Day, most: i64) -> AnyView {
    let places = i64::try_from(PLACES).unwrap_or(1);
    let mut peak: Option<(i64, usize)> = None;
    let rects = (0_i64..)
        .zip(day.places())
        .enumerate()
        .filter_map(|(place, (index, cell))| {
            let shown = shown(heat, &cell?);
            let (class, fill) = match shown {
                Shown::Nobody => return None,
                Shown::Blind => (None, Some(Texture::NotObserved.fill())),
                Shown::Figure(figure) => {
                    if peak.is_none_or(|(most, _)| figure > most) {
                        peak = Some((figure, place));
                    }
                    (Some(format!("heat-{}", shade(figure, most))), None)
                }
            };
            let title = match shown {
                Shown::Blind => format!("{}: {}", time_of(place), td_string!(locale, texture_not_observed)),
                Shown::Figure(_) | Shown::Nobody => format!("{}: {}", time_of(place), text(heat, shown)),
            };
            Some(view! {
                <rect class=class fill=fill x=length(index, places) width=length(1, places) height="100%">
                    <title>{title}</title>
                </rect>
            })
        })
        .collect_view();
    let spoken = match peak {
        Some((figure, place)) => {
            td_string!(locale, history_peak, figure = text(heat, Shown::Figure(figure)), time = time_of(place))
        }
        None => td_string!(locale, history_nothing).to_owned(),
    };
    view! { <svg class="heat-strip" role="img" aria-label=spoken>{rects}</svg> }.into_any()
}

/// Half hours down, days across: so that a day is a column that can be read, and a week needs no scrolling.
fn table(locale: Locale, page: &HistoryPage, heat: Heat) -> AnyView {
    let days: Vec<_> = page.days.iter().map(Day::places).collect();
    let used = (0..PLACES)
        .filter(|place| days.iter().any(|day| day[*place].is_some_and(|cell| shown(heat, &cell) != Shown::Nobody)));
    let heads = page
        .days
        .iter()
        .map(|day| {
            let name = timing::weekday_date(locale, day.from, page.zone);
            view! { <th scope="col" class="is-figure">{name}</th> }
        })
        .collect_view();
    let tenant = &page.me.tenant.0;
    let rows = used
        .map(|place| {
            let cells = days
                .iter()
                .map(|day| {
                    let Some(cell) = day[place] else { return view! { <td class="is-figure">"–"</td> }.into_any() };
                    let text = match shown(heat, &cell) {
                        Shown::Blind => td_string!(locale, texture_not_observed).to_owned(),
                        other @ (Shown::Figure(_) | Shown::Nobody) => text(heat, other),
                    };
                    let replay = format!("/t/{tenant}/replay?at={}", cell.start.0);
                    view! { <td class="is-figure"><a href=replay>{text}</a></td> }.into_any()
                })
                .collect_view();
            view! { <tr><th scope="row">{time_of(place)}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <p class="quiet">{td_string!(locale, history_to_replay)}</p>
        <div class="table-scroll">
            <table class="list-table heat-table">
                <caption class="visually-hidden">{td_string!(locale, history_per_half_hour)}</caption>
                <thead><tr><th scope="col">{td_string!(locale, history_time)}</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::time::UnixMs;

    use super::*;

    #[test]
    fn shades_go_from_nothing_to_all() {
        assert_eq!([0, 166, 167, 500, 999, 1000].map(|figure| shade(figure, 1000)), [1, 1, 2, 4, 6, 6]);
    }

    #[test]
    fn a_half_hour_in_which_nobody_looked_is_not_an_idle_one() {
        let idle = Cell { able_ms: 100, logged_in_ms: 100, ..Cell::new(UnixMs(0), 0, 100) };
        let blind = Cell { not_observed_ms: 100, ..Cell::new(UnixMs(0), 0, 100) };
        let empty = Cell::new(UnixMs(0), 0, 100);

        assert_eq!(
            [idle, blind, empty].map(|cell| shown(Heat::Occupancy, &cell)),
            [Shown::Figure(0), Shown::Blind, Shown::Nobody]
        );
        assert_eq!(
            [idle, blind, empty].map(|cell| shown(Heat::LoggedIn, &cell)),
            [Shown::Figure(10), Shown::Blind, Shown::Nobody]
        );
    }
}
