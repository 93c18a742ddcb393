//! The wall itself, small: the very components of the television in a frame of as many pixels as it has, so that letters,
//! margins and breaks are those of the screen, and the whole frame scaled to fit the page. Shown is the tenant's own floor
//! as this display sees it, read anew every few seconds.

use std::time::Duration;

use domain::theme::Theme;
use domain::time::UnixMs;
use leptos::html;
use leptos::portal::Portal;
use leptos::prelude::*;
use leptos_i18n::td_string;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;

use super::desk::Desk;
use crate::api::display_program::ProgramPage;
use crate::api::display_program::display_program;
use crate::components::bits::Sprite;
use crate::components::wall::Picture;
use crate::components::wall::WallPicture;
use crate::row_model::Reader;

/// The floor is read anew so often.
const EVERY: Duration = Duration::from_secs(5);
const SECOND: Duration = Duration::from_secs(1);

/// Screens that are sold, by the pixels of their longer and shorter side.
const SCREENS: [(u32, u32, &str); 3] = [(1280, 720, "720p"), (1920, 1080, "1080p"), (3840, 2160, "4K")];

/// The preview.
#[component]
pub(super) fn Preview(
    /// The editor.
    desk: Desk,
    /// What there is, as first read.
    first: ProgramPage,
) -> impl IntoView {
    let locale = desk.locale;
    let board = desk.board.get_value();
    let fineness = RwSignal::new(fineness(first.screen));
    let plays = RwSignal::new(false);
    let is_upright = Memo::new(move |_| desk.work.read().is_upright);
    let size = Memo::new(move |_| {
        let (long, short, _) = SCREENS[fineness.get()];
        if is_upright.get() { (short, long) } else { (long, short) }
    });
    let program = Memo::new(move |_| desk.program());
    let now = board.now;
    let turn = Memo::new(move |_| {
        if plays.get() {
            return program.read().turn(now.get());
        }
        let at = desk.open.get().map_or(0, |open| desk.place(open));
        program.read().turn_of(at, now.get())
    });
    let (name, theme) = (first.facts.name.clone(), first.facts.theme);
    let picture = Picture {
        board: board.clone(),
        name: Signal::stored(name),
        program: program.into(),
        turn: turn.into(),
        tenant: first.me.tenant.1.clone(),
        is_demo: first.me.demo,
        reader: Reader { locale, zone: first.paint.zone },
    };
    let frame = NodeRef::<html::Iframe>::new();
    let stage = NodeRef::<html::Div>::new();
    let fit = move || {
        if let (Some(Some(stage)), Some(Some(frame)), Some(size)) =
            (stage.try_get_untracked(), frame.try_get_untracked(), size.try_get_untracked())
        {
            scale(&stage, &frame, size.0);
        }
    };
    Effect::new(move |_| {
        let reading = board.clone();
        let read = move || {
            let board = reading.clone();
            leptos::task::spawn_local(async move {
                let page = display_program(desk.tenant.get_value(), desk.display.get_value()).await;
                if let (Ok(page), Some(_)) = (page, desk.work.try_get_untracked()) {
                    board.repaint(page.paint.board);
                }
            });
        };
        let ticking = board.now;
        let tick = move || {
            let _gone = ticking.try_update(|now| *now = UnixMs(now.0 + 1000));
            // Whatever makes the stage wider or narrower, the window is not all of it.
            fit();
        };
        for handle in
            [set_interval_with_handle(read, EVERY), set_interval_with_handle(tick, SECOND)].into_iter().flatten()
        {
            on_cleanup(move || handle.clear());
        }
    });

    let inside = RwSignal::new(None::<SendWrapper<web_sys::Element>>);
    let furnish = move || {
        if let Some(body) = frame.get_untracked().and_then(|frame| furnished(&frame, theme)) {
            inside.set(Some(SendWrapper::new(body)));
        }
    };
    Effect::new(move |_| {
        if frame.get().is_some() {
            furnish();
        }
    });
    Effect::new(move |_| {
        size.track();
        stage.track();
        // A page that is only just being put together has no width yet.
        request_animation_frame(fit);
    });
    Effect::new(move |_| {
        let resized = window_event_listener(leptos::ev::resize, move |_| fit());
        on_cleanup(move || resized.remove());
    });
    let shown = move || {
        let body = inside.get()?;
        let picture = picture.clone();
        Some(view! {
            <Portal mount=(*body).clone()>
                <Sprite/>
                <WallPicture picture=picture.clone() is_idle=true/>
            </Portal>
        })
    };
    let finenesses = SCREENS.iter().enumerate().map(|(at, (long, short, word))| {
        let text = format!("{word} ({long} × {short})");
        view! { <option value=at.to_string() selected=move || fineness.get() == at>{text}</option> }
    });
    let choose = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        if let Some(at) = event.target().value().parse::<usize>().ok().filter(|at| *at < SCREENS.len()) {
            fineness.set(at);
        }
    };
    let label = td_string!(locale, program_preview);
    view! {
        <section class="editor-preview" class:is-upright=move || is_upright.get() aria-label=label>
            <div class="editor-stage" node_ref=stage>
                <iframe
                    title=label
                    tabindex="-1"
                    width=move || size.get().0.to_string()
                    height=move || size.get().1.to_string()
                    node_ref=frame
                    on:load=move |_| furnish()
                ></iframe>
            </div>
            {shown}
            <div class="editor-row">
                <div class="field">
                    <label for="preview-screen">{td_string!(locale, program_resolution)}</label>
                    <select id="preview-screen" on:change:target=choose>{finenesses.collect_view()}</select>
                </div>
                <label class="check-field">
                    <input type="checkbox" prop:checked=move || plays.get() on:change:target=move |event| plays.set(event.target().checked())/>
                    {td_string!(locale, program_play)}
                </label>
            </div>
            <p class="editor-hint">{td_string!(locale, program_preview_text)}</p>
        </section>
    }
    .into_any()
}

/// The screen that is nearest to the one that was heard of; without one, the usual.
fn fineness(screen: Option<(u32, u32)>) -> usize {
    let long = screen.map_or(1920, |(width, height)| width.max(height));
    SCREENS.iter().position(|(of, ..)| long <= *of).unwrap_or(SCREENS.len() - 1)
}

/// Gives the frame's empty page the theme of the screen, and the sheets and the language of this one; none when that was
/// done before.
fn furnished(frame: &web_sys::HtmlIFrameElement, theme: Theme) -> Option<web_sys::Element> {
    let page = frame.content_document()?;
    let (body, head) = (page.body()?, page.head()?);
    if body.class_name() == "wall" {
        return None;
    }
    let here = document();
    let sheets = here.query_selector_all("link[rel=stylesheet]").ok()?;
    for at in 0..sheets.length() {
        let sheet = sheets.item(at).and_then(|sheet| sheet.clone_node().ok());
        if let Some(sheet) = sheet {
            drop(head.append_child(&sheet));
        }
    }
    if let (Some(root), Some(own)) = (page.document_element(), here.document_element()) {
        if let Some(lang) = own.get_attribute("lang") {
            drop(root.set_attribute("lang", &lang));
        }
        if let Some(theme) = theme.attribute() {
            drop(root.set_attribute("data-theme", theme));
        }
    }
    body.set_class_name("wall");
    Some(body.unchecked_into())
}

/// Makes the frame as wide as its stage, as a picture is made small. The page's policy forbids style attributes; a script
/// may set them.
fn scale(stage: &web_sys::HtmlElement, frame: &web_sys::HtmlIFrameElement, width: u32) {
    if stage.client_width() == 0 {
        return;
    }
    let factor = f64::from(stage.client_width()) / f64::from(width.max(1));
    let frame: &web_sys::HtmlElement = frame.unchecked_ref();
    drop(frame.style().set_property("transform", &format!("scale({factor})")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preview_has_the_pixels_of_the_screen_that_was_heard_of() {
        let word = |screen| SCREENS[fineness(screen)].2;
        assert_eq!(word(None), "1080p");
        assert_eq!(word(Some((720, 1280))), "720p");
        assert_eq!(word(Some((1600, 900))), "1080p");
        assert_eq!(word(Some((7680, 4320))), "4K");
    }
}
