//! One agent on a wall: shape, name, word and clock with its origin. A clock that stands says so.

use domain::agent::SubState;
use domain::board::AgentRow;
use domain::board::ConnectionView;
use domain::clock::SinceSource;
use domain::time::UnixMs;
use domain::wall::WallTile;
use domain::wall::short_name;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::picture::Scene;
use crate::components::bits::Glyph;
use crate::i18n::Locale;
use crate::words;

/// What a tile says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Model {
    name: String,
    whole_name: String,
    word: String,
    clock: Option<String>,
    origin: Origin,
}

/// Where a clock comes from; the provider's own word needs no mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Origin {
    #[default]
    Reported,
    CallStart,
    Seen,
    AtLeast,
}

fn model(row: &AgentRow, connection: &ConnectionView, is_stale: bool, at: UnixMs, locale: Locale) -> Model {
    // A stale clock stands where it was when the row was read.
    let at = if is_stale { row.read_at(connection).unwrap_or(at) } else { at };
    let origin = match row.source {
        SinceSource::FirstSeen if row.is_lower_bound => Origin::AtLeast,
        SinceSource::FirstSeen => Origin::Seen,
        SinceSource::CallStart => Origin::CallStart,
        SinceSource::ProviderDuration | SinceSource::ProviderTimestamp => Origin::Reported,
    };
    let sub = row.sub.filter(|sub| *sub == SubState::Dead).map(|sub| words::sub_state(locale, sub).to_owned());
    Model {
        name: short_name(&row.name),
        whole_name: row.name.clone(),
        word: sub.or_else(|| row.pause_reason.clone()).unwrap_or_else(|| words::state(locale, row.state).to_owned()),
        clock: row.in_state_s(at).map(clock),
        origin,
    }
}

/// Minutes and seconds up to a hundred minutes: a long pause reads as one number. Then hours.
pub(super) fn clock(seconds: i64) -> String {
    if seconds < 6000 { format!("{}:{:02}", seconds / 60, seconds % 60) } else { crate::timing::clock(seconds) }
}

/// The tile; `pinned` ones have the alarm's ground and always their word.
#[component]
pub(super) fn Tile(
    /// What is shown.
    scene: Scene,
    /// Which agent, and how they are to be shown.
    tile: Memo<Option<WallTile>>,
    /// Whether it stands in the lane above the grid.
    pinned: bool,
    /// The limit it is over, in seconds, where there is room to say so.
    #[prop(optional, into)]
    limit: Option<Signal<Option<u32>>>,
) -> impl IntoView {
    let locale = scene.reader.locale;
    let first = tile.get_untracked()?;
    let row = scene.board.row(first.row)?;
    let (at, connections, is_lost) = (scene.at, scene.board.connections, scene.is_lost);
    let shown = Memo::new(move |last: Option<&WallTile>| tile.get().or_else(|| last.copied()).unwrap_or(first));
    let is_stale = Memo::new(move |_| shown.get().is_stale || is_lost.get());
    let model = Memo::new(move |last: Option<&Model>| {
        let (row, connections) = (row.read(), connections.read());
        match connections.get(&row.connection) {
            Some(connection) => model(&row, connection, shown.get().is_stale, at.get(), locale),
            None => last.cloned().unwrap_or_default(),
        }
    });
    let group = move || shown.get().group;
    let origin = move || {
        if is_stale.get() {
            let stopped = td_string!(locale, wall_clock_stopped);
            return view! { <span class="wall-stopped" role="img" aria-label=stopped></span> }.into_any();
        }
        match model.read().origin {
            Origin::Reported => ().into_any(),
            Origin::CallStart => view! {
                <svg role="img" aria-label=td_string!(locale, wall_since_call)><use href="#w-headset"></use></svg>
            }
            .into_any(),
            Origin::Seen => mark("±", td_string!(locale, wall_seen_by_us)),
            Origin::AtLeast => mark("≥", td_string!(locale, at_least_count)),
        }
    };
    let limit = limit.map(|limit| {
        let words = move || {
            let limit_s = limit.get()?;
            Some(td_string!(locale, wall_limit, limit = clock(i64::from(limit_s))))
        };
        view! { <span class="wall-limit">{words}</span> }
    });
    Some(
        view! {
            <li
                class="wall-tile"
                class:is-pinned=pinned
                data-agent=first.row.0.to_string()
                data-group=move || group().slug()
                data-stale=move || is_stale.get().then_some("true")
            >
                <Glyph name=Signal::derive(move || words::wall_glyph(group()))/>
                <span class="wall-name" title=move || model.read().whole_name.clone()>{move || model.read().name.clone()}</span>
                <span class="wall-word">{move || model.read().word.clone()}</span>
                {limit}
                <span class="wall-clock">
                    <span class="wall-origin">{origin}</span>
                    <span>{move || model.read().clock.clone().unwrap_or_else(|| "–".to_owned())}</span>
                </span>
            </li>
        }
        .into_any(),
    )
}

fn mark(sign: &'static str, meaning: &'static str) -> AnyView {
    view! { <span aria-hidden="true">{sign}</span><span class="visually-hidden">{meaning}</span> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_counts_minutes_up_to_a_hundred() {
        assert_eq!(clock(48), "0:48");
        assert_eq!(clock(3730), "62:10");
        assert_eq!(clock(6000), "1:40:00");
    }
}
