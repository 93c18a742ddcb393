//! The slides in their order, one of them open.

use domain::display::WallLayout;
use domain::wall::check::Place;
use domain::wall::program::MOST_SLIDES;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::adder::Adder;
use super::desk::Desk;
use super::mistakes::MistakeNote;
use super::slide_card::SlideCard;
use crate::words;

/// Where a slide is chosen that is to be added.
pub(super) const NEW_SLIDE: &str = "program-new";

/// The list.
#[component]
pub(super) fn Slides(
    /// The editor.
    desk: Desk,
) -> impl IntoView {
    let locale = desk.locale;
    let keys = Memo::new(move |_| desk.work.read().slides.iter().map(|draft| draft.key).collect::<Vec<_>>());
    let total = Memo::new(move |_| keys.read().len());
    let offered = WallLayout::ALL.map(|layout| (layout.slug(), words::wall_layout(locale, layout))).to_vec();
    let full = Signal::derive(move || (total.get() >= MOST_SLIDES).then(|| td_string!(locale, program_full)));
    let add = Callback::new(move |word: String| {
        if let Some(layout) = WallLayout::from_slug(&word) {
            desk.add_slide(layout);
        }
    });
    view! {
        <section class="settings-section editor-slides" aria-labelledby="program-slides">
            <h2 id="program-slides">{td_string!(locale, program_slides)}</h2>
            <p>{td_string!(locale, program_slides_text)}</p>
            <MistakeNote desk id="program-slides-error".to_owned() mistake=move || desk.mistake_at(Place::Slides)/>
            <ol>
                <For each=move || keys.get() key=|key| *key let:key>
                    <SlideCard desk key total/>
                </For>
            </ol>
            <Adder
                id=NEW_SLIDE.to_owned()
                label=td_string!(locale, display_layout)
                button=td_string!(locale, program_add)
                offered
                full
                add
            />
        </section>
    }
    .into_any()
}
