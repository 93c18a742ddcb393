//! The code on a screen that waits: what to do, the code, and until when. Nothing else.

use leptos::prelude::*;
use leptos_i18n::td_string;

use super::Refresh;
use crate::api::WallPairing;
use crate::components::bits::lang;
use crate::timing;

/// The panel.
#[component]
pub(crate) fn PairingPanel(
    /// What it shows.
    pairing: WallPairing,
) -> impl IntoView {
    let locale = lang();
    let (first, second) = pairing.code.split_at_checked(4).unwrap_or((&pairing.code, ""));
    let time = timing::time_of_day(pairing.expires_at, pairing.zone);
    let minute = time.get(..5).unwrap_or(&time).to_owned();
    let left = pairing.left.map(|name| {
        view! { <p class="pairing-left" role="alert">{td_string!(locale, wall_disconnected, name = name)}</p> }
    });
    view! {
        <div class="wall-root is-idle">
            <main class="pairing-panel" data-pairing="">
                {left}
                <h1 class="pairing-step">
                    {td_string!(locale, pair_open)} " " <b class="pairing-address">{pairing.address}</b> " "
                    {td_string!(locale, pair_enter)}
                </h1>
                <p class="pairing-code">
                    <span>{first.to_owned()}</span> " " <span>{second.to_owned()}</span>
                </p>
                <p class="pairing-note">{td_string!(locale, pair_new_code, time = minute)}</p>
            </main>
        </div>
        <Refresh seconds=10/>
    }
    .into_any()
}
