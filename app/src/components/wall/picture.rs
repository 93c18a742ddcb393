//! What stands on the screen, whoever looks: the television, or an admin who makes its program and sees the same picture
//! small. Sizes come from attributes of the root, so that they are right without JavaScript and follow at once with it.

use domain::display::WallLayout;
use domain::time::UnixMs;
use domain::wall::WallFloor;
use domain::wall::fit::Screen;
use domain::wall::program::Program;
use domain::wall::program::Slide;
use domain::wall::program::Turn;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::alarms::AlarmRows;
use super::foot::WallFoot;
use super::slide::SlideBody;
use super::top::TroubleRow;
use super::top::WallTop;
use crate::live::Link;
use crate::live::LiveBoard;
use crate::row_model::Reader;

/// The picture moves by a little every minute, so that no line burns in.
const SHIFTS: i64 = 9;

/// What a picture is made of.
#[derive(Clone)]
pub(crate) struct Picture {
    /// The board it shows.
    pub(crate) board: LiveBoard,
    /// What the screen is called.
    pub(crate) name: Signal<String>,
    /// What it plays.
    pub(crate) program: Signal<Program>,
    /// Which slide is on.
    pub(crate) turn: Signal<Option<Turn>>,
    /// Whose wall it is.
    pub(crate) tenant: String,
    /// Whether nothing of it is real.
    pub(crate) is_demo: bool,
    /// Language and zone.
    pub(crate) reader: Reader,
}

/// Everything the parts of a wall read.
#[derive(Clone)]
pub(super) struct Scene {
    pub(super) board: LiveBoard,
    pub(super) name: Signal<String>,
    /// The slide that is on.
    pub(super) slide: Memo<Slide>,
    pub(super) turn: Signal<Option<Turn>>,
    /// How many slides there are, and which is on.
    pub(super) place: Memo<(usize, usize)>,
    pub(super) screen: Memo<Screen>,
    /// How often the screen was turned or made another size.
    resizes: RwSignal<u32>,
    /// The floor of whom the slide is about.
    pub(super) floor: Memo<WallFloor>,
    /// The moment that is shown: now, or when the server was last heard of.
    pub(super) at: Memo<UnixMs>,
    pub(super) is_lost: Memo<bool>,
    /// Pages of each part of the slide.
    pub(super) pages: RwSignal<Vec<usize>>,
    pub(super) tenant: String,
    pub(super) is_demo: bool,
    pub(super) reader: Reader,
}

impl Scene {
    fn new(picture: Picture) -> Self {
        let Picture { board, name, program, turn, tenant, is_demo, reader } = picture;
        let (link, now, heard_at) = (board.link, board.now, board.heard_at);
        let resizes = RwSignal::new(0_u32);
        Effect::new(move |_| {
            let resized = window_event_listener(leptos::ev::resize, move |_| resizes.update(|count| *count += 1));
            on_cleanup(move || resized.remove());
        });
        let is_lost = Memo::new(move |_| link.get() == Link::Lost);
        let at = Memo::new(move |_| if is_lost.get() { heard_at.get() } else { now.get() });
        let nth = Memo::new(move |_| turn.get().map_or(0, |turn| turn.slide));
        let slide = Memo::new(move |_| {
            let slide = program.read().slides.get(nth.get()).cloned();
            slide.unwrap_or_else(|| Slide::of(WallLayout::Floor))
        });
        let floor = {
            let board = board.clone();
            Memo::new(move |_| {
                board.version.track();
                let (at, view) = (at.get(), slide.read().who.view());
                board.with_board(|all| WallFloor::of(all, &view, &board.limits.read(), at))
            })
        };
        Self {
            place: Memo::new(move |_| (program.read().slides.len(), nth.get())),
            screen: Memo::new(move |_| Screen::of(&program.read())),
            resizes,
            pages: RwSignal::new(Vec::new()),
            board,
            name,
            slide,
            turn,
            floor,
            at,
            is_lost,
            tenant,
            is_demo,
            reader,
        }
    }

    /// What fits is measured again with every tick, because what comes and goes above and below takes room, and at once
    /// when the screen is turned or made another size. An effect that asks this runs then.
    pub(super) fn track_room(&self) -> impl Fn() + Copy + use<> {
        let (now, resizes) = (self.board.now, self.resizes);
        move || {
            now.track();
            resizes.track();
        }
    }

    /// The page of a part that is shown, from 0, of as many as it has.
    pub(super) fn page(&self, slot: usize, pages: Memo<usize>) -> Memo<usize> {
        let (all, turn, slide) = (self.pages, self.turn, self.slide);
        let tell = move |pages: usize| {
            all.update(|all| {
                if all.len() <= slot {
                    all.resize(slot + 1, 1);
                }
                all[slot] = pages;
            });
        };
        // The foot that is rendered after it says so too where no effect runs.
        tell(pages.get_untracked());
        Effect::new(move |_| tell(pages.get()));
        Memo::new(move |_| turn.get().map_or(0, |turn| slide.read().page(turn, pages.get())))
    }
}

/// A number as the two words of an attribute of which the sheet makes a number again: 55 is `50 5`.
fn in_tens(number: u16) -> String {
    format!("{} {}", number / 10 * 10, number % 10)
}

/// The same for tenths: 4.5 is `4 .5`.
fn in_tenths(number: u16) -> String {
    format!("{} .{}", number / 10, number % 10)
}

/// The picture.
#[component]
pub(crate) fn WallPicture(
    /// What is shown.
    picture: Picture,
    /// Whether the pointer is hidden.
    #[prop(into)]
    is_idle: Signal<bool>,
    /// What covers it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let locale = picture.reader.locale;
    let program = picture.program;
    let scene = Scene::new(picture);
    let (link, seq, now) = (scene.board.link, scene.board.seq, scene.board.now);
    let (is_lost, slide, place) = (scene.is_lost, scene.slide, scene.place);
    let shift = move || now.get().whole_s().div_euclid(60).rem_euclid(SHIFTS).to_string();
    let state = move || match link.get() {
        Link::Connecting => "connecting",
        Link::Live => "live",
        Link::Lost => "lost",
    };
    // A slide that takes another's place is drawn anew, which fades it in; what changes within it does not.
    let key = Memo::new(move |_| (place.get().1, slide.get()));
    let body = {
        let scene = scene.clone();
        move || {
            let (_, slide) = key.get();
            view! { <SlideBody scene=scene.clone() slide/> }
        }
    };
    let is_floor = Memo::new(move |_| slide.read().layout == WallLayout::Floor);
    let top = {
        let scene = scene.clone();
        move || view! { <WallTop scene=scene.clone() has_counts=is_floor.get()/> }
    };
    view! {
        <div
            class="wall-root"
            class:is-lost=move || is_lost.get()
            class:is-idle=move || is_idle.get()
            data-inches=move || in_tens(program.read().inches)
            data-metres=move || in_tenths(program.read().decimetres)
        >
            <main
                class="wall-frame"
                data-layout=move || slide.read().layout.slug()
                data-slide=move || place.get().1.to_string()
                data-shift=shift
                data-live-seq=move || seq.get().to_string()
                data-live-state=state
                aria-label=td_string!(locale, wall_label)
            >
                {top}
                <TroubleRow scene=scene.clone()/>
                <AlarmRows scene=scene.clone()/>
                {body}
                <WallFoot scene/>
            </main>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_two_words_that_add_up_to_it() {
        assert_eq!((in_tens(55), in_tens(40), in_tens(110)), ("50 5".into(), "40 0".into(), "110 0".into()));
        assert_eq!((in_tenths(45), in_tenths(50), in_tenths(120)), ("4 .5".into(), "5 .0".into(), "12 .0".into()));
    }
}
