//! A line across the page when this screen's own link is lost, or the picture is paused.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::lang;
use crate::live::Link;
use crate::live::LiveBoard;
use crate::timing;

/// The banner; nothing while all is well.
#[component]
pub(crate) fn LinkBanner(
    /// The board's feed.
    board: LiveBoard,
    /// Offset of the installation's zone, in seconds.
    utc_offset_s: i32,
) -> impl IntoView {
    let locale = lang();
    let (link, heard_at, paused_at) = (board.link, board.heard_at, board.paused_at);
    let message = move || {
        if link.get() == Link::Lost {
            let time = timing::time_of_day(heard_at.get(), utc_offset_s);
            return Some(("lost", td_string!(locale, lost_banner, time = time)));
        }
        let time = timing::time_of_day(paused_at.get()?, utc_offset_s);
        Some(("paused", td_string!(locale, paused_banner, time = time)))
    };
    move || message().map(|(kind, text)| view! { <p class="link-banner" data-kind=kind role="status">{text}</p> })
}
