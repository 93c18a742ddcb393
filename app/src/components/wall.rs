//! A screen on a wall: read from across a room, touched by nobody, left alone for months. Everything is sized by one unit
//! (see `style/wall.css`); what does not fit waits for its page and never shrinks.

mod alarms;
mod device;
mod figures;
mod floor;
mod foot;
mod identify;
mod pairing;
mod queues;
mod tile;
mod top;

use domain::display::DisplayFacts;
use domain::display::WallLayout;
use domain::time::UnixMs;
use domain::view::View;
use domain::wall::WallFloor;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

use self::alarms::AlarmRows;
use self::device::Device;
use self::figures::FiguresPage;
use self::floor::FloorPage;
use self::foot::WallFoot;
use self::identify::Identify;
use self::queues::QueuesPage;
use self::top::TroubleRow;
use self::top::WallTop;
use super::bits::lang;
use super::refresh::Refresh;
use crate::api::WallPaint;
use crate::live::Link;
use crate::live::LiveBoard;
use crate::live::follow_wall;
use crate::row_model::Reader;
use crate::timing;

pub(crate) use pairing::PairingPanel;

/// A page stands for so long.
const PAGE_S: i64 = 12;
/// The picture moves by a little every minute, so that no line burns in.
const SHIFTS: i64 = 9;

/// Everything the parts of a wall read.
#[derive(Clone)]
struct Scene {
    board: LiveBoard,
    facts: RwSignal<DisplayFacts>,
    floor: Memo<WallFloor>,
    /// The moment that is shown: now, or when the server was last heard of.
    at: Memo<UnixMs>,
    is_lost: Memo<bool>,
    /// Pages of the present layout.
    pages: RwSignal<usize>,
    /// The page that is shown, from 0.
    page: Memo<usize>,
    tenant: String,
    is_demo: bool,
    reader: Reader,
}

/// A paired screen.
#[component]
pub(crate) fn WallScreen(
    /// Its first paint.
    paint: WallPaint,
) -> impl IntoView {
    let locale = lang();
    let reader = Reader { locale, zone: paint.paint.zone };
    let tenant = paint.paint.me.tenant.1.clone();
    let is_demo = paint.paint.me.demo;
    let facts = RwSignal::new(paint.display.clone());
    let board = LiveBoard::new(paint.paint);
    let device = Device::new(paint.build, paint.display.reloads);
    {
        let (board, device) = (board.clone(), device);
        Effect::new(move |_| {
            follow_wall(board.clone(), "/wall/events".to_owned(), move |told| {
                device.obey(told.reloads);
                if facts.try_with_untracked(|known| *known != told) == Some(true) {
                    facts.try_set(told);
                }
            });
            device.watch();
        });
    }
    let (link, now, heard_at) = (board.link, board.now, board.heard_at);
    let is_lost = Memo::new(move |_| link.get() == Link::Lost);
    let at = Memo::new(move |_| if is_lost.get() { heard_at.get() } else { now.get() });
    let view = Memo::new(move |_| view_of(&facts.read().view));
    let floor = {
        let board = board.clone();
        Memo::new(move |_| {
            board.version.track();
            let at = at.get();
            board.with_board(|all| WallFloor::of(all, &view.read(), &board.limits.read(), at))
        })
    };
    let pages = RwSignal::new(1);
    let page = Memo::new(move |_| {
        let pages = i64::try_from(pages.get().max(1)).unwrap_or(1);
        usize::try_from(now.get().whole_s().div_euclid(PAGE_S).rem_euclid(pages)).unwrap_or(0)
    });
    let scene = Scene { board: board.clone(), facts, floor, at, is_lost, pages, page, tenant, is_demo, reader };
    let layout = Memo::new(move |_| facts.read().layout);
    let body = {
        let scene = scene.clone();
        move || match layout.get() {
            WallLayout::Floor => view! { <FloorPage scene=scene.clone()/> }.into_any(),
            WallLayout::Queues => view! { <QueuesPage scene=scene.clone()/> }.into_any(),
            WallLayout::Figures => view! { <FiguresPage scene=scene.clone()/> }.into_any(),
        }
    };
    let shift = move || now.get().whole_s().div_euclid(60).rem_euclid(SHIFTS).to_string();
    let seq = board.seq;
    let state = move || match link.get() {
        Link::Connecting => "connecting",
        Link::Live => "live",
        Link::Lost => "lost",
    };
    let lost =
        td_string!(locale, wall_link_lost, time = timing::time_of_day(board.heard_at.get_untracked(), reader.zone));
    let title = move || format!("{} · Callboard", facts.read().name);
    view! {
        <Title text=title/>
        <div class="wall-root" class:is-lost=move || is_lost.get() class:is-idle=move || device.is_idle()>
            <main
                class="wall-frame"
                data-layout=move || layout.get().slug()
                data-shift=shift
                data-live-seq=move || seq.get().to_string()
                data-live-state=state
                aria-label=td_string!(locale, wall_label)
            >
                <WallTop scene=scene.clone()/>
                <TroubleRow scene=scene.clone()/>
                <AlarmRows scene=scene.clone()/>
                {body}
                <WallFoot scene=scene.clone()/>
            </main>
            <Identify scene/>
            <Refresh seconds=30 lost/>
        </div>
    }
    .into_any()
}

/// The view in a query, read as the address of a board is. Only the closed words of a view are chosen for walls.
fn view_of(query: &str) -> View {
    View::from_params(query.split('&').filter_map(|pair| pair.split_once('=')))
}
