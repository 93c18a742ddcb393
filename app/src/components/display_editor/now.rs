//! What a slide would hold on the tenant's floor as it is now: how much fits a page, and how many pages that makes.

use domain::display::WallLayout;
use domain::exception::Exception;
use domain::exception::Subject;
use domain::exception::exceptions;
use domain::limits::Level;
use domain::wall::WallFloor;
use domain::wall::fit::PINNED;
use domain::wall::fit::Screen;
use domain::wall::fit::Turning;
use domain::wall::program::LEAST_DWELL_S;
use domain::wall::program::Slide;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::desk::Desk;
use crate::i18n::Locale;
use crate::live::LiveBoard;

/// How many there are now of what a slide can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Present {
    pinned: usize,
    agents: usize,
    queues: usize,
    exceptions: usize,
    alarms: usize,
}

fn present(board: &LiveBoard, slide: &Slide) -> Present {
    let (view, limits, now) = (slide.who.view(), board.limits.read(), board.now.get());
    board.with_board(|all| {
        let floor = WallFloor::of(all, &view, &limits, now);
        let is_shown = |exception: &Exception| match exception.subject {
            Subject::Row(id) => all.rows.get(&id).is_some_and(|row| view.admits(all, row, &limits, now)),
            Subject::Connection(_) => true,
        };
        let wrong: Vec<Exception> = exceptions(all, &limits, now).into_iter().filter(is_shown).collect();
        Present {
            pinned: floor.pinned.len(),
            agents: floor.tiles.len() + floor.pinned.len(),
            queues: all.queues.values().filter(|queue| slide.who.has_queue(&all.connections, queue)).count(),
            exceptions: wrong.len(),
            alarms: wrong.iter().filter(|exception| exception.level == Level::Alarm).count(),
        }
    })
}

/// One sentence for each part of the slide that is paged.
#[component]
pub(super) fn FitNote(
    /// The editor.
    desk: Desk,
    /// The slide.
    slide: Memo<Slide>,
) -> impl IntoView {
    let locale = desk.locale;
    let board = desk.board.get_value();
    let lines: Memo<Vec<String>> = Memo::new(move |_| {
        let (slide, screen) = (slide.get(), Screen::of(&desk.work.read().program()));
        let there = present(&board, &slide);
        let parts: Vec<(WallLayout, f64, bool)> = if slide.layout == WallLayout::Mixed {
            let heights = (0..slide.blocks.len()).map(|at| screen.block(&slide.blocks, at));
            slide.blocks.iter().zip(heights).map(|(block, height)| (block.layout, height, false)).collect()
        } else {
            vec![(slide.layout, screen.body(slide.layout), true)]
        };
        let parts = parts.into_iter();
        parts
            .filter_map(|(layout, height, is_whole)| line(locale, &slide, screen, there, layout, height, is_whole))
            .collect()
    });
    view! {
        <ul class="editor-fits">
            {move || lines.get().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
        </ul>
    }
    .into_any()
}

fn line(
    locale: Locale,
    slide: &Slide,
    screen: Screen,
    there: Present,
    layout: WallLayout,
    height: f64,
    is_whole: bool,
) -> Option<String> {
    let (fits, pages, text) = match layout {
        WallLayout::Floor => {
            let in_lane = if slide.has_exceptions() { 0 } else { there.pinned.min(PINNED) };
            let fits = screen.agents(height, in_lane, if is_whole { there.queues } else { 0 });
            let text = td_string!(locale, program_fits_agents, fits = fits, pinned = in_lane, now = there.agents);
            (fits, in_pages(there.agents - in_lane, fits), text)
        }
        WallLayout::Queues => {
            let fits = screen.queues(height);
            let text = td_string!(locale, program_fits_queues, fits = fits, now = there.queues);
            (fits, in_pages(there.queues, fits), text)
        }
        WallLayout::Exceptions => {
            let fits = screen.exceptions(height);
            let text = td_string!(locale, program_fits_exceptions, fits = fits, now = there.exceptions);
            (fits, Turning::of(there.exceptions, there.alarms, fits).pages, text)
        }
        WallLayout::Figures | WallLayout::Mixed => return None,
    };
    if fits == 0 {
        return None;
    }
    let pages_text = td_string!(locale, program_pages_now, pages = pages);
    let wanted_s = Slide::dwell_for(pages);
    // A turn that is too short for all pages goes on with the others the next time.
    let more = (slide.dwell_s < wanted_s && slide.dwell_s >= LEAST_DWELL_S)
        .then(|| td_string!(locale, program_pages_more, seconds = wanted_s));
    Some([Some(text), Some(pages_text), more].into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn in_pages(all: usize, fits: usize) -> usize {
    all.div_ceil(fits.max(1)).max(1)
}
