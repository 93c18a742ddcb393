//! Below the strip: when somebody came, went or was acted upon, and the hours.

use domain::agent::AgentState;
use domain::agent_day::AgentDay;
use domain::audit::Done;
use domain::time::UnixMs;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::scale::Scale;
use super::scale::percent;
use super::time_of_day;
use crate::components::bits::lang;
use crate::i18n::Locale;
use crate::words;

/// So many moments at most are written below a strip, besides its end.
const WIDE_MOMENTS: i64 = 12;
const COMPACT_MOMENTS: i64 = 4;

/// Comings, goings and deeds.
#[component]
pub(super) fn ActionLane(
    /// The day.
    day: Memo<AgentDay>,
    /// The hours it shows.
    scale: Memo<Scale>,
) -> impl IntoView {
    let locale = lang();
    let moments = Memo::new(move |_| moments(locale, &day.read()));
    let label = move || {
        let moments = moments.read();
        if moments.is_empty() {
            return td_string!(locale, day_actions_none).to_owned();
        }
        let said = moments.iter().map(|moment| moment.said.as_str()).collect::<Vec<_>>().join("; ");
        td_string!(locale, day_actions_label, list = said)
    };
    let ticks = move || {
        let scale = scale.get();
        let on_strip = |at: UnixMs| at >= scale.from && at <= scale.until;
        moments
            .read()
            .iter()
            .filter(|moment| on_strip(moment.at))
            .map(|moment| {
                let x = percent(scale.place(moment.at));
                let class = if moment.is_deed { "tick is-act" } else { "tick" };
                view! { <rect class=class x=x y="2" width="3" height="12" rx="1.5"><title>{moment.said.clone()}</title></rect> }
            })
            .collect_view()
    };
    view! {
        <svg class="lane" role="img" aria-label=label>
            <line class="lane-line" x1="0" x2="100%" y1="8" y2="8"></line>
            {ticks}
        </svg>
    }
    .into_any()
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Moment {
    at: UnixMs,
    is_deed: bool,
    said: String,
}

fn moments(locale: Locale, day: &AgentDay) -> Vec<Moment> {
    let state = |at: usize| {
        let stretch = day.stretches.get(at)?;
        stretch.stretch.doing.as_ref().map(|doing| doing.state)
    };
    let mut found = Vec::new();
    for (at, stretch) in day.stretches.iter().enumerate().skip(1) {
        // Only what was seen on both sides is known to have happened at that moment.
        let (Some(before), Some(after)) = (state(at - 1), state(at)) else { continue };
        let word = match (before, after) {
            (AgentState::LoggedOut, AgentState::LoggedOut) => continue,
            (AgentState::LoggedOut, _) => td_string!(locale, day_came),
            (_, AgentState::LoggedOut) => td_string!(locale, day_went),
            (_, _) => continue,
        };
        let said = format!("{} {word}", time_of_day(day, stretch.stretch.from));
        found.push(Moment { at: stretch.stretch.from, is_deed: false, said });
    }
    for mark in &day.marks {
        let what = match &mark.done {
            Done::Deed(deed) => words::deed(locale, *deed).to_owned(),
            Done::Command(action) => words::action(locale, action.kind()).to_owned(),
            Done::Other(word) => word.clone(),
        };
        let said = format!("{} {}: {what}", time_of_day(day, mark.at), mark.actor);
        found.push(Moment { at: mark.at, is_deed: true, said });
    }
    found.sort_by_key(|moment| moment.at);
    found
}

/// The hours below the strip.
#[component]
pub(super) fn Axis(
    /// The day.
    day: Memo<AgentDay>,
    /// The hours it shows.
    scale: Memo<Scale>,
    /// With less room.
    compact: bool,
) -> impl IntoView {
    let hours = move || {
        let (scale, day) = (scale.get(), day.read_untracked());
        let every_s = scale.step_s(if compact { COMPACT_MOMENTS } else { WIDE_MOMENTS });
        day.day
            .clock_steps(scale.from, scale.until, every_s)
            .into_iter()
            .map(|at| {
                let x = percent(scale.place(at));
                let anchor = match at {
                    at if at == scale.from => "start",
                    at if at == scale.until => "end",
                    _ => "middle",
                };
                let time = time_of_day(&day, at)[..5].to_owned();
                view! {
                    <line x1=x.clone() x2=x.clone() y1="0" y2="3"></line>
                    <text x=x y="14" text-anchor=anchor>{time}</text>
                }
            })
            .collect_view()
    };
    view! { <svg class="axis" aria-hidden="true">{hours}</svg> }.into_any()
}
