//! A line across the page when this screen's own link is lost, or the picture is paused.

use domain::view::View;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::Icon;
use super::bits::lang;
use super::waiting_list::WaitingList;
use crate::live::Link;
use crate::live::LiveBoard;
use crate::row_model::Reader;
use crate::timing;

/// The banner; nothing while all is well.
#[component]
pub(crate) fn LinkBanner(
    /// Address word of the tenant.
    tenant: String,
    /// The board's feed.
    board: LiveBoard,
    /// The view, to open an agent within it.
    view: Memo<View>,
    /// Language and zone.
    reader: Reader,
) -> impl IntoView {
    let locale = lang();
    let (link, heard_at, paused_at) = (board.link, board.heard_at, board.paused_at);
    let lost = move || {
        (link.get() == Link::Lost).then(|| {
            let time = timing::time_of_day(heard_at.get(), reader.zone);
            let text = td_string!(locale, lost_banner, time = time);
            view! { <p class="link-banner" data-kind="lost" role="status">{text}</p> }
        })
    };
    let paused = Memo::new(move |_| paused_at.get().map(|at| timing::time_of_day(at, reader.zone)));
    let resuming = board.clone();
    let resume = move |_| resuming.toggle_pause();
    let held = move || {
        let (tenant, board, resume) = (tenant.clone(), board.clone(), resume.clone());
        paused.get().map(|time| {
            view! {
                <div class="link-banner" data-kind="paused">
                    <Icon name="i-pause"/>
                    // What waits is counted beside the sentence, not in it: a count that moves is not to be read out.
                    <p role="status">{td_string!(locale, paused_banner, time = time)}</p>
                    <WaitingList tenant board view reader/>
                    <button type="button" class="button" on:click=resume>
                        <Icon name="i-play"/>
                        {td_string!(locale, desk_resume)}
                    </button>
                </div>
            }
        })
    };
    view! {
        {lost}
        {held}
    }
    .into_any()
}
