//! A screen on a wall: a code while it waits to be paired, then the floor.

use std::time::Duration;

use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

use crate::api::Wall;
use crate::api::wall;
use crate::components::PairingPanel;
use crate::components::Refresh;
use crate::components::WallScreen;
use crate::components::every;
use crate::components::lang;
use crate::error::AppError;

/// A screen that shows no floor yet asks so often whether it may.
const ASK_EVERY: Duration = Duration::from_secs(3);

type Shown = Result<Wall, AppError>;

/// Fetches what the screen shows.
#[component]
pub(crate) fn WallPage() -> impl IntoView {
    let first = Resource::new_blocking(|| (), |()| wall());
    view! {
        <Title text="Callboard"/>
        <Suspense fallback=|| ()>{move || Suspend::new(async move { view! { <Asking first=first.await/> } })}</Suspense>
    }
}

/// Shows it, and asks again for as long as it is not the floor.
#[component]
fn Asking(first: Shown) -> impl IntoView {
    let shown = RwSignal::new(first);
    let is_paired = Memo::new(move |_| matches!(&*shown.read(), Ok(Wall::Board(_))));
    Effect::new(move |_| {
        if is_paired.get() {
            return;
        }
        let ask = move || {
            leptos::task::spawn_local(async move {
                let answer = wall().await;
                // An answer that does not come leaves the code on the screen: it is still good.
                if let (Ok(answer), Some(false)) = (answer, is_paired.try_get_untracked())
                    && shown.try_with_untracked(|shown| shown.as_ref() != Ok(&answer)) == Some(true)
                {
                    shown.try_set(Ok(answer));
                }
            });
        };
        every(ASK_EVERY, ask);
    });
    move || match shown.get() {
        Ok(Wall::Board(paint)) => view! { <WallScreen paint=*paint/> }.into_any(),
        Ok(Wall::Pairing(pairing)) => view! { <PairingPanel pairing/> }.into_any(),
        Ok(Wall::Suspended { company, reason }) => {
            let locale = lang();
            let note = (!reason.is_empty()).then(|| td_string!(locale, suspended_reason, reason = reason).to_string());
            view! { <Waiting text=td_string!(locale, wall_suspended, company = company).to_string() note/> }.into_any()
        }
        Ok(Wall::Full) => view! { <Waiting text=td_string!(lang(), wall_full).to_owned()/> }.into_any(),
        Ok(Wall::Late) | Err(_) => view! { <Waiting text=td_string!(lang(), wall_no_answer).to_owned()/> }.into_any(),
    }
}

/// Neither a code nor a floor: what is wrong, and that nothing needs to be done.
#[component]
fn Waiting(
    /// What is wrong.
    text: String,
    /// More about it, where there is more to say than that it is tried again.
    #[prop(optional_no_strip)]
    note: Option<String>,
) -> impl IntoView {
    let note = note.unwrap_or_else(|| td_string!(lang(), wall_trying).to_owned());
    view! {
        <div class="wall-root is-idle">
            <main class="pairing-panel">
                <h1 class="pairing-step">{text}</h1>
                <p class="pairing-note">{note}</p>
            </main>
        </div>
        <Refresh seconds=10/>
    }
    .into_any()
}
