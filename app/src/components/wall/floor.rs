//! Every agent: those over a limit pinned above, the others in columns, worst first, as many as fit on a page.

use domain::id::RowId;
use domain::wall::WallTile;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;
use web_sys::Element;

use super::Scene;
use super::queues::WaitingStrip;
use super::tile::Tile;

/// So many stand in the lane on every page; further ones lead the grid.
const PINNED: usize = 4;
/// What fits at five metres, until the screen has been measured.
const FIRST_CAPACITY: usize = 21;

/// The floor.
#[component]
pub(super) fn FloorPage(
    /// What is shown.
    scene: Scene,
) -> impl IntoView {
    let locale = scene.reader.locale;
    let floor = scene.floor;
    let ruler = NodeRef::<html::Div>::new();
    let capacity = RwSignal::new(FIRST_CAPACITY);
    let pinned = Memo::new(move |_| floor.read().pinned.iter().take(PINNED).copied().collect::<Vec<_>>());
    let tiles = Memo::new(move |_| {
        let floor = floor.read();
        floor.pinned.iter().skip(PINNED).chain(&floor.tiles).copied().collect::<Vec<_>>()
    });
    let now = scene.board.now;
    Effect::new(move |_| {
        // Whatever comes or goes above and below changes the room, so it is measured with every tick.
        now.track();
        if let Some(fits) = ruler.get().and_then(|ruler| fits(&ruler)).filter(|fits| *fits > 0)
            && capacity.get_untracked() != fits
        {
            capacity.set(fits);
        }
    });
    let pages = scene.pages;
    let wanted = Memo::new(move |_| tiles.read().len().div_ceil(capacity.get()).max(1));
    if pages.get_untracked() != wanted.get_untracked() {
        pages.set(wanted.get_untracked());
    }
    Effect::new(move |_| pages.set(wanted.get()));
    let page = scene.page;
    let shown = Memo::new(move |_| {
        let (from, capacity) = (page.get() * capacity.get(), capacity.get());
        tiles.read().iter().skip(from).take(capacity).copied().collect::<Vec<_>>()
    });
    let waiting = scene.clone();
    let list = move |tiles: Memo<Vec<WallTile>>, is_pinned: bool| {
        let scene = scene.clone();
        let ids = Memo::new(move |_| tiles.read().iter().map(|tile| tile.row).collect::<Vec<RowId>>());
        view! {
            <For each=move || ids.get() key=|id| *id let:id>
                <Tile
                    scene=scene.clone()
                    tile=Memo::new(move |_| tiles.read().iter().find(|tile| tile.row == id).copied())
                    pinned=is_pinned
                />
            </For>
        }
    };
    let lane = list.clone();
    let nobody = move || {
        (tiles.read().is_empty() && pinned.read().is_empty())
            .then(|| view! { <p class="wall-empty">{td_string!(locale, wall_nobody)}</p> })
    };
    view! {
        <div class="wall-floor">
            <ol class="wall-lane" aria-label=td_string!(locale, wall_pinned)>{lane(pinned, true)}</ol>
            <div class="wall-area">
                <div class="wall-grid is-ruler" node_ref=ruler aria-hidden="true"></div>
                <ol class="wall-grid" aria-label=td_string!(locale, agents_label)>{list(shown, false)}</ol>
                {nobody}
            </div>
            <WaitingStrip scene=waiting/>
        </div>
    }
    .into_any()
}

/// Cells of an empty grid: what the browser makes of its room.
fn fits(ruler: &Element) -> Option<usize> {
    let style = window().get_computed_style(ruler).ok()??;
    let tracks = |name| style.get_property_value(name).ok().map(|tracks| tracks.split_whitespace().count());
    Some(tracks("grid-template-columns")? * tracks("grid-template-rows")?)
}
