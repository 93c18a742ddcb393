//! What is wrong, worst first, with its reason and the limit it is over; and what is said when nothing is. Where it takes
//! several pages, the worst stand on all of them.

use domain::exception::Exception;
use domain::exception::Subject;
use domain::exception::exceptions;
use domain::id::ConnectionIndex;
use domain::limits::Level;
use domain::wall::WallGroup;
use domain::wall::WallTile;
use domain::wall::fit::Turning;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::picture::Scene;
use super::slide::Part;
use super::tile::Tile;
use crate::components::bits::Glyph;
use crate::components::bits::Icon;
use crate::figures::counted;
use crate::timing;
use crate::words;

/// The list.
#[component]
pub(super) fn ExceptionsPart(
    /// What is shown.
    scene: Scene,
    /// Where it stands.
    part: Part,
) -> impl IntoView {
    let all = {
        let (board, at, slide) = (scene.board.clone(), scene.at, scene.slide);
        Memo::new(move |_| {
            board.version.track();
            let (at, view, limits) = (at.get(), slide.read().who.view(), board.limits.read());
            board.with_board(|all| {
                let is_shown = |exception: &Exception| match exception.subject {
                    Subject::Row(id) => all.rows.get(&id).is_some_and(|row| view.admits(all, row, &limits, at)),
                    Subject::Connection(_) => true,
                };
                exceptions(all, &limits, at).into_iter().filter(is_shown).collect::<Vec<_>>()
            })
        })
    };
    let area = NodeRef::<html::Div>::new();
    let ruler = NodeRef::<html::Div>::new();
    let capacity = RwSignal::new(scene.screen.get_untracked().exceptions(part.height).max(1));
    let track_room = scene.track_room();
    Effect::new(move |_| {
        track_room();
        let (Some(area), Some(ruler)) = (area.get(), ruler.get()) else { return };
        let fits = usize::try_from(area.client_height() / ruler.client_height().max(1)).unwrap_or(1).max(1);
        if capacity.get_untracked() != fits {
            capacity.set(fits);
        }
    });
    let turning = Memo::new(move |_| {
        let all = all.read();
        let alarms = all.iter().take_while(|exception| exception.level == Level::Alarm).count();
        Turning::of(all.len(), alarms, capacity.get())
    });
    let pages = Memo::new(move |_| turning.get().pages);
    let page = scene.page(part.slot, pages);
    let shown = Memo::new(move |_| turning.get().page(&all.read(), page.get()).copied().collect::<Vec<_>>());
    let order = Memo::new(move |_| shown.read().iter().map(|exception| exception.subject).collect::<Vec<_>>());
    let calm = scene.clone();
    let is_calm = Memo::new(move |_| all.read().is_empty());
    let row = move |subject: Subject| {
        let scene = scene.clone();
        let exception = Memo::new(move |last: Option<&Option<Exception>>| {
            shown.read().iter().find(|one| one.subject == subject).copied().or_else(|| last.copied().flatten())
        });
        match subject {
            Subject::Row(row) => {
                let tile = Memo::new(move |_| {
                    let group = match exception.get()?.level {
                        Level::Alarm => WallGroup::OverLimit,
                        Level::Attention | Level::Normal => WallGroup::NotReady,
                    };
                    Some(WallTile { row, group, is_stale: false })
                });
                let limit = Signal::derive(move || exception.get().and_then(|exception| exception.limit_s));
                view! { <Tile scene tile pinned=true limit/> }.into_any()
            }
            Subject::Connection(index) => connection(&scene, index, exception),
        }
    };
    view! {
        <div class="wall-exceptions" node_ref=area>
            <div class="wall-exception-ruler" node_ref=ruler aria-hidden="true"></div>
            <ol aria-label=td_string!(calm.reader.locale, exceptions_label)>
                <For each=move || order.get() key=|subject| *subject let:subject>
                    {row(subject)}
                </For>
            </ol>
            <Show when=move || is_calm.get()>
                <Calm scene=calm.clone()/>
            </Show>
        </div>
    }
    .into_any()
}

/// A connection that brings nothing, with its cause.
fn connection(scene: &Scene, index: ConnectionIndex, exception: Memo<Option<Exception>>) -> AnyView {
    let (locale, zone) = (scene.reader.locale, scene.reader.zone);
    let connections = scene.board.connections;
    let name = move || connections.read().get(&index).map(|connection| connection.name.clone());
    let cause = move || {
        let connections = connections.read();
        connections.get(&index).map(|connection| words::health(locale, connection.health.status, zone))
    };
    let is_alarm = move || exception.get().is_some_and(|exception| exception.level == Level::Alarm);
    let group = move || if is_alarm() { WallGroup::OverLimit } else { WallGroup::NotReady };
    let age = move || exception.get()?.for_s.map(timing::clock);
    let limit = move || exception.get()?.limit_s.map(|limit_s| timing::clock(i64::from(limit_s)));
    view! {
        <li class="wall-tile is-pinned" data-group=move || group().slug()>
            <Glyph name=Signal::derive(move || words::wall_glyph(group()))/>
            <span class="wall-name">{name}</span>
            <span class="wall-word">{cause}</span>
            <span class="wall-limit">{move || limit().map(|limit| td_string!(locale, wall_limit, limit = limit))}</span>
            <span class="wall-clock"><span>{move || age().unwrap_or_else(|| td_string!(locale, never_read).to_owned())}</span></span>
        </li>
    }
    .into_any()
}

/// Nothing is wrong: for how many that holds, and when it was so where the server is lost.
#[component]
fn Calm(scene: Scene) -> impl IntoView {
    let reader = scene.reader;
    let locale = reader.locale;
    let (floor, is_lost, heard_at) = (scene.floor, scene.is_lost, scene.board.heard_at);
    let title = move || {
        if is_lost.get() {
            let time = timing::time_of_day(heard_at.get(), reader.zone);
            td_string!(locale, wall_was_calm, time = time)
        } else {
            td_string!(locale, wall_calm).to_owned()
        }
    };
    let note = move || {
        let floor = floor.read();
        let seen = [WallGroup::OverLimit, WallGroup::NotReady, WallGroup::Available, WallGroup::OnCall];
        let seen: u32 = seen.into_iter().map(|group| floor.count(group)).sum();
        if floor.unseen > 0 {
            counted!(locale, wall_calm_unseen, seen, unseen = floor.unseen)
        } else {
            counted!(locale, wall_calm_note, seen)
        }
    };
    view! {
        <div class="wall-calm">
            <Icon name="i-check"/>
            <p class="wall-calm-title">{title}</p>
            <p class="wall-calm-note">{note}</p>
        </div>
    }
    .into_any()
}
