//! The parts of a mixed slide, from the top, and how much of the height each has.

use domain::display::WallLayout;
use domain::wall::check::SlidePart;
use domain::wall::program::Block;
use domain::wall::program::MOST_BLOCKS;
use domain::wall::program::SHARES;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::adder::Adder;
use super::desk::Desk;
use super::desk::List;
use super::figures::FigureFields;
use super::mistakes::MistakeNote;
use super::movers::Movers;
use super::movers::drops;
use super::movers::keep_focus;
use super::movers::takes;
use super::screen_fields::read;
use crate::components::bits::Icon;
use crate::words;

/// What a block can be.
const LAYOUTS: [WallLayout; 4] = [WallLayout::Figures, WallLayout::Exceptions, WallLayout::Queues, WallLayout::Floor];

/// Where a block of a slide is chosen that is to be added.
fn new_block(slide: u32) -> String {
    format!("slide-{slide}-new-block")
}

/// The blocks of a slide.
#[component]
pub(super) fn BlockFields(
    /// The editor.
    desk: Desk,
    /// Of which slide.
    slide: u32,
) -> impl IntoView {
    let locale = desk.locale;
    let keys = Memo::new(move |_| {
        let work = desk.work.read();
        work.slides.iter().find(|draft| draft.key == slide).map(|draft| draft.blocks.clone()).unwrap_or_default()
    });
    let total = Memo::new(move |_| keys.read().len());
    let add = Callback::new(move |word: String| {
        if let Some(layout) = WallLayout::from_slug(&word) {
            desk.add_block(slide, layout);
        }
    });
    let offered = LAYOUTS.map(|layout| (layout.slug(), words::wall_layout(locale, layout))).to_vec();
    let full = Signal::derive(move || (total.get() >= MOST_BLOCKS).then(|| td_string!(locale, program_blocks_full)));
    let id = new_block(slide);
    let error = format!("slide-{slide}-blocks-error");
    view! {
        <fieldset class="field editor-blocks">
            <legend>{td_string!(locale, program_blocks)}</legend>
            <MistakeNote desk id=error mistake=move || desk.mistake_in(slide, SlidePart::Blocks)/>
            <ol>
                <For each=move || keys.get() key=|key| *key let:key>
                    <BlockCard desk slide key keys total/>
                </For>
            </ol>
            <Adder
                id
                label=td_string!(locale, program_new_block)
                button=td_string!(locale, program_add_block)
                offered
                full
                add
            />
        </fieldset>
    }
    .into_any()
}

#[component]
fn BlockCard(desk: Desk, slide: u32, key: u32, keys: Memo<Vec<u32>>, total: Memo<usize>) -> impl IntoView {
    let locale = desk.locale;
    let list = List::Blocks(slide);
    let at = Memo::new(move |_| keys.read().iter().position(|one| *one == key).unwrap_or_default());
    let nth = move |at: usize| desk.slide(slide).and_then(|slide| slide.blocks.get(at).cloned());
    let block = Memo::new(move |last: Option<&Block>| {
        nth(at.get()).or_else(|| last.cloned()).unwrap_or_else(|| Block::of(WallLayout::Floor, 50))
    });
    let called = move |block: &Block| words::wall_layout(locale, block.layout).to_owned();
    let name = Memo::new(move |_| called(&block.read()));
    let of = move |at: usize| nth(at).map(|block| called(&block)).unwrap_or_default();
    let share = move || block.read().share.to_string();
    let percent = move || {
        let blocks = desk.slide(slide).map(|slide| slide.blocks).unwrap_or_default();
        let all: u32 = blocks.iter().map(|block| u32::from(block.share)).sum();
        u32::from(block.read().share) * 100 / all.max(1)
    };
    let remove = move |_| {
        let place = at.get_untracked();
        desk.edit_slide(slide, |draft| {
            if let Some(at) = draft.blocks.iter().position(|one| *one == key) {
                draft.blocks.remove(at);
                if at < draft.slide.blocks.len() {
                    draft.slide.blocks.remove(at);
                }
            }
        });
        let rest = keys.read_untracked();
        let next = rest.get(place).or_else(|| rest.last());
        keep_focus(next.map_or_else(|| new_block(slide), |next| format!("block-{next}-remove")));
    };
    let resize = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        let share = u8::try_from(read(&event.target().value())).unwrap_or(0);
        desk.edit_slide(slide, |draft| {
            let at = draft.blocks.iter().position(|one| *one == key);
            if let Some(block) = at.and_then(|at| draft.slide.blocks.get_mut(at)) {
                block.share = share;
            }
        });
    };
    let id = format!("block-{key}");
    let (share_id, error_id) = (format!("{id}-share"), format!("{id}-error"));
    let mistake = Memo::new(move |_| desk.mistake_in(slide, SlidePart::Block(at.get())));
    let figures = {
        let id = id.clone();
        move || {
            (block.read().layout == WallLayout::Figures).then(|| {
                let figures = Memo::new(move |_| block.read().figures.clone());
                view! { <FigureFields desk list=List::Figures(slide, Some(key)) figures id=format!("{id}-figures")/> }
            })
        }
    };
    view! {
        <li class="editor-block" on:dragover=takes(desk, list) on:drop=drops(desk, list, move || at.get(), of)>
            <div class="editor-line">
                <Movers desk list at total name id=id/>
                <strong>{name}</strong>
                <button
                    class="button is-tiny is-plain"
                    type="button"
                    id=format!("block-{key}-remove")
                    aria-label=move || td_string!(locale, program_remove_named, name = name.get())
                    on:click=remove
                >
                    <Icon name="i-close"/>
                </button>
            </div>
            <div class="field is-short">
                <label for=share_id.clone()>{td_string!(locale, program_share)}</label>
                <input
                    id=share_id.clone()
                    type="number"
                    step="5"
                    min=SHARES.0.to_string()
                    max=SHARES.1.to_string()
                    value=untrack(share)
                    prop:value=share
                    aria-invalid=move || mistake.read().is_some().then_some("true")
                    aria-describedby=error_id.clone()
                    on:change:target=resize
                />
                <small>{move || td_string!(locale, program_share_now, percent = percent())}</small>
                <MistakeNote desk id=error_id mistake/>
            </div>
            {figures}
        </li>
    }
    .into_any()
}
