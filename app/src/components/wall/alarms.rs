//! The open alarms on a wall: what is wrong, for how long and how many it concerns. Whom, the tiles tell.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::picture::Scene;
use crate::components::bits::Glyph;
use crate::timing;
use crate::words::rules as words;

/// So many rows; a wall has no room for more, and the rest is a number.
const ROWS: usize = 2;

/// The rows below the counts.
#[component]
pub(super) fn AlarmRows(
    /// What is shown.
    scene: Scene,
) -> impl IntoView {
    let reader = scene.reader;
    let locale = reader.locale;
    let (alarms, at) = (scene.board.alarms, scene.at);
    let rows = move || {
        let open = alarms.read().open.clone();
        let rest = open.len().saturating_sub(ROWS);
        let rows = open
            .into_iter()
            .take(ROWS)
            .map(|alarm| {
                let raised_at = alarm.raised_at;
                let count = (alarm.count > 1).then(|| alarm.count.to_string());
                let age = move || timing::clock(at.get().seconds_since(raised_at));
                let note = match (&alarm.acknowledged, alarm.unknown) {
                    (_, Some(cause)) => Some(words::cause(locale, cause).to_owned()),
                    (Some(by), None) => Some(td_string!(locale, alarm_seen_by, name = by.by.clone())),
                    (None, None) => None,
                };
                view! {
                    <li class="wall-alarm" data-level=alarm.level.level().slug()>
                        <Glyph name=words::glyph(alarm.level)/>
                        <span class="wall-alarm-level">{words::level(locale, alarm.level)}</span>
                        <span class="wall-cause">{alarm.name.clone()}</span>
                        <b>{count}</b>
                        <span class="wall-alarm-note">{note}</span>
                        <span class="wall-seen">{age}</span>
                    </li>
                }
            })
            .collect_view();
        let more = (rest > 0).then(|| {
            view! { <li class="wall-alarm-more">{td_string!(locale, alarm_more, count = rest)}</li> }
        });
        view! { {rows}{more} }
    };
    let is_open = Memo::new(move |_| !alarms.read().open.is_empty());
    view! {
        <Show when=move || is_open.get()>
            <ul class="wall-alarms" aria-label=td_string!(locale, alarms_open)>{rows}</ul>
        </Show>
    }
    .into_any()
}
