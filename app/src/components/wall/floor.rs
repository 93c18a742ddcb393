//! Every agent: those over a limit pinned above, the others in columns, worst first, as many as fit on a page.

use domain::id::RowId;
use domain::wall::WallTile;
use domain::wall::fit::PINNED;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;
use web_sys::Element;

use super::picture::Scene;
use super::queues::WaitingStrip;
use super::slide::Part;
use super::tile::Tile;

/// The floor.
#[component]
pub(super) fn FloorPart(
    /// What is shown.
    scene: Scene,
    /// Where it stands.
    part: Part,
) -> impl IntoView {
    let locale = scene.reader.locale;
    let floor = scene.floor;
    // So many stand in the lane on every page; further ones lead the grid.
    let in_lane = if part.has_lane { PINNED } else { 0 };
    let ruler = NodeRef::<html::Div>::new();
    // What fits by the program's screen, until this one has been measured.
    let fits_at_first = {
        let screen = scene.screen.get_untracked();
        let queues = if part.is_whole { scene.board.queues.read_untracked().len() } else { 0 };
        screen.agents(part.height, floor.read_untracked().pinned.len().min(in_lane), queues).max(1)
    };
    let capacity = RwSignal::new(fits_at_first);
    let pinned = Memo::new(move |_| floor.read().pinned.iter().take(in_lane).copied().collect::<Vec<_>>());
    let tiles = Memo::new(move |_| {
        let floor = floor.read();
        floor.pinned.iter().skip(in_lane).chain(&floor.tiles).copied().collect::<Vec<_>>()
    });
    let track_room = scene.track_room();
    Effect::new(move |_| {
        track_room();
        if let Some(fits) = ruler.get().and_then(|ruler| fits(&ruler)).filter(|fits| *fits > 0)
            && capacity.get_untracked() != fits
        {
            capacity.set(fits);
        }
    });
    let pages = Memo::new(move |_| tiles.read().len().div_ceil(capacity.get()).max(1));
    let page = scene.page(part.slot, pages);
    let shown = Memo::new(move |_| {
        let (from, capacity) = (page.get() * capacity.get(), capacity.get());
        tiles.read().iter().skip(from).take(capacity).copied().collect::<Vec<_>>()
    });
    let strip = part.is_whole.then(|| {
        let scene = scene.clone();
        view! { <WaitingStrip scene/> }
    });
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
            {strip}
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
