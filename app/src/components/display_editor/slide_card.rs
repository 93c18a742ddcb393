//! One slide in the list: what it is, where it stands, what can be done with it, and its fields while it is open.

use domain::wall::check::Place;
use domain::wall::program::Slide;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use super::desk::List;
use super::movers::Movers;
use super::movers::drops;
use super::movers::keep_focus;
use super::movers::takes;
use super::slide_fields::SlideFields;
use super::slides::NEW_SLIDE;
use crate::components::bits::Glyph;
use crate::components::bits::Icon;
use crate::words;

/// The card.
#[component]
pub(super) fn SlideCard(
    /// The editor.
    desk: Desk,
    /// Which slide.
    key: u32,
    /// How many there are.
    total: Memo<usize>,
) -> impl IntoView {
    let locale = desk.locale;
    let at = Memo::new(move |_| desk.place(key));
    let called = move |slide: &Slide| words::wall_layout(locale, slide.layout).to_owned();
    let name = Memo::new(move |_| desk.slide(key).map(|slide| called(&slide)).unwrap_or_default());
    let of = move |at: usize| desk.work.read().slides.get(at).map(|draft| called(&draft.slide)).unwrap_or_default();
    let is_open = Memo::new(move |_| desk.open.get() == Some(key));
    let dwell = move || desk.slide(key).map(|slide| format!("{} s", slide.dwell_s));
    let is_wrong = Memo::new(move |_| {
        let at = at.get();
        desk.mistakes.read().iter().any(|mistake| matches!(mistake.place, Place::Slide(of, _) if of == at))
    });
    let title = move || td_string!(locale, program_slide_title, number = at.get() + 1, name = name.get());
    let open_id = format!("slide-{key}-open");
    let fields_id = format!("slide-{key}-fields");
    let action = move |icon: &'static str, label: Signal<String>, act: Callback<()>| {
        view! {
            <button class="button is-tiny is-plain" type="button" aria-label=label on:click=move |_| act.run(())>
                <Icon name=icon/>
            </button>
        }
    };
    let duplicate = Signal::derive(move || td_string!(locale, program_duplicate, name = title()));
    let remove = Signal::derive(move || td_string!(locale, program_remove_named, name = title()));
    // The focus goes where the next thing can be done.
    let take_away = Callback::new(move |()| {
        let next = desk.remove_slide(key);
        keep_focus(next.map_or_else(|| NEW_SLIDE.to_owned(), |next| format!("slide-{next}-open")));
    });
    view! {
        <li
            class="editor-slide"
            class:is-open=move || is_open.get()
            data-slide=move || at.get().to_string()
            on:dragover=takes(desk, List::Slides)
            on:drop=drops(desk, List::Slides, move || at.get(), of)
        >
            <div class="editor-line">
                <Movers desk list=List::Slides at total name=Signal::derive(title) id=format!("slide-{key}")/>
                <button
                    class="editor-open"
                    type="button"
                    id=open_id
                    aria-expanded=move || is_open.get().to_string()
                    aria-controls=fields_id.clone()
                    on:click=move |_| desk.open.set(Some(key))
                >
                    <strong>{title}</strong>
                    <span>{dwell}</span>
                    <Show when=move || is_wrong.get()>
                        <span class="editor-wrong"><Glyph name="alarm"/>{td_string!(locale, program_wrong)}</span>
                    </Show>
                </button>
                {action("i-copy", duplicate, Callback::new(move |()| desk.duplicate_slide(key)))}
                {action("i-close", remove, take_away)}
            </div>
            <div class="editor-fields" id=fields_id>
                <Show when=move || is_open.get()><SlideFields desk slide=key/></Show>
            </div>
        </li>
    }
    .into_any()
}
