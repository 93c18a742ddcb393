//! The day on the page: which one, the way to others, its export, and the strip.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::File;
use crate::components::bits::Icon;
use crate::components::bits::agent_href;
use crate::components::day_strip::DayStrip;
use crate::timing;

/// The card.
#[component]
pub(super) fn DayCard(
    /// What is known of the agent.
    file: File,
    /// The day in the address made no sense.
    not_a_day: bool,
) -> impl IntoView {
    let File { tenant, key, day, reader, .. } = file;
    let locale = reader.locale;
    let page = agent_href(&tenant, &key);
    let which = day.read_untracked().day.clone();
    let title = timing::weekday_and_date(locale, which.from, which.clocks);
    let is_today = which.next.is_none();
    let zone = which.zone.clone();
    let note = move || {
        let day = day.read();
        let until = timing::time_of_day(day.known_until, day.day.clocks);
        let until = is_today.then(|| td_string!(locale, day_up_to, time = until));
        until.into_iter().chain(zone.clone()).collect::<Vec<_>>().join(", ")
    };
    let dated = |date: &str| format!("{page}?day={date}");
    let before = td_string!(locale, day_before);
    let after = td_string!(locale, day_after);
    let next = which.next.as_deref().map(|date| {
        view! { <a class="button is-plain is-icon" href=dated(date) aria-label=after title=after><Icon name="i-right"/></a> }
    });
    let today =
        (!is_today).then(|| view! { <a class="button is-tiny" href=page.clone()>{td_string!(locale, day_today)}</a> });
    let export = format!("{page}/export.csv?day={}", which.date);
    let chip = not_a_day.then(|| {
        view! { <span class="chip is-invalid" role="status">{td_string!(locale, invalid_parameter, parameter = "day")}</span> }
    });
    let is_observed = Memo::new(move |_| day.read().is_observed());
    let strip = move || {
        if is_observed.get() {
            view! { <DayStrip day/> }.into_any()
        } else {
            view! {
                <div class="day-nothing">
                    <h3>{td_string!(locale, day_nothing_title)}</h3>
                    <p>{td_string!(locale, day_nothing_text)}</p>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <section class="file-card is-day" aria-labelledby="agent-day">
            <header>
                <h2 id="agent-day">{title}</h2>
                <small>{note}</small>
                {chip}
                <span class="spacer"></span>
                <a class="button is-plain is-icon" href=dated(&which.previous) aria-label=before title=before><Icon name="i-left"/></a>
                {today}
                {next}
                <a class="button is-tiny" href=export rel="external">{td_string!(locale, day_export)}</a>
            </header>
            {strip}
        </section>
    }
    .into_any()
}
