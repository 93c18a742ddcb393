//! How the set goes and went, in words: read out, and kept below the buttons until the next one.

use domain::changes::RowState;
use domain::changes::SetState;
use leptos::prelude::*;
use leptos_i18n::td_string;

use super::Callin;
use crate::api::change_sets::SetView;
use crate::words;

#[component]
pub(super) fn Course(callin: Callin) -> impl IntoView {
    let locale = callin.desk.reader.locale;
    let said = Memo::new(move |_| callin.set.read().as_ref().and_then(|set| course(callin, set)));
    let notice = move || {
        let (mood, text) = said.get()?;
        let spinner = mood.is_none().then(|| {
            view! { <svg class="icon is-small spinner" aria-hidden="true"><use href="#i-busy"></use></svg> }
        });
        Some(view! { <p class=format!("notice {}", mood.unwrap_or("is-info"))>{spinner}{text}</p> })
    };
    let link = move || {
        let set = callin.set.read();
        let set = set.as_ref()?;
        let href = format!("/t/{}/queues?connection={}&job={}", callin.tenant(), set.connection, set.id);
        Some(view! { <a href=href>{td_string!(locale, panel_callin_set)}</a> })
    };
    let again = Memo::new(move |_| {
        let set = callin.set.read();
        let set = set.as_ref().filter(|set| set.progress.state != SetState::Running);
        set.and_then(|set| set.rows.first()).is_some_and(|row| row.state.may_be_retried())
    });
    view! {
        <div class="callin-course" role="status" aria-live="polite">{notice}</div>
        <div class="callin-ways">
            {link}
            <Show when=move || again.get()>
                <button class="button" type="button" on:click=move |_| callin.open(true)>{td_string!(locale, panel_callin_again)}</button>
            </Show>
        </div>
    }
    .into_any()
}

/// The mood of the notice and its words; no mood while it runs.
fn course(callin: Callin, set: &SetView) -> Option<(Option<&'static str>, String)> {
    let locale = callin.desk.reader.locale;
    let kind = callin.desk.connection.read_untracked().kind;
    let row = set.rows.first()?;
    let (_, text) = words::queues::row_state(locale, &row.state, &set.about, kind);
    if !row.state.is_final() {
        let left = set.progress.waiting_until().map(|until| until.seconds_since(callin.now()));
        let doing = words::queues::doing(locale, set.progress.doing, left, kind.label());
        let doing = if doing.is_empty() { text } else { doing };
        return Some((None, td_string!(locale, panel_callin_runs, doing = doing)));
    }
    let text = td_string!(locale, panel_callin_ended, how = text);
    Some((Some(mood(&row.state)), text))
}

const fn mood(state: &RowState) -> &'static str {
    match state {
        RowState::Verified => "is-good",
        RowState::AcceptedUnverifiable | RowState::Unchanged => "is-info",
        RowState::AcceptedNotVisible | RowState::Conflict { .. } | RowState::Unknown { .. } | RowState::Cancelled => {
            "is-attention"
        }
        RowState::Refused { .. } | RowState::Impossible | RowState::Planned | RowState::Sending => "",
    }
}
