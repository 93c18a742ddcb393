//! What has happened behind a picture that is held still: how much, and on demand who, from what to what, and when.

use domain::view::View;
use domain::waiting::Change;
use domain::waiting::What;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::bits::Icon;
use super::bits::board_href;
use super::bits::lang;
use crate::figures::counted;
use crate::i18n::Locale;
use crate::live::LiveBoard;
use crate::row_model::Reader;
use crate::timing;
use crate::words;

/// The list behind its count; only the count while nothing waits.
#[component]
pub(crate) fn WaitingList(
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
    let waiting = board.waiting;
    let count = Memo::new(move |_| waiting.read().count());
    let lines = move || {
        let changes = waiting.read().changes.clone().into_iter();
        changes
            .map(|change| {
                let open = Some(change.address.clone());
                let href = board_href(&tenant, &View { open, invalid: Vec::new(), ..view.get_untracked() });
                line(change, href, reader)
            })
            .collect_view()
    };
    let more = move || {
        let more = waiting.read().more;
        (more > 0).then(|| view! { <p>{td_string!(locale, desk_more_changes, count = more)}</p> })
    };
    view! {
        <Show when=move || { count.get() > 0 } fallback=move || view! { <span>{td_string!(locale, desk_nothing_waits)}</span> }>
            <details class="menu waiting">
                <summary class="button">{move || counted!(locale, n_waiting, count.get())}<Icon name="i-down"/></summary>
                <section class="menu-list" aria-label=td_string!(locale, desk_what_changed)>
                    <ol>{lines.clone()}</ol>
                    {more}
                </section>
            </details>
        </Show>
    }
    .into_any()
}

fn line(change: Change, href: String, reader: Reader) -> AnyView {
    let time = timing::time_of_day(change.at, reader.zone);
    let name = match change.what {
        // Who has left has no page to open.
        What::Went(_) => view! { <b>{change.name}</b> }.into_any(),
        What::State { .. } | What::Came(_) => view! { <a href=href>{change.name}</a> }.into_any(),
    };
    view! { <li>{name}<span>{what(reader.locale, change.what)}</span><time>{time}</time></li> }.into_any()
}

fn what(locale: Locale, what: What) -> String {
    let word = |state| words::state(locale, state);
    match what {
        What::State { from, to } => td_string!(locale, desk_from_to, from = word(from), to = word(to)),
        What::Came(state) => td_string!(locale, desk_came, state = word(state)),
        What::Went(state) => td_string!(locale, desk_went, state = word(state)),
    }
}
