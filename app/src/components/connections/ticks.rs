//! The last sixty polls as ticks: quiet when answered, taller and coloured when not. Places are SVG attributes in percent.

use domain::poll_log::PollOutcome;
use domain::poll_log::PollTick;
use domain::poll_log::TICKS;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::components::bits::lang;
use crate::i18n::Locale;
use crate::words::connection as words;

const OUTCOMES: [PollOutcome; 5] =
    [PollOutcome::Answered, PollOutcome::Slow, PollOutcome::RefusedByLimit, PollOutcome::Failed, PollOutcome::NotTried];

/// Top and height of a tick in a strip of 12.
const fn shape(outcome: PollOutcome) -> (&'static str, &'static str) {
    match outcome {
        PollOutcome::Answered => ("6", "6"),
        PollOutcome::Slow => ("3", "9"),
        PollOutcome::RefusedByLimit => ("5", "7"),
        PollOutcome::Failed => ("0", "12"),
        PollOutcome::NotTried => ("10.5", "1.5"),
    }
}

/// The ticks, newest right.
#[component]
pub(super) fn Ticks(
    /// The polls, oldest first.
    ticks: Memo<Option<Vec<PollTick>>>,
) -> impl IntoView {
    let locale = lang();
    move || {
        let ticks = ticks.get().unwrap_or_default();
        let label = label(locale, &ticks);
        let first = TICKS.saturating_sub(ticks.len());
        let rects = ticks
            .iter()
            .enumerate()
            .map(|(at, tick)| {
                let (y, height) = shape(tick.outcome);
                let x = format!("{:.2}%", (first + at) as f64 * 100.0 / TICKS as f64);
                view! { <rect class="poll" data-outcome=tick.outcome.slug() x=x y=y width="1.05%" height=height></rect> }
            })
            .collect_view();
        view! { <svg class="polls" role="img" aria-label=label>{rects}</svg> }
    }
}

fn label(locale: Locale, ticks: &[PollTick]) -> String {
    if ticks.is_empty() {
        return td_string!(locale, ticks_none).to_owned();
    }
    let of = |outcome| ticks.iter().filter(|tick| tick.outcome == outcome).count();
    td_string!(
        locale,
        ticks_label,
        count = ticks.len(),
        answered = of(PollOutcome::Answered),
        slow = of(PollOutcome::Slow),
        limit = of(PollOutcome::RefusedByLimit),
        failed = of(PollOutcome::Failed),
        idle = of(PollOutcome::NotTried)
    )
}

/// What the marks mean.
#[component]
pub(super) fn TicksKey() -> impl IntoView {
    let locale = lang();
    let items = OUTCOMES
        .map(|outcome| {
            let (y, height) = shape(outcome);
            view! {
                <li>
                    <svg class="polls is-key" aria-hidden="true">
                        <rect class="poll" data-outcome=outcome.slug() y=y width="5" height=height></rect>
                    </svg>
                    {words::tick(locale, outcome)}
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="polls-key" aria-label=td_string!(locale, key_label)>
            {items}
            <li>{td_string!(locale, ticks_key)}</li>
            <li class="is-end">{td_string!(locale, allowance_key)}</li>
        </ul>
    }
    .into_any()
}
