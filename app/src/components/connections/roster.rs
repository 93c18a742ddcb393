//! What a pasted list of agents says: how many, and which lines could not be used. Read in the browser while typing; the
//! server reads it again.

use domain::settings::LineProblem;
use domain::settings::RosterProblem;
use domain::settings::parse_roster;
use leptos::prelude::*;
use leptos_i18n::td_string;

use crate::components::bits::lang;
use crate::figures::counted;
use crate::i18n::Locale;

/// Lines that are named; a list of another kind altogether has thousands.
const NAMED: usize = 8;

/// The count and the problems of a pasted list.
#[component]
pub(super) fn RosterNote(
    /// What was typed.
    text: RwSignal<String>,
) -> impl IntoView {
    let locale = lang();
    let roster = Memo::new(move |_| parse_roster(&text.read()));
    move || {
        let roster = roster.get();
        let is_empty = roster.agents.is_empty() && roster.problems.is_empty();
        (!is_empty).then(|| {
            let more = roster.problems.len().saturating_sub(NAMED);
            let lines = roster
                .problems
                .iter()
                .take(NAMED)
                .map(|line| view! { <li>{problem(locale, line)}</li> })
                .collect_view();
            let more = (more > 0).then(|| view! { <li>{counted!(locale, roster_more, more)}</li> });
            view! {
                <div class="roster-note" role="status">
                    <p>{counted!(locale, roster_count, roster.agents.len())}</p>
                    <ul>{lines}{more}</ul>
                </div>
            }
        })
    }
}

fn problem(locale: Locale, line: &RosterProblem) -> String {
    match line.problem {
        LineProblem::Duplicate { of } => td_string!(locale, roster_duplicate, line = line.line, of = of),
        LineProblem::TooLong { most } => td_string!(locale, roster_too_long, line = line.line, most = most),
        LineProblem::NoName => td_string!(locale, roster_no_name, line = line.line),
    }
}
