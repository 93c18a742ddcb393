//! A screen on a wall: read from across a room, touched by nobody, left alone for months. Everything is sized by one unit
//! (see `style/wall.css`); what does not fit waits for its page and never shrinks.

mod alarms;
mod device;
mod exceptions;
mod figures;
mod floor;
mod foot;
mod identify;
mod pairing;
mod picture;
mod queues;
mod slide;
mod tile;
mod top;

use domain::wall::program::LEAST_DWELL_S;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

use self::device::Device;
use self::identify::Identify;
use super::bits::lang;
use super::refresh::Refresh;
use crate::api::WallPaint;
use crate::live::LiveBoard;
use crate::live::follow_wall;
use crate::row_model::Reader;
use crate::timing;

pub(crate) use pairing::PairingPanel;
pub(crate) use picture::Picture;
pub(crate) use picture::WallPicture;

/// Without JavaScript a screen that shows one thing alone is fetched again so often.
const REFRESH_S: i64 = 30;

/// A paired screen.
#[component]
pub(crate) fn WallScreen(
    /// Its first paint.
    paint: WallPaint,
) -> impl IntoView {
    let reader = Reader { locale: lang(), zone: paint.paint.zone };
    let tenant = paint.paint.me.tenant.1.clone();
    let is_demo = paint.paint.me.demo;
    let facts = RwSignal::new(paint.display.clone());
    let refresh_s = refresh_s(&paint);
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
    let (now, heard_at) = (board.now, board.heard_at.get_untracked());
    let program = Memo::new(move |_| facts.read().playing());
    let turn = Memo::new(move |_| program.read().turn(now.get()));
    let name = Memo::new(move |_| facts.read().name.clone());
    let title = move || format!("{} · Callboard", name.get());
    let picture =
        Picture { board, name: name.into(), program: program.into(), turn: turn.into(), tenant, is_demo, reader };
    let lost = td_string!(reader.locale, wall_link_lost, time = timing::time_of_day(heard_at, reader.zone));
    view! {
        <Title text=title/>
        <WallPicture picture is_idle=Signal::derive(move || device.is_idle())>
            <Identify facts now/>
            <Refresh seconds=refresh_s lost/>
        </WallPicture>
    }
    .into_any()
}

/// The next page is fetched when the next slide is on, so that no slide is skipped for ever.
fn refresh_s(paint: &WallPaint) -> u32 {
    let playing = paint.display.playing();
    let seconds = match playing.slides.len() {
        0 | 1 => REFRESH_S,
        _ => playing.stands_s(paint.paint.board.now).clamp(i64::from(LEAST_DWELL_S) / 2, REFRESH_S),
    };
    u32::try_from(seconds).unwrap_or(LEAST_DWELL_S.into())
}
