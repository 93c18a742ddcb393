//! An agent's day as a strip: what they were doing when, in colours and textures, with the hours below it and what was
//! done about them. The same stretches can be read one by one with the keyboard, and stand in a table.

mod lane;
mod reading;
mod scale;
mod table;

use domain::agent_day::AgentDay;
use domain::agent_day::DayStretch;
use domain::time::UnixMs;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use self::lane::ActionLane;
use self::lane::Axis;
use self::reading::Reading;
use self::scale::Scale;
use self::scale::parts;
use self::table::StretchTable;
use super::bits::lang;
use super::state_textures::Texture;
use super::state_textures::TextureKey;
use super::state_textures::textured;
use crate::figures::counted;
use crate::i18n::Locale;
use crate::timing;
use crate::words;

/// The strip of a day.
#[component]
pub(crate) fn DayStrip(
    /// The day, up to the moment that is shown.
    day: Memo<AgentDay>,
    /// Beside the board: the strip alone with its hours.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    let locale = lang();
    let scale = Memo::new(move |_| Scale::of(&day.read()));
    // Only the end of a day that lasts moves with the clock; everything before it is drawn once.
    let settled = Memo::new(move |_| {
        let day = day.read();
        day.stretches.split_last().map_or_else(Vec::new, |(_, settled)| settled.to_vec())
    });
    let last = Memo::new(move |_| day.read().stretches.last().cloned());
    let settled_rects = move || {
        let scale = scale.get();
        settled.read().iter().map(|stretch| rects(stretch, scale)).collect_view()
    };
    let last_rects = move || last.get().map(|stretch| rects(&stretch, scale.get()));
    let chosen = RwSignal::new(None::<usize>);
    let cursor = move || {
        let (at, scale) = (chosen.get()?, scale.get());
        let day = day.read();
        let stretch = &day.stretches.get(at)?.stretch;
        let (x, width) = scale.percent(stretch.from, stretch.until)?;
        Some(view! { <rect class="strip-cursor" x=x width=width height="100%"></rect> })
    };
    // Told as it was when the strip was drawn: a label that changes every second would be read out every second.
    let label = Memo::new(move |_| {
        scale.track();
        settled.track();
        summary(locale, &day.read_untracked())
    });
    let height = if compact { "strip is-panel" } else { "strip is-page" };
    let frame = NodeRef::<html::Div>::new();
    let strip = view! {
        <div class="strip-frame" node_ref=frame>
            <svg class=height role="img" aria-label=move || label.get()>
                <rect class="strip-ground" width="100%" height="100%"></rect>
                {settled_rects}
                {last_rects}
                {cursor}
            </svg>
            <Reading day scale chosen frame/>
        </div>
    };
    let said = move || {
        let day = day.read();
        let stretch = chosen.get().and_then(|at| day.stretches.get(at));
        stretch.map(|stretch| stretch_text(locale, &day, stretch))
    };
    if compact {
        return view! {
            <div class="day-strip is-compact">
                {strip}
                <div class="strip-foot"><Axis day scale compact/><p class="strip-said" aria-hidden="true">{said}</p></div>
            </div>
        }
        .into_any();
    }
    let key = move || view! { <TextureKey textures=used(&day.read())/> };
    view! {
        <div class="day-strip">
            <div class="lanes">
                <div class="lane-name"><b>{td_string!(locale, state)}</b><small>{td_string!(locale, day_state_source)}</small></div>
                {strip}
                <div class="lane-name"><b>{td_string!(locale, day_actions)}</b><small>{td_string!(locale, day_actions_source)}</small></div>
                <ActionLane day scale/>
                <span></span>
                <div class="strip-foot"><Axis day scale compact/><p class="strip-said" aria-hidden="true">{said}</p></div>
            </div>
            {key}
            <StretchTable day scale/>
        </div>
    }
    .into_any()
}

/// One stretch, as far as it is on the scale.
fn rects(stretch: &DayStretch, scale: Scale) -> Option<impl IntoView + use<>> {
    scale.percent(stretch.stretch.from, stretch.stretch.until)?;
    let rects = parts(stretch)
        .into_iter()
        .filter_map(|(from, until, texture)| {
            let (x, width) = scale.percent(from, until)?;
            Some(textured(texture, x, width))
        })
        .collect_view();
    let word = stretch.stretch.doing.as_ref().map_or("not_observed", |doing| doing.state.slug());
    Some(view! { <g data-stretch=word>{rects}</g> })
}

/// The textures that occur, in the order of the states.
fn used(day: &AgentDay) -> Vec<Texture> {
    let states = day.totals.iter().map(|total| total.total.state.map_or(Texture::NotObserved, Texture::State));
    let is_over = day.stretches.iter().any(|stretch| stretch.over_from.is_some());
    let mut textures: Vec<Texture> = states.chain(is_over.then_some(Texture::OverLimit)).collect();
    textures.sort();
    textures
}

fn time_of_day(day: &AgentDay, at: UnixMs) -> String {
    timing::time_of_day(at, day.day.clocks)
}

/// What a stretch was, in words.
fn what(locale: Locale, stretch: &DayStretch) -> &'static str {
    let doing = stretch.stretch.doing.as_ref();
    doing.map_or(Texture::NotObserved, |doing| Texture::State(doing.state)).word(locale)
}

/// Sub-state and reason of a stretch.
fn why(locale: Locale, stretch: &DayStretch) -> Option<String> {
    let doing = stretch.stretch.doing.as_ref()?;
    let sub = doing.sub.map(|sub| words::sub_state(locale, sub).to_owned());
    let parts: Vec<String> = sub.into_iter().chain(doing.pause_reason.clone()).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// One stretch as a sentence without a verb: state, reason, from and to, how long, and since when over its limit.
fn stretch_text(locale: Locale, day: &AgentDay, stretch: &DayStretch) -> String {
    let Stretching { from, until, lasted } = Stretching::of(day, stretch);
    let over = stretch.over_from.map(|at| td_string!(locale, day_over_from, time = time_of_day(day, at)));
    let parts = [
        Some(what(locale, stretch).to_owned()),
        why(locale, stretch),
        Some(format!("{from} – {until}")),
        Some(lasted),
        over,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Begin, end and length of a stretch as text.
struct Stretching {
    from: String,
    until: String,
    lasted: String,
}

impl Stretching {
    fn of(day: &AgentDay, stretch: &DayStretch) -> Self {
        let stretch = &stretch.stretch;
        Self {
            from: time_of_day(day, stretch.from),
            until: time_of_day(day, stretch.until),
            lasted: timing::clock(stretch.lasted_ms() / 1000),
        }
    }
}

/// The strip for those who do not see it.
fn summary(locale: Locale, day: &AgentDay) -> String {
    let totals: Vec<String> = day
        .totals
        .iter()
        .map(|total| {
            let texture = total.total.state.map_or(Texture::NotObserved, Texture::State);
            format!("{} {}", texture.word(locale), timing::clock(total.total.ms / 1000))
        })
        .collect();
    counted!(locale, day_strip_label, day.stretches.len(), totals = totals.join(", "))
}
